"""月度结账: the figures of a month as the town reports them, and what was frozen before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ledger.events import Event
from ledger.months import MONTH, Month, close_month, fold_months, restate_month
from pipelines import known_then
from pipelines.keeping import file_hash
from pipelines.queries import inventory, leads, monthly, rectification
from pipelines.queries.casebook import ledger_of
from pipelines.queries.scope import Filters, Person
from pipelines.settings import Home

# The whole town's figures, whoever closes: question → what is kept of its answer.
KEPT = {
    inventory.totals: (
        "facilities", "red", "orange", "yellow", "green", "unclear", "statutory", "key_facilities",
        "people_involved", "amount_involved_wan", "unpaid_wan",
    ),
    leads.totals: ("leads", "new_leads", "open_leads", "late"),
    rectification.totals: ("tasks", "open_tasks", "done", "overdue"),
    monthly.totals: ("units", "reported", "missing"),
    monthly.publicity_totals: ("sessions_month", "participants_month"),
}  # fmt: skip


def figures(build: Path, period: str) -> dict[str, int | float | None]:
    """The figures of a month in a build, by name; None where nothing is known."""
    where = (build, Filters(period=period), Person(is_local=True))
    found = {}
    for question, names in KEPT.items():
        answer = question(*where)
        found |= {name: plain(answer.get(name)) for name in names}
    return found


def plain(value) -> int | float | None:
    """A number as JSON holds it; two figures after the point are enough for 万元."""
    if value is None or value != value:
        return None
    number = round(float(value), 2)
    return int(number) if number.is_integer() else number


def months(home: Home) -> dict[str, Month]:
    """Every closed month with its restatements."""
    return fold_months(ledger_of(home.ledger_url).events(MONTH))


def own_build(home: Home, period: str) -> Path | None:
    """The build a closed month is read from, however much is known today; None for an open one."""
    return known_then.frozen(home, months(home), period)


def code_of(build: Path, home: Home) -> str | None:
    """The ledger's code when a month was closed with this build: what its papers print."""
    closed = [one.reported for one in months(home).values() if one.reported.build == build.stem]
    return (closed[0].head or None) if closed else None


def close(build: Path, home: Home, period: str, person: Person, at: datetime) -> Event:
    """Freeze a month with the build behind its figures. Raises Refused."""
    own = (period, build.stem, figures(build, period), person, at)
    return close_month(ledger_of(home.ledger_url), *own, build_sha256=file_hash(build))


def restate(
    build: Path, home: Home, period: str, reason: str, person: Person, at: datetime
) -> Event:
    """Set today's figures of a closed month beside those reported. Raises Refused."""
    own = (period, build.stem, figures(build, period), reason, person, at)
    return restate_month(ledger_of(home.ledger_url), *own)
