"""A number that says something of a figure read before: the row of its growth, change, share, gap or rank."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import same_place
from analysis.cleaning.circumstances import TARGET_AFTER, TARGET_BEFORE, clause_end, period_at, status_at
from analysis.cleaning.context import Slot
from analysis.cleaning.levels import falls, undated_begin
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Binding, Row, State


def attached(state: State, n: Num, slot: Slot, cues: set[str], measure: str = "", framed: bool = False) -> Binding:
    assert n.quantity is not None
    unit = n.quantity.unit
    if not measure:
        if unit == "count" and cues & {"net", "new"}:
            measure = "new"
        elif unit == "percent" and "completion" in cues:
            measure = "completion"
        elif "share" in cues:
            measure = "share_of_province"
        elif unit == "percentage_point":
            measure = "gap_to_province" if "province_level" in cues else "change"
        elif unit == "rank":
            measure = "rank"
        else:
            measure = "growth"
    if slot.foreign:
        return Binding(n, reason="about a figure outside the codelist")
    if measure in ("growth", "change") and state.frame.year and slot.period == str(state.frame.year - 1):
        on_base = "基础上" in state.text[max(state.start, n.start - 10) : n.start]  # 在上年3.8亿元的基础上增长20%
        beside = 0 < state.base_end <= n.start <= state.base_end + 4 and not slot.family.startswith("rd")
        if on_base or beside:  # 比上年的251家增加544家; R&D of a report is a year behind anyway
            slot = replace(slot, period=str(state.frame.year), status=status_at(state, n)[0])
    if n.kind == "redacted":
        return Binding(n, reason="the copy hides the number")
    if measure == "share_of_province" and undated_begin(state, n):
        return Binding(n, reason="what something rose from, in a year that is not said")
    indicator = slot.indicator
    if measure in ("growth", "change") and slot.measure in ("new", "cumulative"):
        return Binding(n, reason="growth of additions, not of the indicator")
    if not framed and measure in ("growth", "change") and (_frame_before(state, slot) or _older_base(state, slot, n)):
        return Binding(n, reason="growth over several years or since a start")
    if indicator not in state.rules["attached"][measure]:
        return Binding(n, reason=f"{measure} of {indicator} is not in the codelist")
    if (
        measure in ("growth", "change")
        and unit == "percentage_point"
        and indicator not in ("rd_intensity", "hitech_value_added_share")
    ):
        return Binding(n, reason="change of a growth rate")
    if measure == "growth" and unit != "percent":
        return Binding(n, reason="about a figure outside the codelist")
    sign = (
        -1
        if (measure in ("growth", "change") and falls(n, cues))
        or (measure == "gap_to_province" and "below" in cues)
        or (measure == "rank_change" and "rank_down" in cues)
        else 1
    )
    status = slot.status
    if measure == "growth" and state.names_goal and TARGET_BEFORE.search(state.text, max(0, n.start - 8), n.start):
        period, basis, _ = period_at(state, n, clause_end(state, n))  # 2020年…48.6亿元，今年的增长目标为15%
        slot, status = replace(slot, period=period, period_basis=basis), "target"
    elif measure in ("growth", "change") and state.expected[0] <= n.start <= state.expected[1]:
        status = "expected"
    elif TARGET_AFTER.match(state.text, n.end) and measure == "growth":
        status = "target"
    why = {
        "indicator": f"about the {indicator} before it",
        "area": "as the figure it belongs to",
        "period": "as the figure it belongs to",
        "status": "as the figure it belongs to",
    }
    if measure == "growth":
        state.slots.append(replace(slot, measure=measure, unit=unit, group=state.group, status=status))
    return Binding(n, [Row(indicator, measure, slot.place, slot.period, slot.period_basis, status, sign, why)])


_BASE = re.compile(r"(?<!之)[比较](20\d\d)年")


def _older_base(state: State, slot: Slot, n: Num) -> bool:
    """比2018年增长…: is the base another year than the one before the figure's?"""
    said = list(_BASE.finditer(state.text, max(0, n.start - 24), n.start))
    lag = 2 if slot.family.startswith("rd") and slot.period_basis != "stated" else 1  # R&D of a report is a year behind
    return bool(said) and slot.period.isdigit() and not 1 <= int(slot.period) - int(said[-1].group(1)) <= lag


def _frame_before(state: State, slot: Slot) -> bool:
    """Was the figure said as the end of a frame of several years (由2015年的112家增加到398家)?"""
    if not slot.period.isdigit():
        return False
    earlier = [
        int(s.period)
        for s in state.slots
        if s.indicator == slot.indicator
        and s.measure == slot.measure
        and same_place(s.place, slot.place)
        and s.period.isdigit()
        and s.period < slot.period
    ]
    return bool(earlier) and int(slot.period) - max(earlier) >= 2
