"""Everything that goes out with a figure, gathered once: data, notes, reports, quotes, hash, citations."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import __version__, charts, definitions, style
from analysis.charts.marks import Chart, words
from analysis.exports import citation, safe
from analysis.tables import number_text

#: Columns that are worded in one language; the data hash is of the others.
WORDED = ("panel", "place", "label")


@dataclass(frozen=True, slots=True)
class Content:
    """A chart and what a reader needs beside it. ``reports`` and ``quotes`` are rows of the tables used."""

    chart: Chart
    reports: tuple[Mapping[str, Any], ...]
    quotes: tuple[Mapping[str, Any], ...]
    titles: Mapping[str, str]
    statuses: tuple[tuple[str, str], ...]
    meanings: tuple[tuple[str, str], ...]
    family: str
    data: bytes
    version: str

    @property
    def lang(self) -> str:
        return self.chart.lang

    @property
    def hash(self) -> str:
        """SHA-256 of the data without the words of either language, so the same in both."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def rows(self) -> list[list[str | float | None]]:
        """The data row by row: numbers as numbers, nothing where nothing is known."""
        return [[_cell(cell) for cell in row] for row in self.chart.data.itertuples(index=False)]

    def said(self, name: str) -> str:
        """A word of the exports in the language of the chart."""
        return word(name, self.lang)

    def status_word(self, status: str) -> str:
        """A status in one word; what is no status (the outcome of a check) is left out."""
        texts = definitions.load("exports")["words"]
        return str(texts[status][self.lang]) if status in texts else ""

    def cited(self, form: str) -> str:
        """The citation of the figure in one of the styles; it is the same in both languages."""
        return citation.of_figure(self.chart.name, self.titles, self.hash, form, self.version)


def word(name: str, lang: str) -> str:
    """A word of the exports (definitions/exports.yaml)."""
    return str(definitions.load("exports")["words"][name][lang])


def headings(lang: str, columns: Iterable[str]) -> list[str]:
    """Headings of data columns; one that has no words of its own keeps its name."""
    texts = definitions.load("exports")["columns"]
    return [texts[name][lang] if name in texts else name for name in columns]


def _cell(cell: Any) -> str | float | None:
    if isinstance(cell, float):
        return None if pd.isna(cell) else cell
    return safe.printable(str(cell))


def csv_bytes(frame: pd.DataFrame, without: Sequence[str] = ()) -> bytes:
    """A frame as CSV for people: UTF-8, LF, cells that a spreadsheet can't take for formulas."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    kept = frame.drop(columns=list(without))
    writer.writerow(kept.columns)
    for row in kept.itertuples(index=False):
        writer.writerow([number_text(cell) if isinstance(cell, float) else safe.cell(str(cell)) for cell in row])
    return stream.getvalue().encode("utf-8")


def contents(
    name: str, given: Mapping[str, pd.DataFrame], size: str = "a4_full", brand: Mapping[str, Any] | None = None,
) -> dict[str, Content]:
    """The content of a figure in every language; ``given`` are the tables that it is drawn from."""
    drawn = {lang: charts.draw(name, given, lang, size, brand) for lang in style.LANGUAGES}
    titles = {lang: chart.title for lang, chart in drawn.items()}
    return {lang: gathered(chart, titles, given, brand) for lang, chart in drawn.items()}


def gathered(
    chart: Chart, titles: Mapping[str, str], given: Mapping[str, pd.DataFrame],
    brand: Mapping[str, Any] | None = None,
) -> Content:
    """The content of a drawn chart; ``titles`` has its title in every language."""
    data = chart.data
    ids = list(dict.fromkeys(i for cell in data["observation_ids"] for i in cell.split()))
    observed = given["observations"].set_index("observation_id", drop=False)
    quotes = [observed.loc[i].to_dict() for i in ids if i in observed.index]
    used = {row["report"] for row in quotes} | {name for cell in data["report"] for name in cell.split()}
    reports = [row for row in given["sources"].to_dict("records") if row["report"] in used]
    drawn = data[data["kind"] != "missing"]
    looks = set(drawn["status"].where(drawn["kind"] != "derived", "derived"))
    texts = words(chart.name, chart.lang)["statuses"]
    facts = definitions.load("indicators")["indicators"]
    known = [code for code in dict.fromkeys(drawn["indicator"]) if code in facts]
    return Content(
        chart=chart,
        reports=tuple(reports),
        quotes=tuple(quotes),
        titles=titles,
        statuses=tuple((name, text[chart.lang]) for name, text in texts.items() if name in looks),
        meanings=tuple((facts[code]["label"][chart.lang], facts[code]["definition"][chart.lang]) for code in known),
        family=style.brand_of(brand)["family"],
        data=csv_bytes(data, WORDED),
        version=__version__,
    )
