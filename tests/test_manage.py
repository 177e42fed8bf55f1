"""manage.py on machines that are not ready: one clear sentence and a cure, never a traceback."""

import os
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


def test_options_are_taken_out_of_the_argument_list():
    arguments = ["--port", "9000", "--address=0.0.0.0", "--empty", "rest"]
    assert manage.option(arguments, "--port") == "9000"
    assert manage.option(arguments, "--address") == "0.0.0.0"
    assert manage.switch(arguments, "--empty")
    assert arguments == ["rest"]


def test_requirements_are_exact_pins():
    lines = [
        line
        for line in (PROJECT / "requirements.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert [line for line in lines if line.count("==") != 1] == []
    names = [line.split("==")[0].lower().replace("_", "-") for line in lines]
    assert len(names) == len(set(names))
