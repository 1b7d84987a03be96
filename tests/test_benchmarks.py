"""Claim: what the suite is measured by measures right, and the recorded accuracy is not lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import read_text
from benchmarks import accuracy, synthetic
from benchmarks.__main__ import RECORDED, main

TEXT = "甲市科技局2022年工作总结\n全市高新技术企业总数达到120家，科技型中小企业入库300家。"


def row(indicator: str, value: float, **changes: object) -> dict[str, object]:
    expected = {"indicator": indicator, "measure": "level", "area_name": "甲市", "period": "2022", "status": "actual"}
    return {**expected, "value": value, "low": value, "high": value, "quote": "", **changes}


def test_a_row_is_right_as_a_whole_or_wrong() -> None:
    read = read_text(TEXT)
    both = [row("hte", 120), row("sme", 300)]
    assert accuracy.scored("a", read, both, []).score == accuracy.Score(2, 0, 0)
    assert accuracy.scored("a", read, [row("hte", 120), row("sme", 301)], []).score == accuracy.Score(1, 1, 1)
    assert accuracy.scored("a", read, [row("hte", 120), row("sme", 300, low=None)], []).score.right == 1


def test_alternatives_count_and_optional_rows_do_not() -> None:
    read = read_text(TEXT)
    other_year = row("hte", 120, period="2021", alt={"period": ["2021", "2022"]})
    assert accuracy.scored("a", read, [other_year], [row("sme", 300)]).score == accuracy.Score(1, 0, 0)


def test_gains_and_losses_are_named() -> None:
    before = {"passages_x": {"score": {"right": 1, "extra": 0, "missed": 1}, "wrong": {"A01": ["- hte 120"]}}}
    now = {"passages_x": {"score": {"right": 1, "extra": 1, "missed": 0}, "wrong": {"A02": ["+ sme 300"]}}}
    lines = accuracy.report_of(now, before)
    assert "  gained  A01: - hte 120" in lines and "  lost    A02: + sme 300" in lines


def test_nothing_of_the_recorded_accuracy_is_lost() -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    for name, found in accuracy.measured().items():
        now = accuracy.Score(**found["score"])
        before = accuracy.Score(**recorded[name]["score"]) if name in recorded else accuracy.Score()
        assert now.f1 >= before.f1, f"{name}: see `python -m benchmarks accuracy`"
        assert now.f1 >= 0.95, name


def test_synthetic_reports_are_the_same_each_time_and_read_as_they_were_made() -> None:
    made = [synthetic.report(number) for number in range(40)]
    assert made == [synthetic.report(number) for number in range(40)]
    assert len({report.text for report in made}) == 40
    assert made[3].text != synthetic.report(3, seed=2).text
    columns = accuracy.COLUMNS
    for report in made:
        read = {tuple(getattr(each, name) for name in columns) for each in read_text(report.text)}
        assert read == {(r.indicator, r.measure, *r[2:]) for r in report.rows}, report.number


def test_files_of_synthetic_reports_come_in_every_form(tmp_path: Path) -> None:
    rows = synthetic.write(tmp_path, 150)
    assert rows == sum(len(synthetic.report(number).rows) for number in range(150))
    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".txt", ".html", ".docx"}


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["pace"])
    assert stopped.value.code == 2
    assert "no part pace; expected accuracy, speed, scale" in capsys.readouterr().err
