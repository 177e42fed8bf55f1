"""Since when a place has been what it is: changes found, forgotten where they happened only."""

import numpy as np
import pytest

from models.steady import Seen, Tally, change_points, steady_effects


def year_of(rates_before, rates_after, change=250, days=360, a_day=1, seed=0):
    """Each place visited `a_day` times a day, found with its rate before and after the change."""
    rng, places = np.random.default_rng(seed), len(rates_before)
    day = np.repeat(np.arange(float(days)), places * a_day)
    place = np.tile(np.repeat(np.arange(places), a_day), days)
    rate = np.where(day < change, np.array(rates_before)[place], np.array(rates_after)[place])
    return Seen(place, day, (rng.random(len(day)) < rate).astype(float))


def effects_at(day, seen):
    places = np.arange(seen.key.max() + 1)
    return steady_effects(places, np.full(len(places), float(day)), seen)


def test_few_records_are_pulled_towards_everyone_as_far_as_the_past_says():
    # 10 of 10 and 0 of 10: places differ as much as they can, 3 records weigh like everyone
    seen = Seen(np.repeat([0, 1], 10), np.arange(20.0), np.repeat([1.0, 0.0], 10))
    high = (10 + 3 * 0.5) / (10 + 3)
    expected = np.log(high / (1 - high))
    assert effects_at(20, seen) == pytest.approx([expected, -expected])


def test_places_that_do_not_differ_have_hardly_any_effect():
    seen = year_of([0.2] * 30, [0.2] * 30, days=60)
    assert np.abs(effects_at(60, seen)).max() < 0.2


def test_after_a_change_of_all_places_only_what_came_later_counts():
    effects = effects_at(360, year_of([0.6, 0.6, 0.1, 0.1], [0.1, 0.1, 0.6, 0.6]))
    assert (effects[:2] < -1).all() and (effects[2:] > 0.5).all()


def test_a_place_that_did_not_change_keeps_its_record():
    before, after = [0.5, 0.1, 0.5, 0.1, 0.3, 0.3], [0.1, 0.5, 0.5, 0.1, 0.3, 0.3]
    seen = year_of(before, after, change=300)
    effects = effects_at(320, seen)
    assert effects[0] < effects[2] and effects[1] > effects[3]
    only_new = Seen(*(part[seen.day >= 300] for part in (seen.key, seen.day, seen.outcome)))
    assert effects[2] > effects_at(320, only_new)[2] - 0.3


def test_a_change_of_the_common_level_is_no_change_of_places():
    seen = year_of([0.1, 0.1, 0.3, 0.3], [0.2, 0.2, 0.6, 0.6])
    steps = np.arange(0, 361, 10)
    counts = [
        [np.bincount(seen.key[seen.day < s], w[seen.day < s], minlength=4) for s in steps]
        for w in (np.ones(len(seen.day)), seen.outcome)
    ]
    assert change_points(Tally(*map(np.array, counts))) == [0]


def test_the_absence_of_a_common_outcome_is_the_same_question_turned_round():
    seen = year_of([0.1, 0.3, 0.2], [0.1, 0.3, 0.2])
    turned = Seen(seen.key, seen.day, 1 - seen.outcome)
    assert effects_at(360, turned) == pytest.approx(-effects_at(360, seen))


def test_an_unknown_place_is_like_everyone():
    seen = year_of([0.1, 0.6], [0.1, 0.6])
    assert steady_effects(np.array([-1]), np.array([360.0]), seen).tolist() == [0]


def test_a_record_from_the_knowledge_date_on_does_not_count():
    seen = year_of([0.1, 0.4, 0.2], [0.5, 0.1, 0.2])
    turned = Seen(seen.key, seen.day, np.where(seen.day >= 300, 1 - seen.outcome, seen.outcome))
    assert effects_at(300, seen).tolist() == effects_at(300, turned).tolist()
    assert effects_at(301, seen).tolist() != effects_at(301, turned).tolist()
