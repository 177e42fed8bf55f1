"""单位画像: from an indicator to its cells, and red lines told once."""

import pandas as pd
import pytest

from pipelines.queries import facility, knowledge
from pipelines.queries.scope import Filters, Person
from tests.test_pages import draw, words
from ui.story import profile, reading
from ui.text import profile as text

LOCAL = Person(is_local=True)


@pytest.fixture(scope="module")
def worst(sample_build):
    """build, month, person and the most urgent subject of the sample town."""
    first = facility.choices(sample_build, Filters(), LOCAL)["facility_id"].iloc[0]
    return sample_build, None, LOCAL, first


def found_for(columns, where):
    books = {"lead": facility.leads, "rectification": facility.tasks}
    return reading.origins(
        columns,
        profile.cells_in_words(facility.observations(*where)),
        {form: rows(*where) for form, rows in books.items()}
        | {"screening": facility.screenings(*where)},
    )


def test_every_known_point_leads_to_the_cells_or_rows_it_was_read_from(worst):
    points = profile.points_in_words(facility.contributions(*worst))
    known = points[points["is_known"].astype(bool) & points["is_applicable"].astype(bool)]
    assert len(known) > 20
    for point in known.to_dict("records"):
        assert len(found_for(point["columns"], worst)), point["indicator"]


def test_a_ratio_names_both_its_cells(worst):
    found = found_for(("screening.unpaid_wan", "screening.amount_involved_wan"), worst)
    assert set(found["item"]) == {"未兑付金额", "涉及金额"}
    assert found["cell"].str.fullmatch("[A-Z]+[0-9]+").all()


def test_what_counts_leads_names_each_lead_with_its_row(worst):
    found = found_for(("lead.received_date", "lead.status"), worst)
    assert list(found["cell"].unique()) == [text.WHOLE_ROW]
    assert found["value_words"].is_unique and len(found) == len(facility.leads(*worst))


def test_a_lower_line_on_the_same_facts_is_only_named():
    floors = pd.DataFrame({"rule": ["filing_amount", "huge_amount", "group_petition"]})
    first, lesser = reading.floors_apart(floors, {"huge_amount": frozenset({"filing_amount"})})
    assert list(first["rule"]) == ["huge_amount", "group_petition"]
    assert reading.lesser_words(lesser, {"filing_amount": "立案"}).endswith("立案")


def test_the_catalogues_tiers_contain_those_below_them():
    contained = knowledge.contained_floors()
    assert {"filing_amount", "huge_amount"} <= contained["vast_amount"]
    assert "promised_return" in contained["four_elements"]
    assert not contained["filing_loss"]


def test_the_portrait_names_lesser_lines_in_one_sentence(worst):
    assert "已包含在上面" in words(draw("profile", worst[0], facility=worst[3]))


@pytest.mark.parametrize(("level", "said"), [("红", ""), ("黄", "按规则为")])
def test_a_level_set_by_hand_stands_beside_the_one_by_rule(level, said):
    assert said in profile.by_hand({"level": "红", "level_by_rule": level})
