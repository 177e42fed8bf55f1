"""What `start` serves: the newest build, made first where none is or the program has changed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ledger.events import Ledger
from pipelines.publish import BuildRefused
from pipelines.run import build, code_version
from pipelines.settings import PROJECT, Home, home, now, today
from pipelines.warehouse import newest_build, open_build

Say = Callable[[str], None]


def prepare(say: Say, empty: bool) -> None:
    """A state with a build is served at once; yesterday's is rebuilt while people already look.

    A build of another version of the program may lack what the screens ask for: build first.
    """
    state = home().prepare()
    newest = newest_build(state)
    if newest is None:
        first_build(state, say, empty)
    elif made_by_other_code(newest):
        say("程序已更新，正在按新版本重新计算……")
        build_or_keep(state, say)
    elif not newest.stem.startswith(f"risk-{today():%Y%m%d}"):
        subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), "build"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def made_by_other_code(newest: Path) -> bool:
    return open_build(newest).rows("select code_version from run_info") != [(code_version(),)]


def build_or_keep(state: Home, say: Say) -> None:
    try:
        build(state)
    except BuildRefused:
        say("新结果未通过检查，暂用上一次结果；原因见看板顶部提示。")


def first_build(state: Home, say: Say, empty: bool) -> None:
    if not empty and not Ledger(state.ledger_url).events(subject="batch"):
        load_sample(state, say)
    say("正在计算……")
    build_or_keep(state, say)


def load_sample(state: Home, say: Say) -> None:
    from data.sample.town import make_town
    from data.sample.workbooks import write_workbooks
    from pipelines.importing import import_paths

    def show(done: int, total: int, name: str = "") -> None:
        if done == total or done % 10 == 0:
            say(f"  {done}/{total} {name}")

    say("状态为空：正在生成并导入演示数据（虚构）……")
    with tempfile.TemporaryDirectory() as folder:
        files = write_workbooks(make_town(today()), Path(folder))
        import_paths(
            files, state, actor="系统", role="系统", at=now(), is_sample=True, progress=show
        )
