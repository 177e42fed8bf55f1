"""Killed at any instant, an import leaves the state before it or after it, on both ledgers."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime
from uuid import uuid4

import psycopg
import pytest

from ledger.events import Ledger
from ledger.imports import live_imports
from pipelines.importing import import_paths
from pipelines.previewing import preview
from pipelines.proving import findings
from pipelines.queries.scope import Person
from pipelines.run import build
from pipelines.settings import PROJECT, Home
from pipelines.warehouse import newest_build, open_build
from tests.books import write_book
from tests.postgres_server import postgres

AT = datetime(2026, 11, 23, 8, 0)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
KILLS = int(os.environ.get("RISK_KILLS", "30"))  # instants, over both ledgers and both ways
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "村（社区）"],
    ["甲养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"],
]
VISITS = [
    ["单位名称", "村（社区）", "排查日期", "排查人", "涉及人数"],
    ["甲养老院", "曙光村", "2026-09-01", "张某", 5],
    ["丙生活馆", "曙光村", "13月2日", "张某", 5],
]

# Stands ready with everything loaded and forks for each import, so that a kill costs the import
# alone and not a second of start. One line in: home, ledger, seconds (null: to the end), whether
# they count from the last file's turn, paths; one line out: seconds in all and from that turn.
NURSERY = """
import json, os, signal, sys, time
from datetime import datetime
from pathlib import Path
import pipelines.plausibility, pipelines.subjects
from pipelines.contract import code_digest
from pipelines.importing import import_paths, sound_forms
from pipelines.settings import Home

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
sound_forms(), code_digest()
for line in sys.stdin:
    home, url, seconds, from_last, paths = json.loads(line)
    hears, tells = os.pipe()
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.environ["RISK_LEDGER_URL"] = url
        turn = lambda done, total, name: name and done == total - 1 and os.write(tells, b".")
        import_paths(paths, Home(Path(home)), progress=turn, **WHO)
        os._exit(0)
    os.close(tells)
    if from_last or seconds is None:
        os.read(hears, 1)
    turned = time.perf_counter()
    if seconds is not None:
        time.sleep(seconds)
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:  # not yet a group of its own
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(hears)
    ended = time.perf_counter()
    print(json.dumps([ended - started, ended - turned]), flush=True)
"""


@pytest.fixture(scope="module")
def server():
    with postgres() as url:
        yield url


@pytest.fixture(scope="module")
def nursery():
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(home, url, paths, seconds=None, from_last=False):
        order = [str(home.root), url, seconds, from_last, [str(path) for path in paths]]
        process.stdin.write(json.dumps(order, ensure_ascii=False) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield run
    process.stdin.close()
    process.wait(60)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    return [
        write_book(folder / "名册.xlsx", {"Sheet1": REGISTER}),
        write_book(folder / "排查.xlsx", {"Sheet1": VISITS}),
    ]


def ledger_of(engine, home, request, monkeypatch):
    """A new ledger of this kind; its URL, which the environment then names."""
    url = f"sqlite:///{home.root / 'ledger.sqlite'}"
    if engine == "postgres":
        server, name = request.getfixturevalue("server"), f"t{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as con:
            con.execute(f'create database "{name}"')
        url = server.removesuffix("postgres") + name
    monkeypatch.setenv("RISK_LEDGER_URL", url)
    return url


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@pytest.mark.parametrize("is_seen", [True, False], ids=["taken over", "read"])
def test_an_import_killed_at_any_instant_leaves_before_or_after(
    engine, is_seen, nursery, books, tmp_path, request, monkeypatch
):
    rng, seen = random.Random(f"{engine} {is_seen}"), Counter()
    usual = [0.0, 0.0]  # seconds: in all, from the last file's turn
    for number in range((KILLS // 3 if is_seen else KILLS // 6) + 1):
        home = Home(tmp_path / f"home-{number}").prepare()
        url = ledger_of(engine, home, request, monkeypatch)
        if is_seen:
            preview(books, [b.name for b in books], home, Person(is_local=True), at=AT)
        if number == 0:
            usual = nursery(home, url, books)
        else:
            late = number % 3 > 0  # most instants where files are kept and events are written
            nursery(home, url, books, rng.uniform(0.0, 1.05 * usual[late]), late)
        seen[judged_after(home, books)] += 1
    print(f"{engine}, {is_seen=}: files that counted after a kill: {dict(seen)}; {usual}")
    build(home)
    assert open_build(newest_build(home)).rows(
        "select (select count(*) from raw_facility), (select count(*) from raw_screening)"
    ) == [(1, 1)]


def judged_after(home, books) -> int:
    """How many files counted; the state is whole, and importing again completes it."""
    ledger = Ledger(home.ledger_url)
    live = live_imports(ledger.events())
    assert [one.file for one in live] == [book.name for book in books][: len(live)]
    assert ledger.verify() == [] and findings(home) == []
    again = import_paths(books, home, **WHO)["files"]
    wanted = ["accepted", "partly"]
    assert [one["status"] for one in again] == ["duplicate"] * len(live) + wanted[len(live) :]
    assert [one.batch for one in live_imports(ledger.events())] == ["B0001", "B0002"]
    assert findings(home) == [] and list(home.tmp.glob("import-*")) == []
    ledger.close()
    return len(live)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_a_preview_killed_at_any_instant_leaves_nothing_that_the_next_does_not_remove(
    books, tmp_path
):
    script = (
        "import sys; from pathlib import Path; from datetime import datetime\n"
        "from pipelines.previewing import preview; from pipelines.settings import Home\n"
        "from pipelines.queries.scope import Person\n"
        "print('ready', flush=True)\n"
        "paths = list(map(Path, sys.argv[2:]))\n"
        "preview(paths, [p.name for p in paths], Home(Path(sys.argv[1])), Person(is_local=True),\n"
        "        at=datetime(2026, 11, 23, 8, 0))\n"
    )
    rng, home = random.Random(7), Home(tmp_path / "home").prepare()
    for _ in range(3):
        command = [sys.executable, "-c", script, str(home.root), *map(str, books)]
        env = {**os.environ, "PYTHONPATH": str(PROJECT)}
        process = subprocess.Popen(
            command, cwd=PROJECT, env=env, stdout=subprocess.PIPE, start_new_session=True
        )
        process.stdout.readline()
        try:
            process.communicate(timeout=rng.uniform(0.0, 2.0))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert list(home.raw.iterdir()) == list(home.staged.iterdir()) == []
    assert [one["status"] for one in import_paths(books, home, **WHO)["files"]] == [
        "accepted",
        "partly",
    ]
    assert [path for path in home.tmp.iterdir() if not path.name.startswith("seen-")] == []
