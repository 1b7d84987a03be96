"""One function a figure: tables in, a finished chart out; and the register of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import style, tables
from analysis.charts import audit, coverage, finance, firms, projection, rd, scores, targets
from analysis.charts.marks import Chart, Tables, contents, not_compared, save
from analysis.schema import schema

__all__ = ["FIGURES", "Chart", "FigureSpec", "contents", "draw", "load_tables", "not_compared", "save"]

#: Tables that every figure needs: places and source lines come from them.
ALWAYS = ("observations", "sources")


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure: the function that draws it and the tables it needs beside observations and sources."""

    name: str
    make: Callable[..., Chart]
    tables: tuple[str, ...]


_THEMES = ("rd_spending", "tech_finance", "firm_cultivation")
_ALL = (
    FigureSpec("coverage", coverage.coverage, _THEMES),
    FigureSpec("rd_expenditure", rd.rd_expenditure, ("rd_spending",)),
    FigureSpec("rd_intensity", rd.rd_intensity, ("rd_spending",)),
    FigureSpec("finance_leverage", finance.finance_leverage, ("tech_finance",)),
    FigureSpec("finance_volumes", finance.finance_volumes, ("tech_finance",)),
    FigureSpec("hte_stock", firms.hte_stock, ("firm_cultivation",)),
    FigureSpec("hte_pipeline", firms.hte_pipeline, ("firm_cultivation",)),
    FigureSpec("firm_tiers", firms.firm_tiers, ("firm_cultivation", "sentences")),
    FigureSpec("targets", targets.targets, ("targets",)),
    FigureSpec("audit", audit.audit, ("checks",)),
    FigureSpec("rd_projection", projection.rd_projection, ("rd_spending", "projections", "outcomes")),
    FigureSpec("hte_projection", projection.hte_projection, ("firm_cultivation", "projections", "outcomes")),
    FigureSpec("projection_scores", scores.projection_scores, ("projection_scores",)),
)
FIGURES: Mapping[str, FigureSpec] = {spec.name: spec for spec in _ALL}


def load_tables(names: Iterable[str] = (), directory: Path | None = None) -> dict[str, Any]:
    """The tables that the figures of these names need (all figures by default), from data/clean."""
    specs = [_spec(name) for name in names] or list(FIGURES.values())
    needed = dict.fromkeys([*ALWAYS, *(table for spec in specs for table in spec.tables)])
    return {table: tables.load(table, None if schema(table).folder == "reference" else directory) for table in needed}


def _spec(name: str) -> FigureSpec:
    if name not in FIGURES:
        raise style.ChartError(f"no figure '{name}'; expected one of {', '.join(FIGURES)}")
    return FIGURES[name]


def draw(
    name: str, given: Tables | None = None, lang: str = "en", size: str = "a4_full",
    brand: Mapping[str, Any] | None = None,
) -> Chart:
    """The chart of that name. ``lang`` is zh or en, ``size`` a preset of style.yaml.

    ``given`` holds observations, sources and what ``FIGURES[name].tables`` names; without it they come from
    data/clean. Raises ChartError for an unknown name, language, size or missing table.
    """
    spec = _spec(name)
    style.language(lang)
    style.preset(size)
    if given is None:
        given = load_tables([name])
    absent = [table for table in (*ALWAYS, *spec.tables) if table not in given]
    if absent:
        raise style.ChartError(f"figure {name} needs the tables {', '.join(absent)}, which were not given; build them")
    return spec.make(given, lang, size, brand)
