"""One tested relation: a printed figure, what the others make of it, and how the two agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analysis.audit.evidence import Given
from analysis.intervals import Interval
from analysis.themes import rounded

#: From the best outcome to the worst.
OUTCOMES = ("exact", "agrees_within_rounding", "fails")


@dataclass(frozen=True, slots=True)
class Needed:
    """What another figure would have to be for the printed one to hold; ``other`` is None where none is stated."""

    part: str
    other: Given | None
    value: float | None
    interval: Interval
    unit: str
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A relation and how it came out. ``words`` fill the sentence of the relation in each language."""

    relation: str
    printed: Given
    others: Mapping[str, Given]
    outcome: str
    value: float | None = None
    interval: Interval = field(default_factory=Interval.unknown)
    unit: str = ""
    formula: str = ""
    reason: str = ""
    part: str = ""
    needed: tuple[Needed, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    strong: bool = True
    discriminator: str = ""
    label: Mapping[str, str] = field(default_factory=dict)

    @property
    def lacks_figure(self) -> bool:
        """Whether it is untestable because a figure is not stated, and not for what the figures are."""
        return bool(self.part) or self.reason == "no_partner"

    @property
    def ids(self) -> tuple[str, ...]:
        """Observations that take part, the printed one first."""
        figures = (self.printed, *self.others.values())
        return tuple(dict.fromkeys(i for figure in figures for i in figure.ids))


def judged(printed: Given, others: Iterable[Given], value: float | None, interval: Interval) -> str:
    """``exact`` where all figures are plain numbers and the sum comes out to the digit, ``fails`` where the
    intervals that digits and wording allow have nothing in common, else ``agrees_within_rounding``."""
    plain = printed.exact and all(other.exact for other in others)
    if plain and value is not None and rounded(value) == rounded(printed.value):
        return "exact"
    return "agrees_within_rounding" if printed.interval.intersects(interval) else "fails"


def best(checks: list[Check]) -> Check:
    """The check under the reading that suits the report best; of equal ones the nearest, then the first."""

    def rank(check: Check) -> tuple[int, float]:
        far = abs((check.value or 0.0) - (check.printed.value or 0.0))
        return OUTCOMES.index(check.outcome), far

    return min(checks, key=rank)


def suspects(check: Check, confirmed: set[str]) -> tuple[str, ...]:
    """Figures of a failing check that no other relation bears out; all of them where each is borne out.

    None where it is a claim in words, or a figure outside the codelist, that is at odds with the figures.
    """
    if not check.printed.ids:
        return ()
    return tuple(i for i in check.ids if i not in confirmed) or check.ids


def confirmed_ids(checks: Iterable[Check]) -> set[str]:
    """Observations that take part in a relation which holds and could have failed."""
    return {i for c in checks if c.strong and c.outcome in OUTCOMES[:2] for i in c.ids}

