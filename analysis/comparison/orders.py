"""How one figure stands to another, as far as it holds by whatever yardstick both are counted."""

from __future__ import annotations

from itertools import product

from analysis.comparison.bases import Basis
from analysis.comparison.cells import Cell
from analysis.comparison.reasons import NOT, SAME, shared_bases
from analysis.intervals import Interval

CANNOT = "cannot be ordered"
#: Measures that state an amount: a part of what is counted can't be larger than the whole.
AMOUNTS = frozenset({"level", "new", "cumulative"})



def _seen_as(interval: Interval, said: str, yardstick: str, basis: Basis) -> Interval:
    """What a count is when it is made by the yardstick: a part can't be larger than what holds it."""
    readings = []
    for own in [said] if said else basis.options:
        if own == yardstick:
            readings.append(interval)
        elif yardstick in basis.options[own].holds:
            readings.append(Interval(0.0, None).intersection(Interval(None, interval.high)) or Interval.unknown())
        elif own in basis.options[yardstick].holds:
            readings.append(Interval(interval.low, None, interval.low_closed))
        else:
            return Interval.unknown()
    found = readings[0]
    for reading in readings[1:]:
        found = found.hull(reading)
    return found


def _open_bases(a: Cell, b: Cell) -> list[tuple[Basis, str, str]]:
    """The bases on which the two are not known to agree, though they must."""
    found = []
    for basis, said_a, said_b in shared_bases(a, b):
        agreed = said_a == said_b if said_a or said_b else basis.neither == SAME
        tolerated = basis.differs != NOT or (not (said_a and said_b) and basis.unsaid == SAME)
        if not agreed and not tolerated:
            found.append((basis, said_a, said_b))
    return found


def order_of(a: Cell, b: Cell) -> str:
    """Less, greater or equal, if it holds by whatever yardstick both are counted; else ``cannot be ordered``.

    It regards bounds, rounding and bases alone; that indicator, measure, period and status agree is the caller's part.
    """
    at_odds = _open_bases(a, b)
    if not at_odds:
        return a.interval.compare(b.interval)
    nested = a.measure in AMOUNTS and a.unit in {"count", "CNY"} and all(basis.options for basis, _, _ in at_odds)
    if not nested:
        return CANNOT
    orders = set()
    for yardsticks in product(*(basis.options for basis, _, _ in at_odds)):
        first, second = a.interval, b.interval
        for (basis, said_a, said_b), yardstick in zip(at_odds, yardsticks, strict=True):
            first, second = _seen_as(first, said_a, yardstick, basis), _seen_as(second, said_b, yardstick, basis)
        orders.add(first.compare(second))
    return orders.pop() if len(orders) == 1 else CANNOT
