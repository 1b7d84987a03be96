"""Figures, intervals and what would be needed, in words as a reader expects them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis import definitions
from analysis.audit.bases import whole_numbers
from analysis.audit.check import Check, Needed
from analysis.audit.evidence import Given
from analysis.intervals import Interval
from analysis.phrases import amount, digits, said

_DIGIT = re.compile(r"[0-9]")
_UNIT_BEFORE, _UNIT_AFTER = re.compile(r"[^0-9\-]+"), re.compile(r"[^0-9]+$")
#: The most decimals that a percentage is shown with.
MOST_DECIMALS = 4


def texts() -> Mapping[str, Any]:
    """The authored texts of the audit."""
    loaded: Mapping[str, Any] = definitions.load("audit")
    return loaded


def decimals_of(resolution: float | None) -> int:
    if not resolution or resolution >= 1:
        return 0
    return min(MOST_DECIMALS, -int(Decimal(repr(resolution)).normalize().as_tuple().exponent))


def in_percent(number: float, unit: str, decimals: int, language: str) -> str:
    text = f"{number:.{decimals}f}"
    word = "%" if unit == "percent" else definitions.load("indicators")["units"][unit][language]
    return f"{text}{word}" if unit == "percent" or language == "zh" else f"{text} {word}"


def figure_words(figure: Given, language: str) -> str:
    """A figure as it is printed, with every printed decimal; a number said in words with the words."""
    if figure.exact and figure.unit in ("percent", "percentage_point") and figure.value is not None:
        text = in_percent(figure.value, figure.unit, decimals_of(figure.resolution), language)
    else:
        text = _said(figure, language)
    if figure.measure == "rank_change":
        text = str(texts()["ranks"]["gain"][language]).format(places=digits(figure.value or 0.0))
    if figure.quote and figure.value is not None and not _DIGIT.search(figure.quote) and figure.unit != "rank":
        text = texts()["clauses"]["word"][language].format(quote=figure.quote, said=text)
    clauses = texts()["clauses"]
    return text + (clauses["reference"][language] if figure.title else "")


def _said(figure: Given, language: str) -> str:
    if figure.bound == "between":
        return interval_words(figure.interval, figure.unit, language, figure.indicator, 2)
    if figure.unit == "count" and not figure.indicator and figure.value is not None:
        return digits(figure.value)
    return said(figure.value, None, None, figure.bound, figure.unit, language, figure.indicator)


def number_words(number: float, unit: str, language: str, indicator: str, decimals: int) -> str:
    if unit in ("percent", "percentage_point"):
        return in_percent(number, unit, decimals, language)
    if unit == "times":
        return amount(round(number, 2), unit, language)
    return digits(number) if unit == "count" and not indicator else amount(number, unit, language, indicator)


def area_words(area: str, name: str, language: str) -> str:
    """Name of a place; in English its English name where the definitions have one."""
    return str(definitions.load("figures")["places"].get(area, name)) if language == "en" else name


def interval_words(interval: Interval, unit: str, language: str, indicator: str, decimals: int) -> str:
    """An interval in words: ``1.039% to 1.044%``, ``at least 2098 enterprises``."""
    clauses = texts()["clauses"]

    def of(number: float) -> str:
        return number_words(number, unit, language, indicator, decimals)

    if interval.low is None and interval.high is None:
        return ""
    if interval.high is None:
        return str(clauses["open"][language].format(low=of(interval.low or 0.0)))
    if interval.low is None:
        return str(clauses["closed"][language].format(high=of(interval.high)))
    low, high = of(interval.low), of(interval.high)
    if low == high:
        return low
    before, after = _UNIT_BEFORE.match(low), _UNIT_AFTER.search(low)
    if after and high.endswith(after.group()):
        low = low.removesuffix(after.group())
    if before and high.startswith(before.group()):
        high = high.removeprefix(before.group())
    return str(clauses["between"][language].format(low=low, high=high))


def recomputed_words(check: Check, language: str) -> str:
    """The recomputed value, with as many decimals as tell it from the printed one, and its interval."""
    if check.value is None:
        return interval_words(check.interval, check.unit, language, check.printed.indicator, 2)
    decimals = decimals_of(check.printed.resolution or 0.01) if check.unit == check.printed.unit else 1
    exact = check.outcome == "exact"
    shown = round(check.value, decimals)
    if not exact and check.printed.value is not None and check.unit == check.printed.unit:
        while shown == check.printed.value and decimals < MOST_DECIMALS and shown != check.value:
            decimals += 1
            shown = round(check.value, decimals)
    value = number_words(check.value, check.unit, language, check.printed.indicator, decimals)
    interval = interval_words(check.interval, check.unit, language, check.printed.indicator, decimals + 1)
    if not exact and interval and not _between(interval, language):
        return interval
    if exact or check.interval.is_point or check.unit == "count" or interval in ("", value):
        return value
    left, right = ("（", "）") if language == "zh" else ("(", ")")
    return f"{value}{left}{interval}{right}" if language == "zh" else f"{value} {left}{interval}{right}"


def _between(words: str, language: str) -> bool:
    return str(texts()["clauses"]["between"][language]).format(low="", high="").strip() in words


def needed_words(needed: Needed, language: str) -> str:
    """What another figure would have to be; whole numbers for a count, empty where none would do."""
    interval, unit, indicator = needed.interval, needed.unit, needed.indicator
    if interval.low is not None and interval.low <= 0 and interval.high is not None and interval.high > 0:
        interval = Interval(None, interval.high)
    if unit == "count" and interval.low is not None and interval.high is not None:
        whole = whole_numbers(interval)
        if whole is None:
            return ""
        return interval_words(Interval(*whole), unit, language, indicator, 0)
    if unit == "count":
        low = None if interval.low is None else math.ceil(interval.low)
        high = None if interval.high is None else math.floor(interval.high)
        return interval_words(Interval(low, high), unit, language, indicator, 0)
    if needed.other is None or needed.value is None or interval.low is None or interval.high is None:
        return interval_words(interval, unit, language, indicator, 2)
    return number_words(needed.value, unit, language, indicator, 2)
