"""Every indicator's SQL on three rows: what it counts, and what unknown does to it."""

from datetime import date

import pytest

from tests.sqlcase import WORDS, database, result

NOV, OCT = date(2026, 11, 20), date(2026, 10, 5)


def observed(**values):
    """Observations of one subject in November 2026, all seen on the 20th."""
    return database(mart_observation=[observation(name, value) for name, value in values.items()])


def observation(column, value, period="2026-11", seen=NOV, facility_id="A"):
    is_word = isinstance(value, str)
    return {
        "period": period,
        "facility_id": facility_id,
        "column": column,
        "value_num": None if is_word else float(value),
        "value_text": value if is_word else None,
        "observed_date": seen,
    }


def value_of(con, code, **params):
    rows = result(con, f"indicators/{code}", "value", **params)
    return rows[0][0] if rows else None


PLAIN = {
    "people_involved": "people_involved",
    "elderly_involved": "elderly_involved",
    "amount_involved": "amount_involved_wan",
    "unpaid": "unpaid_wan",
    "complaints": "complaints",
    "media_mentions": "media_mentions",
    "petition_batches": "petition_batches",
    "petition_people": "petition_people",
    "lawsuits": "lawsuits",
    "promised_return": "promised_return_pct",
    "prepay_months": "prepay_months_max",
    "deposit_multiple": "deposit_multiple_max",
}
WORDED = ("media_level", "public_promotion", "distress_signs", "registration_status")


@pytest.mark.parametrize(("code", "column"), PLAIN.items())
def test_a_plain_figure_is_taken_as_observed(code, column):
    con = observed(**{column: 7, "something_else": 99})
    assert result(con, f"indicators/{code}") == [("2026-11", "A", 7.0, NOV)]


@pytest.mark.parametrize("code", WORDED)
def test_a_word_is_taken_as_observed(code):
    con = observed(**{code: "某词", "something_else": "x"})
    assert result(con, f"indicators/{code}") == [("2026-11", "A", "某词", NOV)]


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("outsiders", {"local_people": 30, "people_involved": 40}, 10),
        ("outsiders", {"local_people": 0, "people_involved": 0}, 0),
        ("outsiders", {"people_involved": 40}, None),
        ("oversell_ratio", {"people_involved": 579, "beds_registered": 60}, 9.65),
        ("oversell_ratio", {"people_involved": 5, "beds_registered": 0}, None),
        ("oversell_ratio", {"people_involved": 0, "beds_registered": 0}, 0),
        ("occupancy", {"residents": 95, "beds_registered": 80}, 1.1875),
        ("occupancy", {"residents": 95}, None),
    ],
)
def test_what_compares_two_figures_is_known_only_when_both_are(code, values, expected):
    assert value_of(observed(**values), code) == pytest.approx(expected)


def test_a_comparison_is_as_old_as_its_older_figure():
    con = database(
        mart_observation=[
            observation("local_people", 5, seen=OCT),
            observation("people_involved", 20),
        ]
    )
    assert result(con, "indicators/outsiders", "observed_date") == [(OCT,)]


@pytest.mark.parametrize(
    ("code", "column"),
    [("people_growth", "people_involved"), ("amount_growth", "amount_involved_wan")],
)
@pytest.mark.parametrize(
    ("before", "now", "growth"),
    [(100, 150, 0.5), (100, 80, 0), (0, 30, 1), (0, 0, 0), (None, 30, None)],
)
def test_growth_compares_with_what_was_known_three_months_before_it_was_stated(
    code, column, before, now, growth
):
    assert value_of(grown(column, (date(2026, 8, 9), before), (NOV, now)), code) == growth


def grown(column, *known):
    """The newest of several statements observed, all of them known since their day."""
    stated = [
        observation(column, value, seen=day) | {"since_date": day}
        for day, value in known
        if value is not None
    ]
    return database(mart_observation=stated[-1:], stg_value=stated)


@pytest.mark.parametrize(("day", "growth"), [(date(2026, 8, 20), 0.5), (date(2026, 8, 21), None)])
def test_growth_counts_from_the_day_of_the_statement_so_silence_does_not_let_it_fade(day, growth):
    con = grown("people_involved", (day, 100), (NOV, 150))
    assert value_of(con, "people_growth") == growth


def test_the_prepaid_total_adds_what_is_known_of_the_three_fees():
    assert value_of(observed(prepaid_service_wan=10, membership_wan=30), "prepaid_total") == 40
    assert value_of(observed(people_involved=3), "prepaid_total") is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"deposit_wan": 60, "fixed_assets_net_wan": 120}, 0.5),
        ({"deposit_wan": 0}, 0),
        ({"deposit_wan": 60, "fixed_assets_net_wan": 0}, 3),
        ({"deposit_wan": 60}, None),
    ],
)
def test_prepaid_money_is_compared_with_net_assets(values, expected):
    assert value_of(observed(**values), "prepaid_to_assets") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"in_custody": "no", "custody_account": "有"}, "无"),
        ({"in_custody": "yes"}, "有"),
        ({"custody_account": "不适用"}, "不适用"),
        ({"people_involved": 3}, None),
    ],
)
def test_custody_is_what_the_visit_saw_else_what_the_register_says(values, expected):
    assert value_of(observed(**values), "custody") == expected


@pytest.mark.parametrize(("modes", "count"), [("会员制、预付卡、养老理财", 2), ("无", 0)])
def test_only_high_risk_modes_are_counted(modes, count):
    con = observed(business_modes=modes)
    assert value_of(con, "risky_modes", risky_modes=list(WORDS["risky_modes"])) == count


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("某某养老理财服务部", "禁用"),
        ("某某养老投资有限公司", "关注"),
        ("曙光村互助养老点", "无"),
    ],
)
def test_names_are_read_against_article_nine(name, verdict):
    params = {n: list(WORDS[n]) for n in ("banned_name_words", "watched_name_words")}
    assert value_of(observed(facility_name=name), "name_keywords", **params) == verdict


# ---------------------------------------------------------------- visits, leads, tasks

PANEL = [
    {
        "period": period,
        "facility_id": "A",
        "first_seen_date": date(2026, 8, 1),
        "until": until,
    }
    for period, until in (("2026-10", date(2026, 10, 31)), ("2026-11", date(2026, 11, 23)))
]


def test_days_since_the_last_visit_at_each_months_end():
    visits = [
        {"facility_id": "A", "screened_date": date(2026, 10, 21)},
        {"facility_id": "A", "screened_date": date(2026, 9, 1)},
        {"facility_id": "B", "screened_date": date(2026, 11, 22)},
    ]
    con = database(stg_panel=PANEL, mart_screening=visits)
    assert sorted(result(con, "indicators/screening_age", "period", "value")) == [
        ("2026-10", 10),
        ("2026-11", 33),
    ]


def test_a_subject_never_visited_counts_from_when_it_became_known():
    visits = [{"facility_id": "B", "screened_date": date(2026, 11, 22)}]
    con = database(stg_panel=PANEL[1:], mart_screening=visits)
    assert value_of(con, "screening_age") == 114  # 1 August to 23 November


def lead(number, received, status, closed=None, nature=None, facility_id="A"):
    return {
        "lead_no": number,
        "facility_id": facility_id,
        "received_date": received,
        "closed_date": closed,
        "status": status,
        "nature": nature,
    }


LEADS = [
    lead("1", date(2026, 3, 1), "已办结", date(2026, 4, 1), "一般隐患"),
    lead("2", date(2026, 9, 1), "已办结", date(2026, 11, 2), "涉嫌诈骗"),
    lead("3", date(2026, 11, 5), "待核查"),
    lead("4", date(2026, 11, 6), "不属实", nature="一般隐患"),
    lead("5", date(2026, 11, 7), "核查中", nature="其他违法", facility_id="B"),
]


@pytest.mark.parametrize(
    ("code", "october", "november"),
    [
        ("recent_leads", 1, 2),  # lead 2; leads 2 and 3 (1 is too old, 4 refuted, 5 not theirs)
        ("open_leads", 1, 1),  # lead 2 was open until 2 November; then lead 3
        ("lead_nature", "一般隐患、涉嫌诈骗", "一般隐患、未认定、涉嫌诈骗"),
    ],
)
def test_leads_are_seen_as_they_stood_at_the_months_end(code, october, november):
    con = database(stg_panel=PANEL, mart_lead=LEADS)
    assert sorted(result(con, f"indicators/{code}", "period", "value")) == [
        ("2026-10", october),
        ("2026-11", november),
    ]


def test_without_any_lead_there_is_nothing_to_find():
    con = database(stg_panel=PANEL[:1], mart_lead=[lead("5", NOV, "核查中", facility_id="B")])
    assert value_of(con, "lead_nature") == "无线索"
    assert value_of(con, "open_leads") == 0


def task(number, deadline, finished=None, is_finished=False):
    return {
        "task_no": number,
        "facility_id": "A",
        "deadline_date": deadline,
        "assigned_date": date(2026, 9, 1),
        "finished_date": finished,
        "is_finished": is_finished,
    }


def test_tasks_are_overdue_from_the_day_after_the_deadline_until_they_are_finished():
    tasks = [
        task("1", date(2026, 10, 30)),  # overdue in both months
        task("2", date(2026, 10, 31)),  # due on the last day: not yet in October
        task("3", date(2026, 10, 1), date(2026, 11, 3), True),  # finished in November
        task("4", date(2026, 10, 1), None, True),  # closed, nobody knows when
    ]
    con = database(stg_panel=PANEL, mart_rectification=tasks)
    assert sorted(result(con, "indicators/overdue_tasks", "period", "value")) == [
        ("2026-10", 2),
        ("2026-11", 2),
    ]
