"""Equal problems of a column as one line with a count, for people; `--json` and mart_problem keep
one entry per cell."""

from __future__ import annotations

import pandas as pd

ALIKE = ("file", "sheet", "column", "code", "severity")
SHOWN_CELLS, SHOWN_VALUES = 6, 3
JOIN = "、"
CELLS = "{shown} 等 {n} 处"
VALUES = "{shown} 等"
SEVERAL = "{message}（共 {n} 处）"
SEVERAL_DIFFERENT = "{message}（共 {n} 处，填写内容不尽相同）"


def grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with cell, value, message and the columns of ALIKE that there are; the first of each
    kind stays in its place and tells of the others. `count` is how many it stands for."""
    if rows.empty:
        return rows.assign(count=pd.Series(dtype=int))
    keys = [rows[name] for name in ALIKE if name in rows]
    number = pd.Series(pd.MultiIndex.from_arrays(keys).factorize()[0], index=rows.index)
    count = number.map(number.value_counts())
    first = rows[~number.duplicated()].assign(count=count)
    if (count == 1).all():
        return first
    alike = rows.groupby(number.to_numpy(), sort=False)
    told = first["count"].to_numpy() > 1
    return first.assign(
        cell=first["cell"].where(~told, _several(alike["cell"], SHOWN_CELLS, CELLS)),
        value=first["value"].where(~told, _several(alike["value"], SHOWN_VALUES, VALUES)),
        message=first["message"].where(~told, _messages(first, alike["message"].nunique())),
    )


def _several(alike, shown: int, template: str) -> list[str | None]:
    """The first different texts of every group."""
    found = []
    for _, texts in alike:
        known = list(dict.fromkeys(texts.dropna()))
        listed = JOIN.join(map(str, known[:shown]))
        found.append(template.format(shown=listed, n=len(texts)) if len(known) > shown else listed)
    return [one or None for one in found]


def _messages(first: pd.DataFrame, different: pd.Series) -> list[str]:
    return [
        (SEVERAL if kinds == 1 else SEVERAL_DIFFERENT).format(message=message, n=n)
        for message, n, kinds in zip(first["message"], first["count"], different, strict=True)
    ]
