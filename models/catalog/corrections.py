"""Headings a person explained: what this town's own wording means, above every synonym."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.catalog.forms import Forms
from models.catalog.wording import bare


@dataclass(frozen=True, order=True)
class Correction:
    """`heading` of a form, groups and own words joined by "/", means `column` ("" = not read)."""

    form: str
    heading: str
    column: str

    @property
    def key(self) -> str:
        return heading_key(self.heading)


def heading_key(heading: str) -> str:
    """How corrected headings are compared: letters and digits of the groups and the own words."""
    return bare(heading)


def corrected(forms: Forms, corrections: Iterable[Correction]) -> Forms:
    """The catalogue with a town's corrections; its digest changes with them, so that what was
    staged stays a function of file and contract. A correction naming an unknown form or column is
    left out; of two for one heading the last counts."""
    known = {(form.code, column.name) for form in forms.forms for column in form.columns}
    codes = {form.code for form in forms.forms}
    kept = {
        (one.form, one.key): one
        for one in corrections
        if one.key and one.form in codes and (not one.column or (one.form, one.column) in known)
    }
    if not kept:
        return forms
    sound = tuple(sorted(kept.values()))
    meanings = {
        code: MappingProxyType({one.key: one.column for one in sound if one.form == code})
        for code in codes
    }
    return replace(
        forms,
        forms=tuple(replace(form, corrected=meanings[form.code]) for form in forms.forms),
        corrections=sound,
        digest=digest_with(forms.digest, sound),
    )


def digest_with(digest: str, corrections: tuple[Correction, ...]) -> str:
    said = [[one.form, one.key, one.column] for one in corrections]
    return hashlib.sha256(f"{digest}\n{json.dumps(said)}".encode()).hexdigest()
