"""Projections of every history, and how each rule fared wherever an outcome is known.

An outcome is an actual from a report or a later official figure; where only an expectation is known, it is
scored against that and says so. The errors of past targets stand beside as the class of cases to compare with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import definitions, themes
from analysis.histories import History, histories, known_with_notes, province_rate
from analysis.intervals import Interval, growth
from analysis.outcomes import Figure, Known
from analysis.phrases import amount, digits, said
from analysis.projections import Point, Projection, Rate, methods, needed_a_year, project, reason_text, years_ahead
from analysis.tables import frame, observations_of

LANGUAGES = ("en", "zh")
#: Digits kept of a projected number; it deserves no more.
DIGITS = 10
#: Ends that differ by less than this share of them are one number.
SAME = 1e-9
#: Measures of which a goal and an outcome are amounts of the same kind.
AMOUNTS = frozenset({"level", "new", "cumulative"})


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.{DIGITS}g}")


def _limits(value: float | None, interval: Interval | None) -> dict[str, Any]:
    """Value, low, high and bound of a computed number as a table holds them."""
    if interval is None:
        return {}
    low, high = interval.low, interval.high
    if low is not None and high is not None and value is not None and high - low <= SAME * abs(value):
        low = high = value
    low, high = _rounded(low), _rounded(high)
    return {"value": _rounded(value), "low": low, "high": high, "bound": themes.bound_of(low, high)}


def _reasons(reason: str, words: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {f"reason_{lang}": reason_text(reason, lang, **words[lang]) for lang in LANGUAGES} if reason else {}


def _both(**details: Any) -> dict[str, dict[str, Any]]:
    return {lang: dict(details) for lang in LANGUAGES}


def _optional(*numbers: float) -> list[float | None]:
    return [None if math.isnan(x) else float(x) for x in numbers]


# ---------------------------------------------------------------- projections


def _of_history(history: History, points: Sequence[Point]) -> dict[str, Any]:
    return {
        "area": history.area,
        "area_name": history.area_name,
        "indicator": history.indicator,
        "measure": "level",
        "unit": history.unit,
        "basis": history.basis,
        "first": str(points[0].year),
        "origin": str(history.origin),
        "n": len(points),
        "observation_ids": tuple(dict.fromkeys(i for p in points for i in p.ids)),
        "later_figures": "; ".join(dict.fromkeys(p.title for p in points if p.source == "reference")),
    }


def _refused(history: History, reason: str, words: dict[str, dict[str, Any]], method: str = "") -> dict[str, Any]:
    return {**_of_history(history, history.points), "use": "refused", "method": method, **_reasons(reason, words)}


def _projected(history: History, found: Projection, use: str, rate: Rate | None) -> dict[str, Any]:
    row = _of_history(history, history.points)
    if rate:
        titles = [*row["later_figures"].split("; "), *rate.later] if row["later_figures"] else list(rate.later)
        row["later_figures"] = "; ".join(dict.fromkeys(titles))
        row["basis"] = "with_later_figures" if titles else row["basis"]
        row["observation_ids"] = tuple(dict.fromkeys((*row["observation_ids"], *rate.ids)))
    band, last = found.band, history.points[-1].value
    ahead = found.horizon
    crosses = history.ends is not None and found.year >= history.ends.year
    yearly = None
    if last and found.value and last > 0 and found.value > 0:
        yearly = 100 * (found.value / last) ** (1 / ahead) - 100
    ends = {
        f"{side}_{level}": _rounded(getattr(interval, side))
        for level, interval in band.ends.items() for side in ("low", "high")
    }
    texts = _reasons(band.reason, _both(n=band.n, freedom=band.freedom))
    if crosses and history.ends:
        for lang in LANGUAGES:
            why = reason_text("crosses_break", lang, period=history.ends.year, why=history.ends.why[lang])
            texts[f"reason_{lang}"] += ("；" if lang == "zh" else "; ") + why
    return {
        **row,
        "use": use,
        "method": found.method,
        "period": str(found.year),
        "horizon": ahead,
        **_limits(found.value, found.interval),
        "growth_a_year": _rounded(yearly),
        "band": band.kind,
        **ends,
        "crosses_break": crosses,
        **texts,
    }


def outcome_of(figures: Sequence[Figure], year: int) -> Figure | None:
    """What is known of a level in a year: the best actual, else an expectation; never a target."""
    same = [f for f in figures if f.measure == "level" and f.period == str(year)]
    for status in ("actual", "expected"):
        found = [f for f in same if f.status == status and f.value is not None]
        if found:
            return found[0]
    return None


def _rows(history: History, known: Known) -> list[dict[str, Any]]:
    """Every projection from one history; from an earlier origin only those whose outcome is known."""
    figures, ends = known[history.indicator, history.area], history.ends
    if len(history.points) == 1:
        words = _both(first=history.origin)
        return [_refused(history, "one_point", words)] if history.last else []
    rate = province_rate(known, history)
    rows: dict[Any, dict[str, Any]] = {}
    for method in methods():
        for year in years_ahead(history.points):
            found = project(history.points, method, year, rate)
            used = rate if method == "province" else None
            crosses = ends is not None and year >= ends.year
            if found.refused and history.last:
                rows.setdefault((method,), _refused(history, found.refused, _both(**found.details), method))
            elif found.refused:
                continue
            elif history.last and not crosses:
                rows[method, year] = _projected(history, found, "outlook", used)
            elif outcome_of(figures, year):
                rows[method, year] = _projected(history, found, "backtest", used)
            if history.last and crosses and ends:
                words = {lang: {"period": ends.year, "why": ends.why[lang]} for lang in LANGUAGES}
                rows.setdefault("break", _refused(history, "break", words))
    return list(rows.values())


def _needed(targets: pd.DataFrame) -> list[dict[str, Any]]:
    """Growth a year that each target of a projected level still needs from the last actual."""
    wanted = definitions.load("projections")["indicators"]
    rows = []
    for t in targets.itertuples(index=False):
        goal = t.value if not math.isnan(t.value) else t.low
        if t.indicator not in wanted or t.measure != "level" or not t.last_period or math.isnan(goal):
            continue
        sides = Interval.from_bounds(*_optional(t.last_low, t.last_high))
        last = Point(int(t.last_period), t.last_value, sides, ids=tuple(t.last_ids.split()))
        percent = t.unit == "percent"
        rate = needed_a_year(last, goal, int(t.period), percent)
        unit = "percentage_point" if percent else "percent"
        low, high = _optional(t.low, t.high)
        words = {
            lang: {
                "since": t.last_period,
                "period": t.period,
                "last": amount(t.last_value, t.unit, lang, t.indicator),
                "goal": said(goal, low, high, t.bound, t.unit, lang, t.indicator),
                "rate": ("+" if rate.value > 0 else "") + (f"{digits(rate.value, 2)}%" if not percent
                                                           else amount(round(rate.value, 3), unit, lang)),
            }
            for lang in LANGUAGES
        }
        rows.append({
            "area": t.area, "area_name": t.area_name, "indicator": t.indicator, "use": "needed",
            "measure": "change" if percent else "growth", "unit": unit, "basis": "reports" if last.ids
            else "with_later_figures", "first": t.last_period, "origin": t.last_period, "n": 1, "period": t.period,
            "horizon": t.years, **_limits(rate.value, rate.interval), "band": "none", "target_id": t.target_id,
            "observation_ids": last.ids, "later_figures": "" if last.ids else t.last_title,
            **_reasons("needed_growth", words),
        })
    return rows


def projections_table(observations: pd.DataFrame, outcomes: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """The frame of ``projections.csv``: every outlook, backtest and refusal, and the growth that targets need.

    The arguments are the tables of those names. A target is a row of its own and feeds no projection.
    """
    known = known_with_notes(observations_of(observations), outcomes)
    rows = [row for history in histories(known) for row in _rows(history, known)]
    return frame("projections", [*rows, *_needed(targets)])


# ---------------------------------------------------------------- scores


def _error(value: float, interval: Interval, true: float, truth: Interval) -> dict[str, Any]:
    """Projected less true, in units and in percent of the truth, and which way it went as far as bounds decide."""
    error, percent = _limits(value - true, interval - truth), _limits(100 * value / true - 100, growth(interval, truth))
    way = (interval - truth).compare(0)
    return {
        "error": error["value"], "error_low": error["low"], "error_high": error["high"],
        "error_percent": percent["value"], "error_percent_low": percent["low"], "error_percent_high": percent["high"],
        "direction": {"greater": "too_high", "less": "too_low", "equal": "exact"}.get(way, "undecided"),
    }


def _score(row: Any, outcome: Figure) -> dict[str, Any]:
    assert outcome.value is not None
    taken = ("area", "area_name", "indicator", "measure", "unit", "method", "basis", "use", "first", "origin", "n",
             "period", "horizon", "value", "low", "high", "bound", "band", "crosses_break")
    inside: dict[str, Any] = {}
    if row.band != "none":
        for level in ("80", "95"):
            low, high = _optional(getattr(row, f"low_{level}"), getattr(row, f"high_{level}"))
            inside[f"inside_{level}"] = Interval.from_bounds(low, high).contains(outcome.value)
    interval = Interval.from_bounds(*_optional(row.low, row.high))
    return {
        "scored": "projection",
        **{name: getattr(row, name) for name in taken},
        **_error(row.value, interval, outcome.value, outcome.interval),
        "outcome_status": outcome.status,
        "outcome_source": outcome.source,
        "outcome_title": outcome.title,
        "outcome_ids": outcome.ids,
        "outcome_value": outcome.value,
        "outcome_low": _rounded(outcome.interval.low),
        "outcome_high": _rounded(outcome.interval.high),
        "tier": outcome.tier,
        **inside,
    }


def _target_score(t: Any) -> dict[str, Any]:
    """How far a past target lay from its outcome: positive where it was set too high."""
    goal = t.value if not math.isnan(t.value) else t.low
    truth = Interval.from_bounds(*_optional(t.outcome_low, t.outcome_high))
    return {
        "scored": "target",
        **{name: getattr(t, name) for name in ("area", "area_name", "indicator", "measure", "unit", "period", "bound")},
        "value": goal, "low": t.low, "high": t.high, "origin": t.last_period,
        "horizon": t.years if t.last_period else None, "target_id": t.target_id, "band": "none",
        **_error(goal, Interval.exact(goal), t.outcome_value, truth),
        **{name: getattr(t, name) for name in ("outcome_status", "outcome_source", "outcome_title", "outcome_value",
                                               "outcome_low", "outcome_high", "tier")},
        "outcome_ids": tuple(t.outcome_ids.split()),
    }


def scores_table(
    projections: pd.DataFrame, observations: pd.DataFrame, outcomes: pd.DataFrame, targets: pd.DataFrame
) -> pd.DataFrame:
    """The frame of ``projection_scores.csv``: each projection with a known outcome, and each past target with its own.

    ``projections`` is the frame of ``projections_table``; ``nearest`` marks the rule with the smallest error of a case.
    """
    known = known_with_notes(observations_of(observations), outcomes)
    rows = []
    for row in projections[projections["use"].isin(["outlook", "backtest"])].itertuples(index=False):
        outcome = outcome_of(known[row.indicator, row.area], int(row.period))
        if outcome and not math.isnan(row.value):
            rows.append(_score(row, outcome))
    best: dict[Any, float] = {}
    for row in rows:
        case = tuple(row[name] for name in CASE)
        best[case] = min(best.get(case, math.inf), abs(row["error"]))
    for row in rows:
        row["nearest"] = abs(row["error"]) == best[tuple(row[name] for name in CASE)]
    judged = targets[targets["verdict"].isin(["met", "missed"]) & targets["measure"].isin(sorted(AMOUNTS))]
    past = [_target_score(t) for t in judged.itertuples(index=False)]
    return frame("projection_scores", [*rows, *past])


#: What two scores must share to be rivals.
CASE = ("area", "indicator", "origin", "period")


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Each rule, and the past targets, in one row: cases, which way the errors went, and their spread in percent.

    Columns: scored, method, cases, too_high, too_low, undecided, lowest, median, highest, typical (median of the
    sizes), nearest (cases in which the rule came closest). The targets' row is the reference class.
    """
    rows = []
    names = [("projection", method) for method in methods()] + [("target", "")]
    for scored, method in names:
        own = scores[(scores["scored"] == scored) & (scores["method"] == method)]
        if own.empty:
            continue
        ways, errors = own["direction"].value_counts(), own["error_percent"]
        rows.append({
            "scored": scored, "method": method, "cases": len(own),
            "too_high": int(ways.get("too_high", 0)), "too_low": int(ways.get("too_low", 0)),
            "undecided": int(ways.get("undecided", 0)),
            "lowest": errors.min(), "median": errors.median(), "highest": errors.max(),
            "typical": errors.abs().median(), "nearest": int((own["nearest"] == True).sum()),  # noqa: E712
        })
    return pd.DataFrame(rows)
