"""The door: who is let in by HTTP and websocket, and what a stranger, a forger or a thief gets."""

import http.client
import time
from datetime import datetime
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from ledger import accounts
from ledger.events import Ledger
from tests.asgi_server import finished, served_at
from ui import guard

AT = datetime(2026, 9, 1, 9, 0)
PASSWORD = "shuguang-2026"
HTML = {"accept": "text/html"}
BY = ("系统", "系统")


async def page(request):
    person = guard.person_from_cookie(request.cookies)
    return PlainTextResponse(f"page for {person['name']}")


async def stream(websocket):
    await websocket.accept()
    while True:
        heard = await websocket.receive_text()
        if heard.startswith("/media/"):
            await websocket.send_bytes(b"\x0a\x07" + heard.encode() + b"\x12")
        else:
            await websocket.send_text("heard " + heard)


APP = Starlette(
    routes=[
        *guard.ROUTES,
        Route("/_stcore/health", lambda request: PlainTextResponse("ok")),
        WebSocketRoute("/_stcore/stream", stream),
        Route("/{rest:path}", page, methods=["GET", "POST"]),
    ],
    middleware=[Middleware(guard.Guard)],
)


@pytest.fixture(scope="module")
def port():
    with served_at(APP) as port:
        yield port


class Browser:
    """The least of a browser: it keeps the one cookie and does not follow redirects."""

    def __init__(self, port):
        self.port = port
        self.cookie = None

    def ask(self, method, path, headers=None, form=None):
        headers = dict(headers or {})
        if self.cookie is not None:
            headers["cookie"] = f"{guard.COOKIE}={self.cookie}"
        body = urlencode(form) if form is not None else None
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request(method, path, body, headers)
        answer = line.getresponse()
        text, given = answer.read().decode(), answer.headers.get("set-cookie", "")
        line.close()
        if given.startswith(guard.COOKIE + "="):
            self.cookie = given.split("=", 1)[1].split(";")[0]
        return SimpleNamespace(status=answer.status, headers=answer.headers, text=text)

    def get(self, path, headers=None):
        return self.ask("GET", path, headers)

    def sign_in(self, name="李四", password=PASSWORD, to="/auth/login", headers=None):
        return self.ask("POST", to, headers, {"name": name, "password": password})

    def socket(self, origin=None):
        headers = {"Cookie": f"{guard.COOKIE}={self.cookie}"} if self.cookie else {}
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        return connect(address, additional_headers=headers, origin=origin)


@pytest.fixture
def door(port):
    return lambda: Browser(port)


def asked_from(client, host, **headers):
    """The answer's status to one request that came from an address under a name."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "client": (client, 5),
        "headers": [(b"host", host.encode())]
        + [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()],
    }
    seen = []

    async def served(scope, receive, send):
        await PlainTextResponse("served")(scope, receive, send)

    async def keep(message):
        seen.append(message.get("status"))

    finished(guard.Guard(served)(scope, None, keep))
    return seen[0]


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64))
    monkeypatch.setenv("RISK_HOME", str(tmp_path))
    monkeypatch.delenv("RISK_LEDGER_URL", raising=False)
    return tmp_path


@pytest.fixture
def book(state):
    book = guard.account_book()
    book.add("王主任", "管理员", PASSWORD, by=BY, at=AT)
    book.add("李四", "填报员", PASSWORD, by=BY, at=AT, villages=("500111119200",))
    return book


def test_a_stranger_is_sent_to_the_login_page_and_back_to_where_he_wanted(book, door):
    browser = door()
    sent = browser.get("/ranking?village=1", HTML)
    assert sent.status == 303
    assert sent.headers["location"] == "/auth/login?next=%2Franking%3Fvillage%3D1"
    back = browser.sign_in(to=sent.headers["location"])
    assert (back.status, back.headers["location"]) == (303, "/ranking?village=1")
    assert browser.get("/ranking").text == "page for 李四"


@pytest.mark.parametrize("path", ["/app/static/x.js", "/_stcore/host-config", "/media/secret.xlsx"])
def test_a_stranger_gets_no_file_and_no_configuration(book, door, path):
    assert door().get(path).status == 401


def test_the_health_check_needs_no_account(book, door):
    assert door().get("/_stcore/health").text == "ok"


@pytest.mark.parametrize("path", ["/auth/../ranking", "/auth/login/../../x", "/AUTH/LOGIN"])
def test_a_crooked_path_is_not_an_open_one(book, door, path):
    assert door().get(path).status == 401


def test_a_stranger_opens_no_websocket(book, door):
    with pytest.raises(InvalidStatus) as refused:
        door().socket()
    assert refused.value.response.status_code == 403


def test_a_websocket_of_another_site_is_refused_even_with_the_cookie(book, door):
    browser = door()
    browser.sign_in()
    with pytest.raises(InvalidStatus):
        browser.socket(origin="http://evil.example")
    with browser.socket(origin=f"http://127.0.0.1:{browser.port}") as own:
        own.send("a")
        assert own.recv(timeout=5) == "heard a"


def test_an_open_websocket_ends_when_the_account_is_disabled(book, door):
    browser = door()
    browser.sign_in()
    with browser.socket() as socket:
        socket.send("before")
        assert socket.recv(timeout=5) == "heard before"
        book.disable("李四", by=BY, at=AT)
        socket.send("after")
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
    assert browser.get("/ranking").status == 401


def test_the_cookie_is_closed_to_scripts_and_other_sites(book, door):
    cookie = door().sign_in().headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
    behind_tls = door().sign_in(headers={"x-forwarded-proto": "https"})
    assert "secure" in behind_tls.headers["set-cookie"].lower()


@pytest.mark.parametrize("spoil", [lambda c: c[:-2] + "xx", lambda c: "x" + c, str.upper])
def test_a_tampered_cookie_opens_nothing(book, door, spoil):
    browser = door()
    browser.sign_in()
    browser.cookie = spoil(browser.cookie)
    assert browser.get("/ranking").status == 401


def test_a_cookie_of_another_state_opens_nothing(book, door, tmp_path, monkeypatch):
    browser = door()
    browser.sign_in()
    monkeypatch.setenv("RISK_HOME", str(tmp_path / "other"))
    guard.account_book().add("李四", "填报员", PASSWORD, by=BY, at=AT, villages=("500111119200",))
    assert browser.get("/ranking").status == 401


def test_a_cookie_older_than_a_working_day_opens_nothing(book, door, monkeypatch):
    browser = door()
    browser.sign_in()
    assert guard.read_cookie(browser.cookie).name == "李四"
    late = time.time() + 9 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: late)
    assert guard.read_cookie(browser.cookie) is None


def test_a_wrong_password_and_an_unknown_name_read_the_same(book, door):
    wrong, unknown = door().sign_in(password="x"), door().sign_in(name="nobody")
    assert wrong.status == unknown.status == 401
    assert "用户名或密码不正确" in wrong.text
    assert wrong.text == unknown.text.replace("nobody", "李四")


def test_the_name_typed_before_stays_and_cannot_break_out_of_its_field(book, door):
    answer = door().sign_in(name='"><script>', password="x")
    assert 'value="&quot;&gt;&lt;script&gt;"' in answer.text and "<script>" not in answer.text


@pytest.mark.parametrize("name", ["李四", "nobody"])
def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(book, door, name):
    for _ in range(5):
        door().sign_in(name=name, password="x")
    assert "暂时锁定" in door().sign_in(name=name).text


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_posted_from_another_site_is_refused(book, door, headers):
    assert door().sign_in(headers=headers).status == 403


def test_a_form_posted_from_our_own_page_is_accepted(book, door):
    browser = door()
    own = {"origin": f"http://127.0.0.1:{browser.port}"}
    assert browser.sign_in(headers=own).status == 303


def test_an_upload_from_another_site_is_refused_even_with_the_cookie(book, door):
    browser = door()
    browser.sign_in()
    headers = {"origin": "http://evil.example"}
    assert browser.ask("POST", "/_stcore/upload_file/1", headers).status == 403


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/auth/logout", "x"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(book, door, target):
    answer = door().sign_in(to="/auth/login?" + urlencode({"next": target}))
    assert answer.headers["location"] == "/"


def test_signing_out_ends_the_session_on_the_server_too(book, door):
    browser, thief = door(), door()
    browser.sign_in()
    thief.cookie = browser.cookie
    assert thief.get("/ranking").status == 200
    assert browser.ask("POST", "/auth/logout").headers["location"] == "/auth/login"
    assert thief.get("/ranking").status == 401


def test_a_link_on_another_page_cannot_sign_anyone_out(book, door):
    browser = door()
    browser.sign_in()
    assert "退出" in browser.get("/auth/logout").text
    assert browser.get("/ranking").text == "page for 李四"
    browser.get("/auth/logout", {"sec-fetch-site": "same-origin"})
    assert browser.get("/ranking").status == 401


def test_a_large_form_is_refused_before_it_is_read(book, door):
    assert door().sign_in(password="x" * 20_000).status == 413


@pytest.mark.parametrize("path", ["/auth/login", "/x"])
def test_every_answer_carries_the_safe_headers_and_names_no_other_host(book, door, path):
    browser = door()
    headers = browser.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    policy = headers["content-security-policy"]
    own = f"ws://127.0.0.1:{browser.port} wss://127.0.0.1:{browser.port}"
    assert own in policy and "://" not in policy.replace(own, "")


def test_without_accounts_this_machine_enters_as_the_local_person(state, door):
    assert door().get("/").text == "page for 本机用户"
    assert guard.person_from_cookie({})["is_local"] is True


@pytest.mark.parametrize(
    ("client", "host", "headers", "status"),
    [
        ("127.0.0.1", "localhost:8501", {}, 200),
        ("::1", "[::1]:8501", {}, 200),
        ("10.0.0.7", "127.0.0.1", {}, 403),  # another machine
        ("127.0.0.1", "evil.example", {}, 403),  # a page that renamed 127.0.0.1
        ("127.0.0.1", "localhost", {"x_forwarded_for": "10.0.0.7"}, 403),  # through a proxy
    ],
)
def test_without_accounts_only_somebody_at_this_machine_enters(
    state, client, host, headers, status
):
    assert asked_from(client, host, **headers) == status


def test_the_first_account_ends_the_single_person_mode_at_once(state, door):
    browser = door()
    assert browser.get("/").status == 200
    guard.account_book().add("王主任", "管理员", PASSWORD, by=BY, at=AT)
    assert browser.get("/").status == 401
    assert guard.person_from_cookie({}) is None


def test_only_this_machine_may_be_served_without_accounts(state):
    ledger = Ledger(state / "ledger.sqlite")
    for address in ("127.0.0.1", "localhost", "::1", "[::1]"):
        assert guard.check_start(address, ledger) is None
    for address in ("0.0.0.0", "::", "192.168.1.5", "", "example.org"):
        assert "user add" in guard.check_start(address, ledger)
    guard.account_book().add("王主任", "管理员", PASSWORD, by=BY, at=AT)
    assert guard.check_start("0.0.0.0", ledger) is None


def test_the_key_that_signs_cookies_is_readable_by_its_owner_only(book, door):
    door().sign_in()
    key = guard.home().root / "secret.key"
    assert key.stat().st_mode & 0o077 == 0 and len(key.read_text()) == 64


EXPORT = "/media/" + "ab12" * 14 + ".xlsx"


def test_an_export_opens_for_the_person_it_was_handed_to_and_for_nobody_else(book, door):
    clerk, admin = door(), door()
    clerk.sign_in()
    admin.sign_in("王主任")
    assert clerk.get(EXPORT).status == 404  # nobody was handed it yet
    with clerk.socket() as socket:
        socket.send(EXPORT)
        socket.recv()
    assert clerk.get(EXPORT).status == 200
    assert admin.get(EXPORT).status == 404
    assert door().get(EXPORT).status == 401
    assert admin.get("/static/media/MaterialSymbols-Rounded.C7IF.woff2").status == 200


def test_of_the_many_files_of_a_person_the_newest_are_remembered(state, monkeypatch):
    monkeypatch.setattr(guard, "MOST_MEDIA", 2)
    for letter in "abca":
        guard.note_media("某", b"x/media/" + letter.encode() * 32 + b".png")
    assert list(guard._handed.pop("某")) == [b"c" * 32, b"a" * 32]


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/mcp"])
def test_the_agent_s_door_is_shut_for_everybody(book, door, path):
    clerk = door()
    clerk.sign_in()
    assert clerk.get(path).status == clerk.ask("POST", path, form={}).status == 404


def change(browser, old=PASSWORD, new="xin-mima-2026", again=None):
    form = {"old": old, "new": new, "again": again or new}
    return browser.ask("POST", "/auth/password", {}, form)


def test_a_person_changes_the_own_password_and_every_session_ends(book, door):
    here, elsewhere = door(), door()
    for browser in (here, elsewhere):
        browser.sign_in()
    assert "修改密码" in here.get("/auth/password", HTML).text
    assert "已修改" in change(here).text
    assert elsewhere.get("/").status == 401
    assert door().sign_in().status == 401
    assert door().sign_in(password="xin-mima-2026").status == 303


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"old": "not-the-old-one"}, "不正确"),
        ({"new": "short"}, "密码至少"),
        ({"again": "another-one-2026"}, "不一致"),
    ],
)
def test_a_wrong_change_of_password_changes_nothing(book, door, wrong, words):
    clerk = door()
    clerk.sign_in()
    answer = change(clerk, **wrong)
    assert (answer.status, words in answer.text) == (400, True)
    assert clerk.get("/").status == 200
    assert door().sign_in().status == 303


def test_a_stranger_cannot_change_a_password(book, door):
    assert change(door()).status == 401
    assert door().get("/auth/password", HTML).status == 303
