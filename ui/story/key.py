"""What an entry of the key ledger says, in words."""

from __future__ import annotations

from datetime import date

from ledger.keyledger import SCHEDULE, KeyMatter
from ledger.workflow import load_workflow
from ui import numbers
from ui.parts import escape
from ui.text import UNKNOWN
from ui.text import key as text


def lines(entry: dict, matter: KeyMatter) -> list[str]:
    """Number and reasons, the decision of a person, the four of the schedule, what comes next."""
    told = [text.OFF] if not entry else [head(entry, matter)]
    if matter.is_key is not None:
        told.append(decision(matter))
    if entry:
        shown = {name: said(entry[name]) for name in SCHEDULE}
        shown["deadline_date"] = numbers.day(entry["deadline_date"])
        told += [text.OWNER.format(**shown), text.MEASURES.format(**shown)]
        told.append(text.NEXT.format(next_step=said(entry["next_step"])))
    return told


def head(entry: dict, matter: KeyMatter) -> str:
    number = text.NUMBER.format(number=matter.number) if matter.number else text.NO_NUMBER
    return f"{number}　{said(entry['reasons'])}"


def decision(matter: KeyMatter) -> str:
    words = text.PUT_ON if matter.is_key else text.TAKEN_OFF
    return words.format(
        by=escape(matter.decided_by),
        at=numbers.day(date.fromisoformat(matter.decided_at[:10])),
        expires=numbers.day(date.fromisoformat(matter.expires)),
        reason=escape(matter.reason),
    )


def lacks(entry: dict) -> str:
    """Names of what the schedule of an entry still lacks."""
    fields = load_workflow().fields
    gone = [name for name in SCHEDULE if entry and numbers.is_unknown(entry[name])]
    return "、".join(fields[name].name for name in gone)


def schedule(entry: dict, matter: KeyMatter) -> dict:
    """What a form begins with: people's own schedule, else the entry's."""
    if matter.is_scheduled:
        day = date.fromisoformat(matter.schedule["deadline_date"])
        return {**matter.schedule, "deadline_date": day}
    known = {name: entry[name] for name in SCHEDULE if entry}
    return {name: value for name, value in known.items() if not numbers.is_unknown(value)}


def slip(facts: dict, entry: dict, as_of: date) -> dict:
    """What the printed 督办单 says: to whom, the request, the rows of its table."""
    days = (as_of - day_of(entry["deadline_date"])).days
    state = "late" if days > 0 else "left" if days else "today"
    told = {**{name: entry[name] for name in (*SCHEDULE, "reasons", "next_step")}}
    told |= {name: facts[name] for name in ("facility_name", "village", "level")}
    told["deadline_date"] = numbers.day(entry["deadline_date"])
    told["clock"] = text.STATE[state].format(days=abs(days))
    return {
        "unit": entry["responsible_unit"],
        "person": entry["responsible_person"],
        "body": text.SLIP_BODY["late" if days > 0 else "open"].format(days=days),
        "rows": [
            (name, UNKNOWN if numbers.is_unknown(told[code]) else str(told[code]))
            for code, name in text.SLIP_ROWS.items()
        ],
    }


def day_of(value) -> date:
    return value.date() if hasattr(value, "date") else value


def said(value) -> str:
    return UNKNOWN if numbers.is_unknown(value) else escape(value)
