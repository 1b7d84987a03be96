"""Ganpo Policy Lab: reads the figures out of Chinese cities' work reports and compares them honestly.

>>> from analysis import read_text
>>> [o.value for o in read_text("甲市科技局2022年工作总结\\n全市高新技术企业总数达到120家。")]
[120.0]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.cleaning.observations import read_text
    from analysis.reading import read_file
    from analysis.tables import load

__all__ = ["load", "read_file", "read_text"]
__version__ = "0.1.0"

_HOMES = {
    "read_text": "analysis.cleaning.observations",
    "read_file": "analysis.reading",
    "load": "analysis.tables",
}


def __getattr__(name: str) -> Any:
    """The public functions are imported when first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
