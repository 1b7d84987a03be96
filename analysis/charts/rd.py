"""R&D: expenditure by city at the year they share, and intensity against goals and the province."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis import labels, style
from analysis.charts import points
from analysis.charts.bars import Row, draw_rows, panels
from analysis.charts.finished import chart
from analysis.charts.marks import (
    Chart,
    Mark,
    Tables,
    best,
    cities,
    labelled,
    largest,
    latest,
    missing,
    not_stated,
    said,
    select,
    words,
)


def common_year(marks: Sequence[Mark]) -> str:
    """The period for which most places have a value; the later one of a tie."""
    counted = Counter(period for _, period in {(m.area, m.period) for m in marks})
    return max(counted, key=lambda period: (counted[period], period), default="")


def _by_city(marks: Sequence[Mark], known: Mapping[str, str], lang: str, panel: str, period: str) -> list[Mark]:
    """One mark a city, largest first; the cities without one say so, last."""
    there = sorted(marks, key=lambda m: -(m.number or 0))
    having = {m.area for m in there}
    absent = [missing(c, n, lang, "rd_expenditure", panel, period) for c, n in known.items() if c not in having]
    return [replace(m, panel=panel) for m in there] + absent


def rd_expenditure(
    tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None
) -> Chart:
    """Bars by city in the common data year and in the latest one. CNY; from ``rd_spending``."""
    text, known = words("rd_expenditure", lang), cities(tables)
    found = [m for m in select(tables["rd_spending"], lang, "rd_expenditure") if m.area in known]
    actual = best(m for m in found if m.status == "actual")
    year = common_year(actual)
    scale = labels.scale_of("CNY", largest(actual), lang)
    first = text["panel_common"].format(year=year)
    second = text["panel_latest"]
    shared = _by_city([m for m in actual if m.period == year], known, lang, first, year)
    last = _by_city(latest(actual), known, lang, second, "")
    groups = [labelled(shared, scale, lang), labelled(last, scale, lang)]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        colours = style.area_colours(list(known), brand)
        for axes, marks, title in zip(panels(figure, 2, min(2, chosen.columns), sharex=True), groups, (first, second),
                                      strict=True):
            rows = [Row(m.place if title == first or m.missing else f"{m.place} {m.period}", m) for m in marks]
            draw_rows(axes, rows, colours, scale, chosen.label, lang, text["with_unit"].format(title, scale.word))
        marks = [m for group in groups for m in group]
        stated = [m for m in shared if not m.missing]
        fields = {"year": year}
        if len(stated) > 1 and stated[-1].number:
            ratio = (stated[0].number or 0) / stated[-1].number
            fields |= {"top": stated[0].place, "top_value": said(stated[0], lang), "low": stated[-1].place,
                       "low_value": said(stated[-1], lang), "times": labels.plain(labels.significant(ratio), lang)}
        absent = [m.place for m in shared if m.missing]
        tail = text["absent"].format(places=labels.listed(absent, lang)) if absent else ""
        reading = (text["reading"] if "top" in fields else text["reading_plain"]).format(**fields) + tail
        body = (0.62 * (len(shared) + 1) + 1.2) * (1 if chosen.columns > 1 else 2)
        return chart("rd_expenditure", figure, marks, tables, lang, size, brand, title=text["title"].format(year=year),
                     reading=reading, body=body)


def _gap_clause(target: Mark, actuals: Sequence[Mark], text: Mapping[str, str], lang: str) -> str:
    """What became of a goal, or how far it lies from the last actual: computed, in percentage points."""
    fields = {"place": target.place, "period": target.period, "goal": said(target, lang)}
    goal = target.number or 0.0
    same = next((m for m in actuals if m.period == target.period), None)
    before = max((m for m in actuals if m.period < target.period), key=lambda m: m.period, default=None)
    if same and same.number is not None:
        gap = same.number - goal
        form = text["gap_met"] if gap >= 0 else text["gap_missed"]
        return form.format(**fields, value=said(same, lang), gap=labels.plain(abs(gap), lang))
    if before and before.number is not None:
        gap = goal - before.number
        return text["gap_ahead"].format(**fields, value=said(before, lang), since=before.period,
                                        gap=labels.plain(abs(gap), lang))
    return text["gap_unknown"].format(**fields)


def rd_intensity(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """A panel a city: actuals and goals by year beside the province. Percent of GDP; from ``rd_spending``."""
    text, known = words("rd_intensity", lang), cities(tables)
    found = best(select(tables["rd_spending"], lang, "rd_intensity"))
    scale = labels.scale_of("percent", 1.0, lang)
    province = [m for m in found if m.area.endswith("0000")]
    groups = {
        code: labelled([replace(m, panel=m.place) for m in found if m.area == code], scale, lang) for code in known
    }
    absent = [missing(code, known[code], lang, "rd_intensity") for code in known if not groups[code]]
    groups = {code: sorted(marks, key=lambda m: (m.period, m.status)) for code, marks in groups.items() if marks}
    context = [labelled([m], scale, lang, text["province_derived" if m.kind == "derived" else "province_label"])[0]
               for m in province]
    marks = [m for group in groups.values() for m in group] + context + absent
    clauses = [
        _gap_clause(m, [a for a in group if a.status == "actual"], text, lang)
        for group in groups.values() for m in group if m.status == "target"
    ]
    dotted = any(m.status == "target" and a.status == "actual" and a.period < m.period
                 for group in groups.values() for m in group for a in group)
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        span = labels.years([m.period for m in marks if not m.missing], lang)
        columns = chosen.columns
        points.panels_by_place(figure, groups, context, style.area_colours(list(known), brand), chosen, columns,
                               lang)
        reading = text["clause_separator"].join(clauses) + text["full_stop"] if clauses else text["reading_plain"]
        return chart("rd_intensity", figure, marks, tables, lang, size, brand, title=text["title"].format(years=span),
                     reading=reading, body=6.2 * -(-len(groups) // columns), as_points=True,
                     note=(text["dotted"] if dotted else "") + not_stated(absent, text, lang))
