"""Where the audit looks for the other figure: printed figures by what they state, and later official ones apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import definitions
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.outcomes import place_of, printed_half
from analysis.themes import interval_of

#: A figure may be sought by these: report, indicator, measure, place, period.
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that takes part in a check; ``report`` is empty for a later official one, whose ``title`` is filled."""

    value: float | None
    interval: Interval
    bound: str
    unit: str
    indicator: str
    measure: str
    area: str
    area_name: str
    period: str
    status: str
    resolution: float | None = None
    quote: str = ""
    report: str = ""
    title: str = ""
    ids: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    sentence: tuple[int, int] = (0, 0)
    inferred: bool = False

    @property
    def place(self) -> str:
        return self.area or self.area_name

    @property
    def exact(self) -> bool:
        """Whether the wording gives one number."""
        return self.bound == "exact" and self.value is not None

    @property
    def said_with(self) -> tuple[str, tuple[int, int]]:
        """What figures of one sentence share."""
        return self.report, self.sentence


@cache
def about_margin() -> float:
    """Share of a number to either side of it that 约 may stand for."""
    return float(definitions.load("audit")["about"]) / 100


def given(row: Observation) -> Given:
    """An observation as a figure to check; 约 becomes a generous interval, for nothing could be checked without one."""
    interval = interval_of(row)
    if row.bound == "about" and row.value is not None:
        margin = abs(row.value) * about_margin()
        interval = Interval(row.value - margin, row.value + margin)
    return Given(
        value=row.value,
        interval=interval,
        bound=row.bound,
        unit=row.unit,
        indicator=row.indicator,
        measure=row.measure,
        area=row.area,
        area_name=row.area_name,
        period=row.period,
        status=row.status,
        resolution=row.resolution,
        quote=row.quote,
        report=row.report,
        ids=(row.observation_id,),
        start=row.start,
        end=row.end,
        sentence=(row.sentence_start, row.sentence_end),
        inferred=row.period_basis == "inferred",
    )


def _reference(row: Any) -> Given:
    value = float(row.value)
    half = printed_half(value, row.unit)
    return Given(
        value=value,
        interval=Interval(value - half, value + half),
        bound="exact",
        unit=row.unit,
        indicator=row.indicator,
        measure=row.measure,
        area=row.area,
        area_name=row.area_name,
        period=row.period,
        status="actual",
        resolution=2 * half or 1.0,
        title=row.title,
    )


class Evidence:
    """All figures, found by what they state. Looking one up costs the same however many reports there are."""

    def __init__(
        self, observations: Iterable[Observation], outcomes: Any = None, texts: Mapping[str, str] | None = None
    ) -> None:
        self.texts = texts or {}
        self._given: dict[str, Given] = {}
        self.rows = sorted(observations, key=lambda o: (o.report, o.start, o.observation_id))
        self._own: dict[Key, list[Observation]] = {}
        self._across: dict[Key, list[Observation]] = {}
        self._reference: dict[Key, list[Given]] = {}
        self.beside: dict[tuple[str, int], list[Observation]] = {}
        self._reports: dict[str, list[Observation]] = {}
        areas: dict[str, Counter[tuple[str, str]]] = {}
        for row in self.rows:
            cell = (row.indicator, row.measure, place_of(row), row.period)
            self._own.setdefault((row.report, *cell), []).append(row)
            self.beside.setdefault((row.report, row.sentence_start), []).append(row)
            self._reports.setdefault(row.report, []).append(row)
            if row.area:
                areas.setdefault(row.report, Counter())[row.area, row.area_name] += 1
                # the first of each of two reports is enough: one of them is another report
                others = self._across.setdefault((row.status, *cell), [])
                if len(others) < 2 and all(other.report != row.report for other in others):
                    others.append(row)
        #: Code and name of the place that a report speaks for: the one most of its figures are of.
        self.home = {report: counted.most_common(1)[0][0] for report, counted in areas.items()}
        derived = definitions.load("audit")["circular_titles"]
        for fact in outcomes.itertuples(index=False) if outcomes is not None else ():
            if not any(fact.title.startswith(words) for words in derived):
                key = ("", fact.indicator, fact.measure, fact.area or fact.area_name, fact.period)
                self._reference.setdefault(key, []).append(_reference(fact))

    def of_report(self, report: str, indicator: str, measure: str, place: str, period: str) -> list[Observation]:
        """Figures of one report for one indicator, measure, place and period, with any status."""
        return self._own.get((report, indicator, measure, place, period), [])

    def given(self, row: Observation) -> Given:
        """An observation as a figure to check; made once."""
        made = self._given.get(row.observation_id)
        if made is None:
            made = self._given[row.observation_id] = given(row)
        return made

    def words_between(self, first: Given, second: Given) -> str | None:
        """Text between two figures of one report; None where the text is not at hand."""
        text = self.texts.get(first.report)
        return None if text is None else text[min(first.end, second.end) : max(first.start, second.start)]

    def rows_of(self, report: str) -> list[Observation]:
        """All figures of one report, in the order of its text."""
        return self._reports.get(report, [])

    def rows_with(self, indicator: str, measure: str, place: str, period: str, status: str) -> list[Observation]:
        """Figures of one or two reports for one cell."""
        return self._across.get((status, indicator, measure, place, period), [])

    def reference(self, indicator: str, measure: str, place: str, period: str) -> list[Given]:
        """Later official figures, every vintage."""
        return self._reference.get(("", indicator, measure, place, period), [])

    def find(self, report: str, indicator: str, measure: str, place: str, period: str, status: str) -> list[Given]:
        """The report's own figures; where it has none, another report's; where none has, later official ones."""
        own = [o for o in self.of_report(report, indicator, measure, place, period) if o.status == status]
        if not own:
            others = self._across.get((status, indicator, measure, place, period), [])
            own = [o for o in others if o.report != report][:1]
        if own:
            return [self.given(row) for row in own]
        return self.reference(indicator, measure, place, period) if status == "actual" else []


def province_of(area: str) -> str:
    """Code of the province of an area; empty for a province itself and for a place without a code."""
    province = area[:2] + "0000" if area else ""
    return "" if province == area else province


def previous_period(period: str) -> str:
    """The same time a year before, where the period is in one year; else empty.

    >>> [previous_period(p) for p in ("2020", "2020-H1", "2018/2020")]
    ['2019', '2019-H1', '']
    """
    year = period[:4]
    return f"{int(year) - 1:04d}{period[4:]}" if year.isdigit() and "/" not in period else ""
