"""How alike two names of organisations are: letters, sounds and shapes of what sets them apart.

A name is region + brand + kind + legal form (重庆市大足区 + 夕阳红 + 养老服务 + 有限公司). The
brand tells organisations apart, so it weighs most; the kind says whether it can be the same house.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import log

import numpy as np

BRAND_WEIGHT = 0.75  # the rest is the kind
SOUND_WORTH = 0.93  # equal sounds of other letters, against equal letters
SHUFFLE_WORTH = 0.90  # the same letters in another order
UNSAID_KIND = 0.7  # a name does not say what it is
SMALL_PRODUCT = 2_000_000
KEEP = 12  # known names compared with each asked one
COMMON = 150  # a piece that more known names share finds nobody

# What a house says it is. Words of one group stand for one another; across groups they do not.
KINDS = (
    ("养老院", "敬老院", "福利院", "颐养院", "养护院", "护理院", "托老所", "老年公寓", "老人公寓",
     "长者公寓", "养老公寓", "养老服务中心", "养老中心", "养护中心", "养老机构", "养老服务站"),
    ("日间照料中心", "日间照料站", "日照中心", "照料中心"),
    ("互助养老点", "互助养老站", "互助点", "幸福院"),
    ("养老服务", "养老产业发展", "养老产业", "养老发展", "养老管理", "居家养老服务", "养老"),
    ("健康体验馆", "健康体验店", "健康生活馆", "健康馆", "体验馆", "健康咨询", "健康管理",
     "健康科技", "保健品店", "保健用品", "生物科技", "健康产业", "健康"),
    ("康养基地", "旅居基地", "康养中心", "康养山庄", "旅居康养", "候鸟旅居服务站", "文旅康养",
     "康养"),
    ("商贸", "贸易", "百货", "超市", "经营部", "商行"),
)  # fmt: skip
_KIND_OF = {word: number for number, words in enumerate(KINDS) for word in words}
_KIND = re.compile("(" + "|".join(sorted(_KIND_OF, key=len, reverse=True)) + ")$")
# Characters that are mistaken for one another in handwriting and on worn stamps.
LOOKALIKES = (
    "末未", "己已巳", "土士", "日曰", "人入八", "千干于", "天夫", "木本术", "王玉主", "田由甲申",
    "风凤", "鸟乌岛", "免兔", "今令", "折拆", "泰秦", "睛晴", "清青", "住往佳", "候侯", "茶荼",
    "祟崇", "栗粟", "治冶", "准淮", "幸辛", "若苦", "享亨", "微徵", "历厉", "怡恰", "元无", "予矛",
    "竟竞", "戊戌戍", "壶壹", "金全", "贝见", "代伐", "石右", "颐题", "欣欢",
)  # fmt: skip
_SHAPE = {c: group[0] for group in reversed(LOOKALIKES) for c in group}


@cache
def kind_and_brand(core: str) -> tuple[str, str]:
    """The kind at the end of a core name ('' when it says none) and what stands before it."""
    found = _KIND.search(core)
    if not found or found.start() == 0:
        return "", core
    return found[0], core[: found.start()]


def kind_likeness(left: str, right: str) -> float:
    """1 the same word, 0 another trade; within a group, or unsaid, between."""
    if not left or not right:
        return UNSAID_KIND
    if left == right:
        return 1.0
    groups = {_KIND_OF[left], _KIND_OF[right]}
    if len(groups) == 1:
        return 0.6
    return 0.55 if groups == {0, 3} else 0.0  # a home and the company that runs it


@cache
def shape(char: str) -> str:
    return _SHAPE.get(char, char)


@cache
def sound(char: str) -> str:
    """The syllable of a character as south-western speech merges it (zh=z, n=l, ng=n)."""
    from pypinyin import Style
    from pypinyin import pinyin as reading

    syllable = reading(char, style=Style.NORMAL, errors="default")[0][0].lower()
    for standard, merged in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if syllable.startswith(standard):
            syllable = merged + syllable[len(standard) :]
            break
    return re.sub(r"ng$", "n", syllable)


@cache
def sounds(text: str) -> str:
    """One character for each syllable, so that sounds can be compared like letters."""
    return "".join(_sign(sound(char)) for char in text)


_signs: dict[str, str] = {}


def _sign(syllable: str) -> str:
    return _signs.setdefault(syllable, chr(0xE000 + len(_signs)))


@dataclass(frozen=True)
class Read:
    """Names taken apart, in the order given."""

    kinds: list[str]
    brands: list[str]
    shapes: list[str]
    sounds: list[str]
    sorted: list[str]

    @classmethod
    def of(cls, cores: Sequence[str]) -> Read:
        parts = [kind_and_brand(core) for core in cores]
        brands = [brand for _, brand in parts]
        return cls(
            kinds=[kind for kind, _ in parts],
            brands=brands,
            shapes=["".join(map(shape, brand)) for brand in brands],
            sounds=[sounds(brand) for brand in brands],
            sorted=["".join(sorted(brand)) for brand in brands],
        )


def likeness(
    asked: Read, known: Read, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(overall, letters alone), 0 to 1, of the pairs asked[left[i]], known[right[i]]."""
    letters = ratio(asked.brands, known.brands, left, right)
    best = np.maximum(letters, SOUND_WORTH * ratio(asked.shapes, known.shapes, left, right))
    best = np.maximum(best, SOUND_WORTH * ratio(asked.sounds, known.sounds, left, right))
    best = np.maximum(best, SHUFFLE_WORTH * ratio(asked.sorted, known.sorted, left, right))
    kinds = _kind_table(asked.kinds, known.kinds, left, right)
    return BRAND_WEIGHT * best + (1 - BRAND_WEIGHT) * kinds, letters


def ratio(asked: list[str], known: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    pairs = [asked[i] for i in left], [known[j] for j in right]
    return cpdist(*pairs, scorer=Indel.normalized_similarity, dtype=np.float64)


def _kind_table(asked: list[str], known: list[str], left, right) -> np.ndarray:
    ours, theirs = list(dict.fromkeys(asked)), list(dict.fromkeys(known))
    table = np.array([[kind_likeness(a, b) for b in theirs] for a in ours])
    rows = {kind: n for n, kind in enumerate(ours)}
    columns = {kind: n for n, kind in enumerate(theirs)}
    row_of = np.array([rows[kind] for kind in asked])
    column_of = np.array([columns[kind] for kind in known])
    return table[row_of[left], column_of[right]]


# ---------------------------------------------------------------- whom to compare with whom


def candidates(asked: Read, known: Read) -> tuple[np.ndarray, np.ndarray]:
    """Pairs worth comparing: all of a short list, else those that share rare pieces of a brand."""
    n, m = len(asked.brands), len(known.brands)
    if n * m <= SMALL_PRODUCT:
        return np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    vocabulary = _vocabulary(known)
    ours, theirs = _matrix(asked, vocabulary), _matrix(known, vocabulary).T.tocsr()
    parts = [_best_of(ours[at : at + 4000] @ theirs, at) for at in range(0, n, 4000)]
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _best_of(product, start: int) -> tuple[np.ndarray, np.ndarray]:
    """The KEEP heaviest entries of each row, the first column where they weigh the same."""
    found = product.tocoo()
    order = np.lexsort((found.col, -found.data, found.row))
    rows, columns = found.row[order], found.col[order]
    first = np.searchsorted(rows, rows)
    kept = np.arange(len(rows)) - first < KEEP
    return rows[kept] + start, columns[kept]


def _pieces(shapes: str, heard: str, kind: str) -> set[str]:
    """A whole brand by shape and by sound; and within one group of kinds its letters in any order,
    its pairs of neighbours and of every second character."""
    group = str(_KIND_OF.get(kind, ""))
    found = {shapes, heard, f"{''.join(sorted(heard))}|{group}"}
    for text in (shapes, heard):
        found.update(text[i : i + 2] + group for i in range(len(text) - 1))
        found.update(text[i : i + 3 : 2] + "." + group for i in range(len(text) - 2))
    return found


def _all_pieces(read: Read) -> list[set[str]]:
    return [_pieces(*one) for one in zip(read.shapes, read.sounds, read.kinds, strict=True)]


def _vocabulary(known: Read) -> dict[str, tuple[int, float]]:
    """Piece → (column, weight); what many known names share carries no weight."""
    counts = Counter(piece for pieces in _all_pieces(known) for piece in pieces)
    kept = sorted(piece for piece, n in counts.items() if n <= COMMON)
    total = len(known.brands)
    return {piece: (i, log(total / counts[piece]) + 1.0) for i, piece in enumerate(kept)}


def _matrix(read: Read, vocabulary: dict[str, tuple[int, float]]):
    from scipy.sparse import csr_matrix

    rows = [[vocabulary[p] for p in pieces if p in vocabulary] for pieces in _all_pieces(read)]
    ends = [0, *accumulate(map(len, rows))]
    columns = [column for row in rows for column, _ in row]
    weights = [weight for row in rows for _, weight in row]
    return csr_matrix((weights, columns, ends), shape=(len(rows), len(vocabulary)))
