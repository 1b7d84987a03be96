"""Figures that stand on their own: levels, additions, cumulative sums."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from analysis.cleaning.areas import Place
from analysis.cleaning.circumstances import clause_end, period_at, place_at, status_at, year_over_sentence
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import apply_rules, combined, noun_of_paragraph, nouns_after
from analysis.cleaning.periods import rises
from analysis.cleaning.scan import Num
from analysis.cleaning.state import Binding, Row, State
from analysis.definitions import load

#: Families of money lent; a ceiling or an average said of them is no total.
_LOANISH = ("loan", "credit", "financing", "pool", "bank_funds")
#: Families whose clause may begin with the firms they serve: 97家企业获得贷款14.3亿元.
_SERVING = ("loan", "credit", "financing", "rd_subsidy", "insurance", "insurance_subsidy", "roadshow")
_FIRMS = ("hte", "sme", "unicorn", "gazelle")
#: Cues behind a number that may still say which figure of the noun before it is meant.
_BEHIND = {"passed", "certified", "approved", "paid_out", "filed", "leverage", "bad", "cultivated"}
#: Cues that say which figure of a family is meant.
_KINDS = {
    "new",
    "net",
    "certified",
    "passed",
    "applied",
    "approved",
    "filed",
    "stock",
    "total",
    "nth_batch",
    "registered",
}
_SERVED = re.compile(
    r"(?:受益|放贷|贷款|支持|惠及|服务|扶持|覆盖|受惠|获贷|用款)(?:科技型?|中小|小微|市场)*"
    r"(?:企业|公司|客户|主体)(?:户数|家数|数量|数|达|共|累计)*$"
)
_APPLY_BEHIND = re.compile(r"企业(?:提交|参加|参与|组织)?申报")
_CERTIFIED_BEHIND = re.compile(r"[^,，;；。]*?(?:通过[^,，;；。]{0,8}认定|获得?认定|被认定)")
_NOT_SERVED = re.compile(r"(?:[\u4e00-\u9fff]{0,2}合作)?(?:银行|金融机构|机构|担保公司|保险公司)")


class Choice(NamedTuple):
    """The family of a number, its indicator and measure (both empty: none of ours), and how it was told."""

    family: str
    indicator: str
    measure: str
    why: str
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a number: nouns before it and how they got there, nouns behind, cues on both sides."""

    number: Num
    nouns: list[Noun]
    how: str
    cues: set[str]
    before: Stretch | None
    after: Stretch
    behind: list[Noun]
    right_behind: bool
    after_cues: set[str]
    shares_clause: bool

    @property
    def firms(self) -> bool:
        quantity = self.number.quantity
        return bool(quantity and quantity.unit == "count" and self.number.classifier in load("units")["firm"])


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
    if how == "inherited" and _named_otherwise(n, after):
        return none(state, n, "a figure outside the codelist" + f": {after.phrases[0].text}")
    if "shortfall" in cues:
        return none(state, n, "the distance to a goal, not a level")
    if "cumulative" in cues and year_over_sentence(state, n):
        cues = cues | {"this_year"}
    status, status_why = status_at(state, n)
    around = Around(n, nouns, how, cues, before, after, behind, right_behind, after_cues, shares_clause)
    choice = _choose(state, around, status)
    if choice is None or not choice.indicator:
        stranger = before is None or how in ("foreign", "blocked", "none") or choice is not None
        reason = "a figure outside the codelist" + (of(before) if before else "")
        keeps = choice is not None and choice.why == "keep"
        if nouns and (keeps or (choice is None and how == "own")):
            state.topic, state.topic_foreign = nouns[-1:], False
        return none(state, n, reason, foreign_topic=stranger and not keeps and n.classifier not in ("笔", "份"))
    refusal = _refusal(state, around, choice, status)
    if refusal:
        return none(state, n, refusal)
    if status == "actual" and how == "inherited" and _still_expected(state, n, choice):
        status, status_why = "expected", "as the figure before it"
    return _row(state, around, choice, status, status_why, place)


def _named_otherwise(n: Num, after: Stretch) -> bool:
    """31家科技型企业: does the name of something else stand right behind the number?"""
    first = after.phrases[0] if after.phrases else None
    return first is not None and first.start == n.end and first.sense.blocker and not first.sense.family


# ---------------------------------------------------------------- which indicator


def _choose(state: State, a: Around, status: str) -> Choice | None:
    """The first way of reading that fits; None when none does, an empty indicator when it is none of ours."""
    refused: Choice | None = None
    for way in (_inverse, _applying, _served, _right_behind, _own, _as_before, _behind, _programme):
        choice = way(state, a, status)
        if choice is None:
            continue
        if choice.indicator:
            return choice
        refused = refused or choice
        if way is not _served:
            return refused
    return refused


def _ruled(
    state: State, a: Around, family: str, cues: set[str], status: str, why: str, behind: bool = False
) -> Choice | None:
    ruled = apply_rules(state, family, a.number, cues, status)
    return Choice(family, *ruled, why if ruled[0] else ruled[1], behind) if ruled else None


def _inverse(state: State, a: Around, status: str) -> Choice | None:
    """占规上工业增加值比重58.7%的高新技术产业: the part stands behind its share."""
    for family, pattern in state.rules["inverse"].items():
        if re.compile(pattern).match(state.text, a.number.end):
            return _ruled(state, a, family, a.cues, status, "said behind its share", True)
    return None


def _applying(state: State, a: Around, status: str) -> Choice | None:
    """246家企业申报: firms that apply for what the paragraph or its heading is about."""
    if not a.firms or a.nouns or not _APPLY_BEHIND.match(state.text, a.number.end):
        return None
    noun = noun_of_paragraph(state, a.number.start)
    return _ruled(state, a, noun.family, a.cues | {"applied"}, status, "the subject of the paragraph") if noun else None


def _served(state: State, a: Around, status: str) -> Choice | None:
    """A count of firms whose clause goes on to speak of loans or insurance: the firms served."""
    served = a.after.nouns[-1:]
    if not a.firms or not served or served[-1].family not in _SERVING or _NOT_SERVED.match(state.text, a.number.end):
        return None
    if a.nouns and a.how == "own" and a.nouns[-1].family in _FIRMS and not a.right_behind:
        return None
    return _ruled(
        state, a, served[-1].family, a.after_cues | a.cues, status, f"said behind it: {served[-1].text}", True
    )


def _right_behind(state: State, a: Around, status: str) -> Choice | None:
    """12家高新技术企业: the name stands right behind the number."""
    if (
        not a.behind
        or not a.right_behind
        or (a.how == "own" and a.shares_clause)
        or (state.next_same and a.how == "inherited")
    ):
        return None
    joint = combined(state, a.behind) if len(a.behind) > 1 else ""
    if len(a.behind) > 1 and not joint:
        return None
    said = state.text[a.behind[0].start : a.behind[-1].end]
    cues = a.cues | a.after_cues
    if a.firms and _CERTIFIED_BEHIND.match(state.text, a.behind[-1].end):
        cues = cues | {"certified"}  # 5家甲企业、8家乙企业通过认定: the verb closes the list
    return _ruled(state, a, joint or a.behind[0].family, cues, status, f"said behind it: {said}", True)


def _own(state: State, a: Around, status: str) -> Choice | None:
    """高新技术企业12家: the name stands before the number, or is taken over from the figure before."""
    if not a.nouns:
        return None
    family = a.nouns[-1].family
    if len(a.nouns) > 1:
        family = combined(state, a.nouns) or ("" if a.how == "own" else family)
        lends = "loan" in state.program or state.frame.finance_topic
        family = family or ("loan" if lends and a.firms else "")
    if not family:
        return None
    cues = a.cues if a.shares_clause else a.cues | (a.after_cues & _BEHIND)
    why = f"{'taken over from' if a.how == 'inherited' else 'said before it:'} {a.nouns[-1].text}"
    last = _last(state, a.number)
    if (
        a.how == "inherited"
        and last
        and last.family == family
        and not a.cues & _KINDS
        and _continues(state, a, status, last)
    ):
        return Choice(family, last.indicator, last.measure, f"as the figure before it: {last.indicator}")
    return _ruled(state, a, family, cues, status, why)


def _as_before(state: State, a: Around, status: str) -> Choice | None:
    """由1.31%升至1.93%; 预计3.45%，上年为3.27%: only year, verb or status changes from the figure before."""
    last = _last(state, a.number)
    if a.how != "inherited" or a.before is None or last is None or a.before.residue or a.cues & _KINDS:
        return None
    return Choice(last.family, last.indicator, last.measure, f"as the figure before it: {last.indicator}")


def _last(state: State, n: Num) -> Slot | None:
    """The figure said right before in this part of the sentence, when it has the number's unit."""
    assert n.quantity is not None
    here = state.slots[state.part_slots :]
    last = here[-1] if here else None
    if last is None or not last.indicator or last.unit != n.quantity.unit or last.measure == "growth":
        return None
    return last if not last.kind or not n.classifier or last.kind[0] == n.classifier[0] else None


def _continues(state: State, a: Around, status: str, last: Slot) -> bool:
    """Is it the same figure of another time or another tier of a target (确保70家，力争80家)?"""
    if a.before is None:
        return False
    tiers = status == "target" and last.status == "target"
    return (
        rises(state.text, a.before.start, a.before.end)
        or (tiers and last.measure == "new")
        or (status == "target" and last.status == "actual" and last.measure == "new")
    )


def _behind(state: State, a: Around, status: str) -> Choice | None:
    """23.47亿元的全社会研发投入: the name stands behind, at some distance."""
    if not a.behind or a.shares_clause or a.how not in ("none", "inherited") or a.after.blocked:
        return None
    family = a.behind[-1].family if len(a.behind) == 1 else combined(state, a.behind)
    gap = state.text[a.number.end : a.behind[0].start]
    if not family or not (a.firms or gap.startswith("的") or len(gap) <= 8):
        return None
    return _ruled(state, a, family, a.cues | a.after_cues, status, f"said behind it: {a.behind[-1].text}", True)


def _programme(state: State, a: Around, status: str) -> Choice | None:
    """Firms served, or money paid out, by the loan programme that the sentence speaks of."""
    said = "loan" in state.program
    start = a.before.near_start if a.before else a.number.start
    if said and a.firms and _SERVED.search(state.text[start : a.number.start]):
        return Choice("loan", "loan_firms", "level", "firms served by the loans of the sentence")
    if a.how in ("blocked", "foreign") or a.before is None or a.before.blocked:
        return None
    quantity = a.number.quantity
    paid = quantity is not None and quantity.unit == "CNY" and "lent" in a.cues
    if paid and (said or state.frame.finance_topic) and a.before.near_residue <= (3 if said else 0):
        return _ruled(state, a, "loan", a.cues, status, "paid out by the programme of the sentence")
    return None


# ---------------------------------------------------------------- what is no row of its own


def _refusal(state: State, a: Around, choice: Choice, status: str) -> str:
    """Why a number that fits an indicator is still no row; empty when it is one."""
    here = state.slots[state.part_slots :]
    same = [s for s in here if s.indicator == choice.indicator and s.measure == choice.measure]
    quantity = a.number.quantity
    if quantity and quantity.noun == "threshold" and same:
        return "a threshold that the figure before it has passed"
    if choice.family == "rd" and _of_enterprises(state, a):
        return "R&D of enterprises, not of the whole society"
    if "several_years" in a.cues and choice.measure in ("new", "level", "change") and a.how != "far":
        return "a figure of several years"
    certified = [
        s for s in state.slots if s.indicator == choice.indicator and s.measure == "new" and "certified" in s.cues
    ]
    if choice.measure == "new" and "net" in a.cues and any(s.status == status for s in certified):
        return "the net increase beside the number certified"
    if state.therein and choice.measure in ("level", "new") and same and _is_part(state, a, same[-1]):
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
    if place != whole.place or a.cues & {"this_year", "nth_batch"} or "paid_out" in a.after_cues:
        return False
    period, _, _ = period_at(state, a.number, clause_end(state, a.number))
    return period == whole.period and status_at(state, a.number)[0] == whole.status


def _still_expected(state: State, n: Num, choice: Choice) -> bool:
    """An expectation holds for the clauses that go on about the same figure."""
    here = state.slots[state.part_slots :]
    if not here or here[-1].status != "expected" or here[-1].family != choice.family:
        return False
    return period_at(state, n, clause_end(state, n))[0] == here[-1].period


# ---------------------------------------------------------------- the row


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
    where, place_why = place or place_at(state, n.start)
    sign = -1 if choice.measure == "change" and "fall" in a.cues else 1
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
            cues=frozenset(a.cues),
        )
    )
    if n.kind == "redacted":
        return Binding(n, reason="the copy hides the number")
    return Binding(n, [row])


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
