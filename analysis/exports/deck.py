"""The parts of a slide: an empty 16:9 deck in the house look, text, key, tables, and the closing of the file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from analysis import style
from analysis.exports.archives import DATE, settled

WIDE, HIGH = 13.333, 7.5
MARGIN = 0.55
_LAYOUT = "Title Only"


def rgb(colour: str) -> RGBColor:
    """``#RRGGBB`` as Office wants it."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def new_deck(family: str, accent: str, palette: Sequence[str]) -> Any:
    """An empty 16:9 presentation: one layout with a title, the theme in the house's fonts and colours."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    master = deck.slide_master
    for layout in list(master.slide_layouts):
        if layout.name != _LAYOUT:
            master.slide_layouts.remove(layout)
    for holder in (*master.placeholders, *master.slide_layouts[0].placeholders):
        if holder.placeholder_format.type is not None and holder.placeholder_format.idx == 0:
            _title_look(holder, family)
        elif holder.placeholder_format.idx in (10, 11, 12) or holder.placeholder_format.type is not None:
            holder._element.getparent().remove(holder._element)
    rule = master.slide_layouts[0].shapes._spTree
    rule.append(_rule(accent))
    _theme(master, family, accent, palette)
    return deck


def _title_look(holder: Any, family: str) -> None:
    holder.left, holder.top = Inches(MARGIN), Inches(0.48)
    holder.width, holder.height = Inches(WIDE - 2 * MARGIN), Inches(0.6)


def _rule(colour: str) -> Any:
    """The short rule above the title, as a shape of the layout so that no slide has to explain it."""
    return etree.fromstring(
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="90" name="Rule"/>'
        "<p:cNvSpPr/><p:nvPr userDrawn=\"1\"/></p:nvSpPr><p:spPr><a:xfrm>"
        f'<a:off x="{Inches(MARGIN)}" y="{Inches(0.36)}"/><a:ext cx="{Inches(0.8)}" cy="{Inches(0.06)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{colour.lstrip("#").upper()}"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _theme(master: Any, family: str, accent: str, palette: Sequence[str]) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(part.blob)
    for kind in ("majorFont", "minorFont"):
        for script in ("latin", "ea"):
            for font in root.iter(qn(f"a:{kind}")):
                font.find(qn(f"a:{script}")).set("typeface", family)
    for number, colour in enumerate([accent, *palette][:6], 1):
        for slot in root.iter(qn(f"a:accent{number}")):
            slot[0].set("val", colour.lstrip("#").upper())
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def fonts(properties: Any, family: str) -> None:
    """The same font for Latin and Chinese letters, in the order that the format asks for."""
    for tag in ("a:latin", "a:ea"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    fill = [e for e in properties if e.tag in {qn(f"a:{n}") for n in ("ln", "solidFill", "noFill", "effectLst")}]
    at = properties.index(fill[-1]) + 1 if fill else 0
    for tag in ("a:ea", "a:latin"):
        element = properties.makeelement(qn(tag), {"typeface": family})
        properties.insert(at, element)


def write(frame: Any, text: str, family: str, size: float, colour: str, bold: bool = False, align: Any = None,
          lang: str = "en") -> None:
    """One paragraph of text into a text frame, in the house's font for both scripts."""
    paragraph = frame.paragraphs[0]
    for run in list(paragraph.runs):
        paragraph._p.remove(run._r)
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)
    properties = run._r.get_or_add_rPr()
    properties.set("lang", "zh-CN" if lang == "zh" else "en-GB")
    fonts(properties, family)
    if align is not None:
        paragraph.alignment = align


def text_box(slide: Any, box: tuple[float, float, float, float], text: str, family: str, size: float, colour: str,
             lang: str, name: str, bottom: bool = False) -> Any:
    """A text box (inches) that is named and described."""
    shape = slide.shapes.add_textbox(*(Inches(x) for x in box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bottom else MSO_ANCHOR.TOP
    write(frame, text, family, size, colour, lang=lang)
    describe(shape, name, text)
    return shape


def describe(shape: Any, name: str, text: str) -> None:
    """Name and alt text of any shape."""
    found = shape._element.xpath(".//p:cNvPr")[0]
    found.set("name", name)
    found.set("descr", " ".join(text.split()))


def fill(format_: Any, look: str, colour: str) -> None:
    """Fill and outline of a bar, point or swatch: solid, light, hollow or hatched, as the figure draws the status."""
    spec = style.look_of(look, colour) if look != "range" else None
    outline = format_.line
    outline.color.rgb = rgb(colour)
    outline.width = Pt(1)
    if spec is not None and spec.bar["hatch"]:
        format_.fill.patterned()
        format_.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        format_.fill.fore_color.rgb, format_.fill.back_color.rgb = rgb(colour), rgb("#FFFFFF")
        return
    format_.fill.solid()
    format_.fill.fore_color.rgb = rgb("#FFFFFF" if spec is None else hex_of(spec.bar["facecolor"]))
    if spec is None:
        from pptx.enum.dml import MSO_LINE

        outline.dash_style = MSO_LINE.DASH


def place(element: Any, x: float, y: float, width: float | None = None, height: float | None = None) -> None:
    """Put a part of a chart at fixed shares of it: a title, or (with a size) the area of the bars."""
    layout = element.find(qn("c:layout"))
    if layout is None:
        layout = etree.Element(qn("c:layout"))
        element.insert(1 if element.tag == qn("c:title") and element.find(qn("c:tx")) is not None else 0, layout)
    for child in list(layout):
        layout.remove(child)
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    parts: list[tuple[str, str]] = [("layoutTarget", "inner")] if width is not None else []
    parts += [("xMode", "edge"), ("yMode", "edge"), ("x", f"{x:.4f}"), ("y", f"{y:.4f}")]
    if width is not None:
        parts += [("w", f"{width:.4f}"), ("h", f"{height:.4f}")]
    for tag, value in parts:
        etree.SubElement(manual, qn(f"c:{tag}"), {"val": value})


def name_all(axis: Any) -> None:
    """Let a category axis leave out no name, however narrow it is."""
    end = axis._element.find(qn("c:noMultiLvlLbl"))
    end.addprevious(etree.Element(qn("c:tickLblSkip"), {"val": "1"}))


def hex_of(colour: str) -> str:
    """A colour as ``#RRGGBB``."""
    from matplotlib.colors import to_hex

    return to_hex(colour)


def key(slide: Any, statuses: Sequence[tuple[str, str]], top: float, family: str, lang: str, label: str) -> None:
    """The statuses drawn, a swatch and its name each."""
    left = MARGIN
    for look, name in statuses:
        swatch = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(left), Inches(top + 0.045), Inches(0.3),
                                        Inches(0.15))
        swatch._element.remove(swatch._element.find(qn("p:style")))  # no shadow
        fill(swatch, look, style.ink("muted"))
        describe(swatch, label, name)
        width = 0.25 + sum(0.17 if ord(c) > 0x2E7F else 0.095 for c in name)
        text_box(slide, (left + 0.38, top, width, 0.24), name, family, 11, style.ink("reading"), lang, label)
        left += 0.48 + width


def table(slide: Any, box: tuple[float, float, float, float], headings: Sequence[str], rows: Sequence[Sequence[str]],
          family: str, accent: str, lang: str, name: str, alt: str, right: int | None = None) -> None:
    """A native table with thin rules and no bands; column ``right`` is set to the right."""
    left, top, width, height = box
    shape = slide.shapes.add_table(len(rows) + 1, len(headings), Inches(left), Inches(top), Inches(width),
                                   Inches(height))
    grid = shape.table
    grid._tbl.tblPr.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    grid.horz_banding = False
    for column, share in zip(grid.columns, _widths([headings, *rows], width), strict=True):
        column.width = Inches(share)
    for number, row in enumerate([headings, *rows]):
        grid.rows[number].height = Inches(height / (len(rows) + 1))
        for at, (cell, text) in enumerate(zip(grid.rows[number].cells, row, strict=True)):
            cell.margin_top = cell.margin_bottom = Emu(12000)
            cell.margin_left = cell.margin_right = Emu(45000)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            write(cell.text_frame, text, family, 10, accent if number == 0 else style.ink("text"), number == 0,
                  PP_ALIGN.RIGHT if at == right else PP_ALIGN.LEFT, lang)
            _rules(cell, accent if number == 0 else style.ink("grid"), 1.25 if number == 0 else 0.5)
    describe(shape, name, alt)


def _widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Widths of columns in inches: short ones as wide as their text, the long ones share what is left."""
    letter = 10 * 0.58 / 72
    need = [letter * (2.5 + max(breadth(row[i]) for row in rows)) for i in range(len(rows[0]))]
    if sum(need) <= width:
        return [width * each / sum(need) for each in need]
    long = {i for i, each in enumerate(need) if each > width / len(need)}
    left = width - sum(each for i, each in enumerate(need) if i not in long)
    return [left * each / sum(need[i] for i in long) if i in long else each for i, each in enumerate(need)]


def breadth(text: str) -> int:
    """How wide a text is, in Latin letters; a Chinese one is as wide as two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _rules(cell: Any, colour: str, width: float) -> None:
    """A rule below a cell, none beside it."""
    properties = cell._tc.get_or_add_tcPr()
    for tag in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        line = etree.SubElement(properties, qn(tag))
        if tag == "a:lnB":
            line.set("w", str(int(Pt(width))))
            etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"),
                             {"val": colour.lstrip("#").upper()})
        else:
            line.set("w", "0")
            etree.SubElement(line, qn("a:noFill"))


def closed(deck: Any, about: Mapping[str, str]) -> bytes:
    """The deck as a file: fixed core properties and dates, the same bytes for the same slides."""
    properties = deck.core_properties
    for name, text in about.items():
        setattr(properties, name, text[:255])
    properties.created = properties.modified = DATE
    properties.last_modified_by, properties.revision = about["author"], 1
    stream = io.BytesIO()
    deck.save(stream)
    return settled(stream.getvalue())
