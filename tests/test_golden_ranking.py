"""The invented town, from workbooks to ranking: pinned in golden/ranking.csv.

To change it on purpose: `UPDATE_GOLDEN=1 pytest tests/test_golden_ranking.py`, then read the diff.
"""

import csv
import io
import os
from pathlib import Path

from data.sample.town import make_town
from pipelines.warehouse import open_build
from tests.conftest import SAMPLE_AS_OF

GOLDEN = Path(__file__).parent / "golden" / "ranking.csv"
HEADINGS = ("rank", "facility_name", "village", "level", "is_statutory", "score", "floors")
RANKING = """
select s.rank, s.facility_name, s.village, s.level, s.is_statutory, round(s.score, 6),
    count(f.rule) as floors
from mart_score s
left join mart_floor f on f.facility_id = s.facility_id and f.period = s.period
group by all
order by s.rank
"""


def ranking_text(build) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(open_build(build).rows(RANKING))
    return text.getvalue()


def test_the_sample_towns_ranking_is_the_pinned_one(sample_build):
    found = ranking_text(sample_build)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(found, "utf-8")
    assert found == GOLDEN.read_text("utf-8")


def test_the_planted_schemes_stand_in_the_top_five_and_the_reason_is_plain(sample_build):
    rows = open_build(sample_build).rows(
        "select facility_name, level, is_statutory, reason from mart_score where rank <= 5"
    )
    first = {name: (level, statutory, reason) for name, level, statutory, reason in rows}
    for scheme in make_town(SAMPLE_AS_OF).schemes:
        level, statutory, reason = first[scheme.subjects[0]]
        assert (level, statutory) == ("红", True), scheme.title
        assert "万元，达到" in reason


def test_the_schemes_rise_through_the_year(sample_build):
    build = open_build(sample_build)
    for scheme in make_town(SAMPLE_AS_OF).schemes:
        scores = build.rows(
            "select score from mart_score_month where facility_name = $name order by period",
            {"name": scheme.subjects[0]},
        )
        assert scores[-1][0] > 2 * scores[0][0], scheme.title


def test_most_of_the_town_stays_green_or_yellow(sample_build):
    """Of 45 places three schemes (and who is counted together with them), a dozen with several open
    questions or an absorbing mode stand out; a few more are held until two clean visits (law 8)."""
    ((quiet, alarming, held),) = open_build(sample_build).rows(
        "select count(*) filter (where level_by_facts in ('绿', '黄')), "
        "count(*) filter (where level_by_facts in ('红', '橙')), "
        "count(*) filter (where level_held) from mart_score"
    )
    assert quiet >= 24 and 3 <= alarming <= 18 and held <= 5
