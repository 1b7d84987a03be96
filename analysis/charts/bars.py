"""Horizontal bars: a row for each mark, the value at its end, a bound as an arrow, a range as an open bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis import labels, style
from analysis.charts.marks import Mark

#: Length of an arrow and distance of a label, in shares of the label's size.
ARROW, GAP = 1.7, 0.5
#: What a text stands on where a line of the grid would cross it.
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of bars: the words at its left and its mark; without a mark a heading, or an aside in grey."""

    label: str
    mark: Mark | None = None
    aside: str = ""


def panels(figure: Any, count: int, columns: int, **options: Any) -> list[Any]:
    """``count`` axes in a grid of at most ``columns``; the places left over stay empty."""
    across = min(columns, count)
    down = -(-count // across)
    grid = figure.subplots(down, across, squeeze=False, **options)
    found = list(grid.flat)
    for axes in found[count:]:
        axes.set_visible(False)
    return found[:count]


def value_text(axes: Any, text: str, point: tuple[float, float], offset: tuple[float, float], **look: Any) -> Any:
    """A direct label at a point in data coordinates, moved by ``offset`` points; the axes make room for it."""
    note = axes.annotate(text, point, offset, textcoords="offset points", annotation_clip=False, gid="value",
                         **{"color": style.ink("text"), **look})
    note.set_in_layout(False)
    return note


def arrow(axes: Any, point: tuple[float, float], offset: tuple[float, float], colour: str) -> None:
    """An arrow from a point outward: the value may lie beyond it on that side."""
    mark = axes.annotate("", point, offset, textcoords="offset points", annotation_clip=False, gid="bound",
                         arrowprops={"arrowstyle": "<|-", "color": colour, "lw": 1.2, "shrinkA": 0, "shrinkB": 0,
                                     "mutation_scale": 9})
    mark.set_in_layout(False)


def _extent(mark: Mark, divisor: float) -> tuple[float, float | None]:
    """Where the bar ends, and where the range beyond it ends if it has one."""
    assert mark.number is not None
    base = mark.value if mark.value is not None else mark.low if mark.low is not None else mark.high
    assert base is not None
    end = base / divisor
    if mark.bound == "between" and mark.high is not None and labels.wide(base, base, mark.high):
        return end, mark.high / divisor
    return end, None


def bar(axes: Any, y: float, mark: Mark, colour: str, divisor: float, size: float, thick: float = 0.62) -> None:
    """One bar from zero with its bound and its label; a missing value is said in words."""
    if mark.missing:
        value_text(axes, mark.label, (0, y), (GAP * size, 0), va="center", color=style.ink("muted"), fontsize=size)
        return
    look = style.look_of(mark.drawn_as, colour)
    end, reach = _extent(mark, divisor)
    gid = f"{mark.indicator}-{mark.area}-{mark.period}-{mark.drawn_as}-{mark.measure}"
    if mark.bound == "at_most":
        open_end = {"facecolor": "white", "edgecolor": style.lighter(colour, 0.5), "linestyle": (0, (3, 2))}
        axes.barh(y, end, thick, gid=gid, **{**look.bar, **open_end})
        axes.plot([end, end], [y - 0.6 * thick, y + 0.6 * thick], color=colour, lw=2.0, solid_capstyle="butt")
        arrow(axes, (end, y), (-ARROW * size, 0), colour)
    else:
        axes.barh(y, end, thick, gid=gid, **look.bar)
    if reach is not None:
        axes.barh(y, reach - end, thick, left=end, facecolor="white", edgecolor=colour, linewidth=0.9,
                  linestyle=(0, (2, 1.5)), gid=f"{gid}-range")
        end = reach
    elif mark.kind == "derived" and mark.low is not None and mark.high is not None:
        if labels.wide(mark.value, mark.low, mark.high):
            low, high = mark.low / divisor, mark.high / divisor
            axes.plot([low, high], [y, y], color=style.ink("title"), lw=1.2, marker="|", ms=0.8 * size,
                      solid_capstyle="butt", gid=f"{gid}-interval")
            end = max(end, high)
    gap = GAP * size
    if mark.bound == "at_least":
        arrow(axes, (end, y), (ARROW * size, 0), colour)
        gap += ARROW * size
    value_text(axes, mark.label, (end, y), (gap, 0), va="center", fontsize=size)


def draw_rows(
    axes: Any, rows: Sequence[Row], colours: Mapping[str, str], scale: labels.Scale, size: float, lang: str,
    title: str = "",
) -> None:
    """Rows from top to bottom on a common scale from zero, light grid, no clutter."""
    ticks, y = [], -1.0
    for row in rows:
        heading = row.mark is None and not row.aside
        y += 1.4 if heading and y >= 0 else 1.0
        if row.mark is None:
            weight, colour = ("bold", style.ink("text")) if heading else ("normal", style.ink("muted"))
            value_text(axes, row.aside or row.label, (0, y), (0 if heading else GAP * size, 0), va="center",
                       fontsize=size, fontweight=weight, color=colour)
            continue
        ticks.append((y, row.label))
        bar(axes, y, row.mark, colours.get(row.mark.area, style.ink("axis")), scale.divisor, size)
    axes.set_yticks([at for at, _ in ticks], [text for _, text in ticks])
    axes.set_ylim(y + 0.6, -0.6)
    axes.tick_params(axis="y", length=0, pad=3, labelsize=size)
    axes.tick_params(axis="x", length=0, pad=2, labelsize=size)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(all(row.mark for row in rows))
    axes.grid(axis="x")
    axes.set_xlim(left=0)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda number, _: labels.plain(number, lang))
    if title:
        axes.set_title(title, pad=4)
    if not any(row.mark and not row.mark.missing for row in rows):
        axes.set_xticks([])


def height_of(rows: Sequence[Row]) -> float:
    """How many rows high a panel is, headings with the space above them."""
    return len(rows) + 0.4 * sum(row.mark is None and not row.aside for row in rows)
