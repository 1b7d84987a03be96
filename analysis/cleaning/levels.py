"""Figures that stand on their own: levels, additions, cumulative sums; and why a number is none."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import Place
from analysis.cleaning.around import Around, Choice, counts_firms, serves_firms
from analysis.cleaning.choices import choose
from analysis.cleaning.circumstances import TARGET_AFTER, clause_end, period_at, place_at, status_at, year_over_sentence
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import nouns_after
from analysis.cleaning.periods import rise_begun
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Binding, Row, State

#: Families of money lent; a ceiling or an average said of them is no total.
_LOANISH = ("loan", "credit", "financing", "pool", "bank_funds")


#: 全省平均水平(1.80%): the words right before an average.
_AVERAGE = re.compile(r"(?:平均|水平|均值?|平均值)(?:的|为|是|\(|约)*$")
#: 占比不足全市1%
_SHARE_OF_LARGER = re.compile(r"占[^,，。；;\d]{0,6}全[市省县区州](?:总[量数额])?的?$")
#: 比“十一五”末多51家
_MORE_THAN_PLAN = re.compile(r"[比较][“\"]?十[一二三四五]五[”\"]?[末初](?:增加|多|增长|净增)了?$")
#: 设立总规模2亿元的科技创业投资引导基金; of a pool (风险补偿基金) it is the amount.
_OF_SOMETHING = re.compile(r"的[^,，。；;补]{0,12}(?:基金|中心|基地|园区|项目)")
#: 武平、连城两县高企总数合计不足30家
_TOGETHER = re.compile(r"、[\u4e00-\u9fff]{2,4}[两三四五六七八九]?[县区市地旗][^,，。；;]*合计[^,，。；;]*$")
#: 比全省2.61%低2.24个百分点
_THAN_LARGER = re.compile("(?:[比较](?:全[省国区市]|自治区)(?:的)?(?:平均水平|平均|水平)?|全国[为是]?)$")
#: 某公司获得贷款400万元: one firm as an example.
_ONE_FIRM = re.compile(
    r"(?:某[^,，。；;]{0,12}(?:公司|企业)|有限公司|股份公司|该(?:公司|企业)|(?:^|[,，“])(?:公司|我们)(?=[去今上每]年))[^。；;]*$"
)


#: 个别县市高企数不足50家
_SOME_PLACES = re.compile(r"(?:个别|部分|少数|多数|不少|有的)(?:县|市|区|地|旗)[^,，。；;]*$")
#: 其余县区多在10家上下, 其余5个县市共15家: what each of the others has, or all of them.
_OTHERS = re.compile(r"其[余他它](?:各|\d+|[一二两三四五六七八九十]+)?个?(?:县|市|区|地|旗)(?![^,，]*分别)")
#: 每万家企业中高新技术企业达96家: a density.
_PER_UNIT = re.compile(r"每(?:[万亿百千]|平方公里)[^,，。；;]*$")


def of(before: Stretch) -> str:
    return f": {before.blocked}" if before.blocked else ""


def level(
    state: State,
    n: Num,
    nouns: list[Noun],
    how: str,
    cues: set[str],
    after: Stretch,
    before: Stretch | None = None,
    shares_clause: bool = False,
    place: tuple[Place, str] | None = None,
) -> Binding:
    """The row of a number that states a level, an addition or a cumulative sum of its family."""
    behind, right_behind = nouns_after(state, n, after, shares_clause)
    after_cues = set(after.all_cues)
    if shares_clause and behind:
        after_cues = {c for p in after.phrases if p.end <= behind[-1].end for c in p.sense.cues}
    if behind and state.text.startswith("的", n.end):
        after_cues.add("of_behind")
    if cues & {"limit", "interest"} and not (nouns and how == "own" and nouns[-1].family not in _LOANISH):
        return none(state, n, "a ceiling, an average or a rate, not a total")
    if how == "inherited" and _named_otherwise(n, after) and not serves_firms(after) and "leverage" not in cues:
        return none(state, n, "a figure outside the codelist" + f": {after.phrases[0].text}")
    if n.quantity and n.quantity.unit == "percent" and _THAN_LARGER.search(state.text, n.start - 9, n.start):
        return none(state, n, "of a larger area, to compare with")
    if n.quantity and n.quantity.unit == "percent" and _SHARE_OF_LARGER.search(state.text, n.start - 14, n.start):
        return none(state, n, "a share of a larger area")
    if _MORE_THAN_PLAN.search(state.text, max(state.start, n.start - 14), n.start):
        return none(state, n, "growth over several years or since a start")
    if n.quantity and n.quantity.unit == "CNY" and _OF_SOMETHING.match(state.text, n.end):
        return none(state, n, "how large something is that is named behind it")
    if before is not None and _TOGETHER.search(state.text, state.start, n.start):
        return none(state, n, "of several places together")
    if "average" in cues and _AVERAGE.search(state.text, n.start - 8, n.start):
        return none(state, n, "the average of a larger area")
    others = before is not None and _OTHERS.search(state.text, max(state.start, n.start - 12), n.start)
    if others or ("others" in cues and {"each", "except"} & (before.all_cues if before else cues)):
        return none(state, n, "of each of the other places")
    if before is not None and _SOME_PLACES.search(state.text, before.near_start, n.start):
        return none(state, n, "of some of the places, which are not named")
    if state.text[n.start - 1] == "差":
        return none(state, n, "the distance to a goal, not a level")
    if "shortfall" in cues:
        return none(state, n, "the distance to a goal, not a level")
    if "cumulative" in cues and year_over_sentence(state, n):
        cues = cues | {"this_year"}
    status, status_why = status_at(state, n)
    if status == "target" and n.quantity and TARGET_AFTER.match(state.text, n.end):
        n = _as_goal(state, n)
    firms = counts_firms(n)
    around = Around(n, nouns, how, cues, before, after, behind, right_behind, after_cues, shares_clause, firms)
    choice = choose(state, around, status)
    if choice is None or not choice.indicator:
        stranger = before is None or how in ("foreign", "blocked", "none") or choice is not None
        reason = "a figure outside the codelist" + (of(before) if before else "")
        keeps = choice is not None and choice.why == "keep"
        if nouns and (keeps or (choice is None and how == "own")):
            state.topic, state.topic_foreign = nouns[-1:], False
        return none(state, n, reason, foreign_topic=stranger and not keeps and n.classifier not in ("笔", "份"))
    refusal = _refusal(state, around, choice, status)
    if refusal == _BESIDE_CERTIFIED:  # a rate behind it is of the stock, as behind any net increase
        where = place[0] if place else place_at(state, n.start)[0]
        period, basis, _ = period_at(state, n, clause_end(state, n))
        said = frozenset(cues)
        net = Slot(choice.family, choice.indicator, "new", where, period, basis, status, state.group, cues=said)
        state.slots.append(net)
        return Binding(n, reason=refusal)
    if refusal:
        if refusal in (_OF_SEVERAL_YEARS, _PASSED, _HAS_PASSED, _PART_OF_SUM) and nouns:
            state.topic, state.topic_foreign = nouns[-1:], False
            return Binding(n, reason=refusal)
        return none(state, n, refusal)
    with_spending = "intensity" in cues and _with_its_spending(state, choice)
    if status != "actual" and _rose_from_before(state, n):
        status, status_why = "actual", "what something rose from, in a year gone by"
    if status == "actual" and (with_spending or (how == "inherited" and _still_expected(state, n, choice))):
        status, status_why = "expected", "as the figure before it"
    return _row(state, around, choice, status, status_why, place)


def _as_goal(state: State, n: Num) -> Num:
    """超过11亿元的年度目标: the goal is the amount itself, the word before it says that it was passed."""
    q = n.quantity
    if q is None or q.bound != "at_least" or state.text[n.start : n.digits] not in ("超过", "超出", "超"):
        return n
    exact = replace(q, start=n.digits, low=q.value, high=q.value, bound="exact")
    return n._replace(start=n.digits, quantity=exact)


def _named_otherwise(n: Num, after: Stretch) -> bool:
    """31家科技型企业: does the name of something else stand right behind the number?"""
    first = after.phrases[0] if after.phrases else None
    return first is not None and first.start == n.end and first.sense.blocker and not first.sense.family


#: 首次站上百亿元台阶，达146.8亿元: the figure itself follows at once.
_FIGURE_ITSELF = re.compile(
    r"(?P<mark>台阶|大关|关口|门槛|规模)?[,，、](?:已|实际|现)?(?:达到?|为|至|实有|有)(?:了)?\d"
)
_MARK = re.compile("台阶|大关|关口|门槛")
_OVER = re.compile("[迈跨越跃站登踏][过上入]")
#: 资金池由市财政3000万元、区县4200万元构成
_MADE_UP = re.compile("由(?:(?!构成|组成)[^。；;])*$")
_OF_PARTS = re.compile(r"[^。；;]*?(?:构成|组成)")
_PART_OF_SUM = "a part of the sum behind it"
_HAS_PASSED = "a threshold that the figure before it has passed"
_PASSED = "a threshold that the figure behind it passes"
#: 2018年以来…3.74亿元，其中2020年发放1.35亿元
_SINCE_YEAR = re.compile(r"20\d\d年(?:[^,，。；;\d]{0,10})以来")
_OF_SEVERAL_YEARS = "a figure of several years"
_BESIDE_CERTIFIED = "the net increase beside the number certified"


def _refusal(state: State, a: Around, choice: Choice, status: str) -> str:
    """Why a number that fits an indicator is still no row; empty when it is one."""
    here = state.slots if state.parts_from >= 0 else state.slots[state.part_slots :]
    same = [s for s in here if s.indicator == choice.indicator and s.measure == choice.measure]
    quantity = a.number.quantity
    marked = quantity and quantity.bound == "at_least" and _MARK.match(state.text, a.number.end)
    if quantity and (quantity.noun == "threshold" or marked) and same and status == same[-1].status:
        if quantity.noun == "threshold" or (same[-1].value or 0) >= (quantity.value or 0):
            return _HAS_PASSED
    passes = quantity and (quantity.noun == "threshold" or _OVER.search(state.text, a.number.start, a.number.digits))
    if quantity and quantity.bound == "at_least" and (follows := _FIGURE_ITSELF.match(state.text, a.number.end)):
        if passes or follows["mark"]:
            return _PASSED
    if _PER_UNIT.search(state.text[state.start : a.number.start]):
        return "so much per unit of something, not a total"
    kinds = a.nouns and choice.family == "rd_subsidy" and state.text.find("等", a.nouns[-1].end, a.number.start) >= 0
    if kinds:
        return "a sum of several kinds"
    money = choice.family in _LOANISH or choice.family.startswith("rd")
    if money and _ONE_FIRM.search(state.text[state.start : a.number.start]):
        return "money of one firm, not a total"
    if choice.family == "rd" and _of_enterprises(state, a):
        return "R&D of enterprises, not of the whole society"
    far = a.how == "far" and not (a.before and state.text[a.before.near_start - 1] in ":：")  # 交易额：三年累计150亿元
    if "several_years" in a.cues and choice.measure in ("new", "level", "change") and not far:
        return _OF_SEVERAL_YEARS
    certified = [
        s for s in state.slots if s.indicator == choice.indicator and s.measure == "new" and "certified" in s.cues
    ]
    if choice.measure == "new" and "net" in a.cues and any(s.status == status for s in certified):
        return _BESIDE_CERTIFIED
    transactions = a.nouns[-1:] and a.nouns[-1].text.startswith("技术交易")  # beside all that the contracts are worth
    sum_behind = _MADE_UP.search(state.text, state.start, a.number.start) and _OF_PARTS.match(
        state.text, a.number.end, state.end
    )
    if sum_behind:
        return _PART_OF_SUM
    within = state.therein or (transactions and a.how == "own")
    if within and choice.measure in ("level", "new") and same and _is_part(state, a, same[-1]):
        return "a part of the figure before it"
    return ""


#: Enterprises as the subject of a sentence whose R&D figures are theirs alone.
_ENTERPRISES = re.compile(r"(?:规上|规模以上)(?:工业)?企业(?!研发机构)")


_WHOLE_AREA = re.compile(r"全社会|全[市区县州省]|[我本][市区县州省]")


def _of_enterprises(state: State, a: Around) -> bool:
    """规上工业企业86家，…R&D经费3.85亿元: is the R&D said of the enterprises named before in the sentence?"""
    if not a.nouns or a.nouns[-1].text.startswith("全社会"):
        return False
    said = [m.end() for m in _ENTERPRISES.finditer(state.text, state.start, a.number.start)]
    return bool(said) and not _WHOLE_AREA.search(state.text, said[-1], a.number.start)


def _is_part(state: State, a: Around, whole: Slot) -> bool:
    """其中 with the same figure again, of no other place or time: a part of the whole."""
    place, _ = place_at(state, a.number.start)
    tiers = a.how == "own" and whole.family in ("unicorn", "gazelle") and a.nouns[-1].text != whole.noun
    paid = "paid_out" in a.after_cues or ("paid_out" in a.cues and whole.indicator == "loan_firms")
    since = _SINCE_YEAR.search(state.text, state.start, a.number.start)
    if since and any(y.stated and since.end() <= y.start and y.end <= a.number.start for y in state.years):
        return False  # 2018年以来…3.74亿元，其中2020年发放1.35亿元
    if place != whole.place or tiers or paid or a.cues & {"this_year", "nth_batch"}:
        return False
    period, _, _ = period_at(state, a.number, clause_end(state, a.number))
    return period == whole.period and status_at(state, a.number)[0] == whole.status


def _rose_from_before(state: State, n: Num) -> bool:
    """预计由去年的41.3%提高到45%: only the end of the rise is expected."""
    if rise_begun(state.text, state.start, n.start, n.end) < 0 or not state.frame.begins:
        return False
    period = period_at(state, n, clause_end(state, n))[0]
    return period.isdigit() and int(period) < state.frame.begins


def _still_expected(state: State, n: Num, choice: Choice) -> bool:
    """An expectation holds for the clauses that go on about the same figure."""
    here = state.slots[state.part_slots :]
    if not here or here[-1].status != "expected" or here[-1].family != choice.family:
        return False
    return period_at(state, n, clause_end(state, n))[0] == here[-1].period


def _with_its_spending(state: State, choice: Choice) -> bool:
    """预计研发投入可达79亿元，投入强度2.35%: the ratio of the spending expected right before it."""
    last = state.slots[-1] if state.slots[state.part_slots :] else None
    spending = last is not None and last.status == "expected" and last.indicator == "rd_expenditure"
    return spending and choice.indicator == "rd_intensity" and choice.measure == "level"


_OF_LAST_YEAR = re.compile(r"[比较](?:上年|去年)(?:同期|末|底)?的$")


def _row(
    state: State, a: Around, choice: Choice, status: str, status_why: str, place: tuple[Place, str] | None
) -> Binding:
    n = a.number
    assert n.quantity is not None
    until = clause_end(state, n)
    period, basis, period_why = period_at(state, n, until)
    if choice.behind and a.after.nouns:
        inner = [y for y in state.years if n.end <= y.start < until and y.year]
        if inner and inner[0].start < (a.behind[-1].end if a.behind else until):
            period, basis, period_why = str(inner[0].year), "stated", f"said in the sentence: {inner[0].text}"
    if state.frame.year and _OF_LAST_YEAR.search(state.text, max(state.start, n.start - 7), n.start):
        period, basis, period_why = str(state.frame.year - 1), "stated", "the base of a comparison: 上年"
        state.base_end = n.end  # 比上年的251家增加544家
    where, place_why = place or place_at(state, n.start)
    sign = -1 if choice.measure in ("change", "growth") and falls(n, a.cues) else 1
    row = Row(
        choice.indicator,
        choice.measure,
        where,
        period,
        basis,
        status,
        sign,
        {"indicator": choice.why, "area": place_why, "period": period_why, "status": status_why},
    )
    noun = (a.behind or a.nouns) if choice.behind else (a.nouns or a.behind)
    if choice.behind and noun:
        state.used_until = noun[-1].end
    state.topic = [replace_family(noun[-1], choice.family)] if noun else [Noun(choice.family, n.start, n.start, "")]
    state.topic_foreign = False
    state.slots.append(
        Slot(
            choice.family,
            choice.indicator,
            choice.measure,
            where,
            period,
            basis,
            status,
            state.group,
            noun[-1].text if noun else "",
            unit=n.quantity.unit,
            kind=n.classifier,
            cues=frozenset(a.cues if a.shares_clause else a.cues | (a.after_cues & {"certified"})),
            value=n.quantity.value,
            joined=a.before is not None and state.text[a.before.start] in "、和",
        )
    )
    if n.kind == "redacted":
        return Binding(n, reason="the copy hides the number")
    if undated_begin(state, n):
        state.slots[-1].period = ""
        return Binding(n, reason="what something rose from, in a year that is not said")
    return Binding(n, [row])


def falls(n: Num, cues: set[str]) -> bool:
    """下降2.5%: does a word make the number negative? Not one with a minus of its own."""
    below_zero = n.quantity is not None and n.quantity.value is not None and n.quantity.value < 0
    return "fall" in cues and not below_zero


def undated_begin(state: State, n: Num) -> bool:
    """由1.31%升至1.93%: only a year said between 由 and the number dates what it rose from."""
    begun = rise_begun(state.text, state.start, n.start, n.end)
    return begun >= 0 and not any(begun <= y.start < n.start for y in state.years)


def replace_family(noun: Noun, family: str) -> Noun:
    """The same words, read as a name of another family."""
    return Noun(family, noun.start, noun.end, noun.text)


def none(state: State, n: Num, reason: str, unresolved: bool = False, foreign_topic: bool = False) -> Binding:
    """A number that is no observation; a foreign one takes the topic of its sentence away."""
    assert n.quantity is not None
    percent = n.quantity.unit == "percent"
    if not unresolved and (foreign_topic if percent else n.quantity.unit in ("CNY", "count", "")):
        place, _ = place_at(state, n.start)
        state.slots.append(Slot("", "", "level", place, "", "", "", state.group))
    if foreign_topic and not percent:
        state.topic, state.topic_foreign = [], True
    return Binding(n, reason=n.reason or reason, unresolved=unresolved)
