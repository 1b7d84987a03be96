"""Tables printed as lines: what the heading of a column says of the numbers below it.

Two forms are read: a line for each indicator with columns of years and rates (指标|2022年|2023年|增幅), and a line
for each place with columns of indicators (县区|R&D经费(亿元)|增速(%)). A table without such a heading is left alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from analysis.cleaning.areas import Place
from analysis.cleaning.attached import attached
from analysis.cleaning.context import Noun, Slot, Stretch, phrases_of
from analysis.cleaning.families import noun_cues
from analysis.cleaning.levels import level, none
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.quantities import Num, in_unit
from analysis.cleaning.scan import states_figure
from analysis.cleaning.state import Binding, Frame, State


class Cell(NamedTuple):
    start: int
    end: int


class Column(NamedTuple):
    """``kind`` is value (a year), of (an indicator), growth, unit, name or other; year and status may be open."""

    kind: str
    year: str
    status: str
    start: int
    end: int


class Line(NamedTuple):
    """One line of a table below its heading."""

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]


_MARKED = re.compile(r"[^\t|｜\n]+")
_SPACED = re.compile(r"\S+")
_VALUE = re.compile(
    r"(?:(?P<year>20\d\d)年?(?:度|末|底)?)?(?P<what>实际完成|完成|实际|实绩|目标|计划|任务|预计|预期)?(?:数值|数|值|情况)?"
)
_GROWTH = re.compile(r"(?:同比|较上年|比上年)?(?:增长率?|增幅|增速|增减率?)?(?:\(%\))?")
_UNIT = re.compile(r"(?P<scale>[十百千]?[万亿])?(?P<unit>元|%|百分点|[家户项件份个笔])")
_IN_BRACKETS = re.compile(r"\(([^()]{1,4})\)")
_RUNNING = ("序号", "编号")
_STATUS = {"目标": "target", "计划": "target", "任务": "target", "预计": "expected", "预期": "expected"}
_WHOLE = re.compile(r"(?:全[市区县州]|合计|总计)")
_PROSE = re.compile(r"[。；;，]")


def lines_of_tables(text: str) -> dict[int, Line]:
    """The lines of tables with a heading, by where they start."""
    found: dict[int, Line] = {}
    columns: tuple[Column, ...] = ()
    start = numbered = 0  # how many cells the lines have where the first only numbers them
    for line in text.split("\n"):
        marked = 5 <= len(line) <= 200 and ("\t" in line or "|" in line or "｜" in line or line.count(" ") > 1)
        cells = _cells(text, start, start + len(line)) if marked else ()
        running = bool(cells) and text[cells[0].start : cells[0].end] in _RUNNING
        if running or (columns and len(cells) == numbered):
            cells = cells[1:]
        if len(cells) < 3 or _PROSE.search(line):
            columns = ()
        elif heading := _heading(text, cells):
            columns, numbered = heading, len(cells) + 1 if running else 0
        elif columns and len(cells) == len(columns):
            found[start] = Line(columns, cells)
        else:
            columns = ()
        start += len(line) + 1
    return found


def _cells(text: str, start: int, end: int) -> tuple[Cell, ...]:
    pattern = _MARKED if any(c in text[start:end] for c in "\t|｜") else _SPACED
    spans = []
    for m in pattern.finditer(text, start, end):
        said = m.group()
        begin = m.start() + len(said) - len(said.lstrip())
        spans.append(Cell(begin, begin + len(said.strip())))
    return tuple(spans)


def _heading(text: str, cells: tuple[Cell, ...]) -> tuple[Column, ...]:
    """The columns, when the line heads a table: two of years, or two of which one is an indicator; else empty."""
    columns = tuple(_column(text, cell, first=i == 0) for i, cell in enumerate(cells))
    kinds = [column.kind for column in columns]
    years = [column for column in columns if column.kind == "value" and column.year]
    goals = {column.status for column in columns if column.kind == "value"}
    several = max(len(years), len(goals), kinds.count("of") + kinds.count("growth")) > 1
    told = several or (years and "growth" in kinds)
    figures = kinds.count("of") + len(years) > 0 or len(goals) > 1
    return columns if kinds[0] == "name" and told and figures else ()


def _column(text: str, cell: Cell, first: bool) -> Column:
    said = text[cell.start : cell.end]
    if first:
        figures = re.search(r"(?<!20)\d{2,}", said) is not None
        return Column("other" if figures else "name", "", "", *cell)
    if said in ("单位", "计量单位"):
        return Column("unit", "", "", *cell)
    if (m := _GROWTH.fullmatch(said)) and m.group():
        return Column("growth", "", "", *cell)
    if (m := _VALUE.fullmatch(said)) and m.group():
        return Column("value", m["year"] or "", _STATUS.get(m["what"] or "", "actual"), *cell)
    return Column("of" if _nouns(text, cell) else "other", "", "", *cell)


def _nouns(text: str, cell: Cell) -> list[Noun]:
    """What a cell names, when it names one family and nothing else."""
    phrases = phrases_of(text, cell.start, cell.end, lexicon())
    if any(p.sense.blocker for p in phrases):
        return []
    families = lexicon().wording["families"]
    return [
        Noun(families[p.sense.family].get("means", p.sense.family), p.start, p.end, p.text)
        for p in phrases
        if p.sense.family
    ][-1:]


def bind_line(
    text: str, line: Line, numbers: list[Num], places: list[tuple[int, int, Place]], frame: Frame
) -> list[Binding]:
    """Bindings of the numbers of one line of a table, in order."""
    lex = lexicon()
    first, last = line.cells[0], line.cells[-1]
    state = State(text, frame, first.start, lex, lex.wording, last.end, [], [], places)
    return [_bind(state, line, n) if states_figure(n) else Binding(n, reason=n.reason) for n in numbers]


def _bind(state: State, line: Line, n: Num) -> Binding:
    at = next((i for i, cell in enumerate(line.cells) if cell.start <= n.digits < cell.end), 0)
    column, name = line.columns[at], line.cells[0]
    if column.kind == "growth":
        return _growth(state, n)
    n = _with_unit(state.text, n, line)
    own = _nouns(state.text, name)
    nouns = own if column.kind == "value" else _nouns(state.text, Cell(column.start, column.end))
    place = None if column.kind == "value" and own else _place(state, name)
    if column.kind not in ("value", "of") or not nouns or (column.kind == "of" and place is None):
        return none(state, n, "a figure outside the codelist")
    cues = noun_cues(nouns[0].text) | _cues(state.text, name) | _cues(state.text, Cell(column.start, column.end))
    if column.kind == "value":
        cues -= {"new", "net"} if not re.search("新|净", state.text[name.start : name.end]) else set()
    where = (place, f"the line of the table: {place.name}") if place else None
    binding = level(state, n, nouns, "own", cues, Stretch(n.end, n.end), place=where)
    heading = f"the heading of the column: {state.text[column.start : column.end]}"
    rows = []
    for row in binding.rows:
        if column.year:
            row = row._replace(period=column.year, period_basis="stated", why={**row.why, "period": heading})
        if column.status and column.status != row.status:
            row = row._replace(status=column.status, why={**row.why, "status": heading})
        rows.append(row)
    if rows:
        state.slots[-1] = replace(state.slots[-1], period=rows[0].period, status=rows[0].status)
    return replace(binding, rows=rows)


def _growth(state: State, n: Num) -> Binding:
    """The rate of the latest figure of its line."""
    levels = [s for s in state.slots if s.measure != "growth" and s.status == "actual"]
    latest = max(levels, key=_period, default=None)
    q = n.quantity
    if latest is None or q is None or q.unit not in ("", "percent", "percentage_point"):
        return none(state, n, "about a figure outside the codelist")
    if q.unit == "percentage_point":
        return attached(state, n, latest, {"growth"}, "change")
    rate = n._replace(quantity=replace(q, unit="percent"))
    return attached(state, rate, latest, {"growth"}, "growth")


def _period(slot: Slot) -> str:
    return slot.period


def _cues(text: str, cell: Cell) -> set[str]:
    return {cue for p in phrases_of(text, cell.start, cell.end, lexicon()) for cue in p.sense.cues}


def _place(state: State, cell: Cell) -> Place | None:
    """The place that a line is about; None when its first cell names none."""
    said = state.text[cell.start : cell.end]
    if _WHOLE.fullmatch(said):
        return state.frame.place
    return next((place for begin, end, place in state.places if cell.start <= begin and end <= cell.end), None)


def _with_unit(text: str, n: Num, line: Line) -> Num:
    """The number with the unit of its line or of its column, which stands apart from it."""
    q = n.quantity
    if q is None or q.unit:
        return n
    units = [c for column, c in zip(line.columns, line.cells, strict=True) if column.kind == "unit"]
    at = next((column for column, c in zip(line.columns, line.cells, strict=True) if c.start <= n.digits < c.end), None)
    bracketed = [m[1] for c in (line.cells[0], at) if c for m in _IN_BRACKETS.finditer(text, c.start, c.end)]
    said = [text[c.start : c.end] for c in units] + bracketed
    m = next((m for word in said if (m := _UNIT.fullmatch(word))), None)
    if m is None:
        return n
    quantity, classifier = in_unit(q, m["scale"] or "", m["unit"])
    return n._replace(quantity=quantity, classifier=classifier)
