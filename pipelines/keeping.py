"""Backup in one file, and restore from it."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.events import Event, Ledger, canonical
from pipelines.proving import (
    FOLDERS,
    WITNESS,
    closed_builds,
    findings,
    say,
    tell,
    write_down,
)  # fmt: skip
from pipelines.settings import Home, home, now

FORMAT = 1
MANIFEST, EVENTS = "manifest.json", "ledger.jsonl"
OWN = {*FOLDERS, "builds", "tmp", "secret.key", "webhook.url", "oidc.yml", "seals", WITNESS}
# What may stand in a backup: no absolute path, no way up, no other folder.
SAFE_NAME = re.compile(r"(?:raw|staged|evidence|builds)(?:/[\w\-][\w.\-]*){1,3}")
BLOCK = 1 << 20
# What a damaged zip can throw: RuntimeError for a flag that says encrypted, NotImplementedError
# for an unknown method.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, LookupError,
              ValueError, TypeError)  # fmt: skip


class KeepingError(Exception):
    """A backup or restore that cannot be done; the text is the sentence for the person."""


@dataclass(frozen=True)
class Kept:
    """What a backup holds or a restore brought back."""

    events: int
    files: int
    code: str
    set_aside: Path | None = None


# ---------------------------------------------------------------- backup


def backup(state: Home, target: Path) -> Kept:
    """Write the whole state into one zip file; it appears under its name only when complete.

    The events are read first: every file they name was stored before them, so a backup of a state
    in use is one that could be restored.
    """
    ledger = Ledger(state.ledger_url)
    events = ledger.events()
    files = sorted(_files_to_keep(state, events))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".backup-", suffix=".tmp", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w") as archive:
                listed = {EVENTS: _write_events(archive, events)}
                for path in files:
                    inside = path.relative_to(state.root).as_posix()
                    listed[inside] = _write_file(archive, path, inside)
                manifest = {"format": FORMAT, "at": str(now()), "code": _code(events)}
                archive.writestr(MANIFEST, json.dumps({**manifest, "files": listed}, indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Kept(len(events), len(files), _code(events))


def _files_to_keep(state: Home, events: list[Event]) -> Iterator[Path]:
    """Everything stored, and the builds that closed months stand on; other builds are made anew."""
    for folder in FOLDERS:
        for path in (state.root / folder).rglob("*"):
            inside = path.relative_to(state.root).as_posix()
            if path.is_file() and SAFE_NAME.fullmatch(inside):
                yield path
    for _, build, _ in closed_builds(events):
        path = state.builds / f"{build}.duckdb"
        if path.is_file():
            yield path


def _write_events(archive: zipfile.ZipFile, events: list[Event]) -> str:
    digest = hashlib.sha256()
    info = zipfile.ZipInfo(EVENTS)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as inside:
        for event in events:
            line = (canonical(list(event)) + "\n").encode()
            digest.update(line)
            inside.write(line)
    return digest.hexdigest()


def _write_file(archive: zipfile.ZipFile, path: Path, inside: str) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(inside, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


# ---------------------------------------------------------------- restore


def restore(source: Path, state: Home, force: bool = False) -> Kept:
    """Bring a backup back into an empty state; with `force` the present one is moved aside.

    Everything is unpacked and proved beside the state first: a damaged backup changes nothing.
    KeepingError says what is wrong.
    """
    if not source.is_file():
        raise KeepingError(say("no_file", file=source))
    in_use = _in_use(state)
    if in_use and not force:
        raise KeepingError(say("home_in_use", home=state.root))
    if not _is_own_ledger(state) and Ledger(state.ledger_url).head()[0]:
        raise KeepingError(say("ledger_in_use"))
    try:
        state.root.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".restore-", dir=state.root.parent))
    except OSError as error:
        raise KeepingError(say("not_writable", home=state.root.parent, why=error)) from error
    try:
        files, events = _unpack(source, fresh)
        target = Home(fresh) if _is_own_ledger(state) else state
        ledger = Ledger(target.ledger_url)
        _refill(ledger, events)
        ledger.close()
        aside = _swap(fresh, state, in_use)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Kept(len(events), files, _code(events), aside)


def _unpack(source: Path, fresh: Path) -> tuple[int, list[Event]]:
    """The files in place under `fresh` and the events, each proved by the manifest."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            listed = manifest["files"]
            if manifest["format"] != FORMAT or EVENTS not in listed:
                raise KeyError(MANIFEST)
            for inside, digest in listed.items():
                if inside != EVENTS and not SAFE_NAME.fullmatch(inside):
                    raise KeepingError(say("damaged_backup", name=inside))
                if _extract(archive, inside, fresh / inside) != digest:
                    raise KeepingError(say("damaged_backup", name=inside))
        with (fresh / EVENTS).open(encoding="utf-8") as lines:
            events = [Event(*json.loads(line)) for line in lines]
        (fresh / EVENTS).unlink()
        return len(listed) - 1, events
    except UNREADABLE as error:
        raise KeepingError(say("not_a_backup", file=source)) from error


def _extract(archive: zipfile.ZipFile, inside: str, target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(inside) as source, target.open("wb") as file:
        while block := source.read(BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _refill(ledger: Ledger, events: list[Event]) -> None:
    try:
        ledger.refill(events)
    except ValueError as error:
        raise KeepingError(say("broken_chain", why=error)) from error


def _swap(fresh: Path, state: Home, in_use: bool) -> Path | None:
    aside = None
    if in_use:
        aside = state.root.with_name(f"{state.root.name}-before-{now():%Y%m%dT%H%M%S}")
        os.replace(state.root, aside)
    elif state.root.exists():
        shutil.rmtree(state.root)  # nothing but empty folders and an empty ledger
    os.replace(fresh, state.root)
    state.prepare()
    return aside


def _in_use(state: Home) -> bool:
    """Whether the folder holds anything a person would miss."""
    if not state.root.is_dir():
        return False
    if any(path.is_file() for name in FOLDERS for path in (state.root / name).rglob("*")):
        return True
    if any(
        p.name not in OWN and not p.name.startswith("ledger.sqlite") for p in state.root.iterdir()
    ):
        return True
    if _is_own_ledger(state) and (state.root / "ledger.sqlite").exists():
        return Ledger(state.ledger_url).head()[0] > 0
    return False


def _is_own_ledger(state: Home) -> bool:
    return state.ledger_url == f"sqlite:///{state.root / 'ledger.sqlite'}"


def _code(events: list[Event]) -> str:
    return f"{events[-1].seq}-{events[-1].hash[:8]}" if events else "0-00000000"


# ---------------------------------------------------------------- commands


def backup_main(argv: list[str]) -> int:
    """manage.py backup FILE: 0 written, 1 written but the state has faults, 2 not written."""
    asked = _arguments("backup", "备份为一个文件", "file").parse_args(argv)
    state, target = home().prepare(), Path(asked.file).resolve()
    try:
        kept = backup(state, target)
    except OSError as error:
        print(say("backup_failed", file=target, why=error), file=sys.stderr)
        return 2
    size = f"{target.stat().st_size / 1e6:.1f} MB"
    values = {"events": kept.events, "files": kept.files, "code": kept.code}
    print(say("backed_up", file=target, size=size, **values))
    found = findings(state)
    write_down(state, kept.code)
    return tell(found, "backup_broken")


def restore_main(argv: list[str]) -> int:
    """manage.py restore FILE [--force]: 0 restored, 2 refused and nothing changed."""
    parser = _arguments("restore", "从备份恢复", "file")
    parser.add_argument("--force", action="store_true", help="现有状态先移到一旁再恢复")
    asked = parser.parse_args(argv)
    state = home()
    try:
        kept = restore(Path(asked.file).resolve(), state, asked.force)
    except KeepingError as refused:
        print(refused, file=sys.stderr)
        return 2
    values = {"events": kept.events, "files": kept.files, "code": kept.code}
    print(say("restored", home=state.root, **values))
    if kept.set_aside:
        print(say("set_aside", folder=kept.set_aside))
    return 0


def _arguments(command: str, does: str, *names: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"manage.py {command}", description=does)
    for name in names:
        parser.add_argument(name, metavar="FILE", help="备份文件")
    return parser
