"""What the numbers of a list share: one range of two ends, one unit, one bound word; rates in percent and in times."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from analysis.cleaning.quantities import Num
from analysis.model import Quantity

_LIST_LINK = re.compile(r"[、,和及与]|以及|")
_TO = ("至", "到", "-", "—", "~", "～")
_FROM = re.compile(r"[由从][^,，。；;]{0,16}$")


def ranges(text: str, found: list[Num]) -> list[Num]:
    """16亿至18亿元: two numbers of one scale with only 至 between them, unless something rose from one to the other."""
    if not any(text[a.end : b.digits] in _TO for a, b in pairwise(found)):
        return found
    merged: list[Num] = []
    for n in found:
        last = merged[-1] if merged else None
        if last and text[last.end : n.digits] in _TO and (span := _range(last.quantity, n.quantity)):
            if not _FROM.search(text[max(0, last.start - 18) : last.start]):
                merged[-1] = n._replace(start=last.start, digits=last.digits, quantity=span)
                continue
        merged.append(n)
    return merged


def _range(a: Quantity | None, b: Quantity | None) -> Quantity | None:
    """Two exact amounts of money or counts, the smaller first, as one range; None for anything else."""
    if a is None or b is None:
        return None
    counts = a.unit == b.unit == "count" and a.noun[:1] == b.noun[:1]
    if not counts and (b.unit != "CNY" or a.unit or (a.resolution or 0) < 1e4):
        return None
    if a.value is None or b.value is None or a.value >= b.value or not a.bound == b.bound == "exact":
        return None
    return replace(b, start=a.start, value=None, low=a.value, high=b.value, bound="between")


_JOINED = re.compile("[、和与及]")
_GROWN = re.compile(r"(?:增长|增幅|增速|增加|增)[^,，。；;]*$")


def rates_in_times(text: str, found: list[Num]) -> list[Num]:
    """分别增长1.2倍、85%和62%: among rates in percent, one in times is a rate too."""
    if not any(n.quantity and n.quantity.unit == "times" for n in found):
        return found
    told = list(found)
    for i, n in enumerate(found):
        if n.quantity is None or n.quantity.unit != "times":
            continue
        beside = [(told[i - 1], n)] if i else []
        beside += [(n, found[i + 1])] if i + 1 < len(found) else []
        listed = any(
            _JOINED.fullmatch(text, a.end, b.start) and "percent" in (_unit_of(a), _unit_of(b)) for a, b in beside
        )
        if listed and _GROWN.search(text, max(0, n.start - 24), n.start):
            told[i] = in_percent(n)
    return told


def in_percent(n: Num) -> Num:
    """增长1.2倍 as a rate of 120 percent."""
    q = n.quantity
    assert q is not None
    value, low, high, resolution = (
        None if x is None else round(x * 100, 6) for x in (q.value, q.low, q.high, q.resolution)
    )
    return n._replace(quantity=replace(q, value=value, low=low, high=high, resolution=resolution, unit="percent"))


def _unit_of(n: Num) -> str:
    return n.quantity.unit if n.quantity else ""


_SHARED_UNITS = ("CNY", "percent", "percentage_point")


def _share_units(text: str, found: list[Num]) -> list[Num]:
    """500万、100万元; 0.1和0.2个百分点: the unit said with the last number of a list holds for those before it."""
    shared = list(found)
    for i in range(len(found) - 2, -1, -1):
        q, following = shared[i].quantity, shared[i + 1].quantity
        if q is None or following is None or q.unit or following.unit not in _SHARED_UNITS:
            continue
        large = (q.resolution or 0) >= 1e4
        if (large if following.unit == "CNY" else (q.resolution or 1) < 1) and _LIST_LINK.fullmatch(
            text, shared[i].end, shared[i + 1].start
        ):
            shared[i] = shared[i]._replace(quantity=replace(q, unit=following.unit))
    return shared


def share_bounds(text: str, found: list[Num]) -> list[Num]:
    """One bound word before a list holds for the whole list when 分别 or 均 distributes it."""
    result: list[Num] = []
    for n in _share_units(text, found):
        q = n.quantity
        if result and q and (bound := _bound_of_list(text, result[-1], n)):
            low = q.value if bound == "at_least" else None
            high = q.value if bound == "at_most" else None
            n = n._replace(quantity=replace(q, low=low, high=high, bound=bound), reason="shared bound")
        result.append(n)
    return result


_DISTRIBUTE = ("分别", "均", "依次", "双双", "各自", "全部", "先后")


def _bound_of_list(text: str, before: Num, n: Num) -> str:
    """The bound that the number before it in a list gives to an exact one; empty when it gives none."""
    if not before.quantity or not n.quantity or n.quantity.bound != "exact":
        return ""
    if not _LIST_LINK.fullmatch(text, before.end, n.start):
        return ""
    if before.reason != "shared bound":
        if not (before.kind == n.kind == "quantity" and before.start < before.digits):
            return ""
        if not text[max(0, before.start - 6) : before.start].rstrip("将要力争确保可达").endswith(_DISTRIBUTE):
            return ""
    return before.quantity.bound
