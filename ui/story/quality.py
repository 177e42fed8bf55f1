"""The sentence, the key figures and the frames in words of 数据质量."""

from __future__ import annotations

import json

import pandas as pd

from pipelines.queries import knowledge
from ui import numbers, text
from ui.parts import Figure
from ui.text import quality as words

PROBLEM_COLUMNS = ["severity_words", "count", "unit", "form_name", "column", "value", "message",
                   "cell", "sheet", "file", "period", "code_words"]  # fmt: skip
CODE_COLUMNS = ["severity_words", "code_words", "problems", "units", "example"]
WAITING_COLUMNS = ["unit", "form_name", "period", "row", "why", "sheet", "file"]
ASK_COLUMNS = ["village", "level", "facility_name", "ask", "unknown", "interval_width",
               "coverage_pct", "rank"]  # fmt: skip
LEAGUE_COLUMNS = ["period", "unit", "form_name", "to_do", "waiting", "error_pct", "error_change",
                  "warning_pct", "blank_pct", "cells_corrected", "is_late",
                  "identical_to_last_month", "zero_report_incomplete", "rows"]  # fmt: skip
EXTRA_COLUMNS = ["heading", "unit", "form_name", "sheets", "files", "file", "sheet",
                 "cell"]  # fmt: skip


def sentence(totals: dict, coverage: dict, reviews: int, clashes: int = 0) -> str:
    known = words.ANSWER.format(
        seen=numbers.count(totals["rows_seen"]),
        accepted=numbers.count(totals["accepted"]),
        rejected=numbers.count(totals["rejected"]),
        skipped=numbers.count(totals["skipped"]),
        errors=numbers.count(totals["errors"]),
        warnings=numbers.count(totals["warnings"]),
    )
    waiting = [words.REVIEW.format(n=reviews)] if reviews else []
    waiting += [words.CLASH.format(n=clashes)] if clashes else []
    return known + completeness(coverage) + "".join(waiting)


def completeness(coverage: dict) -> str:
    if not coverage["facilities"]:
        return words.ANSWER_NOBODY
    return words.ANSWER_COVERAGE.format(
        facilities=numbers.count(coverage["facilities"]),
        coverage=numbers.percent(coverage["coverage_pct"]),
        thin=thin(coverage),
    )


def thin(coverage: dict) -> str:
    if not coverage["thin"]:
        return ""
    return words.THIN.format(n=int(coverage["thin"]), limit=limit())


def limit() -> str:
    return numbers.percent(knowledge.coverage_limit())


def key_figures(totals: dict, coverage: dict, reviews: int, unknown: pd.DataFrame) -> list[Figure]:
    usable = totals["accepted"] + totals["rejected"]
    share = numbers.percent(100 * totals["accepted"] / max(usable, 1))
    waiting, units = int(totals["rejected"]), int(totals["units_with_errors"])
    return [
        Figure(
            words.SEEN,
            numbers.count(totals["rows_seen"], words.ROWS),
            change=words.ACCEPTED_SHARE.format(share=share),
        ),
        Figure(
            words.WAITING,
            numbers.count(waiting, words.ROWS),
            change=words.WAITING_UNITS.format(n=units) if waiting else None,
            is_worse=True if waiting else None,
            **part(words.TAB_WAITING),
        ),
        Figure(
            words.WARNINGS,
            numbers.count(totals["warnings"], words.PLACES),
            change=words.NOTICES.format(n=int(totals["notices"])) if totals["notices"] else None,
        ),
        Figure(
            words.REVIEWS,
            numbers.count(reviews, words.UNITS),
            help=words.REVIEWS_HELP,
            **part(words.TAB_REVIEW),
        ),
        Figure(
            words.COVERAGE,
            numbers.percent(coverage["coverage_pct"]) if coverage["facilities"] else "—",
            change=thin_figure(coverage),
            **part(words.TAB_COVERAGE),
        ),
        missing_most(unknown),
    ]


def thin_figure(coverage: dict) -> str | None:
    if not coverage["facilities"]:
        return None
    return words.THIN_FIGURE.format(limit=limit(), n=int(coverage["thin"]))


def part(tab: str) -> dict:
    """Where the rows of a figure are: a view of the same page."""
    return {"page": "quality", "query": {"part": tab}}


def missing_most(unknown: pd.DataFrame) -> Figure:
    if unknown.empty:
        return Figure(words.UNKNOWN_TOP, "—")
    first = indicators_in_words(unknown.head(1)).iloc[0]
    unknown_in = words.UNKNOWN_OF.format(n=int(first["unknown"]))
    return Figure(words.UNKNOWN_TOP, unknown_in, change=first["indicator_name"])


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Forms, severities, codes and units as people say them."""
    forms, labels = knowledge.form_names(), knowledge.problem_labels()
    shown = rows.assign(form_name=rows["form"].map(lambda form: forms.get(form, form)))
    if "unit" in shown:
        shown = shown.assign(unit=shown["unit"].fillna(words.NO_UNIT))
    if "code" in shown:
        shown = coded(shown, labels)
    return shown


def league(rows: pd.DataFrame) -> pd.DataFrame:
    """The league with what to ask of each unit."""
    return named(rows).assign(to_do=[to_do(row) for row in rows.itertuples()])


def to_do(row) -> str | None:
    blank = 0 if numbers.is_unknown(row.blank_pct) else row.blank_pct
    asks = [
        words.ASK_WAITING.format(n=numbers.count(row.waiting)) if row.waiting else None,
        words.ASK_LATE if row.is_late else None,
        words.ASK_ZERO if row.zero_report_incomplete else None,
        words.ASK_SAME if row.identical_to_last_month else None,
        words.ASK_BLANK.format(share=numbers.percent(blank)) if blank > words.BLANK_LIMIT else None,
    ]
    return text.FILTER_JOIN.join(one for one in asks if one) or None


def coded(rows: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    return rows.assign(
        code_words=rows["code"].map(lambda code: labels.get(code, code)),
        severity_words=[severity(one) for one in rows["severity"]],
    )


def severity(name: str) -> str:
    return f"{words.SEVERITY_MARKS.get(name, '')} {words.SEVERITY.get(name, name)}".strip()


def codes_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    return coded(rows, knowledge.problem_labels())


def indicators_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the indicator's and the dimension's names."""
    facts = knowledge.every_indicator()[["indicator", "indicator_name", "dimension_name"]]
    return rows.merge(facts, on="indicator", how="left")


def asks_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Per subject the columns to ask for, each named once."""
    facts = knowledge.every_indicator().set_index("indicator")["columns"]
    return rows.assign(ask=[ask(facts, found) for found in rows["indicators"]])


def ask(columns_of: pd.Series, indicators) -> str:
    columns = [column for code in indicators for column in columns_of.get(code, ())]
    pairs = [tuple(column.split(".", 1)) for column in columns]
    return text.FILTER_JOIN.join(dict.fromkeys(knowledge.label(c, form) for form, c in pairs))


def unit_states(rows: pd.DataFrame) -> pd.DataFrame:
    """unit, state (错误 or 提醒), problems: the units that have any."""
    long = rows.melt("unit", ["errors", "warnings"], "kind", "problems")
    names = {"errors": words.SEVERITY["error"], "warnings": words.SEVERITY["warning"]}
    return long.assign(state=long["kind"].map(names)).query("problems > 0")


def cells(waiting: dict) -> pd.DataFrame:
    """The original texts of a waiting row: heading, content."""
    content = waiting["cells"]
    found = json.loads(content) if isinstance(content, str) else dict(content or {})
    return pd.DataFrame({"heading": list(found), "content": [str(v) for v in found.values()]})
