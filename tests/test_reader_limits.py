"""Limits of the reading process: processor time, not the clock; each death has its own cause."""

import os
import signal
import subprocess
import sys

import pytest

from pipelines import worker
from pipelines.guard import Unreadable
from pipelines.settings import CATALOG
from pipelines.worker import Worker, cause_of_death
from tests.books import TODAY, forms, write_book

ROWS = [
    ["单位名称", "所在村（社区）", "排查日期", "排查人"],
    ["甲院", "曙光村", "2026-09-05", "甲"],
]


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(
    ("died", "cause"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "timeout"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "memory"),
        ("import os; os.abort()", "memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed"),
        ("raise SystemExit(3)", "crashed"),
        ("", "crashed"),
    ],
)
def test_the_cause_of_a_reader_s_death_is_told_apart(died, cause):
    process = subprocess.Popen([sys.executable, "-c", died], stderr=subprocess.DEVNULL)
    assert cause_of_death(process) == cause
    assert "请用 Excel 或 WPS 打开" in forms().texts["unreadable"][cause]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_reader_that_only_waits_is_not_out_of_time(tmp_path, monkeypatch):
    """Stopped for twice its seconds, as on a machine that has no time for it, it still answers."""
    book = write_book(tmp_path / "表.xlsx", {"Sheet1": ROWS})
    with Worker(CATALOG).warm() as reading:
        reading.stage(book, "xlsx", book.name, TODAY, tmp_path / "once")
        monkeypatch.setattr(worker, "SECONDS_BASE", 2)
        os.kill(reading.process.pid, signal.SIGSTOP)
        subprocess.Popen(["sh", "-c", f"sleep 4; kill -CONT {reading.process.pid}"])
        staged = reading.stage(book, "xlsx", book.name, TODAY, tmp_path / "staged")
    assert staged.sheets[0]["form"] == "screening"


@pytest.mark.skipif(os.name == "nt", reason="processor time")
def test_a_reader_that_calculates_too_long_is_stopped_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "SECONDS_BASE", -1)
    rows = ROWS[:1] + [[f"院{i}", "曙光村", "2026-09-05", f"备注{i}" * 9] for i in range(30_000)]
    book = write_book(tmp_path / "表.xlsx", {"Sheet1": rows})
    with Worker(CATALOG) as reading, pytest.raises(Unreadable) as refused:
        reading.stage(book, "xlsx", book.name, TODAY, tmp_path / "staged")
    assert refused.value.reason == "timeout"


def test_a_relative_path_is_read_from_where_the_person_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = write_book(tmp_path / "表 '9月' 😀.xlsx", {"Sheet1": ROWS}).relative_to(tmp_path)
    with Worker(CATALOG) as reading:
        staged = reading.stage(book, "xlsx", book.name, TODAY, book.with_suffix(".staged"))
    assert staged.sheets[0]["accepted"] == 1
