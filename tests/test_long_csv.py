"""A long CSV is read by Arrow; what comes out is what the patient reader gives, cell by cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.files import LONG_CSV, read_csv

CELLS = st.sampled_from(
    ["", " ", "甲院", '甲"院"', "张,李", "第一行\n第二行", "NA", "null", "1,200", "０"]
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=9)
)


def cells(sheet):
    return [sheet.row(row) for row in range(sheet.n_rows)]


def written(path, rows, encoding, delimiter):
    import csv

    with path.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, delimiter=delimiter).writerows(rows)
    return path


@settings(max_examples=60, deadline=None)
@given(rows=TABLES, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_both_readers_give_the_same_cells(tmp_path_factory, rows, encoding):
    path = written(tmp_path_factory.mktemp("csv") / "表.csv", rows, encoding, ",")
    assert cells(read_csv(path, long_from=0)) == cells(read_csv(path))
    assert path.stat().st_size < LONG_CSV


@pytest.mark.parametrize("uneven", [["甲院"], ["甲院", "曙光村", "多"], []])
def test_rows_of_other_lengths_are_left_to_the_patient_reader(tmp_path, uneven):
    for rows in ([["单位名称", "村"], uneven, ["乙院", "柏杨村"]], [uneven, ["乙院", "柏杨村"]]):
        path = written(tmp_path / "表.csv", rows, "utf-8", ";")
        assert cells(read_csv(path, long_from=0)) == cells(read_csv(path))
