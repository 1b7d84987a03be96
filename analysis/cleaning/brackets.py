"""What brackets do to a sentence: what they hold stands aside, and behind them it goes on as before."""

from __future__ import annotations

import re

from analysis.cleaning.circumstances import PUNCT
from analysis.cleaning.context import LETTER, Slot, Stretch
from analysis.cleaning.listed import Places
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Aside, State


def set_aside_brackets(state: State, before: Stretch) -> None:
    """689家(其中规上企业341家)，比上年增长…: behind figures of other things in brackets it goes on as before them."""
    opened = state.text.rfind("(", before.start, before.end)
    closed = state.text.rfind(")", before.start, before.end)
    if closed >= 0 and state.aside is not None:
        aside, state.aside = state.aside, None
        inside = state.slots[aside.figures :]
        if aside.behind or all(s.foreign for s in inside):
            state.set_aside += inside
            del state.slots[aside.figures :]
            state.topic, state.topic_foreign = aside.topic, aside.foreign
            state.carried, state.therein = aside.carried, aside.therein
    if opened > closed:
        outside = [noun for noun in before.first_nouns if noun.end <= opened]
        topic, foreign = (outside, False) if outside else (state.topic, state.topic_foreign)
        behind = bool(state.slots) and opened - before.start <= 4 and not PUNCT.search(state.text, before.start, opened)
        state.aside = Aside(len(state.slots), behind, topic, foreign, state.carried, state.therein)
        if outside and before.nouns == outside and _names_other(state, before, opened):
            before.nouns, before.blocked = [], state.text[opened + 1 : before.end]


def _names_other(state: State, before: Stretch, opened: int) -> bool:
    """研发投入(含基础研究3亿元)11亿元: does an open bracket begin with words of its own, neither known nor a place?"""
    spans = [(p.start, p.end) for p in before.phrases] + [(b, e) for b, e, _ in state.places]
    known = sum(stop - begin for begin, stop in spans if opened < begin and stop <= before.end)
    return len(LETTER.findall(state.text, opened, before.end)) - known > 1


def figure_before_bracket(state: State, n: Num, places: Places) -> Slot:
    """The figure that a rate in brackets is about: the one before it, of the place right before the bracket."""
    last = state.slots[-1]
    opened = state.text.rfind("(", 0, n.start)
    beside = [p for _, e, p in places if e <= opened and not PUNCT.search(state.text, e, opened) and opened - e <= 8]
    return last.of(beside[-1], state.group) if beside and not last.foreign else last


ALONE_IN_BRACKETS = re.compile(r"\([\d.,万亿]+(?:元|[家户项])?\)(?<![年月日]\))")
