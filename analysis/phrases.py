"""A value in words, Chinese or English: 26.19亿元, CNY 2.619 billion, at least 660 enterprises."""

from __future__ import annotations

from analysis import definitions

#: Largest step first; a sum is said in the first step that it reaches.
YUAN_STEPS = {
    "zh": ((1e8, "亿元"), (1e4, "万元"), (1.0, "元")),
    "en": ((1e9, " billion"), (1e6, " million"), (1.0, "")),
}


def digits(number: float, places: int = 6) -> str:
    """A number without trailing zeros or exponent, at most ``places`` significant decimals."""
    text = f"{round(number, places):.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def _yuan(number: float, language: str) -> str:
    step, word = next((pair for pair in YUAN_STEPS[language] if abs(number) >= pair[0]), YUAN_STEPS[language][-1])
    amount = digits(number / step, 4)
    return f"{amount}{word}" if language == "zh" else f"CNY {amount}{word}"


def amount(number: float, unit: str, language: str, indicator: str = "") -> str:
    """One number with its unit. ``indicator`` lets a count say what it counts."""
    if unit == "CNY":
        return _yuan(number, language)
    if unit == "percent":
        return f"{digits(number, 4)}%"
    if unit == "rank":
        return f"第{digits(number)}位" if language == "zh" else f"rank {digits(number)}"
    if unit == "count" and indicator:
        counted = definitions.load("indicators")["indicators"][indicator]["counts"][language]
        return f"{digits(number)}{counted}" if language == "zh" else f"{digits(number)} {counted}"
    word = definitions.load("indicators")["units"][unit][language]
    return f"{digits(number, 4)}{word}" if language == "zh" else f"{digits(number, 4)} {word}"


def said(
    value: float | None,
    low: float | None,
    high: float | None,
    bound: str,
    unit: str,
    language: str,
    indicator: str = "",
) -> str:
    """A value under its bound in words: ``至少660家企业``, ``between 1 and 2 enterprises``."""

    def of(number: float) -> str:
        return amount(number, unit, language, indicator)

    if bound == "between" and low is not None and high is not None:
        first = of(low) if unit in {"CNY", "rank", "percent"} else digits(low, 4)
        return f"{first}至{of(high)}" if language == "zh" else f"between {first} and {of(high)}"
    number = value if value is not None else low if low is not None else high
    if number is None:
        return "未写明" if language == "zh" else "no number"
    words = {
        "zh": {"at_least": "至少", "at_most": "至多", "about": "约"},
        "en": {"at_least": "at least ", "at_most": "at most ", "about": "about "},
    }
    return words[language].get(bound, "") + of(number)
