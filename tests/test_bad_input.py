"""Bad input: one clear message that names the file, exit code 2, and outputs as they were."""

from __future__ import annotations

import functools
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import build, paths
from analysis.__main__ import main

REPORT = "ganzhou-2020"


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change of every file of a folder, hidden ones too."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


# ---------------------------------------------------------------- raw files


def missing(raw: Path) -> None:
    (raw / f"{REPORT}.txt").unlink()


def empty(raw: Path) -> None:
    (raw / f"{REPORT}.txt").write_bytes(b"")


def blank(raw: Path) -> None:
    (raw / f"{REPORT}.txt").write_bytes(b" \n\t\n")


def changed(raw: Path) -> None:
    path = raw / f"{REPORT}.txt"
    data = bytearray(path.read_bytes())
    data[data.index(b"40%")] = ord("5")
    path.write_bytes(bytes(data))


def not_utf8(raw: Path) -> None:
    path = raw / f"{REPORT}.txt"
    data = path.read_text(encoding="utf-8").encode("gb18030")
    path.write_bytes(data)
    origin = raw / f"{REPORT}.yaml"
    lines = origin.read_text(encoding="utf-8").splitlines()
    lines[-1] = f"sha256: {hashlib.sha256(data).hexdigest()}"
    origin.write_text("\n".join(lines), encoding="utf-8")


def misnamed(raw: Path) -> None:
    for ending in (".txt", ".yaml"):
        (raw / f"{REPORT}{ending}").rename(raw / f"Ganzhou 2020{ending}")


def renamed_alone(raw: Path) -> None:
    (raw / f"{REPORT}.txt").rename(raw / "gannan-2020.txt")


def unregistered(raw: Path) -> None:
    (raw / "yichun-2021.txt").write_text("宜春市科技局2021年工作总结", encoding="utf-8")


def broken_origin(raw: Path) -> None:
    (raw / f"{REPORT}.yaml").write_text("title: [2020\ncity: ", encoding="utf-8")


def incomplete_origin(raw: Path) -> None:
    path = raw / f"{REPORT}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("city:", "town:"), encoding="utf-8")


def no_reports(raw: Path) -> None:
    for path in raw.iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "named", "said"),
    [
        (missing, "ganzhou-2020.txt", "not found"),
        (empty, "ganzhou-2020.txt", "empty"),
        (blank, "ganzhou-2020.txt", "empty"),
        (changed, "ganzhou-2020.txt", "was changed"),
        (not_utf8, "ganzhou-2020.txt", "not UTF-8"),
        (misnamed, "Ganzhou 2020.txt", "rename it"),
        (renamed_alone, "gannan-2020.txt", "no origin file"),
        (unregistered, "yichun-2021.txt", "expected yichun-2021.yaml"),
        (broken_origin, "ganzhou-2020.yaml", "not valid YAML"),
        (incomplete_origin, "ganzhou-2020.yaml", "missing key 'city'"),
        (no_reports, "raw/", "no report found"),
    ],
)
def test_a_bad_raw_file_is_refused_and_nothing_is_written(
    spoil: Callable[[Path], None],
    named: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    shutil.copytree(paths.RAW, raw)
    shutil.copytree(paths.CLEAN, clean)
    spoil(raw)
    before = state(clean)
    monkeypatch.setattr(build, "build_tables", functools.partial(build.build_tables, raw, clean))
    assert main(["build", "tables"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith("error: ") and named in told.err and said in told.err
    assert state(clean) == before


# ---------------------------------------------------------------- definitions


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of code and data whose definitions may be spoiled; fonts are not needed for tables."""
    shutil.copytree(paths.PACKAGE, tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    shutil.copytree(paths.ROOT / "data", tmp_path / "data")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("wording.yaml", "families:", "families: [", ("wording.yaml, line ", "not valid YAML")),
        ("wording.yaml", "to: rd_intensity", "to: rd_intensty", ("wording.yaml, family rd, rule", "'rd_intensty'")),
        ("columns.yaml", "codes: confidences", "codes: certainties", ("columns.yaml", "'certainties'")),
        (
            "themes.yaml",
            "measure: share_of_province",
            "measure: share_of_country",
            ("themes.yaml, rule", "'share_of_country'"),
        ),
        ("repairs.yaml", "三年行动方案(20xx-2023)", "三年行动方案(20xx-2024)", ("repairs.yaml", "no longer applies")),
        ("repairs.yaml", "confidence: probable\n", "\n", ("repairs.yaml", "lacks confidence")),
    ],
)
def test_a_bad_definition_is_named_and_nothing_is_written(
    name: str, old: str, new: str, said: tuple[str, ...], project: Path
) -> None:
    path = project / "analysis" / "definitions" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    before = state(project / "data" / "clean")
    run = subprocess.run(
        [sys.executable, "-m", "analysis", "build", "tables"], cwd=project, capture_output=True, text=True
    )
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("error: ") and "Traceback" not in run.stderr
    assert [words for words in said if words not in run.stderr] == []
    assert state(project / "data" / "clean") == before


# ---------------------------------------------------------------- tables


def test_a_table_with_an_unknown_code_is_refused_with_its_row(tmp_path: Path) -> None:
    from analysis.errors import TableError
    from analysis.tables import load

    text = (paths.CLEAN / "observations.csv").read_text(encoding="utf-8")
    (tmp_path / "observations.csv").write_text(text.replace(",rd_intensity,level,", ",rd_density,level,", 1), "utf-8")
    with pytest.raises(TableError) as refused:
        load("observations", tmp_path)
    assert "observations.csv" in str(refused.value) and "'rd_density'" in str(refused.value)


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["biuld"])
    assert stop.value.code == 2
    assert "biuld" in capsys.readouterr().err
