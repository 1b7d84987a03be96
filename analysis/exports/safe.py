"""Text that a spreadsheet can't take for a formula."""

from __future__ import annotations

import re

#: Signs at which spreadsheets start to compute, their full-width forms, and the controls that hide them.
STARTERS = "=+-@\t\r\n＝＋－＠"
NUMBER = re.compile(r"[+-]?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?")
#: Characters that XML 1.0 has no place for.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def cell(text: str) -> str:
    """A CSV cell that no spreadsheet computes: an apostrophe before what would start a formula.

    Numbers stay as they are. Only files for people are guarded so; the data keep what reports say.

    >>> [cell(x) for x in ("=1+1", "-3", "-5%左右", "26.19亿元")]
    ["'=1+1", '-3', "'-5%左右", '26.19亿元']
    """
    if text and text[0] in STARTERS and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def printable(text: str) -> str:
    """Text without the control characters that an XML file can't hold."""
    return CONTROLS.sub("", text)
