"""Ways of reading money of banks and funds, and the firms that it served."""

from __future__ import annotations

import re

from analysis.cleaning.around import LENDERS, Around, Choice, ruled, serves_firms
from analysis.cleaning.families import FIRMS
from analysis.cleaning.state import State

_SERVED = re.compile(
    r"(?:受益|放贷|贷款|支持|惠及|服务|扶持|覆盖|受惠|获贷|用款)(?:科技型?|中小|小微|市场)*"
    r"(?:企业|公司|客户|主体|(?<=受惠)|(?<=受益)|(?<=获贷))(?:户数|家数|数量|数|达|共计?|累计)*$"
)
BENEFIT = re.compile(r"(?:科技型?|中小|小微)*(?:企业)?(?:从中|因此|直接)?(?:受益|获益|受惠)")
_SO_MANY = re.compile(r"(?:数量?|家数)?(?:已|现)?(?:增至|增加[至到]|扩大[至到]|扩容至|达到?|共?有|共计?)?")


def counts_banks(state: State, a: Around) -> bool:
    """合作银行增至5家: is it the banks that are counted?"""
    if a.before is None or a.before.blocked not in LENDERS:
        return False
    return _SO_MANY.fullmatch(state.text, a.before.blocked_end, a.number.start) is not None


_OF_BANKS = re.compile(r"的?(?:合作|各类)?(?:银行|金融机构|信贷)(?:业|类)?(?:信贷)?(?:资金|贷款|授信|资本)")


def led(state: State, a: Around, status: str) -> Choice | None:
    """撬动近5亿元银行资金: what banks are led to lend, named behind its amount."""
    quantity = a.number.quantity
    if quantity is None or quantity.unit != "CNY" or "leverage" not in a.cues or a.how == "own":
        return None
    if not _OF_BANKS.match(state.text, a.number.end):
        return None
    return Choice("bank_funds", "bank_funds_leveraged", "level", "money of banks said behind it", True)


#: 引导基金…，全年完成投资1.15亿元; 基金…完成投资项目41个、金额5.27亿元: what stands between a fund and its investment.
_FUND = re.compile(
    r"(?:基金|引导资金|创业投资公司|创投公司|创业投资平台|创投平台)(?<!补偿基金)(?<!担保基金)(?<!科学基金)(?<!研究基金)(?<!周转基金)(?<!转贷基金)(?<!缓释基金)"
    r"(?:[^。；;]*?"
    r"(?:[,，、](?:全年|年内|当年|本年|今年)?(?:累计|已|共|实际)*(?:完成|实现|到位)?(?:股权)?(?:投资|出资|投出)(?:总额|金额|额)?"
    r"|[,，、](?:全年|年内|当年)?(?:已|共|累计|完成)*[对向]\d+[个家][^,，。；;\d]{0,8}?(?:投资|出资|投出)"
    r"|(?:投资|投出|出资|新投)(?:项目|企业)?\d+[个家](?:项目|企业)?[、,，](?:(?:投资)?(?:金额|资金|总额|额))?)"
    r"|完成对\d+[个家][^,，。；;\d]{0,8}的?投资[,，](?:投资)?(?:总金额|金额|总额)"
    r"|(?:已|共|全年|当年|年内)?[对向]\d+[个家][^,，。；;\d]{0,8}?(?:实际|累计)?(?:出资|投资|投出))"
    r"(?:共|达|约|合计)?$"
)


def invested(state: State, a: Around, status: str) -> Choice | None:
    """What a fund named earlier in the sentence has invested."""
    quantity = a.number.quantity
    if quantity is None or quantity.unit != "CNY" or a.how == "own" or "pledged" in a.cues:
        return None
    if a.nouns and a.nouns[-1].family == "equity":
        return None
    if not _FUND.search(state.text, state.start, a.number.start):
        return None
    total = a.cues & {"cumulative", "strong_cumulative"} and "this_year" not in a.cues
    measure = "cumulative" if total else "level"
    return Choice("equity", "equity_invested", measure, "invested by the fund that the sentence names")


#: 为1318家科技型中小企业提供1585笔贷款: firms named by their register, for whom the clause goes on to lend.
_LENT_TO = re.compile(
    r"[^,，。；;、\d]{0,12}(?:提供|发放|投放|办理|解决|争取|落实)[^,，。；;]{0,20}(?:贷款|融资|授信|信贷|放款)"
)


def lent_to(state: State, a: Around, status: str) -> Choice | None:
    """A count of firms behind 为 or 向, in a clause that goes on to lend to them."""
    if not a.firms or a.how == "own" or state.text[a.number.start - 1] not in "为向给":
        return None
    if not _LENT_TO.match(state.text, a.number.end):
        return None
    return Choice("loan", "loan_firms", "level", "the firms that the clause lends to")


#: 累计为844家科技型企业发放20.1亿元, where loans are spoken of: to whom, then how much.
_PAID_TO = re.compile(r"[\u4e00-\u9fff]{0,8}企业(?:累计)?(?:发放|投放|放款|放贷)(?:共|达|约|近|超)?")


#: 全年投放58笔、2.13亿元
_SO_MANY_LOANS = re.compile(r"(?:投放|发放|放款|放贷|放出)(?:贷款)?\d[\d,]*笔[、,，]$")


def paid_to(state: State, a: Around, status: str) -> Choice | None:
    """The firms to which the loans of the sentence were paid, or the money that follows them."""
    if "loan" not in state.program or a.before is None:
        return None
    if a.firms and a.how != "own" and state.text[a.number.start - 1] in "为向给":
        if (m := _PAID_TO.match(state.text, a.number.end)) and state.text[m.end() : m.end() + 1].isdigit():
            return Choice("loan", "loan_firms", "level", "the firms to which the loans were paid")
    if not a.firms and _SO_MANY_LOANS.search(state.text, state.start, a.number.start):
        return ruled(state, a, "loan", a.cues, status, "how much the loans counted before it are")
    last = state.slots[-1].indicator if state.slots else ""
    if last == "loan_firms" and _PAID_TO.fullmatch(state.text, a.before.start, a.number.start):
        return ruled(state, a, "loan", a.cues, status, "paid to the firms before it")
    return None


_HELPED = re.compile(r"(?:支持|惠及|服务|扶持|帮助|覆盖)(?:了|各类|全市|全区|全县)?$")


def helped(state: State, a: Around, status: str) -> Choice | None:
    """发放贷款6.37亿元，支持科技型中小企业152家: firms of a register, named as those that borrowed."""
    lent = any(s.indicator in ("loans", "credit_line") for s in state.slots[state.part_slots :])
    if not (lent and a.firms and a.how == "own" and a.nouns[-1].family in ("sme", "hte")):
        return None
    if not _HELPED.search(state.text, state.start, a.nouns[-1].start):
        return None
    return Choice("loan", "loan_firms", "level", f"helped with the loans before it: {a.nouns[-1].text}")


def served(state: State, a: Around, status: str) -> Choice | None:
    """A count of firms whose clause goes on to speak of loans or insurance: the firms served."""
    served = a.after.nouns[-1:]
    if not a.firms or not serves_firms(a.after):
        return None
    if a.nouns and a.how == "own" and a.nouns[-1].family in FIRMS and not a.right_behind:
        return None
    if "interest" in a.after_cues:  # the interest of loans is not the loans
        return None
    return ruled(
        state, a, served[-1].family, a.after_cues | a.cues, status, f"said behind it: {served[-1].text}", True
    )


#: 贷款贴息3215万元、惠及企业388家: the firms whose interest was paid.
_INTEREST_PAID = re.compile(r"贴息(?:资金|金额|补助)?[\d.,]+[十百千万亿]*元[、,，][^,，、。；;\d]*$")


def of_programme(state: State, a: Around, status: str) -> Choice | None:
    """Firms served, or money paid out, by the loan programme that the sentence speaks of."""
    said = "loan" in state.program
    if not said and not state.frame.finance_topic:
        return None
    start = a.before.near_start if a.before else a.number.start
    if a.firms and _INTEREST_PAID.search(state.text, state.start, a.number.start):
        return None
    if said and a.firms and _SERVED.search(state.text[start : a.number.start]):
        return Choice("loan", "loan_firms", "level", "firms served by the loans of the sentence")
    if said and a.firms and BENEFIT.match(state.text, a.number.end):
        return Choice("loan", "loan_firms", "level", "firms that the loans of the sentence benefit")
    quantity = a.number.quantity
    paid = quantity is not None and quantity.unit == "CNY" and "lent" in a.cues
    by_bank = said and paid and a.before is not None and a.before.blocked in LENDERS
    if (a.how in ("blocked", "foreign") or a.before is None or a.before.blocked) and not by_bank:
        return None
    if paid and a.before and a.before.near_residue <= (3 if said else 0):
        return ruled(state, a, "loan", a.cues, status, "paid out by the programme of the sentence")
    return None
