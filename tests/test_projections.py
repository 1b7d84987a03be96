"""Projections: simple rules, honest about how little is known, and scored against what came."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import backtest, decomposition, definitions, histories, paths, tables
from analysis.bands import band_rule
from analysis.build import build_projections
from analysis.errors import AnalysisError, DefinitionError, ProjectionError
from analysis.intervals import Interval
from analysis.outcomes import Figure
from analysis.projections import Point, Rate, methods, needed_a_year, power, project, years_ahead
from analysis.schema import codelist
from analysis.targets import target_ledger

CITY, PROVINCE = "360100", "360000"
TWELVE = Rate(12.0, Interval(11.5, 12.5))


def line(*pairs: tuple[int, float]) -> list[Point]:
    return [Point(year, value, Interval.exact(value)) for year, value in pairs]


def growing(percent: float, years: int, start: int = 2015) -> list[Point]:
    return line(*((start + i, 100 * (1 + percent / 100) ** i) for i in range(years)))


# ---------------------------------------------------------------- what a rule gives, by construction


@pytest.mark.parametrize("method", ["growth", "log_linear"])
@pytest.mark.parametrize("percent", [7.0, -4.0, 0.5])
def test_a_series_that_grows_by_a_rate_goes_on_at_that_rate(method: str, percent: float) -> None:
    points = growing(percent, 5)
    for ahead in (1, 2, 3):
        found = project(points, method, 2019 + ahead)
        assert found.value == pytest.approx(100 * (1 + percent / 100) ** (4 + ahead), rel=1e-9)


def test_drift_adds_the_average_step_over_unequal_gaps() -> None:
    points = line((2018, 1049), (2020, 2054))
    assert project(points, "drift", 2021).value == pytest.approx(2556.5)
    assert project(points, "drift", 2022).value == pytest.approx(3059)


def test_the_naive_rule_repeats_the_last_actual() -> None:
    assert project(line((2018, 1049), (2020, 2054)), "naive", 2022).value == 2054


def test_growing_like_the_province_compounds_its_rate() -> None:
    found = project(line((2019, 90), (2021, 100)), "province", 2023, TWELVE)
    assert found.value == pytest.approx(125.44)
    assert found.interval is not None and found.interval.low == pytest.approx(124.3225)


def test_without_a_rate_of_the_province_its_rule_is_refused() -> None:
    assert project(line((2019, 90), (2020, 100)), "province", 2021).refused == "no_province_growth"


def test_growth_needed_reaches_the_goal_when_it_is_kept_up() -> None:
    rate = needed_a_year(line((2019, 200))[0], 242, 2021)
    assert rate.value == pytest.approx(10)
    points = needed_a_year(Point(2019, 1.04, Interval(1.035, 1.045)), 1.8, 2021, percent=True)
    assert points.value == pytest.approx(0.38)
    assert points.interval.format(4) == "[0.3775, 0.3825]"


def test_the_log_linear_rule_is_the_least_squares_line_of_statsmodels() -> None:
    import statsmodels.formula.api as smf

    points = line((2018, 18.56), (2019, 26.19), (2023, 65.05), (2024, 74.74))
    data = pd.DataFrame({"year": [p.year for p in points], "log": [math.log(p.value or 0) for p in points]})
    fit = smf.ols("log ~ year", data).fit().get_prediction(pd.DataFrame({"year": [2026]})).summary_frame(alpha=0.05)
    found = project(points, "log_linear", 2026)
    assert found.value == pytest.approx(math.exp(fit["mean"].iloc[0]), rel=1e-6)
    assert found.band.ends[95].low == pytest.approx(math.exp(fit["obs_ci_lower"].iloc[0]), rel=1e-6)
    assert found.band.ends[95].high == pytest.approx(math.exp(fit["obs_ci_upper"].iloc[0]), rel=1e-6)
    assert found.interval is not None and found.interval.contains(found.value)


# ---------------------------------------------------------------- how far, and with which interval


def test_two_points_give_no_interval_and_say_why() -> None:
    for method in ("naive", "drift", "growth"):
        found = project(line((2018, 1049), (2020, 2054)), method, 2021)
        assert found.value is not None
        assert (found.band.kind, found.band.ends) == ("none", {})
        assert found.band.reason == "no_freedom"
    sentence = definitions.load("projections")["reasons"]["no_freedom"]["en"]
    assert "two points leave no degrees of freedom" in sentence


def test_two_points_are_too_few_for_a_fitted_line() -> None:
    assert project(line((2018, 1049), (2020, 2054)), "log_linear", 2021).refused == "too_few_points"


@pytest.mark.parametrize("method", ["drift", "log_linear"])
def test_three_points_give_a_fan_for_one_year_only(method: str) -> None:
    points = line((2018, 18), (2019, 26), (2022, 50))
    near, far = project(points, method, 2023), project(points, method, 2024)
    assert near.band.kind == "fan" and near.band.n == 3
    assert near.band.ends[95].low < near.band.ends[80].low < near.value < near.band.ends[80].high  # type: ignore[operator]
    assert (far.band.kind, far.band.reason) == ("none", "fan_one_year")
    assert far.value is not None


@pytest.mark.parametrize("method", ["drift", "log_linear"])
def test_four_points_give_intervals_that_widen_with_the_years(method: str) -> None:
    points = line((2018, 20), (2019, 26), (2021, 39), (2022, 44))
    widths = [project(points, method, year).band.ends[80].width for year in (2023, 2024, 2025)]
    assert widths == sorted(widths) and widths[0] > 0
    assert project(points, method, 2023).band.kind == "prediction"


def test_the_kind_of_interval_depends_on_the_points_alone() -> None:
    assert [band_rule(n, 1)[0] for n in (1, 2, 3, 4, 9)] == ["none", "none", "fan", "prediction", "prediction"]


@given(years=st.lists(st.integers(1990, 2030), min_size=1, max_size=6, unique=True), method=st.sampled_from(methods()))
def test_no_projection_reaches_further_ahead_than_the_history_is_long(years: list[int], method: str) -> None:
    points = line(*((year, 10.0 + i) for i, year in enumerate(sorted(years))))
    length = max(years) - min(years)
    assert len(years_ahead(points)) <= length
    beyond = project(points, method, max(years) + length + 1, TWELVE)
    assert beyond.value is None and beyond.refused


def test_an_unknown_method_gives_one_clear_error() -> None:
    with pytest.raises(ProjectionError) as error:
        project(line((2018, 1), (2019, 2)), "prophecy", 2020)
    assert str(error.value) == (
        "no projection method 'prophecy'; expected one of naive, drift, growth, province, log_linear"
    )
    assert isinstance(error.value, AnalysisError)


@pytest.mark.parametrize("year", [2019, 2018])
def test_a_projection_starts_after_the_last_actual(year: int) -> None:
    with pytest.raises(ProjectionError, match="after the last actual"):
        project(line((2018, 1), (2019, 2)), "naive", year)


def test_a_history_that_does_not_rise_is_refused() -> None:
    with pytest.raises(ProjectionError, match="rising order"):
        project(line((2019, 1), (2019, 2)), "naive", 2021)


def test_growth_from_zero_is_refused_with_its_reason() -> None:
    assert project(line((2018, 0), (2019, 2)), "growth", 2020).refused == "not_positive"


# ---------------------------------------------------------------- bounds go through

POSITIVE = st.floats(1, 1e6)


@st.composite
def bounded(draw: Any) -> tuple[list[Point], list[Point]]:
    """A history of intervals, and one of the true values inside them."""
    years = sorted(draw(st.lists(st.integers(2000, 2012), min_size=3, max_size=5, unique=True)))
    seen, true = [], []
    for year in years:
        value, below, above = draw(POSITIVE), draw(st.floats(0, 0.3)), draw(st.floats(0, 0.3))
        interval = Interval(value * (1 - below), value * (1 + above))
        inside = min(max(value * draw(st.floats(1 - below, 1 + above)), interval.low or 0), interval.high or 0)
        seen.append(Point(year, value, interval))
        true.append(Point(year, inside, Interval.exact(inside)))
    return seen, true


@given(histories_=bounded(), method=st.sampled_from(methods()), rate=st.floats(11.5, 12.5))
def test_the_true_projection_lies_inside_what_the_bounds_allow(
    histories_: tuple[list[Point], list[Point]], method: str, rate: float
) -> None:
    seen, true = histories_
    year = seen[-1].year + 1
    allowed = project(seen, method, year, TWELVE).interval
    exact = project(true, method, year, Rate(rate, Interval.exact(rate))).interval
    assert allowed is not None and exact is not None
    assert allowed.low <= exact.low and exact.high <= allowed.high  # type: ignore[operator]


@given(base=POSITIVE, exponent=st.floats(-3, 3))
def test_a_power_holds_the_true_one(base: float, exponent: float) -> None:
    assert power(Interval.exact(base), exponent).contains(base**exponent)


def test_an_open_bound_of_the_last_actual_stays_open() -> None:
    points = [line((2019, 9))[0], Point(2020, 13, Interval(13, None))]
    found = project(points, "growth", 2021)
    assert found.interval is not None and found.interval.high is None
    assert found.interval.low == pytest.approx(13**2 / 9)
    assert project(points, "drift", 2021).interval == Interval(17, None)


# ---------------------------------------------------------------- histories


def figure(period: str, value: float, status: str = "actual", source: str = "report", **changes: Any) -> Figure:
    own = {"title": f"{source} of {period}", "indicator": "hte", "measure": "level", "bound": "exact", "unit": "count"}
    return Figure(source=source, period=period, status=status, value=value, interval=Interval.exact(value),
                  **{**own, **changes})


def test_targets_and_expectations_never_enter_a_history() -> None:
    found = histories.actual_points([
        figure("2019", 100), figure("2020", 900, "target"), figure("2020", 800, "expected"), figure("2021", 120),
    ])
    assert [(p.year, p.value) for p in found] == [(2019, 100), (2021, 120)]


def test_a_report_comes_before_a_later_figure_of_the_same_year() -> None:
    figures = [figure("2020", 105, source="reference"), figure("2020", 104)]
    assert [p.value for p in histories.actual_points(figures)] == [104]
    assert histories.actual_points([figure("2021", 1, source="reference")], later=False) == ()


def test_a_break_cuts_off_what_came_before_it() -> None:
    points = line((2018, 1), (2020, 2), (2021, 3), (2022, 4))
    cut = histories.breaks_of("hte", CITY)
    assert [b.year for b in cut] == [2021]
    assert [p.year for p in histories.since_break(points, cut)] == [2021, 2022]
    assert [p.year for p in histories.since_break(points[:2], cut)] == [2018, 2020]
    assert histories.breaks_of("rd_intensity", CITY) == []


def test_a_break_stops_the_build_when_its_sentence_is_gone() -> None:
    each = histories.breaks()[0]
    histories.check_breaks({b.report: b.quote for b in histories.breaks()})
    with pytest.raises(DefinitionError, match="stands 0 times"):
        histories.check_breaks({})
    with pytest.raises(DefinitionError, match="stands 2 times"):
        histories.check_breaks({each.report: each.quote * 2})


def test_a_figure_out_of_a_note_stops_the_build_when_the_note_is_gone(outcomes: pd.DataFrame) -> None:
    histories.check_notes(outcomes)
    with pytest.raises(DefinitionError, match="stands in 0 notes"):
        histories.check_notes(outcomes.assign(note=""))


# ---------------------------------------------------------------- the five reports


@pytest.fixture(scope="module")
def observations() -> pd.DataFrame:
    return tables.load("observations")


@pytest.fixture(scope="module")
def outcomes() -> pd.DataFrame:
    return tables.load("outcomes")


@pytest.fixture(scope="module")
def targets(observations: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    return target_ledger(observations, outcomes)


@pytest.fixture(scope="module")
def projections(observations: pd.DataFrame, outcomes: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    return backtest.projections_table(observations, outcomes, targets)


@pytest.fixture(scope="module")
def scores(
    projections: pd.DataFrame, observations: pd.DataFrame, outcomes: pd.DataFrame, targets: pd.DataFrame
) -> pd.DataFrame:
    return backtest.scores_table(projections, observations, outcomes, targets)


def pick(table: pd.DataFrame, **cells: Any) -> pd.DataFrame:
    for name, value in cells.items():
        table = table[table[name] == value]
    return table


def test_nanchangs_high_tech_firms_fitted_on_2018_and_2020(scores: pd.DataFrame) -> None:
    worked = pick(scores, area=CITY, indicator="hte", scored="projection")
    assert set(zip(worked["first"], worked["origin"], worked["n"], strict=True)) == {("2018", "2020", 2)}
    found = {(r.method, r.period): round(r.value) for r in worked.itertuples()}
    assert found == {("naive", "2021"): 2054, ("naive", "2022"): 2054, ("drift", "2021"): 2556, ("drift", "2022"): 3059,
                     ("growth", "2021"): 2874, ("growth", "2022"): 4022}
    known = {(r.period, r.outcome_value, r.outcome_status) for r in worked.itertuples()}
    assert known == {("2021", 1950, "expected"), ("2022", 1939, "actual")}
    assert set(worked["direction"]) == {"too_high"}
    assert worked["crosses_break"].all()


def test_nanchangs_line_ends_with_the_rules_of_2021(projections: pd.DataFrame) -> None:
    own = pick(projections, area=CITY, indicator="hte")
    assert pick(own, use="outlook").empty
    ended = pick(own, use="refused", basis="reports", method="")
    assert ended["reason_en"].str.contains("the line ends before 2021").all() and len(ended) == 1


def test_errors_go_both_ways_and_no_rule_wins(scores: pd.DataFrame) -> None:
    found = backtest.summary(scores).set_index("method")
    for method in ("naive", "drift", "growth"):
        assert found.loc[method, "too_high"] > 0 and found.loc[method, "too_low"] > 0
    cases = scores[scores["scored"] == "projection"].groupby(list(backtest.CASE)).ngroups
    assert cases >= 6
    assert found["nearest"].max() < cases


def test_a_single_later_year_scores_every_rule(scores: pd.DataFrame) -> None:
    own = pick(scores, area="361100", indicator="rd_expenditure", period="2024")
    assert {r.method: (r.direction, round(r.error_percent, 1)) for r in own.itertuples()} == {
        "naive": ("too_low", -13.0), "drift": ("too_low", -0.5), "growth": ("too_high", 9.3),
        "province": ("too_low", -2.4), "log_linear": ("too_high", 12.3),
    }
    fans = own[own["band"] == "fan"]
    assert set(fans["method"]) == {"drift", "log_linear"} and fans["inside_95"].all()


def test_past_targets_are_the_class_of_cases_to_compare_with(scores: pd.DataFrame) -> None:
    past = backtest.summary(scores).query("scored == 'target'").iloc[0]
    assert past["cases"] == 6 and past["too_high"] == 3 and past["too_low"] == 3
    aimed = pick(scores, scored="target", indicator="hte", period="2022").iloc[0]
    assert (aimed["value"], aimed["outcome_value"], aimed["error"]) == (2000, 1939, 61)


def test_no_row_reaches_further_than_its_history_and_every_row_says_why_it_has_no_interval(
    projections: pd.DataFrame,
) -> None:
    rows = projections[projections["use"].isin(["outlook", "backtest"])]
    assert (rows["horizon"] <= rows["origin"].astype(int) - rows["first"].astype(int)).all()
    assert (rows["period"].astype(int) > rows["origin"].astype(int)).all()
    bare = projections[projections["band"] != "prediction"]
    assert (bare["reason_en"] != "").all() and (bare["reason_zh"] != "").all()
    assert rows[rows["n"] == 2]["low_80"].isna().all()
    assert (rows["low"] <= rows["value"] * (1 + 1e-9)).all() or rows["low"].isna().any()


def test_history_from_the_reports_alone_holds_no_later_figure(projections: pd.DataFrame) -> None:
    assert (pick(projections, basis="reports")["later_figures"] == "").all()
    later = pick(projections, basis="with_later_figures", use="outlook")
    assert (later["later_figures"] != "").all()


def test_a_target_changes_no_projection(
    projections: pd.DataFrame, observations: pd.DataFrame, outcomes: pd.DataFrame, targets: pd.DataFrame
) -> None:
    aimed = observations["status"] == "target"
    wild = observations.assign(value=observations["value"].where(~aimed, observations["value"] * 9))
    again = backtest.projections_table(wild, outcomes, targets)
    pd.testing.assert_frame_equal(again, projections)


def test_growth_needed_is_given_apart_from_every_forecast(projections: pd.DataFrame) -> None:
    needed = pick(projections, use="needed", indicator="hte", area="360400").iloc[0]
    assert (needed["measure"], needed["unit"], needed["method"]) == ("growth", "percent", "")
    assert needed["value"] == pytest.approx(100 * 750 / 675 - 100)
    assert pick(projections, use="needed", measure="level").empty


def test_the_parts_of_research_spending_keep_to_their_vintage(
    observations: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    parts = decomposition.decomposition(observations, outcomes)
    nanchang = pick(parts, area=CITY, period="2020").set_index("tier")
    assert nanchang.loc["T2", "agrees"] and not nanchang.loc["T3", "agrees"]
    grown = parts[parts["since"] != ""]
    assert list(grown["area"]) == ["361100"]
    row = grown.iloc[0]
    whole = (1 + row["gdp_growth"] / 100) * (1 + row["intensity_growth"] / 100)
    assert whole == pytest.approx(1 + row["rd_growth"] / 100)
    assert row["intensity_share"] == pytest.approx(63, abs=0.5)


# ---------------------------------------------------------------- definitions and build


def test_the_codes_of_the_table_are_those_of_the_definitions() -> None:
    spec = definitions.load("projections")
    for name in ("methods", "uses", "bases", "bands"):
        assert codelist(f"projection_{name}") == tuple(spec[name])
    assert set(spec["indicators"]) <= set(codelist("indicators"))


def test_the_committed_tables_are_what_the_build_gives(
    projections: pd.DataFrame, scores: pd.DataFrame, observations: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    parts = decomposition.decomposition(observations, outcomes)
    for name, table in (("projections", projections), ("projection_scores", scores), ("rd_decomposition", parts)):
        tables.check(name, table)
        assert tables.to_csv_bytes(name, table) == (paths.CLEAN / f"{name}.csv").read_bytes(), name


def test_a_broken_record_leaves_the_tables_alone(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("observations", "targets"):
        (tmp_path / f"{name}.csv").write_bytes((paths.CLEAN / f"{name}.csv").read_bytes())
    gone = histories.Break("hte", PROVINCE, 2021, "nowhere-2021", "never said", {}, {})
    monkeypatch.setattr(histories, "breaks", lambda: (gone,))
    with pytest.raises(DefinitionError, match="nowhere-2021"):
        build_projections(clean=tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["observations.csv", "targets.csv"]


def test_projecting_from_two_points_never_loads_statsmodels() -> None:
    code = (
        "import sys; from analysis.projections import *; from analysis import backtest, build, __main__; "
        "p = [Point(y, v, Interval.exact(v)) for y, v in ((2018, 1.0), (2020, 2.0))]; "
        "[project(p, m, 2021) for m in methods()]; sys.exit('statsmodels' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, check=False).returncode == 0


# ---------------------------------------------------------------- figures


def test_the_projected_part_of_a_figure_lies_after_the_actuals_it_rests_on(drawn: Any) -> None:
    data = drawn("rd_projection").data
    for panel, rows in data[data["kind"] == "projected"].groupby("panel"):
        origin = data[(data["panel"] == panel) & data["kind"].isin(["stated", "derived"])
                      & (data["status"] == "actual")]["period"].max()
        assert rows["period"].min() > origin
        assert set(rows["status"]) == {"projected"}
    assert set(data[data["status"] == "target"]["kind"]) == {"stated"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_says_that_there_is_no_interval_and_why(drawn: Any, lang: str) -> None:
    chart = drawn("rd_projection", lang)
    below = "".join(t.get_text() for t in chart.figure.texts).replace(" ", "")
    for reason in ("no_freedom", "at_least_this_wide"):
        sentence = definitions.load("projections")["reasons"][reason][lang].format(n=4, freedom=2)
        assert sentence[1:30].replace(" ", "") in below
    bands = chart.data.set_index(["panel", "formula", "period"])["low_95"].dropna()
    assert len(bands) and all({"en": "4 points", "zh": "4个点"}[lang] in panel for panel, *_ in bands.index)


def test_the_backtest_is_drawn_with_what_was_expected_aimed_at_and_came(drawn: Any) -> None:
    data = drawn("hte_projection").data
    own = data[data["area"] == CITY]
    assert own[own["status"] == "expected"]["value"].tolist() == [1950]
    assert own[own["status"] == "target"]["low"].tolist() == [2000]
    assert own[own["kind"] == "reference"]["value"].tolist() == [1939]
    assert sorted(own[own["kind"] == "projected"]["value"].round()) == [2054, 2054, 2556, 2874, 3059, 4022]


def test_the_scores_are_drawn_on_both_sides_of_zero(drawn: Any, scores: pd.DataFrame) -> None:
    chart = drawn("projection_scores")
    assert sorted(chart.data["error_percent"]) == sorted(scores["error_percent"])
    low, high = chart.figure.axes[0].get_xlim()
    assert low < min(scores["error_percent"]) < 0 < max(scores["error_percent"]) < high
