"""The grammar: which indicator, measure, place, period and status a number of a sentence has.

A sentence is read from left to right. Between two numbers stands a `Stretch`; its nouns name the
family, its cues choose indicator and measure by the rules of ``wording.yaml``. Growth, shares, ranks
and completion attach to the figures read before in the same sentence. Where two readings remain, the
number stays unresolved with its candidates; where none fits, it is a figure outside the codelist.
"""

from __future__ import annotations

import re

from analysis.cleaning.areas import Place
from analysis.cleaning.choices import KINDS
from analysis.cleaning.circumstances import GOAL, PUNCT, area_events
from analysis.cleaning.context import LETTER, Line, Phrase, Slot, Stretch, line_of, phrases_of, stretch
from analysis.cleaning.families import noun_cues
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.listed import (
    Places,
    base_of_comparison,
    in_brackets,
    place_alone,
    place_runs,
    rate_in_brackets,
    same_figure,
    same_of_place,
)
from analysis.cleaning.lists import bind_each_place, bind_list, bind_mixed, bind_referred
from analysis.cleaning.periods import rises, years_said
from analysis.cleaning.relations import attached
from analysis.cleaning.scan import Num, selects, states_figure
from analysis.cleaning.single import bind_one
from analysis.cleaning.state import Aside, Binding, Frame, State

#: Kinds of numbers that count neither as known nor as unknown words.
_NO_WORDS = ("date", "document_number", "page_furniture")
#: Cues that hold for the whole clause, also across another number: 累计为12家企业放贷3亿元.
_CLAUSE_WIDE = {"cumulative", "strong_cumulative", "this_year", "others", "filed_loan", "per_gdp", "compensated"}


#: 累计放款356笔，金额8.9亿元: the sum of what was just counted; the comma begins no new clause.
_ITS_SUM = re.compile(r"[,，、](?:涉及|合计|共计?)?(?:总金额|金额|总额|资金)(?:合计|共计?|达到?|为)?")
#: 累计授信56亿元，放款38亿元: lent of what was just granted, since the same begin.
_LENT_OF_IT = re.compile(r"[,，、]共?(?:放款|放贷|(?:发放|投放)(?:贷款)?)(?:金额|总额|额)?(?:共计?|达到?|为)?")


#: Cues that hold for the next name of a list: 新增甲企业5家、乙企业8家.
_CARRIED = {"new", "net", "certified", "passed", "applied", "approved", "filed"}
_NAMES_ANEW = _CARRIED | {"stock", "total", "registered"}
#: Cues of a number that says something about another; they hold for it alone.
_RELATIVE = {"growth", "fall", "share", "completion"}


_SEVERAL_YEARS = re.compile(
    r"(?:近|过去|这|最近)?(?:[一二两三四五六七八九十]|(?<!\d)\d)年(?:来|间|内|累计|净增|新增|共|增长)"
)


#: 与“十三五”末相比，…: up to the end of its part of the sentence.
_AGAINST_A_PLAN = re.compile(
    r"[与同比较](?:[“\"]?十[一二三四五]五[”\"]?[末初]|(20\d\d)年)(?:相比)?[,，](?![^。]*[；;])"
)
#: 2019年至2020年，累计…
_SPAN_OF_YEARS = re.compile(r"20\d\d年?(?:至|到|[-—~–～])20\d\d年(?:[^。；;\d]{0,16})累计")
#: “十三五”期间，累计…: a sum over a five-year plan, up to its clause.
_OVER_A_PLAN = re.compile(r"十[一二三四五]五[”\"]?(?:规划)?(?:期间|时期|以来|五年)(?![^。；;]*20\d\d年)")


_YEARS_IN_ALL = re.compile(r"[一二两三四五六七八九十]年(?:来|间)?累计")
#: 比110家任务多32家: what stands between a goal and the distance from it.
_DISTANCE = re.compile(r"(?:的?(?:目标|任务数?|计划数?))*(?:多出?|少|差|缺|超出?|超过|尚差|仅差|还差)")


#: 超出年初确定的80家目标26家.
_GOAL_ALONE = re.compile(r"的?(?:目标任务|任务目标|目标|任务)数?")
_PASSED = re.compile(r"超(?:出|过)?[^,，。；;]*$")
#: 确保100家、力争120家: what stands between two tiers of a target.
_TIER = re.compile(
    r"[、,，]?(?:并|且|同时)?(?:力争|确保|冲刺|奋斗目标|争取|挑战|保底|底线目标|奋斗|目标)+(?:数|值|达到?|达成|完成|突破|实现|为|至|是)*"
)


#: 目标任务：…: a sentence that lists goals.
_GOALS = re.compile(
    r"(?:[一二三四五六七八九十\d]{1,2}[、.]|\([一二三四五六七八九十\d]{1,2}\))?(?:主要|年度|全年|工作|预期|总体|发展|20\d\d年|今年|明年|的)*"
    r"(?:目标任务|任务目标|重点任务|年度任务|目标)(?:为|是)?[:：]"
)
#: 突破2%大关，达到2.12%: what stands between a threshold and the figure itself.
_EXACTLY = re.compile(r"(?:大关|关口|门槛|台阶)?[,，、](?:已|实际)?(?:达到?|为|至)")
#: 实现20%以上增长: the verb behind its rate.
_GROWING = re.compile(r"的?(?:正|高速|快速|稳定)?增长(?![率到至达为幅速点])")
_ALL_IN_ALL = re.compile(r"(?:总计|合计|共计?|总共)(?:达|为)?")
#: 1432家高企中有475家系2021年新增; behind a number.
_ARE_NEW = re.compile(
    r"(?:系|为|是|属于?)?(?:20\d\d年|当年|今年|年内|本年)?(?:度)?(?:新增|新认定)(?![\u4e00-\u9fff]{0,6}\d)"
)
#: 自2013年启动至2021年末，…总共: since the same begin.
_SINCE_TO = re.compile(r"自20\d\d年[^,，。；;\d]{0,10}(?:至|到)(?:20\d\d年|今|目前)(?![^。]*(?:当年|今年|其中))")
#: 386家，增加74家: an increase, whatever it is held against.
_MORE = re.compile(r"[,，、](?:比上年|较上年|同比)?(?:增加|增长|减少|多)了?")
#: 要努力实现三个目标：一是…
_GOALS_AHEAD = re.compile(r"(?<=[要将])[^,，。；;：:]{0,12}目标[:：]")
#: 新增甲86家，乙327家，累计分别达…: totals of both follow, so that both were added.
_TOTALS_FOLLOW = re.compile(r"[,，](?:累计|总数|总量|总计|保有量|数量|存量)(?:已|均)?(?:分别|依次)")


#: 其中：甲…；乙…: parts up to the end of the sentence.
_PARTS = re.compile(r"其中[:：]")
_NTH_BATCH = re.compile(r"第[一二三四五六]批")


#: Families of which a sentence goes on to speak when it names them, and what it then speaks of.
_PROGRAMMES = {
    "contract": "contract", "loan": "loan", "pool": "loan", "credit": "loan", "roadshow": "roadshow",
    "equity": "equity", "rd_subsidy": "rd_subsidy",
}
_RUN_LINK = re.compile(r"[、,，]?(?:和|及|与|以及)?")


def bind(
    text: str, start: int, end: int, numbers: list[Num], places: list[tuple[int, int, Place]], frame: Frame
) -> tuple[list[Binding], list[Slot]]:
    """Bindings of the numbers of one sentence, in order, and the figures that the next sentence may speak of."""
    bindings = [Binding(n, reason=n.reason) for n in numbers]
    at = [k for k, n in enumerate(numbers) if states_figure(n)]
    if not at:
        return bindings, []
    real = [numbers[k] for k in at]
    lex = lexicon()
    phrases = phrases_of(text, start, end, lex)
    if not _speaks_of_ours(phrases, places, frame):
        return [Binding(n, reason=n.reason or _outside(phrases, n)) for n in numbers], []
    years = [
        y._replace(stated=False) if y.start in frame.doubtful_years else y
        for y in years_said(text, start, end, frame.year, frame.next_year, frame.plan)
    ]
    areas = area_events(text, start, end, places, frame)
    state = State(text, frame, start, lex, lex.wording, end, years, areas, places)
    skip = [(y.start, y.end) for y in years] + [(b, e) for b, e, _ in places]
    skip += [(n.start, n.end) for n in numbers if n.kind in _NO_WORDS or n.reason == "numeral inside a word"]
    state.program |= {"loan", "contract"} & set(frame.subjects)
    state.names_goal = GOAL.search(text, start, end) is not None
    if state.names_goal and (goals := _GOALS.match(text, start, end) or _GOALS_AHEAD.search(text, start, end)):
        state.target_from = state.goals_from = goals.end()
    state.group = max((s.group for s in frame.earlier), default=0)
    line = line_of(text, start, end, phrases, skip)
    _look_ahead(state, line, real)
    cursor = start
    i = 0
    while i < len(real):
        run = _run(text, real, i)
        before = stretch(line, cursor, real[i].start, lex)
        _brackets(state, before)
        stop = real[i + run].start if i + run < len(real) else end
        comma = PUNCT.search(text, real[i + run - 1].end, stop)
        after = stretch(line, real[i + run - 1].end, comma.start() if comma else stop, lex)
        _prepare(state, before, places)
        shares_clause = i + run < len(real) and not comma
        state.next_same = shares_clause and _unit_class(real[i + run]) == _unit_class(real[i + run - 1])
        results = _bind_run(state, real[i : i + run], before, after, shares_clause, places, start)
        for k, result in zip(at[i : i + run], results, strict=True):
            bindings[k] = result
        cursor = real[i + run - 1].end
        i += run
    return bindings, [s for s in [*state.set_aside, *state.slots] if not s.foreign]


#: Cues by which a sentence may go on about the firms of its paragraph without naming them, or name a part last.
_GOING_ON = {"applied", "filed", "pass_rate", "certified", "passed", "per_industry"}


def _speaks_of_ours(phrases: list[Phrase], places: Places, frame: Frame) -> bool:
    """Can a figure of the sentence belong to the codelist at all? Most sentences of a report are of other things."""
    if places and frame.earlier:
        return True
    telling = set(_GOING_ON)
    if "hte" in frame.subjects or "sme" in frame.subjects:
        telling |= {"registered", "stock"}
    if frame.finance_topic:
        telling.add("lent")
    return any(p.sense.family or not telling.isdisjoint(p.sense.cues) for p in phrases)


def _outside(phrases: list[Phrase], n: Num) -> str:
    blocker = next((p.text for p in reversed(phrases) if p.end <= n.start and p.sense.blocker), "")
    return "a figure outside the codelist" + (f": {blocker}" if blocker else "")


def _run(text: str, numbers: list[Num], i: int) -> int:
    """How many numbers of one unit follow each other with only 、 or 和 between them."""
    length = 1
    unit = _unit_class(numbers[i])
    while i + length < len(numbers):
        n = numbers[i + length]
        linked = _RUN_LINK.fullmatch(text, numbers[i + length - 1].end, n.start)
        if _unit_class(n) != unit or not linked:
            break
        if linked[0] in (",", "，") and text.startswith(("的", "企业"), n.end):
            break  # …增长8.6%，1.89%的投入强度…: named behind, no part of the list
        length += 1
    return length


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
        state.target_from = state.goals_from
        state.carried = set()
        state.pair = []
    new_clause = before.hard or (before.commas and not _ITS_SUM.fullmatch(state.text, before.start, before.end))
    if not new_clause:
        state.clause_cues = state.clause_cues | before.near
    elif _LENT_OF_IT.fullmatch(state.text, before.start, before.end):
        state.clause_cues = (state.clause_cues & {"cumulative", "strong_cumulative"}) | before.near
    else:
        state.clause_cues = set(before.near)
    if "therein" in before.all_cues:
        state.therein = True
        state.parts_from = before.start if _PARTS.search(state.text, before.start, before.end) else -1
    elif state.parts_from >= 0:
        pass
    elif before.hard or (before.nouns and not before.far_nouns and before.commas):
        state.therein = False
    for p in before.phrases:
        sense = p.sense
        if sense.family in _PROGRAMMES:
            state.program.add(_PROGRAMMES[sense.family])
        if "contract_topic" in sense.cues:
            state.program.add("contract")
        if sense.status == "target":
            state.goal_said = True
            if p.text in ("力争", "确保", "力求"):
                bracketed = state.text[p.start - 1] == "("  # 新增80家(力争100家)
                state.target_from, state.target_until = p.end, before.end if bracketed else state.end
        elif sense.status == "expected":
            comma = PUNCT.search(state.text, p.end, state.end)
            until = comma.start() if comma else state.end
            bracketed = state.text[p.start - 1] == "(" and state.text.startswith(")", p.end)
            if not (bracketed and p.start - 1 == before.start and state.slots):  # 高企12家(预计数)，… is of the 12
                state.expected = (p.end, before.end if bracketed else until)  # 高企(预计数)达12家: that number alone


def _brackets(state: State, before: Stretch) -> None:
    """689家(其中规上企业341家)，比上年增长…: behind figures of other things in brackets it goes on as before them."""
    opened = state.text.rfind("(", before.start, before.end)
    closed = state.text.rfind(")", before.start, before.end)
    if closed >= 0 and state.aside is not None:
        aside, state.aside = state.aside, None
        inside = state.slots[aside.figures :]
        if aside.behind or all(s.foreign for s in inside):
            state.set_aside += inside
            del state.slots[aside.figures :]
            state.topic, state.topic_foreign = aside.topic, aside.foreign
            state.carried, state.therein = aside.carried, aside.therein
    if opened > closed:
        outside = [noun for noun in before.first_nouns if noun.end <= opened]
        topic, foreign = (outside, False) if outside else (state.topic, state.topic_foreign)
        behind = bool(state.slots) and opened - before.start <= 4 and not PUNCT.search(state.text, before.start, opened)
        state.aside = Aside(len(state.slots), behind, topic, foreign, state.carried, state.therein)
        if outside and before.nouns == outside and _names_other(state, before, opened):
            before.nouns, before.blocked = [], state.text[opened + 1 : before.end]


def _names_other(state: State, before: Stretch, opened: int) -> bool:
    """研发投入(含基础研究3亿元)11亿元: does an open bracket begin with words of its own, neither known nor a place?"""
    spans = [(p.start, p.end) for p in before.phrases] + [(b, e) for b, e, _ in state.places]
    known = sum(stop - begin for begin, stop in spans if opened < begin and stop <= before.end)
    return len(LETTER.findall(state.text, opened, before.end)) - known > 1


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
    cues = _cues_before(state, run[0], before, start)
    if len(run) > 1:
        result = bind_list(state, run, before, after, cues, places, shares_clause)
    elif against := _held_against(state, run[0], before, cues):
        return [against]
    else:
        result = [_bind_single(state, run[0], before, after, cues, places, shares_clause, start)]
    if "new" in cues or cues.isdisjoint(_RELATIVE):
        state.carried = cues
    return result


def _cues_before(state: State, n: Num, before: Stretch, start: int) -> set[str]:
    """What the words before a number say about it, with what its clause or its list said earlier."""
    cues = before.near | (state.clause_cues & _CLAUSE_WIDE)
    unit = _unit(n)
    if unit == "percent" and not before.nouns and not cues - {"distributive", "total"}:
        # 增速前两位是甲县和乙县,分别为24.8%: the rate is named a clause before, perhaps with a rank between
        cues |= before.all_cues & {"growth", "fall", "rate_word"} or state.rate_cues
    of_rank = {"growth", "rate_word"} if "rate_word" in before.near else {"per_gdp", "intensity"}
    state.rate_cues = before.near & of_rank if unit == "rank" else set()
    if len(before.nouns) == 1 and not before.far_nouns:
        cues |= noun_cues(before.nouns[0].text)
    if state.text[before.start : before.start + 1] in "、和" and cues.isdisjoint(_NAMES_ANEW):
        cues |= state.carried & _CARRIED
    if unit == "percent" and "growth" in cues:
        against = _AGAINST_A_PLAN.search(state.text, start, before.near_start)
        if against and (against[1] is None or state.frame.year is None or int(against[1]) < state.frame.year - 1):
            cues.add("several_years")
    if "cumulative" in cues and _SPAN_OF_YEARS.search(state.text, before.start, n.start):
        cues.add("several_years")
    if state.text[before.start : n.start] == ")":
        cues |= state.last_near & {"above", "below", "province_level", "average"}
    state.last_near = before.near
    if "cumulative" in cues and _OVER_A_PLAN.search(state.text, start, before.near_start):
        cues.add("several_years")
    ceiling = state.carried & {"limit", "interest"}
    if ceiling and not before.commas and rises(state.text, before.start, n.start):
        cues |= ceiling  # 单户最高额度由300万元提高到600万元
    if unit == "percentage_point" and "against_before" in cues:
        cues |= {"growth"} if "above" in cues else {"fall"} if "below" in cues else set()  # 比上年高0.2个百分点
    if state.slots and state.slots[-1].unit == unit and _EXACTLY.fullmatch(state.text, before.start, n.start):
        cues |= state.slots[-1].cues & {"per_gdp", "per_industry", "intensity"}
    if n.classifier in ("家", "户") and "new" not in cues and _ARE_NEW.match(state.text, n.end):
        cues = cues - {"stock", "total"} | {"new"}
    if unit == "CNY" and _SINCE_TO.search(state.text, start, before.near_start + 1):
        cues.add("strong_cumulative")
    all_in_all = before.far_nouns and _ALL_IN_ALL.fullmatch(state.text, before.near_start, n.start)
    if all_in_all and "applied" in before.all_cues:
        cues = cues - {"stock", "total"} | {"applied"}  # 高企申报两批，总计96家
    if unit == "percent" and before.nouns and _GROWING.match(state.text, n.end):
        cues.add("growth")
    if state.text[before.start] in ",，、" and _MORE.fullmatch(state.text, before.start, n.start):
        cues.add("against_before")
    added = state.carried & {"new", "net"}
    if added and before.nouns and cues.isdisjoint(_NAMES_ANEW) and _TOTALS_FOLLOW.match(state.text, n.end):
        cues |= added
    if "nth_batch" in cues and len(_NTH_BATCH.findall(state.text, start, state.end)) == 1:
        cues -= {"nth_batch"}  # one batch alone stands for what was certified so far
    if _SEVERAL_YEARS.search(state.text, before.near_start, n.start):
        cues.add("several_years")
        if "this_year" in cues and _YEARS_IN_ALL.search(state.text, before.near_start, n.start):
            cues = cues - {"this_year"} | {"cumulative"}
    if before.start == state.base_end:
        cues.add("against_before")
    return cues


def _held_against(state: State, n: Num, before: Stretch, cues: set[str]) -> Binding | None:
    """A number that only says how the figure right before it stands: distance from a goal, tier, base, completion."""
    if not state.slots:
        return None
    last, unit = state.slots[-1], _unit(n)
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
    if unit == "percent" and between in ("的", "数的") and (done := _done(state)):
        return attached(state, n, done, cues, "completion")
    return None


def _bind_single(
    state: State,
    n: Num,
    before: Stretch,
    after: Stretch,
    cues: set[str],
    places: Places,
    shares_clause: bool,
    start: int,
) -> Binding:
    if selects(state.text, n):
        state.topic, state.topic_foreign = before.nouns[-1:] or state.topic, False
        return Binding(n, reason="says which places or firms are meant")
    alone = place_alone(state, n, before.start, places)
    if alone and (same := same_of_place(state, n, *alone)):
        return same
    if state.slots and _ALONE_IN_BRACKETS.match(state.text, before.start) and state.slots[-1].unit == _unit(n):
        if state.frame.brackets[0] and not state.slots[-1].foreign:
            return in_brackets(state.slots[-1], n, *state.frame.brackets)
        return Binding(n, reason="a second figure in brackets, of what is not said", unresolved=True)
    apart = state.aside and state.aside.behind and state.text[before.start] == "("
    apart = apart and (before.near.isdisjoint(KINDS) or state.slots[-1].measure == "new")
    if apart and before.residue and not before.nouns:
        return Binding(n, reason="a part of the figure before it")  # 211亿元(企业部分194亿元)
    if of_each := bind_each_place(state, n, before, after, cues):
        return of_each
    if state.slots and rate_in_brackets(state, n, start):
        return attached(state, n, _bracketed(state, n, places), cues, "growth")
    if referred := bind_referred(state, n, before, after, cues):
        return referred
    if mixed := bind_mixed(state, n, before, after, cues):
        return mixed
    return bind_one(state, n, before, after, cues, shares_clause)


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


def _bracketed(state: State, n: Num, places: Places) -> Slot:
    """The figure that a rate in brackets is about: the one before it, of the place right before the bracket."""
    last = state.slots[-1]
    opened = state.text.rfind("(", 0, n.start)
    beside = [p for _, e, p in places if e <= opened and not PUNCT.search(state.text, e, opened) and opened - e <= 8]
    return last.of(beside[-1], state.group) if beside and not last.foreign else last


_ALONE_IN_BRACKETS = re.compile(r"\([\d.,万亿]+(?:元|[家户项])?\)(?<![年月日]\))")
_PLACES_FIRST = re.compile(r"(?:[\u4e00-\u9fff]{2,10}\([^()]{2,20}\)[、和,，]?){2,}")


def _look_ahead(state: State, line: Line, numbers: list[Num]) -> None:
    """从1.8%升至2.4%，研发投入强度…: a sentence that begins with two ends of a frame names its subject behind them.

    So does one that begins with places and their figures in brackets: 甲区(8家)、乙县(7家)集聚了全市高新技术企业的六成.
    """
    first = state.places and state.places[0][0] == line.start
    if first and (m := _PLACES_FIRST.match(line.text, line.start, line.end)):
        comma = PUNCT.search(line.text, m.end(), line.end)
        named = stretch(line, m.end(), comma.start() if comma else line.end, state.lex)
        state.topic = state.topic or named.first_nouns[:1]
        return
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
