"""Lists under other weights, their certainty and a dry run, on the invented town."""

from datetime import date

import numpy as np
import pytest

from data.sample.town import make_town
from models.catalog import load_catalog
from models.weights import WeightSet, with_changes
from pipelines.queries import tuning as ask
from pipelines.queries.scope import Filters, Person
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build
from tests.staging import build_rows, stage

AS_OF = date(2026, 11, 23)
EVERYONE = Person(is_local=True)
DONGFENG = "500111119001"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    home, catalog = Home(tmp_path_factory.mktemp("town")), load_catalog(CATALOG)
    batch = stage(home, 1, make_town(AS_OF).rows, catalog, is_sample=True)
    return build_rows(home, AS_OF, batch)


@pytest.fixture(scope="module")
def base(town):
    return ask.base(town, Filters(), EVERYONE)


def only(base, *codes):
    """A set in which nothing but these indicators counts."""
    flat = dict.fromkeys(base.effective, 0.0) | dict.fromkeys(codes, 1.0)
    parents = base.weights.parents
    dimensions = {d: float(any(parents[c] == d for c in codes)) for d in base.weights.dimensions}
    return WeightSet("", dimensions, flat, parents)


def test_the_weights_in_force_give_the_published_list_again(base):
    again = ask.relisted(base, base.weights).set_index("facility_id")
    published = base.subjects.set_index("facility_id")
    again = again.reindex(published.index)
    assert again["rank"].tolist() == published["rank"].tolist()
    assert again["level"].tolist() == published["level_by_rule"].tolist()
    assert again["score"].to_numpy() == pytest.approx(published["score"].to_numpy(), abs=1e-5)


def test_a_month_is_ranked_by_its_own_data(town):
    september = ask.base(town, Filters(period="2026-09"), EVERYONE)
    again = ask.relisted(september, september.weights).sort_values("rank")
    assert again["facility_id"].tolist() == september.subjects["facility_id"].tolist()


def test_a_list_by_one_indicator_alone_orders_by_it_inside_each_level(base, town):
    found = ask.relisted(base, only(base, "people_involved"))
    sql = """select facility_id, risk_0_100 from mart_contribution
             where indicator = 'people_involved'"""
    risk = dict(Build(town).rows(sql))
    statutory = set(base.subjects.loc[base.subjects["is_statutory"], "facility_id"])
    for _, group in found[~found["facility_id"].isin(statutory)].groupby("level"):
        risks = [risk.get(one, 0.0) for one in group.sort_values("rank")["facility_id"]]
        assert risks == sorted(risks, reverse=True)


def test_ready_made_sets_each_add_up_to_one(base):
    found = ask.schemes(base)
    assert list(found) == ["current", "catalogue", "equal", "entropy", "critic", "combined"]
    for weights in found.values():
        assert sum(weights.effective().values()) == pytest.approx(1)


def test_the_same_set_on_both_sides_changes_nothing(base):
    found = ask.impact(base, base.weights, base.weights)
    assert (found["rank_changes"], found["level_changes"], found["moves"]) == (0, 0, [])
    assert found["top_k_overlap"] == 1.0 and found["kendall_tau"] == pytest.approx(1)
    assert found["by_village"] == found["by_sector"] == []


def test_a_dry_run_counts_what_the_lists_themselves_say(base):
    heavy = with_changes(base.weights, "x", dimensions={"crowd": 5.0})
    found = ask.impact(base, base.weights, heavy)
    old = ask.relisted(base, base.weights).set_index("facility_id")
    new = ask.relisted(base, heavy).set_index("facility_id").reindex(old.index)
    assert found["subjects"] == len(old)
    assert found["rank_changes"] == int((old["rank"] != new["rank"]).sum())
    assert (
        found["level_changes"] == int((old["level"] != new["level"]).sum()) == len(found["moves"])
    )
    for level in ask.WATCHED:
        before, after = (old["level"] == level).sum(), (new["level"] == level).sum()
        rows = [row for row in found["by_village"] if row["level"] == level]
        assert sum(row["entered"] - row["left"] for row in rows) == after - before


def test_a_dry_run_counts_the_open_matters_of_those_who_change_level(base, town):
    heavy = with_changes(base.weights, "x", dimensions={"crowd": 9.0})
    found = ask.impact(base, base.weights, heavy)
    ids = [move["facility_id"] for move in found["moves"]]
    sql = """select count(*) from mart_rectification
             where list_contains($ids, facility_id) and not is_closed"""
    assert [(found["open_tasks"],)] == Build(town).rows(sql, {"ids": ids})


def test_what_a_person_sees_follows_filters_but_the_ranking_does_not(town, base):
    filters = Filters(villages=(DONGFENG,))
    narrow = ask.base(town, filters, EVERYONE)
    assert narrow.ids == base.ids
    seen = ask.seen(town, filters, EVERYONE)
    villages = base.subjects.set_index("facility_id")["village_code"]
    assert seen == frozenset(villages[villages == DONGFENG].index) and seen


def test_certainty_is_a_probability_and_weights_alone_draw_no_floor_away(base):
    found = ask.certainty(base, base.weights, ask.Doubts(share=0.8, unknown="assumed"))
    frame = ask.certainty_frame(base, found)
    colours = [f"p_{name}" for name in base.level_names[:-1]]
    assert frame[colours].sum(axis=1).to_numpy() == pytest.approx(np.ones(len(frame)))
    statutory = base.subjects["is_statutory"].to_numpy(dtype=bool)
    assert (found.p_statutory == statutory).all()


def test_no_doubt_at_all_leaves_every_level_certain(base):
    found = ask.certainty(base, base.weights, ask.Doubts(share=0.0, unknown="assumed"))
    shows = found.base_level < len(base.level_names) - 1
    assert found.p_base_level[shows].tolist() == [1.0] * int(shows.sum())


def test_law_10_what_is_known_is_the_same_in_every_drawn_town(base):
    from pipelines.queries import drawing

    worlds = drawing.drawn(base.build, base.period, base.ids)
    still = ~worlds.varies
    assert (worlds.risk[:, 0][still] == base.case.risk[still]).mean() > 0.999
    whole = worlds.known.known.all(axis=1)
    facts = worlds.facts[worlds.known.known[:, None, :].repeat(worlds.draws, axis=1)]
    assert not np.isnan(facts).any()
    sure = ask.certainty(base, base.weights, ask.Doubts(share=0.0))
    assert (sure.p_statutory[whole] == base.case.statutory[whole]).all()


def test_law_10_a_line_on_record_is_met_in_every_drawn_town_and_a_guess_in_none(base):
    from dataclasses import replace

    from pipelines.queries import drawing

    worlds = drawing.drawn(base.build, base.period, base.ids)
    met = drawing.worlds.lines_now(worlds.known, ask.rules())
    remembered = np.zeros_like(met)
    remembered[np.flatnonzero(~met)[:2]] = True
    case = replace(base.case, statutory=met | remembered)
    found = drawing.with_worlds(case, worlds, np.zeros_like(met)).worlds
    assert found.statutory[remembered].all()
    assert not drawing.with_worlds(base.case, worlds, met).worlds.statutory[met].any()


@pytest.mark.parametrize(("subjects", "draws"), [(45, 10_000), (2_000, 2_500), (50_000, 1_000)])
def test_draws_fall_with_the_size_of_the_list(subjects, draws):
    assert ask.draws_for(subjects) == draws


@pytest.mark.parametrize(("subjects", "size"), [(45, 1024), (5_000, 256), (10**6, 32)])
def test_sobol_samples_are_powers_of_two_that_fit_the_time(subjects, size):
    assert ask.sobol_size(subjects, 34) == size


def test_drivers_name_every_indicator_once_heaviest_first(base):
    found = ask.drivers(base, base.weights, 0.3)
    assert sorted(found["indicator"]) == sorted(base.effective)
    assert found["total"].is_monotonic_decreasing


def test_removing_a_rival_reverses_nothing(base):
    found = ask.reversals(base.build, base.period, ask.key_of(base.weights), "additive")
    assert len(found) == len(base.ids)
    assert found["reversed_pairs"].sum() == 0


def test_duels_of_two_add_up_to_one(base):
    wins = ask.duels(base.build, base.period, ask.key_of(base.weights), ask.Doubts(), (8, 9, 10))
    off = ~np.eye(3, dtype=bool)
    assert (wins + wins.T)[off] == pytest.approx(np.ones(6))


@pytest.mark.parametrize("role", ["填报员", "管理员", "投屏"])
def test_the_whole_town_is_not_for_roles_that_see_only_a_part(town, role):
    assert ask.base(town, Filters(), Person(name="甲", role=role)) is None


def test_an_empty_town_has_no_base(tmp_path):
    empty = build_rows(Home(tmp_path), AS_OF)
    assert ask.base(empty, Filters(), EVERYONE) is None
