"""The basis of a figure: what the words around it say that it counts, by the patterns of comparison.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import definitions
from analysis.errors import DefinitionError
from analysis.schema import codelist

#: Stands in a sentence right before the figure, for the patterns to refer to.
MARK = "◆"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a figure may say it counts; ``holds`` are options whose count is a part of it."""

    code: str
    patterns: tuple[re.Pattern[str], ...]
    rules: frozenset[str]
    holds: frozenset[str]
    label: Mapping[str, str]
    short: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Basis:
    """One question that a figure's words may answer; see ``bases`` in comparison.yaml."""

    name: str
    label: Mapping[str, str]
    measures: frozenset[str]
    options: Mapping[str, Option]
    named: re.Pattern[str] | None
    differs: str
    unsaid: str
    neither: str
    drawn: bool

    def words(self, code: str, language: str) -> str:
        """An answer in words; a name speaks for itself."""
        return self.options[code].label[language] if code in self.options else code


def _pattern(basis: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise DefinitionError(f"comparison.yaml, basis {basis}: '{text}' is no pattern: {error}; mend it") from None


def _options(name: str, given: Mapping[str, Any]) -> dict[str, Option]:
    found = {
        code: Option(
            code,
            tuple(_pattern(name, text) for text in spec.get("patterns", ())),
            frozenset(spec.get("rules", ())),
            frozenset(spec.get("holds", ())),
            spec["label"],
            spec.get("short", spec["label"]),
        )
        for code, spec in given.items()
    }
    strangers = sorted({held for option in found.values() for held in option.holds} - set(found))
    if strangers:
        raise DefinitionError(f"comparison.yaml, basis {name}: no option {', '.join(strangers)} for 'holds' to name")
    return found


@cache
def _by_indicator() -> dict[str, tuple[Basis, ...]]:
    authored = definitions.load("comparison")
    found: dict[str, list[Basis]] = {}
    for name, spec in authored["bases"].items():
        strangers = sorted(set(spec["indicators"]) - set(codelist("indicators")))
        if strangers:
            raise DefinitionError(
                f"comparison.yaml, basis {name}: no indicator {', '.join(strangers)} in indicators.yaml"
            )
        given = {key: spec.get(key, "same") for key in ("differs", "unsaid", "neither")}
        odd = sorted(set(given.values()) - set(authored["verdicts"]))
        if odd:
            raise DefinitionError(
                f"comparison.yaml, basis {name}: no verdict {', '.join(odd)}; expected one of "
                + ", ".join(authored["verdicts"])
            )
        basis = Basis(
            name=name,
            label=spec["label"],
            measures=frozenset(spec.get("measures", ())),
            options=_options(name, spec.get("options", {})),
            named=_pattern(name, spec["named"]) if "named" in spec else None,
            drawn=bool(spec.get("drawn")),
            **given,
        )
        for indicator in spec["indicators"]:
            found.setdefault(indicator, []).append(basis)
    return {indicator: tuple(bases) for indicator, bases in found.items()}


@cache
def bases_of(indicator: str, measure: str) -> tuple[Basis, ...]:
    """Every basis that bears on a measure of an indicator."""
    found = _by_indicator().get(indicator, ())
    return tuple(basis for basis in found if not basis.measures or measure in basis.measures)


def marked(sentence: str, position: int) -> str:
    """A sentence with the mark before the figure that begins at ``position``."""
    return f"{sentence[:position]}{MARK}{sentence[position:]}"


def _distances(pattern: re.Pattern[str], text: str, mark: int) -> Iterator[tuple[int, re.Match[str]]]:
    """How many characters lie between each match and the figure."""
    for match in pattern.finditer(text):
        yield max(mark - match.end(), match.start() - mark - 1, 0), match


def read(basis: Basis, text: str) -> str:
    """The option, or the name, that a marked sentence gives; empty where it says nothing.

    Of all patterns that fit, the nearest to the figure counts, the first listed where two are as near.
    """
    mark = max(text.find(MARK), 0)
    best, answer = len(text) + 1, ""
    if basis.named:
        for distance, match in _distances(basis.named, text, mark):
            if distance < best:
                best, answer = distance, match[1]
    for option in basis.options.values():
        for pattern in option.patterns:
            for distance, _ in _distances(pattern, text, mark):
                if distance < best:
                    best, answer = distance, option.code
    return answer


def answers(indicator: str, measure: str, texts: Sequence[str], rule: str = "") -> tuple[tuple[str, str], ...]:
    """Basis → answer for a figure, from the marked sentences it rests on and the rule that derived it.

    Sentences that give different answers give none.
    """
    found = []
    for basis in bases_of(indicator, measure):
        ruled = next((option.code for option in basis.options.values() if rule in option.rules), "")
        said = {answer for text in texts if (answer := read(basis, text))} if not ruled else {ruled}
        found.append((basis.name, said.pop() if len(said) == 1 else ""))
    return tuple(found)


def drawn_words(indicator: str, measure: str, texts: Sequence[str], language: str) -> str:
    """What a figure says it counts, as a chart writes it beside the value; empty when it says no more."""
    said = dict(answers(indicator, measure, texts))
    for basis in bases_of(indicator, measure):
        if basis.drawn and said[basis.name]:
            return str(basis.options[said[basis.name]].short[language])
    return ""
