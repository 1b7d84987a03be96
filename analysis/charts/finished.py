"""From axes and marks to a chart: source, alt text, key and caveats computed, the house style applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis import style
from analysis.charts import layout
from analysis.charts.marks import (
    Chart,
    Mark,
    Tables,
    alt_text,
    caveats,
    frame_of,
    key_of,
    source_line,
    words,
)
from analysis.comparison import one_status


def chart(
    name: str, figure: Any, marks: Sequence[Mark], tables: Tables, lang: str, size: str,
    brand: Mapping[str, Any] | None, *, title: str, reading: str, body: float, as_points: bool = False,
    key: Sequence[tuple[str, str]] | None = None, note: str = "", alt: str = "", more: Mapping[str, Any] | None = None,
    beside: Sequence[str] = (),
) -> Chart:
    """The finished chart ``name``; ``marks`` are what was drawn, ``body`` the height of the axes in cm.

    ``key`` and ``alt`` replace what is computed from the marks; ``more`` adds columns to the data, one value a mark.
    ``beside`` are titles of later publications that bear on the marks without being drawn.
    Raises ComparisonError where the marks have statuses that the figure does not name under ``mixes``.
    """
    one_status([m for m in marks if not m.missing], words(name, lang).get("mixes", ()))
    body *= style.preset(size).label / style.preset("a4_full").label
    source = source_line(marks, tables, lang, beside)
    alt = alt or alt_text(title, words(name, lang)["form"], marks, lang)
    layout.finish(figure, title=title, reading=reading, source=source, alt=alt, lang=lang, size=size, brand=brand,
                 key=key_of(marks, lang) if key is None else key, as_points=as_points, body=body,
                 note=note)
    known = [m.indicator for m in marks if m.number is not None]
    data = frame_of(marks).assign(**(more or {}))
    return Chart(name, lang, size, figure, data, title, reading, source, alt, caveats(known, lang))
