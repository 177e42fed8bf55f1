"""The columns of staged files and the lists of columns in SQL files, both from the catalogue.

A SQL file says `{{stated screening}}` where a list of columns follows data/catalog/sources.yml, and
`filled` writes the list out. LISTS has the four lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.catalog.forms import Column, Derived, Form, Forms

SOURCE = (("source_sheet", "varchar"), ("source_row", "bigint"), ("block", "bigint"))
TYPES = {  # type of the catalogue: type in DuckDB; every other is text
    "count": "bigint",
    "number": "bigint",
    "date": "date",
    "boolean": "boolean",
    **dict.fromkeys(("money_wan", "money_yuan", "percent", "months", "multiple"), "double"),
}
BESIDE = {  # staged files that are no form's, by their stem
    "blocks": (
        ("source_sheet", "varchar"),
        ("block", "bigint"),
        ("form", "varchar"),
        ("header_row", "bigint"),
        ("period", "varchar"),
        ("unit", "varchar"),
        ("column", "varchar"),
        ("heading", "varchar"),
        ("letter", "varchar"),
        ("cell", "varchar"),
        ("is_guessed", "boolean"),
    ),
    "inferred": (
        *SOURCE,
        ("form", "varchar"),
        ("column", "varchar"),
        ("wording", "varchar"),
        ("reading", "varchar"),
    ),
    "problems": (
        ("source_sheet", "varchar"),
        ("source_row", "bigint"),
        ("cell", "varchar"),
        ("column", "varchar"),
        ("heading", "varchar"),
        ("value", "varchar"),
        ("code", "varchar"),
        ("severity", "varchar"),
        ("message", "varchar"),
    ),
    "rejected": (*SOURCE, ("form", "varchar"), ("cells", "varchar")),
    "skipped": (*SOURCE, ("reason", "varchar")),
    "replays": (*SOURCE, ("of_batch", "varchar"), ("of_sheet", "varchar"), ("of_row", "bigint")),
    "ranges": (*SOURCE, ("column", "varchar"), ("low", "double"), ("high", "double")),
    "extra": (*SOURCE, ("heading", "varchar"), ("letter", "varchar"), ("value", "varchar")),
}

Typed = tuple[tuple[str, str], ...]


def type_of(column: Column | Derived) -> str:
    return TYPES.get(column.type, "varchar")


def staged_columns(form: Form) -> Typed:
    """Name and type of every column of a form's staged file, in their order."""
    found: list[tuple[str, str]] = []
    for column in form.columns:
        found.append((column.name, type_of(column)))
        if column.type in ("village", "unit"):
            found.append(("village_code", "varchar"))
        if column.type == "unit":
            found.append(("unit_kind", "varchar"))
    found += [(column.name, type_of(column)) for column in form.derived]
    return (*found, *SOURCE)


def staged_files(forms: Forms) -> dict[str, Typed]:
    """The columns of every staged file, by its stem."""
    return {form.code: staged_columns(form) for form in forms.forms} | BESIDE


# ---------------------------------------------------------------- lists in SQL files


def declared(columns: Typed) -> str:
    """Columns as `create table` has them."""
    return ", ".join(f'"{name}" {kind}' for name, kind in columns)


def stated(form: Form, above: set[str]) -> Iterable[str]:
    """What the newest statement says (staging/_macros.sql), for every column of the form that the
    file does not name above the list. A derived column is said where its column is."""
    said = [(column.name, column.name) for column in form.columns]
    said += [(column.name, column.of) for column in form.derived]
    return (
        f"""stated("{name}", '{of}', columns, row_id) as "{name}\""""
        for name, of in said
        if name not in above
    )


def numbers(form: Form, above: set[str]) -> Iterable[str]:
    """The observed columns that are numbers, as one type; a derived yes or no as 1 or 0, known
    where its column says anything."""
    own = (f'"{c.name}"::double as "{c.name}"' for c in form.columns if c.is_number and c.observed)
    derived = (
        f'if("{d.name}" or "{d.of}" is not null, "{d.name}"::int, null)::double as "{d.name}"'
        for d in form.derived
        if d.type == "boolean"
    )
    return (*own, *derived)


def words(form: Form, above: set[str]) -> Iterable[str]:
    """The observed columns that are words."""
    return (f'"{c.name}"' for c in form.columns if not c.is_number and c.observed)


def fillable(form: Form, above: set[str]) -> Iterable[str]:
    """The cells whose blanks count as gaps, as text."""
    gaps = (c for c in form.columns if not c.required and not c.may_be_blank)
    return (f'"{c.name}"::varchar' for c in gaps)


LISTS = {"stated": stated, "numbers": numbers, "words": words, "fillable": fillable}
_LIST = re.compile(r"\{\{(\w+) (\w+)\}\}")


def filled(sql: str, forms: Forms) -> str:
    """The text of a SQL file with every `{{list form}}` written out. Raises KeyError or
    StopIteration for a list or a form that there is not."""

    def written(found: re.Match[str]) -> str:
        above = set(re.findall(r"\w+", re.sub("--.*", "", sql[: found.start()])))
        lines = LISTS[found[1]](forms.form(found[2]), above)
        return (",\n" + " " * 4).join(lines)

    return _LIST.sub(written, sql)
