"""The ASGI door of the dashboard: nothing is served before the guard has judged who asks."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

PROJECT = Path(__file__).resolve().parent
if str(PROJECT) not in sys.path:
    sys.path.insert(0, str(PROJECT))

from pages import PAGES  # noqa: E402  (the project must be importable first)
from ui.builtins import ChineseBuiltins  # noqa: E402
from ui.guard import ROUTES, Guard  # noqa: E402
from ui.links import HOME_ROUTE  # noqa: E402
from ui.outside import ROUTES as OUTSIDE  # noqa: E402
from ui.trouble import say_trouble  # noqa: E402
from ui.warming import warming  # noqa: E402

app = st.App(
    PROJECT / "ui" / "shell.py",
    routes=[*ROUTES, *OUTSIDE, HOME_ROUTE],
    middleware=[Middleware(Guard), Middleware(ChineseBuiltins)],
    on_script_error=say_trouble,
    lifespan=warming([entry.url_path for entry in PAGES]),
)

if __name__ == "__main__":
    app.run()
