"""An import: keep the file, stage what it holds, then write the event that makes it count.

Killed anywhere, the state is before or after: raw files and staged folders appear by rename, and
nothing counts until the event stands in the ledger. `undo` is an event too; nothing is deleted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from ledger.events import Event, Ledger, StaleState
from ledger.imports import IMPORT, REDO, SUBJECT, UNDO, Import, all_imports, live_imports
from ledger.synonyms import in_force
from models.catalog.corrections import corrected
from models.catalog.forms import Forms, load_forms
from pipelines import answers, seen, settings
from pipelines.contract import of_content
from pipelines.guard import SUFFIXES, Unreadable
from pipelines.guesses import answers_now
from pipelines.leftovers import sweep
from pipelines.preparing import Known, Prepared, Reader, judge, sha256_of
from pipelines.proving import folder_hash
from pipelines.settings import CATALOG, Home
from pipelines.staging import place_folder, sync_folder
from pipelines.worker import Worker

Progress = Callable[[int, int, str], None]
NOT_BUILT = (
    "已接收的数据没有丢失，但重新计算失败（{why}），沿用上一次结果。"
    "请检查磁盘空间后运行 manage.py build。"
)
NOT_OPENED = (
    "留痕库或状态文件夹 {home} 打不开、写不进去（{why}），这次没有做完。"
    "请检查磁盘空间、权限和数据库是否在运行，再做一次；已经记入的不会重复计算。"
)


class ImportRefused(Exception):
    """The catalogue contradicts itself, or the batch does not exist; the text says what to do."""


def import_paths(
    paths: Sequence[str | Path],
    home: Home,
    *,
    actor: str,
    role: str,
    at: datetime,
    is_sample: bool = False,
    progress: Progress | None = None,
    names: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Import workbooks and folders; the object of forms.md §3 without `build`.

    `names` are the files' names as people gave them, where the paths are temporary copies.
    Raises ImportRefused when the catalogue contradicts itself.
    """
    forms = sound_forms()
    home.prepare()
    ledger = Ledger(home.ledger_url)
    forms = corrected(forms, in_force(ledger))
    files = list(zip(paths, names, strict=True)) if names else list(expand(paths))
    sweep(home)
    prefix = f"import-{os.getpid()}-"
    with tempfile.TemporaryDirectory(dir=home.tmp, prefix=prefix) as scratch:
        known = Known(ledger.events(subject=SUBJECT))
        reader = Reader(home, forms, known, Path(scratch), at)
        with Worker(CATALOG, forms.digest, corrections=forms.corrections) as worker:
            if not seen.waits(home):
                worker.warm()
            prepared = []
            for number, (path, name) in enumerate(files):
                if progress:
                    worker.tick = partial(progress, number, len(files), str(name))
                    worker.tick()
                prepared.append(reader.prepare(Path(path), str(name), worker))
        judge(prepared, home, ledger, forms, known)
        who = {"actor": actor, "role": role, "at": at}
        counting = _Counting(home, ledger, forms, known, who, is_sample)
        entries = [counting.count(one) for one in prepared]
    if progress:
        progress(len(files), len(files), "")
    return {"files": entries}


def sound_forms() -> Forms:
    forms, contradictions = load_forms(CATALOG)
    if contradictions:
        raise ImportRefused("\n".join(["目录数据自相矛盾，未导入：", *contradictions]))
    return forms


def expand(paths: Iterable[str | Path]) -> Iterable[tuple[Path, str]]:
    """Files as given; folders as the tables inside them, in order of their names."""
    for given in map(Path, paths):
        if not given.exists():  # a shell leaves a ~ in quotes as it is
            given = given.expanduser()
        if not given.is_dir():
            yield given, given.name
            continue
        for path in sorted(p for p in given.rglob("*") if p.is_file()):
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")):
                yield path, path.name


class _Counting:
    """Makes files count, in order: kept, staged in place, then written into the ledger."""

    def __init__(
        self, home: Home, ledger: Ledger, forms: Forms, known: Known, who: dict, is_sample: bool
    ) -> None:
        self.home, self.ledger, self.forms, self.known = home, ledger, forms, known
        self.who, self.is_sample = who, is_sample
        self.failed: dict[str, Unreadable] = {}  # sha256 → why a file of this call does not count

    def count(self, one: Prepared) -> dict[str, Any]:
        """Let one file count; its entry of the answer."""
        if one.staged is not None:
            try:
                return self._import(one)
            except OSError:
                one.failure = Unreadable("not_stored", home=self.home.root)
            except DBAPIError:
                one.failure = Unreadable("not_recorded")
            self.failed[one.sha256] = one.failure
        one.failure = one.failure or self.failed.get(one.sha256)
        if one.failure is not None:
            return answers.unreadable(one, self.forms)
        batch = one.duplicate_of or self.known.before_reading(one.sha256, one.contract)
        return answers.duplicate(one, self.forms, batch)

    def _import(self, one: Prepared) -> dict[str, Any]:
        entry = answers.read(one, self.forms, answers_now(self.ledger))
        stored = None if one.is_foreign else self._keep(one)
        contract = self._place(one)
        sheets = entry["sheets"]
        payload = {
            "sha256": one.sha256,
            "stored_sha256": stored,
            "staged_sha256": folder_hash(self.home.staged / f"{one.sha256}-{contract}"),
            "contract": contract,
            "file": one.name,
            "status": entry["status"],
            "counts": answers.counted(sheets),
            "period": answers.common(sheet["period"] for sheet in sheets),
            "unit": answers.common(sheet["unit"] for sheet in sheets),
            "is_sample": self.is_sample,
            "problems": one.judged,
        }
        batch, is_new = self._append(one, payload)
        return entry | {"batch": batch} if is_new else answers.duplicate(one, self.forms, batch)

    def _keep(self, one: Prepared) -> str:
        """Keep a file, or its copy without personal data, under its hash; the hash."""
        path = Path(one.staged.redacted or one.path)
        sha256 = sha256_of(path)
        final = self.home.raw / sha256
        if final.is_file() and sha256_of(final) == sha256:
            return sha256
        temporary = one.folder.with_name(f"raw-{sha256}")
        with path.open("rb") as source, temporary.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        os.replace(temporary, final)
        sync_folder(self.home.raw)
        return sha256

    def _place(self, one: Prepared) -> str:
        """Move what was staged to its place; the contract that names it. Where the name is taken
        by another content, that stays as it is and this gets a name of its own."""
        contract = one.contract
        while not place_folder(one.folder, self.home.staged / f"{one.sha256}-{contract}"):
            contract = of_content(contract, folder_hash(one.folder))
        return contract

    def _append(self, one: Prepared, payload: dict[str, Any]) -> tuple[str, bool]:
        """Write the import event; its batch. (batch, False) when the same file was imported since
        this one was read: that is judged inside the ledger's write transaction."""
        while (found := self.known.after_reading(one)) is None:
            batch = self.known.next_batch()
            try:
                event = self.ledger.append(
                    subject=SUBJECT,
                    subject_id=batch,
                    action=IMPORT,
                    payload={"batch": batch, **payload},
                    expected_subject_seq=self.known.last_seq,
                    **self.who,
                )
            except StaleState as stale:
                self.known = self.known.with_news(stale.events)
                continue
            self.known.add(event)
            return batch, True
        return found, False


# ---------------------------------------------------------------- undo and redo


def undo(home: Home, batch: str, *, actor: str, role: str, at: datetime) -> Import:
    """Withdraw an import: the next build is as if it had not been. Raises ImportRefused."""
    return _switch(home, batch, UNDO, actor=actor, role=role, at=at)


def redo(home: Home, batch: str, *, actor: str, role: str, at: datetime) -> Import:
    """Bring a withdrawn import back to its old place. Raises ImportRefused."""
    return _switch(home, batch, REDO, actor=actor, role=role, at=at)


def _switch(home: Home, batch: str, action: str, *, actor: str, role: str, at: datetime) -> Import:
    """Write an undo or redo; when another import was written meanwhile, it is judged again."""
    home.prepare()
    ledger = Ledger(home.ledger_url)
    while True:
        events = ledger.events(subject=SUBJECT)
        found = _judged(events, batch, action)
        try:
            ledger.append(
                subject=SUBJECT,
                subject_id=batch,
                action=action,
                payload={"batch": batch},
                actor=actor,
                role=role,
                at=at,
                expected_subject_seq=events[-1].seq,
            )
        except StaleState:
            continue
        return found


def _judged(events: list[Event], batch: str, action: str) -> Import:
    """The import to withdraw or bring back. Raises ImportRefused."""
    found = next((one for one in all_imports(events) if one.batch == batch), None)
    if found is None:
        raise ImportRefused(f"没有批次 {batch}。请在导入记录中核对批次号。")
    if found.is_withdrawn == (action == UNDO):
        state = "已经撤回。" if found.is_withdrawn else "没有撤回过。"
        raise ImportRefused(f"批次 {batch}（{found.file}）{state}")
    if action == REDO and any(one.sha256 == found.sha256 for one in live_imports(events)):
        raise ImportRefused(f"批次 {batch} 的文件已重新导入过，不能再恢复。")
    return found


# ---------------------------------------------------------------- commands


def main(argv: list[str]) -> int:
    """`manage.py import PATH…`: exit 0 read, 1 rejected rows under --strict, 2 unreadable."""
    parser = argparse.ArgumentParser(
        prog="manage.py import", description="导入工作簿或文件夹，然后重新计算"
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="工作簿、CSV 或文件夹")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--strict", action="store_true", help="有退回行时返回 1")
    asked = parser.parse_args(argv)
    home = settings.home()
    try:
        answer = import_paths(asked.paths, home, actor="命令行", role="管理员", at=settings.now())
    except (ImportRefused, OSError, DBAPIError) as refused:
        print(sentence(refused, home), file=sys.stderr)
        return 2
    if not answer["files"]:
        print(
            "没有找到可导入的文件。请给出工作簿，或含有 .xlsx .xlsm .xls .et .csv 的文件夹。",
            file=sys.stderr,
        )
        return 2
    answer["build"], built = build_after(home, answer)
    if asked.json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        print_report(answer)
    return exit_code(answer, asked.strict) if built else 2


def sentence(refused: Exception, home: Home) -> str:
    """What a person reads when a command cannot be carried out."""
    if isinstance(refused, ImportRefused):
        return str(refused)
    return NOT_OPENED.format(home=home.root, why=reason(refused))


def reason(broken: Exception) -> str:
    """The cause of a failure in one line, without a trace."""
    cause = getattr(broken, "orig", None) or broken
    first = str(cause).strip().splitlines()[:1]
    return "：".join([type(cause).__name__, *first])


def build_after(home: Home, answer: dict[str, Any]) -> tuple[str | None, bool]:
    """(name of the newest build, whether building went well)."""
    return build_or_say(home) if needs_build(answer, home) else (name_of_newest(home), True)


def needs_build(answer: dict[str, Any], home: Home) -> bool:
    """Whether something changed, or an earlier import still waits for its build: that was killed,
    or refused."""
    from pipelines.run import is_behind

    states = {entry["status"] for entry in answer["files"]}
    return bool(states & {"accepted", "partly", "rejected"}) or (
        bool(states - {"unreadable"}) and is_behind(home)
    )


def build_or_say(home: Home) -> tuple[str | None, bool]:
    """(name of the newest build, whether it is a new one); a failure is told in a sentence."""
    from pipelines.publish import BuildRefused
    from pipelines.run import build, repeats

    try:
        print(*repeats(home), sep="", end="", file=sys.stderr)
        return build(home), True
    except BuildRefused as refused:
        print("新结果未通过检查，沿用上一次结果：", file=sys.stderr)
        for finding in refused.findings:
            print(f"  {finding.check}（{finding.promise}）{finding.rows[0]}", file=sys.stderr)
    except Exception as broken:  # the rows are in; the answer about them must still be printed
        print(NOT_BUILT.format(why=reason(broken)), file=sys.stderr)
    return name_of_newest(home), False


def name_of_newest(home: Home) -> str | None:
    from pipelines.warehouse import newest_build

    newest = newest_build(home)
    return newest.stem if newest else None


def exit_code(answer: dict[str, Any], strict: bool) -> int:
    if any(f["status"] == "unreadable" for f in answer["files"]):
        return 2
    rejected = any(s["rejected"] for f in answer["files"] for s in f["sheets"])
    return 1 if strict and rejected else 0


def print_report(answer: dict[str, Any]) -> None:
    """The same answer for people."""
    for one in answer["files"]:
        print(
            f"{one['file']}：{one['message']}"
            + (f"（批次 {one['batch']}）" if one["batch"] else "")
        )
        for question in one.get("questions", ()):
            print(f"  {question['message']}")
        for sheet in one["sheets"]:
            print_problems(sheet)
    print(f"结果：{answer['build'] or '尚无'}")


def print_problems(sheet: dict[str, Any]) -> None:
    """Equal problems of a column on one line."""
    import pandas as pd

    from pipelines.grouping import grouped

    found = [p for p in sheet["problems"] if p["severity"] != "info"]
    for one in grouped(pd.DataFrame(found)).to_dict("records") if found else ():
        print(f"  {sheet['sheet']}!{one['cell'] or ''}  {one['message']}")


def undo_main(argv: list[str]) -> int:
    """`manage.py undo BATCH [--redo]`: withdraw an import (or bring it back), then build."""
    parser = argparse.ArgumentParser(prog="manage.py undo", description="撤回一次导入")
    parser.add_argument("batch", metavar="BATCH", help="批次号，例如 B0003")
    parser.add_argument("--redo", action="store_true", help="恢复已撤回的批次")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    asked = parser.parse_args(argv)
    home = settings.home()
    switch = redo if asked.redo else undo
    try:
        found = switch(home, asked.batch, actor="命令行", role="管理员", at=settings.now())
    except (ImportRefused, OSError, DBAPIError) as refused:
        print(sentence(refused, home), file=sys.stderr)
        return 2
    name, built = build_or_say(home)
    answer = {"batch": found.batch, "file": found.file, "live": asked.redo, "build": name}
    verb = "已恢复" if asked.redo else "已撤回"
    print(
        json.dumps(answer, ensure_ascii=False)
        if asked.json
        else f"{verb}：{found.file}。结果：{answer['build'] or '尚无'}"
    )
    return 0 if built else 2
