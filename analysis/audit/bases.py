"""A count with a printed percentage: which whole number could stand behind it?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from analysis import definitions
from analysis.audit.check import Check, Needed
from analysis.audit.evidence import Evidence, Given
from analysis.intervals import Interval
from analysis.model import Mention, Observation
from analysis.themes import rounded

#: Without the text, a percentage this many characters behind a count is taken for its own.
NEAR = 12
_OTHER_NUMBER = re.compile(r"[0-9０-９XxＸ×*＊]")
_DECIMALS = re.compile(r"\d+(?:\.(\d+))?")


def whole_numbers(interval: Interval) -> tuple[int, int] | None:
    """First and last whole number of an interval with two ends; None when it holds none.

    >>> whole_numbers(Interval(602.2, 606.7)), whole_numbers(Interval(24.01, 24.02))
    ((603, 606), None)
    """
    assert interval.low is not None and interval.high is not None
    first, last = math.ceil(interval.low), math.floor(interval.high)
    first += not interval.contains(first)
    last -= last >= first and not interval.contains(last)
    return (first, last) if first <= last else None


def _base(kind: str, level: Given, percent: Given) -> Interval:
    share = percent.interval / 100
    return level.interval / (share + 1 if kind == "growth" else share)


def _percent(kind: str, level: float, base: int) -> float:
    return 100 * level / base - (100 if kind == "growth" else 0)


def base_check(kind: str, level: Given, percent: Given, report: str = "") -> Check | None:
    """Whether a whole-number base gives the printed percentage; ``kind`` is growth or share.

    The base is last year's count, or the total. None where the count or the percentage is not printed as one number.
    """
    if not (level.exact and percent.exact and level.value and level.interval.is_point):
        return None
    interval = _base(kind, level, percent)
    if interval.low is None or interval.high is None or interval.low <= 0:
        return None
    found = whole_numbers(interval)
    near = round((interval.low + interval.high) / 2)
    if near < 1:
        return None
    beside = near + 1 if near < interval.low else max(near - 1, 1)
    value = rounded(_percent(kind, level.value, near))
    weak = interval.width >= 1
    texts = definitions.load("audit")["bases"]
    return Check(
        relation=f"whole_base_of_{kind}",
        printed=percent,
        others={"level": level},
        outcome="agrees_within_rounding" if found else "fails",
        value=value,
        interval=Interval.exact(value or 0.0),
        unit="percent",
        formula=f"100 * level / whole number{' - 100' if kind == 'growth' else ''}",
        needed=(Needed("base", None, float(found[0]) if found and found[0] == found[1] else None,
                       Interval(found[0], found[1]) if found else interval, "count", level.indicator),),
        said={"near": str(near), "next": str(beside), "next_value": repr(_percent(kind, level.value, beside)),
              "weak": "weak" if weak else ""},
        strong=not weak,
        label=texts["label" if kind == "growth" else "share_label"],
    )


def _adjoining(level: Given, percent: Given, evidence: Evidence) -> bool:
    """Whether no other number stands between a count and its percentage, but for a list said in order."""
    if level.start > percent.start:
        return False
    words = evidence.words_between(level, percent)
    if words is None:
        return percent.start - level.end <= NEAR
    return not _OTHER_NUMBER.search(words) or "分别" in words


def base_checks(row: Observation, evidence: Evidence) -> Iterator[Check]:
    """Whole-number base of a growth or share of a count said in the same sentence."""
    kind = {"growth": "growth", "share_of_province": "share"}.get(row.measure, "")
    if not kind or "/" in row.period or row.status == "target":
        return
    beside = [
        o
        for o in evidence.beside.get((row.report, row.sentence_start), [])
        if o.unit == "count" and o.measure in ("level", "new")
        and (o.indicator, o.area, o.area_name, o.period, o.status)
        == (row.indicator, row.area, row.area_name, row.period, row.status)
    ]
    if len(beside) == 1 and _adjoining(evidence.given(beside[0]), evidence.given(row), evidence):
        check = base_check(kind, evidence.given(beside[0]), evidence.given(row))
        if check:
            yield check


def task_check(row: Observation, evidence: Evidence) -> Check | None:
    """A task in the last printed place of the sum that gives the printed completion; None where there is none."""
    if row.measure != "completion":
        return None
    levels = evidence.of_report(row.report, row.indicator, "level", row.area or row.area_name, row.period)
    percent = evidence.given(row)
    beside = [o for o in levels if o.status == row.status and o.sentence_start == row.sentence_start]
    for level in map(evidence.given, beside):
        if level.bound not in ("exact", "at_least") or not level.resolution or not level.value or not percent.value:
            continue
        task = round(100 * level.value / percent.value / level.resolution)
        value = rounded(100 * level.value / (task * level.resolution)) if task else None
        if value is not None and percent.interval.contains(value):
            base = task * level.resolution
            return Check(
                relation="round_task",
                printed=percent,
                others={"level": level},
                outcome="agrees_within_rounding",
                value=value,
                interval=Interval.exact(value),
                unit="percent",
                formula="100 * level / round task",
                needed=(Needed("task", None, base, Interval.exact(base), level.unit, level.indicator),),
                label=definitions.load("audit")["bases"]["task_label"],
            )
    return None


# ---------------------------------------------------------------- figures outside the codelist


@cache
def _growth_words() -> re.Pattern[str]:
    return re.compile(definitions.load("audit")["growth_words"])


def _resolution(quote: str) -> float | None:
    """Place value of the last printed digit of a percentage."""
    match = _DECIMALS.search(quote)
    return None if match is None else 10.0 ** -len(match.group(1) or "")


def _figure(mention: Mention, unit: str, value: float, text: str, home: tuple[str, str]) -> Given:
    resolution = _resolution(mention.quote) if unit == "percent" else 1.0
    interval = Interval.from_rounding(value, resolution) if unit == "percent" and resolution else Interval.exact(value)
    start = max(text.rfind("\n", 0, mention.start), text.rfind("。", 0, mention.start)) + 1
    ends = [e for e in (text.find("\n", mention.end), text.find("。", mention.end) + 1) if e > 0]
    return Given(value, interval, "exact", unit, "", "growth" if unit == "percent" else "level", *home, "", "actual",
                 resolution, mention.quote, mention.report, start=mention.start, end=mention.end,
                 sentence=(start, min(ends, default=len(text))))


def other_growth_checks(mentions: Iterable[Mention], evidence: Evidence) -> Iterator[Check]:
    """The same test for figures outside the codelist: a count directly followed by its growth."""
    falling = tuple(definitions.load("audit")["falling"])
    before: Mention | None = None
    for mention in mentions:
        count, before = before, mention
        if count is None or count.report != mention.report or mention.kind != "other_figure":
            continue
        if mention.unit != "percent" or count.unit != "count" or count.kind != "other_figure":
            continue
        text, home = evidence.texts.get(mention.report, ""), evidence.home.get(mention.report, ("", ""))
        said = _growth_words().match(text[count.end : mention.start])
        plain = all(m.value is not None and m.low == m.high == m.value for m in (count, mention))
        if not said or not plain or mention.value is None or count.value is None:
            continue
        sign = -1 if said["way"] in falling else 1
        percent = _figure(mention, "percent", sign * mention.value, text, home)
        check = base_check("growth", _figure(count, "count", count.value, text, home), percent)
        if check:
            yield replace(check, relation="whole_base_of_growth")
