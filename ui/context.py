"""What a page is given: the build, the filters, the person. Nothing else is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.queries.scope import Filters, Person


@dataclass(frozen=True)
class Context:
    """build is None only on pages that ask for no build (import, catalogue)."""

    build: Path | None
    filters: Filters
    person: Person
