"""Every number of a sentence, told apart: dates, document numbers, names, ordinals, ranks, quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from analysis.cleaning.areas import Place
from analysis.cleaning.lexicon import ahead, dispatched, trie_pattern
from analysis.cleaning.number_lists import ranges, share_bounds
from analysis.cleaning.numerals import arabic, chinese, scale_shift, scaled
from analysis.cleaning.quantities import (
    DOUBLING,
    PERCENT_IN_WORDS,
    Num,
    doubling,
    from_match,
    in_unit,
    percent_in_words,
    quantity_patterns,
    signed,
)
from analysis.definitions import load
from analysis.model import Quantity


@cache
def _special() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What states no quantity, as one pattern, and the kind that each of its groups finds.

    At a character only those expressions are tried that may begin with it.
    """
    names = load("names")
    fixed = ["".join(sorted({word[0] for word in names["fixed"]})), trie_pattern(names["fixed"])]
    listed = (
        ("heading", names["headings"]),
        ("page_furniture", names["furniture"]),
        ("name", [*names["shapes"], fixed]),
        ("date", names["dates"]),
        ("document_number", names["documents"]),
    )
    tried: dict[str, dict[str, list[str]]] = {}  # character → kind → expressions
    for kind, pairs in listed:
        for starts, expression in pairs:
            for c in starts:
                tried.setdefault(c, {}).setdefault(kind, []).append(expression)
    alike: dict[str, tuple[str, list[str]]] = {}  # the same expressions → the characters, and the kinds of the groups
    for c, of_kind in tried.items():
        either = "|".join(f"({'|'.join(expressions)})" for expressions in of_kind.values())
        characters, kinds = alike.get(either, ("", list(of_kind)))
        alike[either] = characters + c, kinds
    branches = [(characters, ahead(characters, either)) for either, (characters, _) in alike.items()]
    pattern = ahead("".join(tried), "|".join(dispatched(branches, 4)))
    return re.compile(pattern, re.MULTILINE), tuple(kind for _, kinds in alike.values() for kind in kinds)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    ordinal = re.compile(
        r"[第前一二两三四五六七八九十\d](?:"
        r"(?<=第)(?P<rank>[一二三四五六七八九十百]+|\d+)(?P<rank_unit>[位名])?(?P<no>[批届次季期个代条款章节天轮产类方步阶大种号版])?"
        r"|(?<=前)(?P<top>[一二两三四五六七八九十]+|\d+)(?P<top_unit>[位名列强]|(?![\u4e00-\u9fff])|(?=[,，。；;、)]))"
        r"|(?:(?<=\d)\d?|(?<=[一二两三四五六七八九十])[一二两三四五六七八九十]*)(?P<batches>批)(?![次准])"
        r"|(?<=[一二三四五六七八九十])(?=(?P<list>[是要])))",
        re.ASCII,
    )
    redacted = re.compile(
        r"(?P<mask>(?:\d+(?:\.\d*)?)?(?:[*＊]{1,4}|[xX×]{1,4}|[□○]{2,4})(?:\.(?:[*xX×]+|\d+))?)(?P<scale>[十百千]?[万亿])?(?P<unit>元|%|家|户|项|个百分点|笔)"
    )
    threshold = re.compile(
        r"(?=[突超过破迈跨站冲跃逾近达步进登])(?P<pre>突破|超过|超|过|破|迈上|迈过|跨越|跨过|跨上|站上|冲破|跃上|迈入|跨入|逾|近|达到|步入|进入|登上)(?:了|到)?(?P<scale>[十百千]?亿|[十百千]万|万(?=[家户]))(?P<unit>元|家|户)?(?=台阶|大关|关口|门槛|元|家|户|规模|级|(?<=[元家户])、)"
    )
    return ordinal, redacted, threshold


_BOUND_OF_THRESHOLD = {"近": "at_most", "达到": "exact"}
_MASK = re.compile(r"[*xX×＊□○]")
_ANY_DIGIT = re.compile(r"[0-9一二三四五六七八九十百千万亿〇零两番]")
_CHINESE_RUN = re.compile(r"[〇零一二三四五六七八九十百千万亿两]+")


def has_number(text: str, start: int, end: int) -> bool:
    return _ANY_DIGIT.search(text, start, end) is not None


def scan(text: str, start: int, end: int) -> list[Num]:
    """All numbers between two offsets, in order and without overlap."""
    special, kinds = _special()
    ordinal, redacted, threshold = _patterns()
    taken = _Taken(start, end)
    for m in special.finditer(text, start, end):
        kind = kinds[(m.lastindex or 1) - 1]
        begin, stop = m.span()
        if _ANY_DIGIT.search(text, begin, stop):
            taken.add(Num(begin, begin, stop, kind, None, "", _REASONS[kind]))
        elif kind == "date" and stop > begin:
            taken.add(Num(begin, begin, stop, "date", None, "", "redacted year"))
    if _MASK.search(text, start, end):
        taken.add_free(_redacted(m) for m in redacted.finditer(text, start, end))
    if text.find("亿", start, end) >= 0 or text.find("万", start, end) >= 0:
        taken.add_free(_threshold(m) for m in threshold.finditer(text, start, end))
    if text.find("番", start, end) >= 0:
        taken.add_free(
            Num(m.start(), m.start(), m.end(), "quantity", doubling(m), "", "")
            for m in DOUBLING.finditer(text, start, end)
        )
    if text.find("百分之", start, end) >= 0:
        in_words = ((m, percent_in_words(text, m)) for m in PERCENT_IN_WORDS.finditer(text, start, end))
        taken.add_free(Num(q.start, m.start(), q.end, "quantity", q, "", "") for m, q in in_words if q)
    for m in ordinal.finditer(text, start, end):
        if (ordinal_number := _ordinal(text, m)) and taken.free(ordinal_number.digits, ordinal_number.end):
            taken.add(ordinal_number)
    for pattern in quantity_patterns():
        for m in pattern.finditer(text, start, end):
            begin, stop = m.span()
            begin -= signed(text, begin, start)
            held = taken.held[begin - start : stop - start]
            if 1 in held:
                if 0 not in held:
                    continue
                first, last = taken.around(begin, stop)
                again = pattern.match(text, last, stop) if first <= begin else pattern.match(text, m.start(), first)
                if again is None:
                    continue
                begin, m = begin if begin < first else again.start(), again
            if number := _quantity(text, m, begin):
                taken.add(number)
    for m in _CHINESE_RUN.finditer(text, start, end):
        if taken.free(m.start(), m.end()):
            taken.add(_in_word(m))
    found = sorted(taken.numbers)
    return share_bounds(text, ranges(text, found)) if len([n for n in found if n.quantity]) > 1 else found


def _in_word(m: re.Match[str]) -> Num:
    return Num(m.start(), m.start(), m.end(), "name", None, "", "numeral inside a word")


#: 超过10亿元的县有3个: behind a number, that it only says which places or firms are meant; and before their number.
_MEANT = r"的(?:县|市|区|县市区|设区市|地区|园区|省份|城市|板块|企业)(?:\(市、区\)|\(区\)|、区|区)?"
_CRITERION = re.compile(
    rf"元?(?:{_MEANT}(?=[有共为达\d,，]|数[量达为]|[\u4e00-\u9fff]{{0,2}}\d)|的共?有|(?<=以[上下])的(?=\d[\d,]*[家户项件个笔])"
    r"|的(?:企业|单位|县市?区?)(?=给予|予以|按|进行|实行|享受|可)|(?<=以[上下])的?(?:研发|营收|营业收入|产值|年?销售)[^,，。；;\d]{0,6}企业"
    r"|的?企业(?=名录|清单|库))"
)
_HOW_MANY = re.compile(
    rf"\d(?:[^,，。；;\d]{{0,4}}){_MEANT}(?:数量?)?(?:已|共)?(?:有|达|为|共)?到?$"
    r"|[过超]\d[\d.]*[万亿]?元的(?:高新技术企业|高企|科技型(?:中小)?企业)(?:仅|只|共)?(?:有|达|为)?$"
    r"|\d[\d.]*[万亿]?[元家人]以[上下]的(?:企业)?(?:仅|只)有?$"
    r"|\d[\d.]*[十百千]?[万亿]?元(?:以[上下内])的?(?:国家)?(?:高新技术企业|高企|科技型(?:中小)?企业|瞪羚企业)(?:仅|只|共)?(?:有|达|为)?$"
    r"|[过超]\d[\d.]*[万亿]?元的(?:企业)?(?:仅|只|共|有)+$"
    r"|[过超]\d[\d.]*[万亿]?元(?:高新技术企业|高企|科技型(?:中小)?企业|瞪羚企业)$"
)


_MAY_SELECT = tuple("的元研营产年销")
#: 两项同比增幅…; 在14个市州中列第二: the figures or places that are spoken of.
_THE_TWO = re.compile(
    r"[两二三四23]项(?:指标)?(?=同比|增[幅速长]|均|都|分别|依次)|(?:[\d十]+|[二三四五六七八九]+)个(?:设区市|市州|地市|州市|盟市|县市区?|县区|市县)(?:中|里|当中)"
)


def selects(text: str, n: Num) -> bool:
    """Does the number only say which places or firms are meant, or how many those are?"""
    if n.classifier in ("项", "个") and _THE_TWO.match(text, n.digits):
        return True
    if text[n.end : n.end + 1] in _MAY_SELECT and _CRITERION.match(text, n.end):
        return True
    before = text[max(0, n.start - 24) : n.start]
    return ("的" in before[-10:] or "元" in before[-10:]) and _HOW_MANY.search(before) is not None


def states_figure(n: Num) -> bool:
    return n.kind in ("quantity", "rank", "redacted")


def outside_names(text: str, numbers: list[Num], places: Sequence[tuple[int, int, Place]]) -> list[Num]:
    """The numbers, those of place names (三元区) as part of a word."""
    if not places:
        return numbers
    found = []
    for n in numbers:
        in_name = n.kind == "quantity" and any(begin <= n.digits < stop for begin, stop, _ in places)
        run = _CHINESE_RUN.match(text, n.digits, n.end) if in_name else None
        if run or not in_name:
            found.append(_in_word(run) if run else n)
    return found


_REASONS = {
    "heading": "number of a heading",
    "page_furniture": "layout of the copy, not of the text",
    "document_number": "number of a document",
    "name": "part of a name",
    "date": "date or span of time",
}


class _Taken:
    """The numbers found so far, and which characters of the sentence they hold."""

    def __init__(self, start: int, end: int) -> None:
        self.numbers: list[Num] = []
        self.start = start
        self.held = bytearray(end - start)

    def add(self, n: Num) -> None:
        self.numbers.append(n)
        self.held[n.digits - self.start : n.end - self.start] = b"\1" * (n.end - n.digits)

    def add_free(self, found: Iterable[Num | None]) -> None:
        """Add those of the numbers that share no character with one found before."""
        for n in found:
            if n and self.free(n.digits, n.end):
                self.add(n)

    def free(self, start: int, end: int) -> bool:
        return 1 not in self.held[start - self.start : end - self.start]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Start and end of the first number that shares a character with the stretch."""
        return min((n.digits, n.end) for n in self.numbers if n.digits < end and start < n.end)


def _quantity(text: str, m: re.Match[str], begin: int) -> Num | None:
    quantity = from_match(text, m, begin)
    if quantity is None:
        return None
    classifier = (m["count"] or "") + (m["per"] or "")
    if not quantity.unit and text[begin - 1 : begin].isspace():
        quantity, classifier = _of_table(text, begin, quantity)
    return Num(quantity.start, begin, quantity.end, "quantity", quantity, classifier, "")


_CELL = re.compile(r"\s(?P<scale>[十百千]?[万亿])?(?P<unit>元|%|[家户项件份个笔])\s+$")


def _of_table(text: str, start: int, quantity: Quantity) -> tuple[Quantity, str]:
    """技术合同成交额 亿元 38.65: in a table printed as a line the unit stands in a cell before the number."""
    m = _CELL.search(text, max(0, start - 8), start)
    if not m:
        return quantity, ""
    return in_unit(quantity, m["scale"] or "", m["unit"])


def _redacted(m: re.Match[str]) -> Num | None:
    unit = {"元": "CNY", "%": "percent", "个百分点": "percentage_point"}.get(m["unit"], "count")
    if m["mask"].isalpha() and len(m["mask"]) == 1 and not m["scale"] and unit != "count":
        return None
    return Num(
        m.start(),
        m.start(),
        m.end(),
        "redacted",
        Quantity(m.start(), m.end(), None, None, None, "about", unit, None, m["unit"]),
        m["unit"] if unit == "count" else "",
        "the copy hides the number",
    )


def _threshold(m: re.Match[str]) -> Num | None:
    value = scaled(1, scale_shift(m["scale"]))
    bound = _BOUND_OF_THRESHOLD.get(m["pre"], "at_least")
    low = None if bound == "at_most" else value
    high = value if bound in ("at_most", "exact") else None
    unit = "count" if m["unit"] in ("家", "户") else "CNY"
    quantity = Quantity(m.start(), m.end(), value, low, high, bound, unit, value, "threshold")
    return Num(
        m.start(), m.start("scale"), m.end(), "quantity", quantity, m["unit"] if unit == "count" else "", "threshold"
    )


def _ordinal(text: str, m: re.Match[str]) -> Num | None:
    if m["list"]:
        return Num(m.start(), m.start(), m.end(), "ordinal", None, "", "counts the points of a list")
    if m["batches"]:
        return Num(m.start(), m.start(), m.end(), "ordinal", None, "", "counts batches")
    if m["rank"]:
        if m["no"]:
            return Num(m.start(), m.start("rank"), m.end("no"), "ordinal", None, "", "which one in a row")
        number = chinese(m["rank"]) if not m["rank"].isdigit() else arabic(m["rank"])
        if number is None:
            return None
        v = number.value
        return Num(
            m.start(),
            m.start("rank"),
            m.end(),
            "rank",
            Quantity(m.start(), m.end(), v, v, v, "exact", "rank", 1.0),
            m["rank_unit"] or "",
            "",
        )
    if m["top"]:
        number = chinese(m["top"]) if not m["top"].isdigit() else arabic(m["top"])
        if number is None:
            return None
        if text[m.end() : m.end() + 2] == "季度":
            return Num(m.start(), m.start("top"), m.end(), "date", None, "", "part of a year")
        return Num(
            m.start(),
            m.start("top"),
            m.end(),
            "rank",
            Quantity(m.start(), m.end(), None, 1.0, number.value, "between", "rank", 1.0),
            "",
            "",
        )
    return None
