"""The command line; thin: it parses, calls the package, prints, and turns errors into one clear line.

Exit codes: 0 done, 1 a finding that the command exists to report, 2 unusable input.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from analysis import __version__
from analysis.errors import AnalysisError

STAGES = ("tables", "figures", "notebooks")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except AnalysisError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        name = f" {error.filename}" if error.filename else ""
        print(f"error:{name}: {error.strerror or error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Figures out of Chinese work reports.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="command", required=True)

    build = commands.add_parser("build", help="build everything, or one stage, from data/raw")
    build.add_argument("stage", nargs="?", choices=STAGES, help="default: all stages")
    build.set_defaults(run=_build)

    read = commands.add_parser("read", help="observations of any report: text, HTML, DOCX, PDF")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    read.add_argument("--out", type=Path, metavar="PATH", help="write there instead of printing")
    read.add_argument("--explain", action="store_true", help="show each row's sentence and where its parts came from")
    read.add_argument("--html", type=Path, metavar="PATH", help="write a review page with every number marked")
    read.set_defaults(run=_read)

    census = commands.add_parser("census", help="every number of the same files and what it is")
    census.add_argument("files", nargs="+", type=Path, metavar="FILE")
    census.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    census.add_argument("--out", type=Path, metavar="PATH")
    census.set_defaults(run=_census)

    audit = commands.add_parser("audit", help="arithmetic checks within and between reports; exit 1 where one fails")
    audit.add_argument("files", nargs="*", type=Path, metavar="FILE",
                       help="reports, or tables of observations (.csv); default: data/clean")
    audit.add_argument("--format", choices=("table", "csv"), default="table")
    audit.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the table")
    audit.set_defaults(run=_audit)

    verify = commands.add_parser("verify", help="raw files, quotes and tables against their definitions")
    verify.set_defaults(run=_verify)
    from analysis.exports import commands as exports

    exports.add_to(commands)
    return parser


def _build(options: argparse.Namespace) -> int:
    from analysis import build

    for stage in (options.stage,) if options.stage else STAGES:
        make: Callable[[], list[Path]] | None = getattr(build, f"build_{stage}", None)
        if make is None and options.stage:
            raise AnalysisError(f"build {stage}: this copy of the package has no such stage")
        if make is not None:
            print(f"{stage}: {len(make())} files")
    return 0


def _read(options: argparse.Namespace) -> int:
    from analysis import reading
    from analysis.model import Observation

    return _each(options, lambda r: r.observations, Observation, reading)


def _census(options: argparse.Namespace) -> int:
    from analysis import reading
    from analysis.model import Mention

    options.explain, options.html = False, None
    return _each(options, lambda r: r.mentions, Mention, reading)


def _each(options: argparse.Namespace, rows_of: Callable, kind: type, reading: object) -> int:  # type: ignore[type-arg]
    from analysis import reading as reader

    rows, pages, failed = [], [], False
    for path in options.files:
        try:
            explained = reader.explained(path)
        except AnalysisError as error:
            print(f"error: {error}", file=sys.stderr)
            failed = True
            continue
        pages.append(explained)
        rows += rows_of(explained.reading)
    if options.html and pages:
        from analysis import review

        review.write(pages, options.html)
    if options.explain:
        text = "".join(reader.explanation_text(page) for page in pages)
    else:
        text = reader.to_csv(rows, kind) if options.format == "csv" else reader.to_jsonl(rows)
    if options.out:
        reader.write_text(options.out, text)
    elif not options.html or options.explain:
        sys.stdout.write(text)
    return 2 if failed else 0


def _audit(options: argparse.Namespace) -> int:
    from analysis.audit import listing

    checks = listing.audited_files(options.files) if options.files else listing.audited_tables()
    sys.stdout.write(listing.text_of(checks, options.format, options.lang))
    return 1 if listing.has_failures(checks) else 0


def _verify(options: argparse.Namespace) -> int:
    from analysis import verify

    findings = verify.findings()
    for line in findings:
        print(line)
    if not findings:
        print("raw files, quotes and tables agree")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
