"""The command line; thin: it parses, calls the package, prints, and turns errors into one clear line.

Exit codes: 0 done, 1 a finding that the command exists to report, 2 unusable input.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from analysis import __version__, intake
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

    intake.add_commands(commands)

    audit = commands.add_parser("audit", help="arithmetic checks within and between reports; exit 1 where one fails")
    audit.add_argument("files", nargs="*", type=Path, metavar="FILE",
                       help="reports, or tables of observations (.csv); default: data/clean")
    audit.add_argument("--format", choices=("table", "csv"), default="table")
    audit.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the table")
    audit.set_defaults(run=_audit)

    verify = commands.add_parser("verify", help="raw files, quotes and tables against their definitions")
    verify.set_defaults(run=_verify)
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
