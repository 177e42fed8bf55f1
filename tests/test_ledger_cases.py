"""Leads and rectification: every path of every machine, four eyes, scope, adoption."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import workflow as workflows
from ledger.cases import LEAD, RECTIFICATION, adopted, apply, fold, fold_ledger
from ledger.events import Event, Ledger, StaleState
from ledger.rules import unlawful_words, without_identity
from ledger.steps import Refused, act, allowed, check, current, may_open, merge_leads, new_number
from ledger.workflow import WorkflowError, drawing, load_workflow
from models.catalog.forms import load_forms
from pipelines.settings import CATALOG
from tests.ledger_people import (
    ADMIN,
    ANALYST,
    AT,
    CHECKER,
    CLERK,
    EVERYONE,
    LEADER,
    LOCAL,
    SCREEN,
    VILLAGE,
    Someone,
)

MACHINES = load_workflow().machines
STEPS = [step for machine in MACHINES.values() for step in machine.transitions.values()]


DATES = {  # in an order that every rule accepts
    "received_date": "2026-08-01",
    "assigned_date": "2026-08-01",
    "verify_due_date": "2026-08-20",
    "due_date": "2026-08-20",
    "completed_date": "2026-08-10",
    "verified_date": "2026-08-12",
    "transferred_date": "2026-08-13",
    "receipt_date": "2026-08-14",
    "answer_date": "2026-08-15",
    "deadline_date": "2026-08-25",
    "extension_to_date": "2026-09-30",
    "closed_date": "2026-08-16",
    "looked_date": "2026-09-01",
}
SPECIAL = {
    "handler": "李四",
    "responsible_person": "李四",
    "element_unlicensed": "否",
    "nature": "一般隐患",
    "village_code": VILLAGE,
    "evidence_sha256": "a" * 64,
    "evidence_name": "整改后.JPG",
    "evidence_bytes": 1000,
}


def value_for(name):
    field = load_workflow().fields[name]
    if name in SPECIAL:
        return SPECIAL[name]
    if field.kind == "date":
        return DATES[name]
    if field.kind == "number":
        return 12
    return [field.values[0]] if field.kind == "choices" else (field.values or ("文字",))[0]


def filled(step, person, optional=False):
    names = step.required + (step.optional if optional else ())
    fields = {name: value_for(name) for name in names}
    if "verifier" in fields:
        fields["verifier"] = person.name
    if step.opens:
        fields["village_code"] = VILLAGE
    return fields


def event(kind, action, payload, actor="张三", seq=1, case_id="N-1"):
    return Event(
        seq, "2026-09-10T09:00:00", actor, "分析员", kind, case_id, action, payload, "", ""
    )


def after(case, step, fields, person, kind):
    from ledger.steps import _payload

    payload = _payload(case, step, fields, person, AT)
    return apply(
        case, event(kind, step.action, payload, person.name, (case.seq if case else 0) + 1)
    )


def who_may(step, case):
    """Somebody who is neither the responsible person nor the one who did the work."""
    busy = {case.done[a].actor for a in step.not_by_actions if a in case.done} if case else set()
    if case and "extension_by" in step.not_by_fields:
        busy.add(case.fields.get("extension_by"))
    people = (ANALYST, CHECKER, LEADER, CLERK)
    return next(p for p in people if p.role in step.roles and p.name not in busy)


def fits(step, case):
    needs = all(case.fields.get(name) for name in step.needs)
    return needs and not any(case.fields.get(name) for name in step.lacks)


def walk(kind, longest=9):
    """Every path of a machine that takes no step twice: lists of (before, step, fields, person,
    after). A step that keeps the state ends its path, unless it opens or shuts the way for others
    (an extension, a pause)."""

    def go(case, path, used):
        yield path
        if len(path) >= longest:
            return
        for step in MACHINES[kind].leaving(case.state):
            if step.action in used or not fits(step, case):
                continue
            person = who_may(step, case)
            fields = filled(step, person)
            following = after(case, step, fields, person, kind)
            longer = [*path, (case, step, fields, person, following)]
            if step.target or step.needs or step.lacks:
                yield from go(following, longer, used | {step.action})
            else:
                yield longer

    step = MACHINES[kind].opening
    person = who_may(step, None)
    fields = filled(step, person)
    case = after(None, step, fields, person, kind)
    yield from go(case, [(None, step, fields, person, case)], {step.action})


@pytest.fixture(scope="module", params=[LEAD, RECTIFICATION])
def paths(request):
    return request.param, list(walk(request.param))


def test_every_step_of_every_path_is_accepted_when_all_is_said_by_the_right_person(paths):
    kind, walked = paths
    assert len(walked) > 20
    for path in walked:
        case, step, fields, person, _ = path[-1]
        assert check(case, step, fields, person, AT, kind) == [], step.action


def test_every_state_is_reached_by_some_path(paths):
    kind, walked = paths
    assert {path[-1][-1].state for path in walked} == set(MACHINES[kind].states)


def test_no_path_closes_without_a_verification_by_somebody_else(paths):
    """Ends without one are only the handing over to others and the joining of two reports."""
    kind, walked = paths
    for path in walked:
        before, step, _, person, case = path[-1]
        if case.is_open or step.target in ("transferred", "merged"):
            continue
        if not before.is_open:
            continue
        assert step.verifies and case.fields["verifier"] == person.name
        assert case.fields["verifier"] != case.fields["responsible_person" if kind == RECTIFICATION
                                                      else "handler"]  # fmt: skip
        did_the_work = [entry for entry in path if entry[1].action in step.not_by_actions][-1]
        assert did_the_work[3].name != person.name


def test_no_path_skips_a_mandatory_field(paths):
    kind, walked = paths
    seen = set()
    for path in walked:
        case, step, fields, person, _ = path[-1]
        if (step.action, case and case.state) in seen:
            continue
        seen.add((step.action, case and case.state))
        for name in step.required:
            left_out = {key: value for key, value in fields.items() if key != name}
            missing = {problem.field for problem in check(case, step, left_out, person, AT, kind)
                       if problem.code == "missing"}  # fmt: skip
            assert name in missing, (step.action, name)
            blank = {**fields, name: ""}
            assert check(case, step, blank, person, AT, kind), (step.action, name)


def test_no_step_is_open_to_a_role_that_the_table_does_not_name(paths):
    kind, walked = paths
    for path in walked:
        case, step, fields, _, _ = path[-1]
        for person in EVERYONE:
            if person.role not in step.roles:
                codes = [p.code for p in check(case, step, fields, person, AT, kind)]
                assert "wrong_role" in codes, (step.action, person.role)


def test_whoever_did_the_work_or_answers_for_it_cannot_verify_it(paths):
    kind, walked = paths
    verifying = [path[-1] for path in walked if path[-1][1].verifies]
    assert verifying
    for case, step, fields, _, _ in verifying:
        worker = case.done[step.not_by_actions[0]].actor
        for name in (worker, case.fields.get("responsible_person") or case.fields["handler"]):
            for person in (Someone(name, "分析员"), Someone(f" {name[0]}　{name[1:]}", "领导")):
                own = {**fields, "verifier": person.name}
                codes = [p.code for p in check(case, step, own, person, AT, kind)]
                assert codes == ["same_person"], step.action


def test_nobody_can_sign_with_another_name():
    case, step, fields = waiting_for_check()
    problems = check(case, step, {**fields, "verifier": "王五"}, CHECKER, AT, RECTIFICATION)
    assert [p.code for p in problems] == ["verifier_is_actor"]


def waiting_for_check():
    for path in walk(RECTIFICATION):
        case, step, fields, _, _ = path[-1]
        if step.action == "passed":
            return case, step, fields
    raise AssertionError("no path leads to a check")


def test_a_single_person_may_keep_the_book_but_somebody_else_must_have_verified():
    case, step, fields = waiting_for_check()
    codes = {}
    for verifier in ("王五", case.fields["responsible_person"], case.done["finished"].actor):
        found = check(case, step, {**fields, "verifier": verifier}, LOCAL, AT, RECTIFICATION)
        codes[verifier] = [p.code for p in found]
    assert codes.pop("王五") == []
    assert set(map(tuple, codes.values())) == {("same_person",)}


def test_a_machine_that_is_left_open_ends_only_in_states_marked_closed():
    for machine in MACHINES.values():
        for state in machine.states.values():
            leaving = [s for s in machine.leaving(state.code) if s.target not in (None, state.code)]
            assert leaving or not state.is_open, f"{machine.kind}.{state.code} is a dead end"


def test_only_lawful_steps_are_offered_and_none_of_the_countys_powers_is_among_them():
    """Regulation 737, Art. 18 and 21 to 24: a town warns, reports and hands over."""
    workflow = load_workflow()
    offered = [step.name for step in STEPS] + list(workflow.fields["measure"].values)
    assert [name for name in offered if unlawful_words(name, workflow)] == []
    assert unlawful_words("已查封场所并罚款", workflow) == ["查封", "罚款"]
    raw = yaml.safe_load(workflows.FILE.read_text("utf-8"))
    assert list(workflow.fields["measure"].values) == raw["lawful_measures"]


# ---------------------------------------------------------------- a life, through the ledger


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def test_a_task_is_extended_finished_refused_finished_again_closed_and_reopened(ledger):
    def step(action, person, seq, **fields):
        return act(ledger, RECTIFICATION, "ZG-2026-0001", action, fields, person, AT, seq)

    opening = filled(MACHINES[RECTIFICATION].opening, ANALYST)
    case = act(ledger, RECTIFICATION, "ZG-2026-0001", "assigned", opening, ANALYST, AT, 0)
    assert (case.status, case.deadline) == ("待整改", "2026-08-20")
    case = step("started", CLERK, case.seq, note="已进场")
    case = step("extension_requested", CLERK, case.seq, extension_to_date="2026-09-30",
                extension_reason="等消防验收")  # fmt: skip
    case = step("extension_granted", LEADER, case.seq, reason="同意")
    assert (case.status, case.deadline) == ("整改中", "2026-09-30")
    assert "extension_to_date" not in case.fields
    case = step("finished", CLERK, case.seq, completed_date="2026-09-08", outcome="已退还押金")
    case = step("failed", CHECKER, case.seq, verified_date="2026-09-09", finding="仍有两人未退")
    assert (case.status, case.fields["verify_result"]) == ("整改中", "不通过")
    assert "completed_date" not in case.fields
    case = step("finished", CLERK, case.seq, completed_date="2026-09-10", outcome="全部退还")
    case = step("passed", CHECKER, case.seq, verified_date="2026-09-10", finding="现场核实")
    assert (case.status, case.fields["verifier"], case.is_open) == ("已销号", "赵六", False)
    case = step("looked_back", LEADER, case.seq, looked_date="2026-09-10", look_outcome="反弹",
                finding="又收会员费")  # fmt: skip
    case = step("reopened", ANALYST, case.seq, reason="反弹", responsible_unit="曙光村",
                responsible_person="李四", measures="停止收费", due_date="2026-10-10")  # fmt: skip
    assert (case.status, case.deadline, case.reopened) == ("整改中", "2026-10-10", 1)
    assert "verifier" not in case.fields
    assert fold(ledger.events())[RECTIFICATION, "ZG-2026-0001"] == case
    assert len(ledger.events(RECTIFICATION, "ZG-2026-0001")) == 10


def open_lead(ledger, number="XS-2026-0001", person=ANALYST):
    fields = filled(MACHINES[LEAD].opening, person)
    return act(ledger, LEAD, number, "received", fields, person, AT, 0)


def test_a_grave_lead_must_be_reported_and_waits_for_an_answer(ledger):
    def step(action, person, **fields):
        return act(ledger, LEAD, lead.case_id, action, fields, person, AT, lead.seq)

    lead = open_lead(ledger)
    lead = step("assigned", ANALYST, handling_unit="平安办", handler="李四",
                verify_due_date="2026-09-24")  # fmt: skip
    lead = step("verified", CLERK, finding="属实")
    yes = {name: "是" for name in load_workflow().elements}
    with pytest.raises(Refused) as mild:
        step("judged", ANALYST, **yes, nature="一般隐患", nature_basis="三要件")
    assert [p.code for p in mild.value.problems] == ["elements_agree"]
    lead = step("judged", ANALYST, **yes, nature="涉嫌非法集资", nature_basis="三要件")
    with pytest.raises(Refused) as alone:
        own = filled(MACHINES[LEAD].transitions["measures_set"], ANALYST)
        act(ledger, LEAD, lead.case_id, "measures_set", own, ANALYST, AT, lead.seq)
    assert [p.code for p in alone.value.problems] == ["not_grave"]
    lead = step("transferred", LEADER, transferred_to="派出所", transferred_date="2026-09-10")
    with pytest.raises(Refused):
        step("finished", ANALYST, outcome="完", completed_date="2026-09-10")
    lead = step("receipted", ANALYST, receipt_no="收字12号", receipt_date="2026-09-10")
    lead = step("transfer_answered", ANALYST, answer="已立案", answer_date="2026-09-10")
    lead = step("finished", ANALYST, outcome="已立案侦查", completed_date="2026-09-10")
    lead = step("closed", LEADER, finding="材料齐全", closed_date="2026-09-10")
    assert (lead.status, lead.fields["receipt_no"]) == ("已办结", "收字12号")


def test_a_refused_step_leaves_the_ledger_as_it_was(ledger):
    lead = open_lead(ledger)
    head = ledger.head()
    with pytest.raises(Refused):
        act(ledger, LEAD, lead.case_id, "closed", {}, LEADER, AT, lead.seq)
    assert ledger.head() == head


def test_the_second_of_two_writers_is_told_what_the_first_did(ledger):
    seen = open_lead(ledger)
    act(ledger, LEAD, seen.case_id, "noted", {"note": "去过了"}, CHECKER, AT, seen.seq)
    with pytest.raises(StaleState) as stale:
        act(ledger, LEAD, seen.case_id, "noted", {"note": "没去"}, ANALYST, AT, seen.seq)
    assert [e.payload["fields"]["note"] for e in stale.value.events] == ["去过了"]
    with pytest.raises(StaleState):
        open_lead(ledger)
    assert current(ledger, LEAD, seen.case_id).fields["note"] == "去过了"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"due_date": "2026-07-31"}, "wrong_order"),
        ({"assigned_date": "2026-09-11"}, "in_future"),
        ({"due_date": "13月2日"}, "bad_date"),
        ({"severity": "特别"}, "bad_choice"),
        ({"reporter": "某人"}, "unknown_field"),
        ({"extended_to_date": "2027-01-01"}, "unknown_field"),
        ({"measures": None}, "missing"),
    ],
)
def test_a_wrong_value_is_refused_with_its_sentence(fields, code):
    step = MACHINES[RECTIFICATION].opening
    given = {**filled(step, ANALYST), **fields}
    problems = check(None, step, given, ANALYST, AT, RECTIFICATION)
    assert code in [p.code for p in problems]
    assert all(p.message for p in problems)


@pytest.mark.parametrize("number", [-1, "12", True])
def test_a_number_is_a_number_and_not_negative(number):
    step = MACHINES[LEAD].opening
    given = {**filled(step, ANALYST), "people_involved": number}
    assert [p.code for p in check(None, step, given, ANALYST, AT, LEAD)] == ["bad_number"]


def test_an_extension_must_be_later_decided_by_a_leader_and_asked_once(ledger):
    fields = filled(MACHINES[RECTIFICATION].opening, ANALYST)
    case = act(ledger, RECTIFICATION, "ZG-1", "assigned", fields, ANALYST, AT, 0)

    def step(action, person, **given):
        return act(ledger, RECTIFICATION, "ZG-1", action, given, person, AT, case.seq)

    with pytest.raises(Refused, match="晚于"):
        step("extension_requested", CLERK, extension_to_date="2026-08-20", extension_reason="忙")
    with pytest.raises(Refused, match="应先有"):
        step("extension_granted", LEADER, reason="同意")
    ask = {"extension_to_date": "2026-09-20", "extension_reason": "忙"}
    case = step("extension_requested", CLERK, **ask)
    with pytest.raises(Refused, match="不能重复"):
        step("extension_requested", CLERK, **ask)
    case = step("extension_refused", LEADER, reason="抓紧办")
    assert case.deadline == "2026-08-20"
    assert "extension_to_date" not in case.fields


def test_a_clerk_sees_no_step_in_another_village(ledger):
    lead = open_lead(ledger)
    stranger = Someone("钱七", "填报员", villages=("500111119201",))
    assert allowed(lead, stranger) == []
    with pytest.raises(Refused, match="本单位"):
        act(ledger, LEAD, lead.case_id, "noted", {"note": "x"}, stranger, AT, lead.seq)
    assert [s.action for s in allowed(lead, CLERK)] == ["evidence_added", "noted", "acknowledged"]
    assert allowed(lead, SCREEN) == [] == allowed(lead, ADMIN)


def test_a_departments_clerk_handles_what_was_handed_to_the_department(ledger):
    lead = open_lead(ledger)
    given = {"handling_unit": "民政办", "handler": "周八", "verify_due_date": "2026-09-24"}
    lead = act(ledger, LEAD, lead.case_id, "assigned", given, ANALYST, AT, lead.seq)
    clerk = Someone("周八", "填报员", departments=("民政办",))
    assert "verified" in [step.action for step in allowed(lead, clerk)]


def test_a_clerks_new_lead_belongs_to_the_own_village(ledger):
    fields = {name: value_for(name) for name in MACHINES[LEAD].opening.required}
    assert may_open(LEAD, CLERK) and not may_open(LEAD, SCREEN)
    lead = act(ledger, LEAD, "XS-1", "received", fields, CLERK, AT, 0)
    assert lead.fields["village_code"] == VILLAGE
    with pytest.raises(Refused, match="本单位"):
        other = {**fields, "village_code": "500111119201"}
        act(ledger, LEAD, "XS-2", "received", other, CLERK, AT, 0)


def test_offered_steps_are_those_that_would_be_accepted(ledger):
    lead = open_lead(ledger)
    for person in EVERYONE:
        offered = {step.action for step in allowed(lead, person)}
        for step in MACHINES[LEAD].transitions.values():
            found = {p.code for p in check(lead, step, filled(step, person), person, AT, LEAD)}
            doors = found & {"wrong_state", "wrong_role", "out_of_scope", "needs", "lacks"}
            assert (step.action in offered) == (not doors), (person.role, step.action)


def test_nobodys_identity_is_kept_in_a_free_text(ledger):
    fields = filled(MACHINES[LEAD].opening, ANALYST)
    fields["description"] = "举报人 13812345678，证件 50022519400101123X，涉及 30 万元"
    lead = act(ledger, LEAD, "XS-1", "received", fields, ANALYST, AT, 0)
    kept = "举报人 138******78，证件 500*************3X，涉及 30 万元"
    assert lead.fields["description"] == kept
    assert without_identity("合同编号 2026090512345") == "合同编号 2026090512345"


# ---------------------------------------------------------------- workbooks and people


IMPORTED = {
    "task_no": "ZG-7",
    "facility_name": "康乐养老院",
    "village_code": VILLAGE,
    "issue": "押金超标",
    "responsible_unit": "曙光村",
    "responsible_person": "李四",
    "measures": "退还",
    "assigned_date": date(2026, 8, 1),
    "due_date": date(2026, 8, 31),
    "status": "整改中",
    "days_overdue": 10,
    "amount": float("nan"),
    "batch_id": "b-1",
}


def test_the_first_step_takes_a_workbooks_task_over_in_one_transaction(ledger):
    given = {"completed_date": "2026-09-01", "outcome": "已退"}
    case = act(ledger, RECTIFICATION, "ZG-7", "finished", given, CLERK, AT, 0, imported=IMPORTED)
    first, second = ledger.events()
    assert (first.action, first.payload["batch_id"], second.action) == (
        "adopted",
        "b-1",
        "finished",
    )
    assert (case.status, case.deadline, case.seq) == ("待复查", "2026-08-31", 2)
    assert "days_overdue" not in case.fields
    assert fold(ledger.events()) == {(RECTIFICATION, "ZG-7"): case}


def test_a_refused_first_step_takes_nothing_over(ledger):
    with pytest.raises(Refused):
        act(ledger, RECTIFICATION, "ZG-7", "passed", {}, CHECKER, AT, 0, imported=IMPORTED)
    assert ledger.events() == []


CLOSED = {"status": "已销号", "verified_date": "2026-08-02", "verifier": "赵六"}


@pytest.mark.parametrize(
    ("kind", "row", "state"),
    [
        (RECTIFICATION, {"status": "已销号"}, "checking"),  # closed, but nobody verified
        (RECTIFICATION, CLOSED, "closed"),
        (RECTIFICATION, {"status": None}, "pending"),
        (RECTIFICATION, {"status": float("nan")}, "pending"),
        (LEAD, {"status": "已办结"}, "closing"),
        (LEAD, {"status": "已办结", "closed_date": date(2026, 8, 2)}, "closed"),
        (LEAD, {"status": "已移送"}, "transferred"),
    ],
)
def test_a_workbooks_status_is_taken_at_its_word_only_with_its_proof(kind, row, state):
    assert adopted(kind, row)["to"] == state


def test_the_words_of_the_states_are_those_of_the_forms():
    forms = {
        LEAD: {"待核查", "核查中", "已核实", "不属实", "已上报", "已移送", "已办结"},
        RECTIFICATION: {"待整改", "整改中", "待复查", "已销号", "已移送"},
    }
    for kind, words in forms.items():
        assert set(MACHINES[kind].adopt) == words
        own = {state.status for state in MACHINES[kind].states.values()}
        assert own - words <= {"已并案"} and words <= own


def test_many_reports_become_one_case_and_can_be_parted_again(ledger):
    first, second = open_lead(ledger, "XS-1"), open_lead(ledger, "XS-2")
    second, first = merge_leads(ledger, second, first, "同一事项", ANALYST, AT)
    assert (second.status, second.fields["merged_into"], second.is_open) == (
        "已并案",
        "XS-1",
        False,
    )
    assert first.fields["absorbed"] == "XS-2"
    parted = act(ledger, LEAD, "XS-2", "unmerged", {"reason": "不同事项"}, ANALYST, AT, second.seq)
    assert (parted.status, "merged_into" in parted.fields) == ("待核查", False)


def test_a_merge_with_a_lead_that_moved_on_writes_neither(ledger):
    first, second = open_lead(ledger, "XS-1"), open_lead(ledger, "XS-2")
    act(ledger, LEAD, "XS-1", "noted", {"note": "x"}, ANALYST, AT, first.seq)
    head = ledger.head()
    with pytest.raises(StaleState):
        merge_leads(ledger, second, first, "同一事项", ANALYST, AT)
    assert ledger.head() == head


def test_numbers_run_on_within_the_year():
    taken = ["XS-2026-0007", "XS-2025-0099", "ZG-2026-0100", "XS-2026-旧", "2026-3"]
    assert new_number(LEAD, AT, taken) == "XS-2026-0008"
    assert new_number(RECTIFICATION, AT, []) == "ZG-2026-0001"


# ---------------------------------------------------------------- folds


changes = st.dictionaries(
    st.sampled_from(["note", "village", "handler"]),
    st.none() | st.text("甲乙", max_size=2),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), changes), max_size=12), st.data())
def test_a_fold_can_be_stopped_and_continued_and_keeps_the_last_word(entries, data):
    events = [
        event(LEAD, "noted", {"fields": fields, "to": "received"}, seq=n + 1, case_id=name)
        for n, (name, fields) in enumerate(entries)
    ]
    whole = fold(events)
    for (_, name), case in whole.items():
        own = [fields for entry, fields in entries if entry == name]
        last = {key: value for fields in own for key, value in fields.items()}
        assert case.fields == {key: value for key, value in last.items() if value is not None}
    cut = data.draw(st.integers(0, len(events)))
    halfway = fold(events[:cut])
    for later in events[cut:]:
        key = (later.subject, later.subject_id)
        halfway[key] = apply(halfway.get(key), later)
    assert halfway == whole


# ---------------------------------------------------------------- the file itself


def test_a_contradictory_workflow_is_refused_with_every_contradiction(tmp_path):
    raw = yaml.safe_load(workflows.FILE.read_text("utf-8"))
    steps = raw["machines"]["lead"]["transitions"]
    steps[1]["to"] = "nowhere"
    steps[2]["required"] = ["no_such_field"]
    steps[3]["rules"] = ["no_such_rule"]
    raw["machines"]["lead"]["states"]["island"] = raw["machines"]["lead"]["states"]["closed"]
    path = tmp_path / "workflow.yml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(WorkflowError) as found:
        load_workflow(path)
    for word in ("nowhere", "no_such_field", "no_such_rule", "island"):
        assert word in str(found.value)


def test_the_drawings_in_the_handbook_are_those_of_the_machines():
    page = (Path(__file__).parent.parent / "docs" / "workflow.md").read_text("utf-8")
    for machine in MACHINES.values():
        assert drawing(machine) in page, "renew docs/workflow.md: python -m ledger.drawing"


def test_a_long_ledger_is_folded_straight_from_the_database_with_the_same_result(ledger):
    lead = open_lead(ledger)
    act(ledger, LEAD, lead.case_id, "noted", {"note": "去过了"}, CHECKER, AT, lead.seq)
    task = filled(MACHINES[RECTIFICATION].opening, ANALYST)
    act(ledger, RECTIFICATION, "ZG-1", "assigned", task, ANALYST, AT, 0)
    assert fold_ledger(ledger) == fold(ledger.events())
    assert len(fold_ledger(ledger)) == 2


def test_the_choices_on_screen_are_those_of_the_forms():
    """One quantity, one list: sources.yml and workflow.yml must not drift apart."""
    forms = load_forms(CATALOG)[0]
    compared = 0
    for kind, machine in MACHINES.items():
        for name in machine.fields | {"status"}:
            column = forms.form(kind).column(name)
            if column is None or column.options is None or name == "business_modes":
                continue
            own = load_workflow().fields.get(name)
            words = own.values if own and own.values else tuple(machine.adopt)
            assert words == column.options.values, (kind, name)
            compared += 1
    assert compared >= 6
