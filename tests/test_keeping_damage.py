"""Flipped bytes anywhere in a state: each is named in a sentence or changes nothing."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys

import pytest

from ledger.events import Ledger
from pipelines.proving import findings
from pipelines.settings import PROJECT, Home
from tests.test_keeping import state  # noqa: F401  (a fixture)

FLIPS = 200


def everything(home):
    names = ("ledger.sqlite", "raw", "staged", "evidence", "builds")
    places = [home.root / name for name in names]
    return [p for place in places for p in (place, *sorted(place.rglob("*"))) if p.is_file()]


def flipped(path, chance):
    whole = bytearray(path.read_bytes())
    at = chance.randrange(len(whole))
    whole[at] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(whole))


def settled(home):
    """One ledger file without a journal beside it."""
    with sqlite3.connect(home.root / "ledger.sqlite") as con:
        con.execute("pragma wal_checkpoint(truncate)")
    con.close()


@pytest.mark.parametrize("part", range(4))
def test_law_17_a_flipped_byte_is_named_or_harmless_and_never_a_traceback(state, tmp_path, part):  # noqa: F811
    before = Ledger(state.ledger_url).events()
    settled(state)
    chance = random.Random(part)
    for number in range(FLIPS // 4):
        copy = Home(tmp_path / f"copy-{number}")
        shutil.copytree(state.root, copy.root)
        path = chance.choice(everything(copy))
        flipped(path, chance)
        if not findings(copy):
            assert path.name == "ledger.sqlite" or path.parent.name == "builds"
            assert Ledger(copy.ledger_url).events() == before
        shutil.rmtree(copy.root)


SLIPS = {
    "broken JSON": "update event set payload = '{\"a\":' where seq = 3",
    "no UTF-8": "update event set payload = cast(x'7b22ff227d' as text) where seq = 3",
    "a blob": "update event set payload = x'00ff' where seq = 3",
    "no object": "update event set payload = '[]' where seq = 3",
    "a text for a number": "update event set at = 12 where seq = 3",
    "an event gone": "delete from event where seq = 3",
    "no table": "drop table event",
    "emptied": "delete from event",
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("command", [["verify"], ["build"], ["backup", "saved.zip"]])
def test_law_17_a_damaged_ledger_is_a_chinese_sentence_for_every_command(
    state,  # noqa: F811
    tmp_path,
    slip,
    command,
):
    settled(state)
    with sqlite3.connect(state.root / "ledger.sqlite") as con:
        con.execute("drop trigger event_no_update")
        con.execute("drop trigger event_no_delete")
        con.execute(SLIPS[slip])
    con.close()
    done = run(state, tmp_path, *command)
    assert "Traceback" not in done.stderr
    if command == ["verify"]:
        assert (done.returncode == 1 and "仍可信" in done.stderr) or "没有一条" in done.stderr


@pytest.mark.parametrize("bytes_", [b"", b"no ledger at all" * 99])
def test_law_17_a_file_that_is_no_ledger_is_told(state, tmp_path, bytes_):  # noqa: F811
    settled(state)
    (state.root / "ledger.sqlite").write_bytes(bytes_)
    for command in (["verify"], ["build"], ["backup", "saved.zip"]):
        done = run(state, tmp_path, *command)
        assert done.returncode or command != ["verify"]
        assert "Traceback" not in done.stderr


def test_law_16_lost_triggers_and_orphans_are_named(state):  # noqa: F811
    with sqlite3.connect(state.root / "ledger.sqlite") as con:
        con.execute("drop trigger event_no_update")
    (state.raw / ("0" * 64)).write_bytes(b"nobody imported this")
    found = "\n".join(findings(state))
    assert "event_no_update" in found and "raw/" + "0" * 64 in found


def run(home, cwd, *command):
    inside = {**os.environ, "RISK_HOME": str(home.root), "RISK_INSIDE_ENVIRONMENT": "1"}
    return subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *command],
        env=inside,
        cwd=cwd,
        capture_output=True,
        text=True,
    )
