"""Plain sentences: why a subject stands where it stands. The words come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.catalog.scoring import Indicator, Levels

UNKNOWN = "不详"


def number_text(value: float) -> str:
    """A number as people write it: thousands separated, at most two decimals, no trailing zeros."""
    rounded = round(float(value), 2)
    if rounded == int(rounded):
        return f"{int(rounded):,}"
    return f"{rounded:,.2f}".rstrip("0")


class _Shown:
    """A value inside a template: {value} as a number or word, {value:%} as a percentage."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        if isinstance(self.value, str) or self.value is None:
            return self.value or ""
        if self.value != self.value:  # NaN
            return UNKNOWN
        if spec == "%":
            return number_text(round(self.value * 100, 1)) + "%"
        return number_text(self.value)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The template with its {names} replaced."""
    return template.format_map({name: _Shown(value) for name, value in values.items()})


def sentence(indicator: Indicator, value: float, word: str | None = None) -> str:
    """The indicator's sentence for a known value (of a word, `word` is shown)."""
    fitting = [r for r in indicator.reasons if r.at_least is None or value >= r.at_least]
    return fill(fitting[-1].text, {"value": value if word is None else word})


def reason(
    floors: Sequence[str],
    causes: Sequence[str],
    lacks: Sequence[str],
    missing: Sequence[str],
    coverage_pct: float,
    levels: Levels,
) -> str:
    """One line: floors hit, then the heaviest contributions, then what is not known.

    lacks: what keeps a place from being called green; missing is empty unless too little is known.
    """
    parts = [*(list(dict.fromkeys([*floors, *causes])) or [levels.reason_none]), *lacks]
    if missing:
        names = "、".join(missing)
        parts.append(
            fill(levels.reason_coverage, {"coverage": round(coverage_pct), "missing": names})
        )
    return levels.reason_joiner.join(parts)
