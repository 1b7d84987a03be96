"""Authored facts about the world, in YAML beside this file; reading them is all that happens here."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import DefinitionError
from analysis.paths import DEFINITIONS


def parse_yaml(path: Path) -> Any:
    """Parsed content of a YAML file.

    Raises DefinitionError naming file, line and column when it is missing or is no valid YAML.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=loader)
    except FileNotFoundError:
        raise DefinitionError(f"{path.name}: not found; expected it in {path.parent.name}/") from None
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{path.name}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "broken"
        raise DefinitionError(f"{path.name}{where}: not valid YAML: {problem}; mend it there") from None


@cache
def load(name: str) -> Any:
    """Content of ``definitions/<name>.yaml``, read once. Treat it as read-only."""
    return parse_yaml(DEFINITIONS / f"{name}.yaml")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``definitions/<name>.csv`` as dictionaries of text, in file order."""
    path = DEFINITIONS / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return tuple(csv.DictReader(stream))
    except FileNotFoundError:
        raise DefinitionError(f"{path.name}: not found; expected it in definitions/") from None
