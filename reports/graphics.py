"""The charts of documents as data (document.Chart); each file format draws them itself."""

from __future__ import annotations

import pandas as pd

from reports import numbers
from reports.document import Chart, Series
from reports.facts import URGENT, Facts
from reports.words import say, word

BLUE, GREY, GREEN = "#3A74A6", "#C9D3DD", "#7FB59B"
COLUMN_OF_LEVEL = {
    "红": "red",
    "橙": "orange",
    "黄": "yellow",
    "绿": "green",
    "信息不足": "unrated",
}


def colour(level: str) -> str:
    return word("levels")[level]["colour"]


def months(periods) -> tuple[str, ...]:
    pattern = word("units.short_month")
    return tuple(pattern.format(month=int(str(period).split("-")[1])) for period in periods)


def dated(title: str, facts: Facts) -> str:
    return say("frame.dated", title=title, when=facts.period)


def over(title: str, periods) -> str:
    """A title with the months it covers: the axis names months without their year."""
    if not len(periods):
        return title
    first, last = (numbers.period(str(one)) for one in (min(periods), max(periods)))
    return say("frame.dated", title=title, when=say("units.span", first=first, last=last))


def values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else float(value) for value in column)


def levels_by_month(facts: Facts) -> Chart:
    wide = facts.months.pivot_table(
        index="period", columns="level", values="facilities", aggfunc="sum", fill_value=0
    )
    series = [
        Series(numbers.level(name), values(wide[name]), colour(name))
        for name in word("levels")
        if name in wide
    ]
    title = over(word("overall.chart"), wide.index)
    return Chart("columns", title, word("units.households"), months(wide.index), tuple(series))


def levels_by_village(facts: Facts) -> Chart:
    rows = facts.villages.sort_values(["urgent", "facilities"], ascending=False, kind="stable")
    series = tuple(
        Series(numbers.level(level), values(rows[column]), colour(level))
        for level, column in COLUMN_OF_LEVEL.items()
    )
    names = tuple(rows["village"])
    title = dated(word("spread.village_chart"), facts)
    return Chart("stacked", title, word("units.households"), names, series)


def amount_by_sector(facts: Facts) -> Chart:
    rows = facts.sectors
    amount = Series(word("figures.amount"), values(rows["amount_involved_wan"]), BLUE)
    title = dated(word("spread.sector_chart"), facts)
    return Chart("bar", title, word("units.wan_yuan"), tuple(rows["sector"]), (amount,))


def burn_down(facts: Facts) -> Chart:
    rows = facts.burn_down
    series = (
        Series(word("charts.open"), values(rows["open_tasks"]), BLUE),
        Series(word("charts.overdue"), values(rows["overdue"]), colour(URGENT[0])),
    )
    title = over(word("key.chart"), rows["period"])
    return Chart("lines", title, word("units.items"), months(rows["period"]), series)


def sessions_by_month(facts: Facts) -> Chart:
    rows = facts.publicity_months
    sessions = Series(word("charts.sessions"), values(rows["sessions"]), BLUE)
    title = over(word("publicity.chart"), rows["period"])
    return Chart("columns", title, word("units.sessions"), months(rows["period"]), (sessions,))


def points_by_dimension(facts: Facts) -> Chart:
    """Share of the points of the red and orange subjects, in percent."""
    names = {dimension.code: dimension.name for dimension in facts.catalog.scoring.dimensions}
    share = facts.causes.groupby("dimension")["share_pct"].sum().sort_values(ascending=False)
    points = Series(word("charts.share"), values(share), BLUE)
    title = dated(word("causes.dimension_chart"), facts)
    return Chart("bar", title, "%", tuple(names[code] for code in share.index), (points,))
