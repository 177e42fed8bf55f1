"""Five hundred workbooks of random layout, wording and notation come back exactly."""

import pytest

from tests.books import stage
from tests.scribe import Scribe, save

PER_TEST = 25


def differences(seed, folder):
    """What did not come back from one random workbook, as readable lines."""
    scribe = Scribe(seed)
    paper = scribe.paper()
    folder.mkdir()
    result = stage(save(paper, folder, scribe.rng))
    found = [s for s in result.staged.sheets if s["form"]]
    if [s["form"] for s in found] != [paper.form.code]:
        return [f"seed {seed}: {paper.form.code} read as {[s['form'] for s in found]}"]
    entry = found[0]
    wanted = (paper.header_row, len(paper.expected), 0, paper.skipped)
    got = tuple(entry[k] for k in ("header_row", "accepted", "rejected", "skipped"))
    lines = [] if got == wanted else [f"seed {seed}: counts {got}, wanted {wanted}"]
    rows = {row["source_row"]: row for row in result.rows(paper.form.code)}
    for expected in paper.expected:
        row = rows.get(expected["source_row"], {})
        lines += [
            f"seed {seed} row {expected['source_row']} {name} ({paper.words.get(name)}): "
            f"{row.get(name)!r}, wanted {value!r}"
            for name, value in expected.items()
            if not same(row.get(name), value)
        ]
    return lines


def same(got, wanted):
    if isinstance(wanted, float) and got is not None:
        return got == pytest.approx(wanted, abs=1e-6)
    return got == wanted


@pytest.mark.parametrize("start", range(0, 500, PER_TEST))
def test_random_workbooks_come_back_exactly(tmp_path, start):
    seeds = range(start, start + PER_TEST)
    assert [line for seed in seeds for line in differences(seed, tmp_path / str(seed))] == []
