"""Upright bars by year in one panel for each place: statuses side by side, a bound as an arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis import labels, style
from analysis.charts.bars import ARROW, PLATE, arrow, panels, value_text
from analysis.charts.marks import Mark
from analysis.charts.points import span_of, year_number

#: Order of the bars of one year, and the share of the year that they fill.
ORDER = ("actual", "derived", "expected", "target", "projected")
FILLED = 0.84


def _reach(mark: Mark) -> float:
    return max(x for x in (mark.value, mark.low, mark.high) if x is not None)


def _lean(number: int, marks: Sequence[Mark]) -> str:
    """Where a label stands over its bar: away from a taller neighbour of the same year."""
    left = marks[number - 1] if number else None
    right = marks[number + 1] if number + 1 < len(marks) else None
    if left is not None and _reach(left) > _reach(marks[number]):
        return "left"
    return "right" if right is not None and _reach(right) > _reach(marks[number]) else "center"


def _column(axes: Any, x: float, wide: float, mark: Mark, colour: str, size: float, lean: str) -> None:
    assert mark.number is not None
    look = style.look_of(mark.drawn_as, colour)
    gid = f"{mark.indicator}-{mark.area}-{mark.period}-{mark.drawn_as}"
    top, away = mark.number, 0.25 * size
    if mark.bound == "at_most":
        axes.bar(x, top, wide, gid=gid, **{**look.bar, "facecolor": "white", "linestyle": (0, (3, 2))})
        arrow(axes, (x, top), (0, -ARROW * size), colour)
    else:
        axes.bar(x, top, wide, gid=gid, **look.bar)
    if mark.low is not None and mark.high is not None and mark.high > mark.low:
        axes.bar(x, mark.high - top, wide, bottom=top, facecolor="white", edgecolor=colour, linewidth=0.9,
                 linestyle=(0, (2, 1.5)), gid=f"{gid}-range")
        top = mark.high
    if mark.bound == "at_least":
        arrow(axes, (x, top), (0, ARROW * size), colour)
        away += ARROW * size
    at = {"left": x - wide / 2, "right": x + wide / 2, "center": x}[lean]
    aside = {"left": 1.5, "right": -1.5, "center": 0}[lean]
    value_text(axes, mark.label, (at, top), (aside, away), ha=lean, va="bottom", fontsize=size, bbox=PLATE,
               zorder=0.9)


def year_panels(
    figure: Any, groups: Mapping[str, Sequence[Mark]], colours: Mapping[str, str], chosen: style.Preset,
    columns: int, lang: str, dash: str = "–",
) -> list[Any]:
    """A panel for each place, years along, one scale from zero; a year without a figure shows ``dash``."""
    years = span_of([m for marks in groups.values() for m in marks])
    shown = panels(figure, len(groups), columns, sharex=True, sharey=True)
    for axes, (code, marks) in zip(shown, groups.items(), strict=True):
        axes.set_title(marks[0].place, pad=3)
        for year in years:
            here = [m for m in marks if not m.missing and year_number(m.period) == year]
            here.sort(key=lambda m: ORDER.index(m.drawn_as))
            wide = FILLED / max(len(here), 1)
            for number, mark in enumerate(here):
                x = year + (number - (len(here) - 1) / 2) * wide
                _column(axes, x, min(wide, 0.5) * 0.92, mark, colours[code], chosen.label, _lean(number, here))
            if not here:
                value_text(axes, dash, (year, 0), (0, 0.2 * chosen.label), ha="center", va="bottom",
                           color=style.ink("muted"), fontsize=chosen.label)
        axes.set_xlim(years[0] - 0.55, years[-1] + 0.55)
        axes.set_xticks(years, [str(year) for year in years])
        axes.tick_params(length=0)
        axes.tick_params(axis="y", labelcolor=style.ink("muted"))
        axes.spines["left"].set_visible(False)
        axes.grid(axis="y")
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(lambda number, _: labels.plain(number, lang))
    return shown
