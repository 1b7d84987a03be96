"""Goals and what became of them: the outcome as percent of the goal, and the verdict in words and by a sign."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis import definitions, labels, style
from analysis.charts.bars import PLATE, value_text
from analysis.charts.finished import chart
from analysis.charts.marks import (
    Chart,
    Mark,
    Tables,
    place,
    short_label,
    words,
)

VERDICTS = ("met", "missed", "not_comparable", "open")
#: The axis begins at a multiple of this share below the least outcome.
STEP = 0.25


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with the mark of what stands beside it, and the words drawn with it.

    ``name`` stands at its left, ``text`` (the verdict) at its right, ``brief`` in the list of the open ones.
    """

    target: Mark
    verdict: str
    outcome: Mark | None
    name: str
    text: str
    brief: str

    @property
    def share(self) -> float | None:
        """The outcome as a share of the target; none where the two don't compare."""
        if self.outcome is None or self.verdict == "not_comparable":
            return None
        return (self.outcome.number or 0) / (self.target.number or math.nan)


def _number(cell: Any) -> float | None:
    return None if cell is None or cell == "" or math.isnan(cell) else float(cell)


def _target(row: Mapping[str, Any], lang: str) -> Mark:
    where = place(row["area"], row["area_name"], lang)
    value, low, high = (_number(row[name]) for name in ("value", "low", "high"))
    return Mark(where, row["area"], row["area_name"], where, row["indicator"], row["measure"], row["period"], "target",
                "stated", value, low, high, row["bound"], row["unit"], observation_ids=row["target_id"],
                report=row["report"])


def _beside(row: Mapping[str, Any], target: Mark, which: str) -> Mark | None:
    """The outcome, or the last actual before the target's period, as a mark; none where there is none."""
    value, low, high = (_number(row[f"{which}_{part}"]) for part in ("value", "low", "high"))
    if value is None and low is None and high is None:
        return None
    ids = row[f"{which}_ids"]
    kind = "stated" if len(ids.split()) == 1 else "derived" if ids else "reference"
    measure = row["outcome_measure"] if which == "outcome" else target.measure
    status = (row["outcome_status"] if which == "outcome" else "") or "actual"
    return Mark(target.panel, target.area, target.area_name, target.place, target.indicator, measure,
                row[f"{which}_period"], status, kind, value, low, high, "exact", target.unit, observation_ids=ids,
                note="" if ids else row[f"{which}_title"])


def _amount(unit: str, number: float, lang: str, text: Mapping[str, Any]) -> str:
    """A difference in the unit of its target; percentages differ by percentage points."""
    if unit == "percent":
        return str(text["point"]).format(labels.plain(number, lang))
    scale = labels.scale_of(unit, number, lang)
    return labels.with_word(scale, labels.plain(number / scale.divisor, lang), lang)


def _value(mark: Mark, lang: str) -> str:
    """A value with the unit of money, or without one where the indicator's name tells it."""
    scale = labels.scale_of(mark.unit, mark.number or 0, lang)
    text = labels.short(scale, mark.value, mark.low, mark.high, mark.bound, lang, mark.kind == "derived")
    return labels.with_word(scale, text, lang)


def _words(row: Mapping[str, Any], target: Mark, outcome: Mark | None, text: Mapping[str, Any], lang: str) -> str:
    """The verdict in a few words, with the distance to the goal where there is one."""
    verdict, margin = row["verdict"], _number(row["margin"])
    if outcome is None:
        return str(text["open"])
    fields = {"outcome": _value(outcome, lang), "last": _value(outcome, lang), "period": outcome.period}
    if verdict in ("met", "missed"):
        gap = _amount(target.unit, abs(margin or 0), lang, text)
        form = "below" if verdict == "missed" else "above" if (margin or 0) > 0 else "exactly"
        return str(text[form]).format(gap=gap, **fields)
    if verdict == "not_comparable":
        if outcome.measure != target.measure:
            known = definitions.load("indicators")["measures"][outcome.measure]["label"]
            measure = text["outcome_measures"].get(outcome.measure, known)[lang]
            return str(text["other_measure"]).format(measure=measure, **fields)
        return str(text["other_period"]).format(**fields)
    needed = (target.number or 0) - (outcome.number or 0)
    if needed <= 0:
        return str(text["open_reached"]).format(**fields)
    return str(text["open_gap"]).format(gap=_amount(target.unit, needed, lang, text), **fields)


def goals_of(tables: Tables, lang: str) -> list[Goal]:
    """Every target of the ledger with its words: by city, indicator, measure and period."""
    text = words("targets", lang)
    order = list(definitions.load("indicators")["indicators"])
    found = []
    for row in tables["targets"].to_dict("records"):
        target = _target(row, lang)
        outcome = _beside(row, target, "last" if row["verdict"] == "open" else "outcome")
        measure = text["measures"].get(target.measure, {}).get(lang, "")
        fields = {"indicator": short_label(target.indicator, lang), "measure": measure, "period": target.period,
                  "goal": _value(target, lang)}
        sign = definitions.load("style")["verdicts"][row["verdict"]]["sign"]
        found.append(Goal(target, row["verdict"], outcome, text["row"].format(**fields),
                          f"{sign} {_words(row, target, outcome, text, lang)}", text["open_goal"].format(**fields)))
    found.sort(key=lambda g: (g.target.area, order.index(g.target.indicator), g.target.measure, g.target.period))
    return found


def _row(axes: Any, y: float, goal: Goal, colour: str, at: float, size: float) -> None:
    look = style.look_of("target", colour)
    gid = goal.target.observation_ids
    if goal.share is not None and goal.outcome is not None:
        axes.plot([goal.share, 1], [y, y], color=colour, lw=1.6, zorder=2, gid=f"{gid}-distance")
        seen = style.look_of(goal.outcome.drawn_as, colour)
        axes.scatter([goal.share], [y], s=(0.8 * size) ** 2, marker=seen.marker, zorder=4, gid=f"{gid}-outcome",
                     **seen.point)
    axes.scatter([1], [y], s=(0.85 * size) ** 2, marker=look.marker, zorder=3, gid=gid, **look.point)
    ink = definitions.load("style")["verdicts"][goal.verdict]["colour"]
    value_text(axes, goal.text, (at, y), (0, 0), va="center", ha="left", color=ink, fontsize=size)


def _axis(axes: Any, low: float, high: float, lang: str, title: str, size: float) -> None:
    axes.set_xlim(low, high)
    axes.axvline(1, color=style.ink("axis"), lw=0.9, zorder=1)
    ticks = [low + STEP * i for i in range(int(round((high - low) / STEP)) + 1)]
    axes.set_xticks(ticks, [f"{labels.plain(round(100 * t), lang)}%" for t in ticks])
    axes.set_xlabel(title, loc="left", fontsize=size)
    axes.tick_params(length=0, pad=2, labelsize=size)
    axes.grid(axis="x")
    for side in axes.spines.values():
        side.set_visible(False)


def draw_goals(axes: Any, goals: Sequence[Goal], colours: Mapping[str, str], size: float, lang: str, title: str,
               stacked: bool) -> None:
    """A heading a city, a row a goal; ``stacked`` writes the name of a goal above its row, for narrow figures."""
    shares = [goal.share for goal in goals if goal.share is not None] or [1.0]
    low = max(0.0, STEP * math.floor(min(shares) / STEP - 1e-9))
    high = STEP * math.ceil(max(*shares, 1.0 + STEP / 2) / STEP - 1e-9)
    ticks, y = [], -1.0
    for number, goal in enumerate(goals):
        if number == 0 or goals[number - 1].target.area != goal.target.area:
            y += 1.35 if number else 1.0
            if stacked:
                value_text(axes, goal.target.place, (low, y), (0, 0), va="center", fontweight="bold", fontsize=size,
                           bbox=PLATE)
            else:
                ticks.append((y, goal.target.place, "bold"))
        y += 1.0
        if stacked:
            value_text(axes, goal.name, (low, y), (0, 0), va="center", fontsize=size, bbox=PLATE)
            y += 0.85
        else:
            ticks.append((y, goal.name, "normal"))
        _row(axes, y, goal, colours[goal.target.area], high + 0.02, size)
    _axis(axes, low, high, lang, title, size)
    axes.set_yticks([at for at, _, _ in ticks], [name for _, name, _ in ticks])
    for label, (_, _, weight) in zip(axes.get_yticklabels(), ticks, strict=True):
        label.set_fontweight(weight)
    axes.set_ylim(y + 0.7, -0.6)


def _open_line(goals: Sequence[Goal], text: Mapping[str, Any], lang: str) -> str:
    """The open goals without any figure to set beside them, city by city; empty when there is none."""
    cities: dict[str, list[str]] = {}
    for goal in goals:
        cities.setdefault(goal.target.place, []).append(goal.brief)
    parts = [text["open_city"].format(place=where, goals=text["open_separator"].join(names))
             for where, names in cities.items()]
    return str(text["open_list"]).format(cities=text["separator"].join(parts)) if parts else ""


def targets(tables: Tables, lang: str, size: str = "a4_full", brand: Mapping[str, Any] | None = None) -> Chart:
    """Goals with a figure beside them as points on a scale in percent of the goal; the open rest in words.

    From ``targets``. A later official figure has a shape of its own.
    """
    text = words("targets", lang)
    goals = goals_of(tables, lang)
    drawn = [goal for goal in goals if goal.outcome is not None]
    bare = [goal for goal in goals if goal.outcome is None]
    counts = Counter(goal.verdict for goal in goals)
    reading = text["reading"].format(all=len(goals), **{verdict: counts[verdict] for verdict in VERDICTS})
    marks: list[Mark] = []
    verdicts: list[str] = []
    shares: list[float | None] = []
    for goal in goals:
        pair = [replace(goal.target, label=f"{goal.name} {goal.text}")]
        pair += [goal.outcome] if goal.outcome else []
        marks += pair
        verdicts += [goal.verdict] * len(pair)
        shares += [None if goal.share is None else 1.0, goal.share][: len(pair)]
    with style.drawing(size, brand) as chosen:
        figure = style.new_figure(size)
        stacked = chosen.columns == 1
        colours = style.area_colours([goal.target.area for goal in goals], brand)
        rows = len(drawn) * (1.85 if stacked else 1) + 1.35 * len({goal.target.area for goal in drawn})
        label = chosen.label_for(rows + 3.5)
        draw_goals(figure.subplots(), drawn, colours, label, lang, text["axis"], stacked)
        years = labels.years([goal.target.period for goal in goals], lang)
        return chart("targets", figure, marks, tables, lang, size, brand, title=text["title"].format(years=years),
                     reading=reading, body=0.44 * rows + 0.9, as_points=True, note=_open_line(bare, text, lang),
                     more={"verdict": verdicts, "share_of_target": shares})
