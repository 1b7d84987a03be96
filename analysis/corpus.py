"""Many reports to partitioned Parquet: a process pool on one machine, or any Dask cluster by its address.

The files of a folder are cut into batches in the order of their names. Each batch becomes one part of
every table by the same plain function, `read_batch`, wherever it runs; a part is written beside and
renamed, and the batch's own record comes last. A run that was killed goes on with the batches that
have no record, and ends with the same bytes as an unbroken one.

    OUT/manifest.json                 what was read: the files with their sizes, the batches, the version
    OUT/observations/part-00000.parquet   columns of observations.csv, with `file`
    OUT/mentions/part-00000.parquet       columns of mentions.csv, with `file`
    OUT/failures/part-00000.parquet       file and reason of every file that could not be read
    OUT/batches/00000.json            counts of a batch that is done
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from analysis import __version__
from analysis.errors import AnalysisError, RawFileError
from analysis.files import write_atomic
from analysis.formats import LIMIT
from analysis.model import Mention, Observation

#: Files of one batch: small enough to lose little, large enough to make few parts.
BATCH = 200
#: How often a batch is tried again when the worker that had it died.
TRIES = 4
TABLES = ("observations", "mentions", "failures")
_NUMBERS = frozenset({"value", "low", "high", "resolution"})
_OFFSETS = frozenset({"start", "end", "sentence_start", "sentence_end"})


class CorpusError(AnalysisError):
    """A corpus cannot be read or written as asked."""


class Source(NamedTuple):
    """A file of the corpus: its path below the folder, its size in bytes, the name of its report."""

    file: str
    size: int
    report: str


class Batch(NamedTuple):
    """Files that are read together, with all that a worker needs to know."""

    number: int
    folder: str
    out: str
    sources: tuple[Source, ...]
    limit: int = LIMIT


class Counts(NamedTuple):
    """What came of one batch or of all."""

    files: int = 0
    observations: int = 0
    mentions: int = 0
    failures: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


# ---------------------------------------------------------------- what there is to do


def sources_of(folder: Path) -> tuple[Source, ...]:
    """All files below a folder in the order of their names; hidden ones and origin files are left out.

    A report is called as its file without the suffix; where two files would share a name they keep it.
    """
    found: list[tuple[str, int]] = []
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(directory, name)
            if not name.startswith(".") and path.suffix.lower() not in (".yaml", ".yml"):
                found.append((path.relative_to(folder).as_posix(), path.stat().st_size))
    stems = Counter(_stem(file) for file, _ in found)
    named = (Source(file, size, _stem(file) if stems[_stem(file)] == 1 else file) for file, size in found)
    return tuple(sorted(named))


def _stem(file: str) -> str:
    return re.sub(r"\.[^./]+$", "", file)


def batches_of(sources: Sequence[Source], folder: Path, out: Path, size: int, limit: int) -> list[Batch]:
    """The batches of a corpus; the same files always give the same ones."""
    return [
        Batch(number, str(folder), str(out), tuple(sources[start : start + size]), limit)
        for number, start in enumerate(range(0, len(sources), size))
    ]


def manifest_of(sources: Sequence[Source], size: int, limit: int) -> bytes:
    """What makes two runs the same run: version, batch size, limit, and every file with its size."""
    listed = "".join(f"{source.file}\t{source.size}\n" for source in sources)
    facts = {
        "analysis": __version__,
        "files": len(sources),
        "files_sha256": hashlib.sha256(listed.encode("utf-8")).hexdigest(),
        "batch": size,
        "limit_mb": limit,
    }
    return (json.dumps(facts, indent=2) + "\n").encode("utf-8")


# ---------------------------------------------------------------- one batch: the plain function


def read_batch(batch: Batch) -> Counts:
    """Read the files of a batch and write its parts; runs in any process, also twice, with the same result."""
    from analysis.cleaning.observations import read_document
    from analysis.formats import text_of
    from analysis.model import Document

    observations: list[tuple[str, Observation]] = []
    mentions: list[tuple[str, Mention]] = []
    failures: list[dict[str, str]] = []
    for source in batch.sources:
        path = Path(batch.folder, source.file)
        try:
            reading = read_document(Document(source.report, text_of(path, batch.limit)))
        except RawFileError as error:
            failures.append({"file": source.file, "reason": str(error).removeprefix(f"{path}: ")})
            continue
        except Exception as error:  # one report must not cost the others: it is named with what happened
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            failures.append({"file": source.file, "reason": f"reading failed: {reason}"[:300]})
            continue
        observations += [(source.file, row) for row in reading.observations]
        mentions += [(source.file, row) for row in reading.mentions]
    counts = Counts(len(batch.sources), len(observations), len(mentions), len(failures))
    out = Path(batch.out)
    _write_part(out, "observations", batch.number, _records(observations, Observation))
    _write_part(out, "mentions", batch.number, _records(mentions, Mention))
    _write_part(out, "failures", batch.number, {name: [row[name] for row in failures] for name in ("file", "reason")})
    record = _record_path(out, batch.number)
    write_atomic(record, (json.dumps(counts._asdict()) + "\n").encode("utf-8"))
    return counts


def _records(rows: Sequence[tuple[str, Any]], kind: type) -> dict[str, list[Any]]:
    """Columns of the rows: ``file`` and every field; several repairs are joined by a space, as in the CSV."""
    columns: dict[str, list[Any]] = {"file": [file for file, _ in rows]}
    for each in fields(kind):
        values = [getattr(row, each.name) for _, row in rows]
        columns[each.name] = [" ".join(v) if isinstance(v, tuple) else v for v in values]
    return columns


def _write_part(out: Path, table: str, number: int, columns: dict[str, list[Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        name: pa.float64() if name in _NUMBERS else pa.int32() if name in _OFFSETS else pa.string() for name in columns
    }
    arrays = [pa.array(values, types[name]) for name, values in columns.items()]
    stream = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, names=list(columns)), stream, compression="zstd")
    write_atomic(out / table / f"part-{number:05d}.parquet", stream.getvalue().to_pybytes())


def _record_path(out: Path, number: int) -> Path:
    return out / "batches" / f"{number:05d}.json"


# ---------------------------------------------------------------- the whole run


def read_corpus(
    folder: Path,
    out: Path,
    workers: int | None = None,
    scheduler: str = "",
    batch: int = BATCH,
    limit: int = LIMIT,
) -> Counts:
    """Read every file below ``folder`` into Parquet below ``out``; goes on where an earlier run stopped.

    With ``scheduler``, the address of a Dask scheduler whose workers see both folders; else in
    ``workers`` processes (default: one a core). Raises CorpusError for an empty folder, an ``out``
    that holds another corpus, and a cluster that cannot be reached.
    """
    from tqdm import tqdm

    folder, out = folder.resolve(), out.resolve()
    if not folder.is_dir():
        raise CorpusError(f"{folder}: not a folder; expected one with the reports to read")
    if out == folder or folder in out.parents:
        raise CorpusError(f"{out}: lies inside the folder that is read; write to another place")
    sources = sources_of(folder)
    if not sources:
        raise CorpusError(f"{folder}: holds no file; expected the reports to read")
    _claim(out, manifest_of(sources, batch, limit))
    done, todo = Counts(), []
    for each in batches_of(sources, folder, out, batch, limit):
        if (counts := _counts_of(out, each.number)) is not None:
            done = done.plus(counts)
        else:
            todo.append(each)
    workers = workers or os.cpu_count() or 1
    if scheduler:
        run = _on_cluster(todo, scheduler)
    else:
        run = _on_processes(todo, workers) if workers > 1 else map(read_batch, todo)
    with tqdm(total=len(sources), initial=done.files, unit="report", desc="corpus") as bar:
        for counts in run:
            done = done.plus(counts)
            bar.update(counts.files)
            bar.set_postfix(rows=done.observations, failed=done.failures)
    return done


def _claim(out: Path, manifest: bytes) -> None:
    """Make ``out`` the home of this run, or find that it is already."""
    path = out / "manifest.json"
    if path.exists():
        if path.read_bytes() != manifest:
            raise CorpusError(
                f"{out}: holds the result of other files or settings; give another --out, or delete it to begin anew"
            )
    elif out.exists() and any(out.iterdir()):
        raise CorpusError(f"{out}: is not empty and holds no manifest.json; give another --out")
    else:
        write_atomic(path, manifest)
    for left in out.glob("*/.*.part"):  # of a worker that was killed while it wrote
        left.unlink(missing_ok=True)


def _counts_of(out: Path, number: int) -> Counts | None:
    """Counts of a batch that is done; None when its record or one of its parts is missing."""
    record = _record_path(out, number)
    parts = [out / table / f"part-{number:05d}.parquet" for table in TABLES]
    if not record.exists() or not all(part.exists() for part in parts):
        return None
    return Counts(**json.loads(record.read_text(encoding="utf-8")))


def _on_processes(batches: Sequence[Batch], workers: int) -> Iterator[Counts]:
    """Counts as batches end, in a pool of processes; a pool that lost a process is set up again."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    left = {batch.number: batch for batch in batches}
    tries = 0
    while left:
        pool = ProcessPoolExecutor(min(workers, len(left)), get_context("spawn"), _end_with_parent)
        try:
            futures = {pool.submit(read_batch, batch): number for number, batch in left.items()}
            for future in as_completed(futures):
                counts = future.result()
                del left[futures[future]]
                yield counts
        except BrokenProcessPool:
            tries += 1
            if tries >= TRIES:
                raise CorpusError(
                    f"worker processes died {tries} times, most likely for want of memory; "
                    "run the same command again with fewer --workers: it goes on where it stopped"
                ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A worker ends when the run that started it is killed, instead of waiting for work for ever."""
    from multiprocessing import connection, parent_process
    from threading import Thread

    parent = parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        Thread(target=lambda: (connection.wait([sentinel]), os._exit(1)), daemon=True).start()


def _on_cluster(batches: Sequence[Batch], address: str) -> Iterator[Counts]:
    """Counts as batches end, on a Dask cluster; a batch whose worker died is given to another."""
    try:
        from distributed import Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise CorpusError(
            "--scheduler needs the optional extra `scale`; install it with: pip install 'ganpo-policy-lab[scale]'"
        ) from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise CorpusError(f"scheduler {address}: cannot be reached ({reason}); check the address") from None
    with client:
        futures = [
            client.submit(read_batch, each, key=f"report-batch-{each.number}", retries=TRIES) for each in batches
        ]
        try:
            for future in as_completed(futures, loop=client.loop):
                yield future.result()
                future.release()
        except KilledWorker:
            raise CorpusError(
                "workers of the cluster died again and again on one batch, most likely for want of memory; "
                "run the same command again: it goes on where it stopped"
            ) from None


def part_paths(out: Path, table: str) -> Iterable[Path]:
    """Parts of one of the `TABLES`, in order."""
    return sorted((out / table).glob("part-*.parquet"))
