"""Figures carried forward by a few fixed rules, with an interval only where the points can bear one.

The rules are data (``definitions/projections.yaml``), fixed before any outcome was seen. Each is a sum or a
product of the points of a history, every point with one weight, so what wording and rounding leave open goes
through to the result exactly. Intervals follow from the residual degrees of freedom, decided in code: two
points leave none. No projection reaches further ahead than its history is long.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from analysis import definitions
from analysis.bands import Band, band, log_line
from analysis.errors import ProjectionError
from analysis.intervals import Interval, growth, total

#: A power is not the nearest float; this share of it, added on either side, holds the true one.
_SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class Point:
    """One actual of a history: year, nominal value (None for a pure range) and what it may be."""

    year: int
    value: float | None
    interval: Interval
    source: str = "report"
    title: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """Yearly growth in percent: nominal, and what it may be. ``later`` names the later publications it rests on."""

    value: float
    interval: Interval
    ids: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Projection:
    """What one rule makes of one history for one later year; ``refused`` is the reason where it makes nothing.

    ``interval`` is what the bounds of the points leave open; ``band`` what the spread of the points adds.
    """

    method: str
    origin: int
    year: int
    n: int
    value: float | None
    interval: Interval | None
    band: Band
    refused: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def horizon(self) -> int:
        """Years ahead of the last actual."""
        return self.year - self.origin


class _Method(NamedTuple):
    name: str
    needs: int
    band: bool
    province: bool


class _Weighted(NamedTuple):
    """A rule's result before it is computed: one weight a point, added or (``powers``) multiplied."""

    powers: bool
    weights: Sequence[Fraction]


# ---------------------------------------------------------------- the rules


def _naive(years: Sequence[int], ahead: int) -> _Weighted:
    return _Weighted(False, [*_zeros(len(years) - 1), Fraction(1)])


def _drift(years: Sequence[int], ahead: int) -> _Weighted:
    step = Fraction(ahead, years[-1] - years[0])
    return _Weighted(False, [-step, *_zeros(len(years) - 2), 1 + step])


def _growth(years: Sequence[int], ahead: int) -> _Weighted:
    step = Fraction(ahead, years[-1] - years[-2])
    return _Weighted(True, [*_zeros(len(years) - 2), -step, 1 + step])


def _log_linear(years: Sequence[int], ahead: int) -> _Weighted:
    """The weight that least squares gives the logarithm of each point (a row of the hat matrix)."""
    middle = Fraction(sum(years), len(years))
    spread = sum((year - middle) ** 2 for year in years)
    reach = years[-1] + ahead - middle
    return _Weighted(True, [Fraction(1, len(years)) + reach * (year - middle) / spread for year in years])


def _zeros(count: int) -> list[Fraction]:
    return [Fraction(0)] * count


_RULES: Mapping[str, Callable[[Sequence[int], int], _Weighted]] = {
    "naive": _naive,
    "drift": _drift,
    "growth": _growth,
    "province": _naive,  # the last actual, then multiplied by the province's growth
    "log_linear": _log_linear,
}


def methods() -> tuple[str, ...]:
    """Names of the rules, in the order of the definitions."""
    return tuple(definitions.load("projections")["methods"])


def _method(name: str) -> _Method:
    known = definitions.load("projections")["methods"]
    if name not in known or name not in _RULES:
        raise ProjectionError(f"no projection method '{name}'; expected one of {', '.join(m for m in known)}")
    spec = known[name]
    return _Method(name, spec["needs"], spec["band"], spec["province"])


# ---------------------------------------------------------------- arithmetic


def power(base: Interval, exponent: Fraction | float) -> Interval:
    """``base`` to a real exponent, for numbers above zero; the true value lies inside.

    Raises ValueError when the base reaches zero or below.
    """
    if base.low is None or base.low <= 0:
        raise ValueError(f"power of {base.format()}: expected numbers above zero")
    if exponent in (0, 1):
        return base if exponent else Interval.exact(1)
    low, high = (base.low, base.high) if exponent > 0 else (base.high, base.low)
    return Interval(
        0.0 if low is None else low ** float(exponent) * (1 - _SLACK),
        None if high is None else high ** float(exponent) * (1 + _SLACK),
    )


def _interval(parts: Sequence[Interval], rule: _Weighted) -> Interval:
    if not rule.powers:
        return total(part * weight for part, weight in zip(parts, rule.weights, strict=True) if weight)
    product = Interval.exact(1)
    for part, weight in zip(parts, rule.weights, strict=True):
        product = product * power(part, weight)
    return product


def _nominal(values: Sequence[float | None], rule: _Weighted) -> float | None:
    used = [(value, float(weight)) for value, weight in zip(values, rule.weights, strict=True) if weight]
    known = [(value, weight) for value, weight in used if value is not None]
    if len(known) < len(used):
        return None
    return math.prod(v**w for v, w in known) if rule.powers else math.fsum(v * w for v, w in known)


def _positive(points: Sequence[Point]) -> bool:
    return all(p.interval.low is not None and p.interval.low > 0 for p in points)


def _band(method: _Method, points: Sequence[Point], ahead: int) -> Band:
    bounded = all(p.value is not None and math.isfinite(p.interval.width) for p in points)
    values = [p.value for p in points if p.value is not None]
    return band(method.name if method.band else "", [p.year for p in points], values if bounded else None, ahead)


# ---------------------------------------------------------------- projecting


def history_length(points: Sequence[Point]) -> int:
    """Years from the first to the last actual."""
    return points[-1].year - points[0].year if points else 0


def years_ahead(points: Sequence[Point]) -> range:
    """The years that may be projected: as many as the history is long, and no more than the definitions allow."""
    most = min(history_length(points), definitions.load("projections")["most_years_ahead"])
    return range(points[-1].year + 1, points[-1].year + most + 1) if points else range(0)


def _refusal(method: _Method, points: Sequence[Point], ahead: int, rate: Rate | None) -> tuple[str, dict[str, Any]]:
    n, length = len(points), history_length(points)
    most = definitions.load("projections")["most_years_ahead"]
    if n == 1:
        return "one_point", {"first": points[0].year}
    if n < method.needs:
        return "too_few_points", {"needs": method.needs, "n": n}
    if ahead > length:
        return "beyond_history", {"horizon": ahead, "length": length}
    if ahead > most:
        return "beyond_most", {"horizon": ahead, "most": most}
    if method.province and rate is None:
        return "no_province_growth", {}
    if _RULES[method.name](tuple(p.year for p in points), ahead).powers and not _positive(points):
        return "not_positive", {}
    return "", {}


def _value(method: str, points: Sequence[Point], ahead: int, weighted: _Weighted) -> float | None:
    """The nominal result; that of the log-linear rule is what statsmodels fits."""
    values = [p.value for p in points]
    known = [value for value in values if value is not None]
    if method != "log_linear" or len(known) < len(values):
        return _nominal(values, weighted)
    return math.exp(float(log_line([p.year for p in points], known, ahead).predicted_mean[0]))


def project(points: Sequence[Point], method: str, year: int, province: Rate | None = None) -> Projection:
    """What ``method`` makes of a history for ``year``; a refusal with its reason where it can't.

    ``points`` are actuals in the order of their years; ``province`` is the yearly growth of the province known at
    the last of them. Raises ProjectionError for an unknown method, an empty history, years that don't rise, or a
    year that is not after the last actual.
    """
    rule = _method(method)
    years = [p.year for p in points]
    if not points or any(b <= a for a, b in zip(years, years[1:], strict=False)):
        raise ProjectionError(f"a history of the years {years}: expected one actual a year, in rising order")
    ahead = year - years[-1]
    if ahead < 1:
        raise ProjectionError(f"projection for {year}: expected a year after the last actual ({years[-1]})")
    refused, details = _refusal(rule, points, ahead, province)
    if refused:
        none = Band("none", refused, len(points), max(len(points) - 2, 0))
        return Projection(method, years[-1], year, len(points), None, None, none, refused, details)
    weighted = _RULES[method](years, ahead)
    value = _value(method, points, ahead, weighted)
    interval = _interval([p.interval for p in points], weighted)
    if rule.province and province is not None:
        factor = power(province.interval / 100 + 1, Fraction(ahead))
        interval = interval * factor
        value = None if value is None else value * (1 + province.value / 100) ** ahead
    return Projection(method, years[-1], year, len(points), value, interval, _band(rule, points, ahead))


def yearly_growth(first: Point, last: Point) -> Rate | None:
    """Growth a year between two actuals, in percent; None where one has no value above zero."""
    if not first.value or not last.value or min(first.value, last.value) <= 0 or not _positive([first, last]):
        return None
    years = last.year - first.year
    rate = power(last.interval, Fraction(1, years)) * power(first.interval, Fraction(-1, years)) * 100 - 100
    later = tuple(p.title for p in (first, last) if p.source == "reference")
    return Rate(100 * (last.value / first.value) ** (1 / years) - 100, rate, first.ids + last.ids, later)


def needed_a_year(last: Point, goal: float, year: int, percent: bool = False) -> Rate:
    """Growth a year from the last actual to ``goal``: percent, or points where the figure itself is in percent.

    Raises ProjectionError for a goal that is not ahead, or a last actual without a value above zero.
    """
    years = year - last.year
    if years < 1 or last.value is None or last.value <= 0:
        raise ProjectionError(f"growth from {last.year} to {year}: expected a later year and an actual above zero")
    if percent:
        return Rate((goal - last.value) / years, (goal - last.interval) / years, last.ids)
    whole = growth(goal, last.interval)
    interval = Interval.unknown() if whole.low is None or whole.low <= -100 else (
        power(whole / 100 + 1, Fraction(1, years)) * 100 - 100
    )
    return Rate(100 * (goal / last.value) ** (1 / years) - 100, interval, last.ids)


def reason_text(reason: str, lang: str, **details: Any) -> str:
    """The sentence of a reason in one language."""
    return str(definitions.load("projections")["reasons"][reason][lang]).format(**details)
