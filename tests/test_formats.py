"""Claim: a report is read the same from every usual file, its numbers survive, and what is no report is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx as word
import papers
import pypdf
import pytest
from docx.oxml import parse_xml
from papers import PAGE, SENTENCE, TITLE

from analysis import read_file
from analysis.errors import RawFileError
from analysis.formats import extract, extract_bytes
from analysis.reading import read

TEXT = f"{TITLE}\n{SENTENCE}\n"


def figures(path: Path) -> set[tuple[str, float | None]]:
    return {(row.indicator, row.value) for row in read_file(path)}


EXPECTED = {("hte", 1234.0), ("rd_expenditure", 2_619_000_000.0)}


# ---------------------------------------------------------------- plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text_is_the_same_in_every_encoding(encoding: str, line_end: str) -> None:
    assert extract_bytes(TEXT.replace("\n", line_end).encode(encoding), "a.txt").text == TEXT


def test_utf_16_with_the_mark_of_big_endian() -> None:
    assert extract_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.txt").text == TEXT


def test_text_without_any_line_or_digit_is_told_apart_too() -> None:
    words = "全市科技工作取得新的进展，创新能力不断提高。" * 3
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        assert extract_bytes(words.encode(encoding), "a.txt").text == words


def test_a_name_that_lies_about_the_format_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(TEXT.encode("gb18030"))
    assert figures(path) == EXPECTED


def test_damaged_utf_8_is_refused_and_not_read_as_gibberish() -> None:
    data = (TEXT * 20).encode("utf-8")
    with pytest.raises(RawFileError, match=r"a\.txt: damaged UTF-8 text \(byte"):
        extract_bytes(data[:-2] + b"\xff" + data[-2:], "a.txt")


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(("declared", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gb18030")])
def test_a_page_is_read_in_its_encoding_without_what_stands_around_the_text(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    body = f"<p>一、工作情况</p><p>\u3000\u3000{SENTENCE}</p>"
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.format(charset=declared, title=TITLE, body=body).encode(encoding))
    assert extract(path).text == f"{TITLE}\n一、工作情况\n{SENTENCE}"
    assert figures(path) == EXPECTED


def test_a_page_whose_container_has_no_known_name() -> None:
    body = f"<div class='w42'><div><p>{SENTENCE}</p><p>{SENTENCE}</p></div></div>"
    links = "".join(f"<li><a href='/{i}'>通知公告第{i}号，请阅读</a></li>" for i in range(40))
    head = f"<head><title>{TITLE}-甲市人民政府</title></head>"
    page = f"<html>{head}<body><ul>{links}</ul>{body}<p>版权所有</p></body></html>"
    assert extract_bytes(page.encode(), "p.html").text == f"{TITLE}\n{SENTENCE}\n{SENTENCE}"


def test_inline_marks_do_not_tear_numbers_and_cells_do_not_run_together() -> None:
    body = (
        "<p>高新技术企业总数达到<b>12</b><span>34</span>家。</p>"
        "<table><tr><th>年份</th><th>家数</th></tr><tr><td>2021</td><td>1100</td></tr></table>"
        "<p>第一行<br>第二行</p>"
    )
    text = extract_bytes(PAGE.format(charset="utf-8", title=TITLE, body=body).encode(), "p.html").text
    assert text.split("\n") == [TITLE, "高新技术企业总数达到1234家。", "年份\t家数", "2021\t1100", "第一行", "第二行"]


def test_a_figure_split_by_the_source_of_a_page_is_rejoined_with_a_repair(tmp_path: Path) -> None:
    body = "<p>全市有效期内高新技术企业\n总数达到12\n34家，研发投入26.\n19亿元。</p>"
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(charset="utf-8", title=TITLE, body=body), encoding="utf-8")
    assert figures(path) == EXPECTED
    assert {(r.as_printed, r.read_as) for r in read(path).repairs if r.rule == "line_break"} == {
        ("12\n34", "1234"),
        ("26.\n19", "26.19"),
    }


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(RawFileError, match="p.html: the page holds no text"):
        extract_bytes(b"<html><body><script>fill()</script></body></html>", "p.html")


# ---------------------------------------------------------------- DOCX


def test_a_word_document_in_order_with_its_table(tmp_path: Path) -> None:
    path = papers.docx(tmp_path / "a.docx", [TITLE, SENTENCE], [["指标", "家数"], ["瞪羚企业", "12家"]])
    assert extract(path).text == f"{TITLE}\n指标\t家数\n瞪羚企业\t12家\n{SENTENCE}"
    assert figures(path) == EXPECTED | {("gazelle", 12.0)}


def test_tracked_changes_are_read_as_accepted_and_said(tmp_path: Path) -> None:
    document = word.Document()
    paragraph = document.add_paragraph("高新技术企业达到")
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph._p.append(parse_xml(f'<w:del {names} w:id="1"><w:r><w:delText>99</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {names} w:id="2"><w:r><w:t>120家</w:t></w:r></w:ins>'))
    document.save(str(tmp_path / "a.docx"))
    found = extract(tmp_path / "a.docx")
    assert found.text == "高新技术企业达到120家"
    assert found.notes == (
        "holds tracked insertions; they are read as if accepted",
        "holds tracked deletions; the deleted words are not read",
    )


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = archive(**{"[Content_Types].xml": b"<Types/>", "word__document_dot_xml": b"\x20" * 150_000_000})
    assert len(data) < 200_000
    with pytest.raises(RawFileError, match=r"a\.docx: would unpack to 150 MB, \d+ times its size; not opened"):
        extract_bytes(data, "a.docx")


def test_broken_encrypted_and_foreign_archives_are_told_apart(tmp_path: Path) -> None:
    good = papers.docx(tmp_path / "a.docx", [TITLE, SENTENCE]).read_bytes()
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    for data, reason in (
        (good[: len(good) // 2], "broken DOCX file"),
        (locked, "is encrypted; save a copy without a password"),
        (locked[:300], "is an old Office file"),
        (archive(notes=b"x"), "is a ZIP archive, no Word document"),
        (archive(**{"[Content_Types].xml": b"<Types/>", "xl__workbook_dot_xml": b"<x/>"}), "no Word document"),
        (b"{\\rtf1 x}", "is an RTF file"),
        (b"\x89PNG\r\n\x1a\n", "is a picture without text"),
        (bytes(range(256)) * 9, "no text in UTF-8, UTF-16 or GB18030"),
    ):
        with pytest.raises(RawFileError, match="^a.docx: ") as refused:
            extract_bytes(data, "a.docx")
        assert reason in str(refused.value) and "\n" not in str(refused.value)


# ---------------------------------------------------------------- PDF

HEAD = (250.0, 40.0, "甲市科技局文件")


def numbered(lines: list[str], page: int) -> list[tuple[float, float, str]]:
    return [HEAD, *papers.column(lines), (290.0, 800.0, f"— {page} —")]


PAGES = [
    numbered(
        [
            TITLE,
            "\u3000\u3000一、工作情况",
            "\u3000\u3000全市坚持创新驱动发展，科技创新能力不断提高，各项工作取得",
            "新的进展，全市有效期内的高新技术企业总数在年底已经达到了12",
            "34家，为历年最多，全社会研究与试验发展经费投入总量为26.",
            "19亿元。",
            "\u3000\u3000全年技术合同成交额达到156亿元，全市科技型中小企业达到20",
        ],
        1,
    ),
    numbered(["56家，企业创新主体地位更加突出，全社会创新氛围日益浓厚了。", "\u3000\u3000完。"], 2),
    numbered(["附件"], 3),
]


def test_lines_and_pages_of_a_pdf_are_rejoined_and_its_furniture_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(papers.pdf(PAGES))
    text = extract(path).text
    assert text.split("\n")[:3] == [
        TITLE,
        "一、工作情况",
        "全市坚持创新驱动发展，科技创新能力不断提高，各项工作取得新的进展，"
        "全市有效期内的高新技术企业总数在年底已经达到了12",
    ]
    assert "文件" not in text and "—" not in text
    assert figures(path) == EXPECTED | {("contract_value", 15_600_000_000.0), ("sme", 2056.0)}
    repaired = [(r.as_printed, r.read_as) for r in read(path).repairs if r.rule == "line_break"]
    assert repaired == [("12\n34", "1234"), ("26.\n19", "26.19"), ("20\n56", "2056")]
    assert next(row for row in read_file(path) if row.indicator == "sme").repairs


def test_scans_and_locked_and_broken_pdf_files_are_told_apart() -> None:
    good = papers.pdf(PAGES)
    locked, out = pypdf.PdfWriter(io.BytesIO(good)), io.BytesIO()
    locked.encrypt("secret")
    locked.write(out)
    for data, reason in (
        (papers.pdf([[], []]), "a scan without text; run it through text recognition (OCR) first"),
        (out.getvalue(), "is encrypted; save a copy without a password"),
        (good[:300], "broken PDF file"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 4, "broken PDF file"),
    ):
        with pytest.raises(RawFileError, match="^a.pdf: ") as refused:
            extract_bytes(data, "a.pdf")
        assert reason in str(refused.value) and "\n" not in str(refused.value)


def test_a_pdf_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.formats import pdf

    monkeypatch.setattr(pdf, "UNPACKED", 3)
    import zlib

    data = papers.pdf([[HEAD]]) + b"stream\n" + zlib.compress(b"\x20" * 5_000_000, 9) + b"endstream"
    with pytest.raises(RawFileError, match="a.pdf: would unpack to more than 3 MB"):
        extract_bytes(data, "a.pdf")


def test_without_the_extra_a_pdf_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(RawFileError, match=r"a\.pdf: PDF needs the optional extra `pdf`; install it with: pip install"):
        extract_bytes(papers.pdf(PAGES), "a.pdf")


# ---------------------------------------------------------------- files


def test_folders_empty_missing_and_huge_files_are_refused_by_name(tmp_path: Path) -> None:
    empty, blank, huge = tmp_path / "empty.txt", tmp_path / "blank.txt", tmp_path / "huge.txt"
    empty.touch()
    blank.write_text(" \n\u3000\n", encoding="utf-8")
    with huge.open("wb") as stream:
        stream.truncate(200_000_000)
    for path, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "gone.txt", "not found"),
        (empty, "the file is empty"),
        (blank, "holds no text"),
        (huge, "200 MB or more, the limit is 50 MB"),
    ):
        with pytest.raises(RawFileError) as refused:
            extract(path)
        assert str(refused.value).startswith(f"{path}: ") and reason in str(refused.value)


def test_the_limit_can_be_raised(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(TEXT + "无数字。" * 100_000, encoding="utf-8")
    with pytest.raises(RawFileError, match="the limit is 1 MB"):
        extract(path, limit=1)
    assert extract(path, limit=2).text.startswith(TITLE)
