"""How long the invented town takes from workbooks to a ranked build (targets: 10 s and 3 s)."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

ROUNDS = 3


def run() -> list[dict]:
    """Rows: name, value (seconds), unit, target."""
    from data.sample.town import make_town
    from data.sample.workbooks import write_workbooks
    from pipelines.importing import import_paths
    from pipelines.run import build
    from pipelines.settings import Home, today

    with tempfile.TemporaryDirectory() as folder:
        books = Path(folder) / "books"
        books.mkdir()
        files = write_workbooks(make_town(today()), books)
        home = Home(Path(folder) / "home").prepare()
        who = {"actor": "bench", "role": "分析员", "at": datetime(2026, 1, 1)}
        imported = seconds(lambda: import_paths(files, home, **who))
        first = seconds(lambda: build(home))
        again = statistics.median(seconds(lambda: build(home)) for _ in range(ROUNDS))
        repeated = seconds(lambda: import_paths(files, home, **who))
    return [
        row(f"import of {len(files)} workbooks and first build", imported + first, 10),
        row("build alone", again, 3),
        row("import of the same workbooks again (nothing changes)", repeated, None),
    ]


def row(name: str, value: float, target: float | None) -> dict:
    return {"name": name, "value": round(value, 2), "unit": "s", "target": target}


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
