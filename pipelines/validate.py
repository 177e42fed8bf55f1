"""Judges the rows of a block: typed values, problems with their cells, accepted or waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.catalog.forms import Column, Rule
from pipelines.extract import Block, Field, heading_money_unit, heading_scale
from pipelines.merged import count_once
from pipelines.problems import Problem, ProblemWriter
from pipelines.reading.dates import Years, parse_date
from pipelines.reading.lexicon import has_id, text_of
from pipelines.reading.notes import Note
from pipelines.reading.places import Place
from pipelines.totals import unlabelled_totals
from pipelines.values import Setting, Tools, convert

DUPLICATE = "duplicate_row"  # why a row is skipped that says nothing new

# Findings that hold for a whole column are told once, at its heading, not on every cell.
ONCE_PER_COLUMN = frozenset({"year_from_context", "year_assumed"})


@dataclass
class Judged:
    """A column after reading: one typed value per distinct raw value, codes per body row."""

    item: Field
    values: list[Any]
    codes: np.ndarray
    notes: dict[int, tuple[Note, ...]] = field(default_factory=dict)  # by distinct value
    default_unit: np.ndarray | None = None  # distinct numbers without a unit of their own
    lows: dict[int, float] = field(default_factory=dict)  # lower ends of ranges, by distinct value
    marked: set[int] = field(default_factory=set)  # distinct values that say more than they hold

    @property
    def column(self) -> Column:
        return self.item.column

    def known(self) -> np.ndarray:
        flags = np.array([v is not None for v in self.values])
        return flags[self.codes]

    def noted(self) -> np.ndarray:
        flags = np.zeros(len(self.values), bool)
        flags[list(self.notes)] = True
        return flags[self.codes]

    def failed(self) -> np.ndarray:
        """Rows whose cell says something that could not be read."""
        flags = np.zeros(len(self.values), bool)
        flags[[code for code in self.notes if self.values[code] is None]] = True
        return flags[self.codes]

    def add(self, value: Any, rows: np.ndarray, written: Any = "") -> None:
        """Give some rows a value that is not the one `written` in the column."""
        self.values.append(value)
        self.item.values.append(written)
        if self.default_unit is not None:
            self.default_unit = np.append(self.default_unit, False)
        self.codes[rows] = len(self.values) - 1

    def numbers(self) -> np.ndarray:
        """Values as floats, NaN where unknown; days as ordinals."""
        numbers = [
            np.nan if v is None else v.toordinal() if hasattr(v, "toordinal") else v
            for v in self.values
        ]
        return np.array(numbers, dtype=float)[self.codes]

    def at(self, i: int) -> Any:
        return self.values[self.codes[i]]


@dataclass
class Verdict:
    """What became of a block. status per body row: accepted, rejected or the reason skipped."""

    block: Block
    columns: dict[str, Judged]
    status: np.ndarray
    problems: list[Problem] = field(default_factory=list)
    period: str | None = None
    # Of the form's derived columns: one value per body row; one that is not here is unknown.
    derived: dict[str, Sequence[Any]] = field(default_factory=dict)

    def count(self, status: str) -> int:
        return int((self.status == status).sum())

    @property
    def accepted(self) -> int:
        return self.count("accepted")

    @property
    def rejected(self) -> int:
        return self.count("rejected")

    @property
    def skipped(self) -> dict[str, int]:
        counts = Counter(self.status.tolist())
        return {k: n for k, n in sorted(counts.items()) if k not in ("accepted", "rejected")}


@dataclass
class Duplicates:
    """Rows already seen in this import, by form: a row is counted once."""

    seen: dict[str, set[int]] = field(default_factory=dict)


def judge(block: Block, tools: Tools, duplicates: Duplicates) -> Verdict:
    """Read every cell, check every rule, decide for every row."""
    return _Judge(block, tools, duplicates).verdict()


class _Judge:
    def __init__(self, block: Block, tools: Tools, duplicates: Duplicates) -> None:
        self.block, self.tools, self.duplicates = block, tools, duplicates
        self.writer = ProblemWriter(tools.forms)
        self.is_data = block.reason == ""
        self.bad = np.zeros(len(block.rows), bool)
        self.problems: list[Problem] = []
        self.columns: dict[str, Judged] = {}

    def verdict(self) -> Verdict:
        years = self._years()
        for item in self.block.fields:
            self.columns[item.column.name] = self._read(item, years)
        status = self.block.reason.copy()
        self._skip_unreported(status)
        status[unlabelled_totals(self.columns, self.block.extra, status)] = "total"
        self.is_data = status == ""
        self._fill_places()
        self._fill_period()
        self._skip_repeated(status)
        self.is_data = status == ""
        count_once(self.block.form, self.columns, self.is_data, self._tell_row)
        self._tell_block()
        for judged in self.columns.values():
            self._tell_column(judged)
        self._ask_required()
        for rule in self.tools.forms.rules:
            if rule.form == self.block.form.code:
                self._check(rule)
        status[self.is_data & self.bad] = "rejected"
        status[self.is_data & ~self.bad] = "accepted"
        verdict = Verdict(self.block, self.columns, status, self.problems)
        verdict.derived = self._derived()
        verdict.period = self.block.context.period_text or self._period_of_dates(status)
        return verdict

    # ------------------------------------------------------------ reading

    def _years(self) -> Years:
        """The surroundings' year, else the year most dates of this block carry themselves."""
        years = self.block.context.years
        if years.place != "today":
            return years
        found: Counter[int] = Counter()
        for item in self.block.fields:
            if item.column.type == "date" and item.column.name != "opened_date":
                found.update(self._full_years(item))
        if not found:
            return years
        return Years(None, found.most_common(1)[0][0], "column", years.today)

    def _full_years(self, item: Field) -> Counter[int]:
        used = set(item.codes[self.is_data].tolist()) - {0}
        days = [
            parse_date(item.values[c], Years(), is_1904=self.block.is_1904)
            for c in sorted(used)[:500]
        ]
        return Counter(d.day.year for d in days if d and d.day and not d.year_missing)

    def _read(self, item: Field, years: Years) -> Judged:
        column = item.column
        setting = Setting(
            years=years,
            is_1904=self.block.is_1904,
            money_factor=self._money_factor(item),
            in_percent=any("%" in part or "％" in part for part in item.path),
            factor=self._scale(item),
        )
        used = np.unique(np.concatenate([[0], item.codes]))
        place = np.zeros(len(item.values), np.int32)
        place[used] = np.arange(len(used))
        converted = convert([item.values[c] for c in used], column, setting, self.tools)
        item.values, item.codes = [item.values[c] for c in used], place[item.codes]
        return Judged(
            item,
            converted.values,
            item.codes,
            converted.notes,
            converted.default_unit,
            converted.lows,
            converted.marked,
        )

    def _scale(self, item: Field) -> float:
        scale = heading_scale(item) if item.column.type == "count" else None
        return float(self.tools.units("count").get(scale, 1)) if scale else 1.0

    def _money_factor(self, item: Field) -> float | None:
        found = self._money_unit(item)
        return float(self.tools.units("money")[found[0]]) if found else None

    def _money_unit(self, item: Field) -> tuple[str, str] | None:
        """(unit, place): the heading's, the group's; for 万元 columns also the title's."""
        if item.column.type not in ("money_wan", "money_yuan"):
            return None
        found = heading_money_unit(item)
        if found is None and item.column.type == "money_wan" and self.block.context.money_unit:
            found = self.block.context.money_unit, self.block.context.money_place
        return found

    # ------------------------------------------------------------ filling from the surroundings

    def _fill_places(self) -> None:
        for column in self.block.form.columns:
            if column.type in ("village", "unit"):
                self._fill_place(column)

    def _fill_place(self, column: Column) -> None:
        """Blank places take what the title, the sheet, the file or a small heading says."""
        judged = self.columns.get(column.name)
        blank = self.is_data.copy()
        if judged is None:
            judged = self._absent(column)
        else:
            blank &= ~judged.known() & ~judged.failed()
        found, around = self._surrounding_places(column)
        fill = blank & (around >= 0)
        if fill.any() or column.name not in self.columns:
            self.columns[column.name] = judged
        for number in np.unique(around[fill]).tolist():
            judged.add(found[number], fill & (around == number))
            words = {"used": found[number].name, "other": self._place(column)}
            self._tell_once("village_from_context", judged.item, **words)

    def _surrounding_places(self, column: Column) -> tuple[list[Place], np.ndarray]:
        """The places the surroundings name, and which of them holds for each row (-1: none)."""
        context = self.block.context
        whole = context.unit if column.type == "unit" else context.village
        found = [whole] if whole else []
        around = np.full(len(self.block.rows), len(found) - 1)
        for start, place in self.block.villages:
            found.append(place)
            around[start:] = len(found) - 1
        return found, around

    def _place(self, column: Column) -> str:
        if self.block.villages:
            return "section"
        context = self.block.context
        return context.unit_place if column.type == "unit" else context.village_place

    def _absent(self, column: Column) -> Judged:
        """A column that the table does not have: unknown in every row."""
        codes = np.zeros(len(self.block.rows), np.int32)
        item = Field(column.heading, [""], codes, column)
        return Judged(item, [None], codes)

    def _fill_period(self) -> None:
        column = self.block.form.column("period")
        if column is None:
            return
        judged = self.columns.get("period") or self._absent(column)
        self.columns["period"] = judged
        blank = ~judged.known() & ~judged.failed() & self.is_data
        text, context = self.block.context.period_text, self.block.context
        if blank.any() and text:
            judged.add(text, blank)
            words = {"used": text, "other": context.period_place}
            self._tell_once("period_from_context", judged.item, **words)
        elif blank.any():
            self._period_from_dates(judged, blank)

    def _period_from_dates(self, judged: Judged, blank: np.ndarray) -> None:
        """A report is of the month in which it was handed in, when nothing says otherwise."""
        dates = self.columns.get("submitted_date")
        rows = np.flatnonzero(blank & dates.known()) if dates else ()
        for i in rows:
            text = f"{dates.at(i):%Y-%m}"
            judged.add(text, i)
            self._tell_row("period_from_date", judged, int(i), words={"used": text})

    def _period_of_dates(self, status: np.ndarray) -> str | None:
        """The one month in which all accepted rows happened, if there is one."""
        column = next((c for c in self.block.form.columns if c.type == "date" and c.required), None)
        judged = self.columns.get(column.name) if column else None
        if judged is None or self.block.form.code in ("rectification", "lead", "population"):
            return None
        used = set(judged.codes[status == "accepted"].tolist())
        months = {f"{d:%Y-%m}" for c in used if (d := judged.values[c])}
        return months.pop() if len(months) == 1 else None

    def _derived(self) -> dict[str, list[bool | None]]:
        """promise_without_figure: a return promised in words, whose figure nobody wrote."""
        judged = self.columns.get("promised_return_pct")
        if judged is None or self.block.form.code != "screening":
            return {}
        flags = [None if c == 0 else c in judged.marked for c in range(len(judged.values))]
        return {"promise_without_figure": [flags[c] for c in judged.codes.tolist()]}

    # ------------------------------------------------------------ rows that do not count

    def _skip_unreported(self, status: np.ndarray) -> None:
        """A submission row with nothing but the unit's name is no report."""
        if self.block.form.code != "submission":
            return
        said = np.zeros(len(status), bool)
        for name, judged in self.columns.items():
            if name not in ("unit", "period") and judged.item.constant is None:
                said |= judged.known() | judged.noted()
        status[(status == "") & ~said] = "not_reported"
        self.is_data = status == ""

    def _skip_repeated(self, status: np.ndarray) -> None:
        """The same values once more in this import: the row is not counted twice."""
        keys = np.zeros(len(status), np.uint64)
        for name, judged in self.columns.items():
            keys += _digests(name, judged)[judged.codes]
        seen = self.duplicates.seen.setdefault(self.block.form.code, set())
        rows = np.flatnonzero(status == "")
        _, first = np.unique(keys[rows], return_index=True)
        is_first = np.zeros(len(rows), bool)
        is_first[first] = True
        if seen:
            is_first &= ~np.isin(keys[rows], np.fromiter(seen, np.uint64, len(seen)))
        status[rows[~is_first]] = DUPLICATE
        seen.update(keys[rows[is_first]].tolist())

    # ------------------------------------------------------------ telling

    def _tell(self, code: str, **facts: Any) -> None:
        self.problems.append(self.writer.write(code, self.block.sheet, **facts))

    def _raised(self, code: str, column: Column, value: Any = None) -> str | None:
        """A guess is a warning where a statutory line reads the column and, of options, asks for
        the one that was inferred."""
        forms = self.tools.forms
        if (self.block.form.code, column.name) not in forms.statutory:
            return None
        is_asked = code in forms.inferring and forms.meets_a_line(column.name, value)
        return "warning" if code == "heading_guessed" or is_asked else None

    def _tell_once(self, code: str, item: Field, **words: Any) -> None:
        self._tell(
            code,
            severity=self._raised(code, item.column),
            row=self.block.header_row,
            cell=item.heading_cell or item.address(self.block.header_row),
            column=item.column.heading,
            heading=item.heading,
            words=words,
        )

    def _tell_row(self, code: str, judged: Judged, i: int, severity=None, value=None, words=None):
        row = int(self.block.rows[i])
        item = judged.item
        self._tell(
            code,
            row=row,
            cell=item.address(row),
            column=item.column.heading,
            heading=item.heading,
            value=item.values[judged.codes[i]] if value is None else value,
            severity=severity,
            words=words,
        )

    def _tell_block(self) -> None:
        """What concerns headings and hidden rows."""
        for dropped in self.block.dropped:
            code = {"reporter": "reporter_dropped", "previous": "previous_period_column"}.get(
                dropped.why, "unknown_column"
            )
            self._tell(
                code,
                row=self.block.header_row,
                cell=dropped.cell,
                heading=dropped.heading,
                value=dropped.heading,
                words={"column": dropped.heading},
            )
        for row in self.block.rows[self.is_data]:
            if int(row) in self.block.hidden:
                self._tell("hidden_row", row=int(row), cell=f"A{row}")
        for item in self.block.extra:
            self._tell_extra_ids(item)

    def _tell_extra_ids(self, item: Field) -> None:
        """Personal ID numbers in columns that are only kept raw."""
        found = np.array([has_id(text_of(v)) for v in item.values])
        for i in np.flatnonzero(self.is_data & found[item.codes]):
            row = int(self.block.rows[i])
            facts = {"row": row, "cell": item.address(row), "heading": item.heading}
            self._tell("personal_id", value=item.values[item.codes[i]], **facts)

    def _tell_column(self, judged: Judged) -> None:
        item = judged.item
        if item.is_guess:
            self._tell_once("heading_guessed", item, value=item.heading, used=self._how(item))
        if item.constant is not None:
            self._tell_once("value_from_context", item, used=item.constant)
        self._tell_money_unit(judged)
        rows = np.flatnonzero(self.is_data & judged.noted())
        told: set[str] = set()
        for i in rows.tolist():
            for found in judged.notes[judged.codes[i]]:
                if found.code in ONCE_PER_COLUMN or (
                    item.constant is not None and found.severity != "error"
                ):
                    if found.code not in told:
                        told.add(found.code)
                        self._tell_once(found.code, item, **found.words)
                    continue
                words = found.words
                severity = found.severity or self._raised(found.code, judged.column, judged.at(i))
                self._tell_row(found.code, judged, i, severity, words=words)
                self.bad[i] |= found.severity == "error"
        if self.block.empty_formulas:
            self._tell_empty_formulas(judged)

    def _how(self, item: Field) -> str:
        return self.tools.forms.texts["read_by"][item.how]

    def _tell_money_unit(self, judged: Judged) -> None:
        """Where the unit of bare numbers came from, when the heading itself does not say."""
        if judged.column.type not in ("money_wan", "money_yuan") or judged.default_unit is None:
            return
        if not (self.is_data & judged.default_unit[judged.codes]).any():
            return
        unit = self._money_unit(judged.item)
        if unit is None:
            assumed = "万元" if judged.column.type == "money_wan" else "元"
            self._tell_once("unit_assumed", judged.item, unit=assumed)
        elif unit[1] != "heading":
            self._tell_once("unit_from_context", judged.item, unit=unit[0], other=unit[1])

    def _tell_empty_formulas(self, judged: Judged) -> None:
        severity = "error" if judged.column.required else "warning"
        for i in np.flatnonzero(self.is_data & (judged.codes == 0)):
            if judged.item.address(int(self.block.rows[i])) in self.block.empty_formulas:
                self._tell_row("formula_without_value", judged, int(i), severity)
                self.bad[i] |= severity == "error"

    # ------------------------------------------------------------ rules

    def _ask_required(self) -> None:
        for column in self.block.form.columns:
            if not column.required:
                continue
            judged = self.columns.get(column.name) or self._absent(column)
            missing = self.is_data & ~judged.known() & ~judged.failed()
            for i in np.flatnonzero(missing).tolist():
                self._tell_row("missing_required", judged, i)
            self.bad |= missing

    def _check(self, rule: Rule) -> None:
        left, right = self.columns.get(rule.left), self.columns.get(rule.right)
        if left is None or right is None:
            return
        broken = self.is_data & _broken(rule, left, right)
        relation = self.tools.forms.texts["rules"][rule.relation]
        for i in np.flatnonzero(broken).tolist():
            words = {
                "used": relation,
                "other": right.column.heading,
                "other_value": _plain_text(right.item.values[right.codes[i]]),
            }
            self._tell_row("cross_field", left, i, rule.severity, words=words)
        if rule.severity == "error":
            self.bad |= broken


def _plain_text(value: Any) -> str:
    from pipelines.problems import shown_value

    return shown_value(value) or ""


def _broken(rule: Rule, left: Judged, right: Judged) -> np.ndarray:
    both = left.known() & right.known()
    if rule.relation == "differs":
        same = [left.at(i) == right.at(i) for i in np.flatnonzero(both)]
        broken = np.zeros(len(both), bool)
        broken[np.flatnonzero(both)] = same
        return broken
    a, b = left.numbers(), right.numbers()
    with np.errstate(invalid="ignore"):
        return both & ((a > b + 1e-9) if rule.relation == "le" else (a < b))


def _digests(name: str, judged: Judged) -> np.ndarray:
    """A 64-bit mark per distinct value; unknown is 0, so absent and blank columns agree."""
    marks = np.zeros(len(judged.values), np.int64)
    for code, value in enumerate(judged.values):
        if value is None and code in judged.notes:
            value = judged.item.values[code]
        if value is not None and value != "":
            marks[code] = hash((name, value)) or 1
    return _mixed(marks.view(np.uint64))


def _mixed(marks: np.ndarray) -> np.ndarray:
    """Spread the bits (splitmix64), so that sums of marks do not meet by chance; 0 stays 0."""
    marks = (marks ^ (marks >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    marks = (marks ^ (marks >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return marks ^ (marks >> np.uint64(31))
