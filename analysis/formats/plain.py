"""Bytes of a text file to text: UTF-8, UTF-16 with or without its mark, GB18030 (GBK, GB2312)."""

from __future__ import annotations

import codecs
import re

from analysis.errors import RawFileError

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
#: Characters of running Chinese text; the share of others tells a wrong encoding from the right one.
_ORDINARY = re.compile(
    "[\t\n\r\f\x20-\x7e\xa0·×°±—–‐‑‒―‘’“”…‰※℃№①-⒛ⅰ-ⅿ\u3000-\u301f\u3220-\u3243\u4e00-\u9fff\uff00-\uffee■□▲△●○◆◇★☆→]"
)
_SAMPLE = 20_000
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)|encoding\s*=\s*["']([A-Za-z0-9_-]+)""", re.I
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|link|script|style|title|div|table|"
    rb"article|section|main|p|h[1-6])[\s>]",
    re.I | re.S,
)


def lines(text: str) -> str:
    """Line ends as line feeds, whatever wrote them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looks_like_html(head: bytes) -> bool:
    """Whether the first bytes of a file, in any of the encodings, begin a page."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            head = head[len(mark) :]
            if encoding.startswith("utf-16"):
                head = head.decode(encoding, "ignore").encode("utf-8", "ignore")
            break
    else:
        if b"\x00" in head[:64]:
            head = head.replace(b"\x00", b"")
    return bool(_HTML.match(head))


def decode(data: bytes, name: str, declared: bool = False) -> tuple[str, str]:
    """Text of the bytes and the encoding found; ``declared``: believe a page's own ``charset`` after UTF-8.

    Raises RawFileError when no encoding gives Chinese or plain text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise RawFileError(f"{name}: damaged {encoding} text (byte {error.start + len(mark)})") from None
    broken = 0
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, "utf-8"
    except UnicodeDecodeError as error:
        broken = error.start
    if declared and (found := _as_declared(data)):
        return found
    return _guessed(data, name, broken)


def _as_declared(data: bytes) -> tuple[str, str] | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    label = (found[1] or found[2]).decode("ascii").lower()
    try:
        encoding = codecs.lookup({"gb2312": "gb18030", "gbk": "gb18030"}.get(label, label)).name
        return data.decode(encoding), encoding
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes, name: str, broken: int) -> tuple[str, str]:
    candidates = []
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((_share_of_ordinary(text), encoding, text))
    damaged = _share_of_ordinary(data[:_SAMPLE].decode("utf-8", "replace"))
    best = max(candidates, default=(0.0, "", ""), key=lambda c: c[0])
    if damaged > 0.97 and b"\x00" not in data[:_SAMPLE]:
        raise RawFileError(f"{name}: damaged UTF-8 text (byte {broken}); get an undamaged copy")
    if best[0] < 0.9:
        raise RawFileError(f"{name}: no text in UTF-8, UTF-16 or GB18030, and no HTML, DOCX or PDF file")
    return best[2], best[1]


def _share_of_ordinary(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(_ORDINARY.findall(sample)) / len(sample) if sample else 0.0
