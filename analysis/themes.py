"""The theme tables: what the reports state, and what follows from it by the rules of themes.yaml.

A derived value names the rule, the formula and the observations it came from; ``low`` and ``high``
are what rounding and wording of all of them leave. It is never stored beside the observations.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from analysis import definitions
from analysis.errors import DefinitionError
from analysis.formulas import computed, names_in, parsed
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.schema import codelist, unit_of
from analysis.tables import frame, observations_of

YEAR = re.compile(r"[0-9]{4}")
#: Digits kept of a computed number: all that a report prints, none of the machine's own noise.
DIGITS = 12
#: Relative difference that arithmetic on floating-point numbers leaves by itself.
NOISE = 1e-15
_DOWN, _UP = Context(prec=DIGITS, rounding=ROUND_FLOOR), Context(prec=DIGITS, rounding=ROUND_CEILING)


class Cell(NamedTuple):
    """What must be equal before two observations may enter one formula."""

    report: str
    area: str
    area_name: str
    period: str
    status: str


@dataclass(frozen=True, slots=True)
class Input:
    """One name of a formula and the observations it stands for; no indicator: the one at hand."""

    name: str
    measure: str
    indicator: str = ""
    sum: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to derive a value; see the head of themes.yaml."""

    name: str
    indicators: frozenset[str]
    inputs: tuple[Input, ...]
    output_indicator: str
    output_measure: str
    previous_period: bool
    province: bool
    unless: tuple[str, str] | None
    gives: str
    formula: str
    tree: ast.expr
    widen: Mapping[str, ast.expr]
    if_whole: str = ""


Facts = dict[tuple[str, str], list[Observation]]


# ---------------------------------------------------------------- reading the rules


def _rule(name: str, spec: Mapping[str, Any]) -> Rule:
    facts = definitions.load("indicators")["indicators"]
    if spec.get("of") == "all":
        kinds = spec.get("kinds", ("stock", "flow", "ratio"))
        over = frozenset(code for code, fact in facts.items() if fact["kind"] in kinds)
    else:
        over = frozenset(spec.get("of", ()))
    inputs = tuple(Input(name=key, **given) for key, given in spec["inputs"].items())
    names = {each.name for each in inputs}
    output = spec["output"]
    used = over | {each.indicator for each in inputs if each.indicator} | {output.get("indicator", "")} - {""}
    strangers = sorted(used - set(codelist("indicators")))
    if strangers:
        raise DefinitionError(f"themes.yaml, rule {name}: no indicator {', '.join(strangers)} in indicators.yaml")
    unless = spec.get("unless")
    return Rule(
        name=name,
        indicators=over,
        inputs=inputs,
        output_indicator=output.get("indicator", ""),
        output_measure=output["measure"],
        previous_period=output.get("period") == "previous",
        province=output.get("area") == "province",
        unless=(unless.get("indicator", ""), unless["measure"]) if unless else None,
        gives=spec["gives"],
        formula=spec["formula"],
        tree=parsed(f"themes.yaml, rule {name}", spec["formula"], names),
        widen={key: parsed(f"themes.yaml, rule {name}", text, names) for key, text in spec.get("widen", {}).items()},
        if_whole=spec.get("if_whole", ""),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of themes.yaml. Raises DefinitionError naming the rule that is broken."""
    return tuple(_rule(name, spec) for name, spec in definitions.load("themes").items())


# ---------------------------------------------------------------- computing


def rounded(number: float | None) -> float | None:
    """A computed number without the machine's own noise; None stays None."""
    return None if number is None else float(f"{number:.{DIGITS}g}")


def limits(interval: Interval) -> tuple[float | None, float | None]:
    """Both ends of a computed interval without the machine's own noise, rounded outward; a point stays one."""
    low, high = interval.low, interval.high
    if low is not None and high is not None and math.isclose(low, high, rel_tol=4 * NOISE):
        return rounded(low), rounded(low)
    return _outward(interval.low, _DOWN), _outward(interval.high, _UP)


def _outward(end: float | None, context: Context) -> float | None:
    near = rounded(end)
    if end is None or near is None or math.isclose(near, end, rel_tol=NOISE):
        return near
    return float(context.create_decimal_from_float(end))


def interval_of(row: Observation) -> Interval:
    """What wording and rounding of an observation allow; 45 % may be anything that rounds to it.

    A target is the very number that was set: nothing was measured.
    """
    if row.status == "target" and row.bound == "exact" and row.value is not None:
        return Interval.exact(row.value)
    return Interval.of(row)


@dataclass(frozen=True, slots=True)
class _Term:
    """What one name of a formula stands for."""

    value: float | None
    interval: Interval
    rows: tuple[Observation, ...]


def _terms(given: Input, indicator: str, facts: Facts) -> list[_Term]:
    rows = facts.get((given.indicator or indicator, given.measure), [])
    single = [_Term(row.value, interval_of(row), (row,)) for row in rows]
    if not given.sum or len(single) < 2:
        return single
    total, interval = single[0].value, single[0].interval
    for term in single[1:]:
        total = None if total is None or term.value is None else total + term.value
        interval = interval + term.interval
    return [_Term(total, interval, tuple(rows))]


def _combinations(rule: Rule, indicator: str, facts: Facts) -> Iterator[dict[str, _Term]]:
    """Every choice of one observation for each input; an optional input that is not stated is left out."""
    choices = []
    for given in rule.inputs:
        terms = _terms(given, indicator, facts)
        if terms:
            choices.append([(given.name, term) for term in terms])
        elif not given.optional:
            return
    for chosen in product(*choices):
        yield dict(chosen)


def _result(rule: Rule, terms: Mapping[str, _Term]) -> tuple[float | None, Interval]:
    """Nominal value (None where an input has none) and interval of a rule's formula."""
    intervals = {name: term.interval for name, term in terms.items()}
    for name, tree in rule.widen.items():
        if names_in(tree) <= set(terms):
            intervals[name] = intervals[name].hull(computed(tree, intervals, Interval.exact))
    interval = computed(rule.tree, intervals, Interval.exact)
    nominal = {name: term.value for name, term in terms.items()}
    if any(nominal[name] is None for name in names_in(rule.tree)):
        return None, interval
    try:
        return rounded(computed(rule.tree, nominal, float)), interval
    except ZeroDivisionError:
        return None, interval


def _whole_note(rule: Rule, value: float | None, rows: Iterable[Observation]) -> str:
    """The rule's note where the result is a whole multiple and every figure behind it is exact."""
    whole = value is not None and value >= 2 and value == int(value) and all(row.bound == "exact" for row in rows)
    return rule.if_whole.format(multiple=int(value)) if whole and value else ""


def bound_of(low: float | None, high: float | None) -> str:
    """The kind of statement that two limits make, ``None`` being an open side."""
    if low is None:
        return "about" if high is None else "at_most"
    if high is None:
        return "at_least"
    return "exact" if low == high else "between"


# ---------------------------------------------------------------- deriving


def _facts_by_cell(observations: Iterable[Observation]) -> dict[Cell, Facts]:
    cells: dict[Cell, Facts] = {}
    for row in observations:
        if row.period:
            cell = Cell(row.report, row.area, row.area_name, row.period, row.status)
            cells.setdefault(cell, {}).setdefault((row.indicator, row.measure), []).append(row)
    return cells


@cache
def _province_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in definitions.rows("areas") if row["level"] == "province"}


def _target_cell(rule: Rule, cell: Cell) -> Cell | None:
    """Area and period of the result; None where it has none (no single year, no city of a province)."""
    if rule.previous_period:
        if not YEAR.fullmatch(cell.period):
            return None
        cell = cell._replace(period=f"{int(cell.period) - 1:04d}")
    if rule.province:
        province = cell.area[:2] + "0000"
        if not cell.area or cell.area == province:
            return None
        cell = cell._replace(area=province, area_name=_province_names().get(province, province))
    return cell


def _derived_rows(rule: Rule, cell: Cell, facts: Facts) -> Iterator[dict[str, Any]]:
    target = _target_cell(rule, cell)
    if target is None:
        return
    at_hand = sorted({indicator for indicator, _ in facts} & rule.indicators) if rule.indicators else [""]
    for indicator in at_hand:
        if rule.unless and (rule.unless[0] or indicator, rule.unless[1]) in facts:
            continue
        output = rule.output_indicator or indicator
        for terms in _combinations(rule, indicator, facts):
            value, interval = _result(rule, terms)
            low, high = limits(interval)
            rows = [row for term in terms.values() for row in term.rows]
            notes = [_whole_note(rule, value, rows), *(row.note for row in rows)]
            yield {
                **target._asdict(),
                "indicator": output,
                "measure": rule.output_measure,
                "kind": "derived",
                "value": value,
                "low": low,
                "high": high,
                "bound": bound_of(low, high),
                "unit": unit_of(output, rule.output_measure),
                "rule": rule.name,
                "formula": f"{rule.gives} = {rule.formula}",
                "observation_ids": tuple(row.observation_id for row in rows),
                "note": "; ".join(dict.fromkeys(note for note in notes if note)),
            }


def derived(observations: Iterable[Observation]) -> list[dict[str, Any]]:
    """Every value the rules can derive from ``observations``, as rows of a theme table."""
    return [
        row
        for cell, facts in _facts_by_cell(observations).items()
        for rule in rules()
        for row in _derived_rows(rule, cell, facts)
    ]


def _stated(row: Observation) -> dict[str, Any]:
    kept = ("area", "area_name", "indicator", "measure", "period", "status", "value", "low", "high", "bound")
    return {name: getattr(row, name) for name in (*kept, "unit", "report", "note")} | {
        "kind": "stated",
        "observation_ids": (row.observation_id,),
    }


def theme_tables(observations: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Observations → the tables ``rd_spending``, ``tech_finance`` and ``firm_cultivation``.

    Each is tidy, one value a row, stated and derived; columns, units and order as in columns.yaml.
    An observation of an indicator whose theme has no table stays in the observations alone.
    """
    facts = definitions.load("indicators")
    known = observations_of(observations)
    rows = [*map(_stated, known), *derived(known)]
    tables = {theme["table"]: name for name, theme in facts["themes"].items() if "table" in theme}
    return {
        table: frame(table, [row for row in rows if facts["indicators"][row["indicator"]]["theme"] == theme])
        for table, theme in tables.items()
    }
