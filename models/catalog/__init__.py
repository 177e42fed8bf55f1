"""The catalogue: everything the town knows, typed, checked as one and hashed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from models.catalog.scoring import Scoring, load_scoring


class CatalogError(Exception):
    """The catalogue contradicts itself; `contradictions` lists every way, as sentences."""

    def __init__(self, contradictions: list[str]) -> None:
        super().__init__("\n".join(contradictions))
        self.contradictions = contradictions


@dataclass(frozen=True)
class Catalog:
    """What we know: the forms we read and how we judge."""

    scoring: Scoring
    region: Region
    hash: str


@dataclass(frozen=True)
class Village:
    village_code: str
    village: str
    full_name: str
    kind: str
    tile_col: int
    tile_row: int


@dataclass(frozen=True)
class Region:
    villages: tuple[Village, ...]
    departments: tuple[str, ...] = ()


def interim_region(folder: Path) -> Region:
    import csv

    with (folder.parent / "reference" / "jijia_villages.csv").open(encoding="utf-8") as lines:
        return Region(
            tuple(
                Village(
                    row["village_code"],
                    row["village_name"] if "village_name" in row else row["name"],
                    row["full_name"],
                    row["kind"],
                    int(row["tile_col"]),
                    int(row["tile_row"]),
                )
                for row in csv.DictReader(lines)
            )
        )


def load_catalog(folder: Path) -> Catalog:
    """Read data/catalog. Raises CatalogError with every contradiction at once."""
    scoring, problems = load_scoring(folder)
    if problems:
        raise CatalogError(problems)
    return Catalog(scoring, interim_region(folder), catalogue_hash(folder))


def catalogue_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of every file of the catalogue."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yml")):
        digest.update(path.name.encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
