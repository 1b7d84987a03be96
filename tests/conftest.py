"""What several test files share: the figures, each drawn once for the whole run."""

from __future__ import annotations

from collections.abc import Callable
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
