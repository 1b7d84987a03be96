"""PDF with a text layer to text: lines rejoined to paragraphs, page furniture left out, tables as lines.

pdfplumber (the optional extra ``pdf``) gives characters with their places; here they become lines,
and lines become paragraphs by the layout: a full line runs on, a short or indented one does not.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from analysis.definitions import load
from analysis.errors import RawFileError
from analysis.formats import MEGABYTE, Extract
from analysis.formats.breaks import join, settle

#: What the streams of an honest report may unpack to, in megabytes.
UNPACKED = 300
_STREAM = re.compile(rb"stream\r?\n")
_ENDS = re.compile("[。！？!?；;：:]$")
_REPEATED = 3
_EDGE_LINES = 3
#: Paragraphs stand apart by this many usual steps; fewer lines tell no usual step.
_APART, _FEW_LINES = 1.35, 8


class Line(NamedTuple):
    """A line of a page, or a row of a table: text, left and right edge, top, height of its characters (points)."""

    text: str
    left: float
    right: float
    top: float
    size: float
    table: bool = False


def extract(data: bytes, name: str) -> Extract:
    """Text of a PDF. Raises RawFileError for a scan, an encrypted, broken or hostile file, a missing extra."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise RawFileError(
            f"{name}: PDF needs the optional extra `pdf`; install it with: pip install 'ganpo-policy-lab[pdf]'"
        ) from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it remarks on fonts, which no reader can mend
    _refuse_bomb(data, name)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages, pictures = [], []
            for page in document.pages:
                pages.append(_lines_of(page))
                pictures.append(bool(page.images))
                page.close()
    except (PDFPasswordIncorrect, PDFEncryptionError, PdfminerException) as error:
        inner = error.args[0] if error.args else error
        if isinstance(error, (PDFPasswordIncorrect, PDFEncryptionError)) or isinstance(
            inner, (PDFPasswordIncorrect, PDFEncryptionError)
        ):
            raise RawFileError(f"{name}: is encrypted; save a copy without a password") from None
        raise RawFileError(f"{name}: broken PDF file; get an undamaged copy") from None
    except RecursionError:
        raise RawFileError(f"{name}: broken PDF file (nested too deep); get an undamaged copy") from None
    except Exception:  # the parser raises whatever a damaged file makes it raise
        raise RawFileError(f"{name}: broken PDF file; get an undamaged copy") from None
    if not pages:
        raise RawFileError(f"{name}: broken PDF file (no page); get an undamaged copy")
    blank = [i + 1 for i, lines in enumerate(pages) if not lines]
    if len(blank) == len(pages):
        raise RawFileError(f"{name}: a scan without text; run it through text recognition (OCR) first")
    scans = [str(i) for i in blank if pictures[i - 1]]
    notes = (f"no text on page {', '.join(scans)}: a picture; its figures are not read",) if scans else ()
    return Extract(settle("\n".join(_paragraphs(_without_furniture(pages)))), "pdf", notes)


def _refuse_bomb(data: bytes, name: str) -> None:
    """Inflates every stream in small pieces, keeping none, until the limit is passed."""
    total = 0
    for found in _STREAM.finditer(data):
        if data[found.end() : found.end() + 1] not in (b"x", b"H", b"h", b"X"):
            continue
        stop = data.find(b"endstream", found.end())
        inflater = zlib.decompressobj()
        rest = data[found.end() : stop if stop >= 0 else len(data)]
        try:
            while rest and not inflater.eof:
                total += len(inflater.decompress(rest, MEGABYTE))
                rest = inflater.unconsumed_tail
                if total > UNPACKED * MEGABYTE:
                    raise RawFileError(f"{name}: would unpack to more than {UNPACKED} MB; not opened")
        except zlib.error:
            continue


# ---------------------------------------------------------------- a page to lines


def _lines_of(page: Any) -> list[Line]:
    upright = page.filter(lambda each: each["object_type"] != "char" or each.get("upright", True)).dedupe_chars()
    tables = [t for t in upright.find_tables() if _is_table(t.extract())]
    boxes = [t.bbox for t in tables]

    def outside(each: dict[str, Any]) -> bool:
        middle, centre = (each["top"] + each["bottom"]) / 2, (each["x0"] + each["x1"]) / 2
        return not any(x0 <= centre <= x1 and top <= middle <= bottom for x0, top, x1, bottom in boxes)

    lines = []
    for each in upright.filter(outside).extract_text_lines(return_chars=True, x_tolerance_ratio=0.6):
        if text := each["text"].strip():
            sizes = [c["size"] for c in each["chars"]] or [10.0]
            lines.append(Line(text, each["x0"], each["x1"], each["top"], max(sizes)))
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            text = "\t".join(_cell(cell) for cell in cells).strip("\t")
            if text:
                lines.append(Line(text, row.bbox[0], row.bbox[2], row.bbox[1], 0.0, True))
    return sorted(lines, key=lambda line: line.top)


def _is_table(rows: list[list[str | None]]) -> bool:
    filled = sum(bool(cell and cell.strip()) for row in rows for cell in row)
    return len(rows) > 1 and max(map(len, rows)) > 1 and filled > len(rows)


def _cell(text: str | None) -> str:
    first, *rest = (text or "").strip().split("\n")
    for piece in rest:
        first = join(first, piece)
    return first


# ---------------------------------------------------------------- what is no part of the text


@cache
def _layout() -> tuple[re.Pattern[str], re.Pattern[str]]:
    facts = load("formats")["layout"]
    return re.compile("|".join(f"(?:{each})" for each in facts["page_numbers"]), re.I), re.compile(facts["headings"])


def _without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without page numbers and without the lines that return at the same edge of most pages."""
    returning = {
        key
        for take in (slice(0, _EDGE_LINES), slice(-_EDGE_LINES, None))
        for key, count in Counter(key for lines in pages for key in {_edge(line) for line in lines[take]}).items()
        if count >= _REPEATED and count * 2 > len(pages)
    }
    return [_trimmed(lines, returning) for lines in pages]


def _edge(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 4)


def _trimmed(lines: list[Line], returning: set[tuple[str, int]]) -> list[Line]:
    number, _ = _layout()

    def furniture(line: Line) -> bool:
        return not line.table and (bool(number.fullmatch(line.text)) or _edge(line) in returning)

    first, last = 0, len(lines)
    while first < last and first < _EDGE_LINES and furniture(lines[first]):
        first += 1
    while last > first and len(lines) - last < _EDGE_LINES and furniture(lines[last - 1]):
        last -= 1
    return lines[first:last]


# ---------------------------------------------------------------- lines to paragraphs


def _paragraphs(pages: list[list[Line]]) -> list[str]:
    flowing = [line for lines in pages for line in lines if not line.table]
    right = max((line.right for line in flowing), default=0.0)
    left = min((line.left for line in flowing), default=0.0)
    step = _usual_step(pages)
    paragraphs: list[str] = []
    before: Line | None = None
    for line in (line for lines in pages for line in lines):
        if before is not None and _runs_on(before, line, left, right, step):
            paragraphs[-1] = join(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
        before = line
    return paragraphs


def _usual_step(pages: list[list[Line]]) -> float:
    """The distance from line to line inside paragraphs; 0 when there are too few lines to tell."""
    steps = sorted(
        after.top - line.top
        for lines in pages
        for line, after in pairwise(lines)
        if not line.table and not after.table and after.top > line.top
    )
    return steps[len(steps) // 4] if len(steps) >= _FEW_LINES else 0.0


def _runs_on(before: Line, line: Line, left: float, right: float, step: float) -> bool:
    """Whether ``line`` continues the paragraph of ``before``."""
    if before.table or line.table or abs(before.size - line.size) > 1:
        return False
    _, heading = _layout()
    indented = line.left > left + 1.2 * line.size
    apart = step and line.top - before.top > _APART * step
    if indented or apart or heading.match(line.text):
        return False
    full = before.right > right - 2.2 * before.size
    if full:
        return True
    running = len(before.text) >= 12 and bool(re.search("[，、,]", before.text)) and not heading.match(before.text)
    return running and not _ENDS.search(before.text)
