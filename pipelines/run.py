"""A build on one page: what came in, what it means, how urgent it is, checked, then published."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from models.catalog import CatalogError, load_catalog
from pipelines import known_then, settings
from pipelines.assess import assess
from pipelines.casework import read_handling
from pipelines.guesses import answers_of
from pipelines.load import Batch, Inputs, load
from pipelines.pruning import prune
from pipelines.publish import (
    BuildRefused,
    discard,
    draft_path,
    publish,
    record_refusal,
    reserve_name,
    run_checks,
)
from pipelines.rulings import read_rulings
from pipelines.settings import CATALOG, PROJECT, Home
from pipelines.transform import transform, transform_scores
from pipelines.warehouse import newest_build, open_build, open_draft
from pipelines.workcalendar import amended

Progress = Callable[[str], None]
REPEATS = "请注意：批次 {batch}（{file}）与 {first} 是同一个文件，只计一次；可撤回 {batch}。\n"
NOT_WRITTEN = (
    "结果无法写入（{why}）。请检查磁盘空间和文件夹权限：{home}。已接收的数据和上一次结果不受影响。"
)


def build(home: Home, as_of: date | None = None, progress: Progress | None = None) -> str:
    """Build from everything accepted; returns the build's name (risk-20260923T080000).

    progress is told each step: read, load, transform, assess, check, publish. Raises CatalogError
    when the catalogue contradicts itself and BuildRefused when a check finds something; the newest
    build then stays as it was.
    """
    tell = progress or (lambda step: None)
    home.prepare()
    tell("read")
    name = reserve_name(home, settings.now())  # before reading: a later name has later facts
    try:
        make(gather(home, as_of or settings.today()), name, tell)
        publish(home, name)
        prune(home, settings.now())
    except BuildRefused as refused:
        record_refusal(home, settings.now(), refused.findings)
        raise
    finally:
        discard(home, name)
    return name


def make(inputs: Inputs, name: str, tell: Progress) -> None:
    """Write the draft of a build and check it."""
    with open_draft(draft_path(inputs.home, name), inputs.accepted) as draft:
        tell("load")
        load(draft, inputs, name, code_version())
        tell("transform")
        transform(draft, inputs.catalog)
        tell("assess")
        assess(draft, inputs.catalog, inputs.rulings, known_then.listed(draft, inputs.past))
        transform_scores(draft, inputs.catalog)
        tell("check")
        findings = run_checks(draft)
        if findings:
            raise BuildRefused(findings)
        known_then.put_back(draft, inputs.past)
        tell("publish")


def gather(home: Home, as_of: date) -> Inputs:
    """What the ledger, the staged folders and the catalogue hold right now."""
    from ledger.events import Ledger
    from ledger.identities import fold_identities
    from ledger.imports import all_imports
    from ledger.matters import fold_matters
    from ledger.workcalendar import fold_days

    events = known_then.known_by(Ledger(home.ledger_url).events(), as_of)
    imports = all_imports(events)
    days = tuple(fold_days(events).values())
    catalog = amended(load_catalog(CATALOG), days)
    batches = tuple(
        Batch(
            number=number,
            batch_id=one.batch,
            sha256=one.sha256,
            contract=one.contract,
            file=one.file,
            status=one.status,
            imported_at=one.at,
            actor=one.actor,
            counts=one.counts,
            is_sample=one.is_sample,
            is_live=one.is_live,
            problems=tuple(one.payload.get("problems", ())),
        )
        for number, one in enumerate(imports, start=1)
    )
    rulings = read_rulings(events, catalog.scoring, as_of)
    handling, named = read_handling(events, as_of), tuple(fold_identities(events).values())
    told, answers = tuple(fold_matters(events).values()), answers_of(events)
    past = known_then.past_months(home, as_of, events, lambda day: then(home, day))
    return Inputs(
        home, catalog, as_of, batches, rulings, handling, named, told, days, answers, past
    )


def then(home: Home, day: date) -> Path:
    """The build of what was known on a past day, made once for the same facts and program."""
    inputs = gather(home, day)
    earlier = (one.path.name for one in inputs.past)
    path = known_then.kept_as(home, day, inputs.hash, inputs.catalog.hash, code_version(), *earlier)
    if not path.is_file():
        try:
            make(inputs, path.stem, lambda step: None)
            known_then.keep(draft_path(home, path.stem), path)
        finally:
            discard(home, path.stem)
    return path


def is_behind(home: Home) -> bool:
    """Whether the newest build is made of other imports than those that count now: one was killed
    before its build, or its build was refused."""
    from ledger.events import Ledger
    from ledger.imports import SUBJECT, live_imports

    newest = newest_build(home)
    if newest is None:
        return True
    counted = live_imports(Ledger(home.ledger_url).events(subject=SUBJECT))
    built = open_build(newest).rows("select batch_id from raw_batch where is_live")
    return {one.batch for one in counted} != {batch for (batch,) in built}


def repeats(home: Home) -> list[str]:
    """A line for every import that does not count because the same file was imported before it:
    two that came at once left both live in ledgers of earlier versions."""
    from ledger.events import Ledger
    from ledger.imports import SUBJECT, all_imports

    found = all_imports(Ledger(home.ledger_url).events(subject=SUBJECT))
    return [
        REPEATS.format(batch=one.batch, file=one.file, first=one.repeats)
        for one in found
        if one.repeats
    ]


@cache
def code_version() -> str:
    """Twelve characters that change whenever the code that makes a build changes; read once, as
    the code itself is: new code needs a new process."""
    digest = hashlib.sha256()
    for folder in ("models", "pipelines"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".py", ".sql"):
                digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def main(argv: list[str]) -> int:
    """`manage.py build [--as-of DATE] [--json]`: exit 0, or 2 with what stands in the way."""
    parser = argparse.ArgumentParser(prog="manage.py build", description="用已接收的数据重新计算")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="截至日期，如 2026-09-23；缺省今天"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    asked = parser.parse_args(argv)
    if asked.as_of and asked.as_of > settings.today():
        print(f"请注意：{asked.as_of} 还没有到，逾期和未报会按那一天计算。", file=sys.stderr)
    try:
        print(*repeats(settings.home()), sep="", end="", file=sys.stderr)
        name = build(settings.home(), asked.as_of)
    except CatalogError as error:
        print("目录数据自相矛盾，未重新计算：", *error.contradictions, sep="\n  ", file=sys.stderr)
        return 2
    except (OSError, duckdb.OperationalError) as error:
        print(NOT_WRITTEN.format(home=settings.home().root, why=error), file=sys.stderr)
        return 2
    except BuildRefused as error:
        print("结果未通过检查，沿用上一次结果：", file=sys.stderr)
        for finding in error.findings:
            print(f"  {finding.check}（{finding.promise}）{finding.rows[0]}", file=sys.stderr)
        return 2
    print(json.dumps({"build": name}) if asked.json else name)
    return 0
