"""The relations of ``definitions/audit.yaml`` as records: what is tested, by which formula, over which figures."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import definitions
from analysis.errors import DefinitionError
from analysis.formulas import parsed
from analysis.schema import codelist

#: What an input may name beside indicator and measure.
AREAS, PERIODS, STATUSES = ("same", "province"), ("same", "previous", "start", "end"), ("same", "actual", "target")


@dataclass(frozen=True, slots=True)
class Source:
    """One place where the figure of an input may stand, seen from the printed figure."""

    indicator: str = ""
    measure: str = ""
    area: str = "same"
    period: str = "same"
    status: str = "same"
    from_zero: bool = False
    sum: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """A printed figure and the formula that it must obey; see the head of audit.yaml."""

    name: str
    indicator: str
    measure: str
    inputs: Mapping[str, tuple[Source, ...]]
    formula: str
    tree: ast.expr
    solve: Mapping[str, ast.expr]
    missing: Mapping[str, str]
    matched: tuple[str, ...]
    same_sentence: bool
    unless_beside: tuple[str, ...]
    unit: str
    possible: tuple[float, float] | None
    text: Mapping[str, Any]

    def fits(self, indicator: str, measure: str) -> bool:
        """Whether this relation tests a figure of that indicator and measure."""
        return self.indicator in ("", indicator) and self.measure in ("", measure)


def source(where: str, spec: Mapping[str, Any]) -> Source:
    """A source from its mapping. Raises DefinitionError for a code that no definition knows."""
    try:
        made = Source(**spec)
    except TypeError as error:
        raise DefinitionError(f"audit.yaml, {where}: {error}; known keys: {', '.join(Source.__slots__)}") from None
    known = {
        "indicator": ("", *codelist("indicators")),
        "measure": ("printed", *codelist("measures")),
        "area": AREAS,
        "period": PERIODS,
        "status": STATUSES,
    }
    for key, allowed in known.items():
        found = getattr(made, key)
        if found not in allowed:
            raise DefinitionError(f"audit.yaml, {where}: {key} '{found}'; expected one of {', '.join(allowed)}")
    return made


def _equation(name: str, spec: Mapping[str, Any]) -> Equation:
    where = f"audit.yaml, relation {name}"
    inputs = {
        key: tuple(source(f"relation {name}, {key}", one) for one in (given if isinstance(given, list) else [given]))
        for key, given in spec["inputs"].items()
    }
    names = set(inputs) | {"printed"}
    possible = spec.get("possible")
    return Equation(
        name=name,
        indicator=spec["printed"].get("indicator", ""),
        measure=spec["printed"].get("measure", ""),
        inputs=inputs,
        formula=spec["formula"],
        tree=parsed(where, spec["formula"], names),
        solve={key: parsed(where, str(text), names) for key, text in spec.get("solve", {}).items()},
        missing=spec.get("missing", {}),
        matched=tuple(spec.get("matched", ())),
        same_sentence=bool(spec.get("same_sentence")),
        unless_beside=tuple(spec.get("unless_beside", ())),
        unit=spec.get("unit", ""),
        possible=(float(possible[0]), float(possible[1])) if possible else None,
        text=spec,
    )


@cache
def equations() -> tuple[Equation, ...]:
    """Relations in which a printed figure must equal a formula."""
    return tuple(_equation(name, spec) for name, spec in definitions.load("audit")["equations"].items())


@cache
def ranges() -> tuple[Equation, ...]:
    """Relations whose value must be possible at all."""
    return tuple(_equation(name, spec) for name, spec in definitions.load("audit")["ranges"].items())


@cache
def equations_of(indicator: str, measure: str) -> tuple[tuple[Equation, ...], tuple[Equation, ...]]:
    """Equations and ranges that test a figure of that indicator and measure."""
    chosen = [tuple(e for e in kind() if e.fits(indicator, measure)) for kind in (equations, ranges)]
    return chosen[0], chosen[1]


@cache
def orders() -> tuple[tuple[str, Source, Source, bool], ...]:
    """Name, part and whole of every part that cannot exceed its whole, and whether that is a law."""
    specs = definitions.load("audit")["orders"]
    return tuple(
        (name, source(f"order {name}", spec["smaller"]), source(f"order {name}", spec["larger"]), bool(spec.get("law")))
        for name, spec in specs.items()
    )


@cache
def multiples() -> tuple[tuple[str, Source, Source, Mapping[str, Any]], ...]:
    """Name, sum, what it is a multiple of, and texts of every rule of whole multiples."""
    specs = definitions.load("audit")["multiples"]
    return tuple(
        (name, source(f"multiple {name}", spec["printed"]), source(f"multiple {name}", spec["of"]), spec)
        for name, spec in specs.items()
    )
