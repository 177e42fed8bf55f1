"""The catalogue: everything the town knows, typed, checked as one and hashed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from models.catalog.forms import Forms, load_forms
from models.catalog.region import Region
from models.catalog.scoring import Indicator, Scoring, load_scoring


class CatalogError(Exception):
    """The catalogue contradicts itself; `contradictions` lists every way, as sentences."""

    def __init__(self, contradictions: list[str]) -> None:
        super().__init__("\n".join(contradictions))
        self.contradictions = contradictions


@dataclass(frozen=True)
class Catalog:
    """What we know: the forms we read, the region we serve and how we judge."""

    forms: Forms
    scoring: Scoring
    hash: str

    @property
    def region(self) -> Region:
        return self.forms.region


def load_catalog(folder: Path) -> Catalog:
    """Read data/catalog. Raises CatalogError with every contradiction at once."""
    forms, wrong_forms = load_forms(folder)
    scoring, wrong_scoring = load_scoring(folder)
    problems = [*wrong_forms, *wrong_scoring, *cross_contradictions(forms, scoring)]
    if problems:
        raise CatalogError(problems)
    return Catalog(forms, scoring, catalogue_hash(folder))


def catalogue_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of every file of the catalogue."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yml")):
        digest.update(path.name.encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


# ---------------------------------------------------------------- between the files


def cross_contradictions(forms: Forms, scoring: Scoring) -> list[str]:
    """Where indicators, floors or the calendar speak of something the forms do not have."""
    columns = {f"{form.code}.{column.name}" for form in forms.forms for column in form.columns}
    observed = {column.split(".")[1] for column in columns}
    observed |= {one.name for form in forms.forms for one in form.derived} | scoring.groups.names
    wrong = [
        f"indicator '{one.code}': no form has the column '{column}'"
        for one in scoring.indicators
        for column in one.columns
        if column not in columns
    ]
    wrong += [
        f"floor '{floor.code}': no form has the column '{column}'"
        for floor in scoring.floors
        for column in sorted(floor.columns - observed)
    ]
    wrong += [text for one in scoring.indicators for text in wrong_types(one, forms)]
    departments = {one.name for one in forms.region.departments}
    return wrong + [
        f"calendar.yml: region.yml has no department '{name}'"
        for name in scoring.calendar.reporting_departments
        if name not in departments
    ]


def wrong_types(one: Indicator, forms: Forms) -> list[str]:
    """Facility types an indicator applies to that the facility form does not list."""
    form = next((form for form in forms.forms if form.code == "facility"), None)
    column = form.column("facility_type") if form else None
    known = column.options.values if column and column.options else ()
    return [
        f"indicator '{one.code}': no facility type is called '{name}'"
        for name in one.applies_to
        if name not in known
    ]
