"""What was known beforehand: worked histories, and the promise that nothing later is used."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import features, town
from models.columns import Roles
from models.features import Cutoff, Seen, excess_rates

FOREVER = np.array([1e9])


def seen(keys, days, hits, shrink=0.0):
    return Seen(np.array(keys), np.array(days, float), np.array(hits, float), shrink)


def test_a_rate_is_what_the_place_had_beyond_everyone():
    # before day 10: place 0 had 1 of 1, place 1 had 0 of 1; everyone 1 of 2
    past = seen([0, 1, 0], [1, 2, 10], [1, 0, 0])
    rates, base = excess_rates(np.array([0, 1]), np.array([10.0, 10.0]), past, FOREVER)
    assert rates[0] == pytest.approx([0.5, -0.5])
    assert base == pytest.approx([0.5, 0.5])


def test_a_record_on_the_knowledge_date_itself_is_not_known_yet():
    past = seen([0], [10], [1])
    rates, _ = excess_rates(np.array([0]), np.array([10.0]), past, FOREVER)
    assert rates[0] == [0]


def test_few_records_are_pulled_towards_everyone():
    past = seen([0, 1], [1, 1], [1, 0], shrink=1.0)
    rates, _ = excess_rates(np.array([0]), np.array([5.0]), past, FOREVER)
    assert rates[0] == pytest.approx([0.25])  # (1 - 0.5 * 1) / (1 + 1)


def test_old_records_fade_by_half_each_half_life():
    # place 0: a hit 10 days old (weight 1/2) and a miss 0.001 days old; base (1/2)/(3/2) = 1/3
    past = seen([0, 0], [0, 9.999], [1, 0])
    rates, base = excess_rates(np.array([0]), np.array([10.0]), past, np.array([10.0]))
    assert base == pytest.approx([1 / 3], abs=1e-3)
    assert rates[0] == pytest.approx([0], abs=1e-3)


def test_an_unknown_place_has_no_history():
    past = seen([-1, 0], [1, 1], [1, 0])
    rates, base = excess_rates(np.array([-1]), np.array([5.0]), past, FOREVER)
    assert rates[0] == [0]
    assert base == [0]  # the record without a place tells nothing


def test_training_rows_know_as_little_as_the_rows_to_rank():
    # ranked from day 100 for 20 days, last outcome known on day 90: blocks [70,90), [50,70) …
    cutoff = Cutoff(start=100, length=20, gap=10)
    days = np.array([89.0, 70.0, 69.0, 50.0])
    assert features.knowledge_days(days, cutoff).tolist() == [60, 60, 40, 40]


def test_days_since_counts_from_the_latest_record_known_then():
    waited = features.days_since(
        np.array([0, 0, 1]), np.array([10.0, 20.0, 20.0]), np.array([0, 0]), np.array([4.0, 15.0])
    )
    assert waited[:2].tolist() == [6, 5]
    assert np.isnan(waited[2])


def test_a_change_of_regime_shortens_the_memory():
    # place 0 was bad for 300 days and good for the last 60, place 1 the other way round
    days = np.repeat(np.arange(360.0), 2)
    place = np.tile([0, 1], 360)
    hits = np.where(days < 300, place == 0, place == 1).astype(float)
    past = Seen(place, days, hits, 10.0)
    rate = features.adaptive_rate(
        np.array([0, 1]), np.array([360.0, 360.0]), past, features.memories_of(360)
    )
    long, _ = excess_rates(np.array([0, 1]), np.array([360.0, 360.0]), past, np.array([1e9]))
    assert long[0][0] > 0 > long[0][1]  # all of history still blames place 0
    assert rate[0] < -0.3 and rate[1] > 0.3


def test_a_record_from_the_knowledge_date_on_does_not_choose_the_memory():
    rng = np.random.default_rng(4)
    place, days = rng.integers(0, 3, 400), np.sort(rng.integers(0, 110, 400)).astype(float)
    hits = (rng.random(400) < 0.2 + 0.3 * (place == 0)).astype(float)
    assert (days == 100).any()
    turned = np.where(days >= 100, 1 - hits, hits)
    rows, at = np.array([0, 1, 2]), np.full(3, 100.0)
    before, after = (
        features.adaptive_rate(rows, at, Seen(place, days, seen, 10.0), features.memories_of(400))
        for seen in (hits, turned)
    )
    assert before[0] > 0
    assert before.tolist() == after.tolist()


def test_facts_are_own_values_days_before_and_frequent_levels():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-09-11", "2026-09-12"]),
            "beds": [10.0, np.nan],
            "opened": pd.to_datetime(["2026-09-01", None]),
            "kind": ["民办", "公办"],
        }
    )
    roles = Roles("day", "hit", numbers=("beds",), words=("kind",), moments=("opened",))
    table = features.facts(frame, roles, {"kind": ["民办"]})
    assert table["beds"].tolist()[0] == 10 and np.isnan(table["beds"][1])
    assert table["opened.days_before"].tolist()[0] == 10
    assert table["kind=民办"].tolist() == [1, 0]


ROLES = Roles("day", "hit", keys=("place", "who"), subject="who")
record = st.tuples(st.integers(0, 120), st.integers(0, 2), st.integers(0, 5), st.integers(0, 1))


def frame_of(records):
    frame = pd.DataFrame(records, columns=["n", "place", "who", "hit"])
    return frame.assign(day=pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["n"], unit="D"))


@given(st.lists(record, min_size=5, max_size=40), st.data())
@settings(max_examples=80, deadline=None)
def test_changing_anything_from_the_knowledge_date_on_changes_no_feature(records, data):
    frame = frame_of(records)
    first = features.days_of(frame["day"])
    cutoff = Cutoff(start=first.max() + 1, length=data.draw(st.integers(10, 40)), gap=5)
    known_at = features.knowledge_days(first, cutoff)
    row = data.draw(st.integers(0, len(frame) - 1))
    changed = frame.copy()
    later = np.flatnonzero(first >= known_at[row])
    for at in later:
        changed.loc[at, "hit"] = 1 - changed.loc[at, "hit"]
        if at != row:
            changed.loc[at, ["place", "who"]] = [data.draw(st.integers(0, 2)), 5]
    before = features.history(frame, known_at, frame, frame["hit"].to_numpy(), ROLES, 120.0)
    after = features.history(changed, known_at, changed, changed["hit"].to_numpy(), ROLES, 120.0)
    pd.testing.assert_series_equal(before.loc[row], after.loc[row])
    assert row in later


panel_row = st.tuples(
    st.integers(0, 1), st.floats(-3, 3, allow_nan=False), st.floats(0, 9, allow_nan=False)
)


def period_of(month):
    return f"{2024 + month // 12}-{month % 12 + 1:02d}"


def town_of(rows, months):
    return pd.DataFrame(
        {
            "facility_id": [f"f{i // months}" for i in range(len(rows))],
            "period": [
                f"{2024 + i % months // 12}-{i % months % 12 + 1:02d}" for i in range(len(rows))
            ],
            "village": ["甲村" if i // months % 2 else "乙村" for i in range(len(rows))],
            "ownership": "民办",
            "size": 20,
            "confirmed": [hit for hit, _, _ in rows],
            "score": [score for _, score, _ in rows],
            "prepaid_wan": [value for _, _, value in rows],
        }
    )


@given(st.lists(panel_row, min_size=48, max_size=48), st.integers(0, 14))
@settings(max_examples=40, deadline=None)
def test_changing_a_towns_later_months_changes_no_feature_of_a_month(rows, month):
    history = town_of(rows, months=16)  # three facilities, sixteen months
    changed = history.copy()
    later = town.month_number(history["period"]) > 2024 * 12 + month
    changed.loc[later, ["confirmed"]] = 1 - changed.loc[later, ["confirmed"]]
    changed.loc[later, ["score", "prepaid_wan"]] += 7
    before, after = (town.town_table(table, horizon_months=3) for table in (history, changed))
    columns = town.feature_columns(before)
    known = before["month"] <= 2024 * 12 + month
    pd.testing.assert_frame_equal(before.loc[known, columns], after.loc[known, columns])
