"""How fast a long workbook is read, judged and staged, beside a bare DuckDB read of it."""

from __future__ import annotations

import csv
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from models.catalog.forms import load_forms
from pipelines.guard import inspect
from pipelines.settings import CATALOG
from pipelines.worker import Worker

HEADINGS = """
单位名称,统一社会信用代码,所在村（社区）,排查日期,排查人,经营模式,涉及人数,其中老年人,其中本地人,涉及金额,未兑付金额,
预收服务费,押金,会员费余额,最长预收月数,押金倍数,承诺年化回报（%）,是否存管,是否公开宣传,投诉举报次数,信访批次,
舆情条数,涉诉件数,风险等级,备注
""".replace("\n", "").split(",")
WRONG = {3: "13月2日", 6: "若干", 2: "红岩村", 9: -5}  # column → a value that must be told


def run(arguments: list[str] | None = None) -> list[dict]:
    """Rows: case, seconds, ratio to the peer, peak memory, problems told, target."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        return [
            _workbook(root, "50,000 × 25 .xlsx", 50_000, 25, 0.0, "4 s, 6 × read_xlsx"),
            _workbook(root, "100,000 × 20 .xlsx, 5 % bad", 100_000, 20, 0.05, "5 s"),
            _csv(root, "1,000,000 × 15 .csv", 1_000_000, 15, "20 s, 2 GB"),
        ]


def _workbook(root: Path, case: str, rows: int, columns: int, bad: float, target: str) -> dict:
    path = root / f"{rows}.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["季家镇2026年风险排查表（单位：万元）"])
        sheet.write_row(1, 0, HEADINGS[:columns])
        for i, row in enumerate(_rows(rows, bad)):
            sheet.write_row(i + 2, 0, row[:columns])
    result = _measured(case, path, target)
    peer = _read_xlsx(path)
    return {
        **result,
        "read_xlsx_s": peer,
        "ratio": round(result["seconds"] / peer, 1) if peer else None,
    }


def _csv(root: Path, case: str, rows: int, columns: int, target: str) -> dict:
    path = root / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADINGS[:columns])
        writer.writerows(row[:columns] for row in _rows(rows, 0.0))
    return _measured(case, path, target)


def _measured(case: str, path: Path, target: str) -> dict:
    with Worker(CATALOG).warm() as worker, tempfile.TemporaryDirectory() as scratch:
        small = Path(scratch) / "warm.csv"
        small.write_text("单位名称,排查日期\n甲院,2026-09-01\n", encoding="utf-8")
        worker.stage(small, "csv", small.name, date(2026, 11, 23), Path(scratch) / "warm")
        started = time.perf_counter()
        kind = inspect(path).kind
        staged = worker.stage(path, kind, path.name, date(2026, 11, 23), Path(scratch) / "staged")
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    return {
        "case": case,
        "seconds": round(seconds, 2),
        "peak_mb": peak,
        "accepted": sum(s["accepted"] for s in staged.sheets),
        "rejected": sum(s["rejected"] for s in staged.sheets),
        "problems": len(staged.problems),
        "target": target,
    }


def _read_xlsx(path: Path) -> float | None:
    """Seconds of a bare DuckDB read of the same file; None without the extension."""
    import duckdb
    import duckdb_extension_excel

    found = sorted(Path(duckdb_extension_excel.__file__).parent.rglob("excel.duckdb_extension"))
    if not found:
        return None
    with duckdb.connect() as con:
        con.load_extension(str(found[-1]))
        started = time.perf_counter()
        con.execute(
            "create table x as select * from read_xlsx($path, header = false, all_varchar = true)",
            {"path": str(path)},
        )
        return round(time.perf_counter() - started, 2)


def _rows(count: int, bad: float) -> Iterator[list]:
    rng = random.Random(7)
    villages = [v.name for v in load_forms(CATALOG)[0].region.villages]
    modes = ["会员制", "预付卡", "预定床位", "会员制、旅居候鸟", "无", "保健品会销"]
    for i in range(count):
        people, money = rng.randint(1, 900), round(rng.random() * 900, 2)
        day = date(2026, 1, 1) + timedelta(days=rng.randint(0, 300))
        written = day.isoformat() if i % 2 else f"{day.year}年{day.month}月{day.day}日"
        row = [f"测试养老院{i}号", "", rng.choice(villages), written, rng.choice("张李王赵") + "某"]
        row += [rng.choice(modes), people, int(people * 0.8), int(people * 0.5), money]
        row += [round(money * share, 2) for share in (0.1, 0.2, 0.3, 0.1)]
        row += [rng.randint(1, 36), rng.randint(1, 12), round(rng.random() * 15, 1)]
        row += [rng.choice("是否"), rng.choice("有无"), *(rng.randint(0, 5) for _ in range(4))]
        row += [rng.choice("红橙黄绿"), f"备注{i}"]
        if rng.random() < bad:
            column = rng.choice(list(WRONG))
            row[column] = WRONG[column]
        yield row
