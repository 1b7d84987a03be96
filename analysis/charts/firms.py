"""Technology firms: the stock of high-tech enterprises, the way to a certificate, and the tiers of firms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis import labels, style
from analysis.charts.bars import Row, draw_rows, height_of, panels
from analysis.charts.columns import year_panels
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
    not_stated,
    said,
    select,
    words,
)
from analysis.comparison import drawn_words, marked_sentences
from analysis.tables import observations_of

YEAR = re.compile(r"[0-9]{4}")


def _growth_clauses(marks: Sequence[Mark], text: Mapping[str, Any], lang: str) -> list[str]:
    """From the first to the last actual of a city, and what it expected after that: computed."""
    actual = sorted((m for m in marks if m.status == "actual" and m.value), key=lambda m: m.period)
    if len(actual) < 2:
        return []
    first, last = actual[0], actual[-1]
    ratio = labels.significant((last.value or 0) / (first.value or 1))
    clauses = [text["grew"].format(place=last.place, first=said(first, lang), since=first.period,
                                   last=said(last, lang), period=last.period, times=labels.plain(ratio, lang))]
    after = [m for m in marks if m.status == "expected" and m.period > last.period and m.value]
    if after:
        change = 100 * (after[0].value or 0) / (last.value or 1) - 100
        form = text["then_less"] if change < 0 else text["then_more"]
        clauses.append(form.format(value=said(after[0], lang), period=after[0].period,
                                   percent=labels.plain(labels.significant(abs(change), 2), lang)))
    return clauses


def hte_stock(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """High-tech enterprises in validity by city and year. From ``firm_cultivation``."""
    text, known = words("hte_stock", lang), cities(tables)
    found = [m for m in select(tables["firm_cultivation"], lang, "hte")
             if m.area in known and YEAR.fullmatch(m.period)]
    found = best(found)
    scale = labels.scale_of("count", largest(found), lang)
    groups = {c: labelled([replace(m, panel=m.place) for m in found if m.area == c], scale, lang) for c in known}
    absent = [missing(c, n, lang, "hte") for c, n in known.items() if not groups[c]]
    groups = {code: sorted(marks, key=lambda m: (m.period, m.status)) for code, marks in groups.items() if marks}
    marks = [m for group in groups.values() for m in group]
    clauses = [clause for group in groups.values() for clause in _growth_clauses(group, text, lang)]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        columns = min(2, chosen.columns)
        year_panels(figure, groups, style.area_colours(list(known), brand), chosen, columns, lang, text["dash"])
        years = labels.years([m.period for m in marks], lang)
        years_drawn = {m.period for m in marks}
        gaps = [
            missing(c, known[c], lang, "hte", group[0].place, year) for c, group in groups.items()
            for year in sorted(years_drawn - {m.period for m in group})
        ]
        reading = text["clause_separator"].join(clauses) + text["full_stop"] if clauses else text["reading_plain"]
        note = " ".join(filter(None, [text["dash_note"] if gaps else "", not_stated(absent, text, lang)]))
        return chart("hte_stock", figure, [*marks, *gaps, *absent], tables, lang, size, brand,
                     title=text["title"].format(years=years), reading=reading, note=note,
                     body=3.6 * -(-len(groups) // columns))


# ---------------------------------------------------------------- from application to certificate


def _stage(mark: Mark) -> tuple[str, str]:
    return (mark.indicator, mark.measure)


def _numerator(mark: Mark, filed: set[tuple[str, str]]) -> str:
    """What the pass rate counts as passed: from its formula, or firms filed where the report states those."""
    if mark.kind == "derived":
        found = re.search(r"100 \* (\w+) /", mark.formula)
        return found[1] if found else ""
    return "filed" if (mark.area, mark.period) in filed else ""


def hte_pipeline(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """Applied, approved or filed, and pass rates; cities beside their province. From ``firm_cultivation``."""
    text, known, table = words("hte_pipeline", lang), cities(tables), tables["firm_cultivation"]
    stages = [(s["indicator"], s["measure"]) for s in text["stages"]]
    names = {(s["indicator"], s["measure"]): s[lang] for s in text["stages"]}
    found = [m for indicator, measure in stages for m in select(table, lang, indicator, (measure,))
             if m.status == "actual"]
    # batches are several values of one cell, so what is stated never competes; only derived ones do
    found = best(found, lambda m: (m.indicator, m.observation_ids if m.kind == "stated" else "derived"))
    stated = {(m.area, m.period, _stage(m)) for m in found if m.kind == "stated"}
    found = [m for m in found if m.kind == "stated" or (m.area, m.period, _stage(m)) not in stated]
    rates = best(m for m in select(table, lang, "hte_pass_rate") if m.status == "actual")
    filed = {(m.area, m.period) for m in found if m.indicator == "hte_filed"}
    places = {m.area: m.area_name for m in found if m.area in known or m.area.endswith("0000")}
    counted, percent = labels.scale_of("count", 1, lang), labels.scale_of("percent", 1, lang)
    left: list[Row] = []
    right: list[Row] = []
    for code in sorted(places, key=lambda c: (c.endswith("0000"), c)):
        own = [m for m in found if m.area == code]
        own.sort(key=lambda m: (stages.index(_stage(m)), m.period, m.observation_ids))
        left.append(Row(own[0].place))
        right.append(Row(""))
        for mark in labelled([replace(m, panel=text["panel_counts"]) for m in own], counted, lang):
            left.append(Row(f"{names[_stage(mark)]} {mark.period}", mark))
            here = [r for r in rates if (r.area, r.period) == (code, mark.period)]
            if mark.indicator == "hte_applied" and here:
                word = text["numerators"].get(_numerator(here[0], filed), {}).get(lang, "")
                rate = replace(here[0], panel=text["panel_rates"])
                right.append(Row("", labelled([rate], percent, lang, "{value}" + word)[0]))
            else:
                right.append(Row("", aside=" "))
    silent = [missing(c, n, lang, "hte_applied") for c, n in known.items() if c not in places]
    drawn = [row.mark for row in (*left, *right) if row.mark]
    rated = [row.mark for row in right if row.mark]
    clauses = [text["clause"].format(place=m.place, period=m.period, value=m.label) for m in rated]
    narrow = style.preset(size).columns == 1
    if narrow:
        right = [Row(f"{m.place} {m.period}", m) for m in rated]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        colours = style.area_colours(list(places), brand) | style.area_colours(list(known), brand)
        heights = [height_of(left), height_of(right)]
        grid = figure.subplots(2, 1, height_ratios=heights) if narrow else figure.subplots(1, 2, width_ratios=[3, 2])
        for axes, rows, scale, title in zip(grid, (left, right), (counted, percent),
                                            (text["panel_counts"], text["panel_rates"]), strict=True):
            draw_rows(axes, rows, colours, scale, chosen.label_for(heights[0] + 1.5), lang, title)
            axes.xaxis.set_visible(False)
        if not narrow:
            grid[1].set_yticks([])
        years = labels.years([m.period for m in drawn], lang)
        return chart("hte_pipeline", figure, [*drawn, *silent], tables, lang, size, brand,
                     title=text["title"].format(years=years),
                     body=0.44 * (sum(heights) + 1 if narrow else heights[0]) + 0.7,
                     reading=text["reading"].format(clauses=text["clause_comma"].join(clauses)) if clauses
                     else text["reading_plain"], note=not_stated(silent, text, lang))


# ---------------------------------------------------------------- tiers


def what_is_counted(mark: Mark, sentences: Mapping[str, str], lang: str) -> str:
    """What the report says it counts, in its own sentence: ``含潜在``, ``申请入库``; empty when it says no more."""
    texts = [sentences[i] for i in mark.observation_ids.split() if i in sentences]
    return drawn_words(mark.indicator, mark.measure, texts, lang)


def _tier(tables: Tables, lang: str, known: Mapping[str, str], spec: Mapping[str, Any], text: Mapping[str, Any],
          sentences: Mapping[str, str]) -> list[Mark]:
    """Marks of one panel: of each city the latest actual or expected value and the latest goal."""
    title = spec.get(lang) or indicator_label(spec["indicators"][0], lang)
    marks = [m for indicator in spec["indicators"]
             for m in select(tables["firm_cultivation"], lang, indicator, tuple(spec["measures"]), title)
             if m.area in known and m.kind == "stated"]
    past = latest(best((m for m in marks if m.status != "target"), lambda m: m.indicator))
    goals = latest(best((m for m in marks if m.status == "target"), lambda m: m.indicator))
    found = []
    scale = labels.scale_of("count", 1, lang)
    for mark in labelled([*past, *goals], scale, lang):
        extra = [what_is_counted(mark, sentences, lang)]
        if mark.measure == "new":
            extra.insert(0, text["new"])
        if mark.indicator != spec["indicators"][0]:
            extra.insert(0, text["other"].get(mark.indicator, {}).get(lang) or indicator_label(mark.indicator, lang))
        said_more = text["more_separator"].join(filter(None, extra))
        found.append(replace(mark, label=f"{mark.label} {said_more}".strip()))
    found.sort(key=lambda m: (m.area, m.period, m.indicator))
    having = {m.area for m in found}
    return found + [missing(c, n, lang, spec["indicators"][0], title) for c, n in known.items() if c not in having]


def firm_tiers(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """SMEs, gazelles and unicorns, each bar with what its city counts. From ``firm_cultivation``.

    The labels say what each report's own sentence counts; the sentences come from ``sentences``.
    """
    text, known = words("firm_tiers", lang), cities(tables)
    sentences = marked_sentences(observations_of(tables["observations"]), tables["sentences"])
    groups = [_tier(tables, lang, known, spec, text, sentences) for spec in text["panels"]]
    marks = [m for group in groups for m in group]
    scale = labels.scale_of("count", 1, lang)
    told = [list(dict.fromkeys(k for m in group if (k := m.label.partition(" ")[2]) and not m.missing))
            for group in groups]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        colours = style.area_colours(list(known), brand)
        columns = min(2, chosen.columns)
        down = [groups[i : i + columns] for i in range(0, len(groups), columns)]
        deepest = [max(len(group) for group in row) for row in down]
        shown = panels(figure, len(groups), columns, height_ratios=[rows + 0.8 for rows in deepest])
        for axes, group in zip(shown, groups, strict=True):
            rows = [Row(f"{m.place} {m.period}".strip(), m) for m in group]
            draw_rows(axes, rows, colours, scale, chosen.label, lang, group[0].panel)
            axes.xaxis.set_visible(False)
        for number, axes in enumerate(shown):
            axes.set_ylim(deepest[number // columns] - 0.4, -0.6)
        years = labels.years([m.period for m in marks if not m.missing], lang)
        most = max(told, key=len)
        fields = {"most": len(most), "panel": groups[told.index(most)][0].panel, "kinds": text["more_comma"].join(most)}
        reading = (text["reading"] if len(most) > 1 else text["reading_plain"]).format(**fields)
        return chart("firm_tiers", figure, marks, tables, lang, size, brand, title=text["title"].format(years=years),
                     reading=reading, body=0.42 * sum(deepest) + 0.8 * len(deepest))
