"""Every check of a build finds what it is for, and nothing in a sound build."""

import re
from datetime import date

import duckdb
import pytest

from pipelines.publish import BuildRefused, run_checks
from pipelines.settings import Home
from pipelines.warehouse import SQL, sql_text
from tests.staging import build_rows

AS_OF = date(2026, 11, 23)
CHECKS = sorted(path.stem for path in (SQL / "checks").glob("*.sql"))


def rows_of_a_small_town():
    """Two subjects with visits in two months, a lead, a task, a report, a population."""
    facility = {
        "village": "曙光村",
        "facility_type": "养老机构",
        "registration_status": "已登记已备案",
        "sector": "养老服务",
    }
    visit = {"village": "曙光村", "screener": "张某", "in_custody": "no", "complaints": 0}
    names = ("甲养老院", "乙养老院")
    days = (date(2026, 10, 6), date(2026, 11, 5))
    return {
        "facility": [{"facility_name": name, **facility} for name in names],
        "screening": [
            {
                "facility_name": name,
                **visit,
                "screened_date": day,
                "people_involved": 160,
                "amount_involved_wan": 120.0,
            }
            for name in names
            for day in days
        ],
        "lead": [
            {
                "lead_no": "X-1",
                "received_date": days[1],
                "source": "信访",
                "facility_name": "甲养老院",
                "description": "d",
            }
        ],
        "rectification": [
            {
                "task_no": "ZG-1",
                "facility_name": "甲养老院",
                "issue": "x",
                "responsible_unit": "民政办",
                "responsible_person": "李某",
                "measures": "y",
                "assigned_date": days[0],
                "due_date": days[1],
            }
        ],
        "submission": [
            {"unit": "曙光村", "period": "2026-11", "submitted_date": date(2026, 11, 20)}
        ],
        "population": [{"village": "曙光村", "as_of_date": days[0], "residents": 2000}],
    }


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("sound")), AS_OF, rows_of_a_small_town())


@pytest.fixture
def spoilt(sound):
    """A writable copy of the sound build in memory."""
    con = duckdb.connect()
    con.execute(f"attach '{sound}' as sound (read_only)")
    con.execute("copy from database sound to memory")
    con.execute("detach sound")
    yield con
    con.close()


SPOILING = {
    "points_sum_to_score": "update mart_contribution_month set points = points + 0.00001",
    "weights_sum_to_one": "update mart_contribution_month set weight = weight * 1.0001",
    "score_lies_between_its_bounds": "update mart_score_month set score_high = score - 1",
    "ranks_run_from_one_without_gaps": "update mart_score_month set rank = rank + 1",
    "every_subject_is_scored_once": "insert into mart_score from mart_score limit 1",
    "no_level_is_below_its_floor": "update mart_score_month set level = '绿'",
    "a_visit_counts_once": "insert into mart_screening from mart_screening limit 1",
    "rows_point_to_known_subjects": "update mart_lead set facility_id = 'F-nobody'",
    "keys_are_unique": "insert into mart_lead from mart_lead",
    "rows_seen_are_accounted_for": "update mart_sheet set rows_seen = rows_seen + 1",
    "accepted_rows_arrive": "delete from raw_screening where row_id = 1",
    "no_matter_vanishes": "delete from mart_rectification",
    "every_import_arrives_whole": "update raw_batch set accepted = accepted + 1",
    "parts_of_a_change_sum_to_it": "update mart_score_change set delta_peers = delta_peers + 1",
    "the_matrix_holds_every_subject": "delete from mart_risk_matrix_month",
    "reports_are_expected_once": (
        "insert into mart_submission_status from mart_submission_status limit 1"
    ),
}


def test_every_check_is_tested_here():
    assert sorted(SPOILING) == CHECKS


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_finds_nothing_in_a_sound_build_and_something_once_it_is_spoilt(spoilt, check):
    assert spoilt.execute(sql_text(f"checks/{check}")).fetchall() == []
    spoilt.execute(SPOILING[check])
    assert spoilt.execute(sql_text(f"checks/{check}")).fetchall() != []


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_says_first_what_it_promises(check):
    first = sql_text(f"checks/{check}").splitlines()[0]
    assert first.startswith("-- ") and first.endswith(".")


def test_findings_name_the_check_its_promise_and_the_rows(spoilt):
    spoilt.execute("update mart_sheet set rows_seen = rows_seen + 1 where form = 'lead'")
    (finding,) = run_checks(spoilt)
    assert finding.check == "rows_seen_are_accounted_for"
    assert finding.promise == "Per sheet, rows seen = accepted + rejected + skipped."
    assert len(finding.rows) == 1 and "lead" in finding.rows[0]
    assert "rows_seen_are_accounted_for" in str(BuildRefused([finding]))


def test_no_table_depends_on_the_order_in_which_threads_met_its_rows():
    by_chance = re.compile(r"\b(?:any_value|arbitrary|first)\(|(?<!list_sort\()list\(distinct")
    files = SQL.rglob("*.sql")
    assert [path.stem for path in files if by_chance.search(path.read_text("utf-8"))] == []
