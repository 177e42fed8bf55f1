"""Numbers as people say them: the documents' own functions, so that a figure reads alike there."""

from reports.numbers import (
    between,
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

__all__ = ["between", "count", "day", "is_unknown", "money", "people", "percent", "period", "score",
           "signed", "trimmed"]  # fmt: skip
