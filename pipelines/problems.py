"""Findings as people read them: a code, a place, the value as written (masked), what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.catalog.forms import Forms
from pipelines.reading.lexicon import mask_ids, text_of

LONGEST_VALUE = 200


@dataclass(frozen=True)
class Problem:
    """One finding on a sheet; `row` is the Excel row, `cell` its address, None for the sheet."""

    sheet: str
    row: int | None
    cell: str | None
    column: str | None  # canonical heading
    heading: str | None  # heading as typed
    value: str | None
    code: str
    severity: str
    message: str

    def public(self) -> dict[str, Any]:
        """The object `import --json` prints (forms.md §3)."""
        return {
            "severity": self.severity,
            "code": self.code,
            "row": self.row,
            "cell": self.cell,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


@dataclass(frozen=True)
class ProblemWriter:
    """Words findings with the messages of problems.yml."""

    forms: Forms

    def write(
        self,
        code: str,
        sheet: str,
        *,
        row: int | None = None,
        cell: str | None = None,
        column: str | None = None,
        heading: str | None = None,
        value: Any = None,
        severity: str | None = None,
        words: Mapping[str, Any] | None = None,
    ) -> Problem:
        kind = self.forms.problems[code]
        shown = shown_value(value)
        places = self.forms.texts.get("places", {})
        filled = defaultdict(str, column=column or heading or "", value=shown or "")
        filled.update({k: places.get(str(v), str(v)) for k, v in (words or {}).items()})
        if not filled["value"]:
            filled["value"] = shown or ""
        message = kind.message.format_map(filled)
        return Problem(
            sheet, row, cell, column, heading, shown, code, severity or kind.severity, message
        )


def shown_value(value: Any) -> str | None:
    """A value as the clerk sees it, personal ID numbers masked; None for a blank."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime) and (value.hour or value.minute):
        text = f"{value:%Y-%m-%d %H:%M}"
    elif isinstance(value, (datetime, date)):
        text = f"{value:%Y-%m-%d}"
    elif isinstance(value, float) and not value.is_integer():
        text = f"{value:.10g}"
    else:
        text = text_of(value)
    text = mask_ids(text.strip())
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
