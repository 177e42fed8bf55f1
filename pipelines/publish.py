"""Let a draft out only when every check finds nothing; otherwise yesterday's build stays."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.settings import Home
from pipelines.warehouse import SQL, builds

STAMP = "risk-%Y%m%dT%H%M%S"
REFUSAL = "last_refusal.json"
SHOWN_ROWS = 5


@dataclass(frozen=True)
class Finding:
    """A check that found something: its name, what it promises, and the first rows it found."""

    check: str
    promise: str
    rows: tuple[str, ...]


class BuildRefused(Exception):
    """A check found something; no build was left behind."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{one.check}: {one.promise}" for one in findings))
        self.findings = findings


def reserve_name(home: Home, now: datetime) -> str:
    """A name greater than every build's and taken by nobody else, even within one second."""
    existing = builds(home)
    if existing:
        now = max(now, datetime.strptime(existing[-1].stem, STAMP) + timedelta(seconds=1))
    while True:
        try:
            os.close(os.open(draft_path(home, f"{now:{STAMP}}", ".lock"), os.O_CREAT | os.O_EXCL))
            return f"{now:{STAMP}}"
        except FileExistsError:
            now += timedelta(seconds=1)


def draft_path(home: Home, name: str, suffix: str = ".duckdb") -> Path:
    return home.builds / f"draft-{name}{suffix}"


def discard(home: Home, name: str) -> None:
    """Remove whatever an unfinished build left."""
    for suffix in (".duckdb", ".duckdb.wal", ".lock"):
        draft_path(home, name, suffix).unlink(missing_ok=True)


def run_checks(draft: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Every sql/checks/*.sql that finds a row."""
    findings = []
    for path in sorted((SQL / "checks").glob("*.sql")):
        sql = path.read_text("utf-8")
        rows = draft.execute(sql).fetchmany(SHOWN_ROWS)
        if rows:
            promise = sql.splitlines()[0].removeprefix("--").strip()
            findings.append(Finding(path.stem, promise, tuple(map(str, rows))))
    return findings


def publish(home: Home, name: str) -> Path:
    """Rename the closed draft into place: from now on it is the newest build."""
    final = home.builds / f"{name}.duckdb"
    os.replace(draft_path(home, name), final)
    (home.builds / REFUSAL).unlink(missing_ok=True)
    discard(home, name)
    return final


def record_refusal(home: Home, at: datetime, findings: list[Finding]) -> None:
    """Tell the screens why the newest build is not newer."""
    content = {
        "at": at.isoformat(),
        "findings": [
            {"check": one.check, "promise": one.promise, "rows": list(one.rows)} for one in findings
        ],
    }
    temporary = home.tmp / REFUSAL
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    os.replace(temporary, home.builds / REFUSAL)
