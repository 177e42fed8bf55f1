"""Ways from one screen to another, filters kept in the address."""

from __future__ import annotations

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from ui import numbers, text

HOME = "overview"


def to_home(request: Request) -> RedirectResponse:
    """Streamlit serves its first page at / only; its own name must not read 没有这个页面."""
    return RedirectResponse(f"/?{request.url.query}".rstrip("?"), 307)


HOME_ROUTE = Route(f"/{HOME}", to_home, methods=["GET"])


def nowhere() -> None:
    """Stands for a page's function: Streamlit finds a registered page by its address alone."""


def page(url_path: str):
    """The registered page of an address, for st.page_link and st.switch_page."""
    title, question = text.PAGES[url_path]
    return st.Page(nowhere, url_path=url_path, title=title, help=question, default=url_path == HOME)


def link(url_path: str, label: str = text.DETAILS, **query) -> None:
    """A link to a page; query sets filters there, as month=…, village=[…], level=[…]."""
    st.page_link(
        page(url_path),
        label=label,
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=kept(query),
    )


def go(url_path: str, **query) -> None:
    """Open a page now."""
    st.switch_page(page(url_path), query_params=kept(query))


def kept(query: dict) -> dict:
    """The address's own filters, overruled by the link's."""
    now = {name: st.query_params.get_all(name) for name in ("month", "village", "sector", "level")}
    wanted = now | {k: [v] if isinstance(v, str) else list(v) for k, v in query.items()}
    if "month" in query:
        wanted["month"] = [numbers.period(code) for code in wanted["month"]]
    return {name: values for name, values in wanted.items() if values}
