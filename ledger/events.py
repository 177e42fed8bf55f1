"""The append-only ledger: what people decide, each event carrying the hash of the one before."""

from __future__ import annotations

import gc
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

GENESIS = "0" * 64
LOCK_KEY = 0x5249534B  # "RISK": the advisory lock every writer of a PostgreSQL ledger takes
BUSY_SECONDS = 30
BATCH = 20_000

metadata = sa.MetaData()
event_table = sa.Table(
    "event",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("prev_hash", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Index("event_by_subject", "subject", "subject_id", "seq"),
)

TOLD = sa.select(
    *(event_table.c[name] for name in ("seq", "at", "actor", "subject", "subject_id", "action")),
    event_table.c.payload,
).order_by(event_table.c.seq)
PARSE = json.JSONDecoder().scan_once  # payloads were written by canonical(): no blanks to skip

SQLITE_FREEZE = (
    "create trigger if not exists event_no_update before update on event "
    "begin select raise(abort, 'the ledger is append-only'); end",
    "create trigger if not exists event_no_delete before delete on event "
    "begin select raise(abort, 'the ledger is append-only'); end",
)
POSTGRES_FREEZE = (
    "create or replace function event_frozen() returns trigger language plpgsql as "
    "$$ begin raise exception 'the ledger is append-only'; end $$",
    "drop trigger if exists event_frozen on event",
    "create trigger event_frozen before update or delete or truncate on event "
    "for each statement execute function event_frozen()",
)


class Event(NamedTuple):
    """One thing that happened. `at` is ISO local time to the second; leave `payload` as it is."""

    seq: int
    at: str
    actor: str
    role: str
    subject: str
    subject_id: str
    action: str
    payload: dict
    prev_hash: str
    hash: str


class Draft(NamedTuple):
    """An event not yet written: number and hashes are given by the ledger."""

    subject: str
    subject_id: str
    action: str
    payload: dict
    actor: str
    role: str
    at: datetime | str
    expected_seq: int | None = None  # the last event seen of this subject and id; 0: none yet
    expected_subject_seq: int | None = None  # the last event seen of this subject, whatever its id


class StaleState(Exception):
    """Somebody wrote about the same subject first; `events` are those the writer had not seen."""

    def __init__(self, events: list[Event]):
        self.events = events
        last = events[-1]
        super().__init__(f"{last.subject} {last.subject_id} changed: {last.action} by {last.actor}")


class Ledger:
    """One ledger by URL (SQLite file or PostgreSQL). Safe to share between threads."""

    def __init__(self, url: str | Path):
        self.url = _full_url(url)
        self.engine = _engine(self.url)
        self._door = threading.Lock()
        self._waiting: list[_Bundle] = []
        self._is_writing = False
        self._create()

    def append(
        self,
        *,
        subject: str,
        subject_id: str,
        action: str,
        payload: dict,
        actor: str,
        role: str,
        at: datetime | str,
        expected_seq: int | None = None,
        expected_subject_seq: int | None = None,
    ) -> Event:
        """Write one event durably and return it.

        `expected_seq` is the last number the writer saw for this subject and id (0: none yet),
        `expected_subject_seq` for this subject under any id; StaleState if there is a newer one,
        judged inside the transaction. When this returns, the event survives a crash.
        """
        seen = (expected_seq, expected_subject_seq)
        draft = Draft(subject, subject_id, action, payload, actor, role, at, *seen)
        return self.append_many([draft])[0]

    def append_many(self, drafts: Iterable[Draft]) -> list[Event]:
        """Write several events in one transaction: all of them or none.

        Threads that come while another one writes wait and are then written together by the
        first of them: twenty people share a commit instead of queueing for twenty.
        """
        mine = _Bundle(list(drafts))
        with self._door:
            self._waiting.append(mine)
            is_first, self._is_writing = not self._is_writing, True
        if not is_first:
            mine.turn.wait()
        if not mine.is_done:
            self._write_waiting()
        return mine.outcome()

    def _write_waiting(self) -> None:
        """Write every waiting bundle; each stands or falls by itself, a broken database fails all.
        Then the next in line has the turn."""
        with self._door:
            bundles, self._waiting = self._waiting, []
        try:
            self._write(bundles)
        except BaseException as broken:
            for bundle in bundles:
                bundle.error = bundle.error or broken
        for bundle in bundles:
            bundle.is_done = True
            bundle.turn.set()
        with self._door:
            self._is_writing = bool(self._waiting)
            for bundle in self._waiting[:1]:
                bundle.turn.set()

    def _write(self, bundles: list[_Bundle]) -> None:
        with self.engine.connect() as con, _writing(con):
            head, written = _head(con), []
            for bundle in bundles:
                bundle.seal(con, head, written)
            _insert(con, written)

    def events(
        self, subject: str | None = None, subject_id: str | None = None, after: int = 0
    ) -> list[Event]:
        """Events in order, of one subject (kind), of one id, later than number `after`."""
        with self.engine.connect() as con:
            return _read(con, subject, subject_id, after)

    @contextmanager
    def told(self, subjects: Iterable[str]) -> Iterator[Iterator[tuple]]:
        """What a fold needs, as fast as it can be read: rows of (seq, at, actor, subject,
        subject_id, action, payload text) in order, while the context is open; see PARSE."""
        kinds = sa.bindparam("kinds", list(subjects), expanding=True)
        # Not the bare column: its index would cost a sort of everything; in order of the key, most
        # rows are wanted anyway (1.6 instead of 2.8 s for a million).
        query = TOLD.where(sa.func.coalesce(event_table.c.subject, "").in_(kinds))
        with self.engine.connect() as con, _without_gc():
            yield con.execute(query).cursor

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event; (0, GENESIS) for an empty ledger."""
        with self.engine.connect() as con:
            return _head(con)

    def code(self) -> str:
        """The short code printed on documents: number and first eight digits of the head's hash."""
        seq, digest = self.head()
        return f"{seq}-{digest[:8]}"

    def knows(self, code: str) -> bool:
        """Whether a short code printed earlier still names an event of this chain."""
        number, _, digits = code.partition("-")
        if not number.isdigit() or len(digits) < 8:
            return False
        query = sa.select(event_table.c.hash).where(event_table.c.seq == int(number))
        with self.engine.connect() as con:
            return (con.scalar(query) or "").startswith(digits)

    def verify(self) -> list[str]:
        """What is wrong with the chain, one sentence per finding; empty when it is whole."""
        return [fault.text for fault in self.faults()]

    def faults(self) -> list:
        """The same findings with a code and the event they name (ledger/proof.py finds more)."""
        from ledger.proof import prove

        return [fault for fault in prove(self.url).faults if fault.code != "unfrozen"]

    def refill(self, events: Iterable[Event]) -> int:
        """Fill an empty ledger with the events of another, hashes and all; how many there were.

        ValueError when it is not empty or the events are no whole chain; then nothing is written.
        """
        with self.engine.connect() as con, _writing(con):
            seq, prev_hash = _head(con)
            if seq:
                raise ValueError("the ledger to restore into is not empty")
            for batch in _batches(events):
                for event in batch:
                    _refuse_broken(event, seq, prev_hash)
                    seq, prev_hash = event.seq, event.hash
                _insert(con, batch)
        return seq

    def close(self) -> None:
        self.engine.dispose()

    def _create(self) -> None:
        with self.engine.connect() as con:
            if sa.inspect(con).has_table("event"):
                return
            freeze = SQLITE_FREEZE if con.dialect.name == "sqlite" else POSTGRES_FREEZE
            with _writing(con):
                metadata.create_all(con, checkfirst=True)
                for statement in freeze:
                    con.exec_driver_sql(statement)


class _Bundle:
    """What one writer wants written as one, and what became of it."""

    def __init__(self, drafts: list[Draft]):
        self.drafts = drafts
        self.events: list[Event] = []
        self.error: BaseException | None = None
        self.is_done = False
        self.turn = threading.Event()  # set when it is written, or first in line to write

    def seal(self, con: Connection, head: tuple[int, str], written: list[Event]) -> None:
        """Number and hash the drafts after those already `written` in this transaction, and add
        them; a refused bundle adds nothing."""
        sealed: list[Event] = []
        seq, prev_hash = (written[-1].seq, written[-1].hash) if written else head
        try:
            for draft in self.drafts:
                _refuse_stale(con, draft, itertools.chain(written, sealed))
                sealed.append(_sealed(draft, seq + 1, prev_hash))
                seq, prev_hash = sealed[-1].seq, sealed[-1].hash
        except Exception as refused:
            self.error = refused
            return
        self.events = sealed
        written += sealed

    def outcome(self) -> list[Event]:
        if self.error is not None:
            raise self.error
        return self.events


def canonical(value: object) -> str:
    """JSON that is the same for equal values: sorted keys, no spaces, no NaN, dates as ISO text."""
    return json.dumps(
        value,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
        default=_plain,
    )


def seal(seq: int, at: str, who: tuple[str, ...], payload: str, prev_hash: str) -> str:
    """The hash of an event over its stored texts, so that no stored byte can change unseen."""
    text = canonical([seq, at, *who, payload, prev_hash])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "item"):  # numpy scalars
        return value.item()
    raise TypeError(f"an event cannot hold a {type(value).__name__}")


def _full_url(url: str | Path) -> str:
    text = str(url)
    if "://" not in text:
        text = f"sqlite:///{text}"
    for short in ("postgresql://", "postgres://"):
        if text.startswith(short):
            return "postgresql+psycopg://" + text[len(short) :]
    return text


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, isolation_level="AUTOCOMMIT", connect_args={"timeout": BUSY_SECONDS}
    )
    sa.event.listen(engine, "connect", _sqlite_pragmas)
    return engine


def _sqlite_pragmas(dbapi_connection, _record) -> None:
    run = dbapi_connection.execute
    run(f"pragma busy_timeout={BUSY_SECONDS * 1000}")
    for attempt in range(50):  # two processes may switch to WAL at the same moment
        try:
            if run("pragma journal_mode").fetchone()[0] != "wal":
                run("pragma journal_mode=wal")
            break
        except dbapi_connection.OperationalError:
            if attempt == 49:
                raise
            time.sleep(0.05)
    run("pragma synchronous=full")
    dbapi_connection.isolation_level = None


@contextmanager
def _writing(con: Connection) -> Iterator[None]:
    """One exclusive transaction: the only writer of this ledger until it ends."""
    if con.dialect.name == "sqlite":
        con.exec_driver_sql("begin immediate")
    else:
        con.exec_driver_sql(f"begin; select pg_advisory_xact_lock({LOCK_KEY})")  # one round trip
    try:
        yield
    except BaseException:
        con.exec_driver_sql("rollback")
        raise
    con.exec_driver_sql("commit")


def _head(con: Connection) -> tuple[int, str]:
    row = con.execute(
        sa.select(event_table.c.seq, event_table.c.hash).order_by(event_table.c.seq.desc()).limit(1)
    ).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def _refuse_stale(con: Connection, draft: Draft, batch: Iterable[Event]) -> None:
    """`batch`: events written earlier in this transaction."""
    written = [event for event in batch if event.subject == draft.subject]
    if draft.expected_seq is not None:
        same = [event for event in written if event.subject_id == draft.subject_id]
        _refuse(_read(con, draft.subject, draft.subject_id, draft.expected_seq) + same)
    if draft.expected_subject_seq is not None:
        _refuse(_read(con, draft.subject, None, draft.expected_subject_seq) + written)


def _refuse(newer: list[Event]) -> None:
    if newer:
        raise StaleState(newer)


def _sealed(draft: Draft, seq: int, prev_hash: str) -> Event:
    at = draft.at if isinstance(draft.at, str) else draft.at.isoformat(timespec="seconds")
    text = canonical(draft.payload)
    who = (draft.actor, draft.role, draft.subject, draft.subject_id, draft.action)
    digest = seal(seq, at, who, text, prev_hash)
    return Event(seq, at, *who, json.loads(text), prev_hash, digest)


def _insert(con: Connection, events: list[Event]) -> None:
    if events:
        rows = [{**e._asdict(), "payload": canonical(e.payload)} for e in events]
        con.execute(sa.insert(event_table), rows)


def _read(con: Connection, subject: str | None, subject_id: str | None, after: int) -> list[Event]:
    cols = event_table.c
    query = sa.select(event_table).where(cols.seq > after).order_by(cols.seq)
    if subject is not None:
        query = query.where(cols.subject == subject)
    if subject_id is not None:
        query = query.where(cols.subject_id == subject_id)
    with _without_gc():
        rows = con.execute(query).cursor.fetchall()
        return [
            Event(*told, PARSE(payload, 0)[0], prev_hash, digest)
            for *told, payload, prev_hash, digest in rows
        ]


@contextmanager
def _without_gc() -> Iterator[None]:
    """A million small objects at once make the collector look at all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse_broken(event: Event, seq: int, prev_hash: str) -> None:
    who = (event.actor, event.role, event.subject, event.subject_id, event.action)
    sealed = seal(event.seq, event.at, who, canonical(event.payload), event.prev_hash)
    if event.seq != seq + 1 or event.prev_hash != prev_hash or sealed != event.hash:
        raise ValueError(f"event {event.seq} does not fit into the chain")


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    source = iter(events)
    while batch := list(itertools.islice(source, BATCH)):
        yield batch
