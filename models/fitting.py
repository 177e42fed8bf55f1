"""A weight set under a catalogue that has changed since it was decided: nothing silently weighs
nothing, and nothing the catalogue dropped keeps a share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.weights import WeightSet, checked


def fitted(decided: WeightSet, own: WeightSet) -> WeightSet:
    """The decided set with the dimensions and indicators of the catalogue's own set.

    What is new weighs, relative to what both know of it, as much as in the catalogue (inside its
    dimension, and among the dimensions); what is gone is left out. A set that fits comes back
    unchanged.
    """
    if decided.parents == own.parents:
        return decided
    dimensions = _blended(decided.dimensions, own.dimensions)
    indicators: dict[str, float] = {}
    for dimension in dimensions:
        inside = {code: w for code, w in own.indicators.items() if own.parents[code] == dimension}
        indicators |= _blended(decided.indicators, inside)
    return checked(
        replace(decided, dimensions=dimensions, indicators=indicators, parents=dict(own.parents))
    )


def _blended(decided: Mapping[str, float], own: Mapping[str, float]) -> dict[str, float]:
    """The decided weights of the names in `own`; of new names the own weight, to scale."""
    both = [name for name in own if name in decided]
    total = sum(own[name] for name in both)
    scale = sum(decided[name] for name in both) / total if total else 1.0
    return {name: decided[name] if name in decided else own[name] * scale for name in own}
