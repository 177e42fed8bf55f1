"""The way back from a value: the workbook row it was read from, heading by heading."""

from __future__ import annotations

import streamlit as st

from pipelines.queries import knowledge, origin
from pipelines.settings import home
from ui import numbers, parts, tables
from ui.context import Context
from ui.text import sources as text


def show(ctx: Context, row: dict, cell: str | None = None) -> None:
    """The original row of a mart row (batch_id, source_file, source_sheet, source_row); `cell`
    is the one the reader asked about."""
    cells = origin.cells_of_row(ctx.build, row["batch_id"], row["source_sheet"], row["source_row"])
    with parts.card(text.ORIGINAL, note(row)):
        if cells.empty:
            st.caption(text.NO_ROW)
            return
        found = originals(ctx, row, list(cells["cell"]))
        if cell in found:
            shown = parts.escape(found[cell]) or text.BLANK
            st.markdown(text.THIS_CELL.format(cell=cell, text=shown))
        rows = cells.assign(
            column_name=cells["column"].map(knowledge.label),
            original=[found.get(c, "") for c in cells["cell"]],
        )
        draw_cells(rows, has_text=bool(found))


def note(row: dict) -> str:
    return text.ORIGINAL_NOTE.format(
        file=parts.escape(row["source_file"]),
        sheet=parts.escape(row["source_sheet"]),
        row=numbers.count(row["source_row"]),
    )


def originals(ctx: Context, row: dict, cells: list[str]) -> dict[str, str]:
    """cell → original text, or {} with the reason said."""
    if ctx.person.is_masked:
        st.caption(text.HIDDEN)
        return {}
    found = origin.original_texts(home(), ctx.build, row, cells)
    if not found:
        st.caption(text.GONE)
    return found


def draw_cells(rows, has_text: bool) -> None:
    columns = text.SHOWN if has_text else text.SHOWN[:-1]
    view = rows[columns]
    st.dataframe(
        view,
        hide_index=True,
        height=tables.ROW_PX * (min(len(view), 24) + 1) + 3,
        column_config=tables.column_config(view, text.COLUMNS),
    )
