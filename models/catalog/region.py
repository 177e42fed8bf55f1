"""The region a board serves, found by its code: one town (9 digits) or a whole district (6)."""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

TOWN_DIGITS, DISTRICT_DIGITS = 9, 6
OFFICE_PREFIX = "镇"  # offices are listed as a town calls them: 镇财政办
TILE_SHAPE = 1.6  # a schematic map without positions is so much wider than high


@dataclass(frozen=True)
class Village:
    code: str
    name: str
    full_name: str
    kind: str
    aliases: tuple[str, ...] = ()
    tile_col: int | None = None
    tile_row: int | None = None

    @property
    def town_code(self) -> str:
        """The first nine digits of a village's code are its town's."""
        return self.code[:TOWN_DIGITS]


@dataclass(frozen=True)
class Town:
    code: str
    name: str
    tile_col: int
    tile_row: int


@dataclass(frozen=True)
class Department:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Region:
    """A town or a district: its villages with their old names, and the offices that report."""

    town_code: str
    town: str  # empty for a district
    district: str
    villages: tuple[Village, ...]
    departments: tuple[Department, ...]
    suffixes: tuple[str, ...]
    city: str = ""
    district_aliases: tuple[str, ...] = ()
    towns: tuple[Town, ...] = ()

    @property
    def name(self) -> str:
        """What the whole is called: 季家镇, or 大足区 for a district."""
        return self.town or self.district

    @property
    def renamed(self) -> dict[str, str]:
        """Old village names, as subjects still bear them, and today's (天宝村: 曙光村)."""
        if not self.town:
            return {}
        found = {old: v.name for v in self.villages for old in v.aliases if old.endswith("村")}
        today = {v.name for v in self.villages}
        return {old: new for old, new in found.items() if old not in today}

    def village(self, code: str) -> Village | None:
        return next((v for v in self.villages if v.code == code), None)


def read_region(entry: dict, reference: Path, code: str | None = None) -> tuple[Region, list[str]]:
    """The region of region.yml (or of another code) and what is wrong with it, as sentences."""
    code = str(code or entry.get("code", "")).strip()
    towns = towns_of(rows_of(reference / str(entry.get("towns"))), code)
    if not towns:
        return region_of(entry, code, [], ()), [unknown_code(code)]
    own = rows_of(reference / str(entry.get("villages")))
    every = rows_of(reference / str(entry.get("all_villages")))
    found = [row for town in towns for row in villages_of(own, every, town["town_code"])]
    villages = distinct([village(row) for row in found], towns)
    region = region_of(entry, code, towns, placed(villages))
    return region, shared_names(region)


def towns_of(rows: Iterable[dict], code: str) -> list[dict]:
    """The town of a code of nine digits, or all towns of a district's six, in order of code."""
    key = {TOWN_DIGITS: "town_code", DISTRICT_DIGITS: "areaCode"}.get(len(code))
    found = [row for row in rows if key and row[key] == code]
    return sorted(found, key=lambda row: row["town_code"])


def unknown_code(code: str) -> str:
    return (
        f"region.yml：参考名单里没有代码 {code or '（空）'}。"
        "镇街用 9 位代码（如 500111119 季家镇），区县用 6 位代码（如 500111 大足区），"
        "见 data/reference/chongqing_towns.csv。"
    )


def region_of(entry: dict, code: str, towns: list[dict], villages: tuple[Village, ...]) -> Region:
    is_town = len(code) == TOWN_DIGITS
    town = towns[0]["town"] if towns and is_town else ""
    district = towns[0]["district"] if towns else ""
    named = [(row["town_code"], row["town"]) for row in towns]
    return Region(
        town_code=code,
        town=town,
        district=district,
        villages=villages,
        departments=offices(entry.get("departments", ()), town),
        suffixes=tuple(sorted(map(str, entry.get("village_suffixes", ())), key=len, reverse=True)),
        city=str(entry.get("city", "")),
        district_aliases=tuple(entry.get("district_aliases", {}).get(district, ())),
        towns=tuple(Town(*one, *place) for one, place in zip(named, grid(len(named)), strict=True)),
    )


def offices(entries: Iterable[dict], town: str) -> tuple[Department, ...]:
    """The offices with their other names. A street office or a township says 街道财政办 and
    乡财政办 where a town says 镇财政办; {town} and {place} stand for 季家镇 and 季家."""
    kind = next((kind for kind in ("街道", "乡") if town.endswith(kind)), "")
    place = town.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    found = []
    for entry in entries:
        aliases = [str(one).format(town=town, place=place) for one in entry.get("aliases", ())]
        own = [str(entry["name"]), *aliases]
        if kind:
            aliases += [kind + one[1:] for one in own if one.startswith(OFFICE_PREFIX)]
        found.append(Department(str(entry["name"]), tuple(dict.fromkeys(aliases))))
    return tuple(found)


# ---------------------------------------------------------------- villages


def villages_of(own: list[dict], every: list[dict], town_code: str) -> list[dict]:
    """Rows of a town: of our own list (with old names and positions) when it has the town."""
    return [row for row in own if row["town_code"] == town_code] or [
        row for row in every if row["town_code"] == town_code
    ]


def village(row: dict) -> Village:
    full = row.get("full_name") or row["village"]
    return Village(
        row["village_code"],
        short_name(row.get("name") or full),
        full,
        row.get("kind", ""),
        tuple(a for a in (row.get("aliases") or "").split(";") if a),
        int(row["tile_col"]) if row.get("tile_col") else None,
        int(row["tile_row"]) if row.get("tile_row") else None,
    )


def short_name(name: str) -> str:
    """曙光村村民委员会 → 曙光村, 东风街社区居民委员会 → 东风街社区."""
    for suffix in ("居民委员会", "村民委员会"):
        if name.endswith(suffix):
            name = name.removesuffix(suffix)
            name += "村" if suffix[0] == "村" and not name.endswith(("村", "社区")) else ""
    return name


def distinct(villages: list[Village], towns: list[dict]) -> list[Village]:
    """Every village under a name of its own. Two of one name in one town get the end of their code
    behind it. In a district a village is also known with its town in front, and a name that two
    villages bear means neither: both are then called by town and name."""
    twins = Counter((one.town_code, one.name) for one in villages)
    villages = [numbered(v) if twins[v.town_code, v.name] > 1 else v for v in villages]
    if len(towns) < 2:
        return villages
    town = {row["town_code"]: row["town"] for row in towns}
    names = Counter(name for v in villages for name in {v.name, v.full_name, *v.aliases})
    return [with_town(one, town[one.town_code], names) for one in villages]


def numbered(one: Village) -> Village:
    end = one.code[TOWN_DIGITS:]
    return replace(one, name=one.name + end, full_name=one.full_name + end)


def with_town(one: Village, town: str, names: Counter[str]) -> Village:
    known = (one.name, one.full_name, *one.aliases)
    place = town.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    free = [name for name in one.aliases if names[name] == 1]
    longer = [front + name for name in known for front in dict.fromkeys((town, place))]
    return replace(
        one,
        name=one.name if names[one.name] == 1 else town + one.name,
        full_name=one.full_name if names[one.full_name] == 1 else town + one.full_name,
        aliases=tuple(dict.fromkeys([*free, *longer])),
    )


def placed(villages: list[Village]) -> tuple[Village, ...]:
    """Villages without a position on the schematic map stand in rows, in order of their codes;
    in a district each town has its own map."""
    done: dict[str, Village] = {}
    for town in dict.fromkeys(one.town_code for one in villages):
        here = [one for one in villages if one.town_code == town]
        if any(one.tile_col is None or one.tile_row is None for one in here):
            places = grid(len(here))
            here = [
                replace(one, tile_col=col, tile_row=row)
                for one, (col, row) in zip(here, places, strict=True)
            ]
        done |= {one.code: one for one in here}
    return tuple(done[one.code] for one in villages)


def grid(count: int) -> list[tuple[int, int]]:
    """Columns and rows of so many tiles, filled from the left, somewhat wider than high."""
    columns = max(1, math.ceil(math.sqrt(count * TILE_SHAPE)))
    return [(number % columns, number // columns) for number in range(count)]


def shared_names(region: Region) -> list[str]:
    owner: dict[str, str] = {}
    wrong = []
    for one in region.villages:
        for name in dict.fromkeys((one.name, one.full_name, *one.aliases)):
            if owner.setdefault(name, one.code) != one.code:
                wrong.append(f"region.yml: {name} means two villages")
    return wrong


@lru_cache(maxsize=8)
def rows_of(path: Path) -> list[dict]:
    """The rows of a reference list, read once; [] when there is none."""
    if not path.is_file():
        return []
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
