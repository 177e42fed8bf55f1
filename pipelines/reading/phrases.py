"""The words of a choice cell: options first, then the small words around them, then the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from models.catalog.forms import Options
from models.catalog.wording import bare

OPENING = "([【〔{〈《「<"
CLOSING = ")]】〕}〉》」>"
QUOTES = "\"'“”‘’`·*★☆#"
OPTION, REST, OPEN, CLOSE = "option", "rest", "open", "close"
_CIRCLED = re.compile(r"[①-⑳㈠-㈩⑴-⒇⒈-⒛]")
_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\s,，;；、。+]))"
    r"(?:\(?[一二三四五六七八九十]{1,3}[)、.．]|\(?[A-Za-z\d]{1,2}[)、.．])(?!\d)"
    r"|(?<=[^\d\x00-\x7f])\(?\d{1,2}[)、.．](?=[^\d\s)])"
    r"|\(\d{1,2}\)(?=[^\s),，;；。])"
)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"[\r\n\v\f\u2028\u2029]+")
_INVISIBLE = re.compile("[\u200b-\u200f\ufeff\u00ad\ufe0e\ufe0f]")


class Token(NamedTuple):
    """One word of a cell and what it does there."""

    kind: str
    text: str
    value: str | None = None  # of an option
    is_exact: bool = True  # an option's whole wording, not a keyword inside other words


def tidy(text: str) -> str:
    """Half width, single spaces, breaks kept, numbering of a list turned into its comma."""
    text = _CIRCLED.sub("、", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFKC", text).upper()
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text)).strip()
    return _NUMBERED.sub("、", text).strip(" 、") or text


class Vocabulary:
    """The words of one column: its options and the function words of sources.yml."""

    def __init__(
        self,
        options: Options,
        words: Mapping[str, Iterable[str]],
        strict: Iterable[str],
        is_list: bool = False,
    ) -> None:
        self.options = options
        self.is_list = is_list  # 投资、理财 are then two, not the wording 投资理财
        self.strict = frozenset(strict)  # wordings that count only where nothing follows them
        self.words = words

    @cached_property
    def function(self) -> dict[str, list[tuple[str, str]]]:
        """First letter → (word, kind), longest first."""
        pairs = {(_folded(w), kind) for kind, listed in self.words.items() for w in listed}
        over = {("已" + word, kind) for word, kind in pairs if kind == "ended"}
        return _by_letter(pairs | over)

    @cached_property
    def exact(self) -> dict[str, list[tuple[str, str]]]:
        return _by_letter(self.options.exact.items())

    @cached_property
    def keywords(self) -> dict[str, list[tuple[str, str]]]:
        long_enough = [(word, value) for word, value in self.options.contained if len(word) > 1]
        return _by_letter(long_enough)

    def tokens(self, text: str) -> list[Token]:
        """Every character of the tidied text belongs to one token."""
        found: list[Token] = []
        at, is_fresh = 0, True
        while at < len(text):
            token, end = self._next(text, at, is_fresh)
            if token.kind == REST and found and found[-1].kind == REST:
                found[-1] = Token(REST, found[-1].text + token.text)
            elif token.text not in QUOTES:
                found.append(token)
            is_fresh = token.kind != REST
            at = end
        return found

    def _next(self, text: str, at: int, is_fresh: bool) -> tuple[Token, int]:
        option, option_end = self._option(text, at, is_fresh)
        word, kind = self._word(text, at)
        if option is not None and option_end - at >= len(word):
            return option, option_end
        if kind:
            return Token(REST if kind == "harmless" else kind, word), at + len(word)
        letter = text[at]
        for signs, role in ((OPENING, OPEN), (CLOSING, CLOSE)):
            if letter in signs:
                return Token(role, letter), at + 1
        return Token(REST, letter), at + 1

    def _word(self, text: str, at: int) -> tuple[str, str]:
        if text[at].isdigit() and at and text[at - 1] in "0123456789.":
            return "", ""  # the end of 10人
        listed = self.function.get(text[at], ())
        return next(((w, kind) for w, kind in listed if text.startswith(w, at)), ("", ""))

    def _option(self, text: str, at: int, is_fresh: bool) -> tuple[Token | None, int]:
        if is_fresh:
            for wording, value in self.exact.get(text[at], ()):
                end = self._spelled(text, at, wording)
                if end and self._is_bounded(text, end, wording):
                    return Token(OPTION, text[at:end], value), end
        for wording, value in self.keywords.get(text[at], ()):
            end = self._spelled(text, at, wording)
            if end:
                whole = is_fresh and wording in self.options.exact
                return Token(OPTION, text[at:end], value, whole), end
        return None, at

    def _is_bounded(self, text: str, end: int, wording: str) -> bool:
        """Whether a wording ends where a word ends; 有 and 无 only where nothing is attached."""
        if end == len(text) or text[end] in OPENING + CLOSING + QUOTES:
            return True
        _, kind = self._word(text, end)
        if wording in self.strict:
            return kind in ("join", "soft", "hard", "but", "colon")
        if kind and kind != "harmless":
            return True
        return any(text.startswith(w, end) for w, _ in self.exact.get(text[end], ()))

    def _spelled(self, text: str, at: int, wording: str) -> int:
        if self.is_list:
            return at + len(wording) if text.startswith(wording, at) else 0
        return _spelled(text, at, wording)


def _by_letter(pairs: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for word, meaning in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)):
        if word:
            found.setdefault(word[0], []).append((word, meaning))
    return found


def _spelled(text: str, at: int, wording: str) -> int:
    """Where `wording` ends if it begins at `at`, signs inside it passed over; 0 if it does not."""
    i = at
    for n, letter in enumerate(wording):
        while n and i < len(text) and text[i] not in "\n;。" and not bare(text[i]):
            i += 1
        if i >= len(text) or text[i] != letter:
            return 0
        i += 1
    return i


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", str(word)).upper()
