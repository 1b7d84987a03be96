"""Claim: one more report of one more city needs one command, and arrives in every table and every figure."""

from __future__ import annotations

import shutil
from pathlib import Path

import papers
import pytest

from analysis import build, charts, paths
from analysis.__main__ import main
from analysis.adding import add
from analysis.cleaning.observations import read_document, read_text
from analysis.documents import load_report, load_reports
from analysis.errors import RawFileError
from analysis.rehearsal import practice

#: A made-up report of a city that none of the five is about. Its figures are invented.
SIXTH = """吉安市科技局2021年工作总结及2022年工作要点
一、2021年工作总结
2020年，全社会研发投入38.52亿元，比上年增长21.4％，占地区生产总值的1.78%，比上年提高0.19个百分点。
全市高新技术企业总数达到712家。全年申报高新技术企业388家。科技型中小企业入库1025家。新增瞪羚企业6家。
“科贷通”风险补偿金总额达1.2亿元，为215家企业发放贷款9.8亿元，撬动银行资金12亿元。
技术合同成交额45.6亿元，同比增长30.2%。高新技术产业增加值占规模以上工业增加值的比重为41.3%。
二、2022年工作要点
力争全社会研发投入占GDP比重达到1.95%，高新技术企业总数突破800家，科技型中小企业入库1200家以上。
技术合同成交额增长20%以上，发放科贷通贷款11亿元。
"""
REPORT, CITY, CODE = "jian-2021", "吉安市", "360800"
#: Tables and figures that one report cannot enter, and why.
NOT_FOR_ONE_REPORT = {
    "projection_scores": "scores need a later outcome of the city",
    "rd_decomposition": "needs R&D and GDP of two years",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of data/raw with the sixth report added, and all tables built from it."""
    home = tmp_path_factory.mktemp("copy")
    shutil.copytree(paths.RAW, home / "raw")
    (home / "sixth.txt").write_bytes(SIXTH.encode("gb18030"))
    add(home / "sixth.txt", REPORT, home / "raw")
    build.build_tables(home / "raw", home / "clean")
    build.build_projections(home / "raw", home / "clean")
    return home


def test_the_text_is_kept_and_the_origin_says_what_is_known_and_what_is_missing(folders: Path) -> None:
    assert (folders / "raw" / f"{REPORT}.txt").read_bytes() == SIXTH.encode("utf-8")
    document = load_report(folders / "raw" / f"{REPORT}.yaml")
    assert document.origin is not None
    origin = document.origin
    assert (origin.title, origin.city, origin.publisher) == (SIXTH.splitlines()[0], CITY, "吉安市科技局")
    assert (origin.kind, origin.report_year, origin.plan_year) == ("summary and plan", 2021, 2022)
    stub = (folders / "raw" / f"{REPORT}.yaml").read_text(encoding="utf-8")
    assert f'city: "{CITY}"  # GB/T 2260 {CODE}, inferred from the title' in stub
    assert "url: null  # missing" in stub


def test_the_year_of_a_title_without_one_comes_from_the_text_and_the_origin_says_so(tmp_path: Path) -> None:
    text = f"{CITY}科技局年度工作总结\n2021年，各项工作有序推进。高新技术企业达186家。\n"
    (tmp_path / "given.txt").write_text(text, encoding="utf-8")
    add(tmp_path / "given.txt", REPORT, tmp_path / "raw")
    stub = (tmp_path / "raw" / f"{REPORT}.yaml").read_text(encoding="utf-8")
    assert "report_year: 2021  # inferred: the year that the text states most" in stub


def test_it_arrives_in_every_table(folders: Path) -> None:
    tables = {path.stem: path.read_text(encoding="utf-8") for path in (folders / "clean").glob("*.csv")}
    absent = {name for name, text in tables.items() if REPORT not in text and CODE not in text}
    assert absent - set(NOT_FOR_ONE_REPORT) == set()
    assert len(tables) > len(absent)


def test_it_arrives_in_every_figure(folders: Path) -> None:
    given = charts.load_tables(directory=folders / "clean")
    for name in set(charts.FIGURES) - set(NOT_FOR_ONE_REPORT):
        drawn = charts.contents(charts.draw(name, given, "en"), ("csv",))[f"{name}.csv"].decode("utf-8")
        assert CODE in drawn, name


@pytest.mark.parametrize(
    ("city", "code"), [("澜沧新城", ""), ("南昌县", "360121")], ids=["a place that has no code", "a county"]
)
def test_a_place_that_is_no_city_on_record_keeps_its_name_and_is_not_left_out_in_silence(
    tmp_path: Path, city: str, code: str
) -> None:
    shutil.copytree(paths.RAW, tmp_path / "raw")
    (tmp_path / "a.txt").write_text(SIXTH.replace("吉安市", city, 1).replace("全市", "全县"), encoding="utf-8")
    add(tmp_path / "a.txt", "new-2021", tmp_path / "raw", {"city": city})
    build.build_tables(tmp_path / "raw", tmp_path / "clean")
    build.build_projections(tmp_path / "raw", tmp_path / "clean")
    given = charts.load_tables(directory=tmp_path / "clean")
    for table in ("observations", "targets", "projections"):
        own = given[table][given[table]["area_name"] == city]
        assert set(own["area"]) == {code}, table
    assert [line.split(" is no ")[0] for line in charts.not_compared(given)] == [f"new-2021: {city}"]


def test_what_is_inferred_changes_nothing_in_the_reading(folders: Path) -> None:
    registered = read_document(load_report(folders / "raw" / f"{REPORT}.yaml")).observations
    assert list(registered) == read_text(SIXTH, REPORT)


def test_a_rehearsal_shows_what_would_arrive_and_leaves_the_repository_alone() -> None:
    kept = {path: path.read_bytes() for path in [*paths.RAW.iterdir(), *paths.CLEAN.iterdir()]}
    drill = practice()
    arrived = drill.arrivals().set_index("table")
    assert (arrived["after"] > arrived["before"]).all()
    assert {"observations", "mentions", "sources", "targets"} <= set(arrived.index)
    assert "url: null  # missing" in drill.stub
    assert {path: path.read_bytes() for path in [*paths.RAW.iterdir(), *paths.CLEAN.iterdir()]} == kept


# ---------------------------------------------------------------- the command


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data/raw of one's own."""
    monkeypatch.setattr(paths, "RAW", tmp_path / "raw")
    paths.RAW.mkdir()
    return paths.RAW


def test_the_command_prints_rows_open_questions_and_what_is_missing(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = papers.docx(tmp_path / "report.docx", SIXTH.splitlines())
    assert main(["add", str(path), "--report", REPORT, "--url", "https://example.org/1"]) == 0
    said = capsys.readouterr().out
    assert "hte level · 吉安市 · 2021 · actual · 712 count · 712家" in said
    assert "unresolved mentions" in said
    assert f"missing in {REPORT}.yaml: title_en, date_published, licence" in said
    assert sorted(each.name for each in raw.iterdir()) == [f"{REPORT}.txt", f"{REPORT}.yaml"]


def test_a_report_that_names_no_city_asks_for_it(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("市科技局2021年工作总结\n全市高新技术企业总数达到712家。\n", encoding="utf-8")
    assert main(["add", str(path), "--report", "a-2021"]) == 0
    assert "missing in a-2021.yaml: title_en, publisher, city," in capsys.readouterr().out
    with pytest.raises(RawFileError, match=r"a-2021\.yaml: city not filled in"):
        load_reports(raw)
    assert main(["add", str(path), "--report", "b-2021", "--city", CITY]) == 0
    assert read_document(load_report(raw / "b-2021.yaml")).observations[0].area == CODE


@pytest.mark.parametrize("name", ["Jian-2021", "ji an", "../jian", "", "吉安-2021", "jian--2021", ".hidden"])
def test_a_bad_name_is_refused(raw: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(SIXTH, encoding="utf-8")
    assert main(["add", str(tmp_path / "a.txt"), "--report", name]) == 2
    assert "for instance town-2020" in capsys.readouterr().err
    assert list(raw.iterdir()) == []


def test_a_taken_name_and_an_unreadable_file_change_nothing(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SIXTH, encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(papers.pdf([[]]))
    assert main(["add", str(tmp_path / "a.txt"), "--report", REPORT]) == 0
    before = {path.name: path.read_bytes() for path in raw.iterdir()}
    (tmp_path / "a.txt").write_text(SIXTH + "又", encoding="utf-8")
    assert main(["add", str(tmp_path / "a.txt"), "--report", REPORT]) == 2
    assert main(["add", str(tmp_path / "scan.pdf"), "--report", "other-2021"]) == 2
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == before


def test_a_failure_on_the_way_leaves_nothing_behind(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import analysis.adding

    def full(path: Path, data: bytes) -> bool:
        if path.suffix == ".yaml":
            raise OSError(28, "No space left on device", str(path))
        path.write_bytes(data)
        return True

    monkeypatch.setattr(analysis.adding, "write_atomic", full)
    (tmp_path / "a.txt").write_text(SIXTH, encoding="utf-8")
    assert main(["add", str(tmp_path / "a.txt"), "--report", REPORT]) == 2
    assert list(raw.iterdir()) == []
