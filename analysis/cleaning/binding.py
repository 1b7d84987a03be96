"""The grammar: which indicator, measure, place, period and status a number of a sentence has.

A sentence is read from left to right. Between two numbers stands a `Stretch`; its nouns name the
family, its cues choose indicator and measure by the rules of ``wording.yaml``. Growth, shares, ranks
and completion attach to the figures read before in the same sentence. Where two readings remain, the
number stays unresolved with its candidates; where none fits, it is a figure outside the codelist.
"""

from __future__ import annotations

import re

from analysis.cleaning.areas import Place
from analysis.cleaning.around import KINDS
from analysis.cleaning.attached import attached
from analysis.cleaning.brackets import ALONE_IN_BRACKETS, figure_before_bracket, set_aside_brackets
from analysis.cleaning.circumstances import GOAL, PUNCT, area_events
from analysis.cleaning.context import Line, Phrase, Slot, Stretch, line_of, phrases_of, stretch
from analysis.cleaning.cues import cues_before
from analysis.cleaning.goals import GOAL_OF_YEAR, held_against
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.listed import (
    OPENING,
    Places,
    in_brackets,
    place_alone,
    place_runs,
    rate_in_brackets,
    same_of_place,
)
from analysis.cleaning.lists import bind_each_place, bind_list, bind_mixed, bind_referred
from analysis.cleaning.number_lists import rates_in_times
from analysis.cleaning.periods import rises, years_said
from analysis.cleaning.plausible import impossible
from analysis.cleaning.quantities import Num
from analysis.cleaning.relations import level_behind
from analysis.cleaning.scan import selects, states_figure
from analysis.cleaning.single import bind_one
from analysis.cleaning.state import Binding, Frame, State

#: Kinds of numbers that count neither as known nor as unknown words.
_NO_WORDS = ("date", "document_number", "page_furniture")
#: 累计放款356笔，金额8.9亿元: the sum of what was just counted; the comma begins no new clause.
_ITS_SUM = re.compile(
    r"\)?[,，、](?:涉及|合计|共计?)?(?:总金额|(?:放款|贷款|放贷|发放)?金额|总额|资金)(?:合计|共计?|达到?|为)?"
)
#: 累计授信56亿元，放款38亿元: lent of what was just granted, since the same begin.
_LENT_OF_IT = re.compile(r"[,，、]共?(?:放款|放贷|(?:发放|投放)(?:贷款)?)(?:金额|总额|额)?(?:共计?|达到?|为)?")
#: Cues of a number that says something about another; they hold for it alone.
_RELATIVE = {"growth", "fall", "share", "completion"}
#: 目标任务：…: a sentence that lists goals.
_GOALS = re.compile(
    r"(?:[一二三四五六七八九十\d]{1,2}[、.]|\([一二三四五六七八九十\d]{1,2}\))?(?:主要|年度|全年|工作|预期|总体|发展|20\d\d年|今年|明年|的)*"
    r"(?:目标任务|任务目标|重点任务|年度任务|目标)(?:为|是)?[:：]"
)
#: 要努力实现三个目标：一是…
_GOALS_AHEAD = re.compile(r"(?<=[要将])[^,，。；;：:]{0,12}目标[:：]")
#: 与上年相比，成交额…: that of the contracts of the sentence before.
_THEIR_VALUE = re.compile(
    r"(?:[与比较同](?:上年|去年)(?:同期)?(?:相比)?[,，]?|同期)?成交(?:总?额|金额)(?:同比)?(?:增|提|下|减|上)"
)
#: 年初定下净增25家、投放5亿元的指标
_SET_GOALS = re.compile(
    r"年初(?:就|便|即)?(?:定下|确定|立下|明确|提出|设定)(?:[:：].*|[^,，。；;]*?(?:目标|任务|指标))"
)
#: …，目标是2022年新发放科技贷款20亿元以上
_GOAL_IS = re.compile("(?<=[,，；;])(?:总体|主要|我们的)?目标是")
_PART_END = re.compile("[；;]")
#: 其中：甲…；乙…: parts up to the end of the sentence.
_PARTS = re.compile(r"其中[:：]")
#: Families of which a sentence goes on to speak when it names them, and what it then speaks of.
_PROGRAMMES = {
    "contract": "contract", "loan": "loan", "pool": "loan", "credit": "loan", "roadshow": "roadshow",
    "equity": "equity", "rd_subsidy": "rd_subsidy",
}
_RUN_LINK = re.compile(r"[、,，]?(?:和|及|与|以及)?")


def bind(
    text: str, start: int, end: int, numbers: list[Num], places: list[tuple[int, int, Place]], frame: Frame
) -> tuple[list[Binding], list[Slot]]:
    """Bindings of the numbers of one sentence, in order, and its figures, of which the next sentence may speak."""
    bindings = [Binding(n, reason=n.reason) for n in numbers]
    at = [k for k, n in enumerate(numbers) if states_figure(n)]
    if not at:
        return bindings, []
    real = rates_in_times(text, [numbers[k] for k in at])
    lex = lexicon()
    phrases = phrases_of(text, start, end, lex)
    if not _speaks_of_ours(text, start, end, phrases, places, frame):
        return [Binding(n, reason=n.reason or _outside(phrases, n)) for n in numbers], []
    years = [
        y._replace(stated=False) if y.start in frame.doubtful_years else y
        for y in years_said(text, start, end, frame.year, frame.this_year, frame.next_year, frame.plan)
    ]
    areas = area_events(text, start, end, places, frame)
    state = State(text, frame, start, lex, lex.wording, end, years, areas, places)
    skip = [(y.start, y.end) for y in years] + [(b, e) for b, e, _ in places]
    skip += [(n.start, n.end) for n in numbers if n.kind in _NO_WORDS or n.reason == "numeral inside a word"]
    state.program |= {"loan", "contract"} & set(frame.subjects)
    if frame.before and _THEIR_VALUE.match(text, start, end):
        state.program |= {"contract"} & {s.family for s in frame.before}
    state.names_goal = GOAL.search(text, start, end) is not None
    if state.names_goal and (goals := _GOALS.match(text, start, end) or _GOALS_AHEAD.search(text, start, end)):
        state.target_from = state.goals_from = goals.end()
    if state.names_goal and (goal_is := _GOAL_IS.search(text, start, end)):
        part = _PART_END.search(text, goal_is.end(), end)
        state.target_from, state.target_until = goal_is.end(), part.start() if part else end
    if text.find("年初", start, end) >= 0 and (set_goals := _SET_GOALS.search(text, start, end)):
        state.target_from, state.target_until = set_goals.span()
    state.group = max((s.group for s in frame.earlier), default=0)
    line = line_of(text, start, end, phrases, skip)
    _look_ahead(state, line, real)
    cursor = start
    i = 0
    while i < len(real):
        run = _run(text, real, i)
        before = stretch(line, cursor, real[i].start, lex)
        set_aside_brackets(state, before)
        stop = real[i + run].start if i + run < len(real) else end
        comma = PUNCT.search(text, real[i + run - 1].end, stop)
        after = stretch(line, real[i + run - 1].end, comma.start() if comma else stop, lex)
        _prepare(state, before, places)
        shares_clause = i + run < len(real) and not comma
        state.next_same = shares_clause and _unit_class(real[i + run]) == _unit_class(real[i + run - 1])
        results = _bind_run(state, real[i : i + run], before, after, shares_clause, places, start)
        for k, result in zip(at[i : i + run], results, strict=True):
            bindings[k] = _checked(result)
        cursor = real[i + run - 1].end
        i += run
    return bindings, [*state.set_aside, *state.slots]


def _checked(binding: Binding) -> Binding:
    """The binding without rows that cannot be: of a hidden number, or of one that the copy must have damaged."""
    if not binding.rows:
        return binding
    if binding.number.kind == "redacted":
        return Binding(binding.number, reason="the copy hides the number")
    reason = next(filter(None, (impossible(binding.number, row) for row in binding.rows)), "")
    return Binding(binding.number, reason=reason, unresolved=True) if reason else binding


#: Cues by which a sentence may go on about the firms of its paragraph without naming them, or name a part last.
_GOING_ON = {"applied", "filed", "pass_rate", "certified", "passed", "per_industry"}
#: A paragraph that has named firms may go on to count them.
_FIRMS_SAID = re.compile("高新技术企业|高企|科技型中小企业")
#: A fund and, later in the sentence, what it invested.
_FUND_INVESTS = re.compile("(?:基金|投资公司|创投公司|投资平台|创投平台)[^。；;]*?(?:[投出]资|新投)")


def _speaks_of_ours(
    text: str, start: int, end: int, phrases: list[Phrase], places: Places, frame: Frame
) -> bool:
    """Can a figure of the sentence belong to the codelist at all? Most sentences of a report are of other things."""
    if (places and frame.earlier) or _FUND_INVESTS.search(text, start, end):
        return True
    if frame.before and GOAL_OF_YEAR.search(text, start, end):
        return True
    telling = set(_GOING_ON)
    if "hte" in frame.subjects or "sme" in frame.subjects or _FIRMS_SAID.search(text, frame.paragraph, start):
        telling |= {"registered", "stock"}
    if frame.finance_topic or "loan" in frame.subjects:
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
        if linked[0] in (",", "，") and n.start < n.digits:
            break  # 入库1021家，突破千家大关
        if linked[0] in (",", "，") and _DOES_SO.match(text, n.end):
            break  # 新增高企3家,1家因异地搬迁核减
        if linked[0] in (",", "，") and text.startswith(("的", "企业"), n.end):
            break  # …增长8.6%，1.89%的投入强度…: named behind, no part of the list
        length += 1
    return length


_DOES_SO = re.compile("[因被已未尚正系属]|通过|获|成功|顺利|流向|用于|投向")


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
    if any(n.text.startswith("累计") and not n.text.endswith(("企业", "户数")) for n in before.nouns):
        state.clause_cues = state.clause_cues | {"cumulative"}  # 累计授信56亿元、发放贷款38亿元
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
    cues = cues_before(state, run[0], before, start)
    if len(run) > 1:
        result = bind_list(state, run, before, after, cues, places, shares_clause)
    elif against := held_against(state, run[0], before, cues):
        return [against]
    else:
        result = [_bind_single(state, run[0], before, after, cues, places, shares_clause, start)]
    if "new" in cues or cues.isdisjoint(_RELATIVE):
        state.carried = cues
    return result


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
    if state.text.startswith("后", n.end) and _TAKEN_OFF.search(state.text, start, n.start):
        return Binding(n, reason="taken off another figure")
    if state.text.endswith("超额", start, n.digits) and state.text.startswith("完成", n.end):
        return Binding(n, reason="the distance to a goal, not a level")
    if selects(state.text, n):
        state.topic, state.topic_foreign = before.nouns[-1:] or state.topic, False
        return Binding(n, reason="says which places or firms are meant")
    alone = place_alone(state, n, before.start, places)
    if alone and not _DOES.match(state.text, n.end) and (same := same_of_place(state, n, *alone)):
        return same
    like = state.slots[-1] if state.slots and not state.slots[-1].foreign else None
    if like and ALONE_IN_BRACKETS.match(state.text, before.start) and like.unit == _unit(n):
        if state.frame.brackets[0]:
            return in_brackets(like, n, *state.frame.brackets)
        return Binding(n, reason="a second figure in brackets, of what is not said", unresolved=True)
    apart = state.aside and state.aside.behind and state.text[before.start] == "("
    batch = state.aside and state.aside.behind and "nth_batch" in before.near
    apart = apart and (before.near.isdisjoint(KINDS) or state.slots[-1].measure == "new")
    if batch and not before.nouns and state.slots[-1].indicator:
        return Binding(n, reason="a part of the figure before it")  # 申报36家(第一批22家、第二批14家)
    if apart and before.residue and not before.nouns:
        return Binding(n, reason="a part of the figure before it")  # 211亿元(企业部分194亿元)
    if of_each := bind_each_place(state, n, before, after, cues):
        return of_each
    if state.slots and rate_in_brackets(state, n, start):
        return attached(state, n, figure_before_bracket(state, n, places), cues, "growth")
    if referred := bind_referred(state, n, before, after, cues):
        return referred
    if reached := level_behind(state, n, before):
        return reached
    if mixed := bind_mixed(state, n, before, after, cues):
        return mixed
    return bind_one(state, n, before, after, cues, shares_clause)


#: 扣除同时享受两项贷款的16家后
_TAKEN_OFF = re.compile("(?:扣除|剔除|除去|减去)[^,，。；;]*$")
#: 全市171家企业投保: what the firms do is said behind them, so that they are not those of the figure before.
_DOES = re.compile(r"企业(?![和与及])[\u4e00-\u9fff]")
_PLACES_FIRST = re.compile(r"(?:[\u4e00-\u9fff]{2,10}\([^()]{2,20}\)[、和,，]?){2,}")


def _look_ahead(state: State, line: Line, numbers: list[Num]) -> None:
    """从1.8%升至2.4%，研发投入强度…: a sentence that begins with two ends of a frame names its subject behind them.

    So does one that begins with places and their figures in brackets: 甲区(8家)、乙县(7家)集聚了全市高新技术企业的六成.
    """
    opened = OPENING.match(line.text, line.start, line.end)
    begin = opened.end() if opened else line.start
    first = state.places and state.places[0][0] == begin
    if first and (m := _PLACES_FIRST.match(line.text, begin, line.end)):
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
