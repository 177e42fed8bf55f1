"""Villages and departments by any of their names: short, full, old, with the town in front."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from models.catalog.region import Region
from models.catalog.wording import bare, plain

_GROUP = re.compile(
    r"(?:第?[0-9一二三四五六七八九十]{1,3}(?:村民)?(?:组|社|队|小组|网格|片区?|号网格|号))+$"
)
_WITHIN = re.compile(
    r"(?:(?<=村)|(?<=社区)).{1,6}(?:组|社|队|小区|院落|网格|片区|服务中心|服务站|活动室)$"
)
_FORMER = re.compile(r"^(?:原|现|今)")
_OUTSIDE = re.compile(r"\(.*?\)")
_INSIDE = re.compile(r"\((?:原|现|曾用名|又名|今)?:?(.*?)\)")
_LIST_SIGNS = "[、,，;；/及和与]"


class Place(NamedTuple):
    """A village (kind `village`) or a department (kind `department`, code None)."""

    code: str | None
    name: str
    kind: str


@dataclass(frozen=True)
class Gazetteer:
    """Finds the places of one region."""

    region: Region

    @cached_property
    def _exact(self) -> dict[str, Place]:
        """Every full wording of a village or department."""
        names: dict[str, Place] = {}
        for village in self.region.villages:
            place = Place(village.code, village.name, "village")
            for name in (village.name, village.full_name, *village.aliases):
                names.setdefault(bare(name), place)
        for department in self.region.departments:
            place = Place(None, department.name, "department")
            for name in (department.name, *department.aliases):
                names.setdefault(bare(name), place)
        return names

    @cached_property
    def _stems(self) -> dict[str, Place]:
        """Village names without 村 or 社区; a stem that two villages share is left out."""
        stems: dict[str, set[Place]] = {}
        for village in self.region.villages:
            for name in (village.name, village.full_name, *village.aliases):
                stem = self._stem(bare(name))
                if len(stem) >= 2:
                    place = Place(village.code, village.name, "village")
                    stems.setdefault(stem, set()).add(place)
        return {stem: found.pop() for stem, found in stems.items() if len(found) == 1}

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        region = self.region
        whole = (region.city, region.district, *region.district_aliases, region.town)
        short = (part[:-1] for part in (region.city, region.district, region.town))
        return tuple(p for p in (*whole, *short) if len(p) >= 2)

    def _stem(self, key: str) -> str:
        for suffix in self.region.suffixes:
            if key.endswith(suffix) and len(key) - len(suffix) >= 2:
                return key[: -len(suffix)]
        return key

    def find(self, text: str, departments: bool = False) -> Place | None:
        """The place a cell names, or None. Old names lead to today's village."""
        whole = plain(text)
        readings = [whole, _OUTSIDE.sub("", whole), *_INSIDE.findall(whole)]
        found = {self._find_one(bare(r)) for r in readings[:2] if r} - {None}
        if not found:
            found = {self._find_one(bare(r)) for r in readings[2:] if r} - {None}
        places = {p for p in found if departments or p.kind == "village"}
        return places.pop() if len(places) == 1 else None

    def _find_one(self, key: str) -> Place | None:
        for candidate in self._without_prefix(key):
            named = _FORMER.sub("", candidate)
            for form in dict.fromkeys((candidate, _GROUP.sub("", named), _WITHIN.sub("", named))):
                found = self._exact.get(form) or self._stems.get(form)
                found = found or self._stems.get(self._stem(form))
                if found:
                    return found
        return None

    def _without_prefix(self, key: str) -> list[str]:
        """The key, and what is left after town, district and city in front of it."""
        forms = [key]
        for form in forms:  # grows while it is read
            forms += [
                form[len(prefix) :]
                for prefix in self._prefixes
                if form.startswith(prefix) and len(form) - len(prefix) >= 2
            ]
        return list(dict.fromkeys(forms))

    @cached_property
    def _full_mention(self) -> re.Pattern[str]:
        names = [n for n, p in self._exact.items() if p.kind == "village"]
        return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "$^")

    @cached_property
    def _stem_mention(self) -> re.Pattern[str]:
        stems = "|".join(map(re.escape, sorted(self._stems, key=len, reverse=True))) or "$^"
        return re.compile(
            rf"({stems})(?=[一二两三四五六七八九十]?个?村|社区|居委|{_LIST_SIGNS}|[)\]（(]|\d|$)"
        )

    def mentioned(self, text: str) -> set[Place]:
        """Every village a title names, by full name or in a list such as 柏杨、花桥两村."""
        whole = plain(text)
        found = {self._exact[bare(m)] for m in self._full_mention.findall(whole)}
        rest = self._full_mention.sub("#", whole)
        return found | {self._stems[m] for m in self._stem_mention.findall(rest)}

    def only_village(self, text: str) -> Place | None:
        """The one village a title, sheet name or file name speaks of."""
        found = {p for p in self.mentioned(text) if p.kind == "village"}
        exact = self.find(text)
        if exact is not None:
            found.add(exact)
        return found.pop() if len(found) == 1 else None

    def only_department(self, text: str) -> Place | None:
        """The one department a sheet or file name speaks of, by a name of three or more letters."""
        whole = plain(text)
        found = {
            place
            for name, place in self._exact.items()
            if place.kind == "department" and len(name) >= 3 and name in whole
        }
        return found.pop() if len(found) == 1 else None

    def village_names(self) -> str:
        """What may be written: the villages; in a district its towns with how many each has."""
        if len(self.region.towns) < 2:
            return "、".join(v.name for v in self.region.villages)
        count = Counter(v.town_code for v in self.region.villages)
        towns = "、".join(f"{one.name}（{count[one.code]}个）" for one in self.region.towns)
        return f"镇街加村（社区）名，重名的必须写镇街。镇街及其村（社区）数：{towns}"
