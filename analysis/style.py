"""The house style: one look, four sizes, two languages, and the one function that finishes a figure.

Every size, colour and mark is a line of ``definitions/style.yaml``. Figures are made without pyplot,
so that drawing one leaves no trace in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

from analysis import definitions, paths
from analysis.errors import AnalysisError

CM = 1 / 2.54
POINT = 1 / 72
LANGUAGES = ("zh", "en")
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
LINE = 1.38
#: Height of a row of a dense figure, in sizes of its labels.
ROW = 1.3
#: Chinese breaks between any two characters, but never before a closing or after an opening mark.
TOKENS = re.compile(
    r"\s+|[“‘（《〈【(]*(?:[A-Za-z0-9À-ÿ.,%≥≤~&'’+×/:;–—-]+|[^\s])[”’）》〉】)、，。；：！？,.;:…]*"
)


class ChartError(AnalysisError):
    """A figure was asked for that the style cannot finish: unknown name, language, preset, or no text."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One size: cm for lengths, points for text. No ``height``: as high as the body asks for.

    ``body`` is about what titles and source leave of a fixed height.
    """

    name: str
    width: float
    margin: float
    title: float
    reading: float
    label: float
    note: float
    columns: int
    dpi: int
    height: float | None = None
    body: float | None = None

    def label_for(self, lines: float) -> float:
        """Size of labels such that ``lines`` of them stand below each other in a figure of this size."""
        return self.label if self.body is None else min(self.label, self.body / (lines * ROW * POINT / CM))


@dataclass(frozen=True, slots=True)
class Look:
    """How marks of one status are drawn: the arguments of a bar, and the marker of a point."""

    bar: Mapping[str, Any]
    marker: str
    point: Mapping[str, Any]


def _known(kind: str, name: str, allowed: Sequence[str]) -> str:
    if name not in allowed:
        raise ChartError(f"no {kind} '{name}'; expected one of {', '.join(allowed)}")
    return name


@cache
def preset(name: str) -> Preset:
    """The size of that name. Raises ChartError naming the known ones."""
    sizes = definitions.load("style")["presets"]
    return Preset(name=_known("preset", name, tuple(sizes)), **sizes[name])


def presets() -> tuple[str, ...]:
    """Names of all sizes."""
    return tuple(definitions.load("style")["presets"])


def language(name: str) -> str:
    """``zh`` or ``en``. Raises ChartError for any other."""
    return _known("language", name, LANGUAGES)


def ink(role: str) -> str:
    """Colour of a kind of text or line, ``#RRGGBB``."""
    return str(definitions.load("style")["ink"][role])


def brand_of(brand: Mapping[str, Any] | None) -> dict[str, Any]:
    """The house brand with an institution's own settings over it; unknown ones are refused by name."""
    own = dict(definitions.load("style")["brand"])
    for key in brand or {}:
        _known("brand setting", key, tuple(own))
    return own | dict(brand or {})


def lighter(colour: str, white: float) -> str:
    """``colour`` mixed with a share of white."""
    return to_hex([part + (1 - part) * white for part in to_rgb(colour)])


def contrast(first: str, second: str = "#FFFFFF") -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""

    def luminance(colour: str) -> float:
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def look_of(status: str, colour: str) -> Look:
    """The marks of a status (``derived`` counts as one) in an area's colour."""
    form = definitions.load("style")
    spec = form["statuses"][_known("status", status, tuple(form["statuses"]))]
    fills = {
        "solid": colour,
        "light": lighter(colour, form["light"]),
        "hollow": "#FFFFFF",
        "hatched": lighter(colour, form["tint"]),
    }
    fill = fills[spec["fill"]]
    bar = {"facecolor": fill, "edgecolor": colour, "linewidth": 0.9, "hatch": spec.get("hatch")}
    point = {"facecolor": fill, "edgecolor": colour, "linewidth": 1.2, "hatch": spec.get("hatch")}
    return Look(bar, spec["marker"], point)


def area_colours(codes: Sequence[str], brand: Mapping[str, Any] | None = None) -> dict[str, str]:
    """A colour for each area code, in the order of the codes; a province is grey."""
    form = definitions.load("style")
    wheel = brand_of(brand)["areas"] or form["areas"]
    cities = [code for code in sorted(set(codes)) if not code.endswith("0000")]
    colours = {code: wheel[i % len(wheel)] for i, code in enumerate(cities)}
    return {code: colours.get(code, form["province"]) for code in codes}


# ---------------------------------------------------------------- fonts and settings


@cache
def _add_fonts(folder: Any) -> None:
    for name in FONT_FILES:
        path = folder / name
        if not path.is_file():
            raise ChartError(f"{name}: not found; expected it in {folder.name}/ of the package; install it again")
        font_manager.fontManager.addfont(path)


@contextmanager
def drawing(size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Iterator[Preset]:
    """Settings under which a figure is drawn and saved; they end with the block."""
    import seaborn as sns

    _add_fonts(paths.FONTS)
    chosen = preset(size)
    settings = {
        **sns.axes_style("white"),
        "font.family": [brand_of(brand)["family"]],
        "font.size": chosen.label,
        "axes.titlesize": chosen.label,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlecolor": ink("text"),
        "axes.labelsize": chosen.label,
        "axes.labelcolor": ink("muted"),
        "axes.edgecolor": ink("axis"),
        "axes.linewidth": 0.7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": False,
        "grid.color": ink("grid"),
        "grid.linewidth": 0.7,
        "text.color": ink("text"),
        "xtick.color": ink("muted"),
        "ytick.color": ink("muted"),
        "xtick.labelcolor": ink("muted"),
        "ytick.labelcolor": ink("text"),
        "xtick.labelsize": chosen.label,
        "ytick.labelsize": chosen.label,
        "legend.fontsize": chosen.label,
        "hatch.linewidth": 0.7,
        "svg.fonttype": "path",
        "svg.hashsalt": "ganpo-policy-lab",
        "pdf.fonttype": 42,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
    }
    with matplotlib.rc_context(settings):
        yield chosen


def new_figure(size: str) -> Figure:
    """An empty figure of a size, with its own canvas; its height is settled by ``finish``."""
    chosen = preset(size)
    figure = Figure(figsize=(chosen.width * CM, (chosen.height or chosen.width * 0.65) * CM))
    FigureCanvasAgg(figure)
    return figure


# ---------------------------------------------------------------- text


def text_width(figure: Figure, text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text in inches, as it will be drawn in ``figure``."""
    probe = Text(0, 0, text, fontsize=size, fontweight=weight, figure=figure)
    return float(probe.get_window_extent(figure.canvas.get_renderer()).width) / float(figure.dpi)


def wrapped(figure: Figure, text: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """Lines of ``text`` no wider than ``width`` inches, broken as Chinese and English are."""
    lines, line = [], ""
    for token in TOKENS.findall(" ".join(text.split())):
        if line and text_width(figure, (line + token).rstrip(), size, weight) > width:
            lines.append(line.rstrip())
            line = token.lstrip()
        else:
            line += token
    return [*lines, line.rstrip()] if line.strip() else lines


def _lines_down(figure: Figure, lines: Sequence[str], top: float, size: float, gid: str, **look: Any) -> float:
    """Write lines from ``top`` (inches from the bottom) downward; returns where they end."""
    width, height = figure.get_size_inches()
    step = size * LINE * POINT
    for number, line in enumerate(lines):
        y = (top - number * step) / height
        figure.text(look["x"] / width, y, line, fontsize=size, va="top", ha="left", color=look["color"],
                    fontweight=look.get("weight", "normal"), gid=f"{gid}-{number + 1}")
    return top - len(lines) * step


# ---------------------------------------------------------------- finishing


def _key_handles(key: Sequence[tuple[str, str]], as_points: bool) -> list[Any]:
    colour = ink("muted")
    handles: list[Any] = []
    for status, label in key:
        look = look_of(status, colour)
        if as_points and not look.bar["hatch"]:
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
            columnspacing=1.4, labelspacing=0.35, labelcolor=ink("reading"),
        )
        box = legend.get_window_extent(figure.canvas.get_renderer())
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
        raise ChartError(f"a figure cannot be finished without {', '.join(empty)}: give each as one non-empty text")
    language(lang)
    chosen, own = preset(size), brand_of(brand)
    margin, width = chosen.margin * CM, chosen.width * CM
    room = width - 2 * margin
    heading = wrapped(figure, title, chosen.title, room, "bold")
    sentence = wrapped(figure, reading, chosen.reading, room)
    notes = [line for text in (source, own["footer"]) if text for line in wrapped(figure, text, chosen.note, room)]
    remark_size = chosen.label
    remark = wrapped(figure, note, remark_size, room) if note else []
    if len(remark) > 2:
        remark_size = chosen.note
        remark = wrapped(figure, note, remark_size, room)
    above = margin + 0.10 + len(heading) * chosen.title * LINE * POINT + len(sentence) * chosen.reading * LINE * POINT
    above += 0.03 + (len(key) and (2.1 if chosen.columns == 1 else 1.0) * chosen.label * LINE * POINT + 0.08) + 0.08
    below = margin + len(notes) * chosen.note * LINE * POINT + 0.10
    below += len(remark) * remark_size * LINE * POINT + (0.06 if remark else 0)
    height = chosen.height * CM if chosen.height else above + below + body * CM
    figure.set_size_inches(width, height)
    figure.add_artist(Rectangle((margin / width, 1 - margin / height), min(0.42, room) / width, -0.035 / height,
                                facecolor=own["accent"], edgecolor="none", transform=figure.transFigure, gid="rule"))
    top = height - margin - 0.10
    top = _lines_down(figure, heading, top, chosen.title, "title", x=margin, color=ink("title"), weight="bold")
    top = _lines_down(figure, sentence, top - 0.03, chosen.reading, "reading", x=margin, color=ink("reading"))
    if key:
        top = _key(figure, key, as_points, margin, top - 0.08, chosen.label, room)
    foot = margin + len(notes) * chosen.note * LINE * POINT
    _lines_down(figure, notes, foot, chosen.note, "source", x=margin, color=ink("muted"))
    if remark:
        foot += 0.06 + len(remark) * remark_size * LINE * POINT
        _lines_down(figure, remark, foot, remark_size, "note", x=margin, color=ink("reading"))
    _lay_out(figure, (margin / width, (foot + 0.10) / height, room / width, (top - foot - 0.18) / height))
    figure.set_label(alt)
    return figure


def _lay_out(figure: Figure, rect: tuple[float, float, float, float]) -> None:
    """Axes into ``rect`` (shares of the figure), titles wrapped, limits wide enough for labels; then fixed."""
    if not figure.axes:
        return
    figure.set_layout_engine("constrained", rect=rect, w_pad=0.02, h_pad=0.02, wspace=0.04, hspace=0.04)
    base = {axes: (axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}
    titles = {axes: axes.get_title(loc="left") for axes in figure.axes}
    for axes, title in titles.items():
        axes.set_title(title[:1], loc="left")
    figure.draw_without_rendering()
    for axes, title in titles.items():
        font = axes.title if not title else axes._left_title
        room = axes.get_window_extent().width / figure.dpi
        axes.set_title("\n".join(wrapped(figure, title, font.get_fontsize(), room, "bold")), loc="left")
    figure.draw_without_rendering()
    for _ in range(2):
        for axes, (across, up) in base.items():
            axes.set_xlim(across)
            axes.set_ylim(up)
        for axes in figure.axes:
            make_room(axes)
        figure.draw_without_rendering()
    figure.set_layout_engine("none")


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
    renderer = figure.canvas.get_renderer()
    boxes = [(t.get_text().replace("\n", " / "), t.get_window_extent(renderer)) for t in unique.values()]
    edge = figure.bbox
    allow = slack * figure.dpi * POINT
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
