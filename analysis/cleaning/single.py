"""One number: is it a figure about a figure (growth, share, rank), or does it stand on its own?"""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.context import Noun, Stretch
from analysis.cleaning.families import apply_rules, noun_cues, nouns_for
from analysis.cleaning.levels import level, none, of
from analysis.cleaning.number_lists import in_percent
from analysis.cleaning.quantities import Num
from analysis.cleaning.relations import doubling, growth_of_nouns, place_beside, to_slots
from analysis.cleaning.standing import completion, rank, times
from analysis.cleaning.state import Binding, State

#: Families whose change is said in percentage points.
_RATIOS = ("rd", "rd_intensity", "hitech_share", "hitech_share_phrase")
_RATE_OF = re.compile(r"的(?:同比|年均|平均)?(?:增速|增幅|增长率?)")


#: 以22.3%的增幅列全省第4: the rate of the figure before it.
_RATE_BEHIND = re.compile(r"的(?:同比)?(?:增速|增幅|涨幅|增长率)")


#: 分别高出省市0.1和0.2个百分点: a distance, not a change.
_THAN_ANOTHER = re.compile(r"(?:[高低]于|高出|低出)(?:全?[省市国]|平均)|[比较]全[省市国区][^,，。；;]*?[高低]出?")


#: 按15%税率: the rate of a tax or of interest.
_OF_TAX = re.compile(r"的?(?:优惠)?(?:税率|利率|费率|年利率|折扣)")


#: 达到考核值的103%, 相当于省定年度目标的148%
_OF_TASK = re.compile(r"(?:目标|任务|考核|计划)[值数]?的$")


#: 可上浮至40%: up to so much, not by so much.
_UP_TO = re.compile(r"(?:升|提高|增长?|增加|上浮|上涨|扩大|下降|降低?|下浮)(?:至|到)$")


def than_another(state: State, before: Stretch, n: Num) -> bool:
    """Does the number say how far another area is?"""
    return _THAN_ANOTHER.search(state.text, max(state.start, min(before.near_start, n.start - 16)), n.start) is not None


def relative(n: Num, cues: set[str]) -> bool:
    """Does the number only say something about a figure given before?"""
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "percent":
        return bool(cues & {"growth", "fall", "share", "completion"}) and not cues & {"per_gdp", "per_industry"}
    return unit in ("percentage_point", "rank")


def bind_one(state: State, n: Num, before: Stretch, after: Stretch, cues: set[str], shares_clause: bool) -> Binding:
    nouns, how = nouns_for(state, before)
    return bind_with(state, n, nouns, how, before, after, cues, shares_clause)


def bind_with(
    state: State,
    n: Num,
    nouns: list[Noun],
    how: str,
    before: Stretch,
    after: Stretch,
    cues: set[str],
    shares_clause: bool = False,
) -> Binding:
    n = with_sign(n, cues)
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "rank" or (n.classifier == "位" and cues & {"rank_word", "rank_up"}):
        return rank(state, n, nouns, how, before, cues)
    if unit == "times" and cues & {"growth", "fall"} and not cues & {"leverage", "bound_to_before"}:
        return bind_with(state, in_percent(n), nouns, how, before, after, cues, shares_clause)
    if unit == "times" and (grown := multiple_of_year_before(state, n)):
        return to_slots(state, grown, "growth", before, cues, nouns, how)
    if unit == "times" and how == "own":
        state.topic, state.topic_foreign = nouns[-1:], False
    if unit == "times":
        return times(state, n, nouns, how, before, after, cues)
    if unit == "percent" and not cues & {"growth", "fall"} and _OF_TASK.search(state.text, n.start - 12, n.start):
        return completion(state, n, nouns, how)
    if unit == "percent" and _OF_TAX.match(state.text, n.end):
        return none(state, n, "a ceiling, an average or a rate, not a total")
    if unit == "percent" and how == "inherited" and _RATE_BEHIND.match(state.text, n.end):
        return to_slots(state, n, "growth", before, cues, nouns, how)
    if unit == "percent" and after.first_nouns and _RATE_OF.match(state.text, n.end):
        return growth_of_nouns(state, n, after.first_nouns[:1], cues | {"growth"})
    if unit == "percent" and cues & {"growth", "fall"} and after.first_nouns and state.text[n.end] == "的":
        if after.first_nouns[0].start == n.end + 1:  # 增幅为37.6%的科技型中小企业入库数
            return growth_of_nouns(state, n, after.first_nouns[:1], cues)
    if len(nouns) > 1 and how == "own" and "each" in cues and unit in ("count", "CNY"):
        each = [level(state, n, [noun], how, cues | noun_cues(noun.text), after, before=before) for noun in nouns]
        return Binding(n, [row for binding in each for row in binding.rows], each[0].reason)
    if unit == "" and "completion" in cues:
        return completion(state, n, nouns, how)
    if n.quantity.noun == "doubling":
        return doubling(state, n, before, cues, nouns, how)
    if cues & {"completion"} and unit == "percent":
        return completion(state, n, nouns, how)
    if unit == "percent" and "share" in cues:
        return to_slots(state, n, "share_of_province", before, cues, nouns, how)
    if unit == "percent" and "count_word" in cues and not cues & {"total"}:
        return Binding(n, reason="growth of a number of contracts or firms said by its own name")
    if unit in ("percent", "percentage_point") and cues & {"long_frame", "several_years"}:
        if how == "own" and nouns:
            state.topic, state.topic_foreign = nouns[-1:], False
        return Binding(n, reason="growth over several years or since a start")
    up_to = how == "own" and _UP_TO.search(state.text, before.near_start, n.start)
    if unit == "percent" and up_to and nouns and nouns[-1].family not in _RATIOS:
        return none(state, n, "a level of something else, not growth")
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
        distant = cues & {"above", "below"} and not cues & {"growth", "fall"}
        if distant or "shortfall" in cues or "average" in cues or than_another(state, before, n):
            return Binding(n, reason="distance from another area")
        ratio = how == "inherited" and nouns[-1].family == "rd" and "per_gdp" in before.near
        if not ratio and (how != "own" or nouns[-1].family not in _RATIOS):
            return to_slots(state, n, "change", before, cues, nouns, how)
    money = unit == "CNY" or (unit == "" and (n.quantity.resolution or 1) >= 1e4)
    spent = how == "inherited" and nouns[-1].family == "rd" and money and "net" in cues
    if spent and any(s.indicator == "rd_expenditure" for s in state.slots):
        return to_slots(state, n, "change", before, cues, nouns, how)  # 73.36亿元，一年净增6.38亿元
    if (
        (money or unit == "count")
        and "against_before" in cues
        and cues & ({"growth", "fall", "change", "more_spent"} | ({"net"} if money else set()))
        and how in ("inherited", "none")
    ):
        return to_slots(state, n, "change", before, cues, nouns, how)
    return level(state, n, nouns, how, cues, after, before=before, shares_clause=shares_clause)


def with_sign(n: Num, cues: set[str]) -> Num:
    """增长9.4: a decimal fraction without a unit as the percentage that it must be, its sign is missing."""
    q = n.quantity
    assert q is not None
    if q.unit or not cues & {"growth", "fall"} or "change" in cues or (q.resolution or 1) >= 1:
        return n
    return n._replace(quantity=replace(q, unit="percent"))


#: 约为上年的6倍
_OF_YEAR_BEFORE = re.compile(
    r"(?P<bound>约|大约|接近|近|超过|超|不足|不到)?(?:相当于|达到|达|是|为)?(?P<inner>约|近|超过|超)?"
    r"(?:上年|去年|上一年|上年度|(?P<year>20\d\d)年)(?:同期|全年)?的$"
)


_BOUNDS = {
    **dict.fromkeys(("约", "大约"), "about"),
    **dict.fromkeys(("近", "接近", "不足", "不到"), "at_most"),
    **dict.fromkeys(("超", "超过"), "at_least"),
}


def multiple_of_year_before(state: State, n: Num) -> Num | None:
    """约为上年的6倍 as growth of about 500 percent; None where the number is no multiple of the year before."""
    m = _OF_YEAR_BEFORE.search(state.text, max(state.start, n.start - 14), n.start)
    q = n.quantity
    if m is None or q is None or q.value is None:
        return None
    if m["year"] and int(m["year"]) + 1 != state.frame.year:
        return None
    bound = _BOUNDS.get(m["inner"] or m["bound"] or "", q.bound)
    grown = in_percent(n._replace(quantity=replace(q, value=q.value - 1, resolution=q.resolution or 1.0)))
    assert grown.quantity is not None
    value = grown.quantity.value
    low = value if bound in ("exact", "at_least") else None
    high = value if bound in ("exact", "at_most") else None
    return grown._replace(
        start=m.start(), quantity=replace(grown.quantity, start=m.start(), low=low, high=high, bound=bound)
    )
