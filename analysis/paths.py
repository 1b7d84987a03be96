"""Every path of the repository; importing does nothing."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
DEFINITIONS = PACKAGE / "definitions"
FONTS = PACKAGE / "fonts"
RAW = ROOT / "data" / "raw"
REFERENCE = ROOT / "data" / "reference"
CLEAN = ROOT / "data" / "clean"
FIGURES = ROOT / "figures"
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build"
