"""Published cases among ordinary homes: `manage.py bench truth --cases FOLDER [--seeds 11 12 …]`.

FOLDER holds town_of_homes.py, which writes one workbook and its key per seed; the workbook goes
through the command line. A case is flagged when it is 红 or 必须上报.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from models.mcdm import additive, topsis_classic
from models.weights import entropy_weights

PROJECT = Path(__file__).resolve().parent.parent
SCORES = """
select facility_id, facility_name, rank, level, is_statutory, amount_involved_wan, people_involved
from mart_score order by rank
"""
RISKS = "select facility_id, indicator, risk_0_100 from mart_contribution order by all"


def run(arguments: list[str]) -> list[dict]:
    """One row per seed and share of hidden facts: levels, then recall and AUC of each order."""
    parser = argparse.ArgumentParser(prog="manage.py bench truth")
    parser.add_argument("--cases", required=True, type=Path)
    parser.add_argument("--seeds", nargs="*", type=int, default=[11, 12, 13, 14, 15])
    options = parser.parse_args(arguments)
    return [
        row
        for hide in (0.0, 0.5)
        for seed in options.seeds
        for row in measured(options.cases, seed, hide)
    ]


def measured(cases: Path, seed: int, hide: float) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "town.xlsx"
        ask([str(cases / "town_of_homes.py"), str(book), "--seed", str(seed), "--hide", str(hide)])
        state = {"RISK_HOME": f"{folder}/home"}
        ask(["manage.py", "import", str(book), "--json"], **state)
        listed, risks = (
            json.loads(ask(["manage.py", "sql", sql, "--format", "json"], **state))
            for sql in (SCORES, RISKS)
        )
        with book.with_suffix(".key.csv").open(encoding="utf-8") as key:
            case_of = {row["facility_name"]: row["case"] for row in csv.DictReader(key)}
    is_case = np.array([bool(case_of[row["facility_name"]]) for row in listed])
    told = levels(listed, is_case) if not hide else {}
    return [
        {"seed": seed, "hidden": hide, "order": name, **quality(is_case[order]), **told}
        for name, order in orders(listed, risks).items()
    ]


def ask(arguments: list[str], **state: str) -> str:
    command, env = [sys.executable, *arguments], os.environ | state
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
    if not done.stdout and done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def levels(listed: list[dict], is_case: np.ndarray) -> dict[str, int]:
    """How many cases are flagged, and what ordinary homes read."""
    flagged = [row["level"] == "红" or row["is_statutory"] for row in listed]
    homes = collections.Counter(
        row["level"] for row, case in zip(listed, is_case, strict=True) if not case
    )
    flagged_homes = int((np.array(flagged) & ~is_case).sum())
    return {
        "cases": int(is_case.sum()),
        "flagged": int((np.array(flagged) & is_case).sum()),
        "homes flagged": flagged_homes,
        **{f"homes {name}": homes[name] for name in ("橙", "黄", "信息不足", "绿")},
    }


def orders(listed: list[dict], cells: list[dict]) -> dict[str, np.ndarray]:
    """Row numbers, riskiest first: the list's own order and the plain ones beside it."""
    ids = {row["facility_id"]: place for place, row in enumerate(listed)}
    codes = {one: place for place, one in enumerate(sorted({c["indicator"] for c in cells}))}
    risk = np.zeros((len(ids), len(codes)))
    for cell in cells:
        if cell["risk_0_100"] is not None:
            risk[ids[cell["facility_id"]], codes[cell["indicator"]]] = cell["risk_0_100"]
    moving = risk[:, risk.std(axis=0) > 0]
    plain = {
        "amount": [row["amount_involved_wan"] or 0 for row in listed],
        "people": [row["people_involved"] or 0 for row in listed],
        "equal weights": additive(risk, np.full(risk.shape[1], 1 / risk.shape[1])),
        "TOPSIS, entropy": topsis_classic(moving, entropy_weights(moving)),
    }
    ranked = {name: np.argsort(-np.array(by), kind="stable") for name, by in plain.items()}
    return {"list": np.arange(len(listed)), **ranked}


def quality(is_case: np.ndarray) -> dict[str, float]:
    """Of cases in this order: recall among the first 10 and 20, area under the curve."""
    cases, homes = is_case.sum(), (~is_case).sum()
    before = np.cumsum(~is_case)[is_case]
    auc = 1 - before.sum() / (cases * homes)
    return {
        "recall@10": is_case[:10].sum() / cases, "recall@20": is_case[:20].sum() / cases,
        "auc": float(auc),
    }  # fmt: skip
