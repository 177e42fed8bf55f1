"""Which columns of which forms a statutory line looks at, read off the floors themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from models.catalog.files import read_yaml

OBSERVED = ("facility", "screening")  # forms whose columns are what a floor calls a `column`
GROUPS = ("all", "any", "unless")

Place = tuple[str, str]  # form, column


def statutory_columns(folder: Path, forms: Iterable[tuple[str, Iterable[str]]]) -> frozenset[Place]:
    """(form, column) of everything that decides a statutory floor of floors.yml, exceptions and
    the columns behind its indicators included; nothing where the folder has no floors.

    forms: each form's code and the names of its columns.
    """
    floors = _listed(folder / "floors.yml", "floors")
    behind = {one["code"]: one.get("columns", ()) for one in _indicators(folder)}
    known = {(code, name) for code, names in forms for name in names}
    wanted: set[Place] = set()
    for floor in (one for one in floors if one.get("is_statutory")):
        for condition in _tests(floor):
            wanted |= set(_places(condition, behind))
    return frozenset(wanted & known)


def line_words(folder: Path) -> dict[str, frozenset[str]]:
    """Column → the options that a statutory floor, or the exception of one, asks for."""
    behind = {one["code"]: one.get("columns", ()) for one in _indicators(folder)}
    found: dict[str, set[str]] = {}
    for floor in _listed(folder / "floors.yml", "floors"):
        for one in _tests(floor) if floor.get("is_statutory") else ():
            words = {one["is"]} if "is" in one else set(one.get("any_of", ()))
            for _, column in _places(one, behind):
                found.setdefault(column, set()).update(words)
    return {column: frozenset(words) for column, words in found.items() if words}


def _tests(floor: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Every single test of a floor, those inside groups and the facts compared with included."""
    for group in (*GROUPS, "none", "of"):
        for one in floor.get(group, ()):
            yield from _tests(one) if set(one) & {*GROUPS, "none", "of"} else (one,)


def _places(condition: Mapping[str, Any], behind: Mapping[str, Iterable[str]]) -> Iterable[Place]:
    if "column" in condition:
        columns = [condition["column"]]
        for line in condition.values():
            if isinstance(line, Mapping):
                columns += line.get("sum") or [line["column"]]
        return ((form, column) for column in columns for form in OBSERVED)
    return (tuple(one.split(".", 1)) for one in behind.get(condition.get("indicator"), ()))


def _indicators(folder: Path) -> list[Mapping[str, Any]]:
    return _listed(folder / "indicators.yml", "indicators")


def _listed(path: Path, key: str) -> list[Mapping[str, Any]]:
    return (read_yaml(path) or {}).get(key, []) if path.is_file() else []
