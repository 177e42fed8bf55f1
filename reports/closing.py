"""What a report says of a closed month: when it was frozen, and what reads differently since."""

from __future__ import annotations

from ledger.months import Month
from pipelines.queries import closing
from pipelines.settings import home
from reports import numbers
from reports.document import Paragraph
from reports.facts import Facts
from reports.words import say, word


def closed_month(facts: Facts) -> list[Paragraph]:
    """Nothing for a month still open, or for a person who sees a part of the town only."""
    month = closing.months(home()).get(facts.month)
    if month is None or not facts.person.sees_all:
        return []
    closed = say(
        "closing.closed",
        period=facts.period,
        day=numbers.day(month.reported.at[:10]),
        build=month.reported.build,
    )
    return [Paragraph(closed + difference(month, facts) + restated(month))]


def difference(month: Month, facts: Facts) -> str:
    """The figures of this report that are no longer those first reported."""
    first, now = month.reported.figures, closing.figures(facts.build, facts.month)
    moved = [
        say("closing.moved", name=name, first=shown(first.get(code)), now=shown(now.get(code)))
        for code, name in word("closing.figures").items()
        if first.get(code) != now.get(code)
    ]
    if not moved:
        return word("closing.same")
    return say("closing.differs", moved=word("closing.joiner").join(moved))


def shown(value) -> str:
    return numbers.UNKNOWN if numbers.is_unknown(value) else numbers.trimmed(value, 2)


def restated(month: Month) -> str:
    if not month.restatements:
        return ""
    last = month.current
    return say("closing.restated", day=numbers.day(last.at[:10]), reason=last.reason)
