"""Puts Chinese over Streamlit's English built-in strings: a few lines added to the first page.

Streamlit has no language setting; the middleware rewrites only the HTML document, once per load.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit

from ui import text
from ui.text import builtins as words

HERE = Path(__file__).parent
MODULE = '<link rel="modulepreload" crossorigin href="./static/js/{name}">'
EARLY = ("PlotlyChart", "DataFrame", "Metric", "BidiComponent")
PRELOAD = '<link rel="preload" href="./app/static/{name}" as="font" type="font/woff2" crossorigin>'


def early_scripts() -> str:
    """Links that let the browser fetch the charts' and tables' scripts while it still connects;
    Streamlit itself asks for them only when the first chart has arrived."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    found = [path.name for stem in EARLY for path in sorted(folder.glob(f"{stem}.*.js"))]
    return "".join(MODULE.format(name=name) for name in found)


@cache
def addition() -> bytes:
    """The script with its dictionary, ready to stand before </head>."""
    script = (HERE / "builtins.js").read_text("utf-8")
    filled = script.replace("__EXACT__", as_json(words.EXACT))
    filled = filled.replace("__PATTERNS__", as_json(words.PATTERNS))
    font = PRELOAD.format(name="NotoSansSC-Regular.woff2")
    return f"{font}{early_scripts()}<script>{filled}</script></head>".encode()


def as_json(value) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def in_chinese(page: bytes) -> bytes:
    page = page.replace(b'lang="en"', b'lang="zh-CN"', 1)
    page = page.replace(b"<title>Streamlit</title>", f"<title>{text.APP}</title>".encode(), 1)
    return page.replace(b"</head>", addition(), 1)


class ChineseBuiltins:
    """ASGI middleware: HTML documents pass through in_chinese, everything else untouched."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        await self.app(uncompressed(scope), receive, Rewriting(send).send)


def uncompressed(scope: dict) -> dict:
    """The request for a document without accept-encoding, so that its bytes can be read."""
    headers = scope["headers"]
    if not any(k == b"accept" and b"text/html" in v for k, v in headers):
        return scope
    return scope | {"headers": [(k, v) for k, v in headers if k != b"accept-encoding"]}


class Rewriting:
    """Holds an HTML answer back until it is whole, then sends it rewritten."""

    def __init__(self, send):
        self.forward = send
        self.start = None
        self.body = b""

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start" and is_html(message):
            self.start = message
        elif message["type"] == "http.response.body" and self.start:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self.finish()
        else:
            await self.forward(message)

    async def finish(self) -> None:
        body = in_chinese(self.body)
        kept = [(k, v) for k, v in self.start["headers"] if k not in (b"content-length", b"etag")]
        headers = [*kept, (b"content-length", str(len(body)).encode())]
        await self.forward(self.start | {"headers": headers})
        await self.forward({"type": "http.response.body", "body": body})


def is_html(message: dict) -> bool:
    return dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")
