"""Printed figures against formulas over other printed figures, and what a missing one would have to be."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from analysis import definitions
from analysis.audit.check import Check, Needed, best, judged
from analysis.audit.evidence import Evidence, Given, previous_period, province_of
from analysis.audit.rules import Equation, Source, equations_of
from analysis.formulas import computed
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.schema import unit_of
from analysis.themes import rounded

#: So many readings of one input are tried; no report states more of one figure.
READINGS = 4


def _period(source: Source, period: str) -> str:
    first, _, last = period.partition("/")
    match source.period:
        case "same":
            return period
        case "previous":
            return previous_period(period)
        case "start":
            return first if last else ""
    return last


def candidates(source: Source, printed: Given, evidence: Evidence) -> list[Given]:
    """Figures that a source may mean for a printed figure, of its own place and time as the source says."""
    place = province_of(printed.area) if source.area == "province" else printed.place
    period = _period(source, printed.period)
    if not place or not period:
        return []
    status = printed.status if source.status == "same" else source.status
    measure = printed.measure if source.measure == "printed" else source.measure
    indicator = source.indicator or printed.indicator
    found = evidence.find(printed.report, indicator, measure, place, period, status)
    if not printed.area:  # a place without a code has its name from one report only
        found = [f for f in found if f.report == printed.report]
    return [f for f in found if f.ids != printed.ids]


def _input(sources: tuple[Source, ...], printed: Given, evidence: Evidence, together: bool) -> list[Given]:
    """Readings of one input; those said in the sentence of the printed figure before all others."""
    found = [f for source in sources for f in candidates(source, printed, evidence)]
    beside = [f for f in found if f.said_with == printed.said_with]
    return (beside if beside or together else found)[:READINGS]


def _combinations(
    equation: Equation, printed: Given, evidence: Evidence
) -> tuple[list[dict[str, Given]], list[str], dict[str, Given]]:
    """Every choice of one reading for each input, the inputs that have none, and a first reading of the others."""
    choices: dict[str, list[Given]] = {}
    absent = []
    for name, sources in equation.inputs.items():
        found = _input(sources, printed, evidence, equation.same_sentence)
        if found:
            choices[name] = found
        elif not sources[0].from_zero:
            absent.append(name)
    if absent:
        return [], absent, {name: found[0] for name, found in choices.items()}
    combos = [dict(zip(choices, chosen, strict=True)) for chosen in product(*choices.values())]
    if equation.matched:
        alike = [c for c in combos if len({c[name].measure for name in equation.matched}) == 1]
        combos = alike or []
    return combos, [] if combos else list(equation.matched[-1:]), {}


def _operands(
    equation: Equation, printed: Given, chosen: Mapping[str, Given]
) -> tuple[dict[str, float | None], dict[str, Interval]]:
    """Nominal values and intervals of all names of a formula."""
    values: dict[str, float | None] = {"printed": printed.value}
    intervals = {"printed": printed.interval}
    for name, sources in equation.inputs.items():
        if sources[0].from_zero:
            zero = Interval.exact(0)
            values[name] = 0.0
            intervals[name] = chosen[name].interval.hull(zero) if name in chosen else zero
        elif name in chosen:
            values[name], intervals[name] = chosen[name].value, chosen[name].interval
    return values, intervals


def _evaluated(
    tree: ast.expr, values: Mapping[str, float | None], intervals: Mapping[str, Interval]
) -> tuple[float | None, Interval]:
    interval = computed(tree, intervals, Interval.exact)
    try:
        return rounded(computed(tree, values, float)), interval
    except (TypeError, ZeroDivisionError):
        return None, interval


def _needed(
    equation: Equation, printed: Given, chosen: Mapping[str, Given], values: Mapping[str, float | None],
    intervals: Mapping[str, Interval], only: str = "",
) -> tuple[Needed, ...]:
    return tuple(
        Needed(part, chosen.get(part), *_evaluated(tree, values, intervals), *_kind(equation, part, printed))
        for part, tree in equation.solve.items()
        if only in ("", part)
    )


def _kind(equation: Equation, part: str, printed: Given) -> tuple[str, str]:
    """Unit and indicator that an input has."""
    source = equation.inputs[part][0]
    indicator = source.indicator or printed.indicator
    measure = printed.measure if source.measure == "printed" else source.measure
    return unit_of(indicator, measure), indicator


def _tested(equation: Equation, printed: Given, chosen: dict[str, Given]) -> Check | None:
    values, intervals = _operands(equation, printed, chosen)
    value, interval = _evaluated(equation.tree, values, intervals)
    if interval == Interval.unknown():
        return None
    if equation.possible:
        low, high = equation.possible
        outcome = "agrees_within_rounding" if interval.intersects(Interval(low, high)) else "fails"
    else:
        outcome = judged(printed, chosen.values(), value, interval)
    return Check(
        relation=equation.name,
        printed=printed,
        others=chosen,
        outcome=outcome,
        value=value,
        interval=interval,
        unit=equation.unit or printed.unit,
        formula=f"{equation.text.get('gives') or printed.measure} = {equation.formula}",
        needed=() if equation.possible else _needed(equation, printed, chosen, values, intervals),
        strong=not equation.possible,
    )


def _set_aside(check: Check, equation: Equation, evidence: Evidence) -> Check:
    """A failure that the figures cannot prove becomes untestable, with the reason."""
    if check.outcome != "fails":
        return check
    if any(other.title for other in check.others.values()):
        return replace(check, outcome="untestable", reason="other_vintage")
    printed, one_value = check.printed, definitions.load("audit")["one_value"]
    if any(o.report != printed.report and o.indicator not in one_value for o in check.others.values()):
        return replace(check, outcome="untestable", reason="other_definition")
    beside = evidence.beside.get((printed.report, printed.sentence[0]), [])
    if any(o.indicator == printed.indicator and o.measure in equation.unless_beside for o in beside):
        return replace(check, outcome="untestable", reason="ambiguous")
    return check


def _one(equation: Equation, printed: Given, evidence: Evidence) -> tuple[Check | None, Check | None]:
    """The test of one relation under its best reading, or else what keeps it from being tested."""
    if ("/" in printed.period) != any(s.period == "end" for group in equation.inputs.values() for s in group):
        return None, None
    combos, absent, stated = _combinations(equation, printed, evidence)
    tested = [check for combo in combos if (check := _tested(equation, printed, combo))]
    if tested:
        return _set_aside(best(tested), equation, evidence), None
    if len(absent) != 1 or absent[0] not in equation.missing:
        return None, None
    values, intervals = _operands(equation, printed, stated)
    part = absent[0]
    return None, Check(
        relation=equation.name,
        printed=printed,
        others=stated,
        outcome="untestable",
        reason=equation.missing[part],
        part=part,
        unit=printed.unit,
        needed=_needed(equation, printed, stated, values, intervals, part),
    )


def equation_checks(row: Observation, evidence: Evidence) -> tuple[list[Check], Check | None]:
    """Every test of one observation as the printed figure; and, where there is none, why it cannot be tested."""
    equations, ranges = equations_of(row.indicator, row.measure)
    if not equations and not ranges:
        return [], None
    printed = evidence.given(row)
    tested: list[Check] = []
    untested: list[Check] = []
    for equation in (*equations, *ranges):
        check, missing = _one(equation, printed, evidence)
        if check:
            tested.append(check)
        elif missing:
            untested.append(missing)
    return tested, next(iter(untested), None)


def without_partner(row: Observation, evidence: Evidence) -> Check | None:
    """A relative figure with nothing to hold it against; of targets, which are no facts yet, none is shown."""
    equations, _ = equations_of(row.indicator, row.measure)
    facts = definitions.load("indicators")["indicators"][row.indicator]
    relative = row.measure in definitions.load("audit")["relative"]
    says_nothing_alone = relative or (facts["kind"] == "ratio" and row.measure == "level")
    if not equations or row.status == "target" or not says_nothing_alone:
        return None
    return Check(equations[0].name, evidence.given(row), {}, "untestable", reason="no_partner", unit=row.unit)
