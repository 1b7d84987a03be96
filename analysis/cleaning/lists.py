"""Numbers listed with their names or places, in order; refused where the two lists do not match."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import Place, same_place
from analysis.cleaning.attached import attached
from analysis.cleaning.circumstances import TARGET_AFTER
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import FIRMS, meant, noun_cues, nouns_for
from analysis.cleaning.levels import level, none
from analysis.cleaning.listed import OPENING, Places, place_runs, rows_of, same_of_place
from analysis.cleaning.quantities import Num
from analysis.cleaning.relations import candidates, growth_before, slot_of_noun, targets
from analysis.cleaning.sequels import (
    LEVELS,
    TOTALS,
    both,
    by_year,
    goals_of,
    grown,
    moves,
    of_another_place,
    of_kinds,
    parts_of_place,
    programmes,
    second_list,
    totals,
)
from analysis.cleaning.single import bind_one, bind_with, relative, than_another, with_sign
from analysis.cleaning.state import Binding, Row, State

#: 甲市、乙市数量并列第一，均为52家
_ALL_OF_THEM = re.compile("[,，](?:都|均|皆)(?:为|是|达|有)?")
#: 甲市以3.6%领跑，乙市、丙县紧随其后，为3.54%、3.42%
_FOLLOWERS = re.compile(r"(?:紧随其后|紧跟其后|次之|[分位]列其后)[,，](?:分别)?(?:为|达|有)?$")


#: Cues that lie in a name of a list and hold for it alone.
OF_NAMES = {"balance", "credit_word", "count_word", "lent", "paid_out"}


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
    if run[0].quantity and run[0].quantity.unit == "percentage_point" and than_another(state, before, run[0]):
        return [Binding(number, reason="distance from another area") for number in run]
    if state.text[run[0].start - 1] in "差缺欠":
        return [Binding(number, reason="the distance to a goal, not a level") for number in run]
    run = [with_sign(number, cues) for number in run]
    listed = _listed_places(state, n, before, places, cues)
    if listed and relative(run[0], cues):
        named = nouns[-1] if nouns and how == "own" else None
        about = [_spoken_of(state, run[0], place, named) for place in listed]
        if all(about):
            return [attached(state, number, slot, cues) for number, slot in zip(run, about, strict=True) if slot]
    if listed and not before.nouns and not before.blocked and (rates := _rates_of_places(state, run, listed, cues)):
        return rates
    part = max(before.start, *(state.text.rfind(c, before.start, before.end) + 1 for c in "；;"))
    opened = OPENING.match(state.text, part) is not None  # 从县域分布看，甲、乙…
    alone = before.residue <= 2 or ("distributive" in cues and before.near_residue <= 2 and not before.hard) or opened
    follow = _FOLLOWERS.search(state.text, before.start, run[0].start) is not None
    parts_of_it = how == "inherited" and "therein" in before.near  # 甲区、乙县分别占其中的20家、12家
    if listed and (parts_of_it or (not nouns and not before.blocked and (alone or follow))):
        of_places = [
            same_of_place(state, number, place, f"in order after the places: {place.name}", cues)
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
    if there := of_another_place(state, run, before):
        return there
    about_others = relative(run[0], cues)
    if about_others and (kinds := of_kinds(state, run, before)):
        return [
            attached(state, number, slot, cues) if slot else Binding(number, reason="rank of a growth rate")
            for number, slot in zip(run, kinds, strict=True)
        ]
    if moved := moves(state, run, cues):
        return [attached(state, number, slot, cues, "rank_change") for number, slot in zip(run, moved, strict=True)]
    if parts := parts_of_place(state, run, before, cues):
        return parts
    if nouns and not about_others and (dated := by_year(state, run, nouns, how, before, after, cues)):
        return dated
    if of_both := both(state, run, before):
        return of_both
    planned = 0 <= state.target_from <= run[0].start <= state.target_until
    if not planned and TARGET_AFTER.match(state.text, run[-1].end):
        state.target_from, state.target_until = run[0].start, run[-1].end  # 超额完成市定的20家、60家目标
    names = listed_names(state, n, before)
    every = listed_names(state, 0, before) if not names and _LIST_GOES_ON.match(state.text, run[-1].end) else []
    if len(every) > n and how in ("own", "blocked", "far") and "distributive" in cues:
        names, state.pending_names = every[:n], every[n:]  # …分别突破1500家、3000家、260亿元
    beside = "own" if how == "blocked" else how  # another name of the list stands right before the numbers
    if names and how in ("own", "blocked", "far") and len(nouns) != n:
        return [
            bind_with(state, number, [noun], beside, before, after, (cues - OF_NAMES) | noun_cues(noun.text))
            if noun
            else none(state, number, "a figure outside the codelist")
            for number, noun in zip(run, names, strict=True)
        ]
    if about_others and how == "own" and len(nouns) == 2:
        state.pair = nouns
    if how == "own" and len(nouns) == n:
        return _bind_each(state, run, nouns, how, before, after, cues)
    counts = run[0].quantity is not None and run[0].quantity.unit == "count"
    more = counts and {"against_before", "change"} <= cues and not before.nouns
    if more and len(found := targets(state, n, before, cues)) == n:
        return [attached(state, number, slot, cues, "change") for number, slot in zip(run, found, strict=True)]
    if about_others or how in ("inherited", "none"):
        found = targets(state, n, before, cues)
        if not about_others and len(found) == n and (whole := totals(state, run, found, cues)):
            return whole
        if len(found) == n and (about_others or ("distributive" in cues and cues & {"new", "net"})):
            return [attached(state, number, slot, cues) for number, slot in zip(run, found, strict=True)]
        if about_others:
            reason = "a list of rates for figures that cannot be told apart" + candidates(found)
            return [none(state, number, reason, len(found) > 0) for number in run]
    if not about_others and not before.nouns and (levels := grown(state, run, before)):
        return levels
    if how == "far" and len(nouns) == n:
        return _bind_each(state, run, nouns, how, before, after, cues)
    if len(nouns) > 1 and len(nouns) != n:
        reason = f"a list of numbers that does not match its list of names: {', '.join(x.text for x in nouns)}"
        return [none(state, number, reason, True) for number in run]
    if not about_others and (goals := goals_of(state, run, before)):
        return goals
    goes_on = [] if about_others else second_list(state, n, before)
    first = bind_one(state, run[0], before, after, cues, True)
    if not first.rows:
        return [first] + [none(state, number, "part of a list without names of its own") for number in run[1:]]
    said = state.slots.pop()
    if not goes_on and programmes(before, said.family) == n:
        goes_on = [said] * n
    if not goes_on:
        return [none(state, number, "part of a list without names of its own", unresolved=True) for number in run]
    each = [replace(said, place=s.place, period=s.period, period_basis=s.period_basis) for s in goes_on]
    state.slots += each
    return rows_of(run, each, "in the order of the list before it")


def _bind_each(
    state: State, run: list[Num], nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str]
) -> list[Binding]:
    """Numbers and names in the same order."""
    return [
        bind_with(state, number, [noun], how, before, after, (cues - OF_NAMES) | noun_cues(noun.text))
        for number, noun in zip(run, nouns, strict=True)
    ]


def _clause_begin(text: str, start: int, end: int) -> int:
    return max(start, max(text.rfind(c, start, end) for c in ",，;；:：。") + 1)


def listed_names(state: State, n: int, before: Stretch) -> list[Noun | None]:
    """The ``n`` names (0: two or more) of a list before 分别; None for one that is none of ours.

    Empty when there are not so many.
    """
    verb = next((p for p in before.phrases if p.sense.cues & {"distributive", "each"}), None)
    if verb is None:
        return []
    begin = _clause_begin(state.text, before.start, verb.start)
    if begin > before.start and not any(p.sense.family for p in before.phrases if begin <= p.start < verb.start):
        begin = _clause_begin(state.text, before.start, begin - 1)  # 甲、乙实现“双增”，分别达到…
    names: list[Noun | None] = []
    position = begin
    for part in re.split(r"[、和与及]", state.text[begin : verb.start]):
        inside = [p for p in before.phrases if position <= p.start and p.end <= position + len(part)]
        last = next((p for p in reversed(inside) if p.sense.family or p.sense.blocker), None)
        firms = {p.sense.family for p in inside if p.sense.family in FIRMS}
        other = any(p.sense.blocker and not p.sense.family for p in inside)
        named = last and last.sense.family and len(firms) < 2 and not (firms and other)
        said = f"{last.text}数" if last and part.endswith(("项数", "份数")) else last.text if last else ""
        noun = meant(state, [Noun(last.sense.family, last.start, last.end, said)]) if last and named else []
        if part in TOTALS and names and names[-1] and names[-1].family == "rd_intensity":
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
    whole = next((s for s in reversed(said) if s.measure in LEVELS and s.indicator), None)
    return whole.of(place, state.group) if whole else None


def _spoken_of(state: State, n: Num, place: Place, named: Noun | None) -> Slot | None:
    """The figure of a place that a rate is of: the one named before it, else what was said of place or whole."""
    slot = slot_of_noun(state, named, n) if named and n.quantity and n.quantity.unit == "percent" else None
    if slot:
        return slot.of(place, state.group)
    return _slot_of_place(state, place) or growth_before(state, place, n) or _like_whole(state, place)


def _rates_of_places(state: State, run: list[Num], listed: list[Place], cues: set[str]) -> list[Binding]:
    """增速除甲县为-8.7%外均为正，乙市、丙市分别为31.9%、12.6%: rates of places behind a rate; else empty."""
    rate = run[0].quantity is not None and run[0].quantity.unit == "percent"
    if not rate or cues & {"per_gdp", "per_industry", "intensity"}:
        return []
    grown = [growth_before(state, place, run[0]) for place in listed]
    return [attached(state, n, slot, cues, "growth") for n, slot in zip(run, grown, strict=True) if slot]


def _slot_of_place(state: State, place: Place) -> Slot | None:
    """The figure of that place said last, in this sentence or the one before."""
    slots = [*state.frame.earlier, *state.slots]
    own = [s for s in slots if s.indicator and s.measure in LEVELS and same_place(s.place, place)]
    return own[-1] if own else None


def bind_each_place(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str]) -> Binding | None:
    """甲市、乙市均净增15家, 甲市、乙市强度超过3%: one number of each place of a list; None without such a list."""
    bounded = n.quantity is not None and n.quantity.bound in ("at_least", "at_most") and "total" not in cues
    if "except" in before.all_cues or not ("each" in cues or (bounded and "、" in state.text[before.start : n.start])):
        return None
    runs = place_runs(state.text, before.start, before.end, state.places, before.phrases, state.frame.near)
    if not runs and len(state.listed) > 1 and _ALL_OF_THEM.fullmatch(state.text, before.start, n.start):
        runs = [state.listed]
    if not runs:
        return None
    nouns, how = nouns_for(state, before)
    rows: list[Row] = []
    reason = ""
    for place in runs[-1]:
        if relative(n, cues):
            slot = _spoken_of(state, n, place, nouns[-1] if nouns and how == "own" else None)
            binding = attached(state, n, slot, cues) if slot else none(state, n, "about a figure outside the codelist")
        elif like := None if nouns or before.blocked else same_of_place(state, n, place, f"each: {place.name}"):
            binding = like
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
        goes_on = state.referred and state.text[before.start] == "、" and relative(n, cues) and not before.nouns
        state.referred = state.referred if goes_on else None
        return attached(state, n, state.referred, cues) if state.referred else None
    which = -1 if "latter" in cues else -2
    if len(before.nouns) == 2:
        state.pair = before.nouns
    if state.pair:
        noun = meant(state, state.pair[which:])[:1]
        return bind_with(state, n, noun, "own", before, after, cues | noun_cues(state.pair[which].text))
    figures = [s for s in state.slots if s.measure in LEVELS]
    if len(figures) < 2:
        return none(state, n, "about two figures of which one is not said")
    said = figures[which]
    if said.foreign or relative(n, cues):
        state.referred = said
        return attached(state, n, said, cues)
    return bind_with(state, n, [Noun(said.family, n.start, n.start, said.noun)], "own", before, after, cues)


_LIST_GOES_ON = re.compile(r"[、,，和与及][\d]")
_NEXT = re.compile(r"[、,，]?(?:和|与|及|以及)?")
_NEXT_RATE = re.compile(r"[、,，和与及][\u4e00-\u9fff]{0,3}")


def bind_mixed(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str]) -> Binding | None:
    """One number of a list of different units: 甲、乙分别为5120件、96.7亿元; 两项分别增长16.4%、提高0.07个百分点.

    None when the number is not of such a list.
    """
    between = state.text[before.start : n.start]
    if state.pending_names and (_NEXT_RATE if relative(n, cues) else _NEXT).fullmatch(between):
        return _named(state, n, state.pending_names.pop(0), before, after, cues)
    if state.pending_slots and _NEXT_RATE.fullmatch(between):
        return attached(state, n, state.pending_slots.pop(0), cues)
    state.pending_names, state.pending_slots = [], []
    if "distributive" not in before.near or not _NEXT_RATE.match(state.text, n.end):
        return None
    if relative(n, cues):
        if len(names := listed_names(state, 0, before)) == 2:
            state.pending_names = names[1:]
            return _named(state, n, names[0], before, after, cues)
        levels = [s for s in state.slots[state.part_slots :] if s.measure in LEVELS]
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
