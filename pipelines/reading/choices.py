"""Choices as people write them: yes or no, one of a list, several of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from models.catalog.forms import Column, Options
from models.catalog.wording import bare
from pipelines.reading import sentence
from pipelines.reading.lexicon import Lexicon, text_of
from pipelines.reading.notes import UNKNOWN, Note, Reading, note
from pipelines.reading.phrases import tidy
from pipelines.reading.sentence import Clause, Mention, Sentence
from pipelines.reading.ticks import Ticked

YES, NO = "yes", "no"
_NOTE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LISTED = re.compile(r"[、，,;；/／+＋&＆|｜\n]")
_COUNTED = {sentence.STATED: None, sentence.SUSPECTED: "choice_suspected"} | {
    sentence.PARTLY: "choice_suspected"
}
_NOT_COUNTED = {
    sentence.OVER: "choice_over",
    sentence.PLANNED: "choice_over",
    sentence.UNSURE: "choice_unclear",
}
_MANNERS = {
    sentence.STATED: (YES, ()),
    sentence.DENIED: (NO, ()),
    sentence.SUSPECTED: (YES, (note("choice_suspected", used="是"),)),
}
_DOUBT = frozenset({"ended", "unsure", "former", "planned", "partial", "prevent"})


_HEARSAY = frozenset({"suspect", "hint", "query"})
_ASIDE = _DOUBT | {"suspect", "neg", "deny"}
SMALL_LIST = 3  # of so few options, two contradict each other


class Words(Protocol):
    """What a reader of choices needs of the catalogue (pipelines.values.Tools)."""

    @property
    def lexicon(self) -> Lexicon: ...


# ---------------------------------------------------------------- yes or no


def yes_no(raw, column: Column, setting: object, tools: Words) -> Reading:
    text = _said(raw)
    if tools.lexicon.is_unknown(text):
        return UNKNOWN
    answer = tools.lexicon.yes_no(text)
    if answer is not None:
        return Reading(answer)
    text = tidy(tools.lexicon.ticks.unfonted(text))
    ticked = tools.lexicon.ticks.read(text, lambda label: _is_answer(label, column, tools))
    if ticked is not None:
        return _ticked_answer(ticked, text, column, tools)
    return _spoken_answer(text, column, tools)


def _is_answer(label: str, column: Column, tools: Words) -> bool:
    return tools.lexicon.yes_no(label) is not None or (
        bare(label) in tools.lexicon.topics.get(column.name, ())
    )


def _ticked_answer(ticked: Ticked, text: str, column: Column, tools: Words) -> Reading:
    said = [_spoken_answer(label, column, tools) for label in ticked.chosen if label]
    if not said:
        return _unlabelled_answer(ticked, column)
    values = {reading.value for reading in said}
    if len(values) > 1 or ticked.is_mixed:
        return _unclear()
    notes = tuple(dict.fromkeys(n for reading in said for n in reading.notes))
    value = said[0].value
    used = "是" if value == YES else "否"
    if value is None:
        return Reading(None, notes or (note("choice_unclear"),))
    if ticked.is_doubtful or any(not _is_answer(label, column, tools) for label in ticked.left):
        notes += (note("choice_explained", used=used),)
    return Reading(value, notes)


def _unlabelled_answer(ticked: Ticked, column: Column) -> Reading:
    """√ alone is yes, × alone no; √ and □ side by side, or × on a label, say nothing certain."""
    if ticked.chosen and not (ticked.crossed or ticked.left):
        return Reading(YES)
    if ticked.crossed and not any(ticked.crossed) and not ticked.left:
        return Reading(NO)
    return Reading(None, (note("choice_unclear" if ticked.crossed else "no_tick"),))


def _spoken_answer(text: str, column: Column, tools: Words) -> Reading:
    """An answer in words: the first clause answers, the others may not turn it round."""
    answer = tools.lexicon.yes_no(text)
    if answer is not None:
        return Reading(answer)
    tokens = tools.lexicon.vocabulary(column).tokens(text)
    clauses = [c for c in Sentence(tokens).clauses if not c.is_empty]
    verdicts = [_verdict(clause, tools) for clause in clauses]
    if not clauses or verdicts[0][0] is None:
        code = "choice_unclear" if clauses and clauses[0].kinds - {"rest"} else "bad_enum"
        return Reading(None, (_refused(code, column, "是、否"),))
    value, notes = verdicts[0]
    used = "是" if value == YES else "否"
    if value == NO and tools.lexicon.is_none(text):
        notes = (note("enum_inferred", "warning", used=used),)  # 不涉及 says less than 否
    for clause, (other, told) in zip(clauses[1:], verdicts[1:], strict=True):
        if _turns(value, other, clause):
            return _unclear()
        notes = (*notes, *told) if told else (*notes, note("choice_explained", used=used))
    return Reading(value, tuple(dict.fromkeys(notes)))


def _verdict(clause: Clause, tools: Words) -> tuple[str | None, tuple[Note, ...]]:
    """What one clause answers, and what is to be told of it."""
    words = "".join((*clause.rest, *clause.beside))
    manners = {m.manner for m in clause.mentions}
    if len(manners) > 1 or clause.kinds & _DOUBT:
        return None, ()
    told = (note("choice_explained"),) if words else ()
    if manners:
        answer = _MANNERS.get(manners.pop(), (None, ()))
        return answer[0], (*told, *answer[1])
    if (
        clause.has_object
        or clause.kinds & _HEARSAY
        or (clause.says_no and (clause.says_yes or words))
    ):
        return None, ()
    if clause.says_no:
        return NO, ()
    return (YES, told) if clause.says_yes else (tools.lexicon.yes_no(words), ())


def _turns(value: str, other: str | None, clause: Clause) -> bool:
    """Whether a later clause takes the answer back: 是，但已停止; 有，未存管; 否，已开户."""
    if other is not None:
        return other != value and not (value == NO and clause.rest)
    if value == NO or not clause.kinds & (_DOUBT | {"neg"}):
        return False
    return not clause.denies_a_thing or bool(clause.kinds & _DOUBT)


def _unclear() -> Reading:
    return Reading(None, (note("choice_unclear"),))


# ---------------------------------------------------------------- one of a list


def one_of(raw, column: Column, setting: object, tools: Words) -> Reading:
    text = _said(raw)
    value = _whole(text, column.options, tools)
    if value is not None:
        return Reading(value)
    if tools.lexicon.is_unknown(text) or tools.lexicon.is_none(text):
        return UNKNOWN
    text = tidy(tools.lexicon.ticks.unfonted(text))
    ticked = tools.lexicon.ticks.read(text, lambda label: _is_option(label, column.options))
    if ticked is not None:
        return _one_ticked(ticked, text, column, tools)
    return _one_spoken(text, column, tools)


def _whole(text: str, options: Options, tools: Words) -> str | None:
    """The option a cell names in full, unless brackets in it are empty: 会员制（ ）."""
    value, is_inferred = options.find(text)
    if value is None or is_inferred:
        return None
    is_mark = len(text.strip(" \u3000。.")) == 1
    return value if is_mark or not tools.lexicon.ticks.may_tick(tidy(text)) else None


def _is_option(label: str, options: Options) -> bool:
    value, is_inferred = options.find(label)
    return value is not None and not is_inferred


def _one_ticked(ticked: Ticked, text: str, column: Column, tools: Words) -> Reading:
    if not any(ticked.chosen) or ticked.is_mixed:
        return Reading(None, (_refused(_no_choice(ticked), column),))
    readings = [_one_label(label, column, tools) for label in ticked.chosen if label]
    values = list(dict.fromkeys(r.value for r in readings if r.value))
    notes = tuple(dict.fromkeys(n for r in readings for n in r.notes))
    if len(values) > 1:
        return Reading(values[0], (note("several_values", used=values[0]),))
    if values and (ticked.is_doubtful or _remainders(ticked, column, tools)):
        notes += (note("choice_explained", used=values[0]),)
    return Reading(values[0] if values else None, notes)


def _no_choice(ticked: Ticked) -> str:
    """Why ticks choose nothing: contradictory ones, a √ beside no option, none at all."""
    if ticked.is_mixed:
        return "choice_unclear"
    return "bad_enum" if ticked.chosen else "no_tick"


def _one_label(label: str, column: Column, tools: Words) -> Reading:
    value = _whole(label, column.options, tools)
    return Reading(value) if value else _one_spoken(label, column, tools)


def _remainders(ticked: Ticked, column: Column, tools: Words) -> list[str]:
    """Words beside the ticks that are no printed option (its note in brackets belongs to it)."""
    others = tools.lexicon.choice_words["other"]
    return [
        label
        for label in (*ticked.left, *ticked.crossed)
        if label.strip(" :：")
        and not _is_option(_NOTE.sub("", label), column.options)
        and label.strip(" :：") not in others
    ]


def _one_spoken(text: str, column: Column, tools: Words) -> Reading:
    clauses = _clauses(text, column, tools)
    mentions = [m for c in clauses for m in c.mentions if not m.turned]
    counted = [m for m in mentions if _counts(m, column)]
    values = list(dict.fromkeys(m.value for m in counted))
    if not values:
        return _none_stated(mentions, clauses, column)
    if len(values) > 1:
        return _several_stated(values, counted, column)
    return Reading(values[0], _one_notes(values[0], mentions, counted, clauses))


def _counts(mention: Mention, column: Column) -> bool:
    """What is required is kept and told: an institution that stopped still is one."""
    kept = column.required and mention.manner == sentence.OVER and not mention.was_before
    return mention.manner in _COUNTED or kept


def _several_stated(values: list[str], counted: Sequence[Mention], column: Column) -> Reading:
    """A list keeps its first option, as before; a second option that explains makes it unknown."""
    explains = any(m.is_inside for m in counted) or len(column.options.values) <= SMALL_LIST
    if explains and not column.required:
        return Reading(None, (_refused("choice_unclear", column),))
    return Reading(values[0], (note("several_values", used=values[0]),))


def _one_notes(value: str, mentions, counted, clauses: Sequence[Clause]) -> tuple[Note, ...]:
    codes = [code for m in counted if (code := _COUNTED.get(m.manner, "choice_explained"))]
    rest = [words for c in clauses for words in (*c.rest, *(c.beside if c.is_inside else ()))]
    turned = any(m.turned for c in clauses for m in c.mentions)
    aside = any(map(_is_aside, clauses)) or any(m.manner in _NOT_COUNTED for m in mentions)
    if rest or turned or aside:
        codes.append("choice_explained")
    is_inferred = any(c.beside for c in clauses) or not all(m.is_exact for m in mentions)
    if is_inferred and not codes:
        codes.append("enum_inferred")
    return tuple(note(code, used=value) for code in dict.fromkeys(codes))


def _none_stated(mentions: Sequence[Mention], clauses, column: Column) -> Reading:
    """Nothing chosen: 未开设账户 is 无 where 有 and 无 are the options, else it is told."""
    denied = {m.value for m in mentions if m.manner == sentence.DENIED}
    if denied == {"有"} and "无" in column.options.values and len(denied) == len(mentions):
        return Reading("无", (note("enum_inferred", used="无"),))
    codes = [_NOT_COUNTED[m.manner] for m in mentions if m.manner in _NOT_COUNTED]
    code = codes[0] if codes else "choice_unclear" if mentions else "bad_enum"
    return Reading(None, (_refused(code, column),))


# ---------------------------------------------------------------- several of a list


def several_of(raw, column: Column, setting: object, tools: Words) -> Reading:
    text = _said(raw)
    value = None if _LISTED.search(text) else _whole(text, column.options, tools)
    if value is not None:
        return Reading(value)
    if tools.lexicon.is_unknown(text):
        return UNKNOWN
    text = tidy(tools.lexicon.ticks.unfonted(text))
    ticked = tools.lexicon.ticks.read(text, lambda label: _is_option(label, column.options))
    if ticked is not None:
        return _several_ticked(ticked, column, tools)
    return _several_spoken(text, column, tools)


def _several_ticked(ticked: Ticked, column: Column, tools: Words) -> Reading:
    if ticked.is_mixed:
        return _unclear()
    if not any(ticked.chosen):
        if any(ticked.crossed) and not any(ticked.left):
            return Reading("无", (note("choice_explained", used="无"),))
        return Reading(None, (_refused(_no_choice(ticked), column),))
    readings = [_several_label(label, column, tools) for label in ticked.chosen if label]
    notes = [n for r in readings for n in r.notes]
    values = [v for r in readings if r.value for v in r.value.split("、")]
    rest = _remainders(ticked, column, tools)
    if ticked.is_doubtful or rest:
        notes.append(note("choice_explained", used="、".join(values) or "不详"))
    return _gathered(values, notes, column)


def _several_label(label: str, column: Column, tools: Words) -> Reading:
    value = _whole(label, column.options, tools)
    return Reading(value) if value else _several_spoken(label, column, tools)


def _several_spoken(text: str, column: Column, tools: Words) -> Reading:
    clauses = _clauses(text, column, tools)
    mentions = [m for c in clauses for m in c.mentions]
    for mention in (m for m in mentions if m.turned):
        mention.manner = sentence.OVER  # 会员制改为预付卡
    notes = _rest_notes(clauses, column)
    values = []
    for mention in mentions:
        notes += _mention_notes(mention)
        if mention.manner in _COUNTED:
            values.append(mention.value)
    has_denied = any(m.manner == sentence.DENIED for m in mentions)
    has_no = any(c.says_no and not c.rest for c in clauses)
    if values:
        if has_no or any(m.is_doubtful for m in mentions) or any(map(_is_aside, clauses)):
            notes.append(note("choice_explained", used="、".join(values)))
        if any(c.beside for c in clauses):
            notes += [note("enum_inferred", used=v) for v in dict.fromkeys(values)]
        return _gathered(values, notes, column)
    if (has_denied or has_no) and {n.code for n in notes} <= {"choice_explained"}:
        return Reading("无", (note("enum_inferred", "warning", used="无"),))
    return Reading(None, tuple(dict.fromkeys(notes)) or _unclear().notes)


def _mention_notes(mention: Mention) -> list[Note]:
    code = _COUNTED.get(mention.manner) or _NOT_COUNTED.get(mention.manner)
    if code:
        return [note(code, used=mention.value)]
    if mention.manner == sentence.STATED and not mention.is_exact:
        return [note("enum_inferred", used=mention.value)]
    return []


def _rest_notes(clauses: Sequence[Clause], column: Column) -> list[Note]:
    options = "、".join(column.options.values)
    notes: list[Note] = []
    for clause in clauses:
        for words in clause.rest:
            if clause.is_inside:
                notes.append(note("choice_explained"))
            else:
                notes.append(note("bad_enum", "warning", value=words, options=options))
    return notes


def _gathered(values: Sequence[str], notes: Sequence[Note], column: Column) -> Reading:
    """The chosen options in catalogue order; 无 beside another option is told."""
    chosen = [v for v in column.options.values if v in values]
    notes = list(notes)
    if len(chosen) > 1 and "无" in chosen:
        chosen.remove("无")
        notes.append(note("choice_explained", used="、".join(chosen)))
    return Reading("、".join(chosen) or None, tuple(dict.fromkeys(notes)))


# ---------------------------------------------------------------- together


def _clauses(text: str, column: Column, tools: Words) -> list[Clause]:
    tokens = tools.lexicon.vocabulary(column).tokens(text)
    none = "无" if {"有", "无"} & set(column.options.values) == {"无"} else None
    return [c for c in Sentence(tokens, none).clauses if not c.is_empty]


def _is_aside(clause: Clause) -> bool:
    """Words that say something, but of no option: （正在办理）, 未发现问题."""
    return clause.tells or (not clause.mentions and bool(clause.kinds & _ASIDE))


def _refused(code: str, column: Column, options: str | None = None) -> Note:
    severity = "error" if column.required else "warning"
    return note(code, severity, options=options or "、".join(column.options.values))


def _said(raw) -> str:
    return text_of(raw) if not isinstance(raw, bool) else ("是" if raw else "否")
