"""Reasons in words, Chinese or English, from the texts of comparison.yaml."""

from __future__ import annotations

from analysis import definitions
from analysis.comparison.cells import Cell, area_words
from analysis.comparison.reasons import Reason, level_of


def _rule_words(cell: Cell, language: str) -> str:
    rule = definitions.load("themes").get(cell.rule)
    return str(rule["label"][language] if rule else definitions.load("comparison")["stated"][language])


def cell_name(cell: Cell, other: Cell, language: str) -> str:
    """A cell as a sentence calls it: place and period, and what sets it apart where those are shared."""
    facts = definitions.load("indicators")
    name = f"{area_words(cell, language)}{'' if language == 'zh' else ' '}{cell.period}".strip()
    if (cell.place, cell.period) != (other.place, other.period):
        return name
    apart = [
        [facts["indicators"][one.indicator]["label"][language], facts["measures"][one.measure]["label"][language],
         _rule_words(one, language), one.report, one.ids[0]]
        for one in (cell, other)
    ]
    own = next((mine for mine, its in zip(*apart, strict=True) if mine != its), "")
    return f"{name}〔{own}〕" if own and language == "zh" else f"{name} [{own}]" if own else name


def _cell_words(cell: Cell, other: Cell, side: str, language: str) -> dict[str, str]:
    facts, authored = definitions.load("indicators"), definitions.load("comparison")
    return {
        side: cell_name(cell, other, language),
        f"{side}_label": facts["indicators"][cell.indicator]["label"][language],
        f"{side}_definition": facts["indicators"][cell.indicator]["definition"][language],
        f"{side}_measure": facts["measures"][cell.measure]["label"][language],
        f"{side}_period": cell.period,
        f"{side}_status": facts["statuses"][cell.status][language],
        f"{side}_area": area_words(cell, language),
        f"{side}_level": authored["levels"][level_of(cell)][language],
    }


def _about_words(reason: Reason, a: Cell, b: Cell, language: str) -> dict[str, str]:
    """What a reason is filled with beside the cells."""
    if reason.text.startswith("basis"):
        basis, said_a, said_b = reason.about
        one, two = cell_name(a, b, language), cell_name(b, a, language)
        return {
            "basis": basis.label[language],
            "a_words": basis.words(said_a, language),
            "b_words": basis.words(said_b, language),
            "said": one if said_a else two,
            "said_words": basis.words(said_a or said_b, language),
            "unsaid": two if said_a else one,
        }
    if reason.text == "derived":
        return {"derived": cell_name(*((a, b) if a.rule else (b, a)), language),
                "stated": cell_name(*((b, a) if a.rule else (a, b)), language)}
    return {"words": reason.about[language]} if reason.about else {}


def reason_words(reason: Reason, a: Cell, b: Cell, language: str) -> str:
    words = _cell_words(a, b, "a", language) | _cell_words(b, a, "b", language)
    if reason.text == "measure" and reason.about:
        by_measure: dict[str, str] = {a.measure: words["a"], b.measure: words["b"]}
        return str(reason.about[language]).format(**by_measure)
    words |= _about_words(reason, a, b, language)
    return str(definitions.load("comparison")["texts"][reason.text][language]).format(**words)
