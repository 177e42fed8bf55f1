"""What an indicator and a red line rest on: the cells read, the lesser lines contained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from pipelines.queries import knowledge
from ui import text
from ui.text import profile as words

ORIGIN = ["item", "value_words", "observed_date", "source_file", "source_sheet", "cell",
          "batch_id", "source_row"]  # fmt: skip
# What names a row of a form of which an indicator counts the rows, and its day.
COUNTED = {
    "lead": ("lead_no", "received_date"),
    "rectification": ("task_no", "assigned_date"),
    "screening": ("screener", "screened_date"),
}


def origins(
    columns: Iterable[str], cells: pd.DataFrame, books: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The cells behind an indicator of these form.columns: its observations of the month, else
    the rows it counts (leads, tasks, visits), newest first. cells: story.cells_in_words."""
    wanted = [tuple(column.split(".", 1)) for column in columns]
    read = cells[cells["column"].isin([name for _, name in wanted])]
    if len(read):
        return read[ORIGIN].reset_index(drop=True)
    forms = dict.fromkeys(form for form, _ in wanted if form in COUNTED)
    rows = [counted(form, books[form]) for form in forms if len(books[form])]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=ORIGIN)


def counted(form: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a form as origins, each named by its number; what only people wrote has no file."""
    name, day = COUNTED[form]
    known = rows[rows["source_file"].notna()]
    return pd.DataFrame(
        {
            "item": knowledge.label(name, form),
            "value_words": known[name],
            "observed_date": known[day],
            "source_file": known["source_file"],
            "source_sheet": known["source_sheet"],
            "cell": words.WHOLE_ROW,
            "batch_id": known["batch_id"],
            "source_row": known["source_row"],
        }
    )


def floors_apart(
    floors: pd.DataFrame, contained: Mapping[str, frozenset[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The red lines met that say most, and the lesser ones that always hold with one of them; what
    is only pending hides no line that was met."""
    is_lesser = pd.Series(False, index=floors.index)
    for _, alike in floors.groupby(pending(floors)):
        within = frozenset().union(*(contained.get(rule, frozenset()) for rule in alike["rule"]))
        is_lesser |= floors.index.isin(alike.index) & floors["rule"].isin(within)
    return floors[~is_lesser], floors[is_lesser]


def pending(floors: pd.DataFrame) -> pd.Series:
    """Which lines wait for a confirmation; none in builds of before there were any."""
    if "is_pending" not in floors:
        return pd.Series(False, index=floors.index)
    return floors["is_pending"].astype(bool)


def lesser_words(floors: pd.DataFrame, names: Mapping[str, str]) -> str:
    said = text.FILTER_JOIN.join(names.get(rule, rule) for rule in floors["rule"])
    return words.LESSER.format(n=len(floors), names=said)
