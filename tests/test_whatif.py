"""怎样降级: what-ifs agree with the build, plans do what they say, and nobody sees foreign ones."""

from datetime import date

import pytest

from data.sample.town import make_town
from models.catalog import load_catalog
from pipelines.queries import whatif as ask
from pipelines.queries.scope import Person
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build
from tests.staging import build_rows, stage
from ui.story import whatif as story

AS_OF, PERIOD = date(2026, 11, 23), "2026-11"
EVERYONE = Person(is_local=True)
SHUGUANG = "500111119200"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    home, catalog = Home(tmp_path_factory.mktemp("town")), load_catalog(CATALOG)
    batch = stage(home, 1, make_town(AS_OF).rows, catalog, is_sample=True)
    return build_rows(home, AS_OF, batch)


@pytest.fixture(scope="module")
def listed(town):
    return Build(town).rows(
        "select facility_id, score, level_by_facts, village_code from mart_score order by rank"
    )


def leave(level):
    return story.targets(level)[f"退出{level}"]


def test_the_what_if_scores_every_subject_as_the_build_did(town, listed):
    for facility_id, score, level, _ in listed:
        facts, rescore = ask.rescorer(town, PERIOD, facility_id)
        again, named = rescore(facts)
        assert again == pytest.approx(score, abs=1e-6)
        assert named == level


def test_doing_what_a_plan_says_leaves_the_level_and_less_does_not(town, listed):
    planned = 0
    for facility_id, _, level, _ in listed:
        if level in ("绿", "信息不足"):
            continue
        found = ask.ways_down(town, PERIOD, EVERYONE, facility_id, leave(level))
        facts, rescore = ask.rescorer(town, PERIOD, facility_id)
        for plan in found.answer.plans:
            planned += 1
            assert outcome(rescore, facts, plan.measures) == plan.level
            assert plan.level not in leave(level)
            for left_out in plan.measures:
                fewer = [one for one in plan.measures if one is not left_out]
                assert outcome(rescore, facts, fewer) in leave(level)
    assert planned > 5


def outcome(rescore, facts, measures):
    for measure in measures:
        facts = measure.apply(facts)
    return rescore(facts)[1]


def test_where_nothing_helps_the_red_lines_that_hold_are_named(town, listed):
    top = listed[0][0]
    found = ask.ways_down(town, PERIOD, EVERYONE, top, ("红",))
    assert not found.answer.is_feasible
    said = story.answer(found, "退出红", ("红",))
    assert "全部做完也做不到" in said and "线索认定涉嫌非法集资或诈骗" in said
    assert set(found.floors_after) <= set(found.floors_now)


def test_a_feasible_answer_says_measures_cost_and_result(town, listed):
    facility_id = next(
        one for one, _, level, _ in listed
        if level == "橙" and ask.ways_down(town, PERIOD, EVERYONE, one, leave("橙")).answer.plans
    )  # fmt: skip
    found = ask.ways_down(town, PERIOD, EVERYONE, facility_id, leave("橙"))
    said = story.answer(found, "退出橙", leave("橙"))
    best = found.answer.plans[0]
    assert all(measure.name in said for measure in best.measures)
    assert f"**{best.cost_person_days:g} 人天**" in said


def test_a_clerk_gets_no_answer_about_another_village(town, listed):
    foreign = next(one for one, _, _, village in listed if village != SHUGUANG)
    clerk = Person(name="甲", role="填报员", villages=(SHUGUANG,))
    assert ask.ways_down(town, PERIOD, clerk, foreign, ("红",)) is None


def test_targets_run_from_the_own_level_down():
    assert list(story.targets("红")) == ["退出红", "退出橙", "退出黄"]
    assert story.targets("黄") == {"退出黄": ("红", "橙", "黄")}
    assert story.targets("绿") == story.targets("信息不足") == {}


def test_the_measures_fit_the_catalogue():
    assert ask.measures().measures
