"""What only the final report tells: causes, outlook, typical cases. Figures first, then a judgement
that names its rule."""

from __future__ import annotations

from pipelines.queries import knowledge
from reports import graphics, numbers
from reports.document import Block, Paragraph, table
from reports.facts import Facts
from reports.words import join, say, word
from reports.writing import FEW, known, unit

CAUSE_COLUMNS = ["indicator", "facilities", "share_pct", "basis"]


def causes(facts: Facts) -> list[Block]:
    rows = facts.causes
    urgent = facts.totals["red"] + facts.totals["orange"]
    if not urgent or rows.empty:
        return [Paragraph(word("causes.none"))]
    named = knowledge.every_indicator().set_index("indicator")
    rows = rows[rows["points"] > 0].assign(
        basis=rows["indicator"].map(named["basis"]),
        indicator=rows["indicator"].map(named["indicator_name"]),
    )
    items = [
        Paragraph(
            say(
                "causes.item",
                indicator=row.indicator,
                facilities=unit(row.facilities, "households"),
                share=numbers.percent(row.share_pct),
                basis=row.basis,
            )
        )
        for row in rows.head(FEW).itertuples()
    ]
    note = say("frame.shown", total=len(rows))
    return [
        Paragraph(say("causes.lead", n=unit(urgent, "households"))),
        *items,
        Paragraph(mode_words(facts)),
        graphics.points_by_dimension(facts),
        table(word("causes.table"), rows, CAUSE_COLUMNS, note),
    ]


def mode_words(facts: Facts) -> str:
    words = ""
    if len(facts.modes):
        names = [
            say("causes.mode", name=row.name, n=unit(row.facilities, "households"))
            for row in facts.modes.head(FEW).itertuples(index=False)
        ]
        words += say("causes.modes", names=join(names))
    if facts.totals["unregistered"]:
        count = unit(facts.totals["unregistered"], "households")
        words += say("causes.unregistered", n=count)
    return words


def outlook(facts: Facts) -> list[Block]:
    urgent, amount = facts.urgent_by_month(), facts.amount_by_month()
    now = {"to": unit(urgent.iloc[-1] if len(urgent) else 0, "households"),
           "last": facts.period,
           "amount_to": numbers.money(amount.iloc[-1] if len(amount) else None)}  # fmt: skip
    if len(urgent) < 2:
        words = say("outlook.single", **now)
    else:
        words = say(
            "outlook.course",
            first=numbers.period(urgent.index[0]),
            from_=unit(urgent.iloc[0], "households"),
            amount_from=numbers.money(amount.iloc[0]),
            **now,
        )
        words += moves(facts)
    blocks = [Paragraph(words), Paragraph(judgement(urgent, amount))]
    if known(facts.totals["unpaid_wan"]) > 0:
        unpaid = numbers.money(facts.totals["unpaid_wan"])
        blocks.append(Paragraph(say("outlook.unpaid", unpaid=unpaid)))
    return [*blocks, Paragraph(word("outlook.basis"))]


def moves(facts: Facts) -> str:
    """How many subjects rose, fell or came new against the month before."""
    rows = facts.inventory
    order = list(word("levels"))[:4]
    place = {name: number for number, name in enumerate(order)}
    step = rows["level"].map(place) - rows["previous_level"].map(place)
    return say(
        "outlook.risen",
        period=facts.period,
        risen=unit((step < 0).sum(), "households"),
        fallen=unit((step > 0).sum(), "households"),
        listed=unit(rows["previous_level"].isna().sum(), "households"),
    )


def judgement(urgent, amount) -> str:
    """Growing: more red and orange subjects, or more money, than in the month before."""
    if not len(urgent) or not urgent.iloc[-1]:
        return word("outlook.calm")
    if len(urgent) < 2:
        return word("outlook.unclear")
    more = urgent.iloc[-1] > urgent.iloc[-2] or known(amount.iloc[-1]) > known(amount.iloc[-2])
    return word("outlook.growing" if more else "outlook.steady")


def cases(facts: Facts) -> list[Block]:
    ledger = facts.key
    if ledger.empty:
        return [Paragraph(word("cases.none"))]
    told = facts.inventory.set_index("facility_id")[["reason", "unpaid_wan", "unpaid_wan_low"]]
    shown = ledger.head(FEW).join(told, on="facility_id")
    lead = say(
        "cases.lead",
        shown=unit(len(shown), "households"),
        total=unit(len(ledger), "households"),
    )
    stories = [block for row in shown.itertuples() for block in case(row)]
    return [Paragraph(lead), *stories, Paragraph(word("cases.caveat"))]


def case(row) -> list[Block]:
    title = say(
        "cases.title",
        name=row.facility_name,
        village=row.village,
        sector=row.sector,
        level=numbers.level(row.level).replace(" ", "\u00a0"),  # the mark stays with its word
    )
    facts = say(
        "cases.facts",
        people=numbers.people(row.people_involved, row.people_involved_low),
        amount=numbers.money(row.amount_involved_wan, row.amount_involved_wan_low),
        unpaid=numbers.money(row.unpaid_wan, row.unpaid_wan_low),
        reason=row.reason,
    )
    return [Paragraph(f"{title}：{facts}{handling(row)}")]


def handling(row) -> str:
    if numbers.is_unknown(row.responsible_unit) or numbers.is_unknown(row.measures):
        return word("cases.pending")
    return say(
        "cases.handling",
        unit=row.responsible_unit,
        measures=row.measures,
        deadline=numbers.day(row.deadline_date),
        next_step=row.next_step,
    )
