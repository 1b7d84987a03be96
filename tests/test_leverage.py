"""Leverage: every ratio defined, each value with its interval, ceilings and the reports' own multiples told apart."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from analysis.cleaning.observations import read_document
from analysis.comparison import (
    Cell,
    cells,
    leverage_claims,
    leverage_definitions,
    leverage_page,
    leverage_ratios,
    ratio_words,
)
from analysis.documents import load_reports
from analysis.errors import ComparisonError
from analysis.schema import unit_of
from analysis.tables import frame, observations_frame


def told(indicator: str, measure: str, value: float, resolution: float = 1e4, **changes: Any) -> dict[str, Any]:
    return {
        "observation_id": f"{indicator}-{measure}",
        "report": "town-2021",
        "indicator": indicator,
        "measure": measure,
        "area": "360100",
        "area_name": "南昌市",
        "period": "2021",
        "period_basis": "stated",
        "status": "actual",
        "value": value,
        "low": value,
        "high": value,
        "bound": "exact",
        "resolution": resolution,
        "unit": unit_of(indicator, measure),
        "start": 0,
        "end": 1,
        "quote": "x",
        "sentence_start": 0,
        "sentence_end": 1,
        **changes,
    }


def known(*rows: dict[str, Any]) -> list[Cell]:
    return cells(frame("observations", rows))


POOL = told("risk_pool", "level", 48e6)
FUNDS = "leverage_of_bank_funds"


def test_every_ratio_that_is_derived_is_defined_in_both_languages() -> None:
    for language in ("zh", "en"):
        defined = leverage_definitions(language)
        assert len({each.rule for each in defined}) == len(defined) == 6
        for each in defined:
            assert all(getattr(each, field.name) for field in fields(each)), each
    assert {each.kind for each in leverage_definitions("en")} == {
        "stock over stock", "flow of a year over stock", "sum since launch over stock",
    }


def test_the_page_has_one_row_a_ratio_and_escapes_nothing_away() -> None:
    markdown = leverage_page("en").splitlines()
    assert len(markdown) == 2 + 6
    assert {line.count(" | ") for line in markdown} == {6}
    page = leverage_page("zh", "html")
    assert page.count("<tr>") == 1 + 6 and page.count('scope="row"') == 6
    with pytest.raises(ComparisonError, match="no form 'pdf'.*markdown or html"):
        leverage_page("en", "pdf")


# ---------------------------------------------------------------- ceilings


def note_of(*rows: dict[str, Any]) -> str:
    return leverage_ratios(known(*rows))[FUNDS][0].note


def test_an_exact_whole_multiple_is_called_a_ceiling() -> None:
    assert note_of(POOL, told("bank_funds_leveraged", "level", 960e6)) == (
        "exactly 20 times the pool: a ceiling set by policy, not money lent"
    )


@pytest.mark.parametrize(
    "funds",
    [
        told("bank_funds_leveraged", "level", 970e6),
        told("bank_funds_leveraged", "level", 48e6),
        told("bank_funds_leveraged", "level", 960e6, high=None, bound="at_least"),
        told("bank_funds_leveraged", "level", 960e6, low=None, high=None, bound="about"),
    ],
)
def test_another_multiple_the_pool_itself_or_a_worded_figure_is_not(funds: dict[str, Any]) -> None:
    assert note_of(POOL, funds) == ""


def test_loans_that_happen_to_be_a_whole_multiple_are_still_loans() -> None:
    ratios = leverage_ratios(known(POOL, told("loans", "level", 96e6)))
    assert ratios["leverage_of_period_loans"][0].note == ""


# ---------------------------------------------------------------- a report's own multiple


def claim(low: float, high: float | None, bound: str = "between") -> dict[str, Any]:
    return told("leverage_ratio", "level", low, 10, low=low, high=high, bound=bound, observation_id="claim")


@pytest.mark.parametrize(
    ("claimed", "result"),
    [
        (claim(10, 20), "agrees"),
        (claim(10, 11), "fails"),
        (claim(10, None, "at_least"), "agrees"),
        (claim(10.5, 11.11), "partly"),
    ],
)
def test_a_multiple_said_in_words_is_held_against_the_figures(claimed: dict[str, Any], result: str) -> None:
    loans = told("loans", "cumulative", 533e6, 1e6)
    found = leverage_claims(known(POOL, loans, claimed))
    assert [each.result for each in found] == [result]


def test_a_claim_is_not_held_against_another_report_or_year() -> None:
    loans = told("loans", "cumulative", 533e6, 1e6)
    for changes in ({"report": "town-2022"}, {"period": "2020"}, {"area": "360400", "area_name": "九江市"}):
        assert leverage_claims(known(POOL, loans, {**claim(10, 20), **changes})) == []


# ---------------------------------------------------------------- the five reports


@pytest.fixture(scope="module")
def read() -> list[Cell]:
    return cells(observations_frame(o for d in load_reports() for o in read_document(d).observations))


def test_the_ratios_of_the_five_reports(read: list[Cell]) -> None:
    said = {
        (rule.removeprefix("leverage_of_"), c.area_name): ratio_words(c, "en")
        for rule, found in leverage_ratios(read).items()
        for c in found
    }
    assert said == {
        ("period_loans", "南昌市"): "about 10.7×",
        ("period_loans", "上饶市"): "3.95×",
        ("cumulative_loans", "南昌市"): "17.8×",
        ("cumulative_loans", "九江市"): "7.22–10.5×",
        ("credit_line", "上饶市"): "7.79–10.4×",
        ("bank_funds", "九江市"): "20×",
    }
    assert "a ceiling set by policy" in leverage_ratios(read)[FUNDS][0].note


def test_the_reports_own_words_agree_with_the_loans_since_launch(read: list[Cell]) -> None:
    found = {each.computed.rule: each for each in leverage_claims(read)}
    since = found["leverage_of_cumulative_loans"]
    assert (since.result, since.claimed.interval.low, since.claimed.interval.high) == ("agrees", 10, 20)
    assert since.words("zh") == "报告自述10–20倍，与累计贷款 ÷ 风险补偿金17.8倍相符"
    assert found["leverage_of_period_loans"].result == "partly"
