"""What the notebooks speak with: rows picked by what they are about, said in words, quoted, drawn and tabled.

Every function shows something or returns plain values; a notebook brings only its sentences.
"""

from __future__ import annotations

import base64
from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from analysis import charts, definitions, evidence, labels, tables
from analysis.charts.marks import place
from analysis.errors import TableError

LANGUAGE = "en"
#: Width of a picture in a notebook, in CSS pixels; the picture itself is finer.
WIDTH = 760
#: Rows that a reader takes in at a glance.
MOST_ROWS = 16
#: What the columns of a table end in: those of a table of pairs tell the two sides apart.
SIDES = ("", "_a", "_b")
#: Digits of a computed end that are not noise of the computation.
DIGITS = 9
MARKDOWN, HTML, PNG, PLAIN = "text/markdown", "text/html", "image/png", "text/plain"


@cache
def _table(name: str) -> pd.DataFrame:
    """A table of the project with columns to read beside its own."""
    return _readable(tables.load(name))


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with columns to read beside its own: place, said, what, how; of a pair with those of each side."""
    frame = frame.copy()
    records = [{str(key): _cell(value) for key, value in row.items()} for row in frame.to_dict("records")]
    for side in SIDES:
        own = [{key.removesuffix(side): row[key] for key in row if key.endswith(side)} for row in records]
        for name, words in _readings(own, {str(each).removesuffix(side) for each in frame if str(each).endswith(side)}):
            frame[f"{name}{side}"] = words
    return frame


def _readings(records: list[dict[str, Any]], columns: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each readable column that these columns give, with its words row by row."""
    if {"area", "area_name"} <= columns:
        yield "place", [place(row["area"], row["area_name"], LANGUAGE) for row in records]
    if {"value", "unit"} <= columns:
        yield "said", [_said(row) for row in records]
    facts = definitions.load("indicators")
    for column, readable in (("indicator", "what"), ("measure", "how")):
        if column in columns:
            known = facts[f"{column}s"]
            yield readable, [known[row[column]]["label"][LANGUAGE] if row[column] else "" for row in records]


def _cell(value: Any) -> Any:
    return None if value is pd.NA or (isinstance(value, float) and value != value) else value


def rows(table: str | pd.DataFrame = "observations", /, **cells: Any) -> pd.DataFrame:
    """The rows of a table, by its name or as a frame, whose cells are the given ones; a tuple allows several.

    Beside the table's own columns: ``place`` (English name), ``said`` (the value in words), ``what`` and ``how``
    (labels of indicator and measure); of a table of pairs ``place_a``, ``place_b`` and so on. Raises
    TableError for a column the table does not have.
    """
    found = _table(table) if isinstance(table, str) else _readable(table)
    foreign = sorted(set(cells) - set(found.columns))
    if foreign:
        known = ", ".join(found.columns)
        raise TableError(f"{_name(table)} has no column {', '.join(foreign)}; expected one of {known}")
    for column, wanted in cells.items():
        found = found[found[column].isin(wanted if isinstance(wanted, tuple) else (wanted,))]
    return found.reset_index(drop=True)


def _name(table: str | pd.DataFrame) -> str:
    return f"table {table}" if isinstance(table, str) else "the table given"


def pick(table: str | pd.DataFrame = "observations", /, **cells: Any) -> Any:
    """The one row whose cells are the given ones, its columns as attributes, ``None`` for no number.

    Raises TableError when there is none or more than one.
    """
    found = rows(table, **cells)
    if len(found) != 1:
        wanted = ", ".join(f"{key} = {value}" for key, value in cells.items())
        raise TableError(f"{_name(table)} has {len(found)} rows with {wanted}; expected exactly one")
    record = {str(key): _cell(value) for key, value in found.iloc[0].to_dict().items()}
    return namedtuple("Row", record)(**record)


def _said(row: dict[str, Any]) -> str:
    if not row["unit"]:
        return ""
    derived = row.get("kind") == "derived" or ("kind" not in row and bool(row.get("rule")))
    return labels.full(row["unit"], row["value"], row.get("low"), row.get("high"), row.get("bound", "exact"), LANGUAGE,
                       row.get("indicator", ""), derived)


def between(low: float | None, high: float | None, unit: str = "") -> str:
    """What bounds leave of a change, its sign shown: ``+3.04 to +3.15%``, ``−61``; ``not known`` without both ends.

    Two decimals, or three below one; the ends of a range are rounded outwards, so that it still holds what it held.
    """
    if _cell(low) is None or _cell(high) is None:
        return "not known"
    given = (Decimal(f"{low:.{DIGITS}g}"), Decimal(f"{high:.{DIGITS}g}"))
    step = Decimal("0.01") if max(map(abs, given)) >= 1 else Decimal("0.001")
    modes = (ROUND_HALF_EVEN,) if given[0] == given[1] else (ROUND_FLOOR, ROUND_CEILING)
    ends = [end.quantize(step, mode) for end, mode in zip(given, modes, strict=False)]
    texts = [f"{end:+,}" for end in ends]
    if all(text.endswith(".00") for text in texts):
        texts = [text.removesuffix(".00") for text in texts]
    return f"{' to '.join(texts)}{unit}".replace("-", "\N{MINUS SIGN}")


def tell(*sentences: str) -> None:
    """Show sentences in Markdown, each a paragraph; the figures in them come from the code that calls this."""
    text = "\n\n".join(sentences)
    _show({MARKDOWN: text, PLAIN: text})


def solution(*sentences: str) -> None:
    """Show the answer to an exercise, folded until the reader opens it."""
    text = "".join(f"<p>{escape(each)}</p>" for each in sentences)
    _show({HTML: f"<details><summary>Solution</summary>{text}</details>", PLAIN: "\n\n".join(sentences)})


def quote(gloss: str, *picked: Any, given: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Show the sentence that states the picked rows, their numbers marked, and below it what it says in English.

    ``given``: observations, sentences and sources where they are not those of data/clean.
    """
    ids = [row.observation_id for row in picked]
    found = evidence.passage(*ids, tables=given)
    html = (
        f'<figure style="margin: 1em 0"><blockquote lang="zh">{evidence.sentence(*ids, tables=given)}</blockquote>'
        f"<figcaption>{escape(gloss)}<br><small>{escape(found.title_en or found.title)}</small></figcaption></figure>"
    )
    _show({HTML: html, PLAIN: f"{found.text}\n{gloss}"})


def figure(name: str, caption: str, given: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Show a figure of the project with its alternative text, and its caption below it.

    ``given``: the tables it draws where they are not those of data/clean.
    """
    chart = charts.draw(name, given, LANGUAGE)
    picture, about = chart._repr_png_()
    _show({PNG: base64.b64encode(picture).decode(), PLAIN: chart.alt}, {PNG: about | {"width": WIDTH}})
    tell(f"**Figure.** {caption}")


def table(frame: pd.DataFrame | Iterable[Mapping[str, Any]], caption: str, **headers: str) -> None:
    """Show a small table: the columns named, in that order, under readable headers.

    Raises TableError when it has more rows than a reader takes in at a glance.
    """
    frame = pd.DataFrame(frame)
    if len(frame) > MOST_ROWS:
        raise TableError(f"{len(frame)} rows are too many to read; show at most {MOST_ROWS}")
    head = "".join(f'<th scope="col" style="text-align: left">{escape(text)}</th>' for text in headers.values())
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align: left">{escape(_cell_text(cell))}</td>' for cell in cells) + "</tr>"
        for cells in frame[list(headers)].itertuples(index=False)
    )
    _show({HTML: f'<table><caption style="text-align: left">{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
                 f"<tbody>{body}</tbody></table>", PLAIN: caption})


def _cell_text(cell: Any) -> str:
    return "" if _cell(cell) is None else str(cell)


def _show(bundle: dict[str, str], metadata: dict[str, Any] | None = None) -> None:
    from IPython.display import display

    display(bundle, raw=True, metadata=metadata or {})
