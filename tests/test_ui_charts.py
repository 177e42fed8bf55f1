"""Charts and tiles: a frame in, a figure out; judged by their data, not their look."""

from itertools import pairwise

import pandas as pd
import pytest

from ui import charts, maps, numbers, theme
from ui.filters import labelled
from ui.sparkline import sparkline
from ui.story import riskmap as map_story
from ui.story import sectors as sector_story

COUNTS = pd.DataFrame({"level": ["绿", "红"], "facilities": [5, 2]})


def first(figure) -> dict:
    return figure.to_dict()["data"][0]


def test_every_level_has_its_bar_highest_first_the_empty_ones_too():
    bar = first(charts.level_columns(COUNTS))
    assert list(bar["y"]) == ["● 红", "▲ 橙", "■ 黄", "○ 绿", "◌ 信息不足"]
    assert list(bar["x"]) == [2, 0, 0, 5, 0]
    assert list(bar["text"]) == ["2家", "0家", "0家", "5家", "0家"]


def test_months_stack_the_worst_level_at_the_bottom_and_name_the_year_once():
    counts = pd.DataFrame(
        {"period": ["2025-12", "2026-01", "2026-02"], "level": ["绿", "红", "绿"],
         "facilities": [1, 2, 3]}
    )  # fmt: skip
    figure = charts.level_months(counts).to_dict()
    assert [trace["name"] for trace in figure["data"]] == ["● 红", "○ 绿"]
    assert list(figure["data"][0]["y"]) == [0, 2, 0]
    assert list(figure["layout"]["xaxis"]["ticktext"]) == ["12月<br>2025", "1月<br>2026", "2月"]


def test_bars_say_unknown_where_a_value_is_unknown():
    rows = pd.DataFrame({"village": ["甲", "乙"], "people": [12.0, None]})
    bar = first(charts.bars(rows, "village", "people", numbers.people))
    assert list(bar["text"]) == ["12人", "未知"]


def test_lines_leave_a_gap_where_a_month_is_unknown():
    rows = pd.DataFrame(
        {"period": ["2026-10", "2026-11", "2026-11"], "sector": ["甲", "甲", "乙"],
         "people": [3.0, 4.0, 9.0]}
    )  # fmt: skip
    figure = charts.lines(rows, "sector", "people", numbers.people).to_dict()
    assert [trace["name"] for trace in figure["data"]] == ["乙", "甲"]
    assert list(figure["data"][0]["y"]) == [None, 9.0]


def village(**more) -> dict:
    return {
        "village_code": "1", "village": "曙光村", "tile_col": 0, "tile_row": 0, "elderly_60": 743,
        "facilities": 5, "red": 1, "orange": 0, "yellow": 1, "green": 3, "unrated": 0,
        "people_involved": 128.0, "amount_involved_wan": 33.0, "per_1000_people": 172.3,
        "per_1000_amount_wan": 44.4,
    } | more  # fmt: skip


def villages(*rows: dict) -> pd.DataFrame:
    return map_story.with_urgent(pd.DataFrame(rows))


def test_a_tile_of_unknown_rate_is_hatched_and_one_of_zero_is_not():
    unknown = village(village="乙村", tile_col=1, elderly_60=None, per_1000_people=None)
    none = village(village="丙村", tile_col=2, per_1000_people=0.0)
    rows = villages(village(), unknown, none)
    tiles = map_story.tiles(rows, map_story.MEASURES["per_1000_people"], ())
    assert [tile.share for tile in tiles] == [1.0, None, 0.0]
    pattern = first(maps.tile_map(tiles, 400))["marker"]["pattern"]["shape"]
    assert list(pattern) == ["", "/", ""]


def test_a_rate_on_few_elderly_is_marked_and_a_count_is_not():
    rows = villages(village(elderly_60=120), village(tile_col=1))
    rate = map_story.tiles(rows, map_story.MEASURES["per_1000_people"], ())
    count = map_story.tiles(rows, map_story.MEASURES["facilities"], ())
    assert [tile.is_few for tile in rate] == [True, False]
    assert [tile.is_few for tile in count] == [False, False]


def test_the_chosen_village_is_outlined():
    rows = villages(village(), village(village_code="2", tile_col=1))
    tiles = map_story.tiles(rows, map_story.MEASURES["people"], ("2",))
    assert list(first(maps.tile_map(tiles, 400))["marker"]["line"]["width"]) == [1, 4]


def test_a_tile_stands_where_the_region_puts_it_and_carries_its_name():
    tiles = map_story.tiles(
        villages(village(tile_col=2, tile_row=1)), map_story.MEASURES["urgent"], ()
    )
    bar = first(maps.tile_map(tiles, 400))
    assert (list(bar["x"]), bar["base"][0] + maps.TALL / 2) == ([2], -1)
    assert bar["customdata"][0] == "曙光村"
    assert bar["text"][0].startswith("<b>曙光村</b><br>1家")


GROUNDS = {"light": ("#FFFFFF", "#1B2733"), "dark": ("#10171F", "#E6ECF2")}  # config.toml


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_words_on_a_tile_can_be_read_on_both_grounds(share, ground):
    paper, ink = GROUNDS[ground]
    assert contrast(over(paper, theme.TINT, theme.opacity(share)), ink) >= 4.5


def over(paper: str, tint: tuple[int, int, int], opacity: float) -> str:
    """The colour of a tint laid over the paper."""
    below = [int(paper[n : n + 2], 16) for n in (1, 3, 5)]
    mixed = [round(opacity * t + (1 - opacity) * p) for t, p in zip(tint, below, strict=True)]
    return "#" + "".join(f"{part:02X}" for part in mixed)


@pytest.mark.parametrize("look", theme.LEVELS.values(), ids=lambda look: look.mark)
def test_words_on_a_level_s_colour_can_be_read(look):
    assert contrast(look.colour, look.on_colour) >= 4.5


def test_levels_differ_in_mark_and_in_greyscale():
    looks = list(theme.LEVELS.values())
    assert len({look.mark for look in looks}) == len(looks)
    greys = sorted(luminance(look.colour) for look in looks[:3])
    assert all(b - a > 0.1 for a, b in pairwise(greys))


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two #RRGGBB colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_district_s_map_keeps_the_names_and_its_bars_the_first_fifteen():
    many = [
        village(village=f"{n}村", village_code=str(n), tile_col=n % 20, tile_row=n // 20)
        for n in range(309)
    ]
    rows, measure = villages(*many), map_story.MEASURES["people"]
    bar = first(maps.tile_map(map_story.tiles(rows, measure, ()), 400))
    assert len(bar["x"]) == 309
    assert bar["text"][0] == "<b>0村</b><br>"
    assert map_story.bars_title(rows, measure).endswith("（前15个）")
    assert map_story.bars_title(rows.head(8), measure).endswith("由多到少")


def test_villages_of_one_name_are_told_apart_by_their_code():
    rows = pd.DataFrame(
        {"village": ["双河村", "双河村", "曙光村"], "village_code": ["1", "2", "3"]}
    )
    assert labelled(rows)["village"].tolist() == ["双河村 1", "双河村 2", "曙光村"]


def test_the_sentence_of_the_map_names_all_that_share_the_first_place():
    rows = villages(
        village(), village(village="乙村", village_code="2"), village(village="丙村", red=0)
    )
    measure = map_story.MEASURES["urgent"]
    said = map_story.sentence(map_story.ordered(rows, measure), measure, "2026-11")
    assert "**曙光村、乙村**（**1家**）" in said
    assert "3个村（社区）中，2个有红色或橙色单位" in said


def test_a_cell_of_the_matrix_stands_at_its_village_and_sector():
    cells = pd.DataFrame(
        [{"village": "乙村", "sector": "养老服务", "facilities": 4, "urgent": 1,
          "people_involved": None, "amount_involved_wan": 3.0}]
    )  # fmt: skip
    measure = sector_story.MEASURES["people"]
    tiles = sector_story.grid(
        cells, measure, ["甲村", "乙村"], ["养老产品", "养老服务"], ({"乙村"}, {"养老服务"})
    )
    (tile,) = tiles
    assert (tile.row, tile.column, tile.share, tile.words) == (1, 1, None, "未知")
    assert tile.id == "乙村|养老服务"
    assert tile.is_chosen


def test_a_sparkline_goes_from_first_to_last_the_highest_on_top():
    drawn = sparkline([1, 3, 2])
    assert 'viewBox="0 0 2 100"' in drawn
    assert 'class="line" d="M0,94.0 L1,6.0 L2,50.0"' in drawn


def test_a_sparkline_has_a_gap_where_a_value_is_unknown():
    assert 'd="M0,94.0 L1,6.0"' in sparkline([1, 3, None, 2, 2])
    assert 'd="M3,50.0 L4,50.0"' in sparkline([1, 3, None, 2, 2])


@pytest.mark.parametrize("values", [[], [5], [None, 5], [float("nan"), 5]])
def test_one_known_value_is_no_course(values):
    assert sparkline(values) == ""
