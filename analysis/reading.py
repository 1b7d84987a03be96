"""Files of any report to readings and to rows of text; no table library is needed for it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from analysis.cleaning.observations import read_document
from analysis.documents import document_of
from analysis.model import Mention, Observation, Reading


def read_file(path: str | Path) -> list[Observation]:
    """Observations of one file (text, HTML, DOCX or PDF with a text layer).

    Raises RawFileError with one line naming the file and the reason when it cannot be read.
    """
    return list(read(Path(path)).observations)


def read(path: Path) -> Reading:
    """The whole reading of one file: observations, census and repairs."""
    return read_document(document_of(path))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def to_jsonl(rows: Iterable[Observation | Mention]) -> str:
    """One JSON object a line, columns in the order of the contract."""
    return "".join(
        json.dumps({k: _plain(v) for k, v in asdict(row).items()}, ensure_ascii=False) + "\n" for row in rows
    )


def to_csv(rows: Iterable[Observation | Mention], kind: type[Observation] | type[Mention] = Observation) -> str:
    """CSV with a header, empty cells for open values."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f.name for f in fields(kind)]
    writer.writerow(names)
    for row in rows:
        values = [_plain(getattr(row, n)) for n in names]
        writer.writerow(["" if v is None else " ".join(v) if isinstance(v, list) else v for v in values])
    return out.getvalue()
