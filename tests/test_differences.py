"""What an import would change against what is stored: new, changed, unchanged, no longer there."""

from datetime import datetime
from itertools import count

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.differences import CHANGED, GONE, NEW, UNCHANGED, compare, said
from pipelines.importing import import_paths
from pipelines.previewing import preview
from pipelines.queries.scope import Person
from pipelines.run import build
from pipelines.settings import Home
from tests.books import TODAY, forms, write_book

AT = datetime(2026, 11, 23, 9, 0)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
LOCAL = Person(is_local=True)
REGISTER = ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）", "备案床位数"]
VISIT = ["单位名称", "所在村（社区）", "排查日期", "排查人", "涉及人数"]
LEAD = ["线索编号", "接收日期", "线索来源", "所在村（社区）", "线索内容", "承办单位"]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home").prepare()


@pytest.fixture
def look(home, tmp_path):
    """Counts and rows of the preview of one more workbook."""
    numbers = count()

    def look(heading, *rows, person=LOCAL):
        path = write_book(tmp_path / f"新表{next(numbers)}.xlsx", {"新表": [heading, *rows]})
        entry = preview([path], [path.name], home, person, at=AT)["files"][0]
        return entry["difference"]

    return look


@pytest.fixture
def stored(home, tmp_path):
    """Import and build what is already there."""

    def stored(heading, *rows, name="旧表"):
        path = write_book(tmp_path / f"{name}.xlsx", {"表": [heading, *rows]})
        import_paths([path], home, **WHO)
        build(home, TODAY)

    return stored


def place(name, beds, village="曙光村"):
    return [name, "养老机构", "已登记已备案", "养老服务", village, beds]


def counts(found, form):
    return [found.counts[form, kind] for kind in (NEW, CHANGED, UNCHANGED, GONE)]


def cells(found):
    changed = found.rows[found.rows["kind"] == CHANGED]
    columns = ["name", "heading", "old", "new", "cell"]
    return [tuple(row) for row in changed[columns].itertuples(index=False)]


def test_into_an_empty_state_everything_is_new(look):
    found = look(REGISTER, place("甲养老院", 20), place("乙养老院", 30))
    assert counts(found, "facility") == [2, 0, 0, 0]


def test_a_register_names_the_cell_that_changed_and_the_subject_no_longer_listed(look, stored):
    stored(REGISTER, place("甲养老院", 20), place("乙养老院", 30), place("丙养老院", 40, "龙塘村"))
    found = look(REGISTER, place("甲 养老院", 25), place("丁养老院", 10))
    assert counts(found, "facility") == [1, 1, 0, 1]
    assert cells(found) == [("甲养老院", "备案床位数", "20", "25", "F2")]
    gone = found.rows[found.rows["kind"] == GONE]
    assert gone["name"].tolist() == ["乙养老院"]  # another village's register is not asked


def test_a_visit_is_the_same_by_subject_and_day_and_a_missing_column_changes_nothing(look, stored):
    stored(
        VISIT,
        ["甲店", "曙光村", "2026-11-05", "李某", 12],
        ["甲店", "曙光村", "2026-10-05", "李某", 9],
    )
    same = look(VISIT[:4], ["甲店", "曙光村", "2026年11月5日", "李某"])
    assert counts(same, "screening") == [0, 0, 1, 0]
    other = look(
        VISIT,
        ["甲店", "曙光村", "2026-11-05", "李某", None],
        ["乙店", "曙光村", "2026-11-06", "李某", 3],
    )
    assert counts(other, "screening") == [1, 1, 0, 0]
    assert cells(other) == [("甲店", "涉及人数", "12", None, "E2")]


def test_a_lead_is_the_same_by_its_number(look, stored):
    row = ["XS-1", "2026-11-05", "群众举报", "曙光村", "高息揽储", "平安办"]
    stored(LEAD, row)
    assert counts(look(LEAD, row), "lead") == [0, 0, 1, 0]
    found = look(LEAD, [*row[:5], "派出所"])
    assert cells(found) == [("XS-1", "承办单位", "平安办", "派出所", "F2")]


def test_a_subject_whose_code_becomes_known_is_changed_and_not_new(look, stored):
    stored(REGISTER, place("甲养老院", 20))
    found = look([*REGISTER, "统一社会信用代码"], [*place("甲养老院", 20), "52500111NLB1BBCH0D"])
    assert counts(found, "facility") == [0, 1, 0, 0]
    assert cells(found)[0][1:4] == ("统一社会信用代码", None, "52500111NLB1BBCH0D")


def test_personal_words_are_hidden_from_roles_that_need_none(look, stored):
    stored([*REGISTER, "法定代表人"], [*place("甲养老院", 20), "王某某"])
    found = look(
        [*REGISTER, "法定代表人"], [*place("甲养老院", 20), "赵某"], person=Person(role="管理员")
    )
    assert cells(found)[0][2:4] == ("王＊＊", "赵＊")


def test_one_value_reads_the_same_from_a_workbook_and_a_build():
    day = datetime(2026, 11, 5)
    assert said(day) == said(pd.Timestamp(day)) == said(day.date()) == "2026-11-05"
    assert said(12) == said(12.0) == "12"
    assert said(0.1 + 0.2) == "0.3"
    assert said(None) is said(float("nan")) is said(pd.NaT) is None


FIGURES = st.dictionaries(st.sampled_from("甲乙丙丁"), st.integers(0, 3), max_size=4)


@settings(max_examples=40, deadline=None)
@given(old=FIGURES, new=FIGURES)
def test_every_row_is_counted_once(old, new):
    form = forms().form("population")

    def frame(figures):
        return pd.DataFrame(
            [
                {"village_code": name, "village": name, "as_of_date": "2026-01-01", "residents": n}
                | {"source_sheet": "表", "source_row": i, "block": 1}
                for i, (name, n) in enumerate(figures.items(), start=2)
            ],
            columns=["village_code", "village", "as_of_date", "residents", "source_sheet",
                     "source_row", "block"],
        )  # fmt: skip

    found = compare(form, frame(new), frame(old), {("表", 1): {"residents": "B"}})
    n = {kind: found.counts["population", kind] for kind in (NEW, CHANGED, UNCHANGED, GONE)}
    assert n[NEW] == len(set(new) - set(old))
    assert n[CHANGED] == sum(new[v] != old[v] for v in set(new) & set(old))
    assert n[NEW] + n[CHANGED] + n[UNCHANGED] == len(new)
    assert n[GONE] == 0  # a village that the file lacks is not asked
