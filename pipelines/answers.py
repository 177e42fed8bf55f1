"""The object of forms.md §3, file by file: the same for a preview and for an import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from models.catalog.forms import Forms
from pipelines.guesses import Answers, headline, questions, told
from pipelines.preparing import Prepared

COUNTS = ("rows_seen", "accepted", "rejected", "skipped")


def file_entry(
    one: Prepared, status: str, batch: str | None, message: str, sheets: list
) -> dict[str, Any]:
    return {
        "file": one.name,
        "sha256": one.sha256 or None,
        "batch": batch,
        "status": status,
        "message": message,
        "sheets": sheets,
    }


def unreadable(one: Prepared, forms: Forms) -> dict[str, Any]:
    words = {"suffix": Path(one.name).suffix, **one.failure.words}
    message = forms.texts["unreadable"][one.failure.reason].format(file=one.name, **words)
    return file_entry(one, "unreadable", None, message, [])


def duplicate(one: Prepared, forms: Forms, batch: str) -> dict[str, Any]:
    """A file that counts already; `batch` is empty where that import is itself only previewed."""
    message = forms.texts["status"]["duplicate" if batch else "twice"].format(batch=batch)
    return file_entry(one, "duplicate", batch or None, message, [])


def read(one: Prepared, forms: Forms, said: Answers) -> dict[str, Any]:
    """A file that was read, with everything found in it and what a person should confirm."""
    sheets = sheets_with_problems(one)
    counts = counted(sheets)
    status = status_of(counts, sheets)
    asked = told(questions(one.folder, forms, said), forms)
    message = message_of(status, counts, sheets, forms, len(asked))
    return file_entry(one, status, None, message, sheets) | {"questions": asked}


def counted(sheets: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(sheet[name] for sheet in sheets) for name in COUNTS}


def sheets_with_problems(one: Prepared) -> list[dict[str, Any]]:
    """Each sheet entry with its own problems, in the order of its rows."""
    grouped: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for problem in one.problems:
        shown = {k: v for k, v in problem.items() if k not in ("sheet", "block")}
        grouped.setdefault((problem["sheet"], problem["block"]), []).append(shown)
    for problems in grouped.values():
        problems.sort(key=lambda p: p["row"] or 0)
    return [
        {**sheet, "problems": grouped.get((sheet["sheet"], sheet["block"]), [])}
        for sheet in one.staged.sheets
    ]


def status_of(counts: dict[str, int], sheets: list[dict[str, Any]]) -> str:
    if not counts["accepted"]:
        has_form = any(sheet["form"] for sheet in sheets)
        return "accepted" if has_form and not counts["rejected"] else "rejected"
    return "partly" if counts["rejected"] else "accepted"


def message_of(
    status: str, counts: dict[str, int], sheets: list[dict], forms: Forms, asked: int
) -> str:
    texts = forms.texts["status"]
    if not any(sheet["form"] for sheet in sheets):
        notes = "；".join(s["message"] for s in sheets if s.get("message"))
        return texts["unrecognised"].format(options=notes)
    return headline(texts, status, counts, asked)


def common(values: Iterable[Any]) -> Any:
    """The one value all sheets agree on, or None."""
    found = {v for v in values if v is not None}
    return found.pop() if len(found) == 1 else None
