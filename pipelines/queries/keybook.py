"""What people decided about a key subject, as the ledger has it this minute."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ledger.keyledger import KEY, NOTHING_DECIDED, KeyMatter, fold_key
from pipelines.queries.asking import ask
from pipelines.queries.casebook import ledger_of
from pipelines.settings import Home

ALIASES = "select alias_id from mart_facility_alias where facility_id = $facility_id"


def matter(build: Path, home: Home, facility_id: str, day: date) -> KeyMatter:
    """The newest decision about a subject under any id it ever had; seq 0: none yet. Decide about
    `matter.facility_id`, so that one matter keeps one number."""
    known = fold_key(ledger_of(home.ledger_url).events(KEY), day)
    names = {facility_id, *ask(build, ALIASES, facility_id=facility_id)["alias_id"]}
    found = [one for name, one in known.items() if name in names]
    nothing = NOTHING_DECIDED._replace(facility_id=facility_id)
    return max(found, key=lambda one: one.seq, default=nothing)
