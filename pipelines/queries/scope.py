"""Who asks and about what: filters, the signed-in person, and what of the town they may see.

Scope and masking are applied here, below the pages: a page cannot forget them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ledger.roles import load_roles
from pipelines.queries.asking import ask, ask_one

PERSONAL_COLUMNS = ("legal_person", "phone", "address", "responsible_person", "handler",
                    "verifier", "screener", "submitter")  # fmt: skip
roles = load_roles()
NOTHING = "—"  # a scope that matches no village: a clerk without any


@dataclass(frozen=True)
class Filters:
    """What was chosen in the sidebar. Empty means everything; period None the newest month."""

    period: str | None = None
    villages: tuple[str, ...] = ()  # village codes
    sectors: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()  # town codes, where the region is a district

    @property
    def is_narrow(self) -> bool:
        return bool(self.towns or self.villages or self.sectors or self.levels)


@dataclass(frozen=True)
class Person:
    """Who is signed in. villages/departments limit a clerk; is_local is the single-person mode."""

    name: str = "本机用户"
    role: str = "分析员"
    villages: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    is_local: bool = False
    is_public: bool = False  # before an audience: masked whatever the role

    @property
    def sees_all(self) -> bool:
        return not roles.find(self.role).scoped

    @property
    def is_masked(self) -> bool:
        return self.is_public or roles.find(self.role).masked

    def may(self, action: str) -> bool:
        """Whether roles.yml lets this person do an action; the local single person may do all."""
        return self.is_local or roles.may(self.role, action)


def for_the_wall(person: Person) -> Person:
    """The same person before an audience: personal words are hidden whatever the role."""
    return replace(person, is_public=True)


# Shared by every question about subjects. Bind with scope(). `s` is mart_score_month and
# `f` mart_facility: a department's clerk is limited by the facility's own department.
SUBJECT_SCOPE = """
    ($all_villages or list_contains($villages, s.village_code))
    and ($all_sectors or list_contains($sectors, s.sector))
    and ($all_levels or list_contains($levels, s.level))
    and ($all_departments or list_contains($departments, f.department))
"""


def mine(more: str = "") -> str:
    """`with mine as (…)`: the subjects of the month that the person may see; more: a condition that
    goes before, ending in `and`."""
    return (
        f"""
with mine as (
    select s.facility_id
    from mart_score_month s left join mart_facility f using (facility_id)
    where s.period = $period and {more} """
        + SUBJECT_SCOPE
        + """
)
"""
    )


# What a place is on maps and in tables: a village, or in a district the town around it.
PLACES = """
select village_code, case when $by_town then town_code else village_code end as place_code,
    case when $by_town then town else village end as place
from mart_village
"""


def scope(build: Path, filters: Filters, person: Person) -> dict:
    """Values for SUBJECT_SCOPE and $period: the person's own limits met with what they chose."""
    wanted = filters.villages or villages_of(build, filters.towns)
    villages = allowed(person.villages, wanted, person.sees_all or person.departments)
    free_departments = person.sees_all or not person.departments
    return {
        "period": filters.period or newest_period(build),
        "all_villages": villages is None,
        "villages": villages or (),
        "all_sectors": not filters.sectors,
        "sectors": filters.sectors,
        "all_levels": not filters.levels,
        "levels": filters.levels,
        "all_departments": bool(free_departments),
        "departments": person.departments,
        "own_units": person.villages + person.departments,
        "all_units": person.sees_all,
        "by_town": shows_towns(build, filters),
    }


def allowed(own: tuple, wanted: tuple, is_free) -> tuple | None:
    """Village codes to look at, None for all: never more than a clerk's own."""
    if is_free:
        return wanted or None
    mine = tuple(code for code in wanted if code in own) if wanted else own
    return mine or (NOTHING,)


def villages_of(build: Path, towns: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the villages of the chosen towns: the first nine digits are the town's."""
    codes = ask(build, "select village_code from mart_village")["village_code"] if towns else ()
    return tuple(code for code in codes if code.startswith(towns))


def shows_towns(build: Path, filters: Filters) -> bool:
    """Whether maps and tables go by town: in a district, until a town or a village is chosen."""
    return len(towns(build)) > 1 and not (filters.towns or filters.villages)


def towns(build: Path) -> pd.DataFrame:
    """The towns of the region, in order of code: town_code, town."""
    return ask(build, "select distinct town_code, town from mart_village order by town_code")


def run_info(build: Path) -> dict:
    """build, as_of, period, is_sample … of the build."""
    return ask_one(build, "select * from run_info")


def is_blank(build: Path) -> bool:
    """Whether the build was made of nothing: no import counts."""
    return not ask_one(build, "select count(*) as n from mart_batch where is_live")["n"]


def newest_period(build: Path) -> str:
    return run_info(build)["period"]


def periods(build: Path) -> list[str]:
    """Months of the build, newest first."""
    return ask(build, "select period from mart_period order by period desc")["period"].tolist()


def past_end(build: Path, period: str | None):
    """The last day of a chosen month that is over; None for the newest month or none chosen."""
    if not period or period == newest_period(build):
        return None
    end = "select max(period_end) as day from mart_period where period = $period"
    return ask_one(build, end, period=period)["day"]


def period_before(build: Path, period: str | None = None) -> str | None:
    """The month before this one (before the newest when None); None at the build's first."""
    months = periods(build)
    place = months.index(period) + 1 if period in months else 1
    return months[place] if place < len(months) else None


VILLAGES = """
select village_code, village, tile_col, tile_row, kind, town_code, town from mart_village
where $all_villages or list_contains($villages, village_code)
order by village_code
"""


def villages(build: Path, person: Person) -> pd.DataFrame:
    """The villages this person may see: village_code, village, tile_col, tile_row, kind, town."""
    return ask(build, VILLAGES, **scope(build, Filters(), person))


def sectors(build: Path) -> list[str]:
    found = "select distinct sector from mart_facility where sector is not null order by sector"
    return ask(build, found)["sector"].tolist()


def masked(frame: pd.DataFrame, person: Person) -> pd.DataFrame:
    """The frame with names, phones and addresses hidden where the role does not need them."""
    hidden = [c for c in PERSONAL_COLUMNS if c in frame.columns] if person.is_masked else []
    return frame.assign(**{c: frame[c].map(mask, na_action="ignore") for c in hidden})


def mask(value: str) -> str:
    """First letter kept, the rest starred: 张某某 → 张＊＊, 19900001234 → 199＊＊＊＊＊＊＊＊."""
    keep = 3 if value[:1].isdigit() else 1
    return value[:keep] + "＊" * max(len(value) - keep, 1)
