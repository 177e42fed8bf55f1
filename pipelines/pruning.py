"""Old builds go, so that a disk does not fill up; what people may still ask for stays.

Kept are the newest builds, those younger than some days and every build that an event of the
ledger names (a closed month, a dry run of weights). Limits: data/catalog/keeping.yml.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from ledger.events import Event, Ledger
from models.catalog.files import read_yaml
from pipelines.publish import STAMP
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import builds


@cache
def limits() -> dict[str, int]:
    """newest: so many builds always stay; days: younger ones stay; draft_hours: see sweep()."""
    return read_yaml(CATALOG / "keeping.yml")["builds"]


def prune(home: Home, now: datetime) -> list[Path]:
    """Remove the builds that nothing keeps, and drafts of builds that were killed; what went.

    A build that another program still has open (on Windows) stays until the next time.
    """
    going = outdated(builds(home), named(Ledger(home.ledger_url).events()), now)
    return [path for path in [*going, *abandoned(home, now)] if removed(path)]


def outdated(paths: list[Path], kept: set[str], now: datetime) -> list[Path]:
    """Of builds, oldest first, those neither among the newest nor young nor named."""
    oldest = now - timedelta(days=limits()["days"])
    old = paths[: max(len(paths) - limits()["newest"], 0)]
    return [p for p in old if p.stem not in kept and datetime.strptime(p.stem, STAMP) < oldest]


def named(events: Iterable[Event]) -> set[str]:
    """Names of builds that events stand on."""
    return {str(event.payload["build"]) for event in events if event.payload.get("build")}


def abandoned(home: Home, now: datetime) -> list[Path]:
    """What builds left that were killed long ago: no build takes that long."""
    oldest = (now - timedelta(hours=limits()["draft_hours"])).timestamp()
    return [path for path in home.builds.glob("draft-*") if path.stat().st_mtime < oldest]


def removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:  # in use, or gone already: the next build tries again
        return False
    return True
