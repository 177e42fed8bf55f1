"""What goes out to villages: rows sent back for correction, forms to fill in."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pipelines.queries import imports as ask
from pipelines.queries.scope import run_info
from pipelines.settings import home
from ui import papers_work as work
from ui import parts
from ui.context import Context
from ui.text import papers as text

ALL = "all"


def draw_returns(ctx: Context) -> None:
    """How many rows wait, and their workbooks to send back."""
    if ctx.build is None:
        return
    rows = ask.open_returns(home(), ctx.build, ctx.person)
    with parts.card(text.RETURNS, text.RETURNS_NOTE), st.container(key="open-returns"):
        if rows.empty:
            st.markdown(f":material/check_circle: {text.ALL_DONE}")
            return
        st.markdown(text.OPEN.format(rows=f"{int(rows['rows'].sum()):,}", books=len(rows)))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            files = dict(zip(rows["batch_id"], rows["file"], strict=True))
            options = return_options(rows)
            batch = st.selectbox(
                text.WHICH,
                list(options),
                format_func=options.get,
                key=f"return-of-{rows['batch_id'].iloc[0]}",  # a new import stands first again
            )
            offer_return(ctx, batch, files)


def return_options(rows) -> dict[str, str]:
    """Each workbook, and all of them where there are several."""
    each = {
        row.batch_id: text.OPTION.format(file=row.file, batch=row.batch_id, rows=row.rows)
        for row in rows.itertuples()
    }
    whole = text.EVERY_RETURN.format(books=len(rows), rows=int(rows["rows"].sum()))
    return each | ({ALL: whole} if len(rows) > 1 else {})


def offer_return(ctx: Context, batch: str, files: dict[str, str]) -> None:
    """One workbook to send back, or all of them in one zip."""
    build, person = ctx.build, ctx.person
    if batch == ALL:
        name, make = text.ALL_RETURNS_FILE, lambda: work.returns_of(build, person, files)
    else:
        name = text.RETURN_FILE.format(stem=Path(files[batch]).stem)
        make = lambda: work.return_of(build, person, batch)  # noqa: E731
    st.download_button(
        text.DOWNLOAD,
        data=make,
        file_name=name,
        on_click="ignore",
        icon=":material/assignment_return:",
        key=f"return-{batch}",
    )


def draw_templates(ctx: Context) -> None:
    """Blank forms, or a village's own with last month's rows."""
    with (
        parts.card(text.TEMPLATES, text.TEMPLATES_NOTE),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        forms = {"": text.EVERY_FORM} | {f.code: f.name for f in work.catalogue().forms}
        form = st.selectbox(text.FORM, list(forms), format_func=forms.get, key="template-form")
        places = places_to_choose(ctx)
        place = st.selectbox(
            text.VILLAGE, list(places), format_func=places.get, key="template-village"
        )
        period = run_info(ctx.build)["as_of"].date().replace(day=1) if ctx.build else None
        what = places[place] if place else forms[form]
        st.download_button(
            text.MAKE,
            data=lambda: work.templates_of(form or None, place or None, period),
            file_name=text.TEMPLATE_FILE.format(what=what),
            on_click="ignore",
            icon=":material/download:",
            key=f"template-{form}-{place}",
        )


def places_to_choose(ctx: Context) -> dict[str, str]:
    """Blank first, then the villages; all at once for those who see all."""
    known = {"": text.BLANK} | work.villages_for(ctx.person)
    return known | ({ALL: text.EVERY_VILLAGE} if ctx.person.sees_all else {})
