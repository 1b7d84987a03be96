"""The target ledger: what became of each promise, said only as far as the words allow."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.phrases import said
from analysis.schema import check, unit_of
from analysis.tables import frame
from analysis.targets import Claim, target_ledger

#: value, low, high, bound, unit
Worded = tuple[float | None, float | None, float | None, str, str]

CITY = {"area": "360100", "area_name": "南昌市", "report": "somewhere-2020"}


def told(status: str, period: str, value: float | None, indicator: str = "hte", **changes: Any) -> dict[str, Any]:
    measure = changes.get("measure", "level")
    row = {
        "observation_id": f"{status}-{indicator}-{measure}-{period}",
        "indicator": indicator,
        "measure": measure,
        "period": period,
        "period_basis": "stated",
        "status": status,
        "value": value,
        "low": value,
        "high": value,
        "bound": "exact",
        "resolution": 1.0,
        "unit": unit_of(indicator, measure),
        "start": 3,
        "end": 9,
        "quote": "the words",
        "sentence_start": 0,
        "sentence_end": 20,
        **CITY,
    }
    return {**row, **changes}


def at_least(status: str, period: str, low: float, indicator: str = "hte", **changes: Any) -> dict[str, Any]:
    return told(status, period, low, indicator, **{"high": None, "bound": "at_least", **changes})


def later(period: str, value: float, indicator: str = "hte", **changes: Any) -> dict[str, Any]:
    """A figure published after the reports."""
    row = {
        "area": "360100",
        "area_name": "南昌市",
        "indicator": indicator,
        "measure": "level",
        "period": period,
        "value": value,
        "unit": unit_of(indicator, "level"),
        "title": "a later text",
        "tier": "T1",
    }
    return {**row, **changes}


def ledger(*rows: dict[str, Any], outcomes: tuple[dict[str, Any], ...] = (), **more: Any) -> pd.DataFrame:
    table = target_ledger(frame("observations", rows), frame("outcomes", outcomes), **more)
    check("targets", table)
    return table


def only(*rows: dict[str, Any], **more: Any) -> Any:
    table = ledger(*rows, **more)
    assert len(table) == 1
    return next(table.itertuples(index=False))


# ---------------------------------------------------------------- verdicts


@pytest.mark.parametrize(("outcome", "verdict"), [(2000.0, "met"), (2001.0, "met"), (1939.0, "missed")])
def test_a_goal_is_met_when_it_is_reached_and_missed_when_it_is_not(outcome: float, verdict: str) -> None:
    row = only(at_least("target", "2022", 2000.0), outcomes=(later("2022", outcome),))
    assert row.verdict == verdict
    assert row.margin == outcome - 2000
    assert (row.outcome_source, row.outcome_title, row.tier) == ("reference", "a later text", "T1")


def test_both_sentences_can_be_shown_beside_each_other() -> None:
    row = only(
        told("target", "2020", 1700.0, quote="总数达到1700"),
        told("actual", "2020", 2054.0, quote="2054家", report="somewhere-2021"),
    )
    assert (row.quote, row.outcome_quote) == ("总数达到1700", "2054家")
    assert (row.target_id, row.outcome_ids) == ("target-hte-level-2020", "actual-hte-level-2020")
    assert row.reason_en == "2054 enterprises in 2020: the target of 1700 enterprises was met (source: somewhere-2021)"
    assert row.reason_zh == "2020年为2054家企业，达到目标1700家企业（来源：somewhere-2021）"


def test_a_miss_by_a_hair_is_measured_with_its_rounding() -> None:
    row = only(
        told("target", "2020", 2.0, "rd_intensity"),
        told("actual", "2020", 1.95, "rd_intensity", resolution=0.01),
    )
    assert row.verdict == "missed"
    assert row.margin == pytest.approx(-0.05)
    assert row.margin_low == pytest.approx(-0.055)
    assert row.margin_high == pytest.approx(-0.045)


@pytest.mark.parametrize(
    ("low", "high", "bound", "verdict"),
    [
        (1900.0, None, "at_least", "open"),
        (2100.0, None, "at_least", "met"),
        (None, 1990.0, "at_most", "missed"),
        (None, 2100.0, "at_most", "open"),
        (1900.0, 2100.0, "between", "open"),
        (None, None, "about", "open"),
    ],
)
def test_a_worded_outcome_decides_only_where_every_reading_agrees(
    low: float | None, high: float | None, bound: str, verdict: str
) -> None:
    outcome = told("actual", "2021", low or high or 2000.0, low=low, high=high, bound=bound)
    assert only(at_least("target", "2021", 2000.0), outcome).verdict == verdict


def test_an_expectation_is_shown_but_decides_nothing() -> None:
    row = only(at_least("target", "2021", 1700.0), told("expected", "2021", 1950.0))
    assert (row.verdict, row.outcome_status, row.outcome_value) == ("open", "expected", 1950)
    assert "only an expectation" in row.reason_en


def test_a_figure_of_another_year_or_measure_is_shown_and_called_not_comparable() -> None:
    year_late = only(at_least("target", "2020", 1000.0), outcomes=(later("2021", 1067.0),))
    assert (year_late.verdict, year_late.outcome_period, year_late.outcome_value) == (
        "not_comparable",
        "2021",
        1067,
    )
    assert pd.isna(year_late.margin)
    stock = only(at_least("target", "2020", 580.0, measure="new"), told("actual", "2020", 2054.0))
    assert (stock.verdict, stock.outcome_measure) == ("not_comparable", "level")


def test_without_any_figure_a_target_is_open() -> None:
    row = only(told("target", "2022", 750.0))
    assert (row.verdict, row.outcome_source, row.flags) == ("open", "", "")
    assert "no such figure for 2022 or later" in row.reason_en


def test_another_city_does_not_answer_for_this_one() -> None:
    elsewhere = told("actual", "2020", 2054.0, area="360400", area_name="九江市")
    assert only(told("target", "2020", 1700.0), elsewhere).verdict == "open"


def test_a_rank_is_reached_from_above() -> None:
    target = told("target", "2021", None, measure="rank", low=1.0, high=3.0, bound="between")
    assert only(target, told("actual", "2021", 2.0, measure="rank")).verdict == "met"
    assert only(target, told("actual", "2021", 4.0, measure="rank")).verdict == "missed"


def test_a_growth_target_is_judged_by_two_levels_where_no_growth_is_stated() -> None:
    row = only(
        told("target", "2021", 10.0, "contract_value", measure="growth"),
        told("actual", "2020", 1.3e9, "contract_value", resolution=1e8),
        told("actual", "2021", 1.5e9, "contract_value", resolution=1e8),
    )
    assert (row.outcome_source, row.verdict) == ("derived", "open")
    assert row.outcome_low < 10 < row.outcome_value < row.outcome_high


# ---------------------------------------------------------------- growth still needed


def test_the_growth_needed_is_what_was_built_in() -> None:
    row = only(told("target", "2022", 1070.0), told("actual", "2020", 1000.0), told("actual", "2021", 1000.0))
    assert (row.needed, row.needed_unit, row.years) == (7, "percent", 1)
    assert (row.last_period, row.last_ids) == ("2021", "actual-hte-level-2021")


def test_an_intensity_needs_points_and_starts_from_the_last_actual_not_an_expectation() -> None:
    row = only(
        told("target", "2021", 1.8, "rd_intensity", resolution=0.1),
        told("actual", "2019", 1.04, "rd_intensity", resolution=0.01),
        told("expected", "2020", 1.3, "rd_intensity", resolution=0.01),
    )
    assert (row.needed, row.needed_unit, row.years) == (0.76, "percentage_point", 2)
    assert (row.needed_low, row.needed_high) == (0.755, 0.765)


# ---------------------------------------------------------------- what an analyst would notice


def test_a_target_below_a_level_already_reached_is_flagged() -> None:
    row = only(
        at_least("target", "2022", 2200.0, "sme"),
        told("actual", "2021", 2360.0, "sme", note="applied for entry"),
    )
    assert row.flags == "target_below_level_reached"
    assert "lies below the 2360 enterprises already reached in 2021" in row.reason_en
    assert row.note == "applied for entry"


def test_a_target_at_or_above_the_level_reached_is_not_flagged() -> None:
    for goal in (2360.0, 2400.0):
        assert only(at_least("target", "2022", goal, "sme"), told("actual", "2021", 2360.0, "sme")).flags == ""


def test_an_expected_fall_since_the_level_reached_is_said() -> None:
    row = only(at_least("target", "2022", 2000.0), told("actual", "2020", 2054.0), told("expected", "2021", 1950.0))
    assert row.flags == "target_below_level_reached expectation_since"
    assert "the expectation for 2021 is 1950 enterprises" in row.reason_en


def test_a_target_in_two_versions_is_flagged_on_both() -> None:
    table = ledger(
        told("target", "2021", 750.0, observation_id="a"),
        at_least("target", "2021", 800.0, observation_id="b"),
    )
    assert table["flags"].tolist() == ["two_versions", "two_versions"]
    assert "also given as at least 800 enterprises" in str(table.set_index("target_id").loc["a", "reason_en"])


def test_the_same_target_said_twice_is_not_two_versions() -> None:
    table = ledger(told("target", "2021", 750.0, observation_id="a"), told("target", "2021", 750.0, observation_id="b"))
    assert table["flags"].tolist() == ["", ""]


def test_sources_that_disagree_are_named() -> None:
    row = only(
        told("target", "2021", 2000.0),
        outcomes=(later("2021", 2100.0), later("2021", 1900.0, tier="T2", title="b")),
    )
    assert (row.verdict, row.flags) == ("met", "outcomes_disagree")
    assert "1900 enterprises (b)" in row.reason_en


def test_a_claim_that_all_targets_were_met_is_held_against_the_outcomes_of_its_report() -> None:
    rows = (
        told("target", "2020", 2.0, "rd_intensity"),
        told("actual", "2020", 1.95, "rd_intensity", resolution=0.01, report="somewhere-2021"),
        told("target", "2020", 2200.0),
        told("actual", "2020", 2054.0, report="somewhere-2021"),
    )
    claim = Claim("somewhere-2021", "360100", "其余指标均完成了目标任务", excepted=frozenset({"hte"}))
    flags = ledger(*rows, claims=[claim]).set_index("indicator")["flags"]
    assert flags["rd_intensity"] == "claim_all_met claim_contradicted"
    assert flags["hte"] == ""
    other = Claim("elsewhere-2021", "360100", "均完成")
    assert set(ledger(*rows, claims=[other])["flags"]) == {""}


# ---------------------------------------------------------------- edges


def test_no_targets_give_an_empty_ledger_with_all_columns() -> None:
    assert ledger(told("actual", "2020", 5.0)).empty


def test_a_target_without_a_period_is_open_and_never_matched_with_another_unknown() -> None:
    row = only(told("target", "", 750.0), told("actual", "", 800.0))
    assert row.verdict == "open"


def test_a_broken_reference_file_is_refused() -> None:
    with pytest.raises(TableError, match="surprise"):
        frame("outcomes", [later("2021", 1.0) | {"surprise": 1}])


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        ((2.619e9, 2.619e9, 2.619e9, "exact", "CNY"), "26.19亿元", "CNY 2.619 billion"),
        ((48e6, None, None, "about", "CNY"), "约4800万元", "about CNY 48 million"),
        ((660.0, 660.0, None, "at_least", "count"), "至少660家企业", "at least 660 enterprises"),
        ((None, 1.0, 2.0, "between", "count"), "1至2家企业", "between 1 and 2 enterprises"),
        ((-5.0, -5.0, -5.0, "exact", "percent"), "-5%", "-5%"),
        ((0.2, 0.2, 0.2, "exact", "percentage_point"), "0.2个百分点", "0.2 percentage points"),
        ((None, None, None, "about", "count"), "未写明", "no number"),
    ],
)
def test_a_value_is_said_with_its_bound_and_unit(arguments: Worded, zh: str, en: str) -> None:
    assert said(*arguments, language="zh", indicator="hte") == zh
    assert said(*arguments, language="en", indicator="hte") == en
