"""Chinese numerals as cn2an and as we read them: where the two differ, a list says who is right."""

# ruff: noqa: E501 (numerals are data)

import random

import cn2an
import pytest

from tests.wordings_core import Wording, unknown
from tests.wordings_judge import WAITS, judge

# Numerals that clerks write and that cn2an has an answer for (in yuan, under a heading in yuan).
WRITTEN = """一百八|三万二|十万零五|1百2十|3万5千|1.5万|十|零|〇|两百五|廿八|一千五|１２３|三点五|一万亿|12.5万|一百零八|壹佰贰拾叁
两千|12万5千|十二万五|三百六|二百二|5百|1.2千|五佰|一百〇八|壹万贰仟|拾|貳拾|陆仟|30.0|一千零五|一千零五十|一万零五百|九万九
两万两千|1万2|2千3百|2000|三千|八千八百八十八|二十一|一十|一十五|一百一十|两万零三百|肆拾伍万|玖仟玖佰|二百五十万|三百二十一万五千
二〇二六|一二三|〇五|05|一零八|三0|3十|-12|负十|负三|1,234""".replace("\n", "|")

# text: who is right and why, wherever cn2an's answer is not ours
WHO_IS_RIGHT = {
    "一万亿": ("we", "more than 100亿: the row waits for a person (§2b plausibility)"),
    "-12": ("we", "an amount is never negative: the row waits (§2a)"),
    "负十": ("we", "an amount is never negative: the row waits (§2a)"),
    "二〇二六": ("we", "a year, or digits one by one: told (law 2)"),
    "一二三": ("we", "123, or one, two, three: told (law 2)"),
    "三0": ("cn2an", "30 is meant; we tell it rather than guess"),
    "负三": ("we", "an amount is never negative: the row waits (§2a)"),
}


def of_cn2an(text: str) -> float | None:
    try:
        return float(cn2an.cn2an(text, "smart"))
    except (ValueError, TypeError):
        return None


def random_numerals(count: int = 300) -> list[str]:
    """Whole numbers as cn2an writes them, in small and in formal characters, mixed, spoken short."""
    rng = random.Random(11)
    texts = []
    for _ in range(count):
        value = rng.choice((rng.randrange(1, 200), rng.randrange(1, 100_000), rng.randrange(10**7)))
        style = rng.choice(("low", "up"))
        texts.append(cn2an.an2cn(value, style))
        texts.append(f"{rng.randrange(1, 100)}万{rng.randrange(1, 10)}千")
        digits = rng.sample("一二三四五六七八九", 2)
        texts.append(digits[0] + rng.choice("百千万") + digits[1])
    return list(dict.fromkeys(texts))


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """text → what we store (in yuan), or None where it is told."""
    texts = dict.fromkeys([*WRITTEN.split("|"), *random_numerals()])
    column = ("screening", "amount_involved_wan")
    wordings = [Wording(*column, t, unknown(), "numeral", context="yuan") for t in texts]
    found = judge(wordings, tmp_path_factory.mktemp("numerals"))
    assert not [str(one) for one in found if one.stored in (None, WAITS) and not one.is_told]
    return {
        one.wording.typed: None if one.stored in (None, WAITS) else round(one.stored * 10_000, 6)
        for one in found
    }


def test_random_numerals_are_read_as_cn2an_reads_them(ours):
    assert {t: (ours[t], of_cn2an(t)) for t in random_numerals() if ours[t] != of_cn2an(t)} == {}


def test_where_we_and_cn2an_differ_the_list_says_who_is_right(ours):
    answered = {t: of_cn2an(t) for t in WRITTEN.split("|") if of_cn2an(t) is not None}
    differing = {t for t, theirs in answered.items() if ours[t] != theirs}
    assert differing == set(WHO_IS_RIGHT), {t: (ours[t], answered[t]) for t in differing}


def test_where_cn2an_is_right_we_have_told_and_not_guessed(ours):
    guessed = [t for t, (who, _) in WHO_IS_RIGHT.items() if who == "cn2an" and ours[t] is not None]
    assert guessed == []
