"""Charts of the working screens: the figure's data is what the frame says."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import charts_groups, charts_leads, charts_monthly, charts_profile, charts_rectification
from ui.charts_groups import State
from ui.text import monthly as monthly_words

RED, BLUE = State("红", "●", "#B42318"), State("蓝", "■", "#3A74A6")


def test_a_waterfall_starts_each_bar_where_the_last_ended_and_closes_with_the_sum():
    rows = pd.DataFrame({"dimension_name": ["甲", "乙"], "points": [20.0, 12.5]})
    bars = charts_profile.waterfall(rows, {}).data[0]
    assert list(bars.base) == [0, 20, 0]
    assert list(bars.x) == [20, 12.5, 32.5]
    assert bars.text[-1] == "32.5"


def test_a_dimension_of_unknown_points_adds_nothing_to_the_waterfall():
    rows = pd.DataFrame({"dimension_name": ["甲", "乙"], "points": [20.0, None]})
    assert list(charts_profile.waterfall(rows, {}).data[0].x) == [20, 0, 20]


def test_groups_stand_largest_first_and_a_missing_name_has_a_word():
    rows = pd.DataFrame({"v": ["甲", "乙", None], "s": ["红", "红", "蓝"], "n": [1, 5, 2]})
    figure = charts_groups.split_bars(rows, "v", "s", "n", (RED, BLUE), blank="未填")
    assert list(figure.data[0].y) == ["乙", "未填", "甲"]
    assert [trace.name for trace in figure.data] == ["● 红", "■ 蓝"]


counts = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("红蓝"), st.integers(0, 99)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(counts)
def test_no_count_is_lost_between_frame_and_bars(rows):
    frame = pd.DataFrame(rows, columns=["v", "s", "n"])
    figure = charts_groups.split_bars(frame, "v", "s", "n", (RED, BLUE))
    assert sum(sum(trace.x) for trace in figure.data) == frame["n"].sum()


def test_the_layers_of_a_funnel_add_up_to_who_reached_the_step():
    steps = pd.DataFrame(
        {"step": ["发现", "调查"], "reached": [60, 55], "open_here": [5, 11], "closed_here": [0, 4]}
    )
    layers = charts_leads.funnel(steps).data
    assert [sum(values) for values in zip(*(trace.x for trace in layers), strict=True)] == [60, 55]


def task(**more) -> dict:
    return {"task_no": "ZG1", "facility_name": "甲", "issue": "未存管",
            "responsible_unit": "民政办",
            "status": "整改中", "assigned_date": date(2026, 9, 1), "due_date": date(2026, 10, 1),
            "deadline_date": date(2026, 10, 11), "as_of": date(2026, 11, 23), "is_overdue": True,
            "days_overdue": 43, "workdays_overdue": 28} | more  # fmt: skip


DAY = 24 * 60 * 60 * 1000


def test_a_task_bar_is_planned_days_then_extension_then_overdue():
    planned, extension, late = charts_rectification.gantt(pd.DataFrame([task()])).data
    assert [trace.x[0] / DAY for trace in (planned, extension, late)] == [30, 10, 43]
    assert late.base[0] == "2026-10-11"
    assert "逾期 43 天（28 个工作日）" in late.customdata[0]


def test_a_task_in_time_has_no_overdue_piece():
    row = task(is_overdue=False, days_overdue=0, deadline_date=date(2026, 12, 1))
    assert charts_rectification.gantt(pd.DataFrame([row])).data[2].x[0] == 0


def test_every_cell_of_the_report_matrix_says_its_state_in_words():
    rows = pd.DataFrame(
        {"unit": ["曙光村", "曙光村"], "period": ["2026-09", "2026-10"],
         "status": ["按时", "未报"], "days_late": [0, 32],
         "submitted_date": [pd.Timestamp("2026-09-20"), pd.NaT]}
    )  # fmt: skip
    figure = charts_monthly.matrix(rows)
    assert [note.text for note in figure.layout.annotations] == ["✓ 按时", "× 未报"]
    assert "迟 32 天" in figure.data[0].customdata[0][1]


@pytest.mark.parametrize("state", monthly_words.STATES)
def test_every_report_state_has_a_mark_and_its_own_colour(state):
    place = monthly_words.STATES.index(state)
    assert len(set(monthly_words.STATE_MARKS)) == len(monthly_words.STATES)
    assert charts_monthly.COLOURS[place] not in charts_monthly.COLOURS[:place]


def link(a: str, b: str, kind: str = "phone") -> dict:
    return {"facility_id": a, "facility_name": a, "level": "红", "related_facility_id": b,
            "related_name": b, "related_level": "绿", "kind": kind}  # fmt: skip


def test_a_pair_is_one_edge_with_all_its_reasons():
    links = pd.DataFrame([link("甲", "乙"), link("乙", "甲"), link("甲", "乙", "address")])
    edges = charts_profile.unique_edges(links)
    assert edges["kind"].tolist() == [["address", "phone"]]


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.sampled_from("甲乙丙丁戊"), st.sampled_from("甲乙丙丁戊"))
               .filter(lambda pair: pair[0] != pair[1]), min_size=1))  # fmt: skip
def test_no_two_subjects_of_a_network_stand_on_each_other(pairs):
    links = pd.DataFrame([link(a, b) for a, b in pairs])
    start = links["facility_id"].iloc[0]
    places = charts_profile.ring_places(links, start)
    assert set(places) == set(links["facility_id"]) | set(links["related_facility_id"])
    assert len({(round(x, 6), round(y, 6)) for x, y in places.values()}) == len(places)
    assert places == charts_profile.ring_places(links, start)
