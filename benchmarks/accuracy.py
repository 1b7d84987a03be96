"""How many rows of the passages are read whole: precision, recall and F1, and what was gained or lost.

A row counts when indicator, measure, place, period, status, value, low and high are all right. Optional
rows are neither rewarded nor punished; `alt` lists other answers that are accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from analysis import paths, read_text
from analysis.model import Observation

CORPUS = paths.ROOT / "tests" / "corpus"
COLUMNS = ("indicator", "measure", "area_name", "period", "status", "value", "low", "high")
#: The measures that count, by core indicator; the others count as levels only.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "rd_expenditure": ("level", "growth"),
    "rd_intensity": ("level", "change"),
    "risk_pool": ("level", "change"),
    "loans": ("level", "cumulative"),
    "hte": ("level", "new", "growth"),
    "sme": ("level", "new", "growth"),
    "unicorn": ("level", "new"),
    "gazelle": ("level", "new"),
    "contract_value": ("level", "growth"),
    **dict.fromkeys(
        ("rd_subsidy", "loan_firms", "credit_line", "bank_funds_leveraged", "equity_invested", "insurance_coverage")
        + ("insurance_subsidy", "hte_applied", "contract_count", "hitech_value_added_share"),
        ("level",),
    ),
}


class Score(NamedTuple):
    """Rows right, rows read that nobody expects, rows expected and not read."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def plus(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.extra)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.extra + self.missed)


class Passage(NamedTuple):
    """A passage as scored: its score, and its wrong rows, each with a sign: + read, - not read."""

    name: str
    score: Score
    wrong: tuple[str, ...]


def passages_of(path: Path) -> Iterator[Passage]:
    """Scores of the passages of one file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            given = json.loads(line)
            yield scored(given["id"], read_text(given["text"], given["id"]), given["rows"], given["optional"])


def scored(
    name: str, read: Iterable[Observation], rows: Iterable[dict[str, Any]], optional: Iterable[dict[str, Any]]
) -> Passage:
    """The score of one passage."""
    left, allowed, extra, right = list(rows), list(optional), [], 0
    for row in read:
        if row.measure not in MEASURES.get(row.indicator, ()):
            continue
        expected = next((each for each in left if _same_row(row, each)), None)
        if expected is not None:
            left.remove(expected)
            right += 1
        elif not any(_same_row(row, each) for each in allowed):
            extra.append(row)
    wrong = [f"+ {_said({name: getattr(row, name) for name in COLUMNS})} · {row.quote}" for row in extra]
    wrong += [f"- {_said(row)} · {row['quote']}" for row in left]
    return Passage(name, Score(right, len(extra), len(left)), tuple(wrong))


def _same_row(row: Observation, expected: dict[str, Any]) -> bool:
    alternatives = expected.get("alt", {})
    return all(
        any(_same(getattr(row, name), answer) for answer in alternatives.get(name, [expected[name]]))
        for name in COLUMNS
    )


def _same(found: Any, expected: Any) -> bool:
    if found in (None, "") or expected in (None, ""):
        return found in (None, "") and expected in (None, "")
    if isinstance(found, (int, float)) and isinstance(expected, (int, float)):
        return abs(found - expected) <= 1e-9 * max(1, abs(found), abs(expected))
    return bool(found == expected)


def _said(row: Mapping[str, Any]) -> str:
    return " ".join(
        "?" if row[name] in (None, "") else f"{row[name]:g}" if isinstance(row[name], float) else str(row[name])
        for name in COLUMNS
    )


def measured() -> dict[str, Any]:
    """Scores and wrong rows of every file of passages: what a recorded run holds."""
    result: dict[str, Any] = {}
    for path in sorted(CORPUS.glob("passages_*.jsonl")):
        passages = list(passages_of(path))
        total = Score()
        for each in passages:
            total = total.plus(each.score)
        wrong = {each.name: list(each.wrong) for each in passages if each.wrong}
        result[path.stem] = {"score": total._asdict(), "wrong": wrong}
    return result


def report_of(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """Lines to print: the scores beside those of the recorded run, then every gain and loss by passage."""
    lines = [f"{'passages':14}{'precision':>11}{'recall':>9}{'F1':>9}{'rows right':>13}{'F1 recorded':>14}"]
    for name, found in now.items():
        score = Score(**found["score"])
        old = before.get(name)
        was = f"{Score(**old['score']).f1:14.4f}" if old else f"{'none':>14}"
        rows = f"{score.right}/{score.right + score.missed}"
        lines.append(f"{name[9:]:14}{score.precision:11.4f}{score.recall:9.4f}{score.f1:9.4f}{rows:>13}{was}")
    for name, found in now.items():
        old_wrong = before.get(name, {}).get("wrong", {})
        for passage in sorted({*found["wrong"], *old_wrong}):
            is_wrong, was_wrong = set(found["wrong"].get(passage, [])), set(old_wrong.get(passage, []))
            lines += [f"  gained  {passage}: {each}" for each in sorted(was_wrong - is_wrong)]
            lines += [f"  lost    {passage}: {each}" for each in sorted(is_wrong - was_wrong)]
    if len(lines) == len(now) + 1:
        lines.append("  no gain and no loss against the recorded run")
    return lines
