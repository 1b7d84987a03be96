"""The tables: what a person who opens, edits or rebuilds them can rely on."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import definitions, tables
from analysis.datapackage import datapackage
from analysis.errors import TableError
from analysis.model import (
    BOUNDS,
    MEASURES,
    MENTION_KINDS,
    PERIOD_BASES,
    STATUSES,
    UNITS,
    Mention,
    Observation,
)
from analysis.schema import codelist, schema, unit_of

ONE = Observation(
    observation_id="somewhere-2021-hte-1",
    report="somewhere-2021",
    indicator="hte",
    measure="level",
    area="360100",
    area_name="南昌市",
    period="2021",
    period_basis="stated",
    status="expected",
    value=660.0,
    low=660.0,
    high=None,
    bound="at_least",
    resolution=1.0,
    unit="count",
    start=20,
    end=26,
    quote="突破660家",
    sentence_start=0,
    sentence_end=30,
    repairs=("r-1", "r-2"),
)


def variant(**changes: object) -> Observation:
    return dataclasses.replace(ONE, **changes)  # type: ignore[arg-type]


def lines(*records: Observation) -> list[str]:
    return tables.to_csv_bytes("observations", records).decode("utf-8").splitlines()


# ---------------------------------------------------------------- what a table prints


def test_a_row_prints_whole_numbers_plainly_and_nothing_for_an_open_bound() -> None:
    row = lines(ONE)[1]
    assert ",660,660,,at_least,1,count,20,26,突破660家,0,30,r-1 r-2," in row


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (2619000000.0, "2619000000"),
        (1.04, "1.04"),
        (-5.0, "-5"),
        (0.1, "0.1"),
        (0.00001, "0.00001"),
        (1e16, "10000000000000000"),
        (0.0, "0"),
        (None, ""),
    ],
)
def test_numbers_are_printed_as_people_write_them(number: float | None, printed: str) -> None:
    assert tables.number_text(number) == printed


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_reads_back_as_itself(number: float) -> None:
    assert float(tables.number_text(number)) == number


def test_the_same_rows_in_any_order_give_the_same_bytes() -> None:
    rows = [variant(observation_id=f"id-{n}", start=n, end=n + 3) for n in (30, 4, 100)]
    assert tables.to_csv_bytes("observations", rows) == tables.to_csv_bytes("observations", rows[::-1])
    assert [row.split(",")[0] for row in lines(*rows)[1:]] == ["id-4", "id-30", "id-100"]


def test_a_quote_with_a_line_break_or_a_comma_survives_the_file(tmp_path: Path) -> None:
    quotes = ["8\n6、16家", "1,067家", '"双百"计划', " 5亿 ", "NA", "-5%左右"]
    rows = [variant(observation_id=f"id-{n}", quote=quote) for n, quote in enumerate(quotes)]
    tables.write("observations", rows, tmp_path)
    assert tables.load("observations", tmp_path)["quote"].tolist() == quotes


def test_what_was_written_loads_with_its_types(tmp_path: Path) -> None:
    tables.write("observations", [ONE, variant(observation_id="b", area="", area_name="经开区")], tmp_path)
    rows = tables.load("observations", tmp_path)
    part, city = rows.to_dict("records")
    assert (part["area"], city["area"]) == ("", "360100")
    assert rows["value"].dtype == rows["high"].dtype == "float64"
    assert rows["start"].dtype == "int64"
    assert rows["note"].tolist() == ["", ""]
    assert rows["high"].isna().all()
    assert tables.to_csv_bytes("observations", rows) == tables.to_csv_bytes("observations", rows.iloc[::-1])


def test_observations_come_back_from_a_file_as_they_went_in(tmp_path: Path) -> None:
    open_range = variant(
        observation_id="b", value=None, low=None, high=None, bound="about", resolution=None, repairs=()
    )
    tables.write("observations", [ONE, open_range], tmp_path)
    back = tables.observations_of(tables.load("observations", tmp_path))
    assert sorted(back, key=lambda row: row.observation_id) == [open_range, ONE]


def test_an_unchanged_file_is_left_alone_and_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "t.csv"
    assert tables.write_atomic(path, b"a\n")
    before = path.stat().st_mtime_ns
    assert not tables.write_atomic(path, b"a\n")
    assert path.stat().st_mtime_ns == before
    with pytest.raises(TypeError):
        tables.write_atomic(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"a\n"
    assert [each.name for each in path.parent.iterdir()] == ["t.csv"]


# ---------------------------------------------------------------- what a table refuses


def refusal(*records: Observation) -> str:
    with pytest.raises(TableError) as caught:
        tables.check("observations", tables.observations_frame(records))
    return str(caught.value)


def test_every_fault_is_named_at_once_with_row_found_and_expected() -> None:
    message = refusal(
        variant(observation_id="a", status="guessed", low=700.0, high=600.0),
        variant(observation_id="a", unit="CNY", end=3),
        variant(observation_id="c", indicator="hightech", area="36x"),
    )
    for words in (
        "found 'guessed', expected a code of statuses",
        "low 700 above high 600",
        "found 'CNY', expected 'count', the unit of hte, level",
        "found 'a', expected each only once",
        "found 'hightech', expected a code of indicators",
        "found '36x'",
        "found 3, expected an offset after start",
        "row 1 (c)",
    ):
        assert words in message
    assert "Traceback" not in message
    assert message.count("\n  column ") == 9


def test_a_missing_and_a_foreign_column_are_both_named() -> None:
    rows = tables.observations_frame([ONE]).drop(columns="quote").assign(remark="x")
    with pytest.raises(TableError, match=r"(?s)column quote: found no such column.*column remark: found a column"):
        tables.check("observations", rows)


def test_a_level_of_a_percentage_is_in_percent_and_its_change_in_points() -> None:
    assert unit_of("rd_intensity", "level") == "percent"
    assert unit_of("rd_intensity", "change") == unit_of("rd_intensity", "gap_to_province") == "percentage_point"
    assert unit_of("rd_expenditure", "change") == "CNY"
    assert unit_of("hte", "growth") == unit_of("hte", "share_of_province") == "percent"
    assert unit_of("hte", "rank") == "rank"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "not found"),
        (b"", "no readable CSV"),
        (b"report,start\n\xff\xfe,1\n", "not UTF-8"),
        (b'report,start\n"open', "no readable CSV"),
        (b"report,start\nx,1\n", "column quote: found no such column"),
        (
            b"report,start,end,quote,kind\nx,one,4,q,date\n",
            "found 'one', expected an integer of at least 0; row 1",
        ),
    ],
)
def test_an_unusable_file_gets_one_clear_error(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "mentions.csv").write_bytes(content)
    with pytest.raises(TableError) as caught:
        tables.load("mentions", tmp_path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("mentions.csv")


def test_an_unknown_table_is_answered_with_the_known_ones() -> None:
    with pytest.raises(TableError, match="'observation': not known; expected one of observations, mentions"):
        tables.load("observation")


# ---------------------------------------------------------------- what the definitions promise


def test_the_definitions_know_exactly_the_codes_of_the_model() -> None:
    assert codelist("measures") == MEASURES
    assert codelist("statuses") == STATUSES
    assert codelist("bounds") == BOUNDS
    assert codelist("units") == UNITS
    assert codelist("period_bases") == PERIOD_BASES
    assert codelist("mention_kinds") == MENTION_KINDS


def test_every_observation_and_mention_field_is_a_described_column() -> None:
    assert set(schema("observations").names) == {each.name for each in dataclasses.fields(Observation)}
    assert set(schema("mentions").names) == {each.name for each in dataclasses.fields(Mention)}


def test_every_indicator_is_explained_in_both_languages() -> None:
    facts = definitions.load("indicators")
    for code, spec in facts["indicators"].items():
        assert spec["theme"] in facts["themes"], code
        assert spec["unit"] in facts["units"], code
        assert spec["kind"] in {"stock", "flow", "ratio"}, code
        for part in ("label", "definition", "counts", *(["caveat"] if "caveat" in spec else [])):
            assert spec[part]["zh"] and spec[part]["en"], (code, part)


def test_the_reference_figures_load() -> None:
    outcomes = tables.load("outcomes")
    assert len(outcomes) > 0
    assert (outcomes["value"] > 0).all()


def test_the_data_package_describes_every_column_and_a_validator_accepts_it(tmp_path: Path) -> None:
    tables.write("observations", [ONE], tmp_path)
    tables.write("mentions", [Mention(ONE.report, 20, 26, ONE.quote, "observation", ONE.observation_id)], tmp_path)
    (tmp_path / "datapackage.json").write_bytes(datapackage(tmp_path))
    descriptor = json.loads(datapackage(tmp_path))
    for resource in descriptor["resources"]:
        header = (tmp_path / resource["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert [field["name"] for field in resource["schema"]["fields"]] == header.split(",")
        assert all(field["type"] and field["description"] for field in resource["schema"]["fields"])
    assert frictionless.validate(str(tmp_path / "datapackage.json"), type="package").valid


def test_the_validator_would_notice_a_changed_table(tmp_path: Path) -> None:
    tables.write("observations", [ONE], tmp_path)
    (tmp_path / "datapackage.json").write_bytes(datapackage(tmp_path))
    with (tmp_path / "observations.csv").open("ab") as stream:
        stream.write(tables.to_csv_bytes("observations", [ONE]).splitlines()[1].replace(b"level", b"lvl") + b"\n")
    assert not frictionless.validate(str(tmp_path / "datapackage.json"), type="package").valid


def test_a_table_nobody_described_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scratch.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"no description of scratch\.csv"):
        datapackage(tmp_path)


def test_checking_grows_in_step_with_the_rows() -> None:
    rows = tables.observations_frame([variant(observation_id=f"id-{n}", start=n, end=n + 5) for n in range(10_000)])
    started = time.perf_counter()
    tables.check("observations", rows)
    assert time.perf_counter() - started < 2.0
