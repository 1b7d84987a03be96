"""CSV, bundles and citations: the data unchanged, one hash, the same citation everywhere."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from exports_samples import CASES, FIGURES, content

from analysis import paths
from analysis import tables as clean
from analysis.charts.marks import COLUMNS
from analysis.errors import ExportError
from analysis.exports import bundle, citation, lookup, safe
from analysis.exports.content import csv_bytes


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_csv_has_the_columns_and_numbers_of_the_figure(name: str, lang: str) -> None:
    data = content(name, lang).chart.data
    rows = list(csv.DictReader(io.StringIO(csv_bytes(data).decode("utf-8"))))
    assert len(rows) == len(data) and set(COLUMNS) <= set(rows[0])
    for row, value in zip(rows, data["value"], strict=True):
        assert (row["value"] == "") if value != value else float(row["value"]) == pytest.approx(value)
    assert [row["place"] for row in rows] == data["place"].tolist()


@pytest.mark.parametrize(("text", "written"), [
    ("=SUM(A1:A9)", "'=SUM(A1:A9)"), ("+86 10", "'+86 10"), ("@here", "'@here"), ("-5%左右", "'-5%左右"),
    ("＝1", "'＝1"), ("\t=1", "'\t=1"), ("-3", "-3"), ("-55.25", "-55.25"), ("+1", "+1"), ("1e-05", "1e-05"),
    ("26.19亿元", "26.19亿元"), ("≥660", "≥660"), ("", ""),
])
def test_cells_that_would_be_computed_are_guarded_and_numbers_are_not(text: str, written: str) -> None:
    assert safe.cell(text) == written


def test_the_guard_is_of_the_export_only() -> None:
    drawn = content("rd_expenditure", "zh")
    data = drawn.chart.data.copy()
    data.loc[data.index[0], "label"] = "-5%左右"
    assert b"'-5%" in csv_bytes(data)
    assert data["label"].iloc[0] == "-5%左右"


@pytest.mark.parametrize("name", FIGURES)
def test_the_data_hash_is_the_same_in_both_languages_and_moves_with_the_data(name: str) -> None:
    zh, en = content(name, "zh"), content(name, "en")
    assert zh.hash == en.hash == hashlib.sha256(zh.data).hexdigest()
    assert [zh.cited(form) for form in citation.STYLES] == [en.cited(form) for form in citation.STYLES]
    changed = zh.chart.data.copy()
    changed.loc[changed["value"].first_valid_index(), "value"] += 1
    assert replace(zh, data=csv_bytes(changed, ("panel", "place", "label"))).hash != zh.hash


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bundle_holds_everything_and_its_metadata_is_true(lang: str) -> None:
    drawn = content("hte_stock", lang)
    files = {"svg": b"<svg/>", "csv": csv_bytes(drawn.chart.data)}
    data = bundle.bundle(drawn, files)
    assert data == bundle.bundle(drawn, files)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    assert {"README.txt", "data.csv", "metadata.json", "citation.txt", "citation.bib"} <= set(names)
    assert f"hte_stock.{lang}.svg" in names
    about = json.loads(parts["metadata.json"])
    assert about["data"]["sha256"] == hashlib.sha256(parts["data.csv"]).hexdigest()
    for name, facts in about["files"].items():
        assert facts["sha256"] == hashlib.sha256(parts[name]).hexdigest()
    observed = set(clean.load("observations")["observation_id"])
    assert about["observation_ids"] and set(about["observation_ids"]) <= observed
    assert about["caveats"] == list(drawn.chart.caveats)
    assert about["indicators"]["hte"]["definition"][lang]
    readme = parts["README.txt"].decode("utf-8")
    for said in (drawn.chart.title, drawn.chart.reading, drawn.chart.source, drawn.hash, drawn.cited("gb7714")):
        assert said in readme
    assert all(name in readme for name in names if name != "README.txt")
    assert drawn.cited("bibtex") in parts["citation.bib"].decode("utf-8")
    assert drawn.cited("apa") in parts["citation.txt"].decode("utf-8")


# ---------------------------------------------------------------- citations


def test_a_figure_is_cited_as_gb_7714_apa_and_bibtex_with_version_and_hash() -> None:
    drawn = content("rd_expenditure", "en")
    gb, apa, bibtex = lookup.cited("rd_expenditure", citation.STYLES)
    assert gb.startswith("赣鄱政策实验室. ") and "[DS/OL]" in gb and content("rd_expenditure", "zh").chart.title in gb
    assert apa.startswith("Ganpo Policy Lab. (2026). ") and "[Data set]" in apa and drawn.chart.title in apa
    assert bibtex.startswith("@dataset{") and r"R\&D" in bibtex and r"rd\_expenditure" in bibtex
    for text in (gb, apa, bibtex):
        assert drawn.version in text and f"sha256:{drawn.hash[:12]}" in text
    assert bibtex.count("{") == bibtex.count("}")


def test_an_observation_is_cited_with_its_report_and_the_row_it_was_read_into() -> None:
    row = next(r for r in clean.load("observations").to_dict("records")
               if r["indicator"] == "rd_expenditure" and r["quote"] == "111.77亿元")
    gb, apa, bibtex = lookup.cited(row["observation_id"], citation.STYLES)
    for text in (gb, apa, bibtex):
        assert row["observation_id"].replace("_", r"\_") in text or row["observation_id"] in text
        assert "市科技局2021年工作总结及2022年工作思路" in text
        assert f"sha256:{citation.row_hash(row)[:12]}" in text
        assert "kjj.nc.gov.cn" in text
    changed = {**row, "value": row["value"] + 1}
    assert citation.row_hash(changed) != citation.row_hash(row)


def test_a_report_without_an_address_is_cited_without_one() -> None:
    row = next(r for r in clean.load("observations").to_dict("records") if r["report"] == "shangrao-2020")
    gb, apa, bibtex = lookup.cited(row["observation_id"], citation.STYLES)
    assert "[Z]. 出版日期不详." in gb and "(n.d.)" in apa and "url" not in bibtex


def test_what_is_not_there_is_named_with_what_is_near() -> None:
    with pytest.raises(ExportError, match="neither a figure .*rd_intensity.* nor an observation.*rd_expenditure"):
        lookup.cited("rd_expenditur", citation.STYLES)
    with pytest.raises(ExportError, match="expected one of gb7714, apa, bibtex"):
        citation.style_of("mla")


def test_the_pictures_of_the_readme_are_six_and_small() -> None:
    made = sorted(path for path in (paths.FIGURES / "showcase").glob("*.png"))
    assert len(made) == 6
    assert all(path.stat().st_size <= 60_000 for path in made)


def test_citations_and_the_citation_file_name_the_same_version() -> None:
    import yaml

    cff = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["version"] == content("hte_stock", "en").version
