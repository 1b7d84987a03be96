"""Intervals around a projection: as much as the residual degrees of freedom bear, and no more.

The rule is decided in code and not by warnings: statsmodels says nothing at three points and reports a
perfect fit at two. Limits come from statsmodels' OLS, as the interval of one new observation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.intervals import Interval

#: Coverage of the two bands, in percent.
LEVELS = (80, 95)
#: Logarithm beyond which a band says nothing any more and is left open.
_LARGEST_LOG = 600.0


@dataclass(frozen=True, slots=True)
class Band:
    """An interval around a projection, or the reason for having none.

    ``kind`` is none, fan or prediction; ``ends`` maps a coverage in percent to its interval.
    """

    kind: str
    reason: str
    n: int
    freedom: int
    ends: Mapping[int, Interval] = field(default_factory=dict)


def band_rule(n: int, ahead: int) -> tuple[str, str]:
    """Kind of band that ``n`` points bear ``ahead`` years on, and the reason: a line costs two degrees of freedom."""
    freedom = n - 2
    if freedom <= 0:
        return "none", "no_freedom"
    if freedom == 1:
        return ("fan", "fan") if ahead == 1 else ("none", "fan_one_year")
    return "prediction", "at_least_this_wide"


def _fit(endog: Sequence[float], exog: Sequence[Sequence[float]], at: Sequence[float]) -> Any:
    """Least squares by statsmodels and what it predicts at ``at``."""
    from statsmodels.regression.linear_model import OLS

    return OLS(list(endog), [list(row) for row in exog]).fit().get_prediction([list(at)])


def _ends(prediction: Any) -> dict[int, tuple[float, float]]:
    """Interval of one new observation by coverage: Student's t with the residual degrees of freedom."""
    return {level: tuple(prediction.conf_int(obs=True, alpha=1 - level / 100)[0]) for level in LEVELS}


def log_line(years: Sequence[int], values: Sequence[float], ahead: int) -> Any:
    """What the least-squares line through the logarithms predicts ``ahead`` years on (statsmodels' prediction)."""
    rows = [[1.0, float(year - years[-1])] for year in years]
    return _fit([math.log(value) for value in values], rows, [1.0, float(ahead)])


def _log_linear_band(years: Sequence[int], values: Sequence[float], ahead: int) -> dict[int, Interval]:
    ends = _ends(log_line(years, values, ahead))
    return {level: _opened(*(math.exp(min(x, _LARGEST_LOG)) for x in pair)) for level, pair in ends.items()}


def _drift_band(years: Sequence[int], values: Sequence[float], ahead: int) -> dict[int, Interval]:
    """Random walk with drift: each step has the drift times its years as mean, and a variance that grows with them."""
    spans = [math.sqrt(b - a) for a, b in zip(years, years[1:], strict=False)]
    steps = [(b - a) / root for a, b, root in zip(values, values[1:], spans, strict=False)]
    root = math.sqrt(ahead)
    ends = _ends(_fit(steps, [[each] for each in spans], [root]))
    return {level: _opened(*(values[-1] + root * x for x in pair)) for level, pair in ends.items()}


def _opened(low: float, high: float) -> Interval:
    """A band of numbers that can't be negative."""
    return Interval(max(float(low), 0.0), max(float(high), 0.0) if high < math.exp(_LARGEST_LOG) else None)


_BANDS = {"drift": _drift_band, "log_linear": _log_linear_band}


def band(method: str, years: Sequence[int], values: Sequence[float] | None, ahead: int) -> Band:
    """The interval of ``method`` ``ahead`` years after the last of ``years``, or none and the reason.

    ``method`` is drift, log_linear or empty for a rule without an interval; ``values`` is None where a point has no
    value, or no limit on one side.
    """
    n = len(years)
    kind, reason = band_rule(n, ahead)
    if n > 2 and not method:
        kind, reason = "none", "no_band"
    elif kind != "none" and values is None:
        kind, reason = "none", "no_nominal"
    if kind == "none" or values is None:
        return Band("none", reason, n, max(n - 2, 0))
    return Band(kind, reason, n, n - 2, _BANDS[method](years, values, ahead))
