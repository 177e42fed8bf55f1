"""Equal problems of a column are one line with a count; nothing else is put together."""

import pandas as pd

from pipelines.grouping import grouped
from pipelines.paper import Remark
from pipelines.returns import _reasons
from tests.books import forms


def problem(
    cell, column="涉及人数", code="estimate", value="约30人", message="是约数", sheet="9月"
):
    return {"file": "a.xlsx", "sheet": sheet, "cell": cell, "column": column, "code": code,
            "severity": "info", "value": value, "message": message}  # fmt: skip


def lines(*problems) -> list[dict]:
    return grouped(pd.DataFrame(problems)).to_dict("records")


def test_equal_problems_of_a_column_are_one_line_that_names_their_cells_and_number():
    (line,) = lines(problem("C5"), problem("C6"), problem("C9"))
    assert (line["count"], line["cell"], line["value"]) == (3, "C5、C6、C9", "约30人")
    assert line["message"] == "是约数（共 3 处）"


def test_a_problem_that_stands_alone_is_told_as_it_is():
    assert lines(problem("C5")) == [{**problem("C5"), "count": 1}]


def test_other_columns_codes_and_sheets_keep_their_own_lines_in_their_order():
    found = lines(problem("C5"), problem("D5", column="老年人数"), problem("C6"),
                  problem("C7", code="bad_number"), problem("C5", sheet="10月"))  # fmt: skip
    assert [(one["cell"], one["count"]) for one in found] == [
        ("C5、C6", 2), ("D5", 1), ("C7", 1), ("C5", 1)]  # fmt: skip


def test_a_long_list_of_cells_is_cut_and_counted_and_different_contents_are_said_to_differ():
    many = [problem(f"C{n}", value=f"约{n}人", message=f"约 {n}") for n in range(5, 105)]
    (line,) = lines(*many)
    assert line["cell"] == "C5、C6、C7、C8、C9、C10 等 100 处"
    assert line["value"] == "约5人、约6人、约7人 等"
    assert line["message"] == "约 5（共 100 处，填写内容不尽相同）"


def test_the_sum_of_the_counts_is_the_number_of_problems():
    many = [problem(f"C{n}", column=f"栏{n % 7}", code=f"c{n % 3}") for n in range(200)]
    assert sum(one["count"] for one in lines(*many)) == 200


def test_nothing_grouped_is_nothing():
    assert grouped(pd.DataFrame(columns=["cell", "value", "message"])).empty


def test_paper_says_in_full_once_what_many_rows_have_in_common():
    blank = Remark("error", "「排查日期」是必填项，请补填。", "「排查日期」必填项为空")
    own = Remark("error", "「涉及人数」不能是负数。", "「涉及人数」出现负数")
    remarks = {(0, 1): [blank], (1, 1): [blank], (1, 3): [own], (2, 1): [blank]}
    assert _reasons(remarks, 3, forms().texts["paper"]) == [
        "「排查日期」是必填项，请补填。（共 3 行）",
        "「排查日期」必填项为空（同上）\n「涉及人数」不能是负数。",
        "「排查日期」必填项为空（同上）",
    ]
