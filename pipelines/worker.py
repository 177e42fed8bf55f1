"""Reads one file after another in a process of its own, with limits on memory and time.

A hostile workbook can make any reader ask for hundreds of gigabytes or spin for minutes; here it
takes down only this process. Requests and answers are JSON lines on stdin and stdout. A process
that has read nothing big or bad waits for the next import: starting one costs most of a second.
"""

from __future__ import annotations

import atexit
import dataclasses
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from models.catalog.corrections import Correction, corrected
from models.catalog.forms import Forms
from pipelines.guard import Unreadable

MEMORY_LIMIT = 4 << 30  # address space; resident memory stays well below
TICK = 1.0  # seconds between two signs of life
SECONDS_BASE = 45  # of processor time: a busy machine takes nothing away
SECONDS_PER_MB = 1.0
PATIENCE = 20  # times as long by the clock before a process counts as stuck
SPARE_BYTES = 20 << 20  # a process that read more than this in one import holds on to memory
PROJECT = Path(__file__).resolve().parent.parent


@dataclass
class Staged:
    """What staging a file gave: entries of `import --json` and their problems."""

    sheets: list[dict[str, Any]]
    problems: list[dict[str, Any]]  # with `sheet` and `block`
    redacted: str | None = None  # the copy to keep instead of a file with personal data


# ---------------------------------------------------------------- inside the process


def stage_file(
    path: Path, kind: str, file_name: str, today: date, folder: Path, forms: Forms
) -> Staged:
    """Read, judge and write one file into `folder`; the heart of an import, no ledger, no clock."""
    from pipelines.extract import extract
    from pipelines.staging import sheet_entries, write_staged
    from pipelines.twice import check_twice
    from pipelines.validate import Duplicates, judge

    tools, headings = _readers(forms)
    readings = extract(path, kind, file_name, tools, headings, today)
    duplicates = Duplicates()
    verdicts = [judge(block, tools, duplicates) for r in readings for block in r.blocks]
    check_twice(verdicts, forms)
    told = [(v.block.number, p) for v in verdicts for p in v.problems]
    told += [(1, p) for p in _sheet_problems(readings, forms)]
    redacted = _redacted(path, kind, readings, verdicts, folder)
    if redacted and not any(p.code in ("personal_id", "reporter_dropped") for _, p in told):
        told.append((1, _id_outside_the_tables(readings[0].name, forms)))
    entries = sheet_entries(readings, verdicts)
    _explain_unknown(entries, readings, forms)
    write_staged(folder, verdicts, [p for _, p in told], entries, forms)
    problems = [{"sheet": p.sheet, "block": block, **p.public()} for block, p in told]
    return Staged(entries, problems, str(redacted) if redacted else None)


_latest: list = []  # the readers of the file before


def _readers(forms: Forms):
    """Tools and headings. Those of the file before when it came under the same catalogue: half of
    the time of a small workbook is finding out what headings mean that the one before had too."""
    from pipelines.reading.headings import Headings
    from pipelines.values import Tools

    if not _latest or _latest[0].forms is not forms or _latest[1].has_seen_enough:
        tools = Tools(forms)
        _latest[:] = tools, Headings(forms, tools.lexicon)
    return _latest


def _redacted(path: Path, kind: str, readings, verdicts, folder: Path) -> Path | None:
    """A copy without personal data, when the file holds any: only that copy is kept."""
    from pipelines.reading.redact import holds_ids_beside_cells, write_redacted

    cells: dict[str, set] = {}
    for verdict in verdicts:
        for dropped in verdict.block.dropped:
            cells.setdefault(verdict.block.sheet, set()).update(dropped.cells)
    hidden = {reading.name for reading in readings if reading.why == "hidden_sheet"}
    is_personal = any(cells.values()) or any(reading.holds_id for reading in readings)
    if not is_personal and not holds_ids_beside_cells(path, kind, hidden):
        return None
    copy = folder.with_name(f"{folder.name}-redacted")
    write_redacted(path, kind, cells, copy)
    return copy


def _id_outside_the_tables(sheet: str, forms: Forms):
    from pipelines.problems import ProblemWriter

    return ProblemWriter(forms).write("personal_id", sheet, heading=sheet)


def _sheet_problems(readings, forms: Forms):
    from pipelines.problems import ProblemWriter

    writer = ProblemWriter(forms)
    for reading in readings:
        if reading.why:
            words = {"options": _nearest(reading)}
            yield writer.write(reading.why, reading.name, words=words)
        elif reading.strange:
            yield from map(partial(_strange, writer, reading), reading.strange)


def _strange(writer, reading, table):
    """A table that is no form, beside one that is."""
    place = {
        "row": table.header_row + 1,
        "cell": table.cell,
        "value": table.heading(min(table.paths)),
    }
    words = {"options": _nearest(reading)}
    return writer.write("unknown_table", reading.name, words=words, **place)


def _nearest(reading) -> str:
    """The two nearest forms and the required headings they miss, for people."""
    return "；".join(
        f"《{form.name}》缺少 {'、'.join(c.heading for c in missing) or '其他栏目'}"
        for form, missing in reading.nearest
    )


def _explain_unknown(entries: list[dict], readings, forms: Forms) -> None:
    why = {r.name: r for r in readings if r.why}
    for entry in entries:
        reading = why.get(entry["sheet"])
        if reading is not None:
            message = forms.problems[reading.why].message
            entry["message"] = message.format(options=_nearest(reading))


def serve() -> None:
    """Answer requests until stdin closes."""
    from models.catalog.forms import load_forms

    gc.disable()  # millions of cells are no cycles: looking for some costs a tenth of the time
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not spoil the answers
    forms, known = None, None
    for line in sys.stdin:
        asked = json.loads(line)
        _limit(asked["seconds"])
        said = tuple(Correction(*one) for one in asked["corrections"])
        wanted = (asked["catalog"], asked["town"], asked["digest"], said)
        if wanted != known:
            forms, known = corrected(load_forms(Path(wanted[0]), wanted[1])[0], said), wanted
        answers.write(json.dumps(_answer(asked, forms), ensure_ascii=False) + "\n")
        answers.flush()
        gc.collect()


def _answer(asked: dict[str, Any], forms: Forms) -> dict[str, Any]:
    try:
        staged = stage_file(
            Path(asked["path"]),
            asked["kind"],
            asked["file"],
            date.fromisoformat(asked["today"]),
            Path(asked["folder"]),
            forms,
        )
        return dataclasses.asdict(staged)
    except MemoryError:
        return {"unreadable": "memory"}
    except Exception as broken:
        return {"unreadable": _reason(broken), "detail": traceback.format_exc()}


def _reason(broken: Exception) -> str:
    """What an exception of a reader means for the person who sent the file."""
    import csv
    import zipfile
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from python_calamine import CalamineError, PasswordError

    from pipelines.reading.files import TooWide

    if isinstance(broken, PasswordError):
        return "encrypted"
    if isinstance(broken, DefusedXmlException):
        return "entities"
    if isinstance(broken, UnicodeError):
        return "encoding"
    if isinstance(broken, TooWide):
        return "too_wide"
    if isinstance(broken, csv.Error):
        return "open_quote"
    if isinstance(broken, (CalamineError, zipfile.BadZipFile, ParseError, KeyError, OSError)):
        return "damaged"
    return "failed"


def _limit(seconds: float) -> None:
    """Limit memory and processor time where the system can; Windows has only the clock."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, resource.RLIM_INFINITY))
    used = time.process_time()
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, hard))


# ---------------------------------------------------------------- outside


@dataclass
class Worker:
    """Takes the waiting process or starts one, and starts another after it was stopped."""

    catalog: Path
    digest: str = ""  # of the catalogue's content: a waiting process may know an older one
    town: str | None = None
    corrections: tuple[Correction, ...] = ()
    process: subprocess.Popen | None = None
    tick: Callable[[], None] | None = None  # told about every second that a file takes
    log: list[str] = field(default_factory=list)
    has_read: int = 0  # bytes
    is_asked: bool = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process and not self.is_asked and self.has_read <= SPARE_BYTES:
            _spares.put(self.process)
            self.process = None
        self.close()

    def warm(self) -> Worker:
        """Start the process now, so that it is ready when the first file comes."""
        self._running()
        return self

    def stage(self, path: Path, kind: str, file_name: str, today: date, folder: Path) -> Staged:
        """Stage one file. Raises Unreadable when it cannot be read or takes too much."""
        self.has_read += (size := path.stat().st_size)
        seconds = SECONDS_BASE + SECONDS_PER_MB * size / (1 << 20)
        asked = {
            "path": str(path.absolute()),  # the process works in a folder of its own
            "kind": kind,
            "file": file_name,
            "today": today.isoformat(),
            "folder": str(folder.absolute()),
            "catalog": str(self.catalog),
            "town": self.town,
            "digest": self.digest,
            "corrections": [[c.form, c.heading, c.column] for c in self.corrections],
            "seconds": seconds,
        }
        answer = self._ask(asked, seconds)
        if "unreadable" in answer:
            self.log.append(answer.get("detail", ""))
            if answer["unreadable"] == "failed":
                print(answer["detail"], file=sys.stderr)
            raise Unreadable(answer["unreadable"])
        return Staged(**answer)

    def close(self) -> None:
        if self.process is not None:
            _end(self.process)
        self.process, self.is_asked = None, False

    def _running(self) -> subprocess.Popen:
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.process = _spares.take() or _start()
        return self.process

    def _ask(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        process = self._running()
        self.is_asked = True
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            line = read_line(process.stdout, PATIENCE * seconds, self.tick)
        except BrokenPipeError:
            line = b""
        if not line:
            reason = "timeout" if line is None else cause_of_death(process)
            self.close()
            raise Unreadable(reason, limit=round(seconds))
        self.is_asked = False
        return json.loads(line)


def cause_of_death(process: subprocess.Popen) -> str:
    """Why a reading process ended: its time was up, it got no more memory, or a fault."""
    try:
        code = process.wait(timeout=10)
    except subprocess.TimeoutExpired:  # it closed its answers and goes on
        return "crashed"
    if code >= 0:
        return "crashed"
    by_signal = {"SIGXCPU": "timeout", "SIGKILL": "memory", "SIGABRT": "memory"}
    return by_signal.get(signal.Signals(-code).name, "crashed")


class _Spares:
    """At most one process that has nothing to do."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: subprocess.Popen | None = None

    def put(self, process: subprocess.Popen) -> None:
        with self._lock:
            process, self._waiting = self._waiting, process
        if process is not None:
            _end(process)

    def take(self) -> subprocess.Popen | None:
        """The waiting process, if it still lives; nobody else gets it."""
        with self._lock:
            process, self._waiting = self._waiting, None
        if process is not None and process.poll() is not None:
            _end(process)
            return None
        return process

    def end(self) -> None:
        if (process := self.take()) is not None:
            _end(process)


_spares = _Spares()
atexit.register(_spares.end)


def _start() -> subprocess.Popen:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", "from pipelines.worker import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        env={**environment, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
    )


def _end(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        pipe.close()


def read_line(pipe, seconds: float, tick: Callable[[], None] | None = None) -> bytes | None:
    """One line from a pipe, b'' when it closed, None when nothing came in time. What `tick` raises
    ends the waiting."""
    if os.name == "nt":
        return _read_line_by_thread(pipe, seconds, tick)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], min(left, TICK))[0]:
            return pipe.readline()
        if tick:
            tick()
    return None


def _read_line_by_thread(pipe, seconds: float, tick=None) -> bytes | None:
    found: list[bytes] = []
    read: Callable[[], None] = lambda: found.append(pipe.readline())  # noqa: E731
    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    deadline = time.monotonic() + seconds
    while thread.is_alive() and (left := deadline - time.monotonic()) > 0:
        thread.join(min(left, TICK))
        if tick and thread.is_alive():
            tick()
    return found[0] if found else None
