"""Does what stands in the repository hold together? Raw files, quotes, tables, their description, repairs.

Nothing is built or written. A finding is one thing a person has to look at; definitions that can't
be read at all are unusable input and raise instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import definitions, paths
from analysis.errors import RawFileError, RepairError, TableError
from analysis.model import Document

if TYPE_CHECKING:
    import pandas as pd

#: Columns that together say: this text stands from here to there in data/raw/<report>.txt.
SPANS = (
    ("start", "end", "quote"),
    ("start", "end", "as_printed"),
    ("sentence_start", "sentence_end", "sentence"),
)


def findings(raw: Path = paths.RAW, clean: Path = paths.CLEAN, reference: Path = paths.REFERENCE) -> list[str]:
    """Everything in which raw files, tables and repairs depart from their definitions; empty when all agree.

    Raises DefinitionError when a definition can't be read, RawFileError when there is no report at all.
    """
    documents, found = _documents(raw)
    tables, faults = _tables(clean, reference)
    found += faults
    for name, table in tables.items():
        found += _quotes(name, table, documents)
        found += _links(name, table, tables)
    found += _description(clean)
    found += _repairs(documents, raw)
    return found


def _documents(raw: Path) -> tuple[dict[str, Document], list[str]]:
    from analysis.documents import load_report

    origins = sorted(raw.glob("*.yaml"))
    texts = sorted(raw.glob("*.txt"))
    if not origins:
        raise RawFileError(f"{raw.name}/: no report found; expected <report>.txt with <report>.yaml")
    documents, found = {}, []
    for origin in origins:
        try:
            documents[origin.stem] = load_report(origin)
        except RawFileError as error:
            found.append(str(error))
    found += [
        f"{raw.name}/{text.name}: has no origin file; expected {text.stem}.yaml beside it"
        for text in texts
        if not text.with_suffix(".yaml").exists()
    ]
    return documents, found


def _tables(clean: Path, reference: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    from analysis import schema, tables

    folders = {"clean": clean, "reference": reference}
    sound, found = {}, []
    for name in schema.tables():
        try:
            sound[name] = tables.load(name, folders[schema.schema(name).folder])
        except TableError as error:
            found.append(str(error))
    return sound, found


def _quotes(name: str, table: pd.DataFrame, documents: Mapping[str, Document]) -> Iterator[str]:
    """Rows whose words don't stand at their offsets; reports whose text is not sound are left out."""
    for start, end, words in SPANS:
        if not {"report", start, end, words} <= set(table.columns):
            continue
        for row in table[["report", start, end, words]].itertuples(index=False):
            report, first, last, quote = row
            document = documents.get(report)
            if document and (there := document.text[first:last]) != quote:
                yield (
                    f"{name}.csv: {report}, characters {first} to {last}: found {_short(there)} in the raw text, "
                    f"expected {_short(quote)} ({words}); rebuild the tables with `make`"
                )


def _links(name: str, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    from analysis.schema import schema

    for column, target in (schema(name).links or {}).items():
        other, key = target.split(".")
        if other not in tables:
            continue
        unknown = sorted(set(table[column]) - set(tables[other][key]) - {""})
        for value in unknown:
            yield f"{name}.csv: {column} {value!r} is not in {other}.csv; rebuild the tables with `make`"


def _description(clean: Path) -> Iterator[str]:
    from analysis.datapackage import datapackage

    path = clean / "datapackage.json"
    if not path.exists():
        yield f"{path.name}: not found; build it with `make`"
        return
    try:
        expected = datapackage(clean)
    except TableError as error:
        yield str(error)
        return
    if path.read_bytes() != expected:
        yield f"{path.name}: does not describe the tables beside it (columns, sizes or hashes); rebuild it with `make`"


def _repairs(documents: Mapping[str, Document], raw: Path) -> Iterator[str]:
    """Records of corrections that no longer apply to the text they were written for."""
    from analysis.cleaning.repair import readable

    for record in definitions.load("repairs")["records"]:
        report = record.get("report", "")
        if report not in documents:
            if not (raw / f"{report}.yaml").exists():
                yield f"repairs.yaml: a record is for {report!r}, no report of {raw.name}/; correct or delete it"
            continue
        try:
            readable(documents[report].text, report, [record])
        except RepairError as error:
            yield str(error)
        except KeyError as key:
            yield f"repairs.yaml: a record for {report!r} lacks {key}; add it"


def _short(text: str, length: int = 40) -> str:
    return repr(text if len(text) <= length else text[: length - 1] + "…")
