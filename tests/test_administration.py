"""系统管理 on screen: accounts made, changed and ended; the calendar; shut for everybody else."""

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from ledger.accounts import AccountBook
from ledger.events import Ledger
from ledger.workcalendar import CALENDAR, fold_days
from models.workdays import published_years
from pipelines.queries.scope import Person
from pipelines.settings import home, now
from ui.text import administration as text

AT = datetime(2026, 9, 1, 9)
PASSWORD = "shuguang-2026"
ADMIN = Person(name="管理", role="管理员")
CLERK = Person(name="李四", role="填报员", villages=("500111119200",))


@pytest.fixture
def book():
    return AccountBook(Ledger(home().prepare().ledger_url))


@pytest.fixture
def staffed(book):
    who = {"by": ("系统", "系统"), "at": AT}
    book.add("管理", "管理员", PASSWORD, **who)
    book.add("李四", "填报员", PASSWORD, villages=("500111119200",), **who)
    return book


def page(person):
    from pages import administration
    from pipelines.queries.scope import Filters
    from ui.context import Context

    administration.render(Context(None, Filters(), person))


def drawn(person=ADMIN, tab=None) -> AppTest:
    at = AppTest.from_function(page, args=(person,), default_timeout=60)
    if tab:
        at.query_params["house"] = tab
    at.run()
    assert not at.exception, at.exception
    return at


def said(at) -> str:
    kinds = (at.markdown, at.caption, at.success, at.error, at.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def fill(at, **fields) -> AppTest:
    """Text fields by label."""
    for label, value in fields.items():
        next(box for box in at.text_input if box.label == f"{label} *").set_value(value)
    return at


def press(at, label) -> AppTest:
    at = next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def test_only_an_administrator_gets_in(staffed):
    for role in ("领导", "分析员", "填报员", "投屏"):
        assert text.NOT_ALLOWED in said(drawn(Person(name="某", role=role)))


def test_the_first_account_must_be_an_administrator_and_ends_the_single_person_mode(book):
    at = drawn(Person(is_local=True))
    role = next(box for box in at.selectbox if box.label == text.ROLE)
    assert [str(option) for option in role.options] == ["管理员"]
    fill(at, 用户名="管理", 初始密码=PASSWORD, 再输入一次=PASSWORD)
    at = press(at, text.CREATE)
    assert text.SIGN_IN_NOW in said(at)
    assert book.accounts()["管理"].role == "管理员"


def test_a_clerk_s_account_is_made_with_a_village(staffed):
    at = fill(drawn(), 用户名="钱五", 初始密码=PASSWORD, 再输入一次=PASSWORD)
    role = next(box for box in at.selectbox if box.label == text.ROLE)
    role.set_value(next(r for r in role.options if str(r) == "填报员") and role.options[2])
    next(box for box in at.multiselect if box.label == text.VILLAGES).set_value(["500111119204"])
    press(at, text.CREATE)
    made = staffed.accounts()["钱五"]
    assert (made.role, made.villages) == ("填报员", ("500111119204",))
    event = staffed.ledger.events("account", "钱五")[0]
    assert (event.actor, event.role) == ("管理", "管理员")
    assert PASSWORD not in str(event.payload)


@pytest.mark.parametrize(
    ("name", "password", "again", "words"),
    [
        ("钱五", PASSWORD, "另一个密码-2026", text.DIFFER),
        ("钱五", "短", "短", "密码至少"),
        ("李四", PASSWORD, PASSWORD, "已存在"),
        ("钱 五", PASSWORD, PASSWORD, "空格"),
    ],
)
def test_a_wrong_entry_is_told_and_nothing_is_made(staffed, name, password, again, words):
    before = len(staffed.ledger.events("account"))
    at = fill(drawn(), 用户名=name, 初始密码=password, 再输入一次=again)
    assert words in said(press(at, text.CREATE))
    assert len(staffed.ledger.events("account")) == before


def change(account, step):
    from ledger.accounts import AccountBook
    from ledger.events import Ledger
    from pipelines.queries.scope import Filters, Person
    from pipelines.settings import home
    from ui import account_parts, acting
    from ui.context import Context

    acting.say_again()
    book = AccountBook(Ledger(home().ledger_url))
    ctx = Context(None, Filters(), Person(name="管理", role="管理员"))
    account_parts.draw_change(ctx, book, book.accounts()[account])


@pytest.mark.parametrize("step", ["password", "revoke", "disable"])
def test_each_change_ends_the_sessions_of_that_person(staffed, step):
    session = staffed.sign_in("李四", PASSWORD, AT)
    at = AppTest.from_function(change, args=("李四", step), default_timeout=60).run()
    at.button_group[0].set_value(step).run()
    if step == "password":
        fill(at, 初始密码="xinmima-2026-a", 再输入一次="xinmima-2026-a")
    press(at, text.DO.format(name=text.STEPS[step]))
    assert staffed.person(session) is None


def test_the_only_administrator_cannot_be_disabled(staffed):
    at = AppTest.from_function(change, args=("管理", "disable"), default_timeout=60).run()
    at.button_group[0].set_value("disable").run()
    at = press(at, text.DO.format(name=text.STEPS["disable"]))
    assert "唯一的管理员" in said(at)


def test_days_are_entered_on_screen_and_stand_in_the_ledger(staffed):
    at = drawn(tab=text.TAB_CALENDAR)
    year = now().year + 1
    if year > published_years()[1]:
        assert str(year) in said(at)
    first, last = date(year, 2, 5), date(year, 2, 11)
    at.date_input[0].set_value(first)
    at.date_input[1].set_value(last)
    at.text_input[0].set_value("国办通知")
    at = press(at, text.SAVE)
    assert text.SAVED.format(n=7) in said(at)
    days = fold_days(staffed.ledger.events(CALENDAR))
    assert [min(days), max(days), len(days)] == [first, last, 7]
    assert {one.by for one in days.values()} == {"管理"}
