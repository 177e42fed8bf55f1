"""The reminder that may go out to a group robot: whether it is on, what it says, its receipts."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from pipelines import notifying
from pipelines.queries.casebook import ledger_of
from pipelines.settings import home, now
from ui import importing_work, parts, tables
from ui.context import Context
from ui.text import administration as text
from ui.text.audit import ACTIONS


def draw(ctx: Context) -> None:
    target = notifying.address(home())
    if target is None:
        st.markdown(f":material/notifications_off: {text.NOTICE_OFF}")
    else:
        host = parts.escape(urlsplit(target).hostname or target)
        st.markdown(f":material/notifications_active: {text.NOTICE_ON.format(host=host)}")
    st.caption(text.NOTICE_NOTE)
    if ctx.build:
        with parts.card(text.NOTICE_TEXT):
            st.text(notifying.digest(ctx.build, home()))
            if target and st.button(text.NOTICE_SEND, icon=":material/send:", key="notice-send"):
                send(ctx)
    draw_receipts(ctx)


def send(ctx: Context) -> None:
    by = tuple(importing_work.signature(ctx.person).values())
    done = notifying.send(home(), by, now(), again=True)
    (st.success if done.is_good else st.error)(done.said)


def draw_receipts(ctx: Context) -> None:
    events = ledger_of(home().ledger_url).events(notifying.NOTICE)[::-1]
    if not events:
        return
    rows = [
        {
            "at": event.at[:16].replace("T", " "),
            "by": event.actor,
            "action_name": ACTIONS[event.action],
            "said": event.payload["reason"] or event.payload["text"],
        }
        for event in events
    ]
    tables.table(ctx, pd.DataFrame(rows), "receipts", title=text.RECEIPTS, headings=text.COLUMNS)
