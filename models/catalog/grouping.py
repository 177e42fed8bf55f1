"""What ties related subjects and which facts a group has, read from floors.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.catalog.conditions import Condition, Say, read_condition

SUM, HIGHEST, WORDS = "sum", "highest", "words"
WITH = "_with"  # a group fact's companion: the others it was gathered from, in words


@dataclass(frozen=True)
class GroupFact:
    """A fact of a group: the sum or the highest of its members' values, or all their words; of
    members to whom all of `without` applies nothing is gathered, and nothing is said to them."""

    name: str
    how: str
    columns: tuple[str, ...]
    without: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Grouping:
    """What ties subjects (floors.yml, groups): see there."""

    committees: tuple[str, ...]
    public: tuple[str, ...]
    shared_by_at_most: int
    facts: tuple[GroupFact, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every fact a floor may ask a group for."""
        return frozenset(name for one in self.facts for name in (one.name, one.name + WITH))


NO_GROUPING = Grouping((), (), 0, ())


def read_grouping(content: Mapping[str, Any] | None, say: Say) -> Grouping:
    if not content:
        return NO_GROUPING
    facts = [_fact(name, entry, say) for name, entry in content["facts"].items()]
    return Grouping(
        tuple(content["committees"]),
        tuple(content["public"]),
        content["shared_by_at_most"],
        tuple(facts),
    )


def _fact(name: str, entry: Mapping[str, Any], say: Say) -> GroupFact:
    how = next((one for one in (SUM, HIGHEST, WORDS) if one in entry), None)
    if how is None or set(entry) - {how, "without"}:
        say(f"group fact '{name}' says no way to gather it: {entry}")
        return GroupFact(name, WORDS, ())
    columns = entry[how] if isinstance(entry[how], list) else [entry[how]]
    without = tuple(read_condition(one, say) for one in entry.get("without", ()))
    return GroupFact(name, how, tuple(columns), without)
