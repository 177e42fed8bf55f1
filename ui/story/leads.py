"""The sentence, the key figures and the table columns of 线索."""

from __future__ import annotations

import pandas as pd

from pipelines.queries.scope import newest_period, run_info
from ui import numbers, text
from ui.context import Context
from ui.parts import Figure, escape
from ui.text import leads as words

COLUMNS = ["lead_no", "received_date", "source", "facility_name", "village", "step", "status",
           "nature", "verify_due_date", "days_late", "handling_unit", "handler", "description",
           "people_involved", "amount_involved_wan", "action", "transferred_to",
           "transferred_date", "closed_date", "remarks"]  # fmt: skip
LATE_COLUMNS = ["days_late", "lead_no", "facility_name", "handling_unit", "handler",
                "verify_due_date", "status", "source", "description"]  # fmt: skip


def sentence(ctx: Context, totals: dict) -> str:
    late = int(totals["late"])
    longest = (
        words.LATE.format(n=late, days=int(totals["longest_late"])) if late else words.NOT_LATE
    )
    return words.ANSWER.format(
        as_of=numbers.day(run_info(ctx.build)["as_of"]),
        period=numbers.period(ctx.filters.period or newest_period(ctx.build)),
        leads=numbers.count(totals["leads"]),
        new=numbers.count(totals["new_leads"]),
        open=numbers.count(totals["open_leads"]),
        grave=numbers.count(totals["grave"]),
        transferred=numbers.count(totals["transferred"]),
        late=longest,
    )


def key_figures(totals: dict, months: pd.DataFrame) -> list[Figure]:
    late = int(totals["late"])
    share = numbers.percent(100 * totals["open_leads"] / max(totals["leads"], 1))
    new = words.NEW.format(n=numbers.count(totals["new_leads"]))
    return [
        counted(words.LEADS, totals["leads"], change=new, trend=months["received"].tolist()),
        counted(words.OPEN, totals["open_leads"], change=words.OPEN_SHARE.format(share=share)),
        counted(
            words.LATE_FIGURE,
            late,
            change=words.LATE_LONGEST.format(days=int(totals["longest_late"])) if late else None,
            is_worse=True if late else None,
        ),
        counted(words.GRAVE, totals["grave"], help=words.GRAVE_HELP),
        counted(words.TRANSFERRED, totals["transferred"]),
        counted(
            words.NO_SUBJECT,
            totals["unknown_subject"],
            page="quality",
            help=words.NO_SUBJECT_HELP,
        ),
    ]


def counted(label: str, n, **more) -> Figure:
    return Figure(label, numbers.count(n, words.UNIT), **more)


def sources_long(rows: pd.DataFrame) -> pd.DataFrame:
    """source, state (办结 or not), leads: two rows per source."""
    done = rows.assign(state=words.DONE, leads=rows["leads"] - rows["open_leads"])
    not_done = rows.assign(state=words.NOT_DONE, leads=rows["open_leads"])
    return pd.concat([not_done, done])[["source", "state", "leads"]]


def detail(lead: dict) -> list[str]:
    """A lead in a few lines of Markdown."""
    said = {name: say(value) for name, value in lead.items()}
    heading = words.DETAIL.format(no=said["lead_no"], status=said["status"], nature=said["nature"])
    facts = words.DETAIL_FACTS.format(
        source=said["source"],
        received=numbers.day(lead["received_date"]),
        unit=said["handling_unit"],
        handler=said["handler"],
        due=numbers.day(lead["verify_due_date"]),
    )
    action = words.DETAIL_ACTION.format(
        action=said["action"],
        to=said["transferred_to"],
        date="" if pd.isna(lead["transferred_date"]) else numbers.day(lead["transferred_date"]),
    )
    return [f"**{heading}**", words.DETAIL_LINE.format(what=said["description"]), facts, action]


def say(value) -> str:
    return text.UNKNOWN if numbers.is_unknown(value) else escape(value)
