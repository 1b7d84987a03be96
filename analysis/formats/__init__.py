"""Any file to its text: plain text, HTML, DOCX and PDF, told apart by their bytes and not by their names.

What cannot be read is refused with one line that names the file and the reason. A line or page
break that splits a figure stays in the text as a line feed: `analysis.cleaning.repair` joins the
figure and records the repair.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from analysis.errors import RawFileError

MEGABYTE = 1_000_000
#: Files beyond this size (megabytes) are refused unless a caller allows more.
LIMIT = 50
STANDARD_INPUT = Path("-")


class Extract(NamedTuple):
    """The text of a file, its format (``text``, ``html``, ``docx``, ``pdf``), and what to know about it.

    ``notes`` are sentences for the person who reads the rows, for instance that the file holds
    tracked insertions.
    """

    text: str
    format: str
    notes: tuple[str, ...] = ()


def text_of(path: Path, limit: int = LIMIT) -> str:
    """Text of a file of at most ``limit`` megabytes; line ends are line feeds, no byte order mark."""
    return extract(path, limit).text


def extract(path: Path, limit: int = LIMIT) -> Extract:
    """Text and notes of a file (``-`` is the standard input).

    Raises RawFileError, one line with the file's name, when it holds no readable text.
    """
    name = name_of(path)
    found = extract_bytes(read_bytes(path, limit), name)
    if not found.text.strip():
        raise RawFileError(f"{name}: holds no text; expected a report")
    return found


def name_of(path: Path) -> str:
    """The file's name in messages."""
    return "standard input" if path == STANDARD_INPUT else str(path)


def read_bytes(path: Path, limit: int = LIMIT) -> bytes:
    """All bytes of a file of at most ``limit`` megabytes; a larger one is refused before it is read."""
    name = name_of(path)
    most = limit * MEGABYTE
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(most + 1)
        else:
            if path.is_dir():
                raise RawFileError(f"{name}: is a folder; name the files in it, or use `corpus` for a whole folder")
            size = path.stat().st_size
            if size > most:
                raise RawFileError(_too_large(name, size, limit))
            with path.open("rb") as stream:
                data = stream.read(most + 1)
    except FileNotFoundError:
        raise RawFileError(f"{name}: not found; check the path") from None
    except OSError as error:
        raise RawFileError(f"{name}: cannot be opened ({error.strerror or error})") from None
    if len(data) > most:
        raise RawFileError(_too_large(name, len(data), limit))
    if not data.strip():
        raise RawFileError(f"{name}: the file is empty; expected a report")
    return data


def _too_large(name: str, size: int, limit: int) -> str:
    return (
        f"{name}: {size / MEGABYTE:.0f} MB or more, the limit is {limit} MB; a report is far smaller. "
        "If it is one, allow more with --limit"
    )


def extract_bytes(data: bytes, name: str) -> Extract:
    """Text and notes of a file's bytes; ``name`` is used in messages only."""
    head = data[:2048]
    if b"%PDF-" in data[:1024]:
        from analysis.formats import pdf

        return pdf.extract(data, name)
    if head.startswith(b"PK"):
        from analysis.formats import word

        return word.extract(data, name)
    refuse_foreign(data, name)
    from analysis.formats import plain

    if plain.looks_like_html(head):
        from analysis.formats import page

        return page.extract(data, name)
    text, encoding = plain.decode(data, name)
    return Extract(plain.lines(text), "text", () if encoding == "utf-8" else (f"read as {encoding}",))


#: First bytes of files that people try, and what to do with them.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "is an RTF file; save it as DOCX"),
    (b"\x89PNG", "is a picture without text; run it through text recognition (OCR) first"),
    (b"\xff\xd8\xff", "is a picture without text; run it through text recognition (OCR) first"),
    (b"GIF8", "is a picture without text; run it through text recognition (OCR) first"),
    (b"II*\x00", "is a picture without text; run it through text recognition (OCR) first"),
    (b"MM\x00*", "is a picture without text; run it through text recognition (OCR) first"),
    (b"\x1f\x8b", "is a gzip archive; unpack it first"),
    (b"Rar!", "is a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "is a 7z archive; unpack it first"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse_foreign(data: bytes, name: str) -> None:
    """Raises RawFileError for formats that are recognised and not read, saying what to do."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RawFileError(f"{name}: is encrypted; save a copy without a password")
        raise RawFileError(f"{name}: is an old Office file (.doc, .xls or .wps); save it as DOCX")
    for magic, reason in _FOREIGN:
        if data.startswith(magic):
            raise RawFileError(f"{name}: {reason}")
