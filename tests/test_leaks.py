"""Recognising columns by what they hold, and those that were only known afterwards."""

import numpy as np
import pandas as pd
import pytest

from models import columns, leaks
from models.columns import Roles, kind_of, recognise

HINTS = {"latitude": ["纬度"], "longitude": ["经度"]}
MANY = 600


def revisits(seed=2):
    """200 shops visited four times: what is counted at a visit comes back as `past` at the next."""
    rng = np.random.default_rng(seed)
    shop = np.tile(np.arange(200), 4)
    counted = rng.poisson(1.5, 800)
    past = np.r_[np.zeros(200, int), counted[:-200]]
    frame = pd.DataFrame(
        {
            "day": pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(800) // 3, unit="D"),
            "shop": shop + 5000,
            "street": (shop % 20).astype(str),
            "trade": np.where(shop % 3 == 0, "药店", np.where(shop % 3 == 1, "超市", "茶馆")),
            "counted": counted,
            "past": past,
            "grade": np.where(counted == 0, "A", np.where(counted == 1, "B", "C")),
        }
    )
    hit = (rng.random(800) < 0.15 + 0.1 * (counted > 1)).astype(float)
    return frame.assign(hit=hit), hit


def found_in(frame, hit):
    roles = recognise(frame, "day", "hit", HINTS)
    return {leak.column: leak for leak in leaks.find_leaks(columns.tidy(frame, roles), hit, roles)}


def test_a_value_that_comes_back_at_the_next_visit_belongs_to_this_one():
    found = found_in(*revisits())
    assert found["counted"].sign == "echo" and found["counted"].evidence["in"] == "past"
    assert "past" not in found


def test_what_the_subject_always_has_is_no_echo():
    assert not {"street", "trade", "shop"} & set(found_in(*revisits()))


def test_a_coincidence_of_three_visits_is_no_echo():
    frame, hit = revisits()
    frame["flag"], frame["mark"] = 0, 0
    frame.loc[[3, 40, 77], "flag"] = 1
    frame.loc[[203, 240, 277], "mark"] = 1  # the next visit of the same three shops
    assert "flag" not in found_in(frame, hit)


def test_a_column_that_refines_a_leak_follows_it():
    frame, hit = revisits()
    frame["failed"] = (frame["counted"] > 1).astype(int)
    frame["pastfailed"] = (frame["past"] > 1).astype(int)
    found = found_in(frame, hit)
    assert found["failed"].sign == "echo"
    assert found["grade"].sign == "follows"


def test_a_column_that_tells_the_outcome_alone_is_a_leak_and_a_good_one_is_not():
    rng = np.random.default_rng(0)
    hit = (rng.random(MANY) < 0.3).astype(float)
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2025-01-01", periods=MANY),
            "fine": np.where(hit == 1, rng.integers(1, 90, MANY), np.nan),
            "size": hit + rng.normal(0, 1, MANY),
            "hit": hit,
        }
    )
    found = found_in(frame, hit)
    assert found["fine"].sign == "decides"
    assert "size" not in found


def test_a_common_value_without_a_single_positive_settles_too_much():
    rng = np.random.default_rng(0)
    hit = (rng.random(2000) < 0.3).astype(float)
    passed = np.where((hit == 0) & (rng.random(2000) < 0.4), "通过", "其他")
    frame = pd.DataFrame(
        {"day": pd.date_range("2020-01-01", periods=2000), "result": passed, "hit": hit}
    )
    assert found_in(frame, hit)["result"].sign == "settles"


def test_a_date_after_the_records_own_was_not_known():
    rng = np.random.default_rng(1)
    hit = (rng.random(MANY) < 0.3).astype(float)
    day = pd.Series(pd.date_range("2025-01-01", periods=MANY))
    frame = pd.DataFrame(
        {
            "day": day,
            "closed": day + pd.to_timedelta(rng.integers(0, 9, MANY), unit="D"),
            "opened": day - pd.to_timedelta(rng.integers(0, 999, MANY), unit="D"),
            "hit": hit,
        }
    )
    assert {name: leak.sign for name, leak in found_in(frame, hit).items()} == {"closed": "later"}


def test_noise_accuses_nobody():
    rng = np.random.default_rng(3)
    hit = (rng.random(1000) < 0.2).astype(float)
    frame = pd.DataFrame(rng.integers(0, 2, (1000, 12)), columns=[f"c{i}" for i in range(12)])
    frame = frame.assign(day=pd.date_range("2020-01-01", periods=1000), hit=hit)
    assert found_in(frame, hit) == {}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pd.Series([1, 1, 1]), "constant"),
        (pd.Series([None, None]), "constant"),
        (pd.Series(np.arange(MANY)), "unique"),
        (pd.Series([f"n{i}" for i in range(MANY)]), "unique"),
        (pd.Series(np.arange(MANY) / 7), "number"),
        (pd.Series(np.arange(MANY) % 5), "number"),
        (pd.Series(np.arange(MANY) % 40 + 400000), "code"),
        (pd.Series(["甲", "乙", None]), "word"),
        (pd.Series(["2026-09-05", "2026年9月6日"]), "moment"),
        (pd.Series(["12", "7.5", "3"]), "number"),
        (pd.Series([True, False, True]), "number"),
    ],
)
def test_columns_are_known_by_what_they_hold(values, kind):
    assert kind_of(values) == kind


def test_the_subject_is_what_repeats_with_the_same_traits():
    frame, _ = revisits()
    roles = recognise(frame, "day", "hit", HINTS)
    assert roles.subject == "shop"
    assert "shop" in roles.keys and "shop" not in roles.numbers


def test_coordinates_need_both_axes_within_their_limits():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"纬度": rng.normal(29.6, 0.1, 50), "经度": rng.normal(105.7, 0.1, 50)})
    frame = frame.assign(day=pd.date_range("2026-01-01", periods=50), hit=0)
    assert recognise(frame, "day", "hit", HINTS).coordinates == ("纬度", "经度")
    far = frame.assign(经度=frame["经度"] * 10)
    assert recognise(far, "day", "hit", HINTS).coordinates is None


@pytest.mark.parametrize(
    "written", ["2026-09-05", "2026/9/5", "2026.9.5", "2026年9月5日", 20260905, 46270]
)
def test_one_day_however_it_is_written(written):
    assert columns.as_dates(pd.Series([written]))[0] == pd.Timestamp("2026-09-05")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (["13/02/2014", "02/03/2014"], "2014-03-02"),  # the first leaves no choice: day first
        (["02/13/2014", "02/03/2014"], "2014-02-03"),
        ([1400000000, 1400083200], "2014-05-14"),  # seconds since 1970
        (["2026年9月4号", "2026年9月5号"], "2026-09-05"),
    ],
)
def test_a_columns_dates_are_read_in_one_way(written, day):
    assert columns.as_dates(pd.Series(written))[1].normalize() == pd.Timestamp(day)


def test_an_honest_measurement_as_good_as_those_of_a_tumour_is_no_leak():
    rng = np.random.default_rng(0)
    hit = (rng.random(4000) < 0.4).astype(float)
    day = pd.date_range("2020-01-01", periods=4000)
    frame = pd.DataFrame({"day": day, "width": 2.7 * hit + rng.normal(size=4000), "hit": hit})
    assert 0.965 < leaks.lone_auc(frame["width"], hit) < leaks.DECIDES_AUC
    assert found_in(frame, hit) == {}


def test_a_later_table_is_read_in_the_types_of_the_earlier_one():
    roles = Roles("day", "hit", numbers=("zip",), keys=("zip",))
    day = pd.to_datetime(["2026-09-05"])
    earlier = pd.DataFrame({"day": day, "zip": [402366.0]})
    later = pd.DataFrame({"day": day, "zip": ["402366"]})
    assert columns.tidy(later, roles, like=earlier)["zip"].tolist() == [402366.0]


def kinds(rows=2400, seed=7, share=0.3):
    """Records of three kinds with an outcome, a strong honest column and plain noise."""
    rng = np.random.default_rng(seed)
    hit = (rng.random(rows) < share).astype(float)
    frame = pd.DataFrame(
        {
            "day": pd.Timestamp("2022-01-01") + pd.to_timedelta(np.arange(rows) // 3, unit="D"),
            "kind": rng.choice(["甲", "乙", "丙"], rows),
            "strong": 2.2 * hit + rng.normal(size=rows),
            "noise": rng.normal(size=rows),
            "hit": hit,
        }
    )
    return frame, hit, rng


def signs(frame, hit):
    return {name: leak.sign for name, leak in found_in(frame, hit).items()}


@pytest.mark.parametrize("seed", range(5))
def test_strong_honest_columns_stay(seed):
    frame, hit, rng = kinds(seed=seed)
    frame["as_strong"] = 2.2 * hit + rng.normal(size=len(hit))
    frame["counted"] = rng.poisson(0.2 + 2.5 * hit)
    assert signs(frame, hit) == {}


@pytest.mark.parametrize("seed", range(5))
def test_two_columns_that_decide_only_together_are_both_named(seed):
    frame, hit, rng = kinds(seed=seed)
    mask = rng.integers(0, 2, len(hit))
    amount = rng.lognormal(3, 1, len(hit))
    frame["mask"], frame["masked"] = mask, mask ^ hit.astype(int)
    frame["due"], frame["paid"] = amount, amount * np.where(hit == 1, 0.7, 1.0)
    found = found_in(frame, hit)
    assert {name: leak.sign for name, leak in found.items()} == dict.fromkeys(
        ("mask", "masked", "due", "paid"), "together"
    )
    assert found["paid"].evidence["with"] == "due" and found["mask"].evidence["auc"] >= 0.98


@pytest.mark.parametrize("seed", range(5))
def test_a_column_that_decides_in_one_kind_of_record_is_named_with_the_kind(seed):
    frame, hit, rng = kinds(seed=seed)
    frame["result"] = np.where(frame["kind"] == "乙", hit, rng.integers(0, 2, len(hit)))
    leak = found_in(frame, hit)["result"]
    assert (leak.sign, leak.evidence["where"], leak.evidence["value"]) == ("partly", "kind", "乙")
    assert "kind" not in found_in(frame, hit)


def test_a_column_that_decides_where_it_is_filled_is_named():
    frame, hit, rng = kinds()
    frame["fine"] = np.where(rng.random(len(hit)) < 0.3, hit * 50 + rng.random(len(hit)), np.nan)
    leak = found_in(frame, hit)["fine"]
    assert leak.sign in ("partly", "settles") and leak.evidence["rows"] > 100


def test_a_column_that_decides_since_some_day_is_named_with_the_days():
    frame, hit, rng = kinds()
    late = np.arange(len(hit)) > 1800
    frame["state"] = np.where(late, hit, rng.integers(0, 2, len(hit)))
    leak = found_in(frame, hit)["state"]
    assert leak.sign == "partly" and leak.evidence["where"] == "time"
    assert leak.evidence["value"] > "2023"


def test_a_value_all_of_whose_rows_were_found_is_named_though_it_is_rare():
    frame, hit, rng = kinds()
    frame["end"] = np.where((hit == 1) & (rng.random(len(hit)) < 0.15), "移送", "其他")
    assert found_in(frame, hit)["end"].sign == "settles"


def test_a_state_that_persists_is_no_finding_of_the_visit():
    frame, hit = revisits()
    beds = 20 + frame["shop"] % 60 + np.arange(len(frame)) // 200
    frame["beds"], frame["beds_before"] = beds, np.r_[np.zeros(200, int), beds[:-200]]
    assert "beds" not in found_in(frame, hit)


def test_what_could_not_be_tested_is_said():
    frame, hit, _ = kinds(rows=150, share=0.1)
    roles = recognise(frame, "day", "hit", HINTS)
    _, untested = leaks.examine(columns.tidy(frame, roles), hit, roles)
    assert [one.code for one in untested] == ["few_rows"]
    frame, hit, rng = kinds()
    frame["rare"] = np.where(rng.random(len(hit)) < 0.01, rng.random(len(hit)), np.nan)
    roles = recognise(frame, "day", "hit", HINTS)
    _, untested = leaks.examine(columns.tidy(frame, roles), hit, roles)
    assert {one.code: one.evidence for one in untested} == {
        "no_repeats": {},
        "sparse": {"columns": ["rare"]},
    }
