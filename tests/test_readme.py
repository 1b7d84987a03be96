"""What README and CONTRIBUTING say exists, exists; the example gives what it shows."""

from __future__ import annotations

import doctest
import re
import subprocess

import pytest

from analysis.__main__ import main
from analysis.paths import ROOT

PAGES = ("README.md", "CONTRIBUTING.md")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page(name))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_files_named_in_the_text_exist(name: str) -> None:
    """A name with an ending that is set as code is a file of the repository, wherever it lies."""
    known = {path.name for path in ROOT.glob("*")} | {
        path.name for folder in ("analysis", "data", "tests", ".ci") for path in (ROOT / folder).rglob("*")
    }
    named = re.findall(r"`([\w./-]+\.(?:csv|json|jsonl|yaml|yml|toml|py|lock|cff|md))`", page(name))
    assert named
    assert [file for file in named if file.rsplit("/", 1)[-1] not in known] == []


@pytest.mark.parametrize("name", PAGES)
def test_make_targets_exist(name: str) -> None:
    offered = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^make (\w+)", offered, re.M))
    assert (
        set(re.findall(r"make (all|tables|figures|notebooks|test|lab|bench|lint|clean|help)\b", page(name))) <= targets
    )


@pytest.mark.parametrize("name", PAGES)
def test_commands_exist(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = set(re.findall(r"-m analysis (\w+)", page(name)))
    assert commands
    for command in commands:
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0
    assert capsys.readouterr().err == ""


def test_the_example_gives_what_it_shows() -> None:
    test = doctest.DocTestParser().get_doctest(page("README.md"), {}, "README.md", "README.md", 0)
    assert test.examples
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert (result.failed, "".join(report)) == (0, "")


def test_the_rows_shown_are_those_of_the_table() -> None:
    from analysis import load

    table = load("observations").set_index("report").loc["shangrao-2020"]
    shown = re.findall(
        r"^\| `(\w+)` \| `(\w+)` \| (\d{6}) (\S+) \| (\d+) \| `(\w+)` \| (\d+) \| (\S+) \|$", page("README.md"), re.M
    )
    assert len(shown) == 2
    for indicator, measure, area, name, period, status, value, quote in shown:
        row = table[
            (table["indicator"] == indicator) & (table["measure"] == measure) & (table["status"] == status)
        ].iloc[0]
        assert (row["area"], row["area_name"], row["period"], row["quote"]) == (area, name, period, quote)
        assert row["value"] == float(value)
