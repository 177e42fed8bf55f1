"""The dashboard as a person meets it: opened by address, found by words, never by position."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from playwright.sync_api import Download, Locator, Page

READY = '[data-test-script-state="notRunning"]'
QUIET_MS, LONGEST_MS = 150, 5000
STILL = """([quiet, longest]) => new Promise(done => {
  const began = performance.now();
  let last = began;
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document.body, {childList: true, subtree: true, characterData: true});
  const look = () => {
    const now = performance.now();
    if (now - last > quiet || now - began > longest) { seen.disconnect(); done(); }
    else setTimeout(look, 20);
  };
  look();
})"""


class Board:
    """A browser page on the running app."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url

    def open(self, path: str = "", **query: str) -> Board:
        words = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        self.page.goto(f"{self.url}/{path}" + (f"?{words}" if words else ""))
        return self.settle()

    def settle(self) -> Board:
        """Wait until the script has run and what it drew stands still."""
        self.page.wait_for_selector(READY, timeout=90_000)  # a model may be learning
        self.page.wait_for_function(
            "() => !document.querySelector('[data-stale=true]')", timeout=30_000
        )
        self.page.evaluate(STILL, [QUIET_MS, LONGEST_MS])
        return self

    def title(self) -> str:
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def answer(self) -> str:
        """The sentence on top."""
        return self.page.locator(".st-key-answer").inner_text()

    def address(self) -> tuple[str, dict[str, list[str]]]:
        """Page and filters, as the address bar shows them."""
        parts = urlsplit(self.page.url)
        return unquote(parts.path).strip("/"), parse_qs(parts.query)

    def go(self, name: str) -> Board:
        """Choose a screen in the menu."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
        self.page.get_by_role("heading", level=1, name=name).wait_for(timeout=30_000)
        return self.settle()

    def choose(self, label: str, option: str) -> Board:
        """Add an option to a filter in the sidebar."""
        box = self.page.get_by_test_id("stSidebar").get_by_role("combobox", name=label)
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.page.keyboard.press("Escape")
        return self.settle()

    def press(self, name: str) -> Board:
        self.page.get_by_role("button", name=name).first.click()
        return self.settle()

    def tile(self, chart: str, number: int) -> Locator:
        """A tile or bar of a chart, counted in the order of the data."""
        return self.page.locator(f".st-key-chart-{chart} .barlayer .point").nth(number)

    def click_tile(self, chart: str, number: int) -> Board:
        box = self.tile(chart, number).bounding_box()
        self.page.mouse.click(box["x"] + 12, box["y"] + 12)
        self.page.wait_for_timeout(400)
        return self.settle()

    def download(self, name: str) -> Download:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=name).first.click()
        return waiting.value

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path)
