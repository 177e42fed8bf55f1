"""`manage.py backtest`: learn on one history, rank a later one, say how well, how surely."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from models import evaluate, leaks, learn
from models.catalog.files import read_yaml
from models.columns import Roles, as_dates, recognise, tidy
from models.features import Cutoff, days_of
from pipelines.settings import CATALOG

SEED = 20260922


class BacktestError(Exception):
    """The call or a file is wrong; the message is one Chinese sentence."""


@dataclass
class Told:
    """The words of learning.yml, and the warnings given so far."""

    words: dict
    warnings: list[dict] = field(default_factory=list)

    def sentence(self, code: str, **values) -> str:
        return self.words["problems"][code]["message"].format(**values)

    def warn(self, code: str, **values) -> None:
        message = self.sentence(code, **values)
        self.warnings.append({"code": code, "column": values.get("column"), "message": message})

    def suspect(self, leak: leaks.Leak, is_kept: bool) -> None:
        """Name a leak with its evidence, and what became of the column."""
        then = self.words["leak_consequences"]["kept" if is_kept else "dropped"]
        found = leak.evidence | self._place(leak.evidence)
        message = self.sentence(f"leak_{leak.sign}", column=leak.column, then=then, **found)
        self.warnings.append(
            {
                "code": f"leak_{leak.sign}",
                "column": leak.column,
                "message": message,
                "evidence": leak.evidence,
                "is_used": is_kept,
            }
        )

    def _place(self, evidence: dict) -> dict:
        """In which part of the rows a column decides, in words."""
        if "where" not in evidence:
            return {}
        sentences = self.words["leak_places"]
        place = sentences.get(evidence["where"], sentences["column"])
        return {"place": place.format(**evidence)}

    def refuse(self, code: str, **values):
        raise BacktestError(self.sentence(code, **values))


@dataclass(frozen=True)
class Wish:
    """Columns that the caller leaves out, and those to keep whatever they are suspected of."""

    ignore: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A file's rows as they came, with their dates and outcomes read (nan where unreadable)."""

    file: str
    rows: pd.DataFrame
    dates: pd.Series
    labels: np.ndarray


def main(argv: list[str] | None = None) -> int:
    """Run the command; 0 = done, 2 = the call or a file is wrong."""
    args = _arguments(argv)
    told = Told(_words())
    try:
        wish = Wish(_names(args.ignore), _names(args.keep))
        result, scores = backtest(args.train, args.test, args.label, args.date, wish, told)
        if args.output:
            _write_scores(scores, args.output, told)
    except BacktestError as problem:
        print(problem, file=sys.stderr)
        return 2
    for warning in told.warnings:
        print(warning["message"], file=sys.stderr)
    print(json.dumps(result, ensure_ascii=False) if args.json else _table(result, told.words))
    return 0


def backtest(
    train_file: str, test_file: str, label: str, date: str, wish: Wish, told: Told
) -> tuple[dict, np.ndarray]:
    """The answer of forms.md §3 and the chosen model's score per row of the test file. The test
    outcomes are read for one purpose: to judge orders that are already fixed."""
    if label == date:
        told.refuse("date_is_label", column=label)
    train = _read_table(train_file, label, date, told)
    test = _read_table(test_file, label, date, told, may_lack_label=True)
    _check_outcomes(train, test, label, told)
    past, rows = _prepare(train, test, label, date, wish, told)
    cutoff = _cutoff(past, days_of(rows[date]))
    choice = learn.choose(past, cutoff, SEED)
    for code in choice.warnings:
        told.warn(code)
    scores = learn.scores_of(past, rows, cutoff, SEED)
    result = _judge(train, test, scores, choice, told)
    return result, scores[choice.name]


def _prepare(train: Table, test: Table, label, date, wish: Wish, told: Told):
    """The training period in order of date, and the test rows without their outcomes."""
    keep = ~np.isnan(train.labels) & train.dates.notna().to_numpy()
    keep &= _before_test(train, test, keep, told)
    order = np.flatnonzero(keep)[np.argsort(train.dates[keep].to_numpy(), kind="stable")]
    frame = train.rows.iloc[order].assign(**{date: train.dates.iloc[order]}).reset_index(drop=True)
    outcomes = train.labels[order]
    middle = test.dates.sort_values().iloc[test.dates.notna().sum() // 2]
    later = test.rows.drop(columns=label, errors="ignore").assign(
        **{date: test.dates.fillna(middle)}
    )
    _enough_positives(outcomes, told)
    roles = _usable(frame, later, outcomes, date, label, wish, told)
    past = learn.Past(tidy(frame, roles), outcomes, roles)
    return past, tidy(later, roles, like=frame)


def _usable(frame, later, outcomes, date, label, wish: Wish, told: Told) -> Roles:
    """The parts of the columns, without those that are absent, blank or only known later; each
    of these is named with the evidence, and stays when it was asked to be kept."""
    hints = told.words["hints"]
    for code, names in (("ignored_unknown", wish.ignore), ("kept_unknown", wish.keep)):
        for name in sorted(set(names) - set(frame.columns)):
            told.warn(code, column=name)
    unfit = [*wish.ignore, *_unfit_in_test(frame, later, (date, label), wish, told)]
    roles = recognise(frame, date, label, hints, unfit)
    found, untested = leaks.examine(tidy(frame, roles), outcomes, roles)
    for leak in found:
        told.suspect(leak, leak.column in wish.keep)
    for one in untested:
        values = one.evidence | {"names": "、".join(one.evidence.get("columns", ()))}
        told.warn(f"untested_{one.code}", **values)
    dropped = [leak.column for leak in found if leak.column not in wish.keep]
    return recognise(frame, date, label, hints, [*unfit, *dropped])


def _unfit_in_test(frame, later, others, wish: Wish, told: Told) -> list[str]:
    most = told.words["limits"]["blank_only_later_share"]
    unfit = []
    for name in (n for n in frame.columns if n not in (*others, *wish.ignore)):
        if name not in later.columns:
            told.warn("absent_in_test", column=name)
            unfit.append(name)
        elif later[name].isna().mean() - frame[name].isna().mean() > most:
            is_kept = name in wish.keep
            then = told.words["leak_consequences"]["kept" if is_kept else "dropped"]
            told.warn("blank_only_later", column=name, then=then)
            unfit += [] if is_kept else [name]
    return unfit


def _before_test(train: Table, test: Table, keep: np.ndarray, told: Told) -> np.ndarray:
    """Which training rows precede the test period; all of them when too few would be left."""
    start = test.dates.min()
    before = (train.dates < start).to_numpy()
    late = int((keep & ~before).sum())
    if not late:
        return before
    if (keep & before).sum() >= 0.5 * keep.sum():
        told.warn("overlap_dropped", count=late, test_start=start.date())
        return before
    end = train.dates.max().date()
    told.warn("test_before_train", test_start=start.date(), train_end=end)
    return np.ones(len(before), bool)


def _cutoff(past: learn.Past, test_days: np.ndarray) -> Cutoff:
    known_until = past.days.max() + 1
    start = max(float(test_days.min()), known_until)
    return Cutoff(start, float(np.ptp(test_days)) + 1, start - known_until)


def _judge(train: Table, test: Table, scores: dict, choice: learn.Choice, told: Told) -> dict:
    judged = ~np.isnan(test.labels)
    return {
        "n_train": len(train.rows),
        "n_test": len(test.rows),
        "positives": int(test.labels[judged].sum()) if judged.any() else None,
        "models": _figures(test, scores, judged),
        "chosen": choice.name,
        "warnings": told.warnings,
    }


def _figures(test: Table, scores: dict, judged: np.ndarray) -> dict[str, dict]:
    """The figures of every order over the judged rows; unknown when no row can be judged."""
    if not judged.any():
        return {name: {metric: [None] * 3 for metric in evaluate.METRICS} for name in scores}
    labels, known_dates = test.labels[judged], test.dates.fillna(test.dates.min())
    days = ((known_dates - pd.Timestamp(0)) / pd.Timedelta(days=1)).to_numpy(float)[judged]
    draws = evaluate.draws_for(len(labels))
    models = {
        name: evaluate.report(labels, score[judged], days, draws, SEED)
        for name, score in scores.items()
        if name != "random"
    }
    return models | {"random": evaluate.random_report(labels, days, draws, SEED)}


def _read_table(file: str, label: str, date: str, told: Told, may_lack_label=False) -> Table:
    rows = _read_rows(file, told)
    if rows.empty:
        told.refuse("empty_file", file=file)
    needed = (date,) if may_lack_label else (label, date)
    for column in (name for name in needed if name not in rows.columns):
        columns = "、".join(map(str, rows.columns[:40]))
        told.refuse("missing_column", file=file, column=column, columns=columns)
    dates = _read_date(rows[date], file, told)
    if label in rows.columns:
        return Table(file, rows, dates, _read_label(rows[label], file, told))
    told.warn("no_outcomes", file=file, column=label)
    return Table(file, rows, dates, np.full(len(rows), np.nan))


def _read_rows(file: str, told: Told) -> pd.DataFrame:
    path = Path(file)
    if not path.is_file():
        told.refuse("missing_file", file=file)
    try:
        if path.read_bytes()[:4] == b"PAR1":
            return _with_plain_cells(pd.read_parquet(path))
        return _read_csv(path)
    except Exception as problem:  # any reader's complaint becomes one sentence
        told.refuse("unreadable_file", file=file, detail=f"{type(problem).__name__}")


def _with_plain_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Lists and structures inside cells as words, so that every value can be compared."""
    nested = {
        name: rows[name].map(str, na_action="ignore")
        for name in rows.columns
        if rows[name].dtype == object
        and rows[name].dropna().head(1).map(lambda v: v.__hash__ is None).any()
    }
    return rows.assign(**nested)


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, encoding="utf-8-sig", low_memory=False)
    except UnicodeDecodeError:
        return pd.read_csv(path, encoding="gb18030", low_memory=False)


def _read_date(values: pd.Series, file: str, told: Told) -> pd.Series:
    dates = as_dates(values)
    unread = dates.isna().to_numpy()
    if unread.mean() > told.words["limits"]["unreadable_dates_share"]:
        example = values[unread].iloc[0]
        told.refuse(
            "bad_dates", file=file, column=values.name, count=int(unread.sum()), value=example
        )
    if unread.any():
        told.warn("dates_skipped", file=file, count=int(unread.sum()))
    return dates


def _read_label(values: pd.Series, file: str, told: Told) -> np.ndarray:
    """1, 0 or nan per row."""
    known = told.words["label_words"]
    meaning = {word: 1.0 for word in known["positive"]} | {word: 0.0 for word in known["negative"]}
    words = values.astype("string").str.strip().str.lower()
    labels = words.map(meaning).astype(float)
    strange = words[labels.isna() & words.notna() & (words != "")]
    if len(strange):
        examples = "、".join(strange.unique()[:3])
        told.refuse("label_words", column=values.name, values=examples)
    if labels.isna().any():
        told.warn("labels_skipped", file=file, count=int(labels.isna().sum()))
    return labels.to_numpy(float)


def _check_outcomes(train: Table, test: Table, label: str, told: Told) -> None:
    has_outcomes = label in test.rows.columns
    for table in (train, test) if has_outcomes else (train,):
        seen = np.unique(table.labels[~np.isnan(table.labels)])
        if len(seen) < 2:
            value = f"{seen[0]:.0f}" if len(seen) else "空"
            told.refuse("one_class", file=table.file, column=label, value=value)
    count = int(np.nansum(test.labels))
    if has_outcomes and count < told.words["limits"]["positives_to_judge"]:
        told.warn("few_test_positives", count=count)


def _enough_positives(outcomes: np.ndarray, told: Told) -> None:
    count, least = int(outcomes.sum()), told.words["limits"]["positives_to_learn"]
    if min(count, len(outcomes) - count) < least:
        told.refuse("few_positives", count=count, least=least)


def _write_scores(scores: np.ndarray, file: str, told: Told) -> None:
    """position (from 0, the order of the test file) and score, as CSV or Parquet by suffix."""
    table = pd.DataFrame({"position": np.arange(len(scores)), "score": scores})
    try:
        if Path(file).suffix == ".parquet":
            table.to_parquet(file, index=False)
        else:
            table.to_csv(file, index=False)
    except OSError as problem:
        told.refuse("cannot_write", file=file, detail=problem.strerror)


def _table(result: dict, words: dict) -> str:
    """The answer as people read it: one line per model, value and interval per figure."""
    lines = ["\t".join(["", *words["metric_names"].values()])]
    for name, row in result["models"].items():
        mark = " *" if name == result["chosen"] else ""
        cells = [_cell(row[metric]) for metric in words["metric_names"]]
        lines.append("\t".join([words["model_names"][name] + mark, *cells]))
    return "\n".join(lines)


def _cell(triple: list) -> str:
    if triple[0] is None:
        return "—"
    value, low, high = triple
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _names(ignore: str) -> list[str]:
    return [name.strip() for name in ignore.split(",") if name.strip()]


def _words() -> dict:
    return read_yaml(CATALOG / "learning.yml")


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py backtest", description="在历史数据上检验学习模型"
    )
    for name, shown, words in (
        ("--train", "FILE", "训练用的 CSV 或 Parquet"),
        ("--test", "FILE", "检验用的 CSV 或 Parquet"),
        ("--label", "COL", "结果列"),
        ("--date", "COL", "日期列"),
    ):
        parser.add_argument(name, required=True, metavar=shown, help=words)
    parser.add_argument("--ignore", default="", metavar="COL,COL", help="不使用的列")
    parser.add_argument(
        "--keep", default="", metavar="COL,COL", help="疑似事后才知道、但经核对仍要使用的列"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("-o", "--output", default="", metavar="SCORES", help="得分写到哪个文件")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
