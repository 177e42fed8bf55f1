"""The projection stage: slides as data in, a full dark screen out; keys run in the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
SECONDS = 20  # a slide stands this long; any key restarts the clock


@cache
def mount():
    """The component, declared once per process."""
    html, css, script = (
        (HERE / f"stage.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component("projection_stage", html=html, css=css, js=script)


def show(slides: list[dict], words: dict, home: str = "/") -> None:
    """slides: title, sentence, blocks (kinds in stage.js). words: stamp, sample, help, paused."""
    data = {"slides": slides, "words": words, "home": home, "seconds": SECONDS}
    mount()(key="stage", data=data, height=1)
