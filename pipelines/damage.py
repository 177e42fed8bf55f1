"""A failure of stored state as one Chinese sentence, or None for a failure of another kind."""

from __future__ import annotations

import json
import sqlite3

import duckdb
import pyarrow
from sqlalchemy.exc import SQLAlchemyError

from ledger.proof import prove
from pipelines.proving import say, words
from pipelines.settings import home


def sentence(error: BaseException) -> str | None:
    """What is damaged and what to do. A ledger that does not hold is named by its first fault."""
    if isinstance(error, duckdb.Error | pyarrow.ArrowException):
        return say("stored_broken", why=_short(error))
    if isinstance(error, OSError):
        return say("file_unreadable", name=error.filename or "", why=error.strerror or error)
    faults = [one for one in prove(home().ledger_url).faults if one.code != "unfrozen"]
    if faults:
        first = words()["faults"][faults[0].code].format(seq=faults[0].seq, text=faults[0].text)
        return say("ledger_broken", first=first)
    if isinstance(error, SQLAlchemyError | sqlite3.Error | json.JSONDecodeError | UnicodeError):
        return say("stored_broken", why=_short(error))
    return None


def _short(error: BaseException) -> str:
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]
