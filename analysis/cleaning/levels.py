"""Figures that stand on their own: levels, additions, cumulative sums; and why a number is none."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.cleaning.areas import Place
from analysis.cleaning.around import Around, Choice, counts_firms, serves_firms
from analysis.cleaning.choices import choose
from analysis.cleaning.circumstances import TARGET_AFTER, clause_end, period_at, place_at, status_at, year_over_sentence
from analysis.cleaning.context import Noun, Slot, Stretch
from analysis.cleaning.families import FIRMS, nouns_after
from analysis.cleaning.lending import BENEFIT
from analysis.cleaning.periods import rise_begun
from analysis.cleaning.quantities import Num
from analysis.cleaning.refusals import (
    BESIDE_CERTIFIED,
    HAS_PASSED,
    HELPING,
    LOANISH,
    OF_SEVERAL_YEARS,
    PART_OF_SUM,
    PASSED,
    made_up,
    no_total,
    refusal_of,
)
from analysis.cleaning.state import Binding, Row, State


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
    if cues & {"limit", "interest"} and not (nouns and how == "own" and nouns[-1].family not in LOANISH):
        return none(state, n, "a ceiling, an average or a rate, not a total")
    helped = state.text[n.start - 2 : n.start] in HELPING and bool(state.slots) and state.slots[-1].family in LOANISH
    helped = helped or BENEFIT.match(state.text, n.end) is not None
    to_whom = helped or state.text[n.start - 1] in "为向给" or serves_firms(after) or "leverage" in cues
    if how == "inherited" and not to_whom and _named_otherwise(n, after):
        return none(state, n, "a figure outside the codelist" + f": {after.phrases[0].text}")
    if made_up(state, n):
        state.topic, state.topic_foreign = nouns[-1:] if how == "own" else state.topic, False
        return Binding(n, reason=PART_OF_SUM)
    if reason := no_total(state, n, cues, before):
        return none(state, n, reason)
    if "cumulative" in cues and year_over_sentence(state, n):
        cues = cues | {"this_year"}
    status, status_why = status_at(state, n)
    if status == "target" and n.quantity and TARGET_AFTER.match(state.text, n.end):
        n = as_goal(state, n)
    if n.classifier == "个" and how == "own" and nouns[-1].family in FIRMS and nouns[-1].end == n.start:
        n = n._replace(classifier="家")  # 高新技术企业86个
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
    refusal = refusal_of(state, around, choice, status)
    if refusal == BESIDE_CERTIFIED:  # a rate behind it is of the stock, as behind any net increase
        where = place[0] if place else place_at(state, n.start)[0]
        period, basis, _ = period_at(state, n, clause_end(state, n))
        said = frozenset(cues)
        net = Slot(choice.family, choice.indicator, "new", where, period, basis, status, state.group, cues=said)
        state.slots.append(net)
        return Binding(n, reason=refusal)
    if refusal:
        if refusal in (OF_SEVERAL_YEARS, PASSED, HAS_PASSED) and nouns:
            state.topic, state.topic_foreign = nouns[-1:], False
            return Binding(n, reason=refusal)
        return none(state, n, refusal)
    with_spending = "intensity" in cues and _with_its_spending(state, choice)
    if status != "actual" and _rose_from_before(state, n):
        status, status_why = "actual", "what something rose from, in a year gone by"
    with_others = with_spending or _named_as_expected(state, around, choice)
    if status == "actual" and (with_others or (how == "inherited" and _still_expected(state, n, choice))):
        status, status_why = "expected", "as the figure before it"
    return _row(state, around, choice, status, status_why, place)


#: Words that say of a goal that it was passed.
_PASSED_BY = ("超过", "超出", "超", "高于")


def as_goal(state: State, n: Num) -> Num:
    """超过11亿元的年度目标: the goal is the amount itself, the word before it says that it was passed."""
    q = n.quantity
    if q is None or q.bound != "at_least" or state.text[n.start : n.digits] not in _PASSED_BY:
        return n
    exact = replace(q, start=n.digits, low=q.value, high=q.value, bound="exact")
    return n._replace(start=n.digits, quantity=exact)


def _named_otherwise(n: Num, after: Stretch) -> bool:
    """31家科技型企业: does the name of something else stand right behind the number?"""
    first = after.phrases[0] if after.phrases else None
    return first is not None and first.start == n.end and first.sense.blocker and not first.sense.family


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


def _named_as_expected(state: State, a: Around, choice: Choice) -> bool:
    """预计全年高新技术产业增加值470亿元，…占规上工业增加值的26.1%: was the name said in what is expected?"""
    if choice.indicator != "hitech_value_added_share" or a.how != "inherited":
        return False
    return any(state.expected[0] <= noun.start <= state.expected[1] for noun in a.nouns)


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
        unit = n.quantity.unit
        state.slots.append(Slot("", "", "level", place, "", "", "", state.group, unit=unit, kind=n.classifier))
    if foreign_topic and not percent:
        state.topic, state.topic_foreign = [], True
    return Binding(n, reason=n.reason or reason, unresolved=unresolved)
