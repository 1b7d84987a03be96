"""The commands export, cite and claim as a report writer runs them: files, messages, exit codes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from exports_samples import content, made

from analysis import charts
from analysis.__main__ import main
from analysis.exports import FIGURE_FORMATS, brands, run
from analysis.paths import ROOT


def one_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The message of a command that must refuse its input: one line on the error stream, exit code 2."""
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("error: ") and err.count("\n") == 1, err
    return err


def test_one_figure_in_one_language_and_two_formats(tmp_path: Path, capsys) -> None:
    assert main(["export", "rd_expenditure", "--lang", "zh", "--format", "csv,xlsx", "--to", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"rd_expenditure.zh.csv", "rd_expenditure.zh.excel.csv", "rd_expenditure.zh.xlsx"}
    assert set(capsys.readouterr().out.split()) == {str(tmp_path / name) for name in names}
    plain = (tmp_path / "rd_expenditure.zh.csv").read_bytes()
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "rd_expenditure.zh.excel.csv").read_bytes() == b"\xef\xbb\xbf" + plain
    assert (tmp_path / "rd_expenditure.zh.xlsx").read_bytes() == made("xlsx", "rd_expenditure", "zh")


def test_another_process_with_another_hash_seed_and_time_zone_writes_the_same_bytes(tmp_path: Path) -> None:
    """Everything of one figure, bundled, twice: no set order, no time, no run leaks into a file."""
    formats = ",".join((*FIGURE_FORMATS, "docx", "html"))
    subprocess.run([sys.executable, "-m", "analysis", "export", "rd_expenditure", "table:targets", "--lang", "zh",
                    "--to", str(tmp_path / "there"), "--bundle", "--format", formats], cwd=ROOT, check=True,
                   env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}, capture_output=True)
    given = run.order(["rd_expenditure", "table:targets"], lang="zh", bundle=True, formats=formats,
                      to=tmp_path / "here")
    here = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in run.run(given)}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "there").iterdir()}
    assert here == there
    assert len(here) == len(FIGURE_FORMATS) + 1 + 1 + 2


def test_a_bundle_alone_leaves_nothing_beside_it(tmp_path: Path) -> None:
    given = run.order(["rd_expenditure"], lang="en", bundle=True, to=tmp_path)
    assert [path.name for path in run.run(given)] == ["rd_expenditure.en.zip"]
    with zipfile.ZipFile(tmp_path / "rd_expenditure.en.zip") as archive:
        endings = {name.removeprefix("rd_expenditure.en.") for name in archive.namelist()}
    assert {*FIGURE_FORMATS, "excel.csv", "README.txt", "metadata.json", "citation.bib"} <= endings


def test_all_figures_and_tables_are_what_all_and_tables_mean(tmp_path: Path) -> None:
    given = run.order([], all_figures=True, all_tables=True, to=tmp_path)
    assert given.figures == tuple(charts.FIGURES)
    assert {"rd_spending", "tech_finance", "firm_cultivation", "targets"} <= set(given.tables)
    assert given.languages == ("zh", "en")


def test_several_figures_are_made_by_several_processes(tmp_path: Path) -> None:
    given = run.order(["rd_expenditure", "rd_intensity", "hte_stock"], formats="csv", to=tmp_path)
    assert len(run.run(given)) == 3 * 2 * 2


# ---------------------------------------------------------------- what is refused


def test_what_is_not_known_is_named_with_what_is(tmp_path: Path, capsys) -> None:
    to = ("--to", str(tmp_path))
    said = one_line(capsys, "export", "rd_expenditur", *to)
    assert "'rd_expenditur'" in said and "did you mean rd_expenditure?" in said
    assert all(name in said for name in charts.FIGURES)
    assert "expected one of zh, en" in one_line(capsys, "export", "rd_expenditure", "--lang", "fr", *to)
    assert "expected one of svg, pdf, png, pptx, xlsx, csv" in one_line(capsys, "export", "rd_expenditure", "--format",
                                                                         "svg,gif", *to)
    assert "expected one of a4_full, a4_half, slide, square" in one_line(capsys, "export", "rd_expenditure", "--size",
                                                                          "a5", *to)
    assert "table 'gdp'" in one_line(capsys, "export", "table:gdp", *to)
    assert "name figures (" in one_line(capsys, "export", *to)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named_before_anything_is_made(tmp_path: Path, capsys) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    said = one_line(capsys, "export", "rd_expenditure", "--to", str(blocked / "inside"))
    assert str(blocked / "inside") in said and "may write to" in said
    assert "may write to" in one_line(capsys, "export", "rd_expenditure", "--to", str(blocked))


def test_cite_and_claim_name_what_is_near(capsys) -> None:
    assert "near it" in one_line(capsys, "claim", "shangrao-2020:1002:hte:levl")
    assert "expected one of gb7714, apa, bibtex" in one_line(capsys, "cite", "rd_expenditure", "--style", "mla")
    assert "neither a figure" in one_line(capsys, "cite", "gdp")


def test_cite_prints_what_every_bundle_holds(capsys) -> None:
    assert main(["cite", "hte_stock", "--style", "apa"]) == 0
    assert capsys.readouterr().out.strip() == content("hte_stock", "zh").cited("apa")


# ---------------------------------------------------------------- an institution's look


def brand_file(folder: Path, text: str) -> Path:
    path = folder / "brand.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "said"), [
    ("colour: red", "unknown key 'colour' .known: .*accent.*logo"),
    ('accent: "#F5E663"', r"#F5E663 has a contrast of 1\.\d : 1 on white, expected 3 : 1 or more"),
    ('areas: ["#0B6AA8", "#EEEEEE"]', "#EEEEEE has a contrast of 1"),
    ("accent: blue", 'expected a colour as "#RRGGBB" in quotes'),
    ("logo: none.png", "none.png not found beside the brand file"),
    ("logo: brand.yaml", "brand.yaml is no readable PNG or JPEG"),
    ("fonts: [brand.yaml]", "brand.yaml is no readable TTF or OTF font"),
    ("family: No Such Sans", "'No Such Sans' is not installed; name its files under fonts"),
    ("- a list", "expected a mapping"),
    ("accent: [", "not valid YAML"),
])
def test_a_brand_that_cannot_be_used_says_why(tmp_path: Path, capsys, text: str, said: str) -> None:
    import re

    path = brand_file(tmp_path, text)
    message = one_line(capsys, "export", "rd_expenditure", "--brand", str(path), "--to", str(tmp_path / "out"))
    assert re.search(said, message), message
    assert not (tmp_path / "out").exists()


def test_a_brand_changes_colours_footer_and_logo_everywhere(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (300, 100), "#8C1D40").save(tmp_path / "logo.png")
    path = brand_file(tmp_path, 'accent: "#8C1D40"\nareas: ["#8C1D40", "#00539B", "#4B6F2B", "#7A4E9F"]\n'
                                "logo: logo.png\nfooter: 某研究院\n")
    given = run.order(["rd_expenditure"], lang="zh", formats="svg,xlsx", to=tmp_path / "out", brand=path)
    files = {p.suffix: p.read_bytes() for p in run.run(given)}
    svg = files[".svg"].decode("utf-8").lower()
    assert "#8c1d40" in svg and "#0b6aa8" not in svg and "data:image/png;base64" in svg
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    assert "某研究院" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert len(book.worksheets[0]._images) == 1


def test_a_font_of_ones_own_is_used_and_its_missing_letters_come_from_the_house(tmp_path: Path) -> None:
    import matplotlib
    from pypdf import PdfReader

    source = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name in ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    path = brand_file(tmp_path, "family: DejaVu Serif\nfonts: [DejaVuSerif.ttf, DejaVuSerif-Bold.ttf]\n")
    assert brands.load(path)["family"] == "DejaVu Serif"
    given = run.order(["rd_expenditure"], lang="zh", formats="pdf", to=tmp_path / "out", brand=path)
    page = PdfReader(run.run(given)[0]).pages[0]
    fonts = {f.get_object()["/BaseFont"].split("+")[-1] for f in page["/Resources"]["/Font"].values()}
    assert {"DejaVuSerif", "NotoSansSC-Regular"} <= fonts
    assert "南昌" in page.extract_text()
