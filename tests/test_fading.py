"""What was known of a place fades with the evidence, and over a long gap not to nothing."""

import numpy as np
import pandas as pd
import pytest

from models import evaluate, fading, learn
from models.columns import Roles
from models.features import Cutoff
from models.learn import Past

YEAR = 365.25


def places(seed=0, rows=4000, years=3.0, redealt=None):
    """Visits to twenty places that differ; dealt anew every `redealt` years when given."""
    rng = np.random.default_rng(seed)
    day = np.sort(rng.uniform(0, years * YEAR, rows))
    place = rng.integers(0, 20, rows)
    turn = np.zeros(rows, int) if redealt is None else (day / (redealt * YEAR)).astype(int)
    rates = rng.choice([0.05, 0.5], (turn.max() + 1, 20))
    return place, np.floor(day), (rng.random(rows) < rates[turn, place]).astype(float)


def test_the_bet_on_places_shrinks_with_the_gap_and_never_to_nothing():
    assert fading.trust_in_place(0, 800) == 1
    assert fading.trust_in_place(200, 800) == pytest.approx(2 * 0.8 - 1)
    assert fading.trust_in_place(5 * YEAR, 800) == fading.LEAST_TRUST > 0


def test_places_that_last_lose_less_than_places_dealt_anew():
    lasting = fading.loss_per_day(*places())
    changing = fading.loss_per_day(*places(redealt=1.0))
    assert changing > 2 * lasting
    assert fading.share_left(*places(), older=5 * YEAR) > 0.5
    assert fading.share_left(*places(), older=0) == 1


def test_a_past_that_tells_nothing_leaves_the_prior():
    nothing = np.zeros(0, int), np.zeros(0), np.zeros(0)
    assert fading.loss_per_day(*nothing) == pytest.approx(1 / (fading.PRIOR_YEARS * YEAR))


def test_after_five_years_what_is_known_of_lasting_places_still_ranks(monkeypatch):
    monkeypatch.setattr(learn, "RANKERS", learn.RANKERS[:2])
    monkeypatch.setattr(learn, "BLEND", ("logistic_facts", "logistic"))
    place, day, hit = places()
    frame = pd.DataFrame({"day": pd.Timestamp("2015-01-01") + pd.to_timedelta(day, unit="D")})
    frame["place"] = pd.Series([f"p{p}" for p in place], dtype="string")
    frame["noise"] = np.random.default_rng(9).normal(size=len(frame))
    past = Past(frame, hit, Roles("day", "hit", numbers=("noise",), keys=("place",)))
    rows = frame.tail(600).assign(day=lambda t: t["day"] + pd.Timedelta(days=5 * YEAR))
    cutoff = Cutoff(past.days.max() + 5 * YEAR, 120.0, 5 * YEAR - 1)
    scores = learn.scores_of(past, rows, cutoff)
    judged = {n: evaluate.auc(evaluate.order_rows(hit[-600:], s)) for n, s in scores.items()}
    assert judged["logistic"] > 0.7 > judged["logistic_facts"]
    assert judged["ensemble"] > judged["logistic_facts"] + 0.02
