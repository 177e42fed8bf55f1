"""Whether a table is one of the seven forms at all: its identifying columns (forms.md §2b)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.catalog.forms import AROUND, Column, Form
from pipelines.values import Tools

if TYPE_CHECKING:
    from pipelines.extract import Block, Field

TELLING_TITLE = 2.0  # a word of a title that speaks for one form (排查, 整改), not for any paper
SURE = frozenset({"said", "listed"})
UNTOLD = ("name", "village", "unit")  # types that stand in every paper of an office
MANY = 0.5  # more unknown headings than this, and the values must speak for the form, too


def is_form(block: Block, around: Iterable[str], tools: Tools) -> bool:
    """Whether the identifying columns are there, and more than everyday words speak for them."""
    form = block.form
    named = {f.column.name for f in block.fields if _is_written(f)}
    if not form.identity.is_met(form, named, _from_around(block)):
        return False
    if _is_titled(form, around):
        return True
    return _has_sure_column(block) and _values_fit(block, tools, _is_strange(block))


def _from_around(block: Block) -> set[str]:
    """The places and months that title, sheet or file name give."""
    said = {
        "village": block.context.village is not None or bool(block.villages),
        "period": block.context.period is not None,
    }
    return {c.name for c in block.form.columns if c.type in AROUND and said[c.type]}


def _is_titled(form: Form, around: Iterable[str]) -> bool:
    words = [word for word, weight in form.titles.items() if weight >= TELLING_TITLE]
    return any(word in text for text in around for word in words)


def _has_sure_column(block: Block) -> bool:
    """日期 and 名称 alone are in every book: a required column must be there by its own name, two
    where the subject itself is only called 单位 or 名称."""
    asked = {*block.form.required, *block.form.identity.all, *block.form.identity.any}
    sure = [
        f
        for f in block.fields
        if f.column.name in asked and f.how in SURE and f.column.type not in UNTOLD
    ]
    return sum(map(_is_written, sure)) >= (2 if _weak_names(block) else 1)


def _weak_names(block: Block) -> list[Field]:
    return [f for f in block.fields if f.column.name in block.form.identity.all and f.how == "weak"]


def _is_written(item: Field) -> bool:
    """At the head of a column, or as 排查人：周某 above the table (not the month of the title)."""
    return item.constant is None or "：" in item.constant


def _is_strange(block: Block) -> bool:
    return len(block.extra) > MANY * (len(block.extra) + len(block.fields))


def _values_fit(block: Block, tools: Tools, is_strange: bool) -> bool:
    """Whether reporting units are units of this town, options are options and what is only called
    名称 is a name of some house, at least once (in a book of mostly unknown headings villages are
    asked, too)."""
    named = {*block.form.identity.all, *block.form.identity.any}
    asked = {"enum", "unit", *(("village",) if is_strange else ())}
    of_kind = [f for f in block.fields if f.column.name in named and f.column.type in asked]
    return all(_fits(f, tools) for f in [*of_kind, *_weak_names(block)])


def _fits(item: Field, tools: Tools) -> bool:
    texts = [str(item.values[c]) for c in set(item.codes.tolist()) - {0}]
    return not texts or any(_reads_as(item.column, text, tools) for text in texts)


def _reads_as(column: Column, text: str, tools: Tools) -> bool:
    if column.options:
        return column.options.find(text)[0] is not None
    if column.type == "name":
        return text.strip().endswith(tuple(tools.lexicon.words["organisations"]))
    return tools.places.find(text, departments=column.type == "unit") is not None
