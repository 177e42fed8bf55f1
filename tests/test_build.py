"""A build is a value: same inputs, same bytes; a refused one leaves yesterday's untouched."""

import json
import threading
from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest

from models.catalog import CatalogError, load_catalog
from pipelines import run
from pipelines.load import Inputs
from pipelines.publish import REFUSAL, BuildRefused, draft_path, publish, reserve_name
from pipelines.rulings import Rulings
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build, builds, newest_build
from tests.staging import build_rows, stage
from tests.test_sql_checks import rows_of_a_small_town

AS_OF = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path).prepare()


def ranking(path) -> tuple[str, str]:
    """mart_score and mart_contribution as CSV text, whatever order the tables are in."""
    with duckdb.connect(str(path), read_only=True) as con:
        return tuple(
            con.sql(f"from {table} order by all").df().to_csv(index=False)
            for table in ("mart_score", "mart_contribution")
        )


def exported(path, folder) -> tuple[bytes, bytes]:
    """The two tables as DuckDB exports them, in the order in which they are stored."""
    with duckdb.connect(str(path), read_only=True) as con:
        for table in ("mart_score", "mart_contribution"):
            con.table(table).write_csv(f"{folder}/{table}.csv")
    return tuple((folder / f"{t}.csv").read_bytes() for t in ("mart_score", "mart_contribution"))


def test_two_builds_from_the_same_inputs_export_the_same_bytes(home, tmp_path):
    rows = rows_of_a_small_town()
    catalog = load_catalog(CATALOG)
    batch = stage(home, 1, rows, catalog)
    first = exported(build_rows(home, AS_OF, batch), tmp_path)
    assert exported(build_rows(home, AS_OF, batch), tmp_path) == first


def test_an_import_that_was_undone_leaves_no_trace_in_the_ranking(home):
    catalog = load_catalog(CATALOG)
    first = stage(home, 1, rows_of_a_small_town(), catalog)
    worse = {"screening": [{**rows_of_a_small_town()["screening"][0], "unpaid_wan": 80.0}]}
    second = stage(home, 2, worse, catalog)
    before = ranking(build_rows(home, AS_OF, first))
    assert ranking(build_rows(home, AS_OF, first, second)) != before
    assert ranking(build_rows(home, AS_OF, first, replace(second, is_live=False))) == before


def test_points_sum_to_the_score_for_every_subject(home):
    build = Build(build_rows(home, AS_OF, rows_of_a_small_town()))
    found = build.rows(
        "select s.score, sum(c.points) from mart_score s join mart_contribution c "
        "using (facility_id) group by s.facility_id, s.score"
    )
    assert found and all(abs(score - points) < 1e-9 for score, points in found)


def test_a_build_says_what_it_was_made_from(home):
    build = Build(build_rows(home, AS_OF, rows_of_a_small_town()))
    ((name, as_of, period, catalogue, inputs, code, is_sample),) = build.rows(
        "select build, as_of, period, catalogue_hash, input_hash, code_version, is_sample "
        "from run_info"
    )
    assert name == build.path.stem and as_of == AS_OF and period == "2026-11"
    assert catalogue == load_catalog(CATALOG).hash
    assert len(inputs) == 64 and len(code) == 12 and is_sample is False


def test_invented_data_marks_the_build_until_it_is_withdrawn(home):
    catalog = load_catalog(CATALOG)
    sample = stage(home, 1, rows_of_a_small_town(), catalog, is_sample=True)
    assert Inputs(home, catalog, AS_OF, (sample,)).is_sample
    assert not Inputs(home, catalog, AS_OF, (replace(sample, is_live=False),)).is_sample


def test_without_any_import_there_is_an_empty_build_with_every_mart(home):
    build = Build(build_rows(home, AS_OF))
    tables = {name for (name,) in build.rows("select table_name from duckdb_tables()")}
    promised = set(PROMISED_MARTS)
    assert promised <= tables
    assert build.rows("select count(*) from mart_score") == [(0,)]
    assert build.rows("select count(*) from mart_village") == [(8,)]


PROMISED_MARTS = [
    "run_info",
    "raw_facility",
    "raw_screening",
    "raw_lead",
    "raw_rectification",
    "raw_publicity",
    "raw_submission",
    "raw_population",
    "raw_block_column",
    "mart_batch",
    "mart_sheet",
    "mart_problem",
    "mart_quarantine",
    "mart_village",
    "mart_period",
    "mart_facility",
    "mart_screening",
    "mart_screening_version",
    "mart_lead",
    "mart_rectification",
    "mart_publicity",
    "mart_submission",
    "mart_population",
    "mart_submission_status",
    "mart_observation",
    "mart_indicator",
    "mart_score",
    "mart_score_month",
    "mart_contribution",
    "mart_contribution_month",
    "mart_dimension",
    "mart_floor",
    "mart_score_change",
    "mart_risk_matrix",
    "mart_risk_matrix_month",
    "mart_key_ledger",
    "mart_relation",
    "mart_group",
    "mart_review",
    "mart_quality",
]


# ---------------------------------------------------------------- weights per month


def test_a_month_keeps_the_weights_that_were_in_force(home):
    catalog = load_catalog(CATALOG)
    batch = stage(home, 1, rows_of_a_small_town(), catalog)
    usual = catalog.scoring.weights()
    only_people = {code: 1e-6 for code in usual} | {"people_involved": 1.0}

    def scores(weight_sets):
        name = reserve_name(home, NOON)
        run.make(
            Inputs(home, catalog, AS_OF, (batch,), Rulings(weight_sets)), name, lambda step: None
        )
        build = Build(publish(home, name))
        sql = "select period, facility_id, score from mart_score_month order by all"
        change = "select delta_weights from mart_score_change where period = '2026-11'"
        return {row[:2]: row[2] for row in build.rows(sql)}, build.rows(change)

    before, _ = scores({})
    after, changes = scores({"2026-11": only_people})
    october = [key for key in before if key[0] == "2026-10"]
    november = [key for key in before if key[0] == "2026-11"]
    assert october and all(before[key] == after[key] for key in october)
    # 160 people: 60 + 10/350 of the way from 60 to 80 at 500
    assert all(after[key] == pytest.approx(60 + 20 * 10 / 350, abs=1e-2) for key in november)
    assert all(moved > 0 for (moved,) in changes)


def test_a_weight_set_that_forgets_an_indicator_is_refused(home):
    catalog = load_catalog(CATALOG)
    batch = stage(home, 1, rows_of_a_small_town(), catalog)
    forgetful = Rulings({"2026-11": {"people_involved": 1.0}})
    inputs = Inputs(home, catalog, AS_OF, (batch,), forgetful)
    with pytest.raises(KeyError):
        run.make(inputs, reserve_name(home, NOON), lambda step: None)


# ---------------------------------------------------------------- refusal and names


@pytest.fixture
def inputs(home, monkeypatch):
    """What `build` gathers, without a ledger: one staged set of rows that a test may spoil."""
    catalog = load_catalog(CATALOG)
    held = [Inputs(home, catalog, AS_OF, (stage(home, 1, rows_of_a_small_town(), catalog),))]
    monkeypatch.setattr(run, "gather", lambda home, as_of: held[0])
    return held


def spoil_counts(inputs):
    """Let a sheet promise a row more than it holds."""
    path = inputs.home.staged / inputs.live[0].folder / "sheets.json"
    sheets = json.loads(path.read_text("utf-8"))
    sheets[0]["rows_seen"] += 1
    path.write_text(json.dumps(sheets, ensure_ascii=False), "utf-8")


def test_a_refused_build_leaves_yesterdays_and_says_why(home, inputs):
    yesterday = run.build(home, AS_OF)
    spoil_counts(inputs[0])
    with pytest.raises(BuildRefused):
        run.build(home, AS_OF)
    assert newest_build(home).stem == yesterday
    assert sorted(path.name for path in home.builds.iterdir()) == sorted(
        [f"{yesterday}.duckdb", REFUSAL]
    )
    told = json.loads((home.builds / REFUSAL).read_text("utf-8"))
    assert "rows_seen_are_accounted_for" in [one["check"] for one in told["findings"]]
    assert told["findings"][0]["rows"]


def test_the_next_good_build_forgets_the_refusal(home, inputs):
    sound = inputs[0]
    spoil_counts(sound)
    with pytest.raises(BuildRefused):
        run.build(home, AS_OF)
    catalog = sound.catalog
    inputs[0] = replace(sound, batches=(stage(home, 1, rows_of_a_small_town(), catalog),))
    run.build(home, AS_OF)
    assert not (home.builds / REFUSAL).exists()


def test_a_build_that_breaks_down_leaves_nothing(home, inputs, monkeypatch):
    monkeypatch.setattr(run, "assess", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run.build(home, AS_OF)
    assert list(home.builds.iterdir()) == []


def test_a_reader_of_the_old_build_is_not_disturbed_by_the_new_one(home, inputs):
    run.build(home, AS_OF)
    reader = Build(newest_build(home))
    before = reader.rows("select count(*) from mart_score")
    run.build(home, AS_OF)
    assert reader.rows("select count(*) from mart_score") == before
    assert newest_build(home) != reader.path


def test_names_are_unique_within_one_second_and_rise(home):
    names = [reserve_name(home, NOON) for _ in range(3)]
    assert names == ["risk-20261123T120000", "risk-20261123T120001", "risk-20261123T120002"]


def test_many_at_once_get_different_names(home):
    names = []
    threads = [
        threading.Thread(target=lambda: names.append(reserve_name(home, NOON))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 12


def test_a_clock_set_back_does_not_hide_the_newest_build(home, inputs):
    (home.builds / "risk-20301231T235959.duckdb").touch()
    assert run.build(home, AS_OF) == "risk-20310101T000000"
    assert len(builds(home)) == 2


def test_each_step_is_told(home, inputs):
    steps = []
    run.build(home, AS_OF, steps.append)
    assert steps == ["read", "load", "transform", "assess", "check", "publish"]
    assert not draft_path(home, "risk", ".lock").exists()


# ---------------------------------------------------------------- the command


@pytest.fixture
def command(home, inputs, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(home.root))
    return run.main


def test_the_command_prints_the_name_or_one_object(home, command, capsys):
    assert command(["--as-of", "2026-11-23"]) == 0
    assert capsys.readouterr().out.strip() == newest_build(home).stem
    assert command(["--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"build": newest_build(home).stem}


def test_the_command_says_what_was_refused_and_keeps_yesterdays(home, command, inputs, capsys):
    spoil_counts(inputs[0])
    assert command([]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "rows_seen_are_accounted_for" in said.err


def test_the_command_lists_every_contradiction_of_the_catalogue(command, monkeypatch, capsys):
    def refuse(*_):
        raise CatalogError(["first thing", "second thing"])

    monkeypatch.setattr(run, "gather", refuse)
    assert command([]) == 2
    said = capsys.readouterr().err
    assert "first thing" in said and "second thing" in said


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "builds").write_text("a file where the folder should be")
    monkeypatch.setenv("RISK_HOME", str(tmp_path))
    assert run.main([]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "磁盘空间" in said.err and str(tmp_path) in said.err
