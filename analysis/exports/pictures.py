"""A chart as SVG, PDF and PNG: one drawing, with its texts inside for those who can't see it."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.transforms import Bbox

from analysis import style
from analysis.exports import citation
from analysis.exports.content import Content

Brand = Mapping[str, Any] | None
#: How much finer a PNG is than the size asks for.
FINER = 2
DPI_BODY = 200


def _drawn(content: Content, form: str, brand: Brand, metadata: Mapping[str, Any], **options: Any) -> bytes:
    stream, chart = io.BytesIO(), content.chart
    with style.drawing(chart.size, brand), matplotlib.rc_context(options.pop("settings", {})):
        chart.figure.savefig(stream, format=form, metadata=dict(metadata), **options)
    return stream.getvalue()


def png(content: Content, brand: Brand = None) -> bytes:
    """PNG at twice the resolution of the size, with title, source, licence and alt text in its metadata."""
    chart, own = content.chart, citation.suite()
    about = {
        "Title": chart.title, "Author": own["author"][content.lang], "Description": chart.alt, "Source": chart.source,
        "Copyright": f"{own['licence']} ({own['licence_url']})", "Comment": content.cited("apa"), "Software": None,
    }
    return _drawn(content, "png", brand, about, dpi=FINER * style.preset(chart.size).dpi)


def pdf(content: Content, brand: Brand = None) -> bytes:
    """PDF with the fonts inside and text that can be selected and searched."""
    chart, own = content.chart, citation.suite()
    about = {
        "Title": chart.title, "Author": own["author"][content.lang], "Subject": chart.alt,
        "Keywords": f"{chart.source} {content.cited('apa')} {own['licence']}",
        "CreationDate": None, "Creator": None, "Producer": None,
    }
    return _drawn(content, "pdf", brand, about)


def svg(content: Content, brand: Brand = None, text: bool = False) -> bytes:
    """SVG with ``<title>``, ``<desc>`` and an id on every mark; letters as outlines, or as real text with its font."""
    chart, own = content.chart, citation.suite()
    about = {
        "Title": chart.title, "Description": chart.alt, "Source": chart.source, "Rights": own["licence"],
        "Date": None, "Creator": own["author"][content.lang],
    }
    data = _drawn(content, "svg", brand, about, settings={"svg.fonttype": "none" if text else "path"}).decode("utf-8")
    return _described(data, content, font_faces(data, brand) if text else "").encode("utf-8")


def _described(data: str, content: Content, faces: str) -> str:
    """The SVG with its alt text as ``<desc>``, named as one picture to assistive technology."""
    opening = re.search(r"<svg\b[^>]*>", data)
    assert opening is not None
    tag = f'{opening[0][:-1]} role="img" aria-labelledby="title desc" xml:lang="{content.lang}">'
    texts = (f'<title id="title">{escape(content.chart.title)}</title>\n'
             f' <desc id="desc">{escape(content.chart.alt)}</desc>')
    style_sheet = f'\n <style type="text/css">{faces}</style>' if faces else ""
    rest = re.sub(r"\s*<title>.*?</title>", "", data[opening.end():], count=1, flags=re.DOTALL)
    return f"{data[:opening.start()]}{tag}\n {texts}{style_sheet}{_unique(rest)}"


def _unique(data: str) -> str:
    """The markup with every id once: the second of a name is called ``name-2``."""
    seen: Counter[str] = Counter()

    def named(found: re.Match[str]) -> str:
        seen[found[1]] += 1
        return found[0] if seen[found[1]] == 1 else f' id="{found[1]}-{seen[found[1]]}"'

    return re.sub(r' id="([^"]*)"', named, data)


def font_faces(page: str, brand: Brand) -> str:
    """The fonts as style rules, with the glyphs that a page of markup uses, so that it looks the same everywhere."""
    letters = "".join(sorted(set(re.sub(r"<[^>]*>", "", page)) | set("0123456789")))
    faces = []
    with style.drawing("a4_full", brand):
        for family in style.families(brand):
            for weight, name in ((400, "normal"), (700, "bold")):
                found = font_manager.FontProperties(family=family, weight=name)
                path = font_manager.findfont(found, fallback_to_default=False)
                packed = base64.b64encode(_packed(path, letters)).decode("ascii")
                faces.append(f"@font-face{{font-family:'{family}';font-weight:{weight};"
                             f"src:url(data:font/woff;base64,{packed}) format('woff')}}")
    return "".join(faces)


@cache
def _packed(path: str, letters: str) -> bytes:
    """The glyphs of some letters as a WOFF font."""
    options = subset.Options(flavor="woff", layout_features=["kern"], hinting=False, notdef_outline=True)
    font = TTFont(path, recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(text=letters)
    chosen.subset(font)
    font.flavor = "woff"
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def body(content: Content, brand: Brand = None) -> bytes:
    """PNG of what lies between the reading and the source: for a slide that says those itself."""
    figure = content.chart.figure
    with style.drawing(content.chart.size, brand):
        figure.draw_without_rendering()
        boxes = {text.get_gid(): text.get_window_extent() for text in figure.texts if text.get_gid()}
        top = min(box.y0 for gid, box in boxes.items() if gid.split("-")[0] in ("title", "reading"))
        foot = max(box.y1 for gid, box in boxes.items() if gid.split("-")[0] == "source")
        edges = figure.bbox
        between = Bbox([[edges.x0, foot], [edges.x1, top]]).transformed(figure.dpi_scale_trans.inverted())
    return _drawn(content, "png", brand, {"Software": None}, dpi=DPI_BODY, bbox_inches=between)
