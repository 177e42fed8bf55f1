"""Numbers under a number format: what Excel shows is what counts where the format speaks."""

# ruff: noqa: E501 (a kind of wording is one line of data, however long)

from __future__ import annotations

from collections.abc import Iterator

from tests.wordings_core import Right, Wording, either, either_told, none_or_unknown, read, told
from tests.wordings_numbers import COUNTS, FEES, MONEY

# (stored number, format, right); amounts under headings in 万元.
UNDER_WAN: list[tuple[float, str, Right]] = [
    (125000, '0!.0,"万"', read(12.5)), (40000, '0!.0,"万"', read(4)), (125000, "0!.0,", read(12.5)),
    (125000, '0"."0,"万元"', read(12.5)), (125000, '0!.0,"万元"', read(12.5)),
    (125000, '0!.0000"万"', read(12.5)), (125000, '#!.0000"万元"', read(12.5)),
    (125000, '0\\.0,"万"', read(12.5)), (125432, '0!.0,"万"', read(12.5, 12.5432)),
    (12.5, '0.0"万元"', read(12.5)), (4, '0"万"', read(4)), (20, 'General"万元"', read(20)),
    (12.5, '0.00"万元"', read(12.5)), (1250, '#,##0"万元"', read(1250)), (12.5, '0.0"万"', read(12.5)),
    (125000, '#,##0"元"', read(12.5)), (125000, '#,##0.00"元"', read(12.5)), (8000, '0"元"', read(0.8)),
    (0.5, '0.00"亿元"', read(5000)), (125, '0"千元"', read(12.5)), (1.2, '0.0"亿"', read(12000)),
    (125000, '[>=10000]0!.0,"万";0"元"', read(12.5)), (500, '[>=10000]0!.0,"万";0"元"', read(0.05)),
    (20, '[>=10000]0!.0,"万";0', read(20)), (40000, '[>=10000]0!.0,"万";0', read(4)),
    (125000, '[<10000]0"元";0!.0,"万元"', read(12.5)), (9000, '[<10000]0"元";0!.0,"万元"', read(0.9)),
    (125000, '0.00,,"万元"\n%', read(12.5)), (125000, "0.0,", read(125)), (12500000, "0.0,,", read(12.5)),
    (12.5, '"约"0.0"万元"', read(12.5)), (12.5, "0.00", read(12.5)), (1250, "#,##0", read(1250)),
    (12.34, "0.0", read(12.34)), (12.5, "@", read(12.5)), (0, '0;-0;"无"', read(0)),
    (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', none_or_unknown(0)),
    (12.5, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", read(12.5)),
    (12.5, "# ?/?", read(12.5)), (12.5, "0.00_);[Red](0.00)", read(12.5)), (350, "0.00E+00", read(350)),
    (200000, '"¥"#,##0', either_told(20, 200000)), (200000, "¥#,##0.00", either_told(20, 200000)),
    (20000, "[$$-409]#,##0", told()), (20000, "[$€-2] #,##0", told()), (12.5, ";;;", either_told(12.5)),
    (125000, '[DBNum2][$-804]General"元整"', read(12.5)), (12, '[DBNum1][$-804]General"万元"', read(12)),
    (125000, '[Red]0!.0,"万"', read(12.5)),
    (125000, '0!.0,"万";-0!.0,"万"', read(12.5)), (-3, '0"万元";-0"万元"', told()),
    (46270, "yyyy-mm-dd", told()), (12.5, "yyyy/m/d", either_told(12.5)), (0.125, "0.0%", told()),
    (0.5, "h:mm", told()), (12.7, "0", read(12.7)), (3600, '#,##0.00"元"', read(0.36)),
    (125000, '#,##0.0,"千元"', read(12.5)), (30000, '0!.0,"万"', read(3)),
]  # fmt: skip
UNDER_YUAN: list[tuple[float, str, Right]] = [
    (125000, '0!.0,"万"', read(12.5)), (4, '0"万"', read(4)), (12.5, '0.0"万元"', read(12.5)),
    (125000, '#,##0"元"', read(12.5)), (125000, "#,##0.00", read(12.5)), (125000, '"¥"#,##0', read(12.5)),
    (125000, "¥#,##0.00", read(12.5)), (20, 'General"万元"', read(20)), (0.5, '0.0"亿元"', read(5000)),
    (125000, '[>=10000]0!.0,"万";0"元"', read(12.5)), (500, '[>=10000]0!.0,"万";0"元"', read(0.05)),
    (125000, '0!.0000"万元"', read(12.5)), (125, '0"千元"', read(12.5)), (8000, "0", read(0.8)),
    (125000, "0.00E+00", read(12.5)), (125000, '[DBNum2][$-804]General"元整"', read(12.5)),
    (20000, "[$$-409]#,##0", told()), (125000.4, '#,##0"元"', read(12.5, 12.50004)),
]  # fmt: skip
UNDER_COUNT: list[tuple[float, str, Right]] = [
    (30, '0"{u}"', read(30)), (30, 'General"{u}"', read(30)), (30, '"约"0"{u}"', read(30)), (5, "000", read(5)),
    (1360, "#,##0", read(1360)), (30, "0.0", read(30)), (30, "@", read(30)), (30, "[DBNum1]General", read(30)),
    (30, '0"余{u}"', read(30)), (1360, '#,##0"{u}"', read(1360)), (0, '0;-0;"无"', read(0)), (30, "0_ ", read(30)),
    (30, "yyyy-mm-dd", either_told(30)), (0.3, "0%", told()), (30, '0"元"', told()), (30.4, "0", either_told(30)),
    (46270, 'm"月"d"日"', told()), (12000, '0!.0,"万{u}"', either(12000)), (3, '0"万{u}"', either(30000)),
    (30, '"共"0"{u}"', either(30)), (0.5, "h:mm", told()), (30, '0"%"', told()),
]  # fmt: skip
UNDER_PERCENT: list[tuple[float, str, Right]] = [
    (0.08, "0%", read(8)), (0.085, "0.0%", read(8.5)), (0.12, "0.00%", read(12)), (8, '0"%"', read(8)),
    (8.5, '0.0"%"', read(8.5)), (8, "0\\%", read(8)), (8, "0!%", read(8)), (8, "0", read(8)), (0.08, "0.00", either_told(0.08, 8)),
    (12, "General", read(12)), (8, '"年化"0"%"', read(8)), (0.08, "[Red]0%", read(8)), (1.2, "0%", told()),
    (0.0835, "0%", read(8, 8.35)), (8, '0"个点"', either(8)), (0.08, '0%;-0%', read(8)), (46270, "yyyy-mm-dd", told()),
]  # fmt: skip
UNDER_FEE: list[tuple[float, str, Right]] = [
    (1500, '#,##0"元"', read(1500)), (1500, '0"元/月"', read(1500)), (1500, "¥#,##0.00", read(1500)),
    (0.15, '0.00"万元"', read(1500)), (1500, "#,##0", read(1500)),
    (1500, '0"元/天"', told()), (1500, "[$$-409]#,##0", told()),
]  # fmt: skip


def number_formats() -> Iterator[Wording]:
    """Each format in a column of its kind, once in .xlsx and once in .xls."""
    yield from crossed(UNDER_WAN, MONEY, "plain")
    yield from crossed(UNDER_YUAN, MONEY[:-1], "yuan")
    yield from crossed(UNDER_YUAN[:10], MONEY[:-1], "title yuan")
    yield from crossed(UNDER_COUNT, [one for one in COUNTS if one[2] == "人"], "plain")
    yield from crossed(UNDER_PERCENT, [("screening", "promised_return_pct")], "plain")
    yield from crossed(UNDER_FEE, FEES, "plain")


def crossed(some, columns, context: str) -> Iterator[Wording]:
    for turn, (typed, shape, right) in enumerate(some):
        form, column, *unit = columns[turn % len(columns)]
        shown_by = shape.replace("{u}", unit[0]) if unit else shape
        for file in ("", " xls"):
            yield Wording(form, column, typed, right, "number format", shown_by=shown_by,
                          context=context + file)  # fmt: skip
