"""Digits and Chinese numerals to exact decimal values.

A number is kept as ``mantissa × 10**exponent`` with integers, so that no digit is invented by
binary arithmetic before the last step and the place value of the last printed digit is known.
"""

from __future__ import annotations

from typing import NamedTuple

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SMALL = {"十": 1, "百": 2, "千": 3}
LARGE = {"万": 4, "亿": 8}


class Number(NamedTuple):
    """``mantissa × 10**exponent``; the exponent is the place of the last printed digit."""

    mantissa: int
    exponent: int

    @property
    def value(self) -> float:
        return scaled(self.mantissa, self.exponent)

    @property
    def resolution(self) -> float:
        return scaled(1, self.exponent)

    @property
    def next_step(self) -> float:
        """The number with its last non-zero digit raised by one: 600 → 700, 8400 → 8500."""
        mantissa, exponent = self
        while mantissa and mantissa % 10 == 0:
            mantissa //= 10
            exponent += 1
        return scaled(mantissa + 1, exponent)


def scaled(mantissa: int, exponent: int) -> float:
    """The float nearest to ``mantissa × 10**exponent``.

    >>> scaled(2619, 6), scaled(104, -2)
    (2619000000.0, 1.04)
    """
    return float(mantissa * 10**exponent) if exponent >= 0 else mantissa / 10**-exponent


def shifted(value: float, places: int) -> float:
    """A decimal number with its point moved, without binary rounding.

    >>> shifted(298.6, 8)
    29860000000.0
    """
    return float(f"{value!r}e{places}")


def arabic(text: str, shift: int = 0) -> Number:
    """A printed decimal such as ``1,234`` or ``26.19``, times ``10**shift``.

    >>> arabic("26.19", 8).value
    2619000000.0
    """
    if text.isdigit():
        return Number(int(text), shift)
    whole, _, decimals = text.replace(",", "").partition(".")
    return Number(int(whole + decimals), shift - len(decimals))


def scale_shift(scale: str) -> int:
    """Power of ten of a scale word: 万 → 4, 千万 → 7, 百 → 2."""
    return sum(SMALL.get(c, 0) + LARGE.get(c, 0) for c in scale)


def chinese(text: str) -> Number | None:
    """Value of a Chinese numeral: 十二, 一百零三, 两千, 二〇二〇, 千亿; None when it is none.

    >>> chinese("二十二"), chinese("千亿")
    (Number(mantissa=22, exponent=0), Number(mantissa=100000000000, exponent=0))
    """
    if not text:
        return None
    if len(text) > 1 and all(c in DIGITS for c in text):
        return Number(int("".join(str(DIGITS[c]) for c in text)), 0)
    total = section = digit = 0
    pending = False
    for c in text:
        if c in DIGITS:
            if pending and digit:
                return None
            digit, pending = DIGITS[c], True
        elif c in SMALL:
            section += (digit if pending else 1) * 10 ** SMALL[c]
            digit, pending = 0, False
        elif c in LARGE:
            section = (section + digit) or 1
            total = (total + section) * 10**8 if c == "亿" else total + section * 10**4
            section = digit = 0
            pending = False
        else:
            return None
    return Number(total + section + digit, 0)
