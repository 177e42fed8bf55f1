"""What is wrong with a state: ledger, stored files and builds, one sentence for each fault."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import duckdb

from ledger.events import Event, canonical
from ledger.months import MONTH
from ledger.proof import Proof, prove
from models.catalog.files import read_yaml
from pipelines.settings import CATALOG, Home

FOLDERS = ("raw", "staged", "evidence")
WITNESS = "heads.log"
NAMED = re.compile("[0-9a-f]{64}")


@cache
def words() -> dict:
    return read_yaml(CATALOG / "keeping.yml")


def say(message: str, /, **values: object) -> str:
    return words()["messages"][message].format(**values)


def findings(state: Home) -> list[str]:
    """All that is wrong with the chain and the stored files, one sentence each."""
    return faults_of(state, prove(state.ledger_url))


def faults_of(state: Home, proof: Proof) -> list[str]:
    """The same for a ledger that was read already. A part that cannot be looked at is a sentence,
    too, and the other parts are still looked at."""
    faults = [f for f in proof.faults if f.code != "no_table" or _is_used(state)]
    found = [words()["faults"][f.code].format(seq=f.seq, text=f.text) for f in faults]
    looks: list[Callable] = [_changed_files, _missing_files, _month_faults, _broken_builds]
    if all(f.code == "unfrozen" for f in faults):  # else the missing events might have named them
        looks += [_lost_codes, _orphans]
    for look in looks:
        found += _told(look, state, proof.events)
    return list(dict.fromkeys(found))


def _is_used(state: Home) -> bool:
    """Whether anything was ever stored here: a new home has no ledger yet."""
    places = [state.root / name for name in (*FOLDERS, "builds", "seals", WITNESS)]
    return any(place.is_file() or any(place.glob("*")) for place in places)


def _told(look: Callable, state: Home, events: list[Event]) -> list[str]:
    found: list[str] = []
    try:
        for sentence in look(state, events):
            found.append(sentence)
    except OSError as why:
        name = why.filename or state.root
        found.append(say("file_unreadable", name=name, why=why.strerror or why))
    except (AttributeError, KeyError, TypeError, ValueError) as why:
        found.append(say("part_unproved", part=look.__name__.strip("_"), why=type(why).__name__))
    return found


def folder_hash(folder: Path) -> str:
    """One hash for a folder: over the names and hashes of its files. The import event may carry it
    as `staged_sha256`, so that verification can prove the staged rows too."""
    listed = [
        (path.relative_to(folder).as_posix(), file_hash(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256(canonical(listed).encode()).hexdigest()


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed_files(state: Home, _events: list[Event]) -> Iterator[str]:
    """Stored files are named by their hash: a name that does not fit is a changed file."""
    for folder in ("raw", "evidence"):
        for path in sorted((state.root / folder).glob("*")):
            name = path.name.partition(".")[0]
            if NAMED.fullmatch(name) and path.is_file() and file_hash(path) != name:
                yield say(f"{folder}_changed", name=path.name)


def _missing_files(state: Home, events: list[Event]) -> Iterator[str]:
    stored = {
        folder: {path.name.partition(".")[0] for path in (state.root / folder).glob("*")}
        for folder in ("raw", "evidence")
    }
    for event in events:
        given = event.payload
        if event.subject == "batch" and event.action == "import":
            batch = {"batch": event.subject_id}
            name = given.get("stored_sha256", given.get("sha256"))  # null: not to be kept
            if name and name not in stored["raw"]:
                yield say("raw_missing", name=name, file=given.get("file", ""), **batch)
            yield from _staged_faults(state, given, batch)
        for digest in _evidence(given):
            if digest not in stored["evidence"]:
                yield say("evidence_missing", name=digest, case=event.subject_id)


def _evidence(given: dict) -> list[str]:
    fields = given.get("fields")
    digest = fields.get("evidence_sha256") if isinstance(fields, dict) else None
    return [digest] if digest else []


def _staged_faults(state: Home, given: dict, batch: dict) -> Iterator[str]:
    expected = given.get("staged_sha256")
    if not expected:
        return
    folder = state.staged / f"{given['sha256']}-{given['contract']}"
    if not folder.is_dir():
        yield say("staged_missing", name=folder.name, **batch)
    elif folder_hash(folder) != expected:
        yield say("staged_changed", name=folder.name)


def closed_builds(events: list[Event]) -> set[tuple[str, str, str]]:
    """Period, build and the build's hash (empty if not recorded) of every closed month."""
    return {
        (event.subject_id, event.payload["build"], event.payload.get("build_sha256", ""))
        for event in events
        if event.subject == MONTH and event.payload.get("build")
    }


def _month_faults(state: Home, events: list[Event]) -> Iterator[str]:
    for period, build, digest in sorted(closed_builds(events)):
        path = state.builds / f"{build}.duckdb"
        if not path.is_file():
            yield say("build_missing", period=period, name=path.name)
        elif digest and file_hash(path) != digest:
            yield say("build_changed", period=period, name=path.name)


def _broken_builds(state: Home, events: list[Event]) -> Iterator[str]:
    """Builds that do not open; those of closed months are proved by their hash."""
    proved = {build for _, build, digest in closed_builds(events) if digest}
    for path in sorted(state.builds.glob("risk-*.duckdb")):
        if path.stem not in proved and not _opens(path):
            yield say("build_broken", name=path.name)


def _opens(path: Path) -> bool:
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            return con.execute("select count(*) from run_info").fetchone() is not None
    except (duckdb.Error, UnicodeError):
        return False


def _orphans(state: Home, events: list[Event]) -> Iterator[str]:
    """Files that no event names: put there by hand, or left by something that was killed."""
    named = set(re.findall("[0-9a-f]{64}", canonical([event.payload for event in events])))
    for folder in FOLDERS:
        for path in sorted((state.root / folder).glob("*")):
            digest = re.match("[0-9a-f]{64}", path.name)
            if path.name.startswith("."):
                continue
            if not digest or digest[0] not in named:
                yield say("orphan", name=f"{folder}/{path.name}")


def _lost_codes(state: Home, events: list[Event]) -> Iterator[str]:
    """A chain cannot miss its own cut-off tail. Codes written down earlier can: in the events of
    closed months, and in the list that every backup and verification leaves."""
    witness = state.root / WITNESS
    codes = witness.read_text("utf-8", "replace").split() if witness.is_file() else []
    codes += [str(event.payload["head"]) for event in events if event.payload.get("head")]
    known = {event.seq: event.hash for event in events}
    for code in dict.fromkeys(codes):
        number, _, digits = code.partition("-")
        seq = int(number) if number.isascii() and number.isdigit() else -1
        if seq and not (len(digits) >= 8 and known.get(seq, "").startswith(digits)):
            yield say("head_lost", code=code)


def write_down(state: Home, code: str) -> None:
    with (state.root / WITNESS).open("a", encoding="utf-8") as file:
        file.write(code + "\n")


def tell(found: list[str], heading: str) -> int:
    if found:
        print("\n".join([say(heading, count=len(found)), *found]), file=sys.stderr)
    return 1 if found else 0
