"""Asks a build a question: plain SQL, bound values, the answer remembered until the next build.

A build never changes, so its path is the whole cache key; a new build is the invalidation.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pandas as pd

from pipelines.warehouse import open_build

NAMED = re.compile(r"\$([a-z_]+)")


def ask(build: Path, sql: str, **values) -> pd.DataFrame:
    """The rows a question finds in a build. Values the question does not name are left out,
    so that a whole scope (see scope.py) can be handed to any question."""
    named = set(NAMED.findall(sql))
    given = tuple(sorted((name, frozen(values[name])) for name in named))
    return answer(str(build), sql, given).copy(deep=False)


def ask_one(build: Path, sql: str, **values) -> dict:
    """The only row of a question, or {} when it finds none."""
    rows = ask(build, sql, **values)
    return {} if rows.empty else rows.iloc[0].to_dict()


def frozen(value):
    return tuple(value) if isinstance(value, (list, tuple, set)) else value


@lru_cache(maxsize=1024)
def answer(build: str, sql: str, given: tuple) -> pd.DataFrame:
    bound = {name: list(v) if isinstance(v, tuple) else v for name, v in given}
    return open_build(Path(build)).frame(sql, bound)


def forget() -> None:
    """Drop every remembered answer (tests, and after a restore)."""
    answer.cache_clear()
