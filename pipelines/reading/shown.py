"""A cell as it is seen, where its number format makes it another thing than what is stored."""

from __future__ import annotations

import re
from decimal import Decimal

SCALES = {"百万": 6, "千万": 7, "十万": 5, "万": 4, "萬": 4, "亿": 8, "億": 8, "千": 3, "百": 2}
CURRENCY = re.compile(r"[¥￥]|RMB|CNY")
_NUMERAL = re.compile(r"(\d[\d,]*(?:\.(\d+))?)\s*(百万|千万|十万|[万萬亿億千百])?")
_MINUS = re.compile(r"[¥￥$€\s]*[-(（][¥￥$€\s]*")
_DASH = re.compile(r"[-—–－\s]*")


class Shown(str):
    """What a number format shows, read as if it were typed, with what the file holds instead."""

    stored: float | None  # None: a text under a format of its own
    seen: (
        str  # what stands on the screen; where that is no reading (hidden), the text is the number
    )
    severity: str | None  # how to tell that the two differ; None: by nothing but the unit's name
    is_currency: bool  # a currency sign alone does not say whether 元 or 万元 are meant

    def __new__(
        cls,
        text: str,
        stored: float | None = None,
        severity: str | None = None,
        seen: str | None = None,
    ) -> Shown:
        made = super().__new__(cls, text)
        made.stored, made.severity = stored, severity
        made.seen = text if seen is None else seen
        made.is_currency = CURRENCY.search(text) is not None and "元" not in text
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shown) and (str(self), self.stored) == (str(other), other.stored)

    def __hash__(self) -> int:
        return hash((str(self), self.stored))

    def __reduce__(self):
        return Shown, (str(self), self.stored, self.severity, self.seen)


def general(number: float) -> str:
    """A number in General: 15 digits, no trailing zeros."""
    return f"{Decimal(f'{number:.15g}'):f}" if number else "0"


def shown_number(text: str, stored: float) -> str | float:
    """The text, and how to tell that it is not the stored number."""
    found = _NUMERAL.search(text)
    if not found:
        if _DASH.fullmatch(text):  # hidden, or a dash for zero
            is_dash = bool(text) and stored == 0
            return stored if is_dash else Shown(general(stored), stored, "warning", seen=text)
        return Shown(text, stored, "info")
    numeral = Decimal(found[1].replace(",", ""))
    if _MINUS.fullmatch(text[: found.start()]):
        numeral = -numeral
    step = Decimal(1).scaleb(-len(found[2] or ""))
    exact = Decimal(repr(float(stored)))
    lost = numeral == 0 and exact != 0
    if abs(numeral - exact) <= step / 2 and not lost:
        return Shown(text, stored)
    power = SCALES.get(found[3] or "", 0)
    is_same = power and abs(numeral.scaleb(power) - exact) <= step.scaleb(power) / 2
    return Shown(text, stored, "info" if is_same and not lost else "warning")
