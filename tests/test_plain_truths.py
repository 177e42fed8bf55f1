"""Screens say no plain untruth: ties, scope, past months, cut tables, keys, one figure for done."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipelines.queries import projection, rectification, scope
from pipelines.queries.scope import Filters, Person
from reports import numbers
from ui import parts
from ui.context import Context
from ui.story import projection as wall
from ui.story import sectors

UI = Path(__file__).parents[1] / "ui"
ME = Person(is_local=True)


@pytest.mark.parametrize("counts", [(2, 2), (3, 3, 1), (1, 1, 1, 1)])
def test_a_tie_is_told_as_a_tie_on_the_wall(counts):
    names = [f"村{n}" for n in range(len(counts))]
    said = wall.map_sentence(pd.DataFrame({"village": names, "urgent": counts}))
    tied = [name for name, n in zip(names, counts, strict=True) if n == max(counts)]
    assert "并列最多" in said and all(name in said for name in tied)
    assert f"各{max(counts)}家" in said


def test_one_first_place_is_no_tie_and_none_is_none():
    rows = pd.DataFrame({"village": ["甲村", "乙村"], "urgent": [2, 1]})
    assert "甲村最多，2家" in wall.map_sentence(rows)
    assert wall.map_sentence(rows.assign(urgent=0)) == wall.words.MAP_CALM


def test_sectors_that_tie_are_all_named():
    said = sectors.urgent_words(
        pd.DataFrame({"sector": ["养老服务", "养老产品"], "urgent": [1, 1]})
    )
    assert "养老服务" in said and "养老产品" in said and "并列" in said


def test_law_13_the_title_of_a_filtered_slide_says_so():
    slides = [wall.slide("总体情况", ""), wall.slide("区域分布", "")]
    assert [one["title"] for one in wall.scoped(slides, "曙光村")] == [
        "总体情况（仅曙光村）",
        "区域分布（仅曙光村）",
    ]
    assert wall.scoped(slides, "") == slides


def test_law_13_a_past_month_says_its_own_day(sample_build):
    newest, *_, oldest = scope.periods(sample_build)
    now = Context(sample_build, Filters(period=newest), ME)
    past = replace(now, filters=Filters(period=oldest))
    assert parts.when(now) == "数据截至 2026年11月23日"
    assert parts.when(past).startswith(f"{numbers.period(oldest)}（截至 ")


def test_law_12_desk_and_wall_show_one_figure_of_tasks_done(sample_build):
    where = (sample_build, Filters(), ME)
    desk, tasks = rectification.totals(*where), projection.tasks(*where)
    slide = wall.rectification(tasks, rectification.tasks(*where).head(0))
    assert f"已销号（移送）{int(desk['done'])}项" in slide["sentence"]
    by_status = tasks.set_index("status")["tasks"]
    assert by_status.get("已销号", 0) + by_status.get("已移送", 0) == desk["done"]


def test_no_key_but_enter_and_space_is_swallowed():
    """A handler that is an expression returns false for every other key, which cancels it."""
    for path in sorted(UI.glob("*.js")):
        said = path.read_text("utf-8")
        assert not re.search(r"on\w+ = \(\w*\) => [^{\n]*&&", said), path.name


@pytest.mark.parametrize("wan, said", [(1e9, "10万亿元"), (1e8, "1万亿元"), (1.2e4, "1.2亿元")])
def test_extreme_amounts_stay_short(wan, said):
    assert numbers.money(wan) == said
