"""Which figures a reader is tempted to hold against each other; the frame of ``comparisons.csv``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from analysis import definitions, themes
from analysis.comparison.cells import Cell, cells
from analysis.comparison.reasons import is_rate, level_of
from analysis.comparison.spans import span_of
from analysis.comparison.verdicts import Comparison, compare
from analysis.errors import DefinitionError
from analysis.schema import codelist
from analysis.tables import frame

#: Columns of a side that are the cell's own fields.
OWN = ("report", "area", "area_name", "indicator", "measure", "period", "status", "value", "bound", "unit", "rule")
Kind = tuple[str, str]
Years = dict[tuple[str, ...], set[int]]


@cache
def _tempting() -> dict[Kind, tuple[int, ...]]:
    """Indicator and measure → the groups of comparison.yaml they are in."""
    found: dict[Kind, list[int]] = {}
    for number, group in enumerate(definitions.load("comparison")["tempting"]):
        strangers = set(group) - set(codelist("indicators"))
        strangers |= {measure for measures in group.values() for measure in measures} - set(codelist("measures"))
        if strangers:
            raise DefinitionError(
                f"comparison.yaml, tempting: no indicator or measure {', '.join(sorted(strangers))} in indicators.yaml"
            )
        for indicator, measures in group.items():
            for measure in measures:
                found.setdefault((indicator, measure), []).append(number)
    return {kind: tuple(numbers) for kind, numbers in found.items()}


def _own_group(cell: Cell) -> Kind:
    amounts = cell.measure in definitions.load("comparison")["amounts"]
    return (cell.indicator, "amounts" if amounts else cell.measure)


def _groups(known: Iterable[Cell]) -> Iterator[tuple[bool, list[Cell]]]:
    """Cells that may meet, and whether only those of different groups of their own are to meet."""
    own: dict[Kind, list[Cell]] = defaultdict(list)
    tempting: dict[int, list[Cell]] = defaultdict(list)
    for cell in known:
        own[_own_group(cell)].append(cell)
        for number in _tempting().get((cell.indicator, cell.measure), ()):
            tempting[number].append(cell)
    yield from ((False, group) for group in own.values())
    yield from ((True, group) for group in tempting.values())


def _neighbours(group: list[Cell], partners: int) -> Iterator[tuple[Cell, Cell]]:
    """Every pair of a small group; in a large one every cell with the next of its year, kind and part of the land."""
    group = sorted(group, key=lambda c: (_year(c), c.indicator, c.measure, c.status, c.key))
    for place, cell in enumerate(group):
        for other in group[place + 1 : place + 1 + partners]:
            yield (cell, other) if cell.key <= other.key else (other, cell)


def _year(cell: Cell) -> int:
    span = span_of(cell.period)
    return span.year if span else 0


def _kind(cell: Cell) -> tuple[str, ...]:
    return (cell.place, cell.indicator, cell.measure, "target" if cell.status == "target" else "")


def _years(known: Iterable[Cell]) -> Years:
    years: Years = defaultdict(set)
    for cell in known:
        years[_kind(cell)].add(_year(cell))
    return years


def _tempts(a: Cell, b: Cell, years: Mapping[bool, Years]) -> bool:
    """Whether a reader would set the two side by side.

    Places of one level, unless size does not matter; no two differences at once; years that lie apart only
    where the two places share none. ``years`` holds those of all cells, and under False of the stated ones.
    """
    if a.place != b.place and level_of(a) != level_of(b) and not (is_rate(a) and is_rate(b)):
        return False
    one_kind = (a.indicator, a.measure) == (b.indicator, b.measure)
    if a.status != b.status and not one_kind:
        return False
    apart = abs(_year(a) - _year(b))
    if not apart:
        return True
    if apart > definitions.load("comparison")["years_apart"] or (a.status == "target") != (b.status == "target"):
        return False
    if a.place == b.place:
        return one_kind
    at_hand = years[bool(a.rule or b.rule)]
    return not at_hand[_kind(a)] & at_hand[_kind(b)]


def pairs(known: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Pairs worth a verdict, each once: at most a fixed number for each cell, so linear in their number.

    Parts of a place without a code and figures without a period are left out.
    """
    coded = [cell for cell in known if cell.area and cell.period]
    years = {True: _years(coded), False: _years(cell for cell in coded if not cell.rule)}
    partners = int(definitions.load("comparison")["partners"])
    for across, group in _groups(coded):
        for a, b in _neighbours(group, partners):
            if not (across and _own_group(a) == _own_group(b)) and _tempts(a, b, years):
                yield a, b


def comparisons_of(known: Sequence[Cell]) -> list[Comparison]:
    """The comparison of every pair that ``pairs`` offers."""
    return [compare(a, b) for a, b in pairs(known)]


def _side(cell: Cell, side: str) -> dict[str, Any]:
    said = [f"{name}={answer}" for name, answer in cell.basis if answer]
    low, high = themes.limits(cell.interval)
    return {
        f"ids_{side}": cell.ids,
        **{f"{name}_{side}": getattr(cell, name) for name in OWN},
        f"low_{side}": low,
        f"high_{side}": high,
        f"basis_{side}": tuple(said),
    }


def _row(found: Comparison) -> dict[str, Any]:
    return {
        **_side(found.a, "a"),
        **_side(found.b, "b"),
        "verdict": found.verdict,
        "reasons": tuple(dict.fromkeys(reason.code for reason in found.reasons)),
        "order": found.order,
        "reason_en": found.words("en"),
        "reason_zh": found.words("zh"),
    }


def comparisons(observations: pd.DataFrame, sentences: pd.DataFrame | None = None) -> pd.DataFrame:
    """Observations and their sentences → the frame of ``comparisons.csv``: one pair of figures a row."""
    return frame("comparisons", (_row(found) for found in comparisons_of(cells(observations, sentences))))
