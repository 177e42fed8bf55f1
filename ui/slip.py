"""The printed 督办单 of one case: a page of its own with print styles, as HTML."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template

from ledger.cases import Case
from pipelines.queries.casebook import Casebook, ledger_of
from pipelines.queries.scope import run_info
from pipelines.settings import home, now
from ui import numbers
from ui.context import Context
from ui.story import case as story
from ui.text import APP
from ui.text import case as words

PAGE = Template((Path(__file__).parent / "slip.html").read_text("utf-8"))


def make(ctx: Context, book: Casebook, case: Case) -> bytes:
    """The slip of a case as a UTF-8 HTML file."""
    clock = book.clock(case)
    kind = "over" if not case.is_open else ("late" if clock.is_overdue else "open")
    body = words.SLIP_BODY[kind].format(days=clock.days_overdue, workdays=clock.workdays_overdue)
    to = {"unit": story.unit_of(case) or words.SLIP_NO_UNIT, "person": case.owner or ""}
    return page(ctx, case.number, {**to, "body": body, "rows": rows(case, clock)})


def of_key(ctx: Context, told: dict, number: str) -> bytes:
    """The slip of a key subject (ui/story/key.py: slip) under the number of its matter."""
    return page(ctx, number, told)


def page(ctx: Context, number: str, told: dict) -> bytes:
    """unit, person, body and rows of `told` on a page with print styles."""
    code = words.SLIP_CODE.format(
        as_of=numbers.day(run_info(ctx.build)["as_of"]),
        code=ledger_of(home().ledger_url).code(),
        at=now().isoformat(" ", "minutes"),
        person=ctx.person.name,
    )
    sample = words.SLIP_SAMPLE if run_info(ctx.build).get("is_sample") else ""
    to = words.SLIP_TO.format(unit=told["unit"], person=told["person"])
    filled = PAGE.substitute(
        title=words.SLIP_TITLE,
        app=html.escape(APP),
        number=html.escape(number),
        to=html.escape(to),
        body=html.escape(told["body"]),
        rows="".join(line(*one) for one in told["rows"]),
        signs="".join(f"<p>{html.escape(one)}</p>" for one in words.SLIP_SIGN),
        code=html.escape(code),
        sample=html.escape(sample),
        button=words.SLIP_PRINT,
    )
    return filled.encode()


def rows(case: Case, clock) -> list[tuple[str, str]]:
    deadline = numbers.day(clock.deadline) if clock.deadline else words.NO_DEADLINE
    return [
        (words.COLUMNS["status"], case.status),
        *story.facts(case),
        (words.COLUMNS["deadline_date"], deadline),
        (words.COLUMNS["clock_words"], story.clock_words(clock)),
    ]


def line(name: str, value: str) -> str:
    return f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
