"""What a page is given: the build, the filters, the person. Nothing else is remembered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.queries.scope import Filters, Person, newest_period


@dataclass(frozen=True)
class Context:
    """build is None only on pages that ask for no build (import, catalogue). Of a closed month it
    is the month's own build; `newest` is the one that knows everything."""

    build: Path | None
    filters: Filters
    person: Person
    newest: Path | None = None

    @property
    def is_locked(self) -> bool:
        """A closed month is read, not acted on."""
        return self.newest is not None and self.build != self.newest

    @property
    def is_open(self) -> bool:
        """Only the newest month, not closed, is acted on."""
        is_newest = self.filters.period in (None, newest_period(self.build))
        return is_newest and not self.is_locked

    @property
    def current(self) -> Context:
        """The same about the newest build: what is done today rests on what is known today."""
        return replace(self, build=self.newest or self.build)
