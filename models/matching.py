"""Who is who: joins certain names to known facilities and proposes the near ones."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from models.likeness import Read, candidates, likeness, ratio

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

# A near name goes to a person, never straight into a join, so these lines only decide how long the
# review list gets: among few known names a likeness is rarely chance, among many it often is.
# benchmarks/match.py measures the second on names it was not chosen on.
NEAR_FEW, NEAR_MANY, FEW = 0.78, 0.88, 2_000
NEAR_BRANCH = 0.95  # a branch is another house, however alike its name

_NOISE = re.compile(
    r"[\s\u200b\ufeff·•・.。,，、:：;；'\"“”‘’`()\[\]{}<>《》〈〉【】「」_/\\|~—–-]+"
)
_REGION_PREFIX = re.compile(r"^(中国|重庆市?|大足[区县]?|[一-鿿]{2,3}(?:省|市辖区|区|县))")
_TOWN_PREFIX = re.compile(r"^[一-鿿]{2,3}(?:镇|乡)(?=[一-鿿]{3})")
_LEGAL_FORM = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|责任公司|集团公司|公司|个体工商户|服务部|\(?普通合伙\)?)"
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


def match(
    names: pd.DataFrame, roster: pd.DataFrame, renamed: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """One row per row of `names` (name, credit_code, village_code) against the `roster`
    (facility_id, facility_name, credit_code, village_code).

    facility_id is set only when the join is certain (method `credit_code` or `name`); method
    `near_name`, `near_core`, `near_sound`, `near_text` give a proposal with a similarity 0–1;
    `unknown` gives neither. The result keeps the index of `names` and depends on nothing else.
    `renamed`: villages' old names and today's; a subject named after either is proposed.
    """
    index = _Roster(roster, renamed or {})
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

    def __init__(self, roster: pd.DataFrame, renamed: Mapping[str, str]) -> None:
        rows = _texts(roster, "facility_id", "facility_name", "credit_code", "village_code")
        rows = sorted(dict.fromkeys(rows))
        self.ids = [r[0] for r in rows]
        self.names = [normalise_name(r[1]) for r in rows]
        self.codes = [r[2] for r in rows]
        self.villages = [r[3] for r in rows]
        self.by_code = _group(self.codes)
        self.by_name = _group(self.names)
        self.today = {f"^{_stem(old)}": _stem(new) for old, new in renamed.items()} | dict(renamed)

    def core(self, name: str) -> str:
        """The core of a normalised name, today's village in it for an old one."""
        core = core_name(name)
        for old, new in self.today.items():
            core = re.sub(old, new, core)
        return core

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
        ours, theirs = [self.core(n) for n in names], [self.core(n) for n in self.names]
        asked, known = Read.of(ours), Read.of(theirs)
        left, right = candidates(asked, known)
        alike, letters = likeness(asked, known, left, right)
        if len(self.ids) <= FEW:  # a slip in the kind (养老苑), too
            alike = np.maximum(alike, ratio(ours, theirs, left, right))
        order = np.lexsort((right, -letters, -alike, left))
        first = order[np.unique(left[order], return_index=True)[1]]
        answers = [(None, "unknown", None, 0.0)] * len(names)
        for pair in first.tolist():
            i, j = int(left[pair]), int(right[pair])
            answers[i] = self._proposal(names[i], asked, known, i, j, float(alike[pair]))
        return answers

    def _proposal(self, name: str, asked: Read, known: Read, i: int, j: int, alike: float) -> tuple:
        """What the nearest known name is worth, and by what it is near."""
        near = NEAR_FEW if len(self.ids) <= FEW else NEAR_MANY
        if alike < (NEAR_BRANCH if _BRANCH.search(name) else near):
            return (None, "unknown", None, _round(alike))
        if self.core(name) == self.core(self.names[j]):
            return (None, "near_core", self.ids[j], _round(alike))
        is_heard = asked.sounds[i] == known.sounds[j] and asked.kinds[i] == known.kinds[j]
        is_other = asked.brands[i] != known.brands[j]
        method = "near_sound" if is_heard and is_other else "near_text"
        return (None, method, self.ids[j], _round(alike))


def _stem(village: str) -> str:
    return village.removesuffix("村").removesuffix("社区")


def _round(similarity: float) -> float:
    return round(float(similarity), 4)


def _group(keys: list[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        if key:
            groups[key].append(i)
    return groups
