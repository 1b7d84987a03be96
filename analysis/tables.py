"""Records ↔ frames ↔ CSV, byte-stable: fixed columns, fixed order of rows, one way to print a number."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import paths
from analysis.errors import TableError
from analysis.files import write_atomic
from analysis.model import Document, Mention, Observation, Repair
from analysis.schema import TEXT_TYPES, Column, Fault, Schema, check, refusal, schema

__all__ = [
    "check",
    "frame",
    "load",
    "load_file",
    "mentions_of",
    "mentions_frame",
    "observations_frame",
    "observations_of",
    "repairs_frame",
    "sentences_frame",
    "sources_frame",
    "to_csv_bytes",
    "write",
    "write_atomic",
]

TRUTHS = {"true": True, "false": False}
FOLDERS = {"clean": paths.CLEAN, "reference": paths.REFERENCE}


def _empty(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def number_text(value: float | None) -> str:
    """A number as the tables print it: no ``.0``, no exponent, shortest decimals; nothing for none.

    >>> [number_text(x) for x in (2619000000.0, 1.04, -5.0, 1e-05, None)]
    ['2619000000', '1.04', '-5', '0.00001', '']
    """
    if _empty(value):
        return ""
    assert value is not None
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(float(value))), "f")


def _as_mapping(record: Any) -> Mapping[str, Any]:
    if is_dataclass(record) and not isinstance(record, type):
        return {each.name: getattr(record, each.name) for each in fields(record)}
    return record


def _text(value: Any) -> str:
    if _empty(value):
        return ""
    if isinstance(value, (tuple, list)):
        return " ".join(str(part) for part in value)
    return str(value)


def _typed(column: Column, cells: Iterable[Any]) -> pd.Series:
    """Cells of one column with its type; a cell that has another type stays, for the check to name."""
    if column.type in TEXT_TYPES:
        return pd.Series([_text(cell) for cell in cells], dtype="str", name=column.name)
    values = [None if _empty(cell) else cell for cell in cells]
    try:
        if column.type == "number":
            return pd.Series([None if v is None else float(v) for v in values], dtype="float64", name=column.name)
        if column.type == "integer":
            whole = [int(v) if isinstance(v, str) else v for v in values]
            return pd.Series(whole, dtype="Int64" if None in whole else "int64", name=column.name)
        truths = [TRUTHS.get(v, v) if isinstance(v, str) else v for v in values]
        return pd.Series(truths, dtype="boolean" if None in truths else "bool", name=column.name)
    except (TypeError, ValueError):
        return pd.Series(values, dtype="object", name=column.name)


def _ordered(form: Schema, table: pd.DataFrame) -> pd.DataFrame:
    by = [name for name in form.sort if name in table.columns]
    if not by:
        return table.reset_index(drop=True)
    return table.sort_values(by, kind="stable", na_position="last", ignore_index=True)


def frame(table: str, records: Iterable[Any] | pd.DataFrame) -> pd.DataFrame:
    """Records (dataclasses or mappings) or a frame → a frame with the table's columns, types and order.

    Text cells are never missing but ``""``; numbers are float64 with NaN for none. A column no
    record has is filled empty; one the table does not have raises TableError.
    """
    form = schema(table)
    if isinstance(records, pd.DataFrame):
        given: dict[str, Iterable[Any]] = {str(name): records[name].tolist() for name in records.columns}
        length = len(records)
    else:
        rows = [_as_mapping(record) for record in records]
        seen = {name for row in rows for name in row}
        given = {name: [row.get(name) for row in rows] for name in sorted(seen)}
        length = len(rows)
    foreign = [name for name in given if name not in form.names]
    if foreign:
        expected = f"one of {', '.join(form.names)}"
        raise refusal(f"table {table}", [Fault(name, "a column the table does not have", expected) for name in foreign])
    columns = {c.name: _typed(c, given.get(c.name, [None] * length)) for c in form.columns}
    return _ordered(form, pd.DataFrame(columns, columns=list(form.names)))


def observations_frame(observations: Iterable[Observation]) -> pd.DataFrame:
    """Observations → the frame of ``observations.csv``."""
    return frame("observations", observations)


def observations_of(rows: pd.DataFrame) -> list[Observation]:
    """The frame of ``observations.csv`` → observations, in its order: ``None`` for no number."""
    return _records_of("observations", Observation, rows)


def mentions_of(rows: pd.DataFrame) -> list[Mention]:
    """The frame of ``mentions.csv`` → mentions, in its order: ``None`` for no number."""
    return _records_of("mentions", Mention, rows)


def _records_of(table: str, kind: type[Any], rows: pd.DataFrame) -> list[Any]:
    form = schema(table)
    cells: dict[str, list[Any]] = {}
    for column in form.columns:
        values = rows[column.name].tolist()
        if column.type == "number":
            values = [None if _empty(value) else float(value) for value in values]
        elif column.type == "list":
            values = [tuple(value.split()) for value in values]
        cells[column.name] = values
    return [kind(*row) for row in zip(*(cells[each.name] for each in fields(kind)), strict=True)]


def mentions_frame(mentions: Iterable[Mention]) -> pd.DataFrame:
    """Mentions → the frame of ``mentions.csv``."""
    return frame("mentions", mentions)


def repairs_frame(repairs: Iterable[Repair]) -> pd.DataFrame:
    """Repairs → the frame of ``repairs.csv``."""
    return frame("repairs", repairs)


def sources_frame(documents: Iterable[Document]) -> pd.DataFrame:
    """Documents → the frame of ``sources.csv``: the origin of every report."""
    kept = set(schema("sources").names)
    rows = []
    for document in documents:
        origin = _as_mapping(document.origin) if document.origin else {}
        facts = {"report": document.report, "year": origin.get("report_year"), **origin}
        rows.append({name: value for name, value in facts.items() if name in kept})
    return frame("sources", rows)


def sentences_frame(observations: pd.DataFrame, documents: Iterable[Document]) -> pd.DataFrame:
    """The frame of ``sentences.csv``: every sentence that states an observation, once, verbatim."""
    texts = {document.report: document.text for document in documents}
    place = ["report", "sentence_start", "sentence_end"]
    spans = observations[place].drop_duplicates().itertuples(index=False)
    rows = [dict(zip(place, span, strict=True)) for span in spans]
    return frame("sentences", [
        {**row, "sentence": texts[row["report"]][row["sentence_start"] : row["sentence_end"]]} for row in rows
    ])


def _printed(column: Column, cells: pd.Series) -> list[str]:
    if column.type in TEXT_TYPES:
        return cells.tolist()
    values = [None if missing else cell for cell, missing in zip(cells.tolist(), cells.isna(), strict=True)]
    if column.type == "boolean":
        return ["" if value is None else str(bool(value)).lower() for value in values]
    return [number_text(value) for value in values]


def to_csv_bytes(table: str, records: Iterable[Any] | pd.DataFrame) -> bytes:
    """The table as CSV: UTF-8, LF, header, fixed columns and order, the same bytes for the same rows."""
    form = schema(table)
    ordered = frame(table, records)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(form.names)
    writer.writerows(zip(*(_printed(column, ordered[column.name]) for column in form.columns), strict=True))
    return stream.getvalue().encode("utf-8")


def path_of(table: str, directory: Path | None = None) -> Path:
    """File of a table: in ``directory``, else in data/clean or data/reference as the definitions say."""
    return (directory or FOLDERS[schema(table).folder]) / f"{table}.csv"


def write(table: str, records: Iterable[Any] | pd.DataFrame, directory: Path | None = None) -> Path:
    """Check a table and write its CSV. Returns the path. Raises TableError listing every fault."""
    path = path_of(table, directory)
    rows = frame(table, records)
    check(table, rows, path.name)
    write_atomic(path, to_csv_bytes(table, rows))
    return path


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8", index_col=False)
    except FileNotFoundError:
        raise TableError(f"{path.name}: not found; expected it in {path.parent}; build it with `make`") from None
    except UnicodeDecodeError as error:
        raise TableError(f"{path.name}: not UTF-8 (byte {error.start}); rebuild it with `make`") from None
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())
        raise TableError(f"{path.name}: no readable CSV ({reason}); rebuild it with `make`") from None


def load(table: str, directory: Path | None = None) -> pd.DataFrame:
    """A table of data/clean or data/reference with its types, checked.

    Text is ``""`` where empty, numbers float64, offsets int64. Raises TableError when the file is
    missing or unreadable, and one listing every fault when it breaks its schema.
    """
    return load_file(table, path_of(table, directory))


def load_file(table: str, path: Path) -> pd.DataFrame:
    """A table from any CSV file; as `load`."""
    raw = _read(path)
    form = schema(table)
    present = {c.name: _typed(c, raw[c.name].tolist()) for c in form.columns if c.name in raw.columns}
    typed = raw.assign(**present)
    check(table, typed, path.name)
    return typed[list(form.names)]
