"""The way in through an outside identity provider: there and back, then the usual cookie."""

from __future__ import annotations

import time

from anyio import to_thread
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipelines import oidc
from pipelines.settings import home, now
from ui import guard
from ui.guard import OIDC, OIDC_BACK

COOKIE = "risk_oidc"
SECONDS = 600  # for signing in at the provider


async def go(request: Request) -> Response:
    """To the provider, with a try that only this browser can bring to its end."""
    try:
        found = oidc.provider(home())
        if found is None or not guard.account_book().has_accounts():
            return RedirectResponse(guard.LOGIN, 303)
        attempt = oidc.new_attempt()
        target = await to_thread.run_sync(oidc.where_to, found, attempt)
    except oidc.NotProved as refused:
        return guard.login_page(request, str(refused), 502)
    kept = [attempt.state, attempt.nonce, attempt.verifier, request.query_params.get("next")]
    response = RedirectResponse(target, 303)
    response.set_cookie(
        COOKIE,
        _signer().dumps(kept),
        max_age=SECONDS,
        path=OIDC,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def back(request: Request) -> Response:
    """From the provider: who came must have an account here that is in use."""
    try:
        found, (*try_of, target) = oidc.provider(home()), _kept(request)
        if found is None:
            return RedirectResponse(guard.LOGIN, 303)
        answer = dict(request.query_params)
        asked = (found, oidc.Attempt(*try_of), answer, time.time())
        name = await to_thread.run_sync(oidc.account_name, *asked)
        account = guard.account_book().accounts().get(name)
        if account is None or account.is_disabled:
            raise oidc.NotProved(oidc.say("oidc_no_account", name=name))
    except oidc.NotProved as refused:
        response = guard.login_page(request, str(refused), 401)
    else:
        session = guard.account_book().open_session(account, now(), "oidc")
        response = guard.signed_in(request, session, target)
    response.delete_cookie(COOKIE, path=OIDC)
    return response


def _kept(request: Request) -> list:
    try:
        return _signer().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
    except BadSignature as broken:
        raise oidc.NotProved(oidc.say("oidc_refused")) from broken


def _signer() -> URLSafeTimedSerializer:
    return guard.signer(home(), "risk-oidc-1")


ROUTES = [Route(OIDC, go, methods=["GET"]), Route(OIDC_BACK, back, methods=["GET"])]
