"""What may be compared with what: each reason by construction, the notable pairs of the five reports by name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import definitions
from analysis.cleaning.observations import read_document
from analysis.comparison import (
    Cell,
    Comparison,
    cells,
    compare,
    comparisons,
    drawn_words,
    one_status,
    ranking,
    ratio,
)
from analysis.comparison import bases as bases_module
from analysis.comparison.pairs import pairs
from analysis.documents import load_reports
from analysis.errors import ComparisonError, DefinitionError
from analysis.intervals import Interval
from analysis.schema import check, unit_of
from analysis.tables import frame, observations_frame, to_csv_bytes

VERDICTS = ("same", "comparable_with_note", "not_comparable")


def cell(indicator: str = "hte", value: float = 100.0, **changes: Any) -> Cell:
    """A stated figure of one city; what its words say is given as ``entry="applied"`` and so on."""
    measure = changes.get("measure", "level")
    names = {basis.name for basis in bases_module.bases_of(indicator, measure)}
    said = {name: changes.pop(name, "") for name in names}
    fields: dict[str, Any] = {
        "ids": ("one",),
        "rule": "",
        "report": "town-2021",
        "area": "360100",
        "area_name": "南昌市",
        "indicator": indicator,
        "measure": measure,
        "period": "2020",
        "status": "actual",
        "value": value,
        "interval": Interval.exact(value),
        "bound": "exact",
        "unit": unit_of(indicator, measure),
        "basis": tuple(said.items()),
    }
    return Cell(**{**fields, **changes})


def other(indicator: str = "hte", value: float = 200.0, **changes: Any) -> Cell:
    """The same of another city of the province."""
    return cell(indicator, value, **{"ids": ("two",), "area": "360400", "area_name": "九江市", **changes})


def codes(found: Comparison) -> dict[str, str]:
    return {reason.code: reason.verdict for reason in found.reasons}


# ---------------------------------------------------------------- single reasons


def test_two_cities_with_one_indicator_period_and_status_are_the_same_and_ordered() -> None:
    found = compare(cell(value=100.0), other(value=200.0))
    assert (found.verdict, found.order, found.reasons) == ("same", "less", ())
    assert found.words("en") == "indicator, measure, period, status and basis are the same"


@pytest.mark.parametrize(
    ("a", "b", "reasons"),
    [
        (cell("hte"), other("hte_filed"), {"indicator": "not_comparable"}),
        (cell(), other(measure="new"), {"measure": "not_comparable"}),
        (cell("loans"), other("loans", measure="cumulative"), {"measure": "not_comparable"}),
        (cell(), other(period="2019"), {"period": "comparable_with_note"}),
        (cell(), other(period="2017"), {"period": "not_comparable"}),
        (cell(), cell(period="2017"), {"period": "comparable_with_note"}),
        (cell(), other(period=""), {"period": "not_comparable"}),
        (cell("loans"), other("loans", period="2020-H1"), {"period": "not_comparable"}),
        (cell(measure="growth"), other(measure="growth", period="2018/2020"), {"period": "not_comparable"}),
        (cell(), other(status="expected"), {"status": "comparable_with_note"}),
        (cell(), other(status="target"), {"status": "not_comparable"}),
        (cell(), cell(status="target"), {"status": "comparable_with_note"}),
        (cell(), cell(area="360000", area_name="江西省"), {"area": "not_comparable"}),
        (cell(), cell(area="360112", area_name="新建区"), {"area": "not_comparable"}),
        (cell(), cell(area="", area_name="经开区"), {"area": "not_comparable"}),
        (cell(), other(rule="previous_level_from_growth"), {"derived": "comparable_with_note"}),
        (cell("hte_pass_rate", passed="filed"), other("hte_pass_rate", passed="certified"),
         {"basis:passed": "not_comparable"}),
        (cell("contract_value", contracts="signed"), other("contract_value", contracts="registered"),
         {"basis:contracts": "comparable_with_note"}),
        (cell("sme", entry="entered"), other("sme"), {"basis:entry": "comparable_with_note"}),
        (cell("unicorn", unicorn_tiers="with_potential_and_seed"), other("unicorn"),
         {"basis:unicorn_tiers": "not_comparable"}),
        (cell("gazelle"), other("gazelle"), {"basis:gazelle_tiers": "comparable_with_note"}),
        (cell("risk_pool", pool="invested"), other("risk_pool", pool="total"),
         {"basis:pool": "not_comparable", "basis:programme": None, "basis:pool_owner": None}),
        (cell("loans", programme="甲科贷通"), other("loans", programme="乙科贷通"),
         {"basis:programme": "comparable_with_note"}),
    ],
)
def test_each_difference_has_its_reason_and_verdict(a: Cell, b: Cell, reasons: dict[str, str | None]) -> None:
    expected = {code: verdict for code, verdict in reasons.items() if verdict}
    found = compare(a, b)
    assert codes(found) == expected
    assert found.verdict == max(expected.values(), key=VERDICTS.index)
    for language in ("en", "zh"):
        assert found.words(language) and "{" not in found.words(language)


def test_a_rate_may_be_held_against_its_province_with_a_note_and_an_amount_may_not() -> None:
    province = {"area": "360000", "area_name": "江西省"}
    assert compare(cell("rd_intensity", 1.95), cell("rd_intensity", 1.68, **province)).verdict == "comparable_with_note"
    assert compare(cell("rd_expenditure"), cell("rd_expenditure", **province)).verdict == "not_comparable"


def test_ranks_and_shares_belong_to_their_province() -> None:
    elsewhere = {"area": "430100", "area_name": "长沙市"}
    assert codes(compare(cell(measure="rank"), other(measure="rank", **elsewhere))) == {"area": "not_comparable"}
    lists = compare(cell("gazelle", gazelle_tiers="without"), other("gazelle", gazelle_tiers="without", **elsewhere))
    assert codes(lists) == {"area": "comparable_with_note"}
    assert compare(cell(), other(**elsewhere)).verdict == "same"


def test_figures_on_both_sides_of_a_change_of_rules_say_so() -> None:
    before, after = cell(period="2020"), other(period="2021")
    assert "tax authorities" in compare(before, after).words("en")
    assert "tax authorities" not in compare(cell(period="2021"), other(period="2022")).words("en")
    assert "tax authorities" not in compare(before, other(period="2021", area="430100")).words("en")


def test_the_worst_reason_decides_and_is_said_first() -> None:
    found = compare(cell("sme", entry="applied"), other("sme", entry="entered", period="2019"))
    assert codes(found) == {"period": "comparable_with_note", "basis:entry": "not_comparable"}
    assert found.verdict == "not_comparable"
    assert found.words("en") == (
        "register of SMEs: firms that applied for entry (Nanchang 2020) and firms entered (Jiujiang 2019); "
        "two periods: 2020 and 2019"
    )
    assert found.words("zh") == "入库口径不同：申请入库（南昌市2020）与入库（九江市2019）；时期不同：2020与2019"


def test_a_verdict_does_not_depend_on_who_comes_first() -> None:
    a, b = cell("sme", 3000.0, entry="entered"), other("sme", 2000.0, entry="applied", status="expected")
    assert compare(a, b).verdict == compare(b, a).verdict
    assert codes(compare(a, b)) == codes(compare(b, a))


# ---------------------------------------------------------------- order under every admissible reading


def test_an_order_needs_indicator_measure_period_and_status_to_agree() -> None:
    for changes in ({"measure": "new"}, {"period": "2019"}, {"status": "expected"}, {"area": "360000"}):
        assert compare(cell(), other(value=999.0, **changes)).order == ""
    assert compare(cell(), other(value=999.0, status="expected"), mixing=("actual", "expected")).order == "less"


@pytest.mark.parametrize(
    ("interval", "order"),
    [
        (Interval(660, None), "cannot be ordered"),
        (Interval(1001, None), "less"),
        (Interval(None, 999), "greater"),
        (Interval.unknown(), "cannot be ordered"),
        (Interval.exact(1000), "equal"),
        (Interval(999, 1001), "cannot be ordered"),
    ],
)
def test_a_bound_gives_an_order_only_where_no_reading_contradicts_it(interval: Interval, order: str) -> None:
    assert compare(cell(value=1000.0), other(interval=interval)).order == order


@pytest.mark.parametrize(
    ("narrow", "wide", "order"),
    [
        (3000.0, 2000.0, "greater"),  # more firms entered than applied elsewhere: more by either count
        (2000.0, 3000.0, "cannot be ordered"),
        (2000.0, 2000.0, "cannot be ordered"),
    ],
)
def test_a_part_that_exceeds_another_whole_is_larger_on_either_basis(narrow: float, wide: float, order: str) -> None:
    found = compare(cell("sme", narrow, entry="entered"), other("sme", wide, entry="applied"))
    assert (found.verdict, found.order) == ("not_comparable", order)


def test_bases_that_hold_no_part_of_each_other_give_no_order() -> None:
    found = compare(cell(measure="new", value=900.0, certified="certified"), other(measure="new", certified="net"))
    assert found.order == "cannot be ordered"


@settings(deadline=None)
@given(
    st.tuples(st.integers(0, 50), st.integers(0, 50)),
    st.tuples(st.integers(0, 50), st.integers(0, 50)),
    st.sampled_from(["without", "with_potential", ""]),
    st.sampled_from(["without", "with_potential", ""]),
    st.booleans(),
)
def test_no_order_is_given_that_one_of_the_yardsticks_contradicts(
    a: tuple[int, int], b: tuple[int, int], said_a: str, said_b: str, unsaid_counts_all: bool
) -> None:
    """Each place has gazelles and potential ones; a report that says nothing may have counted either way."""

    def stated(counts: tuple[int, int], said: str) -> float:
        broad = said == "with_potential" or (not said and unsaid_counts_all)
        return float(sum(counts) if broad else counts[0])

    found = compare(
        cell("gazelle", stated(a, said_a), gazelle_tiers=said_a),
        other("gazelle", stated(b, said_b), gazelle_tiers=said_b),
    )
    for true_a, true_b in ((a[0], b[0]), (sum(a), sum(b))):
        true = "less" if true_a < true_b else "greater" if true_a > true_b else "equal"
        if said_a != said_b or not said_a:
            assert found.order in (true, "cannot be ordered")
    if said_a == said_b == "without":
        assert found.order == ("less" if a[0] < b[0] else "greater" if a[0] > b[0] else "equal")


# ---------------------------------------------------------------- what the words say


@pytest.mark.parametrize(
    ("indicator", "measure", "sentence", "basis", "answer"),
    [
        ("sme", "level", "科技型中小企业申请入库◆900家，其中通过入库800家", "entry", "applied"),
        ("sme", "level", "科技型中小企业申请入库900家，其中通过入库◆800家", "entry", "entered"),
        ("sme", "level", "科技型中小企业达到◆900家", "entry", ""),
        ("gazelle", "level", "瞪羚企业（含潜在）◆9家", "gazelle_tiers", "with_potential"),
        ("gazelle", "level", "获批瞪羚企业◆4家、潜在瞪羚企业8家", "gazelle_tiers", "without"),
        ("gazelle", "level", "培育瞪羚企业◆20家", "gazelle_tiers", ""),
        ("unicorn", "level", "独角兽(潜在、种子)◆3家", "unicorn_tiers", "with_potential_and_seed"),
        ("unicorn", "level", "潜在独角兽企业2家，独角兽企业（含种子）◆3家", "unicorn_tiers", "with_potential"),
        ("risk_pool", "level", "全市10个县投入风险补偿金总额◆3850万元", "pool", "invested"),
        ("risk_pool", "level", "新增补偿金1500万，总额达到◆4800万元", "pool", "total"),
        ("risk_pool", "level", "全市10个县投入风险补偿金总额◆3850万元", "pool_owner", "counties"),
        ("loans", "level", "“甲乙科贷通”发放贷款◆1亿元", "programme", "甲乙科贷通"),
        ("loans", "cumulative", "累计为企业提供融资◆3亿元", "lending", "financing"),
        ("loan_firms", "level", "为◆120家次企业放款", "counted_firms", "times"),
        ("hte_approved_batch", "level", "第一批获批134家，第二批公示◆157家", "batch", "第二批"),
        ("hte_approved_batch", "level", "第一批获批134家，第二批公示◆157家", "announced", "announced"),
        ("hte", "new", "净增高新技术企业◆60家", "certified", "net"),
        ("contract_value", "level", "技术合同登记额突破◆110亿元", "contracts", "registered"),
        ("rd_expenditure", "level", "规上工业企业研发投入◆20亿元", "performers", "enterprises"),
    ],
)
def test_the_words_nearest_to_a_figure_say_what_it_counts(
    indicator: str, measure: str, sentence: str, basis: str, answer: str
) -> None:
    assert dict(bases_module.answers(indicator, measure, [sentence]))[basis] == answer


def test_sentences_that_say_different_things_say_nothing() -> None:
    texts = ["瞪羚企业（含潜在）◆9家", "获批瞪羚企业◆4家、潜在瞪羚企业8家"]
    assert dict(bases_module.answers("gazelle", "level", texts))["gazelle_tiers"] == ""


def test_a_figure_may_be_drawn_with_what_it_counts() -> None:
    assert drawn_words("sme", "level", ["科技型中小企业申请入库◆900家"], "en") == "applied for entry"
    assert drawn_words("gazelle", "level", ["瞪羚企业（含潜在）◆9家"], "zh") == "含潜在"
    assert drawn_words("hte", "level", ["高新技术企业◆9家"], "en") == ""


def test_every_text_stands_in_both_languages() -> None:
    authored = definitions.load("comparison")

    def labels(node: Any) -> None:
        if isinstance(node, dict):
            if {"zh", "en"} & set(node):
                assert node["zh"] and node["en"], node
            for value in node.values():
                labels(value)
        elif isinstance(node, list):
            for value in node:
                labels(value)

    labels(authored)


def test_a_broken_pattern_or_an_unknown_part_is_named() -> None:
    with pytest.raises(DefinitionError, match="basis tiers: '\\(' is no pattern"):
        bases_module._options("tiers", {"a": {"patterns": ["("], "label": {}}})
    with pytest.raises(DefinitionError, match="basis tiers: no option b for 'holds'"):
        bases_module._options("tiers", {"a": {"holds": ["b"], "label": {}}})


# ---------------------------------------------------------------- the five reports


@pytest.fixture(scope="module")
def read() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations and sentences of the five reports."""
    documents = load_reports()
    observations = observations_frame(o for d in documents for o in read_document(d).observations)
    texts = {d.report: d.text for d in documents}
    spans = observations[["report", "sentence_start", "sentence_end"]].drop_duplicates()
    sentences = [texts[r][a:b] for r, a, b in spans.itertuples(index=False)]
    return observations, spans.assign(sentence=sentences)


@pytest.fixture(scope="module")
def known(read: tuple[pd.DataFrame, pd.DataFrame]) -> list[Cell]:
    return cells(*read)


@pytest.fixture(scope="module")
def table(read: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    return comparisons(*read)


def the(known: list[Cell], place: str, indicator: str, period: str, status: str = "actual", **more: Any) -> Cell:
    """The one cell that this describes."""
    wanted = {"area_name": place, "indicator": indicator, "period": period, "status": status, "measure": "level"}
    wanted |= more
    found = [c for c in known if all(getattr(c, name) == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("a", "b", "verdict", "code"),
    [
        (("南昌市", "sme", "2021"), ("九江市", "sme", "2021"), "not_comparable", "basis:entry"),
        (("上饶市", "gazelle", "2020"), ("九江市", "gazelle", "2021"), "not_comparable", "basis:gazelle_tiers"),
        (("上饶市", "unicorn", "2020"), ("九江市", "unicorn", "2021"), "not_comparable", "basis:unicorn_tiers"),
        (("南昌市", "hte_pass_rate", "2021"), ("九江市", "hte_pass_rate", "2021"), "not_comparable", "basis:passed"),
        (("南昌市", "risk_pool", "2021"), ("九江市", "risk_pool", "2021"), "not_comparable", "basis:pool"),
        (("上饶市", "loans", "2020"), ("上饶市", "credit_line", "2020"), "not_comparable", "indicator"),
        (("南昌市", "hte", "2020"), ("赣州市", "hte", "2020", "target"), "not_comparable", "status"),
        (("南昌市", "hte", "2021", "expected"), ("九江市", "hte", "2021"), "comparable_with_note", "status"),
        (("南昌市", "rd_expenditure", "2020"), ("上饶市", "rd_expenditure", "2019"), "comparable_with_note", "period"),
        (("南昌市", "hte", "2020"), ("南昌市", "hte", "2020", "target"), "comparable_with_note", "status"),
    ],
)
def test_notable_pairs_of_the_five_reports(
    known: list[Cell], a: tuple[str, ...], b: tuple[str, ...], verdict: str, code: str
) -> None:
    found = compare(the(known, *a), the(known, *b))
    assert found.verdict == verdict
    assert codes(found)[code] == verdict


def test_loans_of_a_year_and_since_launch_and_a_ceiling_are_three_things(known: list[Cell]) -> None:
    year = the(known, "上饶市", "loans", "2020")
    since = the(known, "九江市", "loans", "2021", measure="cumulative")
    ceiling = the(known, "九江市", "bank_funds_leveraged", "2021")
    assert "the sum since the start" in compare(since, year).words("en")
    assert "a ceiling set by policy" in compare(since, ceiling).words("en")
    assert compare(since, year).verdict == compare(since, ceiling).verdict == "not_comparable"


def test_stock_against_newly_certified(known: list[Cell]) -> None:
    stock, certified = the(known, "九江市", "hte", "2021"), the(known, "九江市", "hte", "2021", measure="new")
    found = compare(stock, certified)
    assert found.verdict == "not_comparable"
    assert found.words("zh") == "九江市2021〔水平值〕是期末存量，九江市2021〔新增〕是当期新增或新认定"


def test_the_same_where_two_reports_say_the_same(known: list[Cell]) -> None:
    found = compare(the(known, "南昌市", "rd_expenditure", "2020"), the(known, "九江市", "rd_expenditure", "2020"))
    assert (found.verdict, found.order) == ("same", "greater")


def test_the_table_is_sound_holds_each_pair_once_and_does_not_depend_on_the_order_of_rows(
    read: tuple[pd.DataFrame, pd.DataFrame], table: pd.DataFrame
) -> None:
    check("comparisons", table)
    sides = [
        frozenset([(a, ra), (b, rb)])
        for a, ra, b, rb in table[["ids_a", "rule_a", "ids_b", "rule_b"]].itertuples(index=False)
    ]
    assert len(set(sides)) == len(sides) and all(len(pair) == 2 for pair in sides)
    observations, sentences = read
    again = comparisons(observations.iloc[::-1].reset_index(drop=True), sentences.iloc[::-1])
    assert to_csv_bytes("comparisons", again) == to_csv_bytes("comparisons", table)
    assert set(table["verdict"]) == set(VERDICTS)


def test_all_pairs_of_one_indicator_and_year_across_cities_are_in_the_table(
    known: list[Cell], table: pd.DataFrame
) -> None:
    listed = {frozenset(pair) for pair in zip(table["ids_a"], table["ids_b"], strict=True)}
    stated = [c for c in known if not c.rule and c.area.endswith("00") and not c.area.endswith("0000")]
    for i, a in enumerate(stated):
        for b in stated[i + 1 :]:
            one_subject = (a.indicator, a.measure, a.period) == (b.indicator, b.measure, b.period)
            if a.area != b.area and one_subject:
                assert frozenset([" ".join(a.ids), " ".join(b.ids)]) in listed


def test_what_a_target_implies_of_the_year_before_is_no_target_of_that_year(known: list[Cell]) -> None:
    assert not [c for c in known if c.rule == "previous_level_from_growth" and c.status != "actual"]
    assert [c for c in known if c.rule == "previous_level_from_growth" and c.status == "actual"]


def test_no_observations_give_an_empty_table_with_all_columns() -> None:
    check("comparisons", comparisons(frame("observations", [])))


def test_the_number_of_pairs_grows_with_the_number_of_figures_and_not_with_its_square() -> None:
    partners = definitions.load("comparison")["partners"]

    def count(cities: int) -> int:
        places = [f"{360000 + n:06d}" for n in range(1, cities)]
        group = [cell(value=float(n), ids=(area,), area=area, area_name=area) for n, area in enumerate(places)]
        return sum(1 for _ in pairs(group))

    small, large = count(1_000), count(4_000)
    assert large <= 4_000 * partners
    assert large < 4.2 * small


# ---------------------------------------------------------------- statuses are not mixed in silence


def test_mixed_statuses_are_refused_and_the_refusal_tells_how_to_ask() -> None:
    rows = pd.DataFrame({"status": ["actual", "target", "actual"]})
    with pytest.raises(ComparisonError) as refused:
        one_status(rows)
    assert str(refused.value) == (
        "the figures have different statuses (2 actual, 1 target); expected one. Keep the rows of one status, "
        "or ask for the mix by name: mixing=('actual', 'target')"
    )


def test_one_status_or_a_mix_asked_for_by_name_passes_unchanged() -> None:
    rows = pd.DataFrame({"status": ["actual", "expected"]})
    assert one_status(rows, mixing=("actual", "expected")) is rows
    figures = (cell(), other())
    assert one_status(figures) is figures
    with pytest.raises(ComparisonError, match="1 target"):
        one_status((cell(), other(status="expected"), cell(status="target")), mixing=("actual", "expected"))
    with pytest.raises(ComparisonError, match="no status hoped to mix; expected some of actual, expected, target"):
        one_status(rows, mixing=("hoped",))


def test_a_ratio_of_two_statuses_must_be_asked_for() -> None:
    a, b = cell(value=300.0), other(value=200.0, status="expected")
    with pytest.raises(ComparisonError, match="mixing=\\('actual', 'expected'\\)"):
        ratio(a, b)
    found = ratio(a, b, mixing=("actual", "expected"))
    assert (found.value, found.comparison.verdict) == (1.5, "comparable_with_note")
    assert found.interval.contains(1.5) and found.interval.width < 1e-15


def test_a_ratio_of_what_is_not_comparable_is_refused_with_the_reason() -> None:
    with pytest.raises(ComparisonError, match="no ratio of Nanchang 2020 to Jiujiang 2020: register of SMEs"):
        ratio(cell("sme", entry="applied"), other("sme", entry="entered"))


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from([1, 100, 10_000]))
def test_a_ratio_of_rounded_figures_holds_the_true_ratio(true_a: int, true_b: int, resolution: int) -> None:
    def printed(number: int) -> tuple[float, Interval]:
        shown = float(round(number / resolution) * resolution)
        return shown, Interval.from_rounding(shown, resolution)

    (shown_a, a), (shown_b, b) = printed(true_a), printed(true_b)
    found = ratio(cell("rd_expenditure", shown_a, interval=a), other("rd_expenditure", shown_b, interval=b))
    low, high = found.interval.low, found.interval.high
    assert low is None or low <= true_a / true_b * (1 + 1e-12)
    assert high is None or high >= true_a / true_b * (1 - 1e-12)


# ---------------------------------------------------------------- rankings


def city(code: int, value: float, **changes: Any) -> Cell:
    area = f"36{code:02d}00"
    return cell(changes.pop("indicator", "hte"), value, ids=(area,), area=area, area_name=f"市{code}", **changes)


def test_places_are_ranked_from_the_highest() -> None:
    found = ranking([city(1, 5.0), city(2, 9.0), city(3, 7.0)], "hte")
    assert found.result == "ordered"
    assert [(p.area, p.best, p.worst) for p in found.places] == [("360200", 1, 1), ("360300", 2, 2), ("360100", 3, 3)]


def test_equal_figures_share_a_position_and_a_smaller_rank_is_higher() -> None:
    tied = ranking([city(1, 5.0), city(2, 9.0), city(3, 9.0)], "hte")
    assert [(p.best, p.worst) for p in tied.places] == [(1, 2), (1, 2), (3, 3)]
    assert tied.result == "ordered"
    by_rank = ranking([city(1, 5.0, measure="rank"), city(2, 2.0, measure="rank")], "hte", "rank")
    assert [p.area for p in by_rank.places] == ["360200", "360100"]


def test_a_bound_leaves_positions_open_and_the_ranking_says_which_and_why() -> None:
    open_ended = city(3, 6.0, interval=Interval(6, None), bound="at_least")
    found = ranking([city(1, 5.0), city(2, 9.0), open_ended], "hte")
    assert found.result == "partly ordered"
    assert {p.area: (p.best, p.worst) for p in found.places} == {
        "360200": (1, 2), "360300": (1, 2), "360100": (3, 3),
    }
    assert "cannot be ordered: as worded, 9 enterprises and at least 6 enterprises may stand either way" in (
        found.words("en")
    )


def test_applied_against_entered_cannot_be_ordered(known: list[Cell]) -> None:
    found = ranking(known, "sme", period="2021")
    assert (found.result, len(found.places)) == ("cannot be ordered", 2)
    assert "无法排序：入库口径不同：申请入库（南昌市2021）与入库（九江市2021）" in found.words("zh")


def test_a_ranking_of_the_five_reports_holds_where_the_year_is_shared(known: list[Cell]) -> None:
    shared = ranking(known, "rd_expenditure", period="2019")
    assert [p.area_name for p in shared.places] == ["南昌市", "九江市", "上饶市"]
    assert shared.result == "ordered"
    latest = ranking(known, "rd_expenditure")
    assert latest.result == "partly ordered"
    assert "two periods: 2020 and 2019" in latest.words("en")


def test_leverage_is_ranked_by_one_numerator_or_not_at_all(known: list[Cell]) -> None:
    assert ranking(known, "leverage_ratio").result == "cannot be ordered"
    since = ranking(known, "leverage_ratio", "cumulative", basis={"numerator": "cumulative_loans"})
    assert [(p.area_name, p.best) for p in since.places] == [("南昌市", 1), ("九江市", 2)]
    assert "the number of years may differ" in since.words("en")


def test_a_place_without_an_actual_is_left_out_by_name_until_asked_for(known: list[Cell]) -> None:
    found = ranking(known, "hte")
    assert {c.area_name: c.status for c in found.left_out} == {"上饶市": "expected", "赣州市": "target"}
    assert "mixing=('actual', 'expected')" in found.words("en")
    asked = ranking(known, "hte", period="2020", mixing=("actual", "expected"))
    assert {p.area_name for p in asked.places} == {"南昌市", "上饶市"}


def test_fewer_than_two_places_cannot_be_ordered(known: list[Cell]) -> None:
    alone = ranking(known, "insurance_coverage")
    assert (alone.result, len(alone.places)) == ("cannot be ordered", 1)
    assert alone.words("en") == "cannot be ordered: places that state it: 1"


def test_an_unknown_code_is_named_with_its_neighbours(known: list[Cell]) -> None:
    with pytest.raises(ComparisonError, match="no indicator 'rd_intensities'.*rd_intensity"):
        ranking(known, "rd_intensities")
    with pytest.raises(ComparisonError, match="no measure 'levels'"):
        ranking(known, "hte", "levels")
    with pytest.raises(ComparisonError, match="no basis numerator=loan .*cumulative_loans"):
        ranking(known, "leverage_ratio", basis={"numerator": "loan"})
