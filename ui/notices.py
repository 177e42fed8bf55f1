"""What waits for the person on every screen: how many matters, how many late, the way there."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ledger.cases import KINDS, LEAD
from pipelines.queries import duties
from pipelines.queries.casebook import casebook, ledger_of
from pipelines.queries.scope import Filters, Person
from pipelines.settings import Home, home
from ui import links
from ui.context import Context
from ui.text import case as words
from ui.text import duties as duty_words

PAGES = dict(zip(KINDS, ("leads", "rectification"), strict=True))


def show(ctx: Context) -> None:
    """One link per kind that waits; silent for the single local person, to whom all is open."""
    if ctx.person.is_local or not ctx.build or not ctx.person.may("see_cases"):
        return
    code, build = ledger_of(home().ledger_url).code(), ctx.current.build
    tell_duties(build, ctx.person, code)
    for kind, (count, late, climbed) in waiting(build, home(), ctx.person, code).items():
        name = words.NOTICE[kind].format(n=count)
        told = [name, *([words.NOTICE_LATE.format(n=late)] if late else [])]
        told += [words.NOTICE_CLIMBED.format(n=climbed)] if climbed else []
        links.link(PAGES[kind], " · ".join(told), work=words.TAB_MINE)


def tell_duties(build: Path, person: Person, code: str) -> None:
    """必须上报 stands before all other work."""
    count, unseen, late = duties_waiting(build, person, code)
    if not count:
        return
    told = [duty_words.NOTICE.format(n=count)]
    told += [duty_words.NOTICE_UNSEEN.format(n=unseen)] if unseen else []
    told += [duty_words.NOTICE_LATE.format(n=late)] if late else []
    links.link(PAGES[LEAD], " · ".join(told), work=words.TAB_MINE)


@lru_cache(maxsize=256)
def duties_waiting(build: Path, person: Person, code: str) -> tuple[int, int, int]:
    """Duties that are open, unseen, late; remembered like `waiting`."""
    found = list(duties.duties(build, Filters(), person)["duty"])
    return (
        len(found),
        sum(not one.is_seen for one in found),
        sum(one.overdue > 0 for one in found),
    )


@lru_cache(maxsize=256)
def waiting(build: Path, state: Home, person: Person, code: str) -> dict[str, tuple[int, int, int]]:
    """kind → matters that wait for the person, late ones, those that climbed to this person;
    remembered until the build or the ledger's head (`code`) changes."""
    book, found = casebook(build, state, person), {}
    for kind in KINDS:
        todos = book.todos(person, kind)
        if todos:
            late = sum(one.clock.is_overdue for one in todos)
            climbed = sum(one.why == "climb" for one in todos)
            found[kind] = (len(todos), late, climbed)
    return found
