"""A private PostgreSQL on loopback for the tests that need the second engine; gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path:
    """The newest installed server's folder; FileNotFoundError says what to install."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent if found else Path(on_path).resolve().parent


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh server; its files live in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="risk-pg-"))
    user = _ordinary_user()
    if user:
        shutil.chown(folder, user)
    port = _free_port()
    run = _runner(binaries(), user, folder)
    run("initdb", "-D", folder / "data", "-U", "risk", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://risk@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _runner(folder: Path, user: str | None, cwd: Path):
    def run(program: str, *arguments: object) -> None:
        command = [str(folder / program), *map(str, arguments)]
        subprocess.run(
            command,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(cwd)},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    return run


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root; the package brings the user postgres."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
