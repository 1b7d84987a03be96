"""What is damaged in a copy, and what is read instead; the raw text is never edited.

The readable text differs from the raw text only by one-for-one replacements and by deletions,
so every offset maps back exactly (`Alignment`). Damage that concerns a number becomes a `Repair`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.cleaning.layout import SENTENCE_END, UNIT, with_layout
from analysis.errors import RepairError
from analysis.model import Repair

_FULL_WIDTH = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in "，；：！？（）"}
_SAME_SIGN = {
    **{"（": "(", "）": ")", "﹪": "%", "﹙": "(", "﹚": ")", "．": ".", "－": "-", "∶": ":"},
    **{"\u3000": " ", "\xa0": " "},
    **{"髙": "高", "増": "增", "內": "内", "戶": "户"},
    "r&d": "R&D",
}
SAME_SIGN = {**_FULL_WIDTH, **_SAME_SIGN}

_LETTER_DIGITS = str.maketrans("OoIlι", "00111")
_AFTER_NUMBER = r"(?=\s*(?:余|多|几|[万亿千百%家户项元笔名人次个件份位期年月日倍场支种件度套台篇]))"
_WITH_LETTER = r"(?:(?<=[OoIl])|(?=[0-9.]*[OoIl]))[0-9OoIl]*"
_OCR = re.compile(rf"[0-9OoIl](?<![A-Za-z].){_WITH_LETTER}(?:\.[0-9OoIl]+)?{_AFTER_NUMBER}")
_OCR_DECIMAL = re.compile(r"[OoIl](?<=\d\..)[OoIl]*(?=\d|[%万亿])")
_OCR_BARE = re.compile(rf"[0-9OoIl](?<![A-Za-z0-9.].){_WITH_LETTER}\.[0-9OoIl]+(?=[,，。；;])")
#: What the three have in common; few texts have any.
_OCR_ANY = re.compile(rf"[OoIl](?:\d|[0-9OoIl.]*(?:{_AFTER_NUMBER}|[,，。；;]))")
_PAGE_MARK = re.compile(r"\n(\d{1,3})、")
_LINE_END = r"[ \t]*\n[ \t]*"
_PAGE_NUMBER = rf"[-—–]+ ?\d{{1,3}} ?[-—–]+{_LINE_END}"
#: The end of a line, and the foot of a page where one stands between two lines (— 2 —).
_BREAK = re.compile(rf"{_LINE_END}(?:{_PAGE_NUMBER})?")
#: The foot of a page between two lines of one sentence.
_FOOT = re.compile(rf"(?<=[\u4e00-\u9fff,，、]){_LINE_END}{_PAGE_NUMBER}")
_FOOT_ALONE = re.compile(rf"\n[ \t]*{_PAGE_NUMBER}")
#: What begins anew below it, and how many characters the line above has at least: no title.
_NEW_BELOW = re.compile(
    r"[一二三四五六七八九十]+[、是]|\([一二三四五六七八九十]+\)|\d\d?[.、](?!\d)|第[一二三四五]|$"
)
_SHORTEST_ABOVE = 12
_BEFORE_BREAK = frozenset("0123456789.,万亿")
#: What stands on both sides of a break that splits a figure: 12⏎34家, 12.⏎5%, 12⏎.5%, 1,⏎234家, 26.19⏎亿元, 26.19亿⏎元.
_SPLIT_SIDES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"\d$"), re.compile(rf"\d[\d.]*{UNIT}|\.\d+{UNIT}|,\d\d\d(?!\d)")),
    (re.compile(r"\d\.$"), re.compile(r"\d")),
    (re.compile(r"\d,$"), re.compile(r"\d\d\d(?!\d)")),
    (re.compile(r"\d$"), re.compile(r"(?:[十百千]?[万亿]元?|%|个百分点|家|户|项)(?![、.])")),
    (re.compile(r"\d[万亿]$"), re.compile(r"元")),
)
_FULL_WIDTH_SIGN = re.compile(r"[０-９％．]+")

#: Dropped characters beside digits: pattern, what is read from its first group on, confidence, evidence. A pattern
#: begins with a character, and looks back from behind it: so it is tried where that character stands only.
_DROPPED: tuple[tuple[re.Pattern[str], str, str, str], ...] = (
    (
        re.compile(r"(20(?<!\d20)[0-3]\d)(1[0-2]|[1-9])月"),
        r"\1年\2月",
        "certain",
        "a four-digit year and a month with nothing between them",
    ),
    (
        re.compile(r"(20(?<=\n20)[0-3]\d)([1-9])(\d\d)(?=\n)"),
        r"\1年\2月\3日",
        "certain",
        "a date line under the publisher's name",
    ),
    (
        re.compile(r"([1-9](?<![\d月.\-—~至到].)(?:(?<=1)[0-2])?)([12]\d|3[01]|[1-9])日"),
        r"\1月\2日",
        "probable",
        "a day without a month; the leading digits are a month whose sign is lost",
    ),
    (
        re.compile(r"(20(?<![\d.]20)[0-3]\d)(?=实施|完成|开展|组织|推进|全市|全年|安排)"),
        r"\1年",
        "certain",
        "a year followed at once by a verb",
    ),
    (re.compile(r"(%)(?=\d+(?:\.\d+)?%)"), r"\1、", "certain", "two percentages run together"),
    (re.compile(r"(%)(?=20[0-3]\d年)"), r"\1。", "certain", "a percentage and a year run together"),
    (re.compile(r"达到(\d{2,5})(?=\n)"), r"\1家", "certain", "a count that ends the line without its unit"),
    (
        re.compile(r"(?:企业|试验室|实验室)(\d{1,4})(?=[,，。；;]|\n|$)"),
        r"\1家",
        "certain",
        "a count of organisations without its unit",
    ),
)


#: No repair is longer than this many characters.
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Alignment:
    """Maps offsets of the readable text to the raw text: parallel, sorted starts of equal runs."""

    readable: tuple[int, ...]
    raw: tuple[int, ...]

    def start(self, offset: int) -> int:
        if len(self.raw) == 1:
            return offset
        run = bisect_right(self.readable, offset) - 1
        return self.raw[run] + offset - self.readable[run]

    def to_readable(self, raw: int) -> int:
        """Offset in the readable text of a raw offset that was not cut."""
        run = bisect_right(self.raw, raw) - 1
        return self.readable[run] + raw - self.raw[run]

    def end(self, offset: int) -> int:
        """Raw offset just behind the last character before ``offset``."""
        return self.start(offset - 1) + 1 if offset else 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of a stretch that holds at least one character."""
        run = bisect_right(self.readable, start) - 1
        shift = self.raw[run] - self.readable[run]
        if run + 1 == len(self.readable) or end <= self.readable[run + 1]:
            return start + shift, end + shift
        return start + shift, self.end(end)


@dataclass(frozen=True, slots=True)
class Readable:
    """Repaired text with its alignment to the raw text and the repairs made (raw offsets)."""

    text: str
    alignment: Alignment
    repairs: tuple[Repair, ...]
    page_marks: tuple[tuple[int, int], ...] = ()

    def repairs_between(self, start: int, end: int) -> tuple[Repair, ...]:
        """Repairs that begin in the stretch or reach into it (raw offsets)."""
        first = bisect_left(self.repairs, start - _LONGEST, key=lambda r: r.start)
        return self.repairs[first : bisect_right(self.repairs, end, key=lambda r: r.start)]


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    read_as: str
    rule: str
    confidence: str
    evidence: str


def readable(raw: str, report: str, records: Iterable[Mapping[str, Any]] = ()) -> Readable:
    """Text to read, with every repair noted.

    ``records`` are corrections no rule can give (``repairs.yaml``) for this report. Raises
    RepairError when a record's context no longer stands exactly once in the raw text.
    """
    drafts: list[_Draft] = []
    text = _same_signs(raw)
    for m in _FULL_WIDTH_SIGN.finditer(raw) if text != raw else ():
        drafts.append(
            _Draft(
                m.start(),
                m.end(),
                text[m.start() : m.end()],
                "full_width",
                "certain",
                "full-width form of the same sign",
            )
        )
    text = _apply_records(raw, text, report, records, drafts)
    text = _letters_to_digits(text, drafts)
    every_mark = _page_marks(text)
    feet = _FOOT.finditer(text) if _FOOT_ALONE.search(text) else ()
    cuts = every_mark[1:] + [m.span() for m in feet if _goes_on(text, m)]
    marks = tuple(cuts)
    cuts += _split_numbers(text, marks)
    cuts.sort()
    for start, end in cuts:
        drafts.append(_cut_draft(text, start, end, (start, end) in marks))
    _dropped_signs(text, drafts, {start for start, _ in cuts})
    text, alignment = _cut(text, with_layout(text, cuts))
    return Readable(text, alignment, _numbered(raw, report, drafts), tuple(every_mark))


def _same_signs(text: str) -> str:
    """Other forms of a sign as the usual one, one for one."""
    for sign, usual in SAME_SIGN.items():
        if sign in text:
            text = text.replace(sign, usual)
    return text


def _apply_records(raw: str, text: str, report: str, records: Iterable[Mapping[str, Any]], drafts: list[_Draft]) -> str:
    for record in records:
        context, printed, read_as = str(record["context"]), str(record["as_printed"]), str(record["read_as"])
        found = raw.count(context)
        if found != 1 or context.count(printed) != 1 or len(printed) != len(read_as):
            raise RepairError(
                f"repairs.yaml: record for {report!r} reading {printed!r} as {read_as!r} no longer applies: its "
                f"context {context!r} stands {found} times in the text; expected exactly once, with {printed!r} "
                "once in it and a reading of the same length. Correct or delete the record."
            )
        start = raw.index(context) + context.index(printed)
        text = text[:start] + read_as + text[start + len(printed) :]
        drafts.append(
            _Draft(
                start,
                start + len(printed),
                read_as,
                "record",
                str(record["confidence"]),
                f"{record['reason']} {record['evidence']}",
            )
        )
    return text


def _letters_to_digits(text: str, drafts: list[_Draft]) -> str:
    if not _OCR_ANY.search(text):
        return text
    for pattern in (_OCR, _OCR_DECIMAL, _OCR_BARE):
        pieces, position = [], 0
        for m in pattern.finditer(text):
            digits = m.group().translate(_LETTER_DIGITS)
            evidence = "letters that look like digits, before a unit"
            drafts.append(_Draft(m.start(), m.end(), digits, "letters_for_digits", "certain", evidence))
            pieces += [text[position : m.start()], digits]
            position = m.end()
        text = "".join([*pieces, text[position:]])
    return text


def _goes_on(text: str, foot: re.Match[str]) -> bool:
    """Does the line above the foot of a page end inside a sentence, that the line below it goes on with?"""
    above = foot.start() - text.rfind("\n", 0, foot.start())
    return above > _SHORTEST_ABOVE and not _NEW_BELOW.match(text, foot.end())


def _page_marks(text: str) -> list[tuple[int, int]]:
    """Running numbers 1、2、3、 that a copy put at its page breaks, in the middle of sentences."""
    marks = list(_PAGE_MARK.finditer(text))
    if len(marks) < 3 or [int(m.group(1)) for m in marks] != list(range(1, len(marks) + 1)):
        return []
    inside = [m for m in marks[1:] if text[m.start() - 1] not in SENTENCE_END]
    if len(inside) * 2 <= len(marks) - 1:
        return []  # a numbered list: its lines begin after a full stop
    return [(m.start(), m.end()) for m in marks]


def _split_numbers(text: str, marks: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    starts = {start for start, _ in marks}
    cuts = []
    line_start = 0
    for m in _BREAK.finditer(text):
        before, line_start = line_start, m.end()
        left = text[max(0, m.start() - 3) : m.start()]
        if left[-1:] not in _BEFORE_BREAK or not any(
            a.search(left) and b.match(text, m.end()) for a, b in _SPLIT_SIDES
        ):
            continue
        # a line that is only a page number, or two table cells, is no broken number
        shortest = 8 if text[m.end()].isdigit() else 4
        if m.start() not in starts and m.start() - before > shortest:
            cuts.append((m.start(), m.end()))
    return cuts


def _cut_draft(text: str, start: int, end: int, page_mark: bool) -> _Draft:
    left, right = start, end
    while left > 0 and (text[left - 1].isdigit() or text[left - 1] == "."):
        left -= 1
    while right < len(text) and (text[right].isdigit() or text[right] == "."):
        right += 1
    inside_number = left < start
    if inside_number and right == end:  # the break stands before the unit
        right = min(len(text), end + 1)
    rule = "page_mark" if page_mark else "line_break"
    if inside_number:
        return _Draft(
            left,
            right,
            text[left:start] + text[end:right],
            rule,
            "certain",
            "a page or line break splits a number; its running number is no part of it",
        )
    return _Draft(start, end, "", rule, "certain", "a running number at a page break, inside a sentence")


def _dropped_signs(text: str, drafts: list[_Draft], cuts: set[int]) -> None:
    for pattern, template, confidence, evidence in _DROPPED:
        for m in pattern.finditer(text):
            if m.end() in cuts:
                continue  # the figure goes on behind the break
            drafts.append(_Draft(m.start(1), m.end(), m.expand(template), "dropped_character", confidence, evidence))


def _cut(text: str, cuts: list[tuple[int, int]]) -> tuple[str, Alignment]:
    if not cuts:
        return text, Alignment((0,), (0,))
    pieces, readable_starts, raw_starts = [], [0], [0]
    position = length = 0
    for start, end in cuts:
        pieces.append(text[position:start])
        length += start - position
        readable_starts.append(length)
        raw_starts.append(end)
        position = end
    pieces.append(text[position:])
    return "".join(pieces), Alignment(tuple(readable_starts), tuple(raw_starts))


def _numbered(raw: str, report: str, drafts: list[_Draft]) -> tuple[Repair, ...]:
    ordered = sorted(drafts, key=lambda d: (d.start, d.end, d.rule))
    return tuple(
        Repair(
            f"{report}:r{d.start}-{d.rule}",
            report,
            d.start,
            d.end,
            raw[d.start : d.end],
            d.read_as,
            d.rule,
            d.confidence,
            d.evidence,
        )
        for d in ordered
    )
