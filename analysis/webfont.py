"""The package's font for a page that fetches nothing: cut to the page's characters, as a data address."""

from __future__ import annotations

import base64
import io

from analysis.paths import FONTS


def data_address(text: str, weight: str = "Regular") -> str:
    """``data:`` address of Noto Sans SC as WOFF with the glyphs of ``text``; the same bytes for the same characters."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["kern"], hinting=False, notdef_outline=True)
    font = subset.load_font(str(FONTS / f"NotoSansSC-{weight}.ttf"), options)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(set(text))))
    cutter.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return "data:font/woff;base64," + base64.b64encode(out.getvalue()).decode("ascii")
