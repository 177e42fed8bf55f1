"""权重调优, 模型验证, 走访计划 and two views of 单位画像, and the decisions taken on them."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.sample.town import make_town
from ledger.overrides import fold_overrides
from ledger.weights import draft_weights, fold_weights
from models.catalog import load_catalog
from models.weights import with_changes
from pipelines.queries import decisions, facility, validation
from pipelines.queries import tuning as ask
from pipelines.queries.scope import Filters, Person
from pipelines.settings import CATALOG, Home, now
from tests.staging import build_rows, stage
from tests.test_pages_working import draw, words
from ui import tuning_state
from ui.text import NO_BUILD
from ui.text import tuning as tuning_words
from ui.text import validation as validation_words
from ui.text import visits as visit_words
from ui.text import whatif as whatif_words

AS_OF = date(2026, 11, 23)
PAGES = ("tuning", "visits", "validation")
ANALYST = Person(name="张三", role="分析员")
LEADER = Person(name="王镇长", role="领导")
VIEWS = [
    ("tuning", view)
    for view in (
        tuning_words.TAB_AHP,
        tuning_words.TAB_SURE,
        tuning_words.TAB_DRIVERS,
        tuning_words.TAB_GOVERN,
    )
] + [
    ("profile", whatif_words.TAB),
    ("profile", whatif_words.TAB_OVERRIDE),
]  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    home, catalog = Home(tmp_path_factory.mktemp("town")), load_catalog(CATALOG)
    batch = stage(home, 1, make_town(AS_OF).rows, catalog, is_sample=True)
    return build_rows(home, AS_OF, batch)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("nothing")), AS_OF)


@pytest.fixture
def learned(town, monkeypatch):
    """The town in its own state, where it has learned once for all these tests."""
    monkeypatch.setenv("RISK_HOME", str(town.parent.parent))
    if validation.model(town) is None:
        validation.learn(town)
    return town


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [one for one in at.button if one.label == label]
    button.click().run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    kinds = (at.success, at.error, at.info, at.warning)
    return "\n".join(one.value for kind in kinds for one in kind)


def base_of(town) -> ask.Base:
    return ask.base(town, Filters(), ANALYST)


# ---------------------------------------------------------------- drawing


@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_every_view_draws_and_differs_from_the_first(page, view, town):
    assert words(draw(page, town)) != words(draw(page, town, view=view))


@pytest.mark.parametrize("page", ["tuning", "visits"])
def test_the_page_answers_in_one_sentence_with_figures(page, town):
    assert "**" in words(draw(page, town)) and "家**" in words(draw(page, town))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_data_says_what_to_do(page, nothing):
    at = draw(page, nothing)
    assert NO_BUILD in words(at) and len(at.metric) == 0


@pytest.mark.parametrize("page", ["visits"])
def test_filters_that_leave_nothing_are_said(page, town):
    at = draw(page, town, Filters(sectors=("以房养老",), levels=("红",)))
    assert ":material/inbox:" in words(at) and len(at.metric) == 0


def test_the_sliders_of_the_session_make_the_list(town):
    base = base_of(town)
    at = draw("tuning", town)
    assert tuning_words.SAME_LIST in words(at)
    heavy = with_changes(tuning_state.on_scale(base.weights), "", dimensions={"compliance": 90.0})
    at.session_state[tuning_state.WORKING] = heavy.payload()
    at.run()
    assert "家**名次上升" in words(at)
    shown = at.dataframe[0].value
    assert shown["rank_after"].tolist() == sorted(shown["rank_after"])
    assert len(shown) == len(base.ids)


def test_choosing_a_scheme_puts_it_on_the_sliders_and_undo_takes_it_off(town):
    at = draw("tuning", town)
    at.selectbox(key="tuning-start").set_value("critic").run()
    assert "家**名次上升" in words(at)
    press(at, tuning_words.UNDO)
    assert tuning_words.SAME_LIST in words(at)


def test_inconsistent_judgements_are_named_and_consistent_ones_taken(town):
    at = draw("tuning", town, view=tuning_words.TAB_AHP)
    keys = [one.key for one in at.select_slider if str(one.key).startswith("pair-")]
    assert len(keys) == 10  # five dimensions
    at.select_slider(key=keys[0]).set_value(-8).run()
    assert "自相矛盾" in words(at)
    press(at, tuning_words.AHP_APPLY)
    weights = at.session_state[tuning_state.WORKING]["dimensions"]
    assert max(weights, key=weights.get) == "crowd"


# ---------------------------------------------------------------- weights, drafted and approved


def drafted(town, person=ANALYST):
    base = base_of(town)
    heavy = with_changes(base.weights, "突出合规", dimensions={"compliance": 0.6})
    number = draft_weights(decisions.ledger(), heavy, "会议意见", person, now()).subject_id
    return lambda: fold_weights(decisions.ledger().events())[number]


def govern(town, person) -> AppTest:
    return draw("tuning", town, person=person, view=tuning_words.TAB_GOVERN)


def test_one_drafts_and_tries_another_approves(town):
    version = drafted(town)
    at = press(govern(town, ANALYST), tuning_words.TRY)
    assert tuning_words.TRIED in said(at) and "家名次变化" in words(at)
    assert version().state == "tried"
    assert tuning_words.APPROVE not in [one.label for one in at.button]
    at = press(govern(town, LEADER), tuning_words.APPROVE)
    assert "起生效；此前各月名单不变" in said(at)
    assert version().state == "approved" and version().decided_by == "王镇长"
    assert version().effective_from > f"{now():%Y-%m}"


def test_without_a_dry_run_the_button_to_approve_is_dead(town):
    drafted(town)
    at = govern(town, LEADER)
    (button,) = [one for one in at.button if one.label == tuning_words.APPROVE]
    assert button.disabled


def test_the_single_local_person_is_told_why_nothing_can_be_approved(town):
    drafted(town, Person(is_local=True))
    assert tuning_words.SINGLE_PERSON in said(govern(town, Person(is_local=True)))


def test_a_draft_without_a_name_is_refused_in_words(town):
    at = draw("tuning", town, person=ANALYST)
    press(at, tuning_words.DRAFT_BUTTON)
    assert "请填写“方案名称”" in said(at) and "请填写“理由”" in said(at)


def test_a_version_can_be_withdrawn_by_who_may_draft(town):
    version = drafted(town)
    press(govern(town, ANALYST), tuning_words.WITHDRAW)
    assert version().state == "withdrawn"


# ---------------------------------------------------------------- levels set by people


def subject(town, level="黄"):
    rows = facility.choices(town, Filters(), ANALYST)
    return rows.loc[rows["level"] == level, "facility_id"].iloc[0]


def portrait(town, person, facility_id):
    return draw(
        "profile", town, person=person, view=whatif_words.TAB_OVERRIDE, facility=facility_id
    )


def known():
    return list(fold_overrides(decisions.ledger().events()).values())


def propose(town, facility_id) -> AppTest:
    at = portrait(town, ANALYST, facility_id)
    (box,) = [one for one in at.selectbox if one.label == whatif_words.LEVEL]
    box.set_value("橙")
    at.text_area[0].set_value("负责人失联")
    (line,) = [one for one in at.text_input if one.label == whatif_words.EVIDENCE]
    line.set_value("派出所通报")
    return press(at, whatif_words.SEND)


def test_an_override_is_asked_for_by_one_and_approved_by_another(town, monkeypatch):
    built = []
    monkeypatch.setattr("ui.importing_work.rebuild", lambda: built.append(1) or {"build": "x"})
    one = subject(town)
    assert whatif_words.SENT in said(propose(town, one))
    assert [(o.state, o.level, o.level_by_rule) for o in known()] == [("proposed", "橙", "黄")]
    assert whatif_words.APPROVE not in [b.label for b in portrait(town, ANALYST, one).button]
    at = press(portrait(town, LEADER, one), whatif_words.APPROVE)
    assert whatif_words.APPROVED in said(at)
    assert known()[0].state == "approved" and built == [1]


def test_a_proposal_without_level_reason_or_evidence_is_refused_in_words(town):
    at = press(portrait(town, ANALYST, subject(town)), whatif_words.SEND)
    assert "请填写“理由”" in said(at) and "请填写“依据材料”" in said(at)
    assert "“调整后的等级”应为" in said(at)  # none is chosen for the person
    assert known() == []


def test_a_red_line_stops_an_override_downward(town):
    """The most urgent one meets statutory lines; the form offers lower levels and is refused."""
    at = propose(town, subject(town, "红"))
    assert "红线不因人工调整而降低" in said(at) and known() == []


def test_an_override_that_waits_shows_in_the_queue_of_decisions(town):
    one = subject(town)
    propose(town, one)
    at = govern(town, LEADER)
    (queue,) = [t.value for t in at.dataframe if "proposed_by" in t.value]
    assert queue["state"].tolist() == ["待批准"]


def test_a_past_month_offers_no_form(town):
    at = draw("profile", town, Filters(period="2026-09"), person=ANALYST,
              view=whatif_words.TAB_OVERRIDE)  # fmt: skip
    assert whatif_words.NOT_NEWEST in words(at)


def test_a_clerk_cannot_ask_for_another_level(town):
    clerk = Person(name="甲", role="填报员", villages=("500111119200",))
    mine = facility.choices(town, Filters(), clerk)["facility_id"].iloc[0]
    at = portrait(town, clerk, mine)
    assert whatif_words.SEND not in [one.label for one in at.button]


# ---------------------------------------------------------------- learning and visits


def test_validation_says_off_and_why_in_figures(learned):
    at = draw("validation", learned)
    assert "机器学习**未启用**" in words(at) and "较晚月份" in words(at)
    figures = {one.label: one.value for one in at.metric}
    assert figures[validation_words.PERIODS] == "1个"


@pytest.mark.parametrize(
    "view",
    [
        validation_words.TAB_ERRORS,
        validation_words.TAB_APART,
        validation_words.TAB_ANOMALY,
        validation_words.TAB_CARD,
    ],
)
def test_every_view_of_the_validation_draws(view, learned):
    at = draw("validation", learned, view=view)
    if view == validation_words.TAB_CARD:
        assert "学习模型说明卡" in words(at)
    else:
        assert at.dataframe


def test_a_large_town_is_asked_before_it_learns(town, monkeypatch):
    asked = []
    monkeypatch.setattr(validation, "is_quick", lambda build: False)
    monkeypatch.setattr(validation, "learn", asked.append)
    at = draw("validation", town)
    assert validation_words.NOT_YET in words(at) and asked == []
    press(at, validation_words.LEARN)
    assert asked == [town]


def test_more_days_cover_no_less(town):
    def covered(days):
        at = draw("visits", town)
        at.number_input(key="visit-days").set_value(days).run()
        assert not at.exception
        return {one.label: one.value for one in at.metric}[visit_words.FIGURE_VISITS]

    few, many = (int(covered(days).rstrip("家")) for days in (2.0, 8.0))
    assert few < many


def test_all_visited_lately_leaves_only_who_comes_first(town):
    at = draw("visits", town)
    at.number_input(key="visit-rested").set_value(365).run()
    shown = next(f.value for f in at.dataframe if "first" in f.value)
    assert set(shown["first"]) == {"必须上报", "红"} & set(shown["first"]) and len(shown)


def test_expiry_starts_a_month_ahead_and_stays_in_its_limits(town):
    at = portrait(town, ANALYST, subject(town))
    (day,) = [one for one in at.date_input if one.label == whatif_words.EXPIRES]
    assert day.value == now().date() + timedelta(31)
