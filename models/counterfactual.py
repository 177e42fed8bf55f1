"""What would take a facility out of red: the cheapest feasible measures, by exact search."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.measures import Facts, Measure

# (score 0-100, level) of a subject with these facts, floors included.
Rescore = Callable[[Facts], tuple[float, str]]
COST_DECIMALS = 6
Node = tuple[float, tuple[int, ...], int, bool]


@dataclass(frozen=True)
class Plan:
    """A set of measures, none of which can be left out, and what the list says afterwards."""

    measures: tuple[Measure, ...]
    cost_person_days: float
    score: float
    level: str


@dataclass(frozen=True)
class Answer:
    """plans: cheapest first; empty = no feasible set does it, and `best` is as far as it goes.

    now and best are (score, level) before any and after all measures; `useful` are the measures
    that change anything known; rescored counts the calls of the scoring.
    """

    now: tuple[float, str]
    best: tuple[float, str]
    plans: tuple[Plan, ...]
    useful: tuple[Measure, ...]
    rescored: int

    @property
    def is_feasible(self) -> bool:
        return bool(self.plans)


def cheapest_plans(
    facts: Facts,
    measures: Sequence[Measure],
    rescore: Rescore,
    leave: frozenset[str],
    alternatives: int = 3,
    monotone: bool = True,
) -> Answer:
    """The cheapest sets after which the level is none of `leave`, by best-first search.

    Sets come in order of cost, so the first that succeeds is the cheapest; a set that contains a
    found one is no alternative. Exact: measures that change nothing known, and measures that
    change the same at a higher price, are left out; a branch is dropped when even all measures
    left to it do not suffice, and waits as long as the measures it must still have make it dear.
    These two cuts hold when a further measure never makes things worse; monotone=False does
    without them.
    """
    search = _Search(facts, useful_measures(facts, measures), rescore, leave)
    now, best = search.outcome(()), search.outcome(range(len(search.measures)))
    plans = search.plans(alternatives, monotone) if now[1] in leave else []
    return Answer(now, best, tuple(plans), tuple(search.measures), len(search.known))


def useful_measures(facts: Facts, measures: Sequence[Measure]) -> list[Measure]:
    """Feasible measures that change something known; of equal ones the cheapest; by cost, code."""
    kept: dict[frozenset, Measure] = {}
    for measure in sorted(measures, key=lambda one: (one.cost_person_days, one.code)):
        after = measure.apply(facts)
        change = frozenset((name, after[name]) for name in after if after[name] != facts[name])
        if change and measure.is_feasible(facts):
            kept.setdefault(change, measure)
    return list(kept.values())


@dataclass
class _Search:
    facts: Facts
    measures: list[Measure]
    rescore: Rescore
    leave: frozenset[str]
    known: dict[frozenset, tuple[float, str]] = field(default_factory=dict)

    def outcome(self, chosen) -> tuple[float, str]:
        """(score, level) with these measures; each state of the facts is scored once."""
        after: dict[str, Any] = dict(self.facts)
        for index in sorted(chosen):
            after = self.measures[index].apply(after)
        state = frozenset(after.items())
        if state not in self.known:
            self.known[state] = self.rescore(after)
        return self.known[state]

    def succeeds(self, chosen) -> bool:
        return self.outcome(chosen)[1] not in self.leave

    def cost(self, chosen) -> float:
        return round(sum(self.measures[i].cost_person_days for i in chosen), COST_DECIMALS)

    def plans(self, wanted: int, monotone: bool) -> list[Plan]:
        """Best first over include/exclude decisions; a node waits at the least it can cost."""
        found: list[tuple[int, ...]] = []
        waiting = self._nodes([((), 0)], found, monotone)
        while waiting and len(found) < wanted:
            _, chosen, following, is_enough = heapq.heappop(waiting)
            if any(set(one) <= set(chosen) for one in found):
                continue
            if is_enough:
                found.append(chosen)
                continue
            children = [((*chosen, following), following + 1), (chosen, following + 1)]
            for node in self._nodes(children, found, monotone):
                heapq.heappush(waiting, node)
        return [self._plan(chosen) for chosen in found]

    def _nodes(self, states, found: list[tuple[int, ...]], monotone: bool) -> list[Node]:
        """(least cost, chosen, next to decide, whether it succeeds) of the states with any hope."""
        nodes = []
        for chosen, following in states:
            if self.succeeds(chosen):
                nodes.append((self.cost(chosen), chosen, following, True))
                continue
            needed = self._needed(chosen, following, found, monotone)
            if needed is not None:
                nodes.append((self.cost((*chosen, needed)), chosen, following, False))
        return nodes

    def _needed(self, chosen, following: int, found, monotone: bool) -> int | None:
        """The cheapest measure of which, or of a dearer one, at least one must still come.

        None: no hope. Measures that would complete a found set are no choice any more. With
        monotone measures: the shortest run of the cheapest ones that succeeds must reach it.
        """
        rest = [
            i
            for i in range(following, len(self.measures))
            if not any(set(one) <= {*chosen, i} for one in found)
        ]
        if not rest or not monotone:
            return rest[0] if rest else None
        if not self.succeeds((*chosen, *rest)):
            return None
        enough = bisect_left(
            range(len(rest)), True, key=lambda n: self.succeeds((*chosen, *rest[: n + 1]))
        )
        return rest[enough]

    def _plan(self, chosen: tuple[int, ...]) -> Plan:
        score, level = self.outcome(chosen)
        return Plan(tuple(self.measures[i] for i in chosen), self.cost(chosen), score, level)
