"""Laws of truth 6 and 7 over raw facts, through the public import: a town of random places."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import date, datetime

import pytest

from models.catalog import load_catalog
from pipelines.importing import import_paths
from pipelines.run import build
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import newest_build, open_build
from tests.books import write_book
from tests.worse_town import FACTS, LATE, Twin, names, sheets, twins

AS_OF = date(2026, 11, 23)
WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
PLACES, SEED = int(os.environ.get("RISK_TEST_PLACES", "40")), 20261128
SCORING = load_catalog(CATALOG).scoring
# How urgent a level is: what is not known well enough stands between yellow and green.
URGENCY = {name: -place for place, name in enumerate(SCORING.levels.names)}
FOUND = """
select f.facility_name, s.period, s.score, s.level, s.is_statutory, s.lacks
from mart_score_month s join mart_facility f using (facility_id)
where s.period in ('2026-08', '2026-11')
"""


LINES = """
select f.facility_name, h.rule, h.level, h.evidence
from mart_floor h join mart_facility f using (facility_id)
where h.period = '2026-11' and not h.is_pending
"""
REASONS = "select facility_name, reason from mart_score"


@pytest.fixture(scope="module")
def town_home(tmp_path_factory):
    return Home(tmp_path_factory.mktemp("worse"))


@pytest.fixture(scope="module")
def town_build(town, town_home):
    return newest_build(town_home)


@pytest.fixture(scope="module")
def town(town_home):
    """Every twin with what the build says of it in November and, if it was known, in August."""
    home = town_home
    listed = twins(PLACES, SEED)
    villages = [one.name for one in load_catalog(CATALOG).region.villages]
    path = write_book(home.root / "town.xlsx", sheets(listed, SEED, villages))
    (entry,) = import_paths([path], home, **WHO)["files"]
    assert [sheet["rejected"] for sheet in entry["sheets"]] == [0, 0]
    build(home, AS_OF)
    said = defaultdict(dict)
    for name, period, *rest in open_build(newest_build(home)).rows(FOUND):
        said[name][period] = rest
    return [(twin, said[name]) for name, twin in zip(names(len(listed), SEED), listed, strict=True)]


def below(found, base) -> bool:
    """Whether a judgement is lower than another in score, level or the legal flag."""
    (score, level, statutory, _), (score_0, level_0, statutory_0, _) = found, base
    return (
        score < score_0 - 1e-6
        or URGENCY[level] < URGENCY[level_0]
        or (statutory_0 and not statutory)
    )


def bases(town, group):
    return {twin.place: said for twin, said in town if twin.group == group and not twin.change}


def broken(town, group, wanted):
    base = bases(town, group)
    pairs = [
        (twin, said["2026-11"], base[twin.place]["2026-11"])
        for twin, said in town
        if twin.group == group and wanted(twin.change)
    ]
    assert len(pairs) >= PLACES
    return [
        (one.place, one.change, was, now, one.facts) for one, now, was in pairs if below(now, was)
    ]


def test_law_06_no_worse_fact_lowers_score_level_or_the_legal_flag(town):
    assert broken(town, "once", bool) == []


def test_law_07_no_fact_left_out_after_it_was_known_lowers_anything(town):
    assert broken(town, "twice", lambda change: change.startswith("hidden")) == []


def test_law_07_a_place_not_visited_for_months_is_never_safer_than_one_that_is(town):
    assert broken(town, "twice", lambda change: change == "not visited") == []
    for twin, said in town:
        if twin.change == "not visited":
            assert said["2026-11"][2] >= said["2026-08"][2], twin


def test_law_07_no_green_without_money_and_people_or_with_a_sign_of_distress(town):
    seen = 0
    for twin, said in town:
        facts = twin.visits[0][1]
        known = facts["people"] is not None and (
            facts["amount"] is not None
            or None not in (facts["service"], facts["deposit"], facts["membership"])
        )
        if not known or facts["signs"] not in (None, "无"):
            seen += 1
            assert said["2026-11"][1] != "绿", twin
    assert seen > PLACES


def test_law_11_every_line_met_is_told_or_counted_and_the_highest_by_name(town_build):
    """The reason has the sentence of each line of the highest level met, or of a line that says the
    same facts; where a line is left out the reason counts how many were met."""
    build = open_build(town_build)
    met = defaultdict(list)
    for name, rule, level, evidence in build.rows(LINES):
        met[name].append((rule, level, evidence))
    seen = counted = 0
    for name, reason in build.rows(REASONS):
        told = [line for line in met[name] if line[2] in reason]
        if len(told) < len(met[name]):
            counted += 1
            assert f"以上等{len(met[name])}条规则" in reason, name
        seen += len(met[name])
    assert seen > PLACES and counted


def test_law_07_no_green_with_a_row_waiting(tmp_path):
    home = Home(tmp_path)
    quiet = {name: 0 for name in FACTS} | {
        **{"kind": "养老机构", "beds": 50, "assets": 300, "status": "已登记已备案"},
        **{"sector": "养老服务", "modes": "无", "people": 20, "elderly": 15, "local": 20},
        **{"amount": 8, "service": 8, "custody": "是", "promotion": "否"},
        **{"media": "无", "signs": "无"},
    }
    sound = Twin(0, "once", "", quiet, ((LATE, quiet),))
    spoilt = Twin(1, "once", "", quiet, ((LATE, quiet), ("2026-11-21", quiet | {"elderly": 21})))
    path = write_book(tmp_path / "x.xlsx", sheets([sound, spoilt], 1, ["曙光村"]))
    import_paths([path], home, **WHO)
    build(home, AS_OF)
    said = {name: rest for name, _, *rest in open_build(newest_build(home)).rows(FOUND)}
    one, other = names(2, 1)
    assert said[one][1] == "绿"
    assert said[other][1] == "信息不足" and "待更正" in said[other][3]
