"""``datapackage.json``: every column of every built table, for people and for Frictionless validators."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from analysis import definitions, paths
from analysis.errors import TableError
from analysis.schema import Column, Schema, schema, tables

#: Our column types as Frictionless names them.
FIELD_TYPES = {
    "text": "string",
    "code": "string",
    "period": "string",
    "list": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


def _field(column: Column, key: tuple[str, ...]) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if key == (column.name,):
        constraints["unique"] = True
    if column.codes:
        constraints["enum"] = list(column.codes)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    field: dict[str, Any] = {
        "name": column.name,
        "type": FIELD_TYPES[column.type],
        "description": column.meaning + (" (joined by a space)" if column.type == "list" else ""),
    }
    if column.unit:
        field["unit"] = column.unit
    if constraints:
        field["constraints"] = constraints
    return field


def _table_schema(form: Schema, present: set[str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "fields": [_field(column, form.key) for column in form.columns],
        "missingValues": [""],
    }
    if form.key:
        described["primaryKey"] = list(form.key)
    links = []
    for column, target in (form.links or {}).items():
        table, field = target.split(".")
        if table in present:
            links.append({"fields": [column], "reference": {"resource": table, "fields": [field]}})
    if links:
        described["foreignKeys"] = links
    return described


def _resource(path: Path, present: set[str]) -> dict[str, Any]:
    form, data = schema(path.stem), path.read_bytes()
    return {
        "name": form.table,
        "title": form.title,
        "description": form.meaning,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "schema": _table_schema(form, present),
    }


def datapackage(directory: Path = paths.CLEAN) -> bytes:
    """Descriptor of every CSV in ``directory`` as UTF-8 JSON, the same bytes for the same tables.

    Raises TableError for a CSV that columns.yaml does not describe.
    """
    found = {path.stem: path for path in directory.glob("*.csv")}
    strangers = sorted(set(found) - set(tables()))
    if strangers:
        raise TableError(
            f"{directory.name}: no description of {', '.join(f'{name}.csv' for name in strangers)}; "
            "describe every column of it in definitions/columns.yaml, or remove the file"
        )
    about = definitions.load("columns")["package"]
    descriptor = {
        **about,
        "profile": "tabular-data-package",
        "resources": [_resource(found[name], set(found)) for name in tables() if name in found],
    }
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
