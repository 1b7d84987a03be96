"""A figure as a workbook: data, notes, sources and an editable chart; and the workbook behind a chart of a slide."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from analysis import style
from analysis.exports import citation, pictures
from analysis.exports.archives import DATE
from analysis.exports.content import Content, headings
from analysis.exports.native import NativeChart, Point, Series, native_charts
from analysis.exports.safe import printable

Brand = Mapping[str, Any] | None
#: Text stays text: nothing that a report says becomes a formula or a link.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TYPES = {"bar": {"type": "bar"}, "columns": {"type": "column"}}
#: Columns of the sheet with the chart that hold its numbers; the charts stand to the right of them.
_FIRST_ROW, _CHART_WIDTH, _CHART_ROWS = 6, 620, 17


def behind_chart(chart: NativeChart) -> bytes:
    """The workbook that a chart of a slide opens: categories, then a column for each series."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties({"created": DATE})
    sheet = book.add_worksheet("Sheet1")
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, printable(series.name))
        for row, point in enumerate(series.points, 1):
            if point is not None:
                sheet.write_number(row, column, point.number)
    for row, name in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, printable(name))
    book.close()
    return stream.getvalue()


def xlsx(content: Content, brand: Brand = None, body: bytes = b"") -> bytes:
    """The figure as an XLSX file; ``body`` is its picture (``pictures.body``) where that is made already."""
    own, stream = style.brand_of(brand), io.BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    author = citation.suite()["author"][content.lang]
    book.set_properties({
        "created": DATE, "title": content.chart.title, "subject": content.chart.reading, "author": author,
        "comments": content.chart.source, "keywords": content.cited("apa"),
    })
    book.formats[0].set_font_name(own["family"])
    looks = _looks(book, own)
    _figure(book, content, looks, own, brand, body)
    _data(book, content, looks)
    _notes(book, content, looks)
    _sources(book, content, looks)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


def _looks(book: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    base = {"font_name": own["family"], "font_size": 10, "font_color": style.ink("text"), "valign": "top"}
    return {
        "title": book.add_format(base | {"font_size": 14, "bold": True, "font_color": style.ink("title")}),
        "text": book.add_format(base),
        "long": book.add_format(base | {"text_wrap": True}),
        "muted": book.add_format(base | {"font_size": 9, "font_color": style.ink("muted"), "text_wrap": True}),
        "head": book.add_format(base | {"bold": True, "bottom": 2, "bottom_color": own["accent"], "text_wrap": True}),
        "head_right": book.add_format(base | {"bold": True, "bottom": 2, "bottom_color": own["accent"],
                                              "text_wrap": True, "align": "right"}),
        "bold": book.add_format(base | {"bold": True}),
        "number": book.add_format(base | {"num_format": "General"}),
    }


def _figure(book: Any, content: Content, looks: Mapping[str, Any], own: Mapping[str, Any], brand: Brand,
            body: bytes) -> None:
    """First sheet: title, reading, the charts beside their numbers, the source."""
    sheet, chart = book.add_worksheet(content.said("figure")), content.chart
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.write_string(0, 0, chart.title, looks["title"])
    sheet.merge_range(1, 0, 1, 12, "", looks["long"])
    sheet.write_string(1, 0, chart.reading, looks["long"])
    sheet.set_row(0, 24)
    sheet.set_row(1, 32)
    for row, text in ((2, chart.source), (3, own["footer"])):
        sheet.merge_range(row, 0, row, 12, "", looks["muted"])
        sheet.write_string(row, 0, text, looks["muted"])
    sheet.set_row(2, 28)
    charts = native_charts(content, brand)
    if own["logo"]:
        sheet.insert_image(0, 13, own["logo"], {"x_scale": 0.3, "y_scale": 0.3, "description": content.said("logo")})
    if not charts:
        sheet.insert_image(_FIRST_ROW - 1, 0, f"{chart.name}.png", {
            "image_data": io.BytesIO(body or pictures.body(content, brand)), "description": chart.alt,
        })
        return
    row, beside = _FIRST_ROW, 2 + max(len(native.series) for native in charts)
    names = [_width(series.name) for native in charts for series in native.series]
    sheet.set_column(1, beside - 2, min(max(13, *names) + 1, 26))
    for native in charts:
        _numbers(sheet, native, row, looks)
        _insert(book, sheet, native, (row, beside), content, own["family"])
        row += max(len(native.categories) + 3, _CHART_ROWS)


def _numbers(sheet: Any, chart: NativeChart, row: int, looks: Mapping[str, Any]) -> None:
    """The numbers of one chart: its title, a heading for each series, a row for each category."""
    sheet.write_string(row - 1, 0, printable(chart.title), looks["bold"])
    sheet.write_string(row, 0, "", looks["head"])
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(row, column, printable(series.name), looks["head_right"])
        for number, point in enumerate(series.points, row + 1):
            if point is not None:
                sheet.write_number(number, column, point.number, looks["number"])
    for number, name in enumerate(chart.categories, row + 1):
        sheet.write_string(number, 0, printable(name), looks["text"])


def _insert(book: Any, sheet: Any, chart: NativeChart, at: tuple[int, int], content: Content, family: str) -> None:
    """The chart of the numbers that begin in row ``at[0]``, its left edge in column ``at[1]``."""
    row, beside = at
    name, last = sheet.get_name(), row + len(chart.categories)
    made = book.add_chart(_TYPES[chart.form])
    font = {"name": family, "size": 10, "color": style.ink("text")}
    for column, series in enumerate(chart.series, 1):
        made.add_series({
            "name": [name, row, column], "categories": [name, row + 1, 0, last, 0],
            "values": [name, row + 1, column, last, column], "gap": 45, "overlap": 100, **_series(series, chart, font),
        })
    made.set_title({"name": printable(chart.title), "name_font": font | {"size": 11, "bold": True}, "overlay": False})
    made.set_legend({"position": "bottom", "font": font})
    categories = {"num_font": font, "major_tick_mark": "none", "line": {"color": style.ink("axis")},
                  "label_position": "low", "interval_unit": 1, "major_gridlines": {"visible": False}}
    values = {"min": 0, "visible": False, "major_gridlines": {"visible": False}}
    # x is the axis that runs across: of a bar chart the one with the values
    made.set_x_axis(values if chart.form == "bar" else categories)
    made.set_y_axis(categories | {"reverse": True} if chart.form == "bar" else values)
    made.set_size({"width": _CHART_WIDTH, "height": 20 * (_CHART_ROWS - 1)})
    made.show_blanks_as("gap")
    sheet.insert_chart(row - 1, beside, made, {"description": chart.alt, "object_position": 2})


def _series(series: Series, chart: NativeChart, font: Mapping[str, Any]) -> dict[str, Any]:
    """Look and labels of a series, point by point."""
    labels = {
        "value": True, "num_format": chart.format, "font": dict(font), "position": "outside_end",
        "custom": [_label(point, font) for point in series.points],
    }
    points = [None if p is None else _filled(series.look, p.colour) for p in series.points]
    return {**_filled(series.look, style.ink("muted")), "points": points, "data_labels": labels}


def _label(point: Point | None, font: Mapping[str, Any]) -> dict[str, Any] | None:
    if point is None:
        return {"delete": True}
    return {"value": point.label, "font": dict(font)} if point.label else None


def _filled(look: str, colour: str) -> dict[str, Any]:
    border = {"color": colour, "width": 1}
    if look == "range":
        return {"fill": {"color": "#FFFFFF"}, "border": border | {"dash_type": "dash"}}
    spec = style.look_of(look, colour)
    if spec.bar["hatch"]:
        pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}
        return {"pattern": pattern, "border": border}
    from matplotlib.colors import to_hex

    return {"fill": {"color": to_hex(spec.bar["facecolor"])}, "border": border}


def _data(book: Any, content: Content, looks: Mapping[str, Any]) -> None:
    """Every mark of the figure with all its columns."""
    sheet, names = book.add_worksheet(content.said("data")), headings(content.lang, content.chart.data.columns)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, looks["head"])
    rows = content.rows
    for number, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, float):
                sheet.write_number(number, column, cell, looks["number"])
            elif cell:
                sheet.write_string(number, column, cell, looks["text"])
    for column, name in enumerate(names):
        wide = max([_width(name)] + [_width(cell) for cells in rows for cell in cells[column:column + 1]])
        sheet.set_column(column, column, min(max(wide + 2, 8), 44))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(names) - 1)


def _width(cell: str | float | None) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in str(cell)) if cell is not None else 0


def _pairs(sheet: Any, rows: Sequence[tuple[str, str]], looks: Mapping[str, Any], wide: int) -> None:
    """Rows of a name and a text that is broken at ``wide`` letters, each row as high as its text."""
    for number, (name, text) in enumerate(rows):
        sheet.write_string(number, 0, name, looks["bold"])
        sheet.write_string(number, 1, printable(text), looks["long"])
        sheet.set_row(number, 15 * sum(max(1, -(-_width(line) // wide)) for line in text.split("\n")))


def _notes(book: Any, content: Content, looks: Mapping[str, Any]) -> None:
    """What to know: reading, alt text, definitions, caveats, statuses, citation, licence, hash."""
    sheet, own, said = book.add_worksheet(content.said("notes")), citation.suite(), content.said
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    rows = [(said("title"), content.chart.title), (said("reading"), content.chart.reading)]
    rows += [(said("definitions"), f"{name}{said('colon')}{text}") for name, text in content.meanings]
    rows += [(said("caveats"), text) for text in content.chart.caveats]
    rows += [(said("statuses"), "、".join(t for _, t in content.statuses) if content.lang == "zh"
              else ", ".join(t for _, t in content.statuses)), (said("alt"), content.chart.alt)]
    rows += [(said("citation"), content.cited(form)) for form in citation.STYLES]
    rows += [(said("licence"), f"{own['licence']} ({own['licence_url']})"), (said("version"), content.version),
             (said("data_hash"), content.hash)]
    _pairs(sheet, rows, looks, 100)


def _sources(book: Any, content: Content, looks: Mapping[str, Any]) -> None:
    """The source line, the reports, and the words of each observation drawn."""
    sheet, said, row = book.add_worksheet(content.said("sources")), content.said, 1
    for column, wide in enumerate((44, 60, 24, 14, 60)):
        sheet.set_column(column, column, wide)
    titles = [said(name) for name in ("report", "title", "publisher", "year", "url")]
    reports = [
        (report["report"], report["title"] if content.lang == "zh" else f"{report['title']} ({report['title_en']})",
         report["publisher"], "" if pd.isna(report["year"]) else str(report["year"]), report["url"])
        for report in content.reports
    ]
    quotes = [(row["observation_id"], " ".join(row["quote"].split())) for row in content.quotes]
    sheet.merge_range(0, 0, 0, len(titles) - 1, "", looks["long"])
    sheet.write_string(0, 0, printable(content.chart.source), looks["long"])
    sheet.set_row(0, 15 * max(1, -(-_width(content.chart.source) // 180)))
    for names, rows in ((titles, reports), ([said("observation"), said("quote")], quotes)):
        row += 1
        sheet.write_row(row, 0, names, looks["head"])
        for row, cells in enumerate(rows, row + 1):  # noqa: B020 (the counter goes on below)
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, printable(str(cell)), looks["long"])
            sheet.set_row(row, 15 * max(1, -(-_width(cells[1]) // 56)))
        row += 1
