"""Errors that are meant to be read: what was found, what was expected, where, what to do."""

from __future__ import annotations


class AnalysisError(Exception):
    """Root of every error that the suite raises on purpose; the command line exits with 2."""


class RawFileError(AnalysisError):
    """A raw report or its origin is missing, empty, changed, wrongly named or undecodable."""


class DefinitionError(AnalysisError):
    """An authored definition is broken, or a table uses a code no definition knows."""


class RepairError(AnalysisError):
    """A repair record no longer applies to the copy it was written for."""


class TableError(AnalysisError):
    """A table breaks the contract; the message lists every fault at once."""


class ComparisonError(AnalysisError):
    """Figures that may not be compared were asked to be."""


class ProjectionError(AnalysisError):
    """A projection was asked for that makes no sense: an unknown method, or a year that is not ahead."""
