"""What decides how a file is staged, as one short name: two equal names mean equal folders."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from models.catalog.forms import Forms
from pipelines.settings import PROJECT

READS = ("pipelines.worker", "pipelines.guard")  # where reading a file begins
# Libraries that turn bytes into cells, text or stored columns: another version may read otherwise.
LIBRARIES = ("defusedxml", "numpy", "pyarrow", "python-calamine", "PyYAML")

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n]*)|import[ \t]+([^\n]+))", re.M
)


def contract_of(forms: Forms, name: str, at: datetime) -> str:
    """What besides the bytes decides the staged folder: catalogue, code, file name, day."""
    parts = (forms.digest, code_digest(), Path(name).stem, f"{at:%Y-%m-%d}")
    return short("\n".join(parts))


def of_content(contract: str, content: str) -> str:
    """The name for a folder whose own is taken by another content: that stays what it is."""
    return short(f"{contract}\n{content}")


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def code_digest() -> str:
    """Changes whenever anything that reads files changes: our modules, the libraries, Python. Read
    once, as the code itself is: new code needs a new process."""
    digest = hashlib.sha256(repr([sys.version_info[:2], *map(installed, LIBRARIES)]).encode())
    for path in closure(READS):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def installed(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return library


def closure(modules: Iterable[str]) -> list[Path]:
    """The files of ours that importing these modules and calling all they hold may run: every
    import anywhere in them, at the top or inside a function, followed to its end."""
    found: set[Path] = set()
    waiting = [path for name in modules for path in files_of(name)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [one for name in imported(path) for one in files_of(name)]
    return sorted(found)


def imported(path: Path) -> set[str]:
    """Dotted names that a file imports; `from a import b` may mean the module a.b."""
    names: set[str] = set()
    for source, taken, plain in _IMPORT.findall(path.read_text("utf-8")):
        if source:
            names |= {source, *(f"{source}.{word}" for word in re.findall(r"\w+", taken))}
        else:
            names |= {part.split()[0] for part in plain.split(",") if part.split()}
    return names


@cache
def files_of(module: str) -> list[Path]:
    """The files that importing a module of ours runs: its packages' and its own; [] for others."""
    parts = module.split(".")
    steps = [PROJECT.joinpath(*parts[:n]) for n in range(1, len(parts) + 1)]
    tries = [path for step in steps for path in (step / "__init__.py", step.with_suffix(".py"))]
    return [path for path in tries if path.is_file()]
