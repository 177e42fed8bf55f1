#!/usr/bin/env python3
"""Every command of the project: standard library only, so that it runs with nothing but Python.

The first run makes the environment (.venv) from requirements.txt; after that a command costs one
extra process start. What a command does lives beside its subject; COMMANDS says where.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import importlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
REQUIREMENTS = PROJECT / "requirements.txt"
STAMP = VENV / "ready.txt"
OLDEST_PYTHON = (3, 11)
INSIDE = "RISK_INSIDE_ENVIRONMENT"

COMMANDS = {
    "start": ("manage:start", "准备环境，状态为空时载入演示数据，打开看板"),
    "test": ("manage:test", "安装测试所需并运行全部测试"),
    "import": ("pipelines.importing:main", "导入工作簿或文件夹，然后重新计算"),
    "undo": ("pipelines.importing:undo_main", "撤回一次导入"),
    "build": ("pipelines.run:main", "用已接收的数据重新计算"),
    "sql": ("pipelines.warehouse:main", "对最新结果做只读查询"),
    "template": ("pipelines.templates:main", "生成空白填报表"),
    "returns": ("pipelines.returns:main", "生成退回件"),
    "report": ("reports.command:main", "生成月报、总结报告"),
    "backup": ("pipelines.keeping:backup_main", "备份为一个文件"),
    "restore": ("pipelines.keeping:restore_main", "从备份恢复"),
    "verify": ("pipelines.verifying:verify_main", "核对留痕链和全部存档文件"),
    "user": ("pipelines.users:main", "管理账号"),
    "notify": ("pipelines.notifying:main", "发出当天的逾期提醒（须先设置群机器人地址，默认不发）"),
    "backtest": ("pipelines.backtest:main", "在历史数据上检验学习模型"),
    "bench": ("benchmarks.command:main", "运行性能对照表"),
}
NEEDS_NO_STATE = ("test", "sql", "report", "backtest", "bench")  # they read it, or have none


class Trouble(Exception):
    """Something the person at the keyboard can cure; the text says how."""


def say(text: str) -> None:
    """Progress goes to stderr: stdout belongs to answers that programs read."""
    print(text, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- the environment


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted_stamp() -> str:
    version = ".".join(map(str, sys.version_info[:2]))
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest() + " " + version


def environment_is_ready() -> bool:
    if not (STAMP.is_file() and venv_python().is_file()):
        return False
    return STAMP.read_text("utf-8").split()[0] == wanted_stamp().split()[0]


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Trouble(
            f"需要 Python 3.11 或更新版本，当前是 {found}。请安装新版本后用它运行，"
            "例如：python3.11 manage.py start"
        )


def check_writable() -> None:
    """The project's folder takes the environment."""
    if not can_write(PROJECT):
        raise Trouble(
            f"没有写入权限：{PROJECT}。请把程序放到当前用户可写的文件夹，或用有权限的账号运行。"
        )


def check_state() -> None:
    """The state's folder takes imports, builds and the ledger."""
    from pipelines.settings import home

    if not can_write(home().root):
        raise Trouble(
            f"无法写入状态文件夹 {home().root}。"
            "请检查路径、权限和剩余空间，或用环境变量 RISK_HOME 指定另一个文件夹。"
        )


def can_write(folder: Path) -> bool:
    probe = folder / f".write-probe-{os.getpid()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_text("x", encoding="utf-8")
        probe.unlink()
    except OSError:
        return False
    return True


def prepare_environment(wheelhouse: str | None) -> None:
    """Make .venv complete; a half-made one is made again from the start."""
    check_python()
    if environment_is_ready():
        return
    check_writable()
    if wheelhouse and not Path(wheelhouse).is_dir():
        raise Trouble(f"找不到离线安装包文件夹：{wheelhouse}。请检查 --wheelhouse 后面的路径。")
    with one_at_a_time():
        if not environment_is_ready():
            make_environment(wheelhouse)


@contextlib.contextmanager
def one_at_a_time():
    """Two commands started together must not make the same environment twice.

    The operating system drops the lock of a setup that was killed.
    """
    with VENV.with_name(".venv.lock").open("w") as held:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_environment(wheelhouse: str | None) -> None:
    if VENV.exists():
        say("发现未完成或已过期的运行环境，正在重新准备……")
        shutil.rmtree(VENV, ignore_errors=True)
    say("首次运行：正在准备运行环境（约 1–3 分钟，只需一次）……")
    make_venv()
    install_packages(wheelhouse)
    STAMP.write_text(wanted_stamp(), encoding="utf-8")
    say("运行环境已就绪。")


def make_venv() -> None:
    say("  [1/2] 建立独立环境 .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(
            "无法建立独立环境。Debian/Ubuntu 请先运行：apt-get install python3-venv；"
            f"其他系统请重新安装完整的 Python。（{last_line(made.stderr or made.stdout)}）"
        )


def install_packages(wheelhouse: str | None) -> None:
    total = sum("==" in line for line in REQUIREMENTS.read_text("utf-8").splitlines())
    source = f"离线文件夹 {wheelhouse} " if wheelhouse else "软件包源"
    say(f"  [2/2] 从{source}安装 {total} 个软件包")
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--no-color", "--progress-bar", "off", "-r", str(REQUIREMENTS)]
    if wheelhouse:
        command += ["--no-index", "--find-links", str(Path(wheelhouse).resolve())]
    said = run_showing_progress(command, total)
    if said is not None:
        cure = (
            "请补齐离线文件夹中的安装包（pip download -r requirements.txt -d 文件夹）。"
            if wheelhouse
            else "请检查网络；没有网络的机器请用 --wheelhouse 文件夹 离线安装。"
        )
        raise Trouble(f"软件包安装未完成。{cure}（{said}）")


def run_showing_progress(command: list[str], total: int) -> str | None:
    """None when the command succeeded, else the last error line it printed."""
    seen, last = 0, ""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout:
            last = line.strip() if "ERROR" in line or not last else last
            if line.startswith("Collecting"):
                seen += 1
                if seen % 20 == 0:
                    say(f"        已获取 {seen}/{total}")
            elif line.startswith("Installing collected"):
                say("        正在安装……")
    return None if process.returncode == 0 else last_line(last)


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "没有更多信息"


# ---------------------------------------------------------------- start


def start_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py start",
        description=COMMANDS["start"][1],
        epilog="形如 --server.maxUploadSize=500 的选项原样交给 Streamlit。",
        allow_abbrev=False,
    )
    parser.add_argument("--address", default="127.0.0.1", help="监听地址，缺省 127.0.0.1")
    parser.add_argument("--port", default="8501", help="端口，1 至 65535，缺省 8501")
    parser.add_argument("--empty", action="store_true", help="状态为空时不载入演示数据")
    parser.add_argument("--wheelhouse", metavar="DIR", help="没有网络时，从该文件夹安装软件包")
    return parser


def start_options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """What start was asked for, and the options that go on to Streamlit."""
    parser = start_parser()
    asked, more = parser.parse_known_args(arguments)
    strange = [word for word in more if not (word.startswith("--") and "." in word.split("=")[0])]
    if strange:
        parser.error(f"没有参数 {' '.join(strange)}。加 -h 查看说明。")
    if not (asked.port.isascii() and asked.port.isdigit() and 0 < int(asked.port) < 65536):
        parser.error(f"--port 应是 1 至 65535 的整数，不能是“{asked.port}”。")
    asked.port = int(asked.port)
    return asked, more


def check_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise Trouble(why_not_bound(address, port, error)) from error


def why_not_bound(address: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"“{address}”不是本机的地址。单机使用请去掉 --address；供局域网访问请用 0.0.0.0 "
            "或本机的 IP。"
        )
    if error.errno == errno.EACCES:
        return f"没有使用端口 {port} 的权限。请换一个：python3 manage.py start --port 8501"
    return (
        f"端口 {port} 已被占用（可能看板已经打开）。"
        f"请换一个端口：python3 manage.py start --port {port % 65535 + 1}"
    )


def start(arguments: list[str]) -> int:
    """Serve the dashboard; load the invented town into an empty state unless --empty."""
    from pipelines import opening

    asked, more = start_options(arguments)
    check_port(asked.address, asked.port)
    check_catalogue()
    check_accounts(asked.address)
    opening.prepare(say, asked.empty)
    return serve(asked.address, asked.port, more)


def check_catalogue() -> None:
    from models.catalog import CatalogError, load_catalog
    from pipelines.settings import CATALOG

    try:
        load_catalog(CATALOG)
    except CatalogError as error:
        raise Trouble(f"配置目录 data/catalog 有矛盾，未启动。请逐条改正：\n{error}") from error


def check_accounts(address: str) -> None:
    from ledger.events import Ledger
    from pipelines.settings import home
    from ui.guard import check_start

    refusal = check_start(address, Ledger(home().prepare().ledger_url))
    if refusal:
        raise Trouble(refusal)


def serve(address: str, port: int, more: list[str]) -> int:
    say(f"看板地址：http://{address}:{port}  （按 Ctrl+C 停止）")
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py")]
    command += [f"--server.address={address}", f"--server.port={port}", *more]
    os.environ["RISK_ADDRESS"] = address
    try:
        return subprocess.call(command, cwd=PROJECT)
    except KeyboardInterrupt:
        return 0


# ---------------------------------------------------------------- test

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
APT_PACKAGES = {
    "chromium": lambda: any(map(shutil.which, BROWSERS)),
    "fonts-noto-cjk": lambda: bool(list(Path("/usr/share/fonts").rglob("NotoSansCJK*"))),
    "postgresql": lambda: bool(list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))),
    "libreoffice-calc": lambda: bool(shutil.which("soffice")),
    "poppler-utils": lambda: bool(shutil.which("pdftoppm")),
    # Playwright's own program needs it on Linux; a machine without a compiler may not have it.
    "libatomic1": lambda: not sys.platform.startswith("linux") or has_library("atomic"),
}


def has_library(name: str) -> bool:
    from ctypes.util import find_library

    return find_library(name) is not None


def prepare_machine() -> None:
    """Install what only the tests need from Debian/Ubuntu, or say what to install."""
    missing = [name for name, present in APT_PACKAGES.items() if not present()]
    if not missing:
        return
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        raise Trouble(
            "测试需要浏览器、中文字体等系统软件，请先安装："
            f"{' '.join(missing)}（Debian/Ubuntu：sudo apt-get install {' '.join(missing)}）"
        )
    say(f"正在安装测试所需的系统软件：{' '.join(missing)}")
    apt(["apt-get", "update", "-qq"])
    if "chromium" in missing and apt(["apt-cache", "show", BROWSERS[0]]).returncode == 0:
        missing[missing.index("chromium")] = BROWSERS[0]
    done = apt(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing])
    if done.returncode:
        raise Trouble(f"系统软件安装失败：{last_line(done.stderr or done.stdout)}")


def apt(command: list[str]) -> subprocess.CompletedProcess:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=quiet, capture_output=True, text=True)


def test(arguments: list[str]) -> int:
    """Run the whole suite on every core; arguments go to pytest instead."""
    prepare_machine()
    # Tests start many processes: each would compile the whole project again without its bytecode.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest"]
    if arguments:
        return subprocess.call([*command, *arguments], cwd=PROJECT, env=kept)
    # One worker takes all that needs the browser (tests/scheduling.py) and waits for it a third of
    # the time: one more than cores. It begins first, its work is the longest.
    workers = str((os.cpu_count() or 1) + 1)
    command += ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    with tempfile.TemporaryDirectory(dir=memory_disk(), prefix="risk-tests-") as folder:
        command += [f"--basetemp={folder}/run"]
        return subprocess.call(command, cwd=PROJECT, env=kept)


def memory_disk() -> str | None:
    """Where the tests write their two gigabytes: in memory if there is plenty, else on disk."""
    folder = "/dev/shm"
    if not (os.path.isdir(folder) and os.access(folder, os.W_OK)):
        return None
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return folder if min(free, shutil.disk_usage(folder).free) > 8 << 30 else None


# ---------------------------------------------------------------- the door


def usage() -> str:
    lines = ["用法：python3 manage.py 命令 [参数]", ""]
    lines += [f"  {name:<9} {text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(lines)


def run_inside(name: str, arguments: list[str]) -> int:
    """Run the same command with the environment's own interpreter."""
    wheelhouse = None
    if name in ("start", "test"):
        parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
        parser.add_argument("--wheelhouse")
        asked, arguments = parser.parse_known_args(arguments)
        wheelhouse = asked.wheelhouse
    prepare_environment(wheelhouse)
    # One BLAS thread: many small products on few cores only wait for each other otherwise.
    inner = {"OPENBLAS_NUM_THREADS": "1", **os.environ, INSIDE: "1", "PYTHONUTF8": "1"}
    command = [str(venv_python()), str(Path(__file__).resolve()), name, *arguments]
    try:
        return subprocess.call(command, env=inner)
    except KeyboardInterrupt:
        return 130


def explain(name: str, arguments: list[str]) -> bool:
    """Say what a command does without doing it; False when its own parser will say it better."""
    if name == "start":
        start_parser().print_help()
    elif name == "test" and len(arguments) == 1:
        print(f"用法：python3 manage.py test [pytest 的参数]\n\n{COMMANDS[name][1]}")
    elif os.environ.get(INSIDE) != "1" and not environment_is_ready():
        print(f"{name}：{COMMANDS[name][1]}。\n参数说明要等运行环境准备好（先运行一次 start）。")
    else:
        return False
    return True


def dispatch(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        raise Trouble(f"没有“{name}”这个命令。\n{usage()}")
    asks_for_help = bool({"-h", "--help"} & set(rest))
    if asks_for_help and explain(name, rest):
        return 0
    if name == "start":
        start_options(rest)  # a wrong option is told before anything is made
    if os.environ.get(INSIDE) != "1":
        return run_inside(name, rest)
    if not asks_for_help and name not in NEEDS_NO_STATE:
        check_state()
    module, function = COMMANDS[name][0].split(":")
    if module == "manage":
        return globals()[function](rest)
    return getattr(importlib.import_module(module), function)(rest)


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.path.insert(0, str(PROJECT))
    from pipelines.arguments import speak_chinese

    speak_chinese()
    if os.environ.get("RISK_HOME"):  # the server runs in the project's folder, people elsewhere
        os.environ["RISK_HOME"] = os.path.abspath(os.environ["RISK_HOME"])
    try:
        return dispatch(sys.argv[1:])
    except Trouble as trouble:
        say(str(trouble))
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return told_or_raised(error)


def told_or_raised(error: Exception) -> int:
    """Damage of the stored state is a sentence; a fault of ours keeps its trace."""
    if os.environ.get(INSIDE) != "1":
        raise error
    from pipelines.damage import sentence

    told = sentence(error)
    if told is None:
        raise error
    say(told)
    return 2


if __name__ == "__main__":
    sys.exit(main())
