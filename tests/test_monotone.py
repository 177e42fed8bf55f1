"""Law 6: worse is never better. Every indicator keeps what it declares in the catalogue."""

from datetime import date
from itertools import product

import numpy as np
import pytest

from models import normalise
from tests.sqlcase import CATALOGUE, WORDS, database, result

NOV = date(2026, 11, 20)
NUMBERS = (0, 1, 3, 9, 12, 30, 49.5, 100, 151, 499, 5001)
SCORING = CATALOGUE.scoring
# Words of a fact, from the harmless to the worst; every step is a worsening.
WORSE = {
    "media_level": ("无", "一般", "较大", "重大"),
    "public_promotion": ("no", "yes"),
    "in_custody": ("no", "yes"),  # a fact of safety: the better comes last
    "custody_account": ("无", "有"),
    "distress_signs": ("无", "拖欠工资", "拖欠工资、停业", "拖欠工资、停业、延迟兑付", "停业、失联"),
    "registration_status": ("已登记已备案", "已登记未备案", "在建筹建", "未登记实际运营"),
    "business_modes": ("无", "保健品会销", "会员制、保健品会销", "会员制、预定床位、保健品会销"),
}
DECLARED = [one for one in SCORING.indicators if one.rises_with or one.falls_with]


def steps(column):
    return WORSE.get(column, NUMBERS)


def risks(indicator, facts):
    """Risk of each combination of facts, one facility each, by the indicator's own SQL and method."""
    rows, periods = [], [{"period": "2026-11", "period_start": date(2026, 11, 1)}]
    for number, known in enumerate(facts):
        for column, value in known.items():
            text = value if isinstance(value, str) else None
            rows.append(
                {"period": "2026-11", "facility_id": str(number), "column": column,
                 "value_num": None if text else float(value), "value_text": text,
                 "observed_date": NOV, "since_date": NOV}
            )  # fmt: skip
            if text is None:  # what was known three months before
                rows.append(rows[-1] | {"since_date": date(2026, 8, 1), "value_num": 10.0})
    con = database(mart_observation=rows[::1], stg_value=rows, mart_period=periods)
    con.execute("delete from mart_observation where since_date < '2026-11-01'")
    params = {n: list(w) for n, w in WORDS.items() if f"${n}" in sql_of(indicator)}
    got = dict(result(con, f"indicators/{indicator.code}", "facility_id", "value", **params))
    kind = object if indicator.is_text else float
    values = np.array([got.get(str(n)) for n in range(len(facts))], dtype=kind)
    return normalise.risk(indicator.method, values, indicator.params)


def sql_of(indicator):
    from pipelines.warehouse import sql_text

    return sql_text(f"indicators/{indicator.code}")


@pytest.mark.parametrize("indicator", DECLARED, ids=lambda one: one.code)
def test_law_06_no_indicator_falls_when_a_fact_it_rises_with_gets_worse(indicator):
    columns = sorted({c.split(".")[1] for c in indicator.columns})
    for column in (*indicator.rises_with, *indicator.falls_with):
        others = [c for c in columns if c != column]
        for rest in product(*(steps(c)[1::3] or steps(c) for c in others)):
            facts = [{column: v, **dict(zip(others, rest, strict=True))} for v in steps(column)]
            found = risks(indicator, facts)
            known = found[~np.isnan(found)]
            falls = np.diff(known) if column in indicator.rises_with else -np.diff(known)
            assert (falls >= -1e-9).all(), (column, rest, known.tolist())


@pytest.mark.parametrize("indicator", SCORING.indicators, ids=lambda one: one.code)
def test_every_observed_fact_of_an_indicator_is_declared_one_way_or_the_other(indicator):
    observed = {c.split(".")[1] for c in indicator.columns if c.split(".")[0] != "lead"}
    exempt = {"facility_name", "screened_date", "due_date", "extended_to_date", "status"}
    declared = {*indicator.rises_with, *indicator.falls_with}
    assert observed - exempt <= declared | exempt
    assert declared <= observed
