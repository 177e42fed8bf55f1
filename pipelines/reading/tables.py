"""Where the tables of a sheet begin and end: heading rows, titles above, bodies below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from models.catalog.forms import AROUND, Column, Form
from models.catalog.wording import bare
from pipelines.reading.grid import Sheet, address
from pipelines.reading.headings import LEAST_SCORE, Headings, Match, Path, Recognised
from pipelines.reading.headrows import heading_end, heading_paths, heading_top
from pipelines.reading.titles import title_words

DEEPEST_HEADING = 15  # rows above the first heading (forms.md §2), blank ones not counted
LONG_SHEET = 3000  # rows beyond which only literal headings start a new table
SHARE_OF_HEADINGS = 0.5
MOST_ANCHORS = 3  # headings met twice that are tried as the beginning of a table beside another
YES_NO = ("是", "否", "有", "无")  # sub-columns of a yes/no question


@dataclass(frozen=True)
class Matrix:
    """A column spread over option columns, each ticked or not."""

    column: Column
    heading: str
    options: tuple[tuple[int, str], ...]  # (sheet column, canonical value)


@dataclass
class Table:
    """One table: heading rows [top, first), body rows [first, last)."""

    sheet: Sheet
    form: Form | None
    top: int
    first: int
    last: int
    paths: dict[int, Path]
    matches: list[Match] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)  # column → reporter, previous, unknown
    titles: list[str] = field(default_factory=list)
    wide_titles: list[str] = field(default_factory=list)  # of the whole width, neighbours' included
    rivals: list[Table] = field(default_factory=list)  # under less likely forms, the best first
    score: float = 0.0
    is_said: bool = False  # people gave its headings this form
    number: int = 1
    has_neighbour: bool = False  # another table stands beside it

    @property
    def header_row(self) -> int:
        return self.first - 1

    @property
    def left(self) -> int:
        """The first column whose cells belong to the rows (notes beside a table do, too)."""
        return min(self.paths, default=0) if self.has_neighbour else 0

    @property
    def right(self) -> int:
        if self.has_neighbour:
            return max(self.paths, default=0)
        return max(self.sheet.n_columns - 1, 0)

    @property
    def cell(self) -> str:
        """The address of the first heading."""
        return address(self.header_row, min(self.paths))

    def heading(self, index: int) -> str:
        return "/".join(self.paths[index])


def find_tables(sheet: Sheet, headings: Headings, names: list[tuple[str, float]]) -> list[Table]:
    """The tables of a sheet from top to bottom; `names` are title evidence (sheet, file)."""
    known = _known_counts(sheet, headings)
    filled = sheet.filled()
    rows: list[list[Table]] = []  # tables side by side
    row = 0
    while row < sheet.n_rows:
        found = _next_table(sheet, headings, names, known, filled, row, is_first=not rows)
        if not found:
            break
        _place_below(sheet, headings, rows, found)
        row = found[0].first
    tables = [table for beside in rows for table in beside]
    _settle_ends(sheet, tables)
    return tables


def _place_below(sheet: Sheet, headings: Headings, rows: list[list[Table]], found: list[Table]):
    """End the tables above where these begin; the same headings once more go on with them."""
    start = 0
    if rows:
        start = max(_title_start(sheet, headings, found[0].top, rows[-1][0].first), 0)
    for table in found:
        _name(sheet, table, start)
    is_next_page = bool(rows) and _repeat(rows[-1], found)
    for table in rows[-1] if rows else ():
        table.last = sheet.n_rows if is_next_page else start
    if not is_next_page:
        rows.append(found)


def _name(sheet: Sheet, table: Table, start: int) -> None:
    """The titles above a table: beside a neighbour, its own before those of the whole width."""
    table.wide_titles = titles_between(sheet, start, table.top)
    span = range(table.left, table.right + 1) if table.has_neighbour else None
    table.titles = titles_between(sheet, start, table.top, span) if span else table.wide_titles
    for rival in table.rivals:
        rival.titles, rival.wide_titles = table.titles, table.wide_titles


def _settle_ends(sheet: Sheet, tables: list[Table]) -> None:
    for number, table in enumerate(tables, start=1):
        table.number = number
        if table.last < 0:
            table.last = sheet.n_rows
        inside = _filled_within(sheet, table)
        used = np.flatnonzero(inside)
        table.last = table.first + (int(used[-1]) + 1 if len(used) else 0)
        for rival in table.rivals:
            rival.number, rival.last = number, table.last


def _filled_within(sheet: Sheet, table: Table) -> np.ndarray:
    counts = np.zeros(max(table.last - table.first, 0), np.int32)
    for j in range(table.left, min(table.right + 1, sheet.n_columns)):
        counts += sheet.columns[j].codes[table.first : table.last] != 0
    return counts


# ---------------------------------------------------------------- finding the heading rows


def _known_counts(sheet: Sheet, headings: Headings) -> np.ndarray:
    """How many cells of each row are headings that some form knows."""
    counts = np.zeros(sheet.n_rows, np.int32)
    for column in sheet.columns:
        is_long = sheet.n_rows > LONG_SHEET
        flags = np.zeros(len(column.values), bool)
        near = set(column.codes[:60].tolist()) if is_long else None
        for code, value in enumerate(column.values):
            if not isinstance(value, str) or code == 0:
                continue
            if near is None or code in near:
                flags[code] = headings.is_known(value)
            else:
                flags[code] = value in headings.raw_known
        counts += flags[column.codes]
    return counts


def _next_table(
    sheet: Sheet,
    headings: Headings,
    names: list[tuple[str, float]],
    known: np.ndarray,
    filled: np.ndarray,
    start: int,
    is_first: bool,
) -> list[Table]:
    """The next table (or the tables side by side) whose heading starts at `start` or below."""
    least = 2 if is_first else 3
    share = 0.3 if is_first else SHARE_OF_HEADINGS
    rows = np.flatnonzero((known >= least) & (known[:] >= share * filled))
    rows = rows[rows >= start]
    for row in rows[:40] if is_first else rows:
        tables = _tables_at(sheet, headings, names, int(row), start)
        if tables and (is_first or not _is_body(sheet, headings, int(row), tables[0])):
            return tables
    return _soft_search(sheet, headings, names, filled, start) if is_first else []


def _is_body(sheet: Sheet, headings: Headings, row: int, table: Table) -> bool:
    """A later row is a heading only if it names columns, not if it merely uses their words."""
    sure = [m for m in table.matches if m.quality >= 0.9]
    return not table.is_said and len(sure) < 3 and len(sure) < len(table.paths)


def _soft_search(sheet, headings, names, filled: np.ndarray, start: int) -> list[Table]:
    """No literal heading anywhere: try rows of short words by meaning, keep the best."""
    best: list[Table] = []
    seen = 0
    for row in range(start, min(sheet.n_rows, start + 40)):
        if filled[row] == 0:
            continue
        seen += 1
        cells = [v for v in sheet.row(row) if v != ""]
        if len(cells) >= 3 and all(isinstance(v, str) and len(v) <= 24 for v in cells):
            tables = _tables_at(sheet, headings, names, row, start)
            if tables and (not best or tables[0].score > best[0].score + 0.5):
                best = tables
        if seen > DEEPEST_HEADING:
            break
    return best


def _tables_at(sheet: Sheet, headings: Headings, names, row: int, start: int) -> list[Table]:
    top = heading_top(sheet, headings, row, start)
    first = heading_end(sheet, headings, top, row)
    paths = heading_paths(sheet, top, first)
    whole = _recognised(sheet, headings, names, top, first, paths)
    if whole is not None and whole.is_said:
        return [whole]
    for parts in (*repetitions(headings, whole), _segments(paths)):
        tables = [_recognised(sheet, headings, names, top, first, part) for part in parts]
        good = [table for table in tables if table is not None]
        if len(parts) > 1 and len(good) == len(parts) and _side_by_side(good):
            for table in good:
                _give_neighbours(table)
            return good
    return [whole] if whole is not None else []


def _give_neighbours(table: Table) -> None:
    for one in (table, *table.rivals):
        one.has_neighbour = True


def repetitions(headings: Headings, whole: Table | None) -> Iterator[list[dict[int, Path]]]:
    """Headings that begin anew with a heading met before: each time the names that make a form."""
    if whole is None:
        return
    places: dict[str, list[int]] = {}
    for index, path in sorted(whole.paths.items()):
        best = headings.candidates(whole.form, path)[:1]
        places.setdefault(best[0].column if best else bare("".join(path)), []).append(index)
    for starts in [some for some in places.values() if len(some) >= 2][:MOST_ANCHORS]:
        parts = _split_at(whole.paths, starts[1:])
        if all(_is_whole(headings, whole.form, part) for part in parts):
            yield parts


def _split_at(paths: dict[int, Path], starts: list[int]) -> list[dict[int, Path]]:
    parts: list[dict[int, Path]] = [{}]
    for index in sorted(paths):
        if index in starts:
            parts.append({})
        parts[-1][index] = paths[index]
    return parts


def _is_whole(headings: Headings, form: Form, paths: dict[int, Path]) -> bool:
    """Whether these headings alone make the form, village and month from above allowed."""
    around = {c.name for c in form.columns if c.type in AROUND}
    return form.identity.is_met(form, set(headings.recognise(form, paths).columns), around)


def _side_by_side(tables: list[Table]) -> bool:
    """Separate tables when a column stands in two of them or their forms differ."""
    names = [m.column.name for t in tables for m in t.matches]
    return len({t.form.code for t in tables}) > 1 or len(names) - len(set(names)) >= 2


def _segments(paths: dict[int, Path]) -> list[dict[int, Path]]:
    """Headings split at blank columns."""
    parts: list[dict[int, Path]] = []
    for index in sorted(paths):
        if not parts or index - 1 not in parts[-1]:
            parts.append({})
        parts[-1][index] = paths[index]
    return [p for p in parts if len(p) >= 2] if len(parts) > 1 else parts


# ---------------------------------------------------------------- understanding them


def _recognised(sheet, headings: Headings, names, top: int, first: int, paths) -> Table | None:
    """The table under the form that explains its headings best; None below the least score."""
    cleaned, tenses = {}, {}
    for index, path in paths.items():
        cleaned[index], tenses[index] = headings.tense(path)
    usable = {i: p for i, p in cleaned.items() if tenses[i] not in ("previous", "change")}
    titles = [(t, 1.0) for t in titles_between(sheet, max(0, top - 4), top)] or []
    ranked = []
    said = next(filter(None, (headings.form_said(sheet.row(r)) for r in range(top, first))), None)
    for form in [said] if said else headings.forms.forms:
        matrices = _matrices(form, usable)
        spread = {index for matrix in matrices for index, _ in matrix.options}
        rest = {i: p for i, p in usable.items() if i not in spread}
        seen = _recognise_current(headings, form, rest, tenses)
        score = seen.score + sum(m.column.weight for m in matrices)
        bonus = headings.title_bonus(form, [*titles[:3], *names])
        evidence = score + min(bonus, 0.6 * score)
        if evidence >= LEAST_SCORE or said:
            ranked.append((evidence, score, seen, matrices))
    if not ranked:
        return None
    tables = []
    for _, score, seen, matrices in sorted(ranked, key=lambda r: -r[0]):
        table = Table(sheet, seen.form, top, first, -1, paths, seen.matches, matrices, score=score)
        table.is_said = said is not None
        _note_dropped(table, headings, tenses)
        tables.append(table)
    tables[0].rivals = tables[1:]
    return tables[0]


def _recognise_current(headings: Headings, form: Form, paths, tenses) -> Recognised:
    """This month's columns first; a running total only where nothing else gives the column."""
    now = {i: p for i, p in paths.items() if tenses[i] != "cumulative"}
    seen = headings.recognise(form, now)
    late = {i: p for i, p in paths.items() if tenses[i] == "cumulative"}
    if not late:
        return seen
    more = headings.recognise(form, late)
    extra = [m for m in more.matches if m.column.name not in seen.columns]
    matches = sorted([*seen.matches, *extra], key=lambda m: m.index)
    return Recognised(form, headings._score(form, matches), matches)


def _matrices(form: Form, paths: dict[int, Path]) -> list[Matrix]:
    """Option columns: two or more headings that are options of one closed list, under one group
    (or, for lists of several, side by side without a group)."""
    found = (_matrix(column, paths) for column in form.columns)
    return [matrix for matrix in found if matrix is not None]


def _matrix(column: Column, paths: dict[int, Path]) -> Matrix | None:
    """The option columns of one closed list; 无 may stand under the group of another list, too."""
    if column.options is None and column.type != "yesno":
        return None
    groups: dict[Path, dict[int, str]] = {}
    for index, path in paths.items():
        option = _option(column, path)
        if option:
            groups.setdefault(path[:-1], {})[index] = option
    groups = {group: spread for group, spread in groups.items() if len(set(spread.values())) >= 2}
    named = {g: spread for g, spread in groups.items() if g and _names(column, "".join(g))}
    if len(named) != 1 and (len(groups) != 1 or column.type != "multi"):
        return None
    group, spread = next(iter((named if len(named) == 1 else groups).items()))
    return Matrix(column, "".join(group) or column.heading, tuple(spread.items()))


def _option(column: Column, path: Path) -> str | None:
    if column.options is None:
        return bare(path[-1]) if bare(path[-1]) in YES_NO and len(path) > 1 else None
    return column.options.exact.get(bare(path[-1]))


def _names(column: Column, group: str) -> bool:
    word = bare(group)
    wordings = [bare(s) for s in (column.heading, *column.synonyms)]
    return any(w in word for w in wordings) or any(p.search(word) for p in column.patterns)


def _note_dropped(table: Table, headings: Headings, tenses: dict[int, str]) -> None:
    used = {m.index for m in table.matches} | {i for x in table.matrices for i, _ in x.options}
    for index, path in table.paths.items():
        if index in used:
            continue
        if headings.is_reporter(path, table.form.code):
            table.dropped[index] = "reporter"
        elif tenses[index] in ("previous", "change", "cumulative"):
            table.dropped[index] = "previous"
        elif headings.lexicon.in_list("ignored", bare(path[-1])):
            table.dropped[index] = "ignored"
        else:
            table.dropped[index] = "unknown"


# ---------------------------------------------------------------- around the table


def titles_between(
    sheet: Sheet, start: int, stop: int, span: Iterable[int] | None = None
) -> list[str]:
    """The words of the rows above a table, one text per row (of these columns only)."""
    texts = []
    for row in range(max(start, 0), stop):
        cells = sheet.row(row) if span is None else [sheet.at(row, j) for j in span]
        words = title_words([v for v in cells if v != ""])
        if words:
            texts.append("  ".join(words))
    return texts


def _title_start(sheet: Sheet, headings: Headings, top: int, floor: int) -> int:
    """The first of the title rows right above a later table."""
    start = top
    for row in range(top - 1, floor - 1, -1):
        cells = list(dict.fromkeys(str(v) for v in sheet.row(row) if v != ""))
        if not cells:
            if start < top:
                break
            start = row
            continue
        is_title = len(cells) <= 2 and not any(
            headings.lexicon.is_footer(c) or headings.lexicon.is_total(c) for c in cells
        )
        if not is_title or len(cells[0]) < 3:
            break
        start = row
    return start


def _repeat(before: list[Table], after: list[Table]) -> bool:
    """The same headings in the same columns, without a title of their own: a page break."""
    return len(before) == len(after) and all(map(_repeats, before, after))


def _repeats(before: Table, after: Table) -> bool:
    """The same headings in the same columns, without a title of their own: a page break."""
    return before.paths == after.paths and before.form is after.form and not after.titles
