"""Text to observations: the whole way from the copy to rows with their evidence, standard library only."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.cleaning.announced import announced
from analysis.cleaning.areas import Place, places_said
from analysis.cleaning.binding import bind
from analysis.cleaning.census import census
from analysis.cleaning.context import Slot
from analysis.cleaning.frames import frame_of, own_place
from analysis.cleaning.grid import bind_line, lines_of_tables
from analysis.cleaning.listed import OPENING
from analysis.cleaning.outline import Outline, Section, Sentence, outline
from analysis.cleaning.repair import Readable, readable
from analysis.cleaning.scan import has_number, outside_names, scan, states_figure
from analysis.cleaning.state import Binding, Frame, Row
from analysis.definitions import load
from analysis.errors import RepairError
from analysis.model import Document, Observation, Reading


class Explanation(NamedTuple):
    """Where indicator, area, period and status of an observation came from."""

    observation_id: str
    indicator: str
    area: str
    period: str
    status: str


class _Read(NamedTuple):
    sentence: Sentence
    binding: Binding
    row: Row


def read_text(text: str, report: str = "text") -> list[Observation]:
    """Observations of a report's text; place, year and kind come from its title and text."""
    return list(read_document(Document(report, text)).observations)


def read_document(document: Document) -> Reading:
    """Observations, the census of all numbers, and the repairs of one report.

    Raises RepairError when a record of ``repairs.yaml`` no longer applies.
    """
    return read_explained(document)[0]


def read_explained(document: Document) -> tuple[Reading, tuple[Explanation, ...]]:
    """As `read_document`, with the evidence of every row."""
    copy = readable(document.text, document.report, _records(document.report))
    frame_outline = outline(copy.text, document.origin)
    place, near = own_place(frame_outline, document.origin)
    doubtful = frozenset(
        copy.alignment.to_readable(r.start) for r in copy.repairs if r.rule == "record" and r.confidence != "certain"
    )
    bindings = _bindings(copy.text, frame_outline, place, near, doubtful)
    reads = [_Read(s, b, row) for s, b in bindings for row in b.rows]
    reads = _lagged(reads, frame_outline.title.review_year)
    return _assemble(document, copy, frame_outline, bindings, reads)


def _records(report: str) -> list[dict[str, str]]:
    records = load("repairs")["records"]
    for record in records:
        missing = {"report", "context", "as_printed", "read_as", "reason", "evidence", "confidence"} - set(record)
        if missing:
            raise RepairError(
                f"repairs.yaml: a record for {record.get('report', '?')!r} lacks {', '.join(sorted(missing))}; add it"
            )
    return [r for r in records if r["report"] == report]


def _bindings(
    text: str, frame: Outline, place: Place, near: str, doubtful: frozenset[int]
) -> list[tuple[Sentence, Binding]]:
    found: list[tuple[Sentence, Binding]] = []
    earlier: list[Slot] = []
    before: list[Slot] = []
    frames: dict[Section, Frame] = {}
    breaks = [m.end() for m in re.finditer("\n", text)]
    line, paragraph, passed = 0, -1, 0
    listed: list[Slot] = []  # what a list by place is about, as a line before it announced
    finance, looked = False, 0
    tables = lines_of_tables(text)
    for sentence in frame.sentences:
        above = line
        while passed < len(breaks) and breaks[passed] <= sentence.start:
            above, line = line, breaks[passed]
            passed += 1
        section = sentence.section
        if line != paragraph:
            paragraph = looked = line
            finance = False
            listed = announced(text, above, line, section.mode, section.year, place) or listed
            goes_on = earlier and (_BY_PLACE.search(section.heading) or OPENING.match(text, line))
            earlier = listed or (earlier if goes_on else [])
            before = []
        if not has_number(text, sentence.start, sentence.end):
            continue
        numbers = scan(text, sentence.start, sentence.end)
        if not any(map(states_figure, numbers)):
            found.extend((sentence, Binding(n, reason=n.reason)) for n in numbers)
            continue
        places = places_said(text, sentence.start, sentence.end, near)
        numbers = outside_names(text, numbers, places)
        if listed and not (places and places[0][0] == sentence.start):
            earlier, listed = [], []
        finance = finance or _FINANCE.search(text, looked, sentence.end) is not None
        looked = sentence.end
        if section not in frames:
            frames[section] = frame_of(text, section, frame, place, near, doubtful)
        sentence_frame = frames[section]._replace(
            finance_topic=finance, paragraph=line, earlier=tuple(earlier), before=tuple(before)
        )
        if line in tables:
            found.extend((sentence, b) for b in bind_line(text, tables[line], numbers, places, sentence_frame))
            continue
        bindings, before = bind(text, sentence.start, sentence.end, numbers, places, sentence_frame)
        if before and (slots := [slot for slot in before if not slot.foreign]):
            units = {slot.unit for slot in slots}
            earlier = [*(s for s in earlier if s.unit not in units), *slots]
        found.extend((sentence, binding) for binding in bindings)
    return found


#: What makes a paragraph speak of lending.
_FINANCE = re.compile("科贷|科创贷|科技贷|贷款|风险补偿|科技金融")
#: A section that lists by place goes on about the figures of the one before.
_BY_PLACE = re.compile(r"[分各](?:县|区|市|地|片)|区域|板块")


#: The end of a five-year plan or of a frame (由…升至…), or the base of a comparison, dates no other figure.
_FRAMED = re.compile(r"十[一二三四五]五|frame|base of a comparison")


def _lagged(reads: list[_Read], review_year: int | None) -> list[_Read]:
    """R&D figures without a year of their own take the one year the report states for R&D elsewhere.

    Statistics lag by a year, not by more: an older year (the end of a five-year plan) is no such year.
    """
    stated = {
        r.row.period
        for r in reads
        if r.row.indicator in ("rd_expenditure", "rd_intensity")
        and r.row.status == "actual"
        and r.row.period_basis == "stated"
        and r.row.period
        and int(r.row.period[:4]) >= (review_year or 0) - 1
        and not _FRAMED.search(r.row.why["period"])
    }
    if len(stated) != 1:
        return reads
    year = stated.pop()
    if _beside_another(reads, year):
        return reads
    result = []
    for r in reads:
        row = r.row
        if (
            row.indicator in ("rd_expenditure", "rd_intensity")
            and row.status == "actual"
            and row.period_basis != "stated"
            and row.period != year
            and not _FRAMED.search(row.why["period"])
        ):
            why = {**row.why, "period": f"the report states {year} for its R&D figures"}
            r = r._replace(row=row._replace(period=year, period_basis="inferred", why=why))
        result.append(r)
    return result


def _beside_another(reads: list[_Read], year: str) -> bool:
    """R&D经费支出533.8亿元（2020年为506.06亿元）: has a figure without a year another value than that of the year?"""
    values: dict[tuple[str, str, Place], set[tuple[bool, float]]] = {}
    for r in reads:
        q, row = r.binding.number.quantity, r.row
        if row.indicator in ("rd_expenditure", "rd_intensity") and row.status == "actual" and q and q.value is not None:
            if row.period_basis != "stated" or row.period == year:
                key = (row.indicator, row.measure, row.place)
                values.setdefault(key, set()).add((row.period_basis == "stated", q.value))
    return any(len({v for _, v in said}) > 1 and {s for s, _ in said} == {True, False} for said in values.values())


# ---------------------------------------------------------------- rows


def _assemble(
    document: Document, copy: Readable, frame: Outline, bindings: list[tuple[Sentence, Binding]], reads: list[_Read]
) -> tuple[Reading, tuple[Explanation, ...]]:
    observations: list[Observation] = []
    explanations: list[Explanation] = []
    seen: dict[tuple[object, ...], str] = {}
    ids: set[str] = set()
    of_number: dict[int, tuple[str, str]] = {}  # by where the digits begin
    for read in reads:
        o = _observation(document, copy, read, ids)
        key = (o.indicator, o.measure, o.area, o.area_name, o.period, o.status, o.value, o.low, o.high)
        number = read.binding.number.digits
        if key in seen:
            of_number.setdefault(number, ("repeat", seen[key]))
            continue
        seen[key] = o.observation_id
        ids.add(o.observation_id)
        observations.append(o)
        of_number[number] = ("observation", o.observation_id)
        explanations.append(Explanation(o.observation_id, **read.row.why))
    mentions = census(document, copy, frame, (binding for _, binding in bindings), of_number)
    return (
        Reading(
            document,
            tuple(sorted(observations, key=lambda o: (o.start, o.indicator, o.measure, o.area_name))),
            mentions,
            copy.repairs,
        ),
        tuple(explanations),
    )


def _observation(document: Document, copy: Readable, read: _Read, ids: set[str]) -> Observation:
    number, row, sentence = read.binding.number, read.row, read.sentence
    q = number.quantity
    assert q is not None
    start, end = copy.alignment.span(number.start, number.end)
    value, low, high = q.value, q.low, q.high
    unit = q.unit
    unit = _unit_of(row, unit)
    if row.sign < 0:
        value, low, high = _minus(value), _minus(high), _minus(low)
    sentence_start, sentence_end = copy.alignment.span(sentence.start, sentence.end)
    basis = row.period_basis
    note = "; ".join(
        part
        for part in (
            f"period: {row.why['period']}" if basis == "inferred" else "",
            "bound word said once for the list" if number.reason == "shared bound" else "",
        )
        if part
    )
    identity = f"{document.report}:{start}:{row.indicator}:{row.measure}"
    if identity in ids:
        identity = f"{identity}:{row.place.name}"
    return Observation(
        identity,
        document.report,
        row.indicator,
        row.measure,
        row.place.code,
        row.place.name,
        row.period,
        basis,
        row.status,
        value,
        low,
        high,
        q.bound,
        q.resolution,
        unit,
        start,
        end,
        document.text[start:end],
        sentence_start,
        sentence_end,
        _repairs_in(copy, start, end, sentence_start),
        note,
    )


def _unit_of(row: Row, unit: str) -> str:
    if row.measure in ("rank", "rank_change"):
        return "rank"
    if unit:
        return unit
    return str(load("indicators")["indicators"][row.indicator]["unit"])


def _minus(x: float | None) -> float | None:
    return None if x is None else -x


def _repairs_in(copy: Readable, start: int, end: int, sentence_start: int) -> tuple[str, ...]:
    """Repairs that the figure itself needed, and records (a redacted year) of its sentence before it."""
    near = copy.repairs_between(sentence_start, end + 1) if copy.repairs else ()
    return tuple(
        r.repair_id
        for r in near
        if (r.start < end and start < r.end)
        or (r.rule == "dropped_character" and r.start <= end <= r.end + 1 and r.end >= start and r.start >= start - 1)
        or (r.rule == "record" and sentence_start <= r.start < end)
    )
