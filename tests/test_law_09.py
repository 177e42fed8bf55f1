"""Law 9: a month is what was known when it closed, and an open one what was known at its end."""

from datetime import date, datetime, timedelta

import pytest

from ledger.events import Ledger
from ledger.months import close_month
from ledger.steps import act
from models.catalog import load_catalog
from pipelines import run
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build, open_build
from tests.ledger_people import ANALYST, LEADER
from tests.staging import stage
from tests.test_law_08 import MET, first, visit

LIST = "select * from mart_score_month where period = $p order by rank"
POINTS = "select * from mart_contribution_month where period = $p order by all"
CHANGES = "select * from mart_score_change where period = $p order by all"


class Town:
    """A state whose ledger and staged folders are filled day by day, without workbooks."""

    def __init__(self, root):
        self.home = Home(root).prepare()
        self.ledger = Ledger(self.home.ledger_url)
        self.number = 0

    def receive(self, day, rows):
        self.number += 1
        batch = stage(self.home, self.number, rows, load_catalog(CATALOG))
        payload = {
            "batch": batch.batch_id, "sha256": batch.sha256, "contract": batch.contract,
            "file": batch.file, "status": "accepted", "counts": batch.counts,
        }  # fmt: skip
        self.ledger.append(
            subject="batch", subject_id=batch.batch_id, action="import", payload=payload,
            actor="张三", role="analyst", at=datetime(day.year, day.month, day.day, 9),
        )  # fmt: skip

    def build(self, day):
        return Build(self.home.builds / f"{run.build(self.home, day)}.duckdb")

    def close(self, period, day):
        build = self.build(day).path
        at = datetime(day.year, day.month, day.day, 17)
        close_month(self.ledger, period, build.stem, {}, LEADER, at)
        return build


@pytest.fixture
def town(tmp_path):
    return Town(tmp_path / "home")


def week(month, **facts):
    return [visit(name, date(2026, month, 5), **facts) for name in ("甲养老院", "乙养老院")]


def rows_of(build, period):
    return [build.rows(sql, {"p": period}) for sql in (LIST, POINTS, CHANGES)]


def test_law_09_october_built_later_is_october_as_it_was_built_on_its_last_day(town):
    town.receive(date(2026, 9, 6), first(*week(9)))
    town.close("2026-09", date(2026, 9, 30))
    town.receive(date(2026, 10, 6), {"screening": week(10, lawsuits=1)})
    then = rows_of(town.build(date(2026, 10, 31)), "2026-10")
    late = [
        visit("甲养老院", date(2026, 10, 20), **MET),  # a late visit
        visit("乙养老院", date(2026, 10, 5), people_involved=170),  # a late correction
        visit("丙养老院", date(2026, 10, 8)),  # a place nobody knew
        visit("甲养老院", date(2026, 11, 5), unpaid_wan=60.0, amount_involved_wan=80.0),
    ]
    town.receive(date(2026, 11, 10), first(*late))
    given = {"source": "信访", "facility_name": "甲养老院", "description": "集资",
             "received_date": "2026-10-02", "village_code": "500111119200"}  # fmt: skip
    act(town.ledger, "lead", "XS-2026-0001", "received", given, ANALYST,
        datetime(2026, 11, 12, 9), 0)  # fmt: skip
    later = town.build(date(2026, 11, 20))
    assert rows_of(later, "2026-10") == then
    assert all(row[0] == "2026-10" for row in then[0]) and len(then[0]) == 2
    assert later.rows("select count(*) from mart_score") == [(3,)]
    again = town.build(date(2026, 11, 21))
    assert rows_of(again, "2026-10") == then


def test_law_09_before_the_first_close_a_row_counts_from_the_date_it_states(town):
    town.receive(date(2026, 10, 6), first(*week(9)))
    town.receive(date(2026, 11, 6), {"screening": week(10, people_involved=170)})
    build = town.build(date(2026, 11, 20))
    october = "select distinct statutory_now from mart_score_month where period = '2026-10'"
    assert build.rows(october) == [(True,)]


def test_law_09_what_is_learned_of_a_closed_month_stands_beside_it(town):
    town.receive(date(2026, 9, 6), first(*week(9)))
    frozen = town.close("2026-09", date(2026, 9, 30))
    reported = open_build(frozen).rows(LIST, {"p": "2026-09"})
    town.receive(date(2026, 10, 10), {"screening": [visit("甲养老院", date(2026, 9, 20), **MET)]})
    build = town.build(date(2026, 10, 20))
    assert open_build(frozen).rows(LIST, {"p": "2026-09"}) == reported
    course = "select * from mart_listed_month where period = $p order by rank"
    for told, was in zip(build.rows(course, {"p": "2026-09"}), reported, strict=True):
        assert told == was
    assert build.rows(LIST, {"p": "2026-09"}) != reported


def test_law_09_the_change_of_a_month_is_against_what_was_listed_before(town):
    town.receive(date(2026, 9, 6), first(*week(9)))
    town.close("2026-09", date(2026, 9, 30))
    town.receive(date(2026, 10, 10), {"screening": [visit("甲养老院", date(2026, 9, 20), **MET)]})
    build = town.build(date(2026, 10, 20))
    sql = """select s.score - c.delta, l.score from mart_score_change c
        join mart_score_month s using (period, facility_id)
        join mart_listed_month l on l.facility_id = c.facility_id and l.period = '2026-09'
        where c.period = '2026-10'"""
    for before, listed in build.rows(sql):
        assert before == pytest.approx(listed)


def test_law_09_a_late_build_of_a_past_day_knows_no_more_than_that_day(town):
    town.receive(date(2026, 9, 6), first(*week(9)))
    town.close("2026-09", date(2026, 9, 30))
    then = rows_of(town.build(date(2026, 10, 31)), "2026-10")
    town.receive(date(2026, 10, 31) + timedelta(1), {"screening": week(10, people_involved=170)})
    assert rows_of(town.build(date(2026, 10, 31)), "2026-10") == then
