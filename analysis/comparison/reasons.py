"""The single reasons for which two figures differ in kind; each rule looks at one side of the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import definitions
from analysis.comparison.bases import Basis, bases_of
from analysis.comparison.cells import Cell
from analysis.comparison.spans import Span, span_of

SAME, NOTE, NOT = "same", "comparable_with_note", "not_comparable"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two figures are not simply the same.

    ``code`` is indicator, measure, period, status, area, derived or ``basis:<name>``; ``text`` is a key of ``texts``
    in comparison.yaml; ``about`` is what it is filled with beside the cells.
    """

    code: str
    verdict: str
    text: str
    about: Any = None



def _facts(cell: Cell) -> Mapping[str, Any]:
    return definitions.load("indicators")["indicators"][cell.indicator]


def _indicator(a: Cell, b: Cell) -> Iterator[Reason]:
    if a.indicator != b.indicator:
        yield Reason("indicator", NOT, "indicator")


def _measure(a: Cell, b: Cell) -> Iterator[Reason]:
    authored = definitions.load("comparison")
    if a.indicator != b.indicator:
        return
    if a.measure != b.measure:
        kind = _facts(a)["kind"]
        fitting = [
            pair
            for pair in authored["measure_pairs"]
            if {a.measure, b.measure} == set(pair["measures"]) and kind in pair["kinds"]
        ]
        yield Reason("measure", NOT, "measure", fitting[0] if fitting else None)
    elif a.measure in authored["measure_notes"] and a.place != b.place:
        yield Reason("measure", NOTE, "measure_note", authored["measure_notes"][a.measure])


def _period(a: Cell, b: Cell) -> Iterator[Reason]:
    if not a.period or not b.period:
        yield Reason("period", NOT, "period_unknown")
        return
    if a.period == b.period:
        return
    first, second = span_of(a.period), span_of(b.period)
    if first is None or second is None:
        yield Reason("period", NOT, "period_unknown")
        return
    stocks = all(cell.measure == "level" and _facts(cell)["kind"] == "stock" for cell in (a, b))
    apart = abs(first.year - second.year)
    if first.length != second.length and not stocks:
        yield Reason("period", NOT, "period_length")
    elif a.place != b.place and apart > definitions.load("comparison")["years_apart"]:
        yield Reason("period", NOT, "period_far")
    else:
        yield Reason("period", NOTE, "period_note")
    yield from _breaks(a, b, first, second)


def _breaks(a: Cell, b: Cell, first: Span, second: Span) -> Iterator[Reason]:
    early, late = sorted((first.year, second.year))
    touched = definitions.load("comparison")["touched_by_breaks"]
    for known in definitions.load("projections")["breaks"]:
        inside = {a.indicator, b.indicator} <= {known["indicator"], *touched.get(known["indicator"], ())}
        whose = known["area"][:2] if known["area"].endswith("0000") else known["area"]
        inside = inside and a.area.startswith(whose) and b.area.startswith(whose)
        if inside and early < int(known["period"]) <= late:
            yield Reason("period", NOTE, "period_break", known)


def _status(a: Cell, b: Cell) -> Iterator[Reason]:
    if a.status == b.status:
        return
    if "target" not in (a.status, b.status):
        yield Reason("status", NOTE, "status_note")
    elif (a.place, a.period, a.indicator, a.measure) == (b.place, b.period, b.indicator, b.measure):
        yield Reason("status", NOTE, "status_outcome")
    else:
        yield Reason("status", NOT, "status_target")


@cache
def _levels() -> dict[str, str]:
    return {row["code"]: row["level"] for row in definitions.rows("areas")}


def level_of(cell: Cell) -> str:
    """Administrative level of a cell's place: province, prefecture, county, or part where it has no code."""
    return _levels().get(cell.area, "prefecture" if cell.area.endswith("00") else "county") if cell.area else "part"


def is_rate(cell: Cell) -> bool:
    """Whether the size of the place does not matter: a ratio, a growth or a completion."""
    return cell.measure in {"growth", "completion"} or (cell.measure == "level" and _facts(cell)["kind"] == "ratio")


def _area(a: Cell, b: Cell) -> Iterator[Reason]:
    if a.place == b.place:
        return
    authored = definitions.load("comparison")
    if level_of(a) != level_of(b):
        yield Reason("area", NOTE if is_rate(a) and is_rate(b) else NOT, "area_level")
    if a.area[:2] != b.area[:2]:
        if a.measure in authored["within_province"]:
            yield Reason("area", NOT, "area_province")
        elif a.indicator in authored["kept_by_provinces"]:
            yield Reason("area", NOTE, "area_lists")


def shared_bases(a: Cell, b: Cell) -> list[tuple[Basis, str, str]]:
    """Every basis that bears on both cells, with what each of them says."""
    first, second = dict(a.basis), dict(b.basis)
    by_name = {basis.name: basis for basis in bases_of(a.indicator, a.measure)}
    return [(by_name[name], first[name], second[name]) for name in by_name if name in first and name in second]


def _bases(a: Cell, b: Cell) -> Iterator[Reason]:
    for basis, said_a, said_b in shared_bases(a, b):
        if said_a and said_b:
            verdict, text = (SAME if said_a == said_b else basis.differs), "basis_differs"
        elif said_a or said_b:
            verdict, text = basis.unsaid, "basis_unsaid"
        else:
            verdict, text = basis.neither, "basis_neither"
        if verdict != SAME:
            yield Reason(f"basis:{basis.name}", verdict, text, (basis, said_a, said_b))


def _derived(a: Cell, b: Cell) -> Iterator[Reason]:
    if a.indicator == b.indicator and bool(a.rule) != bool(b.rule):
        yield Reason("derived", NOTE, "derived")


def reasons(a: Cell, b: Cell) -> tuple[Reason, ...]:
    """Every reason for which the two differ; none where they are the same in kind."""
    rules = (_indicator, _measure, _period, _status, _area, _bases, _derived)
    return tuple(reason for rule in rules for reason in rule(a, b))
