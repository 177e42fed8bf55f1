"""`manage.py backtest` on invented histories: its answer, its honesty, its complaints."""

import json

import numpy as np
import pandas as pd
import pytest

from models import leaks, learn
from pipelines import backtest

METRICS = {
    "auc",
    "average_precision",
    "precision_at_10pct",
    "days_earlier",
    "found_later_share",
    "first_half_share",
}


@pytest.fixture(autouse=True)
def quick_candidates(monkeypatch):
    """Boosting and forests are slow and tested in test_learn.py; here two small ones do."""
    monkeypatch.setattr(learn, "RANKERS", learn.RANKERS[:2])
    monkeypatch.setattr(learn, "NAMES", ("ensemble", "logistic", "logistic_facts"))
    monkeypatch.setattr(learn, "BLEND", ("logistic_facts", "logistic"))
    monkeypatch.setattr(learn, "MOST_FOLDS", 2)


def visits(rows=1500, seed=5):
    """Visits over two years: findings grow with the amount, without filing, and in two villages.
    The conclusion, the closing date and the fine are only known after the visit."""
    rng = np.random.default_rng(seed)
    day = np.sort(rng.integers(0, 730, rows))
    village = rng.integers(0, 8, rows)
    amount = rng.lognormal(3, 1.2, rows)
    is_filed = rng.random(rows) < 0.6
    logit = -2.4 + 0.9 * (np.log(amount) - 3) + 0.9 * ~is_filed + 0.8 * (village < 2)
    found = rng.random(rows) < 1 / (1 + np.exp(-logit))
    date = pd.Timestamp("2024-01-01") + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(
        {
            "编号": np.arange(rows) + 70000,
            "日期": date,
            "村": [f"村{v}" for v in village],
            "金额": np.where(rng.random(rows) < 0.2, np.nan, amount),
            "备案": is_filed,
            "空列": None,
            "常数": 1,
            "结论": np.where(found, "移送", "无"),
            "办结日期": date + pd.to_timedelta(rng.integers(1, 60, rows), unit="D"),
            "发现": found.astype(int),
        }
    )


def write(table, folder, name):
    path = folder / name
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False, encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path):
    table = visits()
    split = table["日期"] < "2025-09-01"
    train = write(table[split], tmp_path, "train.parquet")
    return train, write(table[~split].sample(frac=1, random_state=1), tmp_path, "test.csv")


def call(train, test, *more, label="发现", date="日期"):
    return ["--train", train, "--test", test, "--label", label, "--date", date, *more]


def answer(capsys, train, test, *more):
    assert backtest.main(call(train, test, "--json", *more)) == 0
    return json.loads(capsys.readouterr().out)


def test_the_answer_has_the_agreed_shape(files, capsys, tmp_path):
    scores = tmp_path / "scores.csv"
    found = answer(capsys, *files, "-o", str(scores))
    test = pd.read_csv(files[1])
    assert found["n_train"] + found["n_test"] == 1500
    assert (found["n_test"], found["positives"]) == (len(test), test["发现"].sum())
    assert {"rule", "random", found["chosen"]} <= set(found["models"])
    for figures in found["models"].values():
        assert set(figures) == METRICS
        assert all(low <= value <= high for value, low, high in figures.values())
    written = pd.read_csv(scores)
    assert written["position"].tolist() == list(range(len(test)))


def test_the_written_scores_give_the_printed_auc(files, capsys, tmp_path):
    from sklearn.metrics import roc_auc_score

    scores = tmp_path / "scores.parquet"
    found = answer(capsys, *files, "-o", str(scores))
    value, _, _ = found["models"][found["chosen"]]["auc"]
    truth = pd.read_csv(files[1])["发现"]
    assert roc_auc_score(truth, pd.read_parquet(scores)["score"]) == pytest.approx(value)


def test_learning_beats_chance_by_more_than_its_interval(files, capsys):
    found = answer(capsys, *files)
    _, low, _ = found["models"][found["chosen"]]["auc"]
    assert low > 0.6
    assert found["models"]["random"]["auc"][0] == pytest.approx(0.5, abs=0.02)


def test_test_outcomes_change_no_score_and_no_choice(files, capsys, tmp_path):
    train, test = files
    turned = pd.read_csv(test)
    turned["发现"] = 1 - turned["发现"]
    turned["结论"] = "无"
    other = write(turned, tmp_path, "turned.csv")
    first = answer(capsys, train, test, "-o", str(tmp_path / "a.csv"))
    second = answer(capsys, train, other, "-o", str(tmp_path / "b.csv"))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert first["chosen"] == second["chosen"]


def test_columns_known_only_afterwards_are_named_and_not_used(files, capsys, tmp_path):
    train, test = files
    found = answer(capsys, train, test, "-o", str(tmp_path / "a.csv"))
    named = {warning["column"]: warning["code"] for warning in found["warnings"]}
    assert named["结论"] == "leak_decides"
    assert named["办结日期"] == "leak_later"
    answer(capsys, train, test, "--ignore", "结论,办结日期", "-o", str(tmp_path / "b.csv"))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_suspected_column_is_told_with_evidence_and_kept_on_request(files, capsys):
    found = answer(capsys, *files)
    told = {w["column"]: w for w in found["warnings"] if w["code"].startswith("leak_")}
    assert not told["结论"]["is_used"] and told["结论"]["evidence"]["auc"] >= 0.98
    assert "--keep" in told["结论"]["message"]
    kept = answer(capsys, *files, "--keep", "结论,没有这列")
    told = {w["column"]: w for w in kept["warnings"]}
    assert told["结论"]["is_used"] and not told["办结日期"]["is_used"]
    assert told["没有这列"]["code"] == "kept_unknown"
    assert kept["models"]["logistic"]["auc"][0] > 0.95 > found["models"]["logistic"]["auc"][0]


def test_every_sign_and_every_untested_thing_has_its_sentence():
    told = backtest.Told(backtest._words())
    evidence = {"auc": 0.99, "with": "乙", "rows": 3, "positives": 1, "value": "甲", "pairs": 2}
    evidence |= {"in": "丙", "of": "丁"}
    for sign in ("decides", "settles", "together", "echo", "follows", "later"):
        told.suspect(leaks.Leak("列", sign, evidence), is_kept=False)
    for where in ("known", "time", "类型"):
        told.suspect(leaks.Leak("列", "partly", evidence | {"where": where}), is_kept=True)
    for code in ("few_rows", "no_repeats", "pairs", "sparse"):
        told.warn(f"untested_{code}", rows=3, positives=1, count=2, names="甲")
    assert not any("{" in warning["message"] for warning in told.warnings)


def test_an_ignored_column_plays_no_part(files, capsys):
    with_amount = answer(capsys, *files)
    without = answer(capsys, *files, "--ignore", "金额,村,不存在")
    best = with_amount["chosen"]
    assert without["models"][best]["auc"][0] < with_amount["models"][best]["auc"][0] - 0.02
    assert "ignored_unknown" in {warning["code"] for warning in without["warnings"]}


def test_words_for_outcomes_and_dates_read_the_same_as_numbers(files, capsys, tmp_path):
    train, test = pd.read_parquet(files[0]), pd.read_csv(files[1], parse_dates=["日期"])
    paths = []
    for name, table in (("a.csv", train), ("b.csv", test)):
        table = table.assign(
            发现=table["发现"].map({1: "是", 0: "否"}),
            日期=table["日期"].dt.strftime("%Y年%m月%d日"),
        )
        path = tmp_path / name
        table.to_csv(path, index=False, encoding="gb18030")
        paths.append(str(path))
    assert answer(capsys, *paths)["models"] == answer(capsys, *files)["models"]


def test_a_table_for_people_names_the_chosen_model(files, capsys):
    assert backtest.main(call(*files)) == 0
    shown = capsys.readouterr()
    assert " *" in shown.out and "随机顺序" in shown.out
    assert "结论" in shown.err


def test_a_test_file_without_outcomes_is_scored_but_not_judged(files, capsys, tmp_path):
    train, test = files
    blind = write(pd.read_csv(test).drop(columns="发现"), tmp_path, "blind.csv")
    answer(capsys, train, test, "-o", str(tmp_path / "a.csv"))
    found = answer(capsys, train, blind, "-o", str(tmp_path / "b.csv"))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert found["positives"] is None
    assert found["models"][found["chosen"]]["auc"] == [None, None, None]
    assert ("no_outcomes", "发现") in {(w["code"], w["column"]) for w in found["warnings"]}


def test_lists_inside_cells_stop_nobody(files, capsys, tmp_path):
    nested = [
        write(table.assign(标签=[[1, 2]] * len(table)), tmp_path, f"nested{at}.parquet")
        for at, table in enumerate([pd.read_parquet(files[0]), pd.read_csv(files[1])])
    ]
    assert answer(capsys, *nested)["n_test"] == len(pd.read_csv(files[1]))


def test_the_interval_of_a_history_of_noise_holds_chance(files, capsys, tmp_path):
    rng = np.random.default_rng(3)
    paths = [
        write(
            table.assign(发现=rng.permutation(table["发现"]), 结论="无"), tmp_path, f"{at}.parquet"
        )
        for at, table in enumerate([pd.read_parquet(files[0]), pd.read_csv(files[1])])
    ]
    found = answer(capsys, *paths)
    _, low, high = found["models"][found["chosen"]]["auc"]
    assert low < 0.5 < high


def refusal(capsys, *arguments, **more):
    assert backtest.main(call(*arguments, **more)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


def test_a_missing_column_is_named_with_those_there_are(files, capsys):
    told = refusal(capsys, *files, label="结果")
    assert "结果" in told and "发现" in told


def test_a_missing_file_is_named(files, capsys, tmp_path):
    assert "nothing.csv" in refusal(capsys, files[0], str(tmp_path / "nothing.csv"))


def test_a_file_that_is_no_table_is_refused(files, capsys, tmp_path):
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing else")
    assert "broken.parquet" in refusal(capsys, files[0], str(broken))


def test_a_table_without_rows_is_refused(files, capsys, tmp_path):
    empty = write(visits().head(0), tmp_path, "empty.csv")
    assert "没有数据行" in refusal(capsys, files[0], empty)


def test_an_outcome_that_is_no_yes_or_no_is_shown(files, capsys, tmp_path):
    odd = write(visits().assign(发现="也许"), tmp_path, "odd.csv")
    assert "也许" in refusal(capsys, odd, files[1])


@pytest.mark.parametrize("at", [0, 1])
def test_one_class_only_is_refused_in_either_file(files, capsys, tmp_path, at):
    paths = list(files)
    paths[at] = write(visits().assign(发现=0), tmp_path, "plain.csv")
    assert "只有一种取值（0）" in refusal(capsys, *paths)


def test_too_few_positives_to_learn_from_are_counted(files, capsys, tmp_path):
    table = visits()[lambda t: t["日期"] < "2025-09-01"]
    few = write(table.assign(发现=(np.arange(len(table)) < 4) * 1), tmp_path, "few.csv")
    assert "只有 4 条" in refusal(capsys, few, files[1])


def test_unreadable_dates_are_counted_with_an_example(files, capsys, tmp_path):
    odd = write(visits().assign(日期="13月2日"), tmp_path, "odd.csv")
    told = refusal(capsys, odd, files[1])
    assert "1500 行" in told and "13月2日" in told


def test_a_test_period_before_the_training_period_is_warned_about(files, capsys):
    found = answer(capsys, files[1], files[0])
    assert "test_before_train" in {warning["code"] for warning in found["warnings"]}


def test_training_rows_from_the_test_period_are_left_out(files, capsys, tmp_path):
    overlapping = write(visits(), tmp_path, "all.parquet")
    found = answer(capsys, overlapping, files[1], "-o", str(tmp_path / "a.csv"))
    answer(capsys, *files, "-o", str(tmp_path / "b.csv"))
    assert "overlap_dropped" in {warning["code"] for warning in found["warnings"]}
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_column_the_test_file_lacks_is_left_out_and_named(files, capsys, tmp_path):
    shorter = write(pd.read_csv(files[1]).drop(columns="备案"), tmp_path, "shorter.csv")
    found = answer(capsys, files[0], shorter)
    assert ("absent_in_test", "备案") in {(w["code"], w["column"]) for w in found["warnings"]}


def test_a_column_blank_only_later_is_left_out_and_named(files, capsys, tmp_path):
    blank = write(pd.read_csv(files[1]).assign(备案=None), tmp_path, "blank.csv")
    found = answer(capsys, files[0], blank)
    assert ("blank_only_later", "备案") in {(w["code"], w["column"]) for w in found["warnings"]}


def test_a_history_without_any_usable_column_ranks_nobody_above_another(files, capsys, tmp_path):
    paths = [
        write(read(path)[["日期", "发现", "常数"]], tmp_path, f"bare{at}.parquet")
        for at, (read, path) in enumerate([(pd.read_parquet, files[0]), (pd.read_csv, files[1])])
    ]
    found = answer(capsys, *paths)
    assert found["models"][found["chosen"]]["auc"] == [0.5, 0.5, 0.5]


def test_a_test_period_of_one_day_is_ranked_too(files, capsys, tmp_path):
    day = write(pd.read_csv(files[1]).assign(日期="2026-01-05"), tmp_path, "day.csv")
    found = answer(capsys, files[0], day)
    assert found["models"][found["chosen"]]["days_earlier"] == [0, 0, 0]
    assert found["models"][found["chosen"]]["auc"][1] > 0.6
