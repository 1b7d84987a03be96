"""Intervals: the true value always lies inside, and no order is claimed that a member contradicts.

True results are computed with fractions, so that floating point judges nothing about itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.intervals import Interval, Number, growth, total

Ends = tuple[float | None, float | None]
Columns = tuple[float | None, float | None, float | None, str, float | None]
Member = tuple[Interval, Fraction]
numbers = st.one_of(
    st.floats(-1e15, 1e15, allow_nan=False),
    st.integers(-10_000, 10_000).map(float),
    st.decimals(-1000, 1000, places=2, allow_nan=False).map(float),
)


@st.composite
def intervals_with_member(draw: st.DrawFn) -> Member:
    """An interval of any kind and a true value inside it."""
    low, high = sorted((draw(numbers), draw(numbers)))
    share = draw(st.fractions(0, 1, max_denominator=1000))
    member = Fraction(low) + (Fraction(high) - Fraction(low)) * share
    low_closed, high_closed = draw(st.booleans()), draw(st.booleans())
    sides: Ends = (
        None if draw(st.integers(0, 5)) == 0 else low,
        None if draw(st.integers(0, 5)) == 0 else high,
    )
    if sides[0] is not None and member == Fraction(low):
        low_closed = True
    if sides[1] is not None and member == Fraction(high):
        high_closed = True
    if low == high:
        low_closed = high_closed = True
    interval = Interval(*sides, low_closed, high_closed)
    assert interval.contains(member)
    return interval, member


pair = intervals_with_member()


def for_all(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A property over all draws, without the time limit that a busy machine would break at random."""
    return lambda test: settings(deadline=None)(given(*strategies)(test))


# ---------------------------------------------------------------- the true value lies inside


@for_all(pair, pair)
def test_sum_and_difference_hold_the_true_value(a: Member, b: Member) -> None:
    (x, true_x), (y, true_y) = a, b
    assert (x + y).contains(true_x + true_y)
    assert (x - y).contains(true_x - true_y)
    assert (-x).contains(-true_x)


@for_all(pair, pair)
def test_product_holds_the_true_value(a: Member, b: Member) -> None:
    (x, true_x), (y, true_y) = a, b
    assert (x * y).contains(true_x * true_y)


@for_all(pair, pair)
def test_quotient_and_growth_hold_the_true_value(a: Member, b: Member) -> None:
    (x, true_x), (y, true_y) = a, b
    assume(true_y != 0)
    assert (x / y).contains(true_x / true_y)
    assert growth(x, y).contains(true_x / true_y * 100 - 100)


@for_all(pair, numbers)
def test_plain_numbers_stand_on_either_side(a: Member, number: float) -> None:
    x, true_x = a
    assert (x + number).contains(true_x + Fraction(number))
    assert (number - x).contains(Fraction(number) - true_x)
    assert x.scale(number).contains(true_x * Fraction(number))
    assert (number * x) == x.scale(number)
    if true_x != 0:
        assert (number / x).contains(Fraction(number) / true_x)


@for_all(st.lists(pair, max_size=6))
def test_total_holds_the_true_sum(parts: list[Member]) -> None:
    assert total(part for part, _ in parts).contains(sum((true for _, true in parts), Fraction(0)))
    assert sum(part for part, _ in parts) == (total(part for part, _ in parts) if parts else 0)


@for_all(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_extreme_numbers_overflow_into_a_side_without_limit(x: float, y: float) -> None:
    a, b = Interval.exact(x), Interval.exact(y)
    assert (a + b).contains(Fraction(x) + Fraction(y))
    assert (a * b).contains(Fraction(x) * Fraction(y))
    if y:
        assert (a / b).contains(Fraction(x) / Fraction(y))


@for_all(st.fractions())
def test_any_number_may_be_an_end(x: Fraction) -> None:
    assert Interval.exact(x).contains(x)
    assert Interval.exact(x).width <= 2 * math.ulp(float(x))


# ---------------------------------------------------------------- rounding


@for_all(
    st.decimals(Decimal("-1e9"), Decimal("1e9"), allow_nan=False, allow_infinity=False),
    st.integers(-4, 6),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN]),
)
def test_whatever_is_printed_with_k_digits_lies_in_its_rounding(
    true: Decimal, digits: int, rule: str
) -> None:
    resolution = Decimal(1).scaleb(-digits)
    printed = true.quantize(resolution, rule)
    assert Interval.from_rounding(float(printed), float(resolution)).contains(true)
    assert Interval.from_rounding(printed, resolution).contains(true)


def test_rounding_is_no_wider_than_the_digits_say() -> None:
    printed = Interval.from_rounding(10.40, 0.01)
    assert printed.contains(Decimal("10.395")) and printed.contains(Decimal("10.405"))
    assert not printed.contains(Decimal("10.3949999999")) and not printed.contains(Decimal("10.4050000001"))
    assert not Interval.from_rounding(10.4, 0.1) == printed
    assert Interval.from_rounding(2_619_000_000, 1_000_000) == Interval(2_618_500_000, 2_619_500_000)


def test_a_negative_resolution_is_refused() -> None:
    with pytest.raises(ValueError, match="the resolution is -1; expected the place value"):
        Interval.from_rounding(3, -1)


# ---------------------------------------------------------------- wording


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((1.95, 1.95, 1.95, "exact", None), Interval.exact(1.95)),
        ((1.95, 1.95, 1.95, "exact", 0.01), Interval.from_rounding(1.95, 0.01)),
        ((660.0, 660.0, None, "at_least", 1.0), Interval(660, None)),
        ((2.0, None, 2.0, "at_most", 1.0), Interval(None, 2)),
        ((600.0, 600.0, 700.0, "between", 100.0), Interval(600, 700)),
        ((None, 1.0, 2.0, "between", 1.0), Interval(1, 2)),
        ((5.0, None, None, "about", 1.0), Interval.unknown()),
    ],
)
def test_wording(columns: Columns, expected: Interval) -> None:
    assert Interval.from_wording(*columns) == expected


@dataclass(frozen=True)
class Figure:
    value: float | None
    low: float | None
    high: float | None
    bound: str
    resolution: float | None
    unit: str


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure(816, 816, 816, "exact", 1, "count"), Interval.exact(816)),
        (Figure(3, 3, 3, "exact", 1, "rank"), Interval.exact(3)),
        (Figure(16600, 16600, 16600, "exact", 100, "count"), Interval(16550, 16650)),
        (Figure(45, 45, 45, "exact", 1, "percent"), Interval(44.5, 45.5)),
        (Figure(660, 660, None, "at_least", 1, "count"), Interval(660, None)),
    ],
)
def test_a_count_is_exact_to_its_last_digit_and_other_figures_are_rounded(
    figure: Figure, expected: Interval
) -> None:
    assert Interval.of(figure) == expected


@pytest.mark.parametrize("bound", ["exact", "at_least", "at_most", "between", "more or less"])
def test_a_bound_without_its_number_or_unknown_is_refused(bound: str) -> None:
    with pytest.raises(
        ValueError, match=f"bound '{bound}' with value None, low None, high None; expected 'exact'"
    ):
        Interval.from_wording(None, None, None, bound)


# ---------------------------------------------------------------- what an interval refuses


def test_low_above_high_is_refused_in_plain_words() -> None:
    with pytest.raises(
        ValueError, match=r"an interval runs upward: low 3\.0 lies above high 2\.0; swap them"
    ):
        Interval(3, 2)


def test_a_point_must_include_itself() -> None:
    with pytest.raises(ValueError, match="an interval of the one point 2.0 must include it; close both ends"):
        Interval(2, 2, high_closed=False)


@pytest.mark.parametrize("end", [math.nan, math.inf, -math.inf])
def test_an_end_is_a_finite_number_or_none(end: float) -> None:
    with pytest.raises(
        ValueError, match="the low end of an interval is .*; expected a finite number, or None"
    ):
        Interval(end, 1)
    with pytest.raises(
        ValueError, match="the high end of an interval is .*; expected a finite number, or None"
    ):
        Interval(1, end)


def test_it_is_immutable() -> None:
    with pytest.raises(AttributeError):
        Interval(1, 2).low = 0  # type: ignore[misc]


# ---------------------------------------------------------------- exact and unbounded cases


def test_whole_numbers_stay_whole() -> None:
    assert Interval.exact(2) + 3 == Interval.exact(5)
    assert Interval(1, 2) * 3 - 1 == Interval(2, 5)
    assert growth(400, 200) == Interval.exact(100)
    assert total([]) == Interval.exact(0)


def test_open_ends_survive_arithmetic() -> None:
    assert Interval(1, 2, high_closed=False) + Interval(1, 2) == Interval(2, 4, high_closed=False)
    assert Interval(1, 2, low_closed=False) * 2 == Interval(2, 4, low_closed=False)
    assert -Interval(1, 2, low_closed=False) == Interval(-2, -1, high_closed=False)
    assert Interval(0, 1) * Interval(2, 3, False, False) == Interval(0, 3, high_closed=False)


def test_a_side_without_limit_stays_without() -> None:
    at_least = Interval(660, None)
    assert at_least + 1 == Interval(661, None)
    assert at_least - at_least == Interval.unknown()
    assert -at_least == Interval(None, -660)
    assert at_least * -1 == Interval(None, -660)
    assert at_least * 0 == Interval.exact(0)
    assert at_least * Interval(None, 5) == Interval.unknown()
    assert growth(at_least, 600).low == pytest.approx(10)
    assert growth(at_least, 600).high is None
    assert Interval.unknown() + 1 == Interval.unknown()
    assert 1320 / at_least == Interval(0, 2, low_closed=False)
    assert at_least.width == math.inf and Interval(2, 5).width == 3


@pytest.mark.parametrize("divisor", [Interval(-1, 1), Interval(0, 1), Interval(-1, 0), Interval(None, 5), 0])
def test_a_divisor_that_may_be_zero_leaves_nothing_known(divisor: Interval | float) -> None:
    assert Interval(1, 2) / divisor == Interval.unknown()


# ---------------------------------------------------------------- sets


@for_all(pair, pair, numbers)
def test_intersection_and_hull_agree_with_membership(a: Member, b: Member, number: float) -> None:
    (x, true_x), (y, true_y) = a, b
    shared = x.intersection(y)
    ends = [end for end in (x.low, x.high, y.low, y.high) if end is not None]
    members: list[Number] = [true_x, true_y, number, *ends]
    for value in members:
        inside = x.contains(value) and y.contains(value)
        assert (shared is not None and shared.contains(value)) == inside
        assert x.hull(y).contains(value) or not (x.contains(value) or y.contains(value))
    assert x.intersects(y) == y.intersects(x) == (shared is not None)
    assert x.hull(y) == y.hull(x) and x.intersection(y) == y.intersection(x)


def test_touching_intervals_meet_only_where_both_ends_belong() -> None:
    assert Interval(1, 2).intersection(Interval(2, 3)) == Interval.exact(2)
    assert Interval(1, 2, high_closed=False).intersection(Interval(2, 3)) is None
    assert Interval(1, 5).intersection(Interval(1, 5, False, False)) == Interval(1, 5, False, False)
    assert Interval(1, None).hull(Interval(0, 1, low_closed=False)) == Interval(0, None, low_closed=False)


# ---------------------------------------------------------------- order


@for_all(pair, pair)
def test_no_order_is_claimed_that_members_contradict(a: Member, b: Member) -> None:
    (x, true_x), (y, true_y) = a, b
    order = x.compare(y)
    if order == "less":
        assert true_x < true_y
    elif order == "greater":
        assert true_x > true_y
    elif order == "equal":
        assert true_x == true_y
    opposite = {"less": "greater", "greater": "less"}
    assert y.compare(x) == opposite.get(order, order)


@for_all(pair, pair)
def test_cannot_be_ordered_means_that_they_share_a_number(a: Member, b: Member) -> None:
    if a[0].compare(b[0]) == "cannot be ordered":
        assert a[0].intersects(b[0])


@pytest.mark.parametrize(
    ("a", "b", "order"),
    [
        (Interval.exact(3), Interval.exact(3), "equal"),
        (Interval.exact(3), 3, "equal"),
        (Interval(1, 2), Interval(3, 4), "less"),
        (Interval(1, 2), Interval(2, 3), "cannot be ordered"),
        (Interval(1, 2, high_closed=False), Interval(2, 3), "less"),
        (Interval(2, 3), Interval(1, 2, high_closed=False), "greater"),
        (Interval(660, None), Interval.exact(650), "greater"),
        (Interval(660, None), Interval.exact(700), "cannot be ordered"),
        (Interval(1, 2), Interval(1, 2), "cannot be ordered"),
        (Interval.unknown(), Interval.exact(1), "cannot be ordered"),
        (Interval.from_rounding(10.4, 0.1), Interval.from_rounding(10.44, 0.01), "cannot be ordered"),
    ],
)
def test_order(a: Interval, b: Interval | float, order: str) -> None:
    assert a.compare(b) == order


# ---------------------------------------------------------------- showing


@pytest.mark.parametrize(
    ("interval", "digits", "text"),
    [
        (Interval(3.45, 4.82, high_closed=False), 2, "[3.45, 4.82)"),
        (Interval(3.451, 4.811), 2, "[3.45, 4.82]"),
        (Interval(660, None), 2, "≥ 660"),
        (Interval(660, None, low_closed=False), 0, "> 660"),
        (Interval(None, 2), 2, "≤ 2"),
        (Interval(None, 2.001, high_closed=False), 2, "< 2.01"),
        (Interval(0, None), 2, "≥ 0"),
        (Interval.exact(7), 2, "7"),
        (Interval.exact(1.256), 2, "1.26"),
        (Interval.exact(-0.001), 2, "0"),
        (Interval.exact(1200), 0, "1200"),
        (Interval.exact(1) / 3 * 3, 2, "1"),
        (Interval.unknown(), 2, "unknown"),
        (Interval(2_618_500_000, 2_619_500_000), 0, "[2618500000, 2619500000]"),
    ],
)
def test_format(interval: Interval, digits: int, text: str) -> None:
    assert interval.format(digits) == text


def test_noise_of_the_machine_is_not_shown() -> None:
    assert (Interval.exact(0.1) + 0.2).format(6) == "0.3"
