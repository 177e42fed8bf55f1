"""Headings that people of a town explain: tried first, then recorded, then read by every import."""

from datetime import datetime

import pyarrow.parquet as pq
import pytest

from ledger.events import Ledger
from ledger.synonyms import SYNONYM, fold_synonyms, in_force, record, withdraw
from models.catalog.corrections import WHOLE, Correction, corrected
from pipelines.contract import contract_of
from pipelines.importing import import_paths
from pipelines.mapping import mapping
from pipelines.previewing import preview
from pipelines.queries.scope import Person
from pipelines.reading.headings import Headings
from pipelines.settings import Home
from pipelines.values import Tools
from tests.books import forms, write_book

AT = datetime(2026, 11, 23, 9, 0)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
LOCAL = Person(is_local=True)
ODD = Correction("screening", "牵连多少", "people_involved")
VISITS = [
    ["单位名称", "所在村（社区）", "排查日期", "排查人", "牵连多少"],
    ["甲养老院", "曙光村", "2026-11-05", "李某", 12],
]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home").prepare()


@pytest.fixture
def ledger(home):
    return Ledger(home.ledger_url)


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "曙光村11月排查表.xlsx", {"排查": VISITS})


def understood(*corrections, heading="牵连多少", form="screening"):
    catalogue = corrected(forms(), corrections)
    reader = Headings(catalogue, Tools(catalogue).lexicon)
    return [
        one.column for one in reader.candidates(catalogue.form(form), tuple(heading.split("/")))
    ]


def people(home, answer):
    entry = answer["files"][0]
    folder = next(home.staged.glob(f"{entry['sha256']}-*"))
    return pq.read_table(folder / "screening.parquet")["people_involved"].to_pylist()


def test_a_heading_nobody_listed_means_what_a_person_said():
    assert "people_involved" not in understood()
    assert understood(ODD) == ["people_involved"]


def test_a_person_s_word_stands_above_the_catalogue_and_can_rule_a_heading_out():
    assert understood(heading="涉及人数")[0] == "people_involved"
    other = Correction("screening", "涉及人数", "local_people")
    assert understood(other, heading="涉及人数") == ["local_people"]
    assert understood(Correction("screening", "涉及人数", ""), heading="涉及人数") == []


def test_groups_belong_to_a_heading_and_spaces_and_brackets_do_not_count():
    grouped = Correction("screening", "资金/期末", "unpaid_wan")
    assert understood(grouped, heading="资 金/（期末）") == ["unpaid_wan"]
    assert understood(grouped, heading="人员/期末") != ["unpaid_wan"]


def test_a_reporter_s_column_is_never_read_whatever_was_said():
    said = Correction("lead", "举报人姓名", "handler")
    assert understood(said, heading="举报人姓名", form="lead") == []


def test_what_names_no_column_of_the_form_changes_nothing():
    wrong = Correction("screening", "牵连多少", "beds_registered")
    assert corrected(forms(), [wrong]) is forms()


def test_a_correction_enters_the_contract_and_its_withdrawal_gives_the_old_one(ledger):
    plain = contract_of(forms(), "表.xlsx", AT)
    record(ledger, [ODD], **WHO)
    assert contract_of(corrected(forms(), in_force(ledger)), "表.xlsx", AT) != plain
    withdraw(ledger, ODD, **WHO)
    assert contract_of(corrected(forms(), in_force(ledger)), "表.xlsx", AT) == plain


def test_the_order_of_corrections_does_not_enter_the_contract():
    second = Correction("lead", "案由", "description")
    assert corrected(forms(), [ODD, second]).digest == corrected(forms(), [second, ODD]).digest


def test_the_same_correction_is_written_once_and_a_changed_one_replaces_it(ledger):
    assert record(ledger, [ODD], **WHO) == 1
    assert record(ledger, [ODD], **WHO) == 0
    changed = Correction("screening", "牵连多少", "local_people")
    assert record(ledger, [changed], **WHO) == 1
    assert in_force(ledger) == (changed,)
    assert fold_synonyms(ledger.events(SYNONYM))["screening:牵连多少"].actor == "张某"


def test_a_correction_under_trial_is_judged_and_leaves_no_trace(home, ledger, book):
    before = preview([book], [book.name], home, LOCAL, at=AT)["files"][0]
    tried = preview([book], [book.name], home, LOCAL, at=AT, corrections=[ODD])["files"][0]
    meaning = {
        name: entry["headings"].set_index("heading")["column"].to_dict()["牵连多少"]
        for name, entry in (("before", before), ("tried", tried))
    }
    assert meaning == {"before": "", "tried": "people_involved"}
    assert ledger.events() == []


def test_an_import_from_the_command_line_reads_by_the_recorded_correction(home, ledger, book):
    record(ledger, [ODD], **WHO)
    assert people(home, import_paths([book], home, **WHO)) == [12]


def test_an_ignored_heading_is_kept_raw_and_not_guessed_from_its_values(home, ledger, tmp_path):
    rows = [["单位名称", "所在村（社区）", "某日", "排查人"],
            ["甲养老院", "曙光村", "2026-11-05", "李某"]]  # fmt: skip
    path = write_book(tmp_path / "排查表.xlsx", {"风险排查表": rows})
    read = preview([path], [path.name], home, LOCAL, at=AT)["files"][0]["headings"]
    assert read.set_index("heading")["column"]["某日"] == "screened_date"
    ruled_out = [Correction("screening", "某日", "")]
    entry = preview([path], [path.name], home, LOCAL, at=AT, corrections=ruled_out)["files"][0]
    assert entry["headings"].set_index("heading")["column"]["某日"] == ""


def test_the_map_of_headings_shows_examples_and_stars_personal_ones(home, book):
    answer = import_paths([book], home, **WHO)
    folder = next(home.staged.glob(f"{answer['files'][0]['sha256']}-*"))
    for person, screener in ((LOCAL, "李某"), (Person(role="投屏"), "李＊")):
        found = mapping(folder, forms(), person).set_index("heading")
        assert found["examples"]["排查人"] == screener
        assert found["examples"]["牵连多少"] == "12"


# a whole row of headings that is a form of this town

OWN = [
    ["某村养老点位清册"],
    ["场所", "在哪个村", "谁去看的", "哪天去的", "牵连多少"],
    ["甲养老院", "曙光村", "李某", "2026-11-05", 12],
]
ROW = Correction("screening", "/".join(OWN[1]), WHOLE)
MEANINGS = {"场所": "facility_name", "在哪个村": "village", "谁去看的": "screener",
            "哪天去的": "screened_date", "牵连多少": "people_involved"}  # fmt: skip
EXPLAINED = [ROW, *(Correction("screening", h, c) for h, c in MEANINGS.items())]


@pytest.fixture
def own_book(tmp_path):
    return write_book(tmp_path / "清册.xlsx", {"点位": OWN})


def only_sheet(answer):
    (sheet,) = answer["files"][0]["sheets"]
    return sheet


def test_a_sheet_of_no_known_form_offers_the_rows_that_may_be_its_headings(home, own_book):
    sheet = only_sheet(preview([own_book], ["清册.xlsx"], home, LOCAL, at=AT))
    assert (sheet["form"], sheet["heading_rows"]) == (None, [[2, OWN[1]]])


def test_a_form_given_to_a_row_of_headings_is_tried_recorded_and_read_from_then_on(
    home, ledger, own_book
):
    tried = preview([own_book], ["清册.xlsx"], home, LOCAL, at=AT, corrections=EXPLAINED)
    assert (only_sheet(tried)["form"], only_sheet(tried)["accepted"]) == ("screening", 1)
    assert in_force(ledger) == ()
    record(ledger, EXPLAINED, **WHO)
    answer = import_paths([own_book], home, **WHO)
    assert (only_sheet(answer)["form"], only_sheet(answer)["accepted"]) == ("screening", 1)
    assert people(home, answer) == [12]
    assert [p["code"] for p in only_sheet(answer)["problems"]] == ["unknown_subject"]


def test_a_row_of_headings_has_one_form_and_the_last_word_counts(home, ledger, own_book):
    record(ledger, [ROW], **WHO)
    record(ledger, [Correction("lead", ROW.heading, WHOLE)], **WHO)
    assert [(one.form, one.is_whole) for one in in_force(ledger)] == [("lead", True)]
    assert only_sheet(preview([own_book], ["a.xlsx"], home, LOCAL, at=AT))["form"] == "lead"
    withdraw(ledger, in_force(ledger)[0], **WHO)
    assert only_sheet(preview([own_book], ["a.xlsx"], home, LOCAL, at=AT))["form"] is None


def test_a_recognised_sheet_can_be_given_another_form(home, book):
    names, other = VISITS[0], "lead"
    said = Correction(other, "/".join(names), WHOLE)
    assert only_sheet(preview([book], ["a.xlsx"], home, LOCAL, at=AT))["form"] == "screening"
    tried = preview([book], ["a.xlsx"], home, LOCAL, at=AT, corrections=[said])
    assert only_sheet(tried)["form"] == other
