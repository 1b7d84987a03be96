"""Claim: a folder of reports becomes Parquet without losing one: killed, resumed, or on a cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import papers
import pyarrow.parquet as pq
import pytest

from analysis import corpus
from analysis.__main__ import main
from benchmarks import synthetic

REPORTS, BATCH = 120, 4
ROW = ("indicator", "measure", "area_name", "period", "status", "value", "low", "high")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic reports in every form, with two files that hold no report."""
    folder = tmp_path_factory.mktemp("reports")
    synthetic.write(folder, REPORTS)
    (folder / "empty.txt").touch()
    (folder / "scan.pdf").write_bytes(papers.pdf([[]]))
    (folder / ".hidden.txt").write_text("not a report", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def unbroken(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an unbroken run in two processes writes."""
    out = tmp_path_factory.mktemp("out") / "unbroken"
    assert main(["corpus", str(folder), "--out", str(out), "--workers", "2", "--batch", str(BATCH)]) == 0
    return out


def table(out: Path, name: str) -> list[dict[str, Any]]:
    return [row for part in corpus.part_paths(out, name) for row in pq.read_table(part).to_pylist()]


def tree(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- one machine


def test_every_known_row_of_every_report_is_there_and_no_other(unbroken: Path) -> None:
    found = Counter((row["report"], *(row[name] for name in ROW)) for row in table(unbroken, "observations"))
    known = Counter(
        (synthetic.name_of(number), *row) for number in range(REPORTS) for row in synthetic.report(number).rows
    )
    assert found == known


def test_no_file_is_lost_and_failures_say_why(unbroken: Path) -> None:
    read = {row["file"] for row in table(unbroken, "mentions")}
    failed = {row["file"]: row["reason"] for row in table(unbroken, "failures")}
    assert len(read) == REPORTS
    assert failed == {
        "empty.txt": "the file is empty; expected a report",
        "scan.pdf": "a scan without text; run it through text recognition (OCR) first",
    }
    assert {Path(file).suffix for file in read} == {".txt", ".html", ".docx"}


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(folder: Path, unbroken: Path, tmp_path: Path) -> None:
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "analysis", "corpus", str(folder), "--out", str(out)]
    command += ["--workers", "2", "--batch", str(BATCH)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as run:
        assert run.stderr is not None
        said = b""
        while b"failed=" not in said:  # the progress bar counts the first batches
            said += run.stderr.read(1)
        os.killpg(run.pid, signal.SIGKILL)
    done = len(list((out / "batches").glob("*.json")))
    assert 0 < done < len(list((unbroken / "batches").glob("*.json")))
    assert main(["corpus", str(folder), "--out", str(out), "--workers", "1", "--batch", str(BATCH)]) == 0
    assert tree(out) == tree(unbroken)


def test_a_part_that_was_lost_is_made_again(folder: Path, unbroken: Path, tmp_path: Path) -> None:
    import shutil

    out = tmp_path / "copy"
    shutil.copytree(unbroken, out)
    (out / "mentions" / "part-00003.parquet").unlink()
    (out / "batches" / "00005.json").unlink()
    (out / "mentions" / ".part-00003.parquet.999.part").write_bytes(b"half")
    assert main(["corpus", str(folder), "--out", str(out), "--workers", "1", "--batch", str(BATCH)]) == 0
    assert tree(out) == tree(unbroken)


def test_a_worker_process_that_dies_costs_nothing(
    folder: Path, unbroken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = corpus.sources_of(folder)
    out = tmp_path / "out"
    batches = corpus.batches_of(sources, folder, out, BATCH, 50)
    run = corpus._on_processes(batches, 2)
    done = [next(run)]
    worker = next(iter(_children(os.getpid())))
    os.kill(worker, signal.SIGKILL)
    done += run
    assert sum(counts.files for counts in done) == len(sources)
    assert table(out, "observations") == table(unbroken, "observations")


def _children(parent: int) -> Iterator[int]:
    """Worker processes of a pool: children that were spawned to run tasks."""
    for task in Path(f"/proc/{parent}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                yield int(child)


# ---------------------------------------------------------------- refusals


def test_another_corpus_in_the_same_place_is_refused(
    folder: Path, unbroken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(unbroken)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text(synthetic.report(1).text, encoding="utf-8")
    for arguments, reason in (
        ([str(tmp_path / "one"), "--out", str(unbroken)], "holds the result of other files or settings"),
        ([str(folder), "--out", str(unbroken), "--batch", "7"], "holds the result of other files or settings"),
        ([str(folder), "--out", str(folder / "x")], "lies inside the folder that is read"),
        ([str(folder), "--out", str(tmp_path / "one")], "is not empty and holds no manifest.json"),
        ([str(tmp_path / "gone"), "--out", str(tmp_path / "x")], "not a folder"),
        ([str(folder), "--out", str(tmp_path / "x"), "--workers", "0"], "at least 1"),
    ):
        assert main(["corpus", *arguments]) == 2
        said = capsys.readouterr().err.strip().splitlines()
        assert said[-1].startswith("error: ") and reason in said[-1]
    assert tree(unbroken) == before


def test_the_same_name_with_two_suffixes_stays_two_reports(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "b.txt", "c/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [(s.file, s.report) for s in corpus.sources_of(tmp_path)] == [
        ("a.html", "a.html"),
        ("a.txt", "a.txt"),
        ("b.txt", "b"),
        ("c/a.txt", "c/a"),
    ]


# ---------------------------------------------------------------- a cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Dask scheduler with two worker processes, as `dask scheduler` and `dask worker` would start them."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as started:
        yield started


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(
    folder: Path, unbroken: Path, tmp_path: Path, cluster: Any
) -> None:
    sources = corpus.sources_of(folder)
    out = tmp_path / "out"
    run = corpus._on_cluster(corpus.batches_of(sources, folder, out, BATCH, 50), cluster.scheduler_address)
    done = [next(run)]
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    done += run
    assert sum(counts.files for counts in done) == len(sources)
    parts = {name: data for name, data in tree(unbroken).items() if name != "manifest.json"}
    assert tree(out) == parts


def test_the_command_uses_a_cluster_by_its_address(folder: Path, unbroken: Path, tmp_path: Path, cluster: Any) -> None:
    out = tmp_path / "out"
    address = ["--scheduler", cluster.scheduler_address, "--batch", str(BATCH)]
    assert main(["corpus", str(folder), "--out", str(out), *address]) == 0
    assert tree(out) == tree(unbroken)


def test_a_missing_extra_is_said_in_one_line(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["corpus", str(folder), "--out", str(tmp_path / "x"), "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "pip install 'ganpo-policy-lab[scale]'" in capsys.readouterr().err.splitlines()[-1]


def test_the_result_answers_a_query(unbroken: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    question = f"""
        SELECT period, count(DISTINCT area_name) AS cities, count(*) AS figures
        FROM '{unbroken}/observations/*.parquet'
        WHERE indicator = 'hte' AND measure = 'level' AND status = 'actual'
        GROUP BY period ORDER BY period
    """
    known = Counter(
        row.period
        for number in range(REPORTS)
        for row in synthetic.report(number).rows
        if (row.indicator, row.status) == ("hte", "actual")
    )
    assert {period: figures for period, _, figures in duckdb.sql(question).fetchall()} == dict(known)


def test_records_of_batches_add_up(unbroken: Path) -> None:
    records = [json.loads(path.read_text()) for path in (unbroken / "batches").glob("*.json")]
    assert sum(record["files"] for record in records) == REPORTS + 2
    assert sum(record["observations"] for record in records) == len(table(unbroken, "observations"))
