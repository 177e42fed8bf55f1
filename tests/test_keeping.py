"""Backup, restore and proof: what comes back, what is refused, what flipped bytes give away."""

import hashlib
import json
import random
import sqlite3
import zipfile
from datetime import datetime

import duckdb
import pytest

from ledger.events import Ledger
from ledger.months import close_month
from pipelines import keeping
from pipelines.keeping import KeepingError, backup, restore
from pipelines.proving import findings, folder_hash
from pipelines.settings import Home, home
from pipelines.verifying import verify_main
from tests.ledger_people import ANALYST, AT, closed_task
from tests.postgres_server import postgres

BOOK = b"PK workbook of a village"


def import_event(ledger, sha256, **more):
    return ledger.append(
        subject="batch",
        subject_id="b-1",
        action="import",
        payload={"sha256": sha256, "contract": "c1", "file": "曙光村9月.xlsx", **more},
        actor="张三",
        role="分析员",
        at=AT,
    )


@pytest.fixture
def state():
    """A state with a workbook, its staged rows, a task, a closed month and its build."""
    state = home().prepare()
    sha256 = hashlib.sha256(BOOK).hexdigest()
    (state.raw / sha256).write_bytes(BOOK)
    staged = state.staged / f"{sha256}-c1"
    staged.mkdir()
    (staged / "screening.parquet").write_bytes(b"rows of the sheet")
    (state.builds / "risk-20260923T080000.duckdb").write_bytes(b"the month's build")
    with duckdb.connect(str(state.builds / "risk-20260924T080000.duckdb")) as newest:
        newest.execute("create table run_info as select 'made anew any time' as build")
    ledger = Ledger(state.ledger_url)
    import_event(ledger, sha256, staged_sha256=folder_hash(staged))
    closed_task(ledger, "ZG-1")
    at = datetime(2026, 9, 23, 9)
    digest = hashlib.sha256(b"the month's build").hexdigest()
    build = "risk-20260923T080000"
    close_month(ledger, "2026-09", build, {"red": 3}, ANALYST, at, build_sha256=digest)
    return state


@pytest.fixture
def saved(state, tmp_path):
    backup(state, tmp_path / "saved.zip")
    return tmp_path / "saved.zip"


def contents(state):
    return {
        path.relative_to(state.root).as_posix(): path.read_bytes()
        for folder in ("raw", "staged", "builds")
        for path in sorted((state.root / folder).rglob("*"))
        if path.is_file()
    }


def test_a_backup_brings_everything_back_into_an_empty_state(state, saved, tmp_path):
    other = Home(tmp_path / "other")
    kept = restore(saved, other)
    before = Ledger(state.ledger_url)
    after = Ledger(other.ledger_url)
    assert after.events() == before.events() and after.code() == before.code() == kept.code
    expected = contents(state)
    expected.pop("builds/risk-20260924T080000.duckdb")  # not needed: made anew
    assert contents(other) == expected
    assert findings(other) == []
    assert not (other.root / "secret.key").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_restored_ledger_goes_on_where_the_old_one_stopped(state, saved, tmp_path):
    other = Home(tmp_path / "other")
    restore(saved, other)
    event = import_event(Ledger(other.ledger_url), hashlib.sha256(BOOK).hexdigest())
    assert event.seq == Ledger(state.ledger_url).head()[0] + 1
    assert Ledger(other.ledger_url).verify() == []


def test_a_state_in_use_is_not_overwritten(state, saved):
    before = contents(state), Ledger(state.ledger_url).head()
    with pytest.raises(KeepingError, match="--force"):
        restore(saved, state)
    assert (contents(state), Ledger(state.ledger_url).head()) == before


def test_with_force_the_present_state_is_kept_beside(state, saved):
    Ledger(state.ledger_url).close()
    (state.raw / "new-file").write_bytes(b"came after the backup")
    kept = restore(saved, state, force=True)
    assert (kept.set_aside / "raw" / "new-file").read_bytes() == b"came after the backup"
    assert not (state.raw / "new-file").exists()
    assert findings(state) == []


def test_a_folder_with_somebodys_own_files_counts_as_in_use(saved, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(KeepingError, match="--force"):
        restore(saved, Home(folder))
    assert (folder / "letter.txt").read_text() == "mine"


def test_any_flipped_byte_of_a_backup_is_refused_or_changes_nothing(saved, tmp_path):
    whole = saved.read_bytes()
    chance = random.Random(3)
    reference = Home(tmp_path / "reference")
    restore(saved, reference)
    expected = contents(reference), Ledger(reference.ledger_url).events()
    refused = 0
    for number in range(60):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        saved.write_bytes(spoilt)
        other = Home(tmp_path / f"other-{number}")
        try:
            restore(saved, other)
        except KeepingError:
            refused += 1
            assert not other.root.exists()
        else:  # the byte was padding or a date inside the zip
            assert (contents(other), Ledger(other.ledger_url).events()) == expected
    assert refused > 30


@pytest.mark.parametrize("text", [b"", b"hello", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_backup_is_refused(tmp_path, text):
    (tmp_path / "x.zip").write_bytes(text)
    with pytest.raises(KeepingError, match="不是本系统的备份"):
        restore(tmp_path / "x.zip", Home(tmp_path / "other"))
    with pytest.raises(KeepingError, match="找不到"):
        restore(tmp_path / "y.zip", Home(tmp_path / "other"))
    assert not (tmp_path / "other").exists()


def repack(saved, change):
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    with zipfile.ZipFile(saved, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
            if name in manifest["files"]:
                manifest["files"][name] = hashlib.sha256(data).hexdigest()
        archive.writestr("manifest.json", json.dumps(manifest))


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "raw/../../evil", "ledger.sqlite", "tmp/x"]
)
def test_a_backup_cannot_write_outside_its_folders(saved, tmp_path, name):
    def add(parts, manifest):
        parts[name] = b"evil"
        manifest["files"][name] = ""

    repack(saved, add)
    with pytest.raises(KeepingError, match="与清单不符"):
        restore(saved, Home(tmp_path / "other"))
    assert not (tmp_path / "evil").exists() and not (tmp_path / "other").exists()


def test_a_backup_with_a_rewritten_history_is_refused_although_its_manifest_fits(saved, tmp_path):
    def rewrite(parts, manifest):
        parts["ledger.jsonl"] = parts["ledger.jsonl"].replace("已退".encode(), "未退".encode())

    repack(saved, rewrite)
    with pytest.raises(KeepingError, match="留痕不完整"):
        restore(saved, Home(tmp_path / "other"))


def test_a_ledger_moves_between_sqlite_and_postgresql(state, saved, tmp_path, monkeypatch):
    before = Ledger(state.ledger_url).events()
    with postgres() as url:
        monkeypatch.setenv("RISK_LEDGER_URL", url)
        restore(saved, Home(tmp_path / "server"))
        ledger = Ledger(url)
        assert ledger.events() == before and ledger.verify() == []
        with pytest.raises(KeepingError, match="已有留痕"):
            restore(saved, Home(tmp_path / "again"))
        backup(Home(tmp_path / "server"), tmp_path / "from-server.zip")
        ledger.close()
    monkeypatch.delenv("RISK_LEDGER_URL")
    restore(tmp_path / "from-server.zip", Home(tmp_path / "back"))
    assert Ledger(Home(tmp_path / "back").ledger_url).events() == before


def test_a_whole_state_is_proved_whole(state, capsys):
    assert verify_main([]) == 0
    assert "核对通过：留痕 6 条，存档文件 2 个，完整码 6-" in capsys.readouterr().out


@pytest.mark.parametrize("folder", ["raw", "staged", "builds"])
def test_any_flipped_byte_of_a_stored_file_is_named(state, folder):
    chance = random.Random(5)
    files = [path for path in (state.root / folder).rglob("*") if path.is_file()]
    for path in files:
        if path.name.startswith("risk-20260924"):
            continue
        whole = path.read_bytes()
        for _ in range(5):
            spoilt = bytearray(whole)
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
            path.write_bytes(spoilt)
            named = path.parent.name if folder == "staged" else path.name
            assert [named in sentence for sentence in findings(state)] == [True]
        path.write_bytes(whole)
    assert findings(state) == []


def test_a_missing_file_is_named_with_its_batch(state):
    for path in state.raw.iterdir():
        path.unlink()
    assert findings(state)[0].startswith("原始文件缺失") and "曙光村9月.xlsx" in findings(state)[0]


def test_a_changed_event_is_named_in_chinese_and_the_command_says_so(state, capsys):
    with sqlite3.connect(state.root / "ledger.sqlite") as con:
        con.execute("drop trigger event_no_update")
        con.execute("update event set payload = replace(payload, '已退', '未退')")
    assert verify_main([]) == 1
    assert "第 4 号记录的内容被改动过" in capsys.readouterr().err


def test_a_ledger_cut_off_after_it_was_proved_is_found_out(state, capsys):
    assert verify_main([]) == 0
    with sqlite3.connect(state.root / "ledger.sqlite") as con:
        con.execute("drop trigger event_no_delete")
        con.execute("delete from event where seq > 4")
    assert Ledger(state.ledger_url).verify() == []  # the rest alone is a whole chain
    assert verify_main([]) == 1
    assert "留痕被截断：曾有完整码 6-" in capsys.readouterr().err


def test_a_code_printed_on_a_document_is_checked_against_the_ledger(state, capsys):
    printed = Ledger(state.ledger_url).code()
    import_event(Ledger(state.ledger_url), hashlib.sha256(BOOK).hexdigest())
    assert verify_main(["--code", printed]) == 0
    assert verify_main(["--code", "6-00000000"]) == 1
    assert "不符" in capsys.readouterr().err


def test_the_commands_answer_with_sentences_and_exit_codes(state, tmp_path, capsys, monkeypatch):
    target = tmp_path / "daily" / "saved.zip"
    assert keeping.backup_main([str(target)]) == 0
    assert "已备份到" in capsys.readouterr().out
    assert keeping.restore_main([str(target)]) == 2
    assert "--force" in capsys.readouterr().err
    monkeypatch.setenv("RISK_HOME", str(tmp_path / "fresh"))
    assert keeping.restore_main([str(target)]) == 0
    assert "已恢复到" in capsys.readouterr().out
    assert keeping.backup_main(["/proc/no/such/place.zip"]) == 2
    assert "无法写入" in capsys.readouterr().err


def test_a_backup_that_fails_half_way_leaves_no_file_and_spoils_no_older_one(
    state, saved, tmp_path, monkeypatch
):
    before = saved.read_bytes()

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(keeping, "_write_file", broken)
    with pytest.raises(OSError, match="disk full"):
        backup(state, saved)
    assert saved.read_bytes() == before
    assert list(tmp_path.glob(".backup-*")) == []
