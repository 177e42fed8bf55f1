"""Three rows in, one SQL file, the whole result out: the bench for testing the build's SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from models.catalog import load_catalog
from pipelines.columns import filled
from pipelines.settings import CATALOG
from pipelines.warehouse import sql_text

CATALOGUE = load_catalog(CATALOG)
WORDS = CATALOGUE.scoring.words

Row = Mapping[str, Any]


def database(**tables: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    """A database in memory with these tables; a table's columns are those its rows name."""
    con = duckdb.connect()
    con.execute(sql_text("staging/_macros"))
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        listed = ", ".join(f'"{c}" {type_of(c, rows)}' for c in columns)
        con.execute(f"create table {name} ({listed})")
        marks = ", ".join("?" * len(columns))
        con.executemany(
            f"insert into {name} values ({marks})", [[row.get(c) for c in columns] for row in rows]
        )
    return con


def type_of(column: str, rows: Sequence[Row]) -> str:
    known = [row[column] for row in rows if row.get(column) is not None]
    if not known:
        return {"date": "date", "wan": "double"}.get(column.rsplit("_", 1)[-1], "varchar")
    kinds = {bool: "boolean", int: "bigint", float: "double", str: "varchar", list: "varchar[]"}
    return "double" if float in map(type, known) else kinds.get(type(known[0]), "date")


def result(con: duckdb.DuckDBPyConnection, file: str, *columns: str, **params: Any) -> list[tuple]:
    """The rows of one SQL file in its own order; of the named columns when any are named."""
    found = con.execute(filled(sql_text(file), CATALOGUE.forms), params)
    names = [one[0] for one in found.description]
    places = [names.index(column) for column in columns] or range(len(names))
    return [tuple(row[place] for place in places) for row in found.fetchall()]


def made(con: duckdb.DuckDBPyConnection, file: str) -> None:
    """Make the table of a file, as the build does."""
    con.execute(f"create table {file.split('/')[-1]} as {filled(sql_text(file), CATALOGUE.forms)}")
