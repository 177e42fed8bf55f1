"""Choosing on the past alone, learning in a town, the model card and the anomaly ranking."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from models import anomaly, learn, modelcard, town, townproof
from models.columns import Roles
from models.features import Cutoff
from models.learn import Past, simplest_of_the_best
from pipelines.settings import CATALOG
from tests.test_gate import QUICK, invented_town

RULES = yaml.safe_load((CATALOG / "learning.yml").read_text(encoding="utf-8"))
CARD = (CATALOG / "model_card.md.j2").read_text(encoding="utf-8")


def past(rows=900, seed=1):
    rng = np.random.default_rng(seed)
    amount = rng.normal(size=rows)
    hit = (rng.random(rows) < 1 / (1 + np.exp(1.5 - 1.5 * amount))).astype(float)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(
        np.sort(rng.integers(0, 600, rows)), unit="D"
    )
    frame = pd.DataFrame({"day": day, "amount": amount, "noise": rng.normal(size=rows)})
    return Past(frame, hit, Roles("day", "hit", numbers=("amount", "noise")))


def folds(**aucs):
    plain = {name: [0.5, 0.5, 0.5] for name in learn.NAMES}
    return pd.DataFrame(plain | aucs)


def test_the_best_candidate_wins_when_it_is_clearly_best():
    found = simplest_of_the_best(folds(random_forest=[0.70, 0.71, 0.72]))
    assert found == "random_forest"


def test_a_simpler_candidate_wins_within_one_standard_error():
    # shortfalls of logistic: 0.03, -0.02, 0.02; mean 0.01, standard error 0.0153
    found = simplest_of_the_best(
        folds(random_forest=[0.70, 0.70, 0.70], logistic=[0.67, 0.72, 0.68])
    )
    assert found == "logistic"


def test_skill_is_claimed_only_when_the_folds_exclude_chance():
    assert learn.is_skilled(pd.Series([0.58, 0.61, 0.60]))
    assert not learn.is_skilled(pd.Series([0.48, 0.56, 0.53]))
    assert not learn.is_skilled(pd.Series([0.70]))


def test_folds_lie_in_the_training_period_with_the_gap_to_come():
    history = past()
    windows = learn.fold_cutoffs(history, Cutoff(start=1e6, length=60, gap=30))
    assert windows and all(window.gap == 30 for window in windows)
    assert max(window.start + window.length for window in windows) == history.days.max() + 1
    assert all(window.known_until > history.days.min() for window in windows)


def test_a_history_without_enough_outcomes_has_no_folds_and_says_so():
    short = past(rows=60)
    choice = learn.choose(short, Cutoff(1e6, 30, 0))
    assert (choice.name, choice.warnings) == ("ensemble", ("no_folds",))


def test_every_candidate_finds_the_planted_indicator_and_repeats_itself():
    history = past()
    cutoff = Cutoff(history.days.max() - 100, 101, 0)
    later = history.days >= cutoff.start
    scores = learn.scores_of(history, history.frame[later], cutoff, seed=3)
    assert set(scores) == {*learn.NAMES, *learn.BASELINES}
    amount = history.frame["amount"][later]
    for name in (*learn.NAMES, "rule", "single"):
        assert pd.Series(scores[name]).corr(amount.reset_index(drop=True), "spearman") > 0.6, name
    again = learn.scores_of(history, history.frame[later], cutoff, seed=3)
    assert all((scores[name] == again[name]).all() for name in scores)


def test_a_column_filled_only_lately_or_hardly_ever_stops_nobody():
    history = past()
    frame = history.frame.assign(
        late=np.where(np.arange(900) > 860, 1.0, np.nan),
        rare=np.where(np.arange(900) < 3, 1, np.nan),
    )
    roles = Roles("day", "hit", numbers=("amount", "noise", "late", "rare"))
    cutoff = Cutoff(history.days.max() + 1, 30, 0)
    scores = learn.scores_of(Past(frame, history.outcomes, roles), frame.tail(20), cutoff)
    assert all(np.isfinite(score).all() for score in scores.values())


def test_the_rule_is_the_mean_rank_of_the_strongest_facts():
    x = pd.DataFrame({"up": [1.0, 2, 3, 4], "down": [4.0, 3, 2, 1], "flat": [1.0, 2, 2, 1]})
    y = np.array([0.0, 0, 1, 1])
    assert learn.strongest_facts(x, y, 2) == [("down", -1), ("up", 1)]
    target = pd.DataFrame({"up": [0.0, 9.0], "down": [9.0, np.nan], "flat": [1.0, 1.0]})
    scores = learn.baseline_scores(x, y, target, seed=0)
    # row 0: below all (0), above all and turned round (0), flat = 1/4; row 1: 1, unknown 1/2, 1/4
    assert scores["rule"] == pytest.approx([(0 + 0 + 0.25) / 3, (1 + 0.5 + 0.25) / 3])


def small_town():
    months = [f"2026-0{m}" for m in range(1, 9)]
    rows = [(f, m) for f in ("a", "b") for m in months]
    frame = pd.DataFrame(rows, columns=["facility_id", "period"])
    frame = frame.assign(
        village="曙光村", ownership="民办", size=20, score=1.0, confirmed=0, fee=5.0
    )
    frame.loc[(frame["facility_id"] == "a") & (frame["period"] == "2026-04"), "confirmed"] = 1
    return frame


def test_a_label_is_a_confirmation_within_the_horizon():
    table = town.town_table(small_town(), horizon_months=2).set_index(["facility_id", "period"])
    labels = table["label"]
    assert [labels["a", f"2026-0{m}"] for m in (1, 2, 3)] == [0, 1, 1]  # confirmed in April
    assert labels["b"].iloc[:6].tolist() == [0] * 6


def test_nothing_is_claimed_where_the_horizon_is_open_or_the_case_already_known():
    table = town.town_table(small_town(), horizon_months=2).set_index(["facility_id", "period"])
    labels = table["label"]
    assert np.isnan([labels["a", f"2026-0{m}"] for m in (4, 5)]).all()  # just confirmed
    assert np.isnan([labels["b", f"2026-0{m}"] for m in (7, 8)]).all()  # not over yet
    assert labels["a", "2026-06"] == 0


def test_changes_compare_with_the_same_facility_three_months_before():
    history = small_town()
    history.loc[history["period"] == "2026-05", "fee"] = 9.0
    table = town.town_table(history, 2).set_index(["facility_id", "period"])
    assert table["x.fee.change"]["a", "2026-05"] == 4
    assert np.isnan(table["x.fee.change"]["a", "2026-03"])


def test_days_gained_compare_the_visit_with_the_confirmation():
    # one visit a month, three months ahead; confirmed after 3, 2 and never
    later = pd.DataFrame(
        {"period": "2026-01", "wait": [3.0, 2.0, np.inf], "model": [3.0, 2.0, 1.0]}
    )
    gained = townproof.days_gained(later, "model", capacity=1, horizon=3, seed=0)
    assert gained == pytest.approx(np.array([2, 0, 1]) * 365.25 / 12)


@pytest.fixture(scope="module")
def learned():
    return town.train_town(invented_town(1, True), 3, 30, RULES, QUICK)


def test_a_town_is_learned_with_every_figure_beside_its_baselines(learned):
    orders = learned.evaluation["orders"]
    assert set(orders) == {"model", "weighted", "single", "random"}
    assert orders["model"]["average_precision"][1] > orders["random"]["average_precision"][2]
    for figures in orders.values():
        assert all(low <= value <= high for value, low, high in figures.values())


def test_small_groups_are_counted_but_not_judged(learned):
    rules = {**RULES, "groups": {**RULES["groups"], "least_rows": 10**6}}
    later = pd.DataFrame(
        {
            "period": "2026-01",
            "facility_id": range(4),
            "village": "曙光村",
            "ownership": "民办",
            "size": [5, 20, 70, None],
            "confirmed": [1, 0, 0, 1],
            "model": [0.4, 0.3, 0.2, 0.1],
        }
    )
    groups = townproof.group_figures(later, 2, rules, seed=0)
    assert {group["group"] for group in groups} >= {"<10", "10-49", "50-99", "?"}
    assert not any(group["is_enough"] or "recall" in group for group in groups)


def test_the_recipe_learns_the_same_scores_again_from_the_same_data_only(learned):
    history = invented_town(1, True)
    again = town.relearn(history.sample(frac=1, random_state=0), learned.recipe(), QUICK)
    pd.testing.assert_frame_equal(again, learned.scores, check_exact=True)
    history.loc[0, "score"] += 1
    with pytest.raises(ValueError, match="differs"):
        town.relearn(history, learned.recipe(), QUICK)


def test_the_stored_recipe_is_plain_json(learned):
    stored = json.loads(learned.to_json())
    assert stored["data_hash"] == learned.data_hash
    assert stored["gate"]["is_on"] is True
    assert "scores" not in stored


def test_a_town_without_outcomes_gives_no_scores_and_a_shut_gate():
    history = invented_town(0, False).assign(confirmed=0)
    model = town.train_town(history, 3, 30, RULES, QUICK)
    assert model.scores is None
    assert (model.gate.is_on, model.gate.code) == (False, "few_periods")
    assert "没有可检验的较晚月份" in modelcard.render(model, CARD, RULES)


def test_the_card_tells_the_verdict_the_data_and_thin_groups(learned):
    card = modelcard.render(learned, CARD, RULES)
    assert learned.gate.reason in card
    assert learned.data_hash in card
    assert "加权排序" in card and "nan" not in card


def test_an_html_card_escapes_names_from_workbooks(learned):
    template = "<p>{% for g in model.evaluation.groups %}{{ g.group }}{% endfor %}</p>"
    assert "<10" not in modelcard.render(learned, template, RULES)
    assert "&lt;10" in modelcard.render(learned, template, RULES)


def test_disagreements_are_those_only_one_order_would_visit():
    scores = pd.DataFrame(
        {"facility_id": list("abc"), "rank": [1, 2, 3], "chance": [0.9, 0.5, 0.1]}
    )
    apart = town.disagreements(scores, pd.Series({"a": 3, "b": 2, "c": 1}), capacity=1)
    assert apart[["facility_id", "only_by"]].to_numpy().tolist() == [
        ["a", "model"],
        ["c", "weighted"],
    ]


def test_the_odd_one_out_stands_first_and_says_what_is_odd():
    rng = np.random.default_rng(0)
    values = pd.DataFrame(rng.normal(size=(60, 3)), columns=["fee", "beds", "complaints"])
    values.loc[17, "complaints"] = 40
    found = anomaly.rank_anomalies(values)
    assert found["rank"].idxmin() == 17
    column, share, side = found.loc[17, "reasons"][0]
    assert (column, side) == ("complaints", "high") and share > 0.5
    pd.testing.assert_frame_equal(found, anomaly.rank_anomalies(values))


def test_a_blank_is_never_what_makes_a_subject_strange():
    values = pd.DataFrame({"fee": np.r_[np.arange(20.0), np.nan], "beds": np.arange(21.0)})
    assert "fee" not in [name for name, _, _ in anomaly.rank_anomalies(values).loc[20, "reasons"]]


def test_too_few_rows_or_nothing_that_varies_gives_no_ranking():
    assert anomaly.rank_anomalies(pd.DataFrame({"fee": [1.0, 2, 3]})).empty
    assert anomaly.rank_anomalies(pd.DataFrame({"fee": [1.0] * 30})).empty
