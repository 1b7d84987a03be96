"""Claim: read and census give the rows of every readable file in order, and one line for every other."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import papers
import pytest

from analysis.__main__ import main

TEXT = f"{papers.TITLE}\n{papers.SENTENCE}\n"


@pytest.fixture
def reports(tmp_path: Path) -> list[str]:
    (tmp_path / "b-2022.txt").write_text(TEXT, encoding="utf-8")
    papers.docx(tmp_path / "a-2022.docx", [papers.TITLE, papers.SENTENCE])
    return [str(tmp_path / "b-2022.txt"), str(tmp_path / "a-2022.docx")]


def test_rows_of_several_files_in_the_order_given(reports: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", *reports]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["report"], row["indicator"], row["value"]) for row in rows] == [
        ("b-2022", "hte", 1234),
        ("b-2022", "rd_expenditure", 2619000000),
        ("a-2022", "hte", 1234),
        ("a-2022", "rd_expenditure", 2619000000),
    ]
    assert all(TEXT[row["start"] : row["end"]] == row["quote"] for row in rows)


def test_what_cannot_be_read_is_one_line_each_and_the_others_are_done(
    reports: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scan.pdf").write_bytes(papers.pdf([[]]))
    (tmp_path / "empty.txt").touch()
    bad = [str(tmp_path / "scan.pdf"), str(tmp_path / "empty.txt"), str(tmp_path)]
    out = tmp_path / "rows.csv"
    assert main(["read", bad[0], reports[0], *bad[1:], "--format", "csv", "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert [line.split(": ")[:2] for line in said.err.splitlines()] == [["error", path] for path in bad]
    assert said.out == ""
    assert [row["value"] for row in csv.DictReader(out.open(encoding="utf-8"))] == ["1234", "2619000000"]


def test_nothing_is_written_when_no_file_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "rows.jsonl"
    assert main(["read", str(tmp_path / "gone.txt"), "--out", str(out), "--html", str(tmp_path / "page.html")]) == 2
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""


def test_the_census_says_what_every_number_is(reports: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["census", reports[0], "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["quote"], row["kind"]) for row in rows] == [
        ("2022年", "date"),
        ("1234家", "observation"),
        ("26.19亿元", "observation"),
    ]


def test_explanations_mark_the_number_and_say_where_its_parts_came_from(
    reports: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", reports[0], "--explain"]) == 0
    said = capsys.readouterr().out
    assert "全市高新技术企业总数达到【1234家】，全社会研发投入26.19亿元。" in said
    assert "全市高新技术企业总数达到1234家，全社会研发投入【26.19亿元】。" in said
    for part in ("indicator", "place", "period", "status"):
        lines = [line for line in said.splitlines() if line.startswith(f"  {part} ")]
        assert len(lines) == 2 and all(line.split(": ", 1)[1].strip() for line in lines)


def test_an_explanation_shows_the_repair_that_a_number_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{papers.TITLE}\n全市有效期内的高新技术企业总数达到12\n34家。", encoding="utf-8")
    assert main(["read", str(path), "--explain"]) == 0
    said = capsys.readouterr().out
    assert "【12 34家】" in said and "'12 34' read as '1234' (line_break, certain)" in said


def test_what_to_know_about_a_file_is_noted_on_the_error_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert main(["read", str(path)]) == 0
    assert capsys.readouterr().err == f"note: {path}: read as gb18030\n"


def test_text_from_the_standard_input(reports: list[str]) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "analysis", "read", "-"], input=TEXT.encode("gb18030"), capture_output=True, check=True
    )
    assert [json.loads(line)["report"] for line in found.stdout.decode("utf-8").splitlines()] == ["text", "text"]


def test_reading_needs_no_table_library() -> None:
    code = (
        "import sys; from analysis.__main__ import main; import analysis.reading; "
        "heavy = {'pandas', 'numpy', 'matplotlib', 'lxml', 'pdfplumber', 'pyarrow'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
