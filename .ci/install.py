"""Install the locked packages into the environment that runs this, and show how far it is.

Standard library only: it runs before anything is installed. Exits with pip's own code, so a
broken installation stops `make`.
"""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LOCK = Path("requirements.lock")
PIP = (
    *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-warn-script-location"),
    *("--progress-bar", "off", "--require-hashes", "--compile", "-r", str(LOCK)),
)


def main() -> int:
    total = len(re.findall(r"^[A-Za-z0-9]", LOCK.read_text(encoding="utf-8"), re.M))
    packages = Path(sysconfig.get_paths()["purelib"])
    pip = subprocess.Popen(PIP, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace")
    assert pip.stdout is not None
    seen = 0
    phase = "reading the lock"
    for line in _lines(pip.stdout):
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
            seen += 1
            phase = f"downloading  {seen:3} of about {total}"
        elif line.startswith("Installing collected"):
            phase = "installing"
        elif line.startswith("ERROR"):
            print(f"\n{line.rstrip()}", file=sys.stderr)
        if phase.startswith("installing"):
            done = sum(1 for _ in packages.glob("*.dist-info"))
            phase = f"installing   {done:3} of about {total}"
        _show(phase)
    print(flush=True)
    return pip.wait()


def _lines(stream: IO[str]) -> Iterator[str]:
    """Lines of pip as they come, and an empty one each second without any: pip is silent while it installs."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            line = ""
        if line is None:
            return
        yield line


_shown = ""


def _show(text: str) -> None:
    """One line rewritten on a terminal; elsewhere a line for every tenth step."""
    global _shown
    if text == _shown:
        return
    if sys.stdout.isatty():
        print(f"\r  {text:40}", end="", flush=True)
    elif not re.search(r"[1-9] of", text):
        print(f"  {text}", flush=True)
    _shown = text


if __name__ == "__main__":
    sys.exit(main())
