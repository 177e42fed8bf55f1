"""名称核对 on screen: the evidence, who may decide, what waits for a build, taking it back."""

from dataclasses import replace
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from ledger.events import Ledger
from ledger.identities import DIFFERENT, IDENTITY, LATER, NEW, SAME, Asked, Decision
from pipelines.identifying import decide_name, reverse_name
from pipelines.queries import names as ask
from pipelines.queries.scope import Filters, Person
from pipelines.warehouse import newest_build
from tests.test_identities import FACTS, SHUGUANG, Town
from ui.story import names as story
from ui.text import names as words

AT = datetime(2026, 11, 23, 10, 0)
LOCAL = Person(is_local=True)
ANALYST = Person(name="王某", role="分析员")
CLERK = Person(name="甲", role="填报员", villages=(SHUGUANG,))
NEAR = Asked("康宁养老苑", None, SHUGUANG)
UNKNOWN = Asked("夕阳红体验馆", None, SHUGUANG)


@pytest.fixture(scope="module")
def first_town(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def town(first_town, tmp_path, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(tmp_path / "home"))
    return first_town.copied(tmp_path)


def newest(town):
    return newest_build(town.home)


def decide(town, asked, decision, facility_id=None, person=ANALYST, **more):
    said = Decision(asked, decision, facility_id, **more)
    return decide_name(newest(town), town.home, person, said, AT)


def queue(town, person=LOCAL):
    return ask.open_names(newest(town), town.home, Filters(), person)


def test_one_question_for_a_name_in_two_forms_with_the_nearest_subject_beside_it(town):
    rows = queue(town).set_index("name")
    assert rows.loc["康宁养老苑", "forms"] == ("lead", "screening")
    assert rows.loc["康宁养老苑", ["rows", "proposal_name"]].tolist() == [2, "康宁养老院"]
    assert not isinstance(rows.loc["夕阳红体验馆", "proposal_name"], str)


def test_a_decision_leaves_the_queue_at_once_and_counts_with_the_next_build(town):
    assert decide(town, NEAR, SAME, town.subject()) is None
    assert queue(town)["name"].tolist() == ["夕阳红体验馆"]
    assert ask.waiting_for_a_build(newest(town), town.home) == 1
    town.made()
    assert ask.waiting_for_a_build(newest(town), town.home) == 0
    assert reverse_name(town.home, ANALYST, NEAR.id, AT) is None
    assert ask.waiting_for_a_build(newest(town), town.home) == 1


def test_later_goes_to_the_end_of_the_queue_and_needs_no_build(town):
    first = queue(town)["name"].iloc[0]
    assert decide(town, Asked(first, None, SHUGUANG), LATER) is None
    assert queue(town)[["name", "is_later"]].iloc[-1].tolist() == [first, True]
    assert ask.waiting_for_a_build(newest(town), town.home) == 0


@pytest.mark.parametrize(
    ("asked", "decision", "subject", "facts", "problem"),
    [
        (NEAR, SAME, "F-0000000000", {}, "no_subject"),
        (UNKNOWN, NEW, None, {}, "no_facts"),
        (UNKNOWN, NEW, None, FACTS | {"sector": "采矿"}, "no_facts"),
        (replace(UNKNOWN, village_code=None), NEW, None, FACTS, "no_village"),
    ],
)
def test_what_cannot_be_decided_says_why_and_writes_nothing(
    town, asked, decision, subject, facts, problem
):
    assert decide(town, asked, decision, subject, facts=facts) == problem
    assert town.ledger.events(IDENTITY) == []
    assert problem in words.PROBLEMS


def test_only_those_who_may_match_decide_and_reverse(town):
    assert decide(town, NEAR, DIFFERENT, person=CLERK) == "not_allowed"
    assert decide(town, NEAR, DIFFERENT) is None
    assert reverse_name(town.home, CLERK, NEAR.id, AT) == "not_allowed"
    assert reverse_name(town.home, ANALYST, "N-0000000000", AT) == "stale"


def test_who_decided_on_what_evidence_is_on_record_and_phone_numbers_in_notes_are_not(town):
    seen = {"method": "near_text", "similarity": 0.8}
    decide(town, NEAR, DIFFERENT, town.subject(), evidence=seen, note="电话13900001234核实")
    event = Ledger(town.home.ledger_url).events(IDENTITY)[0]
    assert (event.actor, event.role, event.action) == ("王某", "分析员", "different")
    assert event.payload["evidence"] == seen
    assert "13900001234" not in event.payload["note"]


def test_sides_that_agree_differ_or_are_silent_are_marked():
    assert story.mark("甲（店）", "甲 店") == words.AGREES
    assert story.mark("甲店", "乙店") == words.DIFFERS
    assert story.mark(None, "乙店") == story.mark("甲店", float("nan")) == words.OPEN


# the page


def one_page(person):
    from functools import partial

    import streamlit as st

    from pages import PAGES
    from pipelines.queries.scope import Filters
    from pipelines.settings import home
    from pipelines.warehouse import newest_build
    from ui import frame
    from ui.context import Context

    ctx = Context(newest_build(home()), Filters(), person)
    shown = [
        st.Page(partial(frame.draw, entry, ctx), title=entry.url_path, url_path=entry.url_path,
                default=entry.url_path == "quality")
        for entry in PAGES
    ]  # fmt: skip
    st.navigation(shown).run()


def opened(person=LOCAL, row=None) -> AppTest:
    at = AppTest.from_function(one_page, args=(person,), default_timeout=60)
    at.query_params["part"] = "待核对名称"
    if row is not None:
        at.session_state["names"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    at.run()
    assert not at.exception, at.exception
    return at


def shown(at: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (at.markdown, at.caption) for one in kind)


def place(town, name):
    return queue(town)["name"].tolist().index(name)


def test_evidence_stands_side_by_side_and_same_joins(town):
    at = opened(row=place(town, "康宁养老苑"))
    assert "康宁养老院" in shown(at) and "相似度" in shown(at)
    at.button(key="names-same").click().run()
    assert not at.exception
    assert "**1** 项决定还没有计入结果" in shown(at)
    at.button(key="names-rebuild").click().run()
    assert not at.exception
    assert town.rows("select facility_id from mart_lead") == [[town.subject()]]


def test_a_new_subject_needs_its_facts(town):
    at = opened(row=place(town, "夕阳红体验馆"))
    at.button(key="names-make-new").click().run()
    assert [one.value for one in at.error] == [words.PROBLEMS["no_facts"]]
    assert town.ledger.events(IDENTITY) == []


def test_a_decision_can_be_taken_back_on_the_page(town):
    decide(town, NEAR, DIFFERENT, town.subject())
    town.made()
    at = opened()
    at.button(key="names-reverse").click().run()
    assert not at.exception
    assert ask.decisions(town.home) == {}


def test_a_leader_sees_the_evidence_and_decides_nothing(town):
    at = opened(Person(name="李某", role="领导"), row=place(town, "康宁养老苑"))
    assert "康宁养老院" in shown(at)
    assert [b.key for b in at.button if (b.key or "").startswith("names-")] == []
