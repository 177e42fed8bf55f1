"""Proof of a ledger that may be damaged: every fault by name, and the events that still hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ledger import events as book
from ledger.events import BATCH, GENESIS, Event, event_table

BROKEN = (DBAPIError, UnicodeError, TypeError, ValueError, OverflowError, RecursionError)
POSTGRES_FROZEN = (
    "select count(*) from pg_trigger join pg_proc on pg_proc.oid = tgfoid "
    "where tgrelid = 'event'::regclass and tgname = 'event_frozen' and tgenabled in ('O', 'A') "
    "and prosrc like '%%raise exception%%'"
)


class Fault(NamedTuple):
    """A finding; `code` is a sentence of keeping.yml, `seq` the event it names (0: the file)."""

    code: str
    seq: int
    text: str


class Proof(NamedTuple):
    """What a ledger holds: events whose hash fits, what is wrong, and the last event before which
    nothing is."""

    events: list[Event]
    faults: list[Fault]

    @property
    def trusted(self) -> int:
        named = [fault.seq for fault in self.faults if fault.seq]
        unread = any(fault.code == "unreadable" for fault in self.faults)
        last = self.events[-1].seq if self.events else 0
        return min([last, *(seq - 1 for seq in named)]) if not unread or self.events else 0


def prove(url: str) -> Proof:
    """Read a ledger without mending anything: no table is made, no trigger put back."""
    held, faults = [], []
    engine = None
    try:
        engine = book._engine(book._full_url(url))
        with engine.connect() as con:
            _lenient_text(con)
            if not sa.inspect(con).has_table("event"):
                return Proof([], [Fault("no_table", 0, "")])
            faults += _storage_faults(con)
            faults += _unfrozen(con)
            with book._without_gc():
                for found in _walk(con):
                    (held if isinstance(found, Event) else faults).append(found)
    except BROKEN as broken:
        faults.append(_unreadable(broken))
    finally:
        if engine is not None:
            engine.dispose()  # the lenient connection must not serve anyone else
    return Proof(held, faults)


def _unreadable(broken: Exception) -> Fault:
    why = str(getattr(broken, "orig", None) or broken).splitlines()[0]
    return Fault("locked" if "locked" in why else "unreadable", 0, why)


def _lenient_text(con: Connection) -> None:
    """Let damaged UTF-8 be read, so that verification can name the event instead of stopping."""
    if con.dialect.name == "sqlite":
        raw = con.connection.dbapi_connection
        raw.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")


def _storage_faults(con: Connection) -> list[Fault]:
    if con.dialect.name != "sqlite":
        return []
    found = [row[0] for row in con.exec_driver_sql("pragma integrity_check").fetchall()]
    return [Fault("damaged", 0, text) for text in found if text != "ok"]


def _unfrozen(con: Connection) -> list[Fault]:
    """The triggers that keep the table append-only, as they were made."""
    if con.dialect.name != "sqlite":
        is_frozen = bool(con.exec_driver_sql(POSTGRES_FROZEN).scalar())
        return [] if is_frozen else [Fault("unfrozen", 0, "event_frozen")]
    query = "select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'event'"
    there = {name: _plain(sql) for name, sql in con.exec_driver_sql(query).fetchall()}
    wanted = {made.split()[5]: _plain(made) for made in book.SQLITE_FREEZE}
    return [Fault("unfrozen", 0, n) for n, made in wanted.items() if there.get(n) != made]


def _plain(sql: str) -> str:
    return " ".join(sql.lower().replace("if not exists ", "").split())


def _walk(con: Connection) -> Iterator[Event | Fault]:
    """Every stored row in order, as the event it is or the fault it has."""
    last_seq, last_hash = 0, GENESIS
    for row in _all_rows(con):
        seq = row[0]
        if seq != last_seq + 1:
            text = f"event {last_seq + 1}: missing (the next one found is {seq})"
            yield Fault("missing", last_seq + 1, text)
        elif row[8] != last_hash:
            text = f"event {seq}: does not follow event {last_seq} (previous hash differs)"
            yield Fault("broken_link", seq, text)
        yield _read(row)
        last_seq, last_hash = seq, row[9]


def _read(row: tuple) -> Event | Fault:
    seq, at, *who, payload, prev_hash, digest = row
    try:
        if book.seal(seq, at, tuple(who), payload, prev_hash) != digest:
            return Fault("changed", seq, f"event {seq}: content does not match its hash")
        given = json.loads(payload)
        if isinstance(given, dict):
            return Event(seq, at, *who, given, prev_hash, digest)
    except BROKEN:
        pass
    return Fault("illegible", seq, f"event {seq}: cannot be read")


def _all_rows(con: Connection) -> Iterator[tuple]:
    """A batch at a time, so that a long ledger fits in memory."""
    query, last = sa.select(event_table).order_by(event_table.c.seq).limit(BATCH), None
    while True:
        page = query if last is None else query.where(event_table.c.seq > last)
        rows = con.execute(page).cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1][0]
