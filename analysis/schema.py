"""What every table must look like, read from ``definitions/columns.yaml``, and the check of it.

The check is plain and vectorised: it runs in every build, where importing a validation library
would cost more than the whole stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from analysis import definitions
from analysis.errors import DefinitionError, TableError

if TYPE_CHECKING:
    import pandas as pd

TEXT_TYPES = frozenset({"text", "code", "period", "list"})
TYPES = TEXT_TYPES | {"integer", "number", "boolean"}
#: Rounding of a printed number may move a bound by less than this share of it.
TOLERANCE = 1e-9
#: So many rows are named for one fault; the rest is counted.
ROWS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, what it means, and what its cells may hold."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    codes: tuple[str, ...] = ()
    codelist: str = ""
    pattern: str = ""
    minimum: int | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """One table: its columns in order, the key of a row, the order of rows, links to other tables."""

    table: str
    folder: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    links: Mapping[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a table, and the rows (counted from 1) where it is."""

    column: str
    found: str
    expected: str
    rows: tuple[int, ...] = ()


def codelist(name: str) -> tuple[str, ...]:
    """Codes of a codelist: a key of indicators.yaml, or of ``codelists`` in columns.yaml."""
    authored = definitions.load("columns")["codelists"]
    if name in authored:
        return tuple(authored[name])
    try:
        return tuple(definitions.load("indicators")[name])
    except KeyError:
        raise DefinitionError(
            f"columns.yaml: codelist '{name}' not found; expected one of {', '.join(authored)} "
            "or a key of indicators.yaml"
        ) from None


def _column(table: str, name: str, own: Mapping[str, Any]) -> Column:
    shared = definitions.load("columns")["columns"]
    spec = {**shared.get(own.get("shared", name), {}), **own}
    spec.pop("shared", None)
    listed = spec.pop("codes", "")
    problem = next(
        (key for key in ("type", "meaning") if not spec.get(key)),
        None if spec.get("type") in TYPES else "type",
    )
    if problem:
        raise DefinitionError(
            f"columns.yaml, table {table}, column {name}: '{problem}' is {spec.get(problem)!r}; expected "
            + ("one of " + ", ".join(sorted(TYPES)) if problem == "type" else "a sentence")
        )
    return Column(name=name, codes=codelist(listed) if listed else (), codelist=listed, **spec)


@cache
def tables() -> tuple[str, ...]:
    """Names of every table the definitions describe."""
    return tuple(definitions.load("columns")["tables"])


@cache
def schema(table: str) -> Schema:
    """Schema of a table. Raises TableError for an unknown name, listing the known ones."""
    try:
        spec = definitions.load("columns")["tables"][table]
    except KeyError:
        raise TableError(f"table '{table}': not known; expected one of {', '.join(tables())}") from None
    columns = tuple(_column(table, name, own or {}) for name, own in spec["columns"].items())
    names = {column.name for column in columns}
    for name in (*spec.get("key", ()), *spec.get("sort", ()), *spec.get("links", {})):
        if name not in names:
            raise DefinitionError(f"columns.yaml, table {table}: key, sort or links name no column '{name}'")
    return Schema(
        table=table,
        folder=spec["folder"],
        title=spec["title"],
        meaning=spec["meaning"],
        columns=columns,
        key=tuple(spec.get("key", ())),
        sort=tuple(spec.get("sort", ())),
        links=dict(spec.get("links", {})),
    )


@cache
def unit_of(indicator: str, measure: str) -> str:
    """Unit that a measure of an indicator must have.

    Raises DefinitionError for an unknown indicator or measure.
    """
    facts = definitions.load("indicators")
    try:
        own, follows = facts["indicators"][indicator]["unit"], facts["measures"][measure]["unit"]
    except KeyError as unknown:
        raise DefinitionError(f"indicators.yaml: no code {unknown}; add it there or use a known one") from None
    if follows == "own":
        return str(own)
    if follows == "difference":
        return "percentage_point" if own == "percent" else str(own)
    return str(follows)


def _positions(mask: pd.Series) -> tuple[int, ...]:
    return tuple(int(i) + 1 for i in mask.to_numpy().nonzero()[0])


def _grouped(column: str, cells: pd.Series, bad: pd.Series, expected: str) -> Iterator[Fault]:
    """One fault for every different value found in the bad cells."""
    found: dict[str, list[int]] = {}
    for row in _positions(bad):
        cell = cells.iloc[row - 1]
        found.setdefault(repr(cell.item() if hasattr(cell, "item") else cell), []).append(row)
    for value, rows in found.items():
        yield Fault(column, value, expected, tuple(rows))


def _column_faults(column: Column, cells: pd.Series) -> Iterator[Fault]:
    import pandas as pd

    if column.type in TEXT_TYPES:
        empty = cells.isna() | (cells.astype(str) == "")
        if column.codes:
            bad = ~empty & ~cells.isin(column.codes)
            yield from _grouped(column.name, cells, bad, f"a code of {column.codelist}")
        if column.pattern:
            bad = ~empty & ~cells.astype(str).str.fullmatch(column.pattern)
            yield from _grouped(column.name, cells, bad, f"the form {column.pattern}")
    elif column.type == "boolean":
        empty = cells.isna() | (cells.astype(str) == "")
        bad = ~empty & ~cells.isin([True, False])
        yield from _grouped(column.name, cells, bad, "true or false")
    else:
        numbers = pd.to_numeric(cells, errors="coerce")
        empty = cells.isna() | (cells.astype(str) == "")
        bad = ~empty & (numbers.isna() | numbers.isin([float("inf"), float("-inf")]))
        if column.type == "integer":
            bad |= ~empty & numbers.notna() & (numbers % 1 != 0)
        if column.minimum is not None:
            bad |= numbers.notna() & (numbers < column.minimum)
        least = "" if column.minimum is None else f" of at least {column.minimum}"
        yield from _grouped(column.name, cells, bad, f"{'an' if column.type[0] == 'i' else 'a'} {column.type}{least}")
    if column.required and empty.any():
        yield Fault(column.name, "an empty cell", "a value", _positions(empty))


def _row_faults(frame: pd.DataFrame) -> Iterator[Fault]:
    """Faults between the cells of one row: bounds in order, span forward, unit as the indicator's."""
    import pandas as pd

    def number(name: str) -> pd.Series:
        return pd.to_numeric(frame[name], errors="coerce")

    present = set(frame.columns)
    for below, above in (("low", "high"), ("low", "value"), ("value", "high")):
        if {below, above} <= present:
            lower, upper = number(below), number(above)
            bad = lower > upper + TOLERANCE * upper.abs()
            for row in _positions(bad):
                pair = f"{below} {lower.iloc[row - 1]:.12g} above {above} {upper.iloc[row - 1]:.12g}"
                yield Fault(below, pair, f"{below} <= {above}", (row,))
    if {"start", "end"} <= present:
        bad = number("start") >= number("end")
        yield from _grouped("end", frame["end"], bad, "an offset after start")
    if {"indicator", "measure", "unit"} <= present:
        facts = definitions.load("indicators")
        known = frame["indicator"].isin(facts["indicators"]) & frame["measure"].isin(facts["measures"])
        pairs = list(zip(frame["indicator"], frame["measure"], strict=True))
        due = [unit_of(*pair) if ok else "" for pair, ok in zip(pairs, known, strict=True)]
        wrong = known & (frame["unit"] != pd.Series(due, index=frame.index, dtype="str"))
        for indicator, measure in sorted({pairs[row - 1] for row in _positions(wrong)}):
            mine = wrong & (frame["indicator"] == indicator) & (frame["measure"] == measure)
            expected = f"'{unit_of(indicator, measure)}', the unit of {indicator}, {measure}"
            yield from _grouped("unit", frame["unit"], mine, expected)


def faults(table: str, frame: pd.DataFrame) -> list[Fault]:
    """Everything in which ``frame`` departs from the schema of ``table``; empty when it is sound."""
    form = schema(table)
    found = [Fault(name, "no such column", "the column") for name in form.names if name not in frame.columns]
    found += [
        Fault(str(name), "a column the table does not have", f"one of {', '.join(form.names)}")
        for name in frame.columns
        if name not in form.names
    ]
    for column in form.columns:
        if column.name in frame.columns:
            found += _column_faults(column, frame[column.name])
    found += _row_faults(frame)
    if form.key and set(form.key) <= set(frame.columns):
        keys = frame[list(form.key)]
        again = keys.duplicated(keep=False) & (keys.astype(str) != "").all(axis=1)
        cells = keys[form.key[0]] if len(form.key) == 1 else keys.astype(str).agg(" ".join, axis=1)
        found += _grouped(", ".join(form.key), cells, again, "each only once")
    return found


def _where(fault: Fault, names: list[str]) -> str:
    if not fault.rows:
        return ""
    shown = ", ".join(f"{row} ({names[row - 1]})" if names else str(row) for row in fault.rows[:ROWS_NAMED])
    left = len(fault.rows) - ROWS_NAMED
    more = f" and {left} more" if left > 0 else ""
    return f"; row{'s' if len(fault.rows) > 1 else ''} {shown}{more}"


def refusal(source: str, found: Iterable[Fault], names: list[str] | None = None) -> TableError:
    """The one error that lists all faults: column, what was found, what was expected, which rows."""
    lines = [
        f"  column {fault.column}: found {fault.found}, expected {fault.expected}{_where(fault, names or [])}"
        for fault in found
    ]
    count = f"{len(lines)} fault{'s' if len(lines) != 1 else ''}"
    return TableError("\n".join([f"{source}: {count}; mend the table or rebuild it with `make`", *lines]))


def row_names(table: str, frame: pd.DataFrame) -> list[str]:
    """Words by which a person finds each row: its key where the table has one, else nothing."""
    key = schema(table).key
    if not key or not set(key) <= set(frame.columns):
        return []
    return frame[list(key)].astype(str).agg(" ".join, axis=1).tolist()


def check(table: str, frame: pd.DataFrame, source: str = "") -> None:
    """Refuse a frame that breaks the schema of ``table``.

    ``source`` names the file in the message. Raises TableError listing every fault at once.
    """
    found = faults(table, frame)
    if found:
        raise refusal(source or f"table {table}", found, row_names(table, frame))
