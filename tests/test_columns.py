"""A column is written once, in the catalogue: files, tables, observations and sheets follow it."""

import shutil
from datetime import date, datetime

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml

from data.sample import columns as sample_columns
from data.sample.subjects import data_file
from data.sample.town import make_town
from data.sample.workbooks import write_workbooks
from models.catalog.forms import load_forms
from pipelines.columns import filled, staged_columns
from pipelines.extract import Block
from pipelines.importing import import_paths
from pipelines.reading.context import Context
from pipelines.run import build
from pipelines.settings import CATALOG, REFERENCE, Home
from pipelines.staging import accepted_table, schema_of
from pipelines.validate import Verdict
from pipelines.warehouse import newest_build, open_build
from tests import staging
from tests.books import forms, write_book

AS_OF = date(2026, 11, 23)
WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
NEW = {
    "name": "beds_vacant",
    "heading": "空余床位数",
    "type": "count",
    "synonyms": ["空余床位数", "空床数", "闲置床位数", "空着的床位"],
}
DERIVED = {"name": "beds_vacant_guessed", "type": "boolean", "of": "beds_vacant"}
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "村（社区）"],
    ["甲养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"],
]
VISITS = [
    ["单位名称", "村（社区）", "排查日期", "排查人", "空余床位数"],
    ["甲养老院", "曙光村", "2026-09-01", "张某", 12],
]
ROWS = {
    "facility": {
        "facility_name": "甲养老院",
        "facility_type": "养老机构",
        "registration_status": "已登记已备案",
        "sector": "养老服务",
        "village": "曙光村",
    },
    "screening": {
        "facility_name": "甲养老院",
        "village": "曙光村",
        "screened_date": date(2026, 9, 1),
        "screener": "张某",
    },
    "lead": {"lead_no": "XS-1", "received_date": date(2026, 9, 1), "description": "线索"},
    "rectification": {
        "task_no": "ZG-1",
        "facility_name": "甲养老院",
        "village": "曙光村",
        "issue": "未公示",
        "assigned_date": date(2026, 9, 1),
        "due_date": date(2026, 9, 30),
    },
    "publicity": {"village": "曙光村", "activity_date": date(2026, 9, 1), "channel": "讲座"},
    "submission": {"unit": "曙光村", "period": "2026-09", "submitted_date": date(2026, 9, 20)},
    "population": {"village": "曙光村", "as_of_date": date(2026, 9, 1)},
}


def catalogue_with(tmp_path, edit):
    """A copy of the catalogue whose sources.yml `edit` has changed."""
    folder = tmp_path / "data" / "catalog"
    shutil.copytree(CATALOG, folder)
    shutil.copytree(REFERENCE, tmp_path / "data" / "reference")
    sources = yaml.safe_load((folder / "sources.yml").read_text("utf-8"))
    edit({form["code"]: form for form in sources["forms"]})
    written = yaml.safe_dump(sources, allow_unicode=True, sort_keys=False)
    (folder / "sources.yml").write_text(written, "utf-8")
    return folder


def new_in_screening(by_code):
    by_code["screening"]["columns"].append(NEW)
    by_code["screening"]["derived"].append(DERIVED)


def new_everywhere(by_code):
    for form in by_code.values():
        form["columns"].insert(1, NEW)


def use(monkeypatch, folder):
    for module in ("pipelines.importing", "pipelines.run", "tests.staging"):
        monkeypatch.setattr(f"{module}.CATALOG", folder)


def test_a_new_column_goes_from_a_heading_to_an_observation_without_another_edit(
    tmp_path, monkeypatch
):
    home = Home(tmp_path / "home")
    books = [
        write_book(tmp_path / "名册.xlsx", {"Sheet1": REGISTER}),
        write_book(tmp_path / "曙光村9月.xlsx", {"Sheet1": VISITS}),
    ]
    import_paths(books[:1], home, **WHO)  # staged before the column was known
    use(monkeypatch, catalogue_with(tmp_path, new_in_screening))
    import_paths(books[1:], home, **WHO)
    build(home, AS_OF)
    (staged,) = home.staged.glob("*/screening.parquet")
    assert pq.read_table(staged, columns=["beds_vacant"]).to_pylist() == [{"beds_vacant": 12}]
    tables = open_build(newest_build(home))
    for table in ("raw_screening", "mart_screening", "mart_screening_version"):
        found = tables.rows(f"select beds_vacant, beds_vacant_guessed from {table}")
        assert found == [(12, None)], table
    seen = "select distinct value_num, cell from mart_observation where \"column\" = 'beds_vacant'"
    assert tables.rows(seen) == [(12.0, "E2")]
    typed = "select data_type from duckdb_columns() where column_name = 'beds_vacant_guessed'"
    assert {kind for (kind,) in tables.rows(typed)} == {"BOOLEAN"}


def test_a_new_column_of_any_form_reaches_its_tables_wherever_it_stands(tmp_path, monkeypatch):
    use(monkeypatch, catalogue_with(tmp_path, new_everywhere))
    rows = {form: [{**row, "beds_vacant": 3}] for form, row in ROWS.items()}
    tables = open_build(staging.build_rows(Home(tmp_path / "home"), AS_OF, rows))
    for form in ROWS:
        for table in (f"raw_{form}", f"mart_{form}"):
            assert tables.rows(f"select beds_vacant from {table}") == [(3,)], table


def test_what_a_reader_derives_is_staged_beside_the_columns_and_no_heading_carries_it(tmp_path):
    folder = catalogue_with(tmp_path, new_in_screening)
    form = load_forms(folder)[0].form("screening")
    names = schema_of(staged_columns(form)).names
    assert names[-6:] == [
        "beds_vacant",
        "promise_without_figure",
        "beds_vacant_guessed",
        "source_sheet",
        "source_row",
        "block",
    ]
    assert form.column("beds_vacant_guessed") is None
    verdict = judged(form, derived={"beds_vacant_guessed": [True, False, None]})
    assert accepted_table(form, verdict)["beds_vacant_guessed"].to_pylist() == [True, None]


def judged(form, **facts):
    """Three rows of a form that has nothing read in it, the middle one waiting."""
    block = Block("9月", 1, form, 1, np.array([2, 3, 4]), np.array(["", "", ""]), [], Context())
    return Verdict(block, {}, np.array(["accepted", "rejected", "accepted"]), **facts)


def test_a_new_column_comes_to_every_sheet_of_the_invented_town(tmp_path, monkeypatch):
    known = {f.code: f for f in load_forms(catalogue_with(tmp_path, new_everywhere))[0].forms}
    monkeypatch.setattr(sample_columns, "forms", lambda: known)
    for form in known:
        for name in data_file("layouts")[form]:
            assert sample_columns.layout(form, name)["columns"]["空余床位数"] == "beds_vacant"
    town = make_town(AS_OF, subjects=45, months=1)
    assert all("beds_vacant" in row for rows in town.rows.values() for row in rows)
    assert write_workbooks(town, tmp_path / "books")


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({**DERIVED, "of": "gold"}, "unknown column gold"),
        ({**DERIVED, "type": "gold"}, "unknown type gold"),
        ({**DERIVED, "name": "remarks"}, "remarks stands twice"),
        ({**DERIVED, "name": 'x" from y; --'}, "no name for a column"),
    ],
)
def test_a_derived_column_that_cannot_be_is_a_contradiction(tmp_path, wrong, told):
    def edit(by_code):
        by_code["screening"]["columns"].append(NEW)
        by_code["screening"]["derived"] = [wrong]

    assert any(told in said for said in load_forms(catalogue_with(tmp_path, edit))[1])


def test_a_list_leaves_out_what_the_file_names_above_it_but_not_what_a_comment_does():
    text = "-- sessions\nselect channel, {{stated publicity}}, materials"
    got = filled(text, forms())
    assert "'sessions'" in got and "'materials'" in got and "'channel'" not in got


def test_a_list_or_a_form_that_there_is_not_is_an_error():
    for text in ("{{gold screening}}", "{{stated gold}}"):
        with pytest.raises((KeyError, StopIteration)):
            filled(text, forms())
