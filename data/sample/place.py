"""Where the invented town stands: written for 季家镇, moved to whichever region is configured."""

from __future__ import annotations

import re
from functools import cache
from itertools import cycle
from pathlib import Path

import yaml

from models.catalog.region import Region, read_region

DATA = Path(__file__).resolve().parent.parent
WRITTEN_FOR = "500111119"  # the names in the files beside this one are of this town


@cache
def region() -> Region:
    """The region of data/catalog/region.yml."""
    return of_code(None)


def of_code(code: str | None) -> Region:
    entry = yaml.safe_load((DATA / "catalog" / "region.yml").read_text("utf-8"))
    return read_region(entry, DATA / "reference", code)[0]


def moved(text: str) -> str:
    """A text written for 季家镇 with the region's own names in it; 季家镇 itself stays as it is."""
    if region().town_code == WRITTEN_FOR:
        return text
    names, pattern = new_names()
    return pattern.sub(lambda found: names[found[0]], text)


@cache
def new_names() -> tuple[dict[str, str], re.Pattern[str]]:
    """Old name → new name of the town and of its villages, and what finds the old ones."""
    written, here = of_code(WRITTEN_FOR), region()
    names = {written.town: here.name, bare(written.town): bare(here.name)}
    for old, new in zip(written.villages, cycle(here.villages)):
        names |= {old.name: new.name, bare(old.name): bare(new.name)}
    longest_first = sorted(names, key=len, reverse=True)
    return names, re.compile("|".join(map(re.escape, longest_first)))


def bare(name: str) -> str:
    """A place without its kind: 曙光村 → 曙光, 季家镇 → 季家."""
    for kind in ("社区", "村", "街道", "镇", "乡", "区", "县"):
        if name.endswith(kind) and len(name) > len(kind) + 1:
            return name.removesuffix(kind)
    return name
