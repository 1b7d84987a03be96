"""Cells: single figures, stated or derived, with their bounds and with what their words say they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analysis import definitions, themes
from analysis.comparison import bases
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.tables import frame, observations_of

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: ``ids`` are the observations behind it, ``rule`` the rule of themes.yaml that derived it.

    ``interval`` is what wording and rounding leave, in the unit named; ``basis`` pairs each question that
    bears on it with the answer of its words, empty where they give none.
    """

    ids: tuple[str, ...]
    rule: str
    report: str
    area: str
    area_name: str
    indicator: str
    measure: str
    period: str
    status: str
    value: float | None
    interval: Interval
    bound: str
    unit: str
    basis: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def place(self) -> str:
        """Code of the area, or its name where it has no code."""
        return self.area or self.area_name

    @property
    def subject(self) -> tuple[str, ...]:
        """What the cell is about: place, indicator, measure, period, status and basis."""
        return (self.place, self.indicator, self.measure, self.period, self.status, *(a for _, a in self.basis))

    @property
    def key(self) -> tuple[Any, ...]:
        """What cells are ordered by."""
        return (self.area, self.area_name, self.indicator, self.measure, self.period, self.status, self.ids, self.rule)


@cache
def _english_names() -> Mapping[str, str]:
    return definitions.load("figures")["places"]


def area_words(cell: Cell, language: str) -> str:
    """Name of a cell's place; the Chinese one where no English name is on record."""
    return str(_english_names().get(cell.area, cell.area_name)) if language == "en" else cell.area_name


def sentence_texts(sentences: pd.DataFrame | None) -> dict[Span, str]:
    """The frame of ``sentences.csv`` → its text by report, start and end; none for none."""
    if sentences is None:
        return {}
    spans = zip(sentences["report"], sentences["sentence_start"], sentences["sentence_end"], strict=True)
    return dict(zip(spans, sentences["sentence"], strict=True))


def _marked(row: Observation, texts: Mapping[Span, str]) -> str:
    """The sentence of an observation with its figure marked; its quote where the sentence is not at hand."""
    sentence = texts.get((row.report, row.sentence_start, row.sentence_end))
    if sentence is None:
        return bases.marked(row.quote, 0)
    return bases.marked(sentence, row.start - row.sentence_start)


def marked_sentences(rows: Iterable[Observation], sentences: pd.DataFrame | None) -> dict[str, str]:
    """Observation id → its sentence with the figure marked, or its quote where the sentence is not at hand."""
    texts = sentence_texts(sentences)
    return {row.observation_id: _marked(row, texts) for row in rows}


def _stated(row: Observation, text: str) -> Cell:
    return Cell(
        ids=(row.observation_id,),
        rule="",
        report=row.report,
        area=row.area,
        area_name=row.area_name,
        indicator=row.indicator,
        measure=row.measure,
        period=row.period,
        status=row.status,
        value=row.value,
        interval=themes.interval_of(row),
        bound=row.bound,
        unit=row.unit,
        basis=bases.answers(row.indicator, row.measure, (text,)),
        note=row.note,
    )


def _derived(row: Mapping[str, Any], texts: Mapping[str, str]) -> Cell:
    own = tuple(texts[i] for i in row["observation_ids"] if i in texts)
    kept = ("rule", "report", "area", "area_name", "indicator", "measure", "period", "status", "value", "bound")
    return Cell(
        ids=row["observation_ids"],
        interval=Interval.from_bounds(row["low"], row["high"]),
        basis=bases.answers(row["indicator"], row["measure"], own, row["rule"]),
        **{name: row[name] for name in (*kept, "unit", "note")},
    )


def _led_back(cell: Cell) -> bool:
    """Whether a cell is what targets or expectations imply of the year before: neither an aim nor an outcome of it."""
    output = definitions.load("themes")[cell.rule]["output"]
    return cell.status != "actual" and output.get("period") == "previous"


def _supplements(derived: Iterable[Cell], stated: Sequence[Cell]) -> list[Cell]:
    """Derived cells that say more than what is stated: the narrowest of each subject that no report states.

    One derived from expectations gives way to an actual of the same place and period; what targets or
    expectations imply of the year before them is left out.
    """
    known = {cell.subject for cell in stated}
    actual = {(c.place, c.indicator, c.measure, c.period) for c in stated if c.status == "actual"}
    best: dict[tuple[str, ...], Cell] = {}
    for cell in derived:
        if cell.subject in known or _led_back(cell):
            continue
        if cell.status == "expected" and (cell.place, cell.indicator, cell.measure, cell.period) in actual:
            continue
        rival = best.get(cell.subject)
        if rival is None or (cell.interval.width, cell.key) < (rival.interval.width, rival.key):
            best[cell.subject] = cell
    return list(best.values())


def cells(observations: pd.DataFrame, sentences: pd.DataFrame | None = None) -> list[Cell]:
    """Every figure that may be compared, stated and derived, in the order of ``Cell.key``.

    ``observations`` and ``sentences`` are the tables of those names; without sentences only the quotes
    tell what a figure counts. A derived value is left out where a report states the same.
    """
    rows = observations_of(frame("observations", observations))
    by_id = marked_sentences(rows, sentences)
    stated = [_stated(row, by_id[row.observation_id]) for row in rows]
    derived = [_derived(row, by_id) for row in themes.derived(rows)]
    return sorted([*stated, *_supplements(derived, stated)], key=lambda cell: cell.key)
