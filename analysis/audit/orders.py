"""A part that cannot exceed its whole, a sum that is a whole multiple of another, a rank that must be possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from analysis import definitions
from analysis.audit.check import Check
from analysis.audit.equations import candidates
from analysis.audit.evidence import Evidence, Given, previous_period, province_of
from analysis.audit.rules import multiples, orders
from analysis.intervals import Interval, total
from analysis.model import Observation
from analysis.themes import rounded

#: Measures and units of which the parts of a place add up.
ADDING, SUMMED = frozenset({"level", "new", "cumulative"}), frozenset({"CNY", "count"})


@cache
def _one_value() -> frozenset[str]:
    return frozenset(definitions.load("audit")["one_value"])


def _ordered(relation: str, small: Given, large: Given, others: Sequence[Given] = (), law: bool = True) -> Check:
    """``small`` against what ``large`` leaves beside other parts.

    A failure counts only where the order is a ``law`` and both surely count the same.
    """
    room = large.interval - total(o.interval for o in others)
    outcome, reason = "agrees_within_rounding", ""
    if small.interval.compare(room) == "greater":
        same = small.said_with == large.said_with or {small.indicator, large.indicator} <= _one_value()
        sure = law and same and small.report == large.report
        outcome, reason = ("fails", "") if sure else ("untestable", "other_definition")
    return Check(
        relation=relation,
        printed=small,
        others={"whole": large} | {f"part{i}": o for i, o in enumerate(others, 2)},
        outcome=outcome,
        reason=reason,
        interval=Interval(None, room.high),
        unit=small.unit,
        formula=f"{small.indicator} <= {large.indicator}",
        strong=False,
    )


def order_checks(row: Observation, evidence: Evidence) -> Iterator[Check]:
    """Every whole that this observation is a part of, in its own report, place, time and status."""
    for name, smaller, larger, law in orders():
        if (smaller.indicator, smaller.measure) != (row.indicator, row.measure):
            continue
        printed = evidence.given(row)
        found = candidates(larger, printed, evidence)
        wholes = [w for w in found if w.report == row.report and w.interval.high is not None]
        if not wholes:
            continue
        beside = [w for w in wholes if w.said_with == printed.said_with]
        large = max(beside or wholes, key=lambda w: w.interval.high or 0.0)
        if not smaller.sum:
            yield _ordered(name, printed, large, law=law)
            continue
        parts = [
            evidence.given(o)
            for o in evidence.of_report(row.report, row.indicator, row.measure, printed.place, row.period)
            if o.status == row.status
        ]
        if parts[0].ids == printed.ids:  # the sum is shown once, at its first part
            yield _ordered(name, printed, large, parts[1:], law)


def place_checks(row: Observation, evidence: Evidence) -> Iterator[Check]:
    """A county or a part of a city against the city, where one report states both."""
    if row.measure not in ADDING or row.unit not in SUMMED or row.status == "target":
        return
    own = evidence.home.get(row.report, ("", ""))[0]
    if row.area:
        city = row.area[:4] + "00"
        if row.area == city or row.area == own or city != own:
            return
    elif not own or own.endswith("0000"):
        return
    for whole in evidence.of_report(row.report, row.indicator, row.measure, own, row.period):
        if whole.status == row.status:
            yield _ordered("place_of_city", evidence.given(row), evidence.given(whole))
            return


def multiple_checks(row: Observation, evidence: Evidence) -> Iterator[Check]:
    """A sum that is exactly a whole number of times another; where it is not, nothing is claimed."""
    for name, printed_source, source, text in multiples():
        if (printed_source.indicator, printed_source.measure) != (row.indicator, row.measure):
            continue
        printed = evidence.given(row)
        for other in candidates(source, printed, evidence):
            if not (printed.exact and other.exact and printed.value and other.value):
                continue
            times = rounded(printed.value / other.value)
            if other.report == printed.report and times and times == int(times) and times > 1:
                yield Check(
                    relation=name,
                    printed=printed,
                    others={"of": other},
                    outcome="exact",
                    value=rounded(times * other.value),
                    interval=other.interval * int(times),
                    unit=printed.unit,
                    formula=f"{printed.indicator} = {int(times)} * {other.indicator}",
                    said={"times": str(int(times))},
                    label=text["label"],
                )
                return


# ---------------------------------------------------------------- ranks


@cache
def cities_of(province: str) -> frozenset[str]:
    """Codes of the prefecture-level cities of a province that exist today."""
    return frozenset(
        r["code"]
        for r in definitions.rows("areas")
        if r["parent"] == province and r["level"] == "prefecture" and not r["valid_to"]
    )


def _others(figure: Given, measure: str, evidence: Evidence) -> list[Given]:
    """The same indicator's actuals of the other cities for the same time, one for each city."""
    found = []
    for city in sorted(cities_of(province_of(figure.area)) - {figure.area}):
        known = evidence.find("", figure.indicator, measure, city, figure.period, "actual")
        found += known[:1]
    return found


def rank_check(rank: Given, level: Given | None, evidence: Evidence, relation: str = "rank") -> Check | None:
    """A rank against the number of cities and against what is known of the others; None outside a province's cities."""
    cities = cities_of(province_of(rank.area))
    if rank.area not in cities or rank.status != "actual":
        return None
    others = _others(level, level.measure, evidence) if level else []
    higher = [o for o in others if level and o.interval.compare(level.interval) == "greater"]
    lower = [o for o in others if level and o.interval.compare(level.interval) == "less"]
    possible = Interval(1 + len(higher), len(cities) - len(lower))
    holds = rank.interval.intersects(possible)
    outcome, reason = "agrees_within_rounding" if holds else "fails", ""
    if not holds and any(o.title for o in (*higher, *lower)):
        outcome, reason = "untestable", "other_vintage"
    elif holds and not (higher or lower):
        outcome, reason = "untestable", "no_other_place"
    known = {f"higher{i}": o for i, o in enumerate(higher)} | {f"lower{i}": o for i, o in enumerate(lower)}
    return Check(
        relation=relation,
        printed=rank,
        others=({"level": level} if level else {}) | known,
        outcome=outcome,
        reason=reason,
        interval=possible,
        unit="rank",
        formula="1 + cities known to be higher <= rank <= cities - those known to be lower",
        said={"count": str(len(cities))},
        strong=False,
    )


def rank_checks(row: Observation, evidence: Evidence) -> Iterator[Check]:
    """A printed rank, and a printed rank with the places gained."""
    if row.measure == "rank":
        levels = evidence.of_report(row.report, row.indicator, "level", row.area or row.area_name, row.period)
        level = next((evidence.given(o) for o in levels if o.status == "actual"), None)
        check = rank_check(evidence.given(row), level, evidence)
        if check:
            yield check
    if row.measure == "rank_change" and row.area in cities_of(province_of(row.area)):
        count = len(cities_of(province_of(row.area)))
        moved = evidence.given(row)
        stated = evidence.find(row.report, row.indicator, "rank", row.area, previous_period(row.period), "actual")
        for rank in evidence.of_report(row.report, row.indicator, "rank", row.area, row.period):
            if rank.status != row.status or stated:
                continue
            now = evidence.given(rank)
            before = now.interval + moved.interval
            outcome = "agrees_within_rounding" if before.intersects(Interval(1, count)) else "fails"
            value = now.value + moved.value if now.value is not None and moved.value is not None else None
            yield Check("rank_moved", moved, {"rank": now}, outcome, value, before, "rank",
                        "1 <= rank + rank_change <= cities", said={"count": str(count)}, strong=False)
            return
