"""The theme tables: what the reports state, and what arithmetic may add to it without guessing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import definitions, themes
from analysis.errors import DefinitionError
from analysis.schema import check, unit_of
from analysis.tables import frame, observations_of

CITY = {
    "area": "360100",
    "area_name": "南昌市",
    "period": "2020",
    "status": "actual",
    "report": "somewhere-2021",
}


def told(indicator: str, measure: str, value: float | None, resolution: float = 1.0, **changes: Any) -> dict[str, Any]:
    """One observation as a report would state it; exact unless told otherwise."""
    row = {
        "observation_id": f"{indicator}-{measure}",
        "indicator": indicator,
        "measure": measure,
        "period_basis": "stated",
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
        **CITY,
    }
    return {**row, **changes}


def observed(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame("observations", rows)


def derived(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Derived rows by the rule they came from."""
    return {row["rule"]: row for row in themes.derived(observations_of(observed(*rows)))}


# ---------------------------------------------------------------- what follows from what is stated


def test_a_growth_gives_the_level_of_the_year_before_and_what_rounding_leaves_of_it() -> None:
    row = derived(
        told("rd_expenditure", "level", 11_177_000_000, 1_000_000),
        told("rd_expenditure", "growth", 10.40, 0.01),
    )["previous_level_from_growth"]
    assert row["period"] == "2019"
    assert row["value"] == pytest.approx(10_124_094_203, rel=1e-9)
    assert 10_123_100_000 < row["low"] < row["value"] < row["high"] < 10_125_100_000
    assert row["observation_ids"] == ("rd_expenditure-level", "rd_expenditure-growth")
    assert row["formula"] == "level(t-1) = level / (1 + growth / 100)"


@pytest.mark.parametrize("growth", [7.0, -5.0, 24.2, 300.0])
def test_a_series_built_to_grow_is_led_back_to_where_it_began(growth: float) -> None:
    start = 1_000.0
    row = derived(told("hte", "level", start * (1 + growth / 100)), told("hte", "growth", growth, 0.1))
    assert row["previous_level_from_growth"]["value"] == pytest.approx(start)
    assert row["previous_level_from_growth"]["low"] <= start <= row["previous_level_from_growth"]["high"]


def test_a_change_gives_the_year_before_and_the_growth() -> None:
    rows = derived(
        told("rd_expenditure", "level", 2_619_000_000, 1_000_000),
        told("rd_expenditure", "change", 763_000_000, 1_000_000),
    )
    assert rows["previous_level_from_change"]["value"] == 1_856_000_000
    assert rows["previous_level_from_change"]["low"] == 1_855_000_000
    assert rows["previous_level_from_change"]["high"] == 1_857_000_000
    assert rows["growth_from_change"]["value"] == pytest.approx(41.1099, abs=1e-4)


def test_a_stated_growth_is_not_computed_again() -> None:
    rows = derived(told("hte", "level", 1_000.0), told("hte", "change", 100.0), told("hte", "growth", 11.1, 0.1))
    assert "growth_from_change" not in rows


def test_an_intensity_falls_back_by_its_points_without_the_noise_of_the_machine() -> None:
    row = derived(told("rd_intensity", "level", 1.95, 0.01), told("rd_intensity", "change", 0.14, 0.01))
    assert row["previous_level_from_change"]["value"] == 1.81
    assert (row["previous_level_from_change"]["low"], row["previous_level_from_change"]["high"]) == (
        1.8,
        1.82,
    )
    assert "growth_from_change" not in row


def test_a_share_gives_the_province_under_the_province_code() -> None:
    row = derived(told("hte_applied", "level", 1_689.0), told("hte_applied", "share_of_province", 31.55, 0.01))[
        "province_level_from_share"
    ]
    assert (row["area"], row["area_name"]) == ("360000", "江西省")
    assert row["low"] <= 5_354 <= row["high"]
    assert row["high"] - row["low"] < 2


def test_a_share_said_of_additions_is_not_taken_for_one_of_the_stock() -> None:
    rows = derived(told("unicorn_gazelle", "new", 39.0), told("unicorn_gazelle", "share_of_province", 25.0))
    assert set(rows) == {"province_new_from_share"}
    assert rows["province_new_from_share"]["value"] == 156


def test_a_gap_gives_the_province() -> None:
    row = derived(told("rd_intensity", "level", 1.95, 0.01), told("rd_intensity", "gap_to_province", 0.27, 0.01))
    assert row["province_level_from_gap"]["value"] == 1.68
    assert (row["province_level_from_gap"]["area"], row["province_level_from_gap"]["unit"]) == (
        "360000",
        "percent",
    )


def test_places_gained_lead_back_to_the_rank_before() -> None:
    row = derived(told("rd_intensity", "rank", 3.0), told("rd_intensity", "rank_change", 1.0))["previous_rank"]
    assert (row["value"], row["low"], row["high"], row["period"]) == (4, 4, 4, "2019")


# ---------------------------------------------------------------- leverage


POOL = told("risk_pool", "level", 48_000_000, 10_000)


def test_a_pool_that_grew_within_the_year_makes_leverage_a_range() -> None:
    row = derived(
        POOL,
        told("risk_pool", "change", 15_000_000, 10_000),
        told("financing", "cumulative", 347_000_000, 1_000_000),
    )["leverage_of_cumulative_financing"]
    assert row["value"] == pytest.approx(347 / 48)
    assert row["low"] == pytest.approx(346.5 / 48.005)
    assert row["high"] == pytest.approx(347.5 / 32.99)
    assert "risk_pool-change" in row["observation_ids"]


def test_a_pool_that_stood_still_leaves_only_rounding() -> None:
    row = derived(POOL, told("loans", "level", 152_000_000, 1_000_000))["leverage_of_period_loans"]
    assert row["high"] - row["low"] < 0.03
    assert (row["indicator"], row["measure"], row["unit"]) == ("leverage_ratio", "level", "times")


def test_four_kinds_of_leverage_stand_apart() -> None:
    rows = derived(
        POOL,
        told("loans", "level", 152_000_000),
        told("loans", "cumulative", 533_000_000),
        told("credit_line", "level", None, low=300_000_000, high=400_000_000, bound="between"),
        told("bank_funds_leveraged", "level", 960_000_000),
    )
    kinds = {name for name in rows if name.startswith("leverage")}
    assert kinds == {
        "leverage_of_period_loans",
        "leverage_of_cumulative_loans",
        "leverage_of_credit_line",
        "leverage_of_bank_funds",
    }
    assert rows["leverage_of_bank_funds"]["value"] == 20
    line = rows["leverage_of_credit_line"]
    assert line["value"] is None
    assert line["low"] == pytest.approx(300 / 48.005)
    assert line["bound"] == "between"


def test_loans_per_firm_need_loans_and_firms_of_the_same_span() -> None:
    assert derived(told("loans", "level", 152_000_000), told("loan_firms", "level", 49.0))["loan_per_firm"][
        "value"
    ] == pytest.approx(152_000_000 / 49)
    assert "loan_per_firm" not in derived(told("loans", "cumulative", 5e8), told("loan_firms", "level", 49.0))


# ---------------------------------------------------------------- pass rates


def test_a_pass_rate_is_derived_only_where_the_report_gives_none() -> None:
    parts = (told("hte_filed", "level", 455.0), told("hte_applied", "level", 1_689.0))
    assert derived(*parts)["pass_rate_of_filed"]["value"] == pytest.approx(26.939, abs=1e-3)
    assert "pass_rate_of_filed" not in derived(*parts, told("hte_pass_rate", "level", 30.55, 0.01))


def test_batches_are_added_before_they_are_divided() -> None:
    row = derived(
        told("hte_approved_batch", "level", 134.0, observation_id="first"),
        told("hte_approved_batch", "level", 157.0, observation_id="second"),
        told("hte_applied", "level", 354.0),
    )["pass_rate_of_batches"]
    assert row["value"] == pytest.approx(100 * 291 / 354)
    assert row["observation_ids"] == ("first", "second", "hte_applied-level")


# ---------------------------------------------------------------- what must not be derived


@pytest.mark.parametrize("key", ["status", "period", "area", "area_name", "report"])
def test_nothing_is_derived_across_statuses_periods_places_or_reports(key: str) -> None:
    other: dict[str, Any] = {
        "status": "expected",
        "period": "2021",
        "area": "360400",
        "area_name": "九江市",
        "report": "other-2021",
    }
    rows = derived(told("hte", "level", 1_950.0), told("hte", "growth", -5.0, **{key: other[key]}))
    assert rows == {}


def test_nothing_is_led_back_over_a_span_of_years_or_an_unknown_period() -> None:
    for period in ("2018/2020", ""):
        rows = derived(
            told("hte", "level", 2_054.0, period=period),
            told("hte", "growth", None, low=100.0, period=period),
        )
        assert "previous_level_from_growth" not in rows


def test_a_part_of_a_city_and_a_province_give_no_province() -> None:
    for area, name in (("", "经开区"), ("360000", "江西省")):
        rows = derived(
            told("hte", "level", 62.0, area=area, area_name=name),
            told("hte", "share_of_province", 5.0, area=area, area_name=name),
        )
        assert rows == {}


def test_an_open_bound_stays_open() -> None:
    row = derived(
        told("contract_value", "level", 1.3e9, low=1.3e9, high=None, bound="at_least"),
        told("contract_value", "growth", 45.0),
    )["previous_level_from_growth"]
    assert row["low"] == pytest.approx(1.3e9 / 1.455)
    assert row["high"] is None
    assert row["bound"] == "at_least"


def test_about_gives_a_value_without_limits() -> None:
    row = derived(
        told("loans", "level", 3.22e8, low=None, high=None, bound="about"), told("loan_firms", "level", 111.0)
    )["loan_per_firm"]
    assert row["value"] == pytest.approx(3.22e8 / 111)
    assert (row["low"], row["high"], row["bound"]) == (None, None, "about")


# ---------------------------------------------------------------- the tables


def test_each_theme_has_its_table_and_every_row_names_its_observations() -> None:
    tables = themes.theme_tables(
        observed(
            told("rd_expenditure", "level", 2_619_000_000, 1_000_000),
            told("rd_expenditure", "change", 763_000_000, 1_000_000),
            told("loans", "level", 152_000_000),
            told("loan_firms", "level", 49.0, note="said of the same loans"),
            told("hte", "level", 660.0),
            told("contract_count", "level", 3_278.0),
        )
    )
    assert set(tables) == {"rd_spending", "tech_finance", "firm_cultivation"}
    for name, table in tables.items():
        check(name, table)
        assert (table["observation_ids"] != "").all()
        assert table.loc[table["kind"] == "stated", "formula"].eq("").all()
        assert table.loc[table["kind"] == "derived", "formula"].ne("").all()
    assert set(tables["rd_spending"]["kind"]) == {"stated", "derived"}
    finance = tables["tech_finance"].set_index("indicator")
    assert finance.loc["loan_per_firm", "observation_ids"] == "loans-level loan_firms-level"
    assert finance.loc["loan_per_firm", "note"] == "said of the same loans"
    assert tables["firm_cultivation"]["value"].tolist() == [660]


def test_no_observations_give_empty_tables_with_all_columns() -> None:
    for name, table in themes.theme_tables(observed()).items():
        assert table.empty
        check(name, table)


def test_every_rule_is_explained_and_runs() -> None:
    assert {rule.name for rule in themes.rules()} == set(definitions.load("themes"))
    for name, spec in definitions.load("themes").items():
        for part in ("label", "explanation"):
            assert spec[part]["zh"] and spec[part]["en"], (name, part)


@pytest.mark.parametrize(
    ("formula", "words"),
    [("level / growth", "names growth; expected one of its inputs: level"), ("level /", "is no formula")],
)
def test_a_broken_rule_is_named(formula: str, words: str) -> None:
    spec = {
        "inputs": {"level": {"measure": "level"}},
        "output": {"measure": "level"},
        "gives": "x",
        "formula": formula,
    }
    with pytest.raises(DefinitionError, match=f"rule odd.*{words}"):
        themes._rule("odd", spec)
