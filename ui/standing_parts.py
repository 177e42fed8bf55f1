"""Stable and contested apart: the choice above a list that shows levels."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.story import standing as story
from ui.text import standing as text


def choose(rows: pd.DataFrame, found: pd.DataFrame | None) -> pd.DataFrame:
    """The rows with how sure their level is, all or those of the chosen kind; as they are for a
    person who may not see models. found: pipelines.queries.tuning.standing."""
    if found is None:
        return rows
    judged = story.with_standing(rows, found)
    shown = story.options(judged)
    choice = st.segmented_control(
        text.LABEL,
        list(shown),
        default=text.ALL,
        required=True,
        format_func=shown.get,
        help=story.note(),
        key="sure",
    )
    return story.chosen_rows(judged, choice or text.ALL)
