"""Technology finance: yuan per yuan of public risk pool, and the sums and firms behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis import labels, style
from analysis.charts.bars import Row, draw_rows, height_of, panels
from analysis.charts.finished import chart
from analysis.charts.marks import (
    Chart,
    Mark,
    Tables,
    best,
    cities,
    indicator_label,
    labelled,
    largest,
    latest,
    missing,
    said,
    select,
    words,
)


def numerator_of(mark: Mark) -> str:
    """What a leverage ratio divides by the pool, from its formula; empty for a ratio that a report states."""
    return mark.formula.rpartition("=")[2].partition("/")[0].strip() if mark.kind == "derived" else ""


def as_ceiling(mark: Mark) -> Mark:
    """A ratio to what a policy allows, which is no sum lent: at most its value, whatever rounding leaves around it."""
    return replace(mark, bound="at_most", low=None, high=mark.value)


def _said_ends(mark: Mark) -> list[float]:
    """The nominal value, or both ends where a range is said."""
    if mark.low is not None and mark.high is not None and labels.wide(mark.value, mark.low, mark.high):
        return [mark.low, mark.high]
    return [] if mark.number is None else [mark.number]


def _range_said(marks: Sequence[Mark], scale: labels.Scale, lang: str) -> str:
    """The values of a group in one breath: one of them, or from the least to the greatest."""
    if len(marks) == 1:
        return marks[0].label
    ends = [x for m in marks for x in _said_ends(m)]
    return labels.short(scale, None, min(ends), max(ends), "between", lang, computed=True)


def finance_leverage(
    tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None
) -> Chart:
    """Bars in groups that stand apart, one a numerator; a range is a bar of its own, a ceiling a hollow one.

    From ``tech_finance``.
    """
    text, known = words("finance_leverage", lang), cities(tables)
    found = [m for m in select(tables["tech_finance"], lang, "leverage_ratio", ("level", "cumulative"))
             if m.area in known]
    found = best(found, numerator_of)
    scale = labels.scale_of("times", 1.0, lang)
    rows: list[Row] = []
    marks: list[Mark] = []
    clauses = []
    for group in text["groups"]:
        own = [replace(m, panel=group[lang]) for m in found if numerator_of(m) == group["numerator"]]
        own = [as_ceiling(m) for m in own] if group.get("ceiling") else own
        own = labelled(sorted(latest(own), key=lambda m: -(m.number or 0)), scale, lang)
        absent = [missing(c, n, lang, "leverage_ratio", group[lang]) for c, n in known.items()
                  if c not in {m.area for m in own}]
        rows.append(Row(group[lang]))
        rows += [Row(f"{m.place} {m.period}", m) for m in own]
        if absent:
            places = labels.listed([m.place for m in absent], lang)
            rows.append(Row("", aside=text["aside"].format(places=places)))
        marks += own + absent
        if own:
            clauses.append(group[f"said_{lang}"].format(_range_said(own, scale, lang)))
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        axes = figure.subplots()
        size_of_labels = chosen.label_for(height_of(rows))
        draw_rows(axes, rows, style.area_colours(list(known), brand), scale, size_of_labels, lang)
        axes.xaxis.set_visible(False)
        span = labels.years([m.period for m in marks if not m.missing], lang)
        return chart("finance_leverage", figure, marks, tables, lang, size, brand,
                     title=text["title"].format(years=span), body=0.46 * height_of(rows) + 0.3,
                     reading=text["reading"].format(clauses=text["clause_comma"].join(clauses)))


def _panel(tables: Tables, lang: str, known: Mapping[str, str], spec: Mapping[str, str]) -> tuple[str, list[Mark]]:
    """Title with unit and marks of one panel: the latest value of each city, or that it is not stated."""
    title = spec.get(lang) or indicator_label(spec["indicator"], lang)
    marks = [m for m in select(tables["tech_finance"], lang, spec["indicator"], (spec["measure"],), title)
             if m.area in known and m.status == "actual"]
    marks = sorted(latest(best(marks)), key=lambda m: -(m.number or 0))
    unit = marks[0].unit if marks else "count"
    scale = labels.scale_of(unit, largest(marks), lang)
    absent = [missing(c, n, lang, spec["indicator"], title) for c, n in known.items()
              if c not in {m.area for m in marks}]
    heading = words("finance_volumes", lang)["with_unit"].format(title, scale.word) if unit == "CNY" else title
    return heading, labelled(marks, scale, lang) + absent


def finance_volumes(
    tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None
) -> Chart:
    """Small multiples, each on its own scale from zero: pool, loans, firms, insurance, equity."""
    text, known = words("finance_volumes", lang), cities(tables)
    drawn = [_panel(tables, lang, known, spec) for spec in text["panels"]]
    marks = [m for _, group in drawn for m in group]
    pools = [m for m in drawn[0][1] if not m.missing]
    each = [text["loan_each"].format(place=m.place, value=said(m, lang)) for m in marks
            if m.indicator == "loan_per_firm" and not m.missing]
    if pools:
        loans = text["loans"].format(each=labels.listed(each, lang)) if each else ""
        reading = text["reading"].format(place=pools[0].place, value=said(pools[0], lang), period=pools[0].period,
                                         loans=loans)
    else:
        reading = text["reading_plain"]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        colours = style.area_colours(list(known), brand)
        for axes, (title, group) in zip(panels(figure, len(drawn), chosen.columns), drawn, strict=True):
            rows = [Row(m.place if m.missing else f"{m.place} {m.period}", m) for m in group]
            unit = next((m.unit for m in group if not m.missing), "count")
            draw_rows(axes, rows, colours, labels.scale_of(unit, largest(group), lang), chosen.label, lang, title)
            axes.xaxis.set_visible(False)
        span = labels.years([m.period for m in marks if not m.missing], lang)
        down = -(-len(drawn) // chosen.columns)
        return chart("finance_volumes", figure, marks, tables, lang, size, brand,
                     title=text["title"].format(years=span), reading=reading,
                     body=down * (0.42 * len(known) + 0.75))
