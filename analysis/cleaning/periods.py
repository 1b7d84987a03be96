"""Which year a figure refers to: years said in the sentence, redacted years, five-year plans."""

from __future__ import annotations

import re
from typing import NamedTuple

PLAN_END = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}

YEAR = re.compile(
    r"(?=[2比较与同相和自是为及于超十“\"今本当全年去上明下])(?:"  # first characters: no other is tried any further
    r"(?P<range>20\d\d年?[-—~–至到]+20\d\d年?)"
    r"|(?P<listed>(?<!\d)20\d\d(?=(?:[、和与及]20\d\d)*[、和与及]20\d\d(?:年|[两三四五]年)|[两三四五]年(?<=[、和与及]20\d\d.年)))"
    r"|(?P<before>(?<!之)比|较|与|同比|相比|和|自)?(?P<year>20\d\d)年(?P<tail>度|末|底|初|以来|同期)?"
    r"|(?P<redacted>(?<!\d)20[xX×*]{2}(?:[-—]20[xX×*]{2})?年)"
    r"|(?P<before1>比|较|与|是|为)?[“\"]?(?P<plan>十[一二三四五]五)[”\"]?(?P<plan_tail>末|初|期末|期初|期间|时期|以来)?"
    r"|(?P<before2>比|较|与|同|超|是|为|及|于)?(?P<relative>今年|本年度?|当年|全年|年内|年末|年底|去年|上年|上一年|明年|下一年|(?<=[由从])年初(?=的?\d))"
    r"(?P<relative_tail>同期|度|末|底|的)?)"
)
_DIGIT = re.compile(r"\d")
_OF_YEAR = ("当年", "全年", "年内", "年末", "年底")
#: 是2016年设立时的2.5倍
_TIMES_OF = re.compile(r"[^,，。；;\d]{0,6}的[\d.]+倍")
#: 与“十四五”末达到3.5%的目标相比
_GOAL_OF_IT = re.compile("[^,，。；;]{0,14}(?:目标|任务)")
_OVER_YEAR = ("全年", "年内", "年末", "年底")
#: 自2014年开办以来: a start, not the year of the figure.
_SINCE = re.compile(r"[^,，。；;\d]{0,18}(?:以来|至今)")
_SUM_SINCE = re.compile(r"[^,，。；;\d]{0,8}[,，](?:已|共)?累计")
_RISE = re.compile(
    r"(?:(?:上|提|攀|跃|跨)?升|一?跃而?|滑落|回落|跌落|跌|缩减|萎缩|减|提高|增长?|增加|扩大|扩容|发展|上涨|下降|降低?|减少|壮大|扩充|变)(?:至|到|为)"
)
#: 由1.31%升至1.93%: the start of a frame, its figure, and the verb before the figure of its end.
_FRAME = re.compile(rf"[由从]([^,，。；;]{{1,18}}?)({_RISE.pattern})")


class YearSaid(NamedTuple):
    """A year in the text; ``year`` is None when it is redacted. ``stated`` is false for 今年 and the like."""

    start: int
    end: int
    year: int | None
    stated: bool
    text: str


def rises(text: str, start: int, end: int) -> bool:
    """Does the text between two figures only say that the first became the second (升至, 增加到)?"""
    return _RISE.search(text, start, end) is not None


_BEGINS = re.compile(r"[由从](?=[^,，。；;、\d]{0,18}$)")
_GOES_ON = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?{_RISE.pattern}")


def rise_begun(text: str, start: int, begin: int, end: int) -> int:
    """Where 由 stands, if the number from ``begin`` to ``end`` is what something rose from (由…升至); else -1."""
    m = _BEGINS.search(text, max(start, begin - 20), begin)
    return m.start() if m and _GOES_ON.match(text, end) else -1


def years_said(
    text: str,
    start: int,
    end: int,
    section_year: int | None,
    this_year: int | None = None,
    next_year: int | None = None,
    plan_of_section: str = "",
) -> list[YearSaid]:
    """Years of a sentence that a figure may refer to, in order; comparison bases (比2019年) are left out.

    ``this_year`` and ``next_year`` are what 今年 and 明年 mean, the section's and the one after unless given;
    ``plan_of_section`` the five-year plan (十三五) that the heading looks back on.
    """
    found: list[YearSaid] = []
    plan: tuple[int, int, str] | None = None  # the two ends of a span of years, and how it is said
    if plan_of_section in PLAN_END:
        plan = PLAN_END[plan_of_section] - 5, PLAN_END[plan_of_section], f"“{plan_of_section}”"
    for m in YEAR.finditer(text, start, end):
        if m["year"]:
            compared = m["before"] in ("比", "较", "与", "同比", "相比")
            compared = compared or _TIMES_OF.match(text, m.end(), end) is not None
            begun = _SINCE.match(text, m.end(), end) or (m["before"] == "自" and _SUM_SINCE.match(text, m.end(), end))
            if not compared and m["tail"] not in ("初", "以来", "同期") and not begun:
                found.append(YearSaid(m.start("year"), m.end(), int(m["year"]), True, m["year"]))
        elif m["range"]:
            ends = re.findall(r"20\d\d", m["range"])
            plan = int(ends[0]), int(ends[-1]), m["range"]
        elif m["listed"]:
            found.append(YearSaid(m.start(), m.end(), int(m["listed"]), True, m["listed"]))
        elif m["redacted"]:
            if len(m["redacted"]) < 8:
                found.append(YearSaid(m.start(), m.end(), section_year, False, m["redacted"]))
        elif m["plan"] and m["plan"] in PLAN_END and (not m["before1"] or _GOAL_OF_IT.match(text, m.end(), end)):
            plan_end, tail = PLAN_END[m["plan"]], m["plan_tail"] or ""
            if tail in ("末", "期末", "初", "期初"):
                year = plan_end if tail.endswith("末") else plan_end - 5
                found.append(YearSaid(m.start(), m.end(), year, True, m.group()))
            elif tail in ("期间", "时期"):
                plan = plan_end - 5, plan_end, m.group()
        elif m["relative"] in _OF_YEAR and found and found[-1].end == m.start() and found[-1].stated:
            continue  # 2021年当年
        elif m["relative"] in _OVER_YEAR and any(y.stated and text[y.end] in ",，" for y in found):
            continue  # 2022年，…，全年…
        elif m["relative"] and section_year is not None and not m["before2"] and m["relative_tail"] != "同期":
            # 2014年…，强度由上年的1.85%回落到…: the year before the one said
            risen = m["relative"] in ("去年", "上年", "上一年") and text[m.start() - 1] in "由从"
            dated = [y.year for y in _over_what_follows(text, found) if risen and y.text == str(y.year)]
            year = dated[-1] if dated and dated[-1] else section_year
            if m["relative"] == "当年" and found and found[0].start == start and text[found[0].end] in ",，":
                year = found[0].year or section_year  # 2020年，…首次认定，当年入选…
            now = this_year if this_year and year == section_year else year
            found.append(_relative_year(m, year, now, next_year or section_year + 1))
    return sorted(found + _frames(text, start, end, section_year, found, plan))


def _over_what_follows(text: str, said: list[YearSaid]) -> list[YearSaid]:
    """The years stated that may hold behind them: not those of a base alone (由2020年末的…)."""
    return [y for y in said if y.stated and text[y.start - 1] not in "由从"]


def _relative_year(m: re.Match[str], section_year: int, this_year: int, next_year: int) -> YearSaid:
    word = m["relative"]
    if word == "去年":
        return YearSaid(m.start(), m.end(), this_year - 1, True, word)
    if word in ("上年", "上一年", "年初"):  # 由年初的76家增至…: where the year before ended
        return YearSaid(m.start(), m.end(), section_year - 1, True, word)
    if word in ("明年", "下一年"):
        return YearSaid(m.start(), m.end(), next_year, True, word)
    if word == "今年" and this_year != section_year:
        return YearSaid(m.start(), m.end(), this_year, True, word)
    return YearSaid(m.start(), m.end(), section_year, False, word)


def _frames(
    text: str, start: int, end: int, section_year: int | None, said: list[YearSaid], plan: tuple[int, int, str] | None
) -> list[YearSaid]:
    """Years of the two ends of 由…升至…: those of the five-year plan, or what is said at either end."""
    found: list[YearSaid] = []
    begun = ended = None  # the frame before: 强度由2020年的…升至…，经费由…增加到…
    for m in _FRAME.finditer(text, start, end):
        first, last = m.start(), m.start(2)
        inside = [y for y in said if first <= y.start < last]
        behind = [y for y in said if last <= y.start < last + 12 and not _DIGIT.search(text, last, y.start)]
        if not inside and plan is not None and begun is None:
            found.append(YearSaid(first, first + 1, plan[0], True, f"the begin of {plan[2]}"))
            found.append(YearSaid(last, last + 1, plan[1], True, f"the end of {plan[2]}"))
            continue
        if inside:
            before = [y for y in _over_what_follows(text, said) if y.end <= first and y.year]
            begun, ended = inside[-1].year, before[-1].year if before else section_year
        elif begun:
            found.append(YearSaid(first, first + 1, begun, False, "the begin of the frame before"))
        if behind:
            ended = behind[0].year
        elif (inside or begun) and ended:
            found.append(YearSaid(last, last + 1, ended, False, "the end of the frame"))
    return found
