"""Who is who: joins certain names to known facilities and proposes the near ones."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

import pandas as pd

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

# A near name goes to a person, never straight into a join, so these two lines only decide
# how long the review list gets (see docs/decisions.md).
NEAR_TEXT = 0.80
NEAR_SOUND = 0.60
SMALL_PRODUCT = 2_000_000

_NOISE = re.compile(
    r"[\s\u200b\ufeff·•・.。,，、:：;；'\"“”‘’`()\[\]{}<>《》〈〉【】「」_/\\|~—–-]+"
)
_REGION_PREFIX = re.compile(r"^(中国|重庆市?|大足[区县]?|[一-鿿]{2,3}(?:省|市辖区|区|县))")
_TOWN_PREFIX = re.compile(r"^[一-鿿]{2,3}(?:镇|乡)(?=[一-鿿]{3})")
_LEGAL_FORM = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|责任公司|集团公司|公司|个体工商户|\(?普通合伙\)?)"
)
_BRANCH = re.compile(r"(分公司|分店|分部|分院|分中心|[一二三四五六七八九十\d]+(?:店|部|院|分店))$")

RESULT_COLUMNS = ["facility_id", "method", "proposal_facility_id", "similarity"]


def normalise_name(text: object) -> str:
    """The name without spaces, width, case and punctuation: equal results are the same name."""
    if text is None or text != text:
        return ""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(text))).upper()


@cache
def core_name(name: str) -> str:
    """A normalised name without region and legal form: equal cores are near, not certain."""
    core = _TOWN_PREFIX.sub("", _strip_regions(name))
    core = _LEGAL_FORM.sub("", core)
    return core if len(core) >= 2 else name


def _strip_regions(name: str) -> str:
    stripped = _REGION_PREFIX.sub("", name)
    while stripped != name and len(stripped) >= 4:
        name, stripped = stripped, _REGION_PREFIX.sub("", stripped)
    return name if len(stripped) < 4 else stripped


def credit_code_ok(code: object) -> bool:
    """Whether the 18 characters end in the check character of GB 32100-2015."""
    text = "" if code is None else str(code)
    if len(text) != 18 or any(c not in CODE_ALPHABET for c in text):
        return False
    total = sum(CODE_ALPHABET.index(c) * w for c, w in zip(text, CODE_WEIGHTS, strict=False))
    return CODE_ALPHABET[(31 - total % 31) % 31] == text[17]


@cache
def _sound(char: str) -> str:
    """The syllable of a character as south-western speech merges it (zh=z, n=l, ng=n)."""
    from pypinyin import Style
    from pypinyin import pinyin as reading

    syllable = reading(char, style=Style.NORMAL, errors="default")[0][0].lower()
    for standard, merged in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if syllable.startswith(standard):
            syllable = merged + syllable[len(standard) :]
            break
    return re.sub(r"ng$", "n", syllable)


def sound_key(name: str) -> str:
    """How a name sounds; homophones and near homophones share the key."""
    return " ".join(_sound(char) for char in name)


def match(names: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """One row per row of `names` (name, credit_code, village_code) against the `roster`
    (facility_id, facility_name, credit_code, village_code).

    facility_id is set only when the join is certain (method `credit_code` or `name`); method
    `near_name`, `near_core`, `near_sound`, `near_text` give a proposal with a similarity 0–1;
    `unknown` gives neither. The result keeps the index of `names` and depends on nothing else.
    """
    index = _Roster(roster)
    asked = _texts(names, "name", "credit_code", "village_code")
    answers = {key: index.certain(*key) for key in dict.fromkeys(asked)}
    open_keys = [key for key, found in answers.items() if found is None]
    answers.update(
        zip(open_keys, index.near([normalise_name(k[0]) for k in open_keys]), strict=True)
    )
    rows = [answers[key] for key in asked]
    result = pd.DataFrame(rows, columns=RESULT_COLUMNS, index=names.index, dtype=object)
    return result.astype({"similarity": float})


def _texts(frame: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    lists = [
        ["" if v is None or v != v else str(v) for v in frame[c]]
        if c in frame
        else [""] * len(frame)
        for c in columns
    ]
    return list(zip(*lists, strict=True))


class _Roster:
    """Look-up tables over the known facilities, first id first."""

    def __init__(self, roster: pd.DataFrame) -> None:
        rows = _texts(roster, "facility_id", "facility_name", "credit_code", "village_code")
        rows = sorted(dict.fromkeys(rows))
        self.ids = [r[0] for r in rows]
        self.names = [normalise_name(r[1]) for r in rows]
        self.codes = [r[2] for r in rows]
        self.villages = [r[3] for r in rows]
        self.by_code = _group(self.codes)
        self.by_name = _group(self.names)

    def certain(self, name: str, code: str, village: str) -> tuple | None:
        """The certain answer, a same-name proposal, or None when only similarity can help."""
        norm = normalise_name(name)
        coded = {self.ids[i] for i in self.by_code.get(code, ())} if credit_code_ok(code) else set()
        if len(coded) == 1:
            return (coded.pop(), "credit_code", None, 1.0)
        same = self.by_name.get(norm, ()) if norm else ()
        if not same:
            return None if norm else (None, "unknown", None, 0.0)
        fits = [i for i in same if self._agrees(i, code, village)]
        here = [i for i in fits if village and self.villages[i] == village] or fits
        ids = {self.ids[i] for i in here}
        if len(ids) == 1:
            return (ids.pop(), "name", None, 1.0)
        return (None, "near_name", self.ids[(here or list(same))[0]], 1.0)

    def _agrees(self, i: int, code: str, village: str) -> bool:
        other_code = (
            credit_code_ok(code) and credit_code_ok(self.codes[i]) and code != self.codes[i]
        )
        other_place = bool(village and self.villages[i]) and village != self.villages[i]
        return not other_code and not other_place

    def near(self, names: list[str]) -> list[tuple]:
        """The best proposal for each normalised name, or unknown."""
        if not names or not self.ids:
            return [(None, "unknown", None, 0.0)] * len(names)
        cores = [core_name(n) for n in self.names]
        by_core, by_sound = _group(cores), _group([sound_key(c) for c in cores])
        shortlists = _shortlists([core_name(n) for n in names], cores)
        return [
            self._nearest(name, by_core, by_sound, shortlist, cores)
            for name, shortlist in zip(names, shortlists, strict=True)
        ]

    def _nearest(self, name: str, by_core: dict, by_sound: dict, shortlist, cores) -> tuple:
        from rapidfuzz.distance import Indel

        core = core_name(name)
        if core in by_core:
            best = by_core[core][0]
            return (
                None,
                "near_core",
                self.ids[best],
                _round(0.9 + 0.1 * _ratio(name, self.names[best])),
            )
        sound = [
            i for i in by_sound.get(sound_key(core), ()) if _ratio(core, cores[i]) >= NEAR_SOUND
        ]
        if sound:
            return (None, "near_sound", self.ids[sound[0]], _round(0.9))
        scored = [(Indel.normalized_similarity(core, cores[i]), -i) for i in shortlist]
        similarity, best = max(scored, default=(0.0, 0))
        if similarity < (0.9 if _BRANCH.search(name) else NEAR_TEXT):
            return (None, "unknown", None, _round(similarity))
        return (None, "near_text", self.ids[-best], _round(similarity))


def _ratio(left: str, right: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(left, right)


def _round(similarity: float) -> float:
    return round(float(similarity), 4)


def _group(keys: list[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        if key:
            groups[key].append(i)
    return groups


def _shortlists(asked: list[str], known: list[str]) -> list[list[int]]:
    """For each asked core name the known ones worth comparing letter by letter."""
    if len(asked) * len(known) <= SMALL_PRODUCT:
        return [range(len(known))] * len(asked)
    return _sparse_shortlists(asked, known)


def _sparse_shortlists(asked: list[str], known: list[str], keep: int = 8) -> list[list[int]]:
    """Nearest known names by inverse-frequency weighted character pairs (sparse product)."""
    import numpy as np

    vocabulary = _pair_vocabulary(known)
    left, right = _pair_matrix(asked, vocabulary), _pair_matrix(known, vocabulary).T.tocsr()
    lists: list[list[int]] = []
    for start in range(0, len(asked), 4000):
        product = (left[start : start + 4000] @ right).tocsr()
        for row in range(product.shape[0]):
            span = slice(product.indptr[row], product.indptr[row + 1])
            found, weight = product.indices[span], product.data[span]
            if len(found) > keep:
                found = found[np.lexsort((found, -weight))[:keep]]
            lists.append(found.tolist())
    return lists


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} or {name}


def _pair_vocabulary(known: list[str]) -> dict[str, tuple[int, float]]:
    """Pair → (column, weight); pairs that half the town shares (养老, 服务) carry no weight."""
    from collections import Counter
    from math import log

    counts = Counter(pair for name in known for pair in _pairs(name))
    limit = max(50, len(known) // 200)
    kept = sorted(pair for pair, n in counts.items() if n <= limit)
    return {pair: (i, log(len(known) / counts[pair]) + 1.0) for i, pair in enumerate(kept)}


def _pair_matrix(names: list[str], vocabulary: dict[str, tuple[int, float]]):
    from scipy.sparse import csr_matrix

    entries = [
        (row, *vocabulary[pair])
        for row, name in enumerate(names)
        for pair in _pairs(name)
        if pair in vocabulary
    ]
    rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_matrix((weights, (rows, columns)), shape=(len(names), len(vocabulary)))
