"""How records of statutory lines ended in a month: settled, corrected, or undone."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.months import following
from ledger.proposals import APPROVED
from pipelines.queries import closing, decisions
from pipelines.settings import home
from reports.document import Paragraph
from reports.facts import Facts
from reports.words import join, say, word


def records(facts: Facts) -> list[Paragraph]:
    """Nothing for a month in which none ended. What is about no subject of the person's own stays
    out, and so do all names in the public edition."""
    counted = (
        ("settled", settled(facts)),
        ("corrected", corrected(facts)),
        ("undone", undone(facts) if facts.person.sees_all else []),
    )
    return [Paragraph(sentence(facts, code, items)) for code, items in counted if items]


def sentence(facts: Facts, code: str, items: list[str]) -> str:
    n = say("records.n", n=len(items))
    if facts.person.is_public:
        return say(f"records.{code}_public", n=n)
    return say(f"records.{code}", n=n, items=word("records.joiner").join(items))


def settled(facts: Facts) -> list[str]:
    names = own_names(facts)
    agreed = [one for one in decisions.settlements() if one.state == APPROVED]
    return [
        say("records.settled_item", **one._asdict() | {"owed": owed(one.owed)})
        for one in of_month(facts, agreed, "decided_at")
        if one.facility_id in names
    ]


def owed(words: str) -> str:
    return say("records.owed", owed=words) if words else ""


def corrected(facts: Facts) -> list[str]:
    names = own_names(facts)
    return [
        say("records.corrected_item", items=join(one.lines), verifier=one.verifier)
        for one in of_month(facts, decisions.corrections(), "confirmed_at")
        if one.facility_id in names
    ]


def undone(facts: Facts) -> list[str]:
    return [
        say(
            "records.undone_item",
            items=join(one.lines),
            file=one.file,
            actor=one.actor,
            reason=one.reason or word("records.no_reason"),
        )
        for one in of_month(facts, decisions.undone(), "at")
    ]


def own_names(facts: Facts) -> set[str]:
    return set(facts.inventory["facility_id"])


def of_month(facts: Facts, found: Iterable, when: str) -> list:
    """Those the month's report tells: what comes after a month was closed, in the next."""
    months = closing.months(home())

    def told_in(one) -> str:
        period = getattr(one, when)[:7]
        while period in months and months[period].reported.seq < one.seq:
            period = following(period)
        return period

    return [one for one in found if told_in(one) == facts.month]
