"""The sentence behind a row, verbatim, with the words of the number marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from analysis.errors import TableError
from analysis.tables import load

#: A line break inside a sentence belongs to the copy; it is shown, not swallowed.
LINE_BREAK = "⏎"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a report in pieces, in order; a piece is its text and whether it is marked."""

    report: str
    title: str
    title_en: str
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The sentence as it stands in the report."""
        return "".join(text for text, _ in self.pieces)


def passage(*observation_ids: str, tables: Mapping[str, pd.DataFrame] | None = None) -> Passage:
    """The sentence that states these observations, which must be one and the same.

    ``tables`` holds observations, sentences and sources where they are not those of data/clean.
    Raises TableError for an unknown observation, none at all, or observations of several sentences.
    """
    given = tables or _committed()
    rows = given["observations"].set_index("observation_id")
    unknown = [each for each in observation_ids if each not in rows.index]
    if unknown or not observation_ids:
        raise TableError(f"no observation {', '.join(unknown) or 'given'}; expected ids of observations.csv")
    found: list[Any] = [rows.loc[each] for each in observation_ids]
    places = {(row.report, int(row.sentence_start), int(row.sentence_end)) for row in found}
    if len(places) > 1:
        raise TableError(f"{', '.join(observation_ids)}: stated in {len(places)} sentences; quote each on its own")
    (report, start, end), = places
    sentences = given["sentences"]
    here = (sentences["report"] == report) & (sentences["sentence_start"] == start) & (sentences["sentence_end"] == end)
    text = str(sentences.loc[here, "sentence"].iloc[0])
    source: Any = given["sources"].set_index("report").loc[report]
    spans = sorted({(int(row.start) - start, int(row.end) - start) for row in found})
    return Passage(report, source.title, source.title_en, _pieces(text, spans))


def sentence(*observation_ids: str, tables: Mapping[str, pd.DataFrame] | None = None) -> str:
    """The same as HTML: escaped, the words of each number in ``<mark>``."""
    return "".join(
        f"<mark>{_html(text)}</mark>" if marked else _html(text)
        for text, marked in passage(*observation_ids, tables=tables).pieces
    )


@cache
def _committed() -> dict[str, pd.DataFrame]:
    return {name: load(name) for name in ("observations", "sentences", "sources")}


def _pieces(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in [*pieces, (text[at:], False)] if piece[0])


def _html(text: str) -> str:
    return escape(text.strip("\n")).replace("\n", LINE_BREAK)
