"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_atomic(path: Path, data: bytes) -> bool:
    """Write ``data`` to ``path`` whole or not at all; leave a file that already holds it alone.

    Returns whether anything was written. A pipe or a device is written to as it is.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return True
