"""Every month since the first statement, as the build's own SQL and rules see it.

Screens look back twelve months (mart_period); learning needs all there are. Storing them would
make every build longer for a question asked once a build, so the tables that follow from
mart_period are made again over more months, as temporary tables that stand before those of the
build for one reader only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from models.catalog import Catalog
from models.catalog.scoring import Scoring
from pipelines.assess import LACKS, Assessment, examine
from pipelines.panel import CONFIRMED, FACT_SQL, PANEL_SQL, VALUE_SQL
from pipelines.pending import DOUBTS, INSTEAD
from pipelines.rulings import Rulings
from pipelines.transform import in_order, mentioned, sql_files
from pipelines.warehouse import open_build, sql_text

MONTHS = "mart_period"
TABLES = "select table_name from information_schema.tables"


@contextmanager
def looking_back(
    build: Path, catalog: Catalog, most_months: int
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader of the build to whom mart_period, and what follows from it, has every month."""
    with open_build(build).cursor() as reader:
        texts = sql_files(catalog.forms)
        months = sql_text(f"learning/{MONTHS}")
        reader.execute(
            "create temp table " + MONTHS + " as " + months,
            {"most_months": most_months},
        )
        for name in in_order(following_months(texts, catalog.scoring), {}):
            reader.execute("create temp table " + name + " as " + texts[name])
        yield reader


def can_look_back(build: Path, catalog: Catalog) -> bool:
    """Whether the build has every table that this program would read; earlier programs made
    fewer."""
    texts = sql_files(catalog.forms)
    following = following_months(texts, catalog.scoring)
    asked = set().union(*(mentioned(text) for text in following.values()))
    wanted = {name for name in asked if name.startswith(("stg_", "mart_", "raw_"))}
    found = {name for (name,) in open_build(build).rows(TABLES)}
    return not wanted - set(following) - found - {MONTHS}


def following_months(texts: dict[str, str], scoring: Scoring) -> dict[str, str]:
    """The tables that the rating reads and that follow from mart_period, with their SQL."""
    reads = {name: mentioned(text) & set(texts) - {name} for name, text in texts.items()}
    indicators = [sql_text(f"indicators/{one.code}") for one in scoring.indicators]
    asked = set().union(
        *map(mentioned, (PANEL_SQL, VALUE_SQL, FACT_SQL, LACKS, DOUBTS, *indicators))
    )
    asked |= {CONFIRMED, *INSTEAD.values()}
    wanted = reached(asked & set(texts), reads)
    return {name: texts[name] for name in wanted if MONTHS in reached(reads[name], reads)}


def reached(start: set[str], reads: dict[str, set[str]]) -> set[str]:
    """The tables named and all they read, step by step."""
    found, open_ = set(), set(start)
    while open_:
        found |= open_
        open_ = set().union(*(reads[name] for name in open_)) - found
    return found


def rated(reader: duckdb.DuckDBPyConnection, catalog: Catalog) -> Assessment:
    """Every month rated by today's rules with the weights in force then; months from before the
    build's first have that month's weights."""
    stored = reader.execute("select period, indicator::varchar, weight from mart_weight").fetchall()
    default, sets = catalog.scoring.weights(), {}
    for period, code, weight in stored:
        if code in default:
            sets.setdefault(period, dict(default))[code] = weight
    months = reader.execute("select period from " + MONTHS).fetchall()
    first = sets[min(sets)] if sets else default
    weights = {month: sets.get(month, first) for (month,) in months}
    return examine(reader, catalog, Rulings(weight_sets=weights))
