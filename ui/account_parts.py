"""Accounts on screen: who there is, a new one, and what an administrator may change."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ledger.accounts import Account, AccountBook
from ledger.roles import Role, load_roles
from pipelines import users
from pipelines.queries import people
from pipelines.settings import now
from ui import acting, importing_work, parts
from ui.context import Context
from ui.guard import account_book
from ui.picking import pick
from ui.text import administration as text

MAKES_ADMIN = "accounts"  # the action of roles.yml that makes a role an administrator's


def draw(ctx: Context) -> None:
    book = account_book()
    acting.say_again()
    if book.has_accounts():
        draw_people(ctx, book)
    with st.expander(text.ADD, icon=":material/person_add:", expanded=not book.has_accounts()):
        draw_new(ctx, book)


def signature(ctx: Context) -> tuple[str, str]:
    return tuple(importing_work.signature(ctx.person).values())


def take(step: Callable[[], object], said: str) -> None:
    acting.take(step, said)
    st.rerun()


# ---------------------------------------------------------------- a new account


def draw_new(ctx: Context, book: AccountBook) -> None:
    roles = load_roles()
    is_first = not book.has_accounts()
    offered = [r for r in roles.roles if not is_first or roles.may(r.name, MAKES_ADMIN)]
    if is_first:
        st.caption(text.FIRST_NOTE)
    with st.form(f"account-{len(book.accounts())}", border=False):
        left, right = st.columns(2, gap="small")
        with left:
            name = st.text_input(text.NAME, help=text.NAME_HELP)
        with right:
            role = st.selectbox(text.ROLE, offered, format_func=lambda r: r.name)
        scope = ask_scope("new") if not is_first else {}
        password, again = ask_password("new")
        sent = st.form_submit_button(text.CREATE, type="primary")
    if sent:
        create(ctx, book, name, role, scope, password, again)


def create(ctx: Context, book, name: str, role: Role, scope: dict, password, again) -> None:
    if password != again:
        return st.error(text.DIFFER)
    by = {"by": signature(ctx), "at": now()}
    said = text.CREATED.format(name=name.strip(), role=role.name)
    if not book.has_accounts():
        said += text.SIGN_IN_NOW
    return take(lambda: book.add(name, role.name, password, **by, **scope), said)


def ask_scope(key: str, account: Account | None = None) -> dict[str, tuple[str, ...]]:
    """villages (codes) and departments (names) of a clerk."""
    villages, offices = users.villages(), users.departments()
    known = account or Account("", "")
    left, right = st.columns(2, gap="small")
    with left:
        codes = st.multiselect(
            text.VILLAGES,
            list(villages),
            [code for code in known.villages if code in villages],
            format_func=villages.get,
            help=text.SCOPE_NOTE,
            key=f"villages-{key}",
        )
    with right:
        chosen = st.multiselect(
            text.DEPARTMENTS,
            offices,
            [name for name in known.departments if name in offices],
            key=f"departments-{key}",
        )
    names = [name for office in chosen for name in users.department_names(office)]
    return {"villages": tuple(codes), "departments": tuple(dict.fromkeys(names))}


def ask_password(key: str) -> tuple[str, str]:
    least = load_roles().sign_in.min_password_length
    left, right = st.columns(2, gap="small")
    with left:
        first = st.text_input(
            text.PASSWORD,
            type="password",
            help=text.PASSWORD_HELP.format(n=least),
            autocomplete="new-password",
            key=f"password-{key}",
        )
    with right:
        again = st.text_input(
            text.PASSWORD_AGAIN,
            type="password",
            autocomplete="new-password",
            key=f"password-again-{key}",
        )
    return first, again


# ---------------------------------------------------------------- those there are


def draw_people(ctx: Context, book: AccountBook) -> None:
    picked = pick(
        ctx,
        people.people(book, now()),
        "people",
        title=text.PEOPLE,
        columns=people.COLUMNS,
        headings=text.COLUMNS,
        hint=text.PEOPLE_HINT,
    )
    account = book.accounts().get(picked["name"]) if picked else None
    if account:
        draw_change(ctx, book, account)


def draw_change(ctx: Context, book: AccountBook, account: Account) -> None:
    key = f"{account.name}-{account.seq}"
    with st.container(border=True):
        st.markdown(f"**{text.CHANGE.format(name=parts.escape(account.name))}**")
        gone = "enable" if account.is_disabled else "disable"
        steps = ["rights", "password", "revoke", gone]
        step = st.segmented_control(
            text.CHANGE,
            steps,
            default=steps[0],
            required=True,
            format_func=text.STEPS.get,
            key=f"step-{key}",
            label_visibility="collapsed",
        )
        with st.form(f"change-{key}-{step}", border=False):
            change = ask_change(ctx, book, account, step, key)
            st.caption(text.ENDS)
            if st.form_submit_button(text.DO.format(name=text.STEPS[step]), type="primary"):
                change()


def ask_change(ctx: Context, book: AccountBook, account: Account, step: str, key: str) -> Callable:
    """The fields of a step; gives what to do when the form is sent."""
    by = {"by": signature(ctx), "at": now()}
    said = text.DONE.format(step=text.STEPS[step], name=parts.escape(account.name))
    if step == "rights":
        roles = list(load_roles().roles)
        first = next(n for n, role in enumerate(roles) if role.name == account.role)
        role = st.selectbox(text.ROLE, roles, first, format_func=lambda r: r.name, key=f"r-{key}")
        scope = ask_scope(key, account)
        return lambda: take(lambda: book.set_rights(account.name, role.name, **by, **scope), said)
    if step == "password":
        password, again = ask_password(key)
        if password != again:
            return lambda: st.error(text.DIFFER)
        return lambda: take(lambda: book.set_password(account.name, password, **by), said)
    return lambda: take(lambda: getattr(book, step)(account.name, **by), said)
