"""What a person sees when a page breaks: a sentence and a time; the trace goes to the log."""

from __future__ import annotations

import logging

import streamlit as st

from pipelines.damage import sentence
from pipelines.settings import now
from ui import text

log = logging.getLogger("risk.ui")


def say_trouble(error: Exception) -> bool:
    """Log the trace, show the sentence. True tells Streamlit that the reader was told."""
    at = now()
    log.error("page failed at %s", at, exc_info=error)
    told = sentence(error) or text.SCRIPT_ERROR.format(at=at.strftime("%m-%d %H:%M:%S"))
    st.error(told, icon=":material/error:")
    return True
