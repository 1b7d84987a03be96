"""The order of places by one indicator, as far as it holds under every admissible reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations

from analysis import definitions
from analysis.comparison.cells import Cell, area_words
from analysis.comparison.orders import CANNOT
from analysis.comparison.reasons import level_of
from analysis.comparison.spans import span_of
from analysis.comparison.verdicts import Comparison, compare
from analysis.errors import ComparisonError
from analysis.labels import full
from analysis.schema import codelist


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a ranking: every reading of its figure, and the first and last position it can have."""

    area: str
    area_name: str
    readings: tuple[Cell, ...]
    best: int
    worst: int

    @property
    def certain(self) -> bool:
        """Whether its position is known."""
        return self.best == self.worst


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places by one measure of one indicator, the highest first as far as an order holds.

    ``unordered`` are the pairs of places for which none does, ``ordered`` the others; each comparison tells why or
    with which note. ``left_out`` are figures of places that have none of the status ranked. ``result`` is
    ``ordered``, ``partly ordered`` or ``cannot be ordered``.
    """

    indicator: str
    measure: str
    places: tuple[Place, ...]
    ordered: tuple[Comparison, ...]
    unordered: tuple[Comparison, ...]
    left_out: tuple[Cell, ...]

    @property
    def result(self) -> str:
        """How far the order goes."""
        if not self.ordered:
            return CANNOT
        return "partly ordered" if self.unordered else "ordered"

    def words(self, language: str) -> str:
        """The order, its notes, and for what can't be ordered the reasons. ``language`` is zh or en."""
        texts = definitions.load("comparison")["ranking"]
        lines = []
        if len(self.places) < 2:
            lines.append(texts["too_few"][language].format(number=len(self.places)))
        if self.result != CANNOT:
            for place in self.places:
                where = texts["certain" if place.certain else "between"][language]
                lines.append(where.format(
                    place=area_words(place.readings[0], language), best=place.best, worst=place.worst,
                    value=_value_words(place, language),
                ))
        for pair in self.unordered:
            names = {"a": area_words(pair.a, language), "b": area_words(pair.b, language)}
            why = pair.words(language) if pair.reasons else texts["overlap"][language].format(
                a_value=_cell_value(pair.a, language), b_value=_cell_value(pair.b, language))
            lines.append(texts["unordered"][language].format(**names, why=why))
        notes = dict.fromkeys(pair.words(language) for pair in self.ordered if pair.reasons)
        lines += [texts["note"][language].format(words=words) for words in notes]
        statuses = definitions.load("indicators")["statuses"]
        lines += [
            texts["left_out"][language].format(
                place=area_words(cell, language), status=statuses[cell.status][language], code=cell.status
            )
            for cell in self.left_out
        ]
        return ("；" if language == "zh" else "; ").join(lines)


def _cell_value(cell: Cell, language: str) -> str:
    low, high = cell.interval.low, cell.interval.high
    return full(cell.unit, cell.value, low, high, cell.bound, language, cell.indicator, computed=bool(cell.rule))


def _value_words(place: Place, language: str) -> str:
    words = dict.fromkeys(_cell_value(cell, language) for cell in place.readings)
    return (" 或 " if language == "zh" else " or ").join(words)


def _end(cell: Cell) -> int:
    span = span_of(cell.period)
    return span.year if span else 0


def _by_place(figures: Iterable[Cell]) -> dict[str, list[Cell]]:
    """By place, every reading of its latest figure."""
    found: dict[str, list[Cell]] = {}
    for cell in figures:
        found.setdefault(cell.place, []).append(cell)
    latest = {place: max(cell.period for cell in cells) for place, cells in found.items()}
    return {place: [c for c in cells if c.period == latest[place]] for place, cells in found.items()}


def _pair(first: Sequence[Cell], second: Sequence[Cell], mixing: Sequence[str]) -> tuple[str, Comparison]:
    """How one place stands to another whatever reading is taken of each, and a comparison that tells why."""
    found = [compare(a, b, mixing) for a in first for b in second]
    orders = {comparison.order or CANNOT for comparison in found}
    undecided = next((comparison for comparison in found if (comparison.order or CANNOT) == CANNOT), found[0])
    return (orders.pop() if len(orders) == 1 else CANNOT), undecided


def _checked(indicator: str, measure: str, basis: Mapping[str, str]) -> None:
    for kind, code in (("indicators", indicator), ("measures", measure)):
        known = codelist(kind)
        if code not in known:
            near = get_close_matches(code, known, 3) or known[:3]
            raise ComparisonError(f"no {kind[:-1]} '{code}'; expected a code of indicators.yaml, as {', '.join(near)}")
    authored = definitions.load("comparison")["bases"]
    for name, answer in basis.items():
        if name not in authored or answer not in (*authored[name].get("options", {answer: None}),):
            options = authored.get(name, {}).get("options", authored)
            raise ComparisonError(f"no basis {name}={answer} in comparison.yaml; expected one of {', '.join(options)}")


def ranking(
    known: Sequence[Cell],
    indicator: str,
    measure: str = "level",
    period: str | None = None,
    *,
    level: str = "prefecture",
    basis: Mapping[str, str] | None = None,
    mixing: Sequence[str] = (),
) -> Ranking:
    """Places of one administrative level by a measure of an indicator, the highest first.

    ``known`` are the cells of ``cells(observations, sentences)``. Without ``period`` each place enters with its
    latest, and places of different periods are not ordered. ``basis`` keeps to figures that say they count that,
    as in ``{"numerator": "loans"}``. Only actuals are ranked, unless statuses are named in ``mixing``. Raises
    ComparisonError for an unknown code.
    """
    asked = basis or {}
    _checked(indicator, measure, asked)
    figures = [
        cell for cell in known
        if (cell.indicator, cell.measure) == (indicator, measure) and level_of(cell) == level
        and period in (None, cell.period) and all(dict(cell.basis).get(name) == asked[name] for name in asked)
    ]
    statuses, known_statuses = set(mixing) or {"actual"}, codelist("statuses")
    readings = _by_place(cell for cell in figures if cell.status in statuses)
    others: dict[str, Cell] = {}
    for cell in sorted(figures, key=lambda cell: (known_statuses.index(cell.status), -_end(cell))):
        if cell.place not in readings:
            others.setdefault(cell.place, cell)
    facts = definitions.load("indicators")["indicators"][indicator]
    less_is_better = measure == "rank" or facts.get("better") == "less"
    above = {place: 0 for place in readings}
    below = dict(above)
    ordered, unordered = [], []
    for a, b in combinations(sorted(readings), 2):
        order, comparison = _pair(readings[a], readings[b], mixing)
        if order == CANNOT:
            unordered.append(comparison)
            continue
        ordered.append(comparison)
        if order != "equal":
            first_above = (order == "greater") != less_is_better
            above[b if first_above else a] += 1
            below[a if first_above else b] += 1
    number = len(readings)
    places = [
        Place(cells[0].area, cells[0].area_name, tuple(cells), above[place] + 1, number - below[place])
        for place, cells in readings.items()
    ]
    places.sort(key=lambda place: (place.best, place.worst, place.area))
    left_out = tuple(others[place] for place in sorted(others))
    return Ranking(indicator, measure, tuple(places), tuple(ordered), tuple(unordered), left_out)
