"""Signing in through an outside provider, with a small real one on loopback."""

import base64
import hashlib
import http.client
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import yaml
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ledger import accounts
from tests.asgi_server import served_at
from ui import guard, outside

CLIENT = {"client_id": "risk", "client_secret": "s3cret"}


async def page(request):
    return PlainTextResponse(guard.person_from_cookie(request.cookies)["name"])


APP = Starlette(
    routes=[*guard.ROUTES, *outside.ROUTES, Route("/{rest:path}", page)],
    middleware=[Middleware(guard.Guard)],
)


@pytest.fixture(scope="module")
def port():
    with served_at(APP) as port:
        yield port


def packed(claims) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{body}.sig"


class Provider(BaseHTTPRequestHandler):
    """Answers discovery and token requests; `server.asked` is the try it knows of."""

    def do_GET(self):
        here = self.server.issuer
        self.say({"issuer": here, "authorization_endpoint": f"{here}/authorize",
                  "token_endpoint": f"{here}/token"})  # fmt: skip

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        given, asked = {name: values[0] for name, values in form.items()}, self.server.asked
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        right = challenge == asked["code_challenge"] and given["code"] == "good"
        right = right and given["client_secret"] == CLIENT["client_secret"]
        claims = {"iss": self.server.issuer, "aud": "risk", "exp": time.time() + 60,
                  "nonce": asked["nonce"], "preferred_username": "李四"}  # fmt: skip
        self.say({"id_token": packed(claims | self.server.lies)} if right else {"error": "no"})

    def say(self, told):
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@pytest.fixture
def provider():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    server.lies, server.asked = {}, {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64))
    monkeypatch.setenv("RISK_HOME", str(tmp_path))
    book, who = guard.account_book(), {"by": ("系统", "系统"), "at": guard.now()}
    book.add("王主任", "管理员", "shuguang-2026", **who)
    book.add("李四", "分析员", "shuguang-2026", **who)
    return book


@pytest.fixture
def configured(book, provider, port, tmp_path):
    back = f"http://127.0.0.1:{port}{guard.OIDC_BACK}"
    given = {**CLIENT, "issuer": provider.issuer, "redirect_uri": back, "button": "一网通办登录"}
    (tmp_path / "oidc.yml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    return given


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}

    def get(self, path):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        worn = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request("GET", path, headers={"cookie": worn, "accept": "text/html"})
        answer = line.getresponse()
        answer.text = answer.read().decode()
        for given in answer.headers.get_all("set-cookie") or []:
            name, _, value = given.split(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer


def goes(browser, provider, to="/case?case=lead-XS-1"):
    """To the provider's page and, by its word, back; gives the answer of the way back."""
    answer = browser.get(f"{guard.OIDC}?{urlencode({'next': to})}")
    assert answer.status == 303, answer.text
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    provider.asked = {name: values[0] for name, values in asked.items()}
    return lambda **given: browser.get(
        f"{guard.OIDC_BACK}?{urlencode({'state': provider.asked['state'], 'code': 'good'} | given)}"
    )


def test_off_by_default_there_is_no_link_and_nobody_is_asked(book, port):
    browser = Browser(port)
    assert "outside" not in browser.get(guard.LOGIN).text.split("</style>")[1]
    assert browser.get(guard.OIDC).headers["location"] == guard.LOGIN
    assert browser.get(guard.OIDC_BACK + "?code=x&state=y").status in (303, 401)


def test_a_person_whose_name_is_proved_comes_in_and_lands_where_he_wanted(
    configured, provider, port, book
):
    browser = Browser(port)
    assert "一网通办登录" in browser.get(guard.LOGIN).text
    answer = goes(browser, provider)()
    assert (answer.status, answer.headers["location"]) == (303, "/case?case=lead-XS-1")
    assert browser.get("/").text == "李四"
    event = [e for e in book.ledger.events("session") if e.action == "signed_in"][-1]
    assert (event.actor, event.payload["how"]) == ("李四", "oidc")
    assert provider.asked["code_challenge_method"] == "S256"


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://elsewhere"},
        {"aud": "other"},
        {"aud": ["risk", "other"]},
        {"azp": "other"},
        {"exp": 1},
        {"exp": None},
        {"nonce": "another"},
        {"preferred_username": ""},
        {"preferred_username": ["李四"]},
        {"preferred_username": "没有的人"},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_opens_nothing(configured, provider, port, lies):
    provider.lies = lies
    browser = Browser(port)
    assert goes(browser, provider)().status == 401
    assert guard.COOKIE not in browser.cookies


@pytest.mark.parametrize("given", [{"state": "forged"}, {"code": "bad"}], ids=str)
def test_a_forged_way_back_opens_nothing(configured, provider, port, given):
    browser = Browser(port)
    assert goes(browser, provider)(**given).status == 401


def test_the_way_back_works_in_the_browser_that_left_only(configured, provider, port):
    goes(Browser(port), provider)
    stranger = Browser(port)
    asked = urlencode({"state": provider.asked["state"], "code": "good"})
    assert stranger.get(f"{guard.OIDC_BACK}?{asked}").status == 401


def test_a_disabled_account_stays_out_whatever_the_provider_says(configured, provider, port, book):
    book.disable("李四", by=("系统", "系统"), at=guard.now())
    assert "没有可用的账号" in goes(Browser(port), provider)().text


def test_nobody_is_sent_to_another_site_afterwards(configured, provider, port):
    answer = goes(Browser(port), provider, to="//evil.example")()
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "http://login.example"}, "https://"),
        ({"client_secret": ""}, "client_secret"),
        ({"colour": "red"}, "colour"),
        ({"issuer": "http://127.0.0.1:9"}, "无法访问"),
    ],
    ids=str,
)
def test_a_faulty_configuration_is_said_and_the_own_login_stays(
    configured, port, tmp_path, change, words
):
    (tmp_path / "oidc.yml").write_text(yaml.safe_dump(configured | change), "utf-8")
    answer = Browser(port).get(guard.OIDC)
    assert words in answer.text and 'name="password"' in answer.text
