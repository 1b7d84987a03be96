"""A table for print as DOCX: A4, three rules, headings that repeat on every page, notes below."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analysis import style
from analysis.exports import citation
from analysis.exports.archives import DATE, settled
from analysis.exports.print_tables import PrintTable

SHORT, LONG, MARGIN = 21.0, 29.7, 2.0


def docx(table: PrintTable, brand: Mapping[str, Any] | None = None) -> bytes:
    """The table as a DOCX file."""
    own = style.brand_of(brand)
    document = Document()
    _page(document, table, own)
    _paragraph(document, table.title, own["family"], 14, style.ink("title"), bold=True, style_name="Heading 1")
    _paragraph(document, table.reading, own["family"], 10, style.ink("reading"), after=6)
    width = (LONG if table.wide else SHORT) - 2 * MARGIN
    _grid(document, table, own, width)
    for number, note in enumerate(table.notes):
        _paragraph(document, note, own["family"], 8, style.ink("muted"), before=6 if number == 0 else 0, after=2)
    return _closed(document, table)


def _page(document: Any, table: PrintTable, own: Mapping[str, Any]) -> None:
    section = document.sections[0]
    wide = table.wide
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(LONG if wide else SHORT), Cm(SHORT if wide else LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    for name in ("Normal", "Heading 1"):
        properties = document.styles[name].element.get_or_add_rPr()
        _fonts(properties, own["family"], table.lang)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if own["footer"]:
        _run(footer, f"{own['footer']}  ", own["family"], 8, style.ink("muted"), lang=table.lang)
    _field(_run(footer, "", own["family"], 8, style.ink("muted"), lang=table.lang), "PAGE")
    if own["logo"]:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        picture = header.add_run().add_picture(own["logo"], height=Cm(1))
        picture._inline.docPr.set("descr", "logo")


def _fonts(properties: Any, family: str, lang: str) -> None:
    """The same font for Latin and Chinese letters, and the language that spelling follows."""
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), family)
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")


def _run(paragraph: Any, text: str, family: str, size: float, colour: str, bold: bool = False, lang: str = "en") -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    _fonts(run._r.get_or_add_rPr(), family, lang)
    return run


def _paragraph(document: Any, text: str, family: str, size: float, colour: str, bold: bool = False, before: float = 0,
               after: float = 0, style_name: str = "Normal") -> None:
    paragraph = document.add_paragraph(style=style_name)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    _run(paragraph, text, family, size, colour, bold)


def _field(run: Any, name: str) -> None:
    """A field that Word fills in: the number of the page."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _grid(document: Any, table: PrintTable, own: Mapping[str, Any], width: float) -> None:
    rows = 1 + sum(1 + len(rows) for _, rows in table.groups)
    grid = document.add_table(rows, len(table.columns))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares = [share for _, _, share in table.columns]
    widths = [Cm(width * share / sum(shares)) for share in shares]
    for column, wide in zip(grid.columns, widths, strict=True):
        column.width = wide
    lines = iter(grid._tbl.tr_lst)
    _row(next(lines), grid, [name for name, _, _ in table.columns], table, own, widths, kind="head")
    count = 0
    for heading, body in table.groups:
        _row(next(lines), grid, [heading], table, own, widths, kind="group")
        for cells in body:
            count += 1
            _row(next(lines), grid, cells, table, own, widths, kind="body")
    _border(grid._tbl.tr_lst[-1], "bottom", own["accent"], 12)


def _row(line: Any, grid: Any, cells: Sequence[str], table: PrintTable, own: Mapping[str, Any],
         widths: Sequence[Any], kind: str) -> None:
    """Fill one row: the head has rules above and below and repeats; a group's heading runs across."""
    properties = line.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if kind == "head":
        properties.append(OxmlElement("w:tblHeader"))
    from docx.table import _Row

    own_cells = _Row(line, grid).cells
    if kind == "group":
        own_cells[0].merge(own_cells[-1])
    for number, text in enumerate(cells):
        cell = own_cells[number]
        cell.width = widths[number] if kind != "group" else sum(widths)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = Pt(5 if kind == "group" else 1.5)
        paragraph.paragraph_format.space_after = Pt(1.5)
        paragraph.paragraph_format.keep_with_next = kind != "body"
        if kind != "group" and table.columns[number][1] == "r":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        colour = own["accent"] if kind == "group" else style.ink("text")
        _run(paragraph, text, own["family"], 8.5 if table.wide else 9, colour, kind != "body", table.lang)
    if kind == "head":
        _border(line, "top", own["accent"], 12)
        _border(line, "bottom", own["accent"], 6)


def _border(line: Any, side: str, colour: str, eighths: int) -> None:
    """A rule at one side of every cell of a row."""
    for cell in line.tc_lst:
        properties = cell.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"),
                            ("color", colour.lstrip("#").upper())):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)


def _closed(document: Any, table: PrintTable) -> bytes:
    properties, own = document.core_properties, citation.suite()
    properties.title, properties.subject = table.title[:255], table.reading[:255]
    properties.author = properties.last_modified_by = own["author"][table.lang]
    properties.comments, properties.keywords = table.notes[-1][:255], own["licence"]
    properties.created = properties.modified = DATE
    properties.revision, properties.language = 1, table.lang
    stream = io.BytesIO()
    document.save(stream)
    return settled(stream.getvalue())
