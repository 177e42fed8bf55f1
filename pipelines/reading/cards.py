"""Card sheets: one subject a card, each label left of its value (or above it)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from models.catalog.forms import Form
from models.catalog.wording import bare
from pipelines.reading.grid import Cell, Sheet
from pipelines.reading.headings import LEAST_SCORE, Headings, Path, unit_in_title
from pipelines.reading.tables import Table, titles_between

LONGEST_CARD_SHEET = 600
MORE_THAN_A_TABLE = 1.3
IDENTITY = frozenset({"facility_name", "unit", "lead_no", "task_no"})
LABELS_OF_A_COLUMN = 3  # listed labels below each other make their column one of labels
_LABELLED = re.compile(r"([^\s:：,，;；。()（）]{2,14}(?:[（(][^()（）]{1,6}[)）])?)\s*[:：]\s*")


class Label(NamedTuple):
    """A label and where its value stands. `inside`: label and value share one cell."""

    at: Cell
    path: Path
    value_at: Cell
    inside: str | None = None


@dataclass
class Card:
    """One filled-in card."""

    sheet: Sheet
    form: Form
    labels: dict[str, Label]  # canonical column → label
    titles: list[str]
    score: float  # of its headings, comparable with a table's
    evidence: float  # the same with what title and names say: decides between forms
    top: int
    number: int = 1
    dropped: list[Label] = field(default_factory=list)  # reporter's identity

    def value(self, column: str) -> Any:
        label = self.labels[column]
        return label.inside if label.inside is not None else self.sheet.at(*label.value_at)


def find_cards(sheet: Sheet, headings: Headings, names, tables: list[Table]) -> list[Card]:
    """The cards of a sheet, or none when its tables explain it as well."""
    if sheet.n_rows > LONGEST_CARD_SHEET:
        return []
    labels = _labels(sheet, headings)
    if len({label.at[0] for label in labels}) < 2 and len(labels) < 3:
        return []
    groups = _split(labels)
    best: list[Card] = []
    for form in headings.forms.forms:
        cards = [_card(sheet, headings, form, group, names) for group in groups]
        found = [c for c in cards if c is not None]
        if sum(c.evidence for c in found) > sum(c.evidence for c in best):
            best = found
    if not best or not _explains_more(best, tables) or any(map(_has_more_rows, best)):
        return []
    if len(best) == 1:
        best += _further_subjects(best[0])
    for number, card in enumerate(best, start=1):
        card.number = number
    return best


def _further_subjects(card: Card) -> list[Card]:
    """More subjects beside the first: the labels stand once, each subject has its own column."""
    places = {(label.at[1], label.value_at[1]) for label in card.labels.values()}
    if len(card.labels) < LABELS_OF_A_COLUMN or len(places) != 1:
        return []
    (_, first), sheet = places.pop(), card.sheet
    named = next((c.name for c in card.form.columns if c.name in IDENTITY & set(card.labels)), None)
    if named is None or any(label.inside is not None for label in card.labels.values()):
        return []
    rows = [label.value_at[0] for label in card.labels.values()]
    name_row, said = card.labels[named].value_at[0], _filled(sheet, rows, first)
    return [
        _moved(card, column)
        for column in range(first + 1, sheet.n_columns)
        if sheet.at(name_row, column) != "" and _filled(sheet, rows, column) >= max(3, 0.6 * said)
    ]


def _filled(sheet: Sheet, rows: list[int], column: int) -> int:
    return sum(sheet.at(row, column) != "" for row in rows)


def _moved(card: Card, column: int) -> Card:
    """The same labels with their values in another column."""
    labels = card.labels.items()
    return replace(
        card, labels={n: x._replace(value_at=(x.value_at[0], column)) for n, x in labels}
    )


def _explains_more(cards: list[Card], tables: list[Table]) -> bool:
    filled = [t for t in tables if t.form and t.last > t.first]
    if any(_is_heading_of(table, cards) for table in filled):
        return False
    best = max((t.score for t in filled), default=0.0)
    return max(c.score for c in cards) >= MORE_THAN_A_TABLE * best


def _has_more_rows(card: Card) -> bool:
    """Labels with several values below them are the heading of a table, not of a card."""
    above = [x for x in card.labels.values() if x.inside is None and x.value_at[1] == x.at[1]]
    taken = {x.at for x in card.labels.values()}
    more = [x for x in above if x.value_at[0] > x.at[0] and _goes_on(card.sheet, x, taken)]
    return len(above) >= 2 and len(more) > 0.5 * len(above)


def _goes_on(sheet: Sheet, label: Label, taken: set[Cell]) -> bool:
    row, column = label.value_at
    return sheet.at(row + 1, column) != "" and (row + 1, column) not in taken


def _is_heading_of(table: Table, cards: list[Card]) -> bool:
    """Whether the supposed labels are just the table's heading rows: then its rows must not be lost
    (a plain table scores below its own heading row read as a card with labels above the values)."""
    labels = [label for card in cards for label in card.labels.values() if label.inside is None]
    return bool(labels) and all(table.top <= label.at[0] < table.first for label in labels)


def _labels(sheet: Sheet, headings: Headings) -> list[Label]:
    """Every cell that is a heading, with the cell its value would stand in."""
    merged = {(t, left): (b, right) for t, left, b, right in sheet.merges}
    covered = {
        (r, c): (t, left)
        for t, left, b, right in sheet.merges
        for r in range(t, b + 1)
        for c in range(left, right + 1)
    }
    known = _label_cells(sheet, headings, covered)
    above = _rows_of_labels_above(sheet, known, merged, covered)
    labels: list[Label] = []
    for (row, column), text in sorted(known.items()):
        bottom, right = merged.get((row, column), (row, column))
        beside, below = (row, right + 1), (bottom + 1, column)
        if row in above:
            target = below
        elif _leads_to(beside, known, covered):
            continue  # a group beside its labels
        else:
            target = beside
        path = (*_groups(sheet, known, merged, row, column), text)
        labels.append(Label((row, column), path, covered.get(target, target)))
    return sorted([*labels, *_inside_cells(sheet, headings)])


def _rows_of_labels_above(sheet: Sheet, known, merged, covered) -> set[int]:
    """Rows in which labels stand side by side, with their values in the row below."""
    rows: dict[int, int] = {}
    for row, column in known:
        bottom, right = merged.get((row, column), (row, column))
        beside, below = (row, right + 1), (bottom + 1, column)
        is_pair = not _leads_to(beside, known, covered) and sheet.at(*beside) != ""
        is_above = _leads_to(beside, known, covered) and not _leads_to(below, known, covered)
        rows[row] = rows.get(row, 0) + is_above - is_pair
    return {row for row, balance in rows.items() if balance > 0}


def _label_cells(sheet: Sheet, headings: Headings, covered: dict[Cell, Cell]) -> dict[Cell, str]:
    """Listed headings anywhere; words of their families among listed ones or before a colon."""
    texts = {
        (row, column): value
        for row in range(sheet.n_rows)
        for column in range(sheet.n_columns)
        if covered.get((row, column), (row, column)) == (row, column)
        and isinstance(value := sheet.at(row, column), str)
    }
    listed = {cell for cell, text in texts.items() if headings.is_label(text)}
    counts = Counter(column for _, column in listed)
    alike = {
        cell
        for cell, text in texts.items()
        if cell not in listed
        and (counts[cell[1]] >= LABELS_OF_A_COLUMN or text.strip().endswith((":", "：")))
        and headings.may_be_label(text)
    }
    return {cell: "".join(texts[cell].split()).strip("：:") for cell in sorted(listed | alike)}


def _leads_to(cell: Cell, known: dict[Cell, str], covered: dict[Cell, Cell]) -> bool:
    return covered.get(cell, cell) in known


def _groups(sheet: Sheet, known, merged, row: int, column: int) -> Path:
    """The words of a tall merged cell left of the label."""
    for (top, left), (bottom, right) in merged.items():
        if bottom > top and top <= row <= bottom and right < column:
            word = "".join(str(sheet.at(top, left)).split())
            beside = [c for (r, c) in known if top <= r <= bottom and c > right]
            if word and len(word) <= 10 and beside and column == min(beside):
                return (word,)
    return ()


def _inside_cells(sheet: Sheet, headings: Headings) -> list[Label]:
    """Cells that hold label and value together: 单位名称：某养老院."""
    found = []
    for row in range(sheet.n_rows):
        for column in range(sheet.n_columns):
            value = sheet.at(row, column)
            if isinstance(value, str) and (":" in value or "：" in value):
                for label, text in labelled(value):
                    if headings.is_label(label) and not _states_unit(label, text):
                        found.append(Label((row, column), (label,), (row, column), text))
    return found


def _states_unit(label: str, text: str) -> bool:
    """单位：万元 says how amounts are counted; it names no 单位."""
    return bare(label).endswith("单位") and unit_in_title(f"单位:{text}") is not None


def labelled(text: str) -> list[tuple[str, str]]:
    """The label–value pairs of a line: 排查人：周某  排查日期：2026年9月8日."""
    marks = list(_LABELLED.finditer(text))
    pairs = []
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        value = text[mark.end() : following.start() if following else len(text)]
        value = value.strip(" 　;；,，")
        if value:
            pairs.append((mark[1], value))
    return pairs


def _split(labels: list[Label]) -> list[list[Label]]:
    """A new card begins where the first label of the card before comes again."""
    groups: list[list[Label]] = []
    for label in labels:
        word = bare(label.path[-1])
        if not groups or any(word == bare(g.path[-1]) for g in groups[-1][:1]):
            groups.append([])
        groups[-1].append(label)
    return groups


def _card(sheet: Sheet, headings: Headings, form: Form, labels: list[Label], names) -> Card | None:
    paths = {i: label.path for i, label in enumerate(labels)}
    seen = headings.recognise(form, paths)
    sure = [m for m in seen.matches if m.quality >= 0.5]
    if len(sure) < 3 or seen.score < LEAST_SCORE or _said(sheet, labels, sure) < 2:
        return None
    top = min(label.at[0] for label in labels)
    titles = titles_between(sheet, max(0, top - 5), top)
    bonus = headings.title_bonus(form, [*((t, 1.0) for t in titles[-3:]), *names])
    found = {m.column.name: labels[m.index] for m in sure}
    found |= _corner(sheet, form, found)
    dropped = [x for x in labels if headings.is_reporter(x.path, form.code)]
    evidence = seen.score + min(bonus, 0.6 * seen.score)
    return Card(sheet, form, found, titles, seen.score, evidence, top, dropped=dropped)


def _corner(sheet: Sheet, form: Form, labels: dict[str, Label]) -> dict[str, Label]:
    """项目 | 甲养老院 | 乙养老院 above the labels: the row names the subjects of the columns."""
    name = next((c.name for c in form.columns if c.name in IDENTITY), None)
    top = min(labels.values(), key=lambda label: label.at)
    (row, column), value = top.at, (top.at[0] - 1, top.value_at[1])
    if name is None or name in labels or row == 0 or value[1] != column + 1:
        return {}
    corner, subjects = sheet.at(row - 1, column), sheet.row(row - 1)[column + 1 :]
    is_row = isinstance(corner, str) and bool(corner) and len(set(subjects) - {""}) >= 2
    return {name: Label((row - 1, column), (corner,), value)} if is_row else {}


def _said(sheet: Sheet, labels: list[Label], matches) -> int:
    """How many labels have a value: a blank form is no card."""
    values = [(labels[m.index].inside, labels[m.index].value_at) for m in matches]
    return sum(inside is not None or sheet.at(*at) != "" for inside, at in values)
