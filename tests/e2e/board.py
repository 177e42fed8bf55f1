"""The dashboard as a person meets it: opened by address, found by words, never by position."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from playwright.sync_api import Download, Locator, Page

QUIET_MS, LONGEST_MS = 150, 5000
PATIENCE_MS = 90_000  # a model may be learning
# Keeps in the page when it last asked the server, when it last heard of it, and when it changed.
WATCH = """(() => {
  const seen = window.seen = {asked: 0, heard: 0, changed: 0};
  const now = () => performance.now();
  window.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      this.addEventListener('message', () => seen.heard = now());
    }
    send(what) { seen.asked = now(); super.send(what); }
  };
  new MutationObserver(() => seen.changed = now()).observe(document,
    {childList: true, subtree: true, characterData: true});
})()"""
# Every question answered, the script at rest, nothing stale, and so many milliseconds unchanged;
# what never stops moving (a clock) counts as at rest after the longest time.
AT_REST = """([turn, quiet, longest]) => {
  const {seen} = window, now = performance.now();
  if (!seen) return false;
  const busy = seen.heard < seen.asked || document.querySelector('[data-stale=true]')
    || !document.querySelector('[data-test-script-state="notRunning"]');
  if (busy || seen.turn !== turn) Object.assign(seen, {turn, since: now});
  return now - Math.max(seen.since, seen.changed) > quiet || now - seen.since > longest;
}"""
TURNS = count(1)


def standing(place: Locator) -> dict:
    """Where it is once it has stopped moving: a page grows while its charts and tables come in."""
    box = None
    while box is None or box != place.bounding_box():
        box = place.bounding_box()
        place.page.wait_for_timeout(150)
    return box


class Board:
    """A browser page on the running app; the page must carry WATCH."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url

    def open(self, path: str = "", **query: str) -> Board:
        words = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        self.page.goto(f"{self.url}/{path}" + (f"?{words}" if words else ""))
        return self.settle()

    def settle(self) -> Board:
        """Wait until what was asked of the server is answered and what it drew stands still."""
        turn = next(TURNS)
        self.page.wait_for_function(
            AT_REST, arg=[turn, QUIET_MS, LONGEST_MS], polling=20, timeout=PATIENCE_MS
        )
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
        box = standing(self.tile(chart, number))
        self.page.mouse.click(box["x"] + 12, box["y"] + 12)
        self.page.wait_for_timeout(400)
        return self.settle()

    def download(self, name: str) -> Download:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=name).first.click()
        return waiting.value

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path)
