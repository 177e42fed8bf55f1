"""Learning on a build: the history as it was known month by month, and the model stored beside.

A stored model is a recipe with its proof (models/town.py), a JSON file that anyone may read; the
same build gives the same file. What a lead turned out to be is known only later, so nothing read
off leads enters a feature but the count of those received by then; the weighted order that the
model has to beat is scored again without them, too.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from models.catalog.files import read_yaml
from models.catalog.scoring import Floor, Scoring
from models.gate import Gate
from models.score import floor_level, levels
from models.town import LearnedModel, train_town
from pipelines.assess import Assessment
from pipelines.pastmonths import looking_back, rated
from pipelines.queries import knowledge
from pipelines.settings import CATALOG, Home

LATER = "lead."  # forms whose statements are revised as matters proceed
STEP = 101.0  # more than any score: a level outranks every score below it

SUBJECTS = """
with stated as (
    select period, facility_id,
        max(value_num) filter (where "column" = 'beds_registered') as beds,
        max(value_num) filter (where "column" = 'residents') as residents,
        max(value_text) filter (where "column" = 'ownership') as ownership
    from mart_observation
    where "column" in ('beds_registered', 'residents', 'ownership')
    group by all
)
select p.period, p.facility_id, f.village, stated.ownership,
    coalesce(stated.beds, stated.residents) as size
from stg_panel p
join mart_facility f using (facility_id)
left join stated using (period, facility_id)
order by p.panel_no
"""
RECEIVED = """
select p.period, l.facility_id, count(*) as leads_received
from mart_period p
join mart_lead l
    on l.received_date <= p.period_end and l.received_date > p.period_end - interval 6 month
where l.facility_id is not null
group by all
"""
# A lead is confirmed when it was handed on, closed, or else due to be verified; never before.
CONFIRMED = """
select distinct strftime(
        coalesce(transferred_date, closed_date, least(verify_due_date, r.as_of), r.as_of), '%Y-%m'
    ) as period, facility_id
from mart_lead, run_info r
where facility_id is not null and list_contains($statuses, status)
    and coalesce(nature, $undecided) <> $undecided
"""


@lru_cache(maxsize=2)
def rules(folder: Path = CATALOG) -> dict:
    """learning.yml."""
    return read_yaml(folder / "learning.yml")


def history(build: Path) -> pd.DataFrame:
    """One row per facility and month since the first statement: models.town.NAMED and one column
    per indicator (risk 0-100, unknown = nan), all as known at the month's end."""
    catalog, wanted = knowledge.catalogue(), rules()["town"]
    scoring = catalog.scoring
    settled = {
        "statuses": wanted["confirmed_statuses"],
        "undecided": wanted["undecided_nature"],
    }
    with looking_back(build, catalog, wanted["most_months"]) as reader:
        found = rated(reader, catalog)
        frame = reader.execute(SUBJECTS).df()
        received = reader.execute(RECEIVED).df()
        confirmed = reader.execute(CONFIRMED, settled).df()
    cells, codes = cells_of(found), codes_known_then(scoring)
    cells = cells[cells["indicator"].isin(codes)]
    frame = frame.merge(weighted_order(cells, floors_met(found), scoring), how="left")
    frame = frame.merge(wide(cells, codes), how="left").merge(received, how="left")
    frame = frame.merge(confirmed.assign(confirmed=1), how="left")
    blank = {"leads_received": 0, "confirmed": 0}
    return frame.fillna(blank).astype({"size": float, "leads_received": float, "confirmed": int})


def cells_of(found: Assessment) -> pd.DataFrame:
    """One row per month, subject and indicator: its risk, whether known, and its weight."""
    count, width = found.risks.shape
    rows = found.panel.rows.loc[found.panel.rows.index.repeat(width), ["period", "facility_id"]]
    weights = [found.weights[period] for period in found.panel.rows["period"]]
    return rows.reset_index(drop=True).assign(
        indicator=np.tile([one.code for one in found.panel.indicators], count),
        risk_0_100=found.risks.ravel(),
        is_known=~np.isnan(found.risks).ravel(),
        weight=np.concatenate(weights) if weights else np.empty(0),
    )


def floors_met(found: Assessment) -> pd.DataFrame:
    """One row per month, subject and red line met."""
    at, number = np.nonzero(found.hit)
    lines = [found.scoring.floors[n] for n in number]
    rows = found.panel.rows[["period", "facility_id"]].iloc[at].reset_index(drop=True)
    return rows.assign(
        rule=[one.code for one in lines],
        level=[one.level for one in lines],
        is_statutory=[one.is_statutory for one in lines],
    )


def codes_known_then(scoring: Scoring) -> list[str]:
    """Indicators that no later statement about a lead can change."""
    return [
        one.code
        for one in scoring.indicators
        if not any(column.startswith(LATER) for column in one.columns)
    ]


def wide(cells: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """One column per indicator, nan where unknown; all of them, known to anyone or not."""
    known = cells[cells["is_known"].astype(bool)]
    table = known.pivot(index=["period", "facility_id"], columns="indicator", values="risk_0_100")
    return table.reindex(columns=codes).reset_index().rename_axis(columns=None)


def weighted_order(cells: pd.DataFrame, met: pd.DataFrame, scoring: Scoring) -> pd.DataFrame:
    """period, facility_id, score: the list's own order as one number (higher = earlier), from the
    weights of each month and the red lines, without anything read off leads."""
    known = cells[cells["is_known"].astype(bool)]
    weighed = known.assign(points=known["risk_0_100"] * known["weight"])
    sums = weighed.groupby(["period", "facility_id"])[["points", "weight"]].sum()
    points = (sums["points"] / sums["weight"]).rename("points").reset_index()
    allowed = {one.code for one in scoring.floors if is_known_then(one, scoring)}
    places = {one.name: scoring.levels.severity(one.name) for one in scoring.levels.colours}
    met = met[met["rule"].isin(allowed)]
    lifted = met.assign(severity=met["level"].map(places)).groupby(["period", "facility_id"])
    lifted = lifted.agg(severity=("severity", "max"), statutory=("is_statutory", "max"))
    frame = points.merge(lifted.reset_index(), how="left")
    own = levels(frame["points"].to_numpy(), [one.at_least for one in scoring.levels.colours])
    floor = frame["severity"].astype(float).fillna(-1).to_numpy(int)
    level = np.maximum(own, floor_level(floor[:, None]))
    first = frame["statutory"].fillna(False).to_numpy(bool)
    order = STEP * (len(places) * first + level) + frame["points"]
    return frame[["period", "facility_id"]].assign(score=order)


def is_known_then(floor: Floor, scoring: Scoring) -> bool:
    """Whether a red line rests on nothing read off leads."""
    known = set(codes_known_then(scoring))
    return all(one.indicator is None or one.indicator in known for one in floor.conditions)


# ---------------------------------------------------------------- the stored model


def path_of(home: Home, build: Path) -> Path:
    return home.root / "models" / f"{build.stem}.json"


def stored(home: Home, build: Path) -> LearnedModel | None:
    """The model learned on this build, None when nobody has learned yet."""
    path = path_of(home, build)
    return from_json(path.read_text("utf-8")) if path.exists() else None


def learn(home: Home, build: Path, code_version: str) -> LearnedModel:
    """Learn on a build, judge on its later months, store the recipe with its proof."""
    wanted = rules()["town"]
    model = train_town(
        history(build), wanted["horizon_months"], wanted["capacity"], rules(),
        code_version=code_version,
    )  # fmt: skip
    path = path_of(home, build)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(to_json(model), "utf-8")
    os.replace(draft, path)
    return from_json(path.read_text("utf-8"))


def to_json(model: LearnedModel) -> str:
    """The recipe, its proof and the newest month's scores as text."""
    scores = None if model.scores is None else model.scores.to_dict("records")
    content = json.loads(model.to_json()) | {"scores": scores}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)


def from_json(text: str) -> LearnedModel:
    content = json.loads(text)
    scores = content.pop("scores")
    decision = content.pop("gate")
    proof = content["evaluation"]
    if proof:
        proof["orders"] = {name: proof["orders"][name] for name in rules()["order_names"]}
    return LearnedModel(
        **{k: tuple(v) if k in ("periods", "columns") else v for k, v in content.items()},
        gate=Gate(**decision) if decision else None,
        scores=None if scores is None else pd.DataFrame(scores),
    )
