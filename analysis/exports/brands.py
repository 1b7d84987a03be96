"""An institution's own look: one YAML file over the house brand, checked before anything is drawn.

Keys (all may be left out): ``accent``, ``areas`` (colours ``#RRGGBB``), ``family`` and ``fonts`` (name and
files of a font), ``logo`` (PNG or JPEG), ``footer``. Files stand beside the YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analysis import definitions, style
from analysis.errors import DefinitionError, ExportError

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
#: Least contrast of a mark on white, as WCAG 2 asks of graphics.
CONTRAST = 3.0


def load(path: Path | None) -> dict[str, Any] | None:
    """The brand of a YAML file, its files as absolute paths; ``None`` for no file.

    Raises ExportError with every fault in one line: unknown key, no colour, low contrast, missing or
    unreadable font or logo.
    """
    if path is None:
        return None
    try:
        given = definitions.parse_yaml(path)
    except DefinitionError as error:
        raise ExportError(str(error)) from None
    known = style.brand_of(None)
    if not isinstance(given, dict):
        raise ExportError(f"{path.name}: expected a mapping with some of {', '.join(known)}")
    faults = [f"unknown key '{key}' (known: {', '.join(known)})" for key in given if key not in known]
    checks: Mapping[str, Callable[[Any, Path], list[str]]] = {
        "accent": _accent, "areas": _areas, "family": _text, "footer": _text, "fonts": _fonts, "logo": _logo,
    }
    for key, value in given.items():
        if key in checks:
            faults += [f"{key}: {fault}" for fault in checks[key](value, path.parent)]
    if not faults:
        faults = _family(given.get("family", known["family"]), given.get("fonts", []), path.parent)
    if faults:
        raise ExportError(f"{path.name}: {'; '.join(faults)}")
    own = dict(given)
    if own.get("logo"):
        own["logo"] = str((path.parent / own["logo"]).resolve())
    own["fonts"] = [str((path.parent / name).resolve()) for name in own.get("fonts", [])]
    return own


def _text(value: Any, _: Path) -> list[str]:
    return [] if isinstance(value, str) else [f"found {value!r}, expected text"]


def _accent(value: Any, _: Path) -> list[str]:
    return _colour(value)


def _areas(value: Any, _: Path) -> list[str]:
    if not isinstance(value, list) or not value:
        return ["expected a list of colours"]
    return [fault for colour in value for fault in _colour(colour)]


def _colour(value: Any) -> list[str]:
    if not isinstance(value, str) or not COLOUR.fullmatch(value):
        return [f"found {value!r}, expected a colour as \"#RRGGBB\" in quotes"]
    ratio = style.contrast(value)
    if ratio < CONTRAST:
        return [f"{value} has a contrast of {ratio:.1f} : 1 on white, expected {CONTRAST:.0f} : 1 or more; darken it"]
    return []


def _logo(value: Any, folder: Path) -> list[str]:
    from PIL import Image, UnidentifiedImageError

    if not isinstance(value, str):
        return [f"found {value!r}, expected the name of a file"]
    try:
        with Image.open(folder / value) as image:
            form = image.format
            image.load()
    except FileNotFoundError:
        return [f"{value} not found beside the brand file"]
    except (UnidentifiedImageError, OSError):
        return [f"{value} is no readable PNG or JPEG"]
    return [] if form in ("PNG", "JPEG") else [f"{value} is {form}, expected PNG or JPEG"]


def _fonts(value: Any, folder: Path) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return [f"found {value!r}, expected a list of files"]
    faults = []
    for name in value:
        try:
            _family_of(folder / name)
        except FileNotFoundError:
            faults.append(f"{name} not found beside the brand file")
        except Exception:  # fontTools raises many kinds for a broken file
            faults.append(f"{name} is no readable TTF or OTF font")
    return faults


def _family_of(path: Path) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return str(font["name"].getBestFamilyName())


def _family(family: str, fonts: list[str], folder: Path) -> list[str]:
    """Whether the family is the house's, comes with its files, or is installed."""
    from matplotlib import font_manager

    carried = {_family_of(folder / name) for name in fonts} | {style.brand_of(None)["family"]}
    if family in carried or family in font_manager.get_font_names():
        return []
    if fonts:
        return [f"family: '{family}' is not what the fonts hold ({', '.join(sorted(carried))})"]
    return [f"family: '{family}' is not installed; name its files under fonts"]
