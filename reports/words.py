"""The words of documents: data/reports/*.yml, looked up by a dotted key and filled in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from pipelines.settings import PROJECT

FOLDER = PROJECT / "data" / "reports"


@lru_cache(maxsize=4)
def book(name: str = "words") -> dict[str, Any]:
    """The parsed data/reports/<name>.yml."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))


def word(key: str) -> Any:
    """What stands at a dotted key: a sentence, a list or a table of words. KeyError if nothing."""
    found: Any = book()
    for part in key.split("."):
        found = found[part]
    return found


def say(key: str, **values: Any) -> str:
    """The sentence at a dotted key with its blanks filled."""
    return word(key).format(**values)


def join(names) -> str:
    return word("units.joiner").join(str(name) for name in names)


def column(name: str, sheet: str = "") -> dict[str, Any]:
    """name (heading), kind and share of a table's column; a sheet may word its own."""
    columns = book("columns")
    return columns.get(f"{sheet}.{name}") or columns[name]
