"""Every number of a report and what became of it, so that nothing is dropped in silence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from analysis.cleaning.outline import Outline
from analysis.cleaning.repair import Readable
from analysis.cleaning.scan import states_figure
from analysis.cleaning.state import Binding
from analysis.model import Document, Mention

_HEADING = "number of a heading"
_PAGE_MARK = "running number at a page break"


def census(
    document: Document,
    copy: Readable,
    frame: Outline,
    bindings: Iterable[Binding],
    observed: dict[int, tuple[str, str]],
) -> tuple[Mention, ...]:
    """The mentions of a report in the order of its text.

    ``observed`` gives kind (``observation`` or ``repeat``) and observation id of the numbers that were read,
    by the position of their first digit.
    """
    mentions = [_mention(document, copy, frame, binding, observed) for binding in bindings]
    spans = sorted((m.start, m.end) for m in mentions) if copy.page_marks else []
    mentions += [
        Mention(document.report, start, end, document.text[start:end], "page_furniture", "", _PAGE_MARK)
        for start, end in copy.page_marks
        if not _covered(spans, start, end) and not _holds_one(spans, start, end)
    ]
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


def _mention(
    document: Document, copy: Readable, frame: Outline, binding: Binding, observed: dict[int, tuple[str, str]]
) -> Mention:
    n = binding.number
    start, end = copy.alignment.span(n.start, n.end)
    kind, identity = observed.get(n.digits, ("", ""))
    reason = "the same figure said before" if kind == "repeat" else ""
    if not kind:
        kind, reason = _kind(binding), binding.reason
        if kind in ("name", "other_figure", "ordinal") and _inside(frame.headings, n.start):
            kind, reason = "heading", _HEADING
        if copy.page_marks and kind in ("heading", "other_figure", "name") and _inside(copy.page_marks, start):
            kind, reason = "page_furniture", _PAGE_MARK
    quote = document.text[start:end]
    q = n.quantity
    if kind != "other_figure" or q is None:
        return Mention(document.report, start, end, quote, kind, identity, reason)
    unit, noun = q.unit, q.noun
    if not unit and (lost := _lost_unit(copy, start, end)):
        unit, noun = "count", lost
    return Mention(document.report, start, end, quote, kind, identity, reason, q.value, q.low, q.high, unit, noun)


def _lost_unit(copy: Readable, start: int, end: int) -> str:
    """The classifier that the copy dropped behind a count, as its repair reads it."""
    read = (r.read_as for r in copy.repairs_between(start, end) if r.rule == "dropped_character" and r.start == start)
    return next(read, "").lstrip("0123456789")


def _kind(binding: Binding) -> str:
    if binding.unresolved:
        return "unresolved"
    return "other_figure" if states_figure(binding.number) else binding.number.kind


def _covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Does one of the sorted spans hold the whole stretch?"""
    k = bisect_right(spans, (start, float("inf")))
    return k > 0 and end <= spans[k - 1][1]


def _holds_one(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Does one of the sorted spans lie in the stretch?"""
    k = bisect_left(spans, (start, start))
    return k < len(spans) and spans[k][1] <= end


def _inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Is the position inside one of the sorted spans?"""
    k = bisect_right(spans, (position, float("inf")))
    return k > 0 and spans[k - 1][0] <= position < spans[k - 1][1]
