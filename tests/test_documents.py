"""Raw files to documents: the text is the file, byte for byte, and its origin is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from analysis.documents import load_report, load_reports, read_origin
from analysis.errors import DefinitionError
from analysis.paths import RAW

ORIGIN = "title: 宜春市科技局2021年工作总结\ncity: 宜春市\nkind: summary\n"


def register(folder: Path, data: bytes, name: str = "yichun-2021", origin: str = ORIGIN) -> Path:
    (folder / f"{name}.txt").write_bytes(data)
    path = folder / f"{name}.yaml"
    path.write_text(f"{origin}sha256: {hashlib.sha256(data).hexdigest()}\n", encoding="utf-8")
    return path


def test_all_reports_are_read_in_the_order_of_their_names() -> None:
    names = [document.report for document in load_reports()]
    assert names == sorted(path.stem for path in RAW.glob("*.txt"))
    assert names == ["ganzhou-2020", "jiujiang-2021", "nanchang-2020", "nanchang-2021", "shangrao-2020"]


def test_the_text_is_the_file_byte_for_byte() -> None:
    for document in load_reports():
        assert document.text.encode("utf-8") == (RAW / f"{document.report}.txt").read_bytes()


def test_every_origin_tells_title_city_publisher_kind_and_terms() -> None:
    for document in load_reports():
        origin = document.origin
        assert origin is not None
        for name in ("title", "title_en", "city", "publisher", "kind", "licence", "sha256"):
            assert getattr(origin, name), f"{document.report}: {name}"
        assert origin.report_year is not None and str(origin.report_year) in document.report
        assert origin.plan_year in (None, origin.report_year, origin.report_year + 1)


@pytest.mark.parametrize(
    "data",
    ["第一行\r\n第二行\r\n".encode(), "\ufeff有字节序标记".encode(), "混合\r换行\n和\u3000全角空格\u2028".encode()],
    ids=["CRLF", "BOM", "odd line breaks"],
)
def test_line_ends_and_marks_are_kept_so_that_offsets_hold(data: bytes, tmp_path: Path) -> None:
    assert load_report(register(tmp_path, data)).text.encode("utf-8") == data


def test_what_an_origin_leaves_open_is_empty_or_none(tmp_path: Path) -> None:
    origin = load_report(register(tmp_path, "总结".encode())).origin
    assert origin is not None
    assert (origin.title, origin.city, origin.kind) == ("宜春市科技局2021年工作总结", "宜春市", "summary")
    assert (origin.url, origin.publisher, origin.report_year) == ("", "", None)


def test_all_faults_of_an_origin_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "yichun-2021.yaml"
    path.write_text("title: 总结\ntown: 宜春市\nlicense: none\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        read_origin(path)
    message = str(refused.value)
    for words in ("yichun-2021.yaml", "unknown key 'town'", "unknown key 'license'", "missing key 'city'", "'sha256'"):
        assert words in message


@pytest.mark.parametrize("content", ["- 一\n- 二\n", "只是一句话", ""])
def test_an_origin_that_is_no_mapping_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "yichun-2021.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError, match="yichun-2021.yaml: expected a mapping"):
        read_origin(path)
