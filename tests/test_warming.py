"""What the server does before the first reader comes: everything loaded, nothing hidden."""

import asyncio
import gc
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from pages import PAGES
from pipelines.queries import knowledge
from tests.asgi_server import finished
from ui import warming

PROJECT = Path(__file__).resolve().parent.parent
NAMES = [entry.url_path for entry in PAGES]


@pytest.fixture(autouse=True)
def collector_as_before():
    yield
    gc.unfreeze()


def test_the_hook_loads_every_page_and_the_catalogue(sample_home, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(sample_home))
    knowledge.forms.cache_clear()
    finished(served_once(warming.warming(NAMES)))
    assert {f"pages.{name}" for name in NAMES} <= set(sys.modules)
    assert knowledge.forms.cache_info().currsize == 1


def test_a_state_without_a_build_is_warmed_too(empty_state):
    warming.warm(NAMES[:1])
    assert gc.get_freeze_count() > 10_000


def test_a_page_that_cannot_be_loaded_is_told_and_not_swallowed(empty_state):
    with pytest.raises(ModuleNotFoundError, match="no_such_page"):
        warming.warm(["no_such_page"])


def test_no_run_is_followed_by_a_full_collection():
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["runner"]["postScriptGC"] is False


@pytest.fixture
def empty_state(tmp_path, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(tmp_path))


async def served_once(hook) -> None:
    """The server's life around its hook, until the thread has ended."""
    async with hook(None):
        worker = next(one for one in threading.enumerate() if one.name == "warming")
        await asyncio.to_thread(worker.join, 60)
