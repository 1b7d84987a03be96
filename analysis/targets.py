"""The target ledger: every target, what became of it, and what an analyst would notice.

A verdict is given only as far as the bounds of target and outcome decide it; an expectation
decides nothing; a figure of another year or measure is shown and called not comparable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from analysis import definitions, themes
from analysis.doubts import Gap, Texts, gaps, other_period, texts_of
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.outcomes import (
    Figure,
    Known,
    expected_since,
    known_figures,
    last_actual,
    outcomes_of,
    place_of,
    year_of,
)
from analysis.phrases import said
from analysis.tables import frame, observations_of

LANGUAGES = ("en", "zh")

#: Reasons that rest on a figure of the target's own period and measure.
JUDGED = frozenset({"met", "missed", "undecided"})
#: Columns of the target's own observation that the ledger repeats.
TAKEN_OVER = (
    *("report", "indicator", "measure", "area", "area_name", "period", "value", "low", "high", "bound", "unit"),
    *("quote", "start", "end", "sentence_start", "sentence_end"),
)


class Goal(NamedTuple):
    """The number that decides a target. ``strict``: reached or not; else only nearly meant (近, 约)."""

    number: float
    more_is_better: bool
    strict: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One target with all that bears on it; ``reason`` is a key of ``reasons`` in targets.yaml."""

    target: Observation
    goal: Goal | None
    reason: str
    figures: list[Figure]
    candidates: list[Figure]
    last: Figure | None
    texts: Texts

    @property
    def outcome(self) -> Figure | None:
        return self.candidates[0] if self.candidates else None

    @property
    def verdict(self) -> str:
        return str(definitions.load("targets")["reasons"][self.reason]["verdict"])


@dataclass(frozen=True, slots=True)
class Claim:
    """A report's own word that the targets behind its figures were met, but for some indicators.

    ``covered`` are the indicators it speaks of; empty means all.
    """

    report: str
    area: str
    quote: str
    excepted: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()


# ---------------------------------------------------------------- verdicts


def goal_of(target: Observation) -> Goal | None:
    """The number a target must reach: the low end of its wording, or the high end where less is better."""
    facts = definitions.load("indicators")["indicators"][target.indicator]
    more = target.measure != "rank" and facts.get("better", "more") == "more"
    value, low, high = target.value, target.low, target.high
    edge = low if more else high
    decisive = edge if edge is not None else value
    return None if decisive is None else Goal(decisive, more, edge is not None)


def decide(goal: Goal, value: float | None, interval: Interval, bound: str) -> str:
    """``met``, ``missed`` or ``undecided`` for an outcome under its bounds.

    A number printed exactly is compared as printed: 1.8 reaches a target of 1.8.
    """
    if bound == "exact" and value is not None:
        short = value < goal.number if goal.more_is_better else value > goal.number
        return "undecided" if short and not goal.strict else "missed" if short else "met"
    low, high = interval.low, interval.high
    if not goal.more_is_better:
        low, high = (None if high is None else -high), (None if low is None else -low)
    sought = goal.number if goal.more_is_better else -goal.number
    if low is not None and low >= sought:
        return "met"
    if high is not None and high < sought and goal.strict:
        return "missed"
    return "undecided"


def _decided(goal: Goal, figure: Figure) -> str:
    return decide(goal, figure.value, figure.interval, figure.bound)


def _ends(name: str, interval: Interval) -> dict[str, float | None]:
    low, high = themes.limits(interval)
    return {f"{name}_low": low, f"{name}_high": high}


def _needed(goal: Goal, target: Observation, last: Figure) -> dict[str, Any]:
    """Growth from the last actual to the goal: percent, or points where the target is in percent."""
    sought, reached = Interval.exact(goal.number), last.interval
    if target.unit == "percent":
        interval, unit = sought - reached, "percentage_point"
        nominal = None if last.value is None else goal.number - last.value
    else:
        hundred = Interval.exact(100.0)
        interval, unit = sought / reached * hundred - hundred, "percent"
        nominal = None if not last.value else 100 * goal.number / last.value - 100
    return {
        "needed": themes.rounded(nominal),
        **_ends("needed", interval),
        "needed_unit": unit,
        "years": (year_of(target.period) or 0) - (year_of(last.period) or 0),
    }


# ---------------------------------------------------------------- what an analyst would notice


def _versions(targets: list[Observation]) -> dict[str, list[Observation]]:
    """Other targets for the same indicator, measure, place and period that set another number."""
    cells: dict[tuple[str, ...], list[Observation]] = {}
    for row in targets:
        if row.period:
            cells.setdefault((row.indicator, row.measure, place_of(row), row.period), []).append(row)
    return {
        row.observation_id: [
            other for other in rows if (other.value, other.low, other.high) != (row.value, row.low, row.high)
        ]
        for rows in cells.values()
        for row in rows
    }


def _said_target(row: Observation, language: str) -> str:
    """The target's number in words, with its measure where that is not the level."""
    words = said(row.value, row.low, row.high, row.bound, row.unit, language, row.indicator)
    if row.measure == "level":
        return words
    measure = definitions.load("indicators")["measures"][row.measure]["label"][language]
    return f"{words}（{measure}）" if language == "zh" else f"{words} ({measure})"


def _below_reached(goal: Goal | None, last: Figure | None) -> bool:
    return bool(goal and last and last.value != goal.number and _decided(goal, last) == "met")


def _other_verdicts(goal: Goal | None, verdict: str, candidates: list[Figure]) -> list[Figure]:
    """Stated outcomes from other sources that decide the other way."""
    if goal is None or verdict not in {"met", "missed"}:
        return []
    others = [f for f in candidates[1:] if f.source != "derived"]
    return [f for f in others if _decided(goal, f) not in {verdict, "undecided"}]


def _covered_by(claims: list[Claim], target: Observation, outcome: Figure | None) -> list[Claim]:
    """Claims of the report that states the outcome, where they do not except the indicator."""
    if outcome is None or outcome.source != "report" or outcome.period != target.period:
        return []
    here = [c for c in claims if (c.report, c.area) == (outcome.title, target.area)]
    spoken_of = [c for c in here if not c.covered or target.indicator in c.covered]
    return [c for c in spoken_of if target.indicator not in c.excepted]


def _flag_words(
    target: Observation, last: Figure | None, expected: Figure | None, unclear: list[Gap], language: str
) -> dict[str, str]:
    words = {"goal": _said_target(target, language)}
    if last:
        words |= {"last": last.words(language), "last_period": last.period}
    if unclear:
        words |= unclear[0].words(language)
    if expected:
        words |= {"expected": expected.words(language), "expected_period": expected.period}
    return words


def _flags(case: Case, versions: list[Observation], claims: list[Claim], language: str) -> dict[str, str]:
    """Flag → its sentence in one language."""
    target, goal, last = case.target, case.goal, case.last
    below = _below_reached(goal, last)
    expected = expected_since(last, target, case.figures) if last and below else None
    others = _other_verdicts(goal, case.verdict, case.candidates)
    claimed = _covered_by(claims, target, case.outcome)
    unclear = gaps(target, last, case.texts) if below else []
    may_be = other_period(target, case.outcome)
    raised = {
        "target_below_level_reached": below,
        "basis_unclear": unclear,
        "outcome_period_doubtful": may_be,
        "expectation_since": expected,
        "two_versions": versions,
        "outcomes_disagree": others,
        "claim_all_met": claimed,
        "claim_contradicted": claimed and case.verdict == "missed",
    }
    words = _flag_words(target, last, expected, unclear, language) | {
        "may_be": may_be,
        "versions": ", ".join(_said_target(version, language) for version in versions),
        "others": ", ".join(f"{other.words(language)} ({other.title})" for other in others),
        "claim_report": ", ".join(claim.report for claim in claimed),
    }
    texts = definitions.load("targets")["flags"]
    return {name: texts[name][language].format(**words) for name, up in raised.items() if up}


# ---------------------------------------------------------------- the ledger


def _outcome_columns(figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {}
    return {
        "outcome_source": figure.source,
        "outcome_ids": figure.ids,
        "outcome_title": figure.title,
        "outcome_status": figure.status,
        "outcome_period": figure.period,
        "outcome_measure": figure.measure,
        "outcome_value": figure.value,
        **_ends("outcome", figure.interval),
        "outcome_quote": figure.quote,
        "outcome_url": figure.url,
        "tier": figure.tier,
    }


def _margin_columns(goal: Goal, figure: Figure) -> dict[str, Any]:
    interval = figure.interval - Interval.exact(goal.number)
    return {
        "margin": None if figure.value is None else themes.rounded(figure.value - goal.number),
        **_ends("margin", interval),
    }


def _last_columns(last: Figure | None) -> dict[str, Any]:
    if last is None:
        return {}
    return {
        "last_ids": last.ids,
        "last_title": last.title,
        "last_period": last.period,
        "last_value": last.value,
        **_ends("last", last.interval),
    }


def _contradiction(case: Case) -> Gap | None:
    """The basis on which target and outcome are known to count different things."""
    return next((gap for gap in gaps(case.target, case.outcome, case.texts) if gap.contradicts), None)


def _sentence(case: Case, language: str) -> str:
    name, target, figure, gap = case.reason, case.target, case.outcome, _contradiction(case)
    words = {"goal": _said_target(target, language), "target_period": target.period}
    if figure:
        measures = definitions.load("indicators")["measures"]
        words |= {
            "outcome": figure.words(language),
            "period": figure.period,
            "measure": measures[figure.measure]["label"][language],
            "source": figure.title,
        }
    if gap:
        words |= gap.words(language)
    return str(definitions.load("targets")["reasons"][name][language]).format(**words)


def _case(target: Observation, known: Known, texts: Texts) -> Case:
    figures = known.get((target.indicator, place_of(target)), [])
    goal = goal_of(target)
    reason, candidates = outcomes_of(target, figures)
    if not reason:
        reason = _decided(goal, candidates[0]) if goal else "undecided"
    case = Case(target, goal, reason, figures, candidates, last_actual(target, figures), texts)
    return replace(case, reason="other_basis") if reason in JUDGED and _contradiction(case) else case


def _row(case: Case, versions: list[Observation], claims: list[Claim]) -> dict[str, Any]:
    target, goal, outcome, last = case.target, case.goal, case.outcome, case.last
    flags = {language: _flags(case, versions, claims, language) for language in LANGUAGES}
    because = {lang: [_sentence(case, lang), *flags[lang].values()] for lang in LANGUAGES}
    notes = [target.note, outcome.note if outcome else "", last.note if last else ""]
    return {
        "target_id": target.observation_id,
        **{name: getattr(target, name) for name in TAKEN_OVER},
        "verdict": case.verdict,
        **_outcome_columns(outcome),
        **(_margin_columns(goal, outcome) if goal and outcome and case.reason in JUDGED else {}),
        **_last_columns(last),
        **(_needed(goal, target, last) if goal and last else {}),
        "flags": tuple(flags["en"]),
        "reason_en": "; ".join(because["en"]),
        "reason_zh": "；".join(because["zh"]),
        "note": "; ".join(dict.fromkeys(note for note in notes if note)),
    }


def target_ledger(
    observations: pd.DataFrame,
    outcomes: pd.DataFrame,
    claims: Iterable[Claim] = (),
    sentences: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every target with its outcome: the frame of ``targets.csv``.

    ``observations``, ``outcomes`` and ``sentences`` are the tables of those names; with sentences the words tell
    what target and outcome count. ``claims`` are the reports' own words that targets were met. Values keep the
    units of the target; ``needed`` is in percent, or in percentage points for targets in percent.
    """
    stated = observations_of(observations)
    targets = [row for row in stated if row.status == "target"]
    known, versions, said_so = known_figures(stated, outcomes), _versions(targets), list(claims)
    texts = texts_of(stated, sentences)
    rows = [_row(_case(row, known, texts), versions.get(row.observation_id, []), said_so) for row in targets]
    return frame("targets", rows)
