"""Ways of reading a number that stands on its own: which indicator and measure, from which words."""

from __future__ import annotations

import re

from analysis.cleaning.around import KINDS, Around, Choice, ruled
from analysis.cleaning.circumstances import TARGET_AFTER
from analysis.cleaning.context import Noun, Slot, Stretch, phrases_of
from analysis.cleaning.families import combined, noun_cues, noun_of_paragraph
from analysis.cleaning.lending import counts_banks, helped, invested, led, lent_to, of_programme, paid_to, served
from analysis.cleaning.periods import rises
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import State

#: Cues behind a number that may still say which figure of the noun before it is meant.
_BEHIND = {
    *("passed", "certified", "approved", "paid_out", "filed", "leverage", "bad"),
    *("cultivated", "pool_entry", "nth_batch", "reserve", "filed_loan", "failed"),
}
_APPLY_BEHIND = re.compile(
    r"企业(?:提交|参加|参与|组织)?申报|企业[提递]交了?(?:高企|高新技术企业)?(?:认定)?申请|(?:企业)?完成申报|(?:企业)?(?:已|正在)提交(?:认定)?申[请报]|均?已(?:推荐)?(?:上报|申报|推荐)"
)
_CERTIFIED_BEHIND = re.compile(r"[^,，;；。]*?(?:通过[^,，;；。]{0,8}认定|获得?认定|被认定)")
#: 6家企业入选省“瞪羚”、2家入选…: each number stands before what its firms were chosen as.
_CHOSEN = re.compile(r"(?:企业)?(?:成功|顺利)?(?:入选|获评|上榜|跻身|列入|被评为|被认定为|被列为|被纳入|入围)")
_NOT_YET = re.compile("(?:意向|需求)的?(?:科技型?)?企业(?:共|达)?$")
_NOT_SERVED = re.compile(
    r"企业(?:达成|签订|签署)[^,，。；;]{0,4}意向|(?:企业)?(?:成功|正)?(?:上市|挂牌|登陆|在途|在审|在办)|(?:[\u4e00-\u9fff]{0,2}(?:合作|科技))?(?:银行|支行|金融机构|机构|担保公司|保险公司)"
)


def choose(state: State, a: Around, status: str) -> Choice | None:
    """The first way of reading that fits; None when none does, an empty indicator when it is none of ours."""
    if a.firms and _NOT_YET.search(state.text, state.start, a.number.start):
        return None  # 有融资意向的企业69家
    if a.firms and (counts_banks(state, a) or _NOT_SERVED.match(state.text, a.number.end)):
        return None
    refused: Choice | None = None
    ways = (_inverse, led, invested, _of_output, _applying, lent_to, paid_to, served, helped)
    for way in (*ways, _set_up, _base_of_next, _right_behind, _own, _as_before, _behind, of_programme):
        choice = way(state, a, status)
        if choice is None:
            continue
        if choice.indicator:
            return choice
        refused = refused or choice
        if way is not served:
            return refused
    return refused


def _inverse(state: State, a: Around, status: str) -> Choice | None:
    """占规上工业增加值比重58.7%的高新技术产业: the part stands behind its share."""
    for family, pattern in state.lex.inverse:
        if pattern.match(state.text, a.number.end):
            return ruled(state, a, family, a.cues, status, "said behind its share", True)
    return None


#: 高新技术产业产值486.5亿元，增加值占规上工业增加值的比重57.2%, with no enterprises (企业) named in between.
_OF_OUTPUT = re.compile(
    r"(?:高新技术产业|高新产业|高技术产业)[:：]?(?:全年)?(?:实现|完成)?(?:总?产值|营业收入)[^。企]*[,，;；](?:其|实现)?增加值[^。；;企]{0,32}占"
    r"(?:全[市区县省])?(?:规模以上|规上)工业增加值[^,，。；;]*$"
)


def _of_output(state: State, a: Around, status: str) -> Choice | None:
    """The share of the value added of the industry whose output was said right before."""
    if a.how == "own" or "per_industry" not in a.cues or not a.number.quantity or a.number.quantity.unit != "percent":
        return None
    if not _OF_OUTPUT.search(state.text, state.start, a.number.start):
        return None
    return Choice("hitech_share", "hitech_value_added_share", "level", "of the industry whose output stands before it")


def _applying(state: State, a: Around, status: str) -> Choice | None:
    """246家企业申报: firms that apply for what the paragraph or its heading is about."""
    if not a.firms or a.how == "own" or not _APPLY_BEHIND.match(state.text, a.number.end):
        return None
    if a.behind and a.behind[0].family not in ("hte", "sme"):
        return None
    before = a.nouns[-1] if a.nouns else noun_of_paragraph(state, a.number.start)
    noun = a.behind[0] if a.behind else before or _noun_behind(state, a.number.end)
    return ruled(state, a, noun.family, a.cues | {"applied"}, status, "the subject of the paragraph") if noun else None


def _noun_behind(state: State, start: int) -> Noun | None:
    """537家企业提交认定申请，其中409家通过认定，高企存量…: the firms that the sentence names behind its numbers."""
    for p in phrases_of(state.text, start, state.end, state.lex):
        if p.sense.family:
            return Noun(p.sense.family, p.start, p.end, p.text) if p.sense.family in ("hte", "sme") else None
    return None


def _right_behind(state: State, a: Around, status: str) -> Choice | None:
    """12家高新技术企业: the name stands right behind the number."""
    if not a.behind or not a.right_behind:
        return None
    if a.before and _runs_on(state, a.before, a):
        return None
    listed = (a.how == "own" and a.shares_clause) or (state.next_same and a.how == "inherited")
    listed = listed and not state.text.startswith("的", a.number.end)
    if listed and not _CHOSEN.match(state.text, a.number.end):
        return None
    joint = combined(state, a.behind) if len(a.behind) > 1 else ""
    if len(a.behind) > 1 and not joint:
        return None
    said = state.text[a.behind[0].start : a.behind[-1].end]
    cues = a.cues | a.after_cues
    if _CHOSEN.match(state.text, a.number.end):
        cues = cues - {"applied"}  # 1家企业入围省潜在独角兽
    if state.text.startswith("—", a.number.end):
        cues = cues | noun_cues(said)  # 863万元——科技保险保费补贴
    if a.firms and _CERTIFIED_BEHIND.match(state.text, a.behind[-1].end):
        cues = cues | {"certified"}  # 5家甲企业、8家乙企业通过认定: the verb closes the list
    return ruled(state, a, joint or a.behind[0].family, cues, status, f"said behind it: {said}", True)


#: 90家科技型中小企业入库150: behind the name the verb of another number.
_OF_NEXT = re.compile(
    r"(?:入库|评价|总数|总量|数量|存量|达到?|完成|新认定|净增|新增|认定|成交额|登记|实现|为|共|至|数)*\d"
)


def _runs_on(state: State, before: Stretch, a: Around) -> bool:
    """发明专利412件技术合同登记12项: names and numbers without a mark between; each number is of the name before it."""
    if not a.shares_clause or a.behind[0].start != a.number.end or before.commas:
        return False
    if not _OF_NEXT.match(state.text, a.behind[-1].end) or state.text[before.start - 1 : before.start] == "、":
        return False
    counted = a.how == "inherited" and not before.near_residue and a.cues & {"total", "stock"}
    return bool(counted) or (a.how == "blocked" and before.blocked_end == a.number.start)


_SETS_UP = re.compile("(?:设立|组建|建立|成立)了?")


def _set_up(state: State, a: Around, status: str) -> Choice | None:
    """市财政出资2000万元设立科技信贷准备金: the pool that the money sets up."""
    made = _SETS_UP.match(state.text, a.number.end)
    if made is None or not a.after.first_nouns:
        return None
    noun = a.after.first_nouns[0]
    if noun.family != "pool" or noun.start != made.end():
        return None
    return ruled(state, a, "pool", a.cues, status, f"what it sets up: {noun.text}", True)


#: 在2021年末687家的基础上，高新技术企业…
_BASE_OF = re.compile("的?基础上[,，]")


def _base_of_next(state: State, a: Around, status: str) -> Choice | None:
    """在2021年末687家的基础上，高新技术企业突破800家: the base of what the next clause names."""
    if a.nouns or not _BASE_OF.match(state.text, a.number.end):
        return None
    said = (p for p in phrases_of(state.text, a.number.end, state.end, state.lex) if p.sense.family)
    named = next(said, None)
    if named is None:
        return None
    return ruled(state, a, named.sense.family, a.cues, status, f"the base of what follows: {named.text}")


def _own(state: State, a: Around, status: str) -> Choice | None:
    """高新技术企业12家: the name stands before the number, or is taken over from the figure before."""
    if not a.nouns:
        return None
    family = a.nouns[-1].family
    if len(a.nouns) > 1:
        alike = len({noun.family for noun in a.nouns}) == 1
        family = family if alike else combined(state, a.nouns) or ("" if a.how == "own" else family)
        lends = "loan" in state.program or state.frame.finance_topic
        family = family or ("loan" if lends and a.firms else "")
    spent = any(s.indicator == "rd_expenditure" for s in state.slots)
    money = a.number.quantity is not None and a.number.quantity.unit == "CNY"
    if money and family == "rd_intensity" and ("stock" in a.cues or (a.how == "inherited" and spent)):
        family = "rd"  # 强度1.7%；总量34亿元: money is no ratio
    if not family:
        return None
    cues = a.cues if a.shares_clause else a.cues | (a.after_cues & _BEHIND)
    name = a.nouns[-1].text
    taken_over = a.how == "inherited" and family in ("insurance_subsidy", "equity")
    batch = a.how in ("far", "inherited") and name.endswith("认定") and cues.isdisjoint(KINDS - {"nth_batch"})
    if batch or taken_over or (name.endswith(")") and cues.isdisjoint(KINDS)):
        cues = cues | noun_cues(name)  # 保费补贴：47家、183.2万元; 高新技术企业（新认定）：目标30家
    why = f"{'taken over from' if a.how == 'inherited' else 'said before it:'} {a.nouns[-1].text}"
    last = _last(state, a.number)
    if last and last.family == family and _sums_the_year(state, a, last):
        return Choice(family, family, "new", "the sum of the year, of what was added")
    if status == "target" and last and last.family == family and a.before and not a.cues & KINDS:
        if _GOAL_IN_BRACKETS.fullmatch(state.text, a.before.start, a.number.start):
            return Choice(family, last.indicator, last.measure, f"the goal of the figure before it: {last.indicator}")
    if status == "target" and a.how == "inherited" and (goal := _goal_of(state, a, family)):
        return Choice(family, goal.indicator, goal.measure, f"the goal of the figure before it: {goal.indicator}")
    if (
        a.how == "inherited"
        and last
        and last.family == family
        and not a.cues & KINDS - _risen_to(state, a, last)
        and _continues(state, a, status, last)
    ):
        return Choice(family, last.indicator, last.measure, f"as the figure before it: {last.indicator}")
    return ruled(state, a, family, cues, status, why)


#: 42家(目标任务40家)
_GOAL_IN_BRACKETS = re.compile(r"\((?:年度|全年|省定|市定)?(?:目标任务|任务目标|目标|任务|计划)数?(?:为|是)?")


def _goal_of(state: State, a: Around, family: str) -> Slot | None:
    """新增1126家，总数4218家，超额完成1000家的任务: where both stand before it, the one that the goal is nearer to."""
    value = a.number.quantity.value if a.number.quantity else None
    here = [s for s in state.slots[state.part_slots :] if s.family == family and s.status == "actual" and s.value]
    if not value or {s.measure for s in here} != {"new", "level"} or not TARGET_AFTER.match(state.text, a.number.end):
        return None
    return min(here, key=lambda s: max(value, s.value or value) / min(value, s.value or value))


def _as_before(state: State, a: Around, status: str) -> Choice | None:
    """由1.31%升至1.93%; 预计3.45%，上年为3.27%: only year, verb or status changes from the figure before."""
    last = _last(state, a.number)
    if a.how != "inherited" or a.before is None or last is None or a.before.residue or a.cues & KINDS:
        return None
    return Choice(last.family, last.indicator, last.measure, f"as the figure before it: {last.indicator}")


#: 第一批42家，第二批63家，全年共105家: a sum of the year behind what was added in it.
_YEAR_SUM = re.compile(r"(?:全年|年内|当年)(?:总共|合计|共计?|累计)(?:达|为)?")


def _sums_the_year(state: State, a: Around, last: Slot) -> bool:
    added = last.family in ("hte", "sme") and (last.measure == "new" or last.indicator == "hte_approved_batch")
    return added and a.before is not None and bool(_YEAR_SUM.fullmatch(state.text, a.before.near_start, a.number.start))


def _last(state: State, n: Num) -> Slot | None:
    """The figure said right before in this part of the sentence, when it has the number's unit."""
    assert n.quantity is not None
    here = state.slots[state.part_slots :]
    last = here[-1] if here else None
    if last is None or not last.indicator or last.unit != n.quantity.unit or last.measure == "growth":
        return None
    return last if not last.kind or not n.classifier or last.kind[0] == n.classifier[0] else None


def _risen_to(state: State, a: Around, last: Slot) -> set[str]:
    """What the verb of a rise (由41.3%提高到45%) seems to say of its end, where it began with a level too."""
    rose = last.measure == "level" and a.before is not None and rises(state.text, a.before.start, a.before.end)
    return {"total"} if rose else set()


def _continues(state: State, a: Around, status: str, last: Slot) -> bool:
    """Is it the same figure of another time or another tier of a target (确保70家，力争80家)?"""
    if a.before is None:
        return False
    said = state.text[a.before.start : a.before.end]
    tiers = status == "target" and last.status == "target"
    of_goal = status == "actual" and last.status == "target" and last.measure == "new" and "完成" in said
    return (
        of_goal
        or rises(state.text, a.before.start, a.before.end)
        or (tiers and last.measure == "new")
        or (status == "target" and last.status == "actual" and last.measure == "new")
    )


def _behind(state: State, a: Around, status: str) -> Choice | None:
    """23.47亿元的全社会研发投入: the name stands behind, at some distance."""
    if not a.behind or a.shares_clause or a.how not in ("none", "inherited") or a.after.blocked:
        return None
    family = a.behind[-1].family if len(a.behind) == 1 else combined(state, a.behind)
    gap = state.text[a.number.end : a.behind[0].start]
    if not family or not (a.firms or gap.startswith(("的", "—")) or len(gap) <= 8):
        return None
    return ruled(state, a, family, a.cues | a.after_cues, status, f"said behind it: {a.behind[-1].text}", True)
