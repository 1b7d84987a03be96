"""Lists by place that a line announces: 各县区R&D经费情况如下：, then a line for each place."""

from __future__ import annotations

import re

from analysis.cleaning.areas import Place
from analysis.cleaning.context import Slot, phrases_of
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.periods import years_said

_ANNOUNCES = re.compile(r"(?:[分各]|区域|地区)(?:县|区|市|地|片|旗)?[^。；;\n]*[：:]\s*$")
#: What makes a rule of wording.yaml depend on words around a figure.
_CONDITIONS = {"with", "all", "topic", "status", "change"}


def announced(text: str, start: int, end: int, mode: str, year: int | None, place: Place) -> list[Slot]:
    """A figure for each unit in which what the line names is stated; empty when the line announces no list by place."""
    colon = text[max(start, end - 4) : end].rstrip()[-1:] in (":", "：")
    if not colon or not _ANNOUNCES.search(text, start, end):
        return []
    families = lexicon().wording["families"]
    said = next((y for y in years_said(text, start, end, year) if y.year), None)
    period = str(said.year if said else year or "")
    basis = "stated" if said and said.stated else "inherited"
    status = "target" if mode == "plan" else "actual"
    slots: list[Slot] = []
    for phrase in phrases_of(text, start, end, lexicon()):
        rules = families[phrase.sense.family]["rules"] if phrase.sense.family else []
        for rule in rules:
            plain = rule.get("measure") == "level" and rule.keys().isdisjoint(_CONDITIONS)
            if plain and all(slot.unit != rule["unit"] for slot in slots):
                family = phrase.sense.family
                slots.append(
                    Slot(family, rule["to"], "level", place, period, basis, status, 0, phrase.text, unit=rule["unit"])
                )
    return slots
