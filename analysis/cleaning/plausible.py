"""Rows that cannot be: a ratio far beyond any, a fraction of a firm, a unit that the measure does not have.

A damaged copy (176% for 1.76%) is left to a reader instead of being published.
"""

from __future__ import annotations

from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Row
from analysis.definitions import load


def impossible(n: Num, row: Row) -> str:
    """Why the number cannot be what the row says; empty where it can."""
    q = n.quantity
    if q is None:
        return ""
    facts = load("indicators")
    spec = facts["indicators"][row.indicator]
    of_measure = facts["measures"][row.measure]["unit"]
    unit = spec["unit"] if of_measure in ("own", "difference") else of_measure
    if of_measure == "difference" and unit == "percent":
        unit = "percentage_point"
    bare = q.unit == "" and of_measure != "percent" and unit != "percentage_point"
    if unit != "rank" and q.unit != unit and not bare:
        return "a unit that the measure does not have"
    if q.low is not None and q.high is not None and q.low > q.high:
        return "a range whose end lies below its begin"
    if q.value is None:
        return ""
    if unit == "count" and q.value != int(q.value):
        return "a count with a fraction"
    limits = spec.get("plausible") if row.measure == "level" else None
    if limits and not limits[0] <= q.value <= limits[1]:
        return "far beyond what the ratio can be"
    return ""
