"""What may be compared with what: cells, verdicts, pairs, rankings, leverage. A notebook needs no more than this."""

from analysis.comparison.bases import drawn_words
from analysis.comparison.cells import Cell, cells, marked_sentences
from analysis.comparison.leverage import (
    leverage_claims,
    leverage_definitions,
    leverage_page,
    leverage_ratios,
    ratio_words,
)
from analysis.comparison.pairs import comparisons, comparisons_of
from analysis.comparison.ranking import Place, Ranking, ranking
from analysis.comparison.reasons import Reason
from analysis.comparison.statuses import one_status
from analysis.comparison.verdicts import Comparison, Ratio, compare, ratio

__all__ = [
    "Cell",
    "Comparison",
    "Place",
    "Ranking",
    "Ratio",
    "Reason",
    "cells",
    "compare",
    "comparisons",
    "comparisons_of",
    "drawn_words",
    "leverage_claims",
    "leverage_definitions",
    "leverage_page",
    "leverage_ratios",
    "marked_sentences",
    "one_status",
    "ranking",
    "ratio",
    "ratio_words",
]
