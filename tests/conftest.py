"""What several tests share: the figures, each drawn once for the whole run; a browser, where one is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest


@pytest.fixture(scope="session")
def given() -> dict[str, Any]:
    """The committed tables that figures are drawn from."""
    from analysis import charts

    return charts.load_tables()


@pytest.fixture(scope="session")
def drawn(given: dict[str, Any]) -> Callable[..., Any]:
    """``drawn(name, lang)``: the figure in its usual size, drawn at the first call; don't change what it gives."""
    from analysis import charts

    once = cache(lambda name, lang: charts.draw(name, given, lang))
    return lambda name, lang="en": once(name, lang)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium through playwright; the tests that need it are skipped without it.

    With GANPO_REQUIRE_BROWSER set, a missing browser is a failure and no skip. It is closed after each
    module: while it is open, its event loop keeps others (notebooks) from running theirs.
    """
    required = bool(os.environ.get("GANPO_REQUIRE_BROWSER"))
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        message = "Chromium is not installed (Debian: apt-get install chromium)"
        pytest.fail(f"{message}, and GANPO_REQUIRE_BROWSER is set") if required else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=quiet)
        yield chromium
        chromium.close()
