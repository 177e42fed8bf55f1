"""单位画像, 关联关系: the group a subject is judged with, and the word that it is none."""

import pytest

from pipelines.queries import decisions, facility
from pipelines.settings import Home
from tests.test_pages import draw, words
from tests.test_pages_tuning import ANALYST, AS_OF, press, said
from ui.text import group as text
from ui.text import profile as profile_words

HOME = "花桥逐暖候鸟旅居服务站"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    from data.sample.town import make_town
    from models.catalog import load_catalog
    from pipelines.settings import CATALOG
    from tests.staging import build_rows, stage

    home, catalog = Home(tmp_path_factory.mktemp("town")), load_catalog(CATALOG)
    return build_rows(home, AS_OF, stage(home, 1, make_town(AS_OF).rows, catalog, is_sample=True))


@pytest.fixture
def here(town, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(town.parent.parent))
    return town


def subject(town, person=ANALYST):
    rows = facility.choices(town, facility.Filters(), person)
    return rows.loc[rows["facility_name"] == HOME, "facility_id"].iloc[0]


def portrait(town, person=ANALYST):
    return draw(
        "profile", town, person=person, view=profile_words.TAB_LINKS, facility=subject(town)
    )


def test_the_profile_says_with_whom_it_is_judged_and_what_they_come_to(here):
    shown = words(portrait(here))
    assert "与 1 家关联单位合并计算法定标准：合计涉及金额 2,326万元" in shown
    assert text.NOTE in shown


def test_a_group_is_dissolved_with_a_reason_and_taken_back(here, monkeypatch):
    built = []
    monkeypatch.setattr("ui.importing_work.rebuild", lambda: built.append(1) or {"build": "x"})
    assert "请填写" in said(press(portrait(here), text.DISSOLVE)) and built == []
    at = portrait(here)
    (why,) = [one for one in at.text_input if one.label == text.WHY]
    why.set_value("经查互不隶属")
    assert text.DISSOLVED in said(press(at, text.DISSOLVE)) and built == [1]
    (one,) = decisions.dissolutions()
    assert (one.reason, one.ended_at, subject(here) in one.members) == ("经查互不隶属", "", True)
    at = portrait(here)
    assert "解除合并计算：经查互不隶属" in words(at)
    (why,) = [one for one in at.text_input if one.label == text.WHY]
    why.set_value("登记有误")
    assert text.RESTORED in said(press(at, text.RESTORE)) and built == [1, 1]
    assert decisions.dissolutions()[0].ended_at


def test_who_only_looks_is_offered_nothing(here):
    from pipelines.queries.scope import Person

    at = portrait(here, Person(name="李四", role="填报员", villages=("花桥村",)))
    assert text.DISSOLVE not in [one.label for one in at.button]
