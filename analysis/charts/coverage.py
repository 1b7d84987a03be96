"""Which city states what: a grid of indicators by city and year, a sign for each status, a dash for nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis import definitions, labels, style
from analysis.charts.bars import panels
from analysis.charts.finished import chart
from analysis.charts.marks import (
    Chart,
    Mark,
    Tables,
    cities,
    key_of,
    missing,
    place,
    short_label,
    words,
)
from analysis.charts.points import year_number

#: Space between two cities, in cells, and where the signs of one cell stand, in shares of a cell.
GAP = 0.7
PLACES = {1: ((0.0, 0.0),), 2: ((-0.22, -0.17), (0.22, 0.17)), 3: ((-0.26, -0.2), (0.0, 0.2), (0.26, -0.2))}
SIZES = {1: 0.68, 2: 0.5, 3: 0.44}
ORDER = ("actual", "expected", "target", "derived")

Cell = tuple[str, str, int]


def _facts() -> Mapping[str, Any]:
    facts: Mapping[str, Any] = definitions.load("indicators")["indicators"]
    return facts


def _stated(tables: Tables, known: Mapping[str, str]) -> dict[Cell, dict[str, list[dict[str, Any]]]]:
    """(area, indicator, year) → status → the rows that state or derive it."""
    cells: dict[Cell, dict[str, list[dict[str, Any]]]] = {}
    for row in tables["observations"].to_dict("records"):
        if row["area"] in known and row["period"]:
            cell = (row["area"], row["indicator"], year_number(row["period"]))
            own = {**row, "observation_ids": row["observation_id"]}
            cells.setdefault(cell, {}).setdefault(row["status"], []).append(own)
    told = {indicator for _, indicator, _ in cells}
    derived: dict[Cell, list[dict[str, Any]]] = {}
    for table in ("rd_spending", "tech_finance", "firm_cultivation"):
        for row in tables[table].to_dict("records"):
            if row["kind"] == "derived" and row["area"] in known and row["indicator"] in told and row["period"]:
                derived.setdefault((row["area"], row["indicator"], year_number(row["period"])), []).append(row)
    for cell, rows in derived.items():
        beside = cells.setdefault(cell, {})
        # what a report states for the same place, time and status makes a derived value superfluous
        if all(row["status"] not in beside and "actual" not in beside for row in rows):
            beside["derived"] = rows
    return cells


def _mark(cell: Cell, status: str, rows: Sequence[Mapping[str, Any]], name: str, lang: str) -> Mark:
    area, indicator, year = cell
    measures = " ".join(dict.fromkeys(row["measure"] for row in rows))
    ids = " ".join(dict.fromkeys(i for row in rows for i in row["observation_ids"].split()))
    reports = " ".join(dict.fromkeys(row["report"] for row in rows))
    kind = "derived" if status == "derived" else "stated"
    return Mark(short_label(_facts()[indicator]["theme"], lang), area, name, place(area, name, lang), indicator,
                measures, str(year), rows[0]["status"], kind, None, None, None, "", "", observation_ids=ids,
                report=reports)


def _columns(themes: Mapping[str, Sequence[str]], count: int) -> list[list[str]]:
    """The themes in order, parted so that the longer column is as short as can be."""
    names, lengths = list(themes), [len(rows) + 1 for rows in themes.values()]
    if count == 1 or len(names) < 2:
        return [names]
    cut = min(range(1, len(names)), key=lambda i: max(sum(lengths[:i]), sum(lengths[i:])))
    return [names[:cut], names[cut:]]


def _signs(axes: Any, y: float, x: float, here: Sequence[Mark], colour: str, size: float) -> None:
    here = sorted(here, key=lambda m: ORDER.index(m.drawn_as))[:3]
    for mark, (right, down) in zip(here, PLACES[len(here)], strict=True):
        look = style.look_of(mark.drawn_as, colour)
        axes.scatter([x + right], [y + down], s=(size * SIZES[len(here)]) ** 2, marker=look.marker, zorder=3,
                     gid=f"{mark.indicator}-{mark.area}-{mark.period}-{mark.drawn_as}",
                     **{**look.point, "linewidth": 0.9})


def _grid(axes: Any, themes: Mapping[str, Sequence[str]], marks: Sequence[Mark], known: Mapping[str, str],
          years: Sequence[int], lang: str, size: float, small: float) -> None:
    """One column of the grid: a heading a theme, a row an indicator, a block a city, a step a year."""
    colours = style.area_colours(list(known))
    starts = {code: number * (len(years) + GAP) for number, code in enumerate(known)}
    ticks: list[tuple[float, str, bool]] = []
    empty: list[tuple[float, float]] = []
    axes.set_autoscale_on(False)
    y = 0.0
    for theme, indicators in themes.items():
        ticks.append((y, short_label(theme, lang), True))
        for indicator in indicators:
            y += 1
            ticks.append((y, short_label(indicator, lang), False))
            for code, start in starts.items():
                own = [m for m in marks if m.indicator == indicator and m.area == code]
                for step, year in enumerate(years):
                    here = [m for m in own if m.period == str(year) and not m.missing]
                    if here:
                        _signs(axes, y, start + step, here, colours[code], size)
                empty += [(start + step, y) for step, year in enumerate(years)
                          if any(m.missing for m in own if m.period == str(year))]
        for start in starts.values():
            axes.fill_between([start - 0.5, start + len(years) - 0.5], y - len(indicators) + 0.5, y + 0.5,
                              color=style.ink("stripe"), linewidth=0, zorder=0)
        y += 1.25
    axes.scatter([x for x, _ in empty], [y for _, y in empty], s=(0.28 * size) ** 2, marker="_", linewidth=0.7,
                 color=style.ink("axis"), zorder=2, gid="missing")
    axes.set_yticks([at for at, _, _ in ticks], [text for _, text, _ in ticks])
    for label, (_, _, heading) in zip(axes.get_yticklabels(), ticks, strict=True):
        label.set_fontweight("bold" if heading else "normal")
    axes.set_ylim(y - 0.7, -0.5)
    axes.set_xlim(-0.5, (len(years) + GAP) * len(known) - GAP - 0.5)
    axes.xaxis.tick_top()
    axes.set_xticks([s + i for s in starts.values() for i in range(len(years))],
                    [str(year) for _ in starts for year in years], rotation=90, va="bottom")
    axes.tick_params(length=0, pad=2)
    axes.tick_params(axis="x", labelsize=small)
    axes.tick_params(axis="y", labelsize=size)
    for code, start in starts.items():
        axes.annotate(place(code, known[code], lang), (start + (len(years) - 1) / 2, 1), (0, 2.6 * small + 5),
                      xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", va="baseline",
                      fontweight="bold", fontsize=size, annotation_clip=False)
    for side in axes.spines.values():
        side.set_visible(False)


def _reading(marks: Sequence[Mark], text: Mapping[str, Any]) -> str:
    stated = [m for m in marks if m.kind == "stated"]
    told = {m.indicator for m in stated}
    pairs = {(m.indicator, m.period, m.area) for m in stated if m.status == "actual"}
    shared = {i for (i, _), count in Counter((i, period) for i, period, _ in pairs).items() if count > 1}
    single = [i for i in told if len({m.area for m in stated if m.indicator == i}) == 1]
    form = text["reading"] if len({m.area for m in marks}) > 1 else text["reading_one"]
    return str(form).format(all=len(told), shared=len(shared), single=len(single))


def _alt(title: str, marks: Sequence[Mark], known: Mapping[str, str], text: Mapping[str, Any], lang: str) -> str:
    """How often each status occurs for each city: a grid of hundreds of cells can't be read out."""
    statuses = {name: said[lang] for name, said in text["statuses"].items()} | {"missing": text["missing_key"]}
    parts = []
    for code, name in known.items():
        counted = Counter(m.drawn_as for m in marks if m.area == code)
        counts = [text["alt_count"].format(status=statuses[s], count=counted[s]) for s in (*ORDER, "missing")
                  if counted[s]]
        parts.append(text["alt_city"].format(place=place(code, name, lang), counts=labels.listed(counts, lang)))
    return str(text["alt"].format(form=text["form"], title=title) + text["separator"].join(parts))


def coverage(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """Every indicator that a report states, by city and year, with the statuses it is stated in."""
    text, known = words("coverage", lang), cities(tables)
    cells = _stated(tables, known)
    years = list(range(min(year for _, _, year in cells), max(year for _, _, year in cells) + 1))
    told = {indicator for _, indicator, _ in cells}
    themes: dict[str, list[str]] = {}
    for indicator in _facts():
        if indicator in told:
            themes.setdefault(_facts()[indicator]["theme"], []).append(indicator)
    marks: list[Mark] = []
    for indicator in (i for rows in themes.values() for i in rows):
        for code, name in known.items():
            for year in years:
                here = cells.get((code, indicator, year), {})
                marks += [_mark((code, indicator, year), s, here[s], name, lang) for s in ORDER if s in here]
                if not here:
                    theme = short_label(_facts()[indicator]["theme"], lang)
                    marks.append(missing(code, name, lang, indicator, theme, str(year)))
    title = text["title"].format(years=labels.years([str(year) for year in years], lang))
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        parts = _columns(themes, 2 if chosen.height and chosen.columns > 2 else 1)
        longest = max(sum(len(themes[name]) + 1.25 for name in names) for names in parts)
        label = chosen.label_for(longest + 3.5)
        for axes, names in zip(panels(figure, len(parts), len(parts)), parts, strict=True):
            _grid(axes, {name: themes[name] for name in names}, marks, known, years, lang, label,
                  min(label, chosen.note))
        rows = len(told) + 1.25 * len(themes)
        return chart("coverage", figure, marks, tables, lang, size, brand, title=title,
                     reading=_reading(marks, text), body=0.37 * rows + 1.2, as_points=True, note=text["note"],
                     key=[*key_of(marks, lang), ("missing", text["missing_key"])],
                     alt=_alt(title, marks, known, text, lang))
