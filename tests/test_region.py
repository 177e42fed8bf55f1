"""The region is one setting: any town of the reference list, or a whole district, by its code."""

import pytest
import yaml

from models.catalog.forms import load_forms
from models.catalog.region import grid, placed, read_region, rows_of, village
from pipelines.reading.places import Gazetteer
from pipelines.settings import CATALOG, REFERENCE

SETTING = yaml.safe_load((CATALOG / "region.yml").read_text("utf-8"))


def region(code):
    return read_region(SETTING, REFERENCE, code)


@pytest.fixture(scope="module")
def district():
    return region("500111")[0]


def test_every_town_and_every_district_of_the_reference_list_is_a_sound_region():
    rows = rows_of(REFERENCE / SETTING["towns"])
    codes = [row["town_code"] for row in rows] + sorted({row["areaCode"] for row in rows})
    assert len(codes) > 1000
    for code in codes:
        found, wrong = region(code)
        assert wrong == [], code
        assert found.villages and found.name, code
        spots = {(v.town_code, v.tile_col, v.tile_row) for v in found.villages}
        assert len(spots) == len(found.villages), f"two villages on one tile in {code}"


def test_the_default_town_keeps_its_drawn_map_and_its_old_names():
    town, wrong = region(None)
    assert (town.name, len(town.villages), wrong) == ("季家镇", 8, [])
    shuguang = town.village("500111119200")
    assert (shuguang.tile_col, shuguang.tile_row) == (0, 0)
    assert shuguang.aliases == ("东塘村", "天宝村")


@pytest.mark.parametrize("code", ["999", "500111999", "5001111190", " "])
def test_an_unknown_code_is_one_sentence_that_says_which_codes_there_are(code):
    found, wrong = region(code)
    assert found.villages == ()
    assert len(wrong) == 1
    for said in (code.strip() or "（空）", "9 位", "6 位", "chongqing_towns.csv"):
        assert said in wrong[0]


def test_a_catalogue_of_an_unknown_code_does_not_load_in_silence():
    assert any("999" in said for said in load_forms(CATALOG, town_code="999")[1])


def test_a_district_has_its_towns_each_with_a_map_of_its_own(district):
    assert (district.name, district.town, len(district.towns)) == ("大足区", "", 27)
    assert len(district.villages) == 309
    assert len({(town.tile_col, town.tile_row) for town in district.towns}) == 27


def test_in_a_district_a_shared_name_needs_its_town_and_a_single_one_does_not(district):
    places = Gazetteer(district)
    assert places.find("曙光村").code == "500111119200"
    assert places.find("大足区季家镇曙光村").code == "500111119200"
    assert places.find("季家曙光").code == "500111119200"
    assert places.find("太平社区") is None
    taiping = [v for v in district.villages if v.name.endswith("太平社区")]
    assert len(taiping) == 2
    for one in taiping:
        assert places.find(one.name).code == one.code
        assert places.only_village(f"{one.name}2026年9月风险排查表").code == one.code


def test_two_villages_of_one_name_in_one_town_get_the_end_of_their_code():
    names = [v.name for v in region("500110108")[0].villages]
    assert {"石角社区001", "石角社区202"} <= set(names)


def test_a_street_office_is_asked_for_its_own_offices():
    street, _ = region("500101001")
    places = Gazetteer(street)
    assert places.find("街道财政办", departments=True).name == "财政办"
    assert places.find("高笋塘派出所", departments=True).name == "派出所"
    assert "季家" not in "".join(a for one in street.departments for a in one.aliases)


def test_villages_without_a_position_stand_in_rows_somewhat_wider_than_high():
    rows = [{"village_code": f"50011110020{n}", "village": f"甲{n}村村民委员会"} for n in range(7)]
    assert [(v.tile_col, v.tile_row) for v in placed([village(row) for row in rows])] == grid(7)
    assert grid(7) == [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1), (2, 1)]
