"""The stages of the build: tables, figures, notebooks. Each computes everything before it writes anything."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import paths

if TYPE_CHECKING:
    import pandas as pd


def build_tables(raw: Path = paths.RAW, clean: Path = paths.CLEAN) -> list[Path]:
    """Read every registered report and write all tables of ``data/clean`` with ``datapackage.json``.

    Raises AnalysisError before anything is written when an input or a result breaks the contract.
    """
    from analysis import audit, comparison, tables, targets, themes
    from analysis.cleaning.observations import read_document
    from analysis.definitions.codes import check_codes
    from analysis.documents import load_reports

    check_codes()
    documents = load_reports(raw)
    readings = [read_document(document) for document in documents]
    observations = tables.observations_frame(o for r in readings for o in r.observations)
    sentences = tables.sentences_frame(observations, documents)
    outcomes = tables.load("outcomes")
    built = {
        "observations": observations,
        "mentions": tables.mentions_frame(m for r in readings for m in r.mentions),
        "repairs": tables.repairs_frame(x for r in readings for x in r.repairs),
        "sources": tables.sources_frame(documents),
        "sentences": sentences,
        **themes.theme_tables(observations),
        "targets": targets.target_ledger(
            observations, outcomes, audit.targets_claimed(readings), sentences=sentences
        ),
        "comparisons": comparison.comparisons(observations, sentences),
        "checks": audit.audit_readings(readings, outcomes),
    }
    return _written(built, clean)


def build_projections(raw: Path = paths.RAW, clean: Path = paths.CLEAN) -> list[Path]:
    """Carry the figures of ``clean`` forward and score the rules: the tables of projections, with datapackage.json.

    A stage of its own, since fitting a line imports statsmodels; ``build_figures`` begins with it.
    Raises AnalysisError before anything is written when a record of projections.yaml no longer applies.
    """
    from analysis import backtest, decomposition, histories, tables
    from analysis.documents import load_reports

    observations, targets = tables.load("observations", clean), tables.load("targets", clean)
    outcomes = tables.load("outcomes")
    histories.check_breaks({document.report: document.text for document in load_reports(raw)})
    histories.check_notes(outcomes)
    projections = backtest.projections_table(observations, outcomes, targets)
    built = {
        "projections": projections,
        "projection_scores": backtest.scores_table(projections, observations, outcomes, targets),
        "rd_decomposition": decomposition.decomposition(observations, outcomes),
    }
    return _written(built, clean)


def _written(built: Mapping[str, pd.DataFrame], clean: Path) -> list[Path]:
    """Check tables and write their CSVs and the datapackage of the folder; nothing is written if one is faulty."""
    from analysis import datapackage, tables
    from analysis.schema import check

    for name, frame in built.items():
        check(name, frame, f"{name}.csv")
    contents = {name: tables.to_csv_bytes(name, frame) for name, frame in built.items()}
    clean.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in contents.items():
        path = clean / f"{name}.csv"
        tables.write_atomic(path, content)
        written.append(path)
    package = clean / "datapackage.json"
    tables.write_atomic(package, datapackage.datapackage(clean))
    return [*written, package]


def build_figures(clean: Path = paths.CLEAN, figures: Path = paths.FIGURES) -> list[Path]:
    """Draw every figure in English and Chinese and write SVG, PNG and the CSV of what it draws to ``figures``.

    The projections are built first, into ``clean``.

    ``<name>.svg/.png/.csv`` are English, ``<name>.zh.svg/.png`` Chinese. Raises AnalysisError before anything
    is written when a table is missing or a figure can't be finished. Names on stderr the reports that the figures
    of cities leave out.
    """
    from tqdm import tqdm

    from analysis import charts, tables

    build_projections(clean=clean)
    given = charts.load_tables(directory=clean)
    files: dict[str, bytes] = {}
    for name in tqdm(charts.FIGURES, desc="figures", unit="figure", leave=False):
        files |= charts.contents(charts.draw(name, given, "en"))
        files |= charts.contents(charts.draw(name, given, "zh"), ("svg", "png"), f"{name}.zh")
    for name, content in files.items():
        tables.write_atomic(figures / name, content)
    for line in charts.not_compared(given):
        print(f"note: {line}", file=sys.stderr)
    return [figures / name for name in files]


def build_notebooks(notebooks: Path = paths.NOTEBOOKS) -> list[Path]:
    """Run every notebook on a clean kernel and write it back with its outputs, the same bytes for the same result.

    Raises AnalysisError before anything is written when a notebook can't be read or a cell fails.
    """
    from analysis import tables
    from analysis.notebooks import executed, notebook_paths

    contents = executed(notebook_paths(notebooks))
    for path, content in contents.items():
        tables.write_atomic(path, content)
    return list(contents)
