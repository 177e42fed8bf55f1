"""Accounts and sessions as a fold over events; passwords are argon2id, nothing is ever deleted."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from ledger.events import Event, Ledger, StaleState
from ledger.roles import load_roles

ACCOUNT = "account"
SESSION = "session"
REMEMBERED_NAMES = 10_000  # failure counters kept in memory; older ones are forgotten first


@dataclass(frozen=True)
class Account:
    """One person. `version` rises with everything that must end running sessions."""

    name: str
    role: str
    villages: tuple[str, ...] = ()  # village codes
    departments: tuple[str, ...] = ()
    password_hash: str = ""
    version: int = 1
    is_disabled: bool = False
    locked_until: str = ""
    seq: int = 0


@dataclass(frozen=True)
class People:
    """State of all accounts and of the sessions that were ended."""

    accounts: dict[str, Account] = field(default_factory=dict)
    ended_sessions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Session:
    """What the signed cookie holds."""

    name: str
    version: int
    session_id: str


class AccountError(Exception):
    """A request about accounts that cannot be met; the text is the sentence for the person."""


def fold(events: list[Event], people: People | None = None) -> People:
    """Accounts after these events; pass an earlier result to continue from it."""
    people = people or People()
    accounts, ended = dict(people.accounts), set(people.ended_sessions)
    for event in events:
        if event.subject == ACCOUNT:
            accounts[event.subject_id] = _changed(accounts.get(event.subject_id), event)
        elif event.subject == SESSION and event.action == "signed_out":
            ended.add(event.subject_id)
    return People(accounts, frozenset(ended))


def _changed(account: Account | None, event: Event) -> Account:
    given = event.payload
    if event.action == "added":
        account = Account(event.subject_id, given["role"], version=0)
    updates = {name: given[name] for name in ("role", "password_hash") if name in given}
    updates |= {n: tuple(given[n]) for n in ("villages", "departments") if n in given}
    if event.action == "locked":
        updates["locked_until"] = given["until"]
    else:
        updates["version"] = account.version + 1
    if event.action in ("disabled", "enabled"):
        updates["is_disabled"] = event.action == "disabled"
    if event.action in ("password_set", "enabled"):
        updates["locked_until"] = ""
    return replace(account, seq=event.seq, **updates)


class AccountBook:
    """The accounts of one ledger, kept current by reading only what is new."""

    def __init__(self, ledger: Ledger):
        self.ledger = ledger
        self._people = People()
        self._seen = -1
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def people(self) -> People:
        with self._guard:
            if self._seen < 0:
                self._seen = self.ledger.head()[0]
                new = self.ledger.events(ACCOUNT) + self.ledger.events(SESSION)
                new = [event for event in new if event.seq <= self._seen]
            else:
                new = self.ledger.events(after=self._seen)
                self._seen = new[-1].seq if new else self._seen
            self._people = fold(new, self._people) if new else self._people
            return self._people

    def accounts(self) -> dict[str, Account]:
        return self.people().accounts

    def has_accounts(self) -> bool:
        """Whether accounts were ever made; from then on nobody is the local single person, and
        the ledger, which forgets nothing, need not be asked again."""
        return bool(self._people.accounts or self.accounts())

    def add(
        self,
        name: str,
        role: str,
        password: str,
        *,
        by: tuple[str, str],
        at: datetime,
        villages: tuple[str, ...] = (),
        departments: tuple[str, ...] = (),
    ) -> Account:
        """A new account. `by` is (actor, role) of who makes it. AccountError says what is wrong."""
        words = load_roles()
        name = name.strip()
        if not name or any(letter.isspace() for letter in name):
            raise AccountError(words.say("empty_name"))
        payload = _rights(role, villages, departments)
        payload["password_hash"] = hashed(password)
        try:
            self._append(name, "added", payload, by, at, expected_seq=0)
        except StaleState as known:
            raise AccountError(words.say("exists", name=name)) from known
        return self.accounts()[name]

    def set_password(self, name: str, password: str, *, by: tuple[str, str], at: datetime) -> None:
        """A new password; every session of the person ends and a lock is lifted."""
        account = self._known(name)
        self._append(name, "password_set", {"password_hash": hashed(password)}, by, at, account.seq)
        self._failures.pop(name, None)

    def change_password(self, name: str, old: str, new: str, at: datetime) -> None:
        """A person's own new password, proved by the old one; wrong tries count towards a lock."""
        session = self.sign_in(name, old, at)
        account = self._known(session.name)
        self.set_password(name, new, by=(name, account.role), at=at)

    def set_rights(
        self,
        name: str,
        role: str,
        *,
        by: tuple[str, str],
        at: datetime,
        villages: tuple[str, ...] = (),
        departments: tuple[str, ...] = (),
    ) -> None:
        account = self._known(name)
        payload = _rights(role, villages, departments)
        if not load_roles().may(payload["role"], "accounts"):
            self._keep_an_admin(account)
        self._append(name, "rights_set", payload, by, at, account.seq)

    def disable(self, name: str, *, by: tuple[str, str], at: datetime) -> None:
        account = self._known(name)
        self._keep_an_admin(account)
        self._append(name, "disabled", {}, by, at, account.seq)

    def enable(self, name: str, *, by: tuple[str, str], at: datetime) -> None:
        account = self._known(name)
        self._append(name, "enabled", {}, by, at, account.seq)

    def revoke(self, name: str, *, by: tuple[str, str], at: datetime) -> None:
        """End every session of a person without touching the password."""
        self._append(name, "revoked", {}, by, at, self._known(name).seq)

    def sign_in(self, name: str, password: str, at: datetime) -> Session:
        """A new session, or AccountError with the sentence to show.

        An unknown name costs the same time and reads the same as a wrong password.
        """
        words = load_roles()
        account = self.accounts().get(name)
        if self._is_locked(name, account, at):
            raise AccountError(words.say("locked", minutes=words.sign_in.lock_minutes))
        right = password_matches(account.password_hash if account else _nobody(), password)
        if not (account and right and not account.is_disabled):
            self._count_failure(name, account, at)
            raise AccountError(words.say("wrong"))
        self._failures.pop(name, None)
        return self.open_session(account, at)

    def open_session(self, account: Account, at: datetime, how: str = "password") -> Session:
        """A session for a proved identity (`how`: password, or the name of an outside login)."""
        session_id = secrets.token_urlsafe(16)
        self.ledger.append(
            subject=SESSION,
            subject_id=session_id,
            action="signed_in",
            payload={"name": account.name, "how": how},
            actor=account.name,
            role=account.role,
            at=at,
        )
        return Session(account.name, account.version, session_id)

    def sign_out(self, session: Session, at: datetime) -> None:
        account = self.accounts().get(session.name)
        self.ledger.append(
            subject=SESSION,
            subject_id=session.session_id,
            action="signed_out",
            payload={"name": session.name},
            actor=session.name,
            role=account.role if account else "",
            at=at,
        )

    def person(self, session: Session) -> Account | None:
        """The account behind a session, unless it was ended, disabled or outdated."""
        people = self.people()
        account = people.accounts.get(session.name)
        if account is None or account.is_disabled or account.version != session.version:
            return None
        return None if session.session_id in people.ended_sessions else account

    def _append(self, name, action, payload, by, at, expected_seq) -> Event:
        actor, role = by
        return self.ledger.append(
            subject=ACCOUNT,
            subject_id=name,
            action=action,
            payload=payload,
            actor=actor,
            role=role,
            at=at,
            expected_seq=expected_seq,
        )

    def _known(self, name: str) -> Account:
        account = self.accounts().get(name)
        if account is None:
            raise AccountError(load_roles().say("unknown_user", name=name))
        return account

    def _keep_an_admin(self, account: Account) -> None:
        may = load_roles().may
        admins = [
            a.name
            for a in self.accounts().values()
            if may(a.role, "accounts") and not a.is_disabled
        ]
        if admins == [account.name]:
            raise AccountError(load_roles().say("last_admin", name=account.name))

    def _is_locked(self, name: str, account: Account | None, at: datetime) -> bool:
        """Known names lock in the ledger, unknown ones in memory: both must look alike."""
        if account:
            return account.locked_until > at.isoformat(timespec="seconds")
        return self._recent_failures(name, at) >= load_roles().sign_in.max_failures

    def _recent_failures(self, name: str, at: datetime) -> int:
        count, last = self._failures.get(name, (0, at))
        return count if at < last + timedelta(minutes=load_roles().sign_in.lock_minutes) else 0

    def _count_failure(self, name: str, account: Account | None, at: datetime) -> None:
        rules = load_roles().sign_in
        with self._guard:
            count = self._recent_failures(name, at) + 1
            self._failures.pop(name, None)
            self._failures[name] = (count, at)
            while len(self._failures) > REMEMBERED_NAMES:
                self._failures.popitem(last=False)
        if account and count >= rules.max_failures:
            until = at + timedelta(minutes=rules.lock_minutes)
            payload = {"until": until.isoformat(timespec="seconds"), "failures": count}
            self._append(name, "locked", payload, (name, account.role), at, None)
            self._failures.pop(name, None)


def hashed(password: str) -> str:
    """The argon2id hash; AccountError when the password is too short."""
    rules = load_roles()
    if len(password) < rules.sign_in.min_password_length:
        raise AccountError(rules.say("short", length=rules.sign_in.min_password_length))
    return _hasher().hash(password)


def password_matches(password_hash: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _hasher():
    from argon2 import PasswordHasher

    return PasswordHasher()  # argon2id with the library's defaults (RFC 9106, low-memory profile)


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _rights(role: str, villages: tuple[str, ...], departments: tuple[str, ...]) -> dict:
    words = load_roles()
    known = words.find(role)
    if known is None:
        names = "、".join(r.name for r in words.roles)
        raise AccountError(words.say("unknown_role", role=role, roles=names))
    if known.scoped and not (villages or departments):
        raise AccountError(words.say("scope_needed"))
    if not known.scoped and (villages or departments):
        raise AccountError(words.say("scope_unused", role=known.name))
    return {"role": known.name, "villages": list(villages), "departments": list(departments)}
