"""Small pictures of six exports for the README: ``python -m analysis.exports.showcase``.

Office files are shown as LibreOffice (``soffice``) and poppler (``pdftoppm``) render them, so the pictures depend on
their versions; they are committed, and made again by hand when a figure changes.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageOps

from analysis import charts, paths, tables
from analysis.errors import AnalysisError, ExportError
from analysis.exports import content, pictures, print_docx, print_tables, slides, workbook

FOLDER = paths.FIGURES / "showcase"
WIDE, COLOURS, LARGEST = 760, 96, 60_000
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>"""
#: A look that is not the house's.
BRAND = {"accent": "#8C1D40", "areas": ["#8C1D40", "#00539B", "#4B6F2B", "#7A4E9F"], "fonts": []}


def rendered(name: str, data: bytes, page: int = 1) -> Image.Image:
    """One page of an Office file as LibreOffice prints it. Raises ExportError where the programs are missing."""
    for program in ("soffice", "pdftoppm"):
        if shutil.which(program) is None:
            raise ExportError(f"{program} is not installed; it is needed to show Office files as pictures")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / name).write_bytes(data)
        (folder / "fonts.conf").write_text(_FONTS.format(fonts=paths.FONTS, cache=folder / "cache"), encoding="utf-8")
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
             "--outdir", place, str(folder / name)],
            env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}, check=True, capture_output=True)
        pdf = (folder / name).with_suffix(".pdf")
        made = subprocess.run(["pdftoppm", "-r", "110", "-png", "-f", str(page), "-l", str(page), str(pdf)], check=True,
                              capture_output=True)
        return Image.open(io.BytesIO(made.stdout)).convert("RGB")


def small(image: Image.Image, trim: bool = False) -> bytes:
    """A PNG for a web page: so wide, few colours, a thin frame; without its white margins where they are to go."""
    picture = image.convert("RGB")
    if trim:
        inside = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
        picture = ImageOps.expand(picture.crop(inside), 14, "white")
    height = round(picture.height * WIDE / picture.width)
    picture = picture.resize((WIDE, height), Image.Resampling.LANCZOS)
    framed = ImageOps.expand(picture, 1, "#C9D0D6")
    framed = framed.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    framed.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def six() -> dict[str, bytes]:
    """File name → picture: a figure, an own look, a slide, a slide with a picture, a workbook, a table for print."""
    given = charts.load_tables()

    def drawn(name: str, lang: str, size: str = "a4_full", brand: Any = None) -> content.Content:
        return content.contents(name, given, size, brand)[lang]

    def figure(made: content.Content, brand: Any = None) -> Image.Image:
        return Image.open(io.BytesIO(pictures.png(made, brand)))

    table = rendered("table.docx", print_docx.docx(print_tables.print_table("rd_spending", "zh")))
    return {
        "figure.png": small(figure(drawn("rd_intensity", "zh"))),
        "own-look.png": small(figure(drawn("rd_expenditure", "en", brand=BRAND), BRAND)),
        "slide.png": small(rendered("slide.pptx", slides.pptx(drawn("hte_stock", "en")))),
        "slide-picture.png": small(rendered("picture.pptx", slides.pptx(drawn("targets", "zh", "slide")))),
        "workbook.png": small(rendered("workbook.xlsx", workbook.xlsx(drawn("rd_expenditure", "zh"))), trim=True),
        "table.png": small(table.crop((0, 0, table.width, table.height // 2)), trim=True),
    }


def main() -> int:
    """Write the six pictures; says how large each is and refuses one that is too large for a page."""
    try:
        made = six()
    except AnalysisError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for name, data in made.items():
        if len(data) > LARGEST:
            print(f"error: {name}: {len(data)} bytes, expected at most {LARGEST}", file=sys.stderr)
            return 2
        tables.write_atomic(FOLDER / name, data)
        print(f"{FOLDER.name}/{name}  {len(data) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
