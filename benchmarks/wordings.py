"""Wordings of amounts, counts and days: read, told or silently wrong, for us, cn2an and JioNLP.

One list for all: the generated and the hand-written wordings of tests/, as text, under headings
that name the unit (万元 or 元) and a title of September 2026. Read = the value that is right; told
= no value (we: with a warning, or the row waits; the peers: no answer); silently wrong = another
value than the right one, or any where the cell holds none. "of readable" is the share read of those
that forms.md calls readable; the others are better told. A value beside a warning counts as read or
wrong like any other. What is none or unknown is left out: the peers know no such words. cn2an reads
numerals, no days. JioNLP is for development alone and not among our packages: name a Python that
has it, `bench wordings --jionlp /path/to/python`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tests.wordings import by_hand, generated
from tests.wordings_core import Wording
from tests.wordings_judge import WAITS, columns_of, is_same, judge

LISTS = {"money_wan": "amounts", "money_yuan": "amounts", "count": "counts", "date": "days"}
YUAN_IN_A = {"money_wan": 10_000, "money_yuan": 1}
JIONLP = """
import json, sys, time
import jionlp
base = time.mktime((2026, 9, 30, 0, 0, 0, 0, 0, 0))
def answer(kind, text):
    try:
        if kind == "days":
            return jionlp.parse_time(text, time_base=base)["time"]
        found = jionlp.parse_money(text)
        return [found["num"], found["case"]]
    except Exception:
        return None
asked = json.load(sys.stdin)
print("\\n" + json.dumps([answer(kind, text) for kind, text in asked]))
"""


def run(arguments: list[str] | None = None) -> list[dict]:
    """Rows: who, list, wordings, and the shares read, told and silently wrong."""
    parser = argparse.ArgumentParser(prog="manage.py bench wordings")
    parser.add_argument("--jionlp", help="a Python that has JioNLP", default=sys.executable)
    options = parser.parse_args(arguments or [])
    asked = [one for one in (*generated(), *by_hand()) if is_asked(one)]
    rows = rows_of("ours", asked, ours(asked))
    rows += rows_of("cn2an", asked, [of_cn2an(one) for one in asked])
    answers = of_jionlp(asked, options.jionlp)
    if answers is None:
        missing = {"who": "JioNLP", "list": f"not installed for {options.jionlp} (see --jionlp)"}
        return [*rows, missing]
    return rows + rows_of("JioNLP", asked, answers)


def is_asked(one: Wording) -> bool:
    speaks = one.right.values or one.right.must_tell
    is_plain = isinstance(one.typed, str) and one.context in ("plain", "yuan")
    return bool(is_plain and speaks and type_of(one) in LISTS)


def type_of(one: Wording) -> str:
    return next(c.type for c in columns_of(one.form) if c.name == one.column)


def rows_of(who: str, asked: Sequence[Wording], answers: Sequence[Any]) -> list[dict]:
    grouped: dict[str, list[tuple[Wording, str]]] = {}
    for one, answer in zip(asked, answers, strict=True):
        for name in (LISTS[type_of(one)], "all"):
            grouped.setdefault(name, []).append((one, outcome(one, answer)))
    return [{"who": who, "list": name, **shares(some)} for name, some in grouped.items()]


def shares(some: Sequence[tuple[Wording, str]]) -> dict[str, float]:
    said = [outcome for _, outcome in some]
    readable = [outcome for one, outcome in some if one.right.is_readable]
    counted = {word: said.count(word) / len(said) for word in ("read", "told", "silently wrong")}
    return {"wordings": len(said), **counted, "of readable": readable.count("read") / len(readable)}


def outcome(one: Wording, answer: Any) -> str:
    if answer is None:
        return "told"
    return "read" if any(is_same(answer, value) for value in one.right.values) else "silently wrong"


# ---------------------------------------------------------------- who is asked


def ours(asked: Sequence[Wording]) -> list[Any]:
    """What is stored; nothing where the cell is told and unknown, or the row waits."""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = judge(asked, Path(folder))
    found = {id(one.wording): one for one in verdicts}
    return [stored(found[id(one)]) for one in asked]


def stored(verdict) -> Any:
    """The value, None where told, and "lost" where it is missing without a word."""
    if verdict.stored not in (None, WAITS):
        return verdict.stored
    return None if verdict.is_told else "lost"


def of_cn2an(one: Wording) -> Any:
    """Its smart mode, the column's own unit cut off."""
    import cn2an

    if LISTS[type_of(one)] == "days":
        return None
    try:
        value = float(cn2an.cn2an(bare(one), "smart"))
    except (ValueError, TypeError):
        return None
    return in_column(one, value)


def bare(one: Wording) -> str:
    unit = next(c.unit for c in columns_of(one.form) if c.name == one.column) or "元"
    return one.typed.strip().removesuffix(unit)


def in_column(one: Wording, value: float) -> float:
    """A bare number counts in the heading's unit, anything else in yuan."""
    kind = type_of(one)
    if kind == "count" or (one.context == "plain" and is_bare(one.typed)):
        return value
    return value / YUAN_IN_A[kind]


def is_bare(text: str) -> bool:
    return text.strip().replace(".", "").replace(",", "").isdecimal()


def of_jionlp(asked: Sequence[Wording], python: str) -> list[Any] | None:
    """parse_money and parse_time with the month of the title, in the Python that has them."""
    texts = json.dumps([(LISTS[type_of(one)], text_for_jionlp(one)) for one in asked])
    call: Callable = partial(subprocess.run, input=texts, capture_output=True, text=True)
    result = call([python, "-c", JIONLP])
    if result.returncode:
        return None
    answers = json.loads(result.stdout.strip().splitlines()[-1])
    return [of_answer(one, answer) for one, answer in zip(asked, answers, strict=True)]


def text_for_jionlp(one: Wording) -> str:
    return bare(one) if type_of(one) == "count" else one.typed.strip()


def of_answer(one: Wording, answer: list | None) -> Any:
    """Its larger amount; of a span the first day, or the last where the column is a deadline."""
    if answer is None:
        return None
    if LISTS[type_of(one)] == "days":
        return day_of(one, answer)
    amount, currency = answer
    if currency != "元":
        return "another currency"
    return in_column(one, float(amount[-1] if isinstance(amount, list) else amount))


def day_of(one: Wording, span: Any) -> date | str:
    column = next(c for c in columns_of(one.form) if c.name == one.column)
    try:
        first, last = (datetime.fromisoformat(text).date() for text in span)
    except (TypeError, ValueError):
        return "no day"
    return last if column.range_end else first
