"""Fixtures that many tests share: the invented town, imported and built once per run."""

import gc
import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

SAMPLE_AS_OF = date(2026, 11, 23)
# A busy machine is no fault of the code: speed is judged in benchmarks/ alone.
settings.register_profile("no clock", deadline=None)
# A gate gives one answer to one state of the code; at a desk every run tries other examples.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "no clock")


def pytest_collection_finish(session):
    """What is loaded by now stays: the collector need not look through it again and again, which
    is a twentieth of a run."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config, log):
    from tests.scheduling import OneBrowser

    return OneBrowser(config, log)


def pytest_runtest_setup(item):
    """The browser's tests are the longest chain and hold the clock's only deadlines: beside them
    the other workers take what they leave of the processor."""
    if "PYTEST_XDIST_WORKER" in os.environ and not item.get_closest_marker("browser"):
        give_way()


@cache
def give_way() -> None:
    if hasattr(os, "nice"):  # not on Windows
        os.nice(5)


@pytest.fixture(autouse=True)
def no_state_of_the_developer(monkeypatch, tmp_path):
    """Every test gets its own RISK_HOME, so none can touch the state of the person running it."""
    monkeypatch.setenv("RISK_HOME", str(tmp_path / "risk-home"))
    monkeypatch.delenv("RISK_LEDGER_URL", raising=False)


@pytest.fixture(scope="session", autouse=True)
def packages_looked_through_once():
    """Streamlit's test runner looks through all installed packages for components at every first
    run of a page (0.1 s); they do not change while the tests run."""
    from streamlit.components.v2 import manifest_scanner

    found = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory):
    """A Home with the invented town as of SAMPLE_AS_OF, imported from its workbooks and built.

    Shared by all workers of one run (read it, never write to it).
    """
    from pipelines.settings import Home

    folder = shared_folder(tmp_path_factory) / "sample-home"
    return Home(once(folder, fill_with_sample))


@pytest.fixture(scope="session")
def sample_build(sample_home) -> Path:
    """Path of the sample town's build."""
    from pipelines.warehouse import newest_build

    return newest_build(sample_home)


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    """A Home into which nothing was imported, built (read it, never write to it)."""
    from pipelines.settings import Home

    return Home(once(shared_folder(tmp_path_factory) / "empty-home", fill_with_nothing))


@pytest.fixture(scope="session")
def empty_build(empty_home) -> Path:
    from pipelines.warehouse import newest_build

    return newest_build(empty_home)


def shared_folder(tmp_path_factory) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def once(folder: Path, fill) -> Path:
    """Fill the folder in the first worker that asks; the others wait for it."""
    import time

    done, lock = folder.with_suffix(".done"), folder.with_suffix(".lock")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        for _ in range(600):
            if done.exists():
                return folder
            time.sleep(0.2)
        raise TimeoutError(f"{folder} was not filled in two minutes") from None
    fill(folder)
    done.touch()
    return folder


def fill_with_sample(folder: Path) -> None:
    from datetime import datetime

    from data.sample.town import make_town
    from data.sample.workbooks import write_workbooks
    from pipelines.importing import import_paths
    from pipelines.run import build
    from pipelines.settings import Home

    home = Home(folder).prepare()
    books = folder / "books"
    books.mkdir()
    files = write_workbooks(make_town(SAMPLE_AS_OF), books)
    at = datetime(2026, 11, 23, 8, 0)
    import_paths(files, home, actor="测试", role="分析员", at=at, is_sample=True)
    build(home, SAMPLE_AS_OF)


def fill_with_nothing(folder: Path) -> None:
    from pipelines.run import build
    from pipelines.settings import Home

    build(Home(folder).prepare(), SAMPLE_AS_OF)
