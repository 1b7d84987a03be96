"""Ranks, completion rates and multiples: figures that place another figure rather than change it."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.attached import attached
from analysis.cleaning.circumstances import clause_end, period_at, place_at, status_at
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import combined
from analysis.cleaning.levels import of
from analysis.cleaning.quantities import Num
from analysis.cleaning.relations import slot_of_noun
from analysis.cleaning.state import Binding, Row, State

_RANK_SCOPE = re.compile(r"全省|自治区|省内|设区市|我省|[\u4e00-\u9fff]{2}省|全区")
_RANK_BAD = re.compile(r"全国|全市|中部|世界|国家高新区")


def rank(state: State, n: Num, nouns: list[Noun], how: str, before: Stretch, cues: set[str]) -> Binding:
    change = n.classifier == "位" and n.quantity is not None and n.quantity.unit != "rank"
    clause = state.text[before.near_start : n.start]
    around = state.text[max(before.start, before.near_start - 16) : n.start]
    if how == "own" and nouns and slot_of_noun(state, nouns[-1], n):
        state.topic, state.topic_foreign = nouns[-1:], False
    if "completion" in cues:
        return Binding(n, reason="rank of a completion rate")
    if not change and (_RANK_BAD.search(clause) or not (_RANK_SCOPE.search(around) or "rank_word" in cues)):
        return Binding(n, reason="a rank, not in the province")
    if "rate_word" in cues and not cues & {"total"} and "总量" not in clause:
        return Binding(n, reason="rank of a growth rate")
    if (
        not change
        and not _RANK_SCOPE.search(around)
        and not any(s.measure == "rank_change" for s in state.slots[state.part_slots :])
    ):
        return Binding(n, reason="a rank, not in the province")
    measure = "rank_change" if change else "rank"
    own = how in ("own", "far") and nouns
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "rank_change", "rank", "new")]
    if own:
        noun = nouns[-1]
        slot = slot_of_noun(state, noun, n)
        if slot and noun.family == "rd" and cues & {"per_gdp", "intensity"}:
            slot.indicator = "rd_intensity"
        if slot:
            state.topic, state.topic_foreign = [noun], False
    elif how == "blocked" or (how == "foreign" and before.near_residue > 1):
        return Binding(n, reason=f"rank of something outside the codelist{of(before)}")
    else:
        slot = levels[-1] if levels else None
        if len(levels) > 1 and not levels[-1].foreign and ("数量" in clause or "总量" in clause):
            joint = combined(state, [Noun(s.family, 0, 0, "") for s in levels[-2:]])
            if joint:
                slot = levels[-1]
                slot = Slot(joint, joint, "level", slot.place, slot.period, slot.period_basis, slot.status, slot.group)
        if slot and slot.foreign:
            slot = None
    if slot is None:
        return Binding(n, reason="rank of something outside the codelist")
    binding = attached(state, n, slot, cues, measure)
    if binding.rows:
        state.slots.append(
            Slot(
                slot.family,
                slot.indicator,
                measure,
                slot.place,
                slot.period,
                slot.period_basis,
                slot.status,
                state.group,
            )
        )
    return binding


def completion(state: State, n: Num, nouns: list[Noun], how: str) -> Binding:
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "new")]
    if how == "own" and nouns:
        slot = slot_of_noun(state, nouns[-1], n)
        state.topic, state.topic_foreign = nouns[-1:], False
    else:
        slot = levels[-1] if levels and not levels[-1].foreign else None
    if slot is None or slot.measure == "new":
        return Binding(n, reason="completion of a task outside the codelist")
    if slot.status == "target" and state.frame.mode == "review":
        done = [s for s in state.slots if (s.indicator, s.place, s.status) == (slot.indicator, slot.place, "actual")]
        slot = done[-1] if done else replace(slot, status="actual")  # 全年目标为85亿元，完成进度45.2%
    return attached(state, n, slot, set(), "completion")


def times(
    state: State, n: Num, nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str]
) -> Binding:
    everything = cues | after.all_cues
    if (
        "leverage" in everything
        and "loan" in state.program
        and "limit" not in everything
        and "按" not in state.text[before.near_start : n.start]
    ):
        place, place_why = place_at(state, n.start)
        period, basis, period_why = period_at(state, n, clause_end(state, n))
        status, status_why = status_at(state, n)
        row = Row(
            "leverage_ratio",
            "level",
            place,
            period,
            basis,
            status,
            1,
            {"indicator": "a multiple called leverage", "area": place_why, "period": period_why, "status": status_why},
        )
        return Binding(n, [row])
    return Binding(n, reason="a multiple of something outside the codelist")
