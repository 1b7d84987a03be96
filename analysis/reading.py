"""Files of any report to readings and to rows of text; no table library is needed for it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

from analysis.cleaning.observations import Explanation, read_document, read_explained
from analysis.documents import document_of
from analysis.formats import LIMIT, STANDARD_INPUT, extract
from analysis.model import Document, Mention, Observation, Reading

#: Report name of what comes from the standard input.
UNNAMED = "text"


class Explained(NamedTuple):
    """A reading with where each row came from, and what to know about the file."""

    reading: Reading
    explanations: tuple[Explanation, ...]
    notes: tuple[str, ...] = ()


def read_file(path: str | Path) -> list[Observation]:
    """Observations of one file (text, HTML, DOCX or PDF with a text layer).

    Raises RawFileError with one line naming the file and the reason when it cannot be read.
    """
    return list(read(Path(path)).observations)


def read(path: Path) -> Reading:
    """The whole reading of one file: observations, census and repairs."""
    return read_document(document_of(path))


def explained(path: Path, limit: int = LIMIT) -> Explained:
    """As `read`, with the evidence of every row; ``limit`` in megabytes, ``-`` is the standard input."""
    found = extract(path, limit)
    report = UNNAMED if path == STANDARD_INPUT else path.stem
    return Explained(*read_explained(Document(report, found.text)), found.notes)


# ---------------------------------------------------------------- rows


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def rows_text(rows: Iterable[Observation | Mention], form: str, kind: type[Observation] | type[Mention]) -> str:
    """Rows as ``jsonl`` or ``csv``."""
    return to_csv(rows, kind) if form == "csv" else to_jsonl(rows)


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


# ---------------------------------------------------------------- explanations

#: What stands around the number inside its sentence.
MARKS = ("【", "】")


def marked_sentence(text: str, start: int, end: int, sentence_start: int, sentence_end: int) -> str:
    """The sentence on one line with the number between `MARKS`."""
    before, after = text[sentence_start:start], text[end:sentence_end]
    marked = f"{before}{MARKS[0]}{text[start:end]}{MARKS[1]}{after}"
    return " ".join(marked.split())


def number_text(row: Observation) -> str:
    """Value, bounds and unit as the row holds them: ``120 to open (at_least), count``."""

    def said(number: float | None) -> str:
        return "open" if number is None else f"{_plain(number)}"

    if row.bound == "exact":
        return f"{said(row.value)} {row.unit}"
    if row.bound == "about":
        return f"about {said(row.value)} {row.unit}"
    return f"{said(row.low)} to {said(row.high)} {row.unit} ({row.bound})"


def explanation_text(page: Explained) -> str:
    """For people: each row with its sentence and where indicator, place, period and status came from."""
    reading, text = page.reading, page.reading.document.text
    why = {each.observation_id: each for each in page.explanations}
    lines = [f"{reading.document.report}: {len(reading.observations)} rows of {len(reading.mentions)} numbers"]
    for row in reading.observations:
        because = why[row.observation_id]
        lines += [
            "",
            f"{row.indicator} · {row.measure} = {number_text(row)}",
            f"  sentence   {marked_sentence(text, row.start, row.end, row.sentence_start, row.sentence_end)}",
            f"  indicator  {row.indicator}, {row.measure}: {because.indicator}",
            f"  place      {f'{row.area_name} {row.area}'.strip() or 'not known'}: {because.area}",
            f"  period     {row.period or 'not known'} ({row.period_basis}): {because.period}",
            f"  status     {row.status}: {because.status}",
        ]
        lines += [f"  repair     {_repair_text(reading, each)}" for each in row.repairs]
        lines += [f"  note       {row.note}"] if row.note else []
    unresolved = unresolved_lines(reading)
    if unresolved:
        lines += ["", f"unresolved: {len(unresolved)}", *(f"  {line}" for line in unresolved)]
    return "\n".join(lines) + "\n\n"


def row_line(row: Observation) -> str:
    """A row on one line: indicator, measure, place, period, status, value, and the number as written."""
    place, period = row.area_name or "place not known", row.period or "period not known"
    quote = " ".join(row.quote.split())
    return f"{row.indicator} {row.measure} · {place} · {period} · {row.status} · {number_text(row)} · {quote}"


def unresolved_lines(reading: Reading) -> list[str]:
    """The mentions that were left open, each with the words around it and why."""
    text = reading.document.text
    return [f"{_around(text, m.start, m.end)}: {m.reason}" for m in reading.mentions if m.kind == "unresolved"]


def _repair_text(reading: Reading, identity: str) -> str:
    made = next(each for each in reading.repairs if each.repair_id == identity)
    printed, read_as = " ".join(made.as_printed.split("\n")), made.read_as or "nothing"
    return f"{printed!r} read as {read_as!r} ({made.rule}, {made.confidence}): {made.evidence}"


def _around(text: str, start: int, end: int, width: int = 16) -> str:
    return marked_sentence(text, start, end, max(0, start - width), min(len(text), end + width))
