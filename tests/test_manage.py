"""manage.py on machines that are not ready: one clear sentence and a cure, never a traceback."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import manage

PROJECT = Path(__file__).resolve().parent.parent


def run(*arguments, python=sys.executable, **environment):
    inner = {k: v for k, v in os.environ.items() if k != manage.INSIDE} | environment
    return subprocess.run(
        [python, str(PROJECT / "manage.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=inner,
        timeout=120,
    )


def test_no_argument_lists_every_command():
    answer = run()
    assert answer.returncode == 0
    assert all(name in answer.stdout for name in manage.COMMANDS)


def test_an_unknown_command_is_one_sentence_and_exit_two():
    answer = run("fly")
    assert answer.returncode == 2
    assert "没有“fly”这个命令" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_port_in_use_names_the_port_and_offers_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(manage.Trouble, match=rf"端口 {port} 已被占用.*--port {port + 1}"):
            manage.check_port("127.0.0.1", port)


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(manage.sys, "version_info", (3, 9, 2))
    with pytest.raises(manage.Trouble, match=r"需要 Python 3\.11.*当前是 3\.9\.2"):
        manage.check_python()


def test_a_folder_without_write_permission_is_named(monkeypatch):
    monkeypatch.setattr(manage, "PROJECT", Path("/proc/nowhere"))
    with pytest.raises(manage.Trouble, match="没有写入权限"):
        manage.check_writable()


def test_a_missing_wheelhouse_is_named_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(manage, "VENV", tmp_path / "venv")
    monkeypatch.setattr(manage, "STAMP", tmp_path / "venv" / "ready.txt")
    with pytest.raises(manage.Trouble, match="找不到离线安装包文件夹"):
        manage.prepare_environment(str(tmp_path / "wheels"))
    assert not (tmp_path / "venv").exists()


def test_a_half_made_environment_is_made_again(monkeypatch, tmp_path):
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text("left over")
    monkeypatch.setattr(manage, "VENV", venv)
    monkeypatch.setattr(manage, "STAMP", venv / "ready.txt")
    steps = []
    monkeypatch.setattr(manage, "make_venv", lambda: (venv.mkdir(), steps.append("venv")))
    monkeypatch.setattr(manage, "install_packages", lambda wheelhouse: steps.append("packages"))
    manage.prepare_environment(None)
    assert steps == ["venv", "packages"]
    assert manage.STAMP.read_text() == manage.wanted_stamp()
    assert not (venv / "bin").exists()


def test_an_empty_wheelhouse_says_how_to_fill_it(monkeypatch, tmp_path):
    monkeypatch.setattr(manage, "venv_python", lambda: Path(sys.executable))
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("a-package-that-does-not-exist==1.0\n")
    monkeypatch.setattr(manage, "REQUIREMENTS", wanted)
    with pytest.raises(manage.Trouble, match="补齐离线文件夹"):
        manage.install_packages(str(tmp_path))


# ---------------------------------------------------------------- in this process


@pytest.fixture
def inside(monkeypatch, tmp_path):
    """Commands run in this process with a state that nobody has made yet; gives its folder."""
    monkeypatch.setenv(manage.INSIDE, "1")
    monkeypatch.setattr(manage.sys, "path", list(sys.path))
    home = tmp_path / "空 格" / "状态"
    monkeypatch.setenv("RISK_HOME", str(home))
    return home


def asked(monkeypatch, *arguments) -> int:
    """Exit code of `manage.py …`."""
    monkeypatch.setattr(manage.sys, "argv", ["manage.py", *map(str, arguments)])
    try:
        return manage.main()
    except SystemExit as left:
        return left.code


@pytest.mark.parametrize("command", sorted(manage.COMMANDS))
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_chinese_and_touches_no_state(inside, monkeypatch, capsys, command, flag):
    assert asked(monkeypatch, command, flag) == 0
    said = capsys.readouterr().out
    assert manage.COMMANDS[command][1][:2] in said or "填报表" in said or "检验" in said
    assert not re.search(r"usage:|options:|arguments|show this|optional", said)
    assert not inside.exists()


def test_help_makes_no_environment(monkeypatch, capsys):
    monkeypatch.delenv(manage.INSIDE, raising=False)
    monkeypatch.setattr(manage, "environment_is_ready", lambda: False)
    monkeypatch.setattr(manage, "prepare_environment", lambda *_: pytest.fail("made"))
    for command in manage.COMMANDS:
        assert asked(monkeypatch, command, "--help") == 0
        assert manage.COMMANDS[command][1] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["start", "--prot", "8501"], "没有参数 --prot"),
        (["start", "--port", "abc"], "1 至 65535 的整数，不能是“abc”"),
        (["start", "--port", "0"], "1 至 65535 的整数"),
        (["start", "--port", "65536"], "1 至 65535 的整数"),
        (["start", "--port"], "后面缺少内容"),
        (["start", "--address", "192.0.2.1"], "不是本机的地址"),
        (["import"], "缺少参数 PATH"),
        (["undo"], "缺少参数 BATCH"),
        (["sql", "select 1", "--format", "yaml"], "没有 'yaml' 这个选择"),
        (["build", "--as-of", "昨天"], "'昨天' 的写法不对"),
        (["report", "--period", "2026-09", "--format", "exe", "-o", "x"], "没有 'exe' 这个选择"),
        (["verify", "多余"], "没有参数 多余"),
        (["fly"], "没有“fly”这个命令"),
    ],
)
def test_a_wrong_call_is_told_in_chinese_with_its_cure(
    inside, monkeypatch, capsys, arguments, cure
):
    assert asked(monkeypatch, *arguments) == 2
    said = capsys.readouterr().err
    assert cure in said and "Traceback" not in said and "error:" not in said
    assert not (inside / "builds").exists()


def test_a_wrong_option_of_start_is_told_before_an_environment_is_made(monkeypatch, capsys):
    monkeypatch.delenv(manage.INSIDE, raising=False)
    monkeypatch.setattr(manage, "prepare_environment", lambda *_: pytest.fail("made"))
    assert asked(monkeypatch, "start", "--port", "八千") == 2
    assert "不能是“八千”" in capsys.readouterr().err


def test_options_with_a_dot_go_on_to_streamlit():
    options, more = manage.start_options(["--port=9000", "--server.maxUploadSize=500", "--empty"])
    assert (options.port, options.address, options.empty) == (9000, "127.0.0.1", True)
    assert more == ["--server.maxUploadSize=500"]


@pytest.mark.parametrize("command", [["import", "x.xlsx"], ["build"], ["verify"], ["undo", "x"],
                                     ["user", "list"], ["start", "--port", "8999"]])  # fmt: skip
def test_a_state_folder_that_cannot_be_written_is_named(monkeypatch, inside, capsys, command):
    inside.parent.mkdir()
    inside.write_text("a file where the folder should be")
    assert asked(monkeypatch, *command) == 2
    said = capsys.readouterr().err
    assert f"无法写入状态文件夹 {inside}" in said and "RISK_HOME" in said


def test_a_relative_state_folder_means_the_callers_folder(monkeypatch, tmp_path, inside):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RISK_HOME", "我的状态")
    assert asked(monkeypatch, "user", "list") == 0
    assert os.environ["RISK_HOME"] == str(tmp_path / "我的状态")
    assert (tmp_path / "我的状态").is_dir()


@pytest.mark.parametrize("paths", [["没有这个文件.xlsx"], ["."]])
def test_an_import_of_nothing_readable_ends_with_two(monkeypatch, tmp_path, inside, capsys, paths):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert asked(monkeypatch, "import", *paths) == 2
    told = capsys.readouterr()
    assert "请检查路径" in told.out or "没有找到可导入的文件" in told.err


def test_a_build_of_a_day_to_come_is_made_with_a_warning(monkeypatch, inside, capsys):
    assert asked(monkeypatch, "build", "--as-of", "2099-01-31") == 0
    told = capsys.readouterr()
    assert "2099-01-31 还没有到" in told.err and told.out.startswith("risk-")


def test_undoing_an_unknown_batch_names_it(monkeypatch, inside, capsys):
    assert asked(monkeypatch, "undo", "B9999") == 2
    assert "没有批次 B9999" in capsys.readouterr().err


def test_requirements_are_exact_pins():
    lines = [
        line
        for line in (PROJECT / "requirements.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert [line for line in lines if line.count("==") != 1] == []
    names = [line.split("==")[0].lower().replace("_", "-") for line in lines]
    assert len(names) == len(set(names))
