"""The audit as a table for the terminal, failures first, in English or Chinese."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import definitions, tables
from analysis.audit import audit, audit_readings, claims_of
from analysis.cleaning.observations import read_document
from analysis.documents import document_of, load_reports
from analysis.errors import TableError
from analysis.model import Observation

#: Outcomes in the order they are shown.
SHOWN = ("fails", "untestable", "agrees_within_rounding", "exact")
WIDTH = 110


def audited_tables() -> pd.DataFrame:
    """The audit of data/clean as it stands.

    Raises TableError listing every fault of a table that breaks its schema.
    """
    observations = tables.observations_of(tables.load("observations"))
    mentions = tables.mentions_of(tables.load("mentions"))
    texts = {document.report: document.text for document in load_reports()}
    claims = [c for report, text in texts.items() for c in claims_of(report, text, observations)]
    return audit(observations, tables.load("outcomes"), mentions, texts, claims)


def audited_files(paths: list[Path]) -> pd.DataFrame:
    """The audit of other reports, read first; a ``.csv`` is taken as a table of observations.

    Raises AnalysisError naming the file that cannot be used.
    """
    given = [path for path in paths if path.suffix.lower() == ".csv"]
    if given and len(given) < len(paths):
        raise TableError(f"{given[0].name}: a table and reports in one call; audit them one after the other")
    outcomes = tables.load("outcomes")
    if given:
        rows: list[Observation] = []
        for path in given:
            rows += tables.observations_of(tables.load_file("observations", path))
        return audit(rows, outcomes)
    return audit_readings([read_document(document_of(path)) for path in paths], outcomes)


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _folded(text: str, width: int) -> list[str]:
    """Lines of a text no wider than ``width`` columns; Chinese breaks anywhere."""
    if _wide(text) == len(text):
        return textwrap.wrap(text, width)
    lines, line = [], ""
    for word in text.split(" "):
        for piece in [word] if _wide(word) <= width and _wide(word) == len(word) else list(word):
            if line and _wide(line + piece) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece
        line += " "
    return [*lines, line.rstrip()]


def _rows(rows: Any, language: str) -> Iterator[str]:
    for row in rows:
        yield f"  {row.report}  {getattr(row, f'label_{language}')}"
        yield from (f"    {line}" for line in _folded(getattr(row, f"explanation_{language}"), WIDTH - 4))


def lines(table: pd.DataFrame, language: str = "en", brief: bool = False) -> Iterator[str]:
    """The audit line by line: how many, then the failures, what cannot be tested, and what agrees.

    ``brief`` shows the failures alone.
    """
    outcomes = definitions.load("audit")["outcomes"]
    counts = {name: int((table["outcome"] == name).sum()) for name in SHOWN}
    colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
    yield comma.join(f"{outcomes[name]['label'][language]}{colon}{count}" for name, count in counts.items())
    for name in SHOWN[:1] if brief else SHOWN:
        if counts[name]:
            yield ""
            yield f"{outcomes[name]['label'][language].upper()} ({counts[name]})"
            yield from _rows(table[table["outcome"] == name].itertuples(index=False), language)


def text_of(table: pd.DataFrame, form: str, language: str) -> str:
    """The audit as ``table`` for reading, or as ``csv`` with all its columns."""
    if form == "csv":
        return tables.to_csv_bytes("checks", table).decode("utf-8")
    return "\n".join(lines(table, language)) + "\n"


def has_failures(table: pd.DataFrame) -> bool:
    """Whether any relation fails."""
    return bool((table["outcome"] == "fails").any())
