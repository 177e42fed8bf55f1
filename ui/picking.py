"""A table from which one row is picked, to be shown in detail below it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui import numbers, tables, text
from ui.context import Context


def pick(
    ctx: Context,
    frame: pd.DataFrame,
    key: str,
    *,
    title: str,
    columns: list[str],
    headings: dict[str, str],
    hint: str,
    rows: int = 12,
    config: dict | None = None,
) -> dict | None:
    """The table of ui/tables.py with one selectable row; the picked row, or None."""
    named = text.COLUMNS | headings
    term = tables.bar(ctx, frame, key, title, named, columns)
    found = tables.matching(frame, columns, term)
    if found.empty:
        st.caption(text.NO_ROWS_SEARCH.format(term=term) if term else text.NO_ROWS)
        return None
    view = found[columns].pipe(tables.for_screen)
    picked = st.dataframe(
        view,
        key=key,
        hide_index=True,
        height=tables.ROW_PX * (min(len(view), rows) + 1) + 3,
        column_config=tables.column_config(view, named) | (config or {}),
        placeholder="—",
        alt=title,
        on_select="rerun",
        selection_mode="single-row",
    )
    shown = text.SHOWN_SOME if term else text.SHOWN_OF_TOTAL
    line = shown.format(total=numbers.count(len(frame)), shown=numbers.count(len(found)))
    st.caption(f"{line} · {hint}")
    chosen = picked.selection.rows
    return found.iloc[chosen[0]].to_dict() if chosen and chosen[0] < len(found) else None
