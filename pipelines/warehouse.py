"""The one door to DuckDB: drafts to write, builds to read, one query to answer."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines import older, settings

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
SEALED = {**OFFLINE, "enable_external_access": "false", "lock_configuration": "true"}
DRAFT = {
    **OFFLINE,
    "default_block_size": "65536",  # DuckDB's 262144 makes a town's build three times as large
    "storage_compatibility_version": "v1.5.0",  # its default writes for 2024's readers, decision 54
}
FEW_ROWS = 10_000  # accepted rows, all forms together; the invented town has 1,000 in a year
SQL = Path(__file__).parent / "sql"


class Build:
    """One finished build, read-only. Safe for many threads: every query takes its own cursor."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._connection = duckdb.connect(str(path), read_only=True, config=OFFLINE)
        self._views = older.views(self._connection)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        for view in self._views:
            cursor.execute(view)
        return cursor

    def frame(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        with self.cursor() as cursor:
            return cursor.execute(sql, params or {}).df()

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple]:
        with self.cursor() as cursor:
            return cursor.execute(sql, params or {}).fetchall()

    def close(self) -> None:
        self._connection.close()


_builds: dict[Path, Build] = {}
_judged: dict[Path, tuple[tuple[int, float], bool]] = {}  # size and time, whether it opens
_lock = threading.Lock()
OPEN_AT_MOST = 4  # builds; an older one is let go and closes when its last reader is done


def open_build(path: Path) -> Build:
    """The build at `path`; one connection per build and process, kept open."""
    path = Path(path).resolve()
    with _lock:
        if path not in _builds:
            _builds[path] = Build(path)
            while len(_builds) > OPEN_AT_MOST:
                _builds.pop(next(iter(_builds)))
        return _builds[path]


def is_sound(path: Path) -> bool:
    """Whether a build can be opened. A file is judged once, and again when it has changed."""
    try:
        known = path.stat()
    except FileNotFoundError:  # removed meanwhile
        return False
    stamp = (known.st_size, known.st_mtime)
    if _judged.get(path, (None, False))[0] != stamp:
        _judged[path] = (stamp, opens(path))
    return _judged[path][1]


def opens(path: Path) -> bool:
    try:
        duckdb.connect(str(path), read_only=True, config=OFFLINE).close()
    except duckdb.ConnectionException:  # open in this process with other settings
        return True
    except duckdb.Error:
        return False
    return True


def builds(home: settings.Home) -> list[Path]:
    """Every finished build, oldest first."""
    return sorted(home.builds.glob("risk-*.duckdb"))


def newest_build(home: settings.Home) -> Path | None:
    """Path of the newest build that can be read, None when nothing was built yet. A damaged file
    is passed over for the one before it (`damaged_build` names it)."""
    return next(filter(is_sound, reversed(builds(home))), None)


def damaged_build(home: settings.Home) -> Path | None:
    """The newest build's path when it cannot be read."""
    found = builds(home)
    return found[-1] if found and not is_sound(found[-1]) else None


def open_draft(path: Path, rows: int) -> duckdb.DuckDBPyConnection:
    """A new database to build in from so many accepted rows; nobody reads it before it is
    published. Over few rows the threads of a statement only wait for each other: one makes a town
    as fast as two, with a fifth less work, and leaves the other core to readers."""
    threads = {"threads": "1"} if rows < FEW_ROWS else {}
    return duckdb.connect(str(path), config=DRAFT | threads)


def names_of(columns: str) -> list[str]:
    """The names in the typed columns of a table (`period varchar, rank bigint`)."""
    return [column.split()[0] for column in columns.split(", ")]


def insert(
    draft: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple]
) -> None:
    """Create a table of typed columns and fill it."""
    draft.execute("create table " + table + " (" + columns + ")")
    if rows:
        names = names_of(columns)
        frame = pd.DataFrame(rows, columns=names).astype(object)  # noqa: F841 (read by DuckDB)
        draft.execute("insert into " + table + " select * from frame")


def sql_text(name: str) -> str:
    """The text of sql/<name>.sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")


# ---------------------------------------------------------------- manage.py sql


def main(argv: list[str]) -> int:
    """`manage.py sql "select …" [--format table|csv|json]`: exit 0, or 2 with one sentence."""
    parser = argparse.ArgumentParser(prog="manage.py sql", description="对最新结果做只读查询")
    parser.add_argument("query", help="一条 SELECT 语句")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="输出格式，缺省 table"
    )
    asked = parser.parse_args(argv)
    path = newest_build(settings.home())
    if path is None:
        print("还没有任何结果。请先导入数据：python manage.py import 文件或文件夹", file=sys.stderr)
        return 2
    try:
        columns, rows = answer(path, asked.query)
    except duckdb.Error as error:
        print(f"查询未能执行：{error}", file=sys.stderr)
        return 2
    write_answer(columns, rows, asked.format)
    return 0


def answer(path: Path, query: str) -> tuple[list[str], list[tuple]]:
    """Columns and rows of one reading statement; nothing outside the build can be reached.

    Raises duckdb.Error for anything that is not one reading statement.
    """
    with duckdb.connect(str(path), read_only=True, config=SEALED) as connection:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type not in READING:
            raise duckdb.InvalidInputException("只接受一条查询语句（select、with、describe）")
        result = connection.execute(statements[0])
        return unrepeated([column[0] for column in result.description]), result.fetchall()


READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def unrepeated(names: list[str]) -> list[str]:
    """The names with a number behind every repetition, so that a row object keeps them all."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return result


def write_answer(columns: list[str], rows: list[tuple], style: str) -> None:
    if style == "json":
        objects = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        print(json.dumps(objects, ensure_ascii=False, allow_nan=False))
    elif style == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if one is None else plain(one) for one in row] for row in rows])
    else:
        print_table(columns, rows)


def plain(value: Any) -> Any:
    """A value as JSON knows it: ISO dates, decimals as numbers, no NaN."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value if isinstance(value, (int, float, str, bool, type(None))) else str(value)


def print_table(columns: list[str], rows: list[tuple]) -> None:
    cells = [[str("" if one is None else plain(one)) for one in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(columns, *cells, strict=True)]
    for row in [columns, ["-" * one for one in widths], *cells]:
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        print("  ".join(padded).rstrip())
    print(f"({len(rows)} 行)")


def width(text: str) -> int:
    """Columns the text takes in a terminal, where a Chinese character takes two."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
