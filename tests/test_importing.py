"""Imports as a whole: counted once, undone and redone, refused without a trace, never half done."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.events import Event, Ledger
from ledger.imports import all_imports, live_imports
from pipelines.importing import ImportRefused, import_paths, main, redo, undo
from pipelines.proving import findings
from pipelines.settings import CATALOG, PROJECT, Home
from pipelines.warehouse import newest_build, open_build
from pipelines.worker import Worker
from tests.books import write_book, write_csv
from tests.hostile import sparse_giant

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
HEADING = ["单位名称", "村（社区）", "排查日期", "排查人", "涉及人数"]
VISITS = [
    HEADING,
    ["甲养老院", "曙光村", "2026-09-01", "张某", 5],
    ["乙养老院", "曙光村", "13月2日", "张某", 5],
]
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "村（社区）"],
    ["甲养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"],
    ["乙养老服务有限公司", "养老服务公司", "已登记未备案", "养老项目", "柏杨村"],
]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def visits(tmp_path):
    return write_book(tmp_path / "曙光村9月.xlsx", {"Sheet1": VISITS})


@pytest.fixture
def register(tmp_path):
    return write_book(tmp_path / "名册.xlsx", {"Sheet1": REGISTER})


def state(home):
    """Everything a build would read."""
    live = live_imports(Ledger(home.ledger_url).events())
    return [(one.batch, one.sha256, one.contract) for one in live]


def files(home):
    return sorted(str(p.relative_to(home.root)) for p in home.root.rglob("*") if p.is_file())


def test_an_import_answers_with_the_object_of_the_contract(home, visits):
    answer = import_paths([visits], home, **WHO)
    entry = answer["files"][0]
    wanted = {"file", "sha256", "batch", "status", "message", "sheets", "questions"}
    assert set(entry) == wanted
    assert (entry["file"], entry["status"]) == ("曙光村9月.xlsx", "partly")
    sheet = entry["sheets"][0]
    inside = {"sheet", "form", "header_row", "period", "unit", "rows_seen", "accepted", "rejected"}
    assert inside | {"skipped", "problems"} <= set(sheet)
    wrong = next(p for p in sheet["problems"] if p["code"] == "bad_date")
    assert (wrong["row"], wrong["cell"], wrong["column"]) == (3, "C3", "排查日期")
    assert (wrong["severity"], wrong["value"]) == ("error", "13月2日")
    json.dumps(answer, ensure_ascii=False)


def test_the_event_the_raw_file_and_the_staged_folder_belong_together(home, visits):
    entry = import_paths([visits], home, **WHO)["files"][0]
    made = live_imports(Ledger(home.ledger_url).events())[0]
    assert (made.batch, made.file, made.actor) == (entry["batch"], "曙光村9月.xlsx", "张某")
    assert made.counts == {"rows_seen": 2, "accepted": 1, "rejected": 1, "skipped": 0}
    assert (home.raw / made.sha256).read_bytes() == visits.read_bytes()
    assert (home.staged / made.folder / "screening.parquet").is_file()
    assert list(home.tmp.iterdir()) == []


def test_the_same_workbook_twice_changes_nothing(home, visits, tmp_path):
    import_paths([visits], home, **WHO)
    before = state(home), files(home)
    copy = tmp_path / "改了名.xlsx"
    copy.write_bytes(visits.read_bytes())
    again = import_paths([visits, copy], home, **WHO)["files"]
    assert [f["status"] for f in again] == ["duplicate", "duplicate"]
    assert (state(home), files(home)) == before


def test_one_workbook_given_twice_in_one_call_counts_once(home, visits):
    statuses = [f["status"] for f in import_paths([visits, visits], home, **WHO)["files"]]
    assert statuses == ["partly", "duplicate"]


def test_undo_takes_an_import_back_and_redo_is_its_identity(home, visits, register):
    first, second = (f["batch"] for f in import_paths([register, visits], home, **WHO)["files"])
    before = state(home)
    undo(home, first, **WHO)
    assert [batch for batch, *_ in state(home)] == [second]
    redo(home, first, **WHO)
    assert state(home) == before


def test_an_undone_workbook_can_be_imported_again(home, visits):
    first = import_paths([visits], home, **WHO)["files"][0]["batch"]
    undo(home, first, **WHO)
    again = import_paths([visits], home, **WHO)["files"][0]
    assert again["status"] == "partly" and again["batch"] != first
    with pytest.raises(ImportRefused):
        redo(home, first, **WHO)


def test_undoing_what_is_not_there_or_twice_is_refused(home, visits):
    batch = import_paths([visits], home, **WHO)["files"][0]["batch"]
    with pytest.raises(ImportRefused):
        undo(home, "B9999", **WHO)
    undo(home, batch, **WHO)
    with pytest.raises(ImportRefused):
        undo(home, batch, **WHO)


def test_an_unreadable_file_leaves_no_trace_and_the_others_come_in(home, visits, tmp_path):
    bad = sparse_giant(tmp_path / "坏.xlsx")
    found = import_paths([bad, visits], home, **WHO)["files"]
    assert [f["status"] for f in found] == ["unreadable", "partly"]
    assert (found[0]["batch"], found[0]["sheets"]) == (None, [])
    assert "坏.xlsx" in found[0]["message"]
    assert [p.name for p in home.raw.iterdir()] == [found[1]["sha256"]]


def test_names_the_roster_does_not_know_are_flagged_with_their_cells(home, register, tmp_path):
    rows = [HEADING]
    for name in ("甲养老院", "乙养老服务有限责任公司", "丙健康生活馆"):
        rows.append([name, "柏杨村" if name[0] == "乙" else "曙光村", "2026-09-01", "张某", 5])
    visits = write_book(tmp_path / "排查.xlsx", {"Sheet1": rows})
    sheet = import_paths([visits, register], home, **WHO)["files"][0]["sheets"][0]
    found = {p["cell"]: p["code"] for p in sheet["problems"] if p["severity"] == "warning"}
    assert found == {"A3": "near_subject", "A4": "unknown_subject"}
    assert sheet["accepted"] == 3


def test_a_folder_is_imported_by_the_tables_in_it(home, visits, tmp_path):
    (tmp_path / "~$曙光村9月.xlsx").write_bytes(b"lock")
    (tmp_path / "说明.txt").write_text("x", encoding="utf-8")
    assert [f["file"] for f in import_paths([tmp_path], home, **WHO)["files"]] == ["曙光村9月.xlsx"]


def test_the_command_exits_2_for_unreadable_and_1_for_rejects_under_strict(
    home, visits, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("RISK_HOME", str(home.root))
    monkeypatch.setattr("pipelines.importing.build_after", lambda home, answer: ("risk-x", True))
    assert main([str(tmp_path / "没有.xlsx"), "--json"]) == 2
    assert main([str(visits), "--json", "--strict"]) == 1
    capsys.readouterr()
    assert main([str(visits), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["build"] == "risk-x"


def event(seq, action, batch):
    payload = {"batch": batch, "sha256": batch, "contract": "c", "file": "f", "status": "accepted"}
    return Event(seq, "2026-01-01T00:00:00", "a", "r", "batch", batch, action, payload, "", "")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["import", "undo", "redo"]), st.sampled_from("XYZ"))))
def test_the_last_word_on_a_batch_decides_whether_it_is_live(said):
    events = [event(i, action, batch) for i, (action, batch) in enumerate(said)]
    live = {}
    for action, batch in said:
        if action == "import":
            live.setdefault(batch, True)
        elif batch in live:
            live[batch] = action == "redo"
    assert {one.batch for one in live_imports(events)} == {b for b, alive in live.items() if alive}
    assert [one.number for one in all_imports(events)] == list(range(1, len(live) + 1))


IMPORTING = """
import sys
from pipelines.importing import main
print("ready", flush=True)
sys.exit(main(sys.argv[1:]))
"""
KILLS = int(os.environ.get("RISK_KILLS", "4"))


def test_an_import_killed_at_any_moment_leaves_before_or_after(
    tmp_path, visits, register, monkeypatch
):
    paths, rng, seen = [register, visits], random.Random(5), Counter()
    whole = Home(tmp_path / "whole")
    usual, wanted = run_import(whole, paths), figures(whole)
    for number in range(KILLS):
        home = Home(tmp_path / f"home-{number}").prepare()
        run_import(home, paths, killed_after=rng.uniform(0.0, 1.05 * usual))
        live = live_imports(Ledger(home.ledger_url).events())
        seen[len(live), newest_build(home) is not None] += 1
        assert [one.file for one in live] == [path.name for path in paths][: len(live)]
        assert Ledger(home.ledger_url).verify() == [] and list(findings(home)) == []
        assert newest_build(home) is None or figures(home) == wanted
        monkeypatch.setenv("RISK_HOME", str(home.root))
        assert main([str(path) for path in paths]) == 0
        assert figures(home) == wanted
        assert [p for p in home.tmp.iterdir() if p.name.startswith("import-")] == []
    print(f"(imports that counted, built) after {KILLS} kills: {dict(seen)}")
    assert KILLS < 100 or {(0, False), (2, False)} <= set(seen)


def run_import(home, paths, killed_after=None):
    """`manage.py import` in a process group of its own, killed when its time is up; the seconds
    from its first step to its end."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "RISK_HOME": str(home.root)}
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORTING, *map(str, paths)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    process.stdout.readline()
    started = time.perf_counter()
    try:
        process.communicate(timeout=killed_after)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.communicate()
    return time.perf_counter() - started


TABLES = ("mart_score", "mart_contribution", "mart_screening", "mart_quarantine", "mart_sheet")


def figures(home):
    """What the newest build says."""
    build = open_build(newest_build(home))
    return [build.rows(f"select * from {table} order by all") for table in TABLES]


ORDER_FILES = ("a", "b", "c")


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(ORDER_FILES))
def test_the_order_of_independent_workbooks_changes_no_staged_row(tmp_path_factory, order):
    folder = tmp_path_factory.mktemp("order")
    for number, name in enumerate(ORDER_FILES, start=1):
        rows = [HEADING, [f"{name}养老院", "曙光村", f"2026-09-0{number}", "张某", number]]
        write_book(folder / f"{name}.xlsx", {"Sheet1": rows})
    home = Home(folder / "home")
    answer = import_paths([folder / f"{name}.xlsx" for name in order], home, **WHO)
    assert [f["status"] for f in answer["files"]] == ["accepted"] * 3
    read = [pq.read_table(p).to_pylist()[0] for p in home.staged.rglob("screening.parquet")]
    found = sorted((r["facility_name"], r["people_involved"], r["source_row"]) for r in read)
    assert found == [("a养老院", 1, 2), ("b养老院", 2, 2), ("c养老院", 3, 2)]


LEADS = [
    ["线索编号", "接收日期", "线索来源", "举报人", "举报人电话", "线索内容"],
    ["L1", "2026-09-01", "群众举报", "王小五", "13911112222", "老人500225194803120001被骗"],
    ["L2", "2026-09-02", "群众举报", "王小五", 13911112222, "不能退卡"],
    ["L3", "2026-09-03", "信访", "", "", 500225194803120001],
]
SECRETS = ("王小五", "13911112222", "194803120001")


def readable(path):
    """Every text of a stored file, unpacked."""
    import zipfile

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            return "".join(package.read(n).decode("utf-8", "ignore") for n in package.namelist())
    raw = path.read_bytes()
    return (
        raw.decode("utf-8", "ignore")
        + raw.decode("gb18030", "ignore")
        + raw.decode("utf-16-le", "ignore")
    )


def lead_book(folder, kind):
    import xlwt

    if kind == "xlsx":
        return write_book(folder / "线索.xlsx", {"台账": LEADS})
    if kind == "csv":
        rows = [[str(v) for v in row] for row in LEADS]
        return write_csv(folder / "线索.csv", rows, "gb18030")
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for i, row in enumerate(LEADS):
        for j, value in enumerate(row):
            sheet.write(i, j, str(value))
    book.save(str(folder / "线索.xls"))
    return folder / "线索.xls"


@pytest.mark.parametrize("kind", ["xlsx", "csv", "xls"])
def test_reporters_and_personal_ids_are_stored_nowhere_not_even_in_the_kept_file(
    home, tmp_path, kind
):
    path = lead_book(tmp_path, kind)
    assert SECRETS[1] in readable(path)
    answer = import_paths([path], home, **WHO)
    assert answer["files"][0]["sheets"][0]["accepted"] == 3
    assert "举报人" in json.dumps(answer, ensure_ascii=False)
    stored = "".join(readable(p) for p in home.root.rglob("*") if p.is_file())
    assert [s for s in SECRETS if s in stored + json.dumps(answer, ensure_ascii=False)] == []
    assert "L2" in stored and list(findings(home)) == []
    assert import_paths([path], home, **WHO)["files"][0]["status"] == "duplicate"


def test_a_reading_process_that_did_its_work_serves_the_next_import_and_a_stopped_one_does_not():
    with Worker(CATALOG) as first:
        used = first.warm().process
    with Worker(CATALOG) as second:
        assert second.warm().process is used
        with Worker(CATALOG) as beside:
            assert beside.warm().process is not used
        second.is_asked = True  # as when somebody stops an import in the middle of a file
    assert used.poll() is not None
    with Worker(CATALOG) as third:
        assert third.warm().process is not used
