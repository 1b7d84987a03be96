"""The grammar: which indicator, measure, place, period and status a number of a sentence has.

A sentence is read from left to right. Between two numbers stands a `Stretch`; its nouns name the
family, its cues choose indicator and measure by the rules of ``wording.yaml``. Growth, shares, ranks
and completion attach to the figures read before in the same sentence. Where two readings remain, the
number stays unresolved with its candidates; where none fits, it is a figure outside the codelist.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import Place, same_place
from analysis.cleaning.circumstances import PUNCT, area_events
from analysis.cleaning.context import Line, Noun, Phrase, Slot, Stretch, line_of, phrases_of, stretch
from analysis.cleaning.families import apply_rules, meant, noun_cues, nouns_for
from analysis.cleaning.levels import level, none, of
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.listed import Places, place_alone, place_runs, rate_in_brackets, same_figure, same_of_place
from analysis.cleaning.periods import rises, years_said
from analysis.cleaning.relations import (
    attached,
    completion,
    doubling,
    growth_of_nouns,
    place_beside,
    rank,
    targets,
    times,
    to_slots,
)
from analysis.cleaning.scan import Num
from analysis.cleaning.state import Binding, Frame, State

_FIRMS = ("hte", "sme", "unicorn", "gazelle")
#: Cues that lie in a name of a list and hold for it alone.
_OF_NAMES = {"balance", "credit_word", "count_word", "lent", "paid_out"}
_LEVELS = ("level", "new", "cumulative")
#: Cues that hold for the whole clause, also across another number: 累计为12家企业放贷3亿元.
_CLAUSE_WIDE = {"cumulative", "strong_cumulative", "this_year", "others"}
#: Cues that hold for the next name of a list: 新增甲企业5家、乙企业8家.
_CARRIED = {"new", "net", "certified", "passed", "applied", "approved", "filed"}
_SEVERAL_YEARS = re.compile(
    r"(?:近|过去|这|最近)?(?:[一二两三四五六七八九十]|(?<!\d)\d)年(?:来|间|内|累计|净增|新增|共|增长)"
)
#: 比110家任务多32家: what stands between a goal and the distance from it.
_DISTANCE = re.compile(r"(?:的?(?:目标|任务数?|计划数?))*(?:多出?|少|差|缺|超出?|超过|尚差|仅差|还差)")
#: 确保100家、力争120家: what stands between two tiers of a target.
_TIER = re.compile(
    r"[、,，]?(?:并|且|同时)?(?:力争|确保|冲刺|奋斗目标|争取|挑战|保底|底线目标|奋斗|目标)+(?:数|值|达到?|达成|完成|突破|实现|为|至|是)*"
)
_NTH_BATCH = re.compile(r"第[一二三四五六]批")
_RATE_OF = re.compile(r"的(?:同比|年均|平均)?(?:增速|增幅|增长率?)")
_RUN_LINK = re.compile(r"[、,，]?(?:和|及|与|以及)?")


def bind(
    text: str, start: int, end: int, numbers: list[Num], places: list[tuple[int, int, Place]], frame: Frame
) -> tuple[list[Binding], list[Slot]]:
    """Bindings of the numbers of one sentence, in order, and the figures that the next sentence may speak of."""
    real = [n for n in numbers if n.kind in ("quantity", "rank", "redacted")]
    bindings = {n: Binding(n, reason=n.reason) for n in numbers}
    if not real:
        return [bindings[n] for n in numbers], []
    lex = lexicon()
    phrases = phrases_of(text, start, end, lex)
    if not _speaks_of_ours(phrases, places, frame):
        return [Binding(n, reason=n.reason or _outside(phrases, n)) for n in numbers], []
    years = [
        y._replace(stated=False) if y.start in frame.doubtful_years else y
        for y in years_said(text, start, end, frame.year)
    ]
    areas = area_events(text, start, end, places, frame)
    state = State(text, frame, start, lex, lex.wording, end, years, areas, places)
    skip = [(y.start, y.end) for y in years] + [(b, e) for b, e, _ in places]
    skip += [(n.start, n.end) for n in numbers if n.kind in ("date", "document_number", "page_furniture")]
    state.program |= {"loan", "contract"} & set(frame.subjects)
    state.group = max((s.group for s in frame.earlier), default=0)
    line = line_of(text, start, end, phrases, skip)
    _look_ahead(state, line, real)
    cursor = start
    i = 0
    while i < len(real):
        run = _run(text, real, i)
        before = stretch(line, cursor, real[i].start, lex)
        stop = real[i + run].start if i + run < len(real) else end
        comma = PUNCT.search(text, real[i + run - 1].end, stop)
        after = stretch(line, real[i + run - 1].end, comma.start() if comma else stop, lex)
        _prepare(state, before, places)
        shares_clause = i + run < len(real) and not comma
        state.next_same = shares_clause and _unit_class(real[i + run]) == _unit_class(real[i + run - 1])
        results = _bind_run(state, real[i : i + run], before, after, shares_clause, places, start)
        bindings.update(zip(real[i : i + run], results, strict=True))
        cursor = real[i + run - 1].end
        i += run
    return [bindings[n] for n in numbers], [s for s in state.slots if not s.foreign]


#: Cues by which a sentence may go on about the firms of its paragraph without naming them, or name a part last.
_GOING_ON = {"applied", "filed", "pass_rate", "certified", "passed", "per_industry"}


def _speaks_of_ours(phrases: list[Phrase], places: Places, frame: Frame) -> bool:
    """Can a figure of the sentence belong to the codelist at all? Most sentences of a report are of other things."""
    if places and frame.earlier:
        return True
    cues = {cue for p in phrases for cue in p.sense.cues}
    if (
        {"hte", "sme"} & set(frame.subjects)
        and cues & {"registered", "stock"}
        or frame.finance_topic
        and "lent" in cues
    ):
        return True
    return any(p.sense.family or p.sense.cues & _GOING_ON for p in phrases)


def _outside(phrases: list[Phrase], n: Num) -> str:
    blocker = next((p.text for p in reversed(phrases) if p.end <= n.start and p.sense.blocker), "")
    return "a figure outside the codelist" + (f": {blocker}" if blocker else "")


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


def as_growth(n: Num) -> Num:
    """增长1.2倍 as growth of 120 percent."""
    q = n.quantity
    assert q is not None
    value, low, high, resolution = (
        None if x is None else round(x * 100, 6) for x in (q.value, q.low, q.high, q.resolution)
    )
    return n._replace(quantity=replace(q, value=value, low=low, high=high, resolution=resolution, unit="percent"))


def _unit(n: Num) -> str:
    assert n.quantity is not None
    return n.quantity.unit


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
        state.before_hard, state.topic, state.topic_foreign = state.topic, [], False
        state.target_from = -1
        state.carried = set()
    state.clause_cues = set(before.near) if before.commas or before.hard else state.clause_cues | before.near
    if "therein" in before.all_cues:
        state.therein = True
    elif before.hard or (before.nouns and not before.far_nouns and before.commas):
        state.therein = False
    for p in before.phrases:
        if "contract_topic" in p.sense.cues or p.sense.family == "contract":
            state.program.add("contract")
        if p.sense.family in ("loan", "pool", "roadshow", "equity", "credit"):
            state.program.add("loan" if p.sense.family in ("pool", "credit") else p.sense.family)
        if p.sense.status == "target" and p.text in ("力争", "确保", "力求"):
            state.target_from = p.end
        state.goal_said = state.goal_said or p.sense.status == "target"
        if p.sense.status == "expected":
            comma = PUNCT.search(state.text, p.end, state.end)
            state.expected = (p.end, comma.start() if comma else state.end)


def _bind_run(
    state: State,
    run: list[Num],
    before: Stretch,
    after: Stretch,
    shares_clause: bool,
    places: Places,
    start: int,
) -> list[Binding]:
    state.group += 1
    cues = set(before.near) | (state.clause_cues & _CLAUSE_WIDE)
    if _unit(run[0]) == "percent" and not before.nouns and not cues - {"distributive", "total"}:
        # 增速前两位是甲县和乙县,分别为24.8%: the rate is named a clause before, perhaps with a rank between
        cues |= before.all_cues & {"growth", "fall", "rate_word"} or state.rate_cues
    of_rank = _unit(run[0]) == "rank" and "rate_word" in before.near
    state.rate_cues = before.near & {"growth", "rate_word"} if of_rank else set()
    if len(before.nouns) == 1 and not before.far_nouns:
        cues |= noun_cues(before.nouns[0].text)
    link = state.text[before.start : before.start + 1]
    if link in "、和" and not cues & (_CARRIED | {"stock", "total", "registered"}):
        cues |= state.carried & _CARRIED
    if "nth_batch" in cues and len(_NTH_BATCH.findall(state.text, start, state.end)) == 1:
        cues -= {"nth_batch"}  # one batch alone stands for what was certified so far
    if _SEVERAL_YEARS.search(state.text, before.near_start, run[0].start):
        cues.add("several_years")
    last = state.slots[-1] if state.slots else None
    between = state.text[before.start : run[0].start]
    if len(run) == 1 and last and last.status == "target" and _DISTANCE.fullmatch(between):
        return [Binding(run[0], reason="the distance to a goal, not a level")]
    if len(run) == 1 and last and last.indicator and last.unit == _unit(run[0]) and _TIER.fullmatch(between):
        return [same_figure(state, run[0], last)]
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
    listed = _listed_places(state, n, before, places, cues)
    if listed and _relative(run[0], cues):
        about = [_slot_of_place(state, place) or _like_whole(state, place) for place in listed]
        if all(about):
            return [attached(state, number, slot, cues) for number, slot in zip(run, about, strict=True) if slot]
    if listed and nouns and how in ("own", "far", "inherited"):
        return [
            level(
                state, number, nouns[-1:], how, cues, after, place=(place, f"in order after the places: {place.name}")
            )
            for number, place in zip(run, listed, strict=True)
        ]
    relative = _relative(run[0], cues)
    names = _listed_names(state, n, before)
    if names and how == "own" and len(nouns) != n:
        return [
            _bind_with(state, number, [noun], how, before, after, (cues - _OF_NAMES) | noun_cues(noun.text))
            if noun
            else none(state, number, "a figure outside the codelist")
            for number, noun in zip(run, names, strict=True)
        ]
    if how == "own" and len(nouns) == n:
        return _bind_each(state, run, nouns, how, before, after, cues)
    if relative or how in ("inherited", "none"):
        found = targets(state, n, before, cues)
        if len(found) == n and (relative or "distributive" in cues):
            return [attached(state, number, slot, cues) for number, slot in zip(run, found, strict=True)]
        if relative:
            return [
                none(state, number, "a list of rates for figures that cannot be told apart", len(found) > 0)
                for number in run
            ]
    if how == "far" and len(nouns) == n:
        return _bind_each(state, run, nouns, how, before, after, cues)
    if len(nouns) > 1 and len(nouns) != n:
        return [none(state, number, "a list of numbers that does not match its list of names", True) for number in run]
    first = [_bind_one(state, run[0], before, after, cues, True)]
    return first + [none(state, number, "part of a list without names of its own") for number in run[1:]]


def _bind_each(
    state: State, run: list[Num], nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str]
) -> list[Binding]:
    """Numbers and names in the same order."""
    return [
        _bind_with(state, number, [noun], how, before, after, (cues - _OF_NAMES) | noun_cues(noun.text))
        for number, noun in zip(run, nouns, strict=True)
    ]


def _listed_names(state: State, n: int, before: Stretch) -> list[Noun | None]:
    """The ``n`` names of a list before 分别; None for one that is none of ours. Empty when they don't match."""
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
        names.append(noun[0] if noun else None)
        position += len(part) + 1
    return names if len(names) == n and any(names) else []


def _look_ahead(state: State, line: Line, numbers: list[Num]) -> None:
    """从1.8%升至2.4%，研发投入强度…: a sentence that begins with two ends of a frame names its subject behind them."""
    if (
        len(numbers) < 2
        or line.text[line.start] not in "从由"
        or not rises(state.text, numbers[0].end, numbers[1].start)
    ):
        return
    before = stretch(line, line.start, numbers[1].start, state.lex)
    behind = stretch(line, numbers[1].end, line.end, state.lex)
    if not before.nouns and behind.first_nouns:
        state.topic = behind.first_nouns[:1]


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


def _slot_of_place(state: State, place: Place) -> Slot | None:
    """The figure of that place said last, in this sentence or the one before."""
    slots = [*state.frame.earlier, *state.slots]
    return next((s for s in reversed(slots) if s.measure in _LEVELS and same_place(s.place, place)), None)


def _relative(n: Num, cues: set[str]) -> bool:
    """Does the number only say something about a figure given before?"""
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "percent":
        return bool(cues & {"growth", "fall", "share", "completion"}) and not cues & {"per_gdp", "per_industry"}
    return unit in ("percentage_point", "rank")


def _bind_one(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str], shares_clause: bool) -> Binding:
    nouns, how = nouns_for(state, before)
    return _bind_with(state, n, nouns, how, before, after, cues, shares_clause)


def _bind_with(
    state: State,
    n: Num,
    nouns: list[Noun],
    how: str,
    before: Stretch,
    after: Stretch,
    cues: set[str],
    shares_clause: bool = False,
) -> Binding:
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "rank" or (n.classifier == "位" and cues & {"rank_word", "rank_up"}):
        return rank(state, n, nouns, how, before, cues)
    if unit == "times" and cues & {"growth", "fall"} and not cues & {"leverage", "bound_to_before"}:
        return _bind_with(state, as_growth(n), nouns, how, before, after, cues, shares_clause)
    if unit == "times" and how == "own":
        state.topic, state.topic_foreign = nouns[-1:], False
    if unit == "times":
        return times(state, n, nouns, how, before, after, cues)
    if unit == "percent" and after.first_nouns and _RATE_OF.match(state.text, n.end):
        return growth_of_nouns(state, n, after.first_nouns[:1], cues | {"growth"})
    if len(nouns) > 1 and how == "own" and "each" in cues and unit in ("count", "CNY"):
        each = [level(state, n, [noun], how, cues | noun_cues(noun.text), after, before=before) for noun in nouns]
        return Binding(n, [row for binding in each for row in binding.rows], each[0].reason)
    if n.quantity.noun == "doubling":
        return doubling(state, n, before, cues, nouns, how)
    if cues & {"completion"} and unit == "percent":
        return completion(state, n, nouns, how)
    if unit == "percent" and "share" in cues:
        return to_slots(state, n, "share_of_province", before, cues, nouns, how)
    if unit == "percent" and "count_word" in cues and not cues & {"total"}:
        return Binding(n, reason="growth of a number of contracts or firms said by its own name")
    if unit in ("percent", "percentage_point") and cues & {"long_frame", "several_years"}:
        return Binding(n, reason="growth over several years or since a start")
    if unit == "percent" and cues & {"growth", "fall"} and not (cues & {"per_gdp", "per_industry"} and how != "own"):
        if how == "own" and nouns and apply_rules(state, nouns[-1].family, n, cues, "") is None:
            return growth_of_nouns(state, n, nouns, cues)
        if how == "own" and nouns and nouns[-1].family == "rd":
            return growth_of_nouns(state, n, nouns, cues)
        close = before.near_residue <= 1 or place_beside(state, before, n)
        if how in ("inherited", "none", "far") or (how == "foreign" and close):
            return to_slots(state, n, "growth", before, cues, nouns, how)
        return none(state, n, f"growth of something outside the codelist{of(before)}")
    if unit == "percentage_point":
        if "province_level" in cues and cues & {"above", "below"}:
            return to_slots(state, n, "gap_to_province", before, cues, nouns, how)
        if "rate_word" in cues:
            return none(state, n, "change of a growth rate")
        if cues & {"above", "below"} and not cues & {"growth", "fall"}:
            return Binding(n, reason="distance from another area")
        if how != "own" or nouns[-1].family not in ("rd", "rd_intensity", "hitech_share", "hitech_share_phrase"):
            return to_slots(state, n, "change", before, cues, nouns, how)
    if (
        unit in ("CNY", "count")
        and "against_before" in cues
        and cues & {"growth", "fall", "change", "more_spent"}
        and how in ("inherited", "none")
    ):
        return to_slots(state, n, "change", before, cues, nouns, how)
    return level(state, n, nouns, how, cues, after, before=before, shares_clause=shares_clause)
