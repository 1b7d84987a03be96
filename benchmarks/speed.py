"""How fast and how lean reading is: characters a second on one core, growth with length, start, peak memory.

Ratios are measured side by side in one run; the numbers of another machine are not comparable.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from analysis import paths
from analysis.cleaning.observations import read_document
from analysis.model import Document

#: A text is read again until so many characters were read; the best of the rounds counts.
CHARACTERS, ROUNDS = 400_000, 5
LENGTHS = (1, 4, 16, 64)
#: What the issue of the suite asks for.
ASKED = {"characters_a_second": 800_000, "times_jionlp": 10, "start_seconds": 0.2, "peak_mb": 60}


class Speed(NamedTuple):
    """What one run measured; None where something was not installed."""

    characters_a_second: float
    compiled: float | None
    growth: dict[int, float]
    jionlp: float | None
    start: dict[str, float]
    peak_mb: float


def texts() -> list[str]:
    """Texts of the registered reports."""
    return [path.read_text(encoding="utf-8") for path in sorted(paths.RAW.glob("*.txt"))]


def pace(read: Callable[[str], Any], given: Iterable[str], characters: int = CHARACTERS) -> float:
    """Characters a second of CPU time, the best of the rounds."""
    texts = list(given)
    size = sum(map(len, texts))
    times = max(1, characters // size)
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(times):
            for text in texts:
                read(text)
        best = min(best, time.process_time() - begin)
    return size * times / best


def read_fully(text: str) -> Any:
    """Repair, quantities, periods, places, status, indicators, evidence, census."""
    return read_document(Document("text", text))


def growth(text: str) -> dict[int, float]:
    """How many times as long → microseconds a character; flat when the cost does not grow with the length."""
    return {times: 1e6 / pace(read_fully, [text * times], 1) for times in LENGTHS}


def jionlp_pace() -> float | None:
    """The best maintained library for Chinese money and time, on the same reports; None when not installed."""
    if importlib.util.find_spec("jionlp") is None:
        return None
    with contextlib.redirect_stdout(io.StringIO()):  # it greets on import
        import jionlp  # GPL: measured beside, never a dependency

    def read(text: str) -> Any:
        money = jionlp.ner.extract_money(text, with_parsing=True)
        return money, jionlp.ner.extract_time(text, with_parsing=True)

    logging.disable(logging.CRITICAL)  # it logs what it cannot parse
    try:
        return pace(read, texts(), 1)
    finally:
        logging.disable(logging.NOTSET)


def compiled_pace() -> float | None:
    """The same with the wheel of `make wheel`, in its own interpreter; None when there is none of these sources."""
    wheels = sorted((paths.ROOT / "build" / "wheel").glob("*.whl"))
    sources = [*(paths.ROOT / "analysis" / "cleaning").glob("*.py"), paths.ROOT / "analysis" / "model.py"]
    if not wheels or any(source.stat().st_mtime > wheels[-1].stat().st_mtime for source in sources):
        return None
    code = "from benchmarks import speed; print(speed.pace(speed.read_fully, speed.texts()))"
    compiled = "from analysis.cleaning import scan; assert not scan.__file__.endswith('.py'), scan.__file__; "
    with tempfile.TemporaryDirectory() as folder:
        install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", folder]
        subprocess.run([*install, str(wheels[-1])], check=True)
        path = f"import sys; sys.path[:0] = [{folder!r}, {str(paths.ROOT)!r}]; from analysis import paths; "
        here = f"import pathlib; paths.RAW = pathlib.Path({str(paths.RAW)!r}); "
        found = subprocess.run(
            [sys.executable, "-P", "-c", path + compiled + here + code], check=True, capture_output=True, text=True
        )
    return float(found.stdout)


def start_seconds(arguments: list[str]) -> float:
    """Wall time of a fresh interpreter, the best of the rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=paths.ROOT)
        best = min(best, time.perf_counter() - begin)
    return best


def peak_mb(report: Path) -> float:
    """Highest resident memory of `read` on one report, in MB, as its own interpreter saw it."""
    code = (
        "import sys, io; from analysis.__main__ import main; sys.stdout = open('/dev/null', 'w'); "
        f"main(['read', {str(report)!r}]); "
        "print([line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1], file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=paths.ROOT)
    return int(found.stderr.split()[-1]) / 1000


def measured() -> Speed:
    """One run of all measurements."""
    given = texts()
    read_fully(given[0])
    longest = max(sorted(paths.RAW.glob("*.txt")), key=lambda path: path.stat().st_size)
    start = {
        "import analysis": start_seconds(["-c", "import analysis"]),
        "read --help": start_seconds(["-m", "analysis", "read", "--help"]),
        "nothing (python -c pass)": start_seconds(["-c", "pass"]),
    }
    return Speed(pace(read_fully, given), compiled_pace(), growth(given[0]), jionlp_pace(), start, peak_mb(longest))


def report_of(found: Speed) -> list[str]:
    """Lines to print."""
    asked = ASKED
    lines = [
        f"full reading       {found.characters_a_second:>12,.0f} characters a second on one core "
        f"(asked: {asked['characters_a_second']:,})"
    ]
    if found.compiled:
        ratio = found.compiled / found.characters_a_second
        lines.append(
            f"  compiled         {found.compiled:>12,.0f} characters a second; {ratio:.2f} times as fast"
        )
    else:
        lines.append("  compiled         no wheel of these sources, not compared; to compare: make wheel")
    if found.jionlp:
        ratio = found.characters_a_second / found.jionlp
        lines.append(
            f"jionlp             {found.jionlp:>12,.0f} characters a second; reading is {ratio:.0f} times as fast "
            f"(asked: {asked['times_jionlp']})"
        )
    else:
        lines.append(
            "jionlp             not installed, not compared. It is GPL and no dependency; to compare: "
            f"{Path(sys.executable).name} -m pip install jionlp"
        )
    per = ", ".join(f"{times}×: {cost:.2f}" for times, cost in found.growth.items())
    lines.append(f"cost a character   {per} microseconds at so many times the length of a report")
    for name, seconds in found.start.items():
        lines.append(f"{name:<26}{seconds:>5.2f} s (asked: {asked['start_seconds']} s)")
    lines.append(f"peak memory of read{found.peak_mb:>12.0f} MB (asked: {asked['peak_mb']} MB)")
    return lines
