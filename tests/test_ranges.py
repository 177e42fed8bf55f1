"""A range keeps both ends, and a promise without a figure its mark, from the cell to the paper."""

from datetime import date, datetime

import pytest

from pipelines.importing import import_paths
from pipelines.queries import facility, inventory, overview
from pipelines.queries.scope import Filters, Person
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from reports import document, numbers
from tests.books import write_book
from ui import ranked
from ui.story import inventory as inventory_story
from ui.story import profile as profile_story

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "村（社区）"],
    ["甲养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"],
    ["乙养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"],
]
VISITS = [
    [
        "单位名称",
        "村（社区）",
        "排查日期",
        "排查人",
        "涉及人数",
        "涉及金额（万元）",
        "承诺年化回报",
    ],
    ["甲养老院", "曙光村", "2026-09-01", "张某", "30-40人", "0.5万-3万元", "高于银行利率"],
    ["乙养老院", "曙光村", "2026-09-01", "张某", "40", "3", "8%"],
]
SEPTEMBER, ANALYST = Filters(period="2026-09"), Person("张某", "分析员")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranges")
    home = Home(folder / "home")
    for name, rows in (("名册", REGISTER), ("曙光村9月", VISITS)):
        import_paths([write_book(folder / f"{name}.xlsx", {"Sheet1": rows})], home, **WHO)
    build(home, date(2026, 11, 23))
    return newest_build(home)


@pytest.fixture(scope="module")
def ranged(built):
    rows = inventory.inventory(built, SEPTEMBER, ANALYST)
    return rows.set_index("facility_name").loc["甲养老院"].to_dict()


def test_an_observation_knows_the_lower_end_and_a_plain_number_has_none(built):
    found = open_build(built).rows(
        'select facility_name, "column", value_num, value_low from mart_observation '
        "join mart_facility using (facility_id) where period = '2026-09' "
        "and \"column\" in ('people_involved', 'amount_involved_wan') order by all"
    )
    assert found == [
        ("乙养老院", "amount_involved_wan", 3.0, None),
        ("乙养老院", "people_involved", 40.0, None),
        ("甲养老院", "amount_involved_wan", 3.0, 0.5),
        ("甲养老院", "people_involved", 40.0, 30.0),
    ]


def test_a_promise_in_words_is_marked_and_has_no_figure(built):
    found = open_build(built).rows(
        "select promised_return_pct, promise_without_figure from mart_screening order by 1"
    )
    assert found == [(8.0, False), (None, True)]


def test_the_list_and_the_overview_show_both_ends(built, ranged):
    assert inventory_story.range_words(ranged) == "人数 30–40人、金额 5,000元–3万元"
    top = overview.top(built, SEPTEMBER, ANALYST)
    shown = {row["name"]: (row["people"], row["amount"]) for row in ranked.rows(top)}
    assert shown == {"甲养老院": ("30–40人", "5,000元–3万元"), "乙养老院": ("40人", "3万元")}


def test_the_profile_shows_both_ends_in_figures_and_cells(built, ranged):
    rows = facility.observations(built, "2026-09", ANALYST, ranged["facility_id"])
    known = profile_story.known_numbers(rows)
    assert (known["people_involved"], known["people_involved_low"]) == (40, 30)
    cells = profile_story.cells_in_words(rows).set_index("column")["value_words"]
    assert cells["people_involved"] == "30–40"
    assert cells["amount_involved_wan"] == "5,000元–3万元"


def test_a_document_shows_both_ends(built):
    rows = inventory.inventory(built, SEPTEMBER, ANALYST).sort_values("facility_name")
    shown = document.table("表", rows, ["facility_name", "people_involved", "amount_involved_wan"])
    assert shown.rows == (("乙养老院", "40", "3"), ("甲养老院", "30–40", "0.5–3"))


@pytest.mark.parametrize(
    ("value", "low", "shown"),
    [(40, 30, "30–40人"), (40, None, "40人"), (None, None, "未知"), (None, 30, "未知")],
)
def test_an_unknown_end_is_not_shown(value, low, shown):
    assert numbers.people(value, low) == shown
