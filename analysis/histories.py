"""From known figures to histories: one actual a year, cut where a stated break ends the line.

A target or an expectation never enters a history. Later official figures enter only the basis that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from analysis import definitions, themes
from analysis.errors import DefinitionError
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.outcomes import Figure, Known, known_figures
from analysis.projections import Point, Rate, yearly_growth
from analysis.schema import unit_of

#: Sources that count as the reports alone.
REPORTS = frozenset({"report", "derived"})


@dataclass(frozen=True, slots=True)
class Break:
    """A stated change of rules: from ``year`` on, figures belong to another line."""

    indicator: str
    area: str
    year: int
    report: str
    quote: str
    short: Mapping[str, str]
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class History:
    """The actuals of one level up to an origin. ``last`` tells whether no later actual of this basis is known.

    ``points`` begin after the last break that was in force at the origin; ``ends`` is the first break after it.
    """

    area: str
    area_name: str
    indicator: str
    unit: str
    basis: str
    points: tuple[Point, ...]
    last: bool
    ends: Break | None

    @property
    def origin(self) -> int:
        return self.points[-1].year


# ---------------------------------------------------------------- authored records


@cache
def breaks() -> tuple[Break, ...]:
    """Every break of the definitions."""
    return tuple(
        Break(b["indicator"], b["area"], int(b["period"]), b["report"], b["quote"], b["short"],
              {"zh": b["zh"], "en": b["en"]})
        for b in definitions.load("projections")["breaks"]
    )


def breaks_of(indicator: str, area: str) -> list[Break]:
    """Breaks that hold for an indicator in an area, its own or its province's, in the order of their years."""
    places = {area, area[:2] + "0000"}
    return sorted((b for b in breaks() if b.indicator == indicator and b.area in places), key=lambda b: b.year)


def check_breaks(texts: Mapping[str, str]) -> None:
    """Tripwire: the quote of each break must stand exactly once in its report (report → text).

    Raises DefinitionError naming the record that no longer applies.
    """
    for each in breaks():
        found = texts.get(each.report, "").count(each.quote)
        if found != 1:
            raise DefinitionError(
                f"projections.yaml, break of {each.indicator} in {each.year}: the quote stands {found} times in "
                f"{each.report}; expected once; mend the quote or drop the record"
            )


def _row_of_note(note: Mapping[str, Any], outcomes: pd.DataFrame) -> list[dict[str, Any]]:
    rows = outcomes[
        (outcomes["area"] == note["area"])
        & (outcomes["indicator"] == note.get("note_of", note["indicator"]))
        & (outcomes["period"] == note["period"])
        & (outcomes["measure"] == "level")
    ]
    return [row for row in rows.to_dict("records") if note["quote"] in row["note"]]


def check_notes(outcomes: pd.DataFrame) -> None:
    """Tripwire: each figure taken from a note must still stand in the note of exactly one row.

    Raises DefinitionError naming the record that no longer applies.
    """
    for note in definitions.load("projections")["notes"]:
        found = len(_row_of_note(note, outcomes))
        if found != 1:
            raise DefinitionError(
                f"projections.yaml, note on {note['indicator']} of {note['area']} in {note['period']}: "
                f"'{note['quote']}' stands in {found} notes of outcomes.csv; expected one; mend or drop the record"
            )


def _level(row: Mapping[str, Any], figures: Sequence[Figure]) -> Figure | None:
    same = (f for f in figures if f.source == "reference" and f.period == row["period"] and f.measure == "level")
    return next((f for f in same if f.title == row["title"]), None)


def _noted(known: Known, outcomes: pd.DataFrame) -> Iterator[tuple[tuple[str, str], Figure]]:
    """The growth or change that a note states, and the level of the year before that follows from it."""
    for note in definitions.load("projections")["notes"]:
        place = (note["indicator"], note["area"])
        for row in _row_of_note(note, outcomes):
            level = _level(row, known.get(place, []))
            if level is None or level.value is None:
                continue
            said = Interval.from_rounding(note["value"], note["resolution"])
            unit = unit_of(note["indicator"], note["measure"])
            stated = replace(level, measure=note["measure"], value=float(note["value"]), interval=said, unit=unit)
            yield place, replace(stated, note=f"note of the figure for {note['period']}: {note['quote']}")
            if note["measure"] == "growth":
                value = level.value / (1 + note["value"] / 100)
                interval = level.interval / (said / 100 + 1)
            else:
                value, interval = level.value - note["value"], level.interval - said
            before = str(int(note["period"]) - 1)
            yield place, replace(level, period=before, value=themes.rounded(value), interval=interval,
                                 bound="between", note=f"from {note['period']} and {note['quote']}")


def known_with_notes(observations: list[Observation], outcomes: pd.DataFrame) -> Known:
    """Every actual and expected figure by indicator and place, with those that notes of later figures state."""
    known = known_figures(observations, outcomes)
    for place, figure in list(_noted(known, outcomes)):
        known[place] = [*known.get(place, []), figure]
    return known


# ---------------------------------------------------------------- histories


def actual_points(figures: Sequence[Figure], later: bool = True) -> tuple[Point, ...]:
    """The actual levels of whole years, one a year from the best source; ``later`` admits later official figures."""
    order = definitions.load("targets")["sources"]
    best: dict[int, Figure] = {}
    for figure in figures:
        usable = figure.measure == "level" and figure.status == "actual" and themes.YEAR.fullmatch(figure.period)
        if not usable or not (later or figure.source in REPORTS):
            continue
        year = int(figure.period)
        rival = best.get(year)
        rank = (order.index(figure.source), figure.interval.width)
        if rival is None or rank < (order.index(rival.source), rival.interval.width):
            best[year] = figure
    return tuple(
        Point(year, f.value, f.interval, f.source, f.title, f.ids) for year, f in sorted(best.items())
    )


def since_break(points: Sequence[Point], cuts: Sequence[Break]) -> tuple[Point, ...]:
    """The points after the last break that was in force at the last of them."""
    first = max((b.year for b in cuts if b.year <= points[-1].year), default=points[0].year)
    return tuple(p for p in points if p.year >= first)


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in definitions.rows("areas")}


def _of_series(indicator: str, area: str, figures: Sequence[Figure]) -> Iterator[History]:
    cuts = breaks_of(indicator, area)
    unit = unit_of(indicator, "level")
    for basis, points in (("reports", actual_points(figures, later=False)), ("with_later_figures",
                                                                             actual_points(figures))):
        for end in range(1, len(points) + 1):
            part = points[:end]
            if basis == "with_later_figures" and all(p.source in REPORTS for p in part):
                continue
            ends = next((b for b in cuts if b.year > part[-1].year), None)
            kept = since_break(part, cuts)
            yield History(area, _names().get(area, area), indicator, unit, basis, kept, end == len(points), ends)


def histories(known: Known) -> list[History]:
    """Every history that may be projected from: each origin of each level that the definitions name."""
    wanted = definitions.load("projections")["indicators"]
    return [
        history
        for (indicator, area), figures in sorted(known.items())
        if indicator in wanted and area in _names()
        for history in _of_series(indicator, area, figures)
    ]


def province_rate(known: Known, history: History) -> Rate | None:
    """Yearly growth of the province in the latest year known at the origin and within the history's years.

    Stated growth comes first, else the growth between the province's last two levels; the reports come first, else
    later official figures, which the rate then names. None for the province itself, and where nothing is known.
    """
    found = _rate(known, history, later=False) if history.basis == "reports" else None
    return found or _rate(known, history, later=True)


def _rate(known: Known, history: History, later: bool) -> Rate | None:
    province = history.area[:2] + "0000"
    if province == history.area:
        return None
    figures = known.get((history.indicator, province), [])
    inside = range(history.points[0].year + 1, history.origin + 1)
    stated = [
        f for f in figures
        if f.measure == "growth" and f.status == "actual" and themes.YEAR.fullmatch(f.period)
        and int(f.period) in inside and f.value is not None and (later or f.source in REPORTS)
    ]
    points = [p for p in actual_points(figures, later=later) if p.year <= history.origin]
    pairs = [(a, b) for a, b in zip(points, points[1:], strict=False) if b.year in inside]
    latest = max((int(f.period) for f in stated), default=0)
    if pairs and pairs[-1][1].year > latest:
        return yearly_growth(*pairs[-1])
    best = next((f for f in stated if int(f.period) == latest), None)
    if best is None or best.value is None:
        return None
    return Rate(best.value, best.interval, best.ids, () if best.source in REPORTS else (best.title,))
