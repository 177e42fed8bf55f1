"""Four people with accounts in front of the real app, and what a person does with a form."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page

from ledger.accounts import AccountBook
from ledger.events import Ledger
from tests.e2e.board import Board
from tests.e2e.desk import Desk

PASSWORD = "shuguang-2026"
VILLAGE, OTHER_VILLAGE = "500111119200", "500111119204"
PEOPLE = {
    "李四": ("填报员", (VILLAGE,)),
    "张三": ("分析员", ()),
    "赵六": ("分析员", ()),
    "王镇长": ("领导", ()),
    "管理": ("管理员", ()),
}


def add_people(url: str) -> None:
    book = AccountBook(Ledger(url))
    for name, (role, villages) in PEOPLE.items():
        book.add(name, role, PASSWORD, by=("系统", "系统"), at=datetime(2026, 9, 1, 9, 0),
                 villages=villages)  # fmt: skip


class Worker(Board):
    """A person with an account at the window that all share: fields are found by their label, a
    required one's ends in a star."""

    def __init__(self, desk: Desk, url: str, name: str):
        self.desk, self.url, self.name = desk, url, name
        self.cookies: list[dict] = []

    @property
    def page(self) -> Page:
        """The window, as long as nobody else has taken it over."""
        assert self.desk.sitting is self, f"{self.name} left the window: open() a page again"
        return self.desk.page

    def sign_in(self) -> Worker:
        self.desk.seat(self, [])
        self.page.goto(f"{self.url}/auth/login")
        self.page.get_by_label("用户名").fill(self.name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.settle()
        self.cookies = self.desk.context.cookies()
        return self

    def open(self, path: str = "", **query: str) -> Worker:
        self.desk.seat(self, self.cookies)
        return super().open(path, **query)

    def at_home(self) -> Worker:
        """On the first screen: there already after signing in."""
        return self if self.desk.sitting is self else self.open()

    def status_of(self, address: str) -> int:
        """What the server answers this person at an address, without going there."""
        self.desk.seat(self, self.cookies)
        return self.desk.context.request.get(address).status

    def words(self) -> str:
        return self.page.inner_text("[data-testid=stMain]")

    def tab(self, name: str) -> Worker:
        self.page.get_by_role("tab", name=name).click()
        return self.settle()

    def step(self, name: str) -> Worker:
        self.page.get_by_role("radio", name=name, exact=True).first.click()
        return self.settle()

    def is_offered(self, name: str) -> bool:
        """Whether the step can be chosen, among others or as the only one."""
        one_of_many = self.page.get_by_role("radio", name=name, exact=True)
        only_one = self.page.get_by_role("button", name=f"办理：{name}", exact=True)
        return bool(one_of_many.count() or only_one.count())

    def write(self, **fields: str) -> Worker:
        """Fill text fields; keys are labels."""
        for label, text in fields.items():
            self.page.get_by_label(f"{label} *", exact=True).fill(text)
        return self

    def pick(self, **fields: str) -> Worker:
        """Choose from lists; keys are labels."""
        for label, option in fields.items():
            self.pick_from(f"{label} *", option)
        return self

    def pick_from(self, label: str, option: str) -> Worker:
        box = self.page.get_by_test_id("stMain").get_by_role("combobox", name=label)
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()
        return self

    def date(self, **fields) -> Worker:
        """Type days; keys are labels."""
        for label, day in fields.items():
            box = self.page.get_by_test_id("stDateInput").filter(has_text=f"{label} *")
            for part, digits in enumerate((f"{day:%Y}", f"{day:%m}", f"{day:%d}")):
                box.get_by_role("spinbutton").nth(part).focus()
                self.page.keyboard.type(digits)
            self.page.keyboard.press("Escape")
        return self

    def do(self, name: str) -> Worker:
        """Send the form and wait for the answer."""
        self.page.get_by_role("button", name=f"办理：{name}", exact=True).click()
        return self.sees(f"已办理“{name}”")

    def sees(self, text: str) -> Worker:
        """Wait until the page says so."""
        self.page.get_by_test_id("stMain").get_by_text(text).first.wait_for(timeout=30_000)
        return self.settle()

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path, full_page=True)


class People:
    """Everybody of one running app, signed in at most once each."""

    def __init__(self, desk: Desk, url: str):
        self.desk, self.url = desk, url
        self.known: dict[str, Worker] = {}

    def __call__(self, name: str) -> Worker:
        if name not in self.known:
            self.known[name] = Worker(self.desk, self.url, name).sign_in()
        return self.known[name]
