"""R&D and high-tech enterprises carried forward: what each rule gives, what was aimed at, and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import definitions, histories, labels, style
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
    marks_of,
    missing,
    not_stated,
    select,
    words,
)
from analysis.charts.outlook import Outlook, outlook_panels
from analysis.charts.points import year_number
from analysis.projections import reason_text

#: Panels with their rows of ``projections``.
Drawn = Sequence[tuple[Outlook, pd.DataFrame]]
#: The rule whose band is drawn; those of the others are in the table.
BANDED = "log_linear"
#: Columns of the figure's CSV that hold the ends of the bands.
ENDS = ("low_80", "high_80", "low_95", "high_95")


def _texts(kind: str, code: str, lang: str, part: str = "") -> str:
    text = definitions.load("projections")[kind][code]
    return str((text[part] if part else text)[lang])


# ---------------------------------------------------------------- choosing


def _later(outcomes: pd.DataFrame, indicator: str, area: str, lang: str) -> list[Mark]:
    """Later official figures as marks: actuals with a look of their own."""
    own = (outcomes["indicator"] == indicator) & (outcomes["area"] == area) & (outcomes["measure"] == "level")
    rows = outcomes[own]
    given = rows.assign(status="actual", kind="reference", bound="exact", low=rows["value"], high=rows["value"],
                        note=rows["title"])
    return marks_of(given, lang)


def _projected(rows: pd.DataFrame, lang: str) -> dict[str, list[Mark]]:
    """Rows of ``projections`` as marks by rule, in the order of the rules and of their years."""
    order = definitions.load("projections")["methods"]
    found: dict[str, list[Mark]] = {method: [] for method in order}
    given = rows.assign(status="projected", kind="projected", formula=rows["method"], note=rows["later_figures"])
    for mark in sorted(marks_of(given, lang), key=lambda m: m.period):
        found[mark.formula].append(mark)
    return {method: marks for method, marks in found.items() if marks}


def _rows_of(table: pd.DataFrame, area: str, indicator: str, basis: str) -> pd.DataFrame:
    """The projections of one panel: the outlook from the last actual of a basis, or the backtest past a break."""
    own = table[(table["area"] == area) & (table["indicator"] == indicator) & (table["measure"] == "level")]
    origins = own[own["basis"] == "reports"]["origin"]
    from_reports = origins.max() if len(origins) else ""
    if basis == "reports":
        found = own[(own["origin"] == from_reports) & own["use"].isin(["outlook", "backtest"])]
        return found if len(found) else own.iloc[:0]
    return own[(own["use"] == "outlook") & (own["basis"] == basis) & (own["origin"] > from_reports) & (own["n"] > 2)]


def _band_of(rows: pd.DataFrame) -> list[tuple[int, dict[str, tuple[float, float]]]]:
    own = rows[(rows["method"] == BANDED) & rows["low_80"].notna() & rows["high_95"].notna()].sort_values("period")
    return [(int(r.period), {"80": (r.low_80, r.high_80), "95": (r.low_95, r.high_95)})
            for r in own.itertuples(index=False)]


def _end_words(mark: Mark, text: Mapping[str, Any], scale: labels.Scale, lang: str, dated: bool) -> str:
    """The words at the right of a panel; ``dated`` where they are not all of one year."""
    plain = replace(mark, kind="derived", bound="exact") if mark.kind == "projected" else mark
    value = labelled([plain], scale, lang)[0].label
    if mark.kind == "projected":
        word = _texts("methods", mark.formula, lang, "short")
    else:
        word = text["stated"]["reference" if mark.kind == "reference" else mark.status][lang]
    return str(text["end_dated" if dated else "end_label"]).format(value=value, word=word, period=mark.period)


def _points(count: int, text: Mapping[str, Any], lang: str) -> str:
    return str(text["points"].get(count, text["points"]["more"])[lang]).format(count)


def _title(text: Mapping[str, Any], rows: pd.DataFrame, where: str, what: str, count: int, lang: str) -> str:
    if rows.empty:
        return str(text["panel_none"]).format(place=where, what=what, points=_points(count, text, lang))
    kinds = [kind for kind in ("prediction", "fan", "none") if kind in set(rows["band"])]
    later = (rows["n"] > 2).all() and (rows["basis"] == "with_later_figures").all()
    tested = (rows["use"] == "backtest").all()
    form = text["panel_later" if later else "panel_tested" if tested else "panel"]
    band = _texts("bands", kinds[0], lang)
    return str(form).format(place=where, what=what, points=_points(int(rows["n"].max()), text, lang), band=band)


def outlook_of(
    tables: Tables, theme: str, area: str, spec: Mapping[str, str], text: Mapping[str, Any], lang: str
) -> tuple[Outlook, pd.DataFrame] | None:
    """One panel and its rows of ``projections``; None where there is nothing to draw."""
    indicator, basis = spec["indicator"], spec["basis"]
    rows = _rows_of(tables["projections"], area, indicator, basis)
    stated = best(m for m in select(tables[theme], lang, indicator) if m.area == area and len(m.period) == 4)
    known = {m.period for m in stated if m.status == "actual"}
    later = [m for m in _later(tables["outcomes"], indicator, area, lang) if m.period not in known]
    if basis == "with_later_figures" and rows.empty:
        return None
    projected = _projected(rows, lang)
    if basis == "reports":
        ahead = [m.period for marks in projected.values() for m in marks] + [m.period for m in stated]
        later = [m for m in later if not projected or m.period <= max(ahead, default="")]
    else:
        stated = [m for m in stated if m.status == "actual"]
    if projected:  # a target that the actuals have overtaken is no longer ahead
        stated = [m for m in stated if m.status == "actual" or m.period > rows["origin"].max()]
    marks = [*stated, *later]
    if not stated:
        return None
    scale = labels.scale_of(marks[0].unit, largest(marks), lang)
    what = indicator_label(indicator, lang)
    what = what if scale.unit == "count" else text["with_unit"].format(what, scale.word)
    title = _title(text, rows, marks[0].place, what, sum(m.status == "actual" and m.kind != "reference" for m in marks),
                   lang)
    last = max(m.period for m in [*marks, *(m for ms in projected.values() for m in ms)])
    atend = [m for m in marks if projected and m.period == last and (m.status != "actual" or m.kind == "reference")]
    atend += [ms[-1] for ms in projected.values()]
    shown = {id(m): replace(m, panel=title, label=" ") for m in atend}
    full = [replace(m, panel=title) for m in marks if id(m) not in shown]
    if basis != "reports":  # what the reports state is labelled in the panel of the reports
        full = [m if m.kind == "reference" else replace(m, label=" ") for m in full]
    full = labelled(full, scale, lang)
    dated = len({m.period for m in atend}) > 1
    ends = {shown[id(m)]: _end_words(m, text, scale, lang, dated) for m in atend}
    years = [year_number(m.period) for m in marks]
    cuts = [(b.year, b.short[lang]) for b in histories.breaks_of(indicator, area)
            if projected and min(years) < b.year <= max(years)]
    lines = {method: [shown.get(id(m), replace(m, panel=title, label=" ")) for m in ms]
             for method, ms in projected.items()}
    own = [*full, *(shown[id(m)] for m in marks if id(m) in shown)]
    return Outlook(title, lang, area, scale, own, lines, ends, _band_of(rows), cuts), rows


# ---------------------------------------------------------------- words below


def _sentence(text: str, lang: str) -> str:
    return text[:1].upper() + text[1:] if lang == "en" else text


def _reasons(drawn: Drawn, text: Mapping[str, Any], lang: str) -> str:
    """Why there is no interval, or how far it goes: each reason once."""
    found = []
    for _, rows in drawn:
        n, kinds = rows["n"].max(), set(rows["band"])
        reason = "at_least_this_wide" if "prediction" in kinds else "fan" if "fan" in kinds else "no_freedom"
        if len(rows):
            found.append(text["why"].format(why=_sentence(reason_text(reason, lang, n=n, freedom=n - 2), lang)))
    fan = text["fan_note"] if any(outlook.band for outlook, _ in drawn) else ""
    return "".join(dict.fromkeys(found)) + fan


def _refusals(drawn: Drawn, table: pd.DataFrame, text: Mapping[str, Any], lang: str) -> str:
    """Why panels have no projection, or one that is only a test; places with the same reason together."""
    places: dict[tuple[str, str], list[str]] = {}
    for outlook, rows in drawn:
        mark = outlook.marks[0]
        own = table[(table["area"] == mark.area) & (table["indicator"] == mark.indicator) & (table["use"] == "refused")
                    & (table["method"] == "") & (table["basis"] == "reports")]
        why = own[f"reason_{lang}"].iloc[0] if len(own) else reason_text("no_point", lang)
        if len(own) or rows.empty:
            places.setdefault(("refused" if rows.empty else "tested_only", why), []).append(mark.place)
    return "".join(text[form].format(places=labels.listed(found, lang), why=why)
                   for (form, why), found in places.items())


def _needed(drawn: Drawn, table: pd.DataFrame, text: Mapping[str, Any], lang: str) -> str:
    """What each target that lies ahead of the last actual of the reports needs a year."""
    clauses = []
    for outlook, _ in drawn:
        mark = outlook.marks[0]
        last = max((m.period for m in outlook.marks if m.status == "actual" and m.kind != "reference"), default="")
        own = table[(table["area"] == mark.area) & (table["indicator"] == mark.indicator) & (table["use"] == "needed")]
        for row in own[own["origin"] == last].itertuples(index=False):
            amount = labels.full(row.unit, labels.significant(row.value), None, None, "exact", lang)
            form = text["needed_clause" if row.value > 0 else "needed_none"]
            clauses.append(form.format(place=mark.place, what=indicator_label(mark.indicator, lang),
                                       period=row.period, rate=f"+{amount}", last=last))
    unique = text["needed_separator"].join(dict.fromkeys(clauses))
    return str(text["needed"]).format(clauses=unique) if clauses else ""


def _bands(drawn: Drawn, marks: Sequence[Mark]) -> dict[str, pd.Series]:
    """Further columns of the figure's data: the ends of the band that is drawn, at the marks of its rule."""
    known = {
        (row.area, row.indicator, row.method, row.origin, row.period): row
        for outlook, rows in drawn if outlook.band for row in rows.itertuples(index=False) if row.method == BANDED
    }
    by_panel = {outlook.title: rows["origin"].max() if len(rows) else "" for outlook, rows in drawn}
    found = [known.get((m.area, m.indicator, m.formula, by_panel.get(m.panel, ""), m.period)) for m in marks]
    bands = {name: [None if row is None else getattr(row, name) for row in found] for name in ENDS}
    return {name: pd.Series(cells, dtype="float64") for name, cells in bands.items()}


def _chart(name: str, tables: Tables, theme: str, lang: str, size: str, brand: Mapping[str, Any] | None,
           reading: Any) -> Chart:
    text, known = words(name, lang), cities(tables)
    room = style.preset(size)  # a slide or a half page holds few panels
    specs = text["panels"][:1] if room.height or room.columns == 1 else text["panels"]
    drawn = [
        found for code in known for spec in specs
        if (found := outlook_of(tables, theme, code, spec, text, lang)) is not None
    ]
    shown = [outlook for outlook, _ in drawn]
    first = text["panels"][0]["indicator"]
    absent = [missing(c, n, lang, first) for c, n in known.items() if c not in {o.area for o in shown}]
    marks = [m for outlook in shown for m in outlook.every]
    for outlook in shown:
        marks = [replace(m, label=outlook.ends.get(m, m.label).strip()) if m.panel == outlook.title else m
                 for m in marks]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        columns = chosen.columns
        body = 4.3 * -(-len(shown) // min(columns, len(shown)))
        outlook_panels(figure, shown, style.area_colours(list(known), brand), chosen, columns, body)
        below = [_reasons(drawn, text, lang), _refusals(drawn, tables["projections"], text, lang),
                 _needed(drawn, tables["projections"], text, lang), not_stated(absent, text, lang)]
        years = labels.years([m.period for m in marks], lang)
        every = [*marks, *absent]
        return chart(name, figure, every, tables, lang, size, brand, title=text["title"].format(years=years),
                     reading=reading(drawn, text, lang), body=body, as_points=True, note="".join(below),
                     more=_bands(drawn, every))


# ---------------------------------------------------------------- the figures


def _rd_reading(drawn: Drawn, text: Mapping[str, Any], lang: str) -> str:
    clauses = []
    for outlook, rows in drawn:
        lasts = [marks[-1] for marks in outlook.projected.values()]
        if not lasts or lasts[0].unit != "CNY" or (rows["n"] > 2).any():
            continue
        ends = sorted(mark.number or 0.0 for mark in lasts)
        value = labels.full("CNY", None, ends[0], ends[-1], "between", lang, computed=True)
        clauses.append(text["clause"].format(place=lasts[0].place, period=lasts[0].period, value=value))
    return text["reading"].format(clauses=labels.listed(clauses, lang)) if clauses else text["reading_plain"]


def rd_projection(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """R&D expenditure and intensity carried forward by each rule. From ``projections`` and ``rd_spending``."""
    return _chart("rd_projection", tables, "rd_spending", lang, size, brand, _rd_reading)


def _hte_reading(drawn: Drawn, text: Mapping[str, Any], lang: str) -> str:
    parts = []
    for outlook, rows in drawn:
        came = {m.period: m for m in outlook.marks if m.kind == "reference"}
        for period in sorted(came):
            tested = [m for marks in outlook.projected.values() for m in marks if m.period == period]
            if tested:
                low, high = (labels.plain(round(x), lang) for x in (min(m.number or 0 for m in tested),
                                                                    max(m.number or 0 for m in tested)))
                parts.append(text["tested"].format(
                    place=outlook.marks[0].place, first=rows["first"].min(), origin=rows["origin"].max(), period=period,
                    low=low, high=high, outcome=labels.plain(came[period].number or 0, lang)))
        if parts:
            expected = [m for m in outlook.marks if m.status == "expected" and m.period > rows["origin"].max()]
            parts += [text["expected"].format(period=m.period, value=labels.plain(m.number or 0, lang))
                      for m in expected]
            break
    return "".join(parts) if parts else str(text["reading_plain"])


def hte_projection(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """High-tech enterprises: the backtest across a change of rules, targets, and why most cities have no projection.

    From ``projections`` and ``firm_cultivation``.
    """
    return _chart("hte_projection", tables, "firm_cultivation", lang, size, brand, _hte_reading)
