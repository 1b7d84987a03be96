"""A rehearsal of adding a report: all tables are built again in a copy, and the repository stays as it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import build, definitions, paths, tables
from analysis.adding import Added, add


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was added, and every built table without and with the report."""

    added: Added
    stub: str
    before: Mapping[str, pd.DataFrame]
    after: Mapping[str, pd.DataFrame]

    def arrivals(self) -> pd.DataFrame:
        """Table → rows without and with the report, for every table that it changed."""
        counts = [(name, len(self.before[name]), len(frame)) for name, frame in self.after.items()]
        found = pd.DataFrame(counts, columns=["table", "before", "after"])
        return found[found["before"] != found["after"]].reset_index(drop=True)


def practice() -> Rehearsal:
    """Add the made-up report of practice.yaml in a temporary copy of data/raw."""
    made = definitions.load("practice")
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, made["file"])
        path.write_bytes(made["text"].encode(made["encoding"]))
        return rehearse(path, made["report"])


def rehearse(path: Path, report: str, raw: Path = paths.RAW) -> Rehearsal:
    """Add a file as ``report`` to a temporary copy of ``raw`` and build the tables from it."""
    with tempfile.TemporaryDirectory() as home:
        copy = shutil.copytree(raw, Path(home, "raw"))
        before = _built(copy, Path(home, "before"))
        added = add(path, report, copy)
        stub = added.origin.read_text(encoding="utf-8")
        return Rehearsal(added, stub, before, _built(copy, Path(home, "after")))


def _built(raw: Path, clean: Path) -> dict[str, pd.DataFrame]:
    build.build_tables(raw, clean)
    return {path.stem: tables.load(path.stem, clean) for path in sorted(clean.glob("*.csv"))}
