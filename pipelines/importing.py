"""An import: keep the file, stage what it holds, then write the event that makes it count.

Killed anywhere, the state is before or after: raw files and staged folders appear by rename, and
nothing counts until the event stands in the ledger. `undo` is an event too; nothing is deleted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from ledger.events import Ledger, StaleState
from ledger.identities import settled
from ledger.imports import IMPORT, REDO, SUBJECT, UNDO, Import, all_imports, live_imports
from ledger.synonyms import in_force
from models.catalog.corrections import corrected
from models.catalog.forms import Forms, load_forms
from pipelines import settings
from pipelines.guard import SUFFIXES, Unreadable, inspect
from pipelines.guesses import answers_now, headline, questions, told
from pipelines.keeping import folder_hash
from pipelines.settings import CATALOG, Home
from pipelines.staging import place_folder, sync_folder
from pipelines.worker import Staged, Worker

Progress = Callable[[int, int, str], None]
COUNTS = ("rows_seen", "accepted", "rejected", "skipped")


class ImportRefused(Exception):
    """The catalogue contradicts itself, or the batch does not exist; the text says what to do."""


@dataclass
class Prepared:
    """A file that was read and staged, or could not be; not yet in the ledger."""

    path: Path
    name: str
    sha256: str = ""
    contract: str = ""
    stored: str = ""  # hash of the kept file: the original, or its copy without personal data
    staged: Staged | None = None
    folder: Path | None = None  # where it was staged, as long as it is only looked at
    failure: Unreadable | None = None
    duplicate_of: str | None = None


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
        session = _Session(home, ledger, forms, Path(scratch), at)
        with Worker(CATALOG, forms.digest, corrections=forms.corrections).warm() as worker:
            prepared = []
            for number, (path, name) in enumerate(files):
                if progress:
                    worker.tick = partial(progress, number, len(files), str(name))
                    worker.tick()
                prepared.append(session.prepare(Path(path), str(name), worker))
        answers = session.commit(prepared, actor=actor, role=role, is_sample=is_sample)
    if progress:
        progress(len(files), len(files), "")
    return {"files": answers}


def sweep(home: Home) -> None:
    """Remove what imports that were killed left behind."""
    for folder in home.tmp.glob("import-*-*"):
        number = folder.name.split("-")[1]
        if number.isdigit() and int(number) != os.getpid() and not is_running(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def is_running(process: int) -> bool:
    """Whether a process of this number exists (on Windows: assumed)."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sound_forms() -> Forms:
    forms, contradictions = load_forms(CATALOG)
    if contradictions:
        raise ImportRefused("\n".join(contradictions))
    return forms


def expand(paths: Iterable[str | Path]) -> Iterable[tuple[Path, str]]:
    """Files as given; folders as the tables inside them, in order of their names."""
    for given in map(Path, paths):
        if not given.is_dir():
            yield given, given.name
            continue
        for path in sorted(p for p in given.rglob("*") if p.is_file()):
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")):
                yield path, path.name


def contract_of(forms: Forms, name: str, at: datetime) -> str:
    """What besides the bytes decides the staged folder: catalogue, code, file name, month."""
    parts = (forms.digest, code_digest(), Path(name).stem, f"{at:%Y-%m}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def code_digest() -> str:
    """Changes whenever code that reads files changes."""
    digest = hashlib.sha256()
    folder = Path(__file__).resolve().parent
    own = ["extract.py", "validate.py", "values.py", "staging.py", "problems.py", "worker.py"]
    for path in [*(folder / name for name in own), *sorted((folder / "reading").glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Session:
    """One call of import_paths: what is already known, and the steps for each file."""

    def __init__(self, home: Home, ledger: Ledger, forms: Forms, scratch: Path, at: datetime):
        self.home, self.ledger, self.forms, self.scratch, self.at = home, ledger, forms, scratch, at
        events = ledger.events(subject=SUBJECT)
        self.live = live_imports(events)
        self.by_sha = {one.sha256: one.batch for one in self.live}
        self.next_number = len(all_imports(events)) + 1
        self.answers = answers_now(ledger)

    # ------------------------------------------------------------ reading

    def prepare(self, path: Path, name: str, worker: Worker) -> Prepared:
        """Read and stage one file; nothing counts yet."""
        one = Prepared(path, name)
        try:
            inspected = inspect(path, name)
            one.sha256 = sha256_of(path)
            one.contract = contract_of(self.forms, name, self.at)
            if one.sha256 in self.by_sha:
                one.duplicate_of = self.by_sha[one.sha256]
                return one
            folder = self.scratch / f"staged-{len(list(self.scratch.iterdir()))}"
            today = self.at.date()
            one.staged = worker.stage(path, inspected.kind, name, today, folder)
            one.stored = self._keep(Path(one.staged.redacted or path))
            place_folder(folder, self.home.staged / f"{one.sha256}-{one.contract}")
            self.by_sha[one.sha256] = ""
        except Unreadable as failure:
            one.failure = failure
        return one

    def _keep(self, path: Path) -> str:
        """Keep a file under its hash; the hash."""
        sha256 = sha256_of(path)
        final = self.home.raw / sha256
        if final.exists():
            return sha256
        temporary = self.scratch / f"raw-{sha256}"
        with path.open("rb") as source, temporary.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        os.replace(temporary, final)
        sync_folder(self.home.raw)
        return sha256

    # ------------------------------------------------------------ counting

    def commit(self, prepared: list[Prepared], *, actor: str, role: str, is_sample: bool) -> list:
        """Write the events in order and answer for every file."""
        from pipelines.subjects import SubjectCheck

        fresh = [p for p in prepared if p.staged is not None]
        known = [one.folder for one in self.live]
        check = SubjectCheck(self.home, self.forms, known, settled(self.ledger)) if fresh else None
        for one in fresh:
            check.learn(f"{one.sha256}-{one.contract}")
        answers = []
        for one in prepared:
            if one.staged is not None:
                one.staged.problems += check.problems(f"{one.sha256}-{one.contract}")
            answers.append(self._answer(one, actor, role, is_sample))
        return answers

    def _answer(self, one: Prepared, actor: str, role: str, is_sample: bool) -> dict[str, Any]:
        if one.failure is not None:
            return self._unreadable(one)
        if one.staged is None:
            batch = one.duplicate_of or self.by_sha[one.sha256]
            message = self.forms.texts["status"]["duplicate"].format(batch=batch)
            return file_entry(one, "duplicate", batch, message, [])
        sheets = sheets_with_problems(one.staged)
        counts = {name: sum(sheet[name] for sheet in sheets) for name in COUNTS}
        status = status_of(counts, sheets)
        folder = self.home.staged / f"{one.sha256}-{one.contract}"
        payload = {
            "sha256": one.sha256,
            "stored_sha256": one.stored,
            "staged_sha256": folder_hash(folder),
            "contract": one.contract,
            "file": one.name,
            "status": status,
            "counts": counts,
            "period": common(sheet["period"] for sheet in sheets),
            "unit": common(sheet["unit"] for sheet in sheets),
            "is_sample": is_sample,
            "problems": [p for p in one.staged.problems if p["code"] in SUBJECT_CODES],
        }
        batch = self._append(payload, actor, role)
        self.by_sha[one.sha256] = batch
        asked = told(questions(folder, self.forms, self.answers), self.forms)
        message = self._message(status, counts, sheets, len(asked))
        return file_entry(one, status, batch, message, sheets) | {"questions": asked}

    def _append(self, payload: dict[str, Any], actor: str, role: str) -> str:
        """Write the import event under the next free batch number."""
        while True:
            batch = f"B{self.next_number:04d}"
            self.next_number += 1
            try:
                self.ledger.append(
                    subject=SUBJECT,
                    subject_id=batch,
                    action=IMPORT,
                    payload={"batch": batch, **payload},
                    actor=actor,
                    role=role,
                    at=self.at,
                    expected_seq=0,
                )
            except StaleState:  # another process took the number
                continue
            return batch

    def _unreadable(self, one: Prepared) -> dict[str, Any]:
        texts = self.forms.texts["unreadable"]
        words = {"suffix": Path(one.name).suffix, **one.failure.words}
        message = texts[one.failure.reason].format(file=one.name, **words)
        return file_entry(one, "unreadable", None, message, [])

    def _message(self, status: str, counts: dict[str, int], sheets: list[dict], asked: int) -> str:
        if not any(sheet["form"] for sheet in sheets):
            notes = "；".join(s["message"] for s in sheets if s.get("message"))
            return self.forms.texts["status"]["unrecognised"].format(options=notes)
        return headline(self.forms.texts["status"], status, counts, asked)


SUBJECT_CODES = frozenset({"unknown_subject", "near_subject"})


def sha256_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sheets_with_problems(staged: Staged) -> list[dict[str, Any]]:
    """Each sheet entry with its own problems, in the order of its rows."""
    grouped: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for problem in staged.problems:
        shown = {k: v for k, v in problem.items() if k not in ("sheet", "block")}
        grouped.setdefault((problem["sheet"], problem["block"]), []).append(shown)
    for problems in grouped.values():
        problems.sort(key=lambda p: p["row"] or 0)
    return [
        {**sheet, "problems": grouped.get((sheet["sheet"], sheet["block"]), [])}
        for sheet in staged.sheets
    ]


def status_of(counts: dict[str, int], sheets: list[dict[str, Any]]) -> str:
    if not counts["accepted"]:
        has_form = any(sheet["form"] for sheet in sheets)
        return "accepted" if has_form and not counts["rejected"] else "rejected"
    return "partly" if counts["rejected"] else "accepted"


def common(values: Iterable[Any]) -> Any:
    """The one value all sheets agree on, or None."""
    found = {v for v in values if v is not None}
    return found.pop() if len(found) == 1 else None


def file_entry(
    one: Prepared, status: str, batch: str | None, message: str, sheets: list
) -> dict[str, Any]:
    return {
        "file": one.name,
        "sha256": one.sha256 or None,
        "batch": batch,
        "status": status,
        "message": message,
        "sheets": sheets,
    }


# ---------------------------------------------------------------- undo and redo


def undo(home: Home, batch: str, *, actor: str, role: str, at: datetime) -> Import:
    """Withdraw an import: the next build is as if it had not been. Raises ImportRefused."""
    return _switch(home, batch, UNDO, actor=actor, role=role, at=at)


def redo(home: Home, batch: str, *, actor: str, role: str, at: datetime) -> Import:
    """Bring a withdrawn import back to its old place. Raises ImportRefused."""
    return _switch(home, batch, REDO, actor=actor, role=role, at=at)


def _switch(home: Home, batch: str, action: str, *, actor: str, role: str, at: datetime) -> Import:
    home.prepare()
    ledger = Ledger(home.ledger_url)
    events = ledger.events(subject=SUBJECT, subject_id=batch)
    found = next((one for one in all_imports(events) if one.batch == batch), None)
    if found is None:
        raise ImportRefused(f"没有批次 {batch}。请在导入记录中核对批次号。")
    if found.is_live == (action == REDO):
        raise ImportRefused(
            f"批次 {batch}（{found.file}）" + ("没有撤回过。" if found.is_live else "已经撤回。")
        )
    if action == REDO and _same_file_is_live(ledger, found):
        raise ImportRefused(f"批次 {batch} 的文件已重新导入过，不能再恢复。")
    ledger.append(
        subject=SUBJECT,
        subject_id=batch,
        action=action,
        payload={"batch": batch},
        actor=actor,
        role=role,
        at=at,
        expected_seq=events[-1].seq,
    )
    return found


def _same_file_is_live(ledger: Ledger, found: Import) -> bool:
    return any(one.sha256 == found.sha256 for one in live_imports(ledger.events(subject=SUBJECT)))


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
    except ImportRefused as refused:
        print(f"目录数据自相矛盾，未导入：\n{refused}", file=sys.stderr)
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


def build_after(home: Home, answer: dict[str, Any]) -> tuple[str | None, bool]:
    """(name of the newest build, whether building went well); builds when something changed."""
    from pipelines.publish import BuildRefused
    from pipelines.run import build
    from pipelines.warehouse import newest_build

    newest = newest_build(home)
    changed = any(f["status"] in ("accepted", "partly", "rejected") for f in answer["files"])
    readable = any(f["status"] != "unreadable" for f in answer["files"])
    if not changed and (newest is not None or not readable):
        return (newest.stem if newest else None), True
    try:
        return build(home), True
    except BuildRefused as refused:
        print(f"新结果未通过检查，沿用上一次结果：{refused}", file=sys.stderr)
    except Exception:  # the rows are in; the answer about them must still be printed
        traceback.print_exc()
        print("已接收的数据没有丢失，但重新计算失败，沿用上一次结果。", file=sys.stderr)
    return (newest.stem if newest else None), False


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
    except ImportRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    from pipelines.run import build

    answer = {"batch": found.batch, "file": found.file, "live": asked.redo, "build": build(home)}
    verb = "已恢复" if asked.redo else "已撤回"
    print(
        json.dumps(answer, ensure_ascii=False)
        if asked.json
        else f"{verb}：{found.file}。结果：{answer['build']}"
    )
    return 0
