"""The house style: one look, four sizes, two languages.

Every size, colour and mark is a line of ``definitions/style.yaml``. Figures are made without pyplot,
so that drawing one leaves no trace in the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from analysis import definitions, paths
from analysis.errors import AnalysisError

CM = 1 / 2.54
POINT = 1 / 72
LANGUAGES = ("zh", "en")
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
#: Height of a row of a dense figure, in sizes of its labels.
ROW = 1.3


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


@cache
def _add_font(path: str) -> None:
    font_manager.fontManager.addfont(path)


def families(brand: Mapping[str, Any] | None) -> list[str]:
    """The brand's font, then the house's for the glyphs that the first lacks."""
    own = brand_of(brand)
    for path in own["fonts"]:
        _add_font(path)
    return list(dict.fromkeys([own["family"], brand_of(None)["family"]]))


def _beside(chosen: Preset, own: Mapping[str, Any]) -> Preset:
    """The size with what a footer and a logo (one more line of title and reading) take from its body."""
    if chosen.body is None:
        return chosen
    lines = (chosen.note if own["footer"] else 0) + (chosen.title + chosen.reading if own["logo"] else 0)
    return replace(chosen, body=chosen.body - lines * ROW * POINT / CM)


@contextmanager
def drawing(size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Iterator[Preset]:
    """Settings under which a figure is drawn and saved; they end with the block."""
    import seaborn as sns

    _add_fonts(paths.FONTS)
    chosen = _beside(preset(size), brand_of(brand))
    settings = {
        **sns.axes_style("white"),
        "font.family": families(brand),
        "font.size": chosen.label,
        "axes.titlesize": chosen.label,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlecolor": ink("text"),
        "axes.titley": 1.0,
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
        # without hinting a text is as wide in every format and at every resolution
        "text.hinting": "no_hinting",
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
    figure = Figure(figsize=(chosen.width * CM, (chosen.height or chosen.width * 0.65) * CM), dpi=chosen.dpi)
    FigureCanvasAgg(figure)
    return figure
