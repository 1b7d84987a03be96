"""Run every notebook on a clean kernel and keep it byte for byte the same when nothing has changed.

What is kept of a notebook: its cells with their fixed ids and tags, and the outputs. What is not: times,
versions, the state of an editor, and everything else that would differ from one run to the next.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.errors import AnalysisError

#: Seconds that one cell may take.
PATIENCE = 120
#: Kernels that run side by side; each needs about a core and 300 MB.
KERNELS = 4
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: What a cell and an output keep of their metadata.
CELL_METADATA = ("jupyter", "tags")
COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")
MEMORY_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


class NotebookError(AnalysisError):
    """A notebook can't be read, or one of its cells failed; nothing was written."""


def notebook_paths(directory: Path = paths.NOTEBOOKS) -> list[Path]:
    """The notebooks of a directory in the order of their names. Raises NotebookError where there is none."""
    found = sorted(directory.glob("*.ipynb"))
    if not found:
        raise NotebookError(f"{directory.name}/: no notebook found; expected files like 01_name.ipynb. Restore them.")
    return found


def executed(notebooks: Sequence[Path]) -> dict[Path, bytes]:
    """Path → the bytes of each notebook after a run on a clean kernel of the running interpreter.

    Nothing is written. Raises NotebookError with notebook, cell and error for the first that fails.
    """
    from tqdm import tqdm

    loaded = {path: read(path) for path in notebooks}
    cells = sum(len(notebook.cells) for notebook in loaded.values())
    with tqdm(total=cells, desc="notebooks", unit="cell", file=sys.stderr, leave=False) as bar:
        asyncio.run(_run_all(loaded, lambda: bar.update()))
    return {path: to_bytes(notebook, _where(path)) for path, notebook in loaded.items()}


def read(path: Path) -> Any:
    """A notebook of the current format. Raises NotebookError naming the fault."""
    import nbformat

    where = _where(path)
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except (nbformat.reader.NotJSONError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
        raise NotebookError(f"{where}: not a notebook; expected the JSON of an .ipynb file. Restore it.") from None
    except nbformat.ValidationError as error:
        reason = " ".join(str(error).split())[:160]
        raise NotebookError(f"{where}: breaks the notebook format ({reason}). Open and save it: `make lab`.") from None
    return notebook


async def _run_all(loaded: dict[Path, Any], done: Callable[[], Any]) -> None:
    places = asyncio.Semaphore(min(KERNELS, (os.cpu_count() or 1) + 1))
    with tempfile.TemporaryDirectory() as own:
        runs = [_run(number, *each, Path(own), places, done) for number, each in enumerate(loaded.items())]
        for result in await asyncio.gather(*runs, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result


async def _run(
    number: int, path: Path, notebook: Any, own: Path, places: asyncio.Semaphore, done: Callable[[], Any]
) -> None:
    """Run one notebook in place. ``own`` is a folder for what kernels would write into a home directory."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    at = 0

    def arrived(cell: Any, cell_index: int) -> None:
        nonlocal at
        at = cell_index
        done()

    # No folder of kernels is searched: the kernel is always the interpreter that runs this. It is spoken to
    # over files of ``own``, not over ports that any other program might take or listen to.
    manager = AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), transport="ipc",
        connection_file=str(own / f"{number}.json"), ip=str(own / str(number)),
    )
    client = NotebookClient(
        notebook, km=manager, timeout=PATIENCE, record_timing=False, coalesce_streams=True, store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}}, on_cell_start=arrived,
    )
    environment = os.environ | {
        "IPYTHONDIR": str(own / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(paths.ROOT), os.environ.get("PYTHONPATH", "")])),
        "PYTHONHASHSEED": "0",
    }
    async with places:
        try:
            await client.async_execute(env=environment)
        except CellExecutionError as error:
            raise NotebookError(_failure(path, notebook, at, f"{error.ename}: {error.evalue}")) from None
        except CellTimeoutError:
            raise NotebookError(_failure(path, notebook, at, f"took longer than {PATIENCE} seconds")) from None
        except DeadKernelError:
            raise NotebookError(_failure(path, notebook, at, "the kernel died")) from None
        finally:
            await manager.shutdown_kernel(now=True)


def _failure(path: Path, notebook: Any, at: int, reason: str) -> str:
    first = COLOUR_CODES.sub("", reason).strip().splitlines()[0]
    return (
        f"{_where(path)}: cell {at + 1} of {len(notebook.cells)} ({notebook.cells[at].id}) failed: "
        f"{first}. The notebook was left as it was; open it with `make lab`, mend the cell, build again."
    )


def _where(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def to_bytes(notebook: Any, where: str) -> bytes:
    """The notebook as it is committed: sorted keys, one space of indent, only what a second run would repeat.

    Raises NotebookError where an output shows a memory address, which no second run would repeat.
    """
    import nbformat

    notebook.metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        cell.pop("attachments", None)
        for output in cell.get("outputs", ()):
            if MEMORY_ADDRESS.search(json.dumps(output)):
                raise NotebookError(
                    f"{where}: cell {number} ({cell.id}) shows the address of an object in memory, which is another in "
                    "every run; show its content instead."
                )
    text = nbformat.writes(nbformat.from_dict(notebook), version=nbformat.NO_CONVERT)
    return f"{text.rstrip()}\n".encode()
