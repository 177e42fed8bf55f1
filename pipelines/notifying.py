"""The daily reminder of what is overdue, sent to a group robot where an address is configured.

Off by default: without RISK_WEBHOOK_URL or a file webhook.url in the state folder nothing leaves
the machine. The text holds counts and offices, never a person or a subject; every try is an event.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import urllib.error
import urllib.request
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ledger.cases import KINDS, LEAD, RECTIFICATION
from ledger.events import Event
from ledger.workflow import load_workflow
from models.catalog.files import read_yaml
from pipelines.publish import BuildRefused
from pipelines.queries.casebook import Casebook, casebook, ledger_of, units
from pipelines.queries.scope import Person, run_info
from pipelines.run import build as make_build
from pipelines.settings import CATALOG, Home, home, now, today
from pipelines.users import operator
from pipelines.warehouse import newest_build

NOTICE = "notice"
SENT, FAILED = "sent", "failed"
ADDRESS_FILE = "webhook.url"
MOST_ANSWER = 2_000  # bytes of the answer that are read


class Sent(NamedTuple):
    """What became of a reminder, in one sentence; `event` is its receipt, None: nothing went."""

    said: str
    event: Event | None = None

    @property
    def is_good(self) -> bool:
        return self.event is not None and self.event.action == SENT


def address(state: Home) -> str | None:
    """Where reminders go; None: nowhere, which is the default."""
    file = state.root / ADDRESS_FILE
    written = file.read_text("utf-8").strip() if file.is_file() else ""
    return os.environ.get("RISK_WEBHOOK_URL", "").strip() or written or None


def digest(build: Path, state: Home) -> str:
    """The text of today's reminder."""
    book = casebook(build, state, Person(is_local=True))
    words, code = notices()["digest"], ledger_of(state.ledger_url).code()
    day = book.as_of
    lines = [words["title"].format(as_of=f"{day.year}年{day.month}月{day.day}日")]
    lines += late_lines(book, set(units(build))) or [words["none"]]
    soon = load_workflow().parameters["due_soon_workdays"]
    clocks = [book.clock(case) for kind in KINDS for case in book.of(kind) if case.is_running]
    near = sum(c.workdays_left is not None and not c.is_overdue and c.workdays_left <= soon
               for c in clocks)  # fmt: skip
    lines += [words["soon"].format(days=soon, n=near)] if near else []
    return "\n".join([*lines, words["where"].format(code=code)])


def late_lines(book: Casebook, known_units: set[str]) -> list[str]:
    """How many are late, how far they climbed without an answer, and at which offices they lie."""
    words = notices()["digest"]
    late = [case for kind in KINDS for case in book.of(kind) if book.clock(case).is_overdue]
    if not late:
        return []
    kinds = Counter(case.kind for case in late)
    longest = max(book.clock(case).days_overdue for case in late)
    counts = {"tasks": kinds[RECTIFICATION], "leads": kinds[LEAD], "longest": longest}
    rungs = [rung for case in late if (rung := book.rung(case)) and not rung.acknowledged]
    waiting = Counter(rung.name for rung in rungs)
    ladder = [
        words["rung"].format(name=step["name"], n=waiting[step["name"]])
        for step in load_workflow().escalation["ladder"]
        if waiting[step["name"]]
    ]
    named = Counter(unit_of(case, known_units) for case in late)
    lines = [words["late"].format(**counts)]
    lines += [words["ladder"].format(rungs=words["join"].join(ladder))] if ladder else []
    return [*lines, words["units"].format(units=words["join"].join(unit_words(named)))]


def unit_of(case, known_units: set[str]) -> str | None:
    """A village or office of the town; None for anything else somebody typed there."""
    named = (case.fields.get(name) for name in case.machine.scope_units)
    return next((unit for unit in named if unit in known_units), None)


def unit_words(named: Counter) -> list[str]:
    words, most = notices()["digest"], notices()["most_units"]
    rest = named.pop(None, 0)
    ranked = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))
    rest += sum(n for _, n in ranked[most:])
    told = [words["unit"].format(unit=unit, n=n) for unit, n in ranked[:most]]
    return told + ([words["rest"].format(n=rest)] if rest else [])


# ---------------------------------------------------------------- sending


def send(state: Home, by: tuple[str, str], at: datetime, again: bool = False) -> Sent:
    """Send today's reminder once and keep the receipt; `by` is (actor, role)."""
    target, build = address(state), newest_build(state)
    if target is None:
        return Sent(say("unset"))
    if urlsplit(target).scheme not in ("http", "https"):
        return Sent(say("bad_address"))
    if build is None:
        return Sent(say("no_build"))
    if not again and was_sent(state, at):
        return Sent(say("already"))
    text, host = digest(build, state), urlsplit(target).hostname or ""
    why = post(target, text)
    receipt = {"host": host, "build": build.stem, "text": text, "reason": why,
               "sha256": hashlib.sha256(text.encode()).hexdigest()}  # fmt: skip
    event = ledger_of(state.ledger_url).append(
        subject=NOTICE,
        subject_id=f"{at:%Y-%m-%d}",
        action=FAILED if why else SENT,
        payload=receipt,
        actor=by[0],
        role=by[1],
        at=at,
    )
    said = say("failed", host=host, why=why) if why else say("sent", host=host)
    return Sent(said, event)


def was_sent(state: Home, at: datetime) -> bool:
    known = ledger_of(state.ledger_url).events(NOTICE, f"{at:%Y-%m-%d}")
    return any(event.action == SENT for event in known)


def post(target: str, text: str) -> str:
    """Post the text as a WeCom group robot takes it; empty when it was accepted, else why not."""
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    kind = {"Content-Type": "application/json; charset=utf-8"}
    asked = urllib.request.Request(target, body.encode(), kind, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=notices()["timeout_seconds"]) as answer:
            said = answer.read(MOST_ANSWER).decode("utf-8", "replace")
            return "" if accepted(said) else say("refused", status=answer.status, answer=said[:200])
    except urllib.error.HTTPError as refused:
        return say("refused", status=refused.code, answer=refused.reason)
    except OSError as broken:
        return str(getattr(broken, "reason", broken))


def accepted(answer: str) -> bool:
    """WeCom answers 200 in any case and says in errcode whether it took the message."""
    try:
        told = json.loads(answer)
    except ValueError:
        return True
    return not (isinstance(told, dict) and told.get("errcode"))


def main(argv: list[str]) -> int:
    """`manage.py notify [--again] [--show]`: the day's build, then the reminder; 0 when sent or
    off, 1 when it could not be sent."""
    parser = argparse.ArgumentParser(prog="manage.py notify", description="发出当天的逾期提醒")
    parser.add_argument("--again", action="store_true", help="今天已发过也再发一次")
    parser.add_argument("--show", action="store_true", help="只显示内容，不发出")
    asked = parser.parse_args(argv)
    state = home().prepare()
    if asked.show and (build := newest_build(state)):
        print(digest(build, state))
        return 0
    for sentence in renewed(state):
        print(sentence, file=sys.stderr)
    done = send(state, operator(), now(), asked.again)
    print(done.said, file=sys.stdout if done.event is None or done.is_good else sys.stderr)
    return 1 if done.event is not None and not done.is_good else 0


def renewed(state: Home) -> list[str]:
    """Deadlines are counted to the day of the build: one of an earlier day is made anew. What
    stood in the way, if anything; the older build then stays."""
    build = newest_build(state)
    if build is None or run_info(build)["as_of"].date() >= today():
        return []
    try:
        make_build(state)
    except BuildRefused as refused:
        return [say("stale", promise=one.promise) for one in refused.findings]
    return []


def say(message: str, /, **values: object) -> str:
    return notices()["messages"][message].format(**values)


@cache
def notices() -> dict:
    return read_yaml(CATALOG / "notices.yml")
