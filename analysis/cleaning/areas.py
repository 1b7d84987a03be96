"""Places of the text: China's provinces, prefectures and counties, and parts of cities without a code."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import NamedTuple

from analysis.definitions import rows


class Place(NamedTuple):
    """A place with its GB/T 2260 code; the code is empty when the place has none."""

    code: str
    name: str


class Gazetteer(NamedTuple):
    by_name: dict[str, list[tuple[str, str, str]]]  # name or alias -> [(code, name, valid_to)]
    names: dict[str, str]  # code -> name
    counties: dict[str, dict[str, str]]  # prefecture code -> short or full name -> county code
    cities: dict[str, dict[str, str]]  # province code -> short name -> prefecture code
    lengths: dict[str, tuple[int, ...]]  # last two characters of a name -> lengths of such names, the longest first


@cache
def gazetteer() -> Gazetteer:
    """The table of places, indexed by every name."""
    by_name: dict[str, list[tuple[str, str, str]]] = {}
    names: dict[str, str] = {}
    counties: dict[str, dict[str, str]] = {}
    cities: dict[str, dict[str, str]] = {}
    for row in rows("areas"):
        code, name = row["code"], row["name"]
        current = not row["valid_to"]
        if current or code not in names:
            names[code] = name
        for known in [name, *filter(None, row["aliases"].split("|"))]:
            by_name.setdefault(known, []).append((code, name, row["valid_to"]))
        if row["level"] == "county" and current:
            of = counties.setdefault(row["parent"], {})
            of[name] = code
            if len(row["short"]) > 1:
                of[row["short"]] = code
        if row["level"] == "prefecture" and current and len(row["short"]) > 1:
            cities.setdefault(row["parent"], {})[row["short"]] = code
    lengths: dict[str, set[int]] = {}
    for known in by_name:
        lengths.setdefault(known[-2:], set()).add(len(known))
    ordered = {ending: tuple(sorted(found, reverse=True)) for ending, found in lengths.items()}
    return Gazetteer(by_name, names, counties, cities, ordered)


@cache
def find(name: str, near: str = "") -> Place:
    """The place a name stands for, preferring one under the code ``near``; unknown names keep their name."""
    known = gazetteer().by_name.get(name, [])
    inside = [k for k in known if near and k[0][:4] == near[:4]] or [k for k in known if near and k[0][:2] == near[:2]]
    current = [k for k in (inside or known) if not k[2]] or inside or known
    if len({k[0] for k in current}) == 1:
        code = current[0][0]
        return Place(code, name)
    return Place("", name)


@cache
def named(word: str, near: str) -> Place:
    """The place a bare word of a list of places stands for: a county's short name under ``near``, else as `find`."""
    counties = gazetteer().counties.get(near[:4] + "00", {}) if near else {}
    code = counties.get(word, "")
    return Place(code, gazetteer().names[code]) if code else find(word, near)


def same_place(a: Place, b: Place) -> bool:
    """The same code, or the same name where a code is missing."""
    return a.code == b.code if a.code and b.code else a.name == b.name


def province_of(code: str) -> Place:
    """The province a place lies in; without code and name when the place has no code."""
    if not code:
        return Place("", "")
    province = code[:2] + "0000"
    return Place(province, gazetteer().names.get(province, ""))


def parent_of(code: str) -> Place:
    """The city that a county or district lies in; without code and name for any other place."""
    if not code or code.endswith("00"):
        return Place("", "")
    names = gazetteer().names
    return next((Place(c, names[c]) for c in (code[:4] + "00", code[:2] + "0000") if c in names), Place("", ""))


_ZONE_NAMES = (("高新技术产业开发区", "高新区"), ("经济技术开发区", "经开区"), ("经济开发区", "经开区"))


def short_zone(name: str) -> str:
    """A zone by its short name: 大庆高新技术产业开发区 as 大庆高新区."""
    for long, short in _ZONE_NAMES:
        name = name.replace(long, short)
    return name


def city_of_zone(name: str) -> Place:
    """The city that a zone is named after: 大庆高新区; without code and name where its name begins with none."""
    if not name.endswith(("区", "城")):
        return Place("", "")
    found = (find(name[:length] + "市") for length in (2, 3, 4))
    return next((place for place in found if place.code), Place("", ""))


def whole_meant(text: str, begin: int, word: str, own: Place, near: str, city: Place) -> Place:
    """What 全市 or 全区 means in the report of ``own``: 苏州全市, ``city`` above a district, a region; else own."""
    if word == "全市":
        for length in (2, 3):
            name = text[max(0, begin - length) : begin] + "市"
            if len(name) == length + 1 and name in gazetteer().by_name:
                return find(name, near)
        return city if city.name else own
    region = province_of(near) if word == "全区" and own.name[-1:] in "市州盟" else own
    return region if region.name.endswith("自治区") else own


def larger(text: str, begin: int, word: str, own: Place, near: str, city: Place) -> Place:
    """What 全省, 自治区, 全国 or, for a district, 全市 means in the report of ``own``; without name for other words."""
    if word in ("全省", "自治区"):
        return province_of(near)
    if word == "全国":
        return Place("000000", word)
    above = whole_meant(text, begin, word, own, near, city) if word == "全市" else own
    return Place("", "") if same_place(above, own) else above


_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff])(?:自治[州县旗]|[市县区旗州盟省]|开发区|高新区|经开区|科创城|新区|园区)")
_ZONE = re.compile(
    r"(?<![\u4e00-\u9fff])(?:其中|辖内|辖区内)?([\u4e00-\u9fffA-Z]{0,8}?(?:经开区|高新区|开发区|科创城|新区|工业园区|园区|度假区|示范区|自创区|试验区|产业园|新城|基地(?=(?:国家)?(?:高新技术企业|高企|科技型中小企业)\d)))"
    r"(?=[\u4e00-\u9fff(]{0,9}[\d“(]|申报|[(|｜\t]|要(?:带头|率先|争当|发挥))"
)
#: 甲经开区、乙高新区分别…: zones with names of their own, in a list.
_ZONES_LISTED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:其中|辖内|辖区内)?([\u4e00-\u9fff]{2,10}?(?:经开区|高新区|开发区|新区))"
    r"(?=、[\u4e00-\u9fff]{2,4}(?:经开区|高新区|开发区|新区))"
)
#: 支持丰城高新区: a verb that leads to the name of a place.
_VERB_BEFORE = re.compile(
    "(?:支持|推动|力争|确保|推进|指导|加快|助力|依托|促进|鼓励|帮助|引导|[\u4e00-\u9fff]*的)(?=.{2})"
)
_BARE_ZONES = frozenset({"园区", "工业园区", "产业园", "新区", "示范区", "度假区"})  # whose, the words don't say
_ZONE_ALONE = re.compile("(?:高新|经开|开发|新|示范|自创|试验|度假|园)区|科创城|新城")
#: Districts whose whole name is a word; elsewhere it is only that.
_NAMED_SO = frozenset({"城区", "郊区", "矿区"})
_NOT_A_NAME = frozenset("全各我本该市省县区级地城的在和与及对向内除其")
#: 岭南县: a character before the name of a county of two (南县), with nothing before it, makes it another name.
_LONGER = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=的是))[\u4e00-\u9fff](?<![在和与及对向由从到将让使比如除含仅各即其以至为是])$"
)
#: Words that end like the name of a place.
_NO_PLACE = ("自治区", "上市", "城市", "都市", "股市", "超市", "夜市", "门市", "集市")
_IN_NO_NAME = ("全", "我", "本", "各", "级", "获", "争创", "创建", "年", "实现", "该")
_LOCAL = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=的[是为]))(?:其中)?([\u4e00-\u9fff]{2,4}?(?:[市县区旗镇乡]|街道))(?![级属场内外])(?=、|[,，]达|和[\u4e00-\u9fff]{1,4}[市县区]|\(|\d|为|达|分别|R&D|全社会|研发|高新|科技型|技术合同|增幅|增速|同比|新增|[\u4e00-\u9fff]{0,3}\d)"
)


def places_said(text: str, start: int, end: int, near: str) -> list[tuple[int, int, Place]]:
    """Places named in a sentence, in order; ``near`` is the code of the report's own place."""
    by_name, lengths = gazetteer().by_name, gazetteer().lengths
    found: list[tuple[int, int, Place]] = []
    taken = start
    stop = -1
    for m in _SUFFIX.finditer(text, start, end):
        stop = m.end()
        for length in lengths.get(text[stop - 2 : stop], ()):
            begin = stop - length
            if begin < taken:
                continue
            name = text[begin:stop]
            longer = text[begin : stop + 1]
            if stop < end and text[stop] in "市县区旗" and longer in by_name:
                name, stop = longer, stop + 1
            if name in _NAMED_SO and near[:4] not in {code[:4] for code, _, _ in by_name[name]}:
                break  # three 城区 of a city
            if name in by_name and not (length == 2 and _LONGER.search(text, max(start, begin - 2), begin)):
                found.append((begin, stop, find(name, near)))
                taken = stop
                break
    said = text[start:end]
    zones = _ZONE.finditer(text, start, end) if any(c in said for c in ("区", "城", "园", "基地")) else ()
    zones = chain(zones, _ZONES_LISTED.finditer(text, start, end)) if "区、" in said else zones
    local = _LOCAL.finditer(text, start, end) if stop > 0 or "镇" in said or "街道" in said else ()
    for m in chain(zones, local):
        begin, stop = m.span(1)
        verb = _VERB_BEFORE.match(m[1])
        begin += verb.end() if verb else 0
        name = text[begin:stop]
        if (
            name in _BARE_ZONES
            or name[0] in _NOT_A_NAME
            or any(word in name for word in _IN_NO_NAME)
            or name.endswith(_NO_PLACE)
            or _overlaps(found, begin, stop)
        ):
            continue
        found.append((begin, stop, Place("", name)))
    first_said = sorted({text[b:e] for b, e, place in found if not place.code}) if found else []
    for name in first_said:  # known by it also where nothing else tells
        if _ZONE_ALONE.fullmatch(name):
            continue  # 国家高新区, 南昌高新区 are others
        for m in re.finditer(name, said):
            begin, stop = start + m.start(), start + m.end()
            found = [x for x in found if not (begin < x[0] and x[1] == stop)]  # 北渠县 holds 渠县
            if not _overlaps(found, begin, stop):
                found.append((begin, stop, Place("", name)))
    if near and ("、" in said or "(" in said or "分" in said):
        found.extend(_short_names(text, start, end, near, found))
    if near and "、" in said:
        found.extend(_cities_listed(text, start, end, near, found))
    return sorted(found)


def _overlaps(found: list[tuple[int, int, Place]], begin: int, stop: int) -> bool:
    return any(b < stop and begin < e for b, e, _ in found)


@cache
def _city_patterns(province: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    cities = gazetteer().cities.get(province)
    if not cities:
        return None
    name = f"(?:{'|'.join(sorted(map(re.escape, cities), key=len, reverse=True))})"
    listed = re.compile(rf"{name}(?:[、和与及]{name})+(?=[两三四五六]市[^,，。；;]*(?:分别|依次|均|各))")
    return re.compile(rf"{name}(?=\d)"), listed


def _cities_listed(
    text: str, start: int, end: int, near: str, found: list[tuple[int, int, Place]]
) -> list[tuple[int, int, Place]]:
    """甲620家、乙486家; 甲、乙两市分别…: two or more cities of the province by their short names, with figures."""
    patterns = _city_patterns(near[:2] + "0000")
    if patterns is None:
        return []
    alone, listed = patterns
    spans = [m.span() for m in alone.finditer(text, start, end)]
    spans = spans if len(spans) > 1 else []
    for each in listed.finditer(text, start, end):
        begin = each.start()
        for name in re.split("[、和与及]", each.group()):
            spans.append((begin, begin + len(name)))
            begin += len(name) + 1
    gazette = gazetteer()
    cities = gazette.cities[near[:2] + "0000"]
    return [
        (begin, stop, Place(code := cities[text[begin:stop]], gazette.names[code]))
        for begin, stop in spans
        if not _overlaps(found, begin, stop)
    ]


@cache
def _short_pattern(prefecture: str) -> re.Pattern[str] | None:
    counties = gazetteer().counties.get(prefecture)
    if not counties:
        return None
    names = "|".join(sorted(map(re.escape, counties), key=len, reverse=True))
    return re.compile(rf"(?:{names})(?=、|和|\(|分别|\d|等|两|三|四|五|(?:R&D|研发))")


def _short_names(
    text: str, start: int, end: int, near: str, found: list[tuple[int, int, Place]]
) -> list[tuple[int, int, Place]]:
    pattern = _short_pattern(near[:4] + "00")
    if pattern is None:
        return []
    return [
        (m.start(), m.end(), Place(code := gazetteer().counties[near[:4] + "00"][m.group()], gazetteer().names[code]))
        for m in pattern.finditer(text, start, end)
        if not _overlaps(found, *m.span())
    ]
