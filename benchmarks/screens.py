"""What a person waits for: script time of each page, full paint, a filter's last change.

Runs the real app in headless Chromium on the invented town (issue targets: 60 ms, 1.5 s, 450 ms).
Script time is Streamlit's own, from the first to the last message of a run on a warm page. Paint is
from the address to the last change on the page: `new` in a window that never showed the app (its
scripts are loaded and compiled), `paint` in one that did. The last two rows are the targets and the
floor: the same for a bare Streamlit app of one plotly chart and one table, in the same run.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROUNDS = 5
SETTLED = """() => new Promise(done => {
  let last = performance.now();
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document.body, {childList: true, subtree: true, characterData: true,
                               attributes: true});
  const check = () => performance.now() - last > 400
    ? (seen.disconnect(), done(last)) : setTimeout(check, 20);
  check();
})"""


def run() -> list[dict]:
    """Rows: name, script, new, paint and filter in ms; one per page, then targets and floor."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home)
        scripts = script_times(home)
        waits = browser_times(home)
    rows = [{"name": name, "script_ms": scripts[name], **waits[name]} for name in scripts]
    target = {"name": "target", "script_ms": 60, "new_ms": None, "paint_ms": 1500, "filter_ms": 450}
    return [*rows, target, {"name": "floor", "script_ms": None, **floor(), "filter_ms": None}]


def fill(home: Path) -> None:
    from data.sample.town import make_town
    from data.sample.workbooks import write_workbooks
    from pipelines.importing import import_paths
    from pipelines.run import build
    from pipelines.settings import Home, today

    books = home / "books"
    books.mkdir()
    files = write_workbooks(make_town(today()), books)
    state = Home(home).prepare()
    import_paths(files, state, actor="bench", role="分析员", at=datetime(2026, 1, 1))
    build(state)


def page_names() -> list[str]:
    from pages import PAGES

    return [entry.url_path for entry in PAGES if entry.has_frame]


def script_times(home: Path) -> dict[str, int]:
    """Median wall time of a warm run of each page through Streamlit's own test runner, in ms.

    The runner's own cost (measured on an empty script in the same run) is taken off.
    """
    import logging
    import os

    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)  # Streamlit warns at every run outside a server
    os.environ["RISK_HOME"] = str(home)
    runner = median_ms(AppTest.from_string("import streamlit"))
    return {name: max(median_ms(on_page(name)) - runner, 0) for name in page_names()}


def on_page(name: str):
    from streamlit.testing.v1 import AppTest

    def script(path):
        from functools import partial

        import streamlit as st

        from pages import PAGES
        from pipelines.queries.scope import Person
        from pipelines.settings import home
        from pipelines.warehouse import newest_build
        from ui import filters, frame
        from ui.context import Context

        build, person = newest_build(home()), Person(is_local=True)
        ctx = Context(build, filters.sidebar(build, person), person)
        entry = next(one for one in PAGES if one.url_path == path)
        st.navigation([st.Page(partial(frame.draw, entry, ctx), title=path)]).run()

    return AppTest.from_function(script, args=(name,), default_timeout=60)


def median_ms(app) -> int:
    app.run()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        app.run()
        times.append(time.perf_counter() - began)
    return round(statistics.median(times) * 1000)


def browser_times(home: Path) -> dict[str, dict[str, int | None]]:
    """page → new_ms, paint_ms, filter_ms."""
    from tests.e2e.serving import running_browser, serving

    waits = {}
    with serving(home) as url, running_browser() as browser:
        for name in page_names():
            page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            waits[name] = paints(page, f"{url}/{name}") | {"filter_ms": filter_ms(page)}
            page.close()
    return waits


def paints(page, address: str) -> dict[str, int]:
    times = [round(open_ms(page, address)) for _ in range(4)]
    return {"new_ms": times[0], "paint_ms": round(statistics.median(times[1:]))}


BARE = """
import pandas as pd
import streamlit as st
with st.container(key="answer"):
    st.markdown("x")
bars = {"type": "bar", "x": list("abcdefgh"), "y": list(range(8))}
st.plotly_chart({"data": [bars], "layout": {"height": 300}})
st.dataframe(pd.DataFrame({"a": range(100), "b": range(100)}))
"""


def floor() -> dict[str, int]:
    """The same two waits for a Streamlit app that has nothing of ours."""
    from tests.e2e.serving import running_browser, serving_script

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        with serving_script(script, Path(folder)) as url, running_browser() as browser:
            page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            return paints(page, url)


def open_ms(page, address: str) -> float:
    page.goto(address)
    page.wait_for_selector(".st-key-answer", timeout=30_000)
    return page.evaluate(SETTLED)


def filter_ms(page) -> int | None:
    """From the click on an option of the village filter to the last change on screen."""
    from ui import text

    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name=text.VILLAGE)
    if not box.count():
        return None
    times = []
    for number in range(3):
        box.click()
        option = page.get_by_role("option").nth(number)
        option.wait_for()
        began = page.evaluate("performance.now()")
        option.click()
        times.append(page.evaluate(SETTLED) - began)
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
    return round(statistics.median(times))
