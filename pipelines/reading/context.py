"""What a table's surroundings say for all its rows: village, month, year, money unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from models.catalog.forms import Column, Form
from models.catalog.wording import bare
from pipelines.reading.cards import labelled
from pipelines.reading.dates import Years, parse_date
from pipelines.reading.headings import Headings, unit_in_title
from pipelines.reading.months import lone_month_in, month_in, year_in
from pipelines.reading.places import Gazetteer, Place

_FULL_DAY = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
)
_REPORTING = (
    "填报单位",
    "报送单位",
    "填表单位",
    "上报单位",
    "报告单位",
    "填报村",
    "填报部门",
    "制表单位",
    "单位",
)
_OF_THE_MONTH = (
    "月份",
    "月",
    "月度",
    "期间",
    "时期",
    "年月",
    "属期",
    "报期",
)  # 填报月份 is the month
_OF_THE_FORM = ("填报", "制表", "打印", "审核", "填表", "上报", "报送")  # dates of the paper itself


@dataclass(frozen=True)
class Source:
    """A text around the table and where it stands (a key of problems.yml `places`)."""

    place: str
    text: str


@dataclass
class Context:
    """What holds for every row unless the row says otherwise."""

    period: tuple[int, int] | None = None
    period_place: str = ""
    village: Place | None = None
    village_place: str = ""
    unit: Place | None = None
    unit_place: str = ""
    years: Years = field(default_factory=Years)
    money_unit: str | None = None
    money_place: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    day: date | None = None

    @property
    def period_text(self) -> str | None:
        return f"{self.period[0]:04d}-{self.period[1]:02d}" if self.period else None


def read_context(
    sources: list[Source], footers: list[str], places: Gazetteer, today: date
) -> Context:
    """`sources` from the nearest to the farthest: own title, sheet title, sheet name, file name."""
    context = Context()
    context.period, context.period_place = _period(sources)
    context.village, context.village_place = _village(sources, places)
    context.unit, context.unit_place = _unit(sources, footers, places, context)
    context.years = _years(context, sources, footers, today)
    context.money_unit, context.money_place = _money(sources)
    context.pairs = [
        pair for source in sources if source.place == "title" for pair in labelled(source.text)
    ] + [pair for text in footers for pair in labelled(text)]
    context.day = _day(sources)
    return context


def _period(sources: list[Source]) -> tuple[tuple[int, int] | None, str]:
    year = next((y for y in (year_in(s.text) for s in sources) if y), None)
    for source in sources:
        found = month_in(_without_paper_dates(source.text), year_in(source.text))
        if found is None and source.place != "title":
            month = lone_month_in(source.text)
            found = (year, month) if month and year else None
        elif found is None and year:
            month = lone_month_in(_without_paper_dates(source.text))
            found = (year, month) if month else None
        if found:
            return found, source.place
    return None, ""


def _without_paper_dates(text: str) -> str:
    for label, value in labelled(text):
        if label.startswith(_OF_THE_FORM) and not label.endswith(_OF_THE_MONTH):
            text = text.replace(value, "")
    return text


def _village(sources: list[Source], places: Gazetteer) -> tuple[Place | None, str]:
    for source in sources:
        found = places.only_village(source.text)
        if found:
            return found, source.place
    return None, ""


def _unit(sources, footers, places: Gazetteer, context: Context) -> tuple[Place | None, str]:
    """The reporting unit: what 填报单位 says, else the village, else a department in a name."""
    texts = [s.text for s in sources if s.place == "title"] + footers
    for text in texts:
        for label, value in labelled(text):
            if bare(label) in _REPORTING:
                found = places.find(re.split(r"[\s　]", value.strip())[0], departments=True)
                if found:
                    return found, "title"
    if context.village:
        return context.village, context.village_place
    for source in sources:
        found = places.only_department(source.text)
        if found:
            return found, source.place
    return None, ""


def _years(context: Context, sources, footers: list[str], today: date) -> Years:
    if context.period:
        return Years(context.period, context.period[0], context.period_place, today)
    for source in sources:
        year = year_in(source.text)
        if year:
            return Years(None, year, source.place, today)
    found = {y for y in (year_in(text) for text in footers) if y}
    if len(found) == 1:
        return Years(None, found.pop(), "title", today)
    return Years(today=today)


def _money(sources: list[Source]) -> tuple[str | None, str]:
    for source in sources:
        unit = unit_in_title(source.text)
        if unit:
            return unit, source.place
    return None, ""


def _day(sources: list[Source]) -> date | None:
    """The one full day the title speaks of (not the day the paper was filled in)."""
    days = set()
    for source in sources:
        if source.place == "title":
            days |= set(_FULL_DAY.findall(_without_paper_dates(source.text)))
    found = {parse_date(text, Years()) for text in days}
    return next(iter(found)).day if len(found) == 1 else None


def constant_for(
    column: Column, form: Form, context: Context, headings: Headings
) -> tuple[str, str] | None:
    """(value, the words it was read from) of a column the table lacks but the title states."""
    if column.type not in ("date", "person", "text") or not column.weight:
        return None
    for label, value in context.pairs:
        is_sign = headings.lexicon.in_list("signs", bare(label)) and form.code != "submission"
        if is_sign or headings.lexicon.in_list("notes", bare(label)):
            continue
        best = headings.candidates(form, (label,))[:1]
        if best and best[0].column == column.name and best[0].quality >= 0.9:
            return value, f"{label}：{value}"
    if column.type == "date" and column.required and context.day:
        return context.day.isoformat(), context.day.isoformat()
    if column.type == "date" and column.bare_month and column.required and context.period:
        return context.period_text, context.period_text
    return None
