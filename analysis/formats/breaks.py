"""Line breaks of a layout: joined inside a paragraph, kept where they split a figure for the repair to see."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Stands for a break inside a figure until `settle` knows whether the repair rejoins it.
_SPLIT = "\r"
_FIGURE_BEFORE = re.compile(r"\d[.．,]?$")
_FIGURE_AFTER = re.compile(r"[.．,]?\d|[%％‰万亿千百十余多]|个?(?:元|家|户|项|笔|名|人|件|份|位|倍|次)")
_WIDE = re.compile(r"[\u2014-\u2026\u3000-\u9fff\uff00-\uffee]")


def join(left: str, right: str) -> str:
    """Two lines of one paragraph as one; a break inside a figure is marked, Latin words keep a space."""
    left, right = left.rstrip(" \t"), right.lstrip(" \t\u3000")
    if not left or not right:
        return left + right
    if _FIGURE_BEFORE.search(left) and _FIGURE_AFTER.match(right):
        return left + _SPLIT + right
    if _WIDE.match(left[-1]) or _WIDE.match(right[0]) or left[-1].isdigit() or right[0].isdigit():
        return left + right
    return f"{left} {right}"


def cell_of(lines: Iterable[str]) -> str:
    """Lines of a cell as one; two figures keep a space between them."""
    text = ""
    for line in (each.strip() for each in lines):
        near = text and line and (_WIDE.match(text[-1]) or _WIDE.match(line[0]))
        text = text + line if near or not text or not line else f"{text} {line}"
    return text


def settle(text: str) -> str:
    """Marked breaks become line feeds where the repair of the text rejoins the figure, else nothing."""
    if _SPLIT not in text:
        return text
    from analysis.cleaning.repair import readable

    trial = text.replace(_SPLIT, "\n")
    rejoined = [(r.start, r.end) for r in readable(trial, "").repairs if r.rule == "line_break"]
    pieces, position = [], 0
    for offset in (m.start() for m in re.finditer(_SPLIT, text)):
        kept = any(start <= offset < end for start, end in rejoined)
        pieces += [text[position:offset], "\n" if kept else ""]
        position = offset + 1
    return "".join([*pieces, text[position:]])
