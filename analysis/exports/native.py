"""A figure as charts that Office can edit: categories, series and their looks, chosen from its data.

PowerPoint and Excel are given the same charts. Numbers are in the unit that the axis names (亿元), at full
precision; a label is the number itself where it says it whole, else the words drawn in the figure (≥660).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis import definitions, labels, style
from analysis.charts.marks import words
from analysis.exports.content import Content, word

#: Order of series and of the bars within a year.
ORDER = ("actual", "derived", "expected", "target", "projected")
Brand = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a series, what stands at it (``""``: the number itself), and its colour."""

    number: float
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one status, one place for each category. ``look``: a status, or ``range`` for upper ends."""

    name: str
    look: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True, slots=True)
class NativeChart:
    """One chart, ``form`` bar or columns; ``format`` is how Office prints the numbers that are their own labels.

    A category has a number in one series only, apart from the upper end of a range: bars may lie over each other.
    """

    title: str
    form: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    format: str
    alt: str


def native_charts(content: Content, brand: Brand = None) -> list[NativeChart]:
    """The charts of a figure, a panel each; empty where Office has no such chart."""
    form = definitions.load("exports")["native"].get(content.chart.name)
    if form is None:
        return []
    data = content.chart.data
    colours = style.area_colours([code for code in data["area"] if code.endswith("00")], brand)
    titles = [panel for panel in dict.fromkeys(data["panel"]) if panel]
    make = _bars if form == "bar" else _years
    found = [make(content, title, data, colours, form) for title in titles]
    return [chart for chart in found if chart is not None]


def _look(row: Mapping[str, Any]) -> str:
    return "derived" if row["kind"] == "derived" else str(row["status"])


def _number(row: Mapping[str, Any]) -> float | None:
    return next((float(row[x]) for x in ("value", "low", "high") if not math.isnan(row[x])), None)


def _scale(rows: Sequence[Mapping[str, Any]], lang: str) -> labels.Scale:
    numbers = [abs(row[x]) for row in rows for x in ("value", "low", "high") if not math.isnan(row[x])]
    return labels.scale_of(str(rows[0]["unit"]), max(numbers, default=1.0), lang)


def _scaled(number: float, scale: labels.Scale) -> float:
    """A number in the unit of its axis, without the dust of binary fractions."""
    return float(f"{number / scale.divisor:.12g}")


def _said(row: Mapping[str, Any], scale: labels.Scale, lang: str) -> str:
    """The value under its bound, in the unit of this chart."""
    value, low, high = (None if math.isnan(row[x]) else float(row[x]) for x in ("value", "low", "high"))
    return labels.short(scale, value, low, high, str(row["bound"]), lang, row["kind"] == "derived")


def _more(row: Mapping[str, Any], scale: labels.Scale, lang: str) -> str:
    """What the figure says at a mark beside its value: what is counted, for instance."""
    drawn, own = str(row["label"]), _said(row, scale, lang)
    return drawn.removeprefix(own).strip() if drawn.startswith(f"{own} ") else ""


def _point(row: Mapping[str, Any], scale: labels.Scale, colours: Mapping[str, str], lang: str) -> Point | None:
    number = _number(row)
    if number is None:
        return None
    scaled, said = _scaled(number, scale), _said(row, scale, lang)
    plain = labels.plain(scaled, lang) + {"percent": "%", "times": "倍" if lang == "zh" else "×"}.get(scale.unit, "")
    itself = said == plain and float(f"{scaled:.4f}") == scaled
    return Point(scaled, "" if itself else said, colours.get(str(row["area"]), style.ink("axis")))


def _format(scale: labels.Scale, numbers: Sequence[float], lang: str) -> str:
    """The number format of a chart: a unit sign where labels carry one, thousands parted in English."""
    whole = all(float(n).is_integer() for n in numbers)
    sign = {"percent": "%", "times": "倍" if lang == "zh" else "×"}.get(scale.unit)
    if sign:
        return f'0"{sign}"' if whole else f'0.######"{sign}"'
    return "General" if lang == "zh" or not whole else "#,##0"


def _titled(title: str, scale: labels.Scale, lang: str) -> str:
    """The panel's title with its unit, unless it is a percentage, a multiple, or says its unit itself."""
    if scale.unit in ("percent", "times") or scale.word.lower() in title.lower():
        return title
    return f"{title}（{scale.word}）" if lang == "zh" else f"{title}, {scale.word}"


def _alt(title: str, rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], lang: str) -> str:
    """Every value of the panel with its status."""
    comma, between = ("，", "；") if lang == "zh" else (", ", "; ")
    parts = []
    for row in rows:
        status = "" if row["kind"] == "missing" else f"{comma}{texts[_look(row)]}"
        parts.append(" ".join(x for x in (str(row["place"]), str(row["period"]), str(row["label"])) if x) + status)
    return f"{title}{word('colon', lang)}{between.join(parts)}"


def _chart(
    content: Content, title: str, form: str, categories: Sequence[str], series: Sequence[Series],
    rows: Sequence[Mapping[str, Any]], scale: labels.Scale,
) -> NativeChart:
    numbers = [p.number for s in series for p in s.points if p is not None]
    named = _titled(title, scale, content.lang)
    return NativeChart(named, form, tuple(categories), tuple(series), _format(scale, numbers, content.lang),
                       _alt(named, rows, dict(content.statuses), content.lang))


def _category(row: Mapping[str, Any], scale: labels.Scale, stages: Mapping[Any, str], lang: str) -> str:
    """What a bar is called: place and period, and what it counts where the figure says so."""
    if row["kind"] == "missing":
        text = word("not_stated", lang)
        return f"{row['place']}（{text}）" if lang == "zh" else f"{row['place']} ({text})"
    more = stages.get((row["indicator"], row["measure"]), "") or _more(row, scale, lang)
    return f"{row['place']} {row['period']} {more}".strip()


def _bars(content: Content, title: str, data: pd.DataFrame, colours: Mapping[str, str], form: str
          ) -> NativeChart | None:
    rows = [row for row in data.to_dict("records") if row["panel"] == title]
    stated = [row for row in rows if row["kind"] != "missing"]
    if not stated:
        return None
    lang, scale = content.lang, _scale(stated, content.lang)
    stages = {(s["indicator"], s["measure"]): s[lang] for s in words(content.chart.name, lang).get("stages", ())}
    categories = [_category(row, scale, stages, lang) for row in rows]
    points = [None if row["kind"] == "missing" else _point(row, scale, colours, lang) for row in rows]
    tops = [_range_top(row, scale) for row in rows]
    series = []
    if any(top is not None for top in tops):
        ends = tuple(None if top is None or p is None else Point(top, p.label, p.colour)
                     for top, p in zip(tops, points, strict=True))
        series.append(Series(word("range_end", lang), "range", ends))
        points = [p if p is None or top is None else replace(p, label=" ") for p, top in zip(points, tops, strict=True)]
    names = dict(content.statuses)
    for look in ORDER:
        own = tuple(p if row["kind"] != "missing" and _look(row) == look else None
                    for p, row in zip(points, rows, strict=True))
        if any(own):
            series.append(Series(names[look], look, own))
    return _chart(content, title, form, categories, series, rows, scale)


def _range_top(row: Mapping[str, Any], scale: labels.Scale) -> float | None:
    """Where a range ends that is said as one."""
    if row["kind"] == "missing" or row["bound"] != "between" or math.isnan(row["low"]) or math.isnan(row["high"]):
        return None
    value = None if math.isnan(row["value"]) else float(row["value"])
    return _scaled(float(row["high"]), scale) if labels.wide(value, float(row["low"]), float(row["high"])) else None


def _year(row: Mapping[str, Any]) -> int:
    return int(str(row["period"]).split("/")[-1][:4])


def _years(content: Content, title: str, data: pd.DataFrame, colours: Mapping[str, str], form: str
           ) -> NativeChart | None:
    every = [row for row in data.to_dict("records") if row["kind"] != "missing"]
    rows = [row for row in every if row["panel"] in (title, "")]
    if all(row["panel"] == "" for row in rows):
        return None
    lang, scale = content.lang, _scale(rows, content.lang)
    slots: list[tuple[str, Mapping[str, Any] | None]] = []
    for year in range(min(_year(row) for row in every), max(_year(row) for row in every) + 1):
        here = sorted((row for row in rows if _year(row) == year),
                      key=lambda row: (row["panel"] == "", ORDER.index(_look(row))))
        slots += [(_slot(year, row, len(here) > 1, lang), row) for row in here] or [(str(year), None)]
    names, series = dict(content.statuses), []
    for look, context in [(look, context) for context in (False, True) for look in ORDER]:
        points = tuple(_point(row, scale, colours, lang)
                       if row is not None and _look(row) == look and (row["panel"] == "") == context else None
                       for _, row in slots)
        if any(points):
            place = next(str(row["place"]) for row in rows if (row["panel"] == "") == context)
            series.append(Series(f"{place} {names[look]}" if context else names[look], look, points))
    return _chart(content, title, form, [name for name, _ in slots], series, rows, scale)


def _slot(year: int, row: Mapping[str, Any], shared: bool, lang: str) -> str:
    """The name of a column: its year, with place or status where several share the year."""
    if row["panel"] == "":
        return f"{year} {row['place']}"
    return f"{year} {word(_look(row), lang)}" if shared else str(year)
