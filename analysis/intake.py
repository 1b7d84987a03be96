"""The commands by which a report gets in: read, census, add, corpus. They parse, call, print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, RawFileError
from analysis.formats import LIMIT


def add_commands(commands: Any) -> None:
    """Add the commands to the parser's ``commands``."""
    read = commands.add_parser("read", help="observations of any report: text, HTML, DOCX, PDF")
    _files(read)
    read.add_argument("--explain", action="store_true", help="show each row's sentence and where its parts came from")
    read.add_argument("--html", type=Path, metavar="PATH", help="write a review page with every number marked")
    read.set_defaults(run=_read)

    census = commands.add_parser("census", help="every number of the same files and what it is")
    _files(census)
    census.set_defaults(run=_census)

    add = commands.add_parser("add", help="a report for good: its text and origin to data/raw")
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument(
        "--report", required=True, metavar="ID", help="<city>-<year> in lower case, for instance town-2020"
    )
    add.add_argument("--city", help="the place it speaks for, in Chinese, when its title does not say it")
    add.add_argument("--title", help="its title, when its first lines do not say it")
    add.add_argument("--kind", choices=("summary", "plan", "summary and plan"))
    add.add_argument("--year", type=int, help="the year that it reviews, or plans for when it is a plan only")
    add.add_argument("--url", help="where it was published")
    _limit(add)
    add.set_defaults(run=_add)

    corpus = commands.add_parser("corpus", help="many reports to partitioned Parquet; goes on where it stopped")
    corpus.add_argument("folder", type=Path, metavar="DIR", help="a folder of reports, read with all folders below it")
    corpus.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the Parquet parts go")
    where = corpus.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: one a core)")
    where.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask scheduler, for instance tcp://host:8786")
    corpus.add_argument("--batch", type=int, default=200, metavar="N", help="reports a part (default %(default)s)")
    _limit(corpus)
    corpus.set_defaults(run=_corpus)


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a report; - is the standard input")
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    parser.add_argument("--out", type=Path, metavar="PATH", help="write there instead of printing")
    _limit(parser)


def _limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=int, default=LIMIT, metavar="MB", help="largest file to read (default %(default)s)"
    )


def _say(error: AnalysisError) -> None:
    print(f"error: {error}", file=sys.stderr)


def _explained(files: Iterable[Path], limit: int) -> Iterator[Any]:
    """Readings of the files in order; a file that cannot be read is said and gives None."""
    from analysis import reading

    for path in files:
        try:
            found = reading.explained(path, limit)
        except RawFileError as error:
            _say(error)
            yield None
            continue
        for note in found.notes:
            print(f"note: {path}: {note}", file=sys.stderr)
        yield found


def _read(options: argparse.Namespace) -> int:
    from analysis import reading
    from analysis.model import Observation

    found = list(_explained(options.files, options.limit))
    pages = [page for page in found if page is not None]
    if not pages:
        return 2
    if options.html:
        from analysis import review

        review.write(pages, options.html)
    if options.explain:
        _give("".join(reading.explanation_text(page) for page in pages), options.out)
    elif options.out or not options.html:
        rows = [row for page in pages for row in page.reading.observations]
        _give(reading.rows_text(rows, options.format, Observation), options.out)
    return 2 if None in found else 0


def _census(options: argparse.Namespace) -> int:
    from analysis import reading
    from analysis.model import Mention

    found = list(_explained(options.files, options.limit))
    pages = [page for page in found if page is not None]
    if not pages:
        return 2
    rows = [row for page in pages for row in page.reading.mentions]
    _give(reading.rows_text(rows, options.format, Mention), options.out)
    return 2 if None in found else 0


def _give(text: str, path: Path | None) -> None:
    from analysis.files import write_atomic

    if path:
        write_atomic(path, text.encode("utf-8"))
    else:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()


def _add(options: argparse.Namespace) -> int:
    from analysis import paths, reading
    from analysis.adding import add

    given = {
        "city": options.city,
        "title": options.title,
        "kind": options.kind,
        "report_year": options.year,
        "url": options.url,
    }
    added = add(options.file, options.report, paths.RAW, given, options.limit)
    for note in added.notes:
        print(f"note: {options.file}: {note}", file=sys.stderr)
    rows = added.reading.observations
    print(f"{added.text}\n{added.origin}\n\n{len(rows)} rows")
    for row in rows:
        print("  " + reading.row_line(row))
    unresolved = reading.unresolved_lines(added.reading)
    print(f"{len(unresolved)} unresolved mentions")
    for line in unresolved:
        print(f"  {line}")
    if added.missing:
        print(f"missing in {added.origin.name}: {', '.join(added.missing)}; fill in what you know")
    print("Check the rows (read --explain, read --html), then run make.")
    return 0


def _corpus(options: argparse.Namespace) -> int:
    from analysis.corpus import read_corpus

    if (options.workers is not None and options.workers < 1) or options.batch < 1:
        raise AnalysisError("--workers and --batch: expected a whole number of at least 1")
    try:
        done = read_corpus(
            options.folder, options.out, options.workers, options.scheduler, options.batch, options.limit
        )
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on where it stopped", file=sys.stderr)
        return 130
    print(f"{options.out}: {done.files - done.failures} of {done.files} files read, {done.observations} rows, "
          f"{done.mentions} mentions")
    if done.failures:
        print(f"{done.failures} files could not be read; reasons are in {options.out / 'failures'}")
    return 2 if done.failures == done.files else 0
