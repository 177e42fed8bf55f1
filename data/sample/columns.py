"""The columns of the seven forms as the catalogue has them, and a layout's sheet made of them."""

from __future__ import annotations

from functools import cache

from data.sample.place import DATA
from data.sample.subjects import data_file
from models.catalog.forms import Column, Form, load_forms


@cache
def forms() -> dict[str, Form]:
    return {form.code: form for form in load_forms(DATA / "catalog")[0].forms}


@cache
def names_of_type(kind: str) -> frozenset[str]:
    """Columns of any form that have this type."""
    return frozenset(c.name for form in forms().values() for c in form.columns if c.type == kind)


def complete(form: str, row: dict) -> dict:
    """The row with every column of its form, in the catalogue's order; what is not said is None."""
    return {column.name: row.get(column.name) for column in forms()[form].columns}


def layout(form: str, name: str) -> dict:
    """A layout of layouts.yml, with the columns it leaves to the catalogue in their place."""
    plan = data_file("layouts")[form][name]
    named = {*plan["columns"].values(), *plan.get("without", ())}
    rest = {heading(c): c.name for c in forms()[form].columns if c.name not in named}
    columns: dict[str, str] = {}
    for text, column in plan["columns"].items():
        columns |= rest if column == "rest" else {text: column}
    return plan | {"columns": columns}


def heading(column: Column) -> str:
    """As a careful clerk writes it: a percentage says that it is one."""
    return f"{column.heading}（%）" if column.type == "percent" else column.heading
