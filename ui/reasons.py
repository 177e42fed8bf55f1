"""Reasons that fit their place: whole findings, and how many more there are; never cut midway."""

from __future__ import annotations

from functools import lru_cache

from ui import text


@lru_cache(maxsize=50_000)  # a list of thousands is drawn again at every click
def shortened(reason: str, most: float) -> str:
    """The first findings of a reason within the room of `most` Chinese letters; the first one
    always."""
    said, *rest = str(reason).split(text.REASON_JOIN)
    for number, finding in enumerate(rest):
        if room(said) + room(finding) >= most:
            return text.REASON_MORE.format(said=said, n=len(rest) - number)
        said += text.REASON_JOIN + finding
    return said


def room(words: str) -> float:
    """Width in Chinese letters: figures and Latin letters take about half of one."""
    return sum(0.55 if letter.isascii() else 1 for letter in words)
