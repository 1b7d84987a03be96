"""DOCX to text: paragraphs and tables in the order of the document, read from its own XML.

The archive's sizes are checked before anything is inflated. Tracked changes are read as if
accepted, and said so.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from analysis.errors import RawFileError
from analysis.formats import MEGABYTE, Extract
from analysis.formats.breaks import cell_of

#: What an honest report may unpack to, in megabytes, and its ratio to the packed size.
UNPACKED, RATIO, RATIO_FROM = 100, 200, 10
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
_SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "rPr"}


def extract(data: bytes, name: str) -> Extract:
    """Text of a Word document. Raises RawFileError for other archives, broken, encrypted and hostile ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bomb(archive, name)
            if any(i.flag_bits & 1 for i in archive.infolist()):
                raise RawFileError(f"{name}: is encrypted; save a copy without a password")
            part = _main_part(archive, name)
            document = _parsed(archive.read(part))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise RawFileError(f"{name}: broken DOCX file ({reason}); get an undamaged copy") from None
    tags = {_local(each) for each in document.iter()}
    notes = []
    if tags & {"ins", "moveTo"}:
        notes.append("holds tracked insertions; they are read as if accepted")
    if tags & {"del", "moveFrom"}:
        notes.append("holds tracked deletions; the deleted words are not read")
    body = next((each for each in document.iter() if _local(each) == "body"), document)
    return Extract("\n".join(line for line in _blocks(body) if line.strip()), "docx", tuple(notes))


def _refuse_bomb(archive: zipfile.ZipFile, name: str) -> None:
    unpacked = sum(each.file_size for each in archive.infolist())
    packed = max(1, sum(each.compress_size for each in archive.infolist()))
    if unpacked > UNPACKED * MEGABYTE or (unpacked > RATIO_FROM * MEGABYTE and unpacked > RATIO * packed):
        raise RawFileError(
            f"{name}: would unpack to {unpacked / MEGABYTE:.0f} MB, {unpacked / packed:.0f} times its size; "
            f"not opened (limits: {UNPACKED} MB, {RATIO} times)"
        )


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise RawFileError(f"{name}: is a ZIP archive, no Word document; unpack it first")
    for each in _parsed(archive.read("[Content_Types].xml")):
        if each.get("ContentType") in (_MAIN, _MACRO):
            return str(each.get("PartName")).lstrip("/")
    if "word/document.xml" in names:
        return "word/document.xml"
    raise RawFileError(f"{name}: is an Office file, but no Word document; save the report as DOCX")


def _parsed(xml: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _blocks(parent: Any) -> Iterator[str]:
    """Lines of the paragraphs and tables below ``parent``, in order; wrappers are looked through."""
    for child in parent:
        tag = _local(child)
        if tag == "p":
            yield from _paragraph(child)
        elif tag == "tbl":
            yield from _table(child)
        elif tag not in _SKIPPED:
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_inline(paragraph, boxes))
    yield from text.split("\n")
    for box in boxes:
        yield from _blocks(box)


def _inline(parent: Any, boxes: list[Any]) -> Iterator[str]:
    for child in parent:
        tag = _local(child)
        if tag == "t":
            yield (child.text or "").replace("\r", "").replace("\n", "")
        elif tag in ("tab", "ptab"):
            yield "\t"
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag == "r" and _hidden(child):
            continue
        elif tag not in _SKIPPED:
            yield from _inline(child, boxes)


def _hidden(run: Any) -> bool:
    for properties in run:
        if _local(properties) == "rPr":
            return any(_local(p) == "vanish" and not {"0", "false", "off"} & set(p.attrib.values()) for p in properties)
    return False


def _table(table: Any) -> Iterator[str]:
    """One line a row, cells with a tab between."""
    for row in _within(table, "tr"):
        yield "\t".join(cell_of(_blocks(cell)) for cell in _within(row, "tc"))


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Nearest descendants with a tag, looking through wrappers (content controls, tracked rows)."""
    for child in parent:
        if _local(child) == tag:
            yield child
        elif _local(child) not in _SKIPPED:
            yield from _within(child, tag)
