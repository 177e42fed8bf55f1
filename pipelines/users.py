"""`manage.py user …`: accounts from the command line, the first administrator and rescue."""

from __future__ import annotations

import argparse
import csv
import getpass
import os
import sys

from ledger.accounts import Account, AccountBook, AccountError
from ledger.events import Ledger
from ledger.roles import load_roles
from pipelines.settings import REFERENCE, home, now


def main(argv: list[str]) -> int:
    """user add, list, disable, enable, reset: 0 when done, 2 when refused."""
    asked = _arguments().parse_args(argv)
    book = AccountBook(Ledger(home().prepare().ledger_url))
    try:
        print(asked.run(book, asked))
    except AccountError as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


def add(book: AccountBook, asked: argparse.Namespace) -> str:
    words = load_roles()
    villages = tuple(village_code(name) for name in asked.village)
    if asked.name.strip() in book.accounts():
        raise AccountError(words.say("exists", name=asked.name.strip()))
    account = book.add(
        asked.name,
        asked.role,
        _password(asked),
        by=operator(),
        at=now(),
        villages=villages,
        departments=tuple(asked.department),
    )
    scope = "" if not _scope(account) else "，" + _scope(account)
    return words.say("added", name=account.name, role=account.role, scope=scope)


def show_all(book: AccountBook, asked: argparse.Namespace) -> str:
    words = load_roles()
    people = book.accounts().values()
    if not people:
        return words.say("no_accounts")
    lines = [
        "  ".join(
            (
                account.name,
                account.role,
                _scope(account) or words.say("everything"),
                words.say("state_disabled" if account.is_disabled else "state_active"),
            )
        )
        for account in people
    ]
    return "\n".join([words.say("list_head"), *lines])


def disable(book: AccountBook, asked: argparse.Namespace) -> str:
    book.disable(asked.name, by=operator(), at=now())
    return load_roles().say("disabled", name=asked.name)


def enable(book: AccountBook, asked: argparse.Namespace) -> str:
    book.enable(asked.name, by=operator(), at=now())
    return load_roles().say("enabled", name=asked.name)


def reset(book: AccountBook, asked: argparse.Namespace) -> str:
    if asked.name not in book.accounts():
        raise AccountError(load_roles().say("unknown_user", name=asked.name))
    book.set_password(asked.name, _password(asked), by=operator(), at=now())
    return load_roles().say("reset", name=asked.name)


def operator() -> tuple[str, str]:
    """Who acts on the command line: the machine's user, with the system's role."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):
        name = str(os.getpid())
    return name, load_roles().other_actors["system"]


def village_code(text: str) -> str:
    """The code of a village of the region, by code, name, full name or an older name."""
    villages = _villages()
    for code, names in villages.items():
        if text == code or text in names:
            return code
    known = "、".join(names[0] for names in villages.values())
    raise AccountError(load_roles().say("unknown_village", village=text, villages=known))


def _villages() -> dict[str, list[str]]:
    with (REFERENCE / "jijia_villages.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["village_code"]: [
                row["name"],
                row["full_name"],
                row["name"].removesuffix("村").removesuffix("社区"),
                *filter(None, row["aliases"].split(";")),
            ]
            for row in csv.DictReader(file)
        }


def _scope(account: Account) -> str:
    names = {code: names[0] for code, names in _villages().items()}
    villages = [names.get(code, code) for code in account.villages]
    return "、".join([*villages, *account.departments])


def _password(asked: argparse.Namespace) -> str:
    words = load_roles()
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(words.say("ask_password", name=asked.name))
    if getpass.getpass(words.say("ask_again")) != first:
        raise AccountError(words.say("differ"))
    return first


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py user")
    commands = parser.add_subparsers(required=True)
    verbs = (("add", add), ("disable", disable), ("enable", enable), ("reset", reset))
    for verb, function in verbs:
        command = commands.add_parser(verb)
        command.set_defaults(run=function)
        command.add_argument("name")
        if verb in ("add", "reset"):
            command.add_argument("--password-stdin", action="store_true")
        if verb == "add":
            command.add_argument("--role", required=True)
            command.add_argument("--village", action="append", default=[])
            command.add_argument("--department", action="append", default=[])
    commands.add_parser("list").set_defaults(run=show_all)
    return parser
