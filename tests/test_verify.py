"""`verify` finds what was changed behind the suite's back, and names it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analysis import definitions, paths, verify
from analysis.__main__ import main


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The data of the repository, free to be spoiled."""
    for name in ("raw", "clean", "reference"):
        shutil.copytree(paths.ROOT / "data" / name, tmp_path / name)
    return tmp_path


def findings(copy: Path) -> list[str]:
    return verify.findings(copy / "raw", copy / "clean", copy / "reference")


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_repository_holds_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "raw files, quotes and tables agree\n"


def test_a_changed_raw_file_is_found(copy: Path) -> None:
    spoil(copy / "raw" / "ganzhou-2020.txt", "40%", "41%")
    (finding,) = findings(copy)
    assert "ganzhou-2020.txt" in finding and "sha256" in finding


def test_a_raw_file_without_its_origin_is_found(copy: Path) -> None:
    (copy / "raw" / "ganzhou-2020.yaml").unlink()
    assert any("ganzhou-2020.txt: has no origin file" in line for line in findings(copy))


def test_a_quote_that_does_not_stand_at_its_offsets_is_found(copy: Path) -> None:
    spoil(copy / "clean" / "observations.csv", "26.19亿元", "26.91亿元")
    found = findings(copy)
    assert any("observations.csv: shangrao-2020" in line and "'26.19亿元' in the raw text" in line for line in found)


def test_a_table_that_breaks_its_schema_is_found(copy: Path) -> None:
    spoil(copy / "clean" / "observations.csv", ",actual,", ",likely,")
    assert any("observations.csv" in line and "'likely'" in line for line in findings(copy))


def test_a_missing_table_is_found(copy: Path) -> None:
    (copy / "clean" / "tech_finance.csv").unlink()
    assert any(line.startswith("tech_finance.csv: not found") for line in findings(copy))


def test_a_mention_of_an_unknown_observation_is_found(copy: Path) -> None:
    rows = (copy / "clean" / "observations.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "clean" / "observations.csv").write_text("".join([rows[0], *rows[2:]]), encoding="utf-8")
    gone = rows[1].split(",")[0]
    assert any(f"mentions.csv: observation_id '{gone}'" in line for line in findings(copy))


def test_a_description_that_no_longer_fits_is_found(copy: Path) -> None:
    path = copy / "clean" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"][0]["hash"] = "sha256:0"
    path.write_text(json.dumps(package), encoding="utf-8")
    (finding,) = findings(copy)
    assert finding.startswith("datapackage.json: does not describe")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"context": "十年磨一剑"}, "no longer applies"),
        ({"report": "nowhere-1999"}, "'nowhere-1999'"),
        ({"read_as": "21"}, "no longer applies"),
    ],
)
def test_a_repair_that_no_longer_applies_is_found(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], words: str
) -> None:
    record = definitions.load("repairs")["records"][0]
    real = definitions.load
    monkeypatch.setattr(
        definitions, "load", lambda name: {"records": [record | change]} if name == "repairs" else real(name)
    )
    (finding,) = verify.findings()
    assert "repairs.yaml" in finding and words in finding


def test_findings_are_printed_and_give_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(verify, "findings", lambda: ["a.csv: odd", "b.csv: odder"])
    assert main(["verify"]) == 1
    assert capsys.readouterr().out == "a.csv: odd\nb.csv: odder\n"


def test_without_any_report_there_is_nothing_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = verify.findings
    monkeypatch.setattr(verify, "findings", lambda: real(raw=tmp_path))
    assert main(["verify"]) == 2
    assert "no report found" in capsys.readouterr().err
