"""Where state lives and what time it is: the only place that asks environment and clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CATALOG = PROJECT / "data" / "catalog"
REFERENCE = PROJECT / "data" / "reference"


@dataclass(frozen=True)
class Home:
    """The folders of one state; two homes never meet."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def staged(self) -> Path:
        return self.root / "staged"

    @property
    def builds(self) -> Path:
        return self.root / "builds"

    @property
    def tmp(self) -> Path:
        return self.root / "tmp"

    @property
    def ledger_url(self) -> str:
        return os.environ.get("RISK_LEDGER_URL") or f"sqlite:///{self.root / 'ledger.sqlite'}"

    def prepare(self) -> Home:
        for folder in (self.raw, self.staged, self.builds, self.tmp):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def home() -> Home:
    """The state named by RISK_HOME, by default inside the project (git-ignored)."""
    return Home(Path(os.environ.get("RISK_HOME") or PROJECT / "data" / "store").resolve())


def today() -> date:
    return date.today()


def now() -> datetime:
    return datetime.now().replace(microsecond=0)
