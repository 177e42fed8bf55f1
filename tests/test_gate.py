"""The gate both ways: planted schemes open it, noise does not, thin evidence does not."""

import numpy as np
import pandas as pd
import pytest
import yaml

from models import gate, town
from pipelines.settings import CATALOG

RULES = yaml.safe_load((CATALOG / "learning.yml").read_text(encoding="utf-8"))
GATE = RULES["gate"]
QUICK = tuple(c for c in town.CANDIDATES if c.name == "logistic")
FACILITIES, MONTHS = 400, 24
PERIODS = [f"{2024 + month // 12}-{month % 12 + 1:02d}" for month in range(MONTHS)]


def later_months(model_finds, weights_find, months=3, facilities=60, positives=10):
    """Each month the first `positives` facilities are confirmed; each order puts so many of them
    on top of its list."""
    records = []
    for month in range(months):
        confirmed = np.arange(facilities) < positives
        for name, found in (("model", model_finds), ("weighted", weights_find)):
            score = np.where(confirmed, 0.0, 1.0) + np.linspace(0, 0.5, facilities)
            score[:found] = 9
            records.append((month, name, score))
    frames = []
    for month in range(months):
        scores = {name: score for at, name, score in records if at == month}
        frames.append(
            pd.DataFrame(
                {"period": f"2026-0{month + 1}", "facility_id": np.arange(facilities)}
            ).assign(confirmed=confirmed.astype(int), **scores)
        )
    return pd.concat(frames, ignore_index=True)


def test_precision_at_capacity_is_hits_per_visit():
    found = gate.decide(later_months(8, 2), capacity=10, rules=GATE)
    assert found.figures["precision_model"] == pytest.approx(8 / 10)
    assert found.figures["precision_weighted"] == pytest.approx(2 / 10)
    assert found.is_on and found.figures["difference_low"] > 0
    assert "80.0%" in found.reason and "20.0%" in found.reason


def test_equal_orders_leave_the_gate_shut():
    found = gate.decide(later_months(5, 5), capacity=10, rules=GATE)
    assert (found.is_on, found.code) == (False, "not_better")


def test_a_better_mean_without_a_better_lower_bound_leaves_the_gate_shut():
    found = gate.decide(later_months(4, 3), capacity=10, rules=GATE)
    assert found.figures["difference"] == pytest.approx(0.1)
    assert (found.is_on, found.code) == (False, "not_proved")


def test_few_confirmed_cases_leave_the_gate_shut_however_good_the_model():
    found = gate.decide(later_months(3, 0, positives=3), capacity=10, rules=GATE)
    assert (found.is_on, found.code) == (False, "few_positives")
    assert "9 例" in found.reason  # three in each of three months


def test_one_later_month_is_not_enough():
    found = gate.decide(later_months(10, 0, months=1, positives=30), capacity=10, rules=GATE)
    assert found.code == "few_periods"


def test_no_later_month_at_all_says_so():
    nothing = pd.DataFrame(columns=["period", "facility_id", "confirmed", "model", "weighted"])
    found = gate.decide(nothing, capacity=10, rules=GATE)
    assert (found.is_on, found.code) == (False, "few_periods")
    assert found.figures["precision_model"] is None


def test_the_same_seed_gives_the_same_decision():
    later = later_months(6, 4)
    assert gate.decide(later, 10, GATE, seed=4) == gate.decide(later, 10, GATE, seed=4)


def test_a_confirmation_that_three_months_saw_coming_is_one_case():
    later = pd.DataFrame(
        {
            "period": ["2026-01", "2026-02", "2026-03", "2026-03", "2026-03"],
            "facility_id": ["a", "a", "a", "b", "c"],
            "confirmed": [1, 1, 1, 1, 0],
            "wait": [3.0, 2.0, 1.0, 1.0, np.inf],
        }
    )
    assert gate.cases(later) == 2
    assert gate.cases(later.drop(columns="wait")) == 4


def test_months_to_judge_at_are_spaced_so_that_there_are_no_more_than_the_limit():
    table = town.town_table(invented_town(0, True), 3)
    for most in (4, 18):
        rules = {**RULES, "limits": {**RULES["limits"], "months_to_judge": most}}
        months = town._decision_months(table, 3, rules)
        assert 2 <= len(months) <= most
        assert len(set(np.diff(months))) == 1


def test_a_candidate_is_picked_on_outcomes_known_by_then():
    """Turning every outcome from a month on changes no pick made by then."""
    history = invented_town(1, True)
    late = history["period"] >= "2025-07"
    turned = history.assign(confirmed=history["confirmed"].where(~late, 1 - history["confirmed"]))
    first, second = (town.judge(one, 3, 30, RULES, QUICK) for one in (history, turned))
    same = [one.later[one.later["period"] <= "2025-06"] for one in (first, second)]
    assert (
        len(same[0])
        and (same[0]["model"].to_numpy()[:50] == same[1]["model"].to_numpy()[:50]).all()
    )


def invented_town(seed, has_schemes):
    """A town of 400 facilities over 24 months. With schemes, a growing prepaid balance and
    membership selling precede confirmed cases, which the weighted score only half sees; without,
    cases fall at random and everything else is noise."""
    rng = np.random.default_rng(seed)
    shape = (FACILITIES, MONTHS)
    prepaid = np.clip(rng.normal(0, 1, shape).cumsum(axis=1) / 3, -2, 3)
    membership = (rng.random(FACILITIES) > 0.8).astype(float)
    chance = 1 / (1 + np.exp(4.2 - 1.6 * prepaid - 1.5 * membership[:, None]))
    if not has_schemes:
        chance = np.full(shape, 0.03)
    return pd.DataFrame(
        {
            "facility_id": np.repeat(np.arange(FACILITIES), MONTHS),
            "period": np.tile(
                [f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(MONTHS)], FACILITIES
            ),
            "village": np.repeat(rng.integers(0, 8, FACILITIES), MONTHS),
            "ownership": np.repeat(rng.choice(["公办", "民办"], FACILITIES), MONTHS),
            "size": np.repeat(rng.integers(5, 120, FACILITIES), MONTHS),
            "confirmed": (rng.random(shape) < chance).astype(int).ravel(),
            "score": (rng.normal(size=shape) + 0.5 * has_schemes * prepaid).ravel(),
            "prepaid_wan": (prepaid + 0.3 * rng.normal(size=shape)).ravel(),
            "membership": np.repeat(membership, MONTHS),
            "media_mentions": rng.normal(size=shape).ravel(),
        }
    )


@pytest.mark.parametrize("seed", range(20))
def test_planted_schemes_open_the_gate(seed):
    judged = town.judge(invented_town(seed, True), 3, 30, RULES, QUICK)
    assert judged.gate.is_on, judged.gate.reason


@pytest.mark.parametrize("seed", range(20))
def test_noise_leaves_the_gate_shut(seed):
    judged = town.judge(invented_town(seed, False), 3, 30, RULES, QUICK)
    assert not judged.gate.is_on, judged.gate.reason
