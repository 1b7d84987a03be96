"""Do the definitions use only codes that `indicators.yaml` has?

A mistyped code would otherwise show only as a row that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.definitions import load
from analysis.errors import DefinitionError


def check_codes() -> None:
    """Raises DefinitionError listing every unknown indicator, measure or unit with the place that uses it."""
    known = {part: set(load("indicators")[part]) for part in ("indicators", "measures", "units")}
    strangers = [
        f"  {where}: found {code!r}, expected one of {part} in indicators.yaml"
        for where, part, code in (*_of_wording(load("wording")), *_of_themes(load("themes")))
        if code not in known[part]
    ]
    if strangers:
        raise DefinitionError("\n".join(["unknown codes; correct them, or add them to indicators.yaml", *strangers]))


def _of_wording(wording: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for family, facts in wording["families"].items():
        for number, rule in enumerate(facts.get("rules", ()), 1):
            where = f"wording.yaml, family {family}, rule {number}"
            if rule.get("to"):
                yield where, "indicators", rule["to"]
            if rule.get("measure"):
                yield where, "measures", rule["measure"]
            if rule.get("unit"):
                yield where, "units", rule["unit"]
    for measure, indicators in wording["attached"].items():
        yield "wording.yaml, attached", "measures", measure
        yield from (("wording.yaml, attached", "indicators", code) for code in indicators)
    yield from (("wording.yaml, growth_of", "indicators", code) for code in wording["growth_of"].values() if code)


def _of_themes(rules: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, rule in rules.items():
        for part in (*rule["inputs"].values(), rule["output"], rule.get("unless") or {}):
            for key, codelist in (("indicator", "indicators"), ("measure", "measures")):
                if part.get(key):
                    yield f"themes.yaml, rule {name}", codelist, part[key]
