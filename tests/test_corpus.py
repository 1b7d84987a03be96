"""Sentences and the rows that must be read from them, also those that must yield nothing.

`corpus/sentences.jsonl` is the specification of the grammar in examples (corpus/README.md): all
figures in it are invented. A sentence that was misread becomes a line of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import read_text

CORPUS = Path(__file__).parent / "corpus" / "sentences.jsonl"
CASES = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
HEADINGS = {"review": "一、2021年工作情况", "plan": "三、2022年工作打算"}
TITLE = "宜春市科技局2021年工作总结和2022年工作打算"
COLUMNS = (
    *("indicator", "measure", "area_name", "period", "status", "value", "low", "high", "bound", "unit", "quote"),
)


def rows_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    text = f"{TITLE}\n{HEADINGS[case['section']]}\n{case['sentence']}\n"
    return [{name: getattr(o, name) for name in COLUMNS} for o in read_text(text)]


def in_order(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row[name] for name in COLUMNS) for row in rows), key=str)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_sentence_gives_its_rows_and_no_other(case: dict[str, Any]) -> None:
    assert in_order(rows_of(case)) == in_order(case["rows"])


def test_the_corpus_is_well_formed() -> None:
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)
    assert len({case["sentence"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert case["section"] in HEADINGS
        for row in case["rows"]:
            assert set(row) == set(COLUMNS), case["id"]
            assert case["sentence"].count(row["quote"]) >= 1, case["id"]
        assert case["rows"] or case["why"], f"{case['id']}: a sentence that yields nothing says why"


def test_the_corpus_holds_sentences_that_must_yield_nothing() -> None:
    assert sum(not case["rows"] for case in CASES) >= 20


@pytest.mark.parametrize(
    ("heading", "status", "period"),
    [
        ("（二）2022年目标", "target", "2022"),
        ("（二）2022年重点任务", "target", "2022"),
        ("（二）2021年目标完成情况", "actual", "2021"),
        ("（二）企业培育目标", "actual", "2021"),
    ],
)
def test_a_second_level_heading_that_names_the_planned_year_opens_the_plan(
    heading: str, status: str, period: str
) -> None:
    title = "宜春市2021年科技创新工作情况及2022年工作计划的报告"
    (row,) = read_text(f"{title}\n（一）创新平台\n新建平台5个。\n{heading}\n高新技术企业保有量720家。\n")
    assert (row.status, row.period) == (status, period)
