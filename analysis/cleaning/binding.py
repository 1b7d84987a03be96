"""The grammar: which indicator, measure, place, period and status a number of a sentence has.

A sentence is read from left to right. Between two numbers stands a `Stretch`; its nouns name the
family, its cues choose indicator and measure by the rules of ``wording.yaml``. Growth, shares, ranks
and completion attach to the figures read before in the same sentence. Where two readings remain, the
number stays unresolved with its candidates; where none fits, it is a figure outside the codelist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from analysis.cleaning.areas import Place, places_said, province_of
from analysis.cleaning.context import Noun, Slot, Stretch, stretch, year_for
from analysis.cleaning.lexicon import Lexicon, lexicon
from analysis.cleaning.periods import YearSaid, years_said
from analysis.cleaning.scan import Num
from analysis.definitions import load


class Frame(NamedTuple):
    """What a sentence inherits: its section's mode and year, the report's own place."""

    mode: str
    year: int | None
    place: Place
    near: str
    finance_topic: bool = False
    paragraph: int = 0
    doubtful_years: frozenset[int] = frozenset()


class Row(NamedTuple):
    """One reading of a number; ``sign`` is -1 for a fall written as a positive number."""

    indicator: str
    measure: str
    place: Place
    period: str
    period_basis: str
    status: str
    sign: int
    why: dict[str, str]


@dataclass(slots=True)
class Binding:
    """A number with its rows, or the reason why there is none."""

    number: Num
    rows: list[Row] = field(default_factory=list)
    reason: str = ""
    unresolved: bool = False


@dataclass(slots=True)
class _State:
    text: str
    frame: Frame
    lex: Lexicon
    rules: dict[str, Any]
    end: int
    years: list[YearSaid]
    areas: list[tuple[int, Place | None]]
    slots: list[Slot] = field(default_factory=list)
    part_slots: int = 0
    topic: list[Noun] = field(default_factory=list)
    topic_foreign: bool = False
    program: set[str] = field(default_factory=set)
    target_from: int = -1
    expected: tuple[int, int] = (-1, -1)
    group: int = 0
    carried: set[str] = field(default_factory=set)
    used_until: int = -1


_RUN_LINK = re.compile(r"[、,，]?(?:和|及|与|以及)?")
_PUNCT = re.compile(r"[,，;；:：]")
_WHOLE = re.compile(r"(?<![占列居高低于超名在位达近全据为比向国出面])(?:全省|我省|省内)(?![第前首唯平均总排科统的内])|全国(?=共|申报|已)")
_OWN = re.compile(r"全[市区县州]|[我本][市区县州]")
_FIRM_AFTER = re.compile(r"(?:[\u4e00-\u9fff]{0,6}?(?:企业|公司|单位|高企))?")
_LOANISH = ("loan", "credit", "financing", "pool", "bank_funds")


def bind(text: str, start: int, end: int, numbers: list[Num], frame: Frame) -> list[Binding]:
    """Bindings of the numbers of one sentence, in order."""
    lex = lexicon()
    years = [
        y._replace(stated=False) if y.start in frame.doubtful_years else y
        for y in years_said(text, start, end, frame.year)
    ]
    places = places_said(text, start, end, frame.near)
    state = _State(text, frame, lex, lex.wording, end, years, _area_events(text, start, end, places, frame))
    skip = [(y.start, y.end) for y in years] + [(b, e) for b, e, _ in places]
    skip += [(n.start, n.end) for n in numbers if n.kind in ("date", "document_number", "page_furniture")]
    real = [n for n in numbers if n.kind in ("quantity", "rank", "redacted")]
    bindings = {n: Binding(n, reason=n.reason) for n in numbers}
    cursor = start
    i = 0
    while i < len(real):
        run = _run(text, real, i)
        before = stretch(text, cursor, real[i].start, lex, skip)
        stop = real[i + run].start if i + run < len(real) else end
        comma = _PUNCT.search(text, real[i + run - 1].end, stop)
        after = stretch(text, real[i + run - 1].end, comma.start() if comma else stop, lex, skip)
        _prepare(state, before)
        shares_clause = i + run < len(real) and not comma
        for binding in _bind_run(state, real[i : i + run], before, after, shares_clause, places):
            bindings[binding.number] = binding
        cursor = real[i + run - 1].end
        i += run
    return [bindings[n] for n in numbers]


def _run(text: str, numbers: list[Num], i: int) -> int:
    """How many numbers of one unit follow each other with only 、 or 和 between them."""
    length = 1
    unit = _unit_class(numbers[i])
    while i + length < len(numbers):
        n = numbers[i + length]
        if _unit_class(n) != unit or not _RUN_LINK.fullmatch(text, numbers[i + length - 1].end, n.start):
            break
        length += 1
    return length


def _unit_class(n: Num) -> str:
    assert n.quantity is not None
    unit = n.quantity.unit
    return f"count:{n.classifier[:1]}" if unit == "count" else unit


def _prepare(state: _State, before: Stretch) -> None:
    """Carry forward what the stretch says for all numbers behind it."""
    if before.hard:
        state.part_slots = len(state.slots)
        state.topic, state.topic_foreign = [], False
        state.target_from = -1
        state.carried = set()
    for p in before.phrases:
        if p.sense.family in ("loan", "pool", "roadshow", "equity", "credit"):
            state.program.add("loan" if p.sense.family in ("pool", "credit") else p.sense.family)
        if p.sense.status == "target" and p.text in ("力争", "确保", "力求"):
            state.target_from = p.end
        if p.sense.status == "expected":
            comma = _PUNCT.search(state.text, p.end, state.end)
            state.expected = (p.end, comma.start() if comma else state.end)


# ---------------------------------------------------------------- places, periods, statuses


def _area_events(
    text: str, start: int, end: int, places: list[tuple[int, int, Place]], frame: Frame
) -> list[tuple[int, Place | None]]:
    """Positions from which a place (None: the report's own) holds."""
    events: list[tuple[int, Place | None]] = []
    for m in _WHOLE.finditer(text, start, end):
        place = province_of(frame.near) if "国" not in m.group() else Place("000000", "全国")
        place = place if place.name else Place("", "全省")
        events.append((m.start(), place))
        close = text.find(")", m.end(), m.end() + 20)
        if close >= 0 and "(" in text[max(start, m.start() - 3) : m.start()]:
            events.append((close, None))
    events += [(m.start(), None) for m in _OWN.finditer(text, start, end)]
    for begin, stop, place in places:
        if not _is_subject(text, start, begin, stop):
            continue
        own = place.name == frame.place.name or (place.code and place.code == frame.place.code)
        events.append((begin, None if own else place))
        clause = text.rfind("其中", max(start, begin - 6), begin)
        if clause >= 0 and not own:
            comma = _PUNCT.search(text, stop, end)
            if comma:
                events.append((comma.start(), None))
    return sorted(events, key=lambda e: e[0])


_BEFORE_SUBJECT = re.compile(r"(?:^|[,，。；;:：、\s()（）]|其中|和|与|及|除|年|中|的是|分别是|分别为|是|为)$")
_AFTER_SUBJECT = re.compile(r"[\u4e00-\u9fff]{0,2}(?:市级|大学|学院|研究院|银行|公司|路|实验室|科技广场|产业)")


def _is_subject(text: str, start: int, begin: int, stop: int) -> bool:
    return bool(begin == start or _BEFORE_SUBJECT.search(text[max(start, begin - 3) : begin])) and not (
        _AFTER_SUBJECT.match(text, stop)
    )


def _place_at(state: _State, position: int) -> tuple[Place, str]:
    current: Place | None = None
    for where, place in state.areas:
        if where > position:
            break
        current = place
    if current is None:
        return state.frame.place, "the report's own place"
    return current, f"named in the sentence: {current.name}"


def _period_at(state: _State, n: Num, until: int) -> tuple[str, str, str]:
    said = year_for(state.years, n.start, until)
    if said is not None:
        if said.year is None:
            return "", "inherited", f"{said.text}: the copy hides the year"
        basis = "stated" if said.stated else "inherited"
        return str(said.year), basis, f"said in the sentence: {said.text}"
    if state.frame.year is None:
        return "", "inherited", "no year in sentence, section or title"
    return str(state.frame.year), "inherited", "year of the section or title"


_TARGET_AFTER = re.compile(r"[\u4e00-\u9fff]{0,6}?的?(?:年度|年初|全年|预期|工作)?(?:目标|任务)(?!的?(?:\d|完成))")
_TARGET_BEFORE = re.compile(r"(?:目标任务|任务目标|年度目标|目标值?|任务数?|计划数?|年初目标|预期目标)(?:为|是|数为|数)?(?:[:：])?$")
_EXPECTED_AFTER = re.compile(r"\((?:预计数?|预计|预测数?|预估数?)\)")


def _status_at(state: _State, n: Num) -> tuple[str, str]:
    text = state.text
    if _EXPECTED_AFTER.match(text, n.end):
        return "expected", "marked as expected in brackets"
    if state.expected[0] <= n.start <= state.expected[1]:
        return "expected", f"said before it: {text[max(0, state.expected[0] - 2):state.expected[0]]}"
    if _TARGET_AFTER.match(text, n.end) or _TARGET_BEFORE.search(text[max(0, n.start - 8) : n.start]):
        return "target", "called a target beside it"
    if 0 <= state.target_from <= n.start:
        return "target", f"said before it: {text[state.target_from - 2:state.target_from]}"
    if state.frame.mode == "plan":
        return "target", "the section is a plan"
    return "actual", "the section is a review"


# ---------------------------------------------------------------- families and rules


def _kind_fits(rule: dict[str, Any], n: Num) -> bool:
    noun = rule.get("noun")
    if not noun:
        return True
    return not n.classifier or n.classifier in load("units")[noun]


def _apply_rules(
    state: _State, family: str, n: Num, cues: set[str], status: str
) -> tuple[str, str] | None:
    """Indicator and measure by the first fitting rule; ("", "") when a rule says that it is none of ours."""
    assert n.quantity is not None
    unit = n.quantity.unit
    change = bool(cues & {"growth", "fall"}) and (bool(cues & {"against_before"}) or "fall" in cues)
    for rule in state.rules["families"][family]["rules"]:
        wanted = rule["unit"]
        if wanted != unit and not (unit == "" and _bare_fits(wanted, n)):
            continue
        if wanted == "count" and not _kind_fits(rule, n):
            continue
        if rule.get("change") and not change:
            continue
        if rule.get("with") and not cues & set(rule["with"]):
            continue
        if rule.get("all") and not set(rule["all"]) <= cues:
            continue
        if rule.get("without") and cues & set(rule["without"]):
            continue
        if rule.get("topic") and rule["topic"] not in state.program:
            continue
        if rule.get("status") and rule["status"] != status:
            continue
        if rule["to"] is None:
            return "", ""
        return rule["to"], rule["measure"]
    return None


def _bare_fits(wanted: str, n: Num) -> bool:
    """A number without a unit may be money when it has a scale word, else a count or a percentage."""
    assert n.quantity is not None
    resolution = n.quantity.resolution or 1.0
    value = n.quantity.value or n.quantity.high or 0.0
    if wanted == "CNY":
        return value >= 1e5
    if wanted == "count":
        return value < 1e6 and resolution >= 1
    return wanted == "percent" and resolution < 1 and value < 100


def _nouns_for(state: _State, before: Stretch) -> tuple[list[Noun], str]:
    """Nouns in force before a number and how they got there: own, far, inherited, or none ("")."""
    if before.blocked:
        return [], "blocked"
    if before.nouns and before.nouns[-1].end <= state.used_until:
        return (state.topic, "inherited") if before.residue <= 4 and state.topic else ([], "foreign")
    if before.nouns:
        if not before.far_nouns:
            return (before.nouns, "own") if before.near_residue <= 5 else ([], "foreign")
        return (before.nouns, "far") if before.residue <= 3 else ([], "foreign")
    if not state.topic and not state.topic_foreign and not state.slots[state.part_slots :] and before.residue <= 3:
        if before.near & {"applied", "filed", "pass_rate", "certified", "passed"}:
            carried = _noun_of_paragraph(state, before.start)
            if carried:
                return [carried], "inherited"
    if state.topic_foreign or not state.topic:
        return [], "none"
    if before.residue > 2:
        return [], "foreign"
    return state.topic, "inherited"


def _noun_of_paragraph(state: _State, until: int) -> Noun | None:
    """The family named last in the paragraph before the sentence, when it is one of firms."""
    begin = max(state.frame.paragraph, until - 400)
    for m in reversed(list(state.lex.pattern.finditer(state.text, begin, until))):
        sense = state.lex.senses.get(m.group())
        if sense and (sense.family or sense.blocker):
            return Noun(sense.family, m.start(), m.end(), m.group()) if sense.family in ("hte", "sme") else None
    return None


def _nouns_after(state: _State, n: Num, after: Stretch, shares_clause: bool) -> tuple[list[Noun], bool]:
    """Nouns behind a number in its clause, and whether they stand right behind it."""
    if not after.nouns:
        return [], False
    gap = state.text[n.end : after.first_nouns[0].start]
    gap = re.sub(r"20\d\d年度?|的|“|国家级?|省级?|江西省|全国|全省|企业", "", gap)
    near = len(gap) <= (0 if shares_clause else 2)
    return (after.first_nouns if near else after.nouns), near


def _combined(state: _State, nouns: list[Noun]) -> str:
    families = [noun.family for noun in nouns]
    for name, family in state.rules["families"].items():
        if family.get("made_of") and sorted(family["made_of"]) == sorted(set(families)):
            return str(name)
    return ""


# ---------------------------------------------------------------- a run of numbers


def _bind_run(
    state: _State, run: list[Num], before: Stretch, after: Stretch, shares_clause: bool,
    places: list[tuple[int, int, Place]],
) -> list[Binding]:
    state.group += 1
    cues = set(before.near)
    link = state.text[before.start : before.start + 1]
    if link in "、和" and not cues & {"new", "certified", "passed", "applied", "approved", "filed", "stock", "total", "net"}:
        cues |= state.carried & {"new", "net", "certified", "passed", "applied", "approved", "filed"}
    if before.nouns and not before.far_nouns:
        head = state.text[before.nouns[0].start : before.nouns[-1].end]
        cues |= _noun_cues(head)
    if len(run) == 1:
        result = [_bind_one(state, run[0], before, after, cues, shares_clause)]
    else:
        result = _bind_list(state, run, before, after, cues, places, shares_clause)
    if not cues & {"growth", "fall", "share", "completion"} or cues & {"new"}:
        state.carried = cues
    return result


def _noun_cues(head: str) -> set[str]:
    cues = set()
    if "强度" in head:
        cues.add("intensity")
    if "入库" in head or "评价" in head or "备案" in head:
        cues.add("registered")
    if "余额" in head:
        cues.add("balance")
    return cues


def _bind_list(
    state: _State, run: list[Num], before: Stretch, after: Stretch, cues: set[str],
    places: list[tuple[int, int, Place]], shares_clause: bool,
) -> list[Binding]:
    nouns, how = _nouns_for(state, before)
    n = len(run)
    listed = _listed_places(state, before, places)
    if len(listed) == n and nouns and how in ("own", "far", "inherited"):
        return [
            _level(state, number, nouns[-1:], how, cues, after, place=(place, f"in order after the places: {place.name}"))
            for number, place in zip(run, listed, strict=True)
        ]
    relative = _relative(run[0], cues)
    if how == "own" and len(nouns) == n:
        return [_bind_with(state, number, [noun], how, before, after, cues | _noun_cues(noun.text)) for number, noun in zip(run, nouns, strict=True)]
    if relative or how in ("inherited", "none"):
        targets = _targets(state, n, before, cues)
        if len(targets) == n and (relative or "distributive" in cues):
            return [_attached(state, number, slot, cues) for number, slot in zip(run, targets, strict=True)]
        if relative:
            return [_none(state, number, "a list of rates for figures that cannot be told apart", len(targets) > 0)
                    for number in run]
    if how == "far" and len(nouns) == n:
        return [_bind_with(state, number, [noun], how, before, after, cues | _noun_cues(noun.text)) for number, noun in zip(run, nouns, strict=True)]
    if len(nouns) > 1 and len(nouns) != n:
        return [_none(state, number, "a list of numbers that does not match its list of names", True) for number in run]
    first = [_bind_one(state, run[0], before, after, cues, True)]
    return first + [_none(state, number, "part of a list without names of its own") for number in run[1:]]


def _listed_places(state: _State, before: Stretch, places: list[tuple[int, int, Place]]) -> list[Place]:
    inside = [(b, e, p) for b, e, p in places if before.start <= b and e <= before.end]
    run: list[tuple[int, int, Place]] = []
    for b, e, p in inside:
        if run and not re.fullmatch(r"[、和与及]|以及", state.text[run[-1][1] : b]):
            run = []
        run.append((b, e, p))
    return [p for _, _, p in run] if len(run) > 1 else []


def _relative(n: Num, cues: set[str]) -> bool:
    """Does the number only say something about a figure given before?"""
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "percent":
        return bool(cues & {"growth", "fall", "share", "completion"}) and not cues & {"per_gdp", "per_industry"}
    return unit in ("percentage_point", "rank")


def _bind_one(
    state: _State, n: Num, before: Stretch, after: Stretch, cues: set[str], shares_clause: bool
) -> Binding:
    nouns, how = _nouns_for(state, before)
    return _bind_with(state, n, nouns, how, before, after, cues, shares_clause)


def _bind_with(
    state: _State, n: Num, nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str],
    shares_clause: bool = False,
) -> Binding:
    assert n.quantity is not None
    unit = n.quantity.unit
    if unit == "rank" or (n.classifier == "位" and cues & {"rank_word", "rank_up"}):
        return _rank(state, n, nouns, how, before, cues)
    if unit == "times":
        return _times(state, n, nouns, how, before, after, cues)
    if n.quantity.noun == "doubling":
        return _doubling(state, n, before, cues, nouns, how)
    if cues & {"completion"} and unit == "percent":
        return _completion(state, n, nouns, how)
    if unit == "percent" and "share" in cues:
        return _to_slots(state, n, "share_of_province", before, cues, nouns, how)
    if unit in ("percent", "percentage_point") and "long_frame" in cues:
        return _none(state, n, "growth over several years or since a start")
    if unit == "percent" and cues & {"growth", "fall"} and not (cues & {"per_gdp", "per_industry"} and how != "own"):
        if how == "own" and nouns and _apply_rules(state, nouns[-1].family, n, cues, "") is None:
            return _growth_of_nouns(state, n, nouns, cues)
        if how == "own" and nouns and nouns[-1].family == "rd":
            return _growth_of_nouns(state, n, nouns, cues)
        if how in ("inherited", "none", "far") or (how == "foreign" and before.near_residue <= 1):
            return _to_slots(state, n, "growth", before, cues, nouns, how)
        return _none(state, n, f"growth of something outside the codelist{_of(before)}")
    if unit == "percentage_point":
        if "province_level" in cues and cues & {"above", "below"}:
            return _to_slots(state, n, "gap_to_province", before, cues, nouns, how)
        if "rate_word" in cues:
            return _none(state, n, "change of a growth rate")
        if how != "own" or nouns[-1].family not in ("rd", "rd_intensity", "hitech_share", "hitech_share_phrase"):
            return _to_slots(state, n, "change", before, cues, nouns, how)
    if unit in ("CNY", "count") and "against_before" in cues and cues & {"growth", "fall", "change", "more_spent"} and how in ("inherited", "none"):
        return _to_slots(state, n, "change", before, cues, nouns, how)
    return _level(state, n, nouns, how, cues, after, before=before, shares_clause=shares_clause)


def _of(before: Stretch) -> str:
    return f": {before.blocked}" if before.blocked else ""


# ---------------------------------------------------------------- levels


def _level(
    state: _State, n: Num, nouns: list[Noun], how: str, cues: set[str], after: Stretch,
    before: Stretch | None = None, shares_clause: bool = False, place: tuple[Place, str] | None = None,
) -> Binding:
    assert n.quantity is not None
    behind, right_behind = _nouns_after(state, n, after, shares_clause)
    after_cues = set(after.all_cues)
    if shares_clause and behind:
        after_cues = {c for p in after.phrases if p.end <= behind[-1].end for c in p.sense.cues}
    if behind and state.text.startswith("的", n.end):
        after_cues.add("of_behind")
    status, status_why = _status_at(state, n)
    unit = n.quantity.unit
    firms = unit == "count" and n.classifier in load("units")["firm"]
    if cues & {"limit", "interest"} and not (nouns and how == "own" and nouns[-1].family not in _LOANISH):
        return _none(state, n, "a ceiling, an average or a rate, not a total")
    if "cumulative" in cues and _year_over_sentence(state, n):
        cues = cues | {"this_year"}
    choice: tuple[str, str] | None = None
    family, origin = "", ""
    # a firm count whose clause goes on to speak of loans or insurance counts the firms served
    served = after.nouns[-1:] if after.nouns else []
    if firms and served and served[-1].family in ("loan", "credit", "financing", "rd_subsidy", "insurance", "insurance_subsidy", "roadshow"):
        loan_own = not (nouns and how == "own" and nouns[-1].family in ("hte", "sme", "unicorn", "gazelle") and not right_behind)
        if loan_own:
            family = served[-1].family
            choice = _apply_rules(state, family, n, after_cues | cues, status)
            origin = f"said behind it: {served[-1].text}"
    if not choice and behind and right_behind and not (how == "own" and shares_clause):
        combined = _combined(state, behind) if len(behind) > 1 else ""
        family = combined or behind[0].family
        if len(behind) == 1 or combined:
            choice = _apply_rules(state, family, n, cues | after_cues, status)
            origin = f"said behind it: {state.text[behind[0].start:behind[-1].end]}"
    if not choice and nouns:
        use = cues if shares_clause else cues | (after_cues & {"passed", "certified", "approved", "paid_out", "filed", "leverage", "bad", "cultivated"})
        if len(nouns) > 1:
            family = _combined(state, nouns) or ("" if how == "own" else nouns[-1].family)
            if not family and "loan" in state.program | ({"loan"} if state.frame.finance_topic else set()) and firms:
                family = "loan"
        else:
            family = nouns[-1].family
        if family:
            choice = _apply_rules(state, family, n, use, status)
            origin = f"{'taken over from' if how == 'inherited' else 'said before it:'} {nouns[-1].text}"
    if not choice and behind and not shares_clause and how in ("none", "inherited") and not after.blocked:
        family = behind[-1].family if len(behind) == 1 else _combined(state, behind)
        if family:
            gap = state.text[n.end : behind[0].start]
            if firms or gap.startswith("的") or len(gap) <= 8:
                choice = _apply_rules(state, family, n, cues | after_cues, status)
                origin = f"said behind it: {behind[-1].text}"
    if not choice and firms and "loan" in state.program and how in ("none", "inherited", "own") and not (before and before.blocked):
        near_text = state.text[before.near_start if before else n.start : n.start]
        if re.search(r"(受益|放贷|贷款|支持|惠及|服务|扶持|覆盖)(科技型?|中小)?(企业|公司|客户)(数|数量|家数|达|共)?", near_text):
            family, choice, origin = "loan", ("loan_firms", "level"), "firms served by the loans of the sentence"
    if n.quantity.noun == "threshold" and choice and choice[0] and any(
        s.indicator == choice[0] and s.measure == choice[1] for s in state.slots[state.part_slots :]
    ):
        return _none(state, n, "a threshold that the figure before it has passed")
    if not choice or not choice[0]:
        foreign = bool(before is None or how in ("foreign", "blocked", "none") or choice == ("", ""))
        reason = "a figure outside the codelist" + (_of(before) if before else "")
        return _none(state, n, reason, foreign_topic=foreign and unit not in ("percent",))
    indicator, measure = choice
    until = _clause_end(state, n)
    period, basis, period_why = _period_at(state, n, until)
    if origin.startswith("said behind") and after.nouns:
        inner = [y for y in state.years if n.end <= y.start < until and y.year]
        if inner and inner[0].start < (behind[-1].end if behind else until):
            period, basis, period_why = str(inner[0].year), "stated", f"said in the sentence: {inner[0].text}"
    where, place_why = place or _place_at(state, n.start)
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
    state.slots.append(Slot(family, indicator, measure, where, period, basis, status, state.group, noun[-1].text if noun else ""))
    if n.kind == "redacted":
        return Binding(n, reason="the copy hides the number")
    return Binding(n, [row])


def _year_over_sentence(state: _State, n: Num) -> bool:
    """Does a year with a comma behind it (2021年, …) stand over the figure, with no yearly figure before it?"""
    over = [
        y for y in state.years
        if y.end <= n.start and y.text.isdigit() and state.text[y.end : y.end + 1] in ",，"
        and not state.text[max(0, y.start - 2) : y.start].endswith(("截至", "截止", "至", "到"))
    ]
    yearly = any(s.indicator == "loans" and s.measure == "level" for s in state.slots)
    return bool(over) and not yearly


def _clause_end(state: _State, n: Num) -> int:
    comma = _PUNCT.search(state.text, n.end, state.end)
    return comma.start() if comma else state.end


def _none(state: _State, n: Num, reason: str, unresolved: bool = False, foreign_topic: bool = False) -> Binding:
    assert n.quantity is not None
    if n.quantity.unit in ("CNY", "count", "", "percent") and not unresolved:
        place, _ = _place_at(state, n.start)
        state.slots.append(Slot("", "", "level", place, "", "", "", state.group))
    if foreign_topic:
        state.topic, state.topic_foreign = [], True
    return Binding(n, reason=n.reason or reason, unresolved=unresolved)


# ---------------------------------------------------------------- figures about figures


def _targets(state: _State, n: int, before: Stretch, cues: set[str]) -> list[Slot]:
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "new", "cumulative", "change")]
    if not levels:
        return []
    if n == 1:
        return levels[-1:]
    last = [s for s in levels if s.group == levels[-1].group]
    if "others" in cues:
        group = _largest_group(levels)
        return [s for s in group if not s.excepted]
    if len(last) == n:
        return last
    return levels[-n:] if len(levels) >= n else []


def _largest_group(levels: list[Slot]) -> list[Slot]:
    groups: dict[int, list[Slot]] = {}
    for s in levels:
        groups.setdefault(s.group, []).append(s)
    return max(groups.values(), key=len)


def _to_slots(
    state: _State, n: Num, measure: str, before: Stretch, cues: set[str], nouns: list[Noun], how: str
) -> Binding:
    if how == "own" and nouns:
        slot = _slot_of_noun(state, nouns[-1], n)
        if slot is None:
            return _none(state, n, "about a figure outside the codelist")
        return _attached(state, n, slot, cues, measure)
    if how == "blocked" or (how == "foreign" and before.near_residue > 1):
        return _none(state, n, f"about a figure outside the codelist{_of(before)}", foreign_topic=False)
    place, named = _place_at(state, n.start)
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "new", "cumulative", "change")]
    inside = [w for w, p in state.areas if before.near_start <= w <= n.start]
    if inside and levels:
        same = [s for s in levels if s.place == place]
        if same:
            slot = same[-1]
            if "except" in cues:
                slot.excepted = True
            return _attached(state, n, slot, cues, measure)
        if not levels[-1].foreign and named.startswith("named"):
            s = levels[-1]
            slot = Slot(s.family, s.indicator, s.measure, place, s.period, s.period_basis, s.status, s.group)
            return _attached(state, n, slot, cues, measure)
    if how == "far" and nouns and (not levels or state.text.find("，", 0, 0) == 0):
        slot_of = _slot_of_noun(state, nouns[-1], n)
        if slot_of:
            return _attached(state, n, slot_of, cues, measure)
    if how == "far" and nouns:
        slot_of = _slot_of_noun(state, nouns[-1], n)
        return _attached(state, n, slot_of, cues, measure) if slot_of else _none(state, n, "about a figure outside the codelist")
    if not levels:
        if state.topic and not state.topic_foreign:
            slot_of = _slot_of_noun(state, state.topic[-1], n)
            if slot_of:
                return _attached(state, n, slot_of, cues, measure)
        return _none(state, n, "no figure before it to which it could belong")
    last = [s for s in levels if s.group == levels[-1].group]
    if measure == "share_of_province" and len(last) == 1 and levels[-1].family == "unicorn_gazelle":
        return _attached(state, n, levels[-1], cues, measure)
    if len(last) > 1 and "each" in cues and not any(s.foreign for s in last):
        rows = [row for s in last for row in _attached(state, n, s, cues, measure).rows]
        return Binding(n, rows)
    if len(last) > 1 and len({(s.indicator, s.place) for s in last}) > 1 and measure != "rank":
        return _none(state, n, "one rate after several figures", unresolved=not any(s.foreign for s in last))
    return _attached(state, n, levels[-1], cues, measure)


_SEVERAL_YEARS = re.compile(r"(?:[一二两三四五六七八九十]|\d)年(?:间|来|内)?$")


def _doubling(
    state: _State, n: Num, before: Stretch, cues: set[str], nouns: list[Noun], how: str
) -> Binding:
    """翻番 is growth on the year before, or between two years when the sentence says several years."""
    binding = _to_slots(state, n, "growth", before, cues, nouns, how)
    if not _SEVERAL_YEARS.search(state.text[max(before.start, n.start - 5) : n.start]):
        return binding
    years = sorted({y.year for y in state.years if y.year and y.stated and y.end <= n.start})
    if len(years) < 2:
        return Binding(n, reason="growth over several years or since a start")
    span = f"{years[0]}/{years[-1]}"
    why = f"said in the sentence: from {years[0]} to {years[-1]}"
    return Binding(n, [row._replace(period=span, period_basis="stated", why={**row.why, "period": why})
                       for row in binding.rows], binding.reason)


def _slot_of_noun(state: _State, noun: Noun, n: Num) -> Slot | None:
    """A figure that the noun alone names: growth of 技术合同成交额 without its amount."""
    indicator = state.rules["growth_of"].get(noun.family) or {"rd_intensity": "rd_intensity"}.get(noun.family, "")
    if noun.family in ("unicorn", "gazelle"):
        indicator = noun.family
    if noun.family.startswith("hitech_share"):
        indicator = "hitech_value_added_share"
    if not indicator or (noun.family == "contract" and noun.text.endswith("数")):
        return None
    place, _ = _place_at(state, n.start)
    period, basis, _ = _period_at(state, n, _clause_end(state, n))
    status, _ = _status_at(state, n)
    return Slot(noun.family, indicator, "level", place, period, basis, status, state.group, noun.text)


def _growth_of_nouns(state: _State, n: Num, nouns: list[Noun], cues: set[str]) -> Binding:
    if len(nouns) > 1 and "each" not in cues:
        return _none(state, n, "one rate after several names", unresolved=True)
    rows: list[Row] = []
    for noun in nouns:
        slot = _slot_of_noun(state, noun, n)
        if slot is None:
            return _none(state, n, "growth of something outside the codelist")
        said = [s for s in state.slots[state.part_slots :] if s.indicator == slot.indicator and s.measure == "level"]
        rows += _attached(state, n, said[-1] if said and said[-1].place == slot.place else slot, cues, "growth").rows
        state.topic, state.topic_foreign = [noun], False
    return Binding(n, rows, "" if rows else "growth of something outside the codelist")


def _attached(state: _State, n: Num, slot: Slot, cues: set[str], measure: str = "") -> Binding:
    assert n.quantity is not None
    unit = n.quantity.unit
    if not measure:
        if "share" in cues:
            measure = "share_of_province"
        elif unit == "percentage_point":
            measure = "gap_to_province" if "province_level" in cues else "change"
        elif unit == "rank":
            measure = "rank"
        else:
            measure = "growth"
    if slot.foreign:
        return Binding(n, reason="about a figure outside the codelist")
    if n.kind == "redacted":
        return Binding(n, reason="the copy hides the number")
    indicator = slot.indicator
    if measure == "growth" and slot.measure in ("new", "cumulative"):
        return Binding(n, reason="growth of additions, not of the indicator")
    if indicator not in state.rules["attached"][measure]:
        return Binding(n, reason=f"{measure} of {indicator} is not in the codelist")
    if measure in ("growth", "change") and unit == "percentage_point" and indicator not in ("rd_intensity", "hitech_value_added_share"):
        return Binding(n, reason="change of a growth rate")
    if measure == "growth" and unit != "percent":
        return Binding(n, reason="about a figure outside the codelist")
    sign = -1 if (measure in ("growth", "change") and "fall" in cues) or (
        measure == "gap_to_province" and "below" in cues) or (measure == "rank_change" and "rank_down" in cues) else 1
    if n.quantity.value is not None and n.quantity.value < 0:
        sign = 1
    status = slot.status
    if measure in ("growth", "change") and state.expected[0] <= n.start <= state.expected[1]:
        status = "expected"
    elif _TARGET_AFTER.match(state.text, n.end) and measure == "growth":
        status = "target"
    why = {"indicator": f"about the {indicator} before it", "area": "as the figure it belongs to",
           "period": "as the figure it belongs to", "status": "as the figure it belongs to"}
    return Binding(n, [Row(indicator, measure, slot.place, slot.period, slot.period_basis, status, sign, why)])


_RANK_SCOPE = re.compile(r"全省|省内|设区市|我省|江西省")
_RANK_BAD = re.compile(r"全国|全市|中部|世界|国家高新区|九江市")


def _rank(state: _State, n: Num, nouns: list[Noun], how: str, before: Stretch, cues: set[str]) -> Binding:
    change = n.classifier == "位" and n.quantity is not None and n.quantity.unit != "rank"
    clause = state.text[before.near_start : n.start]
    around = state.text[max(before.start, before.near_start - 16) : n.start]
    if "completion" in cues:
        return Binding(n, reason="rank of a completion rate")
    if not change and (_RANK_BAD.search(clause) or not (_RANK_SCOPE.search(around) or "rank_word" in cues)):
        return Binding(n, reason="a rank, not in the province")
    if "rate_word" in cues and not cues & {"total"} and "总量" not in clause:
        return Binding(n, reason="rank of a growth rate")
    if not change and not _RANK_SCOPE.search(around) and not any(s.measure == "rank_change" for s in state.slots[state.part_slots:]):
        return Binding(n, reason="a rank, not in the province")
    measure = "rank_change" if change else "rank"
    own = how in ("own", "far") and nouns
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "rank_change", "rank", "new") ]
    if own:
        noun = nouns[-1]
        slot = _slot_of_noun(state, noun, n)
        if slot and noun.family == "rd" and cues & {"per_gdp", "intensity"}:
            slot.indicator = "rd_intensity"
        if slot:
            state.topic, state.topic_foreign = [noun], False
    elif how == "blocked" or (how == "foreign" and before.near_residue > 1):
        return Binding(n, reason=f"rank of something outside the codelist{_of(before)}")
    else:
        slot = levels[-1] if levels else None
        if len(levels) > 1 and not levels[-1].foreign and ("数量" in clause or "总量" in clause):
            combined = _combined(state, [Noun(s.family, 0, 0, "") for s in levels[-2:]])
            if combined:
                slot = levels[-1]
                slot = Slot(combined, combined, "level", slot.place, slot.period, slot.period_basis, slot.status, slot.group)
        if slot and slot.foreign:
            slot = None
    if slot is None:
        return Binding(n, reason="rank of something outside the codelist")
    binding = _attached(state, n, slot, cues, measure)
    if binding.rows:
        state.slots.append(Slot(slot.family, slot.indicator, measure, slot.place, slot.period, slot.period_basis, slot.status, state.group))
    return binding


def _completion(state: _State, n: Num, nouns: list[Noun], how: str) -> Binding:
    levels = [s for s in state.slots[state.part_slots :] if s.measure in ("level", "new")]
    if how == "own" and nouns:
        slot = _slot_of_noun(state, nouns[-1], n)
    else:
        slot = levels[-1] if levels and not levels[-1].foreign else None
    if slot is None or slot.measure == "new":
        return Binding(n, reason="completion of a task outside the codelist")
    return _attached(state, n, slot, set(), "completion")


def _times(
    state: _State, n: Num, nouns: list[Noun], how: str, before: Stretch, after: Stretch, cues: set[str]
) -> Binding:
    everything = cues | after.all_cues
    if "leverage" in everything and "loan" in state.program and "limit" not in everything and "按" not in state.text[before.near_start : n.start]:
        place, place_why = _place_at(state, n.start)
        period, basis, period_why = _period_at(state, n, _clause_end(state, n))
        status, status_why = _status_at(state, n)
        row = Row("leverage_ratio", "level", place, period, basis, status, 1,
                  {"indicator": "a multiple called leverage", "area": place_why, "period": period_why, "status": status_why})
        return Binding(n, [row])
    return Binding(n, reason="a multiple of something outside the codelist")
