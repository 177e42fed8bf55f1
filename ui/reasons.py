"""Reasons that fit their place: whole findings, and how many more there are; never cut midway."""

from __future__ import annotations

from ui import text


def shortened(reason: str, most: int) -> str:
    """The first findings of a reason within `most` letters; the first one always."""
    said, *rest = str(reason).split(text.REASON_JOIN)
    for number, finding in enumerate(rest):
        if len(said) + len(finding) >= most:
            return text.REASON_MORE.format(said=said, n=len(rest) - number)
        said += text.REASON_JOIN + finding
    return said
