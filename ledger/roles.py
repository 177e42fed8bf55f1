"""Who may do what: the table role × action of data/catalog/roles.yml, and the words it brings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.catalog.files import read_yaml

FILE = Path(__file__).resolve().parent.parent / "data" / "catalog" / "roles.yml"


@dataclass(frozen=True)
class Role:
    """`name` (Chinese) stands in accounts and events; `code` is what commands may also say."""

    code: str
    name: str
    scoped: bool
    masked: bool


@dataclass(frozen=True)
class SignInRules:
    """Limits of signing in; none of them has a published source (参考口径)."""

    max_failures: int
    lock_minutes: int
    session_hours: int
    min_password_length: int


@dataclass(frozen=True)
class Roles:
    roles: tuple[Role, ...]
    actions: dict[str, frozenset[str]]  # action code -> names of the roles that may
    action_names: dict[str, str]
    other_actors: dict[str, str]  # code -> name: the local single person, the system
    sign_in: SignInRules
    messages: dict[str, str]

    def find(self, text: str) -> Role | None:
        """The role by its code or its Chinese name."""
        return next((role for role in self.roles if text in (role.code, role.name)), None)

    @property
    def local(self) -> str:
        return self.other_actors["local"]

    def may(self, role: str, action: str) -> bool:
        """Whether a role (Chinese name) may do an action; the local single person may do all."""
        if action not in self.actions:
            raise KeyError(f"roles.yml knows no action {action!r}")
        return role == self.local or role in self.actions[action]

    def say(self, message: str, /, **values: object) -> str:
        return self.messages[message].format(**values)


@cache
def load_roles(path: Path = FILE) -> Roles:
    """The table; ValueError lists every contradiction at once."""
    raw = read_yaml(path)
    names = {entry["code"]: entry["name"] for entry in raw["roles"]}
    wrong = [
        f"roles.yml: action {action['code']} names an unknown role {code}"
        for action in raw["actions"]
        for code in action["roles"]
        if code not in names
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    return Roles(
        roles=tuple(Role(r["code"], r["name"], r["scoped"], r["masked"]) for r in raw["roles"]),
        actions={a["code"]: frozenset(names[c] for c in a["roles"]) for a in raw["actions"]},
        action_names={a["code"]: a["name"] for a in raw["actions"]},
        other_actors={a["code"]: a["name"] for a in raw["other_actors"]},
        sign_in=SignInRules(**raw["sign_in"]),
        messages=raw["messages"],
    )


def may(role: str, action: str) -> bool:
    """Whether a role (Chinese name, or the local single person) may do an action."""
    return load_roles().may(role, action)
