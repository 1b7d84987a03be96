"""A figure as a slide: editable charts that carry their numbers, or a picture with a table where Office has none.

16:9; every shape has alt text; the notes hold source, caveats and citation.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from analysis import definitions, labels, style
from analysis.exports import citation, deck, pictures, workbook
from analysis.exports.content import Content, headings
from analysis.exports.deck import MARGIN, WIDE
from analysis.exports.native import NativeChart, Series, native_charts
from analysis.exports.wordings import known

Brand = Mapping[str, Any] | None
_FORMS = {"bar": XL_CHART_TYPE.BAR_CLUSTERED, "columns": XL_CHART_TYPE.COLUMN_CLUSTERED}
#: Charts side by side, by how many there are; more than eight go on further slides.
ACROSS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4}
BODY_TOP, BODY_END, SOURCE_END = 2.12, 6.62, 7.2
ROWS_A_SLIDE = 14


def pptx(content: Content, brand: Brand = None, body: bytes = b"") -> bytes:
    """The figure as a PPTX file. A figure without native charts is best drawn at the size of a slide.

    ``body`` is its picture (``pictures.body``) where that is made already.
    """
    own = style.brand_of(brand)
    palette = own["areas"] or definitions.load("style")["areas"]
    made = deck.new_deck(own["family"], own["accent"], palette)
    charts = native_charts(content, brand)
    if charts:
        pages = [charts[i:i + 8] for i in range(0, len(charts), 8)]
        for number, page in enumerate(pages, 1):
            slide = _slide(made, content, own, _paged(content, number, len(pages)))
            deck.key(slide, content.statuses, BODY_TOP - 0.36, own["family"], content.lang, content.said("key"))
            _grid(slide, page, content, own["family"])
    else:
        _picture(_slide(made, content, own, content.chart.title), content, body or pictures.body(content, brand))
        _tables(made, content, own)
    author = citation.suite()["author"][content.lang]
    return deck.closed(made, {
        "title": content.chart.title, "subject": content.chart.reading, "author": author,
        "comments": content.chart.source, "keywords": content.cited("apa"), "category": "", "language": content.lang,
        "version": content.version,
    })


def _paged(content: Content, number: int, of: int) -> str:
    return content.chart.title + (content.said("page").format(n=number, of=of) if of > 1 else "")


def _slide(made: Any, content: Content, own: Mapping[str, Any], title: str) -> Any:
    """A slide with title, reading, source, logo and notes; its body is left to fill."""
    family, lang, chart = own["family"], content.lang, content.chart
    slide = made.slides.add_slide(made.slide_master.slide_layouts[0])
    holder = slide.shapes.title
    frame = holder.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Emu(0)
    room = WIDE - 2 * MARGIN - (2.2 if own["logo"] else 0)
    holder.left, holder.top, holder.width, holder.height = Inches(MARGIN), Inches(0.46), Inches(room), Inches(0.62)
    deck.write(frame, title, family, _fitting(title, room), style.ink("title"), True,
               deck.PP_ALIGN.LEFT, lang)
    deck.describe(holder, content.said("title"), title)
    deck.text_box(slide, (MARGIN, 1.1, room, 0.6), chart.reading, family, 14, style.ink("reading"), lang,
                  content.said("reading"))
    source = chart.source + (f"  {own['footer']}" if own["footer"] else "")
    deck.text_box(slide, (MARGIN, BODY_END + 0.06, WIDE - 2 * MARGIN, SOURCE_END - BODY_END - 0.06), source, family,
                  9, style.ink("muted"), lang, content.said("source"), bottom=True)
    if own["logo"]:
        _logo(slide, own["logo"], content.said("logo"))
    _notes(slide, content, family)
    return slide


def _fitting(title: str, room: float) -> float:
    """The largest size at which a title fits on one line."""
    sizes = (24, 21, 18, 16)
    return next((size for size in sizes if deck.breadth(title) * size * 0.6 / 72 <= room), sizes[-1])


def _logo(slide: Any, path: str, alt: str) -> None:
    picture = slide.shapes.add_picture(path, 0, 0, height=Inches(0.7))
    if picture.width > Inches(2):
        picture.height, picture.width = int(picture.height * Inches(2) / picture.width), Inches(2)
    picture.left, picture.top = Inches(WIDE - MARGIN) - picture.width, Inches(0.36)
    deck.describe(picture, alt, alt)


def notes_text(content: Content) -> str:
    """What the notes of a slide say: what to see, the source, what to know, how to cite."""
    parts = [content.chart.reading, content.chart.source]
    if content.chart.caveats:
        parts += [f"{content.said('caveats')}{content.said('colon')}"] + [f"· {c}" for c in content.chart.caveats]
    form = "gb7714" if content.lang == "zh" else "apa"
    own = citation.suite()
    parts += [f"{content.said('citation')}{content.said('colon')}{content.cited(form)}",
              f"{content.said('licence')}{content.said('colon')}{own['licence']} ({own['licence_url']})"]
    return "\n".join(parts)


def _notes(slide: Any, content: Content, family: str) -> None:
    slide.notes_slide.notes_text_frame.text = notes_text(content)
    for holder in slide.notes_slide.placeholders:
        found = holder._element.xpath(".//p:cNvPr")[0]
        found.set("descr", content.said("notes") if holder.has_text_frame else content.chart.title)
    for run in slide.notes_slide.notes_text_frame._txBody.iter(qn("a:r")):
        deck.fonts(run.get_or_add_rPr(), family)


def _grid(slide: Any, charts: Sequence[NativeChart], content: Content, family: str) -> None:
    across = ACROSS[len(charts)]
    down = -(-len(charts) // across)
    gap, room = 0.15, WIDE - 2 * MARGIN
    wide, high = (room - gap * (across - 1)) / across, (BODY_END - BODY_TOP - gap * (down - 1)) / down
    size = 12 if len(charts) < 3 else 10.5 if across < 4 else 9
    frame = _frame(charts, wide, high, size)
    top = _common_top(charts)
    for number, chart in enumerate(charts):
        left = MARGIN + (wide + gap) * (number % across)
        _chart(slide, chart, (left, BODY_TOP + (high + gap) * (number // across), wide, high), content, family, size,
               top, frame)


def _frame(charts: Sequence[NativeChart], wide: float, high: float, size: float) -> tuple[float, float, float, float]:
    """Where the bars lie within every chart of a slide (shares), so that panels stand in line: x, y, width, height."""
    letter = size * 0.56 / 72
    lines = max(-(-deck.breadth(chart.title) * letter * 1.15 // wide) for chart in charts)
    top = (lines * (size + 1) * 1.35 / 72 + 0.12) / high
    if charts[0].form == "bar":
        longest = max(deck.breadth(name) for chart in charts for name in chart.categories)
        left = min(longest * letter + 0.12, 0.5 * wide) / wide
        return left, top, 0.99 - left, 0.98 - top
    return 0.01, top, 0.98, 1 - top - 0.45 / high


def _common_top(charts: Sequence[NativeChart]) -> float | None:
    """The end of the common axis of panels by year; bars have one of their own."""
    if charts[0].form == "bar":
        return None
    return 1.2 * max(p.number for chart in charts for s in chart.series for p in s.points if p is not None)


def _chart(slide: Any, chart: NativeChart, box: tuple[float, float, float, float], content: Content, family: str,
           size: float, top: float | None, frame: tuple[float, float, float, float]) -> None:
    data = CategoryChartData(number_format=chart.format)
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.name, [None if p is None else p.number for p in series.points])
    shape = slide.shapes.add_chart(_FORMS[chart.form], *(Inches(x) for x in box), data)
    deck.describe(shape, chart.title, chart.alt)
    made = shape.chart
    made.part.chart_workbook.update_from_xlsx_blob(workbook.behind_chart(chart))
    made.has_title, made.has_legend = True, False
    deck.write(made.chart_title.text_frame, chart.title, family, size + 1, style.ink("text"), True, lang=content.lang)
    deck.place(made.chart_title._element, frame[0], 0.01)
    deck.place(made._chartSpace.find(f".//{qn('c:plotArea')}"), *frame)
    made.font.size, made.font.name = Pt(size), family
    made.font.color.rgb = deck.rgb(style.ink("text"))
    for properties in made._chartSpace.iter(qn("a:defRPr")):
        if properties.find(qn("a:latin")) is not None:
            deck.fonts(properties, family)
    _axes(made, chart, top)
    plot = made.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for drawn, series in zip(plot.series, chart.series, strict=True):
        _series(drawn, series, chart, family, size, content.lang)


def _axes(made: Any, chart: NativeChart, top: float | None) -> None:
    across, up = made.category_axis, made.value_axis
    across.format.line.color.rgb = deck.rgb(style.ink("axis"))
    across.major_tick_mark = up.major_tick_mark = XL_TICK_MARK.NONE
    across.has_major_gridlines = up.has_major_gridlines = up.visible = False
    deck.name_all(across)
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    up.minimum_scale = 0
    if chart.form == "bar":
        across.reverse_order = True
        ends = [p.number * (1.2 + 0.03 * max(0, deck.breadth(p.label) - 5))
                for s in chart.series for p in s.points if p is not None]
        up.maximum_scale = max(ends)
    elif top is not None:
        up.maximum_scale = top


def _series(drawn: Any, series: Series, chart: NativeChart, family: str, size: float, lang: str) -> None:
    drawn.invert_if_negative = False
    deck.fill(drawn.format, series.look, style.ink("muted"))
    for number, point in enumerate(series.points):
        if point is None:
            continue
        deck.fill(drawn.points[number].format, series.look, point.colour)
        if point.label:
            label = drawn.points[number].data_label
            deck.write(label.text_frame, point.label, family, size, style.ink("text"), lang=lang)
            label.text_frame.word_wrap = False
            label.position = XL_LABEL_POSITION.OUTSIDE_END
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = chart.format, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(size)


def _picture(slide: Any, content: Content, body: bytes) -> None:
    """The body of the figure as a picture, as large as the slide allows."""
    picture = slide.shapes.add_picture(io.BytesIO(body), 0, 0)
    room = Inches(WIDE - 2 * MARGIN), Inches(BODY_END - BODY_TOP + 0.34)
    scale = min(room[0] / picture.width, room[1] / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left = Inches(MARGIN) + (room[0] - picture.width) // 2
    picture.top = Inches(BODY_TOP - 0.34)
    deck.describe(picture, content.said("picture_of").format(title=content.chart.title), content.chart.alt)


def _tables(made: Any, content: Content, own: Mapping[str, Any]) -> None:
    """The values of the figure as native tables, so many rows a slide; two side by side where they are narrow."""
    rows = [_cells(row, content) for row in content.chart.data.to_dict("records") if row["kind"] != "missing"]
    every = definitions.load("exports")["slide_columns"]
    empty = {name for i, name in enumerate(every) if not any(row[i] for row in rows)}
    if "value" in empty or all(row[0] == row[1] for row in rows):  # panels that say nothing beside the rest
        empty.add("panel")
    kept = [i for i, name in enumerate(every) if name not in empty]
    names = headings(content.lang, [every[i] for i in kept])
    cells = [[row[i] for i in kept] for row in rows]
    across = 2 if {"value", "label"} <= empty else 1
    size = -(-len(cells) // across) if len(cells) <= across * ROWS_A_SLIDE else ROWS_A_SLIDE
    tables = [cells[i:i + size] for i in range(0, len(cells), size)]
    pages = [tables[i:i + across] for i in range(0, len(tables), across)]
    wide = (WIDE - 2 * MARGIN - 0.4 * (across - 1)) / across
    for number, page in enumerate(pages, 1):
        title = f"{content.said('values_of')}{content.said('colon')}{_paged(content, number, len(pages))}"
        slide = _slide(made, content, own, title)
        for place, part in enumerate(page):
            box = (MARGIN + place * (wide + 0.4), 1.75, wide, min(BODY_END - 1.75, 0.33 * (len(part) + 1)))
            deck.table(slide, box, names, part, own["family"], own["accent"], content.lang, content.said("table"),
                       title, right=kept.index(every.index("value")) if every.index("value") in kept else None)


def _cells(row: Mapping[str, Any], content: Content) -> list[str]:
    """A mark as a row of words: place, what, when, status, value with unit, what stands at it."""
    facts, lang = definitions.load("indicators"), content.lang
    known_one = facts["indicators"].get(row["indicator"])
    what = str(known_one["label"][lang]) if known_one else ""
    codes = str(row["measure"]).split()
    measures = [facts["measures"][code]["label"][lang] for code in codes if code in facts["measures"]]
    if measures and "level" not in codes:
        what += f"（{'、'.join(measures)}）" if lang == "zh" else f" ({', '.join(measures)})"
    status = "derived" if row["kind"] == "derived" else str(row["status"])
    value, low, high = (known(row[name]) for name in ("value", "low", "high"))
    stated = row["unit"] in facts["units"] and any(x is not None for x in (value, low, high))
    said = labels.full(str(row["unit"]), value, low, high, str(row["bound"]), lang, str(row["indicator"]),
                       row["kind"] in ("derived", "projected")) if stated else ""
    return [str(row["panel"]), str(row["place"]), what, str(row["period"]), content.status_word(status), said,
            str(row["label"])]
