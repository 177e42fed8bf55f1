"""What a person explained: this town's own headings, and whole heading rows of its own forms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.catalog.forms import Forms
from models.catalog.wording import bare

WHOLE = "*"  # in the place of a column: `heading` is a whole row of headings, and means the form
JOIN = "/"


@dataclass(frozen=True, order=True)
class Correction:
    """`heading` of a form, groups and own words joined by "/", means `column` ("" = not read,
    WHOLE = these headings in a row are the heading of this form)."""

    form: str
    heading: str
    column: str

    @property
    def key(self) -> str:
        return heading_key(self.heading)

    @property
    def is_whole(self) -> bool:
        return self.column == WHOLE

    @property
    def words(self) -> tuple[str, ...]:
        """The headings it makes known."""
        parts = self.heading.split(JOIN)
        return tuple(parts) if self.is_whole else (parts[-1],)

    def answers(self, other: Correction) -> bool:
        """Whether both speak of the same: a row of headings has one form, a heading one column."""
        if self.is_whole or other.is_whole:
            return self.is_whole and other.is_whole and self.key == other.key
        return (self.form, self.key) == (other.form, other.key)


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
        ("" if one.is_whole else one.form, one.key): one
        for one in corrections
        if one.key
        and one.form in codes
        and (not one.column or one.is_whole or (one.form, one.column) in known)
    }
    if not kept:
        return forms
    sound = tuple(sorted(kept.values()))
    meanings = {
        code: MappingProxyType(
            {one.key: one.column for one in sound if one.form == code and not one.is_whole}
        )
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
