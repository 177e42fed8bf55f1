"""Does the stated rank range hold? `manage.py bench coverage --cases FOLDER [--seeds 11 12 …]`.

FOLDER holds town_of_homes.py. Each seed's town is imported with all it knows and with a quarter and
half of the facts hidden; the 5–95 % ranges of the latter are held against the places of the first.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.truth import ask

HIDDEN = (0.25, 0.5)
SEEN_FROM = 0.05  # a truly red place below this chance of red counts as unseen


def run(arguments: list[str]) -> list[dict]:
    parser = argparse.ArgumentParser(prog="manage.py bench coverage")
    parser.add_argument("--cases", required=True, type=Path)
    parser.add_argument("--seeds", nargs="*", type=int, default=[11, 12, 13, 14, 15])
    options = parser.parse_args(arguments)
    rows = [row for seed in options.seeds for row in measured(options.cases, seed)]
    return rows + [mean_of([row for row in rows if row["hidden"] == share]) for share in HIDDEN]


def measured(cases: Path, seed: int) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        truth = base_of(cases, Path(folder) / "0", seed, 0.0).subjects.set_index("facility_name")
        return [
            {"seed": seed, "hidden": share} | held(truth, base_of(cases, Path(folder) / str(share),
                                                                  seed, share))
            for share in HIDDEN
        ]  # fmt: skip


def base_of(cases: Path, folder: Path, seed: int, share: float):
    """The month's list of a town imported through the command line."""
    from pipelines.queries import tuning
    from pipelines.queries.asking import ask as query

    folder.mkdir()
    book, home = folder / "town.xlsx", folder / "home"
    ask([str(cases / "town_of_homes.py"), str(book), "--seed", str(seed), "--hide", str(share)])
    ask(["manage.py", "import", str(book), "--json"], RISK_HOME=str(home))
    build = max((home / "builds").glob("*.duckdb"))
    period = str(query(build, "select period from run_info")["period"].iloc[0])
    return tuning._base(str(build), period)


def held(truth, base) -> dict:
    from pipelines.queries import tuning

    sure = tuning.certainty(base, base.weights, tuning.Doubts())
    there = truth.reindex(base.subjects["facility_name"])
    rank, red = there["rank"].to_numpy(), (there["level"] == base.level_names[0]).to_numpy()
    inside = (sure.rank_low <= rank) & (rank <= sure.rank_high)
    return {
        "covered": float(inside.mean()),
        "width": float((sure.rank_high - sure.rank_low + 1).mean()),
        "red": int(red.sum()),
        "red unseen": int((sure.p_level[red, 0] < SEEN_FROM).sum()),
    }


def mean_of(rows: list[dict]) -> dict:
    names = ("covered", "width", "red", "red unseen")
    means = {name: float(np.mean([row[name] for row in rows])) for name in names}
    return {"seed": "mean", "hidden": rows[0]["hidden"], **means}
