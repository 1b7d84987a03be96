"""What `make` does again and what it leaves alone, with a stand-in for the environment's Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.paths import ROOT

#: Writes down how it was called, writes what a stage would write, and fails where FAIL names the call.
STAND_IN = """#!/bin/sh
echo "$*" >> calls
case "$*" in *"${FAIL:-no such call}"*) exit 1;; esac
keep() { mkdir -p "${1%/*}"; echo sound | cmp -s - "$1" || echo sound > "$1"; }
case "$*" in
  "-m analysis build tables") keep data/clean/observations.csv;;
  "-m analysis build figures") keep figures/one.svg; keep data/clean/projections.csv;;
  "-m analysis build notebooks") keep notebooks/01.ipynb;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Makefile and inputs, all written long ago; nothing is set up or built."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in (
        *("requirements.lock", "pyproject.toml", ".ci/install.py", "analysis/model.py", "data/raw/town-2021.txt"),
        *("data/reference/outcomes.csv", "notebooks/01.ipynb", ".venv/bin/python"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(STAND_IN, encoding="utf-8")
    python.chmod(0o755)
    for path in tmp_path.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return tmp_path


def make(project: Path, *targets: str, fail: str = "") -> tuple[int, list[str]]:
    """Exit code, and the stages that ran (set-up included)."""
    calls = project / "calls"
    calls.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(
        ["make", f"PYTHON={sys.executable}", *targets],
        cwd=project,
        env=environment | ({"FAIL": fail} if fail else {}),
        capture_output=True,
        text=True,
    )
    lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    return run.returncode, [line.split()[-1] for line in lines if "pip" not in line]


ALL = ["tables", "figures", "notebooks"]


def test_the_first_call_sets_up_and_builds_everything_and_the_second_nothing(project: Path) -> None:
    assert make(project) == (0, [".ci/install.py", *ALL])
    assert make(project) == (0, [])


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("analysis/model.py", ALL),
        ("data/raw/town-2021.txt", ALL),
        ("data/reference/outcomes.csv", ALL),
        ("notebooks/01.ipynb", ["notebooks"]),
        ("data/clean/observations.csv", ALL),
        ("figures/one.svg", ["figures", "notebooks"]),
        ("requirements.lock", [".ci/install.py", *ALL]),
    ],
)
def test_a_change_is_followed_by_what_rests_on_it(changed: str, again: list[str], project: Path) -> None:
    make(project)
    (project / changed).write_text("by hand", encoding="utf-8")
    assert make(project) == (0, again)
    assert make(project) == (0, [])


@pytest.mark.parametrize("deleted", ["data/clean/observations.csv", "data/clean/projections.csv", "figures/one.svg"])
def test_a_deleted_built_file_comes_back(deleted: str, project: Path) -> None:
    make(project)
    (project / deleted).unlink()
    assert make(project)[0] == 0
    assert (project / deleted).read_text(encoding="utf-8") == "sound\n"
    assert make(project) == (0, [])


def test_a_report_that_is_taken_away_is_noticed(project: Path) -> None:
    make(project)
    (project / "data" / "raw" / "town-2021.txt").unlink()
    assert make(project) == (0, ALL)


@pytest.mark.parametrize("stage", ALL)
def test_a_failed_stage_fails_make_and_is_done_again(stage: str, project: Path) -> None:
    code, done = make(project, fail=f"build {stage}")
    assert (code, done) == (2, [".ci/install.py", *ALL[: ALL.index(stage) + 1]])
    assert not (project / "build" / f"{stage}.stamp").exists()
    assert make(project) == (0, ALL[ALL.index(stage) :])


@pytest.mark.parametrize("step", [".ci/install.py", "pip check", "pip install"])
def test_a_broken_installation_fails_make_and_builds_nothing(step: str, project: Path) -> None:
    assert make(project, fail=step) == (2, [".ci/install.py"])
    assert make(project) == (0, [".ci/install.py", *ALL])


def test_one_stage_alone(project: Path) -> None:
    assert make(project, "tables") == (0, [".ci/install.py", "tables"])
    assert make(project, "figures") == (0, ["figures"])


def test_a_deleted_environment_is_set_up_again(project: Path) -> None:
    make(project)
    (project / ".venv" / "complete").unlink()
    assert make(project) == (0, [".ci/install.py", *ALL])
