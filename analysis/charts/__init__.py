"""One function a figure: tables in, a finished chart out; and the register of them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis import style
from analysis.charts import finance, firms, rd
from analysis.charts.marks import Chart, Tables, save

__all__ = ["FIGURES", "Chart", "FigureSpec", "draw", "save"]


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure: the function that draws it and the tables it needs beside observations and sources."""

    name: str
    make: Callable[..., Chart]
    tables: tuple[str, ...]


_ALL = (
    FigureSpec("rd_expenditure", rd.rd_expenditure, ("rd_spending",)),
    FigureSpec("rd_intensity", rd.rd_intensity, ("rd_spending",)),
    FigureSpec("finance_leverage", finance.finance_leverage, ("tech_finance",)),
    FigureSpec("finance_volumes", finance.finance_volumes, ("tech_finance",)),
    FigureSpec("hte_stock", firms.hte_stock, ("firm_cultivation",)),
    FigureSpec("hte_pipeline", firms.hte_pipeline, ("firm_cultivation",)),
    FigureSpec("firm_tiers", firms.firm_tiers, ("firm_cultivation",)),
)
FIGURES: Mapping[str, FigureSpec] = {spec.name: spec for spec in _ALL}


def draw(
    name: str, tables: Tables, lang: str = "en", size: str = "a4_full", brand: Mapping[str, Any] | None = None
) -> Chart:
    """The chart of that name. ``lang`` is zh or en, ``size`` a preset of style.yaml.

    ``tables`` holds observations, sources (report, title, publisher, year, title_en) and what
    ``FIGURES[name].tables`` names. Raises ChartError for an unknown name, language, size or missing table.
    """
    if name not in FIGURES:
        raise style.ChartError(f"no figure '{name}'; expected one of {', '.join(FIGURES)}")
    style.language(lang)
    style.preset(size)
    absent = [table for table in ("observations", "sources", *FIGURES[name].tables) if table not in tables]
    if absent:
        raise style.ChartError(f"figure {name} needs the tables {', '.join(absent)}, which were not given; build them")
    return FIGURES[name].make(tables, lang, size, brand)
