"""How many assertions of an answer key hold: `manage.py bench answers --key FOLDER/answers.json`.

The key's format is the one of forms.md's companion set: workbooks beside an answers.json. The
workbooks go through the real command line into an empty state, the facts through the read-only
door.
"""

from __future__ import annotations

import argparse
import datetime
import decimal
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def run(arguments: list[str]) -> list[dict]:
    """One row per file plus totals: assertions held / made; failures are printed to stderr."""
    parser = argparse.ArgumentParser(prog="manage.py bench answers")
    parser.add_argument("--key", required=True, type=Path)
    parser.add_argument("--least", type=float, default=1.0, help="share that must hold")
    options = parser.parse_args(arguments)
    key = json.loads(options.key.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as home:
        checks = Checks()
        answer_all(key, options.key.parent, Path(home), checks)
    for failure in checks.failures:
        print(failure, file=sys.stderr)
    return checks.rows(options.least)


class Checks:
    """Counts assertions by file and remembers what failed."""

    def __init__(self) -> None:
        self.made: dict[str, list[bool]] = {}
        self.failures: list[str] = []

    def that(self, file: str, held: bool, what: str) -> None:
        self.made.setdefault(file, []).append(bool(held))
        if not held:
            self.failures.append(f"{file}: {what}")

    def rows(self, least: float) -> list[dict]:
        rows = [
            {"file": file, "held": sum(made), "made": len(made)} for file, made in self.made.items()
        ]
        held, made = sum(r["held"] for r in rows), sum(r["made"] for r in rows)
        share = held / max(made, 1)
        return [
            *rows,
            {"file": "all", "held": held, "made": made, "share": share, "failed": share < least},
        ]


def answer_all(key: dict, folder: Path, home: Path, checks: Checks) -> None:
    for name in key["order"]:
        expected = key["files"][name]
        answer = import_file(folder / name, home, checks)
        if answer:
            check_file(name, expected, answer, checks)
        check_facts(name, [f for f in expected["facts"] if f.get("when") == "now"], home, checks)
    for name in key["order"]:
        facts = [f for f in key["files"][name]["facts"] if f.get("when") != "now"]
        check_facts(name, facts, home, checks)
    check_facts("totals", key["totals"], home, checks)


def import_file(path: Path, home: Path, checks: Checks) -> dict | None:
    command = [sys.executable, str(PROJECT / "manage.py"), "import", str(path), "--json"]
    environment = {**os.environ, "RISK_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    checks.that(
        path.name, done.returncode == 0, f"exit code {done.returncode}: {done.stderr[-300:]}"
    )
    try:
        return json.loads(done.stdout)["files"][0]
    except (ValueError, LookupError):
        checks.that(path.name, False, "no JSON answer")
        return None


# ---------------------------------------------------------------- what the import said


def check_file(name: str, expected: dict, answer: dict, checks: Checks) -> None:
    said = json.dumps(answer, ensure_ascii=False)
    for words in expected.get("must_mention", []):
        checks.that(name, any(word in said for word in words), f"{words} not mentioned")
    for sheet in answer["sheets"]:
        total = sheet["accepted"] + sheet["rejected"] + sheet["skipped"]
        checks.that(name, total == sheet["rows_seen"], f"{sheet['sheet']}: rows do not add up")
    for wanted in expected["sheets"]:
        found = matching_sheet(wanted, answer["sheets"])
        checks.that(name, found is not None, f"{wanted['sheet']}: {wanted['form']} not found")
        if found:
            check_sheet(name, wanted, found, checks)


def matching_sheet(wanted: dict, sheets: list[dict]) -> dict | None:
    same = [s for s in sheets if s["sheet"] == wanted["sheet"] and s["form"] == wanted["form"]]
    return same[0] if same else None


def check_sheet(name: str, wanted: dict, found: dict, checks: Checks) -> None:
    where = wanted["sheet"]
    for field in ("header_row", "period"):
        if wanted.get(field) is not None:
            checks.that(
                name, found.get(field) == wanted[field], f"{where}: {field} {found.get(field)}"
            )
    if "rows_seen_min" in wanted:
        enough = found["rows_seen"] >= wanted["rows_seen_min"]
        checks.that(name, enough, f"{where}: rows_seen {found['rows_seen']}")
    exact = {**wanted, **wanted.get("clarified", {})}
    for field in ("accepted", "rejected"):
        if field in exact:
            held = within(found[field], exact[field])
            checks.that(name, held, f"{where}: {field} {found[field]}, wanted {exact[field]}")
    problems = found.get("problems", [])
    errors = {p["row"] for p in problems if p["severity"] == "error"}
    for row in wanted.get("must_not_reject_rows", []):
        checks.that(name, row not in errors, f"{where}: row {row} rejected")
    for need in wanted.get("must_have_problems", []):
        checks.that(name, has_problem(need, problems), f"{where}: no problem at {need}")


def within(value: int, wanted: int | list[int]) -> bool:
    return wanted[0] <= value <= wanted[1] if isinstance(wanted, list) else value == wanted


def has_problem(need: dict, problems: list[dict]) -> bool:
    cells = {need.get("cell"), *need.get("cells", [])} - {None}
    return any(p["row"] == need["row"] and (not cells or p["cell"] in cells) for p in problems)


# ---------------------------------------------------------------- what the build holds


def check_facts(name: str, facts: list[dict], home: Path, checks: Checks) -> None:
    from pipelines.settings import Home
    from pipelines.warehouse import newest_build, open_build

    if not facts:
        return
    newest = newest_build(Home(home))
    for fact in facts:
        try:
            rows = [
                list(row) for row in open_build(newest).cursor().execute(fact["sql"]).fetchall()
            ]
        except Exception as error:
            rows = [[f"{type(error).__name__}: {error}"]]
        check_fact(name, fact, rows, checks)


def check_fact(name: str, fact: dict, rows: list[list], checks: Checks) -> None:
    expected = fact["expect"]
    if fact.get("each") and len(rows) == len(expected) == 1 and len(rows[0]) == len(expected[0]):
        for place, (got, wanted) in enumerate(zip(rows[0], expected[0], strict=True)):
            label = fact["why"][place] if isinstance(fact["why"], list) else fact["why"]
            checks.that(name, same(got, wanted), f"{label}: {got!r}, wanted {wanted!r}")
        return
    held = len(rows) == len(expected) and all(
        len(got) == len(wanted) and all(map(same, got, wanted))
        for got, wanted in zip(rows, expected, strict=True)
    )
    checks.that(name, held, f"{fact['sql'][:160]} gave {rows[:3]}, wanted {expected[:3]}")


def same(got: object, wanted: object) -> bool:
    if isinstance(got, (datetime.date, datetime.datetime)):
        got = got.isoformat()
    if isinstance(got, decimal.Decimal):
        got = float(got)
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        is_number = isinstance(got, (int, float)) and not isinstance(got, bool)
        return is_number and abs(got - wanted) <= 1e-6
    return got == wanted
