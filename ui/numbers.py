"""Numbers as people say them: the documents' own functions, so that a figure reads alike there."""

from reports.numbers import (
    count,
    day,
    is_unknown,
    money,
    people,
    percent,
    period,
    score,
    signed,
    trimmed,
)

__all__ = ["count", "day", "is_unknown", "money", "people", "percent", "period", "score", "signed",
           "trimmed"]  # fmt: skip
