"""A ranked list of subjects with its reasons in full: a row leads to the subject's portrait."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import streamlit as st

from ui import links, numbers, tables, text, theme
from ui.context import Context

HERE = Path(__file__).parent
COLUMNS = ["rank", "level", "facility_name", "village", "sector", "score", "delta",
           "people_involved", "amount_involved_wan", "is_statutory", "reason"]  # fmt: skip


@cache
def mount():
    """The component, declared once per process."""
    parts = ((HERE / f"ranked.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    html, css, script = parts
    return st.components.v2.component("ranked_subjects", html=html, css=css, js=script)


def ranked(ctx: Context, subjects: pd.DataFrame, key: str, *, title: str) -> None:
    """subjects: COLUMNS and facility_id, in rank order. Few rows: long lists belong to a table."""
    with st.container(border=True, gap="xsmall", key=f"ranked-{key}"):
        tables.bar(ctx, subjects, key, title, text.COLUMNS, COLUMNS, has_search=False)
        data = {"headings": text.RANKED_HEADINGS, "rows": rows(subjects)}
        picked = mount()(key=key, data=data, on_picked_change=lambda: None).picked
        st.caption(text.RANKED_HINT.format(n=len(subjects)))
    if picked:
        links.go("profile", facility=picked)


def rows(subjects: pd.DataFrame) -> list[dict]:
    return [as_row(subject) for subject in subjects.to_dict("records")]


def as_row(subject: dict) -> dict:
    look = theme.look(subject["level"])
    return {
        "id": subject["facility_id"],
        "rank": str(subject["rank"]),
        "name": subject["facility_name"],
        "where": text.FILTER_SPLIT.join((subject["village"], subject["sector"])),
        "level": {"label": look.label, "colour": look.colour, "ink": look.on_colour},
        "score": round(float(subject["score"]), 1),
        "score_words": numbers.score(subject["score"]),
        "change": change(subject["delta"]),
        "people": numbers.people(subject["people_involved"], subject.get("people_involved_low")),
        "amount": numbers.money(
            subject["amount_involved_wan"], subject.get("amount_involved_wan_low")
        ),
        "law": text.COLUMNS["is_statutory"] if subject["is_statutory"] else "",
        "why": subject["reason"],
    }


def change(delta) -> str:
    """↑4.2 against last month; nothing when it is unknown or not worth a tenth of a point."""
    if numbers.is_unknown(delta) or abs(delta) < 0.05:
        return ""
    return f"{'↑' if delta > 0 else '↓'}{abs(delta):.1f}"
