"""Numbers that only say how the figure right before them stands: distance from a goal, a second tier, a base."""

from __future__ import annotations

import re

from analysis.cleaning.context import Slot, Stretch
from analysis.cleaning.listed import base_of_comparison, same_figure
from analysis.cleaning.quantities import Num
from analysis.cleaning.relations import attached
from analysis.cleaning.state import Binding, State

#: 比110家任务多32家: what stands between a goal and the distance from it.
_DISTANCE = re.compile(r"(?:的?(?:目标|任务数?|计划数?))*(?:多出?|少|差|缺|超出?|超过|尚差|仅差|还差)")
#: 超出年初确定的80家目标26家.
_GOAL_ALONE = re.compile(r"的?(?:目标任务|任务目标|目标|任务)数?")
_PASSED = re.compile(r"超(?:出|过)?[^,，。；;]*$")
#: 确保100家、力争120家: what stands between two tiers of a target.
_TIER = re.compile(
    r"[、,，]?(?:并|且|同时)?(?:力争|确保|冲刺|奋斗目标|争取|挑战|保底|底线目标|奋斗|目标)+(?:数|值|达到?|达成|完成|突破|实现|为|至|是)*"
)


def held_against(state: State, n: Num, before: Stretch, cues: set[str]) -> Binding | None:
    """A number that only says how the figure right before it stands: distance from a goal, tier, base, completion."""
    if not state.slots:
        return None
    last, unit = state.slots[-1], n.quantity.unit if n.quantity else ""
    between = state.text[before.start : n.start].lstrip(")")
    passed = _GOAL_ALONE.fullmatch(between) and _PASSED.search(state.text, max(0, before.start - 24), before.start)
    if last.status == "target" and (passed or _DISTANCE.fullmatch(between)):
        return Binding(n, reason="the distance to a goal, not a level")
    if last.indicator and last.unit == unit and n.kind != "redacted":
        if _TIER.fullmatch(between):
            return same_figure(state, n, last, last.measure == "new" and "达到" in between and _far_more(n, last))
        if base := base_of_comparison(state, n, between, last):
            state.base_end = n.end
            return base
    if last.measure == "growth" and n.kind != "redacted":  # 较2019年增长64.2%，较2015年的21.5亿元…
        levels = [s for s in state.slots[state.part_slots :] if s.measure == "level" and s.unit == unit]
        if levels and levels[-1].indicator == last.indicator:
            if base := base_of_comparison(state, n, between, levels[-1]):
                state.base_end = n.end
                return base
    if unit == "percent" and between in ("的", "数的") and (done := _done(state)):
        return attached(state, n, done, cues, "completion")
    return None


def _far_more(n: Num, last: Slot) -> bool:
    """新增86家，力争达到920家: three times the additions and more is no second tier of them."""
    value = n.quantity.value if n.quantity else None
    return value is not None and last.value is not None and value >= 3 * last.value


def _done(state: State) -> Slot | None:
    """What was done of the goal said last: 入库213家，占年度任务150家的142%."""
    if len(state.slots) < 2 or state.slots[-1].status != "target":
        return None
    done, goal = state.slots[-2:]
    same = (done.indicator, done.measure, done.place) == (goal.indicator, goal.measure, goal.place)
    return done if same and done.status == "actual" and done.indicator else None
