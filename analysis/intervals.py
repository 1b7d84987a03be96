"""One interval type: what a wording or a rounding leaves open, carried through arithmetic.

The true value always lies inside: computed ends are moved outward by one floating-point step.
An open side is ``None``. Where an order cannot be told, `compare` says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Order = Literal["less", "greater", "equal", "cannot be ordered"]
_INF = math.inf


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


def _down(x: float) -> float:
    return x if math.isinf(x) else math.nextafter(x, -_INF)


def _up(x: float) -> float:
    return x if math.isinf(x) else math.nextafter(x, _INF)


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from ``low`` to ``high``; ``None`` is an open side, ``*_closed`` whether the end belongs to it.

    Raises ValueError when ``low`` lies above ``high``.
    """

    low: float | None
    high: float | None
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                raise ValueError(f"an interval runs upward: low {self.low} lies above high {self.high}; swap them")
            if self.low == self.high and not (self.low_closed and self.high_closed):
                raise ValueError(f"an interval of one point {self.low} must include it")

    # ------------------------------------------------------------ making one

    @classmethod
    def exact(cls, x: float) -> Interval:
        """The one number ``x``."""
        return cls(x, x)

    @classmethod
    def unknown(cls) -> Interval:
        """Nothing is known: both sides open."""
        return cls(None, None)

    @classmethod
    def from_bounds(cls, low: float | None, high: float | None) -> Interval:
        """Both ends included; ``None`` is an open side."""
        return cls(low, high)

    @classmethod
    def from_rounding(cls, value: float, resolution: float) -> Interval:
        """Every number that is printed as ``value`` when its last digit has the place value ``resolution``.

        10.40 with resolution 0.01 is [10.395, 10.405]; counts (resolution 1 or more) may be rounded too.
        """
        half = resolution / 2
        return cls(_down(value - half), _up(value + half))

    @classmethod
    def of(cls, figure: Worded) -> Interval:
        """What the wording and the printed digits of a figure allow.

        An exact count is itself; other exact figures are widened by half of their last printed digit.
        A bound word leaves its side open; 约 leaves both.
        """
        if figure.bound == "exact" and figure.value is not None:
            whole = figure.resolution is None or (figure.resolution == 1 and figure.unit in ("count", "rank"))
            return cls.exact(figure.value) if whole else cls.from_rounding(figure.value, figure.resolution or 0.0)
        return cls(figure.low, figure.high)

    # ------------------------------------------------------------ ends as floats

    @property
    def _a(self) -> float:
        return -_INF if self.low is None else self.low

    @property
    def _b(self) -> float:
        return _INF if self.high is None else self.high

    @classmethod
    def _hold(cls, low: float, high: float) -> Interval:
        return cls(None if low == -_INF else low, None if high == _INF else high)

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def width(self) -> float:
        """Length; infinite when a side is open."""
        return self._b - self._a

    # ------------------------------------------------------------ arithmetic

    def __neg__(self) -> Interval:
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low,
                        self.high_closed, self.low_closed)

    def __add__(self, other: Interval | float) -> Interval:
        o = _interval(other)
        return Interval._hold(_down(self._a + o._a), _up(self._b + o._b))

    __radd__ = __add__

    def __sub__(self, other: Interval | float) -> Interval:
        return self + (-_interval(other))

    def __rsub__(self, other: Interval | float) -> Interval:
        return _interval(other) - self

    def __mul__(self, other: Interval | float) -> Interval:
        o = _interval(other)
        products = [_times(x, y) for x in (self._a, self._b) for y in (o._a, o._b)]
        return Interval._hold(_down(min(products)), _up(max(products)))

    __rmul__ = __mul__

    def __truediv__(self, other: Interval | float) -> Interval:
        """Quotient; unbounded on both sides when the divisor may be zero."""
        o = _interval(other)
        if o._a <= 0 <= o._b:
            if o._a == 0 and o._b > 0 and self._a >= 0:
                return Interval._hold(_down(_over(self._a, o._b)) if self._a > 0 else 0.0, _INF)
            return Interval.unknown()
        quotients = [_over(x, y) for x in (self._a, self._b) for y in (o._a, o._b)]
        return Interval._hold(_down(min(quotients)), _up(max(quotients)))

    def __rtruediv__(self, other: Interval | float) -> Interval:
        return _interval(other) / self

    # ------------------------------------------------------------ sets

    def contains(self, x: float) -> bool:
        above = x > self._a or (x == self._a and self.low_closed)
        below = x < self._b or (x == self._b and self.high_closed)
        return above and below

    def intersects(self, other: Interval) -> bool:
        return self.intersection(other) is not None

    def intersection(self, other: Interval) -> Interval | None:
        """What both allow; None when nothing is."""
        low, high = max(self._a, other._a), min(self._b, other._b)
        low_closed = all(i.low_closed for i in (self, other) if i._a == low)
        high_closed = all(i.high_closed for i in (self, other) if i._b == high)
        if low > high or (low == high and not (low_closed and high_closed)):
            return None
        return Interval(None if low == -_INF else low, None if high == _INF else high, low_closed, high_closed)

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval._hold(min(self._a, other._a), max(self._b, other._b))

    def compare(self, other: Interval) -> Order:
        """Order of two figures, as far as it holds for every value that both allow."""
        if self.is_point and other.is_point and self.low == other.low:
            return "equal"
        if self._b < other._a or (self._b == other._a and not (self.high_closed and other.low_closed)):
            return "less"
        if self._a > other._b or (self._a == other._b and not (self.low_closed and other.high_closed)):
            return "greater"
        return "cannot be ordered"

    def format(self, digits: int = 2) -> str:
        """``[3.45, 4.82]``, ``≥ 660``, ``≤ 2``, ``7`` or ``unknown``."""
        def text(x: float) -> str:
            return f"{x:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{x:.0f}"

        if self.low is None and self.high is None:
            return "unknown"
        if self.low is None:
            return f"{'≤' if self.high_closed else '<'} {text(self._b)}"
        if self.high is None:
            return f"{'≥' if self.low_closed else '>'} {text(self._a)}"
        if text(self.low) == text(self.high):
            return text(self.low)
        return f"{'[' if self.low_closed else '('}{text(self.low)}, {text(self.high)}{']' if self.high_closed else ')'}"


def _interval(x: Interval | float) -> Interval:
    return x if isinstance(x, Interval) else Interval.exact(float(x))


def _times(x: float, y: float) -> float:
    return 0.0 if x == 0 or y == 0 else x * y


def _over(x: float, y: float) -> float:
    if math.isinf(y):
        return 0.0
    return x / y


def total(parts: Iterable[Interval]) -> Interval:
    """Sum of intervals; exactly zero when there are none."""
    result = Interval.exact(0.0)
    for part in parts:
        result = result + part
    return result


def growth(new: Interval, old: Interval) -> Interval:
    """Growth in percent from ``old`` to ``new``."""
    return new / old * 100.0 - 100.0
