"""Numerals: whatever way a number is written, its value is the same, and its last digit is known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cleaning.numerals import Number, arabic, chinese, scale_shift

NUMERALS = "零一二三四五六七八九"
SMALL = ("", "十", "百", "千")
LARGE = ("", "万", "亿")


def below_ten_thousand(n: int) -> str:
    """A number from 1 to 9999 as it is said: 1020 is 一千零二十."""
    digits = [int(c) for c in str(n)]
    said, zero = "", False
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == 0:
            zero = bool(said)
        else:
            said += ("零" if zero else "") + NUMERALS[digit] + SMALL[place]
            zero = False
    return said


def in_chinese(n: int) -> str:
    """A number from 1 to 10**12 as it is said, 零 where places are skipped."""
    groups = []
    while n:
        n, group = divmod(n, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            gap = "零" if said and groups[place] < 1000 else ""
            said += gap + below_ten_thousand(groups[place]) + LARGE[place]
    return said


def test_numbers_are_said_as_expected() -> None:
    """The writer of this file is right where the tests below rely on it."""
    assert [in_chinese(n) for n in (7, 10, 105, 1020, 20_000, 10_300_000, 100_020_003)] == [
        *("七", "一十", "一百零五", "一千零二十", "二万", "一千零三十万", "一亿零二万零三"),
    ]


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_a_number_said_in_chinese_keeps_its_value(n: int) -> None:
    number = chinese(in_chinese(n))
    assert number is not None
    assert number.value == n


@given(st.integers(min_value=10, max_value=10**9))
def test_digits_read_one_by_one_keep_their_value(n: int) -> None:
    number = chinese("".join("〇一二三四五六七八九"[int(c)] for c in str(n)))
    assert number is not None
    assert number.value == n


@pytest.mark.parametrize(
    ("said", "value"),
    [
        *(("十", 10), ("十二", 12), ("二十", 20), ("两", 2), ("两千", 2000), ("一百零三", 103)),
        *(("千亿", 10**11), ("百亿", 10**10), ("二〇二〇", 2020), ("三万五千", 35_000), ("十二万", 120_000)),
    ],
)
def test_short_and_spoken_forms(said: str, value: int) -> None:
    number = chinese(said)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize("text", ["", "三心", "家", "一三十"])
def test_what_is_no_numeral_gives_none(text: str) -> None:
    assert chinese(text) is None


@given(
    st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=4), st.sampled_from([0, 2, 4, 7, 8])
)
def test_a_printed_decimal_keeps_every_digit(mantissa: int, decimals: int, shift: int) -> None:
    printed = str(Decimal(mantissa).scaleb(-decimals)) if decimals else str(mantissa)
    if "E" in printed:
        return
    number = arabic(printed, shift)
    assert Decimal(number.mantissa).scaleb(number.exponent) == Decimal(printed).scaleb(shift)
    assert number.resolution == float(Decimal(1).scaleb(shift - decimals))


@given(st.integers(min_value=1000, max_value=10**12))
def test_separators_change_nothing(n: int) -> None:
    assert arabic(f"{n:,}") == arabic(str(n))


def test_the_last_printed_digit_is_kept_even_when_it_is_zero() -> None:
    assert arabic("10.40").resolution == 0.01
    assert arabic("10.4").resolution == 0.1
    assert arabic("10.40").value == arabic("10.4").value


@given(st.integers(min_value=1, max_value=10**6).filter(lambda n: n % 10), st.integers(min_value=0, max_value=9))
def test_the_next_step_raises_the_last_digit_that_is_not_zero(digits: int, zeros: int) -> None:
    number = Number(digits * 10**zeros, 0)
    assert number.value < number.next_step
    assert number.next_step - number.value == 10**zeros


@pytest.mark.parametrize(("scale", "power"), [("", 0), ("百", 2), ("万", 4), ("千万", 7), ("亿", 8), ("百亿", 10)])
def test_scale_words_are_powers_of_ten(scale: str, power: int) -> None:
    assert scale_shift(scale) == power
