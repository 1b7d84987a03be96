"""R&D expenditure = intensity × GDP, taken apart where the parts are known, each vintage of GDP by itself.

A published intensity belongs to one vintage of GDP. Growth is therefore only taken between two years of the same
vintage, and an intensity computed with another vintage stands beside the stated one, never in its place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import themes
from analysis.histories import actual_points
from analysis.intervals import Interval, growth
from analysis.outcomes import Figure, known_figures
from analysis.projections import Point
from analysis.tables import frame, observations_of


def _cells(name: str, value: float | None, interval: Interval) -> dict[str, Any]:
    return {name: themes.rounded(value), f"{name}_low": themes.rounded(interval.low),
            f"{name}_high": themes.rounded(interval.high)}


def _level(point: Point, gdp: Figure, stated: Point | None) -> dict[str, Any]:
    assert point.value is not None and gdp.value is not None
    computed = point.interval / gdp.interval * 100
    own: dict[str, Any] = {}
    if stated:
        own = {**_cells("rd_intensity", stated.value, stated.interval), "agrees": stated.interval.intersects(computed)}
    return {
        **_cells("rd_expenditure", point.value, point.interval),
        **_cells("gdp", gdp.value, gdp.interval),
        **_cells("intensity_computed", 100 * point.value / gdp.value, computed),
        **own,
    }


def _change(now: Point, before: Point, gdp: Figure, gdp_before: Figure) -> dict[str, Any]:
    """Growth since the year before, of the whole and of its parts, and R&D if only GDP went on as it did."""
    assert now.value and before.value and gdp.value and gdp_before.value
    whole, part = now.value / before.value, gdp.value / gdp_before.value
    whole_interval, part_interval = growth(now.interval, before.interval), growth(gdp.interval, gdp_before.interval)
    intensity = (whole_interval / 100 + 1) / (part_interval / 100 + 1) * 100 - 100
    steady = now.interval * (part_interval / 100 + 1)
    return {
        "since": str(before.year),
        **_cells("rd_growth", 100 * whole - 100, whole_interval),
        **_cells("gdp_growth", 100 * part - 100, part_interval),
        **_cells("intensity_growth", 100 * whole / part - 100, intensity),
        "intensity_share": themes.rounded(100 * math.log(whole / part) / math.log(whole)) if whole != 1 else None,
        **_cells("next_if_intensity_stays", now.value * part, steady),
    }


def _of_vintage(
    place: Mapping[str, str], gdps: Sequence[Figure], spent: Mapping[int, Point], stated: Mapping[int, Point]
) -> list[dict[str, Any]]:
    rows = []
    by_year = {int(f.period): f for f in gdps}
    for year, gdp in sorted(by_year.items()):
        point, earlier = spent.get(year), spent.get(year - 1)
        if point is None or point.value is None or not gdp.value:
            continue
        row = {**place, "period": str(year), "vintage": gdp.title, "tier": gdp.tier, "note": gdp.note,
               "observation_ids": tuple(dict.fromkeys((*point.ids, *(stated[year].ids if year in stated else ())))),
               **_level(point, gdp, stated.get(year))}
        before = by_year.get(year - 1)
        if earlier and earlier.value and before and before.value:
            row |= _change(point, earlier, gdp, before)
        rows.append(row)
    return rows


def decomposition(observations: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The frame of ``rd_decomposition.csv``: one row for each place, year and vintage of GDP that is on record.

    GDP implied by a report's own R&D and intensity is left out: taken apart again, it would only give itself.
    """
    known = known_figures(observations_of(observations), outcomes)
    names = dict(zip(outcomes["area"], outcomes["area_name"], strict=True))
    rows: list[dict[str, Any]] = []
    for (indicator, area), figures in sorted(known.items()):
        given = [f for f in figures if f.source == "reference" and themes.YEAR.fullmatch(f.period)]
        if indicator != "gdp" or not given:
            continue
        spent = {p.year: p for p in actual_points(known.get(("rd_expenditure", area), []))}
        stated = {p.year: p for p in actual_points(known.get(("rd_intensity", area), []))}
        for vintage in sorted({f.title for f in given}):
            place = {"area": area, "area_name": names.get(area, area)}
            rows += _of_vintage(place, [f for f in given if f.title == vintage], spent, stated)
    return frame("rd_decomposition", rows)
