"""Which year a figure refers to: years said in the sentence, redacted years, five-year plans."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAN_END = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}

YEAR = re.compile(
    r"(?P<range>20\d\d年?[-—~–至到]+20\d\d年?)"
    r"|(?P<before>比|较|与|同比|相比|和)?(?P<year>20\d\d)年(?P<tail>度|末|底|初|以来|同期)?"
    r"|(?P<redacted>(?<!\d)20[xX×*]{2}(?:[-—]20[xX×*]{2})?年)"
    r"|[“\"]?(?P<plan>十[二三四五]五)[”\"]?(?P<plan_tail>末|初|期末|期初|期间|时期|以来)?"
    r"|(?P<before2>比|较|与|同|超|是|为)?(?P<relative>今年|本年度?|当年|全年|年内|年末|年底|去年|上年|上一年|明年|下一年)(?P<relative_tail>同期|度|末|底|的)?"
)


class YearSaid(NamedTuple):
    """A year in the text; ``year`` is None when it is redacted. ``stated`` is false for 今年 and the like."""

    start: int
    end: int
    year: int | None
    stated: bool
    text: str


def years_said(text: str, start: int, end: int, section_year: int | None) -> list[YearSaid]:
    """Years of a sentence that a figure may refer to, in order; comparison bases (比2019年) are left out."""
    found: list[YearSaid] = []
    for m in YEAR.finditer(text, start, end):
        if m["range"]:
            continue
        if m["year"]:
            if m["before"] and m["before"] != "和" or m["tail"] in ("初", "以来", "同期"):
                continue
            found.append(YearSaid(m.start("year"), m.end(), int(m["year"]), True, m["year"]))
        elif m["redacted"]:
            if len(m["redacted"]) < 8:
                found.append(YearSaid(m.start(), m.end(), section_year, False, m["redacted"]))
        elif m["plan"]:
            found.extend(_plan_years(text, m, end))
        elif m["relative"] and section_year is not None and not m["before2"] and m["relative_tail"] != "同期":
            word = m["relative"]
            if word in ("去年", "上年", "上一年"):
                if m["relative_tail"] in ("度", "末", "底", None):
                    found.append(YearSaid(m.start(), m.end(), section_year - 1, True, word))
            elif word in ("明年", "下一年"):
                found.append(YearSaid(m.start(), m.end(), section_year + 1, True, word))
            else:
                found.append(YearSaid(m.start(), m.end(), section_year, False, word))
    return found


_FROM_TO = re.compile(r"[由从](?=[^,，。；;]{0,12}\d)")


def _plan_years(text: str, m: re.Match[str], end: int) -> list[YearSaid]:
    plan_end = _PLAN_END.get(m["plan"])
    if plan_end is None:
        return []
    tail = m["plan_tail"]
    if tail in ("末", "期末"):
        return [YearSaid(m.start(), m.end(), plan_end, True, m.group())]
    if tail in ("初", "期初"):
        return [YearSaid(m.start(), m.end(), plan_end - 5, True, m.group())]
    if tail in ("期间", "时期"):
        rise = re.compile(r"[由从].{1,14}?(升至|升到|提高到|提升至|提升到|提高至|增至|增长到|增加到|上升到|上升至|增长至|扩大到|攀升至)").search(
            text, m.end(), end
        )
        if rise:
            return [
                YearSaid(rise.start(), rise.start() + 1, plan_end - 5, True, m.group() + "初"),
                YearSaid(rise.start(1), rise.end(1), plan_end, True, m.group() + "末"),
            ]
    return []
