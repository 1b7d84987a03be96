"""What is mere layout of a copy: spaces beside numbers, and line ends of a text wrapped at a fixed width."""

from __future__ import annotations

import re

SENTENCE_END = "。；;:：!！?？"
#: What may follow the digits of a figure; a line break before it, or inside the digits, splits the figure.
UNIT = r"(?:[十百千]?[万亿]|%|个百分点|[元家户项笔名个人件份位次倍期])"
#: Spaces that typesetting put beside a number (367.1 亿元, 2022 年, 家 、 6403); not those between cells of a table.
_SPACES = re.compile(
    rf"(?=[ \u3000])(?:(?<=[\d%])[ \u3000]+(?={UNIT}|[年月日成]|、)"
    r"|(?<=、)[ \u3000]+(?=\d)"
    r"|(?<=[\u4e00-\u9fff])[ \u3000]+(?=、)"
    r"|(?<=[\u4e00-\u9fff])(?<![ \t][家户项件份个笔元%])(?<![ \t][万亿]元)[ \u3000]+(?=\d)"
    r"(?!20\d\d年(?:[ \u3000\n]|$)))"  # 2022年 2023年: headings of columns
)
#: Characters set apart one by one (分 别 为 12 亿 元 、): the space behind the first of three or more with one each.
_SET_APART = re.compile(
    r"[ \u3000](?<=[\u4e00-\u9fff、，,。;；%].)(?:[\u4e00-\u9fff、，,。;；%][ \u3000]){2,}"
)
_WRAP_WIDEST, _WRAP_FULL, _WRAP_LINES = 120, 0.8, 5
_OPEN = tuple("，,、比较为达的和与及至到由从")  # no line of a text that is not wrapped ends so
_STARTS_ANEW = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(（]?[一二三四五六七八九十\d]{1,3}[)）.、．]|[一二三四五六七八九十]是|附|第[一二三四五六七八九十]"
)


def with_layout(text: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cuts and those of mere layout: spaces beside numbers, and line ends of a text wrapped at a fixed width."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted([*cuts, *_wraps(text), *(m.span() for m in _SPACES.finditer(text)), *_set_apart(text)]):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _set_apart(text: str) -> list[tuple[int, int]]:
    runs = [range(m.start(), m.end(), 2) for m in _SET_APART.finditer(text)]
    return [(space, space + 1) for run in runs for space in run]


def _is_row(line: str) -> bool:
    """Is the line one of a table: cells marked off, or four and more apart and no sign of a sentence?"""
    return "\t" in line or "|" in line or (len(line.split()) > 3 and not any(c in "，,。；;、" for c in line))


def _wraps(text: str) -> list[tuple[int, int]]:
    """Line breaks inside paragraphs of a text that was wrapped at a fixed width; none for a text that was not."""
    lines = text.split("\n")
    if len(lines) <= _WRAP_LINES or any(len(line.rstrip()) > _WRAP_WIDEST for line in lines):
        return []
    widths = [sum(2 if c > "\u2e80" else 1 for c in line.rstrip()) for line in lines]
    widest = sorted(widths)[len(widths) * 4 // 5]  # a title may be wider than the lines below it
    full = [w >= _WRAP_FULL * widest for w in widths]
    open_ended = [w >= widest / 2 and line.rstrip()[-1:] in _OPEN for w, line in zip(widths, lines, strict=True)]
    if not 30 <= widest <= _WRAP_WIDEST or sum(full) < _WRAP_LINES:
        return []
    breaks, position = [], 0
    for i, line in enumerate(lines[:-1]):
        end = position + len(line)
        following = lines[i + 1].lstrip(" \u3000")
        kept = line.rstrip()
        if _is_row(line) or _is_row(lines[i + 1]):
            pass  # a table
        elif not (full[i] or open_ended[i]) or kept[-1:] in SENTENCE_END:
            pass
        elif following and not _STARTS_ANEW.match(following):
            breaks.append((position + len(kept), end + 1 + len(lines[i + 1]) - len(following)))
        position = end + 1
    return breaks
