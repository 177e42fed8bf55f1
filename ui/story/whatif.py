"""Sentences of 怎样降级: the cheapest way down, or why there is none."""

from __future__ import annotations

import pandas as pd

from models.counterfactual import Plan
from models.descent import HELD_FROM
from models.measures import Measure
from pipelines.queries import knowledge
from pipelines.queries.whatif import WhatIf
from ui import numbers
from ui.parts import escape
from ui.story.profile import badge
from ui.text import whatif as words

MEASURE_COLUMNS = ["name", "cost_person_days", "standing", "basis", "depends_on"]


def targets(level: str) -> dict[str, tuple[str, ...]]:
    """Words → the levels to leave: 退出红, 退出橙 …; empty at the lowest colour or without one."""
    names = colours()
    if level not in names:
        return {}
    here = names.index(level)
    return {
        words.LEAVE.format(level=names[stop]): tuple(names[: stop + 1])
        for stop in range(here, len(names) - 1)
    }


def colours() -> list[str]:
    """The levels that are colours, highest first."""
    return [one.name for one in knowledge.scoring().levels.colours]


def falls_by_steps(level: str) -> bool:
    """Whether the level falls only step by step, after clean visits (models/descent.py)."""
    return level in colours()[:-HELD_FROM]


def answer(found: WhatIf, target: str, leave: tuple[str, ...]) -> str:
    score, level = found.answer.now
    shown = {"now": badge(level), "score": numbers.score(score), "target": target}
    if found.answer.plans:
        best = found.answer.plans[0]
        return words.ANSWER.format(
            measures=words.PLUS.join(escape(m.name) for m in best.measures),
            cost=days(best.cost_person_days),
            after=badge(best.level),
            after_score=numbers.score(best.score),
            **shown,
        )
    score, level = found.answer.best
    return words.IMPOSSIBLE.format(
        why=why_not(found, leave),
        after=badge(level),
        after_score=numbers.score(score),
        action=escape(knowledge.level_actions()[found.answer.now[1]]),
        **shown,
    )


def why_not(found: WhatIf, leave: tuple[str, ...]) -> str:
    """The red lines that hold the level whatever is done; else the score does."""
    floors = {one.code: one for one in knowledge.scoring().floors}
    held = [floors[code].name for code in found.floors_after if floors[code].level in leave]
    if not held:
        return words.WHY_SCORE
    return words.WHY_FLOORS.format(names=words.AND.join(f"“{escape(name)}”" for name in held))


def plan_head(number: int, plan: Plan) -> str:
    return words.PLAN_HEAD.format(
        name=words.PLAN.format(n=words.PLANS[number]),
        cost=days(plan.cost_person_days),
        level=badge(plan.level),
        score=numbers.score(plan.score),
    )


def measure_lines(measure: Measure) -> tuple[str, str]:
    """The measure with its cost, and what it rests and depends on."""
    head = words.MEASURE.format(name=escape(measure.name), cost=days(measure.cost_person_days))
    below = words.BASIS.format(standing=measure.standing, basis=escape(measure.basis))
    if measure.depends_on:
        below += "  \n" + words.DEPENDS.format(what=escape(measure.depends_on))
    return head, below


def measure_rows(measures: tuple[Measure, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [{name: getattr(one, name) for name in MEASURE_COLUMNS} for one in measures],
        columns=MEASURE_COLUMNS,
    )


def days(value: float) -> str:
    return numbers.trimmed(value, 1)
