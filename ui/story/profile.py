"""The sentence, the figures and the frames in words of 单位画像."""

from __future__ import annotations

import pandas as pd

from pipelines.queries import knowledge
from ui import numbers, text, theme
from ui.parts import Figure, escape
from ui.story.reading import pending
from ui.text import profile as words

POINT_COLUMNS = ["dimension_name", "indicator_name", "value_words", "risk_0_100", "weight_pct",
                 "points", "standing", "basis"]  # fmt: skip
SCREENING_COLUMNS = ["screened_date", "screener", "business_modes", "people_involved",
                     "elderly_involved", "amount_involved_wan", "unpaid_wan",
                     "promised_return_pct", "in_custody", "public_promotion", "complaints",
                     "petition_batches", "media_mentions", "lawsuits", "distress_signs",
                     "level_reported", "needs_rectification", "remarks", "source_file",
                     "source_sheet", "source_row"]  # fmt: skip
LEAD_COLUMNS = ["lead_no", "received_date", "source", "description", "status", "nature", "action",
                "handling_unit", "verify_due_date", "source_file", "source_sheet",
                "source_row"]  # fmt: skip
TASK_COLUMNS = ["task_no", "issue", "severity", "status", "days_overdue", "deadline_date",
                "responsible_unit", "responsible_person", "measures", "assigned_date",
                "verify_result", "source_file", "source_sheet", "source_row"]  # fmt: skip
LINK_COLUMNS = ["level", "facility_name", "village", "kind_words", "evidence"]
LINK_NAMES = {
    "related_facility_id": "facility_id",
    "related_name": "facility_name",
    "related_level": "level",
    "related_village": "village",
}
CELL_COLUMNS = ["item", "value_words", "observed_date", "source_file", "source_sheet", "cell"]
ASK_COLUMNS = ["ask", "form_name", "indicator_name", "dimension_name", "weight_full_pct"]
COURSE_COLUMNS = ["period", "level", "rank", "score", "interval", "coverage_pct", "delta",
                  "delta_data", "delta_weights", "delta_peers"]  # fmt: skip
MOST_CLAUSES = 6
CHANGE_PARTS = {
    "delta_data": words.DATA_PART,
    "delta_weights": words.WEIGHTS_PART,
    "delta_peers": words.PEERS_PART,
}


def option(row) -> str:
    """How a subject reads in the box that chooses it."""
    return words.OPTION.format(
        rank=int(row.rank), level=theme.level_label(row.level), name=row.facility_name,
        village=row.village or text.UNKNOWN,
    )  # fmt: skip


def sentence(facts: dict, floors: pd.DataFrame) -> str:
    return words.ANSWER.format(
        name=escape(facts["facility_name"]),
        village=escape(facts["village"] or text.UNKNOWN),
        sector=escape(facts["sector"] or text.UNKNOWN),
        period=numbers.period(facts["period"]),
        level=badge(facts["level"]),
        by_hand=by_hand(facts) + waiting(facts),
        score=numbers.score(facts["score"]),
        interval=interval(facts),
        rank=int(facts["rank"]),
        total=int(facts["of_total"]),
        delta=delta(facts),
        floors=floor_words(floors),
        action=escape(knowledge.level_actions().get(facts["level"], "")),
    )


def by_hand(facts: dict) -> str:
    """The level by rule beside one that a person set."""
    by_rule = facts["level_by_rule"]
    return "" if by_rule == facts["level"] else words.BY_HAND.format(level=badge(by_rule))


def waiting(facts: dict) -> str:
    """The mark of a place of which a row waits for correction."""
    count = facts["waiting_rows"]
    return words.WAITING.format(n=int(count)) if count and count > 0 else ""


def badge(level: str) -> str:
    """The level as a coloured patch with its mark and word."""
    look = theme.LEVELS.get(level, theme.LEVELS[theme.LEVEL_ORDER[-1]])
    return f":{look.badge}-badge[{look.label}]"


def floor_words(floors: pd.DataFrame) -> str:
    if floors.empty:
        return ""
    waits = pending(floors)
    met, statutory = int((~waits).sum()), int(floors["is_statutory"].sum())
    told = words.STATUTORY_FLOORS if statutory else words.FLOORS
    said = told.format(n=met, statutory=statutory) if met else ""
    return said + (words.PENDING_FLOORS if waits.any() else "")


def why(facts: dict) -> str:
    """The first clauses of the build's own sentence of reasons; all stand in the views below."""
    joiner = knowledge.scoring().levels.reason_joiner
    clauses = (facts["reason"] or text.UNKNOWN).split(joiner)
    shown = escape(joiner.join(clauses[:MOST_CLAUSES]))
    more = words.WHY_MORE.format(n=len(clauses)) if len(clauses) > MOST_CLAUSES else ""
    return words.WHY.format(reason=shown + more)


def yes_no_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Visits with yes and no in Chinese."""
    asked = [c for c in ("in_custody", "public_promotion", "needs_rectification") if c in rows]
    said_so = {c: rows[c].map(words.VALUE_WORDS, na_action="ignore") for c in asked}
    return rows.assign(**said_so)


def interval(facts: dict) -> str:
    low, high = facts["score_low"], facts["score_high"]
    if numbers.is_unknown(low) or round(high - low) == 0:
        return ""
    return words.INTERVAL.format(low=f"{low:.0f}", high=f"{high:.0f}")


def delta(facts: dict) -> str:
    change = facts["delta"]
    if numbers.is_unknown(change):
        return words.FIRST_MONTH
    shown = numbers.score(abs(change))
    if float(shown) == 0:
        return words.SAME
    return words.DELTA.format(delta=numbers.signed(change, shown))


def key_figures(facts: dict, history: pd.DataFrame, known: dict, tasks, points) -> list[Figure]:
    unknown = int((~points["is_known"].astype(bool)).sum())
    open_tasks = tasks[~tasks["is_closed"].astype(bool)]
    late = int(open_tasks["is_overdue"].sum())
    return [
        score_figure(facts, history),
        Figure(
            words.RANK,
            words.RANK_VALUE.format(rank=int(facts["rank"])),
            change=was(facts),
            **view(facts, words.TAB_COURSE),
        ),
        Figure(
            words.PEOPLE,
            numbers.people(known.get("people_involved"), known.get("people_involved_low")),
            change=words.ELDERLY.format(n=numbers.people(known.get("elderly_involved"))),
            **view(facts, words.TAB_CELLS),
        ),
        Figure(
            words.AMOUNT,
            numbers.money(known.get("amount_involved_wan"), known.get("amount_involved_wan_low")),
            change=words.UNPAID.format(amount=numbers.money(known.get("unpaid_wan"))),
            **view(facts, words.TAB_CELLS),
        ),
        Figure(
            words.COVERAGE,
            numbers.percent(facts["coverage_pct"]),
            change=words.UNKNOWN_N.format(n=unknown) if unknown else None,
            **view(facts, words.TAB_ASK),
        ),
        Figure(
            words.TASKS,
            numbers.count(len(open_tasks), text.ITEMS),
            change=words.OVERDUE_N.format(n=late) if late else words.NO_OVERDUE,
            **view(facts, words.TAB_WORK),
        ),
    ]


def score_figure(facts: dict, history: pd.DataFrame) -> Figure:
    change = facts["delta"]
    moved = not numbers.is_unknown(change) and round(change, 1) != 0
    return Figure(
        words.SCORE,
        numbers.score(facts["score"]),
        change=numbers.signed(change, numbers.score(abs(change))) if moved else None,
        is_worse=change > 0 if moved else None,
        trend=history["score"].tolist(),
        **view(facts, words.TAB_WHY),
    )


def view(facts: dict, tab: str) -> dict:
    """Where the rows of a figure are: a view of the same portrait."""
    return {"page": "profile", "query": {"facility": facts["facility_id"], "view": tab}}


def was(facts: dict) -> str | None:
    rank = facts["previous_rank"]
    return None if numbers.is_unknown(rank) else words.RANK_WAS.format(rank=int(rank))


def known_numbers(observations: pd.DataFrame) -> dict:
    """column → number and column_low → lower end of its range, for the figures on top."""
    lows = zip(observations["column"] + "_low", observations["value_low"], strict=True)
    return dict(zip(observations["column"], observations["value_num"], strict=True)) | dict(lows)


def points_in_words(points: pd.DataFrame) -> pd.DataFrame:
    """Contributions with the catalogue's names, the value as people say it, weight in percent."""
    facts = knowledge.every_indicator().drop(columns=["dimension"])
    rows = points.merge(facts, on="indicator", how="left")
    found = zip(rows["value"], rows["value_text"], rows["unit"], strict=True)
    return rows.assign(
        value_words=[
            words.ASSUMED if is_assumed else said(number, spoken, unit)
            for (number, spoken, unit), is_assumed in zip(found, assumed(points), strict=True)
        ],
        weight_pct=100 * rows["weight"],
        indicator_name=rows["indicator_name"].fillna(rows["indicator"]),
    )


def assumed(points: pd.DataFrame) -> pd.Series:
    """Where nobody knows the value and its risk is taken from its kind."""
    return ~points["is_known"].astype(bool) & points["risk_0_100"].notna()


def counted(points: pd.DataFrame) -> pd.DataFrame:
    """The rows that make the score: what is known, and what is assumed."""
    return points[points["risk_0_100"].notna()].sort_values(
        "points", ascending=False, kind="stable"
    )


def value_words(value, unit: str | None) -> str:
    """A value with its unit: 210人, 1,600万元, 12.5%, 是; unknown stays a word."""
    if numbers.is_unknown(value):
        return text.UNKNOWN
    if unit == text.WAN_YUAN:
        return numbers.money(value)
    if unit == "%":
        return numbers.percent(value)
    if unit in words.SHARE_UNITS:  # stored as 0 to 1 and more
        return numbers.percent(100 * value)
    return numbers.trimmed(float(value), 2) + (unit or "")


def dimensions_in_words(dimensions: pd.DataFrame) -> pd.DataFrame:
    names = knowledge.dimension_names()
    return dimensions.assign(
        dimension_name=dimensions["dimension"].map(lambda code: names.get(code, code))
    )


def cells_in_words(observations: pd.DataFrame) -> pd.DataFrame:
    """Observations with the form's own heading and the value in words."""
    columns, spoken = observations["column"], observations["value_text"]
    found = zip(columns, observations["value_num"], spoken, observations["value_low"], strict=True)
    return observations.assign(
        item=observations["column"].map(lambda c: knowledge.label(c, "screening", "facility")),
        value_words=[said(number, word, unit_of(c), low) for c, number, word, low in found],
        cell=observations["cell"].fillna(words.NOT_CELL),
    )


def said(number, spoken, unit: str | None, low=None) -> str:
    """What was written when it is words (yes and no in Chinese), else the number with its unit."""
    if not numbers.is_unknown(spoken):
        return words.VALUE_WORDS.get(spoken, spoken)
    return numbers.between(lambda value: value_words(value, unit), number, low)


def unit_of(column: str) -> str | None:
    """The unit a canonical name ends in, as forms.md has it."""
    endings = {"_wan": text.WAN_YUAN, "_yuan": text.YUAN, "_pct": "%"}
    return next((unit for ending, unit in endings.items() if column.endswith(ending)), None)


def questions(points: pd.DataFrame) -> pd.DataFrame:
    """The unknown indicators: what to ask, on which form, and how much weight hangs on it."""
    rows = points[~points["is_known"].astype(bool)]
    forms = knowledge.form_names()
    columns = [[tuple(c.split(".", 1)) for c in found] for found in rows["columns"]]
    return rows.assign(
        ask=[text.FILTER_JOIN.join(knowledge.label(c, f) for f, c in found) for found in columns],
        form_name=[text.FILTER_JOIN.join(dict.fromkeys(forms.get(f, f) for f, _ in found))
                   for found in columns],
        weight_full_pct=100 * rows["weight_full"],
    ).sort_values("weight_full_pct", ascending=False)  # fmt: skip


def links_in_words(links: pd.DataFrame, facility_id: str) -> pd.DataFrame:
    """The subject's own links as rows about the neighbours, the riskiest first."""
    mine = links[links["facility_id"] == facility_id].sort_values("related_rank")
    mine = mine.drop(columns=["facility_id", "facility_name", "level"]).rename(columns=LINK_NAMES)
    return mine.assign(kind_words=mine["kind"].map(lambda k: words.KINDS.get(k, k)))


def with_interval(history: pd.DataFrame) -> pd.DataFrame:
    """The months with `interval` in words."""
    pairs = zip(history["score_low"], history["score_high"], strict=True)
    return history.assign(interval=[interval_words(low, high) for low, high in pairs])


def interval_words(low, high) -> str:
    return text.UNKNOWN if numbers.is_unknown(low) else f"{low:.0f}–{high:.0f}"


def in_pairs(floors: pd.DataFrame) -> list[tuple]:
    """Floor hits two by two, statutory and highest level first."""
    order = {level: place for place, level in enumerate(theme.LEVEL_ORDER)}
    place = floors["level"].map(order)
    ranked = floors.assign(place=place).sort_values(
        ["is_statutory", "place", "rule"], ascending=[False, True, True]
    )
    rows = list(ranked.itertuples())
    return [tuple(rows[i : i + 2]) for i in range(0, len(rows), 2)]
