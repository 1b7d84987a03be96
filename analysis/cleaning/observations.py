"""Text to observations: the whole way from the copy to rows with their evidence, standard library only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from analysis.cleaning.announced import announced
from analysis.cleaning.areas import Place, find, places_said
from analysis.cleaning.binding import bind
from analysis.cleaning.census import census
from analysis.cleaning.context import Slot, phrases_of
from analysis.cleaning.grid import bind_line, lines_of_tables
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.listed import OPENING
from analysis.cleaning.outline import Outline, Section, Sentence, outline
from analysis.cleaning.repair import Readable, readable
from analysis.cleaning.scan import has_number, outside_names, scan, states_figure
from analysis.cleaning.state import Binding, Frame, Row
from analysis.definitions import load
from analysis.errors import RepairError
from analysis.model import Document, Observation, Origin, Reading


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


def own_place(frame: Outline, origin: Origin | None) -> tuple[Place, str]:
    """The place a report speaks for, and the code under which its other places are looked for first."""
    name = frame.title.place
    if not name:
        return Place("", ""), ""
    title = frame.title.text
    outer = title[: title.find(name)].strip("《》") if name in title else ""
    around = [place for _, _, place in places_said(outer, 0, len(outer), "") if place.code]
    outer_place = around[-1] if around else Place("", "")
    place = find(name, outer_place.code)
    if not place.code and outer_place.code:
        return place, outer_place.code
    return place, place.code


def _bindings(
    text: str, frame: Outline, place: Place, near: str, doubtful: frozenset[int]
) -> list[tuple[Sentence, Binding]]:
    found: list[tuple[Sentence, Binding]] = []
    earlier: list[Slot] = []
    subjects: dict[Section, tuple[str, ...]] = {}
    legends: dict[Section, tuple[str, str]] = {}
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
        if section not in subjects:
            legends[section] = _in_brackets(text, section)
            subjects[section] = (
                *subjects_of(_HEADING_END.split(section.heading)[0]),
                *subjects_of(frame.title.text),
            )
        sentence_frame = Frame(
            section.mode, section.year, place, near, finance, line, doubtful, tuple(earlier), subjects[section],
            _next_year(section, frame.title.review_year), frame.title.text, legends[section],
            _plan_of(section.heading or frame.title.text), _begins(section, frame.title.review_year),
            frame.title.inferred,
        )
        if line in tables:
            found.extend((sentence, b) for b in bind_line(text, tables[line], numbers, places, sentence_frame))
            continue
        bindings, slots = bind(text, sentence.start, sentence.end, numbers, places, sentence_frame)
        if slots:
            units = {slot.unit for slot in slots}
            earlier = [*(s for s in earlier if s.unit not in units), *slots]
        found.extend((sentence, binding) for binding in bindings)
    return found


_LOOKS_BACK = re.compile("(十[二三四五]五).{0,6}(?:回顾|总结|成就|成效|工作情况|发展情况)")


@lru_cache(maxsize=4096)
def _plan_of(heading: str) -> str:
    m = _LOOKS_BACK.search(heading)
    return m[1] if m else ""


#: (括号内为2024年目标): what the figures in brackets are.
_BRACKETS = re.compile(r"括号[内里中](?:的?(?:数字|数据|数))?[为是系](20\d\d)年(?:度)?(目标|计划|预期|预计)?")
_BRACKET_STATUS = {"目标": "target", "计划": "target", "预期": "target", "预计": "expected"}


def _in_brackets(text: str, section: Section) -> tuple[str, str]:
    """Year and status of the figures in brackets, by what the head of the section says."""
    m = _BRACKETS.search(text, section.start, section.start + 120)
    return (m[1], _BRACKET_STATUS.get(m[2] or "", "actual")) if m else ("", "")


def _next_year(section: Section, review_year: int | None) -> int | None:
    """What 明年 means: where a report of one year goes on to plan the following one, the year that is planned."""
    if section.year is None:
        return None
    ahead = section.mode == "plan" and review_year is not None and section.year > review_year
    return section.year if ahead else section.year + 1


def _begins(section: Section, review_year: int | None) -> int | None:
    """The first year that the plan of a section is for: the one after those reviewed, or its own if that is earlier."""
    if section.mode != "plan" or section.year is None or review_year is None:
        return section.year
    return min(section.year, review_year + 1)


_HEADING_END = re.compile("[\n。]")
#: What makes a paragraph speak of lending.
_FINANCE = re.compile("科贷|科创贷|科技贷|贷款|风险补偿|科技金融")
#: A section that lists by place goes on about the figures of the one before.
_BY_PLACE = re.compile(r"[分各](?:县|区|市|地|片)|区域|板块")


@lru_cache(maxsize=4096)
def subjects_of(heading: str) -> tuple[str, ...]:
    """Families of indicators that a title or a heading names, in order."""
    phrases = phrases_of(heading, 0, len(heading), lexicon())
    named = ("contract" if "contract_topic" in p.sense.cues else p.sense.family for p in phrases)
    return tuple(dict.fromkeys(family for family in named if family))


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
