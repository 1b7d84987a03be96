"""The words of the project as frozen records; imports nothing of ours.

Names follow SDMX, the W3C Web Annotation model and Frictionless: a *mention* is a stretch of
text that states a number, a *quantity* is a value with its bounds and unit, an *observation*
is one value of one indicator for one area and period.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: What a mention can be (contract, ``mentions.csv``).
MENTION_KINDS: tuple[str, ...] = (
    "observation",
    "repeat",
    "other_figure",
    "name",
    "date",
    "document_number",
    "heading",
    "ordinal",
    "page_furniture",
    "unresolved",
)
MEASURES: tuple[str, ...] = (
    "level",
    "new",
    "cumulative",
    "change",
    "growth",
    "share_of_province",
    "gap_to_province",
    "rank",
    "rank_change",
    "completion",
)
STATUSES: tuple[str, ...] = ("actual", "expected", "target")
PERIOD_BASES: tuple[str, ...] = ("stated", "inherited", "inferred")
BOUNDS: tuple[str, ...] = ("exact", "at_least", "at_most", "about", "between")
UNITS: tuple[str, ...] = ("CNY", "percent", "percentage_point", "count", "rank", "times")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report came from; ``data/raw/<report>.yaml``."""

    title: str
    publisher: str = ""
    city: str = ""
    kind: str = ""
    report_year: int | None = None
    plan_year: int | None = None
    sha256: str = ""
    title_en: str = ""
    url: str = ""
    date_published: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report as published: its name, its text (never edited) and its origin."""

    report: str
    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One damaged place of a copy: what is printed, what is read instead, and why.

    ``start`` and ``end`` are offsets into the raw text; ``confidence`` is ``certain``,
    ``probable`` or ``open``.
    """

    repair_id: str
    report: str
    start: int
    end: int
    as_printed: str
    read_as: str
    rule: str
    confidence: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the text in base units (CNY in yuan, percent as 1.95).

    ``low`` and ``high`` are what the wording allows; ``None`` is an open side. ``resolution`` is
    the place value of the last printed digit, in base units. ``noun`` is the classifier and the
    words that follow it.
    """

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    bound: str
    unit: str
    resolution: float | None
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one indicator for one area and period; columns as in ``observations.csv``."""

    observation_id: str
    report: str
    indicator: str
    measure: str
    area: str
    area_name: str
    period: str
    period_basis: str
    status: str
    value: float | None
    low: float | None
    high: float | None
    bound: str
    resolution: float | None
    unit: str
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int
    repairs: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a report that states a number, and what became of it.

    ``value``, ``low``, ``high``, ``unit`` and ``noun`` are filled for quantities of indicators
    outside the codelist (``other_figure``).
    """

    report: str
    start: int
    end: int
    quote: str
    kind: str
    observation_id: str = ""
    reason: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one report says: observations, the census of its numbers, and its repairs."""

    document: Document
    observations: tuple[Observation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    repairs: tuple[Repair, ...] = field(default=())
