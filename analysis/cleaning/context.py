"""What stands around a number: the phrases, places and years of its sentence, cut into clauses."""

from __future__ import annotations

import re
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
    residue: int = 0
    near_residue: int = 0
    hard: bool = False
    commas: int = 0
    first_nouns: list[Noun] = field(default_factory=list)


_LINK = re.compile(r"[、和与及”“\"（(]*|以及|及其|[，,]?[和与及]")
_CJK = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_BRACKET = re.compile(r"\([^()\d]{0,24}\)")
_SINGLE = frozenset("多增升涨高少减降跌低翻")


def stretch(
    text: str, start: int, end: int, lexicon: Lexicon, skip: list[tuple[int, int]]
) -> Stretch:
    """Read the text between two numbers from left to right.

    ``skip`` are spans of years, places and other numbers, which count neither as known nor unknown words.
    """
    s = Stretch(start, end)
    hard = max(text.rfind("；", start, end), text.rfind(";", start, end))
    if hard >= 0:
        s.hard = True
        start = hard + 1
    s.near_start = start
    position = start
    brackets = [m.span() for m in _BRACKET.finditer(text, start, end)]
    for m in lexicon.pattern.finditer(text, start, end):
        sense = lexicon.sense(m.group())
        if sense is None:
            continue
        begin, stop = m.span()
        if any(a <= begin and stop <= b for a, b in skip):
            continue
        if len(m.group()) == 1 and sense.cues and not sense.family and m.group() in _SINGLE and stop < end - 1:
            sense = sense._replace(cues=frozenset())
        _gap(s, text, position, begin, brackets, skip)
        position = stop
        in_bracket = any(a <= begin and stop <= b for a, b in brackets)
        s.phrases.append(Phrase(begin, stop, m.group(), sense))
        if in_bracket and not sense.status:
            continue
        _take(s, text, Phrase(begin, stop, m.group(), sense))
    _gap(s, text, position, end, brackets, skip)
    return s


def _gap(
    s: Stretch, text: str, start: int, end: int, brackets: list[tuple[int, int]], skip: list[tuple[int, int]]
) -> None:
    for i in range(start, end):
        c = text[i]
        if _breaks(text, i) and not any(a <= i < b for a, b in brackets):
            if c in ":：" and _only_skipped(text, i + 1, s.end, skip):
                continue  # a heading of a list by place: what it says holds for the list
            s.commas += 1
            s.near = set()
            s.near_start = i + 1
            s.near_residue = 0
            if s.nouns:
                s.far_nouns = True
        elif _CJK.match(c) and not any(a <= i < b for a, b in brackets) and not any(a <= i < b for a, b in skip):
            s.residue += 1
            s.near_residue += 1


def _breaks(text: str, i: int) -> bool:
    """Does a new clause begin here: at a comma, a colon, or the verb 使?"""
    return text[i] in ",，:：" or (text[i] == "使" and text[i + 1 : i + 2] != "用")


def _only_skipped(text: str, start: int, end: int, skip: list[tuple[int, int]]) -> bool:
    return start < end and all(not _CJK.match(text[i]) or any(a <= i < b for a, b in skip) for i in range(start, end))


def _take(s: Stretch, text: str, p: Phrase) -> None:
    sense = p.sense
    if sense.blocker and not sense.family:
        s.blocked = p.text
        s.nouns = []
        s.residue = s.near_residue = 0
        s.far_nouns = False
        return
    if sense.family:
        noun = Noun(sense.family, p.start, p.end, p.text)
        if s.nouns and text[s.nouns[-1].end : p.start] in ("", "的", "”", "”的", "“"):
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

    @property
    def foreign(self) -> bool:
        return not self.indicator

    def of(self, place: Place, group: int) -> Slot:
        """The same of another place, in another group."""
        return replace(self, place=place, group=group, excepted=False)


def year_for(years: list[YearSaid], position: int, until: int) -> YearSaid | None:
    """The year said last before a number, else the first one after it within its clause."""
    before = [y for y in years if y.end <= position]
    if before:
        return before[-1]
    after = [y for y in years if position < y.start < until]
    return after[0] if after else None
