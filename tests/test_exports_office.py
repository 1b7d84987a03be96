"""PPTX and XLSX opened by other programs: the numbers, words, alt texts and sources are those of the tables."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from exports_samples import CASES, NATIVE, content, made, squeezed, tables
from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from analysis.exports import slides, workbook
from analysis.exports.native import native_charts

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: Texts that spreadsheets would compute, and one that only looks so.
HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-5%左右", "@SUM(A1)")


def deck_of(name: str, lang: str) -> Presentation:
    return Presentation(io.BytesIO(made("pptx", name, lang)))


def shapes_of(deck: Presentation) -> list:
    return [shape for slide in deck.slides for shape in slide.shapes]


def alt_of(shape) -> str:
    return shape._element.xpath(".//p:cNvPr")[0].get("descr") or ""


def stated_numbers(name: str, lang: str) -> list[float]:
    """Numbers of the figure's data in base units."""
    data = content(name, lang).chart.data
    rows = data[data["kind"] != "missing"]
    return [next(x for x in (r.value, r.low, r.high) if x == x) for r in rows.itertuples()]


# ---------------------------------------------------------------- slides


@pytest.mark.parametrize(("name", "lang"), NATIVE)
def test_slide_charts_carry_the_numbers_of_the_tables(name: str, lang: str) -> None:
    charts = [shape.chart for shape in shapes_of(deck_of(name, lang)) if shape.has_chart]
    panels = [p for p in content(name, lang).chart.data["panel"].unique() if p]
    assert len(charts) == len(panels)
    drawn = [v for chart in charts for plot in chart.plots for s in plot.series for v in s.values if v is not None]
    numbers = stated_numbers(name, lang)
    assert len(drawn) == len(numbers)
    unit = numbers[0] / drawn[0] if name == "hte_stock" else {"zh": 1e8, "en": 1e9}[lang]
    assert sorted(v * unit for v in drawn) == pytest.approx(sorted(numbers), rel=1e-9)


@pytest.mark.parametrize(("name", "lang"), NATIVE)
def test_the_workbook_behind_a_chart_has_the_numbers_that_the_chart_shows(name: str, lang: str) -> None:
    for shape in shapes_of(deck_of(name, lang)):
        if not shape.has_chart:
            continue
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        rows = list(book.active.iter_rows(values_only=True))
        series = list(shape.chart.plots[0].series)
        assert rows[0][1:] == tuple(s.name for s in series)
        assert [row[0] for row in rows[1:]] == list(shape.chart.plots[0].categories)
        for column, each in enumerate(series, 1):
            assert [row[column] for row in rows[1:]] == list(each.values)


def test_an_expectation_of_more_than_660_is_labelled_so_on_the_slide() -> None:
    found = [shape.chart for shape in shapes_of(deck_of("hte_stock", "zh")) if shape.has_chart]
    charts = {chart.chart_title.text_frame.text: chart for chart in found}
    labels = [t.text for t in charts["上饶（家）"]._chartSpace.iter(f"{A}t")]
    assert "≥660" in labels
    statuses = [s.name for s in charts["上饶（家）"].plots[0].series]
    assert statuses == ["预计", "目标"]


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_every_shape_of_a_slide_has_alt_text_that_says_something(name: str, lang: str) -> None:
    drawn = content(name, lang)
    deck = deck_of(name, lang)
    for shape in shapes_of(deck):
        assert alt_of(shape).strip(), shape.name
        assert not alt_of(shape).endswith((".png", ".jpg"))
    picture_alts = [alt_of(s) for s in shapes_of(deck) if s.shape_type is not None and "PICTURE" in str(s.shape_type)]
    chart_alts = [alt_of(s) for s in shapes_of(deck) if s.has_chart]
    assert (picture_alts == [drawn.chart.alt]) if name == "targets" else all(
        any(place in alt for place in drawn.chart.data["place"]) for alt in chart_alts)


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_slides_are_wide_and_say_title_source_and_caveats(name: str, lang: str) -> None:
    drawn, deck = content(name, lang), deck_of(name, lang)
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert deck.slides[0].shapes.title.text == drawn.chart.title
    for slide in deck.slides:
        assert any(drawn.chart.source in s.text_frame.text for s in slide.shapes if s.has_text_frame)
        notes = slide.notes_slide.notes_text_frame.text
        assert drawn.chart.source in notes
        assert all(caveat in notes for caveat in drawn.chart.caveats)
        assert drawn.hash[:12] in notes
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 1
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height
    assert deck.core_properties.title == drawn.chart.title


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_chinese_and_latin_letters_have_the_same_font_on_slides(lang: str) -> None:
    for slide in deck_of("rd_expenditure", lang).slides:
        runs = [r for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs for r in p.runs]
        assert runs
        for run in runs:
            properties = run._r.rPr
            assert properties.find(f"{A}ea").get("typeface") == "Noto Sans SC"
            assert properties.find(f"{A}latin").get("typeface") == "Noto Sans SC"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_figure_without_a_native_chart_is_a_picture_with_native_tables(lang: str) -> None:
    drawn, deck = content("targets", lang), deck_of("targets", lang)
    cells = [[c.text for c in row.cells] for s in shapes_of(deck) if s.has_table for row in list(s.table.rows)[1:]]
    data = drawn.chart.data[drawn.chart.data["kind"] != "missing"]
    assert len(cells) == len(data)
    assert [row[0] for row in cells] == data["place"].tolist()
    assert {row[2] for row in cells} == set(data["period"])
    text = squeezed("".join("".join(row) for row in cells))
    assert ("至少2000家企业" if lang == "zh" else "atleast2,000enterprises") in text


# ---------------------------------------------------------------- workbooks


def book_of(name: str, lang: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made("xlsx", name, lang)))


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_the_data_sheet_is_the_data_of_the_figure(name: str, lang: str) -> None:
    data = content(name, lang).chart.data
    sheet = book_of(name, lang)["数据" if lang == "zh" else "Data"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(data)
    for row, given in zip(rows, data.itertuples(index=False), strict=True):
        for cell, value in zip(row, given, strict=True):
            expected = None if value != value or value == "" else value
            assert cell == (pytest.approx(expected) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(("name", "lang"), NATIVE)
def test_a_workbook_has_native_charts_on_its_own_numbers(name: str, lang: str) -> None:
    drawn = content(name, lang)
    book = book_of(name, lang)
    sheet = book.worksheets[0]
    expected = native_charts(drawn)
    assert len(sheet._charts) == len(expected)
    for chart, native in zip(sheet._charts, expected, strict=True):
        for series, own in zip(chart.series, native.series, strict=True):
            where = series.val.numRef.f.split("!")[1].replace("$", "")
            assert [cell.value for (cell,) in sheet[where]] == [None if p is None else p.number for p in own.points]
            name_at = series.tx.strRef.f.split("!")[1].replace("$", "")
            assert sheet[name_at].value == own.name


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_a_workbook_says_its_notes_and_sources(name: str, lang: str) -> None:
    drawn, book = content(name, lang), book_of(name, lang)
    notes = {row[1] for row in book.worksheets[2].iter_rows(values_only=True)}
    assert {drawn.chart.title, drawn.chart.alt, drawn.hash, drawn.version, *drawn.chart.caveats} <= notes
    sources = [row for row in book.worksheets[3].iter_rows(values_only=True)]
    assert sources[0][0] == drawn.chart.source
    assert {r["report"] for r in drawn.reports} <= {row[0] for row in sources}
    assert {q["observation_id"] for q in drawn.quotes} <= {row[0] for row in sources}
    assert book.properties.title == drawn.chart.title
    with zipfile.ZipFile(io.BytesIO(made("xlsx", name, lang))) as parts:
        drawings = [parts.read(n) for n in parts.namelist() if n.startswith("xl/drawings/drawing")]
        alts = [e.get("descr") for data in drawings for e in etree.fromstring(data).iter() if e.get("descr")]
    assert alts and all(len(alt) > 20 for alt in alts)


# ---------------------------------------------------------------- formulas, bytes


@pytest.fixture(scope="module")
def hostile():
    """A figure whose places and labels are texts that spreadsheets would compute."""
    drawn = content("rd_expenditure", "zh")
    data = drawn.chart.data.copy()
    for at, text in enumerate(HOSTILE):
        data.loc[data.index[at], ["place", "panel", "label", "note"]] = [text, HOSTILE[0], text, text]
    return replace(drawn, chart=replace(drawn.chart, data=data, title=HOSTILE[0], reading=HOSTILE[1]))


def cells_of(data: bytes) -> list:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile) -> None:
    cells = cells_of(workbook.xlsx(hostile))
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = {cell.value for cell in cells}
    assert set(HOSTILE) <= texts, "what a report says stays as it is"


def test_no_cell_behind_a_slide_is_a_formula(hostile) -> None:
    deck = Presentation(io.BytesIO(slides.pptx(hostile)))
    cells = [c for s in shapes_of(deck) if s.has_chart for c in cells_of(s.chart.part.chart_workbook.xlsx_part.blob)]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)


@pytest.mark.parametrize(("form", "make"), [("pptx", slides.pptx), ("xlsx", workbook.xlsx)])
@pytest.mark.parametrize("name", ["rd_expenditure", "targets"])
def test_office_files_are_the_same_bytes_and_carry_no_date_of_making(form: str, make, name: str) -> None:
    first = made(form, name, "zh")
    assert first == make(content(name, "zh"))
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_slides_show_an_institutions_logo_and_footer(tmp_path) -> None:
    from PIL import Image

    Image.new("RGB", (300, 100), "#8C1D40").save(tmp_path / "logo.png")
    brand = {"logo": str(tmp_path / "logo.png"), "footer": "某研究院", "fonts": []}
    deck = Presentation(io.BytesIO(slides.pptx(content("rd_expenditure", "zh"), brand)))
    pictures = [s for s in shapes_of(deck) if "PICTURE" in str(s.shape_type)]
    assert len(pictures) == 1 and pictures[0].width / pictures[0].height == pytest.approx(3, rel=0.02)
    assert pictures[0].left + pictures[0].width <= deck.slide_width - Inches(0.3)
    assert any("某研究院" in s.text_frame.text for s in shapes_of(deck) if s.has_text_frame)


def test_the_tables_given_are_not_changed() -> None:
    before = {name: table.copy() for name, table in tables().items()}
    slides.pptx(content("hte_stock", "zh"))
    workbook.xlsx(content("targets", "en"))
    assert all(table.equals(before[name]) for name, table in tables().items())


def test_marks_of_figures_outside_the_codelist_go_out_too() -> None:
    """An audit may draw a printed figure that is no indicator of ours: no code, no measure, no unit."""
    drawn = content("targets", "en")
    data = drawn.chart.data.copy()
    data.loc[data.index[0], ["indicator", "measure", "unit", "status"]] = ["", "", "", ""]
    odd = replace(drawn, chart=replace(drawn.chart, data=data))
    deck = Presentation(io.BytesIO(slides.pptx(odd)))
    rows = [[c.text for c in row.cells] for s in shapes_of(deck) if s.has_table for row in list(s.table.rows)[1:]]
    assert len(rows) == len(data) and rows[0][1] == ""
    assert cells_of(workbook.xlsx(odd))
