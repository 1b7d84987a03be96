"""Places listed with their figures: 甲区12家、乙县8家; 甲区、乙县分别增长3%、5%; 甲区（4.1亿元）.

A number that has nothing but a place before it says the same of that place as the figure of the same unit
said last, in this sentence or the one before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from analysis.cleaning.areas import Place, named, same_place, whole_meant
from analysis.cleaning.context import Phrase, Slot
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import Binding, Row, State

Places = list[tuple[int, int, Place]]

_OWN = re.compile(r"全[市区县州]|[市区县]本级|[我本][市区县州]")
#: Words that open a list by place (分县区看：, 各县区投入额（增速）：) and say nothing of their own.
OPENING = re.compile(
    r"(?:县域|县区|区域|各地)(?:中|内|里)?[,，]|"
    r"(?:从|分|按|各|县域|区域|地区)[^，,。：:；;\d]{0,6}(?:县|区|市|地|板块|园区|区域|地区|分布)[^：:，,。\d]{0,14}?[：:，,]"
)
_NOTHING = re.compile(
    r"其中|同[年期]|仅有?|只有|居首|居前|领先|(?:投入)?总量|靠前的?|位列前茅|一马当先|遥遥领先|位居前列|紧随其后|次之|以|包括|含|分别|达到?|为|是|有|和|及|与|以及|合计|共计?|[\s、，,；;：:()”“]"
)
_SEPARATOR = re.compile(r"[、和与及]|以及")
_NAME_ENDS = re.compile(r"[、和与及未仍尚]|以及")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}")
_RATES = re.compile(r"\([^()]{0,4}(?:增速|增幅|增长率?)[^()]{0,4}\)")


def place_alone(state: State, n: Num, since: int, places: Places) -> tuple[Place, str] | None:
    """The one place that is all that stands between ``since`` and the number, and how it was told."""
    inside = [(b, e, p) for b, e, p in places if since <= b and e <= n.start]
    own = list(_OWN.finditer(state.text, since, n.start))
    if len(inside) + len(own) != 1:
        return None
    begin, stop = inside[0][:2] if inside else own[0].span()
    head = OPENING.sub("", state.text[since:begin])
    if _NOTHING.sub("", head) or _NOTHING.sub("", state.text[stop : n.start]):
        return None
    if own:
        place = whole_meant(state.text, begin, own[0].group(), state.frame.place, state.frame.near, state.frame.city)
        return place, "the report's own place" if place == state.frame.place else f"named right before it: {place.name}"
    return inside[0][2], f"named right before it: {inside[0][2].name}"


def same_of_place(
    state: State, n: Num, place: Place, why: str, cues: Collection[str] = frozenset()
) -> Binding | None:
    """What the figure of the same unit said last says, of another place; a stock where ``cues`` say so."""
    assert n.quantity is not None
    slots = [*state.frame.earlier, *state.slots]
    alike = [s for s in slots if s.unit and s.unit == n.quantity.unit]
    if alike and alike[-1].foreign and not any(s.indicator for s in state.slots):
        return None  # 全市省级以上研发平台218家，其中高新区87家
    alike = [s for s in alike if s.indicator]
    alike = [s for s in alike if s.measure != "change"] or alike
    if "stock" in cues:
        alike = [s for s in alike if s.measure == "level"] or alike
    reached = [s for s in alike if s.status != "target"] if state.frame.mode == "review" else []
    alike = reached or alike
    if alike and not any(s.indicator for s in state.slots) and alike[-1].measure == "new":
        stocks = [s for s in alike if s.measure == "level" and s.indicator == alike[-1].indicator]
        alike = stocks or alike  # a list by place below 1223家，比上年净增284家
    part = 0.0 if n.quantity.unit == "percent" else n.quantity.value or 0.0  # no part is larger than the whole
    beside = [s for s in alike if s.place != alike[0].place and s.indicator == alike[-1].indicator]
    whole = next((s for s in reversed(alike) if s.value is None or s.value >= part or s in beside), None)
    elsewhere = alike and not same_place(place, state.frame.place)  # the county beside, no part of the report's own
    like = whole or (alike[-1] if elsewhere else None)
    if like and like.kind and n.classifier and like.kind[0] != n.classifier[0]:
        return None
    if like is None:
        return None
    slot = like.of(place, state.group)
    slot.kind = n.classifier
    state.slots.append(slot)
    return Binding(n, [row_of(slot, 1, f"as the figure before it: {like.indicator}", why)])


def same_figure(state: State, n: Num, like: Slot, reached: bool = False) -> Binding:
    """The figure said last as another tier of the target; ``reached`` where it is the stock behind additions."""
    slot = like.of(like.place, state.group)
    slot.status = "target"
    slot.measure = "level" if reached else slot.measure
    state.slots.append(slot)
    return Binding(n, [row_of(slot, 1, f"another tier of the figure before it: {like.indicator}", like.place.name)])


#: 比2020年底的601家: between a figure and the one it is held against.
_BASE = re.compile(
    r"(?:[,，、(]?[比较与同](?:(?P<year>20\d\d)年|上一?年|去年)(?:度|末|底|同期)?的?|\((?:上年|去年)同期(?:为|是)?|[,，;；](?:上年|去年)(?:同期|全年|年末|末|底)?(?:为|是)|(?:[,，]|[\u4e00-\u9fff]{0,4}—+)而?在?(?P<before>20\d\d)年[末底]?[,，]?(?:这[个一]|该)(?:数字|数据|数值|指标)(?:还?只有|才有?|仅有|仅为|为|是)|(?P<times>[,，](?:约?为|是|相当于|达)(?:去年|上年)(?:全年|同期)?的?))\(?"
)


#: 是去年全年71.3亿元的1.35倍
_TIMES_BEHIND = re.compile(r"的[\d.]+倍")


def base_of_comparison(state: State, n: Num, between: str, like: Slot) -> Binding | None:
    """The figure said last, in the earlier year that it is held against; it is no figure of its own to go on from."""
    found = _BASE.fullmatch(between)
    said = found and (found["year"] or found["before"])
    if found and found["times"] and not _TIMES_BEHIND.match(state.text, n.end):
        return None
    if found is None or not (said or like.period.isdigit()):
        return None
    row = row_of(like, 1, f"compared with the figure before it: {like.indicator}", like.place.name)
    why = {**row.why, "period": f"the base of a comparison: {between.strip(',，、')}"}
    year = said or str(int(like.period) - 1)
    return Binding(n, [row._replace(period=year, period_basis="stated", status="actual", why=why)])


def in_brackets(like: Slot, n: Num, year: str, status: str) -> Binding:
    """高新技术企业302家(340家), where the text says what its brackets hold: the figure before, of that year."""
    row = row_of(like, 1, f"as the figure before it: {like.indicator}", like.place.name)
    why = {**row.why, "period": "what the text says of its brackets", "status": "what the text says of its brackets"}
    return Binding(n, [row._replace(period=year, period_basis="stated", status=status, why=why)])


def rows_of(run: list[Num], slots: list[Slot], why: str) -> list[Binding]:
    """A row for each number of a list, in the order of the figures that they say."""
    return [
        Binding(n, [row_of(slot, 1, f"{why}: {slot.indicator}", slot.place.name)])
        for n, slot in zip(run, slots, strict=True)
    ]


def row_of(slot: Slot, sign: int, indicator: str, area: str) -> Row:
    """The row a slot stands for, with where its parts came from."""
    why = {
        "indicator": indicator,
        "area": area,
        "period": "as the figure it follows",
        "status": "as the figure it follows",
    }
    return Row(slot.indicator, slot.measure, slot.place, slot.period, slot.period_basis, slot.status, sign, why)


def rate_in_brackets(state: State, n: Num, start: int) -> bool:
    """A percentage in brackets right behind a figure is its growth when it is signed or a heading says so."""
    assert n.quantity is not None
    text = state.text
    opened = text.rfind("(", max(start, n.start - 12), n.start)
    bracketed = opened >= 0 and ")" not in text[opened : n.start] and text[n.end : n.end + 1] == ")"
    signed = text[n.start - 1 : n.start] in ("+", "-", "−") or bool(n.quantity.value and n.quantity.value < 0)
    cut_off = text[n.start - 2 : n.start - 1]
    cell = signed and (cut_off.isspace() or cut_off in (";", "；"))  # a cell of a line, a part of its own
    if n.quantity.unit != "percent" or not (bracketed or cell):
        return False
    return signed or _RATES.search(text, start, n.start) is not None


def place_runs(
    text: str, start: int, end: int, places: Places, phrases: Iterable[Phrase], near: str
) -> list[list[Place]]:
    """Lists of two or more places joined by 、 or 和; a name no table knows counts when it stands in such a list."""
    known = {b: (e, p) for b, e, p in places if start <= b and e <= end}
    if not known:
        return []
    stops = sorted(p.start for p in phrases if not p.sense.glue or p.sense.cues or p.sense.family)
    runs: list[list[Place]] = []
    position = -1
    for begin in sorted(known):
        if begin < position:
            continue
        run = [known[begin][1]]
        position = known[begin][0]
        while link := _SEPARATOR.match(text, position, end):
            following = link.end()
            if following in known:
                position, place = known[following]
            else:
                stop = next((s for s in stops if s > following), end)
                name = _NAME.match(text, following, min(stop, following + 6))
                cut = _NAME_ENDS.search(name.group()) if name else None
                word = name.group()[: cut.start()] if name and cut else name.group() if name else ""
                if len(word) < 2 or "分别" in word:
                    break
                position, place = following + len(word), named(word, near)
            run.append(place)
        if len(run) > 1:
            runs.append(run)
    return runs
