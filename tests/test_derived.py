"""What draws work out in Python is what the build works out in SQL."""

from datetime import date

import numpy as np
import pytest

from models import derived
from tests.sqlcase import CATALOGUE, WORDS, database, result

DAY = date(2026, 11, 20)
NUMBERS = (None, 0.0, 1.0, 7.5, 40.0, 300.0)
TEXTS = {
    "in_custody": (None, "yes", "no"),
    "custody_account": (None, "有", "无", "不适用"),
    "business_modes": (None, "无", "会员制", "会员制、保健品会销、养老理财"),
    "distress_signs": (None, "无", "失联、停业"),
    "media_level": (None, "无", "重大"),
    "public_promotion": (None, "yes", "no"),
    "registration_status": (None, "已登记已备案", "未登记实际运营"),
}
FROM_A_DAY = [
    one
    for one in CATALOGUE.scoring.indicators
    if one.code in derived.DERIVED or derived.plain_column(one)
]


def by_sql(indicator, facts):
    rows = [
        {"period": "2026-11", "facility_id": str(number), "column": column,
         "value_num": None if isinstance(value, str) else value,
         "value_text": value if isinstance(value, str) else None, "observed_date": DAY}
        for number, known in enumerate(facts) for column, value in known.items()
        if value is not None
    ]  # fmt: skip
    params = {name: list(words) for name, words in WORDS.items()}
    from pipelines.warehouse import sql_text

    used = {n: w for n, w in params.items() if f"${n}" in sql_text(f"indicators/{indicator.code}")}
    con = database(mart_observation=rows)
    got = result(con, f"indicators/{indicator.code}", "facility_id", "value", **used)
    found = dict(got)
    return [found.get(str(number)) for number in range(len(facts))]


@pytest.mark.parametrize("indicator", FROM_A_DAY, ids=lambda one: one.code)
def test_drawn_facts_make_the_indicator_that_the_build_makes_of_stated_ones(indicator):
    rng = np.random.default_rng(5)
    columns = derived.facts_of(indicator)
    facts = [
        {name: rng.choice(np.array(TEXTS.get(name, NUMBERS), dtype=object)) for name in columns}
        for _ in range(400)
    ]
    values = {
        name: np.array([row[name] for row in facts], dtype=object if name in TEXTS else float)
        for name in columns
    }
    ours = derived.value_of(indicator, values, WORDS)
    for mine, theirs, row in zip(ours, by_sql(indicator, facts), facts, strict=True):
        if theirs is None or mine is None or isinstance(mine, str):
            assert (mine == theirs) or (mine != mine and theirs is None), row
        else:
            assert mine == pytest.approx(theirs), row


def test_every_other_indicator_is_a_fact_of_its_own():
    rest = [one.code for one in CATALOGUE.scoring.indicators if one not in FROM_A_DAY]
    assert rest == [
        "people_growth", "amount_growth", "recent_leads", "open_leads", "lead_nature",
        "overdue_tasks", "name_keywords", "screening_age",
    ]  # fmt: skip
