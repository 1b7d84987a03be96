"""Numbers listed with their names or places, in order; refused where the two lists do not match."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import Place, same_place
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import meant, noun_cues, nouns_for
from analysis.cleaning.levels import level, none
from analysis.cleaning.listed import Places, place_alone, place_runs, row_of, same_of_place
from analysis.cleaning.relations import attached, candidates, growth_before, slot_of_noun, targets
from analysis.cleaning.scan import Num
from analysis.cleaning.single import bind_one, bind_with, relative, with_sign
from analysis.cleaning.state import Binding, Row, State
from analysis.definitions import load

_FIRMS = ("hte", "sme", "unicorn", "gazelle")


_TOTALS = ("总量", "总额", "总规模")
#: Cues that lie in a name of a list and hold for it alone.
OF_NAMES = {"balance", "credit_word", "count_word", "lent", "paid_out"}


_LEVELS = ("level", "new", "cumulative")


def bind_list(
    state: State,
    run: list[Num],
    before: Stretch,
    after: Stretch,
    cues: set[str],
    places: list[tuple[int, int, Place]],
    shares_clause: bool,
) -> list[Binding]:
    nouns, how = nouns_for(state, before)
    n = len(run)
    run = [with_sign(number, cues) for number in run]
    listed = _listed_places(state, n, before, places, cues)
    if listed and relative(run[0], cues):
        named = nouns[-1] if nouns and how == "own" else None
        about = [_spoken_of(state, run[0], place, named) for place in listed]
        if all(about):
            return [attached(state, number, slot, cues) for number, slot in zip(run, about, strict=True) if slot]
    if listed and not nouns and not before.blocked and before.residue <= 2:
        of_places = [
            same_of_place(state, number, place, f"in order after the places: {place.name}")
            for number, place in zip(run, listed, strict=True)
        ]
        if all(of_places):
            return [binding for binding in of_places if binding]
    if listed and nouns and how in ("own", "far", "inherited"):
        return [
            level(
                state, number, nouns[-1:], how, cues, after, place=(place, f"in order after the places: {place.name}")
            )
            for number, place in zip(run, listed, strict=True)
        ]
    about_others = relative(run[0], cues)
    if about_others and (of_kinds := _of_kinds(state, run, before)):
        return [
            attached(state, number, slot, cues) if slot else Binding(number, reason="rank of a growth rate")
            for number, slot in zip(run, of_kinds, strict=True)
        ]
    if parts := _parts_of_place(state, run, before, cues):
        return parts
    names = listed_names(state, n, before)
    if names and how in ("own", "blocked") and len(nouns) != n:
        return [
            bind_with(state, number, [noun], how, before, after, (cues - OF_NAMES) | noun_cues(noun.text))
            if noun
            else none(state, number, "a figure outside the codelist")
            for number, noun in zip(run, names, strict=True)
        ]
    if how == "own" and len(nouns) == n:
        return _bind_each(state, run, nouns, how, before, after, cues)
    if about_others or how in ("inherited", "none"):
        found = targets(state, n, before, cues)
        if not about_others and len(found) == n and (totals := _totals(state, run, found, cues)):
            return totals
        if len(found) == n and (about_others or "distributive" in cues):
            return [attached(state, number, slot, cues) for number, slot in zip(run, found, strict=True)]
        if about_others:
            reason = "a list of rates for figures that cannot be told apart" + candidates(found)
            return [none(state, number, reason, len(found) > 0) for number in run]
    if not about_others and not before.nouns and (grown := _grown(state, run, before)):
        return grown
    if how == "far" and len(nouns) == n:
        return _bind_each(state, run, nouns, how, before, after, cues)
    if len(nouns) > 1 and len(nouns) != n:
        reason = f"a list of numbers that does not match its list of names: {', '.join(x.text for x in nouns)}"
        return [none(state, number, reason, True) for number in run]
    goes_on = not about_others and _second_list(state, n, before)
    if how == "inherited" and not before.nouns and not goes_on:
        return [none(state, number, "part of a list without names of its own", unresolved=True) for number in run]
    first = [bind_one(state, run[0], before, after, cues, True)]
    if goes_on and first[0].rows:
        like = state.slots[-1]
        state.slots += [replace(like)] * (n - 1)
        why = f"in the order of the list before it: {like.indicator}"
        return first + [Binding(number, [row_of(like, 1, why, like.place.name)]) for number in run[1:]]
    return first + [none(state, number, "part of a list without names of its own") for number in run[1:]]


#: Cues of what there is in all, also where what was added stands before it.
_IN_ALL = {"total", "stock", "cumulative"}


def _grown(state: State, run: list[Num], before: Stretch) -> list[Binding]:
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
    return [
        Binding(n, [row_of(s, 1, f"in the order of the list before it: {s.indicator}", s.place.name)])
        for n, s in zip(run, levels, strict=True)
    ]


def _second_list(state: State, n: int, before: Stretch) -> bool:
    """甲、乙分别为46家、58家企业放款8亿元、4亿元: do as many figures of one family stand before this list?

    They are a list themselves, or 分别 stands between: 甲放款3亿元、乙放款4亿元，分别支持企业46家、58家.
    """
    last = [s for s in state.slots[state.part_slots :] if s.measure in _LEVELS][-n:]
    listed = len({s.group for s in last}) == 1 or "distributive" in before.near
    families = {s.family for s in last} | {noun.family for noun in before.nouns}
    return len(last) == n and listed and len(families) == 1 and not any(s.foreign for s in last)


_KINDS = {
    "count": re.compile(r"(?:登记|合同)?(?:项数|件数|份数|笔数|数量|宗数)"),
    "CNY": re.compile(r"(?:合同|成交|登记|交易|放款|贷款)?(?:金额|总额|额度|额)"),
}
_RATES = ("增速", "增幅", "增长率")
_WHOLES = (*_TOTALS, "总数", "规模", "数量")
_OF_BOTH = re.compile(
    r"(?:^|[,，;；])([^,，;；、和与及]+)(?:[、和与及]|以及)([^,，;；、和与及]+?)(?:同比|比上年)?(?:分别|依次)"
)


def _of_kinds(state: State, run: list[Num], before: Stretch) -> list[Slot | None]:
    """项数和金额分别增长8%、21%: the figures said last that count and that are money, as named; else empty.

    Of ranks (总量和增速分别居全省第3位、第2位) the figure said last, and None for the growth.
    """
    said = _OF_BOTH.search(state.text[before.start : before.end]) if len(run) == 2 else None
    ranks = run[0].quantity is not None and run[0].quantity.unit == "rank"
    levels = [s for s in state.slots[state.part_slots :] if s.measure in _LEVELS]
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


def _parts_of_place(state: State, run: list[Num], before: Stretch, cues: set[str]) -> list[Binding]:
    """甲621家、乙588家，高新区分别占153家和126家: the part of one place in figures said before; else empty."""
    place = place_alone(state, run[0]._replace(start=_verb(before)), before.start, state.places)
    levels = [s for s in state.slots[state.part_slots :] if s.measure in _LEVELS][-len(run) :]
    if place is None or "distributive" not in cues or len(levels) != len(run):
        return []
    if any(s.foreign or s.unit != n.quantity.unit for s, n in zip(levels, run, strict=True) if n.quantity):
        return []
    parts = [s.of(place[0], state.group) for s in levels]
    state.slots += parts
    return [
        Binding(n, [row_of(part, 1, f"the part of one place in a figure before it: {part.indicator}", place[1])])
        for n, part in zip(run, parts, strict=True)
    ]


def _verb(before: Stretch) -> int:
    """Where 分别 stands before a list."""
    return next((p.start for p in before.phrases if "distributive" in p.sense.cues), before.end)


def _totals(state: State, run: list[Num], added: list[Slot], cues: set[str]) -> list[Binding]:
    """新增甲12家、乙30家，总数分别达120家、300家: of what was added, how much there is now; empty for anything else."""
    same = all(s.unit == n.quantity.unit for s, n in zip(added, run, strict=True) if n.quantity)
    if not cues & _IN_ALL or not same or any(s.measure != "new" or s.foreign for s in added):
        return []
    result = []
    for n, slot in zip(run, added, strict=True):
        whole = replace(slot, measure="level", group=state.group)
        state.slots.append(whole)
        why = f"the total of what was added before it: {slot.indicator}"
        result.append(Binding(n, [row_of(whole, 1, why, slot.place.name)]))
    return result


def _bind_each(
    state: State, run: list[Num], nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str]
) -> list[Binding]:
    """Numbers and names in the same order."""
    return [
        bind_with(state, number, [noun], how, before, after, (cues - OF_NAMES) | noun_cues(noun.text))
        for number, noun in zip(run, nouns, strict=True)
    ]


def listed_names(state: State, n: int, before: Stretch) -> list[Noun | None]:
    """The ``n`` names (0: two or more) of a list before 分别; None for one that is none of ours.

    Empty when there are not so many.
    """
    verb = next((p for p in before.phrases if p.sense.cues & {"distributive", "each"}), None)
    if verb is None:
        return []
    begin = max(before.start, max(state.text.rfind(c, before.start, verb.start) for c in ",，;；:：。") + 1)
    names: list[Noun | None] = []
    position = begin
    for part in re.split(r"[、和与及]", state.text[begin : verb.start]):
        inside = [p for p in before.phrases if position <= p.start and p.end <= position + len(part)]
        last = next((p for p in reversed(inside) if p.sense.family or p.sense.blocker), None)
        firms = {p.sense.family for p in inside if p.sense.family in _FIRMS}
        other = any(p.sense.blocker and not p.sense.family for p in inside)
        named = last and last.sense.family and len(firms) < 2 and not (firms and other)
        noun = meant(state, [Noun(last.sense.family, last.start, last.end, last.text)]) if last and named else []
        if part in _TOTALS and names and names[-1] and names[-1].family == "rd_intensity":
            noun = [names[-1]._replace(family="rd")]  # 投入强度与总量: the total of the same
        names.append(noun[0] if noun else None)
        position += len(part) + 1
    return names if (len(names) == n or (n == 0 and len(names) > 1)) and any(names) else []


def _listed_places(state: State, n: int, before: Stretch, places: Places, cues: set[str]) -> list[Place]:
    """The list of ``n`` places that the numbers follow in order; empty when there is none."""
    for run in place_runs(state.text, before.start, before.end, places, before.phrases, state.frame.near):
        if len(run) == n:
            return run
    return state.listed if len(state.listed) == n and (before.nouns or "distributive" in cues) else []


def _like_whole(state: State, place: Place) -> Slot | None:
    """A figure of the place like the one of the whole said last; only its growth may be stated."""
    said = [*state.frame.earlier, *state.slots]
    whole = next((s for s in reversed(said) if s.measure in _LEVELS and s.indicator), None)
    return whole.of(place, state.group) if whole else None


def _spoken_of(state: State, n: Num, place: Place, named: Noun | None) -> Slot | None:
    """The figure of a place that a rate is of: the one named before it, else what was said of place or whole."""
    slot = slot_of_noun(state, named, n) if named and n.quantity and n.quantity.unit == "percent" else None
    if slot:
        return slot.of(place, state.group)
    return _slot_of_place(state, place) or growth_before(state, place, n) or _like_whole(state, place)


def _slot_of_place(state: State, place: Place) -> Slot | None:
    """The figure of that place said last, in this sentence or the one before."""
    slots = [*state.frame.earlier, *state.slots]
    return next((s for s in reversed(slots) if s.measure in _LEVELS and same_place(s.place, place)), None)


def bind_each_place(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str]) -> Binding | None:
    """甲市、乙市均净增15家: one number of each place of a list; None when there is no such list."""
    runs = place_runs(state.text, before.start, before.end, state.places, before.phrases, state.frame.near)
    if "each" not in cues or not runs:
        return None
    nouns, how = nouns_for(state, before)
    rows: list[Row] = []
    reason = ""
    for place in runs[-1]:
        if relative(n, cues):
            slot = _spoken_of(state, n, place, nouns[-1] if nouns and how == "own" else None)
            binding = attached(state, n, slot, cues) if slot else none(state, n, "about a figure outside the codelist")
        else:
            why = f"one for each of the places: {place.name}"
            binding = level(state, n, nouns, how, cues, after, before=before, place=(place, why))
        rows += binding.rows
        reason = binding.reason
    return Binding(n, rows, reason)


def bind_referred(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str]) -> Binding | None:
    """前者687家、后者118.6亿元: a number of the first or the second of two names, or of two figures, said before.

    None when neither word stands before the number.
    """
    if not cues & {"former", "latter"}:
        return None
    which = -1 if "latter" in cues else -2
    if len(before.nouns) == 2:
        state.pair = before.nouns
    if state.pair:
        noun = meant(state, state.pair[which:])[:1]
        return bind_with(state, n, noun, "own", before, after, cues | noun_cues(state.pair[which].text))
    figures = [s for s in state.slots if s.measure in _LEVELS]
    if len(figures) < 2:
        return none(state, n, "about two figures of which one is not said")
    return attached(state, n, figures[which], cues)


_NEXT = re.compile(r"[、,，]?(?:和|与|及|以及)?")
_NEXT_RATE = re.compile(r"[、,，和与及][\u4e00-\u9fff]{0,3}")


def bind_mixed(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str]) -> Binding | None:
    """One number of a list of different units: 甲、乙分别为5120件、96.7亿元; 两项分别增长16.4%、提高0.07个百分点.

    None when the number is not of such a list.
    """
    between = state.text[before.start : n.start]
    if state.pending_names and _NEXT.fullmatch(between):
        return _named(state, n, state.pending_names.pop(0), before, after, cues)
    if state.pending_slots and _NEXT_RATE.fullmatch(between):
        return attached(state, n, state.pending_slots.pop(0), cues)
    state.pending_names, state.pending_slots = [], []
    if "distributive" not in before.near or not _NEXT_RATE.match(state.text, n.end):
        return None
    if relative(n, cues):
        levels = [s for s in state.slots[state.part_slots :] if s.measure in _LEVELS]
        if len(levels) < 2 or any(s.foreign for s in levels[-2:]):
            return None
        state.pending_slots = levels[-1:]
        return attached(state, n, levels[-2], cues)
    names = listed_names(state, 0, before)
    if not names:
        return None
    state.pending_names = names[1:]
    return _named(state, n, names[0], before, after, cues)


def _named(state: State, n: Num, noun: Noun | None, before: Stretch, after: Stretch, cues: set[str]) -> Binding:
    if noun is None:
        return none(state, n, "a figure outside the codelist")
    return bind_with(state, n, [noun], "own", before, after, (cues - OF_NAMES) | noun_cues(noun.text))
