"""Which statements speak of the same subject, and the id they share; order does not matter."""

from __future__ import annotations

import hashlib

import pandas as pd

from models.matching import credit_code_ok, normalise_name


def identify(statements: pd.DataFrame) -> pd.DataFrame:
    """facility_id and alias_id per statement (facility_name, credit_code, village_code).

    A valid credit code decides; a statement without one joins the code that its name and village
    carry elsewhere when there is exactly one, else name and village are the subject. alias_id is
    the id that name and village alone would give, so that what was noted before a code became
    known can still be found.
    """
    codes = [code if credit_code_ok(code) else None for code in statements["credit_code"]]
    places = [
        f"{normalise_name(name)}|{village or ''}"
        for name, village in zip(
            statements["facility_name"], statements["village_code"].fillna(""), strict=True
        )
    ]
    carried: dict[str, set[str]] = {}
    for place, code in zip(places, codes, strict=True):
        if code:
            carried.setdefault(place, set()).add(code)
    keys = [_key(place, code, carried) for place, code in zip(places, codes, strict=True)]
    return pd.DataFrame(
        {
            "facility_id": [short_id(key) for key in keys],
            "alias_id": [short_id(place) for place in places],
        },
        index=statements.index,
    )


def _key(place: str, code: str | None, carried: dict[str, set[str]]) -> str:
    if code:
        return code
    known = carried.get(place, set())
    return next(iter(known)) if len(known) == 1 else place


def short_id(key: str) -> str:
    return "F-" + hashlib.sha256(key.encode("utf-8")).hexdigest()[:10]
