"""Citations of a figure and of an observation, with version and data hash: GB/T 7714, APA, BibTeX.

GB/T 7714 is Chinese and the other two are English whatever the language of an export, so that every
copy of a figure is cited in the same words. There is no date of access: it would change from day to day.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from analysis import __version__, definitions
from analysis.errors import ExportError

STYLES = ("gb7714", "apa", "bibtex")
#: So much of a hash is printed; the whole stands in metadata.json.
SHOWN = 12
_TEX = {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\^{}",
        "{": r"\{", "}": r"\}", "\\": r"\textbackslash{}"}


def style_of(name: str) -> str:
    """A known style of citation. Raises ExportError naming all of them."""
    if name not in STYLES:
        raise ExportError(f"no citation style '{name}'; expected one of {', '.join(STYLES)}")
    return name


def suite() -> Mapping[str, Any]:
    """Author, title, year and licence of the suite."""
    return definitions.load("exports")["suite"]


def short_hash(digest: str) -> str:
    """A hash as citations print it."""
    return f"sha256:{digest[:SHOWN]}"


def tex(text: str) -> str:
    """Text with the signs escaped that TeX would take for its own."""
    return re.sub(r"[&%_#$~^{}\\]", lambda found: _TEX[found[0]], text)


def _joined(*parts: str) -> str:
    """Sentences one after another, each with its full stop once; none after an address, which it would break."""
    whole = (".", "?", "!")
    return " ".join(p if p.endswith(whole) or p.startswith("http") else f"{p}." for p in parts if p)


def of_figure(name: str, titles: Mapping[str, str], digest: str, form: str, version: str = __version__) -> str:
    """How to cite a figure. ``titles`` has its title in zh and en, ``digest`` is the SHA-256 of its data."""
    own, shown = suite(), short_hash(digest)
    if style_of(form) == "gb7714":
        return _joined(own["author"]["zh"], f"{titles['zh']}[DS/OL]", f"{own['title']['zh']}，版本{version}，"
                       f"图{name}，数据{shown}", str(own["year"]), own["url"])
    if form == "apa":
        return _joined(own["author"]["en"], f"({own['year']})", f"{titles['en']} (Figure {name}, version {version}, "
                       f"data {shown}) [Data set]", own["title"]["en"], own["url"])
    return _entry("dataset", f"ganpo-{name}", {
        "author": f"{{{tex(own['author']['en'])}}}", "title": tex(titles["en"]), "year": str(own["year"]),
        "version": version, "publisher": tex(own["author"]["en"]), "url": own["url"],
        "note": tex(f"Figure {name}, data {shown}, {own['licence']}"),
    })


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of one observation: its header and row as observations.csv has them."""
    from analysis import tables

    kept = {name: row[name] for name in tables.schema("observations").names}
    return hashlib.sha256(tables.to_csv_bytes("observations", [kept])).hexdigest()


def of_observation(row: Mapping[str, Any], source: Mapping[str, Any], form: str, version: str = __version__) -> str:
    """How to cite an observation: the report that states it, and the row it was read into."""
    own, shown, year = suite(), short_hash(row_hash(row)), str(source["date_published"])[:4]
    where, name = str(source["url"]), row["observation_id"]
    if style_of(form) == "gb7714":
        carrier = "Z/OL" if where else "Z"
        report = _joined(str(source["publisher"]), f"{source['title']}[{carrier}]", year or "出版日期不详", where)
        read = _joined(own["author"]["zh"], f"{own['title']['zh']}[DS/OL]",
                       f"版本{version}，观测值{name}，数据{shown}", str(own["year"]), own["url"])
        return f"{report} 读取自：{read}"
    if form == "apa":
        report = _joined(str(source["publisher"]), f"({year or 'n.d.'})",
                         f"{source['title']} [{source['title_en']}]" if source["title_en"] else str(source["title"]),
                         where)
        read = _joined(own["author"]["en"], f"({own['year']})", f"{own['title']['en']} (Observation {name}, version "
                       f"{version}, data {shown}) [Data set]", own["url"])
        return f"{report} As read by {read}"
    report = _entry("misc", str(source["report"]), {
        "author": f"{{{tex(str(source['publisher']))}}}", "title": tex(str(source["title"])), "year": year or "n.d.",
        "url": where, "note": tex(str(source["title_en"])),
    })
    read = _entry("dataset", f"ganpo-{name}", {
        "author": f"{{{tex(own['author']['en'])}}}", "title": tex(own["title"]["en"]), "year": str(own["year"]),
        "version": version, "publisher": tex(own["author"]["en"]), "url": own["url"],
        "note": tex(f"Observation {name}, data {shown}, {own['licence']}; reads {source['report']}"),
    })
    return f"{report}\n{read}"


def _entry(kind: str, key: str, fields: Mapping[str, Any]) -> str:
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
