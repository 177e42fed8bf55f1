"""The foot of a working screen: its long explanation from docs/help, folded away; its style."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from ui.text.help import TITLE

STYLE = Path(__file__).parent / "working.css"
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "help"


def show(url_path: str) -> None:
    st.html(STYLE)
    with st.expander(TITLE, icon=":material/help:"):
        st.markdown(words(url_path))


@lru_cache(maxsize=32)
def words(url_path: str) -> str:
    """The help of a page as Markdown. Raises FileNotFoundError when nobody wrote it."""
    return (FOLDER / f"{url_path}.md").read_text("utf-8")
