"""Every check in one sentence, English and Chinese, from the texts of audit.yaml."""

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
from analysis.model import Observation
from analysis.phrases import amount, digits, said

LANGUAGES = ("en", "zh")
_DIGIT = re.compile(r"[0-9]")
_UNIT_BEFORE, _UNIT_AFTER = re.compile(r"[^0-9\-]+"), re.compile(r"[^0-9]+$")
#: Decimals of a percentage that is printed without any, and the most that are shown.
MOST_DECIMALS = 4


def _texts() -> Mapping[str, Any]:
    return definitions.load("audit")


def _decimals(resolution: float | None) -> int:
    if not resolution or resolution >= 1:
        return 0
    return min(MOST_DECIMALS, -int(Decimal(repr(resolution)).normalize().as_tuple().exponent))  # type: ignore[operator]


def _in_percent(number: float, unit: str, decimals: int, language: str) -> str:
    text = f"{number:.{decimals}f}"
    word = "%" if unit == "percent" else definitions.load("indicators")["units"][unit][language]
    return f"{text}{word}" if unit == "percent" or language == "zh" else f"{text} {word}"


def figure_words(figure: Given, language: str) -> str:
    """A figure as it is printed, with every printed decimal; a number said in words with the words."""
    if figure.exact and figure.unit in ("percent", "percentage_point") and figure.value is not None:
        text = _in_percent(figure.value, figure.unit, _decimals(figure.resolution), language)
    else:
        text = said(figure.value, *_ends(figure), figure.bound, figure.unit, language, figure.indicator)
        if figure.unit == "count" and not figure.indicator and figure.value is not None:
            text = digits(figure.value)
    if figure.measure == "rank_change":
        text = str(_texts()["ranks"]["gain"][language]).format(places=digits(figure.value or 0.0))
    if figure.quote and figure.value is not None and not _DIGIT.search(figure.quote) and figure.unit != "rank":
        text = _texts()["clauses"]["word"][language].format(quote=figure.quote, said=text)
    clauses = _texts()["clauses"]
    return text + (clauses["reference"][language] if figure.title else "")


def _ends(figure: Given) -> tuple[float | None, float | None]:
    return (figure.interval.low, figure.interval.high) if figure.bound == "between" else (None, None)


def _number(number: float, unit: str, language: str, indicator: str, decimals: int) -> str:
    if unit in ("percent", "percentage_point"):
        return _in_percent(number, unit, decimals, language)
    if unit == "times":
        return amount(round(number, 2), unit, language)
    return digits(number) if unit == "count" and not indicator else amount(number, unit, language, indicator)


def area_words(area: str, name: str, language: str) -> str:
    """Name of a place; in English its English name where the definitions have one."""
    return str(definitions.load("figures")["places"].get(area, name)) if language == "en" else name


def interval_words(interval: Interval, unit: str, language: str, indicator: str, decimals: int) -> str:
    """An interval in words: ``1.039% to 1.044%``, ``at least 2098 enterprises``."""
    clauses = _texts()["clauses"]

    def of(number: float) -> str:
        return _number(number, unit, language, indicator, decimals)

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
    decimals = _decimals(check.printed.resolution or 0.01) if check.unit == check.printed.unit else 1
    exact = check.outcome == "exact"
    shown = round(check.value, decimals)
    if not exact and check.printed.value is not None and check.unit == check.printed.unit:
        while shown == check.printed.value and decimals < MOST_DECIMALS and shown != check.value:
            decimals += 1
            shown = round(check.value, decimals)
    value = _number(check.value, check.unit, language, check.printed.indicator, decimals)
    interval = interval_words(check.interval, check.unit, language, check.printed.indicator, decimals + 1)
    if not exact and interval and not _between(interval, language):
        return interval
    if exact or check.interval.is_point or check.unit == "count" or interval in ("", value):
        return value
    left, right = ("（", "）") if language == "zh" else ("(", ")")
    return f"{value}{left}{interval}{right}" if language == "zh" else f"{value} {left}{interval}{right}"


def _between(words: str, language: str) -> bool:
    return str(_texts()["clauses"]["between"][language]).format(low="", high="").strip() in words


def needed_words(needed: Needed, unit: str, indicator: str, language: str) -> str:
    """What another figure would have to be; whole numbers for a count, empty where none would do."""
    interval = needed.interval
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
    return _number(needed.value, unit, language, indicator, 2)


def _part(check: Check, part: str, language: str) -> str:
    return str(_spec(check)["parts"][part][language])


def _spec(check: Check) -> Mapping[str, Any]:
    texts = _texts()
    return texts["equations"].get(check.relation) or texts["ranges"].get(check.relation) or {}  # type: ignore[no-any-return]


def _needed_clause(check: Check, language: str) -> str:
    clauses, printed = _texts()["clauses"], figure_words(check.printed, language)
    text = ""
    for needed in check.needed:
        if needed.other is None or needed.interval == Interval.unknown():
            continue
        part = _part(check, needed.part, language)
        words = needed_words(needed, needed.other.unit, needed.other.indicator, language)
        name = "needed" if words else "no_whole_number"
        given = figure_words(needed.other, language)
        text += clauses[name][language].format(printed=printed, part=part, needed=words, given=given)
    return text


def where_words(row: Observation, language: str) -> str:
    """Indicator, measure and place of an observation in words."""
    facts = definitions.load("indicators")
    return str(
        _texts()["clauses"]["where"][language].format(
            indicator=facts["indicators"][row.indicator]["label"][language],
            measure=facts["measures"][row.measure]["label"][language],
            area=area_words(row.area, row.area_name, language),
        )
    )


def _slip_clause(slips: list[Observation], language: str) -> str:
    if not slips:
        return ""
    where = "；" if language == "zh" else "; "
    places = where.join(where_words(row, language) for row in slips[:2])
    return str(_texts()["clauses"]["same_number"][language].format(where=places))


def label_of(check: Check, language: str) -> str:
    """Name of the relation."""
    texts = _texts()
    if check.label:
        return str(check.label[language])
    if check.relation in texts["orders"]:
        return str(texts["order_words"]["label"][language])
    if check.relation == "place_of_city":
        return str(texts["order_words"]["place_label"][language])
    if check.relation in ("rank", "rank_moved"):
        return str(texts["ranks"]["label"][language])
    return str(_spec(check)["label"][language])


# ---------------------------------------------------------------- sentences


def _listed(figures: list[Given], language: str) -> str:
    texts = _texts()
    words = [f"{area_words(f.area, f.area_name, language)} {figure_words(f, language)}" for f in figures]
    return str(texts["claims"]["texts"]["separator"][language]).join(words) or str(texts["ranks"]["none"][language])


def _known(check: Check, side: str) -> list[Given]:
    return [f for name, f in check.others.items() if name.startswith(side)]


def _equation(check: Check, language: str) -> str:
    spec = _spec(check)
    words = {name: figure_words(f, language) for name, f in check.others.items()}
    words |= {"recomputed": recomputed_words(check, language), "printed": figure_words(check.printed, language)}
    text = str(spec[language]).format(**words)
    if "possible" not in spec:
        return text
    low, high = spec["possible"]
    name = "fails" if check.outcome == "fails" else "holds"
    possible = interval_words(Interval(low, high), check.unit, language, "", 0)
    return text + str(_texts()["range_words"][name][language]).format(possible=possible)


def _order(check: Check, language: str) -> str:
    words, whole = _texts()["order_words"], check.others["whole"]
    parts = [check.printed, *(f for name, f in check.others.items() if name.startswith("part"))]
    smaller = " + ".join(figure_words(p, language) for p in parts)
    one = check.relation == "place_of_city"

    def what(figure: Given) -> str:
        facts = definitions.load("indicators")
        label = facts["indicators"][figure.indicator]["label"][language]
        measure = facts["measures"][figure.measure]["label"][language]
        return area_words(figure.area, figure.area_name, language) if one else (label if figure.measure == "level" else f"{label} {measure}")

    above = check.outcome in ("fails", "untestable")
    return str(words["fails" if above else "holds"][language]).format(
        smaller=smaller, larger=figure_words(whole, language), small_what=what(check.printed), large_what=what(whole)
    )


def _base(check: Check, language: str) -> str:
    kinds = {"whole_base_of_growth": "growth", "whole_base_of_share": "share", "round_task": "task"}
    texts = _texts()["bases"]
    level, percent, needed = check.others["level"], check.printed, check.needed[0]
    decimals = _decimals(percent.resolution)
    base = interval_words(needed.interval, level.unit, language, level.indicator, 2)
    near = check.said.get("near", "")
    beside = check.said.get("next_value", "0")
    name = "fails" if check.outcome == "fails" else "holds"
    return str(texts[kinds[check.relation]][name][language]).format(
        level=figure_words(level, language),
        printed=figure_words(percent, language),
        base=base,
        interval=base,
        weak=texts["weak"][language] if check.said.get("weak") else "",
        near=near,
        near_percent=_in_percent(check.value or 0.0, "percent", decimals, language),
        next=check.said.get("next", ""),
        next_percent=_in_percent(float(beside), "percent", decimals, language),
    )


def _again(check: Check, language: str) -> str:
    texts = _texts()["again"]
    if check.relation == "one_whole":
        level, other = check.others["level"], check.others["other_level"]
        theirs = interval_words(check.interval, level.unit, language, level.indicator, 2)
        return str(texts["wholes"][language]).format(
            area=area_words(level.area, level.area_name, language), whole=_number(check.value or 0.0, level.unit, language, level.indicator, 2),
            other_area=area_words(other.area, other.area_name, language), other=theirs,
        )
    other = check.others["other"]
    name = {"twice_in_report": "repeat", "two_reports": "reports"}.get(check.relation, "reference")
    words = figure_words(other, language).replace(_texts()["clauses"]["reference"][language], "")
    return str(texts[name][language]).format(other=words, report=other.report)


def _rank(check: Check, language: str) -> str:
    texts = _texts()["ranks"]
    printed = figure_words(check.printed, language)
    higher, lower = (_listed(_known(check, side), language) for side in ("higher", "lower"))
    known = texts["known"][language].format(higher=higher, lower=lower) if len(check.others) > 1 else ""
    name = "too_low" if check.outcome == "fails" or check.reason else "possible"
    return str(texts[name][language]).format(
        printed=printed, count=check.said["count"], known=known, higher=higher, lower=lower
    )


def _moved(check: Check, language: str) -> str:
    texts = _texts()["ranks"]
    name = "moved_fails" if check.outcome == "fails" else "moved"
    return str(texts[name][language]).format(
        rank=figure_words(check.others["rank"], language), moved=digits(check.printed.value or 0.0),
        before=interval_words(check.interval, "rank", language, "", 0), count=check.said["count"],
    )


def _multiple(check: Check, language: str) -> str:
    spec = _texts()["multiples"][check.relation]
    return str(spec[language]).format(
        printed=figure_words(check.printed, language), of=figure_words(check.others["of"], language), **check.said
    )


def _claim(check: Check, language: str) -> str:
    texts = _texts()["claims"]["texts"]
    facts = definitions.load("indicators")["indicators"]
    first = next(iter(check.others.values()))
    names = dict.fromkeys(facts[f.indicator]["label"][language] for f in check.others.values())
    one = check.others.get("level", first)
    labels = [facts[one.indicator]["label"][language]] if "level" in check.others else list(names)
    target = check.others.get("target")
    named = {n: figure_words(f, language) for n, f in check.others.items() if n in ("numerator", "denominator", "other")}
    return str(texts[check.said["text"]][language]).format(
        claim=check.printed.quote,
        what=str(texts["separator"][language]).join(labels),
        level=figure_words(one, language),
        period=one.period,
        target=figure_words(target, language) if target else "",
        target_report=target.report if target else "",
        higher=_listed(_known(check, "higher"), language),
        lower=_listed(_known(check, "lower"), language),
        recomputed=recomputed_words(check, language),
        **named,
    )


#: Relations whose sentence says it all; to the others the outcome is added.
WHOLE = ("place_of_city", "whole_base_of_growth", "whole_base_of_share", "round_task", "rank", "rank_moved", "one_whole")


def _finding(check: Check, language: str) -> tuple[str, bool]:
    """What the figures say together, and whether that is the whole sentence."""
    texts = _texts()
    name = check.relation
    if check.relation.startswith("claim_"):
        return _claim(check, language), True
    if name in texts["orders"] or name == "place_of_city":
        return _order(check, language), True
    if name in texts["multiples"]:
        return _multiple(check, language), True
    writers = {"rank": _rank, "rank_moved": _moved, "twice_in_report": _again, "two_reports": _again,
               "later_official_figure": _again, "one_whole": _again, "whole_base_of_growth": _base,
               "whole_base_of_share": _base, "round_task": _base}
    return writers.get(name, _equation)(check, language), name in WHOLE or name in texts["ranges"]


def explanation(check: Check, slips: list[Observation], language: str) -> str:
    """The check in one sentence."""
    texts, printed = _texts(), figure_words(check.printed, language)
    outcome = texts["outcomes"][check.outcome][language]
    if check.outcome == "untestable" and not check.relation.startswith("claim_"):
        part = _part(check, check.part, language) if check.part else ""
        reason = texts["reasons"][check.reason][language].format(part=part)
        if check.part and check.needed and check.needed[0].interval != Interval.unknown():
            first = next(iter(check.others.values()))
            source = check.printed if check.part in ("level", "previous") and check.printed.measure == "change" else first
            words = needed_words(check.needed[0], source.unit, source.indicator, language)
            reason += texts["clauses"]["would_be"][language].format(needed=words) if words else ""
        elif check.others and check.value is not None:
            found, _ = _finding(check, language)
            reason += ("（" + found + "）") if language == "zh" else f" ({found})"
        return str(outcome).format(printed=printed, reason=reason)
    finding, whole = _finding(check, language)
    text = finding if whole else finding + str(outcome).format(printed=printed)
    if check.outcome == "fails":
        text += _needed_clause(check, language) if _spec(check).get("parts") else ""
        text += _slip_clause(slips, language)
    return text
