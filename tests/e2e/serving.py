"""Starts the real app on a free port for browser tests, and stops it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from manage import BROWSERS

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever asks, nothing leaves
)
# Helpers of the script engine make a page faster on an idle machine and cost a tenth more work.
ONE_THREAD = "--js-flags=--single-threaded"


def chromium_path() -> str:
    """The browser that apt installed; manage.py test sees to it that there is one. The shell is
    Chromium without its own windows: the same pages for a fifth less work."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "no Chromium: run `python3 manage.py test`, which installs it"
    return found


@contextmanager
def running_browser(*more_flags: str) -> Iterator[Browser]:
    """Chromium without a screen, until the block ends."""
    with sync_playwright() as playwright:
        path, flags = chromium_path(), [*CHROMIUM_FLAGS, *more_flags]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serving(home: Path) -> AbstractContextManager[str]:
    """The app's address, served from this RISK_HOME until the block ends."""
    return serving_script(PROJECT / "app.py", home)


@contextmanager
def serving_script(script: Path, home: Path):
    """The same for any Streamlit script."""
    port, log = free_port(), home / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", str(script),
               f"--server.port={port}", "--server.address=127.0.0.1"]  # fmt: skip
    environment = {**os.environ, "RISK_HOME": str(home), "RISK_ADDRESS": "127.0.0.1"}
    environment.pop("RISK_LEDGER_URL", None)
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_until_up(url: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(log.read_text("utf-8"))
