"""What a heading means: group and own words against the synonyms of the catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from models.catalog.corrections import heading_key
from models.catalog.forms import Column, Form, Forms
from models.catalog.wording import bare, brackets, heading_keys, plain
from pipelines.reading.lexicon import Lexicon

# How sure each kind of likeness is; only their order and distance matter.
SAID = 1.1  # a person said so
GROUPED, JOINED, OWN, WEAK, PATTERN, ALIKE = 1.0, 0.98, 0.95, 0.6, 0.72, 0.62
STEP = 0.01  # less literal readings of the same heading count a little less
CANONICAL = 0.005  # the column's own heading before its synonyms: 常住人口 before 户籍人口
SHORTEST_STEM = 3  # 走访 is what is left of 走访人 as of 走访日期: it names neither
MOST_REMEMBERED = 50_000  # headings times forms; a year of a town's workbooks has some 4,000
NEAR_ENOUGH = 0.8  # share of equal letters below which two headings are different words
TITLE_WEIGHT = 0.8
LEAST_SCORE = 2.2  # a name and a date make a form; a remark alone does not

_ENDING_TYPES = {
    "date": frozenset({"date", "period", "months"}),
    "number": frozenset({"count", "number", "months", "multiple"}),
    "money": frozenset({"money_wan", "money_yuan"}),
    "person": frozenset({"person", "count"}),
    "choice": frozenset({"enum", "multi", "yesno", "text", "count"}),
    "words": frozenset({"text", "multi"}),
    "place": frozenset({"name", "village", "unit", "text", "enum"}),
}

Path = tuple[str, ...]  # group headings from the top, the column's own heading last


class Candidate(NamedTuple):
    """One reading of a heading: the canonical column and how sure it is."""

    column: str
    quality: float
    is_guess: bool
    how: str = "listed"


class Match(NamedTuple):
    """A heading that was understood."""

    index: int
    column: Column
    quality: float
    is_guess: bool
    how: str = "listed"  # or said, weak, pattern, alike, values (problems.yml `read_by`)


@dataclass
class Recognised:
    """What a row of headings means under one form."""

    form: Form
    score: float
    matches: list[Match] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, int]:
        return {m.column.name: m.index for m in self.matches}

    @property
    def missing(self) -> list[Column]:
        return [c for c in self.form.columns if c.required and c.name not in self.columns]


class _Vocabulary(NamedTuple):
    """The synonyms of one form, keyed for look-up."""

    exact: dict[str, str]
    grouped: dict[str, list[tuple[str, str]]]  # own words → [(group words, column)]
    weak: dict[str, str]
    canonical: frozenset[str]  # the columns' own headings


@dataclass
class Headings:
    """Understands headings of any form; remembers what it has already understood."""

    forms: Forms
    lexicon: Lexicon
    _seen: dict[tuple[str, Path], list[Candidate]] = field(default_factory=dict)

    @property
    def has_seen_enough(self) -> bool:
        """Whether so many headings are remembered that it is time to begin anew."""
        return len(self._seen) > MOST_REMEMBERED

    @cached_property
    def vocabularies(self) -> dict[str, _Vocabulary]:
        return {form.code: _vocabulary(form) for form in self.forms.forms}

    @cached_property
    def known(self) -> frozenset[str]:
        """Every key that some form or the list of ignored headings knows."""
        keys = {k for v in self.vocabularies.values() for k in (*v.exact, *v.weak)}
        keys |= {k for v in self.vocabularies.values() for k in v.grouped if len(k) >= 2}
        keys |= {k for c in self.forms.corrections for w in c.words for k in heading_keys(w)}
        return frozenset(keys | {bare(w) for w in self.lexicon.listed("ignored")})

    @cached_property
    def known_headings(self) -> frozenset[str]:
        """The known keys that name a column, not a 序号 and not an option."""
        return self.naming - self.option_words

    @cached_property
    def naming(self) -> frozenset[str]:
        """The known keys that name a column, even if another form has them as an option."""
        return self.known - {bare(w) for w in self.lexicon.listed("ignored")}

    @cached_property
    def option_words(self) -> frozenset[str]:
        """Every wording of an option of a closed list, for √ columns."""
        options = (c.options for f in self.forms.forms for c in f.columns if c.options)
        return frozenset(key for o in options for key in o.exact if len(key) >= 2)

    @cached_property
    def raw_known(self) -> frozenset[str]:
        """Synonyms as written, for a quick look over long sheets."""
        columns = [c for f in self.forms.forms for c in f.columns]
        own = {word for c in self.forms.corrections for word in c.words}
        return frozenset(own.union(*(c.synonyms for c in columns))) | self.lexicon.listed("ignored")

    @cached_property
    def corrected(self) -> frozenset[str]:
        """Keys of the headings that people explained, under any form."""
        return frozenset(c.key for c in self.forms.corrections if not c.is_whole)

    @cached_property
    def whole_rows(self) -> dict[str, Form]:
        """Keys of heading rows of which people said what form they are."""
        return {c.key: self.forms.form(c.form) for c in self.forms.corrections if c.is_whole}

    def form_said(self, words: Iterable[object]) -> Form | None:
        """The form that people gave to a row of these headings."""
        return self.whole_rows.get(heading_key("".join(map(str, words))))

    def is_known(self, text: str) -> bool:
        """Whether some form has this heading (or it is a 序号 or an option)."""
        if not text or len(text) > 40:
            return False
        keys = heading_keys(text)
        return any(k in self.known for k in keys) or any(k in self.option_words for k in keys)

    def is_naming(self, text: str) -> bool:
        """Whether the text names a column of some form, even if it is another's option."""
        return any(k in self.naming for k in heading_keys(text))

    def is_label(self, text: str) -> bool:
        """Whether the text names a column of some form (not a 序号, not an option)."""
        if not text or len(text) > 30:
            return False
        return any(k in self.known_headings for k in heading_keys(text.strip("：: ")))

    def may_be_label(self, text: str) -> bool:
        """Whether the text names a column among labels: listed, or of the word family of one."""
        keys = heading_keys(text.strip("：: "))
        if not keys or len(text) > 20:
            return False
        if any(k in self.option_words for k in keys):
            return any(k in self.naming for k in keys)
        return any(self._alike_in(form, keys) for form in self.forms.forms)

    @staticmethod
    def _alike_in(form: Form, keys: Path) -> bool:
        return any(
            any(p.search(k) for p in column.patterns for k in keys)
            and not any(p.search(keys[0]) for p in column.forbidden)
            for column in form.columns
        )

    # ------------------------------------------------------------ one heading

    def is_reporter(self, path: Path, form: str | None) -> bool:
        """Whether the column holds the identity of somebody who reported."""
        groups = [bare(part) for part in path[:-1]]
        own = bare(path[-1])
        patterns = self.forms.words["reporter"]
        if any(re.search(p, text) for p in patterns for text in (own, "".join([*groups, own]))):
            return True
        if any(re.search(p, group) for p in patterns for group in groups):
            return True
        if form != "lead":
            return False
        bare_contact = any(re.search(p, own) for p in self.forms.words["reporter_in_lead"])
        return bare_contact and not any(self._is_other_person(group) for group in groups)

    def _is_other_person(self, group: str) -> bool:
        return any(c.synonyms and group in map(bare, c.synonyms) for c in self._people)

    @cached_property
    def _people(self) -> list[Column]:
        lead = self.forms.form("lead")
        return [c for c in lead.columns if c.type == "person" or c.name == "handling_unit"]

    def tense(self, path: Path) -> tuple[Path, str]:
        """The path without 上月/本月/累计 words, and which of previous, change, cumulative,
        current it spoke of ('' for none; what a person explained has no tense)."""
        if heading_key("".join(path)) in self.corrected:
            return path, ""
        kept, tense = [], ""
        for part in path:
            word = bare(part)
            for name in ("previous", "change", "cumulative", "current"):
                words = self.lexicon.listed(name)
                if word in words:
                    tense = tense if tense in ("previous", "change") else name
                    break
            else:
                kept.append(part)
        own = bare(path[-1])
        if not tense and own not in self.known:
            tense = self._leading_tense(own)
        return (tuple(kept) or path), tense

    def _leading_tense(self, own: str) -> str:
        for name in ("previous", "change"):
            if any(own.startswith(w) or own.endswith(w) for w in self.lexicon.listed(name)):
                return name
        words = [w for w in self.lexicon.listed("cumulative") if w != "合计" and w != "总计"]
        return "cumulative" if any(own.startswith(w) for w in words) else ""

    def candidates(self, form: Form, path: Path) -> list[Candidate]:
        """Columns of the form this heading may mean, the surest first."""
        key = (form.code, path)
        if key not in self._seen:
            self._seen[key] = self._candidates(form, path)
        return self._seen[key]

    def _candidates(self, form: Form, path: Path) -> list[Candidate]:
        if self.is_reporter(path, form.code):
            return []
        said = form.corrected.get(heading_key("".join(path)))
        if said is not None:
            return [Candidate(said, SAID, False, "said")] if said else []
        own, groups = heading_keys(path[-1]), [bare(p) for p in path[:-1]]
        found: dict[str, Candidate] = {}
        for candidate in self._literal(form, own, groups, path):
            if candidate.column not in found or found[candidate.column].quality < candidate.quality:
                found[candidate.column] = candidate
        if not found or max(c.quality for c in found.values()) < PATTERN:
            for candidate in self._alike(form, own, groups):
                found.setdefault(candidate.column, candidate)
        return sorted(found.values(), key=lambda c: (-c.quality, c.column))

    def _literal(self, form: Form, own: Path, groups: list[str], path: Path):
        vocabulary = self.vocabularies[form.code]
        for i, key in enumerate(own):
            for group, column in vocabulary.grouped.get(key, ()):
                if any(group in g for g in groups):
                    yield Candidate(column, GROUPED - i * STEP, False)
            if key in vocabulary.exact:
                column = vocabulary.exact[key]
                more = CANONICAL if key in vocabulary.canonical else 0.0
                yield Candidate(column, OWN - i * STEP + more, False)
            if key in vocabulary.weak:
                yield Candidate(vocabulary.weak[key], WEAK - i * STEP, False, "weak")
        for depth, part in enumerate(reversed(path[:-1])):
            for i, key in enumerate(heading_keys(part + path[-1])):
                if key in vocabulary.exact:
                    yield Candidate(vocabulary.exact[key], JOINED - (i + depth) * STEP, False)

    def _alike(self, form: Form, own: Path, groups: list[str]):
        """Readings by pattern, then by likeness of letters; forbidden words rule a column out."""
        texts = [*own, *("".join((g, own[0])) for g in groups[-1:] if own)]
        for column in form.columns:
            whole = "".join([*groups, own[0] if own else ""])
            if any(p.search(whole) for p in column.forbidden):
                continue
            if any(p.search(t) for p in column.patterns for t in texts):
                yield Candidate(column.name, PATTERN, True, "pattern")
                continue
            if not all(self._fits_ending(text, column) for text in own):
                continue
            likeness = max((self._likeness(t, column) for t in own), default=0.0)
            if likeness >= NEAR_ENOUGH:
                yield Candidate(column.name, ALIKE * likeness, True, "alike")

    def _fits_ending(self, heading: str, column: Column) -> bool:
        """Whether the last words of a heading (人数, 日期) agree with the column's type."""
        for endings, types in self.endings:
            if heading.endswith(endings):
                return column.type in types
        return True

    @cached_property
    def endings(self) -> list[tuple[tuple[str, ...], frozenset[str]]]:
        """Last words of headings, with the types of columns they agree with."""
        listed = self.forms.words["endings"].items()
        return [(tuple(words), _ENDING_TYPES[kind]) for kind, words in listed]

    def _likeness(self, text: str, column: Column) -> float:
        if len(text) < 3:
            return 0.0
        from rapidfuzz.distance import Indel
        from rapidfuzz.process import extractOne

        found = extractOne(text, column.bare_synonyms, scorer=Indel.normalized_similarity)
        return found[1] if found else 0.0

    # ------------------------------------------------------------ a whole row

    def recognise(self, form: Form, paths: dict[int, Path]) -> Recognised:
        """The best one-to-one reading of all headings under one form."""
        offers = [
            (candidate.quality, -index, candidate, index)
            for index, path in paths.items()
            for candidate in self.candidates(form, path)
        ]
        taken: dict[str, Match] = {}
        used: set[int] = set()
        for _, _, candidate, index in sorted(offers, key=lambda o: o[:2], reverse=True):
            if candidate.column in taken or index in used:
                continue
            column = form.column(candidate.column)
            taken[candidate.column] = Match(index, column, *candidate[1:])
            used.add(index)
        matches = sorted(taken.values(), key=lambda m: m.index)
        return Recognised(form, self._score(form, matches), matches)

    def _score(self, form: Form, matches: list[Match]) -> float:
        total = sum(m.quality * m.column.weight for m in matches)
        asked = [
            c for c in form.columns if c.required and c.type not in ("village", "period", "unit")
        ]
        names = {m.column.name for m in matches}
        share = sum(c.name in names for c in asked) / max(len(asked), 1)
        return total * (0.55 + 0.45 * share)

    def title_bonus(self, form: Form, texts: list[tuple[str, float]]) -> float:
        """Evidence from title, sheet name and file name, each with its own weight."""
        bonus = 0.0
        for text, weight in texts:
            words = plain(text)
            hits = [value for word, value in form.titles.items() if plain(word) in words]
            bonus += weight * max(hits, default=0.0)
        return TITLE_WEIGHT * bonus


def _vocabulary(form: Form) -> _Vocabulary:
    exact: dict[str, str] = {}
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    weak: dict[str, str] = {}
    for column in form.columns:
        for synonym in (column.heading, *column.synonyms):
            group, slash, own = synonym.partition("/")
            if slash and own:
                grouped[bare(own)].append((bare(group), column.name))
            exact.setdefault(heading_keys(synonym)[0], column.name)
        for word in column.weak:
            weak.setdefault(bare(word), column.name)
    for column in form.columns:  # a synonym without its brackets, where nobody else claims it
        for synonym in column.synonyms:
            for key in heading_keys(synonym)[1:]:
                if len(key) >= SHORTEST_STEM:
                    exact.setdefault(key, column.name)
    canonical = frozenset(heading_keys(c.heading)[0] for c in form.columns)
    return _Vocabulary(exact, dict(grouped), weak, canonical)


_MONEY_UNIT = re.compile(r"(亿元|千万元|百万元|十万元|万元|千元|百元|元|亿|万)")
_COUNT_SCALE = re.compile(r"(万人次?|万份|千人次?|千份)")


def money_unit(text: str) -> str | None:
    """The money unit a heading names: in brackets, after a slash, or at its end."""
    for inside in brackets(text):
        found = _MONEY_UNIT.search(inside)
        if found:
            return found[1]
    tail = re.search(
        r"(?:[/:：,，、_-]|单位|金额)(亿元|万元|千元|元)(?:/.*)?$|(亿元|万元|千元)$", plain(text)
    )
    return next((g for g in tail.groups() if g), None) if tail else None


def count_scale(text: str) -> str | None:
    """万人, 万份 in a heading: the counts below are in ten thousands."""
    found = _COUNT_SCALE.search(plain(text))
    return found[1] if found else None


_UNIT_LINE = re.compile(
    r"(?:单位|计量|计价)(?:为|是)?[:为]?[^:]{0,8}?(亿元|万元|千元|元)|金额[:为是](亿元|万元|千元|元)"
)
_UNIT_WORDS = re.compile(
    r"以(亿元|万元|千元|元)(?:为单位|计)|\((?:[^()]*[、,])?(亿元|万元|千元|元)(?:[、,][^()]*)?\)"
)


def unit_in_title(text: str) -> str | None:
    """单位：万元, （万元） or 以元为单位 in a title, a sheet name or a file name."""
    found = _UNIT_LINE.search(plain(text)) or _UNIT_WORDS.search(plain(text))
    return next((g for g in found.groups() if g), None) if found else None
