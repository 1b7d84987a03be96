"""How long a period is, and the year it ends in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

PERIOD = re.compile(r"(?:([0-9]{4})/)?([0-9]{4})(-(?:[0-9]{2}|H[12]|Q[1-4]))?")


class Span(NamedTuple):
    """The year at whose end, or within which, a period ends, and a name for its length."""

    year: int
    length: str


@lru_cache(maxsize=4096)
def span_of(period: str) -> Span | None:
    """The span of an ISO 8601 period; None for none.

    >>> span_of("2020"), span_of("2018/2020"), span_of("2021-H1"), span_of("")
    (Span(year=2020, length='year'), Span(year=2020, length='2 years'), Span(year=2021, length='-H1'), None)
    """
    match = PERIOD.fullmatch(period)
    if match:
        first, last, part = match.groups()
        return Span(int(last), part or (f"{int(last) - int(first)} years" if first else "year"))
    years = re.findall(r"[0-9]{4}", period)
    return Span(int(years[-1]), period.replace(years[-1], "")) if years else None
