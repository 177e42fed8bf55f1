"""What 系统管理 answers first: how many people may come in, by role."""

from __future__ import annotations

from collections import Counter

from ledger.roles import load_roles
from ui.guard import account_book
from ui.text import administration as text


def sentence() -> str:
    accounts = account_book().accounts().values()
    if not accounts:
        return text.ANSWER_NONE
    counted = Counter(account.role for account in accounts)
    named = [
        text.COUNT.format(role=role.name, n=counted[role.name])
        for role in load_roles().roles
        if counted[role.name]
    ]
    return text.ANSWER.format(n=len(accounts), roles=text.JOIN.join(named))
