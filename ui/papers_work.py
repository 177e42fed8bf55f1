"""Makes the workbooks that go out: rows to correct, blank and pre-filled forms; as bytes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

from models.catalog.forms import Forms, load_forms
from pipelines.queries import imports as ask
from pipelines.queries.scope import Person
from pipelines.returns import make_return
from pipelines.settings import CATALOG, home
from pipelines.templates import make_templates, wish_of
from ui.text import papers as text


@cache
def catalogue() -> Forms:
    return load_forms(CATALOG)[0]


def return_of(build: Path | None, person: Person, batch: str) -> bytes:
    """The rows of an import that wait, as the village's workbook. PermissionError for an import
    that the person may not open; pipelines.returns.NothingToReturn when none waits."""
    if not ask.may_see(home(), build, person, batch):
        raise PermissionError(batch)
    with tempfile.TemporaryDirectory(dir=home().prepare().tmp) as folder:
        path = Path(folder) / "return.xlsx"
        make_return(home(), batch, path)
        return path.read_bytes()


def returns_of(build: Path | None, person: Person, files: dict[str, str]) -> bytes:
    """The 退回件 of several imports (batch → file name) in one zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for batch, file in files.items():
            name = text.RETURN_FILE.format(stem=f"{batch}-{Path(file).stem}")
            archive.writestr(name, return_of(build, person, batch))
    return packed.getvalue()


def templates_of(form: str | None, village: str | None, period: date | None) -> bytes:
    """Blank forms, or a village's with what it sent last (`all`: every village), in a zip."""
    with tempfile.TemporaryDirectory(dir=home().prepare().tmp) as folder:
        wish = wish_of(catalogue(), form, village, period)
        paths = make_templates(wish, Path(folder), catalogue(), home())
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
        return packed.getvalue()


def villages_for(person: Person) -> dict[str, str]:
    """Code → name of the villages whose forms the person may fetch."""
    known = {one.code: one.name for one in catalogue().region.villages}
    if person.sees_all or person.is_local:
        return known
    return {code: name for code, name in known.items() if code in person.villages}
