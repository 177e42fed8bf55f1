"""What must hold whoever imports what and when: each file counts once, a foreign book leaves
nothing, the preview tells what the import tells, hardly possible values are asked about."""

import json
import random
import threading
from datetime import datetime
from uuid import uuid4

import psycopg
import pyarrow.parquet as pq
import pytest

from ledger.events import Ledger
from ledger.imports import SUBJECT, all_imports, live_imports
from ledger.synonyms import record
from models.catalog.corrections import JOIN, WHOLE, Correction
from pipelines import seen
from pipelines.contract import contract_of
from pipelines.importing import ImportRefused, import_paths, main, redo, undo, undo_main
from pipelines.preparing import sha256_of
from pipelines.previewing import preview
from pipelines.proving import findings
from pipelines.queries import imports as ask
from pipelines.queries.scope import Person
from pipelines.run import build, is_behind, repeats
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.books import forms, write_book, write_csv
from tests.postgres_server import postgres
from ui.story import importing as story

AT = datetime(2026, 11, 23, 8, 0)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
LOCAL = Person(is_local=True)
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "村（社区）"],
    ["甲养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"],
    ["乙养老服务有限公司", "养老服务公司", "已登记未备案", "养老项目", "柏杨村"],
]
VISIT = [
    "单位名称",
    "村（社区）",
    "排查日期",
    "排查人",
    "涉及人数",
    "其中老年人",
    "涉及金额（万元）",
]
PEOPLE = [["村（社区）", "统计日期", "常住人口"], ["曙光村", "2026-10-01", 1200]]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home").prepare()


@pytest.fixture
def book(tmp_path):
    """A workbook of one sheet by its rows."""
    return lambda rows, name="表.xlsx": write_book(tmp_path / name, {"Sheet1": rows})


def imported(home, *paths):
    return import_paths(paths, home, **WHO)["files"]


def looked_at(home, *paths, corrections=()):
    names = [path.name for path in paths]
    return preview(paths, names, home, LOCAL, at=AT, corrections=corrections)["files"]


def events(home):
    return Ledger(home.ledger_url).events(SUBJECT)


def rows(home, sql):
    return open_build(newest_build(home)).rows(sql)


# ---------------------------------------------------------------- two at once


@pytest.fixture(scope="module")
def server():
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def shared(request, home, monkeypatch):
    """A home whose ledger is a file or a database."""
    if request.param == "postgres":
        url, name = request.getfixturevalue("server"), f"t{uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as con:
            con.execute(f'create database "{name}"')
        monkeypatch.setenv("RISK_LEDGER_URL", url.removesuffix("postgres") + name)
    Ledger(home.ledger_url)
    return home


def at_once(home, *calls):
    """Imports that all knew the ledger before any of them wrote; their entries."""
    barrier, answers = threading.Barrier(len(calls)), {}

    def run(number, paths):
        def meet(done, total, name):
            if done == 0 and name and number not in met:
                met.add(number)
                barrier.wait(60)

        answers[number] = import_paths(paths, home, progress=meet, **WHO)["files"]

    met: set[int] = set()
    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(calls))]


def test_of_imports_of_one_workbook_at_once_one_counts_and_the_others_are_duplicates(
    shared, book, tmp_path
):
    path = book(REGISTER)
    copy = tmp_path / "改了名.xlsx"
    copy.write_bytes(path.read_bytes())
    found = at_once(shared, [path], [copy], [path])
    assert sorted(files[0]["status"] for files in found) == ["accepted", "duplicate", "duplicate"]
    assert {files[0]["batch"] for files in found} == {"B0001"}
    assert len(live_imports(events(shared))) == 1 and findings(shared) == []
    build(shared)
    assert rows(shared, "select count(*) from raw_facility") == [(2,)]


def test_imports_of_different_workbooks_at_once_all_count_under_their_own_numbers(shared, book):
    paths = [book([*REGISTER, [f"{n}院", *REGISTER[1][1:]]], f"{n}.xlsx") for n in range(4)]
    found = at_once(shared, paths[:2], paths[1:3], paths[2:])
    statuses = sorted(entry["status"] for files in found for entry in files)
    assert statuses == ["accepted"] * 4 + ["duplicate"] * 2
    assert sorted(one.batch for one in live_imports(events(shared))) == [
        f"B000{n}" for n in range(1, 5)
    ]


def broken_home(home, path):
    """Two live batches of one workbook, as two imports at once left them before."""
    imported(home, path)
    event = events(home)[0]
    payload = event.payload | {"batch": "B0002"}
    Ledger(home.ledger_url).append(
        subject=SUBJECT, subject_id="B0002", action="import", payload=payload, **WHO
    )


def test_a_home_with_two_live_batches_of_one_file_builds_again_and_counts_once(home, book):
    broken_home(home, book(REGISTER))
    build(home)
    assert rows(home, "select count(*) from raw_facility") == [(2,)]
    assert rows(home, "select batch_id, is_live from mart_batch order by 1") == [
        ("B0001", True),
        ("B0002", False),
    ]
    assert "B0002" in repeats(home)[0] and "B0001" in repeats(home)[0]
    history = ask.history(home, None, LOCAL).set_index("batch_id")
    assert history["repeats"].to_dict() == {"B0001": "", "B0002": "B0001"}
    assert story.history(history)["state"].tolist() == ["重复，只计 B0001", "有效"]


def test_of_two_batches_of_one_file_either_can_be_taken_back(home, book):
    broken_home(home, book(REGISTER))
    undo(home, "B0001", **WHO)
    assert [one.batch for one in live_imports(events(home))] == ["B0002"]
    with pytest.raises(ImportRefused):
        redo(home, "B0001", **WHO)
    undo(home, "B0002", **WHO)
    assert live_imports(events(home)) == []
    redo(home, "B0001", **WHO)
    with pytest.raises(ImportRefused):
        redo(home, "B0002", **WHO)


# ---------------------------------------------------------------- a build that failed


def test_an_import_whose_build_failed_builds_when_it_is_imported_again(
    home, book, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("RISK_HOME", str(home.root))
    assert main([str(book(REGISTER, "名册.xlsx"))]) == 0
    (first,) = live_imports(events(home))
    facility = home.staged / first.folder / "facility.parquet"
    whole = facility.read_bytes()
    pq.write_table(pq.read_table(facility).slice(0, 0), facility)
    second = str(book([VISIT, ["甲养老院", "曙光村", "2026-09-01", "张某", 5, 2, 1]], "排查.xlsx"))
    before = newest_build(home)
    assert main([second]) == 2 and newest_build(home) == before and is_behind(home)
    assert "重新导入原文件" in capsys.readouterr().err
    assert undo_main(["B0002"]) == 2 and undo_main(["B0002", "--redo"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    facility.write_bytes(whole)
    assert main([second]) == 0 and not is_behind(home)
    assert rows(home, "select count(*) from raw_screening") == [(1,)]
    made = newest_build(home)
    assert main([second]) == 0 and newest_build(home) == made


@pytest.mark.parametrize("spoil", ["ledger", "raw"])
def test_law_17_what_cannot_be_stored_is_a_sentence(
    home, book, spoil, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("RISK_HOME", str(home.root))
    if spoil == "ledger":
        (home.root / "ledger.sqlite").write_bytes(b"no database at all, but a text" * 200)
    else:
        home.raw.rmdir()
        home.raw.write_bytes(b"")  # a file where the folder should be
    assert main([str(book(REGISTER))]) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told and "请" in told and str(home.root) in told


def test_law_17_a_file_that_cannot_be_kept_says_so_and_the_others_come_in(home, book, tmp_path):
    bad, good = book(REGISTER, "坏.xlsx"), book(PEOPLE, "好.xlsx")
    again = tmp_path / "又坏.xlsx"
    again.write_bytes(bad.read_bytes())
    place = home.staged / f"{sha256_of(bad)}-{contract_of(forms(), bad.name, AT)}"
    place.touch()  # a file where the folder should be
    found = imported(home, bad, good, again)
    assert [entry["status"] for entry in found] == ["unreadable", "accepted", "unreadable"]
    assert "磁盘空间" in found[0]["message"] and "磁盘空间" in found[2]["message"]
    assert [one.file for one in live_imports(events(home))] == ["好.xlsx"]
    place.unlink()
    assert [entry["status"] for entry in imported(home, bad, good)] == ["accepted", "duplicate"]
    assert findings(home) == []


def test_a_damaged_original_in_the_store_is_put_right_by_the_file_itself(home, book):
    path = book(REGISTER)
    (entry,) = imported(home, path)
    undo(home, entry["batch"], **WHO)
    (home.raw / entry["sha256"]).write_bytes(b"something else")
    assert findings(home) != []
    imported(home, path)
    assert findings(home) == []


# ---------------------------------------------------------------- foreign books

CLINIC = [
    ["某医院住院病人登记"],
    ["病区", "床号", "病案编码", "主管医师", "诊断", "入院方式"],
    ["内科", "十二床", "甲乙丙", "孙思邈", "冠心病", "急诊"],
    ["外科", "三床", "丁戊己", "华佗", "阑尾炎", "门诊"],
    ["外科", "九床", "庚辛壬", "扁鹊", "骨折", "转院"],
]
SECRETS = ("孙思邈", "冠心病", "甲乙丙", "华佗", "阑尾炎", "扁鹊", "九床")


def everything_stored(home):
    """All bytes of the state, and every table of it as text."""
    raw = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file())
    tables = (str(pq.read_table(path).to_pylist()) for path in home.staged.rglob("*.parquet"))
    return raw.decode("utf-8", "ignore") + "".join(tables)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_foreign_book_leaves_its_heading_row_and_its_counts_and_nothing_else(
    home, tmp_path, kind
):
    path = tmp_path / f"病人.{kind}"
    write_book(path, {"一": CLINIC}) if kind == "xlsx" else write_csv(path, CLINIC)
    looked_at(home, path)
    (entry,) = imported(home, path)
    assert entry["status"] == "rejected" and "不保存" in entry["message"]
    assert list(home.raw.iterdir()) == [] and findings(home) == []
    stored = everything_stored(home)
    assert [word for word in SECRETS if word in stored] == []
    (one,) = live_imports(events(home))
    (sheet,) = json.loads((home.staged / one.folder / "sheets.json").read_text("utf-8"))
    assert (one.stored, sheet["rows_seen"], sheet["skipped"]) == (None, 5, 5)
    assert [words for _, words in sheet["heading_rows"]] == [CLINIC[1]]
    assert imported(home, path)[0]["status"] == "duplicate"
    build(home)
    assert rows(home, "select count(*) from mart_sheet where form is null") == [(1,)]


def test_a_book_with_one_known_form_is_kept_and_stores_no_row_of_its_other_sheets(home, tmp_path):
    path = write_book(tmp_path / "混合.xlsx", {"名册": REGISTER, "病人": CLINIC})
    imported(home, path)
    (one,) = live_imports(events(home))
    assert (home.raw / one.stored).read_bytes() == path.read_bytes()
    stored = everything_stored(Home(home.staged))
    assert [word for word in SECRETS if word in stored] == []


def test_a_book_that_was_foreign_is_read_when_it_comes_again_and_its_form_is_known(home, book):
    own = [
        ["家名", "何处", "哪天去的", "谁去的", "牵连"],
        ["甲院", "曙光村", "2026-09-01", "张某", 5],
    ]
    path = book(own)
    (first,) = imported(home, path)
    assert first["status"] == "rejected"
    said = [Correction("screening", JOIN.join(own[0]), WHOLE)] + [
        Correction("screening", heading, column)
        for heading, column in zip(
            own[0],
            ["facility_name", "village", "screened_date", "screener", "people_involved"],
            strict=True,
        )
    ]
    record(Ledger(home.ledger_url), said, **WHO)
    (seen_now,) = looked_at(home, path)
    (second,) = imported(home, path)
    assert (seen_now["status"], second["status"], second["batch"]) == (
        "accepted",
        "accepted",
        "B0002",
    )
    build(home)
    assert rows(home, "select people_involved from mart_screening") == [(5,)]
    assert [entry["status"] for entry in imported(home, path)] == ["duplicate"]


# ---------------------------------------------------------------- preview and import


def told(entries):
    """Every problem of every file, in full."""
    return [
        (entry["file"], sheet["sheet"], json.dumps(problem, ensure_ascii=False, sort_keys=True))
        for entry in entries
        for sheet in entry["sheets"]
        for problem in sheet["problems"]
    ]


def outline(entries):
    kept = ("file", "sha256", "status", "message")
    return [[entry[name] for name in kept] for entry in entries]


def random_visits(rng):
    """Names the roster has, nearly has and does not have; values good, odd and impossible."""
    names = ["甲养老院", "乙养老服务有限责任公司", "丙健康生活馆", "甲 养老院", ""]
    days = ["2026-09-01", "13月2日", "9月5日"]
    counts = [5, "约30人", "很多", -1, 3000, None]
    return [
        [rng.choice(names), rng.choice(["曙光村", "柏杨村", "天宝村", "无此村"]), rng.choice(days),
         "张某", rng.choice(counts), rng.choice(counts), rng.choice([1, "12.5万", 90000, "若干"])]
        for _ in range(rng.randrange(1, 12))
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_the_preview_tells_what_the_import_tells_word_for_word(home, book, seed):
    rng = random.Random(seed)
    imported(home, book(PEOPLE, "人口.xlsx"))
    build(home)
    paths = [book([VISIT, *random_visits(rng)], f"排查{n}.xlsx") for n in range(2)]
    paths += [book(REGISTER, "名册.xlsx"), book(CLINIC, "病人.xlsx"), book(PEOPLE, "又人口.xlsx")]
    paths.insert(1, paths[0])
    before = looked_at(home, *paths)
    after = imported(home, *paths)
    assert told(before) == told(after) and len(told(after)) > 5
    statuses = [entry["status"] for entry in after]
    assert [entry["status"] for entry in before] == statuses and "duplicate" in statuses
    fresh = [number for number, status in enumerate(statuses) if status != "duplicate"]
    assert [outline(before)[n] for n in fresh] == [outline(after)[n] for n in fresh]


def test_a_workbook_is_read_once_for_the_preview_and_the_import(home, book, monkeypatch):
    path = book(REGISTER, "名册.xlsx")
    looked_at(home, path)
    (waiting,) = home.tmp.glob("seen-*")
    looked_at(home, path)  # looking again reads nothing either, and leaves it waiting
    assert list(home.tmp.glob("seen-*")) == [waiting]
    monkeypatch.setattr("sys.executable", "/nonexistent")  # no reading process can start
    from pipelines.worker import _spares

    _spares.end()
    assert imported(home, path)[0]["status"] == "accepted"
    assert list(home.tmp.iterdir()) == [] and findings(home) == []


def test_a_preview_of_another_day_or_of_long_ago_is_read_again(home, book, monkeypatch):
    path = book(REGISTER, "名册.xlsx")
    preview([path], [path.name], home, LOCAL, at=datetime(2026, 11, 22, 8, 0))
    (waiting,) = home.tmp.glob("seen-*")
    (entry,) = imported(home, path)
    assert entry["status"] == "accepted" and list(home.tmp.glob("seen-*")) == [waiting]
    monkeypatch.setattr(seen, "KEPT_SECONDS", -1)
    looked_at(home, path)
    assert not waiting.exists()


def test_a_reporter_s_name_is_not_kept_when_the_import_takes_over_a_preview(home, book):
    path = book([
        ["线索编号", "接收日期", "线索来源", "举报人", "线索内容"],
        ["L1", "2026-09-01", "群众举报", "王小五", "不退卡"],
    ])  # fmt: skip
    looked_at(home, path)
    (entry,) = imported(home, path)
    (one,) = live_imports(events(home))
    assert entry["status"] == "accepted" and one.stored != one.sha256
    assert "王小五" not in everything_stored(home) and findings(home) == []


# ---------------------------------------------------------------- hardly possible values


def visit(people=None, elderly=None, amount=None, village="曙光村"):
    return [VISIT, ["甲养老院", village, "2026-09-01", "张某", people, elderly, amount]]


def implausible(entries):
    found = [p for entry in entries for s in entry["sheets"] for p in s["problems"]]
    return [(p["cell"], p["value"]) for p in found if p["code"] == "implausible"]


@pytest.fixture
def peopled(home, book):
    """A home whose newest build knows that 曙光村 has 1,200 residents."""
    imported(home, book(PEOPLE, "人口.xlsx"))
    build(home)
    return home


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (visit(1200, 1200, 1200), []),
        (visit(1201, 30, 5), [("E2", "1201")]),
        (visit(5000, 1300, 5), [("E2", "5000"), ("F2", "1300")]),
        (visit(5000, 1300, 5, village="柏杨村"), []),  # nobody said how many live there
        (visit(2, 1, 2000), []),
        (visit(2, 1, 2000.5), [("G2", "2000.5")]),
        (visit(0, 0, 90000), []),
        (visit(None, None, 90000), []),
    ],
)
def test_more_people_than_live_there_and_a_fortune_each_are_asked_about_and_count(
    peopled, book, row, cells
):
    path = book(row, "排查.xlsx")
    before, after = looked_at(peopled, path), imported(peopled, path)
    assert implausible(before) == implausible(after) == cells
    assert after[0]["status"] == "accepted"
    build(peopled)
    stored = rows(peopled, "select people_involved, amount_involved_wan from mart_screening")
    assert stored == [(row[1][4], row[1][6])]
    named = rows(peopled, "select cell from mart_problem where code = 'implausible' order by 1")
    assert named == [(cell,) for cell, _ in cells]
    listed = ask.problems(peopled, after[0]["batch"])
    assert listed[listed["code"] == "implausible"]["cell"].tolist() == [cell for cell, _ in cells]


def test_a_judgement_stays_what_it_was_at_the_import(peopled, book, tmp_path):
    imported(peopled, book(visit(1500), "排查.xlsx"))
    more = [PEOPLE[0], ["曙光村", "2026-11-01", 9000]]
    imported(peopled, book(more, "新人口.xlsx"))
    build(peopled)
    assert rows(peopled, "select value from mart_problem where code = 'implausible'") == [("1500",)]


def test_all_imports_are_still_numbered_in_order(home, book):
    for number in range(3):
        imported(home, book([*REGISTER, [f"{number}院", *REGISTER[1][1:]]], f"{number}.xlsx"))
    undo(home, "B0002", **WHO)
    imported(home, book(PEOPLE))
    assert [one.batch for one in all_imports(events(home))] == ["B0001", "B0002", "B0003", "B0004"]
