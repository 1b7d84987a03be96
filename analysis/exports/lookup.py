"""From a name that a person typed to the figure or the observation that it names."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

from analysis import charts, tables
from analysis.errors import ExportError
from analysis.exports import citation, content


def near(name: str, known: Sequence[str]) -> str:
    """The names most like one that is not known, as the end of a message."""
    found = get_close_matches(name, known, 3, 0.5) or [each for each in known if name.split(":")[-1] in each][:3]
    return f"; near it: {', '.join(found)}" if found else ""


def observation(name: str, observations: pd.DataFrame) -> dict[str, Any]:
    """The row of that id. Raises ExportError with near matches."""
    found = observations[observations["observation_id"] == name]
    if found.empty:
        known = observations["observation_id"].tolist()
        raise ExportError(f"no observation '{name}' among the {len(known)} of observations.csv{near(name, known)}")
    return {str(key): value for key, value in found.to_dict("records")[0].items()}


def cited(name: str, forms: Sequence[str]) -> list[str]:
    """The citation of a figure or an observation in each style. Raises ExportError for an unknown name."""
    if name in charts.FIGURES:
        found = next(iter(content.contents(name, charts.load_tables([name])).values()))
        return [found.cited(form) for form in forms]
    observations = tables.load("observations")
    known = [*charts.FIGURES, *observations["observation_id"]]
    if name not in known:
        raise ExportError(f"'{name}' is neither a figure ({', '.join(charts.FIGURES)}) nor an observation"
                          f"{near(name, known)}")
    row = observation(name, observations)
    sources = {each["report"]: each for each in tables.load("sources").to_dict("records")}
    return [citation.of_observation(row, sources[row["report"]], form) for form in forms]
