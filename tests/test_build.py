"""The tables: the same bytes every time, and the committed tables are the ones it builds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest

from analysis import build, paths

#: Stages that write tables, in their order.
STAGES = [name for name in ("build_tables", "build_projections") if hasattr(build, name)]


def build_all(clean: Path) -> list[Path]:
    return [path for name in STAGES for path in getattr(build, name)(clean=clean)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clean = tmp_path_factory.mktemp("clean")
    build_all(clean)
    return clean


def test_the_committed_tables_are_the_built_ones(built: Path) -> None:
    committed, new = contents(paths.CLEAN), contents(built)
    assert set(committed) == set(new)
    assert [name for name in new if committed[name] != new[name]] == []


def test_another_run_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """In a process of its own, with another order of sets."""
    calls = "; ".join(f"build.{name}(clean=Path({str(tmp_path)!r}))" for name in STAGES)
    code = f"from pathlib import Path; from analysis import build; {calls}"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, env=environment, check=True)
    assert contents(tmp_path) == contents(built)


def test_building_again_touches_nothing(built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.iterdir()}
    written = build_all(built)
    assert set(written) == set(before)
    assert {path: path.stat().st_mtime_ns for path in built.iterdir()} == before


def test_a_deleted_table_comes_back_and_nothing_else_is_left_behind(built: Path) -> None:
    before = contents(built)
    (built / "observations.csv").unlink()
    build_all(built)
    assert contents(built) == before


def test_a_standard_validator_accepts_the_tables() -> None:
    report = frictionless.validate(paths.CLEAN / "datapackage.json", type="package")
    assert report.flatten(["fieldName", "rowNumber", "type", "message"]) == []
    assert {task.name for task in report.tasks} == {path.stem for path in paths.CLEAN.glob("*.csv")}


def test_the_tables_hold_no_date_of_the_run_and_no_place_on_a_disk() -> None:
    for name, data in contents(paths.CLEAN).items():
        assert str(paths.ROOT).encode() not in data, name
        assert b"\r" not in data and data.endswith(b"\n"), name
