"""The five reports against a reading of them by hand: the same rows, no other, and every number accounted for.

`golden/<report>.csv` holds every value of the contract's indicators in the order of the text,
`golden/census_expectations.csv` what the numbers are that are no observation. CONTRIBUTING.md
says how they were made.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analysis.cleaning.observations import read_document
from analysis.documents import load_reports
from analysis.model import Mention, Reading

GOLDEN = Path(__file__).parent / "golden"
READINGS = {document.report: read_document(document) for document in load_reports()}
NUMBERS = {"value", "low", "high", "resolution"}
COLUMNS = (
    *("indicator", "measure", "area", "area_name", "period", "status", "value", "low", "high", "bound"),
    *("resolution", "unit", "start", "quote"),
)
#: Runs of digits of any form, of numerals, and of letters that stand for digits before a unit.
NUMERAL = re.compile(r"[0-9０-９]+|[〇零一二三四五六七八九十百千万亿两]+|翻番|(?<![A-Za-z-])[IlO]{2,}(?=[万项多])")


def lines(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def by_hand(report: str) -> list[dict[str, Any]]:
    def cell(name: str, text: str) -> Any:
        if name in NUMBERS:
            return float(text) if text else None
        return int(text) if name == "start" else text

    return [{name: cell(name, row[name]) for name in COLUMNS} for row in lines(report)]


def as_read(reading: Reading) -> list[dict[str, Any]]:
    return [{name: getattr(o, name) for name in COLUMNS} for o in reading.observations]


def missing_from(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row not in others]


@pytest.fixture(params=sorted(READINGS))
def reading(request: pytest.FixtureRequest) -> Reading:
    return READINGS[request.param]


def test_there_is_a_reading_by_hand_for_every_report() -> None:
    assert {path.stem for path in GOLDEN.glob("*-*.csv")} == set(READINGS)


def test_every_row_read_by_hand_is_found_and_nothing_is_invented(reading: Reading) -> None:
    hand, read = by_hand(reading.document.report), as_read(reading)
    assert missing_from(hand, read) == []
    assert missing_from(read, hand) == []
    assert len(read) == len(hand) > 0


def test_quotes_are_verbatim_and_stand_in_their_sentence(reading: Reading) -> None:
    text = reading.document.text
    for row in (*reading.observations, *reading.mentions):
        assert text[row.start : row.end] == row.quote
    for o in reading.observations:
        assert o.sentence_start <= o.start < o.end <= o.sentence_end


def test_every_repair_shows_what_is_printed(reading: Reading) -> None:
    text = reading.document.text
    for repair in reading.repairs:
        assert text[repair.start : repair.end] == repair.as_printed
        assert repair.read_as != repair.as_printed
    known = {repair.repair_id for repair in reading.repairs}
    assert {name for o in reading.observations for name in o.repairs} <= known


def test_every_number_of_the_text_is_in_the_census_and_none_is_unresolved(reading: Reading) -> None:
    covered = {i for m in reading.mentions for i in range(m.start, m.end)}
    text = reading.document.text
    left = [
        f"{m.group()} in {text[max(0, m.start() - 10) : m.end() + 10]!r}"
        for m in NUMERAL.finditer(text)
        if not covered >= set(range(m.start(), m.end()))
    ]
    assert left == []
    assert [m for m in reading.mentions if m.kind == "unresolved"] == []


def test_mentions_do_not_overlap() -> None:
    faults = set()
    for report, reading in READINGS.items():
        ordered = sorted(reading.mentions, key=lambda m: (m.start, m.end))
        faults |= {
            (report, one.start)
            for one, following in zip(ordered, ordered[1:], strict=False)
            if one.end > following.start
        }
    assert faults == set()


def test_every_observation_has_its_mention(reading: Reading) -> None:
    stated = {m.observation_id for m in reading.mentions if m.kind == "observation"}
    said = {m.observation_id for m in reading.mentions if m.kind in ("observation", "repeat")}
    ids = {o.observation_id for o in reading.observations}
    assert stated == said == ids
    assert {m.observation_id for m in reading.mentions if m.kind not in ("observation", "repeat")} <= {""}


def test_other_figures_carry_what_they_count_and_why_they_are_left() -> None:
    figures = [m for r in READINGS.values() for m in r.mentions if m.kind == "other_figure"]
    assert [m.quote for m in figures if not m.reason] == []
    assert [(m.report, m.quote) for m in figures if m.value is not None and not m.unit and not m.noun] == []


def one_mention(row: dict[str, str]) -> Mention | None:
    """The only mention that shares characters with an expectation; None when there is none or more than one."""
    start, end = int(row["start"]), int(row["start"]) + len(row["quote"])
    found = [m for m in READINGS[row["report"]].mentions if m.start < end and start < m.end]
    return found[0] if len({(m.quote.strip(), m.kind) for m in found}) == 1 else None


def test_the_census_is_what_a_reader_expects() -> None:
    faults = {}
    for row in lines("census_expectations"):
        found = one_mention(row)
        place = (row["report"], int(row["start"]))
        if found is None or found.kind != row["kind"]:
            faults[place] = f"{row['quote']!r}: expected {row['kind']}, found {found}"
        elif row["quote"] not in found.quote and found.quote not in row["quote"]:
            faults[place] = f"{row['quote']!r}: found {found.quote!r}"
    assert faults == {}


def test_both_readings_by_hand_agree_on_what_is_no_observation() -> None:
    """A number is not an observation in one golden file and something else in the other."""
    rows = {(report, int(row["start"])) for report in READINGS for row in lines(report)}
    other = {(row["report"], int(row["start"])) for row in lines("census_expectations")}
    assert rows & other == set()


def test_the_kinds_of_the_census_all_occur() -> None:
    kinds = Counter(m.kind for r in READINGS.values() for m in r.mentions)
    assert set(kinds) == {
        *("observation", "repeat", "other_figure", "name", "date", "document_number", "heading"),
        *("ordinal", "page_furniture"),
    }
