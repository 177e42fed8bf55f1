"""Parts of 模型验证: proof, errors, disagreement, anomalies, the card."""

from __future__ import annotations

import streamlit as st

from models.town import LearnedModel
from pipelines.queries import scope
from pipelines.queries import validation as ask
from ui import charts_validation, parts, tables
from ui.context import Context
from ui.story import validation as story
from ui.text import validation as text

CHANCE = {
    "chance_pct": st.column_config.ProgressColumn(
        text.COLUMNS["chance_pct"], min_value=0, max_value=100, format="%.0f%%", width=96
    )
}


def learned(ctx: Context) -> LearnedModel | None:
    """The model of this build: learned now where that is quick, else when somebody asks."""
    found = ask.model(ctx.build)
    if found is None and ask.is_quick(ctx.build):
        found = learn(ctx)
    return found


def learn(ctx: Context) -> LearnedModel:
    town = ask.subjects(ctx.build, scope.Filters(), ctx.person)
    months = len(scope.periods(ctx.build))
    with st.spinner(text.LEARNING.format(n=len(town), months=months)):
        return ask.learn(ctx.build)


def draw_not_yet(ctx: Context) -> None:
    with st.container(border=True, horizontal_alignment="center"):
        if not ask.can_learn(ctx.build):
            st.markdown(f":material/lock: {text.EARLIER}")
            return
        st.markdown(f":material/hourglass_empty: {text.NOT_YET}")
        if st.button(text.LEARN, type="primary", icon=":material/play_arrow:"):
            learn(ctx)
            st.rerun()


# ---------------------------------------------------------------- proof


def draw_proof(ctx: Context, model: LearnedModel) -> None:
    """The model beside the orders it has to beat, on later months."""
    if not model.evaluation:
        return parts.empty(text.NO_PROOF)
    left, right = st.columns(2, gap="small")
    with left:
        draw_figure(ctx, model, "precision_at_capacity", "orders")
    with right:
        draw_figure(ctx, model, "days_earlier", "earlier")
    tables.table(
        ctx,
        story.orders_in_words(model),
        "orders-table",
        title=text.TABLE,
        columns=story.ORDER_COLUMNS,
        headings=text.COLUMNS,
        rows=5,
    )


def draw_figure(ctx: Context, model: LearnedModel, figure: str, key: str) -> None:
    is_share = figure in story.SHARES
    unit = text.ORDERS_UNIT if is_share else text.EARLIER_UNIT
    rows = story.order_rows(model, figure, 100.0 if is_share else 1.0)
    note = text.ORDERS_NOTE.format(n=model.capacity, h=model.horizon_months)
    title, alt = (text.ORDERS, text.ORDERS_ALT) if is_share else (text.EARLIER, text.EARLIER_ALT)
    parts.chart(
        ctx,
        title,
        charts_validation.intervals(rows, unit if is_share else ""),
        unit,
        key=key,
        alt=alt.format(list=story.listed(rows, unit)),
        note=note if is_share else text.EARLIER_NOTE,
    )


# ---------------------------------------------------------------- where it errs


def draw_errors(ctx: Context, model: LearnedModel) -> None:
    """Stated chances against what came true, and by village, ownership, size."""
    if not model.evaluation:
        return parts.empty(text.NO_PROOF)
    left, right = st.columns([2, 3], gap="small")
    with left:
        rows = story.reliability(model)
        parts.chart(
            ctx,
            text.RELIABLE,
            charts_validation.reliability(rows),
            text.RELIABLE_UNIT,
            key="reliable",
            alt=text.RELIABLE_ALT.format(list=story.pairs(rows)),
            note=text.RELIABLE_NOTE.format(brier=f"{model.evaluation['brier']:.3f}"),
        )
    with right:
        least = ask.rules()["groups"]
        tables.table(
            ctx,
            story.groups(model),
            "groups",
            title=text.GROUPS,
            columns=story.GROUP_COLUMNS,
            headings=text.COLUMNS,
            rows=9,
        )
        limits = {"rows": least["least_rows"], "positives": least["least_positives"]}
        st.caption(text.GROUPS_NOTE.format(**limits))


# ---------------------------------------------------------------- for a person to judge


def draw_apart(ctx: Context, model: LearnedModel) -> None:
    rows = ask.apart(ctx.build, ctx.filters, ctx.person, model)
    if rows.empty:
        return parts.all_well(text.APART, text.NONE_APART)
    tables.table(
        ctx,
        story.apart_in_words(rows),
        "apart",
        title=text.APART,
        columns=story.APART_COLUMNS,
        headings=text.COLUMNS,
        config=CHANCE,
        opens="profile",
        rows=10,
    )
    st.caption(text.APART_NOTE.format(n=model.capacity))


def draw_anomalies(ctx: Context, model: LearnedModel | None) -> None:
    rows = ask.anomalies(ctx.build, ctx.filters, ctx.person)
    if rows.empty:
        return parts.nothing_matches()
    tables.table(
        ctx,
        story.anomalies_in_words(rows),
        "anomalies",
        title=text.ANOMALY,
        columns=story.ANOMALY_COLUMNS,
        headings=text.COLUMNS,
        opens="profile",
        rows=10,
    )
    st.caption(ask.rules()["anomaly"]["note"])


def draw_card(ctx: Context, model: LearnedModel) -> None:
    """The card in full, to read and to take away."""
    words = ask.card(model)
    st.download_button(
        text.CARD_DOWNLOAD,
        data=words,
        file_name=text.CARD_FILE.format(build=ctx.build.stem),
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
        key="card-download",
    )
    with st.container(border=True, key="card"):
        st.markdown(words)


def draw_recipe(model: LearnedModel) -> None:
    st.caption(text.CAVEAT)
    st.caption(story.recipe(model))
