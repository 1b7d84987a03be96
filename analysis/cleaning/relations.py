"""Figures about figures: growth, change, shares, gaps."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import Place, same_place
from analysis.cleaning.attached import attached
from analysis.cleaning.circumstances import (
    clause_end,
    period_at,
    place_at,
    place_named,
    status_at,
)
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.levels import none, of
from analysis.cleaning.listed import row_of
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Binding, Row, State
from analysis.definitions import load

_SEVERAL_YEARS = re.compile(r"(?:[一二两三四五六七八九十]|\d)年(?:间|来|内)?(?:实现|基本|完成)?$")


#: 五年来高企从28家增加到57家，翻了一番, with no year said.
_OVER_YEARS = re.compile(r"(?:[二两三四五六七八九十]|(?<!\d)[2-9])年(?:来|间)(?!.*20\d\d年)")


_BY_YEAR = re.compile(r"到(20\d\d)年")


def candidates(slots: list[Slot]) -> str:
    """The figures that a number may be about, for the census of what stays unresolved."""
    named = [f"{s.indicator} {s.measure}, {s.place.name or '?'} {s.period}".rstrip() for s in slots if not s.foreign]
    return f": {' | '.join(named)}" if named else ""


def targets(state: State, n: int, before: Stretch, cues: set[str]) -> list[Slot]:
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "new", "cumulative", "change")]
    if not levels:
        return []
    if n == 1:
        return levels[-1:]
    last = [s for s in levels if s.group == levels[-1].group]
    if len(last) > n and cues & {"first_ones", "last_ones"}:
        return last[:n] if "first_ones" in cues else last[-n:]
    if "others" in cues:
        group = _largest_group([s for s in [*state.frame.earlier, *state.slots] if s.measure in ("level", "new")])
        return [s for s in group if not s.excepted]
    if len(last) == n:
        return last
    return levels[-n:] if len(levels) >= n else []


def _largest_group(levels: list[Slot]) -> list[Slot]:
    groups: dict[int, list[Slot]] = {}
    for s in levels:
        groups.setdefault(s.group, []).append(s)
    return max(groups.values(), key=len)


def to_slots(
    state: State,
    n: Num,
    measure: str,
    before: Stretch,
    cues: set[str],
    nouns: list[Noun],
    how: str,
    framed: bool = False,
) -> Binding:
    if how == "own" and nouns:
        slot = slot_of_noun(state, nouns[-1], n)
        if slot is None:
            return none(state, n, "about a figure outside the codelist")
        state.topic, state.topic_foreign = nouns[-1:], False
        return attached(state, n, slot, cues, measure)
    if how == "blocked" or (how == "foreign" and before.near_residue > 1 and not place_beside(state, before, n)):
        return none(state, n, f"about a figure outside the codelist{of(before)}", foreign_topic=False)
    place, named = place_at(state, n.start)
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "new", "cumulative", "change")]
    reached = {s.indicator for s in levels if s.status == "actual"}
    if state.frame.mode == "review":  # a target said in passing is not what grew
        levels = [s for s in levels if s.status != "target" or s.indicator not in reached]
    if measure == "change" and n.quantity and n.quantity.unit in ("CNY", "count"):
        levels = [s for s in levels if s.unit == n.quantity.unit or s.foreign]
    if measure in ("growth", "change") and how in ("none", "inherited"):
        levels = _without_base(levels)
    if measure == "growth" and how in ("none", "inherited"):
        levels = _beside_net(levels, n) or (_growing(state, levels) if "rate_word" in cues else levels)
        levels = _second_tier(state, levels)
    inside = place_named(state, before.start, n.start)
    if inside and named.startswith("named") and not any(same_place(s.place, place) for s in levels):
        if how == "far" and nouns and (of_name := slot_of_noun(state, nouns[-1], n)):
            return attached(state, n, of_name, cues, measure)
        if measure == "growth" and (grown := growth_before(state, place, n)):
            return attached(state, n, grown, cues, measure)
        levels = [s for s in [*state.frame.earlier, *state.slots] if s.measure in ("level", "new", "cumulative")]
    if inside and levels:
        same = [s for s in levels if same_place(s.place, place)]
        if same:
            slot = same[-1]
            if "except" in cues:
                slot.excepted = True
            return attached(state, n, slot, cues, measure)
        if not levels[-1].foreign and named.startswith("named"):
            s = levels[-1]
            slot = Slot(s.family, s.indicator, s.measure, place, s.period, s.period_basis, s.status, s.group)
            return attached(state, n, slot, cues, measure)
    if how == "far" and nouns:
        slot_of = slot_of_noun(state, nouns[-1], n)
        return (
            attached(state, n, slot_of, cues, measure)
            if slot_of
            else none(state, n, "about a figure outside the codelist")
        )
    if not levels:
        if state.topic and not state.topic_foreign:
            slot_of = slot_of_noun(state, state.topic[-1], n)
            if slot_of:
                return attached(state, n, slot_of, cues, measure)
        return none(state, n, "no figure before it to which it could belong")
    last = [s for s in levels if s.group == levels[-1].group]
    if measure == "share_of_province" and len(last) == 1 and levels[-1].family == "unicorn_gazelle":
        return attached(state, n, levels[-1], cues, measure)
    if len(last) > 1 and "each" in cues and not any(s.foreign for s in last):
        rows = [row for s in last for row in attached(state, n, s, cues, measure).rows]
        return Binding(n, rows)
    if measure == "growth" and (listed := _listed_together(state, levels)):
        last = listed
    if len(last) > 1 and len({(s.indicator, s.place) for s in last}) > 1 and measure != "rank":
        reason = "one rate after several figures" + candidates(last)
        return none(state, n, reason, unresolved=not any(s.foreign for s in last))
    return attached(state, n, levels[-1], cues, measure, framed)


def growth_before(state: State, place: Place, n: Num) -> Slot | None:
    """甲市增长5%，乙县下降3%: behind a rate, the figure that it was of, of another place."""
    last = state.slots[-1] if state.slots else None
    if last is None or last.measure != "growth" or last.unit != (n.quantity.unit if n.quantity else ""):
        return None
    return replace(last.of(place, state.group), measure="level")


_COMES_TO = re.compile(r"[,，、](?:数量|总数)?已?(?:(?:下?降|减少|回落|缩减|增加|增长|上?升|提高)[至到]|达到?)")


def level_behind(state: State, n: Num, before: Stretch) -> Binding | None:
    """丰城市减少5.1%，降至93家: behind the growth of a figure, how much of it there is."""
    last = state.slots[-1] if state.slots else None
    if last is None or last.measure != "growth" or not last.indicator or n.quantity is None or state.topic:
        return None
    unit = load("indicators")["indicators"][last.indicator]["unit"]
    if n.quantity.unit != unit or not _COMES_TO.fullmatch(state.text, before.start, n.start):
        return None
    slot = replace(last, measure="level", unit=unit, kind=n.classifier, value=n.quantity.value)
    state.slots.append(slot)
    return Binding(n, [row_of(slot, 1, f"what the growth before it came to: {slot.indicator}", slot.place.name)])


def place_beside(state: State, before: Stretch, n: Num) -> bool:
    """Does a place with at most a verb (下降) stand right before the number?"""
    return any(before.near_start <= b and e <= n.start <= e + 4 for b, e, _ in state.places)


def _without_base(levels: list[Slot]) -> list[Slot]:
    """52.6亿元，上年为43.9亿元，增长19.8%: what grew is the later figure, not the one of the year before it."""
    if len(levels) < 2:
        return levels
    last, before = levels[-1], levels[-2]
    same = (last.indicator, last.measure, last.place) == (before.indicator, before.measure, before.place)
    years = last.period.isdigit() and before.period.isdigit()
    base = same and years and last.indicator and int(last.period) == int(before.period) - 1
    return levels[:-1] if base else levels


def _beside_net(levels: list[Slot], n: Num) -> list[Slot]:
    """312家，较上年净增58家，增长22.8%: behind the net increase of a figure said before, the rate of that figure.

    Behind other additions (856家，新增201家，增长30.7%) where they fit: 201 of the 655 that there were.
    """
    if not levels or levels[-1].measure != "new":
        return []
    added = levels[-1]
    stocks = [s for s in levels if s.measure == "level" and (s.indicator, s.place) == (added.indicator, added.place)]
    if not stocks or not added.cues.isdisjoint({"net", "against_before"}):
        return stocks
    rate = n.quantity.value if n.quantity else None
    if rate is None or added.value is None or not stocks[-1].value or stocks[-1].value <= added.value:
        return []
    return stocks if abs(added.value / (stocks[-1].value - added.value) * 100 - rate) <= 0.06 else []


def _growing(state: State, levels: list[Slot]) -> list[Slot]:
    """增速28.6%: behind a ratio, or alone after a semicolon, the rate of the last figure that can grow."""
    can = state.rules["attached"]["growth"]
    if levels and (levels[-1].foreign or levels[-1].indicator in can):
        return levels
    able = [s for s in (levels or state.slots) if s.indicator in can and s.measure == "level"]
    return able[-1:] or levels


def _second_tier(state: State, levels: list[Slot]) -> list[Slot]:
    """确保增长10%、强度3.1%，力争增长12%: behind a ratio that is a goal, the figure whose growth is a goal too."""
    if not levels or levels[-1].status != "target" or levels[-1].indicator in state.rules["attached"]["growth"]:
        return levels
    tiers = [s for s in state.slots[state.part_slots :] if s.measure == "growth" and s.status == "target"]
    return [replace(tiers[-1], measure="level")] if tiers else levels


def _listed_together(state: State, levels: list[Slot]) -> list[Slot]:
    """甲120家、乙230家，同比增长12%: two figures that can both grow, joined by 、; one rate may be of either."""
    can = state.rules["attached"]["growth"]
    pair = levels[-2:]
    both = len(pair) == 2 and all(s.indicator in can and s.measure == "level" for s in pair)
    return pair if both and pair[0].indicator != pair[1].indicator and pair[1].joined else []


def doubling(state: State, n: Num, before: Stretch, cues: set[str], nouns: list[Noun], how: str) -> Binding:
    """翻番 is growth on the year before, or between two years when the sentence says several years."""
    ahead = _BY_YEAR.search(state.text, state.start, n.start)
    if ahead and state.frame.year and int(ahead[1]) > state.frame.year:
        if how == "own":
            state.topic, state.topic_foreign = nouns[-1:], False
        return Binding(n, reason="growth over several years or since a start")
    if "long_frame" in cues or _OVER_YEARS.search(state.text, state.start, n.start):
        return Binding(n, reason="growth over several years or since a start")
    binding = to_slots(state, n, "growth", before, cues, nouns, how, framed=True)
    if not _SEVERAL_YEARS.search(state.text[max(before.start, n.start - 5) : n.start]):
        return binding
    years = sorted({y.year for y in state.years if y.year and y.stated and y.end <= n.start})
    if len(years) < 2:
        return Binding(n, reason="growth over several years or since a start")
    span = f"{years[0]}/{years[-1]}"
    why = f"said in the sentence: from {years[0]} to {years[-1]}"
    return Binding(
        n,
        [row._replace(period=span, period_basis="stated", why={**row.why, "period": why}) for row in binding.rows],
        binding.reason,
    )


def slot_of_noun(state: State, noun: Noun, n: Num) -> Slot | None:
    """A figure that the noun alone names: growth of 技术合同成交额 without its amount."""
    indicator = state.rules["growth_of"].get(noun.family) or {"rd_intensity": "rd_intensity"}.get(noun.family, "")
    if noun.family in ("unicorn", "gazelle"):
        indicator = noun.family
    if noun.family.startswith("hitech_share"):
        indicator = "hitech_value_added_share"
    if not indicator or (noun.family == "contract" and noun.text.endswith("数")):
        return None
    place, _ = place_at(state, n.start)
    period, basis, _ = period_at(state, n, clause_end(state, n))
    status, _ = status_at(state, n)
    return Slot(noun.family, indicator, "level", place, period, basis, status, state.group, noun.text)


def growth_of_nouns(state: State, n: Num, nouns: list[Noun], cues: set[str]) -> Binding:
    if len(nouns) > 1 and "each" not in cues:
        reason = f"one rate after several names: {', '.join(noun.text for noun in nouns)}"
        return none(state, n, reason, unresolved=True)
    rows: list[Row] = []
    for noun in nouns:
        slot = slot_of_noun(state, noun, n)
        if slot is None:
            return none(state, n, "growth of something outside the codelist")
        said = [s for s in state.slots[state.part_slots :] if s.indicator == slot.indicator and s.measure == "level"]
        rows += attached(state, n, said[-1] if said and said[-1].place == slot.place else slot, cues, "growth").rows
        state.topic, state.topic_foreign = [noun], False
    return Binding(n, rows, "" if rows else "growth of something outside the codelist")
