"""Sliders, the list they make and pairwise judgements: the two ways to other weights."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import streamlit as st

from ledger.steps import Refused
from ledger.weights import draft_weights
from models.ahp import ahp, upper_triangle
from models.compare import slope_frame
from models.weights import WeightSet, with_changes
from pipelines.queries import decisions, knowledge
from pipelines.queries import tuning as ask
from pipelines.settings import now
from ui import charts, numbers, parts, slopegraph, tables, weightpanel
from ui import tuning_state as state
from ui.context import Context
from ui.story import tuning as story
from ui.text import tuning as text

STYLE = Path(__file__).parent / "tuning.css"
SLOPE_MOST = 15
TABLE_ROWS = 12
NUMBERS = {
    "rank_change": st.column_config.NumberColumn(text.COLUMNS["rank_change"], format="%+d"),
    "score_after": st.column_config.NumberColumn(text.COLUMNS["score_after"], format="%.1f"),
    "score_before": st.column_config.NumberColumn(text.COLUMNS["score_before"], format="%.1f"),
}


# ---------------------------------------------------------------- sliders


@st.fragment
def draw_tune(ctx: Context, base: ask.Base) -> None:
    """Sliders on the left, the list they make on the right; only this part runs on a move."""
    st.html(STYLE)
    left, right = st.columns([2, 3], gap="medium")
    choices = all_schemes(base)
    with left:
        draw_start(base, choices)
        weights = state.working(base.weights)
        draw_panel(base, weights)
        draw_steps(base, weights)
        draw_draft(ctx, weights)
        st.caption(text.METHOD_NOTE)
    with right:
        found = draw_effect(ctx, base, choices, weights)
    draw_list(ctx, base, found)


def all_schemes(base: ask.Base) -> dict[str, tuple[str, WeightSet]]:
    """code → (words, weights): the ready-made ones, then the versions people drafted."""
    found = {code: (text.SCHEMES[code], weights) for code, weights in ask.schemes(base).items()}
    states = story.states()
    for version in decisions.weight_versions():
        found[version.number] = (story.version_label(version, states), version.weights)
    return found


def draw_start(base: ask.Base, choices: Mapping[str, tuple[str, WeightSet]]) -> None:
    st.selectbox(
        text.START,
        list(choices),
        index=None,
        key="tuning-start",
        format_func=lambda code: choices[code][0],
        placeholder=text.START_HINT,
        help=text.START_HELP,
        on_change=take_scheme,
        args=(base.weights, {code: weights for code, (_, weights) in choices.items()}),
    )


def take_scheme(start: WeightSet, choices: Mapping[str, WeightSet]) -> None:
    code = st.session_state["tuning-start"]
    if code in choices:
        state.put(state.on_scale(choices[code]), state.working(start))


def draw_panel(base: ask.Base, weights: WeightSet) -> None:
    st.markdown(f"**{text.DIMENSIONS}**", help=text.PANEL_HELP)
    on_scale = state.on_scale(base.weights)
    weightpanel.panel(weights, on_scale, state.heard(), partial(take_panel, base.weights))


def take_panel(start: WeightSet) -> None:
    moved = weightpanel.moved()
    if moved:
        state.take(moved, state.working(start))


def draw_steps(base: ask.Base, weights: WeightSet) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            text.UNDO,
            on_click=state.undo,
            disabled=not state.can_undo(),
            icon=":material/undo:",
            key="tuning-undo",
        )
        st.button(
            text.RESET,
            on_click=lambda: state.put(state.on_scale(base.weights), weights),
            icon=":material/restart_alt:",
            key="tuning-reset",
        )
    note = knowledge.scoring().weights_note
    st.caption(text.EFFECTIVE_SUM.format(n=len(weights.parents), note=note))


def draw_effect(ctx: Context, base: ask.Base, choices, weights: WeightSet):
    """The comparison in words and as a slope graph; returns it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            text.COMPARE_WITH,
            list(choices),
            key="tuning-with",
            format_func=lambda one: choices[one][0],
        )
        method = st.segmented_control(
            text.METHOD,
            list(text.METHODS),
            default="additive",
            required=True,
            format_func=text.METHODS.get,
            key="tuning-method",
        )
    found = ask.compared(base, choices[code][1], weights, method)
    with st.container(key="live", border=False):
        st.markdown(story.live(found, parts.escape(choices[code][0])), help=text.TAU_HELP)
    frame = slope_frame(found, SLOPE_MOST)
    alt = text.SLOPE_ALT.format(before=choices[code][0], list=story.slope_words(frame))
    slopegraph.slope(ctx, frame, SLOPE_MOST, "slope", alt=alt)
    return found


def draw_list(ctx: Context, base: ask.Base, found) -> None:
    rows = story.moves_in_view(found, ask.seen(ctx.build, ctx.filters, ctx.person))
    tables.table(
        ctx,
        rows,
        "tuned",
        title=text.MOVES,
        columns=story.MOVE_COLUMNS,
        headings=text.COLUMNS,
        config=NUMBERS,
        rows=TABLE_ROWS,
    )
    if ctx.filters.is_narrow:
        st.caption(text.NARROW_NOTE)
    if base.overrides:
        st.caption(text.OVERRIDES_NOTE.format(n=base.overrides))


def draw_draft(ctx: Context, weights: WeightSet) -> None:
    """The sliders put forward as a version."""
    if not ctx.person.may("draft_weights"):
        return st.caption(text.LEFT_TO_OTHERS)
    with st.expander(text.DRAFT, icon=":material/edit_note:"):
        st.caption(text.DRAFT_NOTE)
        with st.form("draft-weights", border=False):
            name = st.text_input(text.NAME, placeholder=text.NAME_PLACEHOLDER, max_chars=40)
            reason = st.text_area(text.REASON, placeholder=text.REASON_PLACEHOLDER, height=80)
            sent = st.form_submit_button(text.DRAFT_BUTTON, icon=":material/send:")
        if sent:
            send_draft(ctx, weights, name, reason)


def send_draft(ctx: Context, weights: WeightSet, name: str, reason: str) -> None:
    named = with_changes(weights, name.strip())
    try:
        event = draft_weights(decisions.ledger(), named, reason, ctx.person, now())
    except Refused as refused:
        for problem in refused.problems:
            st.error(problem.message, icon=":material/error:")
        return
    st.success(text.DRAFTED.format(number=event.subject_id), icon=":material/check_circle:")


# ---------------------------------------------------------------- pairwise judgements


@st.fragment
def draw_ahp(ctx: Context, base: ask.Base) -> None:
    """Judgements pair by pair, their consistency, and the weights that follow."""
    weights = state.working(base.weights)
    names = {"": text.AHP_DIMENSIONS} | knowledge.dimension_names()
    what = st.segmented_control(
        text.AHP_WHAT,
        list(names),
        default="",
        required=True,
        format_func=names.get,
        key="ahp-what",
    )
    called = knowledge.dimension_names() if what == "" else story.indicator_names()
    mine = weights.dimensions if what == "" else state.inside(weights, what)
    codes = [code for code in called if code in mine]  # in the catalogue's order
    if len(codes) < 2:
        return st.caption(text.AHP_FEW)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        positions = draw_pairs(what, codes, called)
    result = ahp(upper_triangle([story.judged(p) for p in positions], len(codes)), codes)
    with right:
        draw_ahp_result(ctx, result, called)
        st.button(
            text.AHP_APPLY,
            type="primary",
            key="ahp-apply",
            icon=":material/tune:",
            on_click=take_ahp,
            args=(what, result, weights),
        )


def draw_pairs(what: str, codes: list[str], called: Mapping[str, str]) -> list[int]:
    """A slider per pair, in the order of the upper triangle."""
    st.caption(text.AHP_INTRO)
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    columns, positions = st.columns(2, gap="medium"), []
    for number, (a, b) in enumerate(pairs):
        first, second = called[a], called[b]
        with columns[number % 2]:
            positions.append(
                st.select_slider(
                    text.AHP_LABEL.format(first=first, second=second),
                    story.scale_positions(),
                    value=0,
                    format_func=partial(story.position_words, first=first, second=second),
                    key=f"pair-{what}-{a}-{b}",
                    persist_state="page",
                )
            )
    return positions


def draw_ahp_result(ctx: Context, result, called: Mapping[str, str]) -> None:
    st.markdown(story.ahp_sentence(result, called))
    rows = story.ahp_rows(result, called)
    parts.chart(
        ctx,
        text.AHP_WEIGHTS,
        charts.bars(rows, "name", "share", numbers.percent),
        "%",
        key="ahp-weights",
        alt=text.AHP_WEIGHTS_ALT.format(list=story.shares_in_words(rows)),
        note=text.AHP_SOURCE,
    )


def take_ahp(what: str, result, weights: WeightSet) -> None:
    shares = dict(zip(result.names, (state.SCALE * result.weights).tolist(), strict=True))
    dimensions = shares if what == "" else weights.dimensions
    indicators = weights.indicators if what == "" else {**weights.indicators, **shares}
    made = WeightSet("", dict(dimensions), indicators, weights.parents, method="ahp")
    state.put(made, weights)
    st.toast(text.AHP_APPLIED, icon=":material/check_circle:")
