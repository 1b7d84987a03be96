"""What speaks against holding a target and a figure together as they stand: another basis, a year that is inferred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from analysis import definitions
from analysis.comparison.bases import Basis, answers, bases_of
from analysis.comparison.cells import marked_sentences
from analysis.comparison.reasons import NOT
from analysis.model import Observation
from analysis.outcomes import Figure, place_of

#: Observation id → its sentence with the figure marked.
Texts = Mapping[str, str]


class Gap(NamedTuple):
    """A basis on which a target and a figure are not known to agree; an empty answer is one not given."""

    basis: Basis
    target: str
    figure: str

    @property
    def contradicts(self) -> bool:
        """Whether the two are known to count different things."""
        return bool(self.target and self.figure and self.basis.differs == NOT)

    def words(self, language: str) -> dict[str, str]:
        """Words for the texts of targets.yaml."""
        unsaid = definitions.load("targets")["unsaid"][language]
        return {
            "basis": self.basis.label[language],
            "target_words": self.basis.words(self.target, language) if self.target else unsaid,
            "figure_words": self.basis.words(self.figure, language) if self.figure else unsaid,
        }


def texts_of(rows: Iterable[Observation], sentences: pd.DataFrame | None) -> Texts:
    """Marked sentences by observation; empty without the table of sentences."""
    return {} if sentences is None else marked_sentences(rows, sentences)


def gaps(target: Observation, figure: Figure | None, texts: Texts) -> list[Gap]:
    """Every basis on which the target and a stated or derived figure of its indicator and measure differ.

    Where one of them says nothing it is named only if the other does; later official figures say nothing.
    """
    if figure is None or figure.measure != target.measure or not any(i in texts for i in figure.ids):
        return []
    own = dict(answers(target.indicator, target.measure, [texts[target.observation_id]]))
    its = dict(answers(figure.indicator, figure.measure, [texts[i] for i in figure.ids if i in texts]))
    return [
        Gap(basis, own[basis.name], its[basis.name])
        for basis in bases_of(target.indicator, target.measure)
        if basis.differs == NOT and own[basis.name] != its[basis.name]
    ]


def other_period(target: Observation, figure: Figure | None) -> str:
    """The period that a later official figure may belong to instead of its own; empty where there is no doubt."""
    if figure is None or figure.source != "reference":
        return ""
    subject = (place_of(target), figure.indicator, figure.measure, figure.period)
    for doubt in definitions.load("targets")["doubtful_periods"]:
        if (doubt["place"], doubt["indicator"], doubt["measure"], doubt["period"]) == subject:
            return str(doubt["may_be"])
    return ""
