"""What a figure draws, one record a mark, chosen from the tables; and the finished chart.

A figure is drawn from its marks and its CSV is written from the same, so that the two can't differ.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import definitions, labels, style
from analysis.tables import number_text, write_atomic

Tables = Mapping[str, pd.DataFrame]
#: A remark in English behind the title of a publication; it belongs to the record, not into a source line.
REMARK = re.compile(r"\s*\([\x20-\x7e]+\)$")
#: Order of trust where two values of one cell compete.
KINDS = {"stated": 0, "derived": 1}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing drawn: a value with its bounds in base units, or the word that there is none."""

    panel: str
    area: str
    area_name: str
    place: str
    indicator: str
    measure: str
    period: str
    status: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    bound: str
    unit: str
    formula: str = ""
    observation_ids: str = ""
    report: str = ""
    note: str = ""
    label: str = ""

    @property
    def drawn_as(self) -> str:
        """The status whose look it takes; a derived value looks derived whatever its status."""
        return self.status if self.kind == "stated" else self.kind

    @property
    def number(self) -> float | None:
        """Where the mark stands on its axis: the nominal value, else the known limit."""
        return next((x for x in (self.value, self.low, self.high) if x is not None), None)

    @property
    def missing(self) -> bool:
        """Whether it says that nothing is stated."""
        return self.kind == "missing"


COLUMNS = tuple(each.name for each in fields(Mark))


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished figure with the frame of exactly what it draws, and its texts in one language."""

    name: str
    lang: str
    size: str
    figure: Any
    data: pd.DataFrame
    title: str
    reading: str
    source: str
    alt: str
    caveats: tuple[str, ...]

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return picture(self, "png"), {"alt": self.alt}


# ---------------------------------------------------------------- words


@cache
def _texts() -> dict[str, Any]:
    return dict(definitions.load("figures"))


def words(name: str, lang: str) -> dict[str, Any]:
    """Texts of one figure in one language, the common ones below them."""
    own = _texts()["common"] | _texts()["figures"][name]
    return {key: text[lang] if isinstance(text, dict) and set(text) == {"zh", "en"} else text
            for key, text in own.items()}


@cache
def _short_names() -> dict[str, str]:
    return {row["code"]: row["short"] for row in definitions.rows("areas")}


def place(code: str, name: str, lang: str) -> str:
    """A place as a figure names it; the Chinese name where no English one is on record."""
    if lang == "en":
        return str(_texts()["places"].get(code, name))
    return _short_names().get(code, name) or name


def indicator_label(code: str, lang: str) -> str:
    """Label of an indicator."""
    return str(definitions.load("indicators")["indicators"][code]["label"][lang])


def short_label(code: str, lang: str) -> str:
    """Name of an indicator, or of a theme, where there is little room."""
    short = _texts()["short"].get(code)
    return str(short[lang]) if short else indicator_label(code, lang)


def caveats(indicators: Iterable[str], lang: str) -> tuple[str, ...]:
    """What to know before values of these indicators are compared, each once."""
    facts = definitions.load("indicators")["indicators"]
    known = [facts[code] for code in dict.fromkeys(indicators) if code in facts]
    found = [fact["caveat"][lang] for fact in known if fact.get("caveat")]
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- choosing


def _number(cell: Any) -> float | None:
    return None if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)) else float(cell)


def marks_of(rows: pd.DataFrame, lang: str, panel: str = "") -> list[Mark]:
    """Rows of a theme table, or of the observations, as marks."""
    found = []
    for row in rows.to_dict("records"):
        cells = {name: row.get(name, "") for name in COLUMNS if name not in {"panel", "place", "label"}}
        for name in ("value", "low", "high"):
            cells[name] = _number(row[name])
        cells["kind"] = row.get("kind", "stated")
        cells["observation_ids"] = row.get("observation_ids") or row.get("observation_id", "")
        found.append(Mark(panel=panel, place=place(row["area"], row["area_name"], lang), **cells))
    return found


def select(table: pd.DataFrame, lang: str, indicator: str, measures: Sequence[str] = ("level",),
           panel: str = "") -> list[Mark]:
    """All marks of one indicator in the measures given, places with a code only."""
    rows = table[(table["indicator"] == indicator) & table["measure"].isin(measures) & (table["area"] != "")]
    return marks_of(rows, lang, panel)


def _width(mark: Mark) -> float:
    return mark.high - mark.low if mark.low is not None and mark.high is not None else math.inf


def best(marks: Iterable[Mark], also: Callable[[Mark], Any] = lambda mark: "") -> list[Mark]:
    """One mark for each place, period and status: the stated one, else the narrowest derived one.

    A value derived from an expectation gives way to an actual of the same place and period. ``also``
    adds to what must be equal for two marks to compete.
    """
    chosen: dict[Any, Mark] = {}
    for mark in marks:
        cell = (mark.area, mark.area_name, mark.measure, mark.period, mark.status, also(mark))
        known = chosen.get(cell)
        if known is None or (KINDS[mark.kind], _width(mark)) < (KINDS[known.kind], _width(known)):
            chosen[cell] = mark
    actual = {(m.area, m.period, also(m)) for m in chosen.values() if m.status == "actual"}
    return [
        m for m in chosen.values()
        if not (m.kind == "derived" and m.status == "expected" and (m.area, m.period, also(m)) in actual)
    ]


def cities(tables: Tables) -> dict[str, str]:
    """Code → name of every prefecture-level city that the observations speak of, by code."""
    rows = tables["observations"]
    pairs = sorted(set(zip(rows["area"], rows["area_name"], strict=True)))
    return {code: name for code, name in pairs if code.endswith("00") and not code.endswith("0000")}


def not_compared(tables: Tables) -> list[str]:
    """One line for each report that the figures of cities leave out: no prefecture-level city is read in it."""
    rows, known = tables["observations"], cities(tables)
    drawn = set(rows.loc[rows["area"].isin(list(known)), "report"])
    return [
        f"{source.report}: {source.city or 'no place'} is no prefecture-level city on record (GB/T 2260); its rows "
        "are in the tables, the figures that compare cities leave it out"
        for source in tables["sources"].itertuples(index=False) if source.report not in drawn
    ]


def missing(code: str, name: str, lang: str, indicator: str, panel: str = "", period: str = "",
            text: str = "") -> Mark:
    """The mark that says a place states nothing of an indicator."""
    said = text or words("rd_expenditure", lang)["missing"]
    return Mark(panel, code, name, place(code, name, lang), indicator, "", period, "", "missing", None, None, None,
                "", "", label=said)


def not_stated(absent: Sequence[Mark], text: Mapping[str, Any], lang: str) -> str:
    """The line that names the places without a figure; empty when there is none."""
    places = labels.listed(list(dict.fromkeys(m.place for m in absent)), lang)
    return str(text["not_stated"]).format(places=places) if absent else ""


def latest(marks: Iterable[Mark]) -> list[Mark]:
    """Of each place only the marks of its last period."""
    found = list(marks)
    last: dict[tuple[str, str], str] = {}
    for mark in found:
        last[mark.area, mark.area_name] = max(last.get((mark.area, mark.area_name), ""), mark.period)
    return [mark for mark in found if mark.period == last[mark.area, mark.area_name]]


def labelled(marks: Iterable[Mark], scale: labels.Scale, lang: str, pattern: str = "{value}") -> list[Mark]:
    """The marks with the label that will be drawn at each; one that has a label keeps it."""
    return [
        mark if mark.label else replace(mark, label=pattern.format(
            value=labels.short(scale, mark.value, mark.low, mark.high, mark.bound, lang, mark.kind == "derived"),
            period=mark.period,
        ))
        for mark in marks
    ]


def said(mark: Mark, lang: str) -> str:
    """A mark's value with its unit, for a sentence."""
    return labels.full(mark.unit, mark.value, mark.low, mark.high, mark.bound, lang, mark.indicator,
                       mark.kind == "derived")


def largest(marks: Iterable[Mark]) -> float:
    """The greatest number that any mark reaches."""
    return max((abs(x) for m in marks for x in (m.value, m.low, m.high) if x is not None), default=1.0)


# ---------------------------------------------------------------- finishing and saving


def source_line(marks: Iterable[Mark], tables: Tables, lang: str, beside: Iterable[str] = ()) -> str:
    """The reports that the marks rest on, by publisher and title, and whether anything was computed.

    ``beside`` are titles of later publications that bear on the marks without being drawn.
    """
    common, drawn = _texts()["common"], list(marks)
    by_id = dict(zip(tables["observations"]["observation_id"], tables["observations"]["report"], strict=True))
    used = {by_id[i] for m in drawn for i in m.observation_ids.split() if i in by_id}
    used |= {report for m in drawn for report in m.report.split()}
    known = {row["report"]: row for row in tables["sources"].to_dict("records")}
    stranger = sorted(used - set(known))
    if stranger:
        raise style.ChartError(f"the sources table lacks {', '.join(stranger)}; expected a row for every report used")
    names = []
    for report in sorted(used):
        row = known[report]
        titled = row["title"] if lang == "zh" else row.get("title_en") or row["title"]
        names.append(common["source_name"][lang].format(title=titled, publisher=row.get("publisher", "")))
    later = [m.note for m in drawn if m.kind in ("reference", "projected") and m.note]
    others = sorted({title for note in later for title in note.split("; ")} | set(beside))
    names += [common["source_other"][lang].format(title=REMARK.sub("", title)) for title in others]
    line = common["source"][lang].format(reports=common["separator"][lang].join(names))
    return line + (common["computed"][lang] if any(m.kind == "derived" for m in drawn) else "")


def key_of(marks: Iterable[Mark], lang: str) -> list[tuple[str, str]]:
    """The statuses drawn with their names, for the key of the figure."""
    used = {m.drawn_as for m in marks if not m.missing}
    return [(status, text[lang]) for status, text in _texts()["common"]["statuses"].items() if status in used]


def alt_text(title: str, form: str, marks: Sequence[Mark], lang: str) -> str:
    """What a reader who can't see the figure needs: its form, title and every value with its status."""
    common = _texts()["common"]
    statuses = {status: text[lang] for status, text in common["statuses"].items()}
    parts = []
    for m in marks:
        what = m.label if m.missing else f"{said(m, lang)}{common['bracket'][lang].format(statuses[m.drawn_as])}"
        parts.append(" ".join(filter(None, [m.panel, m.place, m.period, what])))
    return f"{common['alt'][lang].format(form=form, title=title)}{common['separator'][lang].join(parts)}"


def frame_of(marks: Sequence[Mark]) -> pd.DataFrame:
    """The marks as the frame of the figure's CSV; columns as the fields of Mark."""
    columns = {name: [getattr(mark, name) for mark in marks] for name in COLUMNS}
    frame = pd.DataFrame(columns, columns=list(COLUMNS))
    numbers = ["value", "low", "high"]
    return frame.astype({name: "float64" for name in numbers} | {n: "str" for n in COLUMNS if n not in numbers})


def to_csv_bytes(chart: Chart) -> bytes:
    """The data of a chart as CSV: UTF-8, LF, one way to print a number."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(chart.data.columns)
    for row in chart.data.itertuples(index=False):
        writer.writerow([number_text(cell) if isinstance(cell, float) else cell for cell in row])
    return stream.getvalue().encode("utf-8")


def picture(chart: Chart, form: str) -> bytes:
    """A chart as ``svg`` or ``png``, the same bytes for the same chart."""
    stream = io.BytesIO()
    about = {"Title": chart.title, "Description": chart.alt}
    metadata = {
        "svg": about | {"Date": None, "Creator": None},
        "png": about | {"Software": None, "Source": chart.source},
    }
    with style.drawing(chart.size) as chosen:
        chart.figure.savefig(stream, format=form, dpi=chosen.dpi, metadata=metadata[form])
    return stream.getvalue()


def contents(chart: Chart, forms: Sequence[str] = ("svg", "png", "csv"), name: str = "") -> dict[str, bytes]:
    """File name → content of a chart in some of ``svg``, ``png``, ``csv``; files are called ``name``."""
    return {
        f"{name or chart.name}.{form}": to_csv_bytes(chart) if form == "csv" else picture(chart, form)
        for form in forms
    }


def save(chart: Chart, directory: Path) -> list[Path]:
    """Write ``<name>.svg``, ``.png`` and ``.csv`` whole or not at all. Returns the paths."""
    files = {Path(directory) / name: content for name, content in contents(chart).items()}
    for path, content in files.items():
        write_atomic(path, content)
    return list(files)
