"""What every workbook that leaves the house keeps to: nothing comes alive or is lost unsaid."""

from __future__ import annotations

from reports.words import word

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "in_memory": True, "nan_inf_to_errors": False}  # fmt: skip
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_767  # letters an Excel cell holds


def is_risky(words: str) -> bool:
    """Whether an office program might take the words for a formula when the cell is edited."""
    return words.startswith(RISKY_STARTS)


def fitting(words: str) -> str:
    """What a cell cannot hold is cut with a sentence that says so."""
    if len(words) <= LONGEST:
        return words
    cut = word("frame.cut")
    return words[: LONGEST - len(cut)] + cut


def wide(words: str) -> int:
    """Places a text takes; a Chinese letter takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)
