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


def visits(seed, rows=150):
    """Visits over 120 days: two places and thirty subjects that differ, the places by turns."""
    rng = np.random.default_rng(seed)
    day, place = np.sort(rng.integers(0, 121, rows)), rng.integers(0, 2, rows)
    rate = np.where((day < 60) == (place == 0), 0.8, 0.1)
    columns = {"place": place, "who": rng.integers(0, 30, rows), "hit": rng.random(rows) < rate}
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(columns).assign(day=dates, hit=columns["hit"].astype(int))


def history_of(frame, row, known_at):
    outcomes = frame["hit"].to_numpy()
    return features.history(frame.iloc[[row]], known_at[[row]], frame, outcomes, ROLES)


def changed_from(frame, first, days, row, rng):
    """The same visits with every outcome turned, and every other place and subject redrawn, from
    the day `first` on; the row itself stays who it is."""
    late = days >= first
    others = late & (np.arange(len(frame)) != row)
    drawn = {"place": rng.integers(0, 2, len(frame)), "who": rng.integers(0, 30, len(frame))}
    redrawn = {name: frame[name].where(~others, values) for name, values in drawn.items()}
    return frame.assign(hit=frame["hit"].where(~late, 1 - frame["hit"]), **redrawn)


@given(st.integers(0, 10**6), st.integers(10, 40), st.integers(0, 149))
@settings(max_examples=60, deadline=None)
def test_changing_anything_from_the_knowledge_date_on_changes_no_feature(seed, length, row):
    frame, rng = visits(seed), np.random.default_rng(seed + 1)
    days = features.days_of(frame["day"])
    known_at = features.knowledge_days(days, Cutoff(days.max() + 1, length, gap=5))
    changed = changed_from(frame, known_at[row], days, row, rng)
    assert changed.loc[row, "hit"] != frame.loc[row, "hit"]
    before, after = (history_of(table, row, known_at) for table in (frame, changed))
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_the_promise_can_fail_features_do_follow_what_was_known():
    frame = visits(seed=1)
    days = features.days_of(frame["day"])
    known_at = np.full(len(frame), days.max() + 1)
    changed = changed_from(frame, days.max() - 30, days, 149, np.random.default_rng(1))
    before, after = (history_of(table, 149, known_at).iloc[0] for table in (frame, changed))
    assert "place.past_odds" in before.compare(after).index


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
