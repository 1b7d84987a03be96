"""Lists that go on about what stands before them: its totals, its kinds, its years, the part of one place."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import larger, same_place
from analysis.cleaning.circumstances import TARGET_AFTER, clause_end, period_at, status_at
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.levels import level
from analysis.cleaning.listed import place_alone, row_of, rows_of
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Binding, State
from analysis.definitions import load

LEVELS = ("level", "new", "cumulative")
TOTALS = ("总量", "总额", "总规模")
#: Cues of what there is in all, also where what was added stands before it.
_IN_ALL = {"total", "stock", "cumulative"}


def grown(state: State, run: list[Num], before: Stretch) -> list[Binding]:
    """甲、乙分别增长22%和41%，达到512家和1036家: how much those are whose growth was listed; else empty."""
    rates = state.slots[-len(run) :]
    listed = len(rates) == len(run) and {s.measure for s in rates} == {"growth"} and len({s.group for s in rates}) == 1
    if not listed or before.near_residue or before.blocked:
        return []
    unit = run[0].quantity.unit if run[0].quantity else ""
    if any(load("indicators")["indicators"][s.indicator]["unit"] != unit for s in rates):
        return []
    levels = [replace(s, measure="level", unit=unit, group=state.group) for s in rates]
    state.slots += levels
    return rows_of(run, levels, "in the order of the list before it")


#: 超年初下达的30家、120家任务: the goals of the figures said before, in their order.
_GOALS_OF = re.compile(r"[,，](?:均|都|双双|全面)?(?:超过?|超额|超出|完成|达到|高于)[^,，。；;\d]{0,10}")


def goals_of(state: State, run: list[Num], before: Stretch) -> list[Binding]:
    """新认定甲企业39家、乙企业151家，超年初下达的30家、120家任务; else empty."""
    said = [s for s in state.slots[state.part_slots :] if s.measure in LEVELS][-len(run) :]
    if len(said) != len(run) or any(s.foreign or s.status != "actual" for s in said):
        return []
    text = state.text
    if not (_GOALS_OF.fullmatch(text, before.start, run[0].start) and TARGET_AFTER.match(text, run[-1].end)):
        return []
    if any(s.kind[:1] != n.classifier[:1] for s, n in zip(said, run, strict=True)):
        return []
    goals = [replace(s, status="target", group=state.group) for s in said]
    return rows_of(run, goals, "the goal of the figure before it")


def programmes(before: Stretch, family: str) -> int:
    """“科贷通”“科创贷”双轮驱动，分别放款…: how many programmes of the family are named by names of their own."""
    return sum(p.sense.family == family and p.text.startswith("“") for p in before.phrases)


_SPAN = re.compile(r"(20\d\d)年?[-—~–～至到]+(20\d\d)年")


def by_year(
    state: State, run: list[Num], nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str]
) -> list[Binding]:
    """2019、2020年研发投入分别为42亿元、53亿元: one number for each of the years said; else empty."""
    said = [y for y in state.years if before.start <= y.start and y.end <= run[0].start]
    spans = [m for m in _SPAN.finditer(state.text, before.start, run[0].start)]
    years = [y.year for y in said]
    if len(spans) == 1 and not said:
        years = list(range(int(spans[0][1]), int(spans[0][2]) + 1))
    if not years and not spans:  # a second list over the years of the first
        last = [s for s in state.slots if s.measure in LEVELS][-len(run) :]
        years = [int(s.period) for s in last if s.period.isdigit()]
        years = years if len({s.group for s in last}) == 1 and len(set(years)) == len(run) else []
    if len(years) != len(run) or "distributive" not in cues:
        return []
    bindings = []
    for n, year in zip(run, years, strict=True):
        binding = level(state, n, nouns[-1:], how, cues, after, before=before)
        period = str(year or "")
        if binding.rows:
            state.slots[-1] = replace(state.slots[-1], period=period, period_basis="stated")
        why = {"period": f"in order after the years: {year}"}
        dated = [r._replace(period=period, period_basis="stated", why={**r.why, **why}) for r in binding.rows]
        bindings.append(replace(binding, rows=dated))
    return bindings


#: A ratio and what it is the ratio of are spoken of together.
_STEM = {"rd_intensity": "rd"}


def _over_years(slots: list[Slot]) -> bool:
    """Is it one figure of several years?"""
    return len({s.indicator for s in slots}) == 1 and len({s.period for s in slots}) == len(slots) > 1


def second_list(state: State, n: int, before: Stretch) -> list[Slot]:
    """甲、乙分别为46家、58家企业放款8亿元、4亿元: figures of one family before the list, as many as it has; else none.

    They are a list themselves, or 分别 stands between: 甲放款3亿元、乙放款4亿元，分别支持企业46家、58家.
    """
    said = state.slots[state.part_slots :] or state.slots
    last = [s for s in said if s.measure in LEVELS][-n:]
    listed = len({s.group for s in last}) == 1 or "distributive" in before.near or _over_years(last)
    families = {_STEM.get(f, f) for f in [*(s.family for s in last), *(noun.family for noun in before.nouns)]}
    goes_on = len(last) == n and listed and len(families) == 1 and not any(s.foreign for s in last)
    return last if goes_on else []


_BOTH = re.compile(r"两者|二者|三者")
_YEAR_BEFORE = re.compile(r"(?:去年|上一?年)(?:同期|末|底|度)?")


def both(state: State, run: list[Num], before: Stretch) -> list[Binding]:
    """两者去年同期分别是131家和207家: the figures said last, at the time said here; else empty."""
    levels = [s for s in state.slots[state.part_slots :] if s.measure in LEVELS][-len(run) :]
    unlike = any(s.foreign or s.unit != n.quantity.unit for s, n in zip(levels, run, strict=False) if n.quantity)
    said = "distributive" in before.near and _BOTH.search(state.text, before.near_start, before.end)
    if not said or unlike or len(levels) != len(run):
        return []
    bindings = []
    for n, like in zip(run, levels, strict=True):
        period, basis, why = period_at(state, n, clause_end(state, n))
        if like.period.isdigit() and (before_it := _YEAR_BEFORE.search(state.text, before.start, n.start)):
            period, basis, why = str(int(like.period) - 1), "stated", f"said in the sentence: {before_it.group()}"
        slot = replace(like, period=period, period_basis=basis, status=status_at(state, n)[0], group=state.group)
        state.slots.append(slot)
        row = row_of(slot, 1, f"in the order of the list before it: {slot.indicator}", slot.place.name)
        bindings.append(Binding(n, [row._replace(why={**row.why, "period": why})]))
    return bindings


_KINDS = {
    "count": re.compile(r"(?:登记|合同)?(?:项数|件数|份数|笔数|数量|宗数)"),
    "CNY": re.compile(r"(?:合同|成交|登记|交易|放款|贷款)?(?:金额|总额|额度|额)"),
}


_RATES = ("增速", "增幅", "增长率")
_WHOLES = (*TOTALS, "总数", "规模", "数量")
_OF_BOTH = re.compile(
    r"(?:^|[,，;；])([^,，;；、和与及]+)(?:[、和与及]|以及)([^,，;；、和与及]+?)(?:同比|比上年)?(?:分别|依次)"
)


def of_kinds(state: State, run: list[Num], before: Stretch) -> list[Slot | None]:
    """项数和金额分别增长8%、21%: the figures said last that count and that are money, as named; else empty.

    Of ranks (总量和增速分别居全省第3位、第2位) the figure said last, and None for the growth.
    """
    said = _OF_BOTH.search(state.text[before.start : before.end]) if len(run) == 2 else None
    ranks = run[0].quantity is not None and run[0].quantity.unit == "rank"
    levels = [s for s in state.slots[state.part_slots :] if s.measure in LEVELS]
    found: list[Slot | None] = []
    for name in said.groups() if said else ():
        unit = next((unit for unit, words in _KINDS.items() if words.fullmatch(name)), "")
        if ranks and name in _RATES:
            found.append(None)
        elif ranks and name in _WHOLES:
            found += levels[-1:]
        else:
            found += [s for s in levels if s.unit == unit][-1:]
    return found if len(found) == len(run) else []


def moves(state: State, run: list[Num], cues: set[str]) -> list[Slot]:
    """分别居全省第3位、第4位，分别前移1位、2位: the figures ranked before that moved up or down; else empty."""
    ranked = [s for s in state.slots[state.part_slots :] if s.measure == "rank"][-len(run) :]
    moved = run[0].classifier == "位" and cues & {"rank_up", "rank_down"}
    return ranked if moved and len(ranked) == len(run) else []


def parts_of_place(state: State, run: list[Num], before: Stretch, cues: set[str]) -> list[Binding]:
    """甲621家、乙588家，高新区分别占153家和126家: the part of one place in figures said before; else empty."""
    place = place_alone(state, run[0]._replace(start=_verb(before)), before.start, state.places)
    levels = [s for s in state.slots[state.part_slots :] if s.measure in LEVELS][-len(run) :]
    if place is None or "distributive" not in cues or len(levels) != len(run):
        return []
    if any(s.foreign or s.unit != n.quantity.unit for s, n in zip(levels, run, strict=True) if n.quantity):
        return []
    parts = [s.of(place[0], state.group) for s in levels]
    state.slots += parts
    return rows_of(run, parts, "the part of one place in a figure before it")


#: 而全省的增幅分别为…, 全市则分别为…: between the figures of the report's place and the same of another.
_THERE = re.compile(
    r"[,，;；]?(?:而|但)?(?:同期)?(?P<who>全[省国市]|自治区|[\u4e00-\u9fff]{2,10}?)(?:同期|则|也|的)*(?P<rate>增[幅速]|增长率|涨幅)?(?:则|也)?"
    r"(?:分别|依次)(?:为|是|达到?|有)?"
)


def of_another_place(state: State, run: list[Num], before: Stretch) -> list[Binding]:
    """甲9家、乙1家，全省则分别为46家和3家: the figures said last, of another place; else empty."""
    m = _THERE.fullmatch(state.text, before.start, run[0].start)
    if m is None:
        return []
    last = state.slots[-len(run) :]
    unlike = any(s.foreign or s.unit != n.quantity.unit for s, n in zip(last, run, strict=False) if n.quantity)
    if unlike or len(last) != len(run) or (m["rate"] and any(s.measure != "growth" for s in last)):
        return []
    named = [p for b, e, p in state.places if m.start("who") <= b and e <= m.end("who")]
    frame = state.frame
    place = named[-1] if named else larger(state.text, m.start("who"), m["who"], frame.place, frame.near, frame.city)
    if not place.name or same_place(place, state.frame.place):
        return []
    there = [s.of(place, state.group) for s in last]
    state.slots += there
    return rows_of(run, there, "the same of another place, in the order of the figures before it")


def _verb(before: Stretch) -> int:
    """Where 分别 stands before a list."""
    return next((p.start for p in before.phrases if "distributive" in p.sense.cues), before.end)


def totals(state: State, run: list[Num], added: list[Slot], cues: set[str]) -> list[Binding]:
    """新增甲12家、乙30家，总数分别达120家、300家: of what was added, how much there is now; empty for anything else."""
    same = all(s.unit == n.quantity.unit for s, n in zip(added, run, strict=True) if n.quantity)
    if not cues & _IN_ALL or not same or any(s.measure != "new" or s.foreign for s in added):
        return []
    wholes = [replace(slot, measure="level", group=state.group) for slot in added]
    state.slots += wholes
    return rows_of(run, wholes, "the total of what was added before it")
