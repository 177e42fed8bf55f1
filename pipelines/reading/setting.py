"""What surrounds a column when its cells are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.reading.dates import Years


@dataclass(frozen=True)
class Setting:
    """What surrounds a column: the years, the money unit and the percent sign of its heading."""

    years: Years = field(default_factory=Years)
    is_1904: bool = False
    money_factor: float | None = None  # yuan per unit of a number that names none
    in_percent: bool = False
    factor: float = 1.0  # of counts whose heading says 万人
