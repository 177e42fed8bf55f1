"""`manage.py report`: the monthly or final report of a month as a file."""

from __future__ import annotations

import argparse
import errno
import importlib
import sys
from contextlib import suppress
from pathlib import Path

import duckdb

from pipelines.opening import made_by_other_code
from pipelines.queries import closing
from pipelines.queries.decisions import ledger
from pipelines.queries.scope import Person
from pipelines.settings import home
from pipelines.warehouse import newest_build
from reports.making import KINDS, NotAllowed, UnknownPeriod, gather, write_document
from reports.pdf_file import NoChineseFont
from reports.words import say, word

# format → the module whose render(document, facts) or render(document) makes the file
FORMATS = {
    "docx": "reports.word_file",
    "pdf": "reports.pdf_file",
    "xlsx": "reports.workbook",
    "pptx": "reports.slides",
    "html": "reports.page",
}
NEEDS_FACTS = ("xlsx",)


def make_report(
    build: Path,
    period: str | None,
    style: str,
    person: Person,
    *,
    code: str,
    kind: str = "monthly",
    is_public: bool = False,
) -> bytes:
    """The bytes of a report. style: docx, pdf, xlsx, pptx, html; code: the ledger's short code.

    Raises UnknownPeriod for a month the build does not have, NotAllowed for a role without export.
    """
    facts = gather(build, period, person, is_public)
    document = write_document(facts, kind, code)
    render = importlib.import_module(FORMATS[style]).render
    return render(document, facts) if style in NEEDS_FACTS else render(document)


def main(argv: list[str]) -> int:
    """0 when the file is written, 2 with one sentence when it cannot be."""
    asked = arguments().parse_args(argv)
    build = newest_build(home())
    if build is None:
        return refuse(word("command.no_build"))
    try:
        made = make_report(
            closing.own_build(home(), asked.period) or build,
            asked.period,
            asked.format,
            Person(is_local=True),
            code=ledger().code(),
            kind=asked.kind,
            is_public=asked.public,
        )
    except (UnknownPeriod, NotAllowed, NoChineseFont) as refused:
        return refuse(str(refused))
    except duckdb.Error:
        if not made_by_other_code(build):
            raise
        return refuse(word("command.old_build"))
    return save(Path(asked.output), made)


def save(path: Path, made: bytes) -> int:
    """Write the file beside its place and rename it, so that no half file is ever left."""
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(made)
        draft.replace(path)
    except OSError as why:
        with suppress(OSError):
            draft.unlink()
        name = errno.errorcode.get(why.errno or 0, "")
        known = word("command.why").get(name, why.strerror or str(why))
        return refuse(say("command.not_written", path=path, why=known))
    print(say("command.done", path=path))
    return 0


def refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py report", description=word("command.description")
    )
    parser.add_argument("--period", metavar="YYYY-MM", required=True, help=word("command.period"))
    parser.add_argument("--format", choices=FORMATS, required=True, help=word("command.format"))
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help=word("command.output")
    )
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help=word("command.kind"))
    parser.add_argument("--public", action="store_true", help=word("command.public"))
    return parser
