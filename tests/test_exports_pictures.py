"""SVG, PDF and PNG read again by other programs: the texts are inside, the fonts too, the bytes are the same."""

from __future__ import annotations

import io

import pytest
from exports_samples import CASES, content, made, squeezed
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from analysis import style
from analysis.exports import pictures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_svg_says_what_it_shows_and_names_its_marks(name: str, lang: str) -> None:
    drawn = content(name, lang)
    root = etree.fromstring(made("svg", name, lang))
    assert [e.text for e in root.iter(f"{SVG}title")] == [drawn.chart.title]
    assert root.find(f"{SVG}desc").text == drawn.chart.alt
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert not list(root.iter(f"{SVG}text")), "letters are outlines unless text is asked for"
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    if name != "targets":
        stated = drawn.chart.data[drawn.chart.data["kind"] == "stated"]
        for row in stated.to_dict("records"):
            assert any(i.startswith(f"{row['indicator']}-{row['area']}-{row['period']}-{row['status']}") for i in ids)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_svg_with_text_can_be_searched_and_brings_its_font(lang: str) -> None:
    drawn = content("rd_expenditure", lang)
    data = pictures.svg(drawn, text=True)
    root = etree.fromstring(data)
    texts = squeezed("".join("".join(e.itertext()) for e in root.iter(f"{SVG}text")))
    assert squeezed(drawn.chart.title) in texts
    assert squeezed(drawn.chart.source) in texts
    assert b"font/woff;base64," in data and b"http" not in root.find(f"{SVG}style").text.encode()


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_pdf_text_can_be_selected_and_every_font_is_inside(name: str, lang: str) -> None:
    drawn = content(name, lang)
    reader = PdfReader(io.BytesIO(made("pdf", name, lang)))
    text = squeezed(reader.pages[0].extract_text())
    for said in (drawn.chart.title, drawn.chart.reading, drawn.chart.source):
        assert squeezed(said) in text
    for place in drawn.chart.data["place"].unique():
        assert place in text
    assert reader.metadata["/Title"] == drawn.chart.title
    assert reader.metadata["/Subject"] == drawn.chart.alt
    assert drawn.chart.source in reader.metadata["/Keywords"]
    assert "/CreationDate" not in reader.metadata
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    assert len(list(fonts)) >= 2
    for font in fonts:
        inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
        assert inner["/FontDescriptor"].get_object().get("/FontFile2"), f"{inner['/BaseFont']} is not embedded"
        assert inner["/Subtype"] == "/CIDFontType2"


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_no_letter_of_a_pdf_is_a_box(name: str, lang: str) -> None:
    """Every glyph that the PDF shows is one that the font has: pypdf finds no replacement sign, no glyph 0."""
    text = PdfReader(io.BytesIO(made("pdf", name, lang))).pages[0].extract_text()
    assert "\ufffd" not in text and "\x00" not in text
    from fontTools.ttLib import TTFont

    known = TTFont(style.paths.FONTS / style.FONT_FILES[0]).getBestCmap()
    assert {c for c in text if not c.isspace() and ord(c) not in known} == set()


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_png_is_twice_as_fine_and_says_title_source_licence_and_alt(name: str, lang: str) -> None:
    drawn = content(name, lang)
    image = Image.open(io.BytesIO(made("png", name, lang)))
    size = style.preset(drawn.chart.size)
    assert image.width == pytest.approx(size.width / 2.54 * 2 * size.dpi, abs=2)
    assert image.text["Title"] == drawn.chart.title
    assert image.text["Source"] == drawn.chart.source
    assert image.text["Description"] == drawn.chart.alt
    assert "CC BY 4.0" in image.text["Copyright"]
    assert drawn.hash[:12] in image.text["Comment"]
    assert "Software" not in image.text


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
def test_the_same_figure_is_the_same_bytes(form: str) -> None:
    drawn = content("hte_stock", "zh")
    assert getattr(pictures, form)(drawn) == made(form, "hte_stock", "zh")


def test_the_body_of_a_figure_leaves_out_what_the_slide_says_itself() -> None:
    drawn = content("targets", "en")
    whole = Image.open(io.BytesIO(made("png", "targets", "en")))
    body = Image.open(io.BytesIO(pictures.body(drawn)))
    assert body.height / body.width < 0.92 * whole.height / whole.width
