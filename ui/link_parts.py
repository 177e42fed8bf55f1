"""Whom a subject is tied to: the group it is judged with, and the word that it is none."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ledger import groups as book
from pipelines.queries import decisions, facility
from pipelines.settings import now
from ui import acting, charts_profile, override_parts, parts
from ui import text as shared
from ui.numbers import is_unknown, money, people
from ui.profile_parts import Subject
from ui.story import profile as story
from ui.text import group as text
from ui.text import profile as words

SHOWN = ["facility_name", "village", "level", "rank", "kind_words"]
SUMS = {
    "amount_wan": (text.AMOUNT, money),
    "people": (text.PEOPLE, people),
    "unpaid_wan": (text.UNPAID, money),
}


def draw_links(one: Subject) -> None:
    """The group it is judged with, and every tie that is known."""
    found, is_grouped = facility.relations(*one.where), draw_group(one)
    if found.empty and is_grouped:
        return
    if found.empty:
        return parts.empty(words.NO_LINKS, words.NO_LINKS_CURE)
    parts.chart(
        one.ctx,
        words.NETWORK,
        charts_profile.network(found, one.facility_id, words.KINDS),
        shared.HOUSEHOLDS,
        key=f"network-{one.facility_id}",
        alt=words.NETWORK_ALT,
        note=words.NETWORK_NOTE,
        on_click=lambda picked: open_subject(picked, one.facility_id),
    )
    own = story.links_in_words(found, one.facility_id)
    one.table(own, "links", words.LINKS_TABLE, story.LINK_COLUMNS, opens="profile")


def open_subject(picked: list, shown: str) -> None:
    if picked and picked[0] != shown:
        st.query_params["facility"] = picked[0]


def draw_group(one: Subject) -> bool:
    """Whether it belongs to a group; its sums, its members and what may be done about it."""
    found = facility.group(*one.where)
    if found.empty:
        return False
    acting.say_again()
    with st.container(border=True, key="group"):
        st.markdown(sentence(found))
        st.caption(text.NOTE)
        one.table(in_words(found), "group", text.TABLE, SHOWN, opens="profile")
        if one.ctx.is_open:
            draw_choice(one, found)
    return True


def sentence(found: pd.DataFrame) -> str:
    """What the group comes to; the largest of what its members are told."""
    others = len(found) - 1
    if found["is_dissolved"].iat[0]:
        return text.APART.format(n=others)
    known = [(*words_of, found[name].max()) for name, words_of in SUMS.items()]
    sums = [said.format(n=shown(n)) for said, shown, n in known if not is_unknown(n)]
    return text.TOGETHER.format(n=others, sums="，".join(sums) or text.NOTHING)


def in_words(found: pd.DataFrame) -> pd.DataFrame:
    kinds = found["kinds"].map(lambda said: "、".join(text.KINDS[k] for k in said.split("、")))
    return found.assign(kind_words=kinds)


def draw_choice(one: Subject, found: pd.DataFrame) -> None:
    """Dissolve, or take it back; each with a reason."""
    members = set(found["facility_id"])
    today = now().date()
    standing = [
        d for d in decisions.dissolutions() if members <= d.members and d.is_in_force(today)
    ]
    for said in standing:
        words = {"actor": said.actor, "day": said.at[:10], "reason": said.reason}
        st.caption(text.SAID.format(**words))
    if not one.ctx.person.may("dissolve_group"):
        return
    with st.popover(text.RESTORE if standing else text.DISSOLVE):
        why = st.text_input(text.WHY, placeholder=text.WHY_PLACEHOLDER, key="group-why")
        if not st.button(text.RESTORE if standing else text.DISSOLVE, key="group-decide"):
            return
    ledger, who = decisions.ledger(), (one.ctx.person, now())
    if standing:
        step, said = lambda: book.restore(ledger, standing[-1].group_id, why, *who), text.RESTORED
    else:
        step, said = lambda: book.dissolve(ledger, sorted(members), why, *who), text.DISSOLVED
    override_parts.finish(step, said, is_built=True)
