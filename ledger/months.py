"""Closed months: the figures as reported, frozen; later corrections are restatements beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from ledger.events import Event, Ledger
from ledger.roles import may
from ledger.steps import Person, Problem, Refused, acting_role
from ledger.workflow import load_workflow

MONTH = "month"
CLOSED, RESTATED = "closed", "restated"


class Snapshot(NamedTuple):
    """Figures of a month as they stood. `build` names the immutable file behind them."""

    period: str
    build: str
    figures: dict
    reason: str
    actor: str
    at: str
    seq: int
    head: str = ""  # the ledger's short code when it was written


class Month(NamedTuple):
    """A closed month: what was reported first and every restatement since, oldest first."""

    period: str
    reported: Snapshot
    restatements: tuple[Snapshot, ...] = ()

    @property
    def current(self) -> Snapshot:
        return self.restatements[-1] if self.restatements else self.reported

    @property
    def seq(self) -> int:
        return self.current.seq

    def changes(self) -> dict[str, tuple]:
        """Figures that differ now from those first reported: name -> (reported, now)."""
        first, now = self.reported.figures, self.current.figures
        names = dict.fromkeys([*first, *now])
        return {n: (first.get(n), now.get(n)) for n in names if first.get(n) != now.get(n)}


def fold_months(events: Iterable[Event]) -> dict[str, Month]:
    """Closed months by period (text such as 2026-09), in order of time."""
    months: dict[str, Month] = {}
    for event in events:
        if event.subject != MONTH:
            continue
        snapshot = _snapshot(event)
        known = months.get(event.subject_id)
        if event.action == CLOSED:
            months[event.subject_id] = Month(event.subject_id, snapshot)
        elif known:
            months[event.subject_id] = known._replace(restatements=(*known.restatements, snapshot))
    return dict(sorted(months.items()))


def close_month(
    ledger: Ledger,
    period: str,
    build: str,
    figures: Mapping,
    person: Person,
    at: datetime,
    build_sha256: str = "",
) -> Event:
    """Freeze a month once its report was due. Refused before, twice, or when one was skipped.

    `build` names the immutable file behind the figures; with its hash `manage.py verify` proves it.
    """
    problems = _role_problems(person, "close_month")
    months = fold_months(ledger.events(MONTH))
    day = load_workflow().parameters["month_close_day"]
    if at.date().isoformat() <= f"{period}-{day:02d}":
        problems.append(_problem("month_open", period=period, day=day))
    if period in months:
        problems.append(_problem("month_closed", period=period))
    elif months and period > max(months) and period != following(max(months)):
        problems.append(_problem("month_gap", period=following(max(months))))
    if problems:
        raise Refused(problems)
    payload = {"build": build, "figures": dict(figures), "head": ledger.code()}
    if build_sha256:
        payload["build_sha256"] = build_sha256
    return _write(ledger, period, CLOSED, payload, person, at, 0)


def restate_month(
    ledger: Ledger,
    period: str,
    build: str,
    figures: Mapping,
    reason: str,
    person: Person,
    at: datetime,
) -> Event:
    """Set corrected figures beside the reported ones, with a reason. The report itself stays."""
    problems = _role_problems(person, "restate_month")
    months = fold_months(ledger.events(MONTH))
    if period not in months:
        problems.append(_problem("month_not_closed", period=period))
    if not reason.strip():
        shown = load_workflow().fields["reason"].name
        problems.append(_problem("missing", field=shown))
    if problems:
        raise Refused(problems)
    payload = {"build": build, "figures": dict(figures), "reason": reason.strip()}
    payload["head"] = ledger.code()
    return _write(ledger, period, RESTATED, payload, person, at, months[period].seq)


class Bridge(NamedTuple):
    """期初 + 新增 + 重新打开 − 化解 − 移送 = 期末, in numbers of matters."""

    opening: int
    added: int
    reopened: int
    resolved: int
    transferred: int
    closing: int
    lost: int  # open before and nowhere now: the bridge does not hold

    @property
    def holds(self) -> bool:
        came, went = self.added + self.reopened, self.resolved + self.transferred
        return self.lost == 0 and self.opening + came - went == self.closing


def bridge(
    before: Mapping[str, str], after: Mapping[str, str], known_before: Iterable[str] = ()
) -> Bridge:
    """The bridge between two days. `before` and `after` map a number to its standing: open,
    transferred or resolved; a number of `known_before` or `before` cannot be new."""
    old = set(before) | set(known_before)
    opened = {n for n, s in after.items() if s == "open" and before.get(n) != "open"}
    left = [n for n, s in before.items() if s == "open" and after.get(n) != "open"]
    brief = {n for n, s in after.items() if n not in old and s != "open"}  # came and went
    lost = sum(n not in after for n in left)
    gone = [*left, *brief]
    transferred = sum(after.get(n) == "transferred" for n in gone)
    return Bridge(
        opening=sum(s == "open" for s in before.values()),
        added=len({n for n in opened if n not in old} | brief),
        reopened=len({n for n in opened if n in old}),
        resolved=len(gone) - transferred - lost,
        transferred=transferred,
        closing=sum(s == "open" for s in after.values()),
        lost=lost,
    )


def following(period: str) -> str:
    year, month = map(int, period.split("-"))
    return f"{year + month // 12}-{month % 12 + 1:02d}"


def _snapshot(event: Event) -> Snapshot:
    given = event.payload
    return Snapshot(
        event.subject_id,
        given["build"],
        given["figures"],
        given.get("reason", ""),
        event.actor,
        event.at,
        event.seq,
        given.get("head", ""),
    )


def _role_problems(person: Person, action: str) -> list[Problem]:
    if may(acting_role(person), action):
        return []
    name = load_workflow().say("month_name")
    return [_problem("wrong_role", name=name, role=person.role)]


def _problem(code: str, /, **values: object) -> Problem:
    return Problem(code, None, load_workflow().say(code, **values))


def _write(ledger, period, action, payload, person, at, seen_seq) -> Event:
    return ledger.append(
        subject=MONTH,
        subject_id=period,
        action=action,
        payload=payload,
        actor=person.name,
        role=acting_role(person),
        at=at,
        expected_seq=seen_seq,
    )
