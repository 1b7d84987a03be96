"""Leverage by definition: what each ratio is, its values with intervals, and the multiples that reports claim."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import definitions
from analysis.comparison.cells import Cell
from analysis.errors import ComparisonError, DefinitionError
from analysis.labels import full

FIELDS = ("label", "numerator", "denominator", "period", "kind", "says", "says_not")
RATIO, BASIS, CLAIMED = "leverage_ratio", "numerator", "claimed"


@dataclass(frozen=True, slots=True)
class Definition:
    """One ratio: the rule of themes.yaml that derives it, and its facts in one language."""

    rule: str
    label: str
    numerator: str
    denominator: str
    period: str
    kind: str
    says: str
    says_not: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A multiple that a report says of itself against one that its figures give.

    ``result`` is ``agrees`` (the computed value lies inside the words), ``fails`` (it can't) or ``partly``.
    """

    claimed: Cell
    computed: Cell
    result: str

    def words(self, language: str) -> str:
        """The finding in one sentence. ``language`` is zh or en."""
        label = definitions.load("themes")[self.computed.rule]["label"][language]
        return str(definitions.load("leverage")["claims"][self.result][language]).format(
            claim=ratio_words(self.claimed, language), label=label, ratio=ratio_words(self.computed, language)
        )


@cache
def _authored() -> Mapping[str, Any]:
    ratios, rules = definitions.load("leverage")["ratios"], definitions.load("themes")
    derived = {name for name, rule in rules.items() if rule["output"].get("indicator") == RATIO}
    if derived != set(ratios):
        odd = ", ".join(sorted(derived ^ set(ratios)))
        raise DefinitionError(f"leverage.yaml and themes.yaml: {odd} is in one of them only; define each ratio in both")
    return ratios


def _part(given: Mapping[str, str], language: str) -> str:
    facts = definitions.load("indicators")
    label = facts["indicators"][given["indicator"]]["label"][language]
    measure = facts["measures"][given["measure"]]["label"][language]
    return f"{label}（{measure}）" if language == "zh" else f"{label} ({measure})"


def leverage_definitions(language: str) -> list[Definition]:
    """Every ratio with its facts, in the order of leverage.yaml. ``language`` is zh or en."""
    kinds, rules = definitions.load("leverage")["kinds"], definitions.load("themes")
    return [
        Definition(
            rule=name,
            label=rules[name]["label"][language],
            numerator=_part(spec["numerator"], language),
            denominator=_part(spec["denominator"], language),
            period=spec["period"][language],
            kind=kinds[spec["kind"]][language],
            says=spec["says"][language],
            says_not=spec["says_not"][language],
        )
        for name, spec in _authored().items()
    ]


def leverage_page(language: str, form: str = "markdown") -> str:
    """The definitions as one table, ``markdown`` or ``html``. Raises ComparisonError for another form."""
    headings = definitions.load("leverage")["headings"]
    head = [headings[name][language] for name in FIELDS]
    body = [[getattr(each, name) for name in FIELDS] for each in leverage_definitions(language)]
    if form == "markdown":
        rows = [head, ["---"] * len(head), *body]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + "\n"
    if form == "html":
        top = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
        rest = "".join(
            f'<tr><th scope="row">{html.escape(row[0])}</th>'
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in body
        )
        return f"<table><thead><tr>{top}</tr></thead><tbody>{rest}</tbody></table>\n"
    raise ComparisonError(f"no form '{form}' of a page; expected markdown or html")


def leverage_ratios(known: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Rule → its ratios among ``known`` cells, each with its interval; the rules in the order of leverage.yaml.

    The note of a cell tells where a ratio is an exact whole multiple, the ceiling of a policy.
    """
    ratios = [cell for cell in known if cell.indicator == RATIO and cell.rule]
    return {rule: [cell for cell in ratios if cell.rule == rule] for rule in _authored()}


def ratio_words(cell: Cell, language: str) -> str:
    """A ratio as a sentence says it: ``7.22–10.5×``, ``10–20倍``, ``20×``."""
    low, high = cell.interval.low, cell.interval.high
    return full(cell.unit, cell.value, low, high, cell.bound, language, cell.indicator, computed=bool(cell.rule))


def leverage_claims(known: Sequence[Cell]) -> list[Claim]:
    """Every multiple that a report says of itself against every ratio that the same report's figures give."""
    found = []
    for claimed in known:
        if claimed.indicator != RATIO or claimed.rule:
            continue
        for computed in known:
            same = (computed.report, computed.place, computed.period, computed.status) == (
                claimed.report, claimed.place, claimed.period, claimed.status
            )
            if same and computed.indicator == RATIO and computed.rule:
                found.append(Claim(claimed, computed, _held(claimed, computed)))
    return found


def _held(claimed: Cell, computed: Cell) -> str:
    shared = claimed.interval.intersection(computed.interval)
    if shared is None:
        return "fails"
    return "agrees" if shared == computed.interval else "partly"
