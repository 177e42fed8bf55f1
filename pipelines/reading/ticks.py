"""Ticks on a printed list of choices: boxes, brackets, lines or bare marks, before or after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

ON, OFF, CROSS = "on", "off", "cross"
_SPLIT = re.compile(r"[\s、,，;；/|]+")
_EDGES = re.compile(r"[\s_、,，;；/|:：.。]+")
_NOTE = re.compile(r"[(（\[〔【][^()（）\[\]〔〕【】]*[)）\]〕】]")

LONGEST_ROW = 40  # letters of options printed without anything between them


class Mark(NamedTuple):
    state: str
    start: int
    end: int
    is_bare: bool = False  # √ or ×: marks that are no place to tick


@dataclass
class Ticked:
    """A cell with marks: the labels that were chosen, crossed out and left alone."""

    chosen: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    is_doubtful: bool = False  # which label a mark belongs to had to be guessed
    is_mixed: bool = False  # two kinds of marks contradict each other


class Ticks:
    """The marks of sources.yml, compiled once."""

    def __init__(self, words: Mapping[str, Iterable]) -> None:
        self.on = frozenset(map(str, words["on"]))
        self.off = frozenset(map(str, words["off"]))
        self.cross = frozenset(map(str, words["cross"]))
        self.letters = frozenset(map(str, words["in_brackets"]))
        self.box_letter = str(words["box_letter"])
        self.fonts = [(str(f["off"]), frozenset(map(str, f["on"]))) for f in words["fonts"]]

    @cached_property
    def _signs(self) -> str:
        return "".join(map(re.escape, sorted(self.on | self.off | self.cross)))

    @cached_property
    def _framed(self) -> re.Pattern[str]:
        inner = rf"[{self._signs}{''.join(map(re.escape, self.letters))}]?"
        return re.compile(rf"[(\[〔【]\s*({inner})\s*[)\]〕】]|_+\s*([{self._signs}])\s*_+|_{{2,}}")

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        return re.compile(f"[{self._signs}]")

    def may_tick(self, text: str) -> bool:
        """Quick look: most cells hold no mark at all."""
        return (
            self._bare.search(text) is not None
            or self._framed.search(text) is not None
            or any(off in text for off, _ in self.fonts)
            or text.count(self.box_letter) > 0
        )

    def read(self, text: str, is_label: Callable[[str], bool]) -> Ticked | None:
        """The labels of a cell with marks (half width); None where it has none."""
        text = self._boxes_restored(text, is_label)
        ticked = Ticked()
        marks = self._marks(text, ticked)
        if not marks:
            return None
        pieces = [self._wiped(piece) for piece in _between(text, marks)]
        if not any(_EDGES.sub("", piece) for piece in pieces):
            return _without_labels(marks)
        is_behind = _is_behind(text, marks, pieces, ticked)
        _share_out(marks, pieces, is_behind, is_label, ticked)
        return ticked

    def _wiped(self, piece: str) -> str:
        """Words without the empty boxes of a kind that this cell does not use."""
        return self._bare.sub(" ", self._framed.sub(" ", piece)).replace("_", " ")

    def unfonted(self, text: str) -> str:
        """R and £ are a ticked and an empty box of Wingdings 2 without the font."""
        text = text.replace("￡", "£")
        for off, on in self.fonts:
            if off in text:
                ticked = "".join(map(re.escape, sorted(on)))
                text = re.sub(rf"(?<![A-Za-z])[{ticked}](?![A-Za-z])", "☑", text)
                text = text.replace(off, "□")
        return text

    def _boxes_restored(self, text: str, is_label: Callable[[str], bool]) -> str:
        """口 typed for □: only where every 口 has an option beside it."""
        letter = self.box_letter
        if letter not in text or is_label(text):
            return text
        pieces = [p for p in re.split(rf"[{letter}{self._signs}\s、,，;；/]+", text) if p]
        is_list = all(is_label(_NOTE.sub("", p)) for p in pieces)
        return text.replace(letter, "□") if is_list and pieces else text

    def _marks(self, text: str, ticked: Ticked) -> list[Mark]:
        """The marks of the one kind this cell uses; two kinds that both choose are told."""
        framed = [self._frame(m) for m in self._framed.finditer(text)]
        is_crossed_box = bool(self.on - {"☒"} & set(text))
        boxes = [
            self._mark(m, is_crossed_box)
            for m in self._bare.finditer(text)
            if not any(f.start <= m.start() < f.end for f in framed)
        ]
        chosen = [any(m.state != OFF for m in kind) for kind in (boxes, framed)]
        ticked.is_mixed = all(chosen)
        return framed if chosen[1] or (framed and not boxes) else boxes

    def _mark(self, found: re.Match[str], is_crossed_box: bool) -> Mark:
        """☒ is Word's ticked box, but crossed out where another mark ticks."""
        sign = found[0]
        state = ON if sign in self.on else OFF if sign in self.off else CROSS
        if sign == "☒" and is_crossed_box:
            state = CROSS
        is_bare = sign in self.cross or sign in "√✓✔✅"
        return Mark(state, found.start(), found.end(), is_bare)

    def _frame(self, found: re.Match[str]) -> Mark:
        sign = found[1] or found[2] or ""
        state = OFF if not sign or sign in self.off else ON
        if sign in self.cross or sign == "X":
            state = CROSS
        return Mark(state, found.start(), found.end())


def _is_behind(text: str, marks: Sequence[Mark], pieces: Sequence[str], ticked: Ticked) -> bool:
    """Whether marks follow their labels; where that has to be guessed it is told."""
    opens, ends = (not _EDGES.sub("", piece) for piece in (pieces[0], pieces[-1]))
    if opens != ends:
        return ends
    before, after = (
        sum(_EDGES.sub("", text[at : at + 1].strip("(（[〔【")) != "" for at in places)
        for places in ([m.start - 1 for m in marks if m.start], [m.end for m in marks])
    )
    if before != after:
        return before > after
    ticked.is_doubtful = True
    ticked.is_mixed |= opens or not all(mark.is_bare for mark in marks)
    return True


def _between(text: str, marks: Sequence[Mark]) -> list[str]:
    """The words before the first mark, between each two, and behind the last."""
    edges = [0, *(e for m in marks for e in (m.start, m.end)), len(text)]
    return [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _without_labels(marks: Sequence[Mark]) -> Ticked:
    """A mark alone in a cell: √ is yes, × is no, an empty box is nothing."""
    ticked = Ticked()
    for mark in marks:
        {ON: ticked.chosen, CROSS: ticked.crossed, OFF: ticked.left}[mark.state].append("")
    return ticked


def _share_out(marks, pieces, is_behind: bool, is_label, ticked: Ticked) -> None:
    """Each mark gets the label beside it; the other words of the piece are left."""
    lists = {ON: ticked.chosen, CROSS: ticked.crossed, OFF: ticked.left}
    last: list[str] = []  # the list whose newest label an explanation belongs to
    for n, mark in enumerate(marks):
        labels = _labels(pieces[n] if is_behind else pieces[n + 1], is_label)
        if is_behind and last and len(labels) > 1:
            _explain(last, labels, is_label, ticked)
        near = labels.pop(-1 if is_behind else 0) if labels else ""
        last = lists[mark.state]
        last.append(near)
        ticked.left += labels
    labels = _labels(pieces[-1] if is_behind else pieces[0], is_label)
    if is_behind:
        _explain(last, labels, is_label, ticked)
    ticked.left += labels


def _explain(last: list[str], labels: list[str], is_label, ticked: Ticked) -> None:
    """停业√（已恢复）: what follows a tick and is no option explains the label before it."""
    is_chosen = last is ticked.chosen and last[-1]
    if is_chosen and labels and not is_label(_NOTE.sub("", labels[0])):
        words = labels.pop(0)
        last[-1] += words if _NOTE.match(words) else "," + words


def _labels(piece: str, is_label: Callable[[str], bool]) -> list[str]:
    """The printed options in a piece of text: whole if it is one, else its parts."""
    piece = piece.strip(" 、,，;；/|。\n")
    if not piece or is_label(piece):
        return [piece] if piece else []
    found: list[str] = []
    for part in (p for p in _SPLIT.split(piece) if p):
        labels = _run_together(part, is_label)
        if found and is_label(_NOTE.sub("", found[-1])) and not is_label(_NOTE.sub("", labels[0])):
            found[-1] += "," + labels.pop(0)  # ☑停业，已恢复: an explanation stays with its label
        found += labels
    return found


def _run_together(part: str, is_label: Callable[[str], bool]) -> list[str]:
    """红橙黄 → 红, 橙, 黄; anything that is not a row of options stays whole."""
    if is_label(part) or len(part) > LONGEST_ROW or _NOTE.search(part):
        return [part]
    found, at = [], 0
    while at < len(part):
        end = next((e for e in range(len(part), at, -1) if is_label(part[at:e])), 0)
        if not end:
            return [part]
        found.append(part[at:end])
        at = end
    return found
