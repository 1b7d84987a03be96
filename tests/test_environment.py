"""One list of direct dependencies: pyproject.toml; the lock and the conda environment agree with it."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from analysis.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
#: Where conda-forge calls the same project otherwise.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "dask": "dask-core", "duckdb": "python-duckdb"}


def direct() -> dict[str, Requirement]:
    project = PROJECT["project"]
    lines = chain(project["dependencies"], *project["optional-dependencies"].values())
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, lines)}


def locked() -> dict[str, list[str]]:
    """Versions of every locked package; more than one where Python versions need different ones."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", LOCK, re.M):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def allows(requirement: Requirement, versions: list[str]) -> bool:
    return all(requirement.specifier.contains(version, prereleases=True) for version in versions)


def of_conda() -> dict[str, Requirement]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [line for line in environment["dependencies"] if isinstance(line, str)]
    (of_pip,) = [line["pip"] for line in environment["dependencies"] if isinstance(line, dict)]
    named = [line for line in (*plain, *of_pip) if "=" in line and not line.startswith(("python=", "-"))]
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, named)}


@pytest.mark.parametrize("name", sorted(direct()))
def test_every_direct_dependency_is_locked_at_a_version_it_allows(name: str) -> None:
    assert name in locked(), f"make the lock again (CONTRIBUTING.md): {name} is not in it"
    assert allows(direct()[name], locked()[name])


def test_the_conda_environment_names_the_same_direct_dependencies() -> None:
    expected = {CONDA_NAMES.get(name, name): str(requirement.specifier) for name, requirement in direct().items()}
    assert {name: str(requirement.specifier) for name, requirement in of_conda().items()} == expected


def test_the_conda_environment_pins_one_python_that_the_project_allows() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (python,) = [line for line in environment["dependencies"] if str(line).startswith("python=")]
    version = python.removeprefix("python=")
    assert re.fullmatch(r"3\.\d+", version)
    assert Requirement(f"python{PROJECT['project']['requires-python']}").specifier.contains(Version(version))


def test_every_locked_package_is_pinned_and_hashed() -> None:
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) == sum(map(len, locked().values()))
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+(\[[^\]]*\])?==\S+", block), block[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:80]


def test_the_lock_names_no_host_and_no_place_on_a_disk() -> None:
    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url|--find-links|^-\S.*|\s@\s|file:", LOCK, re.M) == []


def test_what_builds_the_package_is_locked_too() -> None:
    """The package itself is installed without isolation, so its build backend comes from the lock."""
    for line in PROJECT["build-system"]["requires"]:
        requirement = Requirement(line)
        assert allows(requirement, locked()[canonicalize_name(requirement.name)])


def test_the_version_is_said_once() -> None:
    from analysis import __version__

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {PROJECT["project"]["version"], citation["version"]} == {__version__}
