"""Taking a decision from a screen: what came of it is said once, above the next drawing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ledger.accounts import AccountError
from ledger.events import StaleState
from ledger.steps import Refused
from ui.text import tuning as text

SAID = "decision-said"
ICONS = {
    "success": ":material/check_circle:",
    "error": ":material/error:",
    "warning": ":material/warning:",
}


def take(step: Callable[[], object], said: str = "") -> bool:
    """Take a step; whether it was taken. Refusals and the news of others are said as they are;
    `said` once it is done (empty: the caller says more)."""
    try:
        step()
    except Refused as refused:
        say(*(("error", problem.message) for problem in refused.problems))
        return False
    except AccountError as refused:
        say(("error", str(refused)))
        return False
    except StaleState as stale:
        say(("warning", text.STALE.format(actor=stale.events[-1].actor)))
        return False
    if said:
        say(("success", said))
    return True


def say(*sentences: tuple[str, str]) -> None:
    """Keep sentences (kind, words) for the next drawing."""
    st.session_state[SAID] = [*st.session_state.get(SAID, ()), *sentences]


def say_again() -> None:
    """Say what was kept, once."""
    for kind, words in st.session_state.pop(SAID, ()):
        getattr(st, kind)(words, icon=ICONS[kind])
