"""What a choice cell says of each option: stated, denied with its scope, suspected, over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.reading.phrases import CLOSE, OPEN, OPTION, REST, Token

STATED, DENIED, SUSPECTED, PARTLY, OVER, PLANNED, UNSURE = (
    "stated",
    "denied",
    "suspected",
    "partly",
    "over",
    "planned",
    "unsure",
)
NONE = "无"  # the option that says there is none of the others
_BEFORE = {  # words that colour the options after them
    "suspect": SUSPECTED,
    "partial": PARTLY,
    "former": OVER,
    "planned": PLANNED,
    "prevent": UNSURE,
    "unsure": UNSURE,
}
_IDLE = frozenset(
    {"fill", "object", "subject", "all", "join", "soft", "hard", "colon", CLOSE, OPEN}
)
_ENDS = frozenset({"hard", "but"})
_AFTER_EACH = re.compile(r"(?:O(?:J?O)*[NA])+")  # 停业 无 失联 有; 停业、失联未发现


@dataclass
class Mention:
    """One option named in the cell."""

    value: str
    manner: str
    is_exact: bool = True
    is_doubtful: bool = False  # a bare option right behind a denial that ended
    is_inside: bool = False  # in brackets
    was_before: bool = False  # 原敬老院: the word for over stood before it
    turned: bool = False  # 橙→黄: this one was


@dataclass
class Clause:
    """What stands between two commas, or in one pair of brackets."""

    is_inside: bool = False
    mentions: list[Mention] = field(default_factory=list)
    order: str = ""
    says_no: bool = False  # a negation that takes no option away
    says_yes: bool = False
    rest: list[str] = field(default_factory=list)  # words nobody knows, with no option beside them
    beside: list[str] = field(default_factory=list)  # such words around an option
    tells: bool = False  # an explanation beside its option
    denies_a_thing: bool = False  # 无异议, 没有协议; not 未到账
    has_object: bool = False  # 无异议, 有情况: it answers something else
    kinds: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        return not (self.mentions or self.rest or self.beside or self.kinds - _IDLE)


@dataclass
class _Scope:
    """The reach of the last negation, suspicion or the like."""

    manner: str = STATED
    is_open: bool = False  # nothing has followed it yet
    is_loose: bool = False  # a gap that joins nothing lies behind it
    is_parted: bool = False  # unknown words follow it
    is_filled: bool = False  # 无其他: it has its object
    is_inherited: bool = False  # of the words before the bracket


class Sentence:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[Token], none: str | None = None) -> None:
        self.none = none
        self.clause = Clause()
        self.clauses: list[Clause] = [self.clause]
        self.scope = _Scope()
        self.was_denied = False  # the clause before denied something
        self.outer: list[tuple[Clause, _Scope]] = []
        self.is_exception = False
        self.is_turn = False
        self.excepted: list[Mention] = []
        self.said: set[str] = set()
        self.phrase: list[Token] = []
        self.tokens = tokens
        for self.at, token in enumerate(tokens):
            self._take(token)
        self._end_phrase()
        while self.outer:
            self._close()
        self._end_clause()
        for mention in self.excepted:
            mention.manner = UNSURE

    def _take(self, token: Token) -> None:
        self.clause.kinds.add(token.kind)
        step = getattr(self, f"_{token.kind}", None)
        if token.kind in ("join", "soft", "colon", OPEN, CLOSE) or token.kind in _ENDS:
            self._end_phrase()
        else:
            self.phrase.append(token)
        if token.kind in _BEFORE:
            self._colour(token.kind)
        elif step is not None:
            step(token)

    # ------------------------------------------------------------ options and what colours them

    def _option(self, token: Token) -> None:
        if token.value == self.none and self._answers_an_option():
            return self._neg(token)
        scope = self.scope
        manner = scope.manner
        if manner == DENIED and (scope.is_parted or scope.is_loose):
            manner = UNSURE
        if manner == DENIED and token.value == NONE:
            manner = UNSURE  # 不正常
        mention = Mention(token.value or "", manner, token.is_exact, is_inside=bool(self.outer))
        mention.is_doubtful = manner == STATED and self.was_denied
        mention.was_before = manner != STATED
        if self.is_turn:
            self._turn_last()
        self.clause.mentions.append(mention)
        self.clause.order += "O"
        scope.is_open = scope.is_parted = False

    def _answers_an_option(self) -> bool:
        """失联：无, 失联（没有）: the word for none says something of the option before it."""
        if self.outer and not self.clause.mentions:
            return bool(self.outer[-1][0].mentions)
        return bool(self.clause.mentions)

    def _turn_last(self) -> None:
        self.is_turn = False
        if self.clause.mentions:
            self.clause.mentions[-1].turned = True

    def _turn(self, token: Token) -> None:
        self.is_turn = bool(self.clause.mentions)

    def _neg(self, token: Token) -> None:
        self.excepted = []
        scope = self.scope
        is_second = scope.is_open and not (scope.is_filled or scope.is_inherited)
        if is_second and scope.manner != STATED:
            self.scope = _Scope(UNSURE, is_open=True)
        else:
            self.scope = _Scope(DENIED, is_open=True)
        self.clause.order += "N"
        self.clause.denies_a_thing = token.text in ("无", "没有", "没") and "but" not in self.said

    def _aff(self, token: Token) -> None:
        if self.scope.is_open and self.scope.manner != STATED:
            return
        self.scope, self.was_denied = _Scope(), False
        self.clause.order += "A"
        self.clause.says_yes = True

    def _colour(self, kind: str) -> None:
        if self._is_denying():
            if kind in ("unsure", "partial"):
                self.scope = _Scope(UNSURE, is_open=True)
        elif self._option_follows():
            self.scope = _Scope(_BEFORE[kind], is_open=True)
        elif kind != "planned" or self._ends_here():  # 停业（拟）, but not 在建（预计明年开业）
            self._mark_last(_BEFORE[kind], across=kind == "partial")

    def _query(self, token: Token) -> None:
        if self.clause.mentions:
            self._mark_last(SUSPECTED)

    def _hint(self, token: Token) -> None:
        if self.phrase_has_option() and not self._is_denying():
            self._mark_last(SUSPECTED)

    def _ended(self, token: Token) -> None:
        if self._is_denying():
            self.scope = _Scope()
            self.clause.order = self.clause.order.removesuffix("N")
            self.clause.rest.append(token.text)
        elif self._option_follows() and not self.phrase_has_option():
            self.scope = _Scope(OVER, is_open=True)
        else:
            is_half = "partial" in self.clause.kinds
            self._mark_last(PARTLY if is_half else OVER, across=True)

    def _deny(self, token: Token) -> None:
        self._mark_last(DENIED, across=True)

    def _compare(self, token: Token) -> None:
        """橙以上 is no option, 以上均无 is."""
        if self.phrase_has_option():
            self._mark_last(UNSURE)

    def _ends_here(self) -> bool:
        following = self.tokens[self.at + 1 : self.at + 2]
        return not following or following[0].kind in (CLOSE, "hard", "fill")

    def _is_denying(self) -> bool:
        return self.scope.is_open and self.scope.manner == DENIED

    def _option_follows(self) -> bool:
        """Whether an option comes before the clause, or the bracket, ends."""
        for token in self.tokens[self.at + 1 :]:
            if token.kind == OPTION:
                return True
            if token.kind in _ENDS or token.kind in (OPEN, CLOSE, "soft", "join"):
                return False
        return False

    def phrase_has_option(self) -> bool:
        return any(token.kind == OPTION for token in self.phrase)

    def _mark_last(self, manner: str, across: bool = False) -> None:
        """What follows its options: 停业风险, 延迟兑付（已解决）, 会员制，已停止."""
        for mention in self._group(across):
            if mention.manner != DENIED or manner == UNSURE:
                mention.manner = manner

    def _group(self, across: bool) -> list[Mention]:
        if self.clause.mentions:
            return self._joined(self.clause.mentions)
        if self.outer:
            return self.outer[-1][0].mentions[-1:]
        named = [n for n, c in enumerate(self.clauses) if c.mentions and not c.is_inside]
        if not across or not named:
            return []
        return [m for c in self.clauses[named[-1] :] for m in c.mentions]

    def _joined(self, mentions: list[Mention]) -> list[Mention]:
        """The options of the phrase at hand and those joined to it without another verb."""
        count = 0
        for letter in reversed(self.clause.order):
            if letter == "O":
                count += 1
            elif letter != "J":
                break
        return mentions[len(mentions) - max(count, 1) :]

    # ------------------------------------------------------------ separators

    def _join(self, token: Token) -> None:
        self.clause.order += "J"

    def _soft(self, token: Token) -> None:
        if not self.scope.is_open:
            self.scope.is_loose = True

    def _hard(self, token: Token) -> None:
        self._end_clause()
        self.was_denied |= any(m.manner == DENIED for m in self.clause.mentions)
        self._begin(_Scope())

    def _but(self, token: Token) -> None:
        self.said.add("but")
        self.excepted = []
        self._end_clause()
        self.was_denied = False
        self._begin(_Scope())

    def _begin(self, scope: _Scope) -> None:
        self.scope = scope
        self.clause = Clause(is_inside=bool(self.outer))
        self.clauses.append(self.clause)

    def _colon(self, token: Token) -> None:
        self.scope = _Scope()

    def _other(self, token: Token) -> None:
        if self._is_denying():
            self.scope.is_filled = True

    def _object(self, token: Token) -> None:
        if not self.clause.mentions and self.clause.order[-1:] in ("N", "A"):
            self.clause.has_object = True

    def _except(self, token: Token) -> None:
        self.is_exception = True
        self.scope = _Scope()

    def _outside(self, token: Token) -> None:
        """除X外 names X only once something is said of the others: 除X外无其他, 除X外还有Y."""
        self.scope, self.was_denied = _Scope(), False
        if self.is_exception:
            self.excepted = list(self.clause.mentions)

    def _open(self, token: Token) -> None:
        """A bracket explains: a denial before it holds inside, too (无异常（停业、失联）)."""
        manner, is_denying = self.scope.manner, self._is_denying()
        if [m.value for m in self.clause.mentions[-1:]] == [self.none]:
            manner, is_denying = DENIED, True
        self._settle_denial()
        self.scope.is_open = False
        self.outer.append((self.clause, self.scope))
        self._begin(_Scope(manner, is_open=is_denying, is_inherited=True))

    def _close(self, token: Token | None = None) -> None:
        if not self.outer:
            return
        self._end_clause()
        self.clause, self.scope = self.outer.pop()

    # ------------------------------------------------------------ ends

    def _rest(self, token: Token) -> None:
        if self.scope.is_open and self.scope.manner != STATED:
            self.scope.is_parted = True

    def _end_phrase(self) -> None:
        """Unknown words of a phrase stand beside its option, or alone."""
        words = "".join(t.text for t in self.phrase if t.kind == REST)
        others = "".join(t.text for t in self.phrase if t.kind == "other")
        has_option = self.phrase_has_option()
        kinds = [t.text for t in self.phrase]
        if words and has_option and "已" in kinds:
            self.clause.tells = True  # 失联已找回
        if words:
            (self.clause.beside if has_option else self.clause.rest).append(words)
        elif others and not has_option and not self.scope.is_filled:
            self.clause.rest.append(others)
        self.phrase = []

    def _end_clause(self) -> None:
        clause = self.clause
        self._settle_denial()
        if clause.order.endswith("A") and _AFTER_EACH.fullmatch(clause.order):
            self._by_order(clause)
        self.is_exception = self.is_turn = False

    def _settle_denial(self) -> None:
        """A negation that takes no later option away denies those before it, or says no."""
        clause, scope = self.clause, self.scope
        if not self._is_denying() or scope.is_inherited:
            return
        is_bare = not scope.is_filled and not scope.is_parted
        if is_bare and clause.mentions and not self.is_exception:
            self._deny_behind(clause)
        elif is_bare and self.outer and not clause.mentions:
            self._deny_before_bracket()
        elif scope.is_parted or not clause.mentions:
            clause.says_no = not (scope.is_filled and any(c.mentions for c in self.clauses))

    def _deny_before_bracket(self) -> None:
        self.clause.says_no = not self.outer[-1][0].mentions
        for mention in self.outer[-1][0].mentions[-1:]:
            mention.manner = DENIED if mention.manner == STATED else mention.manner

    def _deny_behind(self, clause: Clause) -> None:
        """A negation after its options: 失联、停业均未发现; 停业 无 失联 无."""
        if not _AFTER_EACH.fullmatch(clause.order):
            for mention in clause.mentions:
                mention.manner = UNSURE
            return
        self._by_order(clause)
        if "all" in clause.kinds:
            for earlier in (c for c in self.clauses if c is not clause):
                for mention in earlier.mentions:
                    mention.manner = UNSURE

    def _by_order(self, clause: Clause) -> None:
        at = 0
        for group, verdict in re.findall(r"((?:J?O)+)([NA])", clause.order):
            count = group.count("O")
            for mention in clause.mentions[at : at + count]:
                if verdict == "N" and mention.manner != OVER:
                    mention.manner = DENIED
                elif mention.manner in (DENIED, UNSURE):
                    mention.manner = STATED
            at += count
