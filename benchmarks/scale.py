"""Many synthetic reports through the corpus command: time linear, memory of a worker flat, no row lost."""

from __future__ import annotations

import os
import resource
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from analysis.corpus import part_paths, read_corpus
from benchmarks import synthetic

#: Shares of the reports that are read one after the other, to see how the time grows.
SHARES = (0.25, 0.5, 1.0)
ASKED_MB = 500


class Run(NamedTuple):
    """One run: wall and processor seconds, the largest worker at half time and at the end, rows lost and strange."""

    reports: int
    seconds: float
    cpu_seconds: float
    half_mb: float
    end_mb: float
    lost: int
    extra: int
    failures: int


class _Watch(threading.Thread):
    """Samples the resident memory of this process's children until stopped: (seconds, MB of the largest)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.samples: list[tuple[float, float]] = []
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.1):
            self.samples.append((time.perf_counter(), max(_children_mb(), default=0.0)))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children_mb() -> list[float]:
    sizes = []
    for task in Path("/proc/self/task").iterdir():
        try:
            for child in (task / "children").read_text().split():
                status = Path(f"/proc/{child}/status").read_text()
                sizes += [int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS")]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return sizes


def measured(count: int, workers: int | None = None) -> list[Run]:
    """Runs over growing shares of ``count`` synthetic reports in a temporary folder."""
    import tqdm

    tqdm.tqdm.monitor_interval = 0
    with tempfile.TemporaryDirectory() as home:
        return [_run(Path(home), int(count * share), workers) for share in SHARES if int(count * share)]


def _run(home: Path, count: int, workers: int | None) -> Run:
    folder, out = home / f"reports-{count}", home / f"out-{count}"
    synthetic.write(folder, count)
    watch = _Watch()
    watch.start()
    begin, cpu = time.perf_counter(), _children_cpu()
    done = read_corpus(folder, out, workers=workers or os.cpu_count() or 1)
    seconds = time.perf_counter() - begin
    watch.done.set()
    watch.join()
    half = begin + seconds / 2
    return Run(
        count,
        seconds,
        _children_cpu() - cpu,
        max((size for at, size in watch.samples if at <= half), default=0.0),
        max((size for _, size in watch.samples), default=0.0),
        *_compared(out, count),
        done.failures,
    )


def _compared(out: Path, count: int) -> tuple[int, int]:
    """Known rows that are not there, and rows that nobody knows; compared part by part."""
    import pyarrow.parquet as pq

    names = ["report", "indicator", "measure", "area_name", "period", "status", "value", "low", "high"]
    lost = extra = 0
    known_of = {synthetic.name_of(number): number for number in range(count)}
    read: set[str] = set()
    for part in part_paths(out, "observations"):
        table = pq.read_table(part, columns=names)
        found = Counter(zip(*(table[name].to_pylist() for name in names), strict=True))
        reports = {row[0] for row in found}
        read |= reports
        known = Counter((name, *row) for name in reports for row in synthetic.report(known_of[name]).rows)
        lost += sum((known - found).values())
        extra += sum((found - known).values())
    lost += sum(len(synthetic.report(number).rows) for name, number in known_of.items() if name not in read)
    return lost, extra


def report_of(runs: list[Run]) -> list[str]:
    """Lines to print."""
    heads = (
        "reports",
        "seconds",
        "reports a second",
        "ms of processor for one more",
        "worker MB half",
        "worker MB end",
    )
    lines = ["  ".join((*heads, "rows lost"))]
    before = None
    for run in runs:
        further = run.reports - before.reports if before else 0
        more = f"{1000 * (run.cpu_seconds - before.cpu_seconds) / further:.2f}" if before and further else "-"
        cells = (f"{run.reports:,}", f"{run.seconds:.1f}", f"{run.reports / run.seconds:.0f}", more)
        sizes = (f"{run.half_mb:.0f}", f"{run.end_mb:.0f}")
        padded = [cell.rjust(len(head)) for head, cell in zip(heads, cells + sizes, strict=True)]
        lines.append("  ".join([*padded, str(run.lost).rjust(9)]))
        before = run
    lines.append(f"  asked: time linear, memory of a worker flat and at most {ASKED_MB} MB, no row lost")
    strays = sum(run.extra for run in runs), sum(run.failures for run in runs)
    if any(strays):
        lines.append(f"  {strays[0]} rows that no report states, {strays[1]} files not read")
    return lines
