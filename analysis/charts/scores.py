"""How the rules fared: errors on both sides of zero, a row a rule, and the past targets below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis import backtest, definitions, labels, style
from analysis.charts.bars import value_text
from analysis.charts.finished import chart
from analysis.charts.marks import Chart, Mark, Tables, cities, marks_of, place, short_label, words
from analysis.projections import methods

#: Width of a numbered point in shares of the axis, and how far neighbours step up or down, in rows.
POINT_WIDTH, STEP = 0.033, 0.35
#: What two scores of one case have in common.
CASE = ["area", "indicator", "origin", "period"]


@dataclass(frozen=True, slots=True)
class Scored:
    """One numbered point: the error in percent, the row it stands in, and its case."""

    row: str
    number: int
    area: str
    indicator: str
    period: str
    error: float
    expected: bool

    @property
    def status(self) -> str:
        """The status whose fill it takes: a target, or what the projection is scored against."""
        return "target" if self.row == "target" else "expected" if self.expected else "actual"

    @property
    def gid(self) -> str:
        kind = "target" if self.row == "target" else "projected"
        return f"{self.indicator}-{self.area}-{self.period}-{kind}"


def _numbered(scores: pd.DataFrame) -> list[tuple[tuple[str, ...], int]]:
    """Cases in the order of the table, counted from 1; those of the projections first."""
    cases = {(row.scored, *(getattr(row, name) for name in CASE)) for row in scores.itertuples(index=False)}
    return [(case, number) for number, case in enumerate(sorted(cases), start=1)]


def _points(scores: pd.DataFrame, numbers: Mapping[tuple[str, ...], int]) -> list[Scored]:
    return [
        Scored(row.method if row.scored == "projection" else "target",
               numbers[(row.scored, row.area, row.indicator, row.origin, row.period)], row.area, row.indicator,
               row.period, row.error_percent, row.outcome_status == "expected")
        for row in scores.itertuples(index=False)
    ]


def side_steps(errors: Sequence[float], width: float) -> list[float]:
    """Rows up or down for points in the order of their errors, so that none covers another."""
    placed: list[tuple[float, int]] = []
    for error in errors:
        taken = {level for other, level in placed if abs(other - error) < width}
        placed.append((error, next(level for level in (0, 1, -1, 2, -2, 3, -3) if level not in taken)))
    return [float(level) for _, level in placed]


def _row(axes: Any, y: float, points: Sequence[Scored], colours: Mapping[str, str], size: float, width: float) -> None:
    ordered = sorted(points, key=lambda p: p.error)
    for found, step in zip(ordered, side_steps([p.error for p in ordered], width), strict=True):
        look = style.look_of(found.status, colours[found.area])
        at = y + STEP * step
        axes.scatter([found.error], [at], s=(1.45 * size) ** 2, marker="o", zorder=3, gid=found.gid, **look.point)
        value_text(axes, str(found.number), (found.error, at), (0, 0), ha="center", va="center", fontsize=0.85 * size,
                   color="#FFFFFF" if found.status == "actual" else style.ink("title"), zorder=4)


def _list_of(scores: pd.DataFrame, numbers: Sequence[tuple[tuple[str, ...], int]], scored: str, form: str,
             lang: str, separator: str) -> str:
    names = dict(zip(scores["area"], scores["area_name"], strict=True))
    return separator.join(
        form.format(number=number, place=place(case[1], names[case[1]], lang), what=short_label(case[2], lang),
                    origin=case[3], period=case[4])
        for case, number in numbers if case[0] == scored
    )


def _reading(found: pd.DataFrame, scores: pd.DataFrame, text: Mapping[str, Any], lang: str) -> str:
    """Which rules erred both ways, how often the best came nearest, and the spread of the targets."""
    rules, aims = found[found["scored"] == "projection"], found[found["scored"] == "target"]
    both = rules[(rules["too_high"] > 0) & (rules["too_low"] > 0)]
    if both.empty or aims.empty:
        return str(text["reading_plain"])
    listed = labels.listed([_label(method, lang) for method in both["method"]], lang)
    who = text["all"].format(count=len(rules)) if len(both) == len(rules) else listed[:1].upper() + listed[1:]
    low, high = (_signed(aims[end].iloc[0], lang) for end in ("lowest", "highest"))
    wins, cases = int(rules["nearest"].max()), len(scores[scores["nearest"].fillna(False)].groupby(CASE))
    form = text["reading"] if wins < cases else text["reading_winner"]
    return str(form).format(both=who, nearest=wins, cases=cases, low=low, high=high)


def _signed(percent: float, lang: str) -> str:
    return f"{'+' if percent > 0 else ''}{labels.plain(round(percent), lang)}%"


def _label(method: str, lang: str) -> str:
    return str(definitions.load("projections")["methods"][method]["label"][lang])


def _marks(scores: pd.DataFrame, points: Sequence[Scored], text: Mapping[str, Any], lang: str) -> list[Mark]:
    """What was projected or aimed at, as the data of the figure names it, each with the number drawn in its point."""
    given = scores.assign(
        kind=["projected" if s == "projection" else "stated" for s in scores["scored"]],
        status=["projected" if s == "projection" else "target" for s in scores["scored"]],
        formula=scores["method"], observation_ids=scores["outcome_ids"].where(scores["outcome_ids"] != "",
                                                                             scores["target_id"]),
        note=scores["outcome_title"].where(scores["tier"] != "", ""), report="",
    )
    panels = [_label(m, lang) if m else text["targets"] for m in scores["method"]]
    return [replace(mark, label=str(found.number))
            for panel, row, found in zip(panels, given.to_dict("records"), points, strict=True)
            for mark in marks_of(pd.DataFrame([row]), lang, panel)]


def projection_scores(
    tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None
) -> Chart:
    """Errors in percent of the outcome: a row a rule, a numbered point a case, past targets last.

    From ``projection_scores``.
    """
    text, scores = words("projection_scores", lang), tables["projection_scores"]
    numbers = _numbered(scores)
    points = _points(scores, dict(numbers))
    found = backtest.summary(scores)
    rows = [(m, _label(m, lang)) for m in methods() if m in set(found["method"])] + [("target", text["targets"])]
    counts = {row.method or "target": row for row in found.itertuples(index=False)}
    low, high = min(0.0, *(p.error for p in points)), max(0.0, *(p.error for p in points))
    width = POINT_WIDTH * (high - low)
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        axes = figure.subplots()
        colours = style.area_colours([*cities(tables), *(p.area for p in points)], brand)
        for y, (row, _) in enumerate(rows):
            _row(axes, y, [p for p in points if p.row == row], colours, chosen.label, width * 24 / chosen.width)
        ticks = [text["row_targets" if row == "target" else "row"].format(
            label=label[:1].upper() + label[1:], high=counts[row].too_high, low=counts[row].too_low)
            for row, label in rows]
        axes.set_yticks(range(len(rows)), ticks)
        axes.set_ylim(len(rows) - 0.4, -0.7)
        axes.set_xlim(low - 2 * width, high + 2 * width)
        axes.axvline(0, color=style.ink("axis"), lw=1.0, zorder=1)
        axes.axhline(len(rows) - 1.5, color=style.ink("grid"), lw=0.9, zorder=0)
        axes.xaxis.set_major_formatter(lambda x, _: _signed(x, lang))
        axes.set_xlabel(text["axis"], loc="left")
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        separator = text["separator"]
        note = text["cases"].format(cases=_list_of(scores, numbers, "projection", text["case"], lang, separator))
        note += text["aims"].format(cases=_list_of(scores, numbers, "target", text["aim"], lang, separator))
        used = {p.status for p in points}
        key = [(status, said[lang]) for status, said in text["scored_against"].items() if status in used]
        years = labels.years([row.period for row in scores.itertuples(index=False)], lang)
        marks = _marks(scores, points, text, lang)
        more = {name: list(scores[name]) for name in ("origin", "outcome_value", "outcome_status", "error_percent",
                                                      "error_percent_low", "error_percent_high", "direction")}
        return chart("projection_scores", figure, marks, tables, lang, size, brand, key=key, note=note, more=more,
                     title=text["title"].format(years=years), reading=_reading(found, scores, text, lang),
                     body=(1.3 if chosen.columns > 1 else 1.7) * len(rows) + 0.9)
