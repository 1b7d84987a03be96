"""Why a number is no figure of an indicator: what the words around it say of it, or what it is beside another."""

from __future__ import annotations

import re

from analysis.cleaning.around import Around, Choice
from analysis.cleaning.circumstances import clause_end, period_at, place_at, status_at
from analysis.cleaning.context import Slot, Stretch
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import State

#: Families of money lent; a ceiling or an average said of them is no total.
HELPING = ("惠及", "支持", "服务", "扶持", "帮助")  # 发放贷款6.87亿元，惠及124家科技型企业
LOANISH = ("loan", "credit", "financing", "pool", "bank_funds")
#: 全省平均水平(1.80%): the words right before an average.
_AVERAGE = re.compile(r"(?:平均|水平|均值?|平均值)(?:的|为|是|\(|约)*$")
#: 占比不足全市1%
_SHARE_OF_LARGER = re.compile(r"占[^,，。；;\d]{0,6}全[市省县区州](?:总[量数额])?的?$")
#: 比“十一五”末多51家
_MORE_THAN_PLAN = re.compile(r"[比较][“\"]?十[一二三四五]五[”\"]?[末初](?:增加|多|增长|净增)了?$")
#: 设立总规模2亿元的科技创业投资引导基金; of a pool (风险补偿基金) it is the amount.
_OF_SOMETHING = re.compile(r"的[^,，。；;补]{0,12}(?:基金|中心|基地|园区|项目)")
#: 给予不超过200万元的奖励
_GIVEN_EACH = re.compile("的?(?:一次性)?(?:奖励|补助|补贴|资助|奖补)")
#: 武平、连城两县高企总数合计不足30家
_TOGETHER = re.compile(
    r"(?:、[\u4e00-\u9fff]{2,4}[两三四五六七八九]?[县区市地旗]"
    r"|(?<![\u4e00-\u9fff])(?:其余|其他)?[二两三四五六七八九十]个?[县区市])[^,，。；;]*合计[^,，。；;]*$"
)
#: 比全省2.61%低2.24个百分点
_THAN_LARGER = re.compile(
    "(?:(?:[比较]|[低高]于|不及)(?:全[省国区市]|自治区)(?:的)?(?:平均水平|平均|水平)?|全国[为是]?)$"
)
#: 某公司获得贷款400万元: one firm as an example.
_ONE_FIRM = re.compile(
    r"(?:某[^,，。；;]{0,12}(?:公司|企业)|有限公司|股份公司|该(?:公司|企业)|(?:^|[,，“])(?:公司|我们)(?=[去今上每]年))[^。；;]*$"
)
#: 最高的一家拿到500万元
_MOST = re.compile(r"最[高多大]的一[家户][^,，。；;\d]{0,6}$")
#: 个别县市高企数不足50家
_SOME_PLACES = re.compile(
    r"(?:有(?:\d+|[一二三四五六七八九十两]+)个|个别|部分|少数|多数|不少|有的)(?:县|市|区|地|旗)[^,，。；;]*$"
)
#: 其余县区多在10家上下, 其余5个县市共15家: what each of the others has, or all of them.
_OTHERS = re.compile(r"其[余他它](?:各|\d+|[一二两三四五六七八九十]+)?个?(?:县|市|区|地|旗)(?![^,，]*分别)")
#: 每万家企业中高新技术企业达96家: a density.
_PER_UNIT = re.compile(r"每(?:[万亿百千]|平方公里)[^,，。；;]*$")


def no_total(state: State, n: Num, cues: set[str], before: Stretch | None) -> str:
    """Why the words around a number make it no figure of the place, whatever it counts; empty when they don't."""
    unit = n.quantity.unit if n.quantity else ""
    if unit == "percent" and _THAN_LARGER.search(state.text, n.start - 9, n.start):
        return "of a larger area, to compare with"
    if unit == "percent" and _SHARE_OF_LARGER.search(state.text, n.start - 14, n.start):
        return "a share of a larger area"
    if _MORE_THAN_PLAN.search(state.text, max(state.start, n.start - 14), n.start):
        return "growth over several years or since a start"
    if unit == "CNY" and _GIVEN_EACH.match(state.text, n.end) and "给予" in state.text[n.start - 8 : n.start]:
        return "a ceiling, an average or a rate, not a total"
    if unit == "CNY" and _OF_SOMETHING.match(state.text, n.end):
        return "how large something is that is named behind it"
    together = before is not None and state.text.find("合计", state.start, n.start) >= 0
    if together and _TOGETHER.search(state.text, state.start, n.start):
        return "of several places together"
    if "average" in cues and _AVERAGE.search(state.text, n.start - 8, n.start):
        return "the average of a larger area"
    others = before is not None and _OTHERS.search(state.text, max(state.start, n.start - 12), n.start)
    if others or ("others" in cues and {"each", "except"} & (before.all_cues if before else cues)):
        return "of each of the other places"
    if before is not None and _SOME_PLACES.search(state.text, max(state.start, before.near_start - 5), n.start):
        return "of some of the places, which are not named"
    return "the distance to a goal, not a level" if "shortfall" in cues or state.text[n.start - 1] == "差" else ""


#: 首次站上百亿元台阶，达146.8亿元: the figure itself follows at once.
_FIGURE_ITSELF = re.compile(
    r"(?P<mark>台阶|大关|关口|门槛|规模)?[,，、](?:已|实际|现)?(?:达到?|为|至|实有|有)(?:了)?\d"
)
_MARK = re.compile("台阶|大关|关口|门槛")
_OVER = re.compile("[迈跨越跃站登踏][过上入]")
#: 资金池由市财政3000万元、区县4200万元构成
_MADE_UP = re.compile("由(?:(?!构成|组成)[^。；;])*$")
_OF_PARTS = re.compile(r"[^。；;]*?(?:构成|组成)")
#: 6家企业的1500万元贷款尚在审批: applied for, not lent.
_PENDING = re.compile(r"[^,，。；;]*?(?:尚在|正在|仍在|还在|有待|等待)(?:审[批核查]|办理|申请|洽谈|对接|走流程)")
#: 其中已获高企资格的31家: firms of the register before that are certified too.
_CERTIFIED_TOO = re.compile(
    r"(?:获得?|取得|具有|具备|拥有)了?(?:国家)?(?:高企|高新技术企业)(?:资格|称号|资质|认定|证书)?的$"
)
PART_OF_SUM = "a part of the sum behind it"
HAS_PASSED = "a threshold that the figure before it has passed"
PASSED = "a threshold that the figure behind it passes"
#: 研发投入中政府资金占比仅9.1%
_SHARE_INSIDE = re.compile(r"(?:投入|经费)中[\u4e00-\u9fff]{2,10}(?:占比|比重|占)[^,，。；;\d]{0,3}$")
#: 2018年以来…3.74亿元，其中2020年发放1.35亿元
_SINCE_YEAR = re.compile(r"20\d\d年(?:[^,，。；;\d]{0,10})以来")
OF_SEVERAL_YEARS = "a figure of several years"
BESIDE_CERTIFIED = "the net increase beside the number certified"


def refusal_of(state: State, a: Around, choice: Choice, status: str) -> str:
    """Why a number that fits an indicator is still no row; empty when it is one."""
    here = state.slots if state.parts_from >= 0 else state.slots[state.part_slots :]
    same = [s for s in here if s.indicator == choice.indicator and s.measure == choice.measure]
    quantity = a.number.quantity
    marked = quantity and quantity.bound == "at_least" and _MARK.match(state.text, a.number.end)
    if quantity and (quantity.noun == "threshold" or marked) and same and status == same[-1].status:
        if quantity.noun == "threshold" or (same[-1].value or 0) >= (quantity.value or 0):
            return HAS_PASSED
    passes = quantity and (quantity.noun == "threshold" or _OVER.search(state.text, a.number.start, a.number.digits))
    if quantity and quantity.bound == "at_least" and (follows := _FIGURE_ITSELF.match(state.text, a.number.end)):
        if passes or follows["mark"]:
            return PASSED
    if _PER_UNIT.search(state.text[state.start : a.number.start]):
        return "so much per unit of something, not a total"
    kinds = a.nouns and choice.family == "rd_subsidy" and state.text.find("等", a.nouns[-1].end, a.number.start) >= 0
    if kinds:
        return "a sum of several kinds"
    lent = choice.family in LOANISH
    if lent and _PENDING.match(state.text, a.number.end):
        return "what is still being decided"
    if lent and same and state.text.startswith(("流向", "投向", "用于"), a.number.end):
        return "a part of the figure before it"
    money = lent or choice.family.startswith("rd")
    if money and _MOST.search(state.text, state.start, a.number.start):
        return "money of one firm, not a total"
    if money and _ONE_FIRM.search(state.text[state.start : a.number.start]):
        return "money of one firm, not a total"
    if choice.indicator == "rd_intensity" and _SHARE_INSIDE.search(state.text, state.start, a.number.start):
        return "a share inside R&D"
    if choice.family == "rd" and _of_enterprises(state, a):
        return "R&D of enterprises, not of the whole society"
    far = a.how == "far" and not (a.before and state.text[a.before.near_start - 1] in ":：")  # 交易额：三年累计150亿元
    in_sum = choice.indicator == "loan_firms" and "cumulative" in a.cues  # 五年来累计向426家企业放贷23.7亿元
    if "several_years" in a.cues and choice.measure in ("new", "level", "change") and not far and not in_sum:
        return OF_SEVERAL_YEARS
    certified = [
        s for s in state.slots if s.indicator == choice.indicator and s.measure == "new" and "certified" in s.cues
    ]
    place = place_at(state, a.number.start)[0]
    if choice.measure == "new" and "net" in a.cues and any((s.status, s.place) == (status, place) for s in certified):
        return BESIDE_CERTIFIED
    transactions = a.nouns[-1:] and a.nouns[-1].text.startswith("技术交易")  # beside all that the contracts are worth
    if state.therein and choice.family == "hte" and _CERTIFIED_TOO.search(state.text, state.start, a.number.start):
        return "a part of the figure before it"
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
    if "cumulative" in whole.cues and "cumulative" not in a.cues and state.slots[-1].measure == "level":
        return False  # 累计为738家企业发放43.5亿元，其中2021年放款12.6亿元，支持企业263家
    if place != whole.place or tiers or paid or a.cues & {"this_year", "nth_batch"}:
        return False
    period, _, _ = period_at(state, a.number, clause_end(state, a.number))
    return period == whole.period and status_at(state, a.number)[0] == whole.status


def made_up(state: State, n: Num) -> bool:
    """资金池由市财政3000万元、区县4200万元构成: is the number one of the parts of which something is made up?"""
    begun = state.text.find("由", state.start, n.start) >= 0 and _MADE_UP.search(state.text, state.start, n.start)
    return bool(begun) and _OF_PARTS.match(state.text, n.end, state.end) is not None
