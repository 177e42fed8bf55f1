"""Builds go when nothing keeps them: neither number nor age nor an event that names them."""

import os
from datetime import datetime, timedelta

import pytest

from ledger.events import Ledger
from pipelines.pruning import limits, prune
from pipelines.publish import STAMP
from pipelines.settings import Home

NOW = datetime(2026, 9, 30, 12)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path).prepare()


def build(home, days_ago, name=None):
    path = home.builds / f"{(NOW - timedelta(days=days_ago)):{STAMP}}.duckdb"
    path.write_bytes(b"a build")
    return path


def test_the_newest_builds_stay_however_old(home):
    kept = [build(home, 400 + n) for n in range(limits()["newest"])]
    gone = build(home, 500)
    assert prune(home, NOW) == [gone]
    assert all(path.exists() for path in kept)


def test_young_builds_stay_however_many(home):
    made = [build(home, n / 100) for n in range(3 * limits()["newest"])]
    assert prune(home, NOW) == []
    assert all(path.exists() for path in made)


def test_a_build_that_a_closed_month_names_is_never_removed(home):
    for n in range(limits()["newest"]):
        build(home, n)
    closed, forgotten = build(home, 900), build(home, 901)
    Ledger(home.ledger_url).append(
        subject="month", subject_id="2024-04", action="closed",
        payload={"build": closed.stem}, actor="甲", role="领导", at=NOW,
    )  # fmt: skip
    assert prune(home, NOW) == [forgotten]
    assert closed.exists()


def test_a_build_still_in_use_stays_until_the_next_time(home, monkeypatch):
    for n in range(limits()["newest"]):
        build(home, n)
    busy = build(home, 900)
    busy.unlink()
    busy.mkdir()  # cannot be unlinked, as a file that another program holds open on Windows
    assert prune(home, NOW) == []
    busy.rmdir()


def test_drafts_of_killed_builds_go_after_a_day_and_running_ones_stay(home):
    old, running = home.builds / "draft-a.duckdb", home.builds / "draft-b.lock"
    for path, hours in ((old, limits()["draft_hours"] + 1), (running, 1)):
        path.write_bytes(b"")
        at = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(path, (at, at))
    assert prune(home, NOW) == [old]
    assert running.exists()
