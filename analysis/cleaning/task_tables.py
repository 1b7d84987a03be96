"""Tables of tasks: prose in cells, one column for what was to be done, one for what was done.

序号 | 工作任务 | 完成情况: what a cell says is a goal in the one column and was reached in the other.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class ProseCell(NamedTuple):
    """A cell of a table of tasks; ``mode`` is ``plan`` or ``review``."""

    start: int
    end: int
    mode: str


_TASKS = re.compile(
    r"(?:重点|主要|年度|全年|本年度|20\d\d年|年初)*(?:工作|目标)?(?:任务|目标|计划|要点)(?:分解|内容|目标|要求|任务)?"
)
_DONE = re.compile(r".{0,10}(?:完成|进展|落实|推进|实施)(?:情况|进度|进展)|.{0,6}工作(?:进展|成效)")
_MARKS = "|｜\t"


def prose_cells(text: str) -> list[ProseCell]:
    """The cells of the two columns of every such table, in order."""
    found: list[ProseCell] = []
    modes: list[str] = []
    start = 0
    if not any(mark in text for mark in _MARKS):
        return found
    for line in text.split("\n"):
        cells = _cells(line, start)
        if len(cells) > 1 and (heading := _heading(text, cells)):
            modes = heading
        elif len(cells) == len(modes):
            found += [ProseCell(*cell, mode) for cell, mode in zip(cells, modes, strict=True) if mode]
        else:
            modes = []
        start += len(line) + 1
    return found


def _cells(line: str, start: int) -> list[tuple[int, int]]:
    spans = []
    for m in re.finditer(rf"[^{_MARKS}]+", line):
        said = m.group()
        begin = m.start() + len(said) - len(said.lstrip())
        if said.strip():
            spans.append((start + begin, start + begin + len(said.strip())))
    return spans


def _heading(text: str, cells: list[tuple[int, int]]) -> list[str]:
    """The modes of the columns (empty: neither) when the line heads such a table; else empty."""
    said = [text[begin:end] for begin, end in cells]
    modes = ["review" if _DONE.fullmatch(each) else "plan" if _TASKS.fullmatch(each) else "" for each in said]
    return modes if {"plan", "review"} <= set(modes) else []
