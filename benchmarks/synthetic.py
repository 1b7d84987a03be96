"""Made-up reports with known rows, as many as wanted: the same seed and number give the same report.

Every figure is invented. A report is called by its number, speaks for a real prefecture, and states a
few figures among paragraphs without any; `Report.rows` are the observations a reader must find.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from analysis.definitions import rows

#: Share of the files in each form; the rest is UTF-8 text.
FORMS = (("gb18030", 0.05), ("html", 0.03), ("docx", 0.02))
#: Files of one folder.
FOLDER = 1000

_FILLER = (
    "坚持把科技创新摆在发展全局的核心位置，深入实施创新驱动发展战略，着力优化创新生态，激发各类主体创新活力。",
    "加强部门协同和上下联动，完善工作机制，推动各项政策措施落地见效，为高质量发展提供有力支撑。",
    "深化科技体制改革，完善科技计划管理，赋予科研人员更大自主权，营造尊重知识、尊重人才的良好氛围。",
    "积极推进产学研合作，支持企业与高校院所共建创新平台，促进科技成果就地转化和产业化。",
    "广泛开展科普活动，弘扬科学家精神，提升公众科学素质，形成全社会支持创新的浓厚氛围。",
    "主动对接国家和省重大战略，争取项目支持，强化要素保障，提升区域创新体系整体效能。",
)


class Row(NamedTuple):
    """An expected observation, in base units."""

    indicator: str
    measure: str
    area_name: str
    period: str
    status: str
    value: float
    low: float | None
    high: float | None


class Report(NamedTuple):
    """A made-up report: its number, its text, and the rows a reader must find."""

    number: int
    text: str
    rows: tuple[Row, ...]


class _Figure(NamedTuple):
    """A sentence with a place for the verb and the number, and what it states."""

    sentence: str
    verb: str
    indicator: str
    draw: Callable[[random.Random], tuple[str, float]]


def _count(low: int, high: int) -> Callable[[random.Random], tuple[str, float]]:
    def draw(chance: random.Random) -> tuple[str, float]:
        number = chance.randint(low, high)
        return str(number), float(number)

    return draw


def _hundred_million(low: int, high: int) -> Callable[[random.Random], tuple[str, float]]:
    """Sums of 亿元 with two decimals."""

    def draw(chance: random.Random) -> tuple[str, float]:
        cents = chance.randint(low * 100 + 1, high * 100)
        return f"{cents / 100:.2f}", float(cents * 1_000_000)

    return draw


def _percent(low: int, high: int) -> Callable[[random.Random], tuple[str, float]]:
    def draw(chance: random.Random) -> tuple[str, float]:
        cents = chance.randint(low * 100 + 1, high * 100)
        return f"{cents / 100:.2f}", cents / 100

    return draw


_FIGURES = (
    _Figure("全社会研发投入{}{}亿元。", "达", "rd_expenditure", _hundred_million(5, 900)),
    _Figure("全社会研发投入占地区生产总值的比重{}{}%。", "为", "rd_intensity", _percent(0, 5)),
    _Figure("全市高新技术企业总数{}{}家。", "达", "hte", _count(80, 9000)),
    _Figure("科技型中小企业入库{}{}家。", "", "sme", _count(100, 12000)),
    _Figure("技术合同成交额{}{}亿元。", "达", "contract_value", _hundred_million(3, 2000)),
    _Figure("高新技术产业增加值占规模以上工业增加值的比重{}{}%。", "为", "hitech_value_added_share", _percent(10, 70)),
)
#: Figures that plans aim at, by their place above.
_AIMED_AT = _FIGURES[2:5]
_AT_LEAST = "超过"


@cache
def _cities() -> tuple[str, ...]:
    prefectures = [row for row in rows("areas") if row["level"] == "prefecture" and not row["valid_to"]]
    return tuple(sorted({row["name"] for row in prefectures if row["name"].endswith("市")}))


def report(number: int, seed: int = 1) -> Report:
    """The made-up report of a number."""
    chance = random.Random(f"{seed}:{number}")
    city, year = chance.choice(_cities()), chance.randint(2016, 2023)
    done = [_figure(chance, each, city, year) for each in chance.sample(_FIGURES, chance.randint(3, 6))]
    aims = [_aim(chance, each, city, year + 1) for each in chance.sample(_AIMED_AT, chance.randint(1, 3))]
    plan = [f"力争{aims[0][0]}", *(sentence for sentence, _ in aims[1:])]
    lines = [
        f"{city}科技局{year}年工作总结和{year + 1}年工作计划",
        f"一、{year}年工作总结",
        *(_paragraph(chance, [sentence]) for sentence, _ in done),
        f"二、{year + 1}年工作计划",
        _paragraph(chance, plan),
    ]
    return Report(number, "\n".join(lines) + "\n", tuple(row for _, row in done + aims))


def _figure(chance: random.Random, figure: _Figure, city: str, year: int) -> tuple[str, Row]:
    said, value = figure.draw(chance)
    row = Row(figure.indicator, "level", city, str(year), "actual", value, value, value)
    return figure.sentence.format(figure.verb, said), row


def _aim(chance: random.Random, figure: _Figure, city: str, year: int) -> tuple[str, Row]:
    said, value = figure.draw(chance)
    row = Row(figure.indicator, "level", city, str(year), "target", value, value, None)
    return figure.sentence.format(_AT_LEAST, said), row


def _paragraph(chance: random.Random, sentences: list[str]) -> str:
    return "".join([*chance.sample(_FILLER, chance.randint(1, 3)), *sentences, chance.choice(_FILLER)])


# ---------------------------------------------------------------- files


def form_of(number: int, seed: int = 1) -> str:
    """``text``, ``gb18030``, ``html`` or ``docx``: the form in which a report is written."""
    chance = random.Random(f"form:{seed}:{number}").random()
    for form, share in FORMS:
        if chance < share:
            return form
        chance -= share
    return "text"


def name_of(number: int) -> str:
    """The report's name below the folder of the corpus."""
    return f"{number // FOLDER:04d}/r{number:07d}"


def write(folder: Path, count: int, seed: int = 1) -> int:
    """Write reports 0 to ``count`` - 1 below ``folder``; returns the number of their rows."""
    total = 0
    for number in range(count):
        made = report(number, seed)
        form = form_of(number, seed)
        suffix = {"text": "txt", "gb18030": "txt"}.get(form, form)
        path = folder / f"{name_of(number)}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(made.text, form))
        total += len(made.rows)
    return total


def _bytes(text: str, form: str) -> bytes:
    if form == "html":
        paragraphs = "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines())
        head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
        return f'{head}<body><div id="zoom">{paragraphs}</div></body></html>'.encode()
    if form == "docx":
        return _docx(text)
    return text.encode("gb18030" if form == "gb18030" else "utf-8")


def _docx(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        stamp = (1980, 1, 1, 0, 0, 0)
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml", stamp), "<Types/>")
        document = f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
        archive.writestr(zipfile.ZipInfo("word/document.xml", stamp), document)
    return out.getvalue()
