"""Law 6: worse is never better. Every indicator keeps what it declares in the catalogue."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from models import normalise
from pipelines.warehouse import sql_text
from tests.sqlcase import CATALOGUE, WORDS, database, result

AUG, NOV = date(2026, 8, 1), date(2026, 11, 20)
NUMBERS = (0, 1, 3, 9, 12, 30, 49.5, 100, 151, 499, 5001)
SCORING = CATALOGUE.scoring
# Words of a fact, from the harmless to the worst; every step is a worsening.
WORSE = {
    "media_level": ("无", "一般", "较大", "重大"),
    "public_promotion": ("no", "yes"),
    "in_custody": ("no", "yes"),  # a fact of safety: the better comes last
    "custody_account": ("无", "有"),
    "distress_signs": (
        "无",
        "拖欠工资",
        "拖欠工资、停业",
        "拖欠工资、停业、延迟兑付",
        "停业、失联",
    ),
    "registration_status": ("已登记已备案", "已登记未备案", "在建筹建", "未登记实际运营"),
    "business_modes": ("无", "保健品会销", "会员制、保健品会销", "会员制、预定床位、保健品会销"),
}
DECLARED = [one for one in SCORING.indicators if one.rises_with or one.falls_with]


def steps(column):
    return WORSE.get(column, NUMBERS)


def risks(indicator, facts):
    """Risk of each combination of facts, one facility each, by the indicator's SQL and method."""
    rows = [
        {"period": "2026-11", "facility_id": number, "column": column,
         "value_num": None if isinstance(value, str) else float(value),
         "value_text": value if isinstance(value, str) else None,
         "observed_date": NOV, "since_date": NOV}
        for number, known in enumerate(facts)
        for column, value in known.items()
    ]  # fmt: skip
    before = [one | {"since_date": AUG, "value_num": 10.0} for one in rows if not one["value_text"]]
    con = database(mart_period=[{"period": "2026-11", "period_start": date(2026, 11, 1)}])
    con.register("mart_observation", pd.DataFrame(rows))
    con.register("stg_value", pd.DataFrame(rows + before))  # what was known three months before
    params = {n: list(w) for n, w in WORDS.items() if f"${n}" in sql_text(sql_of(indicator))}
    got = dict(result(con, sql_of(indicator), "facility_id", "value", **params))
    kind = object if indicator.is_text else float
    values = np.array([got.get(n) for n in range(len(facts))], dtype=kind)
    return normalise.risk(indicator.method, values, indicator.params)


def sql_of(indicator):
    return f"indicators/{indicator.code}"


@pytest.mark.parametrize("indicator", DECLARED, ids=lambda one: one.code)
def test_law_06_no_indicator_falls_when_a_fact_it_rises_with_gets_worse(indicator):
    columns = sorted({c.split(".")[1] for c in indicator.columns})
    for column in (*indicator.rises_with, *indicator.falls_with):
        others = [c for c in columns if c != column]
        rests = list(product(*(steps(c)[1::3] or steps(c) for c in others)))
        facts = [
            {column: value, **dict(zip(others, rest, strict=True))}
            for rest in rests
            for value in steps(column)
        ]
        found = risks(indicator, facts).reshape(len(rests), len(steps(column)))
        for rest, some in zip(rests, found, strict=True):
            known = some[~np.isnan(some)]
            falls = np.diff(known) if column in indicator.rises_with else -np.diff(known)
            assert (falls >= -1e-9).all(), (column, rest, known.tolist())


@pytest.mark.parametrize("indicator", SCORING.indicators, ids=lambda one: one.code)
def test_every_observed_fact_of_an_indicator_is_declared_one_way_or_the_other(indicator):
    observed = {c.split(".")[1] for c in indicator.columns if c.split(".")[0] != "lead"}
    exempt = {"facility_name", "screened_date", "due_date", "extended_to_date", "status"}
    declared = {*indicator.rises_with, *indicator.falls_with}
    assert observed - exempt <= declared | exempt
    assert declared <= observed
