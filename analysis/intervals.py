"""One interval type: what a wording or a rounding leaves open, carried through arithmetic.

The true value always lies inside: a computed end is moved outward by one floating-point step unless it is a whole
number computed from whole numbers. Where an order cannot be told, `Interval.compare` says so.
Every operation takes intervals or plain numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Literal, Protocol, TypeAlias

Order = Literal["less", "greater", "equal", "cannot be ordered"]
Number: TypeAlias = float | Fraction | Decimal
#: An end while computing: its value, infinite for a side without limit, and whether it belongs to the interval.
_End: TypeAlias = tuple[float, bool]
_INF = math.inf
_WHOLE = 2.0**53  # up to here floating point holds every whole number
_SHOWN_DIGITS = 12  # significant digits worth showing; beyond them lies the machine's own noise


class Worded(Protocol):
    """What `Interval.of` needs: a value with its bounds as in ``observations.csv``."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def bound(self) -> str: ...
    @property
    def resolution(self) -> float | None: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from ``low`` to ``high``, both with their ends unless ``*_closed`` says otherwise; ``None`` is no limit.

    Raises ValueError when ``low`` lies above ``high``, when an end is not a finite number, or when nothing is inside.
    """

    low: float | None
    high: float | None
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low is None:
            object.__setattr__(self, "low_closed", False)
        elif type(self.low) is not float or not math.isfinite(self.low):
            object.__setattr__(self, "low", _end(self.low, "low", -_INF))
        if self.high is None:
            object.__setattr__(self, "high_closed", False)
        elif type(self.high) is not float or not math.isfinite(self.high):
            object.__setattr__(self, "high", _end(self.high, "high", _INF))
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                raise ValueError(f"an interval runs upward: low {self.low} lies above high {self.high}; swap them")
            if self.low == self.high and not (self.low_closed and self.high_closed):
                raise ValueError(f"an interval of the one point {self.low} must include it; close both ends")

    # ------------------------------------------------------------ making one

    @classmethod
    def exact(cls, x: Number) -> Interval:
        """The one number ``x``."""
        return cls(x, x)  # type: ignore[arg-type]  # the constructor finds the floats around any number

    @classmethod
    def unknown(cls) -> Interval:
        """Nothing is known: no limit on either side."""
        return cls(None, None)

    @classmethod
    def from_bounds(cls, low: float | None, high: float | None) -> Interval:
        """Both ends included; ``None`` is a side without limit."""
        return cls(low, high)

    @classmethod
    def from_rounding(cls, value: Number, resolution: Number) -> Interval:
        """Every number that may be printed as ``value`` when its last digit has the place value ``resolution``.

        10.40 with resolution 0.01 is [10.395, 10.405]: both ends included, since halves are rounded either way.
        Raises ValueError for a negative resolution.
        """
        if resolution < 0:
            raise ValueError(f"the resolution is {resolution}; expected the place value of the last digit, above 0")
        printed, half = _as_printed(value), _as_printed(resolution) / 2
        return cls(printed - half, printed + half)  # type: ignore[arg-type]

    @classmethod
    def from_wording(
        cls, value: float | None, low: float | None, high: float | None, bound: str, resolution: float | None = None
    ) -> Interval:
        """What the columns of an observation allow.

        ``exact``: all that prints as ``value`` at ``resolution`` (None: the value itself) · ``at_least`` [low, ∞) ·
        ``at_most`` (−∞, high] · ``between`` [low, high] · ``about``: unknown, the nominal value stays outside.
        Raises ValueError for another bound, or one without the number it needs.
        """
        match bound:
            case "exact" if value is not None:
                return cls.exact(value) if resolution is None else cls.from_rounding(value, resolution)
            case "at_least" if low is not None:
                return cls(low, None)
            case "at_most" if high is not None:
                return cls(None, high)
            case "between" if low is not None and high is not None:
                return cls(low, high)
            case "about":
                return cls.unknown()
        raise ValueError(
            f"bound '{bound}' with value {value}, low {low}, high {high}; expected 'exact' with a value, 'at_least' "
            "with a low, 'at_most' with a high, 'between' with both, or 'about'"
        )

    @classmethod
    def of(cls, figure: Worded) -> Interval:
        """What the wording and the printed digits of a figure allow; a count printed to the last one is itself."""
        counted = figure.resolution == 1 and figure.unit in ("count", "rank")
        resolution = None if counted else figure.resolution
        return cls.from_wording(figure.value, figure.low, figure.high, figure.bound, resolution)

    @classmethod
    def _between(cls, low: _End, high: _End) -> Interval:
        return cls(None if math.isinf(low[0]) else low[0], None if math.isinf(high[0]) else high[0], low[1], high[1])

    # ------------------------------------------------------------ ends

    @property
    def _lower(self) -> _End:
        return (-_INF if self.low is None else self.low), self.low_closed

    @property
    def _upper(self) -> _End:
        return (_INF if self.high is None else self.high), self.high_closed

    @property
    def is_point(self) -> bool:
        """Whether exactly one number is left."""
        return self.low is not None and self.low == self.high

    @property
    def width(self) -> float:
        """Length; infinite when a side has no limit."""
        return self._upper[0] - self._lower[0]

    # ------------------------------------------------------------ arithmetic

    def __neg__(self) -> Interval:
        (low, low_closed), (high, high_closed) = self._lower, self._upper
        return Interval._between((-high, high_closed), (-low, low_closed))

    def __add__(self, other: Interval | Number) -> Interval:
        o = _interval(other)
        low, high = _sum(self._lower[0], o._lower[0])[0], _sum(self._upper[0], o._upper[0])[1]
        return Interval._between((low, self.low_closed and o.low_closed), (high, self.high_closed and o.high_closed))

    __radd__ = __add__

    def __sub__(self, other: Interval | Number) -> Interval:
        return self + (-_interval(other))

    def __rsub__(self, other: Interval | Number) -> Interval:
        return _interval(other) - self

    def __mul__(self, other: Interval | Number) -> Interval:
        return _from_corners(self, _interval(other), _product)

    __rmul__ = scale = __mul__

    def __truediv__(self, other: Interval | Number) -> Interval:
        """Quotient; unknown when the divisor reaches or touches zero."""
        o = _interval(other)
        return Interval.unknown() if o._lower[0] <= 0 <= o._upper[0] else _from_corners(self, o, _quotient)

    def __rtruediv__(self, other: Interval | Number) -> Interval:
        return _interval(other) / self

    # ------------------------------------------------------------ sets and order

    def contains(self, x: Number) -> bool:
        """Whether the number lies inside."""
        (low, low_closed), (high, high_closed) = self._lower, self._upper
        return (x > low or (x == low and low_closed)) and (x < high or (x == high and high_closed))

    def intersects(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return self.intersection(other) is not None

    def intersection(self, other: Interval) -> Interval | None:
        """What both allow; None when nothing is."""
        if self._lies_below(other) or other._lies_below(self):
            return None
        low, high = max(self._lower[0], other._lower[0]), min(self._upper[0], other._upper[0])
        low_closed = (low, False) not in (self._lower, other._lower)
        return Interval._between((low, low_closed), (high, (high, False) not in (self._upper, other._upper)))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        low, high = min(self._lower[0], other._lower[0]), max(self._upper[0], other._upper[0])
        low_closed = (low, True) in (self._lower, other._lower)
        return Interval._between((low, low_closed), (high, (high, True) in (self._upper, other._upper)))

    def compare(self, other: Interval | Number) -> Order:
        """How this stands to ``other``, as far as it holds for every number that both allow."""
        o = _interval(other)
        if self._lies_below(o):
            return "less"
        if o._lies_below(self):
            return "greater"
        return "equal" if self.is_point and self == o else "cannot be ordered"

    def _lies_below(self, o: Interval) -> bool:
        (high, high_closed), (low, low_closed) = self._upper, o._lower
        return high < low or (high == low and not (high_closed and low_closed))

    def format(self, digits: int = 2) -> str:
        """``[3.45, 4.82)``, ``≥ 660``, ``< 2``, ``7``, ``unknown``: ends rounded outward to ``digits`` decimals."""
        if self.low is None and self.high is None:
            return "unknown"
        low = _text(self.low or 0.0, digits, ROUND_FLOOR)
        high = _text(self.high or 0.0, digits, ROUND_CEILING)
        if self.high is None:
            return f"{'≥' if self.low_closed else '>'} {low}"
        if self.low is None:
            return f"{'≤' if self.high_closed else '<'} {high}"
        if _shown(self.low) == _shown(self.high):
            return _text(self.low, digits, ROUND_HALF_EVEN)
        return f"{'[' if self.low_closed else '('}{low}, {high}{']' if self.high_closed else ')'}"


def total(parts: Iterable[Interval | Number]) -> Interval:
    """Sum of all parts; exactly zero when there are none."""
    return sum((_interval(part) for part in parts), Interval.exact(0))


def growth(new: Interval | Number, old: Interval | Number) -> Interval:
    """Growth in percent from ``old`` to ``new``, two figures that do not depend on each other."""
    return _interval(new) / old * 100 - 100


# ---------------------------------------------------------------- numbers


def _interval(x: Interval | Number) -> Interval:
    return x if isinstance(x, Interval) else Interval.exact(x)


def _as_printed(x: Number) -> Fraction:
    """The decimal number that a float was read from: 10.4 is 104/10."""
    return Fraction(repr(float(x))) if isinstance(x, float) else Fraction(x)


def _end(x: Number, side: str, toward: float) -> float:
    """``x`` as a float; where there is none, the next one ``toward`` minus or plus infinity."""
    if not math.isfinite(x):
        raise ValueError(f"the {side} end of an interval is {x}; expected a finite number, or None")
    near = float(x)
    beyond = near > x if toward < 0 else near < x
    return math.nextafter(near, toward) if beyond else near


def _from_corners(a: Interval, b: Interval, operation: Callable[[float, float], tuple[float, float]]) -> Interval:
    """Hull of ``operation`` on the four pairs of ends: enough for what is monotone in each operand."""
    lows: list[_End] = []
    highs: list[_End] = []
    for x, x_closed in (a._lower, a._upper):
        for y, y_closed in (b._lower, b._upper):
            # a zero that belongs to one operand gives zero with any number of the other
            closed = (x_closed and y_closed) or (x == 0 and x_closed) or (y == 0 and y_closed)
            low, high = operation(x, y)
            lows.append((low, closed))
            highs.append((high, closed))
    low, high = min(lows)[0], max(highs)[0]
    return Interval._between((low, (low, True) in lows), (high, (high, True) in highs))


def _around(near: float, exact: bool) -> tuple[float, float]:
    """Floats around a true result; a single operation rounds to the nearest one, so one step suffices."""
    return (near, near) if exact else (math.nextafter(near, -_INF), math.nextafter(near, _INF))


def _exact(*numbers: float) -> bool:
    """Whether nothing was rounded: a side without limit is involved, or whole numbers only."""
    return any(map(math.isinf, numbers[:2])) or all(x.is_integer() and abs(x) <= _WHOLE for x in numbers)


def _sum(x: float, y: float) -> tuple[float, float]:
    return _around(x + y, _exact(x, y, x + y))


def _product(x: float, y: float) -> tuple[float, float]:
    if x == 0 or y == 0:  # also against a side without limit: zero times any number of it
        return 0.0, 0.0
    return _around(x * y, _exact(x, y, x * y))


def _quotient(x: float, y: float) -> tuple[float, float]:
    if x == 0 or math.isinf(y):
        return 0.0, 0.0
    return _around(x / y, _exact(x, y, x / y) and (math.isinf(x) or x / y * y == x))


def _shown(end: float) -> Decimal:
    return Decimal(f"{end:.{_SHOWN_DIGITS}g}")


def _text(end: float, digits: int, rounding: str) -> str:
    text = f"{_shown(end).quantize(Decimal(1).scaleb(-digits), rounding) + 0:f}"
    return text.rstrip("0").rstrip(".") if digits > 0 else text
