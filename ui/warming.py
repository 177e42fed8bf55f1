"""What the first reader should not wait for, done once when the server starts, beside its requests.

A thread loads every page with the libraries behind it, the catalogue and the newest build. A fault
is told in the log by Python itself, and met again, in words, by whoever opens the page.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Lock, Thread
from types import ModuleType

from pipelines.queries import knowledge, scope
from pipelines.queries.casebook import casebook
from pipelines.queries.scope import Person
from pipelines.settings import home
from pipelines.warehouse import newest_build

_loading = Lock()  # two threads that load the same libraries could meet half-loaded ones


def warming(names: Sequence[str]) -> Callable:
    """The hook of st.App: the server answers at once, a thread warms these pages beside it."""

    @asynccontextmanager
    async def started(_app) -> AsyncIterator[None]:
        Thread(target=warm, args=(names,), name="warming", daemon=True).start()
        yield

    return started


def page(name: str) -> ModuleType:
    """A page's module, loaded by one thread at a time."""
    with _loading:
        return import_module(f"pages.{name}")


def warm(names: Sequence[str]) -> None:
    for name in names:
        page(name)
    knowledge.region(), knowledge.forms(), knowledge.scoring()
    if build := newest_build(home()):
        scope.run_info(build)
        casebook(build, home(), Person(is_local=True))
    set_aside()


def set_aside() -> None:
    """What is loaded now stays for good: the collector need not look through it again."""
    gc.collect()
    gc.freeze()
