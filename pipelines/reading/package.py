"""The package of an .xlsx in the one shape that our readers know, whoever wrote the file.

Excel and WPS open parts under other names, paths with backslashes, elements with a prefix, another
encoding than UTF-8 and a dimension that is none. Such a book is written anew in memory with the
same contents; a usual one is read from the disk as it is.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring

from pipelines.reading.grid import letter
from pipelines.reading.reach import blank_texts, is_far, without_blanks

WORKBOOK, STRINGS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
ENCODINGS = ("gb2312", "gbk", "gb18030", "iso-8859-1", "windows-1252", "us-ascii")
HEAD = 4096
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["'][^>]*\?>""")
_PREFIX = re.compile(rb"<([\w.-]+):(?:worksheet|workbook|styleSheet|sst)\b[^>]*>")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*>(?:\s*</(?:\w+:)?dimension>)?")
_USUAL_DIMENSION = re.compile(
    rb'<dimension ref="[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?"\s*/>'
)
_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLACE = re.compile(rb"([A-Za-z]{1,3})(\d+)")


Source = Path | bytes


class Part(NamedTuple):
    """A part of the package: what it is called there and how our readers call it."""

    name: str
    usual: str


class Relation(NamedTuple):
    key: str
    kind: str
    target: str  # the usual name, or what stands there


def usual_package(path: Path) -> Source:
    """The package as our readers know it: the file itself, or a copy in memory."""
    with zipfile.ZipFile(path) as package:
        parts, relations = workbook_parts(package)
        is_usual = all(
            part.name == part.usual and _is_usual(_head(package, part.name)) for part in parts
        )
        return path if is_usual else _rewritten(package, parts, relations)


def opened(source: Source) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


def trimmed(source: Source) -> bytes:
    """The same book without far cells of nothing but white space."""
    with zipfile.ZipFile(opened(source)) as package:
        is_there = STRINGS in package.namelist()
        blanks = blank_texts(package.read(STRINGS)) if is_there else frozenset()

        def content(name: str) -> bytes:
            xml = package.read(name)
            is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
            return without_blanks(xml, blanks) if is_sheet and is_far(xml) else xml

        return _packed((name, content(name)) for name in package.namelist())


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name, content in parts:
            copy.writestr(name, content)
    return out.getvalue()


def workbook_parts(package: zipfile.ZipFile) -> tuple[list[Part], list[Relation]]:
    """The workbook, its sheets, strings and styles; ([], []) when there is no workbook."""
    names = {_clean(name).lower(): name for name in package.namelist()}
    workbook = _workbook_name(package, names)
    if workbook.lower() not in names:
        return [], []
    parts = [Part(names[workbook.lower()], WORKBOOK)]
    folder, base = posixpath.split(workbook)
    listed = names.get(f"{folder}/_rels/{base}.rels".lstrip("/").lower())
    relations = []
    for key, kind, target in _relations(package, listed) if listed else ():
        place = _resolved(folder, target)
        usual = _usual_name(kind, place)
        if usual and place.lower() in names:
            parts.append(Part(names[place.lower()], usual))
            target = f"/{usual}"
        relations.append(Relation(key, kind, target))
    if listed:
        parts.append(Part(listed, RELATIONS))
    return parts, relations


def _workbook_name(package: zipfile.ZipFile, names: dict[str, str]) -> str:
    listed = names.get("_rels/.rels")
    found = _relations(package, listed) if listed else ()
    targets = (target for _, kind, target in found if kind.endswith("/officeDocument"))
    return _resolved("", next(targets, WORKBOOK))


def _relations(package: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str, str]]:
    for one in fromstring(package.read(name)):
        yield one.get("Id", ""), one.get("Type", ""), one.get("Target", "")


def _usual_name(kind: str, place: str) -> str:
    role = kind.rpartition("/")[2]
    if role == "worksheet":
        is_usual = place.startswith("xl/worksheets/")
        return place if is_usual else f"xl/worksheets/{place.replace('/', '-')}"
    return {"sharedStrings": STRINGS, "styles": STYLES}.get(role, "")


def _clean(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def _resolved(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    joined = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined).lstrip("/")


def _head(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(HEAD)


def _is_usual(head: bytes) -> bool:
    declared = _DECLARED.search(head)
    encoding = declared[1].lower() if declared else b"utf-8"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or encoding != b"utf-8" or _PREFIX.search(head):
        return False
    dimension = _DIMENSION.search(head)
    return dimension is None or _USUAL_DIMENSION.fullmatch(dimension[0]) is not None


def _rewritten(package: zipfile.ZipFile, parts: list[Part], relations: list[Relation]) -> bytes:
    usual = {part.name: part.usual for part in parts}

    def content(name: str) -> bytes:
        if usual.get(name) == RELATIONS:
            return _relations_file(relations)
        if _clean(name) == "_rels/.rels":
            return _relations_file([Relation("rId1", DOCUMENT, WORKBOOK)])
        return plain_xml(package.read(name)) if name in usual else package.read(name)

    return _packed((usual.get(n) or _clean(n), content(n)) for n in package.namelist())


def _relations_file(relations: list[Relation]) -> bytes:
    listed = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(kind)} Target={quoteattr(target)}/>"
        for key, kind, target in relations
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{listed}</Relationships>'.encode()


# ---------------------------------------------------------------- XML


def plain_xml(xml: bytes) -> bytes:
    """UTF-8, elements without a prefix, no dimension."""
    xml = utf8(xml)
    found = _PREFIX.search(xml[:HEAD])
    if found:
        prefix = found[1]
        root = re.sub(rb"\sxmlns\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", found[0])
        root = re.sub(rb"\bxmlns:%b\s*=" % re.escape(prefix), b"xmlns=", root)
        xml = xml[: found.start()] + root + xml[found.end() :]
        xml = xml.replace(b"<%b:" % prefix, b"<").replace(b"</%b:" % prefix, b"</")
    return _DIMENSION.sub(b"", xml, count=1)


def utf8(xml: bytes) -> bytes:
    """The same document in UTF-8, its declaration left out where it named another encoding."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        xml = xml.decode("utf-16").encode()
    declared = _DECLARED.search(xml[:HEAD])
    if declared is None or declared[1].lower() == b"utf-8":
        return xml
    encoding = declared[1].decode().lower()
    rest = xml[declared.end() :]
    if encoding not in ENCODINGS:
        return rest
    return rest.decode("gb18030" if encoding.startswith("gb") else encoding).encode()


def usual_cells(xml: bytes) -> bytes:
    """The sheet with r, s and t of every cell in this order and in double quotes.

    Position and style are optional or may be written in any way; hardly any program does so.
    """
    odd = xml.count(b"<c ") != xml.count(b'<c r="') or b" s='" in xml or b" t='" in xml
    return _TAG.sub(_Places().usual, xml) if odd else xml


class _Places:
    """Knows where the next row and cell stand when they do not say."""

    def __init__(self) -> None:
        self.row = self.column = 0

    def usual(self, tag: re.Match[bytes]) -> bytes:
        name, written, end = tag.groups()
        attributes = {k: a or b for k, a, b in _ATTRIBUTE.findall(written)}
        attributes[b"r"] = self._row(attributes) if name == b"row" else self._cell(attributes)
        first = [k for k in (b"r", b"s", b"t") if k in attributes]
        order = first + [k for k in attributes if k not in first]
        listed = b"".join(b' %b="%b"' % (k, attributes[k]) for k in order)
        return b"<%b%b%b>" % (name, listed, end)

    def _row(self, attributes: dict[bytes, bytes]) -> bytes:
        said = attributes.get(b"r", b"")
        self.row = int(said) if said.isdigit() else self.row + 1
        self.column = 0
        return str(self.row).encode()

    def _cell(self, attributes: dict[bytes, bytes]) -> bytes:
        said = _PLACE.fullmatch(attributes.get(b"r", b""))
        place = said[0].upper() if said else f"{letter(self.column)}{self.row}".encode()
        self.column = _column(place) + 1
        return place


def _column(place: bytes) -> int:
    number = 0
    for byte in place.rstrip(b"0123456789"):
        number = number * 26 + byte - 64
    return number - 1
