"""Accounts: roles and scope, passwords, locks, revoked sessions, the command line."""

import io
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from ledger import accounts
from ledger.accounts import AccountBook, AccountError, fold
from ledger.events import Ledger
from ledger.roles import load_roles, may
from pipelines import users
from pipelines.settings import home

AT = datetime(2026, 9, 1, 9, 0)
BY = ("root", "系统")
PASSWORD = "shuguang-2026"
VILLAGE = "500111119200"


@pytest.fixture(autouse=True)
def quick_hash(monkeypatch):
    monkeypatch.setattr(accounts, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64))


@pytest.fixture
def book(tmp_path):
    return AccountBook(Ledger(tmp_path / "ledger.sqlite"))


@pytest.fixture
def clerk(book):
    return book.add("李四", "填报员", PASSWORD, by=BY, at=AT, villages=(VILLAGE,))


def test_an_account_is_what_its_events_say(book, clerk):
    book.set_rights("李四", "分析员", by=BY, at=AT)
    account = book.accounts()["李四"]
    assert (account.role, account.villages, account.version) == ("分析员", (), 2)
    assert fold(book.ledger.events("account")).accounts == book.accounts()


def test_the_password_itself_is_stored_nowhere(book, clerk):
    assert clerk.password_hash.startswith("$argon2id$")
    stored = book.ledger.engine.url.database
    for part in (stored, stored + "-wal"):
        with open(part, "rb") as file:
            assert PASSWORD.encode() not in file.read()


def test_the_hash_is_made_with_the_strength_of_rfc_9106(monkeypatch):
    monkeypatch.undo()
    hashed = accounts.hashed(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, second choice


@pytest.mark.parametrize(
    ("name", "role", "password", "scope", "sentence"),
    [
        ("", "分析员", PASSWORD, {}, "用户名不能为空"),
        ("张 三", "分析员", PASSWORD, {}, "用户名不能为空"),
        ("张三", "村长", PASSWORD, {}, "没有“村长”这个角色"),
        ("张三", "分析员", "short", {}, "密码至少 10 位"),
        ("张三", "填报员", PASSWORD, {}, "需要指定所在单位"),
        ("张三", "领导", PASSWORD, {"villages": (VILLAGE,)}, "看全部数据"),
        ("李四", "分析员", PASSWORD, {}, "已存在"),
    ],
)
def test_an_impossible_account_is_refused_with_a_sentence(
    book, clerk, name, role, password, scope, sentence
):
    before = book.ledger.head()
    with pytest.raises(AccountError, match=sentence):
        book.add(name, role, password, by=BY, at=AT, **scope)
    assert book.ledger.head() == before


def test_a_role_may_be_named_by_its_code(book):
    assert book.add("王主任", "admin", PASSWORD, by=BY, at=AT).role == "管理员"


def test_signing_in_opens_a_session_that_is_recorded(book, clerk):
    session = book.sign_in("李四", PASSWORD, AT)
    assert book.person(session).name == "李四"
    last = book.ledger.events("session")[-1]
    assert (last.actor, last.action, last.subject_id) == ("李四", "signed_in", session.session_id)


@pytest.mark.parametrize("act", ["disable", "revoke", "password", "rights"])
def test_whatever_changes_an_account_ends_its_sessions(book, clerk, act):
    session = book.sign_in("李四", PASSWORD, AT)
    {
        "disable": lambda: book.disable("李四", by=BY, at=AT),
        "revoke": lambda: book.revoke("李四", by=BY, at=AT),
        "password": lambda: book.set_password("李四", "another-2026", by=BY, at=AT),
        "rights": lambda: book.set_rights("李四", "领导", by=BY, at=AT),
    }[act]()
    assert book.person(session) is None


def test_signing_out_ends_one_session_and_leaves_the_other(book, clerk):
    office, home_desk = (book.sign_in("李四", PASSWORD, AT) for _ in range(2))
    book.sign_out(office, AT)
    assert book.person(office) is None
    assert book.person(home_desk).name == "李四"


def test_another_process_sees_a_revoked_account_without_being_told(book, clerk):
    other = AccountBook(Ledger(book.ledger.url))
    session = other.sign_in("李四", PASSWORD, AT)
    book.disable("李四", by=BY, at=AT)
    assert other.person(session) is None


def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(book, clerk):
    book.disable("李四", by=BY, at=AT)
    with pytest.raises(AccountError, match="不正确"):
        book.sign_in("李四", PASSWORD, AT)
    book.enable("李四", by=BY, at=AT)
    assert book.sign_in("李四", PASSWORD, AT).name == "李四"


def fail(book, name, times, at=AT):
    for _ in range(times):
        with pytest.raises(AccountError):
            book.sign_in(name, "wrong", at)


@pytest.mark.parametrize("name", ["李四", "nobody"])
def test_the_fifth_failure_locks_for_fifteen_minutes(book, clerk, name):
    fail(book, name, 5)
    with pytest.raises(AccountError, match="锁定"):
        book.sign_in(name, PASSWORD, AT + timedelta(minutes=14))
    with pytest.raises(AccountError, match="不正确"):
        book.sign_in(name, "wrong", AT + timedelta(minutes=15))


def test_four_failures_and_a_success_start_the_count_again(book, clerk):
    for _ in range(2):
        fail(book, "李四", 4)
        assert book.sign_in("李四", PASSWORD, AT).name == "李四"


def test_a_lock_holds_in_every_process_and_a_reset_lifts_it(book, clerk):
    fail(book, "李四", 5)
    other = AccountBook(Ledger(book.ledger.url))
    with pytest.raises(AccountError, match="锁定"):
        other.sign_in("李四", PASSWORD, AT)
    other.set_password("李四", PASSWORD, by=BY, at=AT)
    assert other.sign_in("李四", PASSWORD, AT).name == "李四"


def test_the_only_administrator_cannot_be_locked_out_of_the_house(book):
    book.add("王主任", "管理员", PASSWORD, by=BY, at=AT)
    with pytest.raises(AccountError, match="唯一的管理员"):
        book.disable("王主任", by=BY, at=AT)
    with pytest.raises(AccountError, match="唯一的管理员"):
        book.set_rights("王主任", "领导", by=BY, at=AT)
    book.add("赵主任", "管理员", PASSWORD, by=BY, at=AT)
    book.disable("王主任", by=BY, at=AT)
    assert book.accounts()["王主任"].is_disabled


def test_the_table_of_roles_and_actions_is_the_agreed_one():
    """design.md §5: who sees, approves, imports, reports, keeps the house."""
    table = {
        action: {
            role for role in ("领导", "分析员", "填报员", "管理员", "投屏") if may(role, action)
        }
        for action in load_roles().actions
    }
    everyone = {"领导", "分析员", "填报员", "管理员", "投屏"}
    assert table["see"] == everyone
    assert table["accounts"] == table["backup"] == table["edit_calendar"] == {"管理员"}
    assert table["import"] == {"分析员", "填报员"}
    assert table["approve_weights"] == table["approve_override"] == {"领导"}
    assert table["decide_meeting"] == {"领导"}
    assert table["unmask"] == {"领导", "分析员"}
    assert {action for action, roles in table.items() if "投屏" in roles} == {"see", "present"}
    assert all(may("本机单人", action) for action in table)
    with pytest.raises(KeyError):
        may("领导", "fly")


def ask(monkeypatch, *words, password=None):
    monkeypatch.setattr("sys.stdin", io.StringIO((password or "") + "\n"))
    return users.main(list(words))


def test_the_command_line_adds_lists_disables_and_resets(monkeypatch, capsys):
    add = ("--password-stdin",)
    assert ask(monkeypatch, "add", "王主任", "--role", "管理员", *add, password=PASSWORD) == 0
    village = ("--village", "曙光村", "--village", "柏杨")
    given = ("--role", "填报员", *village, *add)
    assert ask(monkeypatch, "add", "李四", *given, password=PASSWORD) == 0
    assert ask(monkeypatch, "list") == 0
    shown = capsys.readouterr().out
    assert "已建立账号：王主任（管理员）" in shown
    assert "李四  填报员  曙光村、柏杨村  正常" in shown
    assert ask(monkeypatch, "disable", "李四") == 0
    assert ask(monkeypatch, "reset", "李四", *add, password="another-2026") == 0
    assert ask(monkeypatch, "enable", "李四") == 0
    people = AccountBook(Ledger(home().ledger_url)).accounts()
    assert people["李四"].villages == (VILLAGE, "500111119201") and not people["李四"].is_disabled


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "李四", "--role", "填报员", "--village", "某某村"), "没有“某某村”"),
        (("add", "李四", "--role", "填报员", "--department", "某办"), "没有“某办”这个部门"),
        (("add", "李四", "--role", "村长"), "没有“村长”"),
        (("disable", "某人"), "没有账号“某人”"),
        (("reset", "某人"), "没有账号“某人”"),
    ],
)
def test_the_command_line_refuses_with_a_sentence_and_exit_code_2(
    monkeypatch, capsys, words, sentence
):
    stdin = ("--password-stdin",) if words[0] in ("add", "reset") else ()
    assert ask(monkeypatch, *words, *stdin, password=PASSWORD) == 2
    assert sentence in capsys.readouterr().err


def test_the_command_line_asks_twice_and_refuses_two_different_passwords(monkeypatch, capsys):
    answers = iter(["shuguang-2026", "shuguang-2027"])
    monkeypatch.setattr(users.getpass, "getpass", lambda prompt: next(answers))
    assert users.main(["add", "王主任", "--role", "管理员"]) == 2
    assert "不一致" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", [VILLAGE, "曙光村", "曙光", "曙光村村民委员会", "季家镇曙光村", "东塘村", "天宝"]
)
def test_a_village_may_be_named_as_people_name_it(text):
    assert users.village_code(text) == VILLAGE


def test_an_office_stands_for_its_competence_too():
    """Facilities list 民政 as the competent department; the town's office is called 民政办."""
    assert users.department_names("镇民政办") == ("民政办", "民政")
    assert users.department_names("平安办") == ("平安办",)
