"""Sentences and frames in words of 权重调优."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ledger.governance import load_governance
from ledger.weights import APPROVED, OPEN, WeightVersion
from models.compare import Comparison
from models.weights import WeightSet
from pipelines.queries import knowledge
from ui import numbers, text
from ui.maps import Tile
from ui.parts import escape
from ui.text import tuning as words

MOVE_COLUMNS = ["rank_after", "rank_before", "rank_change", "level_after", "level_before",
                "facility_name", "village", "sector", "score_after", "score_before"]  # fmt: skip
SURE_COLUMNS = ["rank", "level", "facility_name", "village", "p_level_kept", "p_red", "p_top",
                "rank_span", "rank_width", "telling", "rank_median", "rank_error_95"]  # fmt: skip
DRIVER_COLUMNS = ["indicator_name", "dimension_name", "weight_pct", "total_pct",
                  "total_error_95_pct", "first_pct", "kendall_tau", "mean_rank_shift", "top_k_kept",
                  "level_changes"]  # fmt: skip
CROSSING_COLUMNS = ["group", "level", "before", "entered", "left", "after"]
IMPACT_COLUMNS = ["facility_name", "village", "level_before", "level_after", "rank_before",
                  "rank_after"]  # fmt: skip
VERSION_COLUMNS = ["number", "name", "state", "in_force", "effective_from", "drafted_by",
                   "drafted_at", "decided_by", "reason"]  # fmt: skip
MANY = 3


def answer(base, found, pending: int, share: float) -> str:
    """What holds of the month's list when the weights are not taken too exactly."""
    stable, contested, thin = standing_counts(found, len(base.level_names) - 1)
    return words.ANSWER.format(
        period=numbers.period(base.period),
        scheme=scheme_now(base.version, base.version_name),
        share=numbers.percent(100 * share),
        total=len(base.ids),
        stable=stable,
        contested=contested,
        thin=words.THIN.format(n=thin) if thin else "",
        pending=words.PENDING.format(n=pending) if pending else "",
    )


def scheme_now(number: str | None, name: str | None) -> str:
    if not number:
        return words.SCHEME_CATALOGUE
    return words.SCHEME_VERSION.format(name=escape(name), number=number)


def standing_counts(found, thin_at: int) -> tuple[int, int, int]:
    """Stable, contested and too little known, of a Certainty."""
    thin = int((found.base_level == thin_at).sum())
    stable = int(found.is_stable.sum())
    return stable, len(found.base_level) - stable - thin, thin


# ---------------------------------------------------------------- comparing


def live(found: Comparison, before: str) -> str:
    """What the sliders have done to the list."""
    moves = found.moves
    if not (moves["rank_change"] != 0).any():
        return words.SAME_LIST
    return words.LIVE.format(
        before=before,
        up=int((moves["rank_change"] > 0).sum()),
        down=int((moves["rank_change"] < 0).sum()),
        levels=int((moves["level_change"] != 0).sum()),
        into=entered(found),
        k=found.top_k,
        overlap=numbers.percent(100 * found.top_k_overlap),
        tau=f"{found.kendall_tau:.2f}",
    )


def entered(found: Comparison) -> str:
    """进入红2家、退出橙1家, for the two highest levels; nothing when nobody crosses."""
    moves, shown = found.moves, []
    for level in found.level_names[:2]:
        was, now = moves["level_before"] == level, moves["level_after"] == level
        for template, n in ((words.ENTERS, (~was & now).sum()), (words.LEAVES, (was & ~now).sum())):
            if n:
                shown.append(template.format(level=level, n=int(n)))
    return words.INTO.format(words=words.JOIN.join(shown)) if shown else ""


def slope_words(frame: pd.DataFrame, few: int = 5) -> str:
    after = frame[frame["side"] == "after"].sort_values("rank").head(few)
    return words.JOIN.join(
        f"{int(r)} {name}" for r, name in zip(after["rank"], after["facility_name"], strict=True)
    )


def moves_in_view(found: Comparison, seen: frozenset[str]) -> pd.DataFrame:
    """The new list, the most urgent first, of those in view; no change is shown as a dash."""
    moves = found.moves
    if len(seen) < len(moves):
        moves = moves[moves["facility_id"].isin(seen)]
    whole = {c: moves[c].astype("Int64") for c in ("rank_after", "rank_before", "rank_change")}
    whole["rank_change"] = whole["rank_change"].mask(whole["rank_change"] == 0)  # shown as a dash
    return moves.assign(**whole)


def states() -> Mapping[str, str]:
    """How the states of a weight version are called."""
    return load_governance().weight_states


def dimension_shares(weights: WeightSet) -> dict[str, float]:
    """Share of each dimension in the whole, in percent."""
    effective = weights.effective()
    found = dict.fromkeys(weights.dimensions, 0.0)
    for code, share in effective.items():
        found[weights.parents[code]] += 100 * share
    return found


def indicator_names() -> dict[str, str]:
    return dict(knowledge.indicators()[["indicator", "indicator_name"]].itertuples(index=False))


def weights_beside(now: WeightSet, then: WeightSet) -> pd.DataFrame:
    """name, now, then (percent) per dimension."""
    names = knowledge.dimension_names()
    first, second = dimension_shares(now), dimension_shares(then)
    codes = [code for code in names if code in second]
    return pd.DataFrame(
        {
            "name": [names[c] for c in codes],
            "now": [first.get(c, 0.0) for c in codes],
            "then": [second[c] for c in codes],
        }
    )


def indicators_beside(now: WeightSet, then: WeightSet, most: int = 6) -> pd.DataFrame:
    """name, now, then (percent) of the indicators whose weight differs most."""
    first, second = now.effective(), then.effective()
    called = indicator_names()
    rows = pd.DataFrame(
        {
            "name": [called.get(code, code) for code in second],
            "now": [100 * first.get(code, 0.0) for code in second],
            "then": [100 * share for share in second.values()],
        }
    )
    gap = (rows["then"] - rows["now"]).abs()
    order = gap[gap > 0.05].sort_values(ascending=False, kind="stable").index[:most]
    return rows.loc[order]


# ---------------------------------------------------------------- AHP


def scale_positions() -> list[int]:
    """-8 … 8: the left side nine times, equal, the right side nine times."""
    return list(range(-8, 9))


def judged(position: int) -> float:
    """How many times the first counts against the second: -2 → 3, 2 → 1/3."""
    return 1.0 - position if position <= 0 else 1.0 / (1 + position)


def position_words(position: int, first: str, second: str) -> str:
    if position == 0:
        return words.AHP_EQUAL
    times = abs(position) + 1
    return words.AHP_SIDE.format(
        name=first if position < 0 else second, word=strength(times), n=times
    )


def strength(times: int) -> str:
    scale = words.AHP_SCALE
    if times in scale:
        return scale[times]
    return words.AHP_BETWEEN.format(low=scale[times - 1], high=scale[times + 1])


def ahp_sentence(result, names: Mapping[str, str]) -> str:
    ratio = f"{result.consistency_ratio:.3f}"
    if result.is_consistent or result.worst is None:
        return words.AHP_GOOD.format(ratio=ratio)
    worst = result.worst
    between = [names[n] for n in (worst.triad or ()) if n not in (worst.first, worst.second)]
    return words.AHP_BAD.format(
        ratio=ratio,
        first=names[worst.first],
        second=names[worst.second],
        judged=times(worst.judged),
        implied=times(worst.implied),
        triad=words.AHP_TRIAD.format(between=words.JOIN.join(between)) if between else "",
    )


def ahp_rows(result, names: Mapping[str, str]) -> pd.DataFrame:
    """name, share (percent), in the order judged."""
    return pd.DataFrame(
        {"name": [names[n] for n in result.names], "share": (100 * result.weights).round(1)}
    )


def shares_in_words(rows: pd.DataFrame) -> str:
    pairs = zip(rows["name"], rows["share"], strict=True)
    return words.JOIN.join(f"{name}{numbers.percent(share)}" for name, share in pairs)


def times(ratio: float) -> str:
    """3倍 · 1/3倍 · 2.4倍."""
    if ratio < 1 and abs(1 / ratio - round(1 / ratio)) < 0.01:
        return words.AHP_TIMES.format(n=f"1/{round(1 / ratio)}")
    return words.AHP_TIMES.format(n=numbers.trimmed(ratio, 2))


# ---------------------------------------------------------------- certainty


def sure_sentence(frame: pd.DataFrame, found) -> str:
    contested = contested_rows(frame)
    return words.SURE.format(
        draws=numbers.count(found.draws),
        stable=int(frame["is_stable"].sum()),
        contested=len(contested),
        who=words.SURE_WHO.format(names=name_list(contested.head(MANY))) if len(contested) else "",
    )


def name_list(rows: pd.DataFrame) -> str:
    return words.JOIN.join(escape(name) for name in rows["facility_name"])


def contested_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Colours that do not hold in nine draws of ten, the least certain first."""
    known = frame[frame["p_level_kept"].notna()]
    return known[~known["is_stable"]].sort_values("p_level_kept")


def sure_in_words(frame: pd.DataFrame, top_level: str) -> pd.DataFrame:
    span = [
        f"{int(a)}–{int(b)}" for a, b in zip(frame["rank_low"], frame["rank_high"], strict=True)
    ]
    return frame.assign(
        rank_span=span,
        rank_width=(frame["rank_high"] - frame["rank_low"] + 1).astype(int),
        telling=tellings(frame),
        p_red=100 * frame[f"p_{top_level}"],
        p_top=100 * frame["p_top"],
        p_level_kept=100 * frame["p_level_kept"],
        rank_median=frame["rank_median"].astype(int),
    )


def tellings(frame: pd.DataFrame) -> list[str | None]:
    """The one fact whose knowledge would narrow the range most, and how wide it would then be."""
    if "telling_fact" not in frame:
        return [None] * len(frame)
    pairs = zip(frame["telling_fact"], frame["telling_width"], strict=True)
    return [
        words.TELLING.format(fact=fact_name(fact), n=round(width))
        if isinstance(fact, str)
        else None
        for fact, width in pairs
    ]


def fact_name(fact: str) -> str:
    """A column of a visit or of the register, or an indicator that is a fact of its own."""
    called = knowledge.label(fact, "screening", "facility")
    return indicator_names().get(fact, called) if called == fact else called


def width_sentence(frame: pd.DataFrame) -> str:
    width = (frame["rank_high"] - frame["rank_low"] + 1).mean()
    return words.WIDTH.format(width=numbers.trimmed(width, 1))


def spans_in_words(rows: pd.DataFrame, few: int = 5) -> str:
    return words.JOIN.join(
        f"{name} {int(low)}–{int(high)}"
        for name, low, high in rows[["facility_name", "rank_low", "rank_high"]]
        .head(few)
        .itertuples(index=False)
    )


def sure_tile(row: dict) -> Tile:
    """A village of the map: how many contested and stable, shaded by the contested share."""
    total = row["total"]
    known = not numbers.is_unknown(total)
    shown = {n: int(row[n]) if known else 0 for n in ("contested", "stable")}
    return Tile(
        column=int(row["tile_col"]),
        row=int(row["tile_row"]),
        title=row["village"],
        words=words.SURE_MAP_TILE.format(**shown),
        share=float(row["contested"] / total) if known and total else 0.0,
        id=row["village"],
    )


def contested_places(counts: pd.DataFrame) -> str:
    return words.JOIN.join(f"{r.village}{int(r.contested)}" for r in counts.itertuples())


def schematic() -> str:
    return text.SCHEMATIC


def contested_by_village(frame: pd.DataFrame) -> pd.DataFrame:
    """village, contested, stable, total."""
    known = frame[frame["p_level_kept"].notna()]
    grouped = known.groupby("village")["is_stable"]
    return pd.DataFrame(
        {"stable": grouped.sum(), "total": grouped.size()}
    ).assign(contested=lambda f: f["total"] - f["stable"]).reset_index()  # fmt: skip


def duel_frames(rows: pd.DataFrame, wins: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Percent of draws in which the row stands before the column, and the same in words; rows
    read 3. name, columns the place alone."""
    places = [words.PLACE.format(rank=int(rank)) for rank in rows["rank"]]
    names = [f"{int(r)}. {n}" for r, n in zip(rows["rank"], rows["facility_name"], strict=True)]
    values = 100 * wins.astype(float)
    np.fill_diagonal(values, np.nan)
    table = pd.DataFrame(values, index=names, columns=places)
    return table, table.map(lambda v: "" if numbers.is_unknown(v) else f"{v:.0f}%")


# ---------------------------------------------------------------- drivers


def drivers_in_words(found: pd.DataFrame) -> pd.DataFrame:
    about = knowledge.indicators()[["indicator", "indicator_name", "dimension_name"]]
    shares = {n: 100 * found[n].clip(lower=0) for n in ("total", "total_error_95", "first")}
    return found.merge(about, on="indicator", how="left").assign(
        weight_pct=100 * found["weight"],
        top_k_kept=100 * found["top_k_kept"],
        **{f"{name}_pct": values for name, values in shares.items()},
    )


def drivers_sentence(rows: pd.DataFrame) -> str:
    first, second = rows.iloc[0], rows.iloc[1] if len(rows) > 1 else None
    if not first["total"] > 0:
        return words.NO_DRIVERS
    low, high = (first["total"] + sign * first["total_error_95"] for sign in (-1, 1))
    also = second is not None and second["total"] > 0
    return words.DRIVERS.format(
        first=escape(first["indicator_name"]),
        share=share(first["total"]),
        low=share(max(low, 0)),
        high=share(min(high, 1)),
        second=words.DRIVERS_SECOND.format(
            name=escape(second["indicator_name"]), share=share(second["total"])
        )
        if also
        else "",
    )


def share(value: float) -> str:
    return numbers.percent(round(100 * value))


def reversal_sentence(found: pd.DataFrame) -> str:
    turned = int((found["reversed_pairs"] > 0).sum())
    if not turned:
        return words.REVERSAL_OK.format(n=len(found))
    return words.REVERSAL_BAD.format(n=len(found), k=turned)


# ---------------------------------------------------------------- governance


def pending(versions: Sequence[WeightVersion]) -> list[WeightVersion]:
    return [version for version in versions if version.state in OPEN]


def govern_sentence(now: WeightVersion | None, versions: Sequence[WeightVersion]) -> str:
    waiting = pending(versions)
    names = words.JOIN.join(escape(v.name) for v in waiting)
    return words.GOVERN.format(
        now=scheme_now(now.number if now else None, now.name if now else None),
        pending=words.PENDING_LIST.format(n=len(waiting), names=names)
        if waiting
        else words.NOTHING_PENDING,
    )


def version_rows(
    versions: Sequence[WeightVersion], now: WeightVersion | None, period: str
) -> pd.DataFrame:
    """The versions newest first, with what each means today."""
    called = states()
    rows = [
        version._asdict()
        | {
            "name": version.name,
            "state": called[version.state],
            "in_force": standing(version, now, period),
            "effective_from": version.effective_from and numbers.period(version.effective_from),
            "drafted_at": moment(version.drafted_at),
        }
        for version in reversed(versions)
    ]
    return pd.DataFrame(rows, columns=VERSION_COLUMNS)


def standing(version: WeightVersion, now: WeightVersion | None, period: str) -> str:
    if version.state != APPROVED:
        return words.NOT_IN_FORCE
    if now and version.number == now.number:
        return words.IN_FORCE
    if version.effective_from > period:
        return words.FUTURE.format(period=numbers.period(version.effective_from))
    return words.PAST


def version_label(version: WeightVersion, called: Mapping) -> str:
    return words.VERSION.format(
        number=version.number, name=version.name, state=called[version.state]
    )


def about(version: WeightVersion) -> list[str]:
    """Who drafted it and why, who decided what, from when."""
    state = states()[version.state]
    lines = [
        words.ABOUT.format(
            number=version.number,
            name=escape(version.name),
            state=state,
            drafted_by=escape(version.drafted_by),
            drafted_at=moment(version.drafted_at),
        ),
        words.ABOUT_REASON.format(reason=escape(version.reason)),
    ]
    if version.decided_by:
        decided = {
            "decided_by": escape(version.decided_by),
            "decided_at": moment(version.decided_at),
        }
        note = words.ABOUT_NOTE.format(note=escape(version.note)) if version.note else ""
        lines.append(words.ABOUT_DECIDED.format(state=state, note=note, **decided))
    if version.effective_from:
        period = numbers.period(version.effective_from)
        lines.append(words.ABOUT_FROM.format(period=period))
    return lines


def moment(at: str) -> str:
    """2026-11-23T08:15:00 → 2026-11-23 08:15."""
    return at[:16].replace("T", " ")


def impact_sentence(trial: Mapping, at: str) -> str:
    impact = trial["impact"]
    unknown = text.UNKNOWN
    overlap, tau = impact["top_k_overlap"], impact["kendall_tau"]
    return words.IMPACT.format(
        period=numbers.period(trial["period"]),
        at=moment(at),
        subjects=impact["subjects"],
        levels=impact["level_changes"],
        ranks=impact["rank_changes"],
        k=impact["top_k"],
        overlap=unknown if overlap is None else numbers.percent(100 * overlap),
        tau=unknown if tau is None else f"{tau:.2f}",
        tasks=impact["open_tasks"],
        leads=impact["open_leads"],
    )


def next_months(period: str, count: int = 6) -> list[str]:
    """The months after this one."""
    from ledger.months import following

    months = []
    for _ in range(count):
        period = following(period)
        months.append(period)
    return months
