"""From the names of figures and tables to files: what is asked for is checked first, then made, then written whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, ExportError
from analysis.exports import FIGURE_FORMATS, TABLE_FORMATS

TABLE_PREFIX = "table:"
#: Fewer figures than this are made without a pool: it would take longer to start.
POOLED = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What to export, checked: names, languages, formats, size, brand, and where to."""

    figures: tuple[str, ...]
    tables: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    size: str
    brand: Mapping[str, Any] | None
    to: Path
    bundle: bool = False
    svg_text: bool = False


def _known(kind: str, names: Iterable[str], allowed: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in allowed:
            near = get_close_matches(name, allowed, 1, 0.7)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ExportError(f"no {kind} '{name}'; expected one of {', '.join(allowed)}{hint}")
    return tuple(dict.fromkeys(names))


def order(
    names: Sequence[str], *, all_figures: bool = False, all_tables: bool = False, lang: str = "",
    formats: str = "", size: str = "a4_full", to: Path = Path("exports"), brand: Path | None = None,
    bundle: bool = False, svg_text: bool = False,
) -> Order:
    """A checked order. ``formats`` is a comma list; empty means every format of what is exported.

    Raises ExportError in one line, with the allowed values, for anything that is not known or can't be written.
    """
    from analysis import charts, style
    from analysis.exports import brands, print_tables

    tables_there = print_tables.available()
    figures = [name for name in names if not name.startswith(TABLE_PREFIX)]
    tables = [name.removeprefix(TABLE_PREFIX) for name in names if name.startswith(TABLE_PREFIX)]
    chosen = _known("figure", list(charts.FIGURES) if all_figures else figures, list(charts.FIGURES))
    printed = _known("table", list(tables_there) if all_tables else tables, tables_there)
    if not chosen and not printed:
        raise ExportError(f"nothing to export: name figures ({', '.join(charts.FIGURES)}) or tables "
                          f"({', '.join(TABLE_PREFIX + name for name in tables_there)}), or say --all or --tables")
    languages = _known("language", [lang] if lang else style.LANGUAGES, style.LANGUAGES)
    possible = (*(FIGURE_FORMATS if chosen else ()), *(TABLE_FORMATS if printed else ()))
    asked = _known("format", [each.strip() for each in formats.split(",") if each.strip()], possible)
    _known("size", [size], style.presets())
    for kind, wanted, there in (("figure", chosen, FIGURE_FORMATS), ("table", printed, TABLE_FORMATS)):
        if wanted and asked and not set(asked) & set(there):
            raise ExportError(f"no format for the {kind}s asked for; expected one of {', '.join(there)}")
    if bundle and not chosen:
        raise ExportError("--bundle is of figures; name one, or say --all")
    kept = asked or (TABLE_FORMATS if bundle else (*FIGURE_FORMATS, *TABLE_FORMATS))
    made = Order(chosen, printed, languages, kept, size, brands.load(brand), Path(to), bundle, svg_text)
    _writable(made.to)
    return made


def _writable(folder: Path) -> None:
    """Whether files can be written to a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"--to {folder}: can't write there ({reason}); name a folder that you may write to") from None


def files_of(name: str, given: Order, tables: Mapping[str, Any]) -> dict[str, bytes]:
    """File name → content of everything asked for of one figure."""
    from analysis import definitions
    from analysis.exports import bundle, content, pictures, slides, workbook

    made: dict[str, bytes] = {}
    office: Mapping[str, content.Content] = {}
    if name not in definitions.load("exports")["native"] and (given.bundle or {"pptx", "xlsx"} & set(given.formats)):
        # a picture on slides has the shape of a slide, which says the footer and shows the logo itself
        alone = None if given.brand is None else {**given.brand, "footer": "", "logo": ""}
        office = content.contents(name, tables, "slide", alone)
    for lang, each in content.contents(name, tables, given.size, given.brand).items():
        if lang not in given.languages:
            continue
        wanted = FIGURE_FORMATS if given.bundle else given.formats
        drawn = office.get(lang, each)
        body = pictures.body(drawn, given.brand) if office and {"pptx", "xlsx"} & set(wanted) else b""
        files: dict[str, bytes] = {}
        for form in wanted:
            if form == "svg":
                files["svg"] = pictures.svg(each, given.brand, given.svg_text)
            elif form == "csv":
                plain = content.csv_bytes(each.chart.data)
                files |= {"csv": plain, "excel.csv": b"\xef\xbb\xbf" + plain}
            elif form in ("pdf", "png"):
                files[form] = {"pdf": pictures.pdf, "png": pictures.png}[form](each, given.brand)
            elif form in FIGURE_FORMATS:
                files[form] = {"pptx": slides.pptx, "xlsx": workbook.xlsx}[form](drawn, given.brand, body)
        kept = {end: data for end, data in files.items() if end.split(".")[-1] in given.formats}
        made |= {f"{name}.{lang}.{end}": data for end, data in kept.items()}
        if given.bundle:
            made[f"{name}.{lang}.zip"] = bundle.bundle(each, files)
    return made


def _write(given: Order, files: Mapping[str, bytes]) -> list[Path]:
    from analysis import tables

    paths = []
    for name, data in files.items():
        paths.append(given.to / name)
        tables.write_atomic(paths[-1], data)
    return paths


def _one(name: str, given: Order) -> list[Path]:
    """Make and write one figure, in a process of its own or in this one."""
    from analysis import charts

    return _write(given, files_of(name, given, charts.load_tables([name])))


def _table(name: str, given: Order) -> list[Path]:
    from analysis.exports import print_tables

    return _write(given, print_tables.files_of(name, given.languages, given.formats, given.brand))


def _each(given: Order) -> Iterator[list[Path]]:
    from analysis import definitions

    workers = min(os.cpu_count() or 1, len(given.figures))
    if len(given.figures) < POOLED or workers < 2:
        yield from (_one(name, given) for name in given.figures)
    else:
        with ProcessPoolExecutor(workers) as pool:
            # those that are drawn twice first, so that no process waits for the other at the end
            native = definitions.load("exports")["native"]
            waiting = [pool.submit(_one, name, given) for name in sorted(given.figures, key=lambda n: n in native)]
            try:
                yield from (done.result() for done in as_completed(waiting))
            except AnalysisError:
                pool.shutdown(cancel_futures=True)
                raise
    yield from (_table(name, given) for name in given.tables)


def run(given: Order) -> list[Path]:
    """Write everything that was ordered, each file whole or not at all; returns the paths, sorted."""
    from tqdm import tqdm

    total = len(given.figures) + len(given.tables)
    hidden = None if total > 1 else True  # None: hidden where nobody watches a terminal
    written = [path for paths in tqdm(_each(given), total=total, desc="export", unit="figure", leave=False,
                                      disable=hidden) for path in paths]
    return sorted(written)
