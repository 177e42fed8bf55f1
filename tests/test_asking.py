"""Answers are remembered per build within a bound on memory, and never shared by two questions."""

import duckdb
import pytest

from pipelines.queries import asking
from pipelines.queries.asking import ask, cells_held, forget


@pytest.fixture
def build(tmp_path):
    path = tmp_path / "risk-20260923T080000.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table t as select n, n % 3 as kind from range(300) r(n)")
    forget()
    yield path
    forget()


def test_two_filters_of_one_question_get_each_their_own_rows(build):
    rows = "select n from t where kind = $kind order by n"
    assert ask(build, rows, kind=1)["n"].tolist()[:2] == [1, 4]
    assert ask(build, rows, kind=2)["n"].tolist()[:2] == [2, 5]
    assert ask(build, rows, kind=1)["n"].tolist()[:2] == [1, 4]


def test_what_a_screen_adds_to_an_answer_does_not_reach_the_next_one_who_asks(build):
    first = ask(build, "select n from t order by n")
    first["mine"] = 1
    assert list(ask(build, "select n from t order by n").columns) == ["n"]


def test_remembered_answers_stay_within_their_bound_the_oldest_go_first(build, monkeypatch):
    monkeypatch.setattr(asking, "CELLS_AT_MOST", 250)
    for kind in (0, 1, 2):
        assert len(ask(build, "select n from t where kind = $kind", kind=kind)) == 100
    assert cells_held() == 200
    assert len(ask(build, "select n from t where kind = $kind", kind=0)) == 100


def test_an_answer_larger_than_the_bound_is_given_all_the_same(build, monkeypatch):
    monkeypatch.setattr(asking, "CELLS_AT_MOST", 10)
    assert len(ask(build, "select n from t")) == 300
    assert cells_held() == 0
