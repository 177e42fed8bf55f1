"""The typed catalogue of forms: what columns arrive, how they are worded, what can be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import yaml

from models.catalog.files import content
from models.catalog.region import Region, read_region
from models.catalog.statutory import line_words, statutory_columns
from models.catalog.wording import bare, heading_keys, plain

TYPES = frozenset(
    {"name", "text", "code", "code_text", "person", "phone", "enum", "multi", "village", "unit"}
    | {"date", "period", "count", "number", "money_wan", "money_yuan", "percent", "months"}
    | {"multiple", "yesno"}
)
NUMBER_TYPES = frozenset(
    {"count", "number", "money_wan", "money_yuan", "percent", "months", "multiple"}
)
AROUND = frozenset({"village", "period"})  # types that title, sheet or file name may give
CHOICE_TYPES = frozenset({"enum", "multi", "yesno"})
DERIVED_TYPES = TYPES - {"village", "unit"} | {"boolean"}
SEVERITIES = ("error", "warning", "info")
RULES = ("le", "ge", "differs")
_ROOT = re.compile("<([^<>=!?]+)>")
_NAME = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Options:
    """A closed list: canonical values in catalogue order and every wording that means one."""

    values: tuple[str, ...]
    exact: Mapping[str, str]  # bare wording → value
    contained: tuple[tuple[str, str], ...]  # (bare keyword, value), longest first

    def find(self, text: str) -> tuple[str | None, bool]:
        """(value, whether it was only inferred from a keyword inside the text)."""
        key = bare(text) or plain(text)
        if key in self.exact:
            return self.exact[key], False
        found = {value: word for word, value in reversed(self.contained) if word in key}
        if not found:
            return None, False
        best = max(found, key=lambda value: (len(found[value]), -self.values.index(value)))
        return best, True


@dataclass(frozen=True)
class Column:
    """One canonical column of a form."""

    name: str
    heading: str
    type: str
    required: bool = False
    personal: bool = False
    weight: float = 1.0
    unit: str | None = None
    synonyms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    forbidden: tuple[re.Pattern[str], ...] = ()
    options: Options | None = None
    bare_month: str | None = None
    range_end: bool = False
    observed: bool = False  # followed from month to month (mart_observation)
    may_be_blank: bool = False  # its blanks are no gap in a report

    @cached_property
    def bare_synonyms(self) -> tuple[str, ...]:
        """The synonyms as headings are compared by likeness."""
        return tuple(map(bare, self.synonyms))

    @property
    def is_number(self) -> bool:
        return self.type in NUMBER_TYPES


@dataclass(frozen=True)
class Identity:
    """The columns without which a sheet is not this form (forms.md §2b, foreign books)."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    further: int = 0  # so many more of the required columns

    def is_met(self, form: Form, columns: Set[str], around: Set[str]) -> bool:
        """`columns` stand in the table, `around` in its title, sheet or file name."""
        said = columns | around
        named = next((n for n in self.any if n in said), None)
        if not set(self.all) <= said or (self.any and named is None):
            return False
        return len(set(form.required) & said - {*self.all, named}) >= self.further


@dataclass(frozen=True)
class Derived:
    """A staged column that no heading carries: what reading the column `of` tells besides."""

    name: str
    type: str
    of: str


@dataclass(frozen=True)
class Form:
    """One of the seven forms."""

    code: str
    name: str
    titles: Mapping[str, float]
    columns: tuple[Column, ...]
    identity: Identity = Identity()
    subject: tuple[str, ...] = ()  # what a row speaks of
    derived: tuple[Derived, ...] = ()
    # What people of this town said a heading means (models/catalog/corrections.py): key → column
    # or "" for not read.
    corrected: Mapping[str, str] = field(default_factory=dict, compare=False)

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.required)


@dataclass(frozen=True)
class Rule:
    """Two columns of a form that must agree: left is <= right, >= right, or differs from right."""

    form: str
    left: str
    relation: str
    right: str
    severity: str


@dataclass(frozen=True)
class ProblemKind:
    code: str
    severity: str
    label: str
    message: str
    infers: bool = False  # the value was worked out from words that nobody listed


@dataclass(frozen=True)
class Forms:
    """Everything the import knows, read from sources.yml, problems.yml and region.yml."""

    forms: tuple[Form, ...]
    words: Mapping[str, object]
    rules: tuple[Rule, ...]
    problems: Mapping[str, ProblemKind]
    texts: Mapping[str, Mapping[str, str]]
    region: Region
    digest: str = field(compare=False, default="")
    corrections: tuple = ()
    statutory: frozenset[tuple[str, str]] = frozenset()  # (form, column) that a legal line reads
    line_words: Mapping[str, frozenset[str]] = field(default_factory=dict)  # options it asks for

    def form(self, code: str) -> Form:
        return next(f for f in self.forms if f.code == code)

    def meets_a_line(self, column: str, value: object) -> bool:
        """Whether a statutory line asks for one of these options: 无 meets none."""
        words = self.line_words.get(column, frozenset())
        return isinstance(value, str) and not words.isdisjoint(value.split("、"))

    @cached_property
    def inferring(self) -> frozenset[str]:
        """Codes of findings that say that an option was only inferred."""
        return frozenset(kind.code for kind in self.problems.values() if kind.infers)


def load_forms(folder: Path, town_code: str | None = None) -> tuple[Forms, list[str]]:
    """The catalogue in `folder`, and every contradiction in it (an empty list when it is sound).

    Villages come from the reference folder beside it. `town_code` overrides the code of region.yml.
    """
    reading = _Reading(folder, town_code)
    return reading.forms(), reading.contradictions


def _spelled(statutory: frozenset[tuple[str, str]], folder: Path) -> bytes:
    """What the lines look at, as bytes of the digest: what is staged depends on it."""
    words = {column: sorted(words) for column, words in line_words(folder).items()}
    return repr((sorted(statutory), sorted(words.items()))).encode()


class _Reading:
    """Reads the three files once and collects what contradicts itself."""

    def __init__(self, folder: Path, town_code: str | None) -> None:
        self.folder = Path(folder)
        self.town_code = town_code
        self.contradictions: list[str] = []
        self.seen = b""
        self.sources = self._yaml("sources.yml")
        self.problems = self._yaml("problems.yml")
        self.region = self._yaml("region.yml")

    def _yaml(self, name: str) -> dict:
        path = self.folder / name
        raw = path.read_bytes() if path.is_file() else b""
        if not raw:
            self.contradictions.append(f"{name}: missing or empty")
        self.seen += raw
        try:
            return content(raw) or {}
        except yaml.YAMLError as broken:
            self.contradictions.append(f"{name}: {broken}")
            return {}

    def forms(self) -> Forms:
        import hashlib

        forms = tuple(self._form(entry) for entry in self.sources.get("forms", ()))
        self._unique("sources.yml: form", [f.code for f in forms])
        reference = self.folder.parent / "reference"
        region, wrong = read_region(self.region, reference, self.town_code)
        self.contradictions += wrong
        named = [(form.code, [column.name for column in form.columns]) for form in forms]
        statutory = statutory_columns(self.folder, named)
        return Forms(
            forms=forms,
            words=MappingProxyType(self.sources.get("words", {})),
            rules=tuple(self._rule(entry, forms) for entry in self.sources.get("rules", ())),
            problems=MappingProxyType(self._problem_kinds()),
            texts=MappingProxyType({k: v for k, v in self.problems.items() if isinstance(v, dict)}),
            region=region,
            digest=hashlib.sha256(
                self.seen + repr(region).encode() + _spelled(statutory, self.folder)
            ).hexdigest(),
            statutory=statutory,
            line_words=line_words(self.folder),
        )

    def _form(self, entry: dict) -> Form:
        code = entry.get("code", "?")
        columns = tuple(self._column(code, raw) for raw in entry.get("columns", ()))
        derived = tuple(self._derived(code, raw, columns) for raw in entry.get("derived", ()))
        names = [c.name for c in (*columns, *derived)]
        self._unique(f"sources.yml: {code}", names)
        self._well_named(code, names)
        self._no_shared_synonym(code, columns)
        return Form(
            code=code,
            name=entry.get("name", code),
            titles=entry.get("titles", {}),
            columns=columns,
            identity=self._identity(code, entry.get("identified_by", {}), columns),
            subject=self._subject(code, entry.get("subject", ()), columns),
            derived=derived,
        )

    def _identity(self, form: str, entry: dict, columns: tuple[Column, ...]) -> Identity:
        every, one = tuple(entry.get("all", ())), tuple(entry.get("any", ()))
        unknown = sorted({*every, *one} - {c.name for c in columns})
        if unknown or not (every or one):
            self.contradictions.append(f"sources.yml: {form}: identified_by {unknown or 'nothing'}")
        return Identity(every, one, int(entry.get("further", 0)))

    def _subject(self, form: str, names: list, columns: tuple[Column, ...]) -> tuple[str, ...]:
        unknown = sorted(set(names) - {c.name for c in columns})
        if unknown or not names:
            self.contradictions.append(f"sources.yml: {form}: subject {unknown or 'nothing'}")
        return tuple(names)

    def _well_named(self, form: str, names: list[str]) -> None:
        """Names become columns of tables."""
        self.contradictions += [
            f"sources.yml: {form}: {name} is no name for a column"
            for name in (form, *names)
            if not _NAME.fullmatch(name)
        ]

    def _derived(self, form: str, raw: dict, columns: tuple[Column, ...]) -> Derived:
        one = Derived(*(str(raw.get(key, "?")) for key in ("name", "type", "of")))
        where = f"sources.yml: {form}.{one.name}"
        if one.type not in DERIVED_TYPES:
            self.contradictions.append(f"{where}: unknown type {one.type}")
        if one.of not in {c.name for c in columns}:
            self.contradictions.append(f"{where}: derived of unknown column {one.of}")
        return one

    def _column(self, form: str, raw: dict) -> Column:
        shared = self.sources.get("columns", {}).get(raw.get("use"), {})
        if "use" in raw and not shared:
            self.contradictions.append(f"sources.yml: {form} uses unknown column {raw['use']}")
        entry = {**shared, **raw}
        name, kind = entry.get("name") or entry.get("use", "?"), entry.get("type", "text")
        where = f"sources.yml: {form}.{name}"
        if kind not in TYPES:
            self.contradictions.append(f"{where}: unknown type {kind}")
        synonyms = [*entry.get("synonyms", ()), *entry.get("more", ())]
        if len(set(synonyms)) < 4:
            self.contradictions.append(f"{where}: fewer than four synonyms")
        return Column(
            name=name,
            heading=entry.get("heading", name),
            type=kind,
            required=bool(entry.get("required", False)),
            personal=bool(entry.get("personal", False)),
            weight=float(entry.get("weight", 1)),
            unit=entry.get("unit"),
            synonyms=tuple(map(str, synonyms)),
            weak=tuple(map(str, entry.get("weak", ()))),
            patterns=self._patterns(
                where, [*entry.get("patterns", ()), *entry.get("more_patterns", ())]
            ),
            forbidden=self._patterns(where, entry.get("not", ())),
            options=self._options(where, kind, entry),
            bare_month=entry.get("bare_month"),
            range_end=bool(entry.get("range_end", False)),
            observed=bool(entry.get("observed", kind in NUMBER_TYPES | CHOICE_TYPES)),
            may_be_blank=bool(entry.get("may_be_blank", False)),
        )

    def _patterns(self, where: str, texts) -> tuple[re.Pattern[str], ...]:
        compiled = []
        for text in texts:
            try:
                compiled.append(re.compile(self._spelled_out(where, str(text)).upper()))
            except re.error as broken:
                self.contradictions.append(f"{where}: bad pattern {text}: {broken}")
        return tuple(compiled)

    def _spelled_out(self, where: str, text: str) -> str:
        """A pattern with every <root> replaced by the words listed under `roots`."""
        roots = self.sources.get("roots", {})
        unknown = [r for r in _ROOT.findall(text) if r not in roots]
        if unknown:
            self.contradictions.append(f"{where}: pattern {text} uses unknown roots {unknown}")
        return _ROOT.sub(lambda m: "(?:" + "|".join(map(str, roots.get(m[1], ()))) + ")", text)

    def _options(self, where: str, kind: str, entry: dict) -> Options | None:
        values = entry.get("values")
        if kind not in ("enum", "multi"):
            if values:
                self.contradictions.append(f"{where}: values given for type {kind}")
            return None
        if isinstance(values, str):
            values = self._named_values(values)
        if not values:
            self.contradictions.append(f"{where}: no values for type {kind}")
            return None
        return self._wordings(where, values)

    def _named_values(self, name: str) -> dict | None:
        """A list named under `values:`, or the list of the first column of that name."""
        named = self.sources.get("values", {}).get(name)
        if named:
            return named
        columns = (c for f in self.sources.get("forms", ()) for c in f.get("columns", ()))
        return next(
            (
                c["values"]
                for c in columns
                if c.get("name") == name and isinstance(c.get("values"), dict)
            ),
            None,
        )

    def _wordings(self, where: str, values: dict) -> Options:
        exact: dict[str, str] = {}
        contained: list[tuple[str, str]] = []
        for value, variants in values.items():
            for wording in [value, *(variants or ())]:
                wording, is_keyword = str(wording), str(wording).startswith("*")
                key = bare(wording) or plain(wording)
                if is_keyword:
                    contained.append((bare(wording[1:]), str(value)))
                elif exact.setdefault(key, str(value)) != str(value):
                    self.contradictions.append(f"{where}: {wording} means {exact[key]} and {value}")
        contained.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        return Options(tuple(map(str, values)), MappingProxyType(exact), tuple(contained))

    def _no_shared_synonym(self, form: str, columns: tuple[Column, ...]) -> None:
        owner: dict[str, str] = {}
        for column in columns:
            for synonym in column.synonyms:
                key = heading_keys(synonym)[0] if heading_keys(synonym) else ""
                if owner.setdefault(key, column.name) != column.name:
                    self.contradictions.append(
                        f"sources.yml: {form}: heading {synonym} means "
                        f"{owner[key]} and {column.name}"
                    )

    def _rule(self, raw: dict, forms: tuple[Form, ...]) -> Rule:
        rule = Rule(*(str(raw.get(k, "?")) for k in ("form", "left", "is", "right", "severity")))
        form = next((f for f in forms if f.code == rule.form), None)
        for name in (rule.left, rule.right):
            if form is None or form.column(name) is None:
                self.contradictions.append(
                    f"sources.yml: rule on unknown column {rule.form}.{name}"
                )
        if rule.relation not in RULES or rule.severity not in SEVERITIES:
            self.contradictions.append(f"sources.yml: rule {raw} has no known relation or severity")
        return rule

    def _problem_kinds(self) -> dict[str, ProblemKind]:
        kinds = [
            ProblemKind(
                *(str(raw.get(k, "")) for k in ("code", "severity", "label", "message")),
                infers=bool(raw.get("infers", False)),
            )
            for raw in self.problems.get("problems", ())
        ]
        self._unique("problems.yml", [k.code for k in kinds])
        for kind in kinds:
            if kind.severity not in SEVERITIES or not kind.message or not kind.label:
                self.contradictions.append(f"problems.yml: {kind.code} lacks severity or wording")
        return {kind.code: kind for kind in kinds}

    def _unique(self, where: str, names: list[str]) -> None:
        for name in sorted({n for n in names if names.count(n) > 1}):
            self.contradictions.append(f"{where}: {name} stands twice")
