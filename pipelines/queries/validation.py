"""模型验证: whether the learned order is on, against what it was judged, where it errs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from models import modelcard
from models.anomaly import rank_anomalies
from models.town import LearnedModel, disagreements
from pipelines import learning, pastmonths
from pipelines.queries import knowledge
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, newest_period, scope
from pipelines.run import code_version
from pipelines.settings import CATALOG, home

TEMPLATE = CATALOG / "model_card.md.j2"

SUBJECTS = (
    """
select s.facility_id, s.facility_name, s.village, s.sector, s.level, s.score, s.rank, s.reason
from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period and """
    + SUBJECT_SCOPE
    + " order by s.rank"
)
RISKS = """
select facility_id, indicator::varchar as indicator, risk_0_100
from mart_contribution_month where period = $period and is_known
"""
COUNT = "select count(*) as n from mart_score_month where period = (select period from run_info)"


def rules() -> dict:
    """learning.yml: words, limits, what the town learns."""
    return learning.rules()


def model(build: Path) -> LearnedModel | None:
    """The model learned on this build; None when nobody has asked for it yet."""
    path = learning.path_of(home(), build)
    return _model(str(path), path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=4)
def _model(path: str, written: int) -> LearnedModel:
    return learning.from_json(Path(path).read_text("utf-8"))


def learn(build: Path) -> LearnedModel:
    """Learn and judge now; takes seconds for a town, minutes for a district."""
    return learning.learn(home(), build, code_version())


@lru_cache(maxsize=16)
def can_learn(build: Path) -> bool:
    """Whether this program can learn from the build; an earlier program's it only shows."""
    return pastmonths.can_look_back(build, knowledge.catalogue())


def is_quick(build: Path) -> bool:
    """Whether the town is small enough to learn when the page is opened."""
    return (
        can_learn(build)
        and int(ask(build, COUNT)["n"].iloc[0]) <= rules()["town"]["automatic_subjects"]
    )


def subjects(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The list of the newest month, within filters and scope: the model ranks that month."""
    bound = scope(build, filters, person) | {"period": newest_period(build)}
    return ask(build, SUBJECTS, **bound)


def apart(build: Path, filters: Filters, person: Person, found: LearnedModel) -> pd.DataFrame:
    """Subjects that only one of the two orders would visit: rank by model, weighted_rank, chance,
    only_by, with name, level and reasons; widest gap first."""
    if found.scores is None:
        return pd.DataFrame()
    town = subjects(build, Filters(), Person(is_local=True))
    ranks = town.set_index("facility_id")["rank"]
    gaps = disagreements(found.scores, ranks, found.capacity)
    seen = subjects(build, filters, person).drop(columns=["rank"])
    return gaps.rename(columns={"rank": "model_rank"}).merge(seen, on="facility_id")


def anomalies(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The newest month's subjects by how unlike the others they are (参考): anomaly_rank, anomaly
    and the indicators that make them so; within filters and scope."""
    found = _anomalies(str(build))
    if found.empty:
        return found
    return found.merge(subjects(build, filters, person), on="facility_id")


@lru_cache(maxsize=4)
def _anomalies(build: str) -> pd.DataFrame:
    path = Path(build)
    risks = ask(path, RISKS, period=newest_period(path))
    wide = risks.pivot(index="facility_id", columns="indicator", values="risk_0_100")
    found = rank_anomalies(wide)
    names = dict(
        knowledge.every_indicator()[["indicator", "indicator_name"]].itertuples(index=False)
    )
    told = [[(names[code], side) for code, _, side in why] for why in found["reasons"]]
    found = found.assign(reasons=told).rename(columns={"rank": "anomaly_rank", "reasons": "why"})
    return found.reset_index().sort_values("anomaly_rank", ignore_index=True)


def card(found: LearnedModel) -> str:
    """The model card as Markdown."""
    return modelcard.render(found, TEMPLATE.read_text("utf-8"), rules())
