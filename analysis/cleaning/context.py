"""What stands around a number: the phrases, places and years of its sentence, cut into clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from analysis.cleaning.areas import Place
from analysis.cleaning.lexicon import Lexicon, Sense
from analysis.cleaning.periods import YearSaid


class Phrase(NamedTuple):
    start: int
    end: int
    text: str
    sense: Sense


class Noun(NamedTuple):
    """A noun phrase naming a family; ``clause`` counts the commas between it and the number."""

    family: str
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Stretch:
    """The text between two numbers: nouns in force at its end, cues, unknown characters, blockers."""

    start: int
    end: int
    phrases: list[Phrase] = field(default_factory=list)
    nouns: list[Noun] = field(default_factory=list)
    near: set[str] = field(default_factory=set)
    all_cues: set[str] = field(default_factory=set)
    near_start: int = 0
    far_nouns: bool = False
    blocked: str = ""
    blocked_end: int = -1
    residue: int = 0
    near_residue: int = 0
    hard: bool = False
    commas: int = 0
    first_nouns: list[Noun] = field(default_factory=list)


_LINK = re.compile(r"[、和与及”“\"（(]*|以及|及其|[，,]?[和与及]")
LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_BRACKET = re.compile(r"\((?:[^()\d]|20\d\d年){0,24}\)")
#: 受疫情影响下降2%, 扣除到期企业后净增8家: what is told beside a figure and names nothing.
_REASON = re.compile(
    r"受[^,，。；;：:()\d]{2,20}?(?:影响|拉动|带动|推动|制约|冲击)|(?:扣除|剔除|除去)[^,，。；;：:()\d]{2,14}?后"
    r"|(?:改革|试点|启动|设立|开办|实施|运行)[\u4e00-\u9fff]{0,4}(?:以来|至今)"
)
#: A new clause begins at a comma, a colon, or the verb 使 (not 使用).
_BREAK = re.compile(r"[,，:：使]")
#: 高新技术企业（新认定）：目标30家: which of them, in brackets behind the name.
_KIND_IN_BRACKETS = re.compile(r"\((?:新认定|新增|净增|有效期内|认定)\)")
_OF_ONE = re.compile(r"(?:集团|公司|股份|一家企业|一户企业)的?$")
_MATCHING = re.compile(r"[省市县区州两三级]{0,5}(?:配套)?(?:补助|奖补|专项)?资金")
_TO = ("向", "对", "为", "给")
_TO_WHOM = re.compile(r"(?:[向对为给][^,，。；;、\d]{0,12})?(?P<lent>(?:累计)?(?:投放|发放|提供|新增))?")
_SINGLE = frozenset("多增升涨高少减降跌低翻")
_SKIPPED, _BRACKETED = "\0", "\1"


class Line(NamedTuple):
    """A sentence made ready: its known phrases, its characters with years, places and brackets masked, its breaks."""

    text: str
    start: int
    end: int
    phrases: list[Phrase]
    begins: list[int]
    mask: str
    breaks: list[int]  # where clauses may begin


def phrases_of(text: str, start: int, end: int, lexicon: Lexicon) -> list[Phrase]:
    """The known phrases of a stretch of text, in order."""
    found = lexicon.pattern.finditer(text, start, end)
    senses = lexicon.senses
    return [Phrase(m.start(), m.end(), word := m[0], senses.get(word) or lexicon.sense(word)) for m in found]


def line_of(text: str, start: int, end: int, phrases: list[Phrase], skip: list[tuple[int, int]]) -> Line:
    """``skip`` are spans of years, places and other numbers, which count neither as known nor unknown words."""
    mask = text[start:end]
    spans = [(m.start(), m.end(), _BRACKETED) for m in _BRACKET.finditer(text, start, end)] if "(" in mask else []
    if "受" in mask or "除" in mask or "以来" in mask or "至今" in mask:
        spans += [(m.start(), m.end(), _BRACKETED) for m in _REASON.finditer(text, start, end)]
    for begin, stop, sign in [*spans, *((a, b, _SKIPPED) for a, b in skip)]:
        mask = mask[: begin - start] + sign * (stop - begin) + mask[stop - start :]
    breaks = [start + m.start() for m in _BREAK.finditer(mask)]
    return Line(text, start, end, phrases, [p.start for p in phrases], mask, breaks)


def _phrases_between(line: Line, start: int, end: int, lexicon: Lexicon) -> list[Phrase]:
    """The known phrases of a stretch; one that reaches over its end is looked up again within it."""
    first = bisect_left(line.begins, start)
    last = bisect_left(line.begins, end)
    inside = line.phrases[first:last]
    if (inside and inside[-1].end > end) or (first and line.phrases[first - 1].end > start):
        return phrases_of(line.text, start, end, lexicon)
    return inside


def stretch(line: Line, start: int, end: int, lexicon: Lexicon) -> Stretch:
    """Read the text between two numbers from left to right."""
    s = Stretch(start, end)
    text, offset, mask = line.text, line.start, line.mask
    hard = max(text.rfind("；", start, end), text.rfind(";", start, end))
    if hard >= 0:
        s.hard = True
        start = hard + 1
    s.near_start = start
    position = start
    for p in _phrases_between(line, start, end, lexicon):
        begin, stop, word, sense = p
        sign = mask[begin - offset]
        if sign != mask[stop - 1 - offset]:
            sign = ""
        elif sign == _SKIPPED:
            continue
        if stop - begin == 1 and sense.cues and not sense.family and word in _SINGLE and stop < end - 1:
            p = p._replace(sense=sense._replace(cues=frozenset()))
        if begin > position:
            _gap(s, line, position, begin)
        position = stop
        s.phrases.append(p)
        if (sense.family or sense.cues or sense.blocker) and (sign != _BRACKETED or sense.status):
            _take(s, text, p)
    if end > position:
        _gap(s, line, position, end)
    return s


def _gap(s: Stretch, line: Line, start: int, end: int) -> None:
    """Count unknown characters between known phrases; a comma begins a new clause."""
    mask, offset, breaks = line.mask, line.start, line.breaks
    for k in range(bisect_left(breaks, start), len(breaks)):
        at = breaks[k]
        if at >= end:
            break
        sign = line.text[at]
        if sign == "使" and at + 1 < end and line.text[at + 1] == "用":
            continue
        if sign in ":：" and at + 1 < s.end and not LETTER.search(mask, at + 1 - offset, s.end - offset):
            continue  # a heading of a list by place: what it says holds for the list
        s.residue += len(LETTER.findall(mask, start - offset, at - offset))
        s.commas += 1
        s.near = set()
        s.near_start = start = at + 1
        s.near_residue = 0
        s.far_nouns = s.far_nouns or bool(s.nouns)
    unknown = len(LETTER.findall(mask, start - offset, end - offset))
    s.residue += unknown
    s.near_residue += unknown


def _take(s: Stretch, text: str, p: Phrase) -> None:
    sense = p.sense
    if sense.blocker and not sense.family:
        if s.nouns and s.nouns[-1].family == "rd_subsidy" and _MATCHING.fullmatch(text, s.nouns[-1].end, p.end):
            return  # 企业研发补助省市两级配套资金
        if s.nouns and s.nouns[-1].family == "bank_funds" and text[s.nouns[-1].end : p.start] in _TO:
            return  # 撬动银行向科技企业放贷: to whom
        s.blocked, s.blocked_end = p.text, p.end
        s.nouns = []
        s.residue = s.near_residue = 0
        s.far_nouns = False
        return
    if sense.family in ("rd", "rd_intensity") and _OF_ONE.search(text, max(0, p.start - 8), p.start):
        s.blocked, s.blocked_end, s.nouns = p.text, p.end, []
        return  # 某汽集团研发投入: of one firm
    if s.blocked and s.blocked_end == p.start and p.text.endswith("强度"):
        return  # 规上工业企业研发投入强度: the intensity of something else
    if sense.family:
        kind = _KIND_IN_BRACKETS.match(text, p.end)
        noun = Noun(sense.family, p.start, kind.end() if kind else p.end, p.text + kind[0] if kind else p.text)
        led = s.nouns and s.nouns[-1].family == "bank_funds" and sense.family == "loan"
        to_whom = _TO_WHOM.fullmatch(text, s.nouns[-1].end, p.start) if led else None
        lent = to_whom and to_whom["lent"] and (p.text.startswith("“") or s.nouns[-1].text.startswith("引导"))
        if to_whom and not lent:  # 引导银行发放贷款, 带动银行发放“科创贷”: lent by the programme
            pass  # 拉动合作银行投放贷款, 撬动银行向企业放贷: what the banks are led to lend
        elif sense.family == "bank_funds":
            s.nouns = [noun]  # 风险补偿资金撬动银行贷款: a verb begins another name
        elif s.nouns and text[s.nouns[-1].end : p.start] in ("", "的", "”", "”的", "“"):
            if s.first_nouns and s.first_nouns[-1].start == s.nouns[-1].start:
                s.first_nouns = []  # “…贷”风险补偿金: one name
            s.nouns[-1] = noun if sense.family != s.nouns[-1].family else noun._replace(start=s.nouns[-1].start)
        elif s.nouns and not s.blocked and _LINK.fullmatch(text, s.nouns[-1].end, p.start):
            s.nouns.append(noun)
        else:
            s.nouns = [noun]
        if not s.first_nouns or s.first_nouns is s.nouns or s.first_nouns[0].start == s.nouns[0].start:
            s.first_nouns = list(s.nouns)
        s.blocked = ""
        s.residue = s.near_residue = 0
        s.far_nouns = False
    if sense.cues:
        s.near |= sense.cues
        s.all_cues |= sense.cues


@dataclass(slots=True)
class Slot:
    """A figure read before in the sentence, to which growth, shares and ranks may attach."""

    family: str
    indicator: str
    measure: str
    place: Place
    period: str
    period_basis: str
    status: str
    group: int
    noun: str = ""
    excepted: bool = False
    unit: str = ""
    kind: str = ""
    cues: frozenset[str] = frozenset()
    value: float | None = None
    joined: bool = False  # by 、 or 和 to the figure before it
    shared: bool = False  # the province's, of which a share is told next

    @property
    def foreign(self) -> bool:
        return not self.indicator

    def of(self, place: Place, group: int) -> Slot:
        """The same of another place, in another group."""
        return replace(self, place=place, group=group, excepted=False, shared=False)


def year_for(years: list[YearSaid], position: int, until: int) -> YearSaid | None:
    """The year said last before a number, else the first one after it within its clause."""
    before = [y for y in years if y.end <= position]
    if before:
        return before[-1]
    after = [y for y in years if position < y.start < until]
    return after[0] if after else None
