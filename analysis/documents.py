"""Raw files and their origins to documents; the text of a registered report is checked by its sha256."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from analysis.definitions import parse_yaml
from analysis.errors import DefinitionError, RawFileError
from analysis.formats import text_of
from analysis.model import Document, Origin
from analysis.paths import RAW


def load_reports(directory: Path = RAW) -> list[Document]:
    """All registered reports of a directory, in the order of their names.

    Raises RawFileError for a missing, empty, changed, non-UTF-8 or wrongly named file.
    """
    origins = sorted(directory.glob("*.yaml"))
    if not origins:
        raise RawFileError(f"{directory.name}/: no report found; expected <report>.txt with <report>.yaml")
    orphans = sorted(p.name for p in directory.glob("*.txt") if not p.with_suffix(".yaml").exists())
    if orphans:
        raise RawFileError(
            f"{directory.name}/{orphans[0]}: has no origin file; expected {Path(orphans[0]).stem}.yaml beside it. "
            "Register it with `python -m analysis add`."
        )
    return [load_report(path) for path in origins]


def load_report(origin_path: Path, complete: bool = True) -> Document:
    """One registered report, its bytes checked against the sha256 of its origin.

    ``complete``: refuse an origin whose title, city or kind is still to be filled in.
    """
    report = origin_path.stem
    path = origin_path.with_suffix(".txt")
    where = f"{path.parent.name}/{path.name}"
    if not report or report != report.lower() or " " in report:
        raise RawFileError(f"{where}: a report is named <city>-<year> in lower case, for instance town-2020; rename it")
    if not path.exists():
        raise RawFileError(f"{where}: not found; its origin file {origin_path.name} stands there. Restore the text.")
    data = path.read_bytes()
    if not data.strip():
        raise RawFileError(f"{where}: the file is empty; expected the text of the report. Restore it.")
    origin = read_origin(origin_path)
    open_keys = [key for key in ("title", "city", "kind") if not getattr(origin, key)]
    if complete and open_keys:
        raise RawFileError(
            f"{path.parent.name}/{origin_path.name}: {', '.join(open_keys)} not filled in; expected what the report "
            "is called, the place it speaks for, and its kind (summary, plan, summary and plan). Fill it in."
        )
    digest = hashlib.sha256(data).hexdigest()
    if origin.sha256 != digest:
        raise RawFileError(
            f"{where}: the file was changed: its sha256 is {digest[:12]}…, {origin_path.name} expects "
            f"{origin.sha256[:12] or 'none'}…. Raw files are never edited: restore the copy as published."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RawFileError(f"{where}: not UTF-8 (byte {error.start}); expected UTF-8 text") from None
    return Document(report, text, origin)


def read_origin(path: Path) -> Origin:
    """Origin of a report from its YAML file; unknown keys are refused by name."""
    data = parse_yaml(path)
    if not isinstance(data, dict):
        raise DefinitionError(f"{path.name}: expected a mapping with title, city, kind and sha256")
    fields = set(Origin.__dataclass_fields__)
    unknown = sorted(set(data) - fields)
    missing = sorted({"title", "city", "kind", "sha256"} - set(data))
    if unknown or missing:
        faults = [f"unknown key {k!r}" for k in unknown] + [f"missing key {k!r}" for k in missing]
        raise DefinitionError(f"{path.name}: {'; '.join(faults)}; known keys: {', '.join(sorted(fields))}")
    return Origin(**{key: _plain(key, value) for key, value in data.items()})


def _plain(key: str, value: Any) -> Any:
    if key in ("report_year", "plan_year"):
        return int(value) if value is not None else None
    return "" if value is None else str(value)


def document_of(path: Path) -> Document:
    """A document from any file; its report name is the file's stem.

    Raises RawFileError when the file cannot be read as a report.
    """

    return Document(path.stem, text_of(path))
