"""Numbers that only say how the figure right before them stands: distance from a goal, a second tier, a base."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import larger
from analysis.cleaning.attached import attached
from analysis.cleaning.circumstances import TARGET_AFTER, clause_end, period_at
from analysis.cleaning.context import Slot, Stretch
from analysis.cleaning.levels import as_goal
from analysis.cleaning.listed import base_of_comparison, row_of, same_figure
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Binding, State

#: 比110家任务多32家: what stands between a goal and the distance from it.
_DISTANCE = re.compile(
    r"”?(?:的?(?:年度|年初|全年|预期|既定|省定|市定)?(?:目标|任务数?|计划数?))*(?:多出?|少|差|缺|超出?|超过|尚差|仅差|还差)"
)
#: 超出年初确定的80家目标26家.
_GOAL_ALONE = re.compile(r"的?(?:目标任务|任务目标|目标|任务)数?")
_PASSED = re.compile(r"超(?:出|过)?[^,，。；;]*$")
#: 确保100家、力争120家: what stands between two tiers of a target.
_TIER = re.compile(
    r"[、,，]?(?:并|且|同时)?(?:[市县区]里?|自我)?(?:自?加压|力争|确保|冲刺|奋斗目标|争取|挑战|保底|底线目标|奋斗|目标)+(?:数|值|达到?|达成|完成|突破|实现|为|至|到|是)*"
)


#: 今年的目标是240家, at the begin of a sentence: the goal of the figure said right before.
GOAL_OF_YEAR = re.compile(
    r"(?<![\u4e00-\u9fff])(?:(?:今年|全年|年度|本年度?)的?|市定|省定|年初确定的?)"
    r"(?:目标任务|任务目标|目标|任务)数?(?:[是为:：]|定为)?(?=\d)"
)
#: 占全省总数1490家的6.6%: the larger whole, then the share of it.
_OF_WHOLE = re.compile(r"占(?P<whole>全[省国市]|自治区)(?:总[数量额])?$")
#: 提前完成《规划》设定的
_OF_PLAN = re.compile(
    r"[,，；;](?:已|均)?(?:提前|超额|全面|如期)*(?:对照|按照|完成|达到|实现|距离?|离)了?[^,，。；;\d]{0,10}"
    r"(?:规划|方案|计划|意见|《[^《》]*》)[^,，。；;\d]{0,6}(?:20\d\d年)?"
)
#: 增长12.4%，高于10%的预期目标
_THAN_GOAL = re.compile(
    r"[,，](?:高于|低于|超过|超出|快于|完成|达到|未达到?|不及)了?(?:年初|省定|市定)?(?:确定|下达)?的?"
)
_SHARE_BEHIND = re.compile(r"的\d[\d.]*%")


def held_against(state: State, n: Num, before: Stretch, cues: set[str]) -> Binding | None:
    """A number that only says how the figure right before it stands: distance from a goal, tier, base, completion."""
    if not state.slots:
        return _goal_of_before(state, n, before)
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
    if last.unit == unit and (whole := _whole_of_share(state, n, last)):
        return whole
    if unit == "percent" and between == "的" and len(state.slots) > 1 and last.shared:
        return attached(state, n, state.slots[-2], cues, "share_of_province")
    if state.names_goal and (goal := _goal_of_plan(state, n, before)):
        return goal
    if unit == "percent" and last.measure == "growth" and state.names_goal and last.status == "actual":
        if _THAN_GOAL.fullmatch(state.text, before.start, n.digits) and TARGET_AFTER.match(state.text, n.end):
            return same_figure(state, as_goal(state, n), last)
    if last.measure == "growth" and n.kind != "redacted":  # 较2019年增长64.2%，较2015年的21.5亿元…
        levels = [s for s in state.slots[state.part_slots :] if s.measure == "level" and s.unit == unit]
        if levels and levels[-1].indicator == last.indicator:
            if base := base_of_comparison(state, n, between, levels[-1]):
                state.base_end = n.end
                return base
    if unit == "percent" and between in ("的", "数的") and (done := _done(state)):
        return attached(state, n, done, cues, "completion")
    return None


def _goal_of_before(state: State, n: Num, before: Stretch) -> Binding | None:
    """全年目标为85亿元, behind a sentence whose last figure it is of."""
    said = state.frame.before
    last = said[-1] if said else None
    last = next((s for s in reversed(said) if s.place == state.frame.place), last)  # 同期全省…，我市占43.8%
    if last is None or not state.names_goal or before.nouns or n.quantity is None or n.kind == "redacted":
        return None
    alike = last.indicator and last.measure in ("level", "new") and last.unit == n.quantity.unit
    goal = GOAL_OF_YEAR.search(state.text, state.start, n.end)
    if not alike or last.kind[:1] != n.classifier[:1] or goal is None or goal.end() != n.start:
        return None
    period, basis, _ = period_at(state, n, clause_end(state, n))
    return same_figure(state, n, replace(last, period=period, period_basis=basis))


def _whole_of_share(state: State, n: Num, last: Slot) -> Binding | None:
    """98家，占全省总数1490家的6.6%: the same of the larger area, of which a share is told behind it."""
    m = _OF_WHOLE.search(state.text, state.start, n.start)
    if m is None or not _SHARE_BEHIND.match(state.text, n.end) or last.kind[:1] != n.classifier[:1]:
        return None
    place = larger(
        state.text, m.start("whole"), m["whole"], state.frame.place, state.frame.near, state.frame.city
    )
    if not last.indicator or not place.name:
        return None
    whole = replace(last.of(place, state.group), shared=place.code.endswith("0000"))
    state.slots.append(whole)
    return Binding(n, [row_of(whole, 1, f"the whole of the figure before it: {whole.indicator}", place.name)])


def _goal_of_plan(state: State, n: Num, before: Stretch) -> Binding | None:
    """提前完成《规划》设定的100亿元目标; 对照…2025年1000家目标: the goal that a plan set for the figure before."""
    if before.nouns or n.quantity is None or n.kind == "redacted":
        return None
    if not (_OF_PLAN.fullmatch(state.text, before.start, n.start) and TARGET_AFTER.match(state.text, n.end)):
        return None
    said = [s for s in state.slots if s.unit == n.quantity.unit and s.kind[:1] == n.classifier[:1]]
    last = said[-1] if said else None
    if last is None or last.foreign or last.measure not in ("level", "new"):
        return None
    period, basis, _ = period_at(state, n, n.end)
    dated = replace(last, period=period, period_basis=basis) if basis == "stated" else last
    return same_figure(state, n, dated)


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
