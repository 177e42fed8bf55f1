"""Visit plans against all possible plans, and the lot that keeps labels honest."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning import Terms, plan_visits

TRAVEL = {"N": 0.5, "S": 0.25}


def facilities(*rows):
    frame = pd.DataFrame(rows, columns=["village", "exposure", "visit_days"])
    return frame.assign(facility_id=[f"F{i}" for i in range(len(frame))])


def chosen(plan):
    return plan.visits["facility_id"].tolist()


def no_lot(days, **more):
    return Terms(days, random_share=0, **more)


def cost(frame, rows, trip_days=1.0):
    picked = frame.iloc[list(rows)]
    loads = picked.groupby("village")["visit_days"].sum()
    trips = {v: int(np.ceil(load / trip_days - 1e-9)) for v, load in loads.items()}
    return loads.sum() + sum(TRAVEL[v] * n for v, n in trips.items())


def best_of_all(frame, days, trip_days=1.0, with_these=()):
    """Brute force over every set of facilities."""
    everyone = range(len(frame))
    return max(
        frame["exposure"].iloc[list(rows)].sum()
        for size in range(len(frame) + 1)
        for rows in combinations(everyone, size)
        if set(with_these) <= set(rows) and cost(frame, rows, trip_days) <= days + 1e-9
    )


def test_one_trip_is_shared_by_the_visits_of_a_village():
    # N: .5 travel + .25 + .25 = 1 day for 5 + 4; the single S costs .25 + .5 = .75 for 6
    frame = facilities(("N", 5, 0.25), ("N", 4, 0.25), ("S", 6, 0.5))
    assert chosen(plan_visits(frame, TRAVEL, no_lot(1.0))) == ["F0", "F1"]
    assert chosen(plan_visits(frame, TRAVEL, no_lot(0.9))) == ["F2"]


def test_a_full_trip_needs_a_second_one():
    # two visits of .6 do not fit one trip: .6 + .6 + 2 * .25
    frame = facilities(("S", 5, 0.6), ("S", 4, 0.6))
    assert chosen(plan_visits(frame, TRAVEL, no_lot(1.69))) == ["F0"]
    plan = plan_visits(frame, TRAVEL, no_lot(1.7))
    assert chosen(plan) == ["F0", "F1"]
    assert plan.trips[["village", "visits", "trips", "travel_days"]].to_numpy().tolist() == [
        ["S", 2, 2, 0.5]
    ]
    assert plan.days == pytest.approx(1.7)


def test_following_the_list_covers_less_and_says_how_much():
    # the first takes .75 days for 6; the two others in N take 1 day for 9
    frame = facilities(("S", 6, 0.5), ("N", 5, 0.25), ("N", 4, 0.25))
    plan = plan_visits(frame, TRAVEL, no_lot(1.0))
    assert (plan.exposure, plan.list_exposure) == (9, 6)
    assert plan.list_regret == pytest.approx(1 / 3)
    assert plan.regret == 0
    assert plan.is_proved


def test_no_days_no_visits_and_no_facilities_no_plan():
    frame = facilities(("S", 6, 0.5))
    nothing = plan_visits(frame, TRAVEL, Terms(0))
    assert (chosen(nothing), nothing.exposure, nothing.regret) == ([], 0, 0)
    assert plan_visits(frame.iloc[:0], TRAVEL, Terms(3)).p_random == 0


TOWN = facilities(*[("NS"[i % 2], float(100 - i), 0.25) for i in range(20)])


def test_one_visit_in_ten_is_drawn_by_lot():
    plan = plan_visits(TOWN, TRAVEL, Terms(5, seed=3))
    best = plan_visits(TOWN, TRAVEL, no_lot(5))
    assert best.visits["is_random"].sum() == 0
    assert plan.visits["is_random"].sum() == round(0.1 * len(best.visits))
    assert plan.p_random == plan.visits["is_random"].sum() / 20
    assert plan.regret == pytest.approx(1 - plan.exposure / best.exposure)


def test_the_lot_is_the_same_for_the_same_seed_and_fair_over_many():
    def drawn(seed):
        plan = plan_visits(TOWN, TRAVEL, Terms(1.5, seed=seed))
        return plan.visits.loc[plan.visits["is_random"], "facility_id"].tolist()

    assert drawn(7) == drawn(7)
    first_halves = sum(int(drawn(seed)[0][1:]) < 10 for seed in range(60))
    # 60 fair draws: 30 expected, standard deviation 3.9
    assert 18 <= first_halves <= 42


def test_the_lot_never_spends_more_than_there_is():
    plan = plan_visits(TOWN, TRAVEL, Terms(0.8, random_share=1.0))
    assert plan.days <= 0.8
    assert plan.visits["is_random"].all()


@pytest.mark.parametrize(
    "frame, terms, says",
    [
        (facilities(("S", -1, 0.5)), lambda: Terms(1), "exposure"),
        (facilities(("S", 1, 0)), lambda: Terms(1), "visit_days"),
        (facilities(("S", 1, 2)), lambda: Terms(1), "trip_days"),
        (facilities(("X", 1, 0.5)), lambda: Terms(1), "travel days for X"),
        (facilities(("S", 1, 0.5)), lambda: Terms(-1), "budget"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(frame, terms, says):
    with pytest.raises(ValueError, match=says):
        plan_visits(frame, TRAVEL, terms())


places = st.tuples(
    st.sampled_from("NS"), st.integers(0, 20).map(float), st.sampled_from([0.25, 0.5, 1.0])
)


@given(st.lists(places, min_size=1, max_size=7), st.integers(0, 16), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_no_other_plan_covers_more(rows, quarters, seed):
    frame, days = facilities(*rows), quarters / 4
    plan = plan_visits(frame, TRAVEL, Terms(days, seed=seed))
    lot = [int(name[1:]) for name in plan.visits.loc[plan.visits["is_random"], "facility_id"]]
    assert plan.best_exposure == pytest.approx(best_of_all(frame, days))
    assert plan.exposure == pytest.approx(best_of_all(frame, days, with_these=lot))
    assert plan.days == pytest.approx(cost(frame, [int(name[1:]) for name in chosen(plan)]))
    assert plan.days <= days + 1e-9
    assert 0 <= plan.regret <= 1
    assert plan.list_exposure <= plan.best_exposure + 1e-9


def rows_that_fit(frame, days):
    everyone = range(len(frame))
    return [
        rows
        for size in range(len(frame) + 1)
        for rows in combinations(everyone, size)
        if cost(frame, rows) <= days + 1e-9
    ]


@given(
    st.lists(st.tuples(places, st.sampled_from([0.0, 1.0, np.nan])), min_size=1, max_size=7),
    st.integers(0, 14),
    st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_tiers_are_served_in_their_order_and_the_lot_never_takes_their_place(rows, quarters, seed):
    frame, days = facilities(*(place for place, _ in rows)), quarters / 4
    frame = frame.assign(tier=[tier for _, tier in rows])

    def gain(chosen):
        tier = frame["tier"].iloc[list(chosen)]
        exposure = frame["exposure"].iloc[list(chosen)].sum()
        return int((tier == 0).sum()), int((tier == 1).sum()), exposure

    plan = plan_visits(frame, TRAVEL, Terms(days, seed=seed))
    best = max(gain(one) for one in rows_that_fit(frame, days))
    found = gain(plan.visits.index)
    assert found[:2] == best[:2]
    assert plan.best_exposure == pytest.approx(best[2])
    assert plan.days <= days + 1e-9
