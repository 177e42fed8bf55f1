"""The chain: order, hashes, stale writers, crashes and many writers, on SQLite and PostgreSQL."""

import os
import random
import signal
import sqlite3
import sys
import threading
import time
from datetime import date
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import events
from ledger.events import GENESIS, Draft, Ledger, StaleState, canonical
from tests.ledger_writers import AT, heard, processes, write, write_many, write_until_killed
from tests.postgres_server import postgres

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def server():
    with postgres() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture
def postgres_url(server):
    with psycopg.connect(server, autocommit=True) as con:
        con.execute("drop table if exists event")
    return server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request):
    return request.getfixturevalue(f"{request.param}_url")


def draft(subject_id="L-1", expected_seq=None, payload=None):
    return Draft("lead", subject_id, "noted", payload or {}, "张三", "分析员", AT, expected_seq)


def test_events_are_numbered_from_one_and_each_names_the_one_before(url):
    ledger = Ledger(url)
    first = write(ledger, payload={"金额": 12.5, "日期": date(2026, 9, 1)})
    second = write(ledger)
    assert (first.seq, first.prev_hash, first.at) == (1, GENESIS, "2026-09-01T09:30:00")
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert first.payload == {"金额": 12.5, "日期": "2026-09-01"}
    assert ledger.events() == [first, second]
    assert ledger.head() == (2, second.hash)
    assert ledger.verify() == []


def test_events_can_be_asked_by_subject_id_and_number(url):
    ledger = Ledger(url)
    a, b, c = write(ledger, "A"), write(ledger, "B"), write(ledger, "A")
    assert ledger.events(subject="lead", subject_id="A") == [a, c]
    assert ledger.events(subject="lead", after=1) == [b, c]
    assert ledger.events(subject="batch") == []


def test_a_writer_who_saw_an_old_state_is_told_what_happened_since(url):
    ledger = Ledger(url)
    seen = write(ledger)
    write(ledger, "another lead")
    newer = write(ledger, action="assigned", expected_seq=seen.seq)
    with pytest.raises(StaleState) as stale:
        write(ledger, action="closed", expected_seq=seen.seq)
    assert stale.value.events == [newer]
    assert ledger.head()[0] == 3


def test_expecting_nothing_makes_the_first_writer_the_only_one(url):
    ledger = Ledger(url)
    write(ledger, expected_seq=0)
    with pytest.raises(StaleState):
        write(ledger, expected_seq=0)


def test_a_bundle_of_events_is_written_whole_or_not_at_all(url):
    ledger = Ledger(url)
    ledger.append_many([draft("A"), draft("B")])
    with pytest.raises(StaleState):
        ledger.append_many([draft("C"), draft("A", expected_seq=0)])
    with pytest.raises(StaleState):
        ledger.append_many([draft("D", 0), draft("D", 0)])
    assert [e.subject_id for e in ledger.events()] == ["A", "B"]
    assert ledger.verify() == []


def test_what_json_cannot_hold_is_refused_and_leaves_nothing(url):
    ledger = Ledger(url)
    for payload in ({"x": float("nan")}, {"x": object()}):
        with pytest.raises((TypeError, ValueError)):
            write(ledger, payload=payload)
    assert ledger.head() == (0, GENESIS)
    assert write(ledger).seq == 1


def test_the_database_itself_refuses_to_change_or_delete_an_event(url):
    ledger = Ledger(url)
    write(ledger)
    for statement in ("update event set actor = 'x'", "delete from event"):
        with pytest.raises(Exception, match="append-only"), ledger.engine.connect() as con:
            con.exec_driver_sql(statement)


def test_a_printed_code_is_recognised_and_an_invented_one_is_not(url):
    ledger = Ledger(url)
    assert ledger.code() == "0-00000000"
    write(ledger)
    printed = ledger.code()
    write(ledger)
    assert ledger.knows(printed)
    for invented in ("1-00000000", "9-" + printed[2:], "", "1-", "x-12345678", printed[:-1]):
        assert not ledger.knows(invented)


COLUMNS = ["at", "actor", "role", "subject", "subject_id", "action", "payload", "prev_hash", "hash"]


@pytest.mark.parametrize("column", COLUMNS)
def test_any_changed_text_is_named(postgres_url, column):
    ledger = Ledger(postgres_url)
    for number in range(3):
        write(ledger, payload={"n": 1e5, "text": "季家镇"}, subject_id=f"L-{number}")
    with psycopg.connect(postgres_url, autocommit=True) as con:
        con.execute("alter table event disable trigger event_frozen")
        con.execute(f"update event set {column} = translate({column}, 'e季1三分', 'E李2四公') "
                    "where seq = 2")  # fmt: skip
    faults = ledger.verify()
    assert faults and all("event 2" in fault or "event 3" in fault for fault in faults)


def sqlite_file(url):
    return Path(url.removeprefix("sqlite:///"))


def test_any_flipped_byte_of_any_event_is_named(sqlite_url):
    ledger = Ledger(sqlite_url)
    for number in range(4):
        write(ledger, subject_id=f"L-{number}", payload={"金额": number + 0.5, "e": 1e22})
    ledger.close()
    with sqlite3.connect(sqlite_file(sqlite_url)) as con:
        con.execute("pragma wal_checkpoint(truncate)")
    whole = sqlite_file(sqlite_url).read_bytes()
    assert Ledger(sqlite_url).verify() == []
    chance = random.Random(7)
    for event in Ledger(sqlite_url).events():
        for stored in (event.at, event.actor, event.action, canonical(event.payload), event.hash):
            place = whole.index(stored.encode(), whole.index(event.subject_id.encode()) - 60)
            for offset in chance.sample(range(len(stored.encode())), 3):
                spoilt = bytearray(whole)
                spoilt[place + offset] ^= 1 << chance.randrange(8)
                sqlite_file(sqlite_url).write_bytes(spoilt)
                assert any(
                    f"event {n}:" in f for f in Ledger(sqlite_url).verify() for n in range(9)
                )
    sqlite_file(sqlite_url).write_bytes(whole)
    assert Ledger(sqlite_url).verify() == []


def test_a_removed_event_is_named(sqlite_url):
    ledger = Ledger(sqlite_url)
    for _ in range(3):
        write(ledger)
    with sqlite3.connect(sqlite_file(sqlite_url)) as con:
        con.execute("drop trigger event_no_delete")
        con.execute("delete from event where seq = 2")
    assert ledger.verify() == ["event 2: missing (the next one found is 3)"]


def test_a_file_that_is_no_ledger_is_reported_and_does_not_crash(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    ledger = Ledger(url)
    write(ledger)
    ledger.close()
    for leftover in tmp_path.glob("ledger.sqlite-*"):
        leftover.unlink()
    (tmp_path / "ledger.sqlite").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert ledger.verify()


def test_twenty_threads_and_four_processes_lose_no_event(url, monkeypatch):
    # A page tested before leaves its script as __main__, which a new process would run again.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = processes()
    barrier = context.Barrier(4)
    writers = [
        context.Process(target=write_many, args=(url, f"P{n}", 10, barrier)) for n in range(4)
    ]
    for process in writers:
        process.start()
    shared, start = Ledger(url), threading.Barrier(20)

    def visit(name):
        start.wait()
        for number in range(3):
            write(shared, f"T{name}-{number}")

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(20)]
    for worker in threads:
        worker.start()
    for worker in [*threads, *writers]:
        worker.join(60)
    expected = {f"P{p}-{n}" for p in range(4) for n in range(10)}
    expected |= {f"T{t}-{n}" for t in range(20) for n in range(3)}
    assert sorted(e.subject_id for e in shared.events()) == sorted(expected)
    assert shared.verify() == []


def test_of_twenty_who_close_the_same_case_one_wins_and_the_rest_are_told(url):
    ledger = Ledger(url)
    seen = write(ledger).seq
    outcomes, start = [], threading.Barrier(20)

    def close(name):
        start.wait()
        try:
            write(ledger, action="closed", payload={"by": name}, expected_seq=seen)
            outcomes.append("won")
        except StaleState as stale:
            outcomes.append(stale.events[0].action)

    threads = [threading.Thread(target=close, args=(n,)) for n in range(20)]
    for worker in threads:
        worker.start()
    for worker in threads:
        worker.join(30)
    assert sorted(outcomes) == ["closed"] * 19 + ["won"]


def test_of_those_written_together_a_refused_one_takes_nobody_with_it(url):
    """Bundles that wait for the same turn share a transaction, not a fate."""
    ledger = Ledger(url)
    seen = write(ledger).seq
    bundles = [
        events._Bundle([draft(subject_id="A"), draft(subject_id="B")]),
        events._Bundle([draft(subject_id="C"), draft(payload={"bad": object()})]),
        events._Bundle([draft(expected_seq=seen)]),
        events._Bundle([draft(expected_seq=seen)]),
    ]
    ledger._write(bundles)
    kinds = [type(one.error).__name__ for one in bundles]
    assert kinds == ["NoneType", "TypeError", "NoneType", "StaleState"]
    assert [e.subject_id for e in ledger.events()][1:3] == ["A", "B"] and len(ledger.events()) == 4
    assert ledger.verify() == []


def test_writers_killed_at_any_instant_lose_no_acknowledged_event(url, monkeypatch):
    """20 real processes, SIGKILL; what they had been told is written must be there, in order."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context, acknowledged = processes(), {}
    for batch in range(4):
        lines, writers = [], []
        for n in range(5):
            line, told = context.Pipe(duplex=False)
            given = (url, f"W{batch}{n}", told)
            writers.append(context.Process(target=write_until_killed, args=given))
            writers[-1].start()
            told.close()
            lines.append(line)
        assert all(line.poll(30) for line in lines)
        time.sleep(random.Random(batch).uniform(0.02, 0.12))
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
        for writer, line in zip(writers, lines, strict=True):
            writer.join()
            acknowledged |= dict(heard(line))
    ledger = Ledger(url)
    stored = {event.seq: event.subject_id for event in ledger.events()}
    assert len(acknowledged) >= 20
    assert {seq: stored.get(seq) for seq in acknowledged} == acknowledged
    assert ledger.verify() == []
    assert write(ledger).seq == len(stored) + 1


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("键ab", max_size=3), inner),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(payloads=st.lists(st.dictionaries(st.text("金额ab", max_size=4), plain), max_size=5))
def test_whatever_is_written_comes_back_equal_and_the_chain_holds(payloads, tmp_path_factory):
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.sqlite")
    for payload in payloads:
        write(ledger, payload=payload)
    assert [event.payload for event in ledger.events()] == payloads
    assert ledger.verify() == []
    ledger.close()
