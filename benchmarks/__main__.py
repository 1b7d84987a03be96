"""`python -m benchmarks`: accuracy, speed, scale; `--record` keeps the accuracy as the run to compare with."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

RECORDED = Path(__file__).parent / "recorded.json"
PARTS = ("accuracy", "speed", "scale")


def main(arguments: list[str] | None = None) -> int:
    """Run the chosen parts and print what they found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument(
        "--reports", type=int, default=2000, metavar="N", help="synthetic reports (default %(default)s)"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes for them (default: one a core)")
    parser.add_argument("--record", action="store_true", help="keep this accuracy as the run to compare with")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; expected {', '.join(PARTS)}")
    for part in options.parts or PARTS:
        print(f"\n{part}", flush=True)
        print("\n".join({"accuracy": _accuracy, "speed": _speed, "scale": _scale}[part](options)), flush=True)
    return 0


def _accuracy(options: argparse.Namespace) -> list[str]:
    from analysis.files import write_atomic
    from benchmarks import accuracy

    now = accuracy.measured()
    before = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    lines = accuracy.report_of(now, before)
    if options.record:
        text = json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        written = write_atomic(RECORDED, text.encode("utf-8"))
        lines.append(f"  recorded in {RECORDED.parent.name}/{RECORDED.name}" if written else "  recorded before")
    return lines


def _speed(options: argparse.Namespace) -> list[str]:
    from benchmarks import speed

    return speed.report_of(speed.measured())


def _scale(options: argparse.Namespace) -> list[str]:
    from benchmarks import scale

    return scale.report_of(scale.measured(options.reports, options.workers))


if __name__ == "__main__":
    sys.exit(main())
