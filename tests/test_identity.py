"""Who is the same subject: by code, else by name and village, whatever the order."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from models.identity import identify

CODE, OTHER_CODE = "52500111NLB1BBCH0D", "91500111CMNC1B5H7X"
WRONG_CODE = "92500111F9E2DU8X3H"  # fails the check digit of GB 32100-2015


def ids(*statements):
    frame = pd.DataFrame(statements, columns=["facility_name", "credit_code", "village_code"])
    return identify(frame)["facility_id"].tolist()


def test_the_same_code_is_the_same_subject_under_any_name():
    one, two = ids(("甲养老院", CODE, "1"), ("甲养老院（新址）", CODE, "2"))
    assert one == two


def test_names_differ_only_by_brackets_and_spaces():
    one, two = ids(("重庆（大足） 甲养老院", None, "1"), ("重庆(大足)甲养老院", None, "1"))
    assert one == two


def test_the_same_name_elsewhere_is_another_subject():
    one, two = ids(("为民药店", None, "1"), ("为民药店", None, "2"))
    assert one != two


def test_a_statement_without_a_code_joins_the_one_that_has_it():
    one, two = ids(("甲养老院", CODE, "1"), ("甲养老院", None, "1"))
    assert one == two


def test_two_codes_under_one_name_stay_apart_and_a_third_without_code_joins_neither():
    one, two, three = ids(
        ("甲养老院", CODE, "1"), ("甲养老院", OTHER_CODE, "1"), ("甲养老院", None, "1")
    )
    assert len({one, two, three}) == 3


def test_a_wrong_code_decides_nothing():
    one, two = ids(("甲养老院", WRONG_CODE, "1"), ("甲养老院", None, "1"))
    assert one == two


def test_the_alias_finds_what_was_noted_before_the_code_was_known():
    before = identify(pd.DataFrame([("甲", None, "1")], columns=COLUMNS))
    after = identify(pd.DataFrame([("甲", CODE, "1")], columns=COLUMNS))
    assert after["alias_id"].tolist() == before["facility_id"].tolist()


COLUMNS = ["facility_name", "credit_code", "village_code"]
STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["甲养老院", "乙 养老院", "乙养老院"]),
        st.sampled_from([None, CODE, OTHER_CODE, WRONG_CODE]),
        st.sampled_from(["1", "2", None]),
    ),
    min_size=1,
    max_size=8,
)


@given(STATEMENTS, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_the_imports_does_not_change_an_id(rows, random):
    frame = pd.DataFrame(rows, columns=COLUMNS).astype(object)
    frame = frame.where(frame.notna(), None)
    shuffled = frame.sample(frac=1, random_state=random.randint(0, 2**31))
    again = identify(shuffled).sort_index()
    assert identify(frame)["facility_id"].tolist() == again["facility_id"].tolist()
