"""The projection stage: slides as data in, a full dark screen out; keys run in the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from pipelines.settings import home
from pipelines.warehouse import newest_build

HERE = Path(__file__).parent
FRESH_EVERY = "120s"  # how often the wall looks for a newer build
PLAY, VILLAGES = "play", "villages"  # ?play=villages: a slide per village
SECONDS = 20  # a slide stands this long; any key restarts the clock


@cache
def mount():
    """The component, declared once per process."""
    html, css, script = (
        (HERE / f"stage.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component("projection_stage", html=html, css=css, js=script)


def show(slides: list[dict], words: dict, is_by_village: bool = False, home: str = "/") -> None:
    """slides: title, sentence, blocks (kinds in stage.js). words: stamp, sample, help, paused."""
    play = {"name": PLAY, "other": "" if is_by_village else VILLAGES}
    data = {"slides": slides, "words": words, "home": home, "seconds": SECONDS, "play": play}
    mount()(key="stage", data=data, height=1)


@st.fragment(run_every=FRESH_EVERY)
def keep_fresh(build: Path) -> None:
    """On the wall all day: draw anew when a newer build has come."""
    newest = newest_build(home())
    if newest and newest.name > build.name:
        st.rerun(scope="app")
