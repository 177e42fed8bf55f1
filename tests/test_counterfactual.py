"""The cheapest way out of red: against brute force, and on the real catalogue by re-scoring."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalog import load_catalog
from models.counterfactual import cheapest_plans, useful_measures
from models.measures import Effect, Measure, MeasuresError, Need, load_measures
from models.rescoring import Rescorer, facts_of

CATALOG = Path(__file__).resolve().parent.parent / "data" / "catalog"
RED = frozenset({"红"})


def measure(code, cost, *effects, only_if=()):
    made = tuple(Effect(*effect) for effect in effects)
    return Measure(code, code, cost, made, "basis", "source", "法定", only_if=tuple(only_if))


def lower(code, cost, fact, to):
    return measure(code, cost, (fact, "at_most", to))


def total(facts):
    """Red from 60 points, where the points are the plain sum; a fact "floor" is red by itself."""
    points = sum(value for name, value in facts.items() if name != "floor" and value is not None)
    return points, "红" if points >= 60 or facts.get("floor") == "yes" else "橙"


def codes(plan):
    return [one.code for one in plan.measures]


# --- small cases by hand ---------------------------------------------------------------------


def test_the_cheapest_of_several_ways_is_found_with_the_next_ones():
    facts = {"a": 30, "b": 30, "c": 30}
    measures = [lower("A", 5, "a", 0), lower("B", 2, "b", 10), lower("C", 2, "c", 10)]
    # 90 now; A alone leaves 60 (red); B + C leave 50 for 4; A + B or A + C leave 40 for 7
    answer = cheapest_plans(facts, measures, total, RED)
    assert [(codes(p), p.cost_person_days, p.score) for p in answer.plans] == [
        (["B", "C"], 4, 50),
        (["B", "A"], 7, 40),
        (["C", "A"], 7, 40),
    ]
    assert answer.now == (90, "红")
    assert answer.best == (20, "橙")


def test_no_plan_contains_another():
    answer = cheapest_plans(
        {"a": 70}, [lower("A", 1, "a", 0), lower("B", 1.5, "a", 10)], total, RED
    )
    assert [codes(p) for p in answer.plans] == [["A"], ["B"]]


def test_a_floor_must_go_too_and_points_alone_do_not_help():
    facts = {"a": 70, "floor": "yes"}
    measures = [lower("A", 1, "a", 0), measure("F", 3, ("floor", "set", "no"))]
    answer = cheapest_plans(facts, measures, total, RED)
    assert [codes(p) for p in answer.plans] == [["A", "F"]]


def test_no_feasible_set_is_an_answer_with_how_far_one_gets():
    answer = cheapest_plans({"a": 90, "b": 10}, [lower("A", 1, "b", 0)], total, RED)
    assert not answer.is_feasible
    assert answer.best == (90, "红")
    assert [m.code for m in answer.useful] == ["A"]


def test_a_subject_that_is_not_red_needs_nothing():
    answer = cheapest_plans({"a": 10}, [lower("A", 1, "a", 0)], total, RED)
    assert (answer.plans, answer.now) == ((), (10, "橙"))


def test_what_is_unknown_stays_unknown_and_makes_a_measure_useless():
    assert useful_measures({"a": None}, [lower("A", 1, "a", 0)]) == []
    assert measure("S", 1, ("a", "set", "no")).apply({"a": None}) == {"a": None}


def test_a_measure_out_of_place_or_without_effect_is_not_offered():
    need = Need("kind", "is", "x")
    measures = [
        measure("A", 1, ("a", "at_most", 0), only_if=[need]),
        lower("B", 1, "a", 99),
        lower("C", 1, "a", 5),
    ]
    assert [m.code for m in useful_measures({"a": 10, "kind": "y"}, measures)] == ["C"]
    assert [m.code for m in useful_measures({"a": 10, "kind": "x"}, measures)] == ["A", "C"]


def test_of_two_measures_with_the_same_effect_the_cheaper_is_kept():
    measures = [lower("dear", 3, "a", 0), lower("cheap", 1, "a", 0)]
    assert [m.code for m in useful_measures({"a": 10}, measures)] == ["cheap"]


@pytest.mark.parametrize(
    "now, test, value, holds",
    [
        ("会员制、预定床位", "any_of", ["预定床位"], True),
        ("会员制", "is", "会员制", True),
        (None, "is", "会员制", False),
        (5, "above", 5, False),
        (5, "at_least", 5, True),
        (5, "at_most", 4, False),
    ],
)
def test_a_condition_holds_only_for_what_is_known(now, test, value, holds):
    assert Need("fact", test, value).holds({"fact": now}) is holds


def test_at_least_raises_and_at_most_lowers():
    assert Effect("a", "at_least", 5).after(3) == 5
    assert Effect("a", "at_most", 5).after(3) == 3


def test_a_word_is_taken_out_of_a_cell_and_the_last_one_leaves_none():
    cured = Effect("signs", "without", ["延迟兑付"])
    assert cured.after("停业、延迟兑付") == "停业"
    assert cured.after("延迟兑付") == "无"
    assert cured.after("失联") == "失联"


# --- brute force -----------------------------------------------------------------------------


def done(facts, measures):
    after = dict(facts)
    for one in measures:
        after = one.apply(after)
    return after


def best_by_force(facts, measures, rescore):
    """Cost of the cheapest set that leaves red, over all sets; None = none does."""
    costs = []
    for size in range(len(measures) + 1):
        for some in combinations(measures, size):
            if rescore(done(facts, some))[1] != "红":
                costs.append(sum(one.cost_person_days for one in some))
    return min(costs, default=None)


values = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 40), min_size=1)
lowered = st.tuples(st.integers(1, 9), st.sampled_from("abcd"), st.integers(0, 30))


def minimal_sets(facts, measures, rescore):
    """Every set that leaves red and of which nothing can be left out."""
    enough = [
        frozenset(some)
        for size in range(len(measures) + 1)
        for some in combinations(measures, size)
        if rescore(done(facts, some))[1] != "红"
    ]
    return {one for one in enough if not any(other < one for other in enough)}


@given(values, st.lists(lowered, max_size=5))
@settings(max_examples=60, deadline=None)
def test_asked_for_all_alternatives_it_gives_every_minimal_set_in_order_of_cost(facts, drawn):
    measures = [lower(f"M{i}", cost, fact, to) for i, (cost, fact, to) in enumerate(drawn)]
    answer = cheapest_plans(facts, measures, total, RED, alternatives=99)
    if answer.now[1] == "红":
        given_sets = [frozenset(plan.measures) for plan in answer.plans]
        assert set(given_sets) == minimal_sets(facts, answer.useful, total)
        assert len(given_sets) == len(set(given_sets))
    costs = [plan.cost_person_days for plan in answer.plans]
    assert costs == sorted(costs)


@given(values, st.lists(lowered, max_size=6))
@settings(max_examples=80, deadline=None)
def test_no_cheaper_set_leaves_red(facts, drawn):
    measures = [lower(f"M{i}", cost, fact, to) for i, (cost, fact, to) in enumerate(drawn)]
    answer = cheapest_plans(facts, measures, total, RED, monotone=True)
    force = best_by_force(facts, measures, total)
    if answer.now[1] != "红":
        assert force == 0
        return
    assert answer.is_feasible == (force is not None)
    if force is not None:
        assert answer.plans[0].cost_person_days == force
    for plan in answer.plans:
        assert total(done(facts, plan.measures)) == (plan.score, plan.level)
        assert plan.level != "红"
        for one in plan.measures:
            rest = [other for other in plan.measures if other != one]
            assert total(done(facts, rest))[1] == "红"


def crooked(facts):
    """A list on which one measure may undo another: only odd sums escape red."""
    points = sum(facts.values())
    return points, "红" if points % 2 == 0 else "橙"


@given(values, st.lists(lowered, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_search_is_exact_without_the_cut_even_where_measures_hurt(facts, drawn):
    measures = [lower(f"M{i}", cost, fact, to) for i, (cost, fact, to) in enumerate(drawn)]
    answer = cheapest_plans(facts, measures, crooked, RED, monotone=False)
    force = best_by_force(facts, measures, crooked)
    if answer.now[1] == "红":
        assert (answer.plans[0].cost_person_days if answer.plans else None) == force


# --- the catalogue ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scoring():
    return load_catalog(CATALOG).scoring


def names_of(scoring):
    columns = {c.column for floor in scoring.floors for c in floor.conditions if c.column}
    for one in scoring.indicators:
        columns |= {column.split(".")[1] for column in one.columns}
    return [one.code for one in scoring.indicators], columns


def test_every_indicator_is_either_changed_by_a_measure_or_said_to_be_fixed(scoring):
    indicators, columns = names_of(scoring)
    found = load_measures(CATALOG / "measures.yml", indicators, columns)
    changed = {effect.fact for one in found.measures for effect in one.effects}
    named = changed | set(found.fixed)
    assert [code for code in indicators if f"indicator.{code}" not in named] == []
    assert found.cost_standing == "参考口径"


def test_every_contradiction_of_the_file_is_told_at_once(tmp_path):
    path = tmp_path / "measures.yml"
    path.write_text(
        """
cost_standing: 参考口径
cost_note: n
measures:
  - {code: a, name: A, cost_person_days: 1, basis: b, source: s, standing: 法定,
     effects: [{indicator: people, at_most: 0}]}
  - {code: a, cost_person_days: 0, basis: b, source: s, standing: 也许, effects: [{indicator: x}]}
fixed: [{indicator: people, why: history}]
""",
        "utf-8",
    )
    with pytest.raises(MeasuresError) as refusal:
        load_measures(path, ["people"], [])
    told = "\n".join(refusal.value.problems)
    for part in (
        "twice",
        "people, which is fixed",
        "no name",
        "也许",
        "costs nothing",
        "one of set",
    ):
        assert part in told


PLACE = {
    "indicator.people_involved": 60.0,
    "column.people_involved": 60.0,
    "indicator.amount_involved": 80.0,
    "column.amount_involved_wan": 80.0,
    "indicator.promised_return": 10.0,
    "column.promised_return_pct": 10.0,
    "indicator.public_promotion": "yes",
    "column.public_promotion": "yes",
    "indicator.unpaid": 60.0,
    "indicator.unpaid_ratio": 0.75,
    "column.unpaid_wan": 60.0,
    "indicator.custody": "无",
    "column.in_custody": "no",
    "indicator.registration_status": "已登记未备案",
    "column.registration_status": "已登记未备案",
}


def test_a_place_that_owes_sixty_wan_leaves_red_only_by_paying_out(scoring):
    """Unpaid 60 万 >= 50 万 is a statutory floor at red; no other measure lifts it."""
    indicators, columns = names_of(scoring)
    measures = load_measures(CATALOG / "measures.yml", indicators, columns).measures
    applies = {code: f"indicator.{code}" in PLACE for code in indicators}
    rescore = Rescorer(scoring, applies)
    answer = cheapest_plans(PLACE, measures, rescore, RED, alternatives=5)
    assert answer.now[1] == "红"
    assert answer.is_feasible
    for plan in answer.plans:
        assert "pay_out" in codes(plan)
        assert rescore(done(PLACE, plan.measures)) == (plan.score, plan.level)
    force = best_by_force(PLACE, answer.useful, rescore)
    assert answer.plans[0].cost_person_days == force


def test_thin_knowledge_is_never_green_but_keeps_a_floor(scoring):
    rescore = Rescorer(scoring, assumed=dict.fromkeys(scoring.by_code, 0.0))
    assert rescore({"indicator.people_involved": 10.0})[1] == "信息不足"
    assert rescore({"column.unpaid_wan": 60.0})[1] == "红"


def test_what_is_lacking_bars_green_and_nothing_else(scoring):
    facts = {"indicator.people_involved": 10.0}
    assert Rescorer(scoring)(facts)[1] == "绿"
    assert Rescorer(scoring, lacking=True)(facts)[1] == "信息不足"
    assert Rescorer(scoring, lacking=True)({"column.media_level": "重大"})[1] == "红"


def test_facts_come_from_the_rows_of_a_build():
    import pandas as pd

    indicators = pd.DataFrame(
        {"indicator": ["a", "b", "c"], "value": [1.0, None, None], "value_text": [None, "有", None]}
    )
    observed = pd.DataFrame({"column": ["x"], "value_num": [5], "value_text": [None]})
    assert facts_of(indicators, observed) == {
        "indicator.a": 1.0,
        "indicator.b": "有",
        "indicator.c": None,
        "column.x": 5.0,
    }
