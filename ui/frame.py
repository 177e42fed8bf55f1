"""The frame around every page: menu, filters, banners, footer. Draws no figure itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import streamlit as st

from pipelines.queries import closing, scope
from pipelines.queries.scope import Filters, Person
from pipelines.settings import home
from pipelines.warehouse import damaged_build, newest_build
from ui import filters, links, notices, numbers, parts, session, text, warming
from ui.context import Context
from ui.text import checks

HERE = Path(__file__).parent
ICON = HERE / "static" / "icon.png"
LOGO = HERE / "static" / "logo.svg"
STYLE = HERE / "style.css"


class PageEntry(Protocol):
    """A line of pages.PAGES."""

    url_path: str
    icon: str
    section: str
    action: str
    needs_build: bool
    has_frame: bool
    unfiltered: tuple[str, ...]
    is_current: bool


def show(pages: Sequence[PageEntry]) -> None:
    """One run of the app: who asks, about which build, with which filters; then the page."""
    st.set_page_config(page_icon=str(ICON), layout="wide")
    st.logo(str(LOGO), size="large", icon_image=str(ICON))
    st.html(STYLE)
    person = session.person()
    if person is None:
        return signed_out()
    build = newest_build(home())
    chosen = filters.sidebar(build, person) if build else Filters()
    account(person)
    ctx = Context(own_build(build, chosen), chosen, person, build)
    menu = {}
    for entry in (entry for entry in pages if person.may(entry.action)):
        menu.setdefault(text.SECTIONS[entry.section], []).append(as_page(entry, ctx))
    page = st.navigation(menu, expanded=True)
    st.set_page_config(page_title=text.TAB_TITLE.format(page=page.title, app=text.APP))
    page.run()


def own_build(newest: Path | None, chosen: Filters) -> Path | None:
    """The build to read: a closed month's own, else the newest."""
    if newest is None:
        return None
    period = chosen.period or scope.newest_period(newest)
    return closing.own_build(home(), period) or newest


def as_page(entry: PageEntry, ctx: Context):
    title, question = text.PAGES[entry.url_path]
    return st.Page(
        partial(draw, entry, ctx),
        title=title,
        help=question,
        icon=entry.icon,
        url_path=entry.url_path,
        default=entry.url_path == links.HOME,
    )


def draw(entry: PageEntry, ctx: Context) -> None:
    """A page inside its frame."""
    ctx = ctx.current if entry.is_current else ctx
    page = warming.page(entry.url_path)
    if not entry.has_frame:
        return page.render(ctx) if ctx.build else parts.no_build()
    heading(entry, ctx)
    banners(ctx)
    if entry.needs_build and not ctx.build:
        parts.no_build()
    else:
        page.render(ctx)
    footer(ctx)


def heading(entry: PageEntry, ctx: Context) -> None:
    title, question = text.PAGES[entry.url_path]
    st.title(title, anchor=False, help=question)
    if ctx.build:
        filters.said(ctx, entry.unfiltered)


def banners(ctx: Context) -> None:
    """A closed month, invented data, single-person mode, a refused build: said on every screen."""
    if period := closed_month(ctx):
        st.info(text.LOCKED_BANNER.format(period=numbers.period(period)), icon=":material/lock:")
    notes = []
    if ctx.build and scope.run_info(ctx.build).get("is_sample"):
        notes.append((text.SAMPLE_BANNER, ":material/science:"))
    if ctx.person.is_local:
        notes.append((text.LOCAL_BANNER.format(name=ctx.person.name), ":material/computer:"))
    with st.container(key="banners", horizontal=True, gap="medium"):
        for words, icon in notes:
            st.markdown(f"{icon} {words}")
        notices.show(ctx)
    if damaged := damaged_build(home()):
        shown = ctx.build.stem if ctx.build else text.NO_BUILD_TITLE
        st.warning(
            text.DAMAGED_BANNER.format(file=damaged.name, build=shown), icon=":material/report:"
        )
    if refused := last_refusal(ctx.build):
        st.warning(f"{refused} {text.REFUSED_CURE}", icon=":material/report:")


def closed_month(ctx: Context) -> str | None:
    """The month on screen where it is closed and read from its own build."""
    if ctx.build is None:
        return None
    period = ctx.filters.period or scope.newest_period(ctx.newest or ctx.build)
    return period if closing.own_build(home(), period) == ctx.build else None


def last_refusal(build: Path | None) -> str | None:
    """The sentence about a refused build newer than the one on screen, if any."""
    path = home().builds / "last_refusal.json"
    if not path.exists() or (build and build.stat().st_mtime > path.stat().st_mtime):
        return None
    found = [one["check"] for one in json.loads(path.read_text("utf-8"))["findings"]]
    promises = checks.JOIN.join(checks.PROMISES.get(name, name) for name in found)
    shown = build.stem if build else text.NO_BUILD_TITLE
    why = checks.FAILED.format(promises=promises)
    return text.REFUSED_BANNER.format(build=shown, why=why)


def footer(ctx: Context) -> None:
    if not ctx.build:
        return
    info = scope.run_info(ctx.build)
    stamp = text.FOOTER.format(
        when=parts.when(ctx),
        build=info["build"],
        catalogue=str(info["catalogue_hash"])[:8],
        app=text.APP,
    )
    st.caption(stamp)


def signed_out() -> None:
    """The session has ended: no page, no filter, only the way back to the door."""
    st.title(text.APP, anchor=False)
    st.warning(text.SESSION_ENDED, icon=":material/lock:")
    st.markdown(f"[{text.SIGN_IN}](/auth/login)")


def account(person: Person) -> None:
    """Who is signed in, at the foot of the sidebar, with the way out."""
    if person.is_local:
        return
    with st.sidebar:
        st.caption(text.SIGNED_IN.format(name=person.name, role=person.role))
        st.markdown(f"[{text.CHANGE_PASSWORD}](/auth/password) · [{text.SIGN_OUT}](/auth/logout)")
