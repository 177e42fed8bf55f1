"""Cells above a table as words: a cell that holds a real date reads as a person would say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from models.catalog.wording import plain

OF_A_DAY = ("日期", "时间", "日")  # what a label before a day ends with


def title_words(cells: Iterable[Any]) -> list[str]:
    """The distinct texts of one row above a table."""
    words: list[str] = []
    for cell in cells:
        before = words[-1] if words else ""
        words.append(day_words(cell, before) if isinstance(cell, date) else str(cell).strip())
    return list(dict.fromkeys(words))


def day_words(day: date, label: str) -> str:
    """The first of a month stands for the month (Excel's yyyy年m月) unless a label asks for a day:
    a day that nobody sees in the cell must not be read from it."""
    is_month = day.day == 1 and not plain(label).rstrip(":").endswith(OF_A_DAY)
    return f"{day.year}年{day.month}月" + ("" if is_month else f"{day.day}日")
