"""Asks a build a question: plain SQL, bound values, the answer remembered until the next build.

A build never changes, so its path is the whole cache key; a new build is the invalidation.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
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


# Answers remembered, newest use last, and the cells they hold together: a bound on memory that
# a bound on their number would not be (an answer has one row or five thousand).
_answers: OrderedDict[tuple, pd.DataFrame] = OrderedDict()
_lock = threading.Lock()
ANSWERS_AT_MOST, CELLS_AT_MOST = 2048, 6_000_000  # some 300 MB


def answer(build: str, sql: str, given: tuple) -> pd.DataFrame:
    key = (build, sql, given)
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return _answers[key]
    bound = {name: list(v) if isinstance(v, tuple) else v for name, v in given}
    found = open_build(Path(build)).frame(sql, bound)
    with _lock:
        _answers[key] = found
        while len(_answers) > ANSWERS_AT_MOST or cells_held() > CELLS_AT_MOST:
            _answers.popitem(last=False)
    return found


def cells_held() -> int:
    return sum(one.size for one in _answers.values())


def forget() -> None:
    """Drop every remembered answer (tests, and after a restore)."""
    _answers.clear()
