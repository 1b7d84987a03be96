"""The grammar: which indicator, measure, place, period and status a number of a sentence has.

A sentence is read from left to right. Between two numbers stands a `Stretch`; its nouns name the
family, its cues choose indicator and measure by the rules of ``wording.yaml``. Growth, shares, ranks
and completion attach to the figures read before in the same sentence. Where two readings remain, the
number stays unresolved with its candidates; where none fits, it is a figure outside the codelist.
"""

from __future__ import annotations

import re

from analysis.cleaning.areas import Place
from analysis.cleaning.circumstances import PUNCT, area_events
from analysis.cleaning.context import Noun, Slot, Stretch, stretch
from analysis.cleaning.families import apply_rules, noun_cues, nouns_for
from analysis.cleaning.levels import level, none, of
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.listed import Places, place_alone, place_runs, rate_in_brackets, same_of_place
from analysis.cleaning.periods import years_said
from analysis.cleaning.relations import attached, completion, doubling, growth_of_nouns, rank, targets, times, to_slots
from analysis.cleaning.scan import Num
from analysis.cleaning.state import Binding, Frame, State

_LEVELS = ("level", "new", "cumulative")
_RUN_LINK = re.compile(r"[、,，]?(?:和|及|与|以及)?")


def bind(
    text: str, start: int, end: int, numbers: list[Num], places: list[tuple[int, int, Place]], frame: Frame
) -> tuple[list[Binding], list[Slot]]:
    """Bindings of the numbers of one sentence, in order, and the figures that the next sentence may speak of."""
    lex = lexicon()
    years = [
        y._replace(stated=False) if y.start in frame.doubtful_years else y
        for y in years_said(text, start, end, frame.year)
    ]
    state = State(text, frame, lex, lex.wording, end, years, area_events(text, start, end, places, frame))
    skip = [(y.start, y.end) for y in years] + [(b, e) for b, e, _ in places]
    skip += [(n.start, n.end) for n in numbers if n.kind in ("date", "document_number", "page_furniture")]
    real = [n for n in numbers if n.kind in ("quantity", "rank", "redacted")]
    bindings = {n: Binding(n, reason=n.reason) for n in numbers}
    cursor = start
    i = 0
    while i < len(real):
        run = _run(text, real, i)
        before = stretch(text, cursor, real[i].start, lex, skip)
        stop = real[i + run].start if i + run < len(real) else end
        comma = PUNCT.search(text, real[i + run - 1].end, stop)
        after = stretch(text, real[i + run - 1].end, comma.start() if comma else stop, lex, skip)
        _prepare(state, before, places)
        shares_clause = i + run < len(real) and not comma
        for binding in _bind_run(state, real[i : i + run], before, after, shares_clause, places, start):
            bindings[binding.number] = binding
        cursor = real[i + run - 1].end
        i += run
    return [bindings[n] for n in numbers], [s for s in state.slots if not s.foreign]


def _run(text: str, numbers: list[Num], i: int) -> int:
    """How many numbers of one unit follow each other with only 、 or 和 between them."""
    length = 1
    unit = _unit_class(numbers[i])
    while i + length < len(numbers):
        n = numbers[i + length]
        if _unit_class(n) != unit or not _RUN_LINK.fullmatch(text, numbers[i + length - 1].end, n.start):
            break
        length += 1
    return length


def _unit_class(n: Num) -> str:
    assert n.quantity is not None
    unit = n.quantity.unit
    return f"count:{n.classifier[:1]}" if unit == "count" else unit


def _prepare(state: State, before: Stretch, places: Places) -> None:
    """Carry forward what the stretch says for all numbers behind it."""
    for listed in place_runs(state.text, before.start, before.end, places, before.phrases, state.frame.near):
        state.listed = listed
    if before.hard:
        state.part_slots = len(state.slots)
        state.topic, state.topic_foreign = [], False
        state.target_from = -1
        state.carried = set()
    for p in before.phrases:
        if p.sense.family in ("loan", "pool", "roadshow", "equity", "credit"):
            state.program.add("loan" if p.sense.family in ("pool", "credit") else p.sense.family)
        if p.sense.status == "target" and p.text in ("力争", "确保", "力求"):
            state.target_from = p.end
        if p.sense.status == "expected":
            comma = PUNCT.search(state.text, p.end, state.end)
            state.expected = (p.end, comma.start() if comma else state.end)


def _bind_run(
    state: State, run: list[Num], before: Stretch, after: Stretch, shares_clause: bool,
    places: Places, start: int,
) -> list[Binding]:
    state.group += 1
    cues = set(before.near)
    link = state.text[before.start : before.start + 1]
    if link in "、和" and not cues & {"new", "certified", "passed", "applied", "approved", "filed", "stock", "total", "net"}:
        cues |= state.carried & {"new", "net", "certified", "passed", "applied", "approved", "filed"}
    if before.nouns and not before.far_nouns:
        head = state.text[before.nouns[0].start : before.nouns[-1].end]
        cues |= noun_cues(head)
    alone = place_alone(state, run[0], before.start, places)
    if len(run) == 1 and alone and (same := same_of_place(state, run[0], *alone)):
        result = [same]
    elif len(run) == 1 and state.slots and rate_in_brackets(state, run[0], start):
        result = [attached(state, run[0], state.slots[-1], cues, "growth")]
    elif len(run) == 1:
        result = [_bind_one(state, run[0], before, after, cues, shares_clause)]
    else:
        result = _bind_list(state, run, before, after, cues, places, shares_clause)
    if not cues & {"growth", "fall", "share", "completion"} or cues & {"new"}:
        state.carried = cues
    return result


def _bind_list(
    state: State, run: list[Num], before: Stretch, after: Stretch, cues: set[str],
    places: list[tuple[int, int, Place]], shares_clause: bool,
) -> list[Binding]:
    nouns, how = nouns_for(state, before)
    n = len(run)
    listed = _listed_places(state, n, before, places, cues)
    if listed and _relative(run[0], cues):
        about = [_slot_of_place(state, place) for place in listed]
        if all(about):
            return [attached(state, number, slot, cues) for number, slot in zip(run, about, strict=True) if slot]
    if listed and nouns and how in ("own", "far", "inherited"):
        return [
            level(state, number, nouns[-1:], how, cues, after, place=(place, f"in order after the places: {place.name}"))
            for number, place in zip(run, listed, strict=True)
        ]
    relative = _relative(run[0], cues)
    if how == "own" and len(nouns) == n:
        return [_bind_with(state, number, [noun], how, before, after, cues | noun_cues(noun.text)) for number, noun in zip(run, nouns, strict=True)]
    if relative or how in ("inherited", "none"):
        found = targets(state, n, before, cues)
        if len(found) == n and (relative or "distributive" in cues):
            return [attached(state, number, slot, cues) for number, slot in zip(run, found, strict=True)]
        if relative:
            return [none(state, number, "a list of rates for figures that cannot be told apart", len(found) > 0)
                    for number in run]
    if how == "far" and len(nouns) == n:
        return [_bind_with(state, number, [noun], how, before, after, cues | noun_cues(noun.text)) for number, noun in zip(run, nouns, strict=True)]
    if len(nouns) > 1 and len(nouns) != n:
        return [none(state, number, "a list of numbers that does not match its list of names", True) for number in run]
    first = [_bind_one(state, run[0], before, after, cues, True)]
    return first + [none(state, number, "part of a list without names of its own") for number in run[1:]]


def _listed_places(state: State, n: int, before: Stretch, places: Places, cues: set[str]) -> list[Place]:
    """The list of ``n`` places that the numbers follow in order; empty when there is none."""
    for run in place_runs(state.text, before.start, before.end, places, before.phrases, state.frame.near):
        if len(run) == n:
            return run
    return state.listed if "distributive" in cues and len(state.listed) == n else []


def _slot_of_place(state: State, place: Place) -> Slot | None:
    """The figure of that place said last, in this sentence or the one before."""
    slots = [*state.frame.earlier, *state.slots]
    return next((s for s in reversed(slots) if s.place == place and s.measure in _LEVELS), None)


def _relative(n: Num, cues: set[str]) -> bool:
    """Does the number only say something about a figure given before?"""
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "percent":
        return bool(cues & {"growth", "fall", "share", "completion"}) and not cues & {"per_gdp", "per_industry"}
    return unit in ("percentage_point", "rank")


def _bind_one(
    state: State, n: Num, before: Stretch, after: Stretch, cues: set[str], shares_clause: bool
) -> Binding:
    nouns, how = nouns_for(state, before)
    return _bind_with(state, n, nouns, how, before, after, cues, shares_clause)


def _bind_with(
    state: State, n: Num, nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str],
    shares_clause: bool = False,
) -> Binding:
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "rank" or (n.classifier == "位" and cues & {"rank_word", "rank_up"}):
        return rank(state, n, nouns, how, before, cues)
    if unit == "times":
        return times(state, n, nouns, how, before, after, cues)
    if n.quantity.noun == "doubling":
        return doubling(state, n, before, cues, nouns, how)
    if cues & {"completion"} and unit == "percent":
        return completion(state, n, nouns, how)
    if unit == "percent" and "share" in cues:
        return to_slots(state, n, "share_of_province", before, cues, nouns, how)
    if unit in ("percent", "percentage_point") and "long_frame" in cues:
        return none(state, n, "growth over several years or since a start")
    if unit == "percent" and cues & {"growth", "fall"} and not (cues & {"per_gdp", "per_industry"} and how != "own"):
        if how == "own" and nouns and apply_rules(state, nouns[-1].family, n, cues, "") is None:
            return growth_of_nouns(state, n, nouns, cues)
        if how == "own" and nouns and nouns[-1].family == "rd":
            return growth_of_nouns(state, n, nouns, cues)
        if how in ("inherited", "none", "far") or (how == "foreign" and before.near_residue <= 1):
            return to_slots(state, n, "growth", before, cues, nouns, how)
        return none(state, n, f"growth of something outside the codelist{of(before)}")
    if unit == "percentage_point":
        if "province_level" in cues and cues & {"above", "below"}:
            return to_slots(state, n, "gap_to_province", before, cues, nouns, how)
        if "rate_word" in cues:
            return none(state, n, "change of a growth rate")
        if how != "own" or nouns[-1].family not in ("rd", "rd_intensity", "hitech_share", "hitech_share_phrase"):
            return to_slots(state, n, "change", before, cues, nouns, how)
    if unit in ("CNY", "count") and "against_before" in cues and cues & {"growth", "fall", "change", "more_spent"} and how in ("inherited", "none"):
        return to_slots(state, n, "change", before, cues, nouns, how)
    return level(state, n, nouns, how, cues, after, before=before, shares_clause=shares_clause)
