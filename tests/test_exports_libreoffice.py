"""Slides, workbooks and tables opened by LibreOffice: Chinese text and chart series survive."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from exports_samples import content, made, squeezed
from pypdf import PdfReader

from analysis.exports import print_docx, print_tables
from analysis.exports.native import native_charts
from analysis.paths import FONTS

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice is not installed (Debian: apt-get install libreoffice-impress libreoffice-calc "
           "libreoffice-writer)")

FONT_SETTINGS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """File stem → the text of the PDF that LibreOffice makes of it, without white space."""
    folder = tmp_path_factory.mktemp("office")
    files = {
        "hte_stock.pptx": made("pptx", "hte_stock", "zh"),
        "rd_expenditure.xlsx": made("xlsx", "rd_expenditure", "zh"),
        "targets.pptx": made("pptx", "targets", "zh"),
        "table.docx": print_docx.docx(print_tables.print_table("targets", "zh")),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "fonts.conf").write_text(FONT_SETTINGS.format(fonts=FONTS, cache=folder / "fonts"), encoding="utf-8")
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *(str(folder / name) for name in files)],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}, capture_output=True, text=True, timeout=240,
    )
    missing = [name for name in files if not (folder / name).with_suffix(".pdf").exists()]
    assert not missing, f"LibreOffice did not convert {missing}: {done.stderr}"
    return {name: text_of((folder / name).with_suffix(".pdf")) for name in files}


def text_of(path: Path) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(path).pages))


def test_a_slide_keeps_its_chinese_text_and_every_series(pages: dict[str, str]) -> None:
    drawn, text = content("hte_stock", "zh"), pages["hte_stock.pptx"]
    for said in (drawn.chart.title, drawn.chart.reading, drawn.chart.source):
        assert squeezed(said) in text
    for chart in native_charts(drawn):
        assert squeezed(chart.title) in text
        for series in chart.series:
            for point in series.points:
                assert point is None or (point.label or f"{point.number:g}") in text


def test_a_workbook_keeps_its_chinese_text_and_every_series(pages: dict[str, str]) -> None:
    drawn, text = content("rd_expenditure", "zh"), pages["rd_expenditure.xlsx"]
    assert squeezed(drawn.chart.title) in text and squeezed(drawn.chart.source) in text
    for chart in native_charts(drawn):
        assert text.count(squeezed(chart.title)) >= 2, "once over the numbers, once over the chart"
        for series in chart.series:
            assert text.count(squeezed(series.name)) >= 2, "once over the numbers, once in the key of the chart"
            for point in series.points:
                assert point is None or (point.label or f"{point.number:g}") in text


def test_a_picture_slide_keeps_its_native_table(pages: dict[str, str]) -> None:
    assert "至少2000家企业" in pages["targets.pptx"] and "研发投入强度" in pages["targets.pptx"]


def test_a_table_for_print_keeps_its_text(pages: dict[str, str]) -> None:
    table = print_tables.print_table("targets", "zh")
    text = pages["table.docx"]
    for said in (table.title, table.reading, *table.notes, *(heading for heading, _ in table.groups)):
        assert squeezed(said) in text
