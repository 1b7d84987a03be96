"""Zip files that are the same bytes whenever they are written: fixed dates, fixed order, no extras."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

#: The date of every part of every file; the zip format knows no earlier year.
DATE = datetime(1980, 1, 1)
THUMBNAIL = "docProps/thumbnail.jpeg"
_STAMP = (1980, 1, 1, 0, 0, 0)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of the parts in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            archive.writestr(part, data)
    return stream.getvalue()


def settled(data: bytes) -> bytes:
    """An Office file written again with fixed dates, content types first, without the thumbnail of its template."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(archive.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        parts = {name: archive.read(name) for name in names if name != THUMBNAIL}
    if THUMBNAIL in names:
        parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", parts["_rels/.rels"])
    return zipped(parts)
