"""Workbooks and people in one history: who wins, what is a conflict, how it is settled."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.cases import RECTIFICATION, fold
from ledger.events import Ledger
from ledger.merging import Statement, merge, merge_all, state_of
from ledger.steps import act
from tests.ledger_people import ANALYST, AT, CHECKER, CLERK, VILLAGE, open_task, step

ROW = {
    "facility_name": "康乐养老院",
    "village_code": VILLAGE,
    "responsible_person": "李四",
    "due_date": date(2026, 9, 20),
    "status": "整改中",
    "measures": "退还",
    "batch_id": "b-1",
}


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def imported(ledger, **fields):
    """An import event of a workbook with one row, and what it says."""
    event = ledger.append(
        subject="batch",
        subject_id=f"b-{ledger.head()[0] + 1}",
        action="import",
        payload={},
        actor="张三",
        role="分析员",
        at=AT,
    )
    return Statement(event.seq, event.subject_id, fields)


def merged(ledger, *statements):
    case = fold(ledger.events()).get((RECTIFICATION, "ZG-1"))
    return merge(RECTIFICATION, "ZG-1", statements, case)


def say(result):
    return [(c.field, c.decided, c.imported) for c in result.conflicts]


def test_among_workbooks_the_newest_that_says_something_wins_field_by_field(ledger):
    first = imported(ledger, measures="退还", due_date=date(2026, 9, 20), status="待整改")
    second = imported(ledger, measures=None, due_date=date(2026, 9, 30), status="整改中")
    result = merged(ledger, second, first)
    assert result.fields == {"measures": "退还", "due_date": "2026-09-30"}
    assert (result.status, result.conflicts) == ("整改中", [])
    assert result.sources == {"measures": 1, "due_date": 2, "status": 2}


def taken_over(ledger):
    """A task from a workbook that the clerk then reported as finished."""
    first = imported(ledger, **ROW)
    given = {"completed_date": "2026-09-08", "outcome": "已退"}
    act(ledger, RECTIFICATION, "ZG-1", "finished", given, CLERK, AT, 0, imported=ROW)
    return first


def test_a_workbook_that_repeats_what_was_known_is_no_conflict(ledger):
    first = taken_over(ledger)
    again = imported(ledger, **ROW)
    result = merged(ledger, first, again)
    assert (result.status, result.conflicts) == ("待复查", [])
    assert result.fields["completed_date"] == "2026-09-08"


def test_a_workbook_that_agrees_with_the_decision_is_no_conflict(ledger):
    first = taken_over(ledger)
    agreeing = imported(ledger, **{**ROW, "status": "待复查", "completed_date": "2026-09-08"})
    assert merged(ledger, first, agreeing).conflicts == []


def test_a_workbook_with_news_against_a_decision_waits_for_a_person(ledger):
    first = taken_over(ledger)
    news = {**ROW, "status": "已销号", "completed_date": date(2026, 9, 5), "measures": "全部退还"}
    later = imported(ledger, **news)
    result = merged(ledger, first, later)
    assert say(result) == [
        ("completed_date", "2026-09-08", "2026-09-05"),
        ("status", "待复查", "已销号"),
    ]
    conflict = result.conflicts[0]
    assert (conflict.decided_by, conflict.batch_id) == ("李四", later.batch_id)
    assert result.status == "待复查"
    assert result.fields["measures"] == "全部退还"  # nobody had decided about the measures


def test_a_conflict_is_settled_by_keeping_the_decision(ledger):
    first = taken_over(ledger)
    later = imported(ledger, **{**ROW, "status": "已销号"})
    case = fold(ledger.events())[RECTIFICATION, "ZG-1"]
    step(ledger, case, "conflict_kept", ANALYST, reason="未经复查不能销号")
    result = merged(ledger, first, later)
    assert (result.status, result.conflicts) == ("待复查", [])
    third = imported(ledger, **{**ROW, "status": "已移送"})
    assert say(merged(ledger, first, later, third)) == [("status", "待复查", "已移送")]


def test_a_conflict_is_settled_by_correcting_the_field(ledger):
    first = taken_over(ledger)
    case = fold(ledger.events())[RECTIFICATION, "ZG-1"]
    case = step(ledger, case, "corrected", ANALYST, measures="退还十二人押金", reason="笔误")
    later = imported(ledger, **{**ROW, "measures": "退还十三人押金"})
    assert say(merged(ledger, first, later)) == [("measures", "退还十二人押金", "退还十三人押金")]
    step(ledger, case, "corrected", ANALYST, measures="退还十三人押金", reason="以表为准")
    result = merged(ledger, first, later)
    assert (result.fields["measures"], result.conflicts) == ("退还十三人押金", [])


def test_a_note_decides_nothing_so_the_next_workbook_still_moves_the_task(ledger):
    first = imported(ledger, **ROW)
    act(ledger, RECTIFICATION, "ZG-1", "noted", {"note": "去过"}, ANALYST, AT, 0, imported=ROW)
    row = {**ROW, "status": "待复查", "completed_date": date(2026, 9, 9), "batch_id": "b-9"}
    later = imported(ledger, **row)
    case = fold(ledger.events())[RECTIFICATION, "ZG-1"]
    result = merge(RECTIFICATION, "ZG-1", [first, later], case)
    assert (result.status, result.conflicts) == ("待复查", [])
    assert state_of(RECTIFICATION, result, case) == "checking"
    given = {"verified_date": "2026-09-10", "finding": "属实"}
    closed = act(
        ledger, RECTIFICATION, "ZG-1", "passed", given, CHECKER, AT, case.seq, imported=row
    )
    assert (closed.status, closed.fields["completed_date"]) == ("已销号", "2026-09-09")
    assert [e.action for e in ledger.events(RECTIFICATION)] == [
        "adopted",
        "noted",
        "adopted",
        "passed",
    ]


def test_a_task_opened_on_screen_and_met_again_in_a_workbook_is_one_task(ledger):
    case = open_task(ledger)
    row = imported(ledger, status="待整改", due_date="2026-10-15", severity="严重")
    result = merged(ledger, row)
    assert say(result) == [("due_date", "2026-09-30", "2026-10-15")]
    assert result.fields["severity"] == "严重"
    assert state_of(RECTIFICATION, result, case) == "pending"


def test_all_tasks_are_there_whether_from_workbook_or_screen(ledger):
    open_task(ledger, "ZG-1")
    row = imported(ledger, **ROW)
    cases = fold(ledger.events())
    everything = merge_all(RECTIFICATION, {"ZG-9": [row]}, cases)
    assert {number: m.status for number, m in everything.items()} == {
        "ZG-9": "整改中",
        "ZG-1": "待整改",
    }


values = st.none() | st.sampled_from(["甲", "乙"])
said = st.lists(st.dictionaries(st.sampled_from(["measures", "remarks"]), values), max_size=5)


@settings(max_examples=80, deadline=None)
@given(said, st.randoms())
def test_the_order_in_which_workbooks_are_handed_over_does_not_matter(rows, chance):
    statements = [Statement(n + 1, f"b-{n}", row) for n, row in enumerate(rows)]
    shuffled = statements[:]
    chance.shuffle(shuffled)
    straight = merge(RECTIFICATION, "ZG-1", statements)
    assert merge(RECTIFICATION, "ZG-1", shuffled) == straight
    for name in ("measures", "remarks"):
        known = [row[name] for row in rows if row.get(name)]
        assert straight.fields.get(name) == (known[-1] if known else None)


@settings(max_examples=40, deadline=None)
@given(said, said)
def test_a_decision_always_stands_and_only_news_is_a_conflict(tmp_path_factory, before, after):
    ledger = Ledger(tmp_path_factory.mktemp("merge") / "ledger.sqlite")
    statements = [imported(ledger, **row) for row in before]
    case = open_task(ledger, measures="丙")
    statements += [imported(ledger, **row) for row in after]
    result = merge(RECTIFICATION, "ZG-1", statements, case)
    assert result.fields["measures"] == "丙"
    seen = [row["measures"] for row in before if row.get("measures")][-1:]
    news = [row["measures"] for row in after if row.get("measures")][-1:]
    assert bool(result.conflicts) == bool(news and news != seen)
    ledger.close()
