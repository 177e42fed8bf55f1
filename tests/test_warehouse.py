"""The door to DuckDB: one connection per build, a cursor per call, and `manage.py sql`."""

import csv
import io
import json
import shutil
import threading

import duckdb
import pytest

from pipelines import warehouse
from pipelines.settings import Home
from pipelines.warehouse import (
    Build,
    answer,
    damaged_build,
    main,
    newest_build,
    open_build,
    unrepeated,
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(tmp_path))
    return Home(tmp_path).prepare()


@pytest.fixture
def path(home):
    """A hand-made build with one table."""
    made = home.builds / "risk-20261123T080000.duckdb"
    with duckdb.connect(str(made)) as con:
        con.execute(
            "create table t as select * from (values "
            "('甲', date '2026-09-05', 12.50::decimal(9,2), 3::decimal(9,0), true, 1.5), "
            "('乙', null, null, null, false, 'nan'::double)) "
            "as t(name, day, money, whole, is_big, ratio)"
        )
    return made


def test_the_newest_build_has_the_greatest_name(home, path):
    (home.builds / "risk-20261122T235959.duckdb").touch()
    (home.builds / "draft-risk-20271122T235959.duckdb").touch()
    assert newest_build(home) == path


def test_there_may_be_no_build_yet(home):
    assert newest_build(home) is None


def test_a_build_is_opened_once_and_read_by_many(path):
    build = open_build(path)
    assert open_build(path) is build
    wrong = []

    def ask(number):
        for _ in range(50):
            if build.rows("select $n", {"n": number}) != [(number,)]:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_frames_come_with_their_columns_and_values_are_bound(path):
    build = Build(path)
    frame = build.frame("select name from t where name = $name", {"name": "甲' or 1=1 --"})
    assert list(frame.columns) == ["name"] and frame.empty
    assert build.frame("select name from t where name = $name", {"name": "甲"})[
        "name"
    ].tolist() == ["甲"]
    build.close()


def test_a_build_cannot_be_written(path):
    with pytest.raises(duckdb.Error):
        Build(path).rows("create table x as select 1")


# ---------------------------------------------------------------- manage.py sql


def test_json_gives_row_objects_with_iso_dates_and_plain_numbers(path, capsys):
    assert main(["select * from t order by name desc", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "甲",
            "day": "2026-09-05",
            "money": 12.5,
            "whole": 3,
            "is_big": True,
            "ratio": 1.5,
        },
        {"name": "乙", "day": None, "money": None, "whole": None, "is_big": False, "ratio": None},
    ]


def test_columns_keep_their_order_and_repeated_names_are_kept(path, capsys):
    assert main(["select 2 as b, 1 as a, 3 as b", "--format", "json"]) == 0
    assert list(json.loads(capsys.readouterr().out)[0].items()) == [("b", 2), ("a", 1), ("b_2", 3)]
    assert unrepeated(["x", "x", "x"]) == ["x", "x_2", "x_3"]


def test_csv_has_a_heading_and_blank_for_unknown(path, capsys):
    assert main(["select name, day from t order by name desc", "--format", "csv"]) == 0
    lines = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert lines == [["name", "day"], ["甲", "2026-09-05"], ["乙", ""]]


def test_a_table_lines_up_chinese_and_counts_its_rows(path, capsys):
    assert main(["select name, whole from t order by name desc"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "name  whole",
        "----  -----",
        "甲    3",
        "乙",
        "(2 行)",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "create table x as select 1",
        "drop table t",
        "update t set name = 'x'",
        "select 1; select 2",
        "attach '{folder}/other.duckdb' as o",
        "copy t to '{folder}/out.csv'",
        "install excel",
        "set enable_external_access = true",
    ],
)
def test_anything_but_one_question_is_refused_and_changes_nothing(path, tmp_path, capsys, query):
    before = {one: one.stat().st_size for one in tmp_path.rglob("*") if one.is_file()}
    assert main([query.format(folder=tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err
    assert {one: one.stat().st_size for one in tmp_path.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize(
    "query",
    ["select * from read_csv('{file}')", "from '{file}'", "select * from read_text('{file}')"],
)
def test_no_file_outside_the_build_can_be_read(path, tmp_path, capsys, query):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret-words\n")
    assert main([query.format(file=secret)]) == 2
    assert "secret-words" not in capsys.readouterr().out


def test_a_wrong_query_gets_a_sentence(path, capsys):
    assert main(["select nothing from nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_without_a_build_the_command_says_what_to_do(home, capsys):
    assert main(["select 1"]) == 2
    assert "manage.py import" in capsys.readouterr().err


def test_common_table_expressions_and_descriptions_are_questions_too(path):
    assert answer(path, "with x as (select 1 as a) select * from x") == (["a"], [(1,)])
    assert answer(path, "describe t")[1][0][0] == "name"


def test_nested_values_become_plain_lists(path):
    assert warehouse.plain([1, None, (2,)]) == [1, None, [2]]
    assert warehouse.plain({"a": float("inf")}) == {"a": None}


def test_a_damaged_newest_build_is_passed_over_for_the_one_before_it(home, path):
    broken = path.with_name("risk-20991231T000000.duckdb")
    broken.write_bytes(b"not a database")
    assert damaged_build(home) == broken
    assert newest_build(home) == path
    shutil.copyfile(path, broken)
    assert damaged_build(home) is None
    assert newest_build(home) == broken
