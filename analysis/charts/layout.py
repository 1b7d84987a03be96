"""The one function that finishes a figure: title, reading, key, source, room for every text; and the check of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from PIL import Image

from analysis import style

#: From one line of text to the next, in sizes of the text.
LINE = 1.38
#: A last line shorter than this share of the width lets the lines be narrower, down to these shares.
LEAST_LAST, NARROWER = 0.3, (0.95, 0.9, 0.85, 0.8, 0.75)
#: Chinese breaks between any two characters, but never before a closing or after an opening mark; a sum stays whole,
#: and so does a small number with the word after it.
TOKENS = re.compile(
    r"\s+|[(≥≤~]*CNY (?:[0-9.,–]+ ?)?(?:billion|million|thousand|bn|m)?\b[).,;:]*|"
    r"(?:[(]?[0-9]{1,2} (?=[A-Za-z\u4e00-\u9fff]))?[“‘（《〈【(]*"
    r"(?:[A-Za-z0-9À-ÿ.,%≥≤~&'’+−×→/:;–—-]+|[^\s])[”’）》〉】)、，。；：！？,.;:…]*"
)


# ---------------------------------------------------------------- text


@cache
def _probe(dpi: float) -> Figure:
    figure = Figure(dpi=dpi)
    FigureCanvasAgg(figure)
    return figure


@lru_cache(maxsize=20_000)
def _width(text: str, size: float, weight: str, family: tuple[str, ...], dpi: float) -> float:
    figure = _probe(dpi)
    probe = Text(0, 0, text, fontsize=size, fontweight=weight, fontfamily=list(family), figure=figure)
    return float(probe.get_window_extent(renderer_of(figure)).width) / dpi


def text_width(figure: Figure, text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text in inches, as it will be drawn in ``figure``; without hinting its parts add up."""
    family = tuple(matplotlib.rcParams["font.family"])
    return sum(_width(token, size, weight, family, figure.dpi) for token in TOKENS.findall(text))


def wrapped(figure: Figure, text: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """Lines of ``text`` no wider than ``width`` inches, broken as Chinese and English are."""
    lines, line, used = [], "", 0.0
    for token in TOKENS.findall(" ".join(text.split())):
        wide = text_width(figure, token, size, weight)
        if line and token.strip() and used + wide > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + token, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


def set_out(figure: Figure, text: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """The lines of ``wrapped``, all of them a little narrower where the last would be a word or two."""
    lines = wrapped(figure, text, size, width, weight)
    if len(lines) < 2:
        return lines
    for share in NARROWER:
        if text_width(figure, lines[-1], size, weight) >= LEAST_LAST * width:
            return lines
        narrower = wrapped(figure, text, size, share * width, weight)
        if len(narrower) > len(lines):
            return lines
        lines = narrower
    return lines


def renderer_of(figure: Figure) -> Any:
    """What measures text in a figure."""
    return figure.canvas.get_renderer()  # type: ignore[attr-defined]


def height_of(lines: Sequence[str], size: float) -> float:
    """Height of some lines of text in inches."""
    return len(lines) * size * LINE * style.POINT


def _lines_down(figure: Figure, lines: Sequence[str], top: float, size: float, gid: str, **look: Any) -> float:
    """Write lines from ``top`` (inches from the bottom) downward; returns where they end."""
    width, height = figure.get_size_inches()
    for number, line in enumerate(lines):
        y = (top - height_of(lines[:number], size)) / height
        figure.text(look["x"] / width, y, line, fontsize=size, va="top", ha="left", color=look["color"],
                    fontweight=look.get("weight", "normal"), gid=f"{gid}-{number + 1}")
    return top - height_of(lines, size)


# ---------------------------------------------------------------- finishing


def _key_handles(key: Sequence[tuple[str, str]], as_points: bool) -> list[Any]:
    colour = style.ink("muted")
    handles: list[Any] = []
    for status, label in key:
        look = style.look_of(status, colour)
        if as_points and look.bar["hatch"]:
            handles.append(Figure().subplots().scatter([0], [0], s=44, marker=look.marker, label=label, **look.point))
        elif as_points:
            handles.append(Line2D([], [], linestyle="none", marker=look.marker, label=label,
                                  markerfacecolor=look.point["facecolor"], markeredgecolor=colour))
        else:
            handles.append(Patch(**look.bar, label=label))
    return handles


def _key(figure: Figure, key: Sequence[tuple[str, str]], as_points: bool, x: float, top: float, size: float,
         room: float) -> float:
    """The key to the statuses drawn, in as many columns as fit; returns where it ends."""
    width, height = figure.get_size_inches()
    handles = _key_handles(key, as_points)
    for columns in range(len(handles), 0, -1):
        legend = figure.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(x / width, top / height), ncols=columns, fontsize=size,
            frameon=False, borderpad=0, borderaxespad=0, handlelength=1.5, handleheight=0.8, handletextpad=0.5,
            columnspacing=1.4, labelspacing=0.35, labelcolor=style.ink("reading"),
        )
        box = legend.get_window_extent(renderer_of(figure))
        if box.width / figure.dpi <= room or columns == 1:
            legend.set_in_layout(False)
            return float(top - box.height / figure.dpi)
        legend.remove()
    return top


def finish(
    figure: Figure,
    *,
    title: str,
    reading: str,
    source: str,
    alt: str,
    lang: str,
    size: str = "a4_full",
    brand: Mapping[str, Any] | None = None,
    key: Sequence[tuple[str, str]] = (),
    as_points: bool = False,
    body: float = 8.0,
    note: str = "",
) -> Figure:
    """Give a figure its title, reading, key and source, and its axes the room that is left.

    ``reading`` is one sentence that says what to see. ``key`` names the statuses drawn, ``as_points``
    by their marker. ``body`` is the height of the axes in cm where the preset leaves it free; ``note``
    stands below them, above the source.
    Raises ChartError when a text is empty or the language or preset is unknown.
    """
    given = {"title": title, "reading": reading, "source": source, "alt": alt}
    empty = [name for name, text in given.items() if not text or not text.strip()]
    if empty:
        raise style.ChartError(f"a figure can't be finished without {', '.join(empty)}; give each as a non-empty text")
    style.language(lang)
    chosen, own = style.preset(size), style.brand_of(brand)
    margin, width = chosen.margin * style.CM, chosen.width * style.CM
    room = width - 2 * margin
    logo = _logo_size(own["logo"], chosen)
    beside = room - (logo[0] + 0.15 if logo[0] else 0)
    heading = set_out(figure, title, chosen.title, beside, "bold")
    sentence = set_out(figure, reading, chosen.reading, beside)
    notes = [line for text in (source, own["footer"]) if text for line in wrapped(figure, text, chosen.note, room)]
    remark_size = chosen.label
    remark = wrapped(figure, note, remark_size, room) if note else []
    if len(remark) > 2:
        remark_size = chosen.note
        remark = wrapped(figure, note, remark_size, room)
    keys = height_of(("",) * (2 if chosen.columns == 1 else 1), chosen.label) + 0.08 if key else 0
    above = margin + 0.21 + height_of(heading, chosen.title) + height_of(sentence, chosen.reading) + keys
    below = margin + 0.10 + height_of(notes, chosen.note) + height_of(remark, remark_size) + (0.06 if remark else 0)
    height = chosen.height * style.CM if chosen.height else above + below + body * style.CM
    figure.set_size_inches(width, height)
    figure.add_artist(Rectangle((margin / width, 1 - margin / height), min(0.42, room) / width, -0.035 / height,
                                facecolor=own["accent"], edgecolor="none", transform=figure.transFigure, gid="rule"))
    top = height - margin - 0.10
    top = _lines_down(figure, heading, top, chosen.title, "title", x=margin, color=style.ink("title"), weight="bold")
    top = _lines_down(figure, sentence, top - 0.03, chosen.reading, "reading", x=margin, color=style.ink("reading"))
    if key:
        top = _key(figure, key, as_points, margin, top - 0.08, chosen.label, room)
    foot = margin + height_of(notes, chosen.note)
    _lines_down(figure, notes, foot, chosen.note, "source", x=margin, color=style.ink("muted"))
    if remark:
        foot += 0.06 + height_of(remark, remark_size)
        _lines_down(figure, remark, foot, remark_size, "note", x=margin, color=style.ink("reading"))
    _lay_out(figure, (margin / width, (foot + 0.10) / height, room / width, (top - foot - 0.18) / height))
    if own["logo"]:
        _place_logo(figure, own["logo"], ((width - margin - logo[0]) / width, 1 - (margin + logo[1]) / height,
                                          logo[0] / width, logo[1] / height))
    figure.set_label(alt)
    return figure


def _logo_size(path: str, chosen: style.Preset) -> tuple[float, float]:
    """Width and height of a logo in inches: as high as title and reading, at most a quarter of the figure wide."""
    if not path:
        return 0.0, 0.0
    with Image.open(path) as image:
        across, up = image.size
    height = min((chosen.title + chosen.reading) * LINE * style.POINT, 0.25 * chosen.width * style.CM * up / across)
    return height * across / up, height


def _place_logo(figure: Figure, path: str, box: tuple[float, float, float, float]) -> None:
    axes = figure.add_axes(box, gid="logo")
    with Image.open(path) as image:
        axes.imshow(image.convert("RGBA"), aspect="auto", interpolation="lanczos")
    axes.set_axis_off()


def _lay_out(figure: Figure, rect: tuple[float, float, float, float]) -> None:
    """Axes into ``rect`` (shares of the figure), titles wrapped, limits wide enough for labels; then fixed."""
    if not figure.axes:
        return
    # the engine alone places the axes; drawing everything each time would take twice as long
    engine = ConstrainedLayoutEngine(rect=rect, w_pad=0.02, h_pad=0.02, wspace=0.06, hspace=0.04)
    figure.set_layout_engine(engine)
    base = {axes: (axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}
    titles = {axes: axes.get_title(loc="left") for axes in figure.axes}
    for axes, title in titles.items():
        axes.set_title(title[:1], loc="left")
        for artist in (*axes.collections, *axes.lines, *axes.patches):
            artist.set_in_layout(False)  # they lie inside the axes, and to measure each takes long
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0, 0)  # no label needs a place beyond the ticks
    engine.execute(figure)
    for axes, title in titles.items():
        room = axes.get_window_extent().width / figure.dpi
        size = float(axes.title.get_fontsize())
        axes.set_title("\n".join(set_out(figure, title, size, room, "bold")), loc="left")
    settled = {} if any(titles.values()) else base
    for _ in range(2):
        for axes, (across, up) in base.items():
            axes.set_xlim(across)
            axes.set_ylim(up)
        for axes in figure.axes:
            make_room(axes)
        limits = {axes: (axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}
        if limits == settled:
            break
        settled = limits
        engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        # the solver of the layout leaves noise in the last digits, which would change the bytes of an SVG
        left, bottom, width, height = (round(float(part), 5) for part in axes.get_position().bounds)
        axes.set_position((left, bottom, width, height))
        axes.set_xlim(*(float(f"{end:.7g}") for end in axes.get_xlim()))
        axes.set_ylim(*(float(f"{end:.7g}") for end in axes.get_ylim()))


def make_room(axes: Any) -> None:
    """Widen the upper limits of an axes until every direct label lies inside it."""
    frame = axes.get_window_extent()
    for along, size in (("x", frame.width), ("y", frame.height)):
        low, high = getattr(axes, f"get_{along}lim")()
        if low > high:
            continue
        need = high
        for text in axes.texts:
            if text.get_gid() != "value":
                continue
            box, at = text.get_window_extent(), text.xy[0 if along == "x" else 1]
            point = axes.transData.transform(text.xy)[0 if along == "x" else 1]
            span = (box.x1 if along == "x" else box.y1) - point
            if 0 < span < size - 1:
                need = max(need, low + (at - low) * size / (size - span - 1))
        getattr(axes, f"set_{along}lim")(low, need)


# ---------------------------------------------------------------- looking at what was drawn


def drawn_texts(figure: Figure) -> list[Text]:
    """Every text that a reader sees: titles, tick labels within the limits, values, key."""
    figure.draw_without_rendering()
    hidden: set[int] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * max(abs(low), abs(high), 1)
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low - slack <= tick.get_loc() <= high + slack or not axes.get_visible():
                    hidden |= {id(tick.label1), id(tick.label2)}
    texts = figure.findobj(Text)
    return [t for t in texts if t.get_visible() and t.get_text().strip() and id(t) not in hidden]


def _covered(figure: Figure, boxes: Sequence[tuple[str, Any]], allow: float) -> Iterator[str]:
    """Texts that lie over a bar, in whichever axes."""
    for axes in figure.axes:
        for bar in axes.patches:
            a = bar.get_window_extent()
            if bar.get_gid() and axes.get_visible() and a.width > 0 and a.height > 0:
                for text, b in boxes:
                    if min(a.x1, b.x1) - max(a.x0, b.x0) > allow and min(a.y1, b.y1) - max(a.y0, b.y0) > allow:
                        yield f"over a bar: {text!r}"


def overlaps(figure: Figure, slack: float = 0.6) -> list[str]:
    """Faults of the drawn text boxes: two that overlap, one over a bar, one that leaves the figure. Empty is sound.

    ``slack`` is what two boxes may share, in points.
    """
    unique = {id(text): text for text in drawn_texts(figure)}
    renderer = renderer_of(figure)
    boxes = [(t.get_text().replace("\n", " / "), t.get_window_extent(renderer)) for t in unique.values()]
    edge = figure.bbox
    allow = slack * figure.dpi * style.POINT
    faults = [
        f"cut off: {text!r}"
        for text, b in boxes
        if b.x0 < edge.x0 - allow or b.y0 < edge.y0 - allow or b.x1 > edge.x1 + allow or b.y1 > edge.y1 + allow
    ]
    for i, (first, a) in enumerate(boxes):
        for second, b in boxes[i + 1 :]:
            if min(a.x1, b.x1) - max(a.x0, b.x0) > allow and min(a.y1, b.y1) - max(a.y0, b.y0) > allow:
                faults.append(f"overlap: {first!r} and {second!r}")
    return faults + list(_covered(figure, boxes, 2 * allow))
