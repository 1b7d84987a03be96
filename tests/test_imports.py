"""Who may know whom: the direction of imports, read from the source, and what must stay light."""

from __future__ import annotations

import ast
import csv
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from analysis.paths import DEFINITIONS, PACKAGE, RAW

SOURCES = sorted(PACKAGE.rglob("*.py"))
#: Layers from the ground up; a module may import its own layer and those below. The first part of the
#: name under `analysis` decides. A new module is put into its layer here.
LAYERS = (
    {"model", "errors", "paths", "files"},
    {"definitions"},
    {"documents", "formats", "cleaning"},
    {"schema", "tables", "datapackage", "intervals", "labels", "phrases", "reading", "evidence"},
    {"audit", "comparison", "projections", "themes", "outcomes", "targets", "doubts", "formulas", "bands", "histories"}
    | {"backtest", "decomposition"},
    {"style", "charts", "exports", "narrative"},
)
HEAVY = {"pandas", "numpy", "matplotlib", "seaborn", "statsmodels", "scipy", "pandera", "nbformat", "nbclient", "dask"}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(module: str) -> int:
    """Number of the layer a module of ours belongs to.

    What is in no layer stands on top, with the command line: it may know everything and nothing below knows it.
    """
    parts = module.split(".")
    if len(parts) == 1:
        return len(LAYERS)
    return next((i for i, names in enumerate(LAYERS) if parts[1] in names), len(LAYERS))


def imports(path: Path, *, at_import: bool = False) -> Iterator[str]:
    """Modules that a source file imports; with ``at_import`` only those imported when it is itself imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        deferred = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if (at_import and deferred) or typing_only:
            body = node.body  # type: ignore[attr-defined]
            skipped |= {inner for each in body for inner in ast.walk(each)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            base = node.module or ""
            yield base
            if base == "analysis" or base.startswith("analysis."):
                yield from (f"{base}.{alias.name}" for alias in node.names if exists(f"{base}.{alias.name}"))


def exists(module: str) -> bool:
    path = PACKAGE.parent / Path(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_knows_only_its_own_layer_and_those_below(path: Path) -> None:
    own = layer(name_of(path))
    ours = {m for m in imports(path) if m.startswith("analysis.")}
    assert {m for m in ours if layer(m) > own} == set()


def test_text_knows_no_tables_and_charts_see_no_document() -> None:
    for path in SOURCES:
        part = name_of(path).split(".")[1:2]
        known = {m.split(".")[1] for m in imports(path) if m.startswith("analysis.")}
        if part == ["cleaning"]:
            assert known <= {"model", "errors", "paths", "definitions", "cleaning"}, path.name
        if part in (["charts"], ["style"]):
            assert not known & {"documents", "formats", "cleaning", "reading"}, path.name


def test_reading_needs_the_standard_library_only() -> None:
    for path in (*SOURCES, PACKAGE / "reading.py"):
        if name_of(path).split(".")[1:2] in (["cleaning"], ["reading"], ["model"], ["documents"]):
            foreign = {m.split(".")[0] for m in imports(path, at_import=True)} - {"analysis", *sys.stdlib_module_names}
            assert foreign == set(), path.name
            if "cleaning" in path.parts:
                assert {m.split(".")[0] for m in imports(path)} <= {"analysis", *sys.stdlib_module_names}, path.name


@pytest.mark.parametrize(
    "statement",
    [
        "import analysis",
        "import analysis.__main__",
        "from analysis import read_text; read_text('甲市科技局2021年工作总结')",
        "from analysis.__main__ import _parser; _parser().format_help()",
    ],
)
def test_what_must_stay_light_loads_no_heavy_library(statement: str) -> None:
    code = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}} & {HEAVY!r}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []


# ---------------------------------------------------------------- facts are data


def places_and_reports() -> set[str]:
    """Names no code may hold: the cities of the reports in Chinese and English, their counties, the reports."""
    origins = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in RAW.glob("*.yaml")]
    cities = {origin["city"] for origin in origins}
    with (DEFINITIONS / "areas.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codes = {row["code"][:4] for row in rows if row["name"] in cities}
    places = {row["name"] for row in rows if row["code"][:4] in codes}
    stems = {path.stem for path in RAW.glob("*.yaml")}
    return places | {city.removesuffix("市") for city in cities} | stems | {stem.split("-")[0] for stem in stems}


def code_without_comments(path: Path) -> str:
    """The source less its comments and docstrings (doctests may name a place)."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    documented = [
        node.body[0].lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
    ]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    kept = [
        token.string
        for token in tokens
        if token.type != tokenize.COMMENT and not (token.type == tokenize.STRING and token.start[0] in documented)
    ]
    return " ".join(kept)


def test_no_city_and_no_report_is_named_in_code() -> None:
    names = re.compile("|".join(map(re.escape, sorted(places_and_reports(), key=len, reverse=True))), re.IGNORECASE)
    found = {name_of(path): sorted(set(names.findall(code_without_comments(path)))) for path in SOURCES}
    assert {module: words for module, words in found.items() if words} == {}
