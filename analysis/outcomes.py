"""What is known of an indicator in a place: stated actuals, later official figures, derived values.

From here the target ledger takes the outcome of a target and the level it started from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import definitions, themes
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.phrases import said

YEARS = re.compile(r"(?:[0-9]{4}/)?([0-9]{4})")
#: Measures that state an amount, so that one may stand beside another of the same period.
AMOUNTS = frozenset({"level", "new", "cumulative"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A known value that may be the outcome of a target or its starting point."""

    source: str
    title: str
    indicator: str
    measure: str
    period: str
    status: str
    value: float | None
    interval: Interval
    bound: str
    unit: str
    ids: tuple[str, ...] = ()
    quote: str = ""
    url: str = ""
    tier: str = ""
    note: str = ""

    def words(self, language: str) -> str:
        """The value as a sentence may say it; a derived one by its nominal value where it has one."""
        low, high = self.interval.low, self.interval.high
        if self.source == "derived" and self.value is not None and self.bound == "between":
            low = high = None
        return said(self.value, low, high, self.bound, self.unit, language, self.indicator)


Known = dict[tuple[str, str], list[Figure]]


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    yield from table.itertuples(index=False)


def place_of(row: Any) -> str:
    """Code of a row's area, or its name where it has no code."""
    return str(row.area or row.area_name)


def year_of(period: str) -> int | None:
    """Year at whose end a period ends; None where it is no year or span of years."""
    match = YEARS.fullmatch(period)
    return int(match.group(1)) if match else None


def _of_observation(row: Observation) -> Figure:
    return Figure(
        source="report",
        title=row.report,
        indicator=row.indicator,
        measure=row.measure,
        period=row.period,
        status=row.status,
        value=row.value,
        interval=themes.interval_of(row),
        bound=row.bound,
        unit=row.unit,
        ids=(row.observation_id,),
        quote=row.quote,
        note=row.note,
    )


def printed_half(value: float, unit: str) -> float:
    """Half of the place value of the last digit that is not zero; nothing for a count."""
    if unit == "count" or not value:
        return 0.0
    digits = Decimal(repr(value)).normalize()
    return float(Decimal(5).scaleb(int(digits.as_tuple().exponent) - 1))


def _of_reference(row: Any) -> Figure:
    value = float(row.value)
    half = printed_half(value, row.unit)
    return Figure(
        source="reference",
        title=row.title,
        indicator=row.indicator,
        measure=row.measure,
        period=row.period,
        status="actual",
        value=value,
        interval=Interval.from_bounds(value - half, value + half),
        bound="exact",
        unit=row.unit,
        url=row.url,
        tier=row.tier,
        note=row.note,
    )


def _of_derived(row: Mapping[str, Any]) -> Figure:
    return Figure(
        source="derived",
        title=row["report"],
        indicator=row["indicator"],
        measure=row["measure"],
        period=row["period"],
        status=row["status"],
        value=row["value"],
        interval=Interval.from_bounds(row["low"], row["high"]),
        bound=row["bound"],
        unit=row["unit"],
        ids=row["observation_ids"],
        note=row["formula"],
    )


def known_figures(observations: list[Observation], outcomes: pd.DataFrame) -> Known:
    """Every actual and expected figure by indicator and place, best source first."""
    known: Known = {}
    for row in observations:
        if row.status != "target":
            known.setdefault((row.indicator, place_of(row)), []).append(_of_observation(row))
    for given in _rows(outcomes):
        known.setdefault((given.indicator, place_of(given)), []).append(_of_reference(given))
    for derived in themes.derived(row for row in observations if row.status == "actual"):
        place = derived["area"] or derived["area_name"]
        known.setdefault((derived["indicator"], place), []).append(_of_derived(derived))
    order = definitions.load("targets")["sources"]
    for figures in known.values():
        figures.sort(key=lambda figure: (order.index(figure.source), figure.tier))
    return known


def _growth_between_levels(figures: list[Figure], period: str) -> Figure | None:
    """Growth of a year computed from two stated levels, where no report states it."""
    year = year_of(period)
    levels = [f for f in figures if f.measure == "level" and f.status == "actual" and f.source != "derived"]
    now = next((f for f in levels if f.period == period), None)
    before = next((f for f in levels if year and f.period == str(year - 1)), None)
    if now is None or before is None:
        return None
    hundred = Interval.exact(100.0)
    interval = now.interval / before.interval * hundred - hundred
    nominal = None if now.value is None or not before.value else 100 * now.value / before.value - 100
    return Figure(
        source="derived",
        title=now.title,
        indicator=now.indicator,
        measure="growth",
        period=period,
        status="actual",
        value=themes.rounded(nominal),
        interval=interval,
        bound=themes.bound_of(interval.low, interval.high),
        unit="percent",
        ids=now.ids + before.ids,
        note=f"growth = 100 * level / level(t-1) - 100; {before.title}",
    )


def outcomes_of(target: Observation, figures: list[Figure]) -> tuple[str, list[Figure]]:
    """The figures to judge a target by, best first, and the reason when none of them can decide it."""
    if not target.period:
        return "no_outcome", []
    same = [f for f in figures if f.period == target.period and f.measure == target.measure]
    actual = [f for f in same if f.status == "actual"]
    if not actual and target.measure == "growth":
        growth = _growth_between_levels(figures, target.period)
        actual = [growth] if growth else []
    if actual:
        return "", actual
    if same:
        return "only_expected", same
    amounts = [f for f in figures if f.status == "actual" and f.source != "derived" and f.measure in AMOUNTS]
    beside = [f for f in amounts if f.period == target.period and target.measure in AMOUNTS]
    if beside:
        return "other_measure", beside
    due = year_of(target.period)
    later = [
        (year, f) for f in amounts if f.measure == target.measure and due and (year := year_of(f.period) or 0) > due
    ]
    if later:
        first = min(year for year, _ in later)
        return "other_period", [f for year, f in later if year == first]
    return "no_outcome", []


def last_actual(target: Observation, figures: list[Figure]) -> Figure | None:
    """The latest actual level before the target's period, from the best source."""
    due = year_of(target.period)
    if target.measure != "level" or due is None:
        return None
    before = [
        (year, f)
        for f in figures
        if f.measure == "level" and f.status == "actual" and (year := year_of(f.period)) and year < due
    ]
    latest = max((year for year, _ in before), default=None)
    return next((f for year, f in before if year == latest), None)


def expected_since(last: Figure, target: Observation, figures: list[Figure]) -> Figure | None:
    """The latest expectation after the last actual and before the target's period."""
    since, due = year_of(last.period) or 0, year_of(target.period) or 0
    between = [
        (year, f)
        for f in figures
        if f.measure == "level" and f.status == "expected" and since < (year := year_of(f.period) or 0) < due
    ]
    latest = max((year for year, _ in between), default=None)
    return next((f for year, f in between if year == latest), None)
