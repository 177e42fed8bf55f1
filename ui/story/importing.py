"""Sentences and frames of 数据导入: what was recognised, what came of it, what an undo takes."""

from __future__ import annotations

import pandas as pd

from pipelines.grouping import grouped
from pipelines.queries import knowledge
from ui import numbers, text
from ui.parts import escape
from ui.story.quality import severity
from ui.text import importing as words

SHEET_COLUMNS = ["file", "sheet", "form_name", "unit", "period", "header_row", "rows_seen",
                 "accepted", "rejected", "skipped", "skipped_why"]  # fmt: skip
PROBLEM_COLUMNS = ["severity_words", "count", "cell", "column", "value", "message", "sheet",
                   "file"]  # fmt: skip
HISTORY_COLUMNS = ["batch_no", "state", "imported_at", "file", "forms_words", "units", "months",
                   "status_words", "accepted", "rejected", "skipped", "actor",
                   "is_sample"]  # fmt: skip
TOUCHED_COLUMNS = ["level", "facility_name", "village", "effect"]
SEVERITIES = ("error", "warning", "info")


def sentence(totals: dict) -> str:
    """The answer on top; `totals` {} means that nothing was ever imported."""
    if not totals.get("live"):
        return words.NOTHING
    return words.ANSWER.format(
        live=numbers.count(totals["live"]),
        accepted=numbers.count(totals["accepted"]),
        rejected=numbers.count(totals["rejected"]),
        last=moment(totals["last_import"]),
        sample=words.SAMPLE.format(n=int(totals["sample"])) if totals["sample"] else "",
    )


def moment(at) -> str:
    """2026年11月23日 08:00 of a timestamp or an ISO text."""
    stamp = pd.Timestamp(at)
    return f"{numbers.day(stamp.date())} {stamp:%H:%M}"


def sheets(result: dict) -> pd.DataFrame:
    """One row per sheet or block of a result: what it was recognised as and its counts."""
    rows = [{"file": f["file"], **s} for f in result["files"] for s in f.get("sheets", ())]
    return in_words(pd.DataFrame(rows)) if rows else pd.DataFrame(columns=SHEET_COLUMNS)


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Forms and months as people say them; what a sheet does not state gets a word."""
    forms = knowledge.form_names()
    periods = [None if numbers.is_unknown(p) else p for p in rows["period"]]
    return rows.assign(
        form_name=[forms.get(form, words.UNKNOWN_FORM) for form in rows["form"]],
        unit=rows["unit"].fillna(words.NOT_STATED),
        period=[numbers.period(p) if p else words.NOT_STATED for p in periods],
        skipped_why=[skipped(one) for one in rows["skipped_reasons"]],
    )


def skipped(reasons: dict[str, int] | None) -> str | None:
    """空行 2、合计行 1 of the reasons and their counts."""
    labels = knowledge.skip_labels()
    found = (reasons or {}).items()
    shown = [words.SKIP.format(why=labels.get(code, code), n=n) for code, n in found if n]
    return text.FILTER_JOIN.join(shown) or None


def problems(result: dict) -> pd.DataFrame:
    """Every problem of a result, errors first; equal ones of a column are one line."""
    rows = [
        {"file": f["file"], "sheet": s["sheet"], **problem}
        for f in result["files"]
        for s in f.get("sheets", ())
        for problem in s.get("problems", ())
    ]
    return problems_in_words(pd.DataFrame(rows)) if rows else pd.DataFrame(columns=PROBLEM_COLUMNS)


def problems_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    rows = grouped(rows)
    place = {name: number for number, name in enumerate(SEVERITIES)}
    order = rows["severity"].map(place).sort_values(kind="stable").index
    return rows.assign(
        severity_words=[severity(name) for name in rows["severity"]],
        value=[None if numbers.is_unknown(v) else str(v) for v in rows["value"]],
    ).loc[order]


def counts(result: dict) -> dict[str, int]:
    """sheets (of a known form), rows, accepted, rejected, skipped over every file of a result."""
    found = [s for f in result["files"] for s in f.get("sheets", ())]
    summed = {name: sum(s[name] for s in found) for name in ("accepted", "rejected", "skipped")}
    known = sum(s["form"] is not None for s in found)
    return {"sheets": known, "rows": sum(s["rows_seen"] for s in found)} | summed


def preview_sentence(result: dict) -> str:
    shown = {name: numbers.count(n) for name, n in counts(result).items()}
    return words.PREVIEW_ANSWER.format(**shown)


def result_sentence(result: dict) -> str:
    shown = {name: numbers.count(n) for name, n in counts(result).items()}
    return words.RESULT_ANSWER.format(**shown, build=build_words(result))


def build_words(result: dict) -> str:
    if result.get("refused"):
        return words.REFUSED.format(why=escape(result["refused"]))
    return words.BUILT.format(build=result["build"]) if result.get("build") else words.NOT_BUILT


def file_line(entry: dict, *, is_preview: bool) -> str:
    """A file in one line: what became (or would become) of it, its name, the sentence about it."""
    marks = words.STATUS_MARKS | (words.PREVIEW_MARKS if is_preview else {})
    forms = [sheet["form"] for sheet in entry["sheets"]]
    is_unknown = entry["status"] == "rejected" and not any(forms)
    mark = words.UNKNOWN_MARK if is_unknown else marks.get(entry["status"], "")
    if entry.get("questions") and entry["status"] == "accepted":
        mark = words.ASKED_PREVIEW_MARK if is_preview else words.ASKED_MARK
    message = escape(entry.get("message") or "")
    return words.FILE_LINE.format(mark=mark, file=escape(entry["file"]), message=message)


def history(rows: pd.DataFrame) -> pd.DataFrame:
    """Imports in words: live or withdrawn, forms, result."""
    forms = knowledge.form_names()
    return rows.assign(
        state=[state(*one) for one in zip(rows["is_live"], rows["repeats"], strict=True)],
        forms_words=[joined(found, forms) for found in rows["forms"]],
        months=[months(found) for found in rows["periods"]],
        status_words=rows["status"].map(words.STATUS),
    )


def state(is_live: bool, repeats: str) -> str:
    if is_live:
        return words.LIVE
    return words.REPEATS.format(batch=repeats) if repeats else words.WITHDRAWN


def months(found) -> str | None:
    """2026-09、2026-10、2026-11 → 2026-09 至 2026-11; the first and the last of several."""
    if numbers.is_unknown(found):
        return None
    each = sorted(found.split(text.FILTER_JOIN))
    return words.MONTHS.format(first=each[0], last=each[-1]) if len(each) > 2 else found


def joined(found, names: dict[str, str]) -> str | None:
    """facility、screening → their Chinese names."""
    if numbers.is_unknown(found):
        return None
    return text.FILTER_JOIN.join(names.get(one, one) for one in found.split(text.FILTER_JOIN))


def reading(number: int, total: int, name: str, seconds: float) -> str:
    """正在识别 甲.xlsx（1/3），已用 12 秒; short waits are not counted out."""
    elapsed = words.ELAPSED.format(seconds=int(seconds)) if seconds >= 2 else ""
    return words.READING_ONE.format(file=name, done=number + 1, total=total, elapsed=elapsed)


def touched(subjects: pd.DataFrame) -> pd.DataFrame:
    """The subjects of a withdrawal with what becomes of each."""
    effect = [words.UNDO_GONE if gone else words.UNDO_BACK for gone in subjects["is_gone"]]
    return subjects.assign(effect=effect)


def undo_lines(effect: pd.DataFrame, returns: dict) -> list[str]:
    """What a withdrawal takes away, in Markdown lines."""
    rows = effect[effect["accepted"] > 0]
    waiting = [
        line.format(n=numbers.count(n))
        for line, n in (
            (words.UNDO_WAITING, returns["waiting"]),
            (words.UNDO_ANSWERED, returns["answered"]),
        )
        if n
    ]
    if rows.empty:
        return [words.UNDO_NOTHING, *waiting]
    forms = knowledge.form_names()
    each = [
        words.UNDO_ROW.format(form=forms.get(row.form, row.form), n=numbers.count(row.accepted))
        for row in rows.itertuples()
    ]
    first = rows.iloc[0]
    subjects = words.UNDO_SUBJECTS.format(touched=int(first["touched"]), gone=int(first["gone"]))
    lines = [words.UNDO_ROWS.format(rows=text.FILTER_JOIN.join(each))]
    return [*lines, *([subjects] if first["touched"] else []), *waiting]
