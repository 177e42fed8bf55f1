"""What a rule asks of the facts: one test, or a group of conditions; read from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

OPERATORS = ("at_least", "at_most", "above", "is", "any_of", "known")
GROUPS = ("any", "all", "none", "at_least_of")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Reference:
    """Another fact, or the sum of several, to compare with; known only when all of them are."""

    columns: tuple[str, ...]
    times: float = 1.0


@dataclass(frozen=True)
class Condition:
    """One test of a `column` of the observations or of an `indicator`'s value; or, with `parts`, a
    group: any, all or none of them, or at least `value` of them (at_least_of)."""

    operator: str
    value: Any = None
    column: str | None = None
    indicator: str | None = None
    parts: tuple[Condition, ...] = ()
    say: str = ""  # what it says where it holds, in a sentence with {met}

    @property
    def subject(self) -> str:
        return self.column or self.indicator or ""

    @property
    def leaves(self) -> tuple[Condition, ...]:
        """The tests in it, in their order."""
        if not self.parts:
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.leaves)

    @property
    def said(self) -> tuple[Condition, ...]:
        """The tests whose facts speak for the rule: not those that must not hold."""
        if self.operator == "none":
            return ()
        return tuple(leaf for part in self.parts for leaf in part.said) if self.parts else (self,)

    @property
    def columns(self) -> frozenset[str]:
        """Observed columns it looks at, those compared with included."""
        found = {leaf.column for leaf in self.leaves if leaf.column}
        for leaf in self.leaves:
            found |= set(leaf.value.columns) if isinstance(leaf.value, Reference) else set()
        return frozenset(found)


def read_condition(entry: Mapping[str, Any], say: Say) -> Condition:
    """A condition as the catalogue writes it; what is wrong with it is said."""
    told, entry = entry.get("say", ""), {k: v for k, v in entry.items() if k != "say"}
    group = next((name for name in GROUPS if name in entry), None)
    if group:
        return replace(_group(group, entry, say), say=told)
    operators = [name for name in entry if name in OPERATORS]
    if len(operators) != 1 or len(entry) != 2 or not ({"column", "indicator"} & set(entry)):
        say(f"has a condition without one subject and one operator: {entry}")
    operator = operators[0] if operators else "is"
    value = _value(entry.get(operator))
    return Condition(operator, value, entry.get("column"), entry.get("indicator"), say=told)


def _group(group: str, entry: Mapping[str, Any], say: Say) -> Condition:
    several = entry["of"] if group == "at_least_of" else entry[group]
    if set(entry) - {group, "of"} or not several:
        say(f"has a group that is no group: {entry}")
    parts = tuple(read_condition(one, say) for one in several)
    return Condition(group, entry[group] if group == "at_least_of" else None, parts=parts)


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        columns = value["sum"] if "sum" in value else [value["column"]]
        return Reference(tuple(columns), float(value.get("times", 1.0)))
    return tuple(value) if isinstance(value, list) else value
