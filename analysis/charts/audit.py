"""Printed figures against what the others make of them: how far apart, and whether the digits allow it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis import definitions, labels, style
from analysis.charts.bars import arrow, value_text
from analysis.charts.finished import chart
from analysis.charts.marks import Chart, Mark, Tables, place, short_label, words
from analysis.intervals import Interval

_COUNT = re.compile(r"[0-9.,]+")
#: Relations that only repeat a figure recompute nothing.
REPEATED = ("twice_in_report", "two_reports")
#: Percent up to which the axis is linear, its length there in powers of ten, and what is marked beyond.
LINEAR, LENGTH, FAR = 0.1, 0.2, (1.0, 10.0)
#: The axis shows at least so many percent to either side, and the values stand so far beyond it.
EDGE, ASIDE = 30.0, 0.4
VERDICTS = {"fails": "missed", "holds": "met"}
#: Most decimals of a recomputed value beyond those that are printed.
MORE_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Tested:
    """One check drawn: its mark, how far the printed number lies from the recomputed one, and within what."""

    mark: Mark
    outcome: str
    check_id: str
    deviation: float
    allowed: Interval
    recomputed: float
    name: str
    text: str
    reference: str

    @property
    def group(self) -> str:
        return "fails" if self.outcome == "fails" else "holds"


def _number(cell: Any) -> float | None:
    return None if cell is None or math.isnan(cell) else float(cell)


def _interval(row: Mapping[str, Any], low: str, high: str) -> Interval:
    return Interval(_number(row[low]), _number(row[high]))


def _what(row: Mapping[str, Any], text: Mapping[str, Any], lang: str) -> str:
    """The plain claim: what is printed of which indicator."""
    if not row["indicator"]:
        count = _COUNT.search(row["other_quotes"])
        return str(text["outside"]).format(quote=row["other_quotes"], count=count.group() if count else "")
    measure = text["measures"].get(row["measure"], {}).get(lang, "")
    what = str(text["what"]).format(indicator=short_label(row["indicator"], lang), measure=measure)
    form = {"claim_targets_met": "claimed", "pass_rate_from_shares": "shares"}.get(row["relation"])
    return str(text[form]).format(what=what) if form else what


def _along(percent: float) -> float:
    """Place of a deviation on the axis: linear near zero, a power of ten for each step beyond.

    >>> [_along(p) for p in (0.0, 0.05, -10.0)]
    [0.0, 0.1, -2.2]
    """
    far = abs(percent) / LINEAR
    return math.copysign(far * LENGTH if far <= 1 else LENGTH + math.log10(far), percent)


def _decimals(interval: Interval) -> int:
    """Decimals that a figure is printed with, from the width of what its digits allow."""
    width = interval.width
    return 0 if not math.isfinite(width) or width <= 0 else max(0, -math.floor(math.log10(width) + 0.5))


def _said(row: Mapping[str, Any], number: float, bound: str, decimals: int, lang: str) -> str:
    if row["unit"] in ("percent", "percentage_point") and bound == "exact":
        return _fixed(number, decimals) + ("%" if row["unit"] == "percent" else words("audit", lang)["point"])
    scale = labels.scale_of(row["unit"], number, lang)
    text = labels.short(scale, number, _number(row["low"]), _number(row["high"]), bound, lang)
    return labels.with_word(scale, text, lang) if row["unit"] == "CNY" else text


def _fixed(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace("-", "−")


def _values(row: Mapping[str, Any], outcome: str, text: Mapping[str, Any], lang: str) -> str:
    """Printed and recomputed, the latter with as many decimals as tell the two apart."""
    value, recomputed = row["value"], row["recomputed"]
    decimals = _decimals(_interval(row, "low", "high"))
    more = decimals if row["bound"] == "exact" else _decimals(_interval(row, "recomputed_low", "recomputed_high")) or 1
    while round(recomputed, more) == value != recomputed and more < decimals + MORE_DECIMALS:
        more += 1
    printed = _said(row, value, row["bound"], decimals, lang)
    follows = _said(row, round(recomputed, more), "exact", more, lang)
    relation = "≠" if outcome == "fails" else "=" if printed == follows else "≈"
    sign = definitions.load("style")["verdicts"][VERDICTS[outcome]]["sign"]
    return f"{sign} {printed} {relation} {follows}"


def tested(tables: Tables, lang: str) -> list[Tested]:
    """Checks that recompute the printed number itself: failures first, the farthest off on top; then by report."""
    text, found = words("audit", lang), []
    for row in tables["checks"].to_dict("records"):
        value, recomputed = _number(row["value"]), _number(row["recomputed"])
        drawn = row["outcome"] != "untestable" and row["unit"] == row["recomputed_unit"] != "rank"
        if not drawn or row["relation"] in REPEATED or value is None or not recomputed:
            continue
        allowed = (_interval(row, "low", "high") / _interval(row, "recomputed_low", "recomputed_high") - 1) * 100
        where = place(row["area"], row["area_name"], lang)
        group = "fails" if row["outcome"] == "fails" else "holds"
        form = text["row" if row["period"] else "row_undated"]
        period = labels.years([row["period"]], lang)
        name = str(form).format(place=where, period=period, what=_what(row, text, lang))
        label = _values(row, group, text, lang)
        mark = Mark(text["headings"][group][lang], row["area"], row["area_name"], where, row["indicator"],
                    row["measure"], row["period"], row["status"] or "actual", "stated", value, _number(row["low"]),
                    _number(row["high"]), row["bound"], row["unit"], formula=row["formula"],
                    observation_ids=row["observation_ids"], report=row["reports"], label=f"{name} {label}")
        deviation = 100 * (value / recomputed - 1)
        found.append(Tested(mark, row["outcome"], row["check_id"], deviation, allowed, recomputed, name, label,
                            row["reference"]))
    found.sort(key=lambda t: (t.group != "fails", -abs(t.deviation) if t.group == "fails" else 0, t.mark.report))
    return found


def _draw_row(axes: Any, y: float, one: Tested, edge: float, at: float, size: float, thick: float) -> None:
    ink = definitions.load("style")["verdicts"][VERDICTS[one.group]]["colour"]
    low = max(-edge, one.allowed.low if one.allowed.low is not None else -edge)
    high = min(edge, one.allowed.high if one.allowed.high is not None else edge)
    first, last = _along(low), _along(high)
    axes.barh(y, last - first, thick, left=first, color=ink, alpha=0.28, linewidth=0, zorder=2,
              gid=f"{one.check_id}-range")
    if one.allowed.high is None:
        arrow(axes, (_along(edge), y), (0.8 * size, 0), ink)
    if one.mark.bound != "between":
        look = style.look_of(one.mark.drawn_as, ink)
        axes.scatter([_along(one.deviation)], [y], s=(0.68 * size) ** 2, marker=look.marker, zorder=4,
                     gid=one.check_id, **look.point)
    value_text(axes, one.text, (at, y), (0, 0), va="center", ha="left", color=ink, fontsize=size)


def _axis(axes: Any, edge: float, size: float, title: str, lang: str) -> None:
    ticks = [*(-t for t in reversed(FAR)), 0.0, *FAR]
    signs = {True: "+", False: ""}
    axes.set_xticks([_along(t) for t in ticks], [f"{signs[t > 0]}{labels.plain(t, lang)}%" for t in ticks])
    axes.set_xlim(_along(-edge), _along(edge))
    axes.axvline(0, color=style.ink("axis"), lw=1.1, zorder=1)
    axes.set_xlabel(title, loc="left", fontsize=size)
    axes.tick_params(length=0, pad=2, labelsize=size)
    axes.grid(axis="x")
    for side in axes.spines.values():
        side.set_visible(False)


def draw_rows(
    axes: Any, rows: Sequence[Tested], text: Mapping[str, Any], size: float, lang: str, stacked: bool
) -> None:
    """A heading for what fails and what holds, a row a check; ``stacked`` writes the claim above its row."""
    edge = max([EDGE, *(1.3 * abs(one.deviation) for one in rows if one.mark.bound != "between")])
    at = _along(edge) + ASIDE
    start, ticks, y = _along(-edge), [], -1.0
    _axis(axes, edge, size, text["axis"], lang)
    for number, one in enumerate(rows):
        if number == 0 or rows[number - 1].group != one.group:
            y += 1.4 if number else 1.0
            heading = text["headings"][one.group][lang]
            if number == 0:
                value_text(axes, text["columns"], (at, y), (0, 0), va="center", color=style.ink("muted"), fontsize=size)
            if stacked:
                value_text(axes, heading, (start, y), (0, 0), va="center", fontweight="bold", fontsize=size)
            else:
                ticks.append((y, heading, "bold"))
        y += 1.0
        if stacked:
            value_text(axes, one.name, (start, y), (0, 0), va="center", fontsize=size,
                       bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})
            y += 0.85
        else:
            ticks.append((y, one.name, "normal"))
        _draw_row(axes, y, one, edge, at, size, 0.55)
    axes.set_yticks([at for at, _, _ in ticks], [name for _, name, _ in ticks])
    for label, (_, _, weight) in zip(axes.get_yticklabels(), ticks, strict=True):
        label.set_fontweight(weight)
    axes.set_ylim(y + 0.7, -0.6)


def _later(rows: Sequence[Tested]) -> list[str]:
    """Titles of the later publications that take part."""
    return sorted({title for one in rows for title in one.reference.split(" | ") if title})


def audit(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """Dots for what is printed, bands for what the digits allow, on a scale of relative deviation. From ``checks``.

    Where the height is fixed, as on a slide, only what fails is drawn; the sentence counts all.
    """
    text = words("audit", lang)
    rows = tested(tables, lang)
    failing = [one for one in rows if one.group == "fails"]
    reading = text["reading"].format(all=len(rows), fails=len(failing), holds=len(rows) - len(failing))
    if failing and style.preset(size).height:
        rows = failing
    more = {
        "outcome": [one.outcome for one in rows],
        "check_id": [one.check_id for one in rows],
        "recomputed": [one.recomputed for one in rows],
        "deviation_percent": [one.deviation for one in rows],
        "allowed_low_percent": [math.nan if one.allowed.low is None else one.allowed.low for one in rows],
        "allowed_high_percent": [math.nan if one.allowed.high is None else one.allowed.high for one in rows],
    }
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        stacked = chosen.columns == 1
        count = len(rows) * (1.85 if stacked else 1) + 2.4
        label = chosen.label_for(count + 2)
        draw_rows(figure.subplots(), rows, text, label, lang, stacked)
        title = text["title"].format(years=labels.years([one.mark.period for one in rows], lang))
        seen = text["separator"].join(one.mark.label for one in rows)
        alt = f"{text['alt'].format(form=text['form'], title=title)}{reading}{text['separator']}{seen}"
        return chart("audit", figure, [one.mark for one in rows], tables, lang, size, brand, title=title,
                     reading=reading, body=0.44 * count + 0.9, as_points=True,
                     note=text["note"], alt=alt, more=more, beside=_later(rows))
