"""留痕: the record of all acts, whether its chain is whole, and its short code."""

from __future__ import annotations

from functools import lru_cache

from ledger.audit import trail
from ledger.events import Event
from pipelines.proving import findings
from pipelines.queries.casebook import ledger_of
from pipelines.settings import Home


def head(home: Home) -> dict:
    """n events and the short code that documents print."""
    ledger = ledger_of(home.ledger_url)
    return {"n": ledger.head()[0], "code": ledger.code()}


def faults(home: Home) -> list[str]:
    """What is wrong with the chain or a stored file, one sentence each; empty when all is whole."""
    return findings(home)


def knows(home: Home, code: str) -> bool:
    return ledger_of(home.ledger_url).knows(code)


def record(home: Home, actor: str | None = None, about: str | None = None) -> list[Event]:
    """All events, newest first, of one person or about one number."""
    return trail(_events(home.ledger_url, ledger_of(home.ledger_url).head()[0]),
                 actor=actor, about=about)  # fmt: skip


def actors(home: Home) -> list[str]:
    """Everybody who ever did anything."""
    found = _events(home.ledger_url, ledger_of(home.ledger_url).head()[0])
    return sorted({event.actor for event in found})


@lru_cache(maxsize=2)
def _events(url: str, head: int) -> list[Event]:
    return ledger_of(url).events()
