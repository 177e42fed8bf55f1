"""A number names a matter together with its subject: what is one matter, and that none vanishes."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.matters import Item, joined, matters, number_of, read_rows
from pipelines.matters import clashes_of

VILLAGES = ("500111119200", "500111119204")
CODE, OTHER_CODE = "91500112345678901M", "52500111MJP123456H"


def rows(*sheets):
    """Rows of several sheets in the order in which they came: dictionaries of what they say."""
    said = [(number, row) for number, sheet in enumerate(sheets) for row in sheet]
    nothing = dict.fromkeys(("facility_id", "name", "credit_code", "day", "text"))
    plain = {"number": "1", "is_known": False, "village_code": VILLAGES[0], **nothing}
    made = [plain | row | {"sheet": f"S{sheet}", "row_id": place}
            for place, (sheet, row) in enumerate(said)]  # fmt: skip
    return read_rows(pd.DataFrame(made, columns=[*plain, "sheet", "row_id"]))


def told(*sheets):
    """The row numbers of every matter."""
    return [[row.row_id for row in item.rows] for item in matters(rows(*sheets))]


A, B = {"name": "甲养老院"}, {"name": "乙公司"}


def test_one_number_and_one_subject_in_two_workbooks_is_one_matter():
    assert told([A], [A | {"text": "改了说法"}]) == [[0, 1]]


def test_one_number_and_two_subjects_are_two_matters_in_one_sheet_and_in_two():
    assert told([A, B]) == told([A], [B]) == [[0], [1]]


def test_a_name_in_another_village_is_another_subject_and_one_without_village_is_the_same():
    elsewhere = A | {"village_code": VILLAGES[1]}
    assert told([A], [elsewhere]) == [[0], [1]]
    assert told([A], [A | {"village_code": None}], [elsewhere]) == [[0, 1], [2]]


def test_width_case_and_spaces_make_no_other_number():
    assert told([A | {"number": "xs－1"}], [A | {"number": "XS-1 "}]) == [[0, 1]]


def test_without_a_subject_village_and_day_tell_matters_apart():
    one, other = {"day": "2026-09-01"}, {"day": "2026-09-02"}
    assert told([one], [other], [one], [one | {"village_code": VILLAGES[1]}]) == [[0, 2], [1], [3]]


def test_a_subject_told_later_joins_the_report_of_the_same_village_and_day():
    report = {"day": "2026-09-01"}
    assert told([report], [report | A], [report | B]) == [[0, 1], [2]]


def test_a_credit_code_that_comes_later_leaves_the_matter_whole_and_two_codes_make_two():
    assert told([A], [A | {"credit_code": CODE}], [A]) == [[0, 1, 2]]
    assert told([A | {"credit_code": CODE}], [A | {"credit_code": OTHER_CODE}]) == [[0], [1]]


def test_two_wordings_are_one_subject_once_the_register_knew_it_or_a_person_said_so():
    known = {"facility_id": "F-1", "is_known": True}
    late = {"facility_id": "F-1", "is_known": False}
    assert told([A | known], [B | known]) == [[0, 1]]
    assert told([A | late], [B | late], [B | known]) == [[0], [1, 2]]


def test_a_merged_number_has_several_items_and_the_next_book_meets_them_by_text_then_by_order():
    book = [A | {"text": "一"}, A | {"text": "二"}, A | {"text": "三"}]
    assert told(book) == [[0], [1], [2]]
    later = [A | {"text": "三"}, A | {"text": "新"}, A | {"text": "二"}, A | {"text": "又新"}]
    assert told(book, later) == [[0, 4], [1, 5], [2, 3], [6]]


def test_ids_hold_the_number_and_stay_when_more_comes():
    first = matters(rows([A, B]))
    later = matters(rows([A, B], [A | {"credit_code": CODE}, A | {"text": "二"}, B]))
    assert [number_of(item.id) for item in later] == ["1"] * 3
    assert [item.id for item in first] == [item.id for item in later][:2]


def test_an_id_does_not_hang_on_the_order_of_the_workbooks():
    def of(*sheets):
        return {item.id for item in matters(rows(*sheets))}

    assert of([A], [B]) == of([B], [A])


def test_a_bare_number_is_its_own_number():
    assert number_of("XS-2026-0001") == "XS-2026-0001"


# ---------------------------------------------------------------- what waits, what people said


def test_a_clash_of_two_workbooks_waits_until_somebody_said_two_or_one():
    found = matters(rows([A], [B]))
    pair = (found[0].id, found[1].id)
    assert [one[:3] for one in clashes_of(found, [])] == [("1", pair[1], pair[0])]
    assert list(clashes_of(found, [pair])) == []
    (both,) = joined(found, [pair])
    assert (both.id, both.also) == (pair[0], [pair[1]])
    assert list(clashes_of([both], [])) == []


def test_what_one_sheet_tells_apart_is_no_question():
    assert list(clashes_of(matters(rows([A, B])), [])) == []


def test_a_new_matter_is_held_against_the_older_one_most_like_it():
    found = matters(rows([A], [B], [{"name": "乙公司分部"}]))
    likes = {one[1]: one[2] for one in clashes_of(found, [])}
    assert likes[found[2].id] == found[1].id


# ---------------------------------------------------------------- law 5

TEXTS = ("预收费未存管", "夸大宣传", "消防通道堵塞")
ROW = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["1", "2", "ZG-1"]),
        "name": st.sampled_from([None, "甲养老院", "乙公司", "丙店"]),
        "village_code": st.sampled_from([None, *VILLAGES]),
        "credit_code": st.sampled_from([None, None, CODE]),
        "day": st.sampled_from(["2026-09-01", "2026-10-01"]),
        "text": st.sampled_from(TEXTS),
        "facility_id": st.sampled_from([None, "F-1", "F-2"]),
        "is_known": st.booleans(),
    }
)
BOOKS = st.lists(st.lists(ROW, min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(BOOKS)
def test_law_05_an_import_never_makes_the_matters_fewer_nor_takes_an_id_away(books):
    known: list[Item] = []
    for number in range(1, len(books) + 1):
        found = matters(rows(*books[:number]))
        assert len(found) >= len(known)
        assert {item.id for item in known} <= {item.id for item in found}
        spoken = [row.row_id for item in found for row in item.rows]
        assert sorted(spoken) == list(range(sum(map(len, books[:number]))))
        assert len({item.id for item in found}) == len(found)
        known = found


@settings(max_examples=300, deadline=None)
@given(BOOKS)
def test_law_05_every_row_of_a_sheet_is_a_matter_of_its_own(books):
    for item in matters(rows(*books)):
        sheets = [row.sheet for row in item.rows]
        assert len(sheets) == len(set(sheets))


PLAIN = ROW.map(lambda row: row | {"credit_code": None, "facility_id": None,
                                   "name": row["name"] or "丁中心",
                                   "village_code": row["village_code"] or VILLAGES[0]})  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(PLAIN, min_size=1, max_size=4), min_size=1, max_size=5).flatmap(
    lambda books: st.tuples(st.just(books), st.permutations(books))))  # fmt: skip
def test_law_05_in_whatever_order_the_books_come_there_are_as_many_matters(pair):
    books, shuffled = pair
    assert len(matters(rows(*books))) == len(matters(rows(*shuffled)))


@pytest.mark.parametrize("again", [1, 2])
def test_law_05_a_book_once_more_changes_nothing(again):
    books = [[A | {"text": "一"}, A | {"text": "二"}], [B]]
    assert len(told(*books, *books[:again])) == len(told(*books))
