"""A report from one build: facts, sections, document, file."""

from __future__ import annotations

from pathlib import Path

from pipelines.queries import scope
from pipelines.queries.scope import Person, for_the_wall
from reports import concluding, numbers, public, writing
from reports.document import Document, Figure, Paragraph, Section, table
from reports.facts import Facts
from reports.sources import key_figures
from reports.words import say, word
from reports.writing import shown_all

KINDS = ("monthly", "final")
SECTIONS = {
    "work": writing.work,
    "overall": writing.overall,
    "spread": writing.spread,
    "key": writing.key,
    "publicity": writing.publicity,
    "reporting": writing.reporting,
    "next": writing.next_steps,
    "causes": concluding.causes,
    "outlook": concluding.outlook,
    "cases": concluding.cases,
}
INVENTORY_COLUMNS = ["rank", "level", "facility_name", "village", "sector", "score",
                     "people_involved", "amount_involved_wan", "reason"]  # fmt: skip
KEY_COLUMNS = ["rank", "level", "facility_name", "village", "reasons", "responsible_unit",
               "responsible_person", "measures", "deadline_date", "next_step"]  # fmt: skip
LEAD_COLUMNS = ["lead_no", "received_date", "source", "facility_name", "village", "nature", "step",
                "handling_unit", "verify_due_date", "days_late"]  # fmt: skip


class UnknownPeriod(ValueError):
    """The build knows no such month; the message lists those it knows."""


class NotAllowed(PermissionError):
    """The person's role may not take documents out."""


def gather(build: Path, period: str | None, person: Person, is_public: bool = False) -> Facts:
    """The facts of a month (None: the newest). Raises UnknownPeriod or NotAllowed."""
    if not person.may("export"):
        raise NotAllowed(word("command.not_allowed"))
    periods = scope.periods(build)
    if period is not None and period not in periods:
        known = word("units.joiner").join(periods)
        raise UnknownPeriod(say("command.bad_period", period=period, periods=known))
    return Facts(build, period or periods[0], for_the_wall(person) if is_public else person)


def write_document(facts: Facts, kind: str, code: str) -> Document:
    """The whole report as data. code: the ledger's short code, printed in the footer; of a closed
    month it is that of its closing, so that its paper stays the same."""
    plan = word(f"kinds.{kind}")
    region = facts.catalog.region
    blank = facts.is_empty
    figures = () if blank else key_figures(facts)
    document = Document(
        heading=plan["title"].format(town=region.name, period=facts.period),
        short=plan["short"].format(period=facts.period),
        banner=plan["banner"],
        office=say("frame.office", town=region.name),
        day=facts.day,
        footer=say(
            "frame.footer",
            as_of=say("frame.footer_as_of", as_of=facts.day),
            build=facts.run["build"],
            code=(facts.closed and facts.closed.reported.head) or code,
        ),
        sections=tuple(sections(facts, plan["sections"], blank)),
        attachments=() if blank else attachments(facts),
        figures=figures,
        sources_note=sources_note(figures, facts.person.is_public),
        notes=tuple(notes(facts)),
        is_sample=facts.is_sample,
        is_public=facts.person.is_public,
    )
    return public.hide_names(document, facts) if facts.person.is_public else document


def sources_note(figures: tuple[Figure, ...], is_public: bool) -> str:
    rows = sum(len(one.rows) for one in figures)
    return say("attachments.sources_elsewhere", n=rows) if rows and not is_public else ""


def sections(facts: Facts, plan: list[dict], blank: bool):
    """The headings stand in any case; without data the first one says so and the rest is left."""
    if blank:
        nothing = Paragraph(say("frame.nothing", period=facts.period))
        return [Section(plan[0]["title"], (nothing,))]
    return [Section(one["title"], tuple(SECTIONS[one["code"]](facts))) for one in plan]


def attachments(facts: Facts) -> tuple[Section, ...]:
    """The inventory in full, and the key ledger and the open leads where there are any."""
    leads = facts.leads
    ledgers = (
        ("inventory", facts.inventory, INVENTORY_COLUMNS),
        ("key", facts.key, KEY_COLUMNS),
        ("open_leads", leads[leads["is_open"].astype(bool)], LEAD_COLUMNS),
    )
    kept = [one for one in ledgers if len(one[1])]
    return tuple(
        Section(
            say("frame.attachment", n=number, title=word(f"attachments.{code}")),
            (table("", rows, columns, shown_all(rows)),),
        )
        for number, (code, rows, columns) in enumerate(kept, 1)
    )


def notes(facts: Facts) -> list[str]:
    said = [word("frame.sample_note")] if facts.is_sample else []
    if facts.closed:
        day = numbers.day(facts.closed.reported.at[:10])
        said.append(say("frame.locked_note", period=facts.period, day=day))
    return said + ([word("frame.public_note")] if facts.person.is_public else [])
