"""A town's month in four workbooks of our own, imported, built and asked by SQL."""

from datetime import date, datetime

import pytest

from pipelines.importing import import_paths, undo
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.books import write_book, write_csv

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 9, 28, 9, 0)}
AS_OF = date(2026, 9, 30)


def cells(line):
    """One row, cells separated by |."""
    return line.split("|")


REGISTER = [
    ["季家镇养老机构（点位）名录（2026年9月）"],
    cells("填报单位：民政办|||||||金额单位：元"),
    cells("序号|点位名称|信用代码|机构类别|备案情况|所属领域|属地|床位情况||固定资产"),
    cells("|||||||备案数|入住数|"),
    cells("1|云庭养老院|52500111Q722WJ3A8Q|敬老院|已备案|养老服务|东塘村|60张|五十二|4,100,000"),
    cells("2|云庭养老服务有限公司|/|养老公司|登记未备案|养老项目|曙光|/||45万"),
    cells("3|鹤溪康养山庄||康养基地|未登记|养老项目|龙江村||33|无"),
    cells("4|竹园小院||民宿|未登记|其他|龙江村|||"),
    cells("|合计||||||60|85|"),
]
VISITS = [
    cells("编号|上门日期|走访对象|走访人|收款名义|参与人数|老年人数|资金规模（万元）|信用代码"),
    cells("1|9月5日|云 庭养老院|张某|预付卡|约50人|41|30.5|"),
    cells("2|20260906|鹤溪康养山庄|〃|会员制；旅居|90余人|75|0.128亿|"),
    cells("3|9月31日|鹤溪康养山庄|张某|||||"),
    cells("4|9月8日|云庭养老服务有限责任公司|李某||12|12|/|"),
]
TASKS = [
    ["整改销号台账"],
    cells("编号|整改对象|问题|整改要求|责任部门|责任人|下达日期|完成时限|整改情况"),
    cells("Z-1|鹤溪康养山庄|收会员费|清退|民政办|张某|2026.9.8|2026年9月20日|推进中"),
    cells("Z-2|云庭养老院|未存管|归集|民政办|李某|2026.9.8|2026年9月1日|推进中"),
]
REPORTS = [
    ["季家镇2026年9月工作进展报送情况"],
    cells("报送单位|报送日期|零报告|排查家数|线索数"),
    cells("东塘村|9月20日|否|三家|无"),
    cells("民政办|2026-09-23|是|/|0"),
    cells("龙塘村||||"),
]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """(home, answers by file) of the four workbooks, built."""
    folder = tmp_path_factory.mktemp("town")
    merges = {"名录": ["H3:I3", *(f"{c}3:{c}4" for c in "ABCDEFGJ")]}
    paths = [
        write_book(folder / "名录.xlsx", {"名录": REGISTER}, merges=merges),
        write_csv(folder / "2026年9月龙塘、曙光两村走访.csv", VISITS, "gb18030"),
        write_book(folder / "整改.xlsx", {"Sheet1": TASKS}),
        write_book(folder / "报送.xlsx", {"9月": REPORTS}),
    ]
    home = Home(folder / "home")
    answer = import_paths(paths, home, **WHO)
    build(home, AS_OF)
    return home, {entry["file"]: entry["sheets"][0] for entry in answer["files"]}


def ask(town, sql):
    return open_build(newest_build(town[0])).rows(sql)


def test_every_sheet_is_recognised_and_counted(town):
    found = {
        name: (s["form"], s["header_row"], s["accepted"], s["rejected"], s["skipped"])
        for name, s in town[1].items()
    }
    assert found == {
        "名录.xlsx": ("facility", 4, 3, 1, 1),
        "2026年9月龙塘、曙光两村走访.csv": ("screening", 1, 0, 4, 0),
        "整改.xlsx": ("rectification", 2, 1, 1, 0),
        "报送.xlsx": ("submission", 2, 2, 0, 1),
    }


def test_a_visit_without_any_village_waits_with_its_cell(town):
    problems = town[1]["2026年9月龙塘、曙光两村走访.csv"]["problems"]
    missing = [p for p in problems if p["code"] == "missing_required"]
    assert {p["column"] for p in missing} == {"所在村（社区）"}
    assert all(p["cell"] for p in missing)


def test_the_register_says_what_the_clerk_meant(town):
    rows = ask(
        town,
        "select facility_name, facility_type, village, beds_registered, residents, "
        "fixed_assets_net_wan from mart_facility order by facility_name",
    )
    assert rows == [
        ("云庭养老服务有限公司", "养老服务公司", "曙光村", None, None, 45.0),
        ("云庭养老院", "养老机构", "曙光村", 60, 52, 410.0),
        ("鹤溪康养山庄", "旅居康养单位", "龙塘村", None, 33, 0.0),
    ]


def test_tasks_hang_on_their_subject_and_the_clock_runs(town):
    rows = ask(
        town,
        "select t.task_no, f.facility_name, t.is_overdue, t.days_overdue "
        "from mart_rectification t join mart_facility f using (facility_id)",
    )
    assert rows == [("Z-1", "鹤溪康养山庄", True, 10)]


def test_reports_are_of_villages_and_departments_alike(town):
    rows = ask(
        town,
        "select unit, period, submitted_date, is_zero_report, screened_count, lead_count "
        "from mart_submission order by submitted_date",
    )
    assert rows == [
        ("曙光村", "2026-09", date(2026, 9, 20), "no", 3, 0),
        ("民政办", "2026-09", date(2026, 9, 23), "yes", None, 0),
    ]


def test_waiting_rows_stand_in_quarantine_with_their_problems(town):
    assert ask(town, "select count(*) from mart_quarantine") == [(6,)]
    unplaced = "select count(*) from mart_problem where severity = 'error' and cell is null"
    assert ask(town, unplaced) == [(0,)]


def test_undoing_the_register_takes_its_subjects_away(tmp_path):
    home = Home(tmp_path / "home")
    path = write_book(tmp_path / "名录.xlsx", {"名录": [REGISTER[2][:7], REGISTER[4][:7]]})
    batch = import_paths([path], home, **WHO)["files"][0]["batch"]
    build(home, AS_OF)
    assert open_build(newest_build(home)).rows("select count(*) from mart_facility") == [(1,)]
    undo(home, batch, **WHO)
    build(home, AS_OF)
    assert open_build(newest_build(home)).rows("select count(*) from mart_facility") == [(0,)]
