"""What a title says: the place, the years, review or plan; and what the text tells where it says nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from analysis.cleaning.areas import find, places_said
from analysis.cleaning.periods import PLAN_END
from analysis.definitions import load
from analysis.model import Origin


class Title(NamedTuple):
    """What the title says: the year reviewed, the year planned for, and whether it is a plan only.

    ``inferred`` says that the title has no year and the text gave it. A report held or printed at the begin of a
    year tells of the year before.
    """

    text: str
    place: str
    review_year: int | None
    plan_year: int | None
    plan_only: bool
    inferred: bool = False
    written: int | None = None  # the year that 今年 is, where it is the one after the year reviewed


@cache
def frame_words() -> dict[str, Any]:
    frames = load("frames")
    return {
        "title": re.compile("|".join(frames["title_words"])),
        "review": re.compile("|".join(frames["review_words"])),
        "plan": re.compile("|".join(frames["plan_words"])),
        "title_plan": re.compile("|".join([*frames["plan_words"], *frames["title_plan_words"]])),
        "weak_plan": re.compile("|".join(frames["weak_plan_words"])),
        "strong_plan": re.compile("|".join(frames["strong_plan_words"])),
        "problem": re.compile("|".join(frames["problem_words"])),
        "to_do": re.compile("|".join(frames["to_do_words"])),
        "turn": re.compile(rf"(?:{'|'.join(frames['plan_turns'])})"),
    }


_TITLE_YEAR = re.compile(r"(20\d\d|20[xX×*]{2}|20\d[xX×*])年?(度)?(?:[-—](20\d\d)年)?")
_HIDDEN_YEAR = re.compile(r"20(?:[xX×*]{2}|\d[xX×*])年?")
_PART_YEAR = re.compile(r"上半年|下半年|季度|\d+[-—]\d+月|前三季|截至")


#: (2019年2月20日) below the title of a speech.
_DATELINE = re.compile(r"^[(（]?(20[0-3]\d)年[123]月\d{1,2}日[)）]?$", re.MULTILINE)
_SPEECH = re.compile("讲话|致辞|发言")
#: 本报讯(记者…)1月8日
_NEWS = re.compile(r"(?:本报讯|记者)[^。\n]{0,60}?(?<!\d)[123]月\d{1,2}日")


def read_title(text: str, origin: Origin | None) -> Title:
    """The title of a report, by its origin or its first lines, with place and years."""
    title = _title(text, origin)
    said = title.review_year is not None and not title.inferred
    if _SPEECH.search(title.text) and not said and (day := _DATELINE.search(text, 0, 300)):
        year = int(day[1])
        return title._replace(review_year=year - 1, plan_year=year, written=year, inferred=False)
    if _OPENS_YEAR.search(title.text):
        return title._replace(written=title.plan_year)
    if said and title.review_year and not title.plan_only and _NEWS.search(text, 0, 400):
        return title._replace(written=title.review_year + 1)
    return title


def _title(text: str, origin: Origin | None) -> Title:
    if origin and origin.title:
        inferred = _title_of(origin.title)
        plan_only = origin.kind.strip() == "plan" if origin.kind else inferred.plan_only
        review = origin.report_year
        if plan_only and review is not None:
            review -= 1
        return Title(
            origin.title, origin.city or inferred.place, review, origin.plan_year or inferred.plan_year, plan_only
        )
    words = frame_words()["title"]
    lines = [line.strip() for line in text[:1500].split("\n") if line.strip()][:8]
    best = Title("", "", None, None, False)
    for i, line in enumerate(lines):
        if best.text and ("。" in line or _SPEECH.search(best.text)):
            continue  # prose below the title
        candidate = line if len(line) <= 60 else line[:60]
        if not words.search(candidate) and i + 1 < len(lines) and len(line) <= 30 and words.search(lines[i + 1][:30]):
            candidate = line + lines[i + 1][:30]
        if words.search(candidate) and ("年" in candidate or not best.text):
            title = _title_of(candidate)
            dated = title.review_year is not None or title.plan_year is not None
            if not best.text or (dated and best.review_year is None and best.plan_year is None):
                best = title
            if best.review_year or best.plan_year:
                break
    if not best.text and lines:
        best = _title_of(lines[0][:60])
    if not best.place and (short := _SHORT_PLACE.match(best.text)) and find(short[1] + "市").code:
        best = best._replace(place=short[1] + "市")  # 宜昌科技简报
    if not best.place:
        for line in lines:
            place = place_of_title(line[:60])
            if place:
                best = best._replace(place=place)
                break
    if not best.place:
        best = best._replace(place=place_of_office(text[:2000]) or place_of_office(text[-600:]))
    if best.review_year is None and best.plan_year is None and not _TITLE_YEAR.search(best.text):
        five_years = _FIVE_YEARS.search(best.text)
        if best.plan_only and five_years and five_years[0] in PLAN_END:  # “十四五”规划: aims at the end of its years
            end = PLAN_END[five_years[0]]
            return best._replace(review_year=end - 5, plan_year=end)
        year = _plan_end(best.text) if not best.plan_only else None
        year = year if year is not None else year_of_text(text)
        if year is not None and not best.plan_only and _planned_first(text) == year:
            year -= 1  # the year that the text states most is the one it plans
        if year is not None:
            review = year - 1 if best.plan_only else year
            best = best._replace(review_year=review, plan_year=review + 1, inferred=True)
    return best


_SHORT_PLACE = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?=科技|科创|创新)")
_FIVE_YEARS = re.compile("十[二三四五]五")


def _plan_end(title: str) -> int | None:
    """The last year of the five-year plan that a title looks back on: “十三五”科技创新工作总结."""
    m = _FIVE_YEARS.search(title)
    over = frame_words()["review"].search(title) and "中期" not in title  # a plan under way is not at its end
    return PLAN_END.get(m.group()) if m and over else None


#: A year that dates what its clause says: no base of a comparison, no start, no end of a span, no day.
_DATES = re.compile(
    r"(?<![\d比较与从自由到同和距—~–～-])(?<!(?<!截)至)(20[0-3]\d)年(?!\d{1,2}月\d{1,2}日|以来|初)([^,，。；;\n]{0,18})"
)
#: A day later than in the first months, in which a report is on the year before.
_DAY = re.compile(r"(20[0-3]\d)年(?:[3-9]|1[0-2])月\d{1,2}日")
_OF_START = re.compile(r"以来|至今|开始|启动|设立|出台|成立|目标|规划")
_OF_RD = re.compile(r"研发|R&D|研究与")


def year_of_text(text: str) -> int | None:
    """The year that the text states most, the latest of several; None where years are hidden or not said.

    Statistics of R&D lag behind, so their years count only where no other is said.
    """
    if _HIDDEN_YEAR.search(text):
        return None
    days = [int(m[1]) for m in _DAY.finditer(text)]
    if days and "今年" in text:
        return max(days)  # a news item: this year is that of its day
    dated = [(int(m[1]), m[2]) for m in _DATES.finditer(text) if not _OF_START.search(m[2])]
    years = [year for year, clause in dated if not _OF_RD.search(clause)] or [year for year, _ in dated]
    return max(years, key=lambda year: (years.count(year), year), default=None)


_PLAN_HEADING = re.compile(
    r"^[一二三四五六七八九十]{1,2}、[^\n。]{0,10}(?:下一?步|打算|工作计划|工作安排|思路)[^\n。]{0,10}\n", re.MULTILINE
)


def _planned_first(text: str) -> int | None:
    """The first year stated below the heading of a plan; None where there is no such heading or year."""
    heading = _PLAN_HEADING.search(text)
    said = _DATES.search(text, heading.end(), heading.end() + 300) if heading else None
    return int(said[1]) if said else None


_CHINESE_YEAR = re.compile(r"二[〇○零O0]([一二三四])([〇○零O0一二三四五六七八九])(?=年)")


def _arabic_year(m: re.Match[str]) -> str:
    digits = "〇一二三四五六七八九"
    return f"20{digits.index(m[1])}{max(digits.find(m[2]), 0)}"


def _title_of(title: str) -> Title:
    title = _CHINESE_YEAR.sub(_arabic_year, title.strip("《》 "))
    frames = frame_words()
    review = plan = None
    marks = list(_TITLE_YEAR.finditer(title))
    has_review = bool(frames["review"].search(title))
    has_plan = bool(frames["title_plan"].search(title))
    for i, m in enumerate(marks):
        stop = marks[i + 1].start() if i + 1 < len(marks) else len(title)
        words = title[m.end() : stop]
        year = int(m.group(1)) if m.group(1).isdigit() else None
        if frames["review"].search(words):
            review = review if review is not None else year
            if i + 1 == len(marks) and frames["title_plan"].search(words) and plan is None and year is not None:
                plan = year if _PART_YEAR.search(words) else year + 1
        elif frames["title_plan"].search(words):
            plan = plan if plan is not None else year
        elif review is None and plan is None:
            if has_plan and not has_review:
                plan = year
            else:
                review = year
    if marks and review is None and plan is not None:
        review = plan - 1
        if len(marks) == 1 and marks[0][3] and not has_review:  # 行动方案(2023—2025年): aims at its last year
            plan = int(marks[0][3])
    if review is not None and plan is None and _OPENS_YEAR.search(title):
        review, plan = review - 1, review
    if review is not None and plan is None:
        plan = review if _PART_YEAR.search(title) else review + 1
    return Title(title, place_of_title(title), review, plan, has_plan and not has_review)


#: What is held at the begin of a year: that of 2021 tells of 2020 and plans 2021.
_OPENS_YEAR = re.compile("政府工作报告(?!.{0,6}(?:任务|目标|完成|落实|进展))|工作会议(?:上的?)?(?:讲话|报告|汇报|发言)")

_UNKNOWN_PLACE = re.compile(
    r"(?:^|[》《“：:\s]|关于|印发|报送)(?:20\d\d年)?度?(?:中共)?"
    r"(?P<place>[\u4e00-\u9fffA-Z×*○]{1,10}?(?:自治州|自治县|自治旗|地区|高新区|经开区|开发区|新区|市|县|区|州(?![市县区]|经开|经济(?:技术)?开发|高新)|盟|旗))"
    r"(?P<inner>[\u4e00-\u9fff]{1,6}?(?:市|县|区|旗))?"
    r"(?=科技|科学|工业|教育|经济|创新|20|人民|“|政府|[一-龥]{0,8}[局委]|$|[^\u4e00-\u9fff])"
)
_NO_PLACE = re.compile(r"^[全我本各该]|[全我本各该][市县区州盟旗]$|^[市县区州]$|获批|国家|省级|建设|创建")
_OFFICE = re.compile(r"(?:科学技术|科技|科技创新|科技和工业信息化|工业和科技)(?:局|委员会)|人民政府")


def place_of_title(title: str) -> str:
    """The innermost place a title names: 常州市武进区科技局… → 武进区; a place no table knows keeps its name."""
    title = title.strip("《》 ")
    innermost, code, reach = "", "", -1
    for begin, end, place in places_said(title, 0, len(title), ""):
        within = find(place.name, code) if begin == reach else place
        if within.code and (reach < 0 or begin == reach):
            innermost, code, reach = title[begin:end], within.code, end
    unknown = _UNKNOWN_PLACE.search(title)
    if not unknown or _NO_PLACE.search(unknown["place"]):
        return innermost
    name = unknown["inner"] or unknown["place"]
    if not innermost or (name.endswith(("高新区", "经开区", "开发区", "新区")) and unknown.end() > reach):
        return name
    if name.endswith(innermost) and len(name) == len(innermost) + 1 and name[0] not in "省市县区州盟旗":
        return name  # 泗安县 is not 安县
    # a district below the known place that no table knows: 某市某区
    rest = name[name.rfind(innermost) + len(innermost) :] if innermost in name else ""
    return rest if len(rest) > 1 else innermost


def place_of_office(text: str) -> str:
    """The place whose bureau the text names first: 甲市科学技术局."""
    for m in _OFFICE.finditer(text):
        for begin, end, place in places_said(text, max(0, m.start() - 12), m.start(), ""):
            if end == m.start() and place.code:
                return text[begin:end]
    return ""
