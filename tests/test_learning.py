"""The history a model learns from: nothing from later in it, and the stored recipe read again."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.gate import Gate
from models.town import NAMED, LearnedModel
from pipelines import learning
from pipelines.queries import knowledge
from pipelines.settings import Home
from tests.staging import build_rows

AS_OF = date(2026, 11, 23)
FACILITY = {
    "village": "曙光村",
    "facility_type": "养老机构",
    "registration_status": "已登记已备案",
    "sector": "养老服务",
    "ownership": "民办",
    "beds_registered": 30,
}
LEAD = {
    "lead_no": "XS-1",
    "received_date": date(2026, 6, 10),
    "source": "群众举报",
    "facility_name": "甲养老院",
    "village": "曙光村",
    "description": "许诺返利",
    "verify_due_date": date(2026, 7, 10),
}


def visit(name, day, **more):
    return {"facility_name": name, "village": "曙光村", "screener": "张某", "screened_date": day,
            "people_involved": 20, "amount_involved_wan": 8.0, **more}  # fmt: skip


def history(tmp_path, visits=(), leads=(), facility=None):
    monthly = [
        visit(name, date(2026, month, 5))
        for month in range(1, 12)
        for name in ("甲养老院", "乙养老院")
    ]
    rows = {
        "facility": [
            {"facility_name": n, **FACILITY, **(facility or {})} for n in ("甲养老院", "乙养老院")
        ],
        "screening": [*monthly, *visits],
        "lead": list(leads),
    }
    return learning.history(build_rows(Home(tmp_path), AS_OF, rows))


def until(frame, period):
    """Rows up to a month without the outcome, in one order."""
    kept = frame[frame["period"] <= period].drop(columns="confirmed")
    return kept.sort_values(["period", "facility_id"], ignore_index=True)


def confirmed(frame):
    return frame.loc[frame["confirmed"] == 1, "period"].tolist()


def test_the_history_has_what_the_learner_asks_for(tmp_path):
    frame = history(tmp_path)
    assert set(NAMED) <= set(frame.columns)
    assert frame["size"].dropna().unique().tolist() == [30.0]
    assert frame["ownership"].dropna().unique().tolist() == ["民办"]
    assert not frame.duplicated(["period", "facility_id"]).any()


CROWD = visit("甲养老院", date(2026, 8, 20), people_involved=900, unpaid_wan=60.0)
FRAUD = {"status": "已移送", "nature": "涉嫌诈骗", "transferred_date": date(2026, 9, 1)}
REFUTED = {"status": "不属实", "closed_date": date(2026, 9, 1)}
LATER_NEWS = {
    "a later visit": {"visits": [CROWD]},
    "what the lead turned out to be": {"leads": [{**LEAD, **FRAUD}]},
    "that the lead was refuted": {"leads": [{**LEAD, **REFUTED}]},
}


@pytest.mark.parametrize("news", LATER_NEWS.values(), ids=LATER_NEWS)
def test_what_became_known_after_july_changes_nothing_up_to_july(tmp_path, news):
    """The lead itself arrived in June and may be counted; its outcome may not."""
    plain = {"leads": [{**LEAD, "status": "待核查"}]}
    first = history(tmp_path / "first", **plain)
    second = history(tmp_path / "second", **(plain | news))
    pd.testing.assert_frame_equal(until(first, "2026-07"), until(second, "2026-07"))
    if "visits" in news:
        assert not until(first, "2026-08").equals(until(second, "2026-08"))


def test_leads_received_are_counted_for_six_months(tmp_path):
    frame = history(tmp_path, leads=[{**LEAD, "status": "待核查"}])
    counted = frame[frame["leads_received"] > 0]["period"].tolist()
    assert counted == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]


@pytest.mark.parametrize(
    ("facts", "months"),
    [
        (
            {"status": "已移送", "nature": "涉嫌诈骗", "transferred_date": date(2026, 9, 1)},
            ["2026-09"],
        ),
        ({"status": "已办结", "nature": "一般隐患", "closed_date": date(2026, 8, 2)}, ["2026-08"]),
        ({"status": "已核实", "nature": "一般隐患"}, ["2026-07"]),  # by the day it was due
        ({"status": "核查中", "nature": "未认定"}, []),
        ({"status": "不属实", "nature": "未认定", "closed_date": date(2026, 8, 2)}, []),
        ({"status": "已办结", "closed_date": date(2026, 8, 2)}, []),  # nobody said what it was
    ],
)
def test_a_lead_counts_as_confirmed_when_it_was_settled_as_true(tmp_path, facts, months):
    assert confirmed(history(tmp_path, leads=[{**LEAD, **facts}])) == months


def test_an_order_without_anything_read_off_leads():
    codes = learning.codes_known_then(knowledge.scoring())
    assert {"lead_nature", "open_leads", "recent_leads"}.isdisjoint(codes)
    assert "people_involved" in codes and "overdue_tasks" in codes
    floors = {one.code: one for one in knowledge.scoring().floors}
    assert not learning.is_known_then(floors["suspected_lead"], knowledge.scoring())


def test_the_order_to_beat_puts_statutory_first_then_level_then_score():
    scoring = knowledge.scoring()
    floor = next(f for f in scoring.floors if f.is_statutory and f.level == "红")
    other = next(f for f in scoring.floors if not f.is_statutory and f.level == "橙"
                 and learning.is_known_then(f, scoring))  # fmt: skip
    cells = pd.DataFrame(
        [("2026-11", one, "people_involved", risk, True, 1.0) for one, risk in
         (("low", 1.0), ("plain", 15.0), ("lifted", 5.0), ("statutory", 2.0))],
        columns=["period", "facility_id", "indicator", "risk_0_100", "is_known", "weight"],
    )  # fmt: skip
    met = pd.DataFrame(
        [("2026-11", "lifted", other.code, "橙", False),
         ("2026-11", "statutory", floor.code, "红", True)],
        columns=["period", "facility_id", "rule", "level", "is_statutory"],
    )  # fmt: skip
    found = learning.weighted_order(cells, met, scoring).sort_values("score", ascending=False)
    assert found["facility_id"].tolist() == ["statutory", "lifted", "plain", "low"]


def test_a_stored_model_is_read_again_as_it_was(tmp_path):
    scores = pd.DataFrame(
        {"facility_id": ["A"], "period": ["2026-11"], "chance": [0.5], "rank": [1]}
    )
    gate = Gate(False, "few_periods", "未启用：……", {"periods": [], "positives": 0})
    model = LearnedModel("logistic", 3, 10, 0, "h", "c", ("2026-01", "2026-11"), 5, 1, ("x.a",), {},
                         gate, scores)  # fmt: skip
    again = learning.from_json(learning.to_json(model))
    assert again.recipe() == model.recipe()
    assert again.scores.to_dict("records") == scores.to_dict("records")


def test_learning_stores_one_file_beside_the_build_and_the_same_bytes_again(tmp_path):
    home = Home(tmp_path)
    rows = {
        "facility": [{"facility_name": "甲养老院", **FACILITY}],
        "screening": [visit("甲养老院", date(2026, month, 5)) for month in range(1, 12)],
    }
    build = build_rows(home, AS_OF, rows)
    assert learning.stored(home, build) is None
    model = learning.learn(home, build, "code")
    first = learning.path_of(home, build).read_bytes()
    learning.learn(home, build, "code")
    assert learning.path_of(home, build).read_bytes() == first
    assert not model.gate.is_on and model.gate.code == "few_periods"
    assert learning.stored(home, build).recipe() == model.recipe()
    assert np.isfinite(model.horizon_months)
