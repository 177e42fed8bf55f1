"""Weight versions on screen: what is in force, dry run, approval by a second person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from ledger import weights as book
from ledger.weights import WeightVersion
from pipelines.queries import decisions
from pipelines.queries import tuning as ask
from pipelines.settings import now
from ui import acting, charts_tuning, numbers, parts, tables
from ui import tuning_state as state
from ui.context import Context
from ui.picking import pick
from ui.story import override as override_story
from ui.story import tuning as story
from ui.text import tuning as text
from ui.text import whatif as override_words


def draw_govern(ctx: Context, base: ask.Base) -> None:
    """Every version, and the one that was picked with what may be done about it."""
    versions = decisions.weight_versions()
    period = f"{now():%Y-%m}"
    in_force = decisions.weights_in_force(period)
    acting.say_again()
    st.markdown(story.govern_sentence(in_force, versions))
    if versions:
        draw_version(ctx, base, choose(ctx, versions, in_force, period))
    else:
        parts.empty(text.NO_VERSIONS, text.NO_VERSIONS_CURE)
    draw_overrides(ctx)


def draw_overrides(ctx: Context) -> None:
    """Levels set by people, of subjects in view: those that wait or count first."""
    seen = ask.seen(ctx.build, ctx.filters, ctx.person)
    known = [one for one in decisions.overrides() if one.facility_id in seen]
    rows = override_story.queue(known, now().date())
    if rows.empty:
        return parts.all_well(text.OVERRIDES, text.NO_OVERRIDES)
    tables.table(
        ctx,
        rows,
        "overrides",
        title=text.OVERRIDES,
        columns=override_story.QUEUE_COLUMNS,
        headings=override_words.COLUMNS,
        rows=6,
        opens="profile",
    )


def choose(ctx: Context, versions: Sequence[WeightVersion], in_force, period: str) -> WeightVersion:
    """The picked row of the table; without one the newest that waits, else the newest."""
    rows = story.version_rows(versions, in_force, period)
    picked = pick(
        ctx,
        rows,
        "versions",
        title=text.VERSIONS,
        columns=story.VERSION_COLUMNS,
        headings=text.COLUMNS,
        hint=text.CHOOSE_VERSION,
        rows=6,
    )
    by_number = {version.number: version for version in versions}
    if picked:
        return by_number[picked["number"]]
    return [*versions[-1:], *story.pending(versions)][-1]


def draw_version(ctx: Context, base: ask.Base, version: WeightVersion) -> None:
    with st.container(border=True, key="version"):
        for line in story.about(version):
            st.markdown(line)
        left, right = st.columns([2, 3], gap="medium")
        with left:
            draw_weights(ctx, base, version)
            st.button(
                text.LOAD,
                icon=":material/tune:",
                key="version-load",
                on_click=load,
                args=(base, version),
            )
        with right:
            draw_trial(ctx, base, version)
            draw_decision(ctx, version)


def draw_weights(ctx: Context, base: ask.Base, version: WeightVersion) -> None:
    """Dimensions, and the indicators that gain or lose most, beside those in force."""
    pair = (base.weights, version.weights)
    charts = (
        (text.WEIGHTS_BESIDE, story.weights_beside(*pair), "version-dimensions"),
        (text.INDICATORS_BESIDE, story.indicators_beside(*pair), "version-indicators"),
    )
    for title, rows, key in charts:
        if len(rows):
            parts.chart(ctx, title, charts_tuning.pair_bars(rows), "%", key=key, alt=title)


def load(base: ask.Base, version: WeightVersion) -> None:
    state.put(state.on_scale(version.weights), state.working(base.weights))
    st.toast(text.LOADED, icon=":material/check_circle:")


# ---------------------------------------------------------------- dry run


def draw_trial(ctx: Context, base: ask.Base, version: WeightVersion) -> None:
    if version.state in book.OPEN and ctx.person.may("draft_weights"):
        st.button(
            text.TRY,
            icon=":material/science:",
            key="version-try",
            type="primary" if version.state == book.DRAFTED else "secondary",
            on_click=acting.take,
            args=(lambda: run_trial(ctx, base, version), text.TRIED),
        )
    if not version.trial:
        return st.caption(text.NEEDS_TRIAL)
    st.markdown(story.impact_sentence(version.trial, version.tried_at))
    impact = version.trial["impact"]
    draw_crossings(ctx, impact["by_village"], text.CROSSINGS_VILLAGE, "crossings-village")
    draw_crossings(ctx, impact["by_sector"], text.CROSSINGS_SECTOR, "crossings-sector")
    if not impact["by_village"]:
        st.caption(text.NO_CROSSINGS)
    if impact["moves"]:
        tables.table(
            ctx,
            pd.DataFrame(impact["moves"]),
            "impact-moves",
            title=text.IMPACT_MOVES,
            columns=story.IMPACT_COLUMNS,
            headings=text.COLUMNS,
            rows=6,
        )


def run_trial(ctx: Context, base: ask.Base, version: WeightVersion) -> None:
    """Against the weights and the list of the month on screen; kept in the ledger."""
    found = ask.impact(base, base.weights, version.weights)
    build = ctx.build.stem
    book.record_trial(
        decisions.ledger(), version.number, build, base.period, found, ctx.person, now(),
        version.seq,
    )  # fmt: skip


def draw_crossings(ctx: Context, rows: list[dict], title: str, key: str) -> None:
    if rows:
        tables.table(
            ctx,
            pd.DataFrame(rows),
            key,
            title=title,
            columns=story.CROSSING_COLUMNS,
            headings=text.COLUMNS,
            rows=5,
        )


# ---------------------------------------------------------------- decisions


def draw_decision(ctx: Context, version: WeightVersion) -> None:
    if version.state in book.OPEN:
        draw_open(ctx, version)
    elif version.state == book.APPROVED and version.effective_from > f"{now():%Y-%m}":
        draw_cancel(ctx, version)


def draw_open(ctx: Context, version: WeightVersion) -> None:
    may_approve = ctx.person.may("approve_weights")
    if ctx.person.is_local:
        st.info(text.SINGLE_PERSON, icon=":material/group:")
    elif not may_approve:
        st.caption(text.NEEDS_LEADER)
    elif version.drafted_by == ctx.person.name:
        st.caption(text.NOT_YOURS)
    else:
        draw_approval(ctx, version)
    if ctx.person.may("draft_weights"):
        st.button(
            text.WITHDRAW,
            key="version-withdraw",
            icon=":material/undo:",
            on_click=acting.take,
            args=(
                lambda: book.withdraw_weights(*on(version), ctx.person, now(), version.seq),
                text.WITHDRAWN,
            ),
        )


def draw_approval(ctx: Context, version: WeightVersion) -> None:
    """The month of effect and the approver's word; only months that have not begun."""
    st.markdown(f"**{text.APPROVE_HEAD}**")
    month = st.selectbox(
        text.EFFECTIVE_FROM,
        story.next_months(f"{now():%Y-%m}"),
        format_func=numbers.period,
        key="version-month",
    )
    note = st.text_input(text.NOTE, key="version-note")
    with st.container(horizontal=True):
        st.button(
            text.APPROVE,
            type="primary",
            icon=":material/verified:",
            key="version-approve",
            disabled=version.state != book.TRIED,
            on_click=acting.take,
            args=(
                lambda: book.approve_weights(
                    *on(version), month, note, ctx.person, now(), version.seq
                ),
                text.APPROVED.format(period=numbers.period(month)),
            ),
        )
        with st.popover(text.RETURN, icon=":material/reply:"):
            ask_why(ctx, version, book.return_weights, text.RETURN, text.RETURNED)


def draw_cancel(ctx: Context, version: WeightVersion) -> None:
    if ctx.person.may("approve_weights"):
        with st.popover(text.CANCEL, icon=":material/cancel:"):
            ask_why(ctx, version, book.cancel_weights, text.CANCEL, text.CANCELLED)


def ask_why(ctx: Context, version: WeightVersion, step: Callable, label: str, said: str) -> None:
    why = st.text_input(text.RETURN_NOTE, key=f"version-why-{step.__name__}")
    st.button(
        label,
        key=f"version-{step.__name__}",
        on_click=acting.take,
        args=(lambda: step(*on(version), why, ctx.person, now(), version.seq), said),
    )


def on(version: WeightVersion) -> tuple:
    return decisions.ledger(), version.number
