"""The frame of a report: title, place, years, sections (review or plan), sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from analysis.cleaning.task_tables import ProseCell, prose_cells
from analysis.cleaning.titles import Title, frame_words, read_title
from analysis.model import Origin


class Section(NamedTuple):
    """A stretch of text with one mode (``review`` or ``plan``) and the year its figures inherit."""

    start: int
    end: int
    mode: str
    year: int | None
    heading: str


class Sentence(NamedTuple):
    start: int
    end: int
    section: Section


@dataclass(frozen=True, slots=True)
class Outline:
    title: Title
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    headings: tuple[tuple[int, int], ...]


_BRACKETED = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)")
_PART = re.compile(r"第[一二三四五]部分|[上下]篇(?=[:：\s])")
_HEADING_1 = re.compile(r"[一二三四五六七八九十][一二三四五六七八九十]{0,2}、(?=[^\n])")
_HEADING_2 = re.compile(r"\([一二三四五六七八九十]{1,3}\)(?=[^\n])")
#: A heading of what shall be reached in five years, and by when.
_FIVE_YEARS = re.compile("(?:今后|未来)五年|五年目标")
_BY_YEAR = re.compile(r"到(20\d\d)年")
#: 2019年，要…: what follows a heading at once says that it is a plan.
_PLANS_AT_ONCE = re.compile(r"\n[ \t\u3000]*(20\d\d)年[,，](?:我们|全[市县区])?(?:要(?!求)|将)")
_RUN_TOGETHER = re.compile(r"%(?=20[0-3]\d年)")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")


def outline(text: str, origin: Origin | None) -> Outline:
    """Outline of the readable text; an origin's title and years take precedence over inference."""
    title = read_title(text, origin)
    marks = _marks(text)
    sections = _with_cells(_sections(text, title, marks), prose_cells(text))
    headings = tuple((start, after) for start, level, after in marks if level)
    return Outline(title, sections, tuple(_sentences(text, sections)), headings)


def _marks(text: str) -> list[tuple[int, int, int]]:
    """Where headings begin, their level (第一部分 0, 一、 1, (一) 2), and where their numbers end."""
    named = "部分" in text or "篇" in text
    parts = [(m.start(), 0, m.end()) for m in _PART.finditer(text) if _opens(text, m.start(), "\n]")] if named else []
    first = [(m.start(), 1, m.end()) for m in _HEADING_1.finditer(text) if _opens(text, m.start(), "\n。:：;；]")]
    second = [(m.start(), 2, m.end()) for m in _HEADING_2.finditer(text) if _opens(text, m.start(), "\n。:：;；")]
    return sorted(parts + first + second)


def _opens(text: str, start: int, openers: str) -> bool:
    """Does a heading's number begin here: at the start of the text or a line, or behind the end of a sentence?"""
    while start and text[start - 1] in " \t":
        start -= 1
    return text[start - 1] in openers if start else openers.endswith("]")


def _mode(heading: str, current: str, level: int) -> str:
    frames = frame_words()
    head = heading[:24]
    if frames["problem"].search(head):
        return "review"
    if level == 1 and frames["to_do"].search(head):
        return "plan"
    if level == 1:
        if frames["review"].search(head):
            return "review"
        if frames["plan"].search(head):
            return "plan"
        return current
    if frames["strong_plan"].search(head) and not frames["review"].search(head):
        return "plan"
    return current


def _sections(text: str, title: Title, marks: list[tuple[int, int, int]]) -> tuple[Section, ...]:
    default = "plan" if title.plan_only else "review"
    sections = []
    part = mode_1 = mode = default
    opened: set[str] = set()  # modes of the headings so far
    plan_begins = max((start for start, level, after in marks if level == 1 and _opens_plan(text, after)), default=-1)
    begin, year, heading = 0, _year_of(title, default), ""
    for start, level, after in marks:
        if start > begin:
            sections.append(Section(begin, start, mode, year, heading))
            opened |= {mode} if heading else set()
        line_end = text.find("\n", after)
        head = text[after : line_end if 0 <= line_end < after + 40 else after + 40]
        head = _BRACKETED.sub("", head)  # 一、主要指标(括号内为2024年目标)
        mode = _mode(head, mode_1 if level == 2 else part, max(level, 1))
        said = re.match(r"[^。，,]{0,4}(20\d\d)(?:年|(?=[,，:：]))", head)
        in_review = said is not None and int(said.group(1)) == title.review_year
        of_review = not opened or ("plan" not in opened and (in_review or start < plan_begins))
        if level == 1 and part == "review" and mode == "plan" and of_review and _names_tasks(head):
            mode = "review"  # 一、重点工作 before anything was reviewed
        at_once = _PLANS_AT_ONCE.match(text, line_end) if level == 1 and line_end >= 0 and mode == "review" else None
        if at_once and title.plan_year and int(at_once[1]) == title.plan_year != title.review_year:
            mode = "plan"
        ahead = said is not None and title.review_year is not None and int(said.group(1)) == title.review_year + 1
        if level == 1 and ahead and not frame_words()["review"].search(head[:24]):
            mode = "plan"  # 二、2023年工作 in a report on 2022
        if level == 0:
            part = mode
        if level < 2:
            mode_1 = mode
        past = said is not None and title.review_year is not None and int(said.group(1)) <= title.review_year
        if level == 1 and past and mode == "plan":
            if not frame_words()["plan"].search(head[:24]):
                mode = mode_1 = "review"  # 2024年基础 in a plan for 2025
        if said and level > 1 and title.review_year and title.review_year < int(said.group(1)) == title.plan_year:
            if frame_words()["plan"].search(head[:24]) and not frame_words()["review"].search(head[:24]):
                mode = "plan"  # (四)2022年目标 under no heading of its own in a report on 2021
        year = int(said.group(1)) if said else _year_of(title, mode)
        if mode == "plan" and _FIVE_YEARS.search(head) and (by := _BY_YEAR.search(text, after, after + 80)):
            year = int(by[1])  # 今后五年的目标任务: 到2026年，…
        begin, heading = start, head
    sections.append(Section(begin, len(text), mode, year, heading))
    return tuple(sections)


def _with_cells(sections: tuple[Section, ...], cells: list[ProseCell]) -> tuple[Section, ...]:
    """The sections, cut where cells of a table of tasks lie: those are a plan or a review of the section's year."""
    if not cells:
        return sections
    cut: list[Section] = []
    following = 0
    for section in sections:
        begin = section.start
        while following < len(cells) and cells[following].start < section.end:
            cell = cells[following]
            following += 1
            if begin < cell.start:
                cut.append(section._replace(start=begin, end=cell.start))
            begin = min(cell.end, section.end)  # a heading may stand inside a cell
            cut.append(section._replace(start=cell.start, end=begin, mode=cell.mode))
        if begin < section.end:
            cut.append(section._replace(start=begin))
    return tuple(cut)


def _names_tasks(heading: str) -> bool:
    """一、2022年重点工作: does only the word for tasks make the heading sound like a plan?"""
    return frame_words()["plan"].search(frame_words()["weak_plan"].sub("", heading[:24])) is None


def _opens_plan(text: str, start: int) -> bool:
    """Does the heading from ``start`` name a plan by more than its tasks?"""
    head = text[start : start + 24].split("\n")[0]
    return not _names_tasks(head)


def _year_of(title: Title, mode: str) -> int | None:
    return title.plan_year if mode == "plan" else title.review_year


def _sentences(text: str, sections: tuple[Section, ...]) -> list[Sentence]:
    turn = frame_words()["turn"]
    found = []
    i = 0
    turned: Section | None = None
    for m in _SENTENCE.finditer(text):
        start, end = m.span()
        if "%20" in text[start:end]:
            split = _RUN_TOGETHER.search(text, start, end)
            if split:
                found.append(
                    Sentence(
                        start,
                        split.start() + 1,
                        sections[i] if sections[i].end > start else sections[min(i + 1, len(sections) - 1)],
                    )
                )
                start = split.start() + 1
        while i + 1 < len(sections) and sections[i].end <= start:
            i += 1
            turned = None
        section = sections[i]
        if section.end < end and i + 1 < len(sections):
            # a heading inside the sentence: what follows it belongs to its section
            if section.end > start:
                found.append(Sentence(start, section.end, turned or section))
            while i + 1 < len(sections) and sections[i].end < end:
                i += 1
                turned = None
                found.append(Sentence(sections[i].start, min(end, sections[i].end), sections[i]))
            continue
        if text[start - 1 : start] == "\n" and turned:
            turned = None
        stripped = start
        while stripped < end and text[stripped] in " \t\u3000":
            stripped += 1
        if section.mode == "review" and turn.match(text, stripped, end):
            year = section.year
            turned = Section(
                section.start,
                section.end,
                "plan",
                year + 1 if year and "下半年" not in text[stripped : stripped + 6] else year,
                "",
            )
        found.append(Sentence(stripped, end, turned or section))
    return found
