"""Quantities: value, bounds, unit and resolution of a number with the words around it (contract: `low`, `high`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning.scan import scan
from analysis.model import Quantity

numbers = st.integers(min_value=2, max_value=99_999).filter(lambda n: n % 10)
zeros = st.integers(min_value=0, max_value=4)
scales = st.sampled_from([("", 1), ("万", 10_000), ("亿", 100_000_000)])

AT_LEAST = ("超", "超过", "突破", "逾", "不低于", "不少于", "至少")
AT_MOST = ("近", "接近", "不超过")
ABOUT = ("约", "大约")


def quantities(text: str) -> list[Quantity]:
    return [n.quantity for n in scan(text, 0, len(text)) if n.kind in ("quantity", "rank") and n.quantity]


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


# ---------------------------------------------------------------- by construction


@given(numbers, zeros, scales)
def test_a_plain_number_is_exact_in_base_units(digits: int, nought: int, scale: tuple[str, int]) -> None:
    word, factor = scale
    n = digits * 10**nought
    q = only(f"金额为{n}{word}元。")
    assert (q.value, q.low, q.high, q.bound) == (n * factor, n * factor, n * factor, "exact")
    assert (q.unit, q.resolution) == ("CNY", factor)


@given(numbers, st.integers(min_value=1, max_value=3), scales)
def test_decimals_set_the_resolution(digits: int, decimals: int, scale: tuple[str, int]) -> None:
    word, factor = scale
    whole, fraction = divmod(digits, 10**decimals)
    q = only(f"金额为{whole}.{fraction:0{decimals}d}{word}元。")
    assert q.value == pytest.approx(digits * factor / 10**decimals, rel=1e-15)
    assert q.resolution == pytest.approx(factor / 10**decimals, rel=1e-15)


@given(numbers, zeros, st.sampled_from(AT_LEAST))
def test_words_that_leave_the_top_open(digits: int, nought: int, word: str) -> None:
    n = digits * 10**nought
    q = only(f"企业总数{word}{n}家。")
    assert (q.value, q.low, q.high, q.bound) == (n, n, None, "at_least")


@given(numbers, zeros)
def test_yishang_leaves_the_top_open(digits: int, nought: int) -> None:
    n = digits * 10**nought
    q = only(f"企业总数达到{n}家以上。")
    assert (q.low, q.high, q.bound) == (n, None, "at_least")


@given(numbers, zeros, st.sampled_from(AT_MOST))
def test_words_that_leave_the_bottom_open(digits: int, nought: int, word: str) -> None:
    n = digits * 10**nought
    q = only(f"融资{word}{n}万元。")
    assert (q.value, q.low, q.high, q.bound) == (n * 10_000, None, n * 10_000, "at_most")


@given(numbers, st.sampled_from(ABOUT))
def test_about_leaves_both_sides_open(n: int, word: str) -> None:
    before, after = only(f"融资{word}{n}万元。"), only(f"融资{n}万元左右。")
    for q in (before, after):
        assert (q.value, q.low, q.high, q.bound) == (n * 10_000, None, None, "about")


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=1, max_value=3), st.sampled_from("余多"))
def test_yu_and_duo_reach_to_the_next_step_of_the_last_digit(tens: int, nought: int, word: str) -> None:
    digits, step = (tens if tens % 10 else tens + 1), 10**nought
    q = only(f"服务企业{digits * step}{word}家。")
    assert (q.low, q.high, q.bound) == (digits * step, (digits + 1) * step, "between")


@given(st.integers(min_value=1, max_value=900), st.integers(min_value=1, max_value=900))
def test_a_range_has_no_value_of_its_own(low: int, more: int) -> None:
    high = low + more
    q = only(f"新增企业{low}-{high}家。")
    assert (q.value, q.low, q.high, q.bound) == (None, low, high, "between")


@given(
    numbers,
    st.sampled_from(["", *AT_LEAST, *AT_MOST, *ABOUT]),
    st.sampled_from(["家", "万元", "%", "亿元", "个百分点"]),
)
def test_the_quote_runs_from_the_bound_word_to_the_unit(n: int, word: str, unit: str) -> None:
    text = f"数值{word}{n}{unit},其余不变。"
    q = only(text)
    assert text[q.start : q.end] == f"{word}{n}{unit}"


@given(numbers, st.sampled_from(["", "超", "近", "约"]), st.sampled_from(["", "余", "多"]), scales)
def test_bounds_never_exclude_the_value(n: int, word: str, after: str, scale: tuple[str, int]) -> None:
    for q in quantities(f"金额{word}{n}{after}{scale[0]}元。"):
        assert q.value is not None
        assert q.low is None or q.low <= q.value
        assert q.high is None or q.value <= q.high


@pytest.mark.parametrize("text", ["服务企业120000余家。", "发放资料150000份。"])
def test_a_number_of_six_digits_is_still_a_quantity(text: str) -> None:
    assert only(text).value in (120_000, 150_000)


# ---------------------------------------------------------------- as reports write them


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "bound", "unit", "resolution"),
    [
        ("总量为26.19亿元", 2_619_000_000, 2_619_000_000, 2_619_000_000, "exact", "CNY", 1_000_000),
        ("增长10.40%", 10.4, 10.4, 10.4, "exact", "percent", 0.01),
        ("提高0.20个百分点", 0.2, 0.2, 0.2, "exact", "percentage_point", 0.01),
        ("入驻企业600余家", 600, 600, 700, "between", "count", 1),
        ("资金8400余万元", 84_000_000, 84_000_000, 85_000_000, "between", "CNY", 10_000),
        ("3个多亿的额度", 300_000_000, 300_000_000, 400_000_000, "between", "", 100_000_000),
        ("十余倍的作用", 10, 10, 20, "between", "times", 10),
        ("二十多家企业", 20, 20, 30, "between", "count", 10),
        ("引进1-2家机构", None, 1, 2, "between", "count", 1),
        ("数量翻番", 100, 100, None, "at_least", "percent", None),
        ("数量翻两番", 300, 300, None, "at_least", "percent", None),
        ("约3.22亿元", 322_000_000, None, None, "about", "CNY", 1_000_000),
        ("近2亿元", 200_000_000, None, 200_000_000, "at_most", "CNY", 100_000_000),
        ("超13亿元", 1_300_000_000, 1_300_000_000, None, "at_least", "CNY", 100_000_000),
        ("尚未发生1笔坏账", 0, 0, 0, "exact", "count", 1),
        ("获批一家", 1, 1, 1, "exact", "count", 1),
        ("共计1,375.2亿元", 137_520_000_000, 137_520_000_000, 137_520_000_000, "exact", "CNY", 10_000_000),
        ("提高两成。", 20, 20, 20, "exact", "percent", 10),
        ("排名第三位", 3, 3, 3, "exact", "rank", 1),
        ("位列全省前三。", None, 1, 3, "between", "rank", 1),
    ],
)
def test_wordings(
    text: str,
    value: float | None,
    low: float | None,
    high: float | None,
    bound: str,
    unit: str,
    resolution: float | None,
) -> None:
    q = only(text)
    assert (q.value, q.low, q.high, q.bound, q.unit) == (value, low, high, bound, unit)
    assert q.resolution == resolution


def test_a_bound_said_once_holds_for_a_list_that_it_distributes() -> None:
    first, second = quantities("覆盖率分别超过30%、50%。")
    assert (first.low, first.high, second.low, second.high) == (30, None, 50, None)


def test_a_bound_does_not_jump_to_the_next_number() -> None:
    first, second = quantities("总数超过30家,其中新增12家。")
    assert (first.bound, second.bound) == ("at_least", "exact")


@pytest.mark.parametrize(
    "text", ["2021年9月", "“十四五”规划", "03专项工作", "5G应用", "第三批名单", "(一)加强领导", "国发〔2019〕40号"]
)
def test_names_dates_and_ordinals_are_no_quantities(text: str) -> None:
    assert quantities(text) == []
