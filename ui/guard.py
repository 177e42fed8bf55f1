"""The door: sign-in pages, the signed cookie, and the guard every request and websocket passes."""

from __future__ import annotations

import html
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger.accounts import Account, AccountBook, AccountError, Session
from ledger.events import Ledger
from ledger.roles import load_roles
from pipelines import oidc
from pipelines.settings import Home, home, now

COOKIE = "risk_session"
LOGIN, LOGOUT, PASSWORD = "/auth/login", "/auth/logout", "/auth/password"
OIDC, OIDC_BACK = "/auth/oidc", "/auth/oidc/callback"
OPEN_PATHS = frozenset(
    {LOGIN, LOGOUT, OIDC, OIDC_BACK, "/_stcore/health", "/favicon.ico", "/favicon.png"}
)
SHUT_PATHS = (
    "/_stcore/agent"  # Streamlit's own way round the browser: nobody's, whatever the settings
)
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
MEDIA_SENT = re.compile(rb"/media/([0-9a-f]{32,})")
MEDIA_PATH = re.compile(r".*/media/([0-9a-f]{32,})[^/]*")  # not the fonts of /static/media/
MOST_MEDIA = 5_000
MAX_FORM_BYTES = 10_000
MAX_WAITING = 20  # sign-ins waiting for a hash; more are turned away
LOCAL_ROLE_CODE = "analyst"  # how the single local person is shown; rights come from is_local
_handed: dict[str, dict[bytes, None]] = {}  # person → files whose address the person was sent
PAGE = Template((Path(__file__).parent / "door.html").read_text("utf-8"))


def check_start(address: str, ledger: Ledger) -> str | None:
    """Why the dashboard must not be served on this address, in one sentence; None when it may."""
    if _is_loopback(address) or AccountBook(ledger).has_accounts():
        return None
    return load_roles().say("refuse_start", address=address)


def person_from_cookie(cookies: Mapping[str, str]) -> dict | None:
    """Fields of Person for the shell: the account behind the cookie, or the single local person.

    None when accounts exist and the session is missing, ended or outdated: show nothing then.
    """
    book = account_book()
    if not book.has_accounts():
        return _local_person()
    session = read_cookie(cookies.get(COOKIE))
    account = book.person(session) if session else None
    return _as_person(account) if account else None


def account_book() -> AccountBook:
    """The accounts of the state in use: one book per state and process, made once."""
    state = home()
    return _book(state, state.ledger_url)


def read_cookie(value: str | None) -> Session | None:
    """The session of a cookie, if its signature and age are right. The account is not judged."""
    if not value:
        return None
    hours = load_roles().sign_in.session_hours
    try:
        return Session(*signer(home()).loads(value, max_age=hours * 3600))
    except (BadSignature, TypeError, ValueError):
        return None


class Guard:
    """Pure ASGI: judges HTTP and websockets before anything is served, and adds safe headers."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(scope, send))
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        refusal = _refuse_origin(request, scope["method"])
        if refusal is None and scope["path"] not in OPEN_PATHS:
            refusal = _refuse_stranger(request, scope) or _refuse_path(request, scope["path"])
        await (refusal or self.app)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        if not _same_origin(request) or not _may_enter(request):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return

        async def judged_receive() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not _may_enter(request):
                return {"type": "websocket.disconnect", "code": 4401}
            return message

        async def noted_send(message: Message) -> None:
            if message["type"] == "websocket.send":
                note_media(_reader(request), message.get("bytes") or b"")
            await send(message)

        await self.app(scope, judged_receive, noted_send)


async def show_login(request: Request) -> Response:
    book = account_book()
    if not book.has_accounts() or person_from_cookie(request.cookies):
        return RedirectResponse(_safe_next(request.query_params.get("next")), 303)
    return login_page(request)


async def do_login(request: Request) -> Response:
    words = load_roles()
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MAX_FORM_BYTES:
        return PlainTextResponse(words.say("bad_origin"), 413)
    if _hashing().statistics().tasks_waiting >= MAX_WAITING:
        return login_page(request, words.say("too_many"), 429)
    form = await request.form()
    name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
    try:
        session = await to_thread.run_sync(
            account_book().sign_in, name, password, now(), limiter=_hashing()
        )
    except AccountError as refused:
        return login_page(request, str(refused), 401, name)
    return signed_in(request, session)


def signed_in(request: Request, session: Session, target: str | None = None) -> Response:
    """Send the browser on with its cookie. A login by an outside provider (ui/outside.py) ends
    here too; it brings the target along, everybody else has it in the address."""
    wanted = target or request.query_params.get("next")
    response = RedirectResponse(_safe_next(wanted), 303)
    response.set_cookie(
        COOKIE,
        signer(home()).dumps([session.name, session.version, session.session_id]),
        max_age=load_roles().sign_in.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def show_logout(request: Request) -> Response:
    """A link inside the dashboard signs out at once; a link from elsewhere asks first."""
    if request.headers.get("sec-fetch-site") == "same-origin":
        return await do_logout(request)
    return _page("logout_title", "logout_button", LOGOUT, "")


async def do_logout(request: Request) -> Response:
    session = read_cookie(request.cookies.get(COOKIE))
    book = account_book()
    if session and book.person(session):
        book.sign_out(session, now())
    response = RedirectResponse(LOGIN, 303)
    response.delete_cookie(COOKIE)
    return response


async def show_password(request: Request) -> Response:
    """The form in which a signed-in person changes the own password."""
    if not read_cookie(request.cookies.get(COOKIE)):
        return RedirectResponse(LOGIN, 303)
    return _password_page()


async def do_password(request: Request) -> Response:
    """The new password holds at once; every session of the person ends, this one too."""
    session, words = read_cookie(request.cookies.get(COOKIE)), load_roles()
    length = request.headers.get("content-length", "")
    if not session or not length.isdigit() or int(length) > MAX_FORM_BYTES:
        return RedirectResponse(LOGIN, 303)
    form = await request.form()
    old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
    if new != again:
        return _password_page(words.say("differ"), 400)
    try:
        await to_thread.run_sync(
            account_book().change_password, session.name, old, new, now(), limiter=_hashing()
        )
    except AccountError as refused:
        return _password_page(str(refused), 400)
    response = login_page(request, words.say("password_changed"), known=session.name)
    response.delete_cookie(COOKIE)
    return response


ROUTES = [
    Route(LOGIN, show_login, methods=["GET"]),
    Route(LOGIN, do_login, methods=["POST"]),
    Route(LOGOUT, show_logout, methods=["GET"]),
    Route(LOGOUT, do_logout, methods=["POST"]),
    Route(PASSWORD, show_password, methods=["GET"]),
    Route(PASSWORD, do_password, methods=["POST"]),
]


# ---------------------------------------------------------------- judging


def _may_enter(request: HTTPConnection) -> bool:
    if account_book().has_accounts():
        return person_from_cookie(request.cookies) is not None
    return _is_local(request)


def _refuse_stranger(request: HTTPConnection, scope: Scope) -> Response | None:
    if _may_enter(request):
        return None
    words = load_roles()
    if not account_book().has_accounts():
        return PlainTextResponse(words.say("local_only"), 403)
    if scope["method"] == "GET" and "text/html" in request.headers.get("accept", ""):
        target = scope["path"] + ("?" + scope["query_string"].decode("latin-1")).rstrip("?")
        return RedirectResponse(f"{LOGIN}?next={quote(target, safe='')}", 303)
    return PlainTextResponse(words.say("not_signed_in"), 401)


def _refuse_origin(request: HTTPConnection, method: str) -> Response | None:
    if method in ("GET", "HEAD", "OPTIONS") or _same_origin(request):
        return None
    return PlainTextResponse(load_roles().say("bad_origin"), 403)


def _refuse_path(request: HTTPConnection, path: str) -> Response | None:
    """What even a signed-in person does not get: the agent's door, files handed to others."""
    is_shut = path.startswith(SHUT_PATHS)
    media = MEDIA_PATH.fullmatch(path)
    if media and account_book().has_accounts():
        is_shut = media[1].encode() not in _handed.get(_reader(request), ())
    return PlainTextResponse(load_roles().say("no_such_file"), 404) if is_shut else None


def _reader(request: HTTPConnection) -> str:
    session = read_cookie(request.cookies.get(COOKIE))
    return session.name if session else ""


def note_media(name: str, sent: bytes) -> None:
    """Remember which files (exports, pictures) a person's own socket was told of: their addresses
    open for nobody else. The newest few thousand of each person are kept."""
    found = MEDIA_SENT.findall(sent)
    if not found:
        return
    handed = _handed.setdefault(name, {})
    for media in found:
        handed.pop(media, None)
        handed[media] = None
    while len(handed) > MOST_MEDIA:
        del handed[next(iter(handed))]


def _same_origin(request: HTTPConnection) -> bool:
    """Browsers send Origin with every form and websocket; a client without one has no cookies
    to steal, unless Sec-Fetch-Site says that another site is behind it."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    return urlsplit(origin).netloc == request.headers.get("host")


def _is_local(request: HTTPConnection) -> bool:
    """Somebody at this machine: not through a proxy, and not a page that renamed 127.0.0.1."""
    host = urlsplit("//" + request.headers.get("host", "")).hostname or ""
    passed_on = any(name in request.headers for name in FORWARDING)
    client = request.client.host if request.client else ""
    return _is_loopback(client) and host in LOCAL_HOSTS and not passed_on


def _is_loopback(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _safe_next(target: str | None) -> str:
    """A path of this server, never another site's address."""
    if not target or not target.startswith("/") or re.match(r"^/[/\\]|.*[\x00-\x1f\\]", target):
        return "/"
    return "/" if target.startswith("/auth/") else target


def _with_headers(scope: Scope, send: Send) -> Send:
    host = HTTPConnection(scope).headers.get("host", "")
    extra = _safe_headers(host if re.fullmatch(r"[\w.\-\[\]:]+", host) else "")

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message.get("headers", [])}
            added = [pair for pair in extra if pair[0] not in present]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return with_headers


@cache
def _safe_headers(host: str) -> tuple[tuple[bytes, bytes], ...]:
    """Streamlit needs inline scripts, eval (Vega) and blob workers; nothing needs another host."""
    sockets = f" ws://{host} wss://{host}" if host else ""
    policy = "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' data: blob:{sockets}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob: data:",
            "frame-ancestors 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "object-src 'none'",
        )
    )
    return (
        (b"content-security-policy", policy.encode("ascii", "ignore")),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
    )


# ---------------------------------------------------------------- pages and helpers


def login_page(
    request: Request, notice: str = "", status: int = 200, known: str = ""
) -> HTMLResponse:
    """The sign-in form; a name typed before stays in its field."""
    target = _safe_next(request.query_params.get("next"))
    action = LOGIN if target == "/" else f"{LOGIN}?next={quote(target, safe='')}"
    fields = _field("name", "user_label", "text", "username", _typed(known))
    fields += _field("password", "password_label", "password", "current-password", _focus(known))
    return _page("login_title", "login_button", action, fields, notice, status, _outside(target))


def _outside(target: str) -> str:
    """The link to the outside provider, where one is configured; a faulty file is said instead."""
    try:
        found = oidc.provider(home())
    except oidc.NotProved as faulty:
        return f'<p class="notice">{html.escape(str(faulty))}</p>'
    if found is None:
        return ""
    words = html.escape(found.button or load_roles().say("oidc_button"))
    return f'<a class="outside" href="{OIDC}?next={quote(target, safe="")}">{words}</a>'


def _password_page(notice: str = "", status: int = 200) -> HTMLResponse:
    fields = _field("old", "old_label", "password", "current-password", " autofocus")
    fields += _field("new", "new_label", "password", "new-password")
    fields += _field("again", "again_label", "password", "new-password")
    return _page("password_title", "password_button", PASSWORD, fields, notice, status)


def _field(name: str, label: str, kind: str, auto: str, more: str = "") -> str:
    return (
        f'<label for="{name}">{html.escape(load_roles().say(label))}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{auto}" required{more}>'
    )


def _page(
    title: str,
    button: str,
    action: str,
    fields: str,
    notice: str = "",
    status: int = 200,
    more: str = "",
) -> HTMLResponse:
    words = load_roles()
    box = f'<p class="notice" role="alert">{html.escape(notice)}</p>' if notice else ""
    page = PAGE.substitute(
        title=words.say(title),
        product=words.say("product"),
        notice=box,
        action=html.escape(action),
        fields=fields,
        button=words.say(button),
        more=more,
    )
    return HTMLResponse(page, status, headers={"cache-control": "no-store"})


def _typed(name: str) -> str:
    return f' value="{html.escape(name)}"' if name else " autofocus"


def _focus(name: str) -> str:
    return " autofocus" if name else ""


def _local_person() -> dict:
    words = load_roles()
    return {
        "name": words.say("local_name"),
        "role": words.find(LOCAL_ROLE_CODE).name,
        "villages": (),
        "departments": (),
        "is_local": True,
    }


def _as_person(account: Account) -> dict:
    return {
        "name": account.name,
        "role": account.role,
        "villages": account.villages,
        "departments": account.departments,
        "is_local": False,
    }


@cache
def _book(state: Home, url: str) -> AccountBook:
    state.prepare()
    return AccountBook(Ledger(url))


@cache
def _hashing() -> CapacityLimiter:
    return CapacityLimiter(2)  # argon2 takes 64 MB and a core for each


def signer(state: Home, salt: str = "risk-session-1") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secret(state.root / "secret.key"), salt=salt)


@cache
def _secret(path: Path) -> str:
    """The key that signs cookies: made once per state, readable by its owner only."""
    if not path.exists():
        fresh = path.with_name(f"secret-{secrets.token_hex(8)}.tmp")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first: its key stands
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text("ascii")
