"""What stands beside a choice and is no part of it: footnote marks and the question it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from pipelines.reading.notes import Note, Reading, note
from pipelines.reading.phrases import OPTION, Token
from pipelines.reading.spelling import FIGURE_MARKS

_MARK = re.compile(
    rf"[{FIGURE_MARKS}]+|[※†‡]+|(?<![(（\[〔【_\s*＊])[*＊]+(?![)）\]〕】_])"
    r"|[(（\[〔【]见?注\s*\d{0,2}[)）\]〕】]|(?<![备标批关])注\d{1,2}(?!\d)"
    r"|(?<=.)[\[〔【]\d{1,2}[\]〕】]"
)
_SIGN = re.compile(r"[^\dA-Z]*[01NY]")
_LIST = re.compile(rf"[{FIGURE_MARKS}][^{FIGURE_MARKS}]")
_QUESTION = re.compile(r"\s*([^:：/／或]{1,8})[/／或]([^:：/／或]{1,8})[:：]\s*(.+)", re.S)


def unmarked(text: str) -> tuple[str, bool]:
    """Without footnote marks (公安①, 停业①、失联②), and whether there were any.

    A mark before the first word numbers a list (①停业②失联) and is left where it is.
    """
    if _LIST.match(text.strip()):
        return text, False
    kept = _MARK.sub("", text)
    return kept.strip(), kept != text


def footnoted(text: str, read: Callable[[str], Reading], refused: Note) -> Reading:
    """A footnote mark beside the value is told; alone it is no value (① is not 1)."""
    rest, is_marked = unmarked(text)
    if is_marked and not rest:
        return Reading(None, (refused,))
    reading = read(rest if is_marked else text)
    codes = {n.code for n in reading.notes}
    if not is_marked or reading.value is None or "choice_explained" in codes:
        return reading
    used = {"yes": "是", "no": "否"}.get(reading.value, reading.value)
    return reading._replace(notes=(*reading.notes, note("choice_explained", used=used)))


def unasked(text: str, answer_of: Callable[[str], str | None]) -> str:
    """Without the question printed before its answer: 是/否：否 is 否."""
    found = _QUESTION.fullmatch(text)
    if found and {answer_of(found[1]), answer_of(found[2])} == {"yes", "no"}:
        return found[3]
    return text


def has_sign(tokens: Sequence[Token]) -> bool:
    """Whether 0, N, 1 or Y stands behind an option: 停业N 失联Y is not for this grammar."""
    for option, sign, after in zip(tokens, tokens[1:], [*tokens[2:], None], strict=False):
        is_last = after is None or after.kind in (OPTION, "soft", "join", "hard")
        if option.kind == OPTION and is_last and _SIGN.fullmatch(sign.text):
            return True
    return False


def only_classify(words: Iterable[str], affixes: Iterable[str]) -> bool:
    """Whether words beside an option add nothing to it (区…局, …类): no warning is needed."""
    known = re.compile(f"(?:{'|'.join(map(re.escape, affixes))})*")
    return all(known.fullmatch(word) for word in words)
