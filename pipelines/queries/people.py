"""系统管理: who has an account, with what rights, and when they were last here."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from ledger.accounts import SESSION, AccountBook
from ledger.roles import load_roles
from pipelines.users import scope_words

COLUMNS = ["name", "role", "scope", "state", "signed_in_at"]


def people(book: AccountBook, at: datetime) -> pd.DataFrame:
    """One row per account: name, role, scope and state in words, last sign-in."""
    seen = {}
    for event in book.ledger.events(SESSION):
        if event.action == "signed_in":
            seen[event.actor] = event.at[:16].replace("T", " ")
    words, now = load_roles(), at.isoformat(timespec="seconds")
    rows = [
        (one.name, one.role, scope_words(one) or words.say("everything"), state(one, now),
         seen.get(one.name))
        for one in book.accounts().values()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def state(account, now: str) -> str:
    words = load_roles()
    if account.is_disabled:
        return words.say("state_disabled")
    if account.locked_until > now:
        return words.say("state_locked", until=account.locked_until[11:16])
    return words.say("state_active")
