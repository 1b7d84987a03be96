"""The arithmetic audit: what agrees, what fails, what cannot be tested, and what must never be compared."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import __main__, tables
from analysis.audit import audit, audit_readings, claims_of
from analysis.cleaning.observations import read_document
from analysis.documents import load_reports
from analysis.errors import AnalysisError
from analysis.model import Mention, Observation
from analysis.schema import unit_of

CITY, PROVINCE = ("360100", "南昌市"), ("360000", "江西省")


def stated(
    value: float | None,
    indicator: str = "hte",
    measure: str = "level",
    *,
    resolution: float = 1.0,
    start: int = 0,
    sentence: int | None = None,
    period: str = "2021",
    status: str = "actual",
    report: str = "somewhere-2021",
    place: tuple[str, str] = CITY,
    **more: Any,
) -> Observation:
    """An observation as a report would print it; each stands in a sentence of its own unless said otherwise."""
    begins = start if sentence is None else sentence
    row = Observation(
        observation_id=f"{report}:{start}:{indicator}:{measure}",
        report=report,
        indicator=indicator,
        measure=measure,
        area=place[0],
        area_name=place[1],
        period=period,
        period_basis="stated",
        status=status,
        value=value,
        low=value,
        high=value,
        bound="exact",
        resolution=resolution,
        unit=unit_of(indicator, measure),
        start=start,
        end=start + 4,
        quote=f"{value}",
        sentence_start=begins,
        sentence_end=begins + 50,
    )
    return replace(row, **more)


def outcomes_of(*rows: Observation, **more: Any) -> dict[str, str]:
    """Relation → outcome of the checks of some observations; the worst where a relation is tested twice."""
    order = ["fails", "untestable", "agrees_within_rounding", "exact"]
    table = audit(rows, **more)
    found: dict[str, str] = {}
    for row in table.itertuples():
        found[row.relation] = min(found.get(row.relation, "exact"), row.outcome, key=order.index)
    return found


def only(*rows: Observation, relation: str, **more: Any) -> Any:
    table = audit(rows, **more)
    chosen = table[table["relation"] == relation]
    assert len(chosen) == 1, table[["relation", "outcome"]]
    return next(chosen.itertuples(index=False))


def printed(value: float, places: int) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


# ---------------------------------------------------------------- relations by construction

PASS = {"indicator": "hte_pass_rate", "resolution": 0.01}
RELATIONS = {
    "growth_from_levels": (
        "growth", 20.0, 1.0,
        lambda v: [stated(120, start=10), stated(100, period="2020", start=20), stated(v, measure="growth", start=30)],
    ),
    "growth_from_change": (
        "growth", 33.33, 0.01,
        lambda v: [stated(120, start=10), stated(30, measure="change", start=20),
                   stated(v, measure="growth", resolution=0.01, start=30)],
    ),
    "growth_from_change_and_previous": (
        "growth", -25.0, 0.1,
        lambda v: [stated(120, period="2020", start=10), stated(-30, measure="change", start=20),
                   stated(v, measure="growth", resolution=0.1, start=30)],
    ),
    "growth_of_additions": (
        "growth", 50.0, 1.0,
        lambda v: [stated(30, measure="new", start=10), stated(20, measure="new", period="2020", start=20),
                   stated(v, measure="growth", start=30)],
    ),
    "growth_over_span": (
        "growth", 95.8, 0.1,
        lambda v: [stated(1049, period="2018", start=10), stated(2054, period="2020", start=20),
                   stated(v, measure="growth", period="2018/2020", resolution=0.1, start=30)],
    ),
    "change_from_levels": (
        "change", 20.0, 1.0,
        lambda v: [stated(120, start=10), stated(100, period="2020", start=20), stated(v, measure="change", start=30)],
    ),
    "share_of_province": (
        "share_of_province", 31.55, 0.01,
        lambda v: [stated(1689, start=10), stated(5354, place=PROVINCE, start=20),
                   stated(v, measure="share_of_province", resolution=0.01, start=30)],
    ),
    "gap_to_province": (
        "gap", 0.5, 0.1,
        lambda v: [stated(62.5, "hte_pass_rate", resolution=0.0001, start=10),
                   stated(62.0, "hte_pass_rate", resolution=0.0001, place=PROVINCE, start=20),
                   stated(v, "hte_pass_rate", "gap_to_province", resolution=0.1, start=30)],
    ),
    "completion": (
        "completion", 108.33, 0.01,
        lambda v: [stated(1300, start=10), stated(1200, status="target", start=20, report="plan-2021"),
                   stated(v, measure="completion", resolution=0.01, start=30)],
    ),
    "pass_rate": (
        "pass rate", 26.94, 0.01,
        lambda v: [stated(455, "hte_filed", start=10), stated(1689, "hte_applied", start=20),
                   stated(v, start=30, **PASS)],
    ),
    "pass_rate_from_shares": (
        "pass rate", 60.0, 1.0,
        lambda v: [stated(50.0, "hte_pass_rate", resolution=0.001, place=PROVINCE, start=5),
                   stated(30.0, "hte_filed", "share_of_province", resolution=0.001, start=10),
                   stated(25.0, "hte_applied", "share_of_province", resolution=0.001, start=20),
                   stated(v, "hte_pass_rate", start=30)],
    ),
    "leverage_in_words": (
        "multiple", 17.8, 0.1,
        lambda v: [stated(533e6, "loans", "cumulative", resolution=1e4, start=10, sentence=0),
                   stated(30e6, "risk_pool", resolution=1e2, start=20, sentence=0),
                   stated(v, "leverage_ratio", resolution=0.1, start=30, sentence=0)],
    ),
    "unicorns_and_gazelles": (
        "sum", 22.0, 1.0,
        lambda v: [stated(3, "unicorn", start=10, sentence=0), stated(19, "gazelle", start=20, sentence=0),
                   stated(v, "unicorn_gazelle", start=30, sentence=0)],
    ),
    "rank_change": (
        "places", 1.0, 1.0,
        lambda v: [stated(3, measure="rank", start=10), stated(4, measure="rank", period="2020", start=20),
                   stated(v, measure="rank_change", start=30)],
    ),
}


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_figure_that_follows_from_the_others_agrees(relation: str) -> None:
    _, value, _, rows = RELATIONS[relation]
    assert outcomes_of(*rows(value))[relation] in {"exact", "agrees_within_rounding"}


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("units", [-1, 1])
def test_a_figure_off_by_one_unit_of_its_last_digit_fails(relation: str, units: int) -> None:
    _, value, unit, rows = RELATIONS[relation]
    row = only(*rows(round(value + units * unit, 6)), relation=relation)
    assert row.outcome == "fails"
    assert row.recomputed == pytest.approx(value, abs=unit / 2)
    assert row.observation_ids.split()[0].startswith("somewhere-2021:30:")


def test_the_digits_printed_decide_and_not_the_number() -> None:
    def share(value: float, resolution: float) -> str:
        rows = (stated(1043, start=10), stated(10000, place=PROVINCE, start=20),
                stated(value, measure="share_of_province", resolution=resolution, start=30))
        return outcomes_of(*rows)["share_of_province"]

    assert share(10.4, 0.1) == "agrees_within_rounding"
    assert share(10.4, 0.01) == "fails"
    assert share(10.43, 0.01) == "exact"


def test_a_row_tells_what_each_figure_would_have_to_be() -> None:
    row = only(*RELATIONS["pass_rate"][3](30.55), relation="pass_rate")
    assert row.needed_id == "somewhere-2021:10:hte_filed:level"
    assert (row.needed_low, row.needed_high) == (pytest.approx(515.9, abs=0.01), pytest.approx(516.08, abs=0.01))
    assert "would have to be 516 enterprises instead of 455 enterprises" in row.explanation_en
    assert "no whole number for the number of applications gives 30.55%" in row.explanation_en
    assert "通过数应为516家企业，而不是455家企业" in row.explanation_zh
    assert row.quote == "30.55"
    assert row.other_quotes == "455 | 1689"


def test_the_figure_that_nothing_else_bears_out_is_suspected() -> None:
    rows = [*RELATIONS["pass_rate"][3](30.55),
            stated(-458, "hte_filed", "change", start=40),
            stated(-50.16, "hte_filed", "growth", resolution=0.01, start=50),
            stated(5354, "hte_applied", place=PROVINCE, start=60),
            stated(31.55, "hte_applied", "share_of_province", resolution=0.01, start=70)]
    row = only(*rows, relation="pass_rate")
    assert row.suspects == "somewhere-2021:30:hte_pass_rate:level"


def test_a_number_printed_for_two_things_is_pointed_out() -> None:
    rows = [stated(1689, "hte_applied", start=5), stated(1452, "hte_filed", start=10),
            stated(-1689, "hte_filed", "change", start=20),
            stated(-55.25, "hte_filed", "growth", resolution=0.01, start=30)]
    row = only(*rows, relation="growth_from_change")
    assert row.same_number == "somewhere-2021:5:hte_applied:level"
    assert "Applications for high-tech status" in row.explanation_en


# ---------------------------------------------------------------- words and bounds


@pytest.mark.parametrize(("last", "outcome"), [(2098, "agrees_within_rounding"), (2097, "fails")])
def test_doubling_needs_the_double(last: int, outcome: str) -> None:
    rows = (stated(1049, period="2018", start=10), stated(last, period="2020", start=20),
            stated(100, measure="growth", period="2018/2020", start=30, high=None, bound="at_least",
                   resolution=None, quote="翻番"))
    row = only(*rows, relation="growth_over_span")
    assert row.outcome == outcome
    assert "“翻番” (at least 100%)" in row.explanation_en


@pytest.mark.parametrize(("lent", "outcome"), [(299e6, "fails"), (533e6, "agrees_within_rounding"), (610e6, "fails")])
def test_ten_and_more_times_is_ten_to_twenty(lent: float, outcome: str) -> None:
    rows = (stated(30e6, "risk_pool", resolution=1e4, start=10, sentence=0),
            stated(lent, "loans", "cumulative", resolution=1e5, start=20, sentence=0),
            stated(10, "leverage_ratio", start=30, sentence=0, low=10, high=20, bound="between", quote="十余倍"))
    assert outcomes_of(*rows)["leverage_in_words"] == outcome


def test_a_multiple_is_held_only_against_money_of_its_own_sentence() -> None:
    rows = (stated(30e6, "risk_pool", resolution=1e4, start=10), stated(90e6, "loans", resolution=1e5, start=20),
            stated(10, "leverage_ratio", start=30))
    assert outcomes_of(*rows) == {"leverage_in_words": "untestable"}


def test_about_is_given_a_margin_before_anything_fails() -> None:
    def of(value: float) -> str:
        about = stated(value, start=10, low=None, high=None, bound="about", resolution=1.0)
        return outcomes_of(about, stated(100, period="2020", start=20),
                           stated(20, measure="growth", start=30))["growth_from_levels"]

    assert of(125) == "agrees_within_rounding"
    assert of(150) == "fails"


# ---------------------------------------------------------------- whole-number bases


@pytest.mark.parametrize(("count", "percent", "outcome"), [(28, 16.60, "fails"), (28, 16.67, "agrees_within_rounding"),
                                                           (248, 43.35, "agrees_within_rounding")])
def test_a_count_and_its_growth_need_a_whole_number_before(count: int, percent: float, outcome: str) -> None:
    rows = (stated(count, start=10, sentence=0),
            stated(percent, measure="growth", resolution=0.01, start=20, sentence=0))
    assert outcomes_of(*rows)["whole_base_of_growth"] == outcome


def test_every_whole_number_that_would_do_is_named() -> None:
    rows = (stated(816, "sme", start=10, sentence=0), stated(35, "sme", "growth", start=20, sentence=0))
    row = only(*rows, relation="whole_base_of_growth")
    assert (row.needed_low, row.needed_high) == (603, 606)
    assert "603 to 606 enterprises" in row.explanation_en
    assert "the test is weak" in row.explanation_en


def test_a_percentage_behind_another_number_is_not_taken_for_the_growth_of_the_count() -> None:
    text = "认定38家，总数达4XX家，增长15.6%；"
    rows = (stated(38, measure="new", start=2, end=5, sentence=0),
            stated(15.6, measure="growth", resolution=0.1, start=16, end=21, sentence=0))
    assert "whole_base_of_growth" not in outcomes_of(*rows, texts={"somewhere-2021": text})


def mention(text: str, quote: str, value: float, unit: str) -> Mention:
    start = text.index(quote)
    return Mention("somewhere-2021", start, start + len(quote), quote, "other_figure", value=value, low=value,
                   high=value, unit=unit)


@pytest.mark.parametrize(("text", "outcome"), [
    ("登记成果28项，比去年同期增长16.60%。", "fails"),
    ("登记成果28项，同比增长12.00%。", "agrees_within_rounding"),
])
def test_figures_outside_the_codelist_are_tested_too(text: str, outcome: str) -> None:
    percent = text[text.index("长") + 1 : text.index("。")]
    mentions = [mention(text, "28项", 28.0, "count"), mention(text, percent, float(percent[:-1]), "percent")]
    table = audit([], mentions=mentions, texts={"somewhere-2021": text})
    assert table["outcome"].tolist() == [outcome]
    assert table["observation_ids"].tolist() == [""]


def test_a_round_task_that_gives_the_completion_is_found() -> None:
    rows = (stated(1.3e9, "contract_value", resolution=1e8, start=10, sentence=0, high=None, bound="at_least"),
            stated(108.33, "contract_value", "completion", resolution=0.01, start=20, sentence=0))
    row = only(*rows, relation="round_task")
    assert row.needed == 1.2e9
    assert "CNY 1.2 billion, which the report does not state" in row.explanation_en


# ---------------------------------------------------------------- parts, multiples, ranks


def test_parts_cannot_exceed_their_whole() -> None:
    whole = stated(300, "hte_applied", start=10)
    fits = [whole, *(stated(150, "hte_approved_batch", start=s) for s in (20, 30))]
    assert outcomes_of(*fits)["batches_of_applied"] == "agrees_within_rounding"
    more = [stated(120, "hte_filed", start=20, sentence=10), stated(100, "hte_applied", start=10, sentence=10)]
    row = only(*more, relation="filed_of_applied")
    assert row.outcome == "fails"
    assert "exceeds" in row.explanation_en


def test_a_part_of_a_city_is_held_against_the_city() -> None:
    zone = stated(62, "hte_applied", place=("", "开发区"), start=20, sentence=10)
    for whole, outcome in ((354, "agrees_within_rounding"), (54, "fails")):
        city = stated(whole, "hte_applied", start=10, sentence=10)
        assert outcomes_of(city, zone)["place_of_city"] == outcome


def test_loans_beyond_a_credit_line_prove_nothing() -> None:
    rows = (stated(5e8, "loans", resolution=1e8, start=10, sentence=0),
            stated(3e8, "credit_line", resolution=1e8, start=20, sentence=0))
    row = only(*rows, relation="loans_of_credit_line")
    assert (row.outcome, row.reason) == ("untestable", "other_definition")


def test_a_whole_multiple_of_the_pool_is_a_ceiling() -> None:
    def rows(funds: float) -> tuple[Observation, ...]:
        return (stated(48e6, "risk_pool", resolution=1e4, start=10),
                stated(funds, "bank_funds_leveraged", resolution=1e7, start=20))

    row = only(*rows(960e6), relation="bank_funds_of_pool")
    assert row.outcome == "exact"
    assert "exactly 20 times" in row.explanation_en
    assert "bank_funds_of_pool" not in outcomes_of(*rows(970e6))


def test_a_rank_must_leave_room_for_what_is_known_of_others() -> None:
    mine = [stated(50, start=10), stated(1, measure="rank", start=20)]
    other = stated(60, place=("360400", "九江市"), report="elsewhere-2021", start=10)
    assert outcomes_of(*mine)["rank"] == "untestable"
    assert outcomes_of(*mine, other)["rank"] == "fails"
    assert outcomes_of(*mine, replace(other, value=40.0, low=40.0, high=40.0))["rank"] == "agrees_within_rounding"
    assert outcomes_of(*mine, replace(other, period="2020"))["rank"] == "untestable"


def test_a_place_gained_cannot_come_from_beyond_the_last() -> None:
    rows = (stated(11, measure="rank", start=10), stated(1, measure="rank_change", start=20))
    assert outcomes_of(*rows)["rank_moved"] == "fails"


# ---------------------------------------------------------------- the same figure twice

ALIKE = "全市高新技术企业总数达到500家。" + "全市高新技术企业总数为510家。"


def test_one_report_may_not_give_two_values_for_one_figure() -> None:
    rows = (stated(500, start=12, sentence=0, sentence_end=17), stated(510, start=28, sentence=17, sentence_end=33))
    texts = {"somewhere-2021": ALIKE}
    assert outcomes_of(*rows, texts=texts)["twice_in_report"] == "fails"
    same = (rows[0], replace(rows[1], value=500.0, low=500.0, high=500.0))
    assert outcomes_of(*same, texts=texts)["twice_in_report"] == "exact"


@pytest.mark.parametrize("words", ["全市净增高新技术企业510家。", "第一批高新技术企业510家。"])
def test_other_words_may_count_something_else(words: str) -> None:
    first = "全市高新技术企业总数500家。"
    rows = (stated(500, start=10, sentence=0, sentence_end=len(first)),
            stated(510, start=25, sentence=len(first), sentence_end=len(first + words)))
    row = only(*rows, relation="twice_in_report", texts={"somewhere-2021": first + words})
    assert (row.outcome, row.reason) == ("untestable", "other_definition")


def test_two_values_in_one_sentence_are_no_contradiction() -> None:
    rows = (stated(500, start=10, sentence=0), stated(510, start=20, sentence=0))
    assert "twice_in_report" not in outcomes_of(*rows, texts={"somewhere-2021": ALIKE})


def test_two_reports_are_held_against_each_other() -> None:
    sentence = "高新技术企业500家。"
    rows = [stated(value, period="2020", start=6, sentence=0, sentence_end=11, report=report)
            for value, report in ((500, "a-2020"), (510, "b-2021"))]
    row = only(*rows, relation="two_reports", texts={"a-2020": sentence, "b-2021": sentence})
    assert row.outcome == "fails"
    assert set(row.reports.split()) == {"a-2020", "b-2021"}
    expected = [rows[0], replace(rows[1], status="expected")]
    assert "two_reports" not in outcomes_of(*expected)


def test_batches_and_programmes_are_several_figures_and_no_contradiction() -> None:
    rows = [stated(v, i, start=s) for s, (v, i) in enumerate([(134, "hte_approved_batch"), (157, "hte_approved_batch"),
                                                              (1e8, "loans"), (2e8, "loans")])]
    assert outcomes_of(*rows) == {}


def test_two_cities_shares_imply_one_province() -> None:
    def rows(second: float) -> tuple[Observation, ...]:
        other: dict[str, Any] = {"place": ("360400", "九江市"), "report": "elsewhere-2021"}
        return (stated(250, start=10), stated(25.0, measure="share_of_province", resolution=0.1, start=20),
                stated(second, start=10, **other),
                stated(10.0, measure="share_of_province", resolution=0.1, start=20, **other))

    assert outcomes_of(*rows(100))["one_whole"] == "agrees_within_rounding"
    assert outcomes_of(*rows(110))["one_whole"] == "fails"


# ---------------------------------------------------------------- later official figures


def later(value: float, indicator: str, title: str = "a yearbook") -> Any:
    row = {"area": CITY[0], "area_name": CITY[1], "indicator": indicator, "measure": "level", "period": "2021",
           "value": value, "unit": unit_of(indicator, "level"), "title": title, "tier": "T1"}
    return tables.frame("outcomes", [row])


RD = (stated(11.177e9, "rd_expenditure", resolution=1e6, start=10),
      stated(1.95, "rd_intensity", resolution=0.01, start=20))


def test_a_later_official_figure_confirms_but_does_not_refute() -> None:
    row = only(*RD, relation="rd_intensity", outcomes=later(574.551e9, "gdp"))
    assert (row.outcome, row.reference) == ("agrees_within_rounding", "a yearbook")
    assert "later official figure" in row.explanation_en
    row = only(*RD, relation="rd_intensity", outcomes=later(600.01e9, "gdp"))
    assert (row.outcome, row.reason) == ("untestable", "other_vintage")


def test_a_figure_derived_from_the_report_is_no_evidence() -> None:
    derived = later(1.95, "rd_intensity", title="derived from the report")
    assert "later_official_figure" not in outcomes_of(RD[1], outcomes=derived)
    assert outcomes_of(RD[1], outcomes=later(1.95, "rd_intensity"))["later_official_figure"] == "exact"


def test_intensity_without_gdp_must_imply_a_possible_growth() -> None:
    def rows(growth: float) -> tuple[Observation, ...]:
        return (*RD, stated(0.14, "rd_intensity", "change", resolution=0.01, start=30),
                stated(growth, "rd_expenditure", "growth", resolution=0.01, start=40))

    assert outcomes_of(*rows(10.40))["gdp_growth_by_growth"] == "agrees_within_rounding"
    assert outcomes_of(*rows(104.0))["gdp_growth_by_growth"] == "fails"


# ---------------------------------------------------------------- scope


@pytest.mark.parametrize("change", [
    {"period": "2019"}, {"status": "target"}, {"area": "360400", "area_name": "九江市"}, {"indicator": "sme"},
    {"measure": "new"},
])
def test_a_figure_of_another_place_time_status_or_kind_is_not_compared(change: dict[str, str]) -> None:
    level, before, growth = RELATIONS["growth_from_levels"][3](77.0)
    row = only(level, replace(before, **change), growth, relation="growth_from_levels")
    assert (row.outcome, row.reason) == ("untestable", "no_previous")


def test_a_growth_beside_new_firms_may_be_theirs() -> None:
    level, before, growth = RELATIONS["growth_from_levels"][3](77.0)
    new = stated(30, measure="new", start=25, sentence=30)
    row = only(level, before, growth, new, relation="growth_from_levels")
    assert (row.outcome, row.reason) == ("untestable", "ambiguous")


def test_an_expectation_grows_from_an_actual_and_targets_alone_are_no_facts() -> None:
    level, before, growth = RELATIONS["growth_from_levels"][3](20.0)
    expected = [replace(o, status="expected") for o in (level, growth)]
    assert outcomes_of(before, *expected)["growth_from_levels"] == "exact"
    assert outcomes_of(stated(20, measure="growth", status="target")) == {}


# ---------------------------------------------------------------- untestable


@pytest.mark.parametrize(("rows", "relation", "reason"), [
    ([stated(49e8, "rd_expenditure", resolution=1e8, start=10),
      stated(24.2, "rd_expenditure", "growth", resolution=0.1, start=20)], "growth_from_levels", "no_previous"),
    ([stated(106.7e8, "contract_value", resolution=1e7, start=10),
      stated(25.8, "contract_value", "share_of_province", resolution=0.1, start=20)], "share_of_province", "no_whole"),
    (list(RD), "rd_intensity", "no_gdp"),
    ([stated(1.3e9, "contract_value", resolution=1e6, start=10),
      stated(108.4, "contract_value", "completion", resolution=0.1, start=20)], "completion", "no_task"),
    ([stated(455, "hte_filed", start=10), stated(30.0, start=20, **PASS)], "pass_rate", "no_parts"),
    ([stated(0.3, "rd_intensity", "gap_to_province", resolution=0.1, start=20)], "gap_to_province", "no_partner"),
])
def test_what_cannot_be_tested_says_why(rows: list[Observation], relation: str, reason: str) -> None:
    row = only(*rows, relation=relation)
    assert (row.outcome, row.reason) == ("untestable", reason)
    assert "cannot be tested" in row.explanation_en and "无法检验" in row.explanation_zh


def test_what_is_missing_is_computed_all_the_same() -> None:
    rows = (stated(49e8, "rd_expenditure", resolution=1e8, start=10),
            stated(24.2, "rd_expenditure", "growth", resolution=0.1, start=20))
    row = only(*rows, relation="growth_from_levels")
    assert row.needed == pytest.approx(39.4525e8, rel=1e-4)
    assert row.needed_low < 39.1e8 and row.needed_high > 39.8e8


# ---------------------------------------------------------------- claims

CLAIM = (
    "(一)主要指标\n1.研发投入强度达到1.95%。\n2.高新技术企业1950家。\n"
    "以上指标除高新技术企业数量目标外,其余指标均完成了目标任务。"
)


def claim_rows(goal: float) -> list[Observation]:
    return [stated(1.95, "rd_intensity", resolution=0.01, start=CLAIM.index("1.95")),
            stated(1950, start=CLAIM.index("1950")),
            stated(goal, "rd_intensity", resolution=0.1, status="target", report="plan-2021", start=1),
            stated(2500, status="target", report="plan-2021", start=9)]


@pytest.mark.parametrize(("goal", "outcome"), [(2.0, "fails"), (1.9, "agrees_within_rounding")])
def test_a_claim_that_targets_were_met_is_held_against_them(goal: float, outcome: str) -> None:
    rows = claim_rows(goal)
    claims = claims_of("somewhere-2021", CLAIM, rows)
    assert [c.kind for c in claims] == ["targets_met"]
    table = audit(rows, claims=claims)
    row = next(table[table["relation"] == "claim_targets_met"].itertuples())
    assert row.outcome == outcome
    assert row.observation_ids.split() == [rows[0].observation_id, rows[2].observation_id]
    assert row.quote == "以上指标除高新技术企业数量目标外,其余指标均完成了目标任务"


def test_a_claim_covers_what_stands_above_it_but_for_what_it_excepts() -> None:
    claim = claims_of("somewhere-2021", CLAIM, claim_rows(2.0))[0].claim
    assert claim.covered == {"rd_intensity", "hte"}
    assert "hte" in claim.excepted and "rd_intensity" not in claim.excepted


@pytest.mark.parametrize("text", ["全力完成各项目标任务。", "力争各项指标进入全省前列。",
                                  "县区研发投入强度超过全省平均水平。"])
def test_an_effort_is_no_claim(text: str) -> None:
    assert claims_of("somewhere-2021", text, claim_rows(2.0)) == []


# ---------------------------------------------------------------- the five reports


@pytest.fixture(scope="module")
def five() -> Any:
    return audit_readings([read_document(d) for d in load_reports()], tables.load("outcomes"))


FAILURES = {
    ("nanchang-2021", "share_of_province", "31.55%"),
    ("nanchang-2021", "pass_rate", "30.55%"),
    ("nanchang-2021", "pass_rate_from_shares", "30.55%"),
    ("nanchang-2021", "growth_from_change", "55.25%"),
    ("nanchang-2021", "growth_over_span", "翻番"),
    ("nanchang-2021", "claim_targets_met", "以上指标除高新技术企业数量目标外,其余指标均完成了目标任务"),
    ("shangrao-2020", "whole_base_of_growth", "16.60%"),
}


def test_the_failures_of_the_five_reports_are_these_and_no_others(five: Any) -> None:
    failing = five[five["outcome"] == "fails"]
    assert set(zip(failing["report"], failing["relation"], failing["quote"], strict=True)) == FAILURES
    assert len(failing) == len(FAILURES)


@pytest.mark.parametrize(("report", "quote", "relation"), [
    ("nanchang-2021", "31.55%", "share_of_province"),
    ("nanchang-2021", "25.95%", "share_of_province"),
    ("nanchang-2021", "27.12%", "pass_rate"),
    ("nanchang-2021", "50.16%", "growth_from_change"),
    ("nanchang-2021", "5%", "growth_from_levels"),
    ("nanchang-2021", "1.95%", "rd_intensity"),
    ("nanchang-2021", "0.14个百分点", "gdp_growth_by_growth"),
    ("nanchang-2021", "0.27个百分点", "gap_to_province"),
    ("nanchang-2021", "28.23%", "whole_base_of_share"),
    ("nanchang-2021", "25%", "whole_base_of_share"),
    ("nanchang-2021", "49.5%", "whole_base_of_share"),
    ("nanchang-2021", "43.35%", "whole_base_of_growth"),
    ("nanchang-2021", "十余倍", "leverage_in_words"),
    ("nanchang-2021", "约3.22亿元", "loans_of_cumulative"),
    ("nanchang-2021", "第三", "rank"),
    ("nanchang-2021", "1位", "rank_moved"),
    ("nanchang-2021", "455家", "filed_of_applied"),
    ("nanchang-2021", "1452家", "filed_of_applied"),
    ("shangrao-2020", "1.04%", "rd_intensity"),
    ("shangrao-2020", "0.20个百分点", "rd_intensity_before"),
    ("shangrao-2020", "0.20个百分点", "gdp_growth_by_change"),
    ("shangrao-2020", "108.33%", "round_task"),
    ("shangrao-2020", "134家", "batches_of_applied"),
    ("shangrao-2020", "62家", "place_of_city"),
    ("shangrao-2020", "49家", "borrowers_of_listed"),
    ("shangrao-2020", "1.52亿元", "loans_of_credit_line"),
    ("jiujiang-2021", "35%", "whole_base_of_growth"),
    ("jiujiang-2021", "9.6亿元", "bank_funds_of_pool"),
    ("jiujiang-2021", "131家", "certified_of_applied"),
    ("jiujiang-2021", "49亿元", "later_official_figure"),
    ("jiujiang-2021", "49亿元", "twice_in_report"),
    ("jiujiang-2021", "研发投入占比仍低于全国、全省平均", "claim_standing"),
    ("jiujiang-2021", "前三", "rank"),
])
def test_what_holds_in_the_five_reports_is_found(five: Any, report: str, quote: str, relation: str) -> None:
    found = five[(five["report"] == report) & (five["quote"] == quote) & (five["relation"] == relation)]
    assert (found["outcome"].isin(["exact", "agrees_within_rounding"])).any()


def test_the_copied_numbers_are_pointed_out(five: Any) -> None:
    failing = five[five["outcome"] == "fails"]
    same = dict(zip(failing["quote"], failing["same_number"], strict=True))
    assert same["31.55%"] == "nanchang-2021:413:hte_applied:share_of_province"
    assert same["55.25%"] == "nanchang-2021:400:hte_applied:level"


def test_every_relative_figure_is_tested_or_says_why_not(five: Any) -> None:
    observations = tables.load("observations")
    relative = observations["measure"].isin(["growth", "change", "share_of_province", "gap_to_province", "completion"])
    due = observations[relative & (observations["status"] != "target")]["observation_id"]
    seen = {i for ids in five["observation_ids"] for i in ids.split()}
    assert set(due) <= seen


def test_checks_csv_is_what_the_audit_gives_and_its_ids_link(five: Any) -> None:
    tables.check("checks", five)
    stored = tables.load("checks")
    assert tables.to_csv_bytes("checks", five) == tables.to_csv_bytes("checks", stored)
    known = set(tables.load("observations")["observation_id"])
    for column in ("observation_ids", "suspects", "same_number", "needed_id"):
        assert {i for ids in stored[column] for i in ids.split()} <= known


def test_the_claim_reaches_the_target_ledger() -> None:
    ledger = tables.load("targets")
    contradicted = ledger[ledger["flags"].str.contains("claim_contradicted")]
    assert contradicted["target_id"].tolist() == ["nanchang-2020:503:rd_intensity:level"]


# ---------------------------------------------------------------- no false alarms

COUNTS = st.integers(20, 5000)
PLACES = st.integers(0, 2)


@st.composite
def consistent_report(draw: st.DrawFn) -> list[Observation]:
    """A report whose figures all follow from one set of true values, rounded as reports round them."""
    report = f"made-{draw(st.integers(2000, 2030))}"
    rows: list[Observation] = []

    def say(value: float, indicator: str, measure: str = "level", resolution: float = 1.0, **more: Any) -> None:
        place = {"start": 100 * len(rows), "report": report}
        rows.append(stated(value, indicator, measure, resolution=resolution, **place, **more))

    def percent(value: float, indicator: str, measure: str, **more: Any) -> None:
        places = draw(PLACES)
        say(printed(value, places), indicator, measure, 10.0**-places, **more)

    now, before = draw(COUNTS), draw(COUNTS)
    whole = now + draw(COUNTS)
    say(now, "hte"), say(before, "hte", period="2020"), say(whole, "hte", place=PROVINCE)
    say(now - before, "hte", "change")
    percent(100 * now / before - 100, "hte", "growth")
    percent(100 * now / whole, "hte", "share_of_province")
    applied, all_applied = draw(COUNTS) + 1000, 0
    filed = draw(st.integers(1, applied))
    all_applied = applied + draw(COUNTS)
    all_filed = filed + draw(st.integers(0, all_applied - applied))
    for indicator, city, province in (("hte_applied", applied, all_applied), ("hte_filed", filed, all_filed)):
        say(city, indicator), say(province, indicator, place=PROVINCE)
        percent(100 * city / province, indicator, "share_of_province")
    percent(100 * filed / applied, "hte_pass_rate", "level")
    percent(100 * all_filed / all_applied, "hte_pass_rate", "level", place=PROVINCE)
    rd, growth, gdp_growth = draw(st.floats(5, 200)), draw(st.floats(-20, 60)), draw(st.floats(-5, 20))
    intensity = draw(st.floats(0.5, 4))
    old = intensity * (1 + gdp_growth / 100) / (1 + growth / 100)
    say(printed(rd, 2) * 1e8, "rd_expenditure", resolution=1e6)
    percent(growth, "rd_expenditure", "growth")
    say(printed(intensity, 2), "rd_intensity", resolution=0.01)
    say(printed(intensity - old, 2), "rd_intensity", "change", 0.01)
    return rows


@settings(max_examples=60, deadline=None)
@given(consistent_report())
def test_a_consistent_report_raises_no_alarm(rows: list[Observation]) -> None:
    table = audit(rows)
    failing = table[table["outcome"] == "fails"]
    assert failing.empty, failing[["relation", "explanation_en"]].to_dict("records")
    assert (table["outcome"] != "untestable").any()


# ---------------------------------------------------------------- one pass


def calls(rows: list[Observation]) -> int:
    counted = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        audit(rows)
    finally:
        sys.setprofile(None)
    return counted


def test_twice_the_reports_are_twice_the_work() -> None:
    one = [o for o in tables.observations_of(tables.load("observations"))]

    def copies(number: int) -> list[Observation]:
        return [replace(o, report=f"{o.report}-{i}", observation_id=f"{i}:{o.observation_id}")
                for i in range(number) for o in one]

    calls(copies(1))  # definitions are read once
    few, many = calls(copies(4)), calls(copies(16))
    assert many < 4.2 * few


# ---------------------------------------------------------------- the command line


def test_the_command_prints_failures_first_and_exits_with_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["audit"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("fails: 7")
    headings = [line for line in lines if line.isupper() and line.endswith(")")]
    assert [h.split(" (")[0] for h in headings] == ["FAILS", "UNTESTABLE", "AGREES WITHIN ROUNDING", "EXACT"]


def test_the_table_is_there_in_chinese_and_as_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["audit", "--lang", "zh"]) == 1
    assert "不成立：7" in capsys.readouterr().out
    assert __main__.main(["audit", "--format", "csv"]) == 1
    assert capsys.readouterr().out.encode() == tables.path_of("checks").read_bytes()


def write(path: Any, rows: list[Observation]) -> str:
    path.write_bytes(tables.to_csv_bytes("observations", rows))
    return str(path)


def test_a_table_without_failures_exits_with_zero(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    table = write(tmp_path / "given.csv", RELATIONS["growth_from_levels"][3](20.0))
    assert __main__.main(["audit", table]) == 0
    assert "fails: 0" in capsys.readouterr().out


def test_a_report_is_read_before_it_is_audited(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("analysis.formats")
    report = tmp_path / "town-2021.txt"
    report.write_text("南昌市科技局2021年工作总结\n2021年,全市高新技术企业从100家增长到130家。登记科技成果28项,同比增长16.60%。\n",
                      encoding="utf-8")
    assert __main__.main(["audit", str(report)]) == 1
    assert "28 at 16.60%" in capsys.readouterr().out


def test_a_broken_table_is_refused_with_all_its_faults(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.csv"
    good = RELATIONS["growth_from_levels"][3](20.0)
    rows = [replace(good[0], indicator="nonsense"), replace(good[1], low=900.0, high=100.0), good[2], good[2]]
    text = tables.to_csv_bytes("observations", rows).decode().splitlines()
    column = text[0].split(",").index("quote")
    cells = [line.split(",") for line in text]
    path.write_text("".join(",".join(row[:column] + row[column + 1 :]) + "\n" for row in cells))
    assert __main__.main(["audit", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    for fault in ("column quote: found no such column", "'nonsense'", "low 900 above high 100", "each only once"):
        assert fault in captured.err


def test_a_file_that_is_not_there_is_named(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["audit", str(tmp_path / "nowhere.csv")]) == 2
    assert "nowhere.csv: not found" in capsys.readouterr().err


def test_tables_and_reports_are_not_mixed(tmp_path: Any) -> None:
    from analysis.audit.listing import audited_files

    with pytest.raises(AnalysisError, match="one after the other"):
        audited_files([tmp_path / "a.csv", tmp_path / "b.txt"])


# ---------------------------------------------------------------- the figure


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_draws_failures_first_and_bands_that_reach_zero_where_figures_hold(lang: str) -> None:
    from analysis import charts
    from analysis.charts import layout

    chart = charts.draw("audit", lang=lang)
    data = chart.data
    failing = (data["outcome"] == "fails").tolist()
    assert failing == sorted(failing, reverse=True) and sum(failing) == 7
    reaches = (data["allowed_low_percent"].fillna(-1e9) <= 0) & (data["allowed_high_percent"].fillna(1e9) >= 0)
    assert (reaches != (data["outcome"] == "fails")).all()
    assert "30.55% ≠ 26.94%" in chart.alt and "31.55% ≈ 31.547%" in chart.alt
    assert layout.overlaps(chart.figure) == []


def test_a_slide_shows_only_what_fails() -> None:
    from analysis import charts

    assert set(charts.draw("audit", size="slide").data["outcome"]) == {"fails"}
