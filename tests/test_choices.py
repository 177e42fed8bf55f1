"""Choices as people write them, generated: every option with every negation, joiner and tick."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalog.wording import bare
from pipelines.reading.choices import one_of, several_of, yes_no
from pipelines.values import Setting, Tools
from tests.books import forms

TOOLS = Tools(forms())
READERS = {"enum": one_of, "multi": several_of, "yesno": yes_no}
COLUMNS = {
    f"{form.code}.{column.name}": column
    for form in forms().forms
    for column in form.columns
    if column.type in READERS
}
SEVERAL = [name for name, column in COLUMNS.items() if column.type == "multi"]
ONE = [name for name, column in COLUMNS.items() if column.type == "enum"]
YES_NO = [name for name, column in COLUMNS.items() if column.type == "yesno"]
NEGATIONS = """
    未 无 没有 不存在 未发现 未出现 未见 不涉及 排除 非 不是 并未 并非
    尚未 暂未 暂无 从未 没 未有
    没有发现 目前未 经排查未发现 本月无
    未发现有 没有出现 不存在任何 未发现任何 不再有 老板未 均无 均未
""".split()  # noqa: SIM905
JOINERS = ["、", "和", "及", "或", "以及", "或者"]
ENDS = ["，", "；", "。", "\n", "/", "，但", "，但有", "但有", "，仅", "，但发现", "；有", "，存在"]
TAILS = ["", "情况", "现象", "等情况", "的迹象", "。", "等问题"]
BEFORE = {  # mark before its label: (ticked, not ticked)
    "box": ("☑", "□"),
    "word box": ("☒", "☐"),
    "filled": ("■", "□"),
    "disc": ("●", "○"),
    "tick in place of a box": ("√", "□"),
    "letter box": ("√", "口"),
    "wingdings": ("R", "£"),
    "brackets": ("（√）", "（ ）"),
    "half brackets": ("(√)", "( )"),
    "square": ("[√]", "[ ]"),
    "shell": ("〔√〕", "〔 〕"),
    "crossed": ("√", "×"),
    "bare": ("√", ""),
}
BEHIND = {**BEFORE, "line": ("__√__", "____"), "empty brackets": ("（√）", "（）")}


def read(name, text):
    """(value, codes that are told as warning or error, all codes) of one cell."""
    column = COLUMNS[name]
    reading = READERS[column.type](text, column, Setting(), TOOLS)
    severity = forms().problems
    told = [n.code for n in reading.notes if (n.severity or severity[n.code].severity) != "info"]
    return reading.value, told, [n.code for n in reading.notes]


def labels(name):
    """The options as printed on a form; of a long list without 无 and the like."""
    column = COLUMNS[name]
    if column.options is None:
        return ["是", "否"]
    named = [v for v in column.options.values if v not in ("无", "有", "不适用", "未认定")]
    return named or list(column.options.values)


def printed(chosen, options, marks, behind, gap):
    on, off = marks
    return gap.join(
        option + (on if option in chosen else off)
        if behind
        else (on if option in chosen else off) + option
        for option in options
    )


def is_wording(name, text):
    """Whether the catalogue lists the text, or its end behind 目前 and the like, as a wording."""
    exact = COLUMNS[name].options.exact
    return any(bare(text)[at:] in exact for at in range(3)) or TOOLS.lexicon.is_none(text)


# ---------------------------------------------------------------- own wordings come first


@pytest.mark.parametrize("name", SEVERAL + ONE)
def test_law_03_every_listed_wording_means_its_option_whatever_letters_it_has(name):
    column = COLUMNS[name]
    for wording, value in column.options.exact.items():
        if TOOLS.lexicon.is_unknown(wording):
            continue
        assert read(name, wording)[0] == value, wording
        assert read(name, f" {wording}。")[0] == value, wording


# ---------------------------------------------------------------- negation


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_a_negation_takes_its_option_and_all_joined_to_it_away(name):
    wrong = []
    options = labels(name)
    for a, word, tail in product(options, NEGATIONS, TAILS):
        text = word + a + tail
        if not is_wording(name, text) and read(name, text)[:2] != ("无", ["enum_inferred"]):
            wrong.append((text, read(name, text)))
    for (a, b), word, joiner in product(pairwise(options), NEGATIONS, JOINERS):
        text = f"{word}{a}{joiner}{b}"
        if read(name, text)[:2] != ("无", ["enum_inferred"]):
            wrong.append((text, read(name, text)))
    assert wrong == []


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_a_negation_ends_at_a_comma_a_stop_a_break_or_a_but(name):
    options = labels(name)
    wrong = []
    for n, (word, end) in enumerate(product(NEGATIONS, ENDS)):
        a, b, c = (options[(n + k) % len(options)] for k in range(3))
        text = f"{word}{a}、{b}{end}{c}"
        if read(name, text)[0] != c:
            wrong.append((text, read(name, text)))
    assert wrong == []


@pytest.mark.parametrize("name", SEVERAL)
def test_law_01_a_bare_option_behind_an_ended_negation_counts_and_is_told(name):
    a, b = labels(name)[:2]
    for word, end in product(NEGATIONS, ["，", "；", "。", "\n", "/"]):
        assert read(name, f"{word}{a}{end}{b}")[:2] == (b, ["choice_explained"])


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_a_negation_may_stand_behind_its_options(name):
    options = labels(name)
    behind = [
        "无",
        "没有",
        "未发现",
        "不存在",
        "均未发现",
        "：无",
        "（无）",
        "情况不存在",
        "不属实",
    ]
    wrong = []
    for a, word in product(options, behind):
        if read(name, a + word)[:2] != ("无", ["enum_inferred"]):
            wrong.append((a + word, read(name, a + word)))
    for a, b in pairwise(options):
        for text, value in (
            (f"{a}、{b}均未发现", "无"),
            (f"{a} 无 {b} 无", "无"),
            (f"{a}：有；{b}：无", a),
            (f"{a}有，{b}无", a),
            (f"{a}（有）{b}（无）", a),
        ):
            if read(name, text)[0] != value:
                wrong.append((text, read(name, text)))
    assert wrong == []


@pytest.mark.parametrize("name", ONE)
def test_law_03_no_option_of_a_closed_list_is_read_from_its_denial(name):
    wrong = []
    for option, word in product(labels(name), NEGATIONS):
        text = word + option
        value, told, _ = read(name, text)
        if (
            not is_wording(name, text)
            and option not in ("有", "无")
            and (value == option or not told)
        ):
            wrong.append((text, value, told))
    assert wrong == []


@pytest.mark.parametrize("name", ONE)
def test_law_03_not_this_but_that_is_that(name):
    options = labels(name)
    for a, b in pairwise(options):
        for text in (f"不是{a}，是{b}", f"非{a}，为{b}", f"不是{a}而是{b}"):
            assert read(name, text)[0] == b, text


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_a_double_negation_is_told_and_nothing_is_counted(name):
    for option, word in product(
        labels(name), ["不是没有", "并非未", "不是未", "没有不", "并非没有", "否认", "是否"]
    ):
        value, told, _ = read(name, word + option)
        assert value is None and told, word + option


# ---------------------------------------------------------------- suspicion, past, future


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_a_suspicion_counts_and_is_told(name):
    for option, word in product(labels(name), ["疑似{}", "可能{}", "{}风险", "不排除{}", "{}？"]):
        assert read(name, word.format(option))[:2] == (option, ["choice_suspected"])


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_what_is_over_or_only_planned_is_told_and_not_counted(name):
    after = ["（已解决）", "（已停止）", "（已恢复）", "，已解决", "，现已停止", "√（已停止）"]
    ways = [f"{{}}{words}" for words in after] + ["曾{}", "原{}", "拟{}", "计划{}", "准备{}"]
    for option, way in product(labels(name), ways):
        value, told, _ = read(name, way.format(option))
        assert value is None and "choice_over" in told, way.format(option)


@pytest.mark.parametrize("name", SEVERAL)
def test_an_end_that_is_denied_leaves_the_option(name):
    for option, way in product(labels(name), ["{}，尚未解决", "{}（未恢复）", "{}未停止"]):
        value, told, _ = read(name, way.format(option))
        assert value == option and told, way.format(option)


# ---------------------------------------------------------------- ticks


@pytest.mark.parametrize("name", SEVERAL + ONE + YES_NO)
def test_law_03_the_ticked_label_is_the_value_in_every_dress(name):
    options = labels(name)
    wrong = []
    for (dress, marks), behind, gap in product(BEHIND.items(), (False, True), (" ", "  ", "、")):
        if not behind and dress not in BEFORE:
            continue
        for option in (o for o in options if not (dress == "wingdings" and o[0].isascii())):
            text = printed({option}, options, marks, behind, gap)
            want = {"是": "yes", "否": "no"}.get(option, option)
            if read(name, text) != (want, [], []):
                wrong.append((text, dress, read(name, text)))
    assert wrong == []


@pytest.mark.parametrize("name", SEVERAL)
def test_law_03_all_ticked_labels_are_the_value(name):
    options = labels(name)
    for marks, behind in product(BEHIND.values(), (False, True)):
        if not behind and marks not in BEFORE.values():
            continue
        text = printed(set(options[1:3]), options, marks, behind, " ")
        assert read(name, text)[0] == "、".join(options[1:3]), text


@pytest.mark.parametrize("name", SEVERAL + ONE + YES_NO)
def test_law_01_nothing_ticked_is_unknown_and_told(name):
    for dress, (on, off) in BEHIND.items():
        if off not in ("", "×"):
            text = printed(set(), labels(name), (on, off), True, " ")
            value, told, _ = read(name, text)
            assert value is None and told, (dress, text)


@pytest.mark.parametrize("name", ONE + YES_NO)
def test_law_01_two_ticks_where_one_is_asked_are_told(name):
    options = labels(name)
    for marks in BEHIND.values():
        told = read(name, printed(set(options[:2]), options, marks, True, " "))[1]
        assert told, marks


@pytest.mark.parametrize("name", SEVERAL)
def test_law_01_what_stands_beside_a_tick_is_told(name):
    a, b = labels(name)[:2]
    for text in (f"☑{a}（388元） □{b}", f"□{b} ☑{a}，详见附件", f"{a}√ 详见附件"):
        value, told, _ = read(name, text)
        assert value == a and told, text


# ---------------------------------------------------------------- yes and no


@pytest.mark.parametrize("name", YES_NO)
def test_law_01_an_answer_keeps_its_explanation_beside_it_and_tells(name):
    for text in ("是，已下发通知书", "是（农商行）", "是，详见附件", "是。另附说明", "Y（见备注）"):
        assert read(name, text)[:2] == ("yes", ["choice_explained"]), text
    for text in ("否（老人不同意）", "否，正在办理", "无（详见附件）", "否，尚未到位"):
        value, told, _ = read(name, text)
        assert value == "no" and told, text


@pytest.mark.parametrize("name", YES_NO)
def test_law_03_an_answer_that_is_taken_back_is_unknown_and_told(name):
    for text in (
        *(
            "是，但已停止",
            "是（已取消）",
            "是，现已终止",
            "有，但未落实",
            "是，否",
            "是 否",
            "是或否",
            "是，不是",
        ),
        *(
            "有，没有",
            "是（待核实）",
            "部分是",
            "是否不清楚",
            "不是没有",
            "并非没有",
            "正在办理",
            "拟办理",
            "曾有",
        ),
    ):
        value, told, _ = read(name, text)
        assert value is None and (told or TOOLS.lexicon.is_unknown(text)), text


@pytest.mark.parametrize(("name", "topics"), TOOLS.lexicon.topics.items())
def test_law_03_an_answer_may_repeat_what_is_asked(name, topics):
    column = next(full for full in YES_NO if full.endswith(name))
    for topic in topics:
        yes = [topic, f"有{topic}", f"需要{topic}", f"存在{topic}"]
        no = [
            f"无{topic}",
            f"没有{topic}",
            f"不需要{topic}",
            f"不是{topic}",
            f"暂无{topic}",
            f"不{topic}",
        ]
        assert [read(column, text)[0] for text in yes] == ["yes"] * len(yes), yes
        assert [read(column, text)[0] for text in no] == ["no"] * len(no), no
        for text in (f"有，没有{topic}", f"部分{topic}", f"否，有{topic}", f"并非没有{topic}"):
            value, told, _ = read(column, text)
            assert value is None and told, text


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        *(
            ("needs_rectification", t, "no")
            for t in ("无需", "不需要", "暂不需要", "否（已整改完成）", "无需整改")
        ),
        *(
            ("needs_rectification", t, "yes")
            for t in ("需", "需要", "需整改", "限期整改", "是（限期整改）")
        ),
        *(
            ("needs_rectification", t, None)
            for t in ("已整改", "未整改", "整改中", "是，已整改完成", "否，需整改")
        ),
        *(
            ("in_custody", t, "yes")
            for t in ("已存管", "已存管（农商行）", "已在农商行开户", "全部存管")
        ),
        *(("in_custody", t, "no") for t in ("未存管", "尚未存管", "未开立存管账户", "未开户")),
        *(
            ("in_custody", t, None)
            for t in ("部分存管", "有，未存管", "已取消", "正在办理存管", "未全部存管", "不确定")
        ),
        *(("public_promotion", t, "no") for t in ("未公开宣传", "没有对外宣传", "无公开宣传行为")),
        *(("public_promotion", t, None) for t in ("已停止宣传", "曾公开宣传", "否，有宣传单")),
    ],
)
def test_law_03_yes_and_no_of_the_visit_columns(column, text, value):
    found, _, codes = read(f"screening.{column}", text)
    assert found == value
    assert value is not None or codes


def test_a_zero_report_may_say_so():
    assert read("submission.is_zero_report", "零报告")[0] == "yes"
    assert read("submission.is_zero_report", "非零报告")[0] == "no"
    assert read("submission.is_zero_report", "是，无新增线索")[:2] == ("yes", ["choice_explained"])


# ---------------------------------------------------------------- remainders


@pytest.mark.parametrize("name", SEVERAL + ONE)
def test_law_01_words_beside_an_option_are_told(name):
    for option, rest in product(
        labels(name), ["，卖酒三坛", "（详见附件）", "；另见备注", "。村里说的"]
    ):
        value, told, _ = read(name, option + rest)
        assert value == option and told, option + rest


@pytest.mark.parametrize("name", SEVERAL + ONE)
def test_law_01_words_without_an_option_are_unknown_and_told(name):
    for text in ("卖酒三坛", "村里说的", "√", "以酒会友，详见附件", "未取得回音"):
        value, told, _ = read(name, text)
        assert (value is None or is_wording(name, text)) and (told or value), text


@pytest.mark.parametrize(
    ("column", "text", "value", "codes"),
    [
        ("business_modes", "1.会员制 2.预付卡", "会员制、预付卡", []),
        ("business_modes", "①会员制②预付卡", "会员制、预付卡", []),
        ("business_modes", "一、会员制；二、预付卡", "会员制、预付卡", []),
        ("business_modes", "投资、理财", "投资入股、养老理财", []),
        ("business_modes", "除预付卡外无其他模式", "预付卡", []),
        ("business_modes", "除预付卡外均有", None, ["choice_unclear"]),
        ("business_modes", "会员制以及其他", "会员制", ["bad_enum"]),
        ("business_modes", "原会员制，现预付卡", "预付卡", ["choice_over"]),
        ("business_modes", "会员制 口预付卡", None, ["no_tick"]),
        ("distress_signs", "未停业但延迟兑付", "延迟兑付", []),
        ("distress_signs", "未发现无法兑付", "无", ["enum_inferred"]),
        ("distress_signs", "正常兑付", None, ["bad_enum"]),
        ("distress_signs", "不正常", None, ["choice_unclear"]),
        ("distress_signs", "未发现异常（停业、失联等）", "无", []),
        ("distress_signs", "停业，已恢复营业", None, ["choice_over"]),
        ("distress_signs", "未发现失联 停业", None, ["choice_unclear"]),
        ("distress_signs", "停业么？没有", "无", ["enum_inferred"]),
        ("distress_signs", "失联0人", "无", ["enum_inferred"]),
        ("distress_signs", "失联10人", "失联", ["enum_inferred"]),
        (
            "distress_signs",
            "延迟兑付（部分已解决）",
            "延迟兑付",
            ["choice_suspected", "choice_explained"],
        ),
        (
            "distress_signs",
            "延迟兑付，已兑付一半",
            "延迟兑付",
            ["choice_suspected", "choice_explained"],
        ),
        ("distress_signs", "群众反映失联，经核查不属实", "无", ["enum_inferred"]),
        ("distress_signs", "是否停业：否", "无", ["enum_inferred"]),
        ("business_modes", "会员制改为预付卡", "预付卡", ["choice_over"]),
        ("business_modes", "不办会员卡", "无", ["enum_inferred"]),
        ("distress_signs", "无、停业", "停业", ["choice_explained"]),
        ("level_reported", "橙→黄", "黄", ["choice_explained"]),
        ("level_reported", "黄（原橙）", "黄", ["choice_explained"]),
        ("level_reported", "橙以上", None, ["choice_unclear"]),
        ("level_reported", "红/橙", "红", ["several_values"]),
        ("level_reported", "红橙√黄绿", "橙", ["choice_explained"]),
    ],
)
def test_law_03_cells_as_they_came(column, text, value, codes):
    found, _, told = read(f"screening.{column}", text)
    assert (found, told) == (value, codes)


PIECES = """
    停业 失联 延迟兑付 欠薪 群体聚集 未 无 没有 未发现 非 不是 不 有 存在 但 仅 、 和 或 ， ； /
    ： （ ） 已解决 疑似 曾 拟 部分 √ × □ ☑ （√） （） __ 情况 老板 三家 其他 除 外 均 正常 ？ 。
""".split()  # noqa: SIM905
WORDS = st.sampled_from([*PIECES, " ", "\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=9))
def test_law_02_no_option_is_stored_that_the_cell_does_not_name(words):
    text = "".join(words)
    for name in ("screening.distress_signs", "screening.level_reported", "screening.in_custody"):
        read(name, text)  # never fails
    value = read("screening.distress_signs", text)[0]
    for option in (value or "无").split("、"):
        wordings = [
            w for w, v in COLUMNS["screening.distress_signs"].options.exact.items() if v == option
        ]
        assert option == "无" or any(w in bare(text) for w in wordings)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=7))
def test_law_01_every_unknown_word_is_told(words):
    text = "".join([*words, "，三坛老酒"])
    assert read("screening.distress_signs", text)[2] != []
