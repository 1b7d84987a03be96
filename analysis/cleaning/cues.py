"""What is said about a number beyond the words right before it: by its list, its clause, its sentence."""

from __future__ import annotations

import re

from analysis.cleaning.context import Stretch
from analysis.cleaning.families import noun_cues
from analysis.cleaning.periods import rises
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import State

#: Cues that hold for the whole clause, also across another number: 累计为12家企业放贷3亿元.
_CLAUSE_WIDE = {"cumulative", "strong_cumulative", "this_year", "others", "filed_loan", "per_gdp", "compensated"}
#: Cues that hold for the next name of a list: 新增甲企业5家、乙企业8家.
_CARRIED = {"new", "net", "certified", "passed", "applied", "approved", "filed"}
_NAMES_ANEW = _CARRIED | {"stock", "total", "registered"}
_SEVERAL_YEARS = re.compile(
    r"(?:近|过去|这|最近)?(?:[二两三四五六七八九十]|(?<!\d)\d)年(?:来|间|内|累计|净增|新增|共|增长|合计|总计)"
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
#: 突破2%大关，达到2.12%: what stands between a threshold and the figure itself.
_EXACTLY = re.compile(r"(?:大关|关口|门槛|台阶)?[,，、](?:已|实际)?(?:达到?|为|至)")
#: 实现20%以上增长: the verb behind its rate.
_GROWING = re.compile(r"的?(?:正|高速|快速|稳定)?增长(?![率到至达为幅速点])")
_ALL_IN_ALL = re.compile(r"(?:[一二两三四五六七八九十\d]批次?)?(?:总计|合计|共计?|总共)(?:达|为)?")
#: 1432家高企中有475家系2021年新增; behind a number.
_ARE_NEW = re.compile(
    r"(?:系|为|是|属于?)?(?:20\d\d年|当年|今年|年内|本年)?(?:度)?(?:新增|新认定)(?![\u4e00-\u9fff]{0,6}\d)"
)
#: 自2013年启动至2021年末，…总共: since the same begin.
_SINCE_TO = re.compile(
    r"自20\d\d年[^,，。；;\d]{0,10}(?:至|到)(?:20\d\d年|今|目前)(?![^。]*(?:当年|今年|其中))"
    r"|自20\d\d年[^,，。；;\d]{1,12}(?:以来|至今)[,，]?(?!.*(?:当年|今年|本年|全年|其中|20\d\d年))"
)
#: 386家，增加74家: an increase, whatever it is held against.
_MORE = re.compile(r"[,，、](?:比上年|较上年|同比)?(?:增加|增长|减少|多)了?")
#: 新增甲86家，乙327家，累计分别达…: totals of both follow, so that both were added.
_TOTALS_FOLLOW = re.compile(r"[,，](?:累计|总数|总量|总计|保有量|数量|存量)(?:已|均)?(?:分别|依次)")
_NTH_BATCH = re.compile(r"第[一二三四五六]批")


_THAN_YEAR = re.compile(r"[比较](20\d\d)年净增")
#: Cues of a rate that is none of the ratio named a clause before.
_OTHER_RATES = {"growth", "fall", "share", "completion", "rate_word"}


def cues_before(state: State, n: Num, before: Stretch, start: int) -> set[str]:
    """What the words before a number say about it, with what its clause or its list said earlier."""
    unit = n.quantity.unit if n.quantity else ""
    cues = before.near | (state.clause_cues & _CLAUSE_WIDE)
    if unit == "percent" and not before.nouns and not cues - {"distributive", "total"}:
        # 增速前两位是甲县和乙县,分别为24.8%: the rate is named a clause before, perhaps with a rank between
        cues |= before.all_cues & {"growth", "fall", "rate_word"} or state.rate_cues
    of_rank = {"growth", "rate_word"} if "rate_word" in before.near else {"per_gdp", "intensity"}
    state.rate_cues = before.near & of_rank if unit == "rank" else set()
    if len(before.nouns) == 1 and not before.far_nouns:
        told = noun_cues(before.nouns[0].text)
        cues |= told - {"certified"} if "applied" in cues else told  # 受理高企认定申请218家
    if state.text[before.start : before.start + 1] in "、和" and cues.isdisjoint(_NAMES_ANEW):
        cues |= state.carried & _CARRIED
    if state.text[before.start : n.start] == "、":
        cues |= state.carried & {"paid_out"}  # 其中已到位16户、5320万元
    if state.text[before.start : n.start] == ")":
        cues |= state.last_near & {"above", "below", "province_level", "average"}
    state.last_near = before.near
    batch = "nth_batch" in cues or ("therein" in cues and "首批" in state.text[before.start : n.start])
    if batch and "applied" in state.carried and cues.isdisjoint(_NAMES_ANEW):
        cues.add("applied")  # 第一批申报86家，第二批52家
    cues = _of_rates(state, n, before, cues)
    cues = _of_additions(state, n, before, start, cues)
    cues = _of_years(state, n, before, start, cues)
    if before.start == state.base_end:
        cues.add("against_before")
    return cues


def _of_rates(state: State, n: Num, before: Stretch, cues: set[str]) -> set[str]:
    """Growth, ratios and ceilings that the words around the number imply."""
    unit = n.quantity.unit if n.quantity else ""
    ceiling = state.carried & {"limit", "interest"}
    if ceiling and not before.commas and rises(state.text, before.start, n.start):
        cues |= ceiling  # 单户最高额度由300万元提高到600万元
    if unit == "percent" and n.quantity and (n.quantity.value or 0) < 0:
        cues = cues | {"growth"}  # 项数增长19.7%，金额-6.5%
    if unit == "CNY" and "net" in cues and (base := _THAN_YEAR.search(state.text, before.start, n.start)):
        dated = {s.period for s in state.slots[-1:]}  # 2020年61.3亿元，较2019年净增8.2亿元
        cues |= {"against_before"} if str(int(base[1]) + 1) in dated else set()
    if unit == "percentage_point" and "against_before" in cues:
        cues |= {"growth"} if "above" in cues else {"fall"} if "below" in cues else set()  # 比上年高0.2个百分点
    if unit == "percent" and before.far_nouns and before.commas == 1 and before.near.isdisjoint(_OTHER_RATES):
        cues |= before.all_cues & {"per_gdp", "per_industry"}  # R&D经费占GDP的比重，2020年我市为1.08%
    if "per_industry" in before.near and "per_gdp" not in before.near:
        cues -= {"per_gdp"}  # 占GDP的13.9%、占规上工业增加值的26.1%
    near = n.start - before.start < 9
    if near and state.slots and state.slots[-1].unit == unit and _EXACTLY.fullmatch(state.text, before.start, n.start):
        cues |= state.slots[-1].cues & {"per_gdp", "per_industry", "intensity"}
    if unit == "percent" and before.nouns and _GROWING.match(state.text, n.end):
        cues |= {"growth"}
    if near and state.text[before.start] in ",，、" and _MORE.fullmatch(state.text, before.start, n.start):
        cues |= {"against_before"}
    return cues


def _of_additions(state: State, n: Num, before: Stretch, start: int, cues: set[str]) -> set[str]:
    """Whether the number counts what was added, applied or certified in a batch."""
    if n.classifier in ("家", "户") and "new" not in cues and _ARE_NEW.match(state.text, n.end):
        cues = cues - {"stock", "total"} | {"new"}
    if before.far_nouns and before.commas == 1 and state.text[before.near_start - 2] == "中":
        cues |= before.all_cues & {"new", "net", "certified"}  # 新认定高企中，甲市71家
    all_in_all = before.far_nouns and _ALL_IN_ALL.fullmatch(state.text, before.near_start, n.start)
    if all_in_all and "applied" in before.all_cues:
        cues = cues - {"stock", "total"} | {"applied"}  # 高企申报两批，总计96家
    added = state.carried & {"new", "net"}
    if added and before.nouns and cues.isdisjoint(_NAMES_ANEW) and _TOTALS_FOLLOW.match(state.text, n.end):
        cues |= added
    if "nth_batch" in cues and len(_NTH_BATCH.findall(state.text, start, state.end)) == 1:
        cues -= {"nth_batch"}  # one batch alone stands for what was certified so far
    return cues


def _of_years(state: State, n: Num, before: Stretch, start: int, cues: set[str]) -> set[str]:
    """Whether the number is of several years, or a sum since a start."""
    text = state.text
    if "growth" in cues and n.quantity and n.quantity.unit == "percent":
        against = _AGAINST_A_PLAN.search(text, start, before.near_start)
        if against and (against[1] is None or state.frame.year is None or int(against[1]) < state.frame.year - 1):
            cues |= {"several_years"}
    if "cumulative" in cues and (
        _SPAN_OF_YEARS.search(text, before.start, n.start) or _OVER_A_PLAN.search(text, start, before.near_start)
    ):
        cues |= {"several_years"}
    if n.quantity and n.quantity.unit == "CNY" and _SINCE_TO.search(text, start, n.start):
        cues |= {"strong_cumulative"}
    if _SEVERAL_YEARS.search(text, before.near_start, n.start):
        cues |= {"several_years"}
        if "this_year" in cues and _YEARS_IN_ALL.search(text, before.near_start, n.start):
            cues = cues - {"this_year"} | {"cumulative"}
    return cues
