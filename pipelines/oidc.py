"""Sign-in by an outside identity provider (OpenID Connect) where one is configured. Off by default.

Authorization code flow with PKCE. The ID token is taken from the token endpoint itself over TLS,
which stands for its signature (OpenID Connect Core 3.1.3.7, 6); its claims are all judged.
Only the address of this machine itself may go without TLS.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import yaml

from ledger.roles import load_roles
from pipelines.settings import Home

FILE = "oidc.yml"
REQUIRED = ("issuer", "client_id", "client_secret", "redirect_uri")
SECONDS = 10
MOST_BYTES = 200_000
LEEWAY = 60  # seconds that two clocks may differ
HERE = ("127.0.0.1", "localhost", "::1")


class NotProved(Exception):
    """The provider did not prove who somebody is; the text is the sentence for the person."""


@dataclass(frozen=True)
class Provider:
    """What oidc.yml in the state folder says. `claim` is what holds the account's name."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    claim: str = "preferred_username"
    scope: str = "openid profile"
    button: str = ""


@dataclass(frozen=True)
class Attempt:
    """One try to sign in, as the browser's signed cookie keeps it: only this browser can end it."""

    state: str
    nonce: str
    verifier: str


def provider(home: Home) -> Provider | None:
    """The configured provider; None without oidc.yml. NotProved names what the file lacks."""
    file = home.root / FILE
    if not file.is_file():
        return None
    given = yaml.safe_load(file.read_text("utf-8")) or {}
    lacking = [name for name in REQUIRED if not given.get(name)]
    unknown = sorted(set(given) - set(Provider.__dataclass_fields__))
    if lacking or unknown:
        names = "、".join([*lacking, *unknown])
        raise NotProved(load_roles().say("oidc_config", file=FILE, names=names))
    found = Provider(**{name: str(value) for name, value in given.items()})
    only_secure(found.issuer)
    return found


def new_attempt() -> Attempt:
    return Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))


def where_to(found: Provider, attempt: Attempt) -> str:
    """The provider's own sign-in page."""
    challenge = hashlib.sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": found.client_id,
        "redirect_uri": found.redirect_uri,
        "scope": found.scope,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    page = only_secure(described(found)["authorization_endpoint"])
    return page + ("&" if "?" in page else "?") + urlencode(asked)


def account_name(found: Provider, attempt: Attempt, answer: Mapping[str, str], at: float) -> str:
    """Who came back: the account's name in the claim. `at` is the time in seconds since 1970."""
    if not secrets.compare_digest(answer.get("state", ""), attempt.state) or "code" not in answer:
        raise NotProved(say("oidc_refused"))
    told = ask(
        only_secure(described(found)["token_endpoint"]),
        {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": found.redirect_uri,
            "client_id": found.client_id,
            "client_secret": found.client_secret,
            "code_verifier": attempt.verifier,
        },
    )
    claims = claims_of(str(told.get("id_token", "")))
    if not is_sound(claims, found, attempt, at):
        raise NotProved(say("oidc_refused"))
    name = claims.get(found.claim)
    if not isinstance(name, str) or not name:
        raise NotProved(say("oidc_no_claim", claim=found.claim))
    return name


def is_sound(claims: Mapping, found: Provider, attempt: Attempt, at: float) -> bool:
    """From this issuer, for this client alone, for this try, and not outdated."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    expires = claims.get("exp")
    return (
        claims.get("iss") == found.issuer
        and audiences == [found.client_id]
        and claims.get("azp", found.client_id) == found.client_id
        and isinstance(expires, int | float)
        and at < expires + LEEWAY
        and secrets.compare_digest(str(claims.get("nonce", "")), attempt.nonce)
    )


def described(found: Provider) -> dict:
    """What the provider publishes about itself; it must be about this issuer."""
    known = ask(found.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if known.get("issuer") != found.issuer:
        raise NotProved(say("oidc_refused"))
    return known


def ask(url: str, form: Mapping[str, str] | None = None) -> dict:
    """A JSON answer; NotProved when there is none."""
    body = urlencode(form).encode() if form is not None else None
    asked = urllib.request.Request(url, body, {"Accept": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError) as broken:
        raise NotProved(say("oidc_unreachable")) from broken
    if not isinstance(told, dict):
        raise NotProved(say("oidc_unreachable"))
    return told


def claims_of(token: str) -> dict:
    """The middle part of an ID token."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, IndexError) as broken:
        raise NotProved(say("oidc_refused")) from broken
    if not isinstance(claims, dict):
        raise NotProved(say("oidc_refused"))
    return claims


def only_secure(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE):
        return url
    raise NotProved(say("oidc_insecure"))


def say(message: str, /, **values: object) -> str:
    return load_roles().say(message, **values)
