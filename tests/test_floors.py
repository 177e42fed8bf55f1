"""Floors: conditions that lift a level, their exceptions, and what unknown does to them."""

import numpy as np
import pytest

from models.catalog.conditions import Condition, Reference, read_condition
from models.catalog.scoring import Floor
from models.floors import Known, evidence, hits, holds, implies


def facts(**columns):
    return {
        name: Known(
            np.array(values, dtype=float if not isinstance(values[-1], str) else object),
            np.zeros(len(values)),
        )
        for name, values in columns.items()
    }


def floor(**parts):
    usual = dict(code="x", name="x", level="橙", is_statutory=True, basis="b", standing="法定")
    return Floor(**usual, source="s", evidence=parts.pop("evidence", ""), **parts)


def at_least(column, line):
    return Condition("at_least", line, column=column)


LAWFUL = (Condition("is", "yes", column="custody"),)


@pytest.mark.parametrize(
    ("operator", "line", "met"),
    [
        ("at_least", 100, [False, True, True]),
        ("above", 100, [False, False, True]),
        ("at_most", 100, [True, True, False]),
    ],
)
def test_lines_are_crossed_exactly_where_the_operator_says(operator, line, met):
    condition = Condition(operator, line, column="amount")
    assert holds(condition, facts(amount=[99.99, 100, 100.01])).tolist() == met


def test_unknown_satisfies_no_condition():
    known = facts(amount=[np.nan, 5.0], word=[None, "yes"])
    assert holds(at_least("amount", 0), known).tolist() == [False, True]
    assert holds(Condition("is", "yes", column="word"), known).tolist() == [False, True]
    assert holds(Condition("any_of", ("yes",), column="word"), known).tolist() == [False, True]


def test_one_of_several_words_is_enough():
    known = facts(signs=["停业、失联", "停业", "失联"])
    condition = Condition("any_of", ("失联", "群体聚集"), column="signs")
    assert holds(condition, known).tolist() == [True, False, True]


def test_all_and_any_must_both_hold():
    rule = floor(all=(at_least("a", 1),), any=(at_least("b", 1), at_least("c", 1)))
    assert hits(rule, facts(a=[1, 1, 0], b=[0, 0, 1], c=[1, 0, 1])).tolist() == [True, False, False]


def test_an_exception_frees_only_when_all_of_it_is_known_to_hold():
    lawful = (Condition("is", "yes", column="custody"), Condition("at_most", 0, column="promise"))
    rule = floor(all=(at_least("amount", 100),), unless=lawful)
    known = facts(amount=[150, 150, 150], custody=["yes", "yes", "no"], promise=[0.0, np.nan, 0.0])
    assert hits(rule, known).tolist() == [False, True, True]


def test_an_old_observation_lifts_as_a_new_one_does():
    known = {"petition": Known(np.array([6.0, 6.0]), np.array([30.0, 400.0]))}
    assert hits(floor(all=(at_least("petition", 6),)), known).tolist() == [True, True]


def test_a_group_holds_as_its_name_says():
    several = [{"column": name, "at_least": 1} for name in "abc"]
    known = facts(a=[1, 1, 0], b=[0, 1, 0], c=[0, 0, np.nan])
    for entry, met in (
        ({"any": several}, [True, True, False]),
        ({"all": several}, [False, False, False]),
        ({"none": several}, [False, False, True]),
        ({"at_least_of": 2, "of": several}, [False, True, False]),
    ):
        assert holds(read_condition(entry, print), known).tolist() == met, entry


def test_a_line_may_be_another_fact_or_a_sum_and_unknown_ones_are_no_line():
    fees = Condition("at_most", Reference(("service", "deposit"), 1.1), column="amount")
    known = facts(amount=[110, 111, 110], service=[60, 60, 60], deposit=[40, 40, np.nan])
    assert holds(fees, known).tolist() == [True, False, False]


def test_only_known_false_is_met_by_what_is_unknown():
    known = facts(amount=[np.nan, 5.0], word=[None, "yes"])
    for name in ("amount", "word"):
        assert holds(Condition("known", False, column=name), known).tolist() == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "holds_too"),
    [
        (dict(all=(at_least("a", 500),)), dict(all=(at_least("a", 100),)), True),
        (dict(all=(at_least("a", 100),)), dict(all=(at_least("a", 500),)), False),
        (dict(all=(at_least("a", 500), at_least("b", 1))), dict(all=(at_least("a", 100),)), True),
        (dict(all=(at_least("a", 5),)), dict(all=(at_least("a", 1), at_least("b", 1))), False),
        (dict(all=(at_least("a", 5),)), dict(all=(at_least("a", 1),), unless=LAWFUL), False),
        (
            dict(all=(Condition("any_of", ("x",), column="w"),)),
            dict(all=(Condition("any_of", ("x", "y"), column="w"),)),
            True,
        ),
    ],
)
def test_a_rule_contains_another_when_it_can_never_hold_alone(one, other, holds_too):
    assert implies(floor(**one), floor(**other)) is holds_too


def test_evidence_names_the_figures_and_only_the_words_that_met_the_rule():
    rule = floor(
        all=(Condition("any_of", ("失联",), column="signs"), at_least("amount", 10)),
        evidence="出现{signs}，{amount} 万元",
    )
    assert evidence(rule, facts(amount=[1234.5], signs=["停业、失联"]), 0) == (
        "出现失联，1,234.5 万元"
    )
