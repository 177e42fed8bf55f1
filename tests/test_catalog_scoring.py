"""The scoring catalogue: its contract with the code and SQL, and every contradiction it refuses."""

import shutil
from pathlib import Path

import pytest
import yaml

from models.catalog import CatalogError, catalogue_hash, load_catalog
from models.catalog.scoring import load_scoring
from pipelines.settings import CATALOG, REFERENCE
from pipelines.warehouse import SQL

CATALOGUE = load_catalog(CATALOG)
SCORING = CATALOGUE.scoring


def test_there_are_at_least_26_indicators_over_five_dimensions():
    assert len(SCORING.indicators) >= 26
    assert {one.dimension for one in SCORING.indicators} == {d.code for d in SCORING.dimensions}
    assert [d.name for d in SCORING.dimensions] == [
        *("涉众规模", "风险敞口", "舆论热度", "涉稳隐患", "合规经营")
    ]


def test_every_indicator_has_its_sql_file_and_every_file_its_indicator():
    files = {path.stem for path in (SQL / "indicators").glob("*.sql")}
    assert files == set(SCORING.by_code)


def test_each_of_the_platforms_five_sub_indices_is_spoken_to():
    assert {one.smoke for one in SCORING.indicators} - {None} == set(SCORING.smoke_indices)


def test_effective_weights_sum_to_one_and_dimensions_count_alike():
    weights = SCORING.weights()
    assert sum(weights.values()) == pytest.approx(1)
    for dimension in SCORING.dimensions:
        inside = [weights[i.code] for i in SCORING.indicators if i.dimension == dimension.code]
        assert sum(inside) == pytest.approx(1 / 5)


def test_every_word_an_indicator_weighs_is_a_word_of_its_form():
    for one in SCORING.indicators:
        form_code, column_name = one.columns[0].split(".")
        column = CATALOGUE.forms.form(form_code).column(column_name)
        if one.method == "categories" and len(one.columns) == 1 and column.options:
            unknown = set(one.params["scale"]) - set(column.options.values)
            assert unknown <= {"无线索"}, one.code


def test_every_value_of_a_closed_list_has_a_risk():
    for code in ("media_level", "distress_signs", "registration_status"):
        one = SCORING.by_code[code]
        form_code, column_name = one.columns[0].split(".")
        options = CATALOGUE.forms.form(form_code).column(column_name).options
        assert set(options.values) <= set(one.params["scale"]), code


def test_every_legal_line_of_the_2022_interpretation_is_a_floor():
    lines = {
        (c.column, c.value) for floor in SCORING.floors for c in floor.all if floor.is_statutory
    }
    assert {
        ("amount_involved_wan", 100),
        ("people_involved", 150),
        ("unpaid_wan", 50),
        ("amount_involved_wan", 500),
        ("people_involved", 500),
        ("unpaid_wan", 250),
        ("amount_involved_wan", 5000),
        ("people_involved", 5000),
        ("unpaid_wan", 2500),
        ("amount_involved_wan", 50),  # with aggravating circumstance, as is 25 of loss
        ("unpaid_wan", 25),
    } <= lines


def test_too_little_knowledge_stands_between_yellow_and_green():
    assert SCORING.levels.names == ("红", "橙", "黄", "信息不足", "绿")
    assert SCORING.levels.severity("红") == 3


# ---------------------------------------------------------------- contradictions


@pytest.fixture
def copied(tmp_path) -> Path:
    """A copy of the catalogue (and its reference data) that a test may spoil."""
    shutil.copytree(CATALOG, tmp_path / "catalog")
    shutil.copytree(REFERENCE, tmp_path / "reference")
    return tmp_path / "catalog"


def spoil(folder, name, change):
    path = folder / f"{name}.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


SPOILT = [
    ("indicators", lambda c: c["indicators"][0].update(dimension="x"), "unknown dimension 'x'"),
    ("indicators", lambda c: c["indicators"][0].update(method="x"), "unknown method 'x'"),
    ("indicators", lambda c: c["indicators"][0].update(weight=0), "weight 0 is not above 0"),
    ("indicators", lambda c: c["indicators"][0].update(validity=0), "validity 0 is not a number"),
    ("indicators", lambda c: c["indicators"][0].update(standing="x"), "unknown standing 'x'"),
    ("indicators", lambda c: c["indicators"][0].update(direction="x"), "unknown direction 'x'"),
    ("indicators", lambda c: c["indicators"][0].update(basis=" "), "no basis"),
    ("indicators", lambda c: c["indicators"][0].update(source=""), "no source"),
    ("indicators", lambda c: c["indicators"][0].update(columns=[]), "no column"),
    ("indicators", lambda c: c["indicators"][0].update(smoke="x"), "unknown smoke index 'x'"),
    ("indicators", lambda c: c["indicators"][0].update(colour=1), "unknown key 'colour'"),
    ("indicators", lambda c: c["indicators"][0].pop("unit"), "is incomplete"),
    (
        "indicators",
        lambda c: c["indicators"][0].update(reasons=[{"text": "x", "at_least": 3}]),
        "no reason that is always usable",
    ),
    (
        "indicators",
        lambda c: c["indicators"].append(c["indicators"][0]),
        "indicator 'people_involved' is listed twice",
    ),
    (
        "indicators",
        lambda c: c["indicators"][0].update(columns=["screening.shoe_size"]),
        "no form has the column 'screening.shoe_size'",
    ),
    (
        "indicators",
        lambda c: c["indicators"][0].update(applies_to=["鞋店"]),
        "no facility type is called '鞋店'",
    ),
    ("levels", lambda c: c["levels"].reverse(), "the lines do not fall"),
    ("levels", lambda c: c["levels"][-1].update(at_least=5), "the last level does not start at 0"),
    ("levels", lambda c: c["unknown"].update(rank_with="蓝"), "rank_with names no level: '蓝'"),
    ("levels", lambda c: c["key_ledger"][1].update(levels=["蓝"]), "names no level: '蓝'"),
    ("levels", lambda c: c["key_ledger"][1].update(when="rain"), "is of no kind: 'rain'"),
    ("floors", lambda c: c["floors"][0].update(level="蓝"), "unknown level '蓝'"),
    ("floors", lambda c: c["floors"][0].update(standing="x"), "unknown standing 'x'"),
    ("floors", lambda c: c["floors"][0].update(all=[]), "no condition"),
    (
        "floors",
        lambda c: c["floors"][0].update(all=[{"column": "shoe_size", "above": 1}]),
        "no form has the column 'shoe_size'",
    ),
    (
        "floors",
        lambda c: c["floors"][0].update(all=[{"indicator": "x", "above": 1}]),
        "unknown indicator 'x'",
    ),
    (
        "floors",
        lambda c: c["floors"][0].update(all=[{"column": "unpaid_wan"}]),
        "without one subject and one operator",
    ),
    ("calendar", lambda c: c.update(report_day=31), "report_day 31 is not a day of every month"),
    ("calendar", lambda c: c.update(holidays=["元旦"]), "'元旦' is not a date"),
    (
        "calendar",
        lambda c: c.update(reporting_departments=["鞋办"]),
        "region.yml has no department '鞋办'",
    ),
]


@pytest.mark.parametrize(("name", "change", "sentence"), SPOILT, ids=[s for *_, s in SPOILT])
def test_a_contradiction_is_named(copied, name, change, sentence):
    spoil(copied, name, change)
    with pytest.raises(CatalogError) as refused:
        load_catalog(copied)
    assert any(sentence in one for one in refused.value.contradictions)


def test_every_contradiction_is_told_at_once(copied):
    spoil(copied, "indicators", lambda c: c["indicators"][0].update(weight=-1, method="x"))
    spoil(copied, "floors", lambda c: c["floors"][0].update(level="蓝"))
    with pytest.raises(CatalogError) as refused:
        load_catalog(copied)
    assert len(refused.value.contradictions) == 3


def test_a_day_cannot_be_both_off_and_worked(copied):
    spoil(
        copied,
        "calendar",
        lambda c: c.update(holidays=["2027-01-01"], workdays=["2027-01-01"]),
    )
    _, problems = load_scoring(copied)
    assert problems == ["calendar.yml: 2027-01-01 is both a holiday and a working day"]


def test_the_hash_follows_the_catalogue(copied):
    before = catalogue_hash(copied)
    assert before == CATALOGUE.hash
    spoil(copied, "levels", lambda c: c["levels"][0].update(at_least=61))
    assert catalogue_hash(copied) != before
