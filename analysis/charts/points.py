"""Values by year as points: a shape for each status, a bound as an arrow, gaps left as gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis import labels, style
from analysis.charts.bars import PLATE, arrow, panels, value_text
from analysis.charts.marks import Mark

#: Two points of a year nearer than this share of the axis are parted by so many years to each side.
CLOSE, ASIDE = 0.06, 0.1


def year_number(period: str) -> int:
    """The year at whose end a period ends."""
    return int(period.split("/")[-1][:4])


def span_of(marks: Sequence[Mark]) -> list[int]:
    """Every year from the first to the last that is drawn."""
    years = [year_number(m.period) for m in marks if not m.missing]
    return list(range(min(years), max(years) + 1)) if years else []


def point(axes: Any, mark: Mark, colour: str, size: float, beside: bool = False, above: bool = True,
          aside: float = 0.0) -> None:
    """One point with its label above (or below) it; an open bound is an arrow, a range a line.

    ``aside`` moves it along the years, where two points of a year would cover each other.
    """
    x, y = year_number(mark.period) + aside, mark.number
    if y is None:
        return
    look = style.look_of(mark.drawn_as, colour)
    gid = f"{mark.indicator}-{mark.area}-{mark.period}-{mark.drawn_as}"
    if mark.low is not None and mark.high is not None and mark.high > mark.low:
        axes.plot([x, x], [mark.low, mark.high], color=colour, lw=1.4, zorder=2, gid=f"{gid}-interval")
    axes.scatter([x], [y], s=(size * 0.85) ** 2, marker=look.marker, zorder=3, gid=gid, clip_on=False, **look.point)
    away = 0.75 * size
    if mark.bound in ("at_least", "at_most"):
        sign = 1 if mark.bound == "at_least" else -1
        arrow(axes, (x, y), (0, sign * 1.9 * size), colour)
        away = 2.0 * size if above == (sign > 0) else away
    if not mark.label.strip():
        return
    if beside:
        value_text(axes, mark.label, (x, y), (0.8 * size, 0), va="center", ha="left", fontsize=size)
    else:
        value_text(axes, mark.label, (x, y), (0, away if above else -away), ha="center",
                   va="bottom" if above else "top", fontsize=size, bbox=PLATE, zorder=2.5)


def _sides(marks: Sequence[Mark]) -> dict[int, bool]:
    """Above or below for each mark's label: of two in one year, the higher goes above."""
    sides = {}
    for mark in marks:
        rivals = [m for m in marks if m.period == mark.period and m is not mark and m.number is not None]
        sides[id(mark)] = all((mark.number or 0) >= (m.number or 0) for m in rivals)
    return sides


def _asides(marks: Sequence[Mark], height: float) -> dict[int, float]:
    """How far each mark is moved along the years: two of one year that would cover each other part."""
    asides = {id(mark): 0.0 for mark in marks}
    for i, first in enumerate(marks):
        for second in marks[i + 1 :]:
            apart = abs((first.number or 0) - (second.number or 0))
            if first.period == second.period and apart < CLOSE * height:
                asides[id(first)], asides[id(second)] = -ASIDE, ASIDE
    return asides


def panels_by_place(
    figure: Any, groups: Mapping[str, Sequence[Mark]], context: Sequence[Mark], colours: Mapping[str, str],
    chosen: style.Preset, columns: int, lang: str,
) -> list[Any]:
    """A panel for each place on common axes from zero; ``context`` is drawn in grey in every panel."""
    every = [m for marks in groups.values() for m in marks] + list(context)
    years = span_of(every)
    shown = panels(figure, len(groups), columns, sharex=True, sharey=True)
    top = max((m.high or m.number or 0 for m in every if not m.missing), default=1.0)
    for axes, (code, marks) in zip(shown, groups.items(), strict=True):
        colour = colours[code]
        axes.set_title(marks[0].place, pad=4)
        for mark in context:
            x, y = year_number(mark.period), mark.number or 0.0
            axes.plot([x - 0.4, x + 0.4], [y, y], color=style.ink("muted"), lw=1.4, ls=(0, (4, 2)), zorder=1)
            over = not any(m.period == mark.period and (m.number or 0) > y for m in marks)
            value_text(axes, mark.label, (x + 0.4, y), (0, (0.35 if over else -0.35) * chosen.label), ha="right",
                       va="bottom" if over else "top", color=style.ink("muted"), fontsize=chosen.label, bbox=PLATE,
                       zorder=2.4)
        stated = [m for m in marks if not m.missing]
        actual = [m for m in stated if m.status == "actual"]
        asides = _asides(stated, top)
        across = [year_number(m.period) + asides[id(m)] for m in actual]
        axes.plot(across, [m.number for m in actual], color=colour, lw=1.5, zorder=1)
        for goal in (m for m in stated if m.status == "target" and m.number is not None):
            before = max((m for m in actual if m.period < goal.period), key=lambda m: m.period, default=None)
            if before is not None:
                ends = [year_number(m.period) + asides[id(m)] for m in (before, goal)]
                axes.plot(ends, [before.number, goal.number], color=colour, lw=0.9, ls=(0, (1, 2)), zorder=1)
        sides = _sides(stated)
        for mark in stated:
            point(axes, mark, colour, chosen.label, above=sides[id(mark)], aside=asides[id(mark)])
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axes.set_xticks(years, [str(y) for y in years])
        axes.set_ylim(0, top * 1.12)
        axes.tick_params(length=0)
        axes.tick_params(axis="y", labelcolor=style.ink("muted"))
        axes.spines["left"].set_visible(False)
        axes.grid(axis="y")
        axes.locator_params(axis="y", nbins=5)
        axes.yaxis.set_major_formatter(lambda number, _: labels.plain(number, lang))
    return shown
