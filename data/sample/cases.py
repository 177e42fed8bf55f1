"""Leads and rectification tasks of the invented town, in every state the forms know."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import cycle, islice

from data.sample.subjects import Subject, data_file, person
from data.sample.visits import scheme_plan

SOURCES = (
    "网格排查",
    "群众举报",
    "行业检查",
    "部门移送",
    "平台预警",
    "信访",
    "舆情",
    "银行",
    "上级交办",
)
SEVERITIES = ("一般", "一般", "较重", "严重")
OFFICE = "镇专项办"


def make_leads(subjects: list[Subject], as_of: date, seed: int, since: date) -> list[dict]:
    """Lead rows in the order of their day, about 60 for 45 subjects."""
    rng = random.Random(f"{seed}:leads")
    states = data_file("states")
    planned = [_scheme_lead(s, step, rng) for s, step in _scheme_steps(subjects, "scheme_leads")]
    planned += [dict(stray) for stray in states["stray_leads"]]
    wanted = round(states["leads_per_45"] * len(subjects) / 45) - len(planned)
    planned += _ordinary_leads(subjects, wanted, rng)
    rows = [_lead(plan, number, as_of, since, rng) for number, plan in enumerate(planned)]
    return _numbered(rows, "lead_no", "received_date", "XS")


def make_tasks(subjects: list[Subject], as_of: date, seed: int, since: date) -> list[dict]:
    """Rectification rows in the order of their day, about 70 for 45 subjects."""
    rng = random.Random(f"{seed}:tasks")
    states = data_file("states")
    mains = _mains(subjects)
    planned = [(subject, step) for subject in mains for step in states["scheme_tasks"]]
    others = [s for s in subjects if s not in mains]
    wanted = round(states["tasks_per_45"] * len(subjects) / 45) - len(planned)
    steps = islice(cycle(states["tasks"]), max(0, wanted))
    planned += [(rng.choice(others), step) for step in steps if others]
    rows = [_task(subject, step, as_of, since, rng) for subject, step in planned]
    return _numbered(rows, "task_no", "assigned_date", "ZG")


def _numbered(rows: list[dict], key: str, day: str, prefix: str) -> list[dict]:
    """Rows sorted by day, each with a number such as XS2026-007 in its first column."""
    ordered = sorted(rows, key=lambda row: row[day])
    return [{key: f"{prefix}{row[day].year}-{i:03d}"} | row for i, row in enumerate(ordered, 1)]


def _mains(subjects: list[Subject]) -> list[Subject]:
    """The first subject of each scheme: the one that takes the money."""
    names = {scheme["subjects"][0]["name"] for scheme in data_file("schemes")}
    return [s for s in subjects if s.name in names]


def _scheme_steps(subjects: list[Subject], key: str) -> list[tuple[Subject, dict]]:
    states = data_file("states")
    return [(s, step) for s in _mains(subjects) for step in states[key][s.scheme]]


def _scheme_lead(subject: Subject, step: dict, rng: random.Random) -> dict:
    words = rng.choice(data_file("phrases")["leads"][subject.scheme])
    modes = scheme_plan(subject.name)["fixed"]["business_modes"]
    told = {"description": words.format(name=subject.name), "business_modes": modes}
    return step | _about(subject) | told


def _ordinary_leads(subjects: list[Subject], wanted: int, rng: random.Random) -> list[dict]:
    ordinary = [s for s in subjects if not s.scheme and s.row["facility_type"] != "互助养老点"]
    phrases = data_file("phrases")["leads"]["ordinary"]
    plans = []
    for step in islice(cycle(data_file("states")["leads"]), max(0, wanted)):
        if not ordinary:
            break
        subject = rng.choice(ordinary)
        words = rng.choice(phrases[subject.row["sector"]]).format(name=subject.name)
        people, amount = rng.randrange(1, 9), round(rng.uniform(0.1, 4.0), 1)
        known = {"people": people, "amount": amount} if rng.random() < 0.7 else {}
        plans.append(step | known | _about(subject) | {"description": words})
    return plans


def _about(subject: Subject) -> dict:
    return {k: subject.row[k] for k in ("facility_name", "credit_code", "village", "sector")}


def _day(bounds: list[int], rng: random.Random) -> timedelta:
    return timedelta(days=rng.randint(*bounds))


def _after(plan: dict, key: str, start: date, as_of: date, rng: random.Random) -> date | None:
    return min(as_of, start + _day(plan[key], rng)) if key in plan else None


def _lead(plan: dict, number: int, as_of: date, since: date, rng: random.Random) -> dict:
    received = max(since, as_of - _day(plan["age"], rng))
    phrases = data_file("phrases")
    passed = _after(plan, "passed_after", received, as_of, rng)
    amount = plan.get("amount")
    verify = timedelta(days=data_file("states")["lead_verify_days"])
    return {
        "received_date": received,
        "source": plan.get("source") or SOURCES[number % len(SOURCES)],
        "facility_name": plan["facility_name"],
        "credit_code": plan.get("credit_code"),
        "village": plan["village"],
        "sector": plan["sector"],
        "business_modes": plan.get("business_modes"),
        "description": plan["description"],
        "people_involved": plan.get("people"),
        "amount_involved_wan": None if amount is None else float(amount),
        "handling_unit": rng.choice([OFFICE, *phrases["units"]["departments"]]),
        "handler": person(rng),
        "verify_due_date": received + verify,
        "status": plan["status"],
        "nature": plan["nature"],
        "action": phrases["leads"]["actions"][plan["nature"]],
        "transferred_to": _receiver(plan, phrases) if passed else None,
        "transferred_date": passed,
        "closed_date": _after(plan, "closed_after", received, as_of, rng),
        "remarks": rng.choice(phrases["remarks"]["lead"]) if rng.random() < 0.2 else None,
    }


def _receiver(plan: dict, phrases: dict) -> str:
    """Suspected crime goes to the police, everything else to the lead body of the district."""
    return phrases["units"]["receivers"][1 if plan["nature"] == "涉嫌诈骗" else 0]


def _task(subject: Subject, step: dict, as_of: date, since: date, rng: random.Random) -> dict:
    assigned = max(since, as_of - _day(step["age"], rng))
    due = assigned + timedelta(days=step["term"])
    responsible = person(rng)
    return {
        "facility_name": subject.name,
        "credit_code": subject.row["credit_code"],
        "village": subject.row["village"],
        "issue": _issue(subject, rng),
        "severity": "严重" if subject.scheme else rng.choice(SEVERITIES[:3]),
        "responsible_unit": rng.choice(data_file("phrases")["units"]["departments"]),
        "responsible_person": responsible,
        "measures": rng.choice(data_file("phrases")["measures"]),
        "assigned_date": assigned,
        "due_date": due,
        "status": step["status"],
        **_outcome(step, due, responsible, as_of, rng),
        "remarks": step.get("remark") or _task_remark(rng),
    }


def _outcome(step: dict, due: date, responsible: str, as_of: date, rng: random.Random) -> dict:
    extended = due + timedelta(days=step["extend"]) if "extend" in step else None
    again = step.get("result") == "不通过"
    deadline = due if again else extended or due
    completed = _after(step, "done", deadline, as_of, rng)
    verified = _after(step, "verify", completed, as_of, rng) if completed else None
    return {
        "completed_date": completed,
        "verified_date": verified,
        "verifier": person(rng, other_than=responsible) if verified else None,
        "verify_result": step.get("result") if verified else None,
        "extended_to_date": extended,
    }


def _issue(subject: Subject, rng: random.Random) -> str:
    phrases = data_file("phrases")
    kind = subject.row["facility_type"]
    return rng.choice(phrases["scheme_issues"] if subject.scheme else phrases["issues"][kind])


def _task_remark(rng: random.Random) -> str | None:
    return rng.choice(data_file("phrases")["remarks"]["task"]) if rng.random() < 0.2 else None
