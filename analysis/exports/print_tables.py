"""Tables for print: rows in groups, numbers in line at their decimal point, notes and numbered sources below.

``docx`` and ``html`` draw the same :class:`PrintTable`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis import definitions, labels, schema, tables
from analysis.charts.marks import indicator_label, place
from analysis.errors import ExportError
from analysis.exports import citation
from analysis.exports.safe import printable
from analysis.exports.wordings import known

#: Space as wide as a digit, and as wide as a point: they hold the place of decimals that are not there.
DIGIT, POINT = "\u2007", "\u2008"
THEMES = ("rd_spending", "tech_finance", "firm_cultivation")
ALL = (*THEMES, "targets", "checks")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PrintTable:
    """A table as it is printed. ``columns``: heading, ``l`` or ``r``, width in shares; ``groups``: heading and rows."""

    name: str
    lang: str
    title: str
    reading: str
    columns: tuple[tuple[str, str, float], ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    notes: tuple[str, ...]
    wide: bool = False


@dataclass
class Sources:
    """Sources in the order in which they are first named; a row is given their numbers."""

    reports: Mapping[str, Row]
    lang: str
    names: list[str] = field(default_factory=list)

    def numbers(self, names: Iterable[str]) -> str:
        """``[1] [3]`` for the sources of a row."""
        found = [name for name in dict.fromkeys(names) if name]
        self.names += [name for name in found if name not in self.names]
        return " ".join(f"[{self.names.index(name) + 1}]" for name in found)

    def lines(self) -> list[str]:
        """The sources, each with its number; one that is no report of ours is a later official figure."""
        lines = []
        for number, name in enumerate(self.names, 1):
            row = self.reports.get(name)
            if row is None:
                said = f"《{name}》" if self.lang == "zh" else name
                lines.append(f"[{number}] {said}{word('later', self.lang)}")
            elif self.lang == "zh":
                lines.append(f"[{number}] {row['publisher']}《{row['title']}》")
            else:
                lines.append(f"[{number}] {row['title_en'] or row['title']} ({row['publisher']}: {row['title']})")
        return lines


def word(name: str, lang: str) -> str:
    """A word of the tables for print."""
    return str(definitions.load("exports")["table_words"][name][lang])


def available() -> tuple[str, ...]:
    """Names of the tables for print that can be made here: those whose table is built."""
    return tuple(name for name in ALL if name in schema.tables() and tables.path_of(name).is_file())


def files_of(
    name: str, languages: Sequence[str], formats: Sequence[str], brand: Mapping[str, Any] | None,
) -> dict[str, bytes]:
    """File name → content of a table for print in each language and format."""
    from analysis.exports import print_docx, print_html

    makers = {"docx": print_docx.docx, "html": print_html.html}
    made: dict[str, bytes] = {}
    for lang in languages:
        table = print_table(name, lang)
        made |= {f"table-{name}.{lang}.{form}": make(table, brand) for form, make in makers.items() if form in formats}
    return made


def print_table(name: str, lang: str) -> PrintTable:
    """The table for print of that name. Raises ExportError naming those that there are."""
    if name not in available():
        raise ExportError(f"no table '{name}'; expected one of {', '.join(available())}")
    reports = {row["report"]: row for row in tables.load("sources").to_dict("records")}
    makers = {"targets": _targets, "checks": _checks}
    return makers.get(name, _theme)(name, tables.load(name), Sources(reports, lang), lang)


def _finished(
    name: str, lang: str, reading: str, columns: Sequence[tuple[str, str, float]],
    groups: Mapping[str, Sequence[Sequence[str]]], notes: Sequence[str], sources: Sources, wide: bool = False,
) -> PrintTable:
    title = definitions.load("exports")["tables"][name][lang]
    heading = definitions.load("exports")["words"]["sources"][lang]
    colon = definitions.load("exports")["words"]["colon"][lang]
    below = [*notes, f"{heading}{colon}{('；' if lang == 'zh' else '; ').join(sources.lines())}", made_by(name, lang)]
    return PrintTable(
        name, lang, title, reading, tuple((word(c, lang), side, share) for c, side, share in columns),
        tuple((heading, tuple(tuple(printable(cell) for cell in row) for row in rows))
              for heading, rows in groups.items()),
        tuple(below), wide)


def made_by(name: str, lang: str) -> str:
    """Who made the table, from which version of which data, under which licence."""
    import hashlib

    from analysis import __version__

    own = citation.suite()
    digest = citation.short_hash(hashlib.sha256(tables.path_of(name).read_bytes()).hexdigest())
    said = definitions.load("exports")["words"]["generated"][lang].format(author=own["author"][lang],
                                                                          version=__version__)
    return f"{said} {name}.csv, {digest}, {own['licence']}"


def aligned(texts: Sequence[str]) -> list[str]:
    """Numbers of one column with their decimal points in line, where the column is set to the right.

    >>> [x.replace(DIGIT, "_").replace(POINT, ",") for x in aligned(["26.19", "49", "≥1.5", "3–4.25"])]
    ['26.19', '49,__', '≥1.5_', '3–4.25']
    """
    decimals = [len(text.partition(".")[2]) if "–" not in text else 0 for text in texts]
    most = max(decimals, default=0)
    return [
        text if "–" in text or not most else text + (POINT if not own else "") + DIGIT * (most - own)
        for text, own in zip(texts, decimals, strict=True)
    ]


# ---------------------------------------------------------------- three themes


def _theme(name: str, table: pd.DataFrame, sources: Sources, lang: str) -> PrintTable:
    """A theme: a group for each indicator and unit, in the order of the codelist."""
    codes, facts = definitions.load("indicators"), definitions.load("indicators")["indicators"]
    order, groups = list(facts), {}
    table = table.assign(at=[order.index(code) for code in table["indicator"]])
    for (_, indicator, unit), rows in table.groupby(["at", "indicator", "unit"], sort=True):
        records = rows.to_dict("records")
        numbers = [abs(n) for r in records for n in (known(r["value"]), known(r["low"]), known(r["high"])) if n]
        # in a unit in which the largest needs no rounding and the smallest no leading zeros
        scale = labels.scale_of(unit, min(max(numbers, default=1.0), 10 * min(numbers, default=1.0)), lang)
        records.sort(key=lambda r: (list(codes["measures"]).index(r["measure"]), r["area"] == "", r["area"],
                                    r["area_name"], r["period"], r["status"], r["kind"]))
        values = aligned([_bare(labels.short(scale, known(r["value"]), known(r["low"]), known(r["high"]), r["bound"],
                                             lang, r["kind"] == "derived"), scale) for r in records])
        heading = _heading(indicator, unit, scale, lang)
        groups[heading] = [
            (place(r["area"], r["area_name"], lang), r["period"], codes["measures"][r["measure"]]["label"][lang],
             _status(r, lang), value, sources.numbers(r["report"].split()))
            for r, value in zip(records, values, strict=True)
        ]
    derived = int((table["kind"] == "derived").sum())
    caveats = [word("caveat", lang).format(label=facts[c]["label"][lang], text=facts[c]["caveat"][lang])
               for c in facts if c in set(table["indicator"]) and facts[c].get("caveat")]
    columns = (("place", "l", 1.6), ("period", "l", 1.2), ("measure", "l", 2.5), ("status", "l", 1.8),
               ("value", "r", 1.5), ("source", "l", 1.1))
    return _finished(name, lang, word("values", lang).format(n=len(table), derived=derived), columns, groups,
                     [word("signs", lang), (" " if lang == "en" else "").join(caveats)], sources)


def _bare(text: str, scale: labels.Scale) -> str:
    """A number without the sign of its unit, which the heading of the group says."""
    sign = {"percent": "%", "times": "倍" if text.endswith("倍") else "×"}.get(scale.unit, "")
    return text.removesuffix(sign) if sign else text


def _heading(indicator: str, unit: str, scale: labels.Scale, lang: str) -> str:
    counted = labels.counts(indicator, lang) if unit == "count" else scale.word
    label = indicator_label(indicator, lang)
    if counted.lower() in label.lower():
        return label
    return f"{label}（{counted}）" if lang == "zh" else f"{label}, {counted}"


def _status(row: Row, lang: str) -> str:
    """The status, and whether the value was derived."""
    said = definitions.load("indicators")["statuses"][row["status"]][lang]
    if row["kind"] != "derived":
        return str(said)
    derived = definitions.load("exports")["words"]["derived"][lang]
    return f"{said}（{derived}）" if lang == "zh" else f"{said}, {derived}"


# ---------------------------------------------------------------- targets and audit


def _full(row: Row, prefix: str, lang: str) -> str:
    bound = row["bound"] if not prefix else ""
    value, low, high = (known(row[f"{prefix}{name}"]) for name in ("value", "low", "high"))
    if prefix and value is None and low is None and high is None:
        return "–"
    return labels.full(row["unit"], value, low, high, bound, lang, row["indicator"])


def _counted(names: Iterable[str], texts: Mapping[str, str], lang: str) -> str:
    counts = Counter(names)
    parts = [word("count", lang).format(name=texts[name], n=counts[name]) for name in texts if counts[name]]
    return ("，" if lang == "zh" else ", ").join(parts)


def _targets(name: str, table: pd.DataFrame, sources: Sources, lang: str) -> PrintTable:
    """Targets by place: what was aimed at, what became of it, and the verdict."""
    codes = definitions.load("indicators")
    verdicts = {code: text[lang] for code, text in definitions.load("targets")["verdicts"].items()}
    groups: dict[str, list[tuple[str, ...]]] = {}
    for row in table.to_dict("records"):
        label = indicator_label(row["indicator"], lang)
        if row["measure"] != "level":
            measure = codes["measures"][row["measure"]]["label"][lang]
            label = f"{label}（{measure}）" if lang == "zh" else f"{label}, {measure}"
        outcome = _full(row, "outcome_", lang)
        if outcome != "–" and row["outcome_period"] != row["period"]:
            outcome += f"（{row['outcome_period']}）" if lang == "zh" else f" ({row['outcome_period']})"
        if row["outcome_status"] == "expected":
            said = codes["statuses"]["expected"][lang]
            outcome = f"{said}{outcome}" if lang == "zh" else f"{outcome}, {said}"
        groups.setdefault(place(row["area"], row["area_name"], lang) or word("no_place", lang), []).append(
            (label, row["period"], _full(row, "", lang), outcome, verdicts[row["verdict"]],
             sources.numbers([row["report"], row["outcome_title"]])))
    reading = word("verdicts", lang).format(n=len(table), counts=_counted(table["verdict"], verdicts, lang))
    columns = (("indicator", "l", 3.2), ("period", "l", 1.1), ("target", "r", 2.5), ("outcome", "r", 2.6),
               ("verdict", "l", 1.6), ("source", "l", 1.2))
    return _finished(name, lang, reading, columns, groups, [word("targets_note", lang)], sources)


def _checks(name: str, table: pd.DataFrame, sources: Sources, lang: str) -> PrintTable:
    """The audit by outcome, what fails first."""
    outcomes = {code: text["label"][lang] for code, text in definitions.load("audit")["outcomes"].items()}
    groups: dict[str, list[tuple[str, ...]]] = {}
    for code, heading in outcomes.items():
        rows = table[table["outcome"] == code].to_dict("records")
        if rows:
            groups[heading] = [(" ".join(row["quote"].split()), row[f"label_{lang}"], row[f"explanation_{lang}"],
                                sources.numbers(row["reports"].split())) for row in rows]
    reading = word("outcomes", lang).format(n=len(table), counts=_counted(table["outcome"], outcomes, lang))
    columns = (("printed", "l", 1.7), ("relation", "l", 1.7), ("explanation", "l", 5.6), ("source", "l", 1.0))
    return _finished(name, lang, reading, columns, groups, [word("checks_note", lang)], sources, wide=True)
