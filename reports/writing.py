"""The sections of a report: facts in, sentences, tables and charts out. Nothing is invented."""

from __future__ import annotations

import pandas as pd

from reports import bridging, graphics, numbers
from reports.closing import closed_month
from reports.document import Block, Paragraph, table
from reports.facts import URGENT, Facts
from reports.records import records
from reports.words import join, say, word

FEW = 5  # names listed in a sentence; the tables and attachments hold them all


def unit(value, name: str) -> str:
    """A count with its unit: 45家."""
    return numbers.count(value, word(f"units.{name}"))


def known(value) -> float:
    return 0.0 if numbers.is_unknown(value) else float(value)


# ---------------------------------------------------------------- 工作开展情况


def work(facts: Facts) -> list[Block]:
    tasks, publicity = facts.task_totals, facts.publicity
    month = facts.burn_down[facts.burn_down["period"] == facts.month]
    words = [
        visit_words(facts),
        late_entry_words(facts),
        say(
            "work.leads",
            new=unit(facts.lead_totals["new_leads"], "pieces"),
            leads=unit(facts.lead_totals["leads"], "pieces"),
            open=unit(facts.lead_totals["open_leads"], "pieces"),
            as_of=facts.day,
        ),
        say(
            "work.tasks",
            assigned=unit(month["assigned"].sum(), "items"),
            done=unit(month["done"].sum(), "items"),
            tasks=unit(tasks["tasks"], "items"),
            done_pct=numbers.percent(tasks["done_pct"]),
        ),
        say("work.publicity", **publicity_month(publicity)),
    ]
    return [Paragraph("".join(words))]


def visit_words(facts: Facts) -> str:
    visits, total = facts.visits, facts.totals["facilities"]
    if visits.empty:
        return say("work.no_visits", period=facts.period, area=facts.area)
    met = visits["facility_id"].nunique()
    return say(
        "work.visits",
        period=facts.period,
        area=facts.area,
        visits=unit(len(visits), "visits"),
        facilities=unit(met, "households"),
        total=unit(total, "households"),
        share=numbers.percent(100 * met / total if total else None),
    )


def late_entry_words(facts: Facts) -> str:
    """What was received only after the month had ended."""
    late = int(facts.visits["is_late_entry"].fillna(False).sum())
    return say("work.late_entry", n=unit(late, "visits")) if late else ""


def publicity_month(publicity: dict) -> dict:
    return {
        "sessions": unit(known(publicity["sessions_month"]), "sessions"),
        "participants": unit(publicity["participants_month"], "person_times"),
    }


# ---------------------------------------------------------------- 风险总体情况


def overall(facts: Facts) -> list[Block]:
    totals = facts.totals
    counts = ("facilities", "red", "orange", "yellow", "green", "unclear", "unregistered")
    levels = {name: unit(totals[name], "households") for name in counts}
    words = [
        say("overall.levels", area=facts.area, **levels),
        change_words(facts),
        say(
            "overall.scale",
            people=numbers.people(totals["people_involved"]),
            people_known=unit(totals["people_known"], "households"),
            amount=numbers.money(totals["amount_involved_wan"]),
            amount_known=unit(totals["amount_known"], "households"),
            unpaid=numbers.money(totals["unpaid_wan"]),
        ),
        statutory_words(facts),
    ]
    return [Paragraph("".join(words)), Paragraph(word("frame.unknown_note"))] + (
        [graphics.levels_by_month(facts)] if len(facts.months) else []
    )


def change_words(facts: Facts) -> str:
    course = facts.urgent_by_month()
    if len(course) < 2:
        return ""
    now, before = int(course.iloc[-1]), int(course.iloc[-2])
    key = "more" if now > before else "less" if now < before else "same"
    change = say(f"overall.{key}", n=unit(abs(now - before), "households"))
    return say("overall.change", urgent=unit(now, "households"), change=change)


def statutory_words(facts: Facts) -> str:
    names = facts.inventory.loc[facts.inventory["is_statutory"].astype(bool), "facility_name"]
    if names.empty:
        return ""
    return say("overall.statutory", n=unit(len(names), "households"), names=join(names))


# ---------------------------------------------------------------- 行业和区域分布

VILLAGE_COLUMNS = ["village", "facilities", "red", "orange", "yellow", "green", "unrated",
                   "people_involved", "amount_involved_wan"]  # fmt: skip
SECTOR_COLUMNS = ["sector", "facilities", "urgent", "people_involved", "amount_involved_wan"]


def spread(facts: Facts) -> list[Block]:
    villages, sectors = facts.villages, facts.sectors
    return [
        Paragraph(village_words(villages) + sector_words(sectors)),
        graphics.levels_by_village(facts),
        table(
            say("frame.dated", title=word("spread.village_table"), when=facts.period),
            with_total(villages, "village", VILLAGE_COLUMNS),
            VILLAGE_COLUMNS,
            shown_all(villages),
        ),
        graphics.amount_by_sector(facts),
        table(
            say("frame.dated", title=word("spread.sector_table"), when=facts.period),
            with_total(sectors, "sector", SECTOR_COLUMNS),
            SECTOR_COLUMNS,
            shown_all(sectors),
        ),
    ]


def with_total(rows: pd.DataFrame, name: str, columns: list[str]) -> pd.DataFrame:
    """The rows and below them their sum; a sum of nothing but unknowns is unknown."""
    if rows.empty:
        return rows
    sums = {column: rows[column].sum(min_count=1) for column in columns if column != name}
    total = pd.DataFrame([{name: word("frame.total"), **sums}])
    return pd.concat([rows[columns], total], ignore_index=True)


def village_words(villages: pd.DataFrame) -> str:
    some = villages[villages["urgent"] > 0].sort_values("urgent", ascending=False, kind="stable")
    if some.empty:
        return word("spread.village_none")
    pairs = [
        say("spread.pair", name=row.village, value=unit(row.urgent, "households"))
        for row in some.itertuples()
    ]
    return say("spread.village", names=join(pairs))


def sector_words(sectors: pd.DataFrame) -> str:
    some = sectors[sectors["amount_involved_wan"] > 0].head(3)
    if some.empty:
        return ""
    pairs = [
        say("spread.pair", name=row.sector, value=numbers.money(row.amount_involved_wan))
        for row in some.itertuples()
    ]
    return say("spread.sector", names=join(pairs))


def shown_all(frame: pd.DataFrame) -> str:
    return say("frame.shown", total=len(frame))


# ---------------------------------------------------------------- 重点线索与整改

KEY_COLUMNS = ["level", "facility_name", "village", "people_involved", "amount_involved_wan",
               "responsible_unit", "measures", "deadline_date"]  # fmt: skip
OVERDUE_COLUMNS = ["task_no", "facility_name", "issue", "responsible_unit", "deadline_date",
                   "days_overdue"]  # fmt: skip


def key(facts: Facts) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(key_words(facts)),
        *records(facts),
        Paragraph(lead_words(facts.lead_totals)),
        Paragraph(task_words(facts.task_totals)),
        Paragraph(say("frame.as_of_note", period=facts.period, as_of=facts.day)),
    ]
    blocks += bridges(facts)
    if len(facts.tasks):
        blocks.append(graphics.burn_down(facts))
    for title, rows, columns in (
        ("ledger_table", facts.key, KEY_COLUMNS),
        ("overdue_table", facts.overdue, OVERDUE_COLUMNS),
    ):
        if len(rows):
            blocks.append(table(word(f"key.{title}"), rows, columns, shown_all(rows)))
    if facts.overdue.empty:
        blocks.append(Paragraph(word("key.no_overdue")))
    return blocks


def key_words(facts: Facts) -> str:
    sums = facts.key_totals
    if not sums["facilities"]:
        return word("key.none")
    ledger = say(
        "key.ledger",
        n=unit(sums["facilities"], "households"),
        people=numbers.people(sums["people_involved"]),
        amount=numbers.money(sums["amount_involved_wan"]),
    )
    lacking = {name: sums[name] for name in ("no_owner", "no_measures", "no_deadline")}
    if not any(lacking.values()):
        return ledger
    return ledger + say("key.gaps", **{k: unit(v, "households") for k, v in lacking.items()})


def bridges(facts: Facts) -> list[Block]:
    """What came and went this month, per village, and whether it adds up."""
    blocks: list[Block] = []
    for kind, units in (("leads", "pieces"), ("tasks", "items")):
        rows = facts.bridges[kind]
        if rows.empty:
            continue
        name = word(f"bridge.{kind}")
        counts = {column: unit(rows[column].iloc[-1], units) for column in bridging.COUNTS}
        said = say("bridge.words", name=name, verdict=bridge_verdict(rows), **counts)
        said += word("bridge.lead_note") if kind == "leads" else ""
        note = say("frame.shown", total=len(rows) - 1)
        title = say("frame.dated", title=name, when=facts.period)
        blocks += [Paragraph(said), table(title, rows, bridging.COLUMNS, note)]
    return blocks


def bridge_verdict(rows: pd.DataFrame) -> str:
    wrong = rows.loc[~rows["adds_up"].astype(bool), "village"]
    return say("bridge.broken", villages=join(wrong)) if len(wrong) else word("bridge.holds")


def lead_words(sums: dict) -> str:
    return say(
        "key.leads",
        leads=unit(sums["leads"], "pieces"),
        open=unit(sums["open_leads"], "pieces"),
        late=unit(sums["late"], "pieces"),
        grave=unit(sums["grave"], "pieces"),
        transferred=unit(sums["transferred"], "pieces"),
    )


def task_words(sums: dict) -> str:
    longest = unit(sums["longest_overdue"], "days") if sums["overdue"] else ""
    words = say(
        "key.tasks",
        tasks=unit(sums["tasks"], "items"),
        done=unit(sums["done"], "items"),
        verify=unit(sums["to_verify"], "items"),
        overdue=unit(sums["overdue"], "items"),
        longest=say("key.longest", days=longest) if longest else "",
    )
    if not sums["done"]:
        return words
    return words + say(
        "key.closing",
        median=unit(sums["median_days"], "days"),
        in_time=numbers.percent(sums["in_time_pct"]),
    )


# ---------------------------------------------------------------- 宣传

GAP_COLUMNS = ["village", "is_gap", "high_risk", "sessions", "participants",
               "elderly_participants", "last_date"]  # fmt: skip


def publicity(facts: Facts) -> list[Block]:
    sums = facts.publicity
    if not sums["activities"]:
        return [Paragraph(say("publicity.none", period=facts.period))]
    since = numbers.period(facts.publicity_months["period"].iloc[0])
    words = [
        say("publicity.month", **publicity_month(sums)),
        say(
            "publicity.year",
            since=since,
            sessions=unit(sums["sessions"], "sessions"),
            participants=unit(sums["participants"], "person_times"),
            known=numbers.count(sums["participants_known"]),
            materials=numbers.count(sums["materials"]),
            cases=numbers.count(sums["cases_publicised"]),
            channels=numbers.count(sums["channels"]),
        ),
        gap_words(facts.gaps),
    ]
    gaps = table(word("publicity.table"), facts.gaps, GAP_COLUMNS, shown_all(facts.gaps))
    return [Paragraph("".join(words)), graphics.sessions_by_month(facts), gaps]


def gap_words(gaps: pd.DataFrame) -> str:
    names = gaps.loc[gaps["is_gap"].astype(bool), "village"]
    if names.empty:
        return word("publicity.no_gaps")
    return say("publicity.gaps", names=join(names))


# ---------------------------------------------------------------- 报送情况

REPORT_COLUMNS = ["unit", "status", "due_date", "submitted_date", "screened_count", "lead_count"]


def reporting(facts: Facts) -> list[Block]:
    sums = facts.report_totals
    if not sums["units"]:
        return [Paragraph(say("reporting.none", period=facts.period))]
    counts = {n: unit(sums[n], "units") for n in ("units", "reported", "in_time", "zero", "late")}
    words = [say("reporting.month", period=facts.period, **counts)]
    if sums["missing"]:
        missing = unit(sums["missing"], "units")
        words.append(say("reporting.missing", n=missing, names=sums["missing_units"]))
    if sums["waiting"]:
        due = numbers.day(sums["due_date"])
        words.append(say("reporting.waiting", n=unit(sums["waiting"], "units"), due=due))
    if not sums["missing"] and not sums["waiting"]:
        words.append(word("reporting.all_in"))
    rows = table(word("reporting.table"), facts.reports, REPORT_COLUMNS, shown_all(facts.reports))
    return [Paragraph("".join(words)), *closed_month(facts), rows]


# ---------------------------------------------------------------- 下一步


def next_steps(facts: Facts) -> list[Block]:
    """What follows from the figures, numbered; actions of levels are levels.yml's."""
    steps = [*level_steps(facts), *case_steps(facts), *report_steps(facts)]
    steps.append(word("next.routine"))
    return [Paragraph(numbered(n, words)) for n, words in enumerate(steps, 1)]


def numbered(number: int, words: str) -> str:
    numerals = word("next.numerals")
    tens = numerals[9] if number > 10 else ""
    return say("next.numbered", n=tens + numerals[(number - 1) % 10], words=words)


def level_steps(facts: Facts) -> list[str]:
    actions = {level.name: level.action for level in facts.catalog.scoring.levels.colours}
    steps = []
    for name, key_ in zip(URGENT, ("red", "orange"), strict=True):
        if facts.totals[key_]:
            count = unit(facts.totals[key_], "households")
            steps.append(say(f"next.{key_}", n=count, action=actions[name]))
    unclear = facts.villages[facts.villages["unrated"] > 0]
    if len(unclear):
        total = unit(unclear["unrated"].sum(), "households")
        steps.append(say("next.unclear", n=total, villages=join(unclear["village"])))
    return steps


def case_steps(facts: Facts) -> list[str]:
    steps = []
    if len(facts.overdue):
        units = join(facts.overdue["responsible_unit"].dropna().unique())
        steps.append(say("next.overdue", n=unit(len(facts.overdue), "items"), units=units))
    if facts.lead_totals["late"]:
        steps.append(say("next.late_leads", n=unit(facts.lead_totals["late"], "pieces")))
    key_ = facts.key
    lacking = key_[["responsible_unit", "responsible_person", "measures", "deadline_date"]].isna()
    if lacking.any(axis=1).any():
        steps.append(say("next.owner", n=unit(lacking.any(axis=1).sum(), "households")))
    return steps


def report_steps(facts: Facts) -> list[str]:
    steps = []
    if facts.report_totals.get("missing"):
        names = facts.report_totals["missing_units"]
        steps.append(say("next.missing", names=names, period=facts.period))
    gaps = facts.gaps.loc[facts.gaps["is_gap"].astype(bool), "village"]
    if len(gaps):
        steps.append(say("next.publicity", villages=join(gaps)))
    return steps
