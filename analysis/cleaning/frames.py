"""What the sentences of a section inherit: the report's own place, the years that 今年 and 明年 mean, its subjects."""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.cleaning.areas import Place, city_of_zone, find, parent_of, places_said
from analysis.cleaning.context import phrases_of
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.outline import Outline, Section
from analysis.cleaning.state import Frame
from analysis.model import Origin


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
    if not place.code:
        return place, outer_place.code or city_of_zone(place.name).code
    return place, place.code


def frame_of(text: str, section: Section, frame: Outline, place: Place, near: str, doubtful: frozenset[int]) -> Frame:
    """What all sentences of a section inherit."""
    title = frame.title
    return Frame(
        section.mode,
        section.year,
        place,
        near,
        city=_city_above(title.text, place, near),
        doubtful_years=doubtful,
        subjects=(*_subjects_of(_HEADING_END.split(section.heading)[0]), *_subjects_of(title.text)),
        this_year=title.written or _this_year(text, section, title.review_year),
        next_year=_next_year(section, title.review_year),
        title=title.text,
        brackets=_in_brackets(text, section),
        plan=_plan_of(section.heading or title.text),
        begins=_begins(section, title.review_year),
        year_inferred=title.inferred,
    )


def _city_above(title: str, place: Place, near: str) -> Place:
    """The city that a district or county lies in, by its code or as the title names it before the district."""
    if place.name[-1:] == "市":
        return Place("", "")
    above = parent_of(near) if place.code else city_of_zone(place.name)
    if above.name or not place.name:
        return above
    named = _CITY.search(title[: max(title.find(place.name), 0)])
    return Place("", named[0]) if named else above


_CITY = re.compile(r"[\u4e00-\u9fff]{2,3}市$")
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


def _this_year(text: str, section: Section, review_year: int | None) -> int | None:
    """What 今年 means: in a plan for 明年, written while the year reviewed goes on, the year before the one planned."""
    ahead = section.mode == "plan" and review_year and section.year and section.year > review_year
    if ahead and section.year and text.find("明年", section.start, section.end) >= 0:
        return section.year - 1
    return section.year


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


@lru_cache(maxsize=4096)
def _subjects_of(heading: str) -> tuple[str, ...]:
    """Families of indicators that a title or a heading names, in order."""
    phrases = phrases_of(heading, 0, len(heading), lexicon())
    named = ("contract" if "contract_topic" in p.sense.cues else p.sense.family for p in phrases)
    return tuple(dict.fromkeys(family for family in named if family))
