"""Place, period and status of a number: what the sentence says before and beside it, else its section and title."""

from __future__ import annotations

import re

from analysis.cleaning.areas import Place, parent_of, province_of, same_place, short_zone, whole_meant
from analysis.cleaning.context import year_for
from analysis.cleaning.periods import YearSaid
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Frame, State

PUNCT = re.compile(r"[,，;；:：]")

_WHOLE = re.compile(
    r"(?<![占列居高低于超名在位达近全据为比向国出面跑先冠])(?:全省|我省|省内(?!转化|成交|输出|落地))(?![第前首唯平均总排统的内]|科技(?!型))|全国(?=共|申报|已)|(?<![占居列])自治区(?=总[数量]|共|技术合同成交额|高新技术企业(?!认定))"
)

_OWN = re.compile(r"全[市区县州]|[我本][市区县州]")

#: What may stand before 全市 where a figure of it follows: nothing, 同期, the name of the city (苏州全市).
_SPOKEN_OF = re.compile(
    r"(?:^|[,，;；(]|同期|而|目前|但)(?:20\d\d年)?(?:[\u4e00-\u9fff]{2,3})?$|占[\u4e00-\u9fff]{2,3}$"
)
#: 居全市第二, 全市平均: what only places a figure among the districts of its city.
_PLACING = re.compile("[第前首唯各平均总排统的率]")

#: 某省科技型中小企业备案: the register of a province, not its firms.
_REGISTER = re.compile(r"(?<=省)(?:级|科技型中小企业|瞪羚|独角兽|“|[^,，。；;\d]{0,16}(?:名单|榜单|目录))")

#: 入选全省“瞪羚”企业名单: a list of the province, not its firms.
_LIST_OF_IT = re.compile(r"[^,，。；;\d]{0,14}(?:名单|榜单|目录)")
_BEFORE_SUBJECT = re.compile(
    r"(?:^|[,，。；;:：、\s()（）]|高企|企业|其中|力争|确保|[数量额]|和|与|及|除|年|中|有|含|包括|不过|但|而|同期|分布在|集中在|的是|分别是|分别为|是|为)$"
)

#: Behind a place: it begins or goes on a list of places, whose figures end with its part of the sentence.
_LISTED = re.compile(r"[、和与及](?=[\u4e00-\u9fff]{1,10}[市县区旗州]|[\u4e00-\u9fff]{2,3}分别)")
_PART = re.compile(r"[；;]")

#: 支持甲区2022年高新技术企业达到90家: what a place is to reach, right behind its name.
_WITH_FIGURE = re.compile(
    r"(?:20\d\d年|今年|明年)?(?:国家)?(?:高新技术企业|高企|科技型中小企业|技术合同|全?社?会?研发|R&D)"
)
#: 远低于乙市的46家: a figure to compare with, the place of which ends with its clause.
_COMPARED = re.compile(r"(?:低于|高于|少于|多于|不及|不如)$")
_AFTER_SUBJECT = re.compile(
    r"级|[\u4e00-\u9fff]{0,2}(?:市级|大学|学院|研究院|银行|公司|路|实验室|科技广场|产业|下达|分配的?任务)"
)

TARGET_AFTER = re.compile(
    r"[”\"]?的?(?:目标|指标|任务)(?=实际|已?完成|达成)|的?计划数(?![\d为是])|[”\"]?的?(?:年度|年初|全年|预期|工作|既定)?(?:目标|任务)(?!完成)|[\u4e00-\u9fff]{0,6}?的?(?:年度|年初|全年|预期|工作)?(?:目标|任务)(?!的?完成|的\d|\d+(?:\.\d+)?(?![\d.%]))"
)

_DIGIT = re.compile(r"\d")
#: What both have in common.
GOAL = re.compile("目标|任务|计划|指标实际|指标完成")

TARGET_BEFORE = re.compile(
    r"(?:目标任务|任务目标|年度目标|目标值?|任务数?|计划数?|年初目标|预期目标|(?:规划|全年|省定|市定|增长|增速|增幅)目标)(?:为|是|数为|数|的)?(?:[:：(])?$"
)

#: 到2025年，…: a clause that begins so tells what shall be reached.
_BY_YEAR = re.compile(r"(?:^|[,，。；;：:\s])到$")
#: 计划新增80家、…，实际新增112家: beside a goal what was really done.
_REALLY = re.compile(r"实际[^,，。；;、()\d]*$")
_PLANNED = re.compile(
    r"(?:全年|年初|年度|今年|本年|原|季度|下半年)计划(?:新增|净增|完成|达到|实现|入库|认定|培育|组织|推荐|申报|投放|放款|发放|兑付)(?!.*(?:实际|[。；;]|已))[^,，]*$"
)

#: 全年可新认定160家以上
_MAY = re.compile(r"可(?<![认许].)(?:新认定|新增|净增|认定|突破|完成)[^,，。；;\d]*(?:突破|超过|约)?$")
_EXPECTED_AFTER = re.compile(r"\((?:预计数?|预测数?|预估数?)[)，,]")


def area_events(
    text: str, start: int, end: int, places: list[tuple[int, int, Place]], frame: Frame
) -> list[tuple[int, Place | None]]:
    """Positions from which a place (None: the report's own) holds."""
    events: list[tuple[int, Place | None]] = []
    for m in _WHOLE.finditer(text, start, end):
        if _LIST_OF_IT.match(text, m.end()):
            continue
        place = province_of(frame.near) if "国" not in m.group() else Place("000000", "全国")
        place = place if place.name else Place("", "全省")
        events.append((m.start(), place))
        close = text.find(")", m.end(), m.end() + 20)
        if close >= 0 and "(" in text[max(start, m.start() - 3) : m.start()]:
            events.append((close, None))
    for m in _OWN.finditer(text, start, end):
        whole = whole_meant(text, m.start(), m.group(), frame.place, frame.near, frame.city)
        if same_place(whole, frame.place):
            events.append((m.start(), None))
        elif _SPOKEN_OF.search(text[start : m.start()]) and not _PLACING.match(text, m.end()):
            events.append((m.start(), whole))
            if semicolon := _PART.search(text, m.end(), end):
                events.append((semicolon.start(), None))
    for begin, stop, place in places:
        compared = text[stop : stop + 1] == "的" and text[stop + 1 : stop + 2].isdigit()
        if compared and _COMPARED.search(text, start, begin):
            ends = PUNCT.search(text, stop, end)
            events += [(begin, place), (ends.start() if ends else end, None)]
            continue
        if not _is_subject(text, start, begin, stop) or _REGISTER.match(text, stop):
            continue
        if text.startswith("“", stop) and place.code and place.code == parent_of(frame.near).code:
            continue  # 南通市“瞪羚企业”14家, in the report of one of its counties
        own = place.name == frame.place.name or (place.code and place.code == frame.place.code)
        own = own or (not place.code and _is_own_zone(place.name, frame))
        events.append((begin, None if own else place))
        if begin > start and text[begin - 1] in ",，" and not own and (after := _PART.search(text, stop, end)):
            events.append((after.start(), None))  # named in the middle of a part, not over the next
        elif _LISTED.match(text, stop) and (semicolon := _PART.search(text, stop, end)):
            events.append((semicolon.start(), None))
        clause = text.rfind("其中", max(start, begin - 6), begin)
        if clause >= 0 and not own:
            comma = PUNCT.search(text, stop, end)
            if comma:
                events.append((comma.start(), None))
    return _back_behind_brackets(text, start, end, sorted(events, key=lambda e: e[0]))


def _is_own_zone(name: str, frame: Frame) -> bool:
    """高新区 in the report of 大庆高新技术产业开发区."""
    return short_zone(frame.place.name).endswith(short_zone(name)) or name in frame.title


def _back_behind_brackets(
    text: str, start: int, end: int, events: list[tuple[int, Place | None]]
) -> list[tuple[int, Place | None]]:
    """33个区县(高新区、经开区)，…: what a place in brackets changes ends with them."""
    found: list[tuple[int, Place | None]] = []
    before: Place | None = None  # the place in force where the brackets opened
    closes = -1
    for position, place in events:
        if position > closes:
            if closes >= 0:
                found.append((closes, before))
            closes = -1
            inside = text.rfind("(", start, position) > text.rfind(")", start, position)
            closes = text.find(")", position, end) if inside and place else -1
            before = found[-1][1] if found else None
        found.append((position, place))
    return [*found, (closes, before)] if closes >= 0 else found


def _is_subject(text: str, start: int, begin: int, stop: int) -> bool:
    subject = begin == start or text.startswith("分别", stop)
    subject = subject or _BEFORE_SUBJECT.search(text[max(start, begin - 3) : begin]) is not None
    subject = subject or (text.startswith("支持", begin - 2) and _WITH_FIGURE.match(text, stop) is not None)
    return subject and not _AFTER_SUBJECT.match(text, stop)


def place_at(state: State, position: int) -> tuple[Place, str]:
    current: Place | None = None
    for where, place in state.areas:
        if where > position:
            break
        current = place
    if current is None:
        return state.frame.place, "the report's own place"
    return current, f"named in the sentence: {current.name}"


def place_named(state: State, start: int, end: int) -> bool:
    """Is a place, the report's own or another, named between two offsets?"""
    said = any(start <= b and e <= end for b, e, _ in state.places)
    return said or any(p.search(state.text, start, end) for p in (_OWN, _WHOLE))


def period_at(state: State, n: Num, until: int) -> tuple[str, str, str]:
    said = _year_said(state, n, until)
    if said is not None:
        if said.year is None:
            return "", "inherited", f"{said.text}: the copy hides the year"
        basis = "stated" if said.stated else "inherited"
        return str(said.year), basis, f"said in the sentence: {said.text}"
    if state.frame.year is None:
        return "", "inherited", "no year in sentence, section or title"
    if state.frame.year_inferred:
        return str(state.frame.year), "inferred", "the title has no year; the text states this one most"
    return str(state.frame.year), "inherited", "year of the section or title"


def _year_said(state: State, n: Num, until: int) -> YearSaid | None:
    """The year that the sentence says of a number, before it or in its clause up to ``until``."""
    if not state.years:
        return None
    own = next((y for y in state.years if y.start == n.end + 1 and state.text[n.end] == "("), None)
    if own and state.text.startswith(")", own.end):
        return own  # 2.9%(2020年)
    years = [y for y in state.years if y.start >= n.start or not _closed(state.text, y, n.start)]
    years = [
        y
        for y in years
        if y.start < n.end or not (_OF_NEXT.match(state.text, y.end) or "—" in state.text[n.end : y.start])
    ]
    opened = state.text.find("(", n.end, until) if years and years[-1].start > n.end else -1
    if opened >= 0:  # 534家(去年为412家): the year is that of the figure in brackets
        close = state.text.find(")", opened, state.end)
        years = [y for y in years if not (opened < y.start < close and _DIGIT.search(state.text, y.end, close))]
    return year_for(years, n.start, until)


#: 2633家、上年2191家: the year stands before another number.
_OF_NEXT = re.compile(r"(?:末|底|同期|全年)?(?:仅?为|是|的)?\d")
_BASE_FIGURE = re.compile(r"[底末]?(?P<is>仅?为|是|只有|仅有)?[\d.,]+[十百千万亿]*(?:元|[家户项]|%)?")


#: 一是…；二是…
_NEXT_POINT = re.compile("[；;][二三四五六七八九]是")
_OF_RD = re.compile(r"度?(?:全[市区县州旗]|我[市区县])?(?:的|全?社会|企业)*(?:研发|R&D|研究与)")


def _closed(text: str, said: YearSaid, position: int) -> bool:
    """Does a year said before a position hold no longer there?

    That of R&D statistics inside a sentence (…，2020年全市R&D经费…) ends with its part of it: they lag behind others.
    (2022年度) in brackets dates the figures of its part of the sentence only, 8亿元(2019年为7亿元) the one beside it,
    and the year of a 基础上 what stands before that; 175家，2021年底为132家 dates the second number only.
    """
    if text.find("基础上", said.end, position) >= 0:
        return True
    if said.stated and text[said.start - 1] in ",，;；—现付放达" and _OF_RD.match(text, said.end):
        if text.find("；", said.end, position) >= 0 or text.find(";", said.end, position) >= 0:
            return True
    if text[said.start - 1] in ",，" and _NEXT_POINT.search(text, said.end, position):
        return True
    base = _BASE_FIGURE.match(text, said.end) if text[said.start - 1] in ",，、而" else None
    if base and base.end() <= position and (base["is"] or said.text in ("上年", "去年")):
        return True
    close = text.find(")", said.end, position)
    if close < 0 or "(" not in text[max(0, said.start - 8) : said.start]:
        return False
    if _DIGIT.search(text, said.end, close):
        return True
    bracketed = text[said.start - 1] == "(" and close - said.end <= 5
    return bracketed and any(c in text[close:position] for c in "；;")


def _beside_past_year(state: State, n: Num) -> bool:
    """力争2.8%(2023年为2.61%); 在上年3.8亿元的基础上: does a year before those planned stand right before it?"""
    if not state.frame.begins or state.frame.mode != "plan":
        return False
    said = next((y for y in reversed(state.years) if y.end <= n.start), None)
    if said is None or not said.year or not said.stated or said.year >= state.frame.begins:
        return False
    return n.start <= said.end + 1 and (state.text[said.start - 1] in "(（在比较")


def status_at(state: State, n: Num) -> tuple[str, str]:
    text = state.text
    if _beside_past_year(state, n):
        return "actual", "a year gone by, said beside it"
    if _EXPECTED_AFTER.match(text, n.end):
        return "expected", "marked as expected in brackets"
    if state.expected[0] <= n.start <= state.expected[1]:
        return "expected", f"said before it: {text[max(0, state.expected[0] - 2) : state.expected[0]]}"
    if state.names_goal and (
        TARGET_AFTER.match(text, n.end) or TARGET_BEFORE.search(text[max(0, n.start - 8) : n.start])
    ):
        return "target", "called a target beside it"
    if state.names_goal and _REALLY.search(text[max(state.start, n.start - 16) : n.start]):
        return "actual", "said before it: 实际"
    if state.names_goal and (planned := _PLANNED.search(text[max(state.start, n.start - 40) : n.start])):
        return "target", f"said before it: {planned.group()[:4]}"
    if 0 <= state.target_from <= n.start <= state.target_until:
        return "target", f"said before it: {text[state.target_from - 2 : state.target_from]}"
    if _MAY.search(text, state.start, n.start):
        return "expected", "said before it: 可"
    if state.frame.mode == "plan":
        said = _year_said(state, n, n.end)
        past = said and said.stated and said.year and state.frame.begins and said.year < state.frame.begins
        if past and not state.goal_said:
            return "actual", f"the plan looks back: {said.text if said else ''}"
        return "target", "the section is a plan"
    ahead = _year_said(state, n, clause_end(state, n))
    open_year = not state.frame.year or state.frame.year_inferred
    if ahead and ahead.stated and open_year and _BY_YEAR.search(text[state.start : ahead.start]):
        return "target", f"the year said lies ahead: {ahead.text}"
    if ahead and ahead.stated and ahead.year and not open_year and ahead.year > (state.frame.year or 0):
        return "target", f"the year said lies ahead: {ahead.text}"
    return "actual", "the section is a review"


def year_over_sentence(state: State, n: Num) -> bool:
    """Does a year with a comma behind it (2021年, …) stand over the figure, with no yearly figure before it?"""
    over = [
        y
        for y in state.years
        if y.end <= n.start
        and y.text.isdigit()
        and state.text[y.end : y.end + 1] in ",，"
        and not state.text[max(0, y.start - 2) : y.start].endswith(("截至", "截止", "至", "到"))
    ]
    yearly = any(s.indicator == "loans" and s.measure == "level" for s in state.slots)
    return bool(over) and not yearly


def clause_end(state: State, n: Num) -> int:
    comma = PUNCT.search(state.text, n.end, state.end)
    return comma.start() if comma else state.end
