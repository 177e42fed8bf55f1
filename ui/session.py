"""Who is in front of the screen, as the door (ui/guard.py) let them in."""

from __future__ import annotations

import streamlit as st

from pipelines.queries.scope import Person
from ui.guard import person_from_cookie


def person() -> Person | None:
    """The signed-in person; without accounts the single local person with all rights; None when
    accounts exist and the session has ended: show nothing then."""
    known = person_from_cookie(st.context.cookies)
    return Person(**known) if known else None
