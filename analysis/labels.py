"""Numbers as a figure says them, short, in Chinese or English: 26.19亿元, CNY 2.62 bn, ≥660, 3–4."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis import definitions
from analysis.phrases import digits

#: Largest step first; a sum is said in the first step that it reaches.
STEPS = {
    "zh": ((1e8, "亿元"), (1e4, "万元"), (1.0, "元")),
    "en": ((1e9, "bn"), (1e6, "m"), (1e3, "thousand"), (1.0, "")),
}
SIGNS = {
    "zh": {"at_least": "≥", "at_most": "≤", "about": "约"},
    "en": {"at_least": "≥", "at_most": "≤", "about": "~"},
}
BOUND_WORDS = {
    "zh": {"at_least": "至少", "at_most": "至多", "about": "约"},
    "en": {"at_least": "at least ", "at_most": "at most ", "about": "about "},
}
SENTENCE_STEPS = {"bn": "billion", "m": "million", "thousand": "thousand"}
#: Significant digits of a number that was computed; what a report prints is kept whole.
COMPUTED = 3
#: A range wider than this share of its value is said as a range.
RANGE = 0.05


@dataclass(frozen=True, slots=True)
class Scale:
    """What numbers of one axis are divided by, and the unit that its title names once."""

    divisor: float
    word: str
    unit: str


def scale_of(unit: str, largest: float, lang: str) -> Scale:
    """The scale of an axis whose largest number is ``largest`` (base units)."""
    if unit == "CNY":
        step, word = next((s for s in STEPS[lang] if abs(largest) >= s[0]), STEPS[lang][-1])
        return Scale(step, word if lang == "zh" else f"CNY {word}".strip(), unit)
    words = {
        "percent": ("%", "%"),
        "percentage_point": ("个百分点", "percentage points"),
        "count": ("家", "enterprises"),
        "rank": ("位", "rank"),
        "times": ("倍", "times"),
    }
    return Scale(1.0, words[unit][lang == "en"], unit)


def significant(number: float, places: int = COMPUTED) -> float:
    """A number rounded to significant digits; whole numbers keep all of theirs."""
    if not number or not math.isfinite(number):
        return 0.0
    decimals = max(0, places - 1 - math.floor(math.log10(abs(number))))
    return round(number, decimals)


def wide(value: float | None, low: float, high: float) -> bool:
    """Whether a range must be said as one: no value, or more than rounding leaves around it."""
    return value is None or high - low > RANGE * abs(value)


def plain(number: float, lang: str) -> str:
    """Digits of a number: thousands parted in English, a true minus sign in both."""
    text = digits(abs(number), 4)
    if lang == "en":
        whole, _, rest = text.partition(".")
        text = f"{int(whole):,}" + (f".{rest}" if rest else "")
    return f"−{text}" if number < 0 and text != "0" else text


def short(
    scale: Scale, value: float | None, low: float | None, high: float | None, bound: str, lang: str,
    computed: bool = False,
) -> str:
    """A value under its bound, without the unit where the axis names it: ``≥660``, ``3–4``, ``1.04%``.

    A computed value is rounded to three significant digits, a narrow range around it left to the data file.
    """
    places = significant if computed else float

    def of(number: float) -> str:
        return plain(places(number / scale.divisor), lang)

    if bound == "between" and low is not None and high is not None and wide(value, low, high):
        text = f"{of(low)}–{of(high)}"
    else:
        number = next((x for x in (value, low, high) if x is not None), None)
        if number is None:
            return ""
        text = SIGNS[lang].get(bound, "") + of(number)
    if scale.unit == "percent":
        return f"{text}%"
    if scale.unit == "times":
        return f"{text}倍" if lang == "zh" else f"{text}×"
    return text


def with_word(scale: Scale, text: str, lang: str) -> str:
    """A short value with its unit where it stands alone: ``≥CNY 11 bn``, ``110亿元``; a count needs none."""
    if scale.unit != "CNY":
        return text
    if lang == "zh":
        return f"{text}{scale.word}"
    sign = text[: len(text) - len(text.lstrip("".join(SIGNS[lang].values())))]
    return f"{sign}CNY {text[len(sign) :]} {scale.word.removeprefix('CNY').strip()}".rstrip()


def full(
    unit: str, value: float | None, low: float | None, high: float | None, bound: str, lang: str,
    indicator: str = "", computed: bool = False,
) -> str:
    """The same in words with its unit, for a sentence: ``CNY 2.619 billion``, ``至少660家企业``."""
    largest = next((abs(x) for x in (value, low, high) if x is not None), 0.0)
    scale = scale_of(unit, largest, lang)
    text = short(scale, value, low, high, bound, lang, computed).lstrip("".join(SIGNS[lang].values()))
    said = BOUND_WORDS[lang].get(bound, "")
    if unit == "CNY":
        step = SENTENCE_STEPS.get(scale.word.removeprefix("CNY").strip(), "")
        return f"{said}{text}{scale.word}" if lang == "zh" else f"{said}CNY {text} {step}".rstrip()
    if unit in ("percent", "times"):
        return f"{said}{text}"
    if unit == "rank":
        return f"{said}第{text}位" if lang == "zh" else f"{said}rank {text}"
    word = counts(indicator, lang) if unit == "count" else scale.word
    return f"{said}{text}{word}" if lang == "zh" else f"{said}{text} {word}"


def counts(indicator: str, lang: str) -> str:
    """What one unit of a counted indicator is."""
    facts = definitions.load("indicators")["indicators"].get(indicator)
    return str(facts["counts"][lang]) if facts else scale_of("count", 1, lang).word


def listed(words: Sequence[str], lang: str) -> str:
    """Words as a list in a sentence: 、 in Chinese; commas and ``and`` in English."""
    if lang == "zh":
        return "、".join(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def years(periods: Sequence[str], lang: str) -> str:
    """The span of some periods: ``2018–2022``; one year stands alone."""
    found = sorted({part for period in periods for part in period.split("/") if part})
    if not found:
        return ""
    return found[0] if found[0] == found[-1] else f"{found[0]}{'—' if lang == 'zh' else '–'}{found[-1]}"
