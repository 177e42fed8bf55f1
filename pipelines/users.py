"""`manage.py user …`: accounts from the command line, the first administrator and rescue."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from functools import cache

from ledger.accounts import Account, AccountBook, AccountError
from ledger.events import Ledger
from ledger.roles import load_roles
from models.catalog.forms import Forms, load_forms
from pipelines.settings import CATALOG, home, now


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
    own = tuple(village_code(name) for name in asked.village)
    offices = [name for text in asked.department for name in department_names(text)]
    if asked.name.strip() in book.accounts():
        raise AccountError(words.say("exists", name=asked.name.strip()))
    account = book.add(
        asked.name,
        asked.role,
        _password(asked),
        by=operator(),
        at=now(),
        villages=own,
        departments=tuple(dict.fromkeys(offices)),
    )
    scope = "" if not scope_words(account) else "，" + scope_words(account)
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
                scope_words(account) or words.say("everything"),
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
    forms = _forms()
    wanted = _bare(text, forms)
    for village in forms.region.villages:
        names = (village.name, village.full_name, *village.aliases)
        if text == village.code or wanted in {_bare(name, forms) for name in names}:
            return village.code
    known = "、".join(village.name for village in forms.region.villages)
    raise AccountError(load_roles().say("unknown_village", village=text, villages=known))


def department_names(text: str) -> tuple[str, ...]:
    """The office's name and the competence it stands for in the forms: 民政办 handles what the
    facilities list under 民政."""
    forms = _forms()
    for office in forms.region.departments:
        if text in (office.name, *office.aliases):
            options = forms.form("facility").column("department").options
            competence, _ = options.find(office.name)
            return tuple(dict.fromkeys(filter(None, (office.name, competence))))
    known = "、".join(office.name for office in forms.region.departments)
    raise AccountError(load_roles().say("unknown_department", department=text, departments=known))


@cache
def _forms() -> Forms:
    return load_forms(CATALOG)[0]


def _bare(name: str, forms: Forms) -> str:
    """A village's name without town in front and 村, 社区, 村民委员会 behind."""
    name = name.removeprefix(forms.region.town)
    ending = next((end for end in forms.region.suffixes if name.endswith(end)), "")
    return name.removesuffix(ending) or name


def scope_words(account: Account) -> str:
    """A clerk's villages and departments; empty for those who see everything."""
    names = villages()
    own = [names.get(code, code) for code in account.villages]
    return "、".join([*own, *account.departments])


def villages() -> dict[str, str]:
    """Names of the region's villages by code."""
    return {village.code: village.name for village in _forms().region.villages}


def departments() -> list[str]:
    """The region's offices."""
    return [office.name for office in _forms().region.departments]


def _password(asked: argparse.Namespace) -> str:
    words = load_roles()
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(words.say("ask_password", name=asked.name))
    if getpass.getpass(words.say("ask_again")) != first:
        raise AccountError(words.say("differ"))
    return first


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py user", description="管理账号")
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    verbs = (
        ("add", add, "新增账号"),
        ("disable", disable, "停用"),
        ("enable", enable, "恢复"),
        ("reset", reset, "重设口令"),
    )
    for verb, function, words in verbs:
        command = commands.add_parser(verb, help=words, description=words)
        command.set_defaults(run=function)
        command.add_argument("name", metavar="NAME", help="姓名（登录名）")
        if verb in ("add", "reset"):
            command.add_argument(
                "--password-stdin", action="store_true", help="从标准输入读口令，不提示"
            )
        if verb == "add":
            command.add_argument(
                "--role", required=True, help="角色：领导、分析员、填报员、管理员、投屏"
            )
            command.add_argument(
                "--village", action="append", default=[], help="填报员的村（社区），可重复"
            )
            command.add_argument(
                "--department", action="append", default=[], help="填报员的部门，可重复"
            )
    commands.add_parser("list", help="列出账号", description="列出账号").set_defaults(run=show_all)
    return parser
