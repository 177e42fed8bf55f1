"""The sentence, the key figures and the table columns of 风险清单."""

from __future__ import annotations

import pandas as pd

from pipelines.queries.scope import newest_period
from ui import numbers, text, theme
from ui.context import Context
from ui.parts import Figure
from ui.text import inventory as words

COLUMNS = ["rank", "level", "waiting_words", "facility_name", "village", "sector", "score",
           "people_involved", "amount_involved_wan", "range_words", "reason", "standing",
           "rank_span", "delta", "interval", "level_floor_rule", "is_key",
           "facility_type", "registration_status", "unpaid_wan", "coverage_pct",
           "screened_date"]  # fmt: skip
KEY_COLUMNS = ["rank", "level", "facility_name", "village", "number", "reasons", "responsible_unit",
               "responsible_person", "measures", "deadline_date", "days_left", "next_step",
               "people_involved", "amount_involved_wan"]  # fmt: skip
GAPS = {
    "no_owner": words.GAP_OWNER,
    "no_measures": words.GAP_MEASURES,
    "no_deadline": words.GAP_DEADLINE,
    "past_deadline": words.GAP_PAST,
}


RANGES = {
    "people_involved": (words.RANGE_PEOPLE, numbers.people),
    "amount_involved_wan": (words.RANGE_AMOUNT, numbers.money),
    "unpaid_wan": (words.RANGE_UNPAID, numbers.money),
}


def with_ranges(rows: pd.DataFrame) -> pd.DataFrame:
    """With a column of the ranges that were reported (人数 30–40人), where there are any: the
    figures beside it are their upper ends, and sort."""
    said = [range_words(row) for row in rows.to_dict("records")]
    return rows.assign(range_words=said) if any(said) else rows


def with_waiting(rows: pd.DataFrame) -> pd.DataFrame:
    """With the mark of the places of which a row waits for correction, where there are any."""
    if not (rows["waiting_rows"] > 0).any():
        return rows
    said = [words.WAITING.format(n=n) if n > 0 else None for n in rows["waiting_rows"]]
    return rows.assign(waiting_words=said)


def range_words(row: dict) -> str | None:
    found = [
        pattern.format(what=shown(row[name], row[f"{name}_low"]))
        for name, (pattern, shown) in RANGES.items()
        if not numbers.is_unknown(row.get(f"{name}_low"))
    ]
    return text.FILTER_JOIN.join(found) or None


def sentence(ctx: Context, groups: pd.DataFrame, totals: dict, key: dict) -> str:
    return words.ANSWER.format(
        period=numbers.period(ctx.filters.period or newest_period(ctx.build)),
        facilities=numbers.count(totals["facilities"]),
        levels=level_words(groups),
        people=numbers.people(totals["people_involved"]),
        amount=numbers.money(totals["amount_involved_wan"]),
        unstated=unstated(totals),
        key=numbers.count(totals["key_facilities"]),
        gaps=gap_words(key),
    )


def level_words(groups: pd.DataFrame) -> str:
    counts = groups.groupby("level")["facilities"].sum()
    named = [level for level in theme.LEVEL_ORDER if counts.get(level)]
    shown = (
        words.LEVEL_COUNT.format(level=theme.level_label(level), n=numbers.count(counts[level]))
        for level in named
    )
    return text.FILTER_JOIN.join(shown)


def unstated(totals: dict) -> str:
    missing = totals["facilities"] - totals["people_known"]
    return words.UNSTATED.format(n=numbers.count(missing)) if missing else ""


def gap_words(key: dict) -> str:
    """What the key ledger still lacks, as the plan wants owner, measures and schedule for each."""
    if not key["facilities"]:
        return ""
    found = [pattern.format(n=int(key[name])) for name, pattern in GAPS.items() if key[name]]
    return words.GAPS.format(what=text.FILTER_JOIN.join(found)) if found else words.NO_GAPS


def key_figures(totals: dict, key: dict) -> list[Figure]:
    new = int(totals["newly_listed"])
    return [
        Figure(
            words.FACILITIES,
            numbers.count(totals["facilities"], text.HOUSEHOLDS),
            change=words.NEW.format(n=new) if new else None,
        ),
        Figure(
            words.KEY,
            numbers.count(totals["key_facilities"], text.HOUSEHOLDS),
            change=key_share(totals),
            page="inventory",
            query={"list": words.TAB_KEY},
        ),
        Figure(
            words.STATUTORY,
            numbers.count(totals["statutory"], text.HOUSEHOLDS),
            help=words.STATUTORY_HELP,
        ),
        Figure(words.UNREGISTERED, numbers.count(totals["unregistered"], text.HOUSEHOLDS)),
        Figure(words.UNPAID, numbers.money(totals["unpaid_wan"]), help=words.KNOWN_HELP),
        Figure(
            words.PAST,
            numbers.count(key["past_deadline"], text.HOUSEHOLDS),
            page="inventory",
            query={"list": words.TAB_KEY},
        ),
    ]


def key_share(totals: dict) -> str:
    share = 100 * totals["key_facilities"] / max(totals["facilities"], 1)
    return words.KEY_SHARE.format(share=numbers.percent(share))


def with_interval(rows: pd.DataFrame) -> pd.DataFrame:
    """The frame with `interval`: the score if every unknown were 0 to if every one were 100."""
    pairs = zip(rows["score_low"], rows["score_high"], strict=True)
    return rows.assign(interval=[interval(low, high) for low, high in pairs])


def interval(low: float, high: float) -> str:
    if numbers.is_unknown(low) or numbers.is_unknown(high):
        return text.UNKNOWN
    return f"{low:.0f}–{high:.0f}"
