"""How a CSV is written: its encoding, its separator, and the marks Excel puts before a text."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path
from typing import NamedTuple

CSV_ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;|，"
HEAD = 4096
MARKS = ("\0=", "\0'", "\t", "\x1a")  # how a marked text may be found among joined ones
_FORMULA_TEXT = re.compile(r'=\s*"((?:[^"]|"")*)"')
_ORDINARY = re.compile(r"[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def without_marks(text: str) -> str:
    """The text that Excel means by ="…", a leading apostrophe, a tab or the end mark of DOS."""
    text = text.strip("\t\x1a")
    found = _FORMULA_TEXT.fullmatch(text.strip())
    if found:
        return found[1].replace('""', '"')
    is_marked = text.startswith("'") and "'" not in text[1:]
    return text[1:] if is_marked else text


def utf16_of(head: bytes) -> str | None:
    """utf-16 with its mark, or -le or -be where every second byte of what is no Chinese is zero."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = [sum(byte == 0 for byte in head[side::2]) for side in (0, 1)]
    if max(zeros) < len(head) // 50 or min(zeros) * 20 > max(zeros):
        return None
    encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(encoding, "ignore")
    is_text = len(_ORDINARY.findall(text)) >= 0.95 * len(text)
    return encoding if is_text and re.search(r"[\r\n]", text) else None


class CsvDialect(NamedTuple):
    encoding: str
    delimiter: str
    newline: str


def csv_dialect(path: Path) -> CsvDialect:
    """Encoding, separator and line ending of a CSV."""
    encoding = csv_encoding(path)
    with path.open("r", encoding=encoding, newline="") as text:
        sample = text.read(1 << 16)
    return CsvDialect(encoding, _delimiter(sample), "\r\n" if "\r\n" in sample else "\n")


def csv_encoding(path: Path) -> str:
    """utf-8-sig, utf-16(-le, -be), utf-8 or gb18030. Raises UnicodeError when none fits."""
    with path.open("rb") as raw:
        head = raw.read(HEAD)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        wide = utf16_of(head)
        if wide == "utf-16":
            return wide
        for encoding in (wide,) if wide else CSV_ENCODINGS:
            raw.seek(0)
            if _decodes(raw, encoding):
                return encoding
    raise UnicodeError(path.name)


def _decodes(raw: io.BufferedReader, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := raw.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The separator that splits most lines of the beginning."""
    lines = [line for line in sample.splitlines()[:60] if line.strip()]
    scores = {d: sum(line.count(d) > 1 for line in lines) for d in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: (scores[d], d == ","))
    return best if scores[best] else ","
