"""Whether a table is one of the seven forms at all: its identifying columns (forms.md §2b)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.catalog.forms import AROUND, Form
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
    named = {f.column.name for f in block.fields}
    if not form.identity.is_met(form, named, _from_around(block)):
        return False
    if _is_titled(form, around):
        return True
    return _has_sure_column(block) and (not _is_strange(block) or _values_fit(block, tools))


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
    """日期 and 名称 alone are in every book: one required column must be there by its own name."""
    asked = {*block.form.required, *block.form.identity.all, *block.form.identity.any}
    return any(
        f.how in SURE and f.column.name in asked and f.column.type not in UNTOLD
        for f in block.fields
    )


def _is_strange(block: Block) -> bool:
    return len(block.extra) > MANY * (len(block.extra) + len(block.fields))


def _values_fit(block: Block, tools: Tools) -> bool:
    """Whether units are units of this town and options are options, at least once."""
    named = {*block.form.identity.all, *block.form.identity.any}
    return all(_fits(f, tools) for f in block.fields if f.column.name in named)


def _fits(item: Field, tools: Tools) -> bool:
    texts = [item.values[c] for c in set(item.codes.tolist()) - {0}]
    if item.column.type in ("village", "unit"):
        is_unit = item.column.type == "unit"
        return any(tools.places.find(str(t), departments=is_unit) is not None for t in texts)
    if item.column.options:
        return any(item.column.options.find(str(t))[0] is not None for t in texts)
    return True
