"""What is carried while a sentence is read: its frame, the figures read so far, what was said for those to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from analysis.cleaning.areas import Place
from analysis.cleaning.context import Noun, Slot
from analysis.cleaning.lexicon import Lexicon
from analysis.cleaning.periods import YearSaid
from analysis.cleaning.quantities import Num


class Frame(NamedTuple):
    """What a sentence inherits: section mode and year, the report's own place, the figures of the sentence before."""

    mode: str
    year: int | None
    place: Place
    near: str
    city: Place = Place("", "")  # the city that a district or county lies in
    finance_topic: bool = False
    paragraph: int = 0
    doubtful_years: frozenset[int] = frozenset()
    earlier: tuple[Slot, ...] = ()
    subjects: tuple[str, ...] = ()
    this_year: int | None = None  # what 今年 means
    next_year: int | None = None  # what 明年 means
    title: str = ""
    brackets: tuple[str, str] = ("", "")  # year and status of figures in brackets, where the text says so
    plan: str = ""  # the five-year plan that the heading of the section looks back on
    begins: int | None = None  # the first year that a plan is for; what is dated before is what it looks back on
    year_inferred: bool = False  # the year is that of the text, the title has none
    before: tuple[Slot, ...] = ()  # the figures of the sentence right before, also those of something else


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


class Aside(NamedTuple):
    """What held when a bracket opened: the figures said so far and what the sentence spoke of.

    ``behind`` says that the bracket stands right behind a figure: what it holds are parts of that figure.
    """

    figures: int
    behind: bool
    topic: list[Noun]
    foreign: bool
    carried: set[str]
    therein: bool


@dataclass(slots=True)
class State:
    text: str
    frame: Frame
    start: int
    lex: Lexicon
    rules: dict[str, Any]
    end: int
    years: list[YearSaid]
    areas: list[tuple[int, Place | None]]
    places: list[tuple[int, int, Place]]
    slots: list[Slot] = field(default_factory=list)
    part_slots: int = 0
    topic: list[Noun] = field(default_factory=list)
    topic_foreign: bool = False
    program: set[str] = field(default_factory=set)
    target_from: int = -1
    target_until: int = 1 << 60  # behind it 力争 holds no longer
    goals_from: int = -1  # where a list of goals begins
    expected: tuple[int, int] = (-1, -1)
    group: int = 0
    carried: set[str] = field(default_factory=set)
    used_until: int = -1
    therein: bool = False
    parts_from: int = -1  # where 其中： begins a list of parts
    before_hard: list[Noun] = field(default_factory=list)
    last_near: set[str] = field(default_factory=set)  # the cues right before the number read last
    rate_cues: set[str] = field(default_factory=set)
    pending_names: list[Noun | None] = field(default_factory=list)
    referred: Slot | None = None  # what 前者 or 后者 stood for right before
    pair: list[Noun] = field(default_factory=list)  # what 前者 and 后者 stand for
    pending_slots: list[Slot] = field(default_factory=list)
    next_same: bool = False
    goal_said: bool = False
    clause_cues: set[str] = field(default_factory=set)
    listed: list[Place] = field(default_factory=list)
    base_end: int = -1  # where the base of a comparison ends
    aside: Aside | None = None
    set_aside: list[Slot] = field(default_factory=list)  # figures in brackets behind a figure
    names_goal: bool = False  # does the sentence name a target at all?
