"""Many people at once: raw Streamlit sessions over the real pages, through the door.

`manage.py bench load [--subjects 45,5000] [--sessions 1,10,20] [--seconds 20] [--think 3]
[--home DIR]`: every session opens a page, reads for a while and opens the next one; half of them
look at one village only, and no row of another village may reach them (target: p95 under 1 s with
20 sessions and 5,000 subjects). A state that exists already is measured with --home.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

SEED = 20
LIMIT = 120  # seconds until a page that has not finished counts as an error


@dataclass
class Tally:
    """What all sessions of one round saw."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign_rows: int = 0

    @property
    def all_seconds(self) -> list[float]:
        return [one for page in self.seconds.values() for one in page]


def run(arguments: list[str]) -> list[dict]:
    """Rows: subjects, sessions, runs, p50_ms, p95_ms, max_ms, runs_per_s, kb, errors, …"""
    asked = parse(arguments)
    rows = []
    for count in [None] if asked.home else numbers_of(asked.subjects):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(asked.home) if asked.home else Path(folder)
            if count:
                fill(home, count)
            rows += measure(home, asked, numbers_of(asked.sessions))
    return rows


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench load")
    parser.add_argument("--subjects", default="45,5000")
    parser.add_argument("--sessions", default="1,10,20")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--think", type=float, default=3, help="seconds between two pages")
    parser.add_argument("--home", help="a state to measure instead of an invented one")
    return parser.parse_args(arguments)


def numbers_of(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def fill(home: Path, subjects: int) -> None:
    """The invented town with so many subjects, imported and built."""
    from datetime import datetime

    from data.sample.town import make_town
    from data.sample.workbooks import write_workbooks
    from pipelines.importing import import_paths
    from pipelines.run import build
    from pipelines.settings import Home, today

    books, state = home / "books", Home(home).prepare()
    books.mkdir()
    files = write_workbooks(make_town(today(), subjects=subjects), books)
    import_paths(files, state, actor="bench", role="分析员", at=datetime(2026, 1, 1))
    build(state)


def measure(home: Path, asked: argparse.Namespace, rounds: list[int]) -> list[dict]:
    """One server, one row per number of sessions; every page is opened once before."""
    from tests.e2e.serving import serving

    rows, places = [], villages_of(home)
    with serving(home) as url:
        asyncio.run(play(url, 1, 0, 0, places, Tally()))
        for sessions in rounds:
            tally, before = Tally(), server_use(url)["cpu_s"]
            began = time.perf_counter()
            asyncio.run(play(url, sessions, asked.seconds, asked.think, places, tally))
            took = time.perf_counter() - began
            row = summary(subjects_of(home), sessions, took, tally)
            used = server_use(url)
            cost = 1000 * (used["cpu_s"] - before) / max(row["runs"], 1)
            rows.append(row | {"cpu_ms_per_run": round(cost), "server_mb": round(used["mb"])})
    return rows


def server_use(url: str) -> dict[str, float]:
    """Processor seconds so far and memory in MB of the server (zero where there is no /proc)."""
    port = f"--server.port={url.rpartition(':')[2]}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if port in (folder / "cmdline").read_bytes().split(b"\0"):
                times = (folder / "stat").read_text().rpartition(")")[2].split()
                ticks = int(times[11]) + int(times[12])
                pages = int((folder / "statm").read_text().split()[1])
                return {"cpu_s": ticks / os.sysconf("SC_CLK_TCK"), "mb": pages * 4096 / 1e6}
    return {"cpu_s": 0.0, "mb": 0.0}


def villages_of(home: Path) -> list[str]:
    return [name for (name,) in rows_of(home, "select village from mart_village order by 1")]


def subjects_of(home: Path) -> int:
    return rows_of(home, "select count(*) from mart_facility")[0][0]


def rows_of(home: Path, sql: str) -> list[tuple]:
    from pipelines.settings import Home
    from pipelines.warehouse import newest_build, open_build

    return open_build(newest_build(Home(home))).rows(sql)


def summary(subjects: int, sessions: int, took: float, tally: Tally) -> dict:
    times = sorted(tally.all_seconds)
    slowest = max(tally.seconds, key=lambda page: statistics.median(tally.seconds[page]))
    return {
        "subjects": subjects,
        "sessions": sessions,
        "runs": len(times),
        "p50_ms": round(1000 * share(times, 0.5)),
        "p95_ms": round(1000 * share(times, 0.95)),
        "max_ms": round(1000 * times[-1]),
        "runs_per_s": round(len(times) / took, 1),
        "kb": round(statistics.median(tally.sizes) / 1024),
        "slowest_page": f"{slowest} {1000 * statistics.median(tally.seconds[slowest]):.0f} ms",
        "errors": len(tally.errors),
        "foreign_rows": tally.foreign_rows,
    }


def share(values: list[float], part: float) -> float:
    return values[min(int(part * len(values)), len(values) - 1)]


# ---------------------------------------------------------------- sessions


async def play(
    url: str, sessions: int, seconds: float, think: float, places: list[str], tally: Tally
) -> None:
    """All sessions at once; without seconds each opens every page once."""
    until = time.perf_counter() + seconds if seconds else None
    one = (session(url, number, until, think, places, tally) for number in range(sessions))
    await asyncio.gather(*one)


async def session(
    url: str, number: int, until: float | None, think: float, places: list[str], tally: Tally
) -> None:
    """One person's pages in a seeded order; every second person looks at one village."""
    import websockets

    rng = random.Random(f"{SEED}:{number}")
    village = rng.choice(places) if number % 2 else None
    address = url.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=["streamlit"], origin=url, max_size=None, ping_interval=None
    ) as socket:
        await asyncio.sleep(rng.uniform(0, think))
        for page in pages(rng, until):
            try:
                await open_page(socket, page, village, tally)
            except Exception as error:
                tally.errors.append(f"{page}: {error!r}")
                return
            await asyncio.sleep(rng.uniform(0.5, 1.5) * think)


def pages(rng: random.Random, until: float | None):
    """Names of pages in turn, in another order every time, until the time is over."""
    from pages import PAGES

    names = [entry.url_path for entry in PAGES if entry.has_frame]
    if until is None:
        yield from names
        return
    while True:
        for name in rng.sample(names, len(names)):
            if time.perf_counter() >= until:
                return
            yield name


async def open_page(socket, page: str, village: str | None, tally: Tally) -> None:
    """Ask for a page and wait until its script has finished."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = f"village={quote(village)}" if village else ""
    began, size = time.perf_counter(), 0
    await socket.send(asked.SerializeToString())
    while True:
        data = await asyncio.wait_for(socket.recv(), LIMIT)
        size += len(data)
        told = ForwardMsg()
        told.ParseFromString(data)
        if told.WhichOneof("type") == "delta":
            look(told.delta, page, village, tally)
        if told.WhichOneof("type") == "script_finished":
            break
    tally.seconds[page].append(time.perf_counter() - began)
    tally.sizes.append(size)


def look(delta, page: str, village: str | None, tally: Tally) -> None:
    """Errors on the page, and rows of another village in the list."""
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
        tally.errors.append(f"{page}: {element}"[:300])
    if kind == "arrow_data_frame" and page == "inventory" and village:
        tally.foreign_rows += foreign(element.arrow_data_frame.data, village)


def foreign(data: bytes, village: str) -> int:
    import pyarrow as pa

    shown = pa.ipc.open_stream(io.BytesIO(data)).read_all()
    if "village" not in shown.column_names:
        return 0
    return sum(name != village for name in shown.column("village").to_pylist())
