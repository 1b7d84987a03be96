"""Figures that stand on their own: levels, additions, cumulative sums."""

from __future__ import annotations

import re

from analysis.cleaning.areas import Place
from analysis.cleaning.circumstances import clause_end, period_at, place_at, status_at, year_over_sentence
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import apply_rules, combined, nouns_after
from analysis.cleaning.scan import Num
from analysis.cleaning.state import Binding, Row, State
from analysis.definitions import load

_LOANISH = ("loan", "credit", "financing", "pool", "bank_funds")


def level(
    state: State, n: Num, nouns: list[Noun], how: str, cues: set[str], after: Stretch,
    before: Stretch | None = None, shares_clause: bool = False, place: tuple[Place, str] | None = None,
) -> Binding:
    assert n.quantity is not None
    behind, right_behind = nouns_after(state, n, after, shares_clause)
    after_cues = set(after.all_cues)
    if shares_clause and behind:
        after_cues = {c for p in after.phrases if p.end <= behind[-1].end for c in p.sense.cues}
    if behind and state.text.startswith("的", n.end):
        after_cues.add("of_behind")
    status, status_why = status_at(state, n)
    unit = n.quantity.unit
    firms = unit == "count" and n.classifier in load("units")["firm"]
    if cues & {"limit", "interest"} and not (nouns and how == "own" and nouns[-1].family not in _LOANISH):
        return none(state, n, "a ceiling, an average or a rate, not a total")
    if "cumulative" in cues and year_over_sentence(state, n):
        cues = cues | {"this_year"}
    choice: tuple[str, str] | None = None
    family, origin = "", ""
    # a firm count whose clause goes on to speak of loans or insurance counts the firms served
    served = after.nouns[-1:] if after.nouns else []
    if firms and served and served[-1].family in ("loan", "credit", "financing", "rd_subsidy", "insurance", "insurance_subsidy", "roadshow"):
        loan_own = not (nouns and how == "own" and nouns[-1].family in ("hte", "sme", "unicorn", "gazelle") and not right_behind)
        if loan_own:
            family = served[-1].family
            choice = apply_rules(state, family, n, after_cues | cues, status)
            origin = f"said behind it: {served[-1].text}"
    if not choice and behind and right_behind and not (how == "own" and shares_clause):
        joint = combined(state, behind) if len(behind) > 1 else ""
        family = joint or behind[0].family
        if len(behind) == 1 or joint:
            choice = apply_rules(state, family, n, cues | after_cues, status)
            origin = f"said behind it: {state.text[behind[0].start:behind[-1].end]}"
    if not choice and nouns:
        use = cues if shares_clause else cues | (after_cues & {"passed", "certified", "approved", "paid_out", "filed", "leverage", "bad", "cultivated"})
        if len(nouns) > 1:
            family = combined(state, nouns) or ("" if how == "own" else nouns[-1].family)
            if not family and "loan" in state.program | ({"loan"} if state.frame.finance_topic else set()) and firms:
                family = "loan"
        else:
            family = nouns[-1].family
        if family:
            choice = apply_rules(state, family, n, use, status)
            origin = f"{'taken over from' if how == 'inherited' else 'said before it:'} {nouns[-1].text}"
    if not choice and behind and not shares_clause and how in ("none", "inherited") and not after.blocked:
        family = behind[-1].family if len(behind) == 1 else combined(state, behind)
        if family:
            gap = state.text[n.end : behind[0].start]
            if firms or gap.startswith("的") or len(gap) <= 8:
                choice = apply_rules(state, family, n, cues | after_cues, status)
                origin = f"said behind it: {behind[-1].text}"
    if not choice and firms and "loan" in state.program and how in ("none", "inherited", "own") and not (before and before.blocked):
        near_text = state.text[before.near_start if before else n.start : n.start]
        if re.search(r"(受益|放贷|贷款|支持|惠及|服务|扶持|覆盖)(科技型?|中小)?(企业|公司|客户)(数|数量|家数|达|共)?", near_text):
            family, choice, origin = "loan", ("loan_firms", "level"), "firms served by the loans of the sentence"
    if n.quantity.noun == "threshold" and choice and choice[0] and any(
        s.indicator == choice[0] and s.measure == choice[1] for s in state.slots[state.part_slots :]
    ):
        return none(state, n, "a threshold that the figure before it has passed")
    if not choice or not choice[0]:
        foreign = bool(before is None or how in ("foreign", "blocked", "none") or choice == ("", ""))
        reason = "a figure outside the codelist" + (of(before) if before else "")
        return none(state, n, reason, foreign_topic=foreign and unit not in ("percent",))
    indicator, measure = choice
    until = clause_end(state, n)
    period, basis, period_why = period_at(state, n, until)
    if origin.startswith("said behind") and after.nouns:
        inner = [y for y in state.years if n.end <= y.start < until and y.year]
        if inner and inner[0].start < (behind[-1].end if behind else until):
            period, basis, period_why = str(inner[0].year), "stated", f"said in the sentence: {inner[0].text}"
    where, place_why = place or place_at(state, n.start)
    sign = -1 if measure == "change" and "fall" in cues else 1
    row = Row(indicator, measure, where, period, basis, status, sign,
              {"indicator": origin, "area": place_why, "period": period_why, "status": status_why})
    noun = nouns or behind
    if origin.startswith("said behind"):
        noun = behind or nouns
        state.used_until = noun[-1].end if noun else state.used_until
    state.topic = [Noun(family, x.start, x.end, x.text) for x in noun[-1:]] or state.topic
    if noun and noun[-1].family != family:
        state.topic = [Noun(family, noun[-1].start, noun[-1].end, noun[-1].text)]
    elif not noun:
        state.topic = [Noun(family, n.start, n.start, "")]
    state.topic_foreign = False
    state.slots.append(Slot(family, indicator, measure, where, period, basis, status, state.group, noun[-1].text if noun else "",
                            unit=unit, kind=n.classifier))
    if n.kind == "redacted":
        return Binding(n, reason="the copy hides the number")
    return Binding(n, [row])


def none(state: State, n: Num, reason: str, unresolved: bool = False, foreign_topic: bool = False) -> Binding:
    assert n.quantity is not None
    if n.quantity.unit in ("CNY", "count", "", "percent") and not unresolved:
        place, _ = place_at(state, n.start)
        state.slots.append(Slot("", "", "level", place, "", "", "", state.group))
    if foreign_topic:
        state.topic, state.topic_foreign = [], True
    return Binding(n, reason=n.reason or reason, unresolved=unresolved)


def of(before: Stretch) -> str:
    return f": {before.blocked}" if before.blocked else ""
