"""Claim: the wheel with the compiled reading works without the checkout, and reads the same as the sources."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from analysis.paths import ROOT

#: What a reading of all given texts comes to, one line a text.
READ = """
import sys, json, pathlib
from analysis.cleaning import scan
from analysis.cleaning.observations import read_explained
from analysis.model import Document
texts = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
print(scan.__file__)
for number, text in enumerate(texts):
    print(repr(read_explained(Document(f"t-{number}", text))))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed wheel, built of a copy of the sources; speed doesn't matter here."""
    header = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if not shutil.which(os.environ.get("CC", "cc")) or not header.exists():
        pytest.skip("no C compiler, or no headers of Python (Debian: apt-get install gcc libc6-dev python3-dev)")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT / "analysis", source / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder / "dist"), str(source)]
    environment = {**os.environ, "GANPO_COMPILE": "1", "GANPO_OPTIMISE": "0"}
    subprocess.run(build, check=True, env=environment, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    target = folder / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True)
    return target


def run(arguments: list[str], cwd: Path, packages: Path | None = None) -> str:
    """Standard output of Python in an empty place, with the packages before all others."""
    environment = {**os.environ, "PYTHONPATH": str(packages or ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, check=True, capture_output=True, text=True,
        encoding="utf-8",
    )
    return done.stdout


def test_the_compiled_reading_gives_what_the_sources_give(installed: Path, tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "raw").glob("*.txt"))]
    for path in sorted((ROOT / "tests" / "corpus").glob("*.jsonl")):
        cases = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        texts += [case.get("text") or case["sentence"] for case in cases]
    given = tmp_path / "texts.json"
    given.write_text(json.dumps(texts), encoding="utf-8")
    compiled = run(["-c", READ, str(given)], tmp_path, installed).splitlines()
    read = run(["-c", READ, str(given)], tmp_path).splitlines()
    assert compiled[0].endswith((".so", ".pyd")) and compiled[0].startswith(str(installed))
    assert read[0].endswith(".py") and len(read) == len(texts) + 1 > 300
    assert compiled[1:] == read[1:]


def test_the_wheel_reads_many_reports_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in (ROOT / "data" / "raw").glob("*.txt"):
        shutil.copy(path, reports)
    said = run(["-m", "analysis", "corpus", "reports", "--out", "out", "--workers", "2"], tmp_path, installed)
    assert "5 of 5 files read" in said
    rows = run(["-m", "analysis", "read", "reports/nanchang-2020.txt"], tmp_path, installed).splitlines()
    assert rows == run(["-m", "analysis", "read", "reports/nanchang-2020.txt"], tmp_path).splitlines()
