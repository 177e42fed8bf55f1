"""How fast the ledger writes, reads and proves: one writer, twenty writers, a million events."""

from __future__ import annotations

import tempfile
import threading
import time
from functools import partial
from pathlib import Path

from ledger.cases import fold_ledger
from ledger.events import Draft, Event, Ledger, seal
from tests.postgres_server import binaries, postgres

AT = "2026-09-10T09:00:00"
APPENDS, WRITERS, EACH = 300, 20, 15
MILLION = 1_000_000


def run() -> list[dict]:
    """Rows of name, value, unit, target. Appends include the fsync that makes them durable."""
    with tempfile.TemporaryDirectory() as folder:
        rows = one_writer(Ledger(Path(folder) / "one.sqlite"), "SQLite")
        rows += many_writers(Ledger(Path(folder) / "many.sqlite"), "SQLite")
        rows += million(Path(folder) / "million.sqlite")
    return rows + on_postgres()


def on_postgres() -> list[dict]:
    """The same writers on a private PostgreSQL, where one is installed."""
    try:
        binaries()
    except FileNotFoundError as missing:
        return [{"name": f"PostgreSQL: not measured ({missing})"}]
    with postgres() as url:
        ledger = Ledger(url)
        rows = one_writer(ledger, "PostgreSQL")
        rows += many_writers(ledger, "PostgreSQL")
        ledger.close()
    return rows


def one_writer(ledger: Ledger, engine: str) -> list[dict]:
    times = sorted(_timed(partial(_append, ledger, n)) for n in range(APPENDS))
    return [
        _row(f"{engine}: append with fsync, p50", _share(times, 0.5), "ms", None),
        _row(f"{engine}: append with fsync, p95", _share(times, 0.95), "ms", 20),
    ]


def many_writers(ledger: Ledger, engine: str) -> list[dict]:
    """Twenty people at once, each on the last state seen: nothing may be lost."""
    times: list[float] = []
    before = ledger.head()[0]
    start = threading.Barrier(WRITERS)

    def person(name: int) -> None:
        start.wait()
        for number in range(APPENDS + name * EACH, APPENDS + (name + 1) * EACH):
            times.append(_timed(partial(_append, ledger, number)))

    threads = [threading.Thread(target=person, args=(name,)) for name in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = before + WRITERS * EACH - ledger.head()[0]
    times.sort()
    return [
        _row(f"{engine}: 20 writers at once, p95", _share(times, 0.95), "ms", 300),
        {
            **_row(f"{engine}: 20 writers at once, events lost", lost, "events", 0),
            "failed": lost > 0,
        },
    ]


def million(path: Path) -> list[dict]:
    """A million steps of 50,000 cases: written, read back and folded, then proved."""
    ledger = Ledger(path)
    written = _timed(lambda: ledger.refill(_story(MILLION)))
    folded = _timed(lambda: fold_ledger(ledger))
    proved = _timed(ledger.verify)
    return [
        _row("1,000,000 events written", written / 1000, "s", None),
        _row("1,000,000 events read and folded into 50,000 cases", folded / 1000, "s", 5),
        _row("1,000,000 events proved", proved / 1000, "s", None),
    ]


def _story(count: int):
    """Twenty steps for each case, as they would follow each other."""
    previous = "0" * 64
    for seq in range(1, count + 1):
        case = f"ZG-{seq % (count // 20)}"
        fields = {"note": "去过现场", "village_code": "500111119200"}
        text = '{"fields":{"note":"去过现场","village_code":"500111119200"},"to":"working"}'
        who = ("张三", "分析员", "rectification", case, "noted")
        digest = seal(seq, AT, who, text, previous)
        yield Event(seq, AT, *who, {"fields": fields, "to": "working"}, previous, digest)
        previous = digest


def _append(ledger: Ledger, number: int) -> None:
    payload = {"fields": {"note": "去过现场"}}
    draft = Draft("lead", f"XS-{number}", "noted", payload, "张三", "分析员", AT, 0)
    ledger.append_many([draft])


def _timed(work) -> float:
    """Milliseconds that the work took."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _share(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]


def _row(name: str, value: float, unit: str, target: float | None) -> dict:
    return {"name": name, "value": round(value, 3), "unit": unit, "target": target}
