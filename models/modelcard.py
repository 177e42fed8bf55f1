"""The model card: what was learned from what, how well it did on later data, is it on and why."""

from __future__ import annotations

from collections.abc import Mapping

from models.town import LearnedModel


def render(model: LearnedModel, template: str, words: Mapping) -> str:
    """The card from a Jinja template (data/catalog/model_card.md or .html.j2); `words` is
    learning.yml. Everything printed is escaped in HTML templates, names of villages included."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=template.lstrip().startswith("<"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, interval=interval, days=days)
    return environment.from_string(template).render(model=model, words=words)


def percent(share: float | None) -> str:
    """0.375 as 37.5%; unknown as —."""
    return "—" if _unknown(share) else f"{100 * share:.1f}%"


def interval(triple) -> str:
    """[value, low, high] of shares: 37.5%（30.1%–44.0%）."""
    value, low, high = triple
    return f"{percent(value)}（{percent(low)}–{percent(high)}）"


def days(triple) -> str:
    """[value, low, high] in days: 12.3（4.0–20.5）."""
    return "—" if _unknown(triple[0]) else "{:.1f}（{:.1f}–{:.1f}）".format(*triple)


def _unknown(value) -> bool:
    return value is None or value != value
