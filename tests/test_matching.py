"""Who is who: certain joins, proposals for a person, and names nobody knows."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.matching import CODE_ALPHABET, CODE_WEIGHTS, credit_code_ok, match, normalise_name

ROSTER = pd.DataFrame(
    [
        ("F1", "重庆聚龄鑫养老产业发展有限公司", "91500111RB855HGYXE", "V1"),
        ("F2", "松溪里养老院", None, "V2"),
        ("F3", "幸福院", None, "V3"),
        ("F4", "幸福院", None, "V4"),
    ],
    columns=["facility_id", "facility_name", "credit_code", "village_code"],
)


def ask(name, code=None, village=None, roster=ROSTER):
    names = pd.DataFrame([(name, code, village)], columns=["name", "credit_code", "village_code"])
    return match(names, roster).iloc[0]


def test_an_equal_credit_code_is_certain_whatever_the_name():
    found = ask("聚龄鑫", "91500111RB855HGYXE")
    assert (found.facility_id, found.method) == ("F1", "credit_code")


def test_spaces_width_and_brackets_make_no_other_name():
    assert normalise_name("松溪里（养老院） ") == normalise_name("松溪里\n(养老院)")
    assert ask(" 松溪里 养老院").facility_id == "F2"


def test_another_legal_form_is_a_proposal_not_a_join():
    found = ask("重庆聚龄鑫养老产业发展有限责任公司")
    assert found.facility_id is None
    assert found.proposal_facility_id == "F1"


def test_a_name_that_sounds_the_same_is_proposed():
    found = ask("松西里养老院")
    assert (found.facility_id, found.proposal_facility_id) == (None, "F2")
    assert found.method == "near_sound"


def test_a_subject_named_after_a_village_s_old_name_is_proposed():
    roster = pd.DataFrame(
        [("F1", "曙光村互助养老点", None, "V1"), ("F2", "柏杨村互助养老点", None, "V2"),
         ("F3", "联合养老院", None, "V3")],
        columns=ROSTER.columns,
    )  # fmt: skip
    names = pd.DataFrame({"name": ["季家镇天宝村互助养老点", "柏杨养老院", "联合村互助养老点"]})
    found = match(names, roster, {"天宝村": "曙光村", "联合村": "柏杨村"})
    assert found["facility_id"].isna().all()
    assert list(found["proposal_facility_id"]) == ["F1", "F3", "F2"]
    assert match(names, roster)["proposal_facility_id"][1] is None


def test_an_unknown_name_gets_neither_join_nor_proposal():
    found = ask("新开健康生活馆")
    assert (found.facility_id, found.proposal_facility_id, found.method) == (None, None, "unknown")


def test_one_name_in_two_villages_is_told_apart_by_the_village():
    assert ask("幸福院", village="V4").facility_id == "F4"
    assert ask("幸福院").facility_id is None


def test_a_known_name_in_another_village_waits_for_a_person():
    found = ask("松溪里养老院", village="V9")
    assert (found.facility_id, found.proposal_facility_id) == (None, "F2")


def test_two_valid_codes_that_differ_keep_equal_names_apart():
    other = "9150011100000000" + "0"
    other += CODE_ALPHABET[
        (
            31
            - sum(CODE_ALPHABET.index(c) * w for c, w in zip(other, CODE_WEIGHTS, strict=True)) % 31
        )
        % 31
    ]
    assert ask("重庆聚龄鑫养老产业发展有限公司", other).facility_id is None


def test_an_empty_roster_knows_nobody():
    assert ask("松溪里养老院", roster=ROSTER.iloc[:0]).method == "unknown"


@pytest.mark.parametrize(
    ("code", "is_valid"),
    [
        ("52500111Q722WJ3A8Q", True),
        ("92500111F9E2DU8X3H", False),  # last character wrong
        ("52500111Q722WJ3A8", False),  # too short
        ("52500111I722WJ3A8Q", False),  # I is not in the alphabet
        (None, False),
    ],
)
def test_the_check_character_of_a_credit_code(code, is_valid):
    assert credit_code_ok(code) is is_valid


@settings(max_examples=60, deadline=None)
@given(st.text(CODE_ALPHABET, min_size=17, max_size=17), st.integers(0, 16))
def test_every_single_wrong_character_is_noticed(body, at):
    total = sum(CODE_ALPHABET.index(c) * w for c, w in zip(body, CODE_WEIGHTS, strict=True))
    code = body + CODE_ALPHABET[(31 - total % 31) % 31]
    wrong = CODE_ALPHABET[(CODE_ALPHABET.index(code[at]) + 1) % 31]
    assert credit_code_ok(code)
    assert not credit_code_ok(code[:at] + wrong + code[at + 1 :])


@settings(max_examples=30, deadline=None)
@given(st.permutations(list(range(4))))
def test_the_order_of_the_roster_changes_no_answer(order):
    names = ["松西里养老院", "幸福院", "重庆聚龄鑫养老产业发展有限责任公司", "无此机构馆"]
    asked = pd.DataFrame({"name": names, "credit_code": None, "village_code": "V3"})
    straight = match(asked, ROSTER)
    assert match(asked, ROSTER.iloc[order]).equals(straight)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("季家镇夕阳红养老服务有限公司", "夕阳红养老院"),
        ("夕阳红（大足区）养老院", "重庆市大足区夕阳红养老院"),
        ("康欣老年公寓", "康馨老年公寓"),  # sounds alike
        ("怡末养老院", "怡未养老院"),  # looks alike
        ("康宁养老苑", "康宁养老院"),  # a slip in the kind
        ("阳夕红养老院", "夕阳红养老院"),  # two characters in the wrong order
        ("夕阳红", "夕阳红养老院"),
        ("夕阳红养老服务中心", "夕阳红养老院"),
    ],
)
def test_what_clerks_write_otherwise_is_proposed_and_never_joined(said, known):
    roster = pd.DataFrame(
        [("F1", known, None, "V1"), ("F2", "春晖健康体验馆", None, "V1")], columns=ROSTER.columns
    )
    found = ask(said, village="V1", roster=roster)
    assert (found.facility_id, found.proposal_facility_id) == (None, "F1")


def test_of_two_houses_of_one_brand_the_one_of_the_same_kind_is_proposed():
    roster = pd.DataFrame(
        [("F1", "夕阳红健康咨询有限公司", None, None), ("F2", "夕阳红养老院", None, None)],
        columns=ROSTER.columns,
    )
    assert ask("夕阳虹养老院", roster=roster).proposal_facility_id == "F2"
    assert ask("夕阳红健康咨询服务部", roster=roster).proposal_facility_id == "F1"


def test_long_lists_are_matched_as_short_ones_where_the_brand_is_clear():
    crowd = [(f"X{i}", f"{chr(0x4E00 + i)}{chr(0x5E00 + i)}商行", None, None) for i in range(2_500)]
    roster = pd.DataFrame([("F1", "夕阳红养老院", None, None), *crowd], columns=ROSTER.columns)
    names = pd.DataFrame({"name": ["夕阳虹养老院", "季家镇夕阳红养老院"] + ["无此一家"] * 1_000})
    found = match(names, roster)
    assert found["proposal_facility_id"].tolist()[:2] == ["F1", "F1"]
    assert found["facility_id"].isna().all()
