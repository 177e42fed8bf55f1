"""The invented town: a year of subjects, visits, leads, tasks and reports, made from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.sample.activity import make_population, make_publicity, make_submissions
from data.sample.cases import make_leads, make_tasks
from data.sample.columns import complete
from data.sample.subjects import Subject, data_file, make_subjects
from data.sample.visits import make_visits, month_starts


@dataclass(frozen=True)
class Scheme:
    """A planted scheme: the subject that takes the money comes first in `subjects`."""

    key: str
    title: str
    subjects: tuple[str, ...]
    first_month: str


@dataclass(frozen=True)
class Town:
    """Canonical rows of the seven forms (docs of forms.md §1): None is unknown, 0 is none."""

    as_of: date
    seed: int
    months: int
    rows: dict[str, list[dict]]
    schemes: tuple[Scheme, ...]


def make_town(as_of: date, seed: int = 2026, subjects: int = 45, months: int = 12) -> Town:
    """The town as it stands on `as_of`, with the `months` months that end there. Pure."""
    people = make_subjects(as_of, seed, subjects)
    since = month_starts(as_of, months)[0]
    rows = {
        "facility": [subject.row for subject in people],
        "screening": make_visits(people, as_of, seed, months),
        "lead": make_leads(people, as_of, seed, since),
        "rectification": make_tasks(people, as_of, seed, since),
        "publicity": make_publicity(as_of, seed, months),
        "population": make_population(as_of, months),
    }
    rows["submission"] = make_submissions(rows, as_of, seed, months)
    rows = {form: [complete(form, row) for row in some] for form, some in rows.items()}
    return Town(as_of, seed, months, rows, _schemes(people, as_of, months))


def _schemes(people: list[Subject], as_of: date, months: int) -> tuple[Scheme, ...]:
    names = {subject.name for subject in people}
    plans = [(plan, [s["name"] for s in plan["subjects"]]) for plan in data_file("schemes")]
    return tuple(
        Scheme(plan["key"], plan["title"], tuple(found), _first_month(plan, as_of, months))
        for plan, found in plans
        if set(found) <= names
    )


def _first_month(plan: dict, as_of: date, months: int) -> str:
    length = len(plan["subjects"][0]["paths"]["people_involved"])
    return f"{month_starts(as_of, min(length, months))[0]:%Y-%m}"
