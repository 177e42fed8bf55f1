"""Streamlit's English strings come out in Chinese, and nothing else of the page changes."""

import re

import pytest

from tests.asgi_server import finished
from ui import builtins
from ui.text import builtins as words

PAGE = b'<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body>x</body></html>'


def serve(body: bytes, kind: bytes, accept: bytes = b"text/html") -> tuple[dict, bytes, dict]:
    """What a browser receives through the middleware, and the request the app behind it saw."""
    seen, sent = {}, []

    async def app(scope, receive, send):
        seen.update(scope)
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": body[9:]})

    async def send(message):
        sent.append(message)

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "path": "/riskmap", "headers": headers}
    finished(builtins.ChineseBuiltins(app)(scope, None, send))
    return dict(sent[0]["headers"]), b"".join(m.get("body", b"") for m in sent[1:]), seen


def test_the_document_is_declared_chinese_and_carries_the_dictionary():
    headers, body, _ = serve(PAGE, b"text/html; charset=utf-8")
    page = body.decode()
    assert 'lang="zh-CN"' in page
    assert "<title>养老领域非法集资风险排查</title>" in page
    assert '"Choose an option": "请选择"' in page
    assert "__EXACT__" not in page
    assert headers[b"content-length"] == str(len(body)).encode()


def test_the_document_is_asked_for_uncompressed_so_that_it_can_be_read():
    assert b"accept-encoding" not in dict(serve(PAGE, b"text/html")[2]["headers"])


def test_a_font_or_a_script_passes_untouched_and_compressed():
    body = b'{"lang="en"</head>'
    _, received, seen = serve(body, b"application/javascript", accept=b"*/*")
    assert received == body
    assert dict(seen["headers"])[b"accept-encoding"] == b"gzip"


@pytest.mark.parametrize("english", sorted(words.EXACT))
def test_no_translation_holds_english(english):
    plain = re.sub(r"CSV", "", words.EXACT[english])
    assert not re.search(r"[A-Za-z]", plain)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("200MB per file • XLSX, XLS", "单个文件不超过 200MB　XLSX, XLS"),
        ("Limit 50MB per file", "单个文件不超过 50MB　"),
        ("3 selected", "已选 3 项"),
        ("View 5 more", "展开其余 5 项"),
        ("Remove 曙光村", "移除 曙光村"),
    ],
)
def test_strings_with_figures_follow_a_pattern(english, chinese):
    found = next((p, r) for p, r in words.PATTERNS if re.search(p, english))
    assert re.sub(found[0], re.sub(r"\$(\d)", r"\\\1", found[1]), english) == chinese
