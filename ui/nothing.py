"""What a screen says when it has nothing: import first, or loosen the filters."""

from __future__ import annotations

from pipelines.queries import imports
from pipelines.settings import home
from ui import parts
from ui.context import Context


def show(ctx: Context, words: str | None = None, cure: str | None = None) -> None:
    """`words` and `cure` say what is missing when data is there and no filter hides it."""
    if ctx.filters.is_narrow:
        parts.nothing_matches()
    elif not imports.totals(home())["live"]:
        parts.no_build()
    elif words:
        parts.empty(words, cure)
    else:
        parts.nothing_matches()
