"""What the tests of the exports share: a bar, a column and a picture figure, drawn once, in both languages."""

from __future__ import annotations

from functools import cache

from analysis import charts
from analysis.exports import pictures, slides, workbook
from analysis.exports.content import Content, contents

#: One figure of each native form, and one that Office has no chart for.
FIGURES = ("rd_expenditure", "hte_stock", "targets")
LANGUAGES = ("zh", "en")
CASES = [(name, lang) for name in FIGURES for lang in LANGUAGES]
NATIVE = [case for case in CASES if case[0] != "targets"]


@cache
def tables() -> dict:
    return charts.load_tables(FIGURES)


@cache
def _drawn(name: str) -> dict[str, Content]:
    return contents(name, tables(), "slide" if name == "targets" else "a4_full")


def content(name: str, lang: str) -> Content:
    return _drawn(name)[lang]


def squeezed(text: str) -> str:
    """Text without any white space: what a line break or a renderer put in does not count."""
    return "".join(text.split())


@cache
def made(form: str, name: str, lang: str) -> bytes:
    """An export of a sample, made once."""
    makers = {"svg": pictures.svg, "pdf": pictures.pdf, "png": pictures.png, "pptx": slides.pptx, "xlsx": workbook.xlsx}
    return makers[form](content(name, lang))
