"""Quantities of the text: number, scale, bound word and unit, in base units.

One pattern finds every Arabic number with what follows it, one every Chinese numeral before a
classifier; the words right before a number give its bound.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from analysis.cleaning.lexicon import trie_pattern
from analysis.cleaning.numerals import SMALL, Number, arabic, chinese, scale_shift, shifted
from analysis.definitions import load
from analysis.model import Quantity


class Num(NamedTuple):
    """A number of the text. ``start``–``end`` is the quote (bound word to unit), ``digits`` where the number begins.

    ``kind`` is ``quantity``, ``rank``, ``redacted`` or a mention kind of the census.
    """

    start: int
    digits: int
    end: int
    kind: str
    quantity: Quantity | None
    classifier: str
    reason: str


@cache
def _grammar() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str], frozenset[str]]:
    units = load("units")
    classifiers = trie_pattern(units["classifiers"])
    unit = (
        r"(?P<cny>(?:人民币)?元)|(?P<pp>个?百分点|个点)|(?P<percent>%)|(?P<times>倍)"
        r"|(?P<tenths>成(?P<fifth>[一二三四五六七八九半](?![\u4e00-\u9fff]?[家个项]))?(?![立为果功交员长效熟品本])(?=[以左多,，、。；;\s]|$|[\u4e00-\u9fff]))"
        rf"|(?P<count>{classifiers})"
    )
    tail = r"(?P<post>(?:多|余)(?!\d))?(?P<post_bound>\(含\)以上|及以上|以上|以内|以下|左右|上下|之内|之多|为限)?"
    number = (
        r"(?P<n>\d(?:\d*(?:,\d{3})+(?:\.\d+)?|\d*(?:\.\d+)?))"
        r"(?:[-—~–～至到](?P<n2>\d+(?:\.\d+)?)|亿(?P<wan>\d{1,4}(?:\.\d+)?)(?=万))?"
        r"(?P<mid>余|多)?(?P<about>(?:个多|个余)?)(?:个(?=[万亿]))?(?P<scale>[十百千]?[万亿]亿?|[百千](?![\u4e00-\u9fff]{0,1}[年度]))?(?P<mid2>余|多)?"
    )
    arabic_quantity = re.compile(rf"{number}(?:(?:{unit})(?P<per>次|\(次\))?)?{tail}", re.ASCII)
    cn = (
        r"(?P<n>[一二三四五六七八九十百千两零几]"
        r"(?:(?<=几)(?=[十百千万])|(?<!几)[一二三四五六七八九十百千两零]*(?:点[一二三四五六七八九零]+)?))"
    )
    chinese_quantity = re.compile(
        rf"{cn}(?P<n2>(?!))?(?:亿(?P<wan>[一二三四五六七八九十百千零]+)(?=万))?(?P<mid>余|多|几)?(?P<about>(?:个多|个余)?)(?:个(?=亿))?(?P<scale>[万亿]+)?(?P<mid2>余|多)?"
        rf"(?:(?:{unit})(?P<per>次|\(次\))?|(?<=个亿)){tail}"
    )
    bounds = {word: kind for kind, words in units["bound_words"].items() for word in words}
    before = re.compile(rf"(?<![通经路])({trie_pattern(bounds)})(?:了|到|至|达|达到)?$")
    endings = frozenset({word[-1] for word in bounds} | set("了到至达"))
    return arabic_quantity, chinese_quantity, before, bounds, endings


DOUBLING = re.compile(r"翻了?(?P<n>[一两二三四])?番")


def doubling(m: re.Match[str]) -> Quantity:
    """翻番 as growth of at least 100 percent; 翻两番 of at least 300."""
    times = chinese(m["n"]) if m["n"] else None
    growth = 100.0 * (2.0 ** (times.mantissa if times else 1) - 1.0)
    return Quantity(m.start(), m.end(), growth, growth, None, "at_least", "percent", None, "doubling")


PERCENT_IN_WORDS = re.compile(r"百分之(?P<n>[一二三四五六七八九十百零两]+(?:点[一二三四五六七八九零]+)?|\d+(?:\.\d+)?)")


def percent_in_words(text: str, m: re.Match[str]) -> Quantity | None:
    """百分之二点五 as 2.5 percent, with the bound word before it; None when the characters are no number."""
    number = _number(m["n"], 0)
    if number is None:
        return None
    bound, start = bound_before(text, m.start())
    low = number.value if bound in ("", "at_least") else None
    high = number.value if bound in ("", "at_most") else None
    return Quantity(start, m.end(), number.value, low, high, bound or "exact", "percent", number.resolution)


def quantity_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns for Arabic and for Chinese quantities; both have the groups of `from_match` in its order."""
    return _grammar()[:2]


_UNIT_CODES = {"元": "CNY", "%": "percent", "百分点": "percentage_point"}


def in_unit(quantity: Quantity, scale: str, unit: str) -> tuple[Quantity, str]:
    """A number whose unit (亿元: scale 亿, unit 元) stands apart from it, as in a table; and its classifier."""
    places = scale_shift(scale) if scale else 0
    value, low, high, resolution = (
        None if x is None else shifted(x, places)
        for x in (quantity.value, quantity.low, quantity.high, quantity.resolution)
    )
    code = _UNIT_CODES.get(unit, "count")
    found = replace(quantity, value=value, low=low, high=high, resolution=resolution, unit=code)
    return found, unit if code == "count" else ""


_NO_MINUS_BEHIND = frozenset("0123456789年月日.家万亿元%-")


def signed(text: str, start: int, floor: int) -> int:
    """How many characters before a number make it negative: 负, or before digits a minus that links nothing; 1 or 0."""
    sign = text[start - 1] if start > floor else ""
    if sign == "负":
        return 1
    minus = sign in ("-", "−") and text[start].isdigit()
    return int(minus and text[start - 2 : start - 1] not in _NO_MINUS_BEHIND)


def bound_before(text: str, start: int) -> tuple[str, int]:
    """Bound word that ends right before ``start`` and where it begins; ("", start) when there is none."""
    _, _, before, bounds, endings = _grammar()
    m = before.search(text, max(0, start - 6), start) if text[start - 1 : start] in endings else None
    return (bounds[m.group(1)], m.start()) if m else ("", start)


_NONE_BEFORE = re.compile(r"(?:尚未|从未|未曾|未|没有)(?:发生|出现|产生)(?:过)?$")
#: 约占GDP的1.6%: the bound word stands before what it is a share of.
_BOUND_OF = re.compile(
    r"(?:约(?:相当于|占)(?:到|了)?|(?P<most>不足|不到|接近)(?:占)?|(?P<least>超过)(?:占)?)"
    r"(?:全[市区县州])?(?:GDP|地区生产总值|生产总值|同期GDP)的?(?:比重|比例)?(?:为|达|达到)?$"
)
#: 上百家, 数百家: a hundred and more.
_UPWARD = re.compile(r"(?<![以之加马海])上$|数$")
_POST = {
    "以上": "at_least",
    "及以上": "at_least",
    "(含)以上": "at_least",
    "以内": "at_most",
    "以下": "at_most",
    "之内": "at_most",
    "为限": "at_most",
    "左右": "about",
    "上下": "about",
}


def from_match(text: str, m: re.Match[str], begin: int) -> Quantity | None:
    """Quantity of a match of one of the patterns; None when the characters are no number.

    ``begin`` is where the number begins: at the match, or at the sign before it (`signed`).
    """
    n, n2, wan, mid, about, scale, mid2, cny, points, percent, times, tenths, fifth, count, _, post, post_bound = (
        m.groups()
    )
    unit = _unit(count, cny, percent or tenths, points, times)
    shift = (scale_shift(scale) if scale else 0) + (tenths is not None)
    number = _number(n, shift)
    if number is None:
        return None
    if wan:  # 1亿6300万元
        large, rest = _number(n, 8), _number(wan, 4)
        if large is None or rest is None or large.exponent < rest.exponent:
            return None
        number = Number(large.mantissa * 10 ** (large.exponent - rest.exponent) + rest.mantissa, rest.exponent)
    if fifth:  # 四成五: 45 percent
        half = 5 if fifth == "半" else "零一二三四五六七八九".index(fifth)
        number = Number(number.mantissa * 10 + half, number.exponent - 1)
    bound, start = bound_before(text, begin)
    if bound == "" and n[0] in "百千万亿" and _UPWARD.search(text, max(0, begin - 2), begin):
        bound, start = "at_least", start - 1
    if bound == "" and percent and (said := _BOUND_OF.search(text, max(0, begin - 20), begin)):
        bound = "at_most" if said["most"] else "at_least" if said["least"] else "about"
    value = -number.value if begin < m.start() else number.value
    low: float | None
    high: float | None
    end, resolution = m.end(), number.resolution
    if value == 1.0 and unit == "count" and (negation := _NONE_BEFORE.search(text, max(0, begin - 6), begin)):
        return Quantity(negation.start(), end, 0.0, 0.0, 0.0, "exact", unit, resolution, _noun(text, m.end(), count))
    if n2:
        last = _number(n2, shift)
        assert last is not None
        return Quantity(start, end, None, value, last.value, "between", unit, resolution, _noun(text, m.end(), count))
    bound = _POST.get(post_bound, bound) if post_bound else bound
    if bound == "at_least":
        low, high = value, None
    elif bound == "at_most":
        low, high = None, value
    elif bound == "about":
        low, high = None, None
    elif mid or mid2 or about or post:
        bound, low, high = "between", value, number.next_step
    else:
        bound, low, high = "exact", value, value
    return Quantity(start, end, value, low, high, bound, unit, resolution, _noun(text, m.end(), count))


def _unit(count: str | None, cny: str | None, percent: str | None, points: str | None, times: str | None) -> str:
    if count:
        return "count"
    if cny:
        return "CNY"
    if percent:
        return "percent"
    return "percentage_point" if points else "times" if times else ""


def _number(text: str, shift: int) -> Number | None:
    if text[0].isascii():
        return arabic(text, shift)
    whole, _, decimals = text.partition("点")
    number = chinese("一" + whole[1:] if whole[0] == "几" else whole)
    if number is None:
        return None
    if decimals:
        fraction = chinese(decimals)
        assert fraction is not None
        digits = len(decimals)
        return Number(number.mantissa * 10**digits + fraction.mantissa, shift - digits)
    place = sum(SMALL.get(c, 0) for c in whole[-1:])
    return Number(number.mantissa // 10**place, place + shift)


_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,8}")


def _noun(text: str, end: int, classifier: str | None) -> str:
    following = _NOUN.match(text, end)
    return (classifier or "") + (following[0] if following else "")
