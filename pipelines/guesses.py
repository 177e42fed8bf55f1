"""What was read by a guess and waits for a person: one question per heading and book, and per cell
text that an option was inferred from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from ledger.events import Event, Ledger
from ledger.synonyms import SYNONYM, fold_synonyms
from ledger.wordings import WORDING, Wording, fold_wordings
from models.catalog.corrections import Correction, heading_key
from models.catalog.forms import Forms

HEADING, OPTION = "heading", "option"
YES_NO = {"yes": "是", "no": "否"}


class Answers(NamedTuple):
    """What people said: what a heading means (form, key, column), what a cell text means (form,
    column, key, reading)."""

    headings: frozenset[tuple[str, str, str]] = frozenset()
    wordings: frozenset[tuple[str, str, str, str]] = frozenset()

    def signature(self) -> list:
        return [sorted(self.headings), sorted(self.wordings)]

    def confirms(self, kind: str, form: str, column: str, wording: str, reading: str | None):
        """Whether a person agreed to this reading."""
        if kind == HEADING:
            return (form, heading_key(wording), column) in self.headings
        return (form, column, heading_key(wording), reading) in self.wordings


NO_ANSWERS = Answers()


@dataclass(frozen=True)
class Question:
    """请确认: a heading read as `meaning`, or a cell text read as the option `reading`."""

    kind: str
    form: str
    column: str
    meaning: str  # the column's own heading
    wording: str  # the heading as typed, or the text of the cell
    reading: str | None = None
    cells: int = 0

    @property
    def correction(self) -> Correction:
        return Correction(self.form, self.wording, self.column)

    @property
    def said(self) -> Wording:
        return Wording(self.form, self.column, self.wording, self.reading or "")

    def sentence(self, texts: Mapping[str, str]) -> str:
        """The question in words (problems.yml, questions)."""
        shown = {"reading": YES_NO.get(self.reading, self.reading)}
        return texts[self.kind].format(**asdict(self) | shown)

    @property
    def answer(self) -> Correction | Wording:
        """What a 是 says."""
        return self.correction if self.kind == HEADING else self.said

    @property
    def key(self) -> tuple[str, str, str, str, str | None]:
        return self.kind, self.form, self.column, heading_key(self.wording), self.reading


def answers_of(
    events: Iterable[Event],
    corrections: Iterable[Correction] = (),
    wordings: Iterable[Wording] = (),
) -> Answers:
    """The answers in force, and those that are only under trial."""
    events = list(events)
    headings = [one.correction for one in fold_synonyms(events).values()] + list(corrections)
    said = [*fold_wordings(events).values(), *wordings]
    return Answers(
        frozenset((c.form, c.key, c.column) for c in headings if not c.is_whole),
        frozenset((w.form, w.column, w.key, w.reading) for w in said),
    )


def answers_now(
    ledger: Ledger, corrections: Iterable[Correction] = (), wordings: Iterable[Wording] = ()
) -> Answers:
    """The same, without reading the rest of the ledger."""
    events = [*ledger.events(SYNONYM), *ledger.events(WORDING)]
    return answers_of(events, corrections, wordings)


def questions(folder: Path, forms: Forms, answers: Answers) -> list[Question]:
    """What a person should confirm before legal lines may look at this staged workbook."""
    found: dict[tuple, Question] = {}
    for one in (*_headings(folder, forms), *_options(folder, forms)):
        if not answers.confirms(one.kind, one.form, one.column, one.wording, one.reading):
            found.setdefault(one.key, one)
    return list(found.values())


def _headings(folder: Path, forms: Forms) -> Iterable[Question]:
    path = folder / "blocks.parquet"
    if "is_guessed" not in pq.read_schema(path).names:
        return ()
    wanted = ["form", "column", "heading", "is_guessed"]
    rows = pq.read_table(path, columns=wanted, filters=[("is_guessed", "=", True)]).to_pylist()
    return [
        _question(HEADING, row, row["heading"], None, forms)
        for row in rows
        if (row["form"], row["column"]) in forms.statutory
    ]


def _options(folder: Path, forms: Forms) -> Iterable[Question]:
    path = folder / "inferred.parquet"
    if not path.is_file():
        return ()
    names = ["form", "column", "wording", "reading"]
    counts = pq.read_table(path).group_by(names, use_threads=False).aggregate([([], "count_all")])
    return [
        _question(OPTION, row, row["wording"], row["reading"], forms, row["count_all"])
        for row in counts.to_pylist()
    ]


def _question(
    kind: str, row: Mapping[str, Any], wording: str, reading: str | None, forms: Forms, cells=0
) -> Question:
    meaning = forms.form(row["form"]).column(row["column"]).heading
    return Question(kind, row["form"], row["column"], meaning, wording, reading, cells)


def told(asked: Iterable[Question], forms: Forms) -> list[dict[str, Any]]:
    """The questions as `import --json` and the screens have them, each with its sentence."""
    texts = forms.texts["questions"]
    return [{**asdict(one), "message": one.sentence(texts)} for one in asked]


def headline(texts: Mapping[str, str], status: str, counts: Mapping[str, int], asked: int) -> str:
    """What became of a workbook in one sentence; never 全部接收 while something is to confirm."""
    name = f"{status}_asked" if asked and f"{status}_asked" in texts else status
    return texts[name].format(**counts, asked=asked)
