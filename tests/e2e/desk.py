"""One browser window in which all browser tests of a worker take turns: a window that has shown the
app before opens a screen in half the time of a new one."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Request, WebSocket

from tests.e2e.board import WATCH

HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Desk:
    """A window, what it asked other machines for, and who sits at it."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(locale="zh-CN", accept_downloads=True)
        self.outside: list[str] = []
        self.sitting: object = None
        self.context.add_init_script(WATCH)
        self.context.on("request", self.note)
        self.page = self.context.new_page()
        self.page.on("websocket", self.note)

    def note(self, asked: Request | WebSocket) -> None:
        if not asked.url.startswith(HERE):
            self.outside.append(asked.url)

    def clear(self, width: int, height: int, color_scheme: str = "light") -> Page:
        """Nothing stored and nobody signed in, as in a new window. The page before stays until the
        next is opened: an empty page between them would cost the speed of a used window."""
        if self.page.url.startswith("http"):
            self.page.evaluate(FORGET)
        self.context.clear_cookies()
        self.sitting = None
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=color_scheme)
        self.outside.clear()
        return self.page

    def seat(self, person: object, cookies: list[dict]) -> None:
        """Somebody takes the window over, with the own cookies and no others."""
        if self.sitting is not person:
            self.context.clear_cookies()
            self.context.add_cookies(cookies)
            self.sitting = person

    def close(self) -> None:
        self.context.close()
