"""Tables: Chinese headings, marked levels, search, sorting, full export, a row count."""

from __future__ import annotations

import re
from functools import lru_cache, partial

import pandas as pd
import streamlit as st

from ledger import audit
from pipelines.queries import closing
from pipelines.queries.decisions import ledger
from pipelines.queries.scope import run_info
from pipelines.settings import home, now
from ui import export, filters, links, numbers, parts, text, theme
from ui.context import Context
from ui.reasons import shortened

SEARCH_FROM = 9  # rows; shorter tables are read faster than searched
ROW_PX = 31
LETTER_PX = 13
LINE_PX = 19  # Streamlit wraps text in rows over 4rem, that is from three lines on
WIDTHS = {"reason": 300, "reasons": 300, "basis": 300, "steps": 300, "action": 320, "measures": 180,
          "facility_name": 170, "level_floor_rule": 300}  # fmt: skip
FINDINGS = ("reason", "reasons", "level_floor_rule")  # lists of findings: shortened by whole ones
HIDDEN = ("facility_id", "village_code")
DAYS = ("date", "datetime", "datetime64")  # what pandas calls a column of days
SPACE_BY_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff])")
LEVEL_COLUMNS = ("level", "previous_level", "level_computed", "level_by_rule", "level_before",
                 "level_after")  # fmt: skip


def table(
    ctx: Context,
    frame: pd.DataFrame,
    key: str,
    *,
    title: str,
    columns: list[str] | None = None,
    headings: dict[str, str] | None = None,
    config: dict | None = None,
    rows: int = 12,
    opens: str | None = None,
    lines: int = 1,
) -> None:
    """A frame as a table. columns: which and in which order (the rest is exported all the same
    unless hidden). opens: url_path of the page that shows the selected row's facility_id.
    lines: three or more for columns of sentences, so that a reason is read without scrolling."""
    named = text.COLUMNS | (headings or {})
    shown_columns = columns or [c for c in frame.columns if c not in HIDDEN]
    term = bar(ctx, frame, key, title, named, shown_columns)
    found = matching(frame, shown_columns, term)
    if found.empty:
        st.caption(text.NO_ROWS_SEARCH.format(term=term) if term else text.NO_ROWS)
        return
    view = for_screen(found[shown_columns], lines)
    row_px = ROW_PX if lines == 1 else 8 + LINE_PX * lines
    picked = st.dataframe(
        view,
        key=key,
        hide_index=True,
        height=row_px * min(len(view), rows) + ROW_PX + 3,
        row_height=row_px,
        column_config=column_config(view, named) | (config or {}),
        placeholder="—",
        alt=title,
        **({"on_select": "rerun", "selection_mode": "single-row"} if opens else {}),
    )
    count_line(frame, found, term, bool(opens), min(len(view), rows))
    if opens and picked.selection.rows:
        links.go(opens, facility=str(found["facility_id"].iloc[picked.selection.rows[0]]))


def bar(
    ctx: Context,
    frame: pd.DataFrame,
    key: str,
    title: str,
    named: dict,
    columns: list[str],
    has_search: bool = True,
) -> str:
    """Title on the left, search and export on the right. Returns the search term."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"bar-{key}"):
        st.markdown(f"**{title}**", width="stretch")
        term = ""
        if has_search and len(frame) >= SEARCH_FROM:
            term = st.text_input(
                text.SEARCH,
                key=f"{key}-search",
                placeholder=text.SEARCH_PLACEHOLDER,
                label_visibility="collapsed",
                width=240,
            )
        if len(frame) and ctx.person.may("export"):
            export_button(ctx, frame[columns], key, title, named)
    return (term or "").strip()


def export_button(ctx: Context, frame: pd.DataFrame, key: str, title: str, named: dict) -> None:
    st.download_button(
        text.EXPORT.format(total=numbers.count(len(frame))),
        data=lambda: taken_out(ctx, frame, title, named),
        file_name=f"{title}.xlsx",
        mime=export.MIME,
        key=f"{key}-export",
        on_click="ignore",
        icon=":material/download:",
    )


def taken_out(ctx: Context, frame: pd.DataFrame, title: str, named: dict) -> bytes:
    """The workbook, its export on record; the note tells build, month, filters, rows and code."""
    chosen = filters.chosen_words(ctx.filters, ctx.build, ctx.person) if ctx.build else ""
    about = {"period": ctx.filters.period, "chosen": chosen}
    audit.export(ledger(), ctx.person, title, len(frame), about, now())
    code = (ctx.is_locked and closing.code_of(ctx.build, home())) or ledger().code()
    note = text.EXPORT_NOTE.format(
        title=title,
        what=f"{stamp(ctx)}　{text.TRAIL.format(code=code)}".strip(),
        filters=text.FILTERED.format(what=chosen) if chosen else text.NOT_FILTERED,
        total=numbers.count(len(frame)),
    )
    is_sample = bool(ctx.build and run_info(ctx.build)["is_sample"])
    return export.workbook(frame, named, note, is_sample)


def stamp(ctx: Context) -> str:
    """数据截至 … · 结果 …, to stand in what leaves the house; empty before the first build."""
    if not ctx.build:
        return ""
    info = run_info(ctx.build)
    return text.STAMP.format(when=parts.when(ctx), build=info["build"])


def matching(frame: pd.DataFrame, columns: list[str], term: str) -> pd.DataFrame:
    """Rows in which any shown word holds the term."""
    if not term:
        return frame
    words = frame[columns].select_dtypes(exclude=["number", "datetime", "bool"])
    hit = words.apply(lambda c: c.astype(str).str.contains(term, case=False, regex=False))
    return frame[hit.any(axis=1)]


def count_line(
    frame: pd.DataFrame, found: pd.DataFrame, term: str, is_open: bool, seen: int
) -> None:
    """How many rows there are, and how many of them stand in the window (and on a print)."""
    words = text.SHOWN_SOME if term else text.SHOWN_OF_TOTAL
    line = words.format(total=numbers.count(len(frame)), shown=numbers.count(len(found)))
    if seen < len(found):
        window = text.SHOWN_WINDOW.format(shown=seen, total=numbers.count(len(found)))
        line = f"{line} · {window}" if term else window
    st.caption(line + (f" · {text.OPEN_ROW}" if is_open else ""))


def for_screen(frame: pd.DataFrame, lines: int = 1) -> pd.DataFrame:
    """Levels with their marks, yes and no in words, sentences that wrap; the rest as it is."""
    levels = {c: frame[c].map(level_pill) for c in LEVEL_COLUMNS if c in frame}
    flags = {c: frame[c].map(yes_no) for c in frame.select_dtypes("bool").columns}
    wrapped = [c for c in WIDTHS if c in frame] if lines > 1 else []
    tall = {c: frame[c].map(wrapping, na_action="ignore") for c in wrapped}
    for column in set(tall) & set(FINDINGS):
        most = lines * (WIDTHS[column] // LETTER_PX - 1)  # a line gives one to punctuation
        tall[column] = tall[column].map(partial(shortened, most=most), na_action="ignore")
    return frame.assign(**levels, **flags, **tall)


def level_pill(name) -> list[str] | None:
    return None if numbers.is_unknown(name) else [theme.level_label(name)]


@lru_cache(maxsize=32_768)
def wrapping(sentence: str) -> str:
    """Without spaces between Chinese and figures: the grid breaks a line at spaces only when
    there are some, and then far too early."""
    return SPACE_BY_CHINESE.sub("", sentence)


def yes_no(flag: bool) -> str:
    return text.YES if flag else text.NO


def column_config(view: pd.DataFrame, named: dict[str, str]) -> dict:
    return {name: one_column(name, view[name], named.get(name, name)) for name in view.columns}


def one_column(name: str, values: pd.Series, heading: str):
    make = st.column_config
    if name in LEVEL_COLUMNS:
        looks = theme.LEVELS.values()
        return make.MultiselectColumn(
            heading,
            options=[look.label for look in looks],
            color=[theme.under_white(look.colour) for look in looks],
            width=76,
        )
    if name == "score":
        return make.ProgressColumn(
            heading, min_value=0, max_value=100, format="%.1f", color=theme.BLUE, width=96
        )
    if name.endswith("_date") or pd.api.types.infer_dtype(values, skipna=True) in DAYS:
        return make.DateColumn(heading, format="YYYY-MM-DD")
    if name.endswith("_pct"):
        return make.NumberColumn(heading, format="%.1f%%")
    if name == "delta":
        return make.NumberColumn(heading, format="%+.1f")
    if pd.api.types.is_numeric_dtype(values):
        return make.NumberColumn(heading, format="localized")
    return make.TextColumn(heading, width=WIDTHS.get(name))
