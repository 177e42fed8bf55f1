"""走访计划: what counts as exposure, what is left out, and the same lot for the same month."""

from datetime import date

import pandas as pd
import pytest

from models.gate import Gate
from models.town import LearnedModel
from pipelines import learning
from pipelines.queries import visits as ask
from pipelines.queries.scope import Filters, Person
from pipelines.queries.visits import Wishes
from pipelines.settings import Home
from tests.staging import build_rows
from ui.story import visits as story

AS_OF = date(2026, 11, 23)
EVERYONE = Person(is_local=True)


def rows(*subjects):
    columns = ["facility_id", "village", "score", "amount_involved_wan", "elderly_involved",
               "days_since"]  # fmt: skip
    frame = pd.DataFrame(subjects, columns=columns)
    ranked = frame.assign(rank=range(1, len(frame) + 1))
    return ranked.assign(level="黄", is_statutory=False, old_facts=None)


THREE = rows(
    ("A", "曙光村", 50.0, 100.0, 20, 3),
    ("B", "曙光村", 40.0, None, None, 30),
    ("C", "梯子村", 10.0, 300.0, 5, None),
)


def test_exposure_is_the_score_as_a_chance_times_the_amount():
    found = ask.candidates(THREE, Wishes(), None)
    assert found["exposure"].tolist() == [50.0, 0.4 * 200.0, 30.0]  # unknown: median of 100, 300


def test_elderly_people_may_be_what_counts():
    found = ask.candidates(THREE, Wishes(measure="elderly"), None)
    assert found["exposure"].tolist() == [10.0, 0.4 * 12.5, 0.5]


def test_where_nobody_states_an_amount_nothing_is_covered():
    unknown = THREE.assign(amount_involved_wan=None)
    assert ask.candidates(unknown, Wishes(), None)["exposure"].tolist() == [0, 0, 0]


def test_those_visited_lately_are_left_out_and_the_never_visited_are_not():
    found = ask.candidates(THREE, Wishes(rested_days=10), None)
    assert found["facility_id"].tolist() == ["B", "C"]


def model(is_on):
    scores = pd.DataFrame({"facility_id": ["A", "C"], "chance": [0.1, 0.9], "rank": [2, 1]})
    gate = Gate(is_on, "on" if is_on else "not_better", "", {})
    return LearnedModel("logistic", 3, 10, 0, "", "", ("2026-01", "2026-11"), 1, 1, (), {}, gate,
                        scores)  # fmt: skip


def test_an_open_gate_puts_the_learned_chance_in_place_of_the_score():
    """B was not ranked by the model: its score stands."""
    found = ask.candidates(THREE, Wishes(), model(True))
    assert found["chance"].tolist() == [0.1, 0.4, 0.9]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    visit = {"screener": "张某", "screened_date": date(2026, 11, 3)}
    names = [(f"甲{n}养老院", village) for n, village in enumerate(["曙光村"] * 6 + ["梯子村"] * 6)]
    return build_rows(
        Home(tmp_path_factory.mktemp("visits") / "home"),
        AS_OF,
        {
            "facility": [
                {"facility_name": name, "village": village, "facility_type": "养老机构",
                 "registration_status": "已登记已备案", "sector": "养老服务"}
                for name, village in names
            ],
            "screening": [
                {**visit, "facility_name": name, "village": village, "people_involved": 10 * n,
                 "amount_involved_wan": 10.0 * n}
                for n, (name, village) in enumerate(names, start=1)
            ],
        },
    )  # fmt: skip


def test_a_closed_gate_leaves_the_model_out_of_the_plan(town, monkeypatch):
    monkeypatch.setattr(ask.validation, "model", lambda build: model(False))
    assert ask.model_in_force(town) is None
    monkeypatch.setattr(ask.validation, "model", lambda build: model(True))
    assert ask.model_in_force(town).gate.is_on


def test_the_days_are_kept_and_trips_are_counted_once(town):
    found = ask.plan(town, Filters(), EVERYONE, Wishes(days=2.0))
    assert found.days <= 2.0
    assert found.days == pytest.approx(0.25 * len(found.visits) + 0.25 * found.trips["trips"].sum())


def test_within_a_month_the_lot_stays_and_another_month_draws_anew(town):
    drawn = {}
    for period in ("2026-11", "2026-11", None):
        found = ask.plan(town, Filters(period=period), EVERYONE, Wishes(days=2.0))
        drawn.setdefault(str(period), []).append(
            found.visits.loc[found.visits["is_random"], "facility_id"].tolist()
        )
    assert drawn["2026-11"][0] == drawn["2026-11"][1] == drawn["None"][0]
    seeds = [ask.seed_of(town, Filters(period=p), EVERYONE) for p in ("2026-10", "2026-11")]
    assert seeds == [202610, 202611]


def test_without_a_random_quota_the_plan_is_the_best_there_is(town):
    found = ask.plan(town, Filters(), EVERYONE, Wishes(days=2.0, random_share=0.0))
    assert found.regret == 0 and not found.visits["is_random"].any() and found.is_proved


def test_a_long_road_to_one_village_keeps_the_plan_out_of_it(town):
    far = Wishes(days=1.5, random_share=0.0, travel=(("梯子村", 3.0),))
    assert set(ask.plan(town, Filters(), EVERYONE, far).visits["village"]) == {"曙光村"}


def test_a_visit_as_long_as_a_day_still_fits_a_trip(town):
    found = ask.plan(town, Filters(), EVERYONE, Wishes(days=2.5, visit_days=1.0))
    assert len(found.visits) == 2


def test_too_few_days_are_said_to_be_too_few(town):
    wishes = Wishes(days=0.3)
    found = ask.plan(town, Filters(), EVERYONE, wishes)
    assert found.visits.empty
    assert "不够走访任何一家" in story.answer(found, wishes, 100.0)


def test_nobody_left_to_visit_is_no_plan(town):
    found = ask.plan(town, Filters(), EVERYONE, Wishes(rested_days=60))
    assert found.visits["tier"].notna().all()  # who comes first is never left out
    rested = ask.candidates(THREE.assign(days_since=3), Wishes(rested_days=60), None)
    assert rested.empty


def test_a_clerk_plans_only_in_the_own_village(town):
    clerk = Person(name="甲", role="填报员", villages=("500111119200",))
    found = ask.plan(town, Filters(), clerk, Wishes(days=5.0))
    assert set(found.visits["village"]) == {"曙光村"}


def test_the_answer_says_days_visits_cover_and_what_the_lot_costs(town):
    wishes = Wishes(days=2.0)
    found = ask.plan(town, Filters(), EVERYONE, wishes)
    said = story.answer(found, wishes, found.exposure * 2)
    assert f"**2 人天** 可走访 **{len(found.visits)}家**" in said
    assert "占可走访单位的 **50%**" in said


def test_learned_models_are_found_where_they_are_stored(town, monkeypatch):
    """The plan asks the same file that 模型验证 writes."""
    from pipelines.settings import home

    path = learning.path_of(home(), town)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(learning.to_json(model(True)), "utf-8")
    assert ask.model_in_force(town).scores["chance"].tolist() == [0.1, 0.9]


def test_a_met_line_comes_before_one_remembered_and_both_before_red():
    some = pd.concat([THREE, THREE.tail(1)], ignore_index=True).assign(
        is_statutory=[False, True, True, False],
        statutory_now=[False, False, True, False],
        level=["红", "绿", "绿", "橙"],
    )
    assert ask.tiers(some).fillna(-1).tolist() == [2, 1, 0, -1]
    assert ask.tiers(some.drop(columns="statutory_now")).fillna(-1).tolist() == [2, 0, 0, -1]


def test_who_comes_first_is_seen_however_lately_somebody_was_there():
    found = ask.candidates(THREE.assign(is_statutory=[True, False, False]), Wishes(rested_days=10),
                           None)  # fmt: skip
    assert found["facility_id"].tolist() == ["A", "B", "C"]


def test_an_old_fact_asks_for_a_visit_and_never_lowers_the_chance():
    old = THREE.assign(old_facts=[None, None, ["people_involved"]])
    assert ask.candidates(old, Wishes(), None)["chance"].tolist() == [0.5, 0.4, 0.5]
    every = THREE.assign(old_facts=[["people_involved"]] * 3)
    assert ask.candidates(every, Wishes(), None)["chance"].tolist() == [0.5] * 3


def test_facts_past_their_validity_are_found_and_named(tmp_path):
    seen = {"screener": "张某", "village": "曙光村", "people_involved": 30}
    town = build_rows(
        Home(tmp_path / "home"),
        AS_OF,
        {
            "facility": [
                {"facility_name": name, "village": "曙光村", "facility_type": "养老机构",
                 "registration_status": "已登记已备案", "sector": "养老服务"}
                for name in ("早看养老院", "刚看养老院")
            ],
            "screening": [
                {**seen, "facility_name": "早看养老院", "screened_date": date(2026, 6, 3)},
                {**seen, "facility_name": "刚看养老院", "screened_date": date(2026, 11, 3)},
            ],
        },
    )  # fmt: skip
    found = ask.subjects(town, Filters(), EVERYONE).set_index("facility_name")["old_facts"]
    assert story.old_in_words(found["早看养老院"]) == "涉及人数过期"
    assert story.old_in_words(found["刚看养老院"]) is None


def test_the_scheme_on_record_is_visited_first_however_small_its_exposure(town):
    wishes = Wishes(days=0.5)
    may = ask.candidates(ask.subjects(town, Filters(), EVERYONE), wishes, None)
    last = may["exposure"].idxmin()
    may = may.assign(tier=None).astype({"tier": float})
    may.loc[last, "tier"] = 0.0
    found = ask._plan(ask.Frame(may), wishes, 1)
    assert found.visits["facility_id"].tolist() == [may.loc[last, "facility_id"]]
