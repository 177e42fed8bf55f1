"""Contracts of the shell: menu, words, modules, palette, fonts and links agree with each other."""

import importlib
import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.material_icon_names import ALL_MATERIAL_ICONS
from streamlit.testing.v1 import AppTest

from ledger.roles import load_roles
from pages import PAGES
from pipelines.queries.scope import Filters, Person
from ui import (
    charts_groups,
    charts_leads,
    charts_rectification,
    filters,
    ranked,
    stage,
    tables,
    theme,
)
from ui import text as common
from ui.context import Context
from ui.parts import arrow, escape
from ui.reasons import shortened
from ui.story import catalogue as catalogue_story

PROJECT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_path)
def test_a_line_of_the_menu_has_its_words_its_module_its_right_and_a_bundled_icon(entry):
    title, question = common.PAGES[entry.url_path]
    assert title
    assert question
    assert callable(importlib.import_module(f"pages.{entry.url_path}").render)
    assert entry.action in load_roles().actions
    assert entry.section in common.SECTIONS
    assert re.fullmatch(r":material/(\w+):", entry.icon)[1] in ALL_MATERIAL_ICONS


def test_every_page_module_stands_in_the_menu():
    modules = {path.stem for path in (PROJECT / "pages").glob("*.py")} - {"__init__"}
    assert modules == {entry.url_path for entry in PAGES}


@pytest.mark.parametrize("role", [role.name for role in load_roles().roles])
def test_every_role_may_open_the_first_page(role):
    assert Person(role=role).may(PAGES[0].action)


def test_a_clerk_s_menu_has_no_projection_and_a_screen_s_no_import():
    def menu(role: str) -> set[str]:
        return {entry.url_path for entry in PAGES if Person(role=role).may(entry.action)}

    assert "projection" not in menu("填报员")
    assert "importing" not in menu("投屏")
    assert "leads" not in menu("投屏")


def test_streamlit_finds_no_legacy_pages_folder_beside_its_script():
    assert not (PROJECT / "ui" / "pages").exists()


def test_nothing_is_measured_or_loaded_from_outside():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["disableDataExport"] is True
    assert CONFIG["client"]["showErrorDetails"] == "none"
    for path in [*PROJECT.glob("ui/*.css"), *PROJECT.glob("ui/*.js"), *PROJECT.glob("ui/*.html")]:
        assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text("utf-8")), path.name
    for face in CONFIG["theme"]["fontFaces"]:
        assert face["url"].startswith("app/static/")
        assert (PROJECT / "ui" / "static" / Path(face["url"]).name).exists()


def test_fonts_weigh_less_than_three_megabytes_and_name_their_licence():
    folder = PROJECT / "ui" / "static"
    assert sum(path.stat().st_size for path in folder.glob("*.woff2")) < 3_000_000
    assert "Open Font License" in (folder / "FONTS.md").read_text("utf-8")


def test_every_chinese_letter_of_the_interface_is_in_the_font():
    """The regular face holds GB 2312 whole (ui/static/FONTS.md)."""
    files = [*(PROJECT / "ui" / "text").glob("*.py"), *(PROJECT / "docs" / "help").glob("*.md")]
    words = "".join(path.read_text("utf-8") for path in files)
    chinese = {letter for letter in words if "\u4e00" <= letter <= "\u9fff"}
    assert [letter for letter in chinese if not in_gb2312(letter)] == []


def in_gb2312(letter: str) -> bool:
    try:
        return len(letter.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


# ---------------------------------------------------------------- small parts


def test_words_of_the_data_are_never_markup():
    assert escape("*甲*[乙](x)") == "\\*甲\\*\\[乙\\](x)"
    assert escape("红:red[x]$1$") == "红\\:red\\[x\\]\\$1\\$"


@pytest.mark.parametrize(
    ("change", "direction"), [("+3家", "up"), ("−3家", "down"), ("持平", "off"), (None, "off")]
)
def test_the_arrow_follows_the_sign(change, direction):
    assert arrow(change) == direction


def test_an_unknown_level_is_drawn_as_insufficient_information():
    assert theme.level_label(None) == "◌ 信息不足"
    assert theme.level_label("红") == "● 红"


def test_search_looks_into_every_word_and_ignores_case_and_numbers():
    frame = pd.DataFrame({"facility_name": ["甲院A", "乙店"], "village": ["丙村", "丁村"],
                          "score": [1.0, 2.0]})  # fmt: skip
    columns = list(frame.columns)
    assert tables.matching(frame, columns, "丁")["facility_name"].tolist() == ["乙店"]
    assert tables.matching(frame, columns, "院a")["facility_name"].tolist() == ["甲院A"]
    assert tables.matching(frame, columns, "1").empty
    assert len(tables.matching(frame, columns, "")) == 2


def test_search_takes_a_person_s_words_literally():
    frame = pd.DataFrame({"facility_name": ["甲(乙", "甲乙"]})
    assert len(tables.matching(frame, ["facility_name"], "(")) == 1


def test_a_tall_table_breaks_chinese_sentences_anywhere_but_keeps_latin_words_apart():
    assert tables.wrapping("涉及 172 人，见 plan a") == "涉及172人，见plan a"


@pytest.mark.parametrize(
    ("most", "said"),
    [(3, "涉诉1件；另2项"), (9, "涉诉1件；失联；另1项"), (40, "涉诉1件；失联；信访4批次")],
)
def test_a_reason_too_long_keeps_whole_findings_and_counts_the_rest(most, said):
    assert shortened("涉诉1件；失联；信访4批次", most) == said


def test_levels_and_flags_on_screen_are_words_with_marks():
    frame = pd.DataFrame({"level": ["红", None], "is_statutory": [True, False]})
    shown = tables.for_screen(frame)
    assert shown["level"].tolist() == [["● 红"], None]
    assert shown["is_statutory"].tolist() == ["是", "否"]


@pytest.mark.parametrize("days", [[date(2026, 11, 23), None], [pd.Timestamp(2026, 11, 23), None]])
def test_a_column_of_days_is_shown_as_days_whatever_it_is_called(days):
    shown = tables.one_column("known_on", pd.Series(days), "首次掌握")
    assert shown["type_config"]["type"] == "date"


def test_a_ranked_row_says_unknown_and_leaves_a_tiny_change_out():
    subject = {
        "facility_id": "F-1", "rank": 1, "facility_name": "甲", "village": "乙村", "sector": "丙",
        "level": "红", "score": 81.63, "delta": 0.01, "people_involved": None,
        "amount_involved_wan": 2236.0, "is_statutory": True, "reason": "未兑付",
    }  # fmt: skip
    row = ranked.as_row(subject)
    assert (row["people"], row["amount"], row["change"]) == ("未知", "2,236万元", "")
    assert row["law"] == "越过法定线"
    assert ranked.change(4.16) == "↑4.2"
    assert ranked.change(-0.33) == "↓0.3"


@pytest.mark.parametrize(
    ("method", "params", "said"),
    [
        ("tiers", {"points": [[0, 0], [150, 60]]}, "分段：0→0分；150→60分"),
        ("goalposts", {"best": 0, "worst": 0.5}, "0记0分，0.5记100分，中间按比例"),
        ("flag", {"risky": "yes"}, "为“是”记100分"),
        ("categories", {"scale": {"无": 0, "重大": 100}}, "按类别：无→0分；重大→100分"),
    ],
)
def test_scoring_steps_are_said_in_words(method, params, said):
    assert catalogue_story.steps(method, params) == said


def test_the_projection_stage_reads_only_words_it_is_given():
    script = (PROJECT / "ui" / "stage.js").read_text("utf-8")
    assert "innerHTML" not in script
    assert not re.search("[\u4e00-\u9fff]", script)
    assert stage.SECONDS >= 10


def test_components_write_text_never_markup():
    for name in ("ranked.js", "stage.js"):
        assert "innerHTML" not in (PROJECT / "ui" / name).read_text("utf-8")


# ---------------------------------------------------------------- what old eyes can read


def test_contrast_is_that_of_wcag():
    assert round(theme.contrast("#FFFFFF", "#000000"), 1) == 21.0
    assert round(theme.contrast("#777777", "#FFFFFF"), 2) == 4.48  # the standard's own example


STATES = [*charts_groups.LEVEL_STATES, *charts_leads.DONE_STATES, *charts_rectification.STATES,
          *charts_leads.step_states(["甲", "乙", "丙", "丁"])]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.label)
def test_words_on_a_coloured_patch_are_readable(state):
    assert theme.contrast(theme.ink_on(state.colour), state.colour) >= theme.READABLE


@pytest.mark.parametrize("look", theme.LEVELS.values(), ids=lambda look: look.name)
def test_a_pill_of_a_table_is_readable_under_the_ink_that_streamlit_gives_it(look):
    patch = theme.under_white(look.colour)
    ink = "#000000" if theme.luminance(patch) > 0.5 else "#FFFFFF"
    assert theme.contrast(ink, patch) >= theme.READABLE


@pytest.mark.parametrize("part", ["light", "light.sidebar", "dark", "dark.sidebar"])
def test_texts_and_links_are_readable_on_every_ground(part):
    kind, _, inner = part.partition(".")
    colours = CONFIG["theme"][kind][inner] if inner else CONFIG["theme"][kind]
    for ink in ("textColor", "linkColor"):
        for ground in ("backgroundColor", "secondaryBackgroundColor"):
            assert theme.contrast(colours[ink], colours[ground]) >= theme.READABLE, (ink, ground)


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_white_chips_of_the_filters_are_readable(kind):
    chip = CONFIG["theme"][kind]["sidebar"]["primaryColor"]
    assert theme.contrast(theme.WHITE, chip) >= theme.READABLE


def test_levels_differ_in_mark_and_word_so_that_grey_and_colour_blind_eyes_tell_them_apart():
    looks = theme.LEVELS.values()
    assert len({look.mark for look in looks}) == len({look.name for look in looks}) == 5


# ---------------------------------------------------------------- links and filters


def test_a_link_keeps_the_filters_of_the_address_and_overrules_what_it_names():
    def script():
        import json

        import streamlit as st

        from ui import links

        st.text(json.dumps(links.kept({"level": ["红"], "month": "2026-10", "facility": "F-1"})))

    at = AppTest.from_function(script)
    at.query_params["village"] = ["曙光村", "龙塘村"]
    at.query_params["level"] = "绿"
    at.run()
    kept = json.loads(at.text[0].value)
    assert kept == {"village": ["曙光村", "龙塘村"], "level": ["红"], "month": ["2026年10月"],
                    "facility": ["F-1"]}  # fmt: skip


def test_a_click_chooses_and_the_same_click_lifts(monkeypatch):
    state = {}
    monkeypatch.setattr(filters.st, "session_state", state)
    filters.pick_village(["曙光村"])
    assert state["village"] == ["曙光村"]
    filters.pick_village(["曙光村"])
    assert state["village"] == []
    filters.set_cell(["曙光村|养老服务"])
    assert (state["village"], state["sector"]) == (["曙光村"], ["养老服务"])
    filters.set_cell(["曙光村|养老服务"])
    assert (state["village"], state["sector"]) == ([], [])
    filters.set_cell([])
    assert (state["village"], state["sector"]) == ([], [])


def test_a_broken_page_says_a_sentence_and_a_time_and_no_trace():
    def script():
        from ui.trouble import say_trouble

        assert say_trouble(ValueError("secret path"))

    at = AppTest.from_function(script).run()
    assert at.error[0].value.startswith("这一页暂时打不开")
    assert "secret" not in at.error[0].value


def test_a_context_and_filters_cannot_be_changed_by_a_page():
    ctx = Context(None, Filters(), Person())
    with pytest.raises(AttributeError):
        ctx.filters.period = "2026-10"
    with pytest.raises(AttributeError):
        ctx.build = Path("x")
