"""The same figure twice: in one report, in two, in a later official text; and one whole that two shares imply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from analysis import definitions
from analysis.audit.check import Check
from analysis.audit.evidence import Evidence, Given, province_of
from analysis.model import Mention, Observation
from analysis.themes import rounded

#: Measures of which a report can be held to one value.
MEASURES = frozenset({"level", "new", "growth", "change", "share_of_province", "gap_to_province", "rank", "completion"})


@cache
def _one_value() -> frozenset[str]:
    return frozenset(definitions.load("audit")["one_value"])


def _alike(a: Given, b: Given, texts: Mapping[str, str]) -> bool:
    """Whether two sentences have the same of the words that change what is counted.

    Figures far apart in size are of different things, whatever they are called.
    """
    if a.inferred or b.inferred or not a.value or not b.value:
        return False
    ratio, apart = abs(a.value / b.value), float(definitions.load("audit")["apart"])
    if not 1 / apart <= ratio <= apart:
        return False
    words = definitions.load("audit")["qualifiers"]
    said = [texts.get(g.report, "")[slice(*g.sentence)] for g in (a, b)]
    return all(said) and all((word in said[0]) == (word in said[1]) for word in words)


def _same(relation: str, printed: Given, other: Given, label: str, convicts: bool, reason: str) -> Check:
    outcome = "untestable"
    if printed.exact and other.exact and rounded(printed.value) == rounded(other.value):
        outcome, reason = "exact", ""
    elif printed.interval.intersects(other.interval):
        outcome, reason = "agrees_within_rounding", ""
    elif convicts:
        outcome, reason = "fails", ""
    return Check(relation, printed, {"other": other}, outcome, other.value, other.interval, printed.unit,
                 f"{printed.measure} = {other.measure}", reason, label=definitions.load("audit")["again"][label],
                 discriminator=other.report if relation == "two_reports" else "")


def same_figure_checks(evidence: Evidence) -> Iterator[Check]:
    """Every figure against the first one of the same report, of another report, and against later official ones."""
    seen: dict[tuple[str, ...], Observation] = {}
    for row in evidence.rows:
        if row.indicator not in _one_value() or row.measure not in MEASURES or not row.period:
            continue
        cell = (row.indicator, row.measure, row.area or row.area_name, row.period, row.status)
        first = seen.setdefault((row.report, *cell), row)
        if first is not row:
            printed, other = evidence.given(row), evidence.given(first)
            # within one sentence nobody states a figure twice: it is a part, a stage or another goal
            if printed.said_with != other.said_with:
                convicts = _alike(printed, other, evidence.texts)
                yield _same("twice_in_report", printed, other, "label", convicts, "other_definition")
        elif row.status == "actual" and row.area:
            elsewhere = seen.setdefault(("", *cell), row)
            if elsewhere is not row:
                printed, other = evidence.given(row), evidence.given(elsewhere)
                convicts = _alike(printed, other, evidence.texts)
                yield _same("two_reports", printed, other, "report_label", convicts, "other_definition")
            official = evidence.reference(*cell[:4])
            if official:
                printed = evidence.given(row)
                near = min(official, key=lambda o: abs((o.value or 0.0) - (printed.value or 0.0)))
                yield _same("later_official_figure", printed, near, "reference_label", False, "other_vintage")


def repeat_checks(mentions: Iterable[Mention], evidence: Evidence) -> Iterator[Check]:
    """A figure that the report says again in another place."""
    from dataclasses import replace

    by_id = {row.observation_id: row for row in evidence.rows}
    for mention in mentions:
        row = by_id.get(mention.observation_id) if mention.kind == "repeat" else None
        if row is not None:
            first = evidence.given(row)
            again = replace(first, quote=mention.quote, start=mention.start, end=mention.end,
                            sentence=(mention.start, mention.end))
            yield replace(_same("twice_in_report", again, first, "label", False, ""), strong=False)


def whole_checks(evidence: Evidence) -> Iterator[Check]:
    """Level and share of two cities put their province at the same figure."""
    first: dict[tuple[str, ...], tuple[Given, Given]] = {}
    for row in evidence.rows:
        if row.measure != "share_of_province" or row.status != "actual" or not row.area or not row.period:
            continue
        levels = evidence.of_report(row.report, row.indicator, "level", row.area, row.period)
        level = next((evidence.given(o) for o in levels if o.status == "actual"), None)
        if level is None:
            continue
        share = evidence.given(row)
        key = (row.indicator, province_of(row.area), row.period)
        other = first.setdefault(key, (level, share))
        if other[1].ids == share.ids or other[1].area == share.area:
            continue
        whole, theirs = 100 * level.interval / share.interval, 100 * other[0].interval / other[1].interval
        value = None if not share.value or level.value is None else rounded(100 * level.value / share.value)
        outcome = "agrees_within_rounding" if whole.intersects(theirs) else "fails"
        yield Check("one_whole", share, {"level": level, "other_level": other[0], "other_share": other[1]}, outcome,
                    value, theirs, level.unit, "100 * level / share = 100 * other_level / other_share",
                    label=definitions.load("audit")["again"]["wholes_label"], discriminator=other[1].area)
