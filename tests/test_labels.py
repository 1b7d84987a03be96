"""Numbers and lists as figures say them, in both languages."""

from __future__ import annotations

import pytest

from analysis import labels


@pytest.mark.parametrize(
    ("unit", "largest", "value", "low", "high", "bound", "zh", "en"),
    [
        ("count", 1, 660.0, 660.0, None, "at_least", "≥660", "≥660"),
        ("count", 1, 2054.0, 2054.0, 2054.0, "exact", "2054", "2,054"),
        ("CNY", 11.177e9, 2.619e9, 2.619e9, 2.619e9, "exact", "26.19", "2.619"),
        ("CNY", 3.22e8, 3.22e8, None, None, "about", "约3.22", "~322"),
        ("CNY", 4e8, 3e8, 3e8, 4e8, "between", "3–4", "300–400"),
        ("CNY", 2e8, 2e8, None, 2e8, "at_most", "≤2", "≤200"),
        ("percent", 1, 1.04, 1.04, 1.04, "exact", "1.04%", "1.04%"),
        ("times", 1, 10.0, 10.0, 20.0, "between", "10–20倍", "10–20×"),
        ("count", 1, None, None, None, "exact", "", ""),
    ],
)
def test_a_short_label_keeps_the_bound_and_leaves_the_unit_to_the_axis(
    unit: str, largest: float, value: float | None, low: float | None, high: float | None, bound: str, zh: str, en: str
) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        scale = labels.scale_of(unit, largest, lang)
        assert labels.short(scale, value, low, high, bound, lang) == expected


def test_a_computed_value_has_three_significant_digits_and_a_stated_one_all_it_was_printed_with() -> None:
    scale = labels.scale_of("CNY", 10.124094e9, "en")
    stated = labels.short(scale, 11.177e9, 11.177e9, 11.177e9, "exact", "en")
    computed = labels.short(scale, 10124094202.9, 10123182826.9, 10125005661.5, "between", "en", computed=True)
    assert (stated, computed) == ("11.177", "10.1")


@pytest.mark.parametrize(
    ("unit", "value", "low", "high", "bound", "indicator", "zh", "en"),
    [
        ("CNY", 2.619e9, 2.619e9, 2.619e9, "exact", "", "26.19亿元", "CNY 2.619 billion"),
        ("CNY", 2.9e6, None, None, "about", "", "约290万元", "about CNY 2.9 million"),
        ("CNY", 5143900.0, 5143900.0, 5143900.0, "exact", "", "514.39万元", "CNY 5.1439 million"),
        ("count", 660.0, 660.0, None, "at_least", "hte", "至少660家企业", "at least 660 enterprises"),
        ("percent", 30.0, 30.0, None, "at_least", "", "至少30%", "at least 30%"),
        ("percentage_point", -0.05, -0.05, -0.05, "exact", "", "−0.05个百分点", "−0.05 percentage points"),
        ("rank", 3.0, 3.0, 3.0, "exact", "", "第3位", "rank 3"),
    ],
)
def test_a_sentence_names_unit_and_bound_in_words(
    unit: str, value: float, low: float | None, high: float | None, bound: str, indicator: str, zh: str, en: str
) -> None:
    assert labels.full(unit, value, low, high, bound, "zh", indicator) == zh
    assert labels.full(unit, value, low, high, bound, "en", indicator) == en


def test_a_sum_that_stands_alone_carries_its_unit_after_its_sign() -> None:
    for lang, expected in (("en", "≥CNY 11 bn"), ("zh", "≥110亿元")):
        scale = labels.scale_of("CNY", 1.1e10, lang)
        assert labels.with_word(scale, labels.short(scale, 1.1e10, 1.1e10, None, "at_least", lang), lang) == expected


def test_lists_and_years_follow_the_punctuation_of_the_language() -> None:
    words = ["A", "B", "C"]
    assert [labels.listed(words[:n], "en") for n in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert labels.listed(words, "zh") == "A、B、C"
    assert labels.years(["2020", "2018/2020", "2022"], "en") == "2018–2022"
    assert labels.years(["2020", "2021"], "zh") == "2020—2021"
    assert labels.years(["2020", "2020"], "en") == "2020"
    assert labels.years([], "en") == ""


def test_a_fall_has_a_true_minus_sign_and_zero_has_none() -> None:
    assert labels.plain(-1689, "en") == "−1,689"
    assert labels.plain(-1689, "zh") == "−1689"
    assert labels.plain(-0.00001, "en") == "0"
