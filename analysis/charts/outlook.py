"""Panels of actuals and of what the rules make of them: the projected part hollow and dashed, after the last actual."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis import labels, style
from analysis.charts.bars import PLATE, panels, value_text
from analysis.charts.marks import Mark
from analysis.charts.points import point, year_number

#: Height of a line of end labels, in shares of their size; and the share of a panel that its axes fill.
LINE, FILLED = 1.35, 0.62
#: Tints of the 95 % and the 80 % band.
TINTS = {"95": 0.86, "80": 0.72}
#: In a single row, how much wider than the others a panel is that has words at the right.
WIDE = 1.9
#: Width of a year below its tick, in shares of the size of labels.
TICK = 2.7
#: Points of one year nearer than this share of the axis step aside, each kind to its side, in parts of the years.
NEAR, ASIDE = 0.07, {"target": -0.05, "expected": 0.05, "reference": 0.05}


@dataclass(frozen=True, slots=True)
class Outlook:
    """One panel: marks by year, those projected by rule, the band of one rule, and the years of a break.

    ``ends`` are the words at the right of the last year, by mark; ``band`` holds (year, {coverage: (low, high)}).
    """

    title: str
    lang: str
    area: str
    scale: labels.Scale
    marks: Sequence[Mark]
    projected: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    ends: Mapping[Mark, str] = field(default_factory=dict)
    band: Sequence[tuple[int, Mapping[str, tuple[float, float]]]] = ()
    breaks: Sequence[tuple[int, str]] = ()

    @property
    def history(self) -> list[Mark]:
        """The actuals that the rules start from, in order: those not later than the first projected year."""
        first = min((year_number(m.period) for ms in self.projected.values() for m in ms), default=9999)
        actual = [m for m in self.marks if m.status == "actual" and year_number(m.period) < first]
        return sorted(actual, key=lambda m: m.period)

    @property
    def every(self) -> list[Mark]:
        return [*self.marks, *(m for marks in self.projected.values() for m in marks)]


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Rising places moved as little as possible until neighbours stand ``gap`` apart."""
    groups: list[tuple[float, int]] = []
    for number, place in enumerate(places):
        mean, count = place - number * gap, 1
        while groups and groups[-1][0] > mean:
            before, size = groups.pop()
            mean, count = (before * size + mean * count) / (size + count), size + count
        groups.append((mean, count))
    level = [mean for mean, count in groups for _ in range(count)]
    return [base + number * gap for number, base in enumerate(level)]


def _band(axes: Any, outlook: Outlook, colour: str) -> None:
    start = outlook.history[-1]
    years = [year_number(start.period), *(year for year, _ in outlook.band)]
    for coverage, tint in TINTS.items():
        lows = [start.number or 0.0, *(ends[coverage][0] for _, ends in outlook.band)]
        highs = [start.number or 0.0, *(ends[coverage][1] for _, ends in outlook.band)]
        axes.fill_between(years, lows, highs, color=style.lighter(colour, tint), lw=0, zorder=0,
                          gid=f"{start.indicator}-{outlook.area}-{coverage}-band")


def _ends(axes: Any, outlook: Outlook, colour: str, size: float, gap: float) -> None:
    """The words at the right, one under the other, each with a thin line to its mark."""
    marks = sorted(outlook.ends, key=lambda m: m.number or 0.0)
    years = [year_number(m.period) for m in outlook.every]
    last, step = max(years), 0.09 * (max(years) - min(years) + 1)
    for mark, at in zip(marks, apart([m.number or 0.0 for m in marks], gap), strict=True):
        year, number = year_number(mark.period), mark.number or 0.0
        axes.plot([year, last + step, last + 2 * step], [number, number if year < last else number, at], lw=0.6,
                  color=style.ink("grid"), zorder=1, clip_on=False)
        value_text(axes, outlook.ends[mark], (last + 2.1 * step, at), (0, 0), va="center", ha="left", fontsize=size,
                   color=colour if mark.kind == "projected" else style.ink("text"), bbox=PLATE)


def _aside(mark: Mark, rivals: Sequence[Mark], top: float) -> float:
    near = any(abs((m.number or 0) - (mark.number or 0)) < NEAR * top for m in rivals)
    return ASIDE.get(mark.kind, ASIDE.get(mark.status, 0.0)) if near else 0.0


def _above(mark: Mark, rivals: Sequence[Mark], outlook: Outlook) -> bool:
    """Whether the label stands above: not under a higher point, and not beside the label of the year before."""
    if any((m.number or 0) > (mark.number or 0) for m in rivals):
        return False
    years = [year_number(m.period) for m in outlook.every]
    before = [m for m in outlook.history if year_number(m.period) == year_number(mark.period) - 1 and m.label.strip()]
    return not (before and max(years) - min(years) > 6)


def _tick_step(count: int, outlook: Outlook, size: float, width: float) -> int:
    """Every how many years a tick has room, with the words at the right taken off the width (points)."""
    room = width - max((0.55 * size * len(text) for text in outlook.ends.values()), default=0.0)
    return math.ceil(count * TICK * size / max(room, TICK * size))


def _panel(axes: Any, outlook: Outlook, colour: str, size: float, width: float, height: float) -> None:
    numbers = [x for m in outlook.every for x in (m.number, m.high if m.bound == "between" else None) if x]
    top = 1.16 * max([*numbers, *(ends["95"][1] for _, ends in outlook.band)], default=1.0)
    history = outlook.history
    if outlook.band:
        _band(axes, outlook, colour)
    axes.plot([year_number(m.period) for m in history], [m.number for m in history], color=colour, lw=1.6, zorder=2)
    for method, marks in outlook.projected.items():
        line = [history[-1], *marks]
        axes.plot([year_number(m.period) for m in line], [m.number for m in line], color=colour, lw=1.0,
                  ls=(0, (4, 2)), zorder=1, gid=f"projected-{method}")
    years = [year_number(m.period) for m in outlook.every]
    for mark in outlook.every:
        rivals = [m for m in outlook.every if m.period == mark.period and m is not mark]
        point(axes, mark, colour, size, above=_above(mark, rivals, outlook),
              aside=_aside(mark, rivals, top) * (max(years) - min(years) + 1))
    for year, word in outlook.breaks:
        axes.axvline(year - 0.5, color=style.ink("muted"), lw=0.9, ls=(0, (1, 1.5)), zorder=0, gid="break")
        value_text(axes, word, (year - 0.5, top), (-3, 0), va="top", ha="right", fontsize=size,
                   color=style.ink("muted"))
    if outlook.ends:
        _ends(axes, outlook, colour, size, LINE * size * top / height)
    axes.set_xlim(min(years) - 0.7, max(years) + 0.6)
    axes.set_xticks(range(min(years), max(years) + 1, _tick_step(max(years) - min(years) + 1, outlook, size, width)))
    axes.set_ylim(0, top)
    axes.set_title(outlook.title, pad=4, color=colour)
    axes.tick_params(length=0)
    axes.tick_params(axis="y", labelcolor=style.ink("muted"))
    axes.yaxis.set_major_formatter(
        lambda y, _: labels.plain(labels.significant(y / outlook.scale.divisor), outlook.lang)
    )
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")
    axes.locator_params(axis="y", nbins=4)


def outlook_panels(
    figure: Any, shown: Sequence[Outlook], colours: Mapping[str, str], chosen: style.Preset, columns: int, body: float,
) -> None:
    """The panels in a grid, each on its own scale from zero; ``body`` is the height of all in cm."""
    rows = -(-len(shown) // min(columns, len(shown)))
    shares = [WIDE if outlook.ends else 1.0 for outlook in shown] if rows == 1 else [1.0] * min(columns, len(shown))
    width = (chosen.width * max(shares) / sum(shares) - 1.6) * style.CM / style.POINT
    height = FILLED * (chosen.height * 0.6 if chosen.height else body) * style.CM / style.POINT / rows
    for axes, outlook in zip(panels(figure, len(shown), columns, width_ratios=shares), shown, strict=True):
        _panel(axes, outlook, colours[outlook.area], chosen.label, width, height)
