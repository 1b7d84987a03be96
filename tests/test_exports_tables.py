"""Tables for print, read again: the numbers of the tables, in line, with notes and numbered sources below."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from lxml import html as parser

from analysis import tables
from analysis.errors import ExportError
from analysis.exports import print_docx, print_html, print_tables
from analysis.exports.print_tables import DIGIT, POINT, PrintTable

CASES = [(name, lang) for name in print_tables.available() for lang in ("zh", "en")]


def plain(text: str) -> str:
    return text.replace(DIGIT, "").replace(POINT, "")


def rows_of(table: PrintTable) -> list[tuple[str, ...]]:
    return [row for _, rows in table.groups for row in rows]


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_every_row_of_the_table_is_printed(name: str, lang: str) -> None:
    table = print_tables.print_table(name, lang)
    assert len(rows_of(table)) == len(tables.load(name))
    assert all(len(row) == len(table.columns) for row in rows_of(table))


def test_numbers_are_those_of_the_table_in_the_unit_of_their_heading() -> None:
    table = print_tables.print_table("rd_spending", "zh")
    groups = dict(table.groups)
    values = {(row[0], row[1], row[2]): plain(row[4]) for row in groups["全社会研发经费（亿元）"]}
    assert values["上饶", "2019", "水平值"] == "26.19"
    assert values["南昌", "2020", "水平值"] == "111.77"
    assert ("上饶", "2019", "水平值") in {row[:3] for row in groups["研发投入强度（%）"]}


def test_decimal_points_stand_in_line() -> None:
    for _, rows in print_tables.print_table("rd_spending", "en").groups:
        texts = [row[4] for row in rows if "–" not in row[4]]
        after = {len(re.sub(r"^[^.\u2008]*", "", text)) for text in texts}
        assert len(after) <= 1, texts


def test_a_target_and_its_outcome_stand_side_by_side_with_both_sources() -> None:
    table = print_tables.print_table("targets", "zh")
    row = next(r for r in dict(table.groups)["南昌"] if r[0] == "研发投入强度" and r[1] == "2020")
    assert row[2:5] == ("2%", "1.95%", "未达到")
    numbers = re.findall(r"\[(\d+)\]", row[5])
    assert len(numbers) == 2
    below = next(note for note in table.notes if note.startswith("来源"))
    assert all(f"[{n}] " in below for n in numbers)


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_docx_reads_back_as_the_table(name: str, lang: str) -> None:
    table = print_tables.print_table(name, lang)
    data = print_docx.docx(table)
    document = Document(io.BytesIO(data))
    grid = document.tables[0]
    printed = [[cell.text for cell in row.cells] for row in grid.rows]
    assert tuple(printed[0]) == tuple(heading for heading, _, _ in table.columns)
    expected = [line for heading, rows in table.groups
                for line in ([[heading] * len(table.columns)] + [list(row) for row in rows])]
    assert printed[1:] == expected
    texts = [p.text for p in document.paragraphs]
    assert texts[:2] == [table.title, table.reading] and tuple(texts[2:]) == table.notes
    assert grid.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    right = [i for i, (_, side, _) in enumerate(table.columns) if side == "r"]
    body = grid.rows[2].cells
    assert all(body[i].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT for i in right)
    fonts = {f.get(qn("w:eastAsia")) for f in document.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"Noto Sans SC"}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_html_reads_back_as_the_table_and_loads_nothing(name: str, lang: str) -> None:
    table = print_tables.print_table(name, lang)
    data = print_html.html(table)
    page = parser.fromstring(data.decode("utf-8"))
    assert page.get("lang") == lang and page.findtext(".//title") == table.title
    grid = page.find(".//table")
    assert page.find(".//div[@id]").get("id") == f"table-{name.replace('_', '-')}-{lang}"
    body = [[cell.text_content() for cell in row] for row in grid.iter("tr") if row.find("td[@headers]") is not None]
    assert body == [list(row) for row in rows_of(table)]
    notes = [e.text_content() for e in page.iter("td") if "gt_sourcenote" in (e.get("class") or "")]
    assert tuple(notes) == table.notes
    sheet = "".join(page.xpath("//style/text()"))
    assert "@import" not in sheet and not re.findall(r"url\((?!data:)", sheet)
    assert not page.xpath("//script | //link | //img[not(starts-with(@src, 'data:'))]")


def test_tables_for_print_are_the_same_bytes() -> None:
    table = print_tables.print_table("targets", "zh")
    assert print_docx.docx(table) == print_docx.docx(table)
    assert print_html.html(table) == print_html.html(table)


def test_markup_in_a_cell_stays_text() -> None:
    table = PrintTable("targets", "en", "<b>T</b>", "R & S", (("Place", "l", 1.0),), (("<i>g</i>", (("<script>x",),)),),
                       ("n < m",))
    page = parser.fromstring(print_html.html(table).decode("utf-8"))
    assert not page.xpath("//script | //b | //i")
    assert "<script>x" in [cell.text_content() for cell in page.iter("td")]


def test_an_unknown_table_names_those_there_are() -> None:
    with pytest.raises(ExportError, match="expected one of rd_spending, tech_finance, firm_cultivation, targets"):
        print_tables.print_table("gdp", "en")
