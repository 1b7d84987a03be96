"""A figure with everything about it in one zip: all formats, README, metadata, citation, data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from analysis import definitions
from analysis.exports import citation
from analysis.exports.archives import zipped
from analysis.exports.content import Content
from analysis.exports.deck import breadth


def bundle(content: Content, files: Mapping[str, bytes]) -> bytes:
    """The zip of a figure in one language; ``files`` are its exports by ending (``svg``, ``excel.csv``)."""
    name = f"{content.chart.name}.{content.lang}"
    parts = {f"{name}.{ending}": data for ending, data in files.items()}
    parts |= {
        "data.csv": content.data,
        "metadata.json": metadata(content, parts),
        "citation.txt": f"{content.cited('gb7714')}\n\n{content.cited('apa')}\n".encode(),
        "citation.bib": f"{content.cited('bibtex')}\n".encode(),
    }
    return zipped({"README.txt": readme(content, list(parts)).encode("utf-8")} | parts)


def readme(content: Content, names: list[str]) -> str:
    """What is in the zip, what to know, where it comes from and how to cite it."""
    texts, own, lang = definitions.load("exports"), citation.suite(), content.lang
    ends = {name: name.removeprefix(f"{content.chart.name}.{lang}.") for name in names}
    wide = max(len(name) for name in names)
    files = "\n".join(f"  {name.ljust(wide)}  {texts['files'][end][lang]}" for name, end in ends.items())
    return str(texts["readme"][lang]).format(
        title=content.chart.title, rule="=" * breadth(content.chart.title), reading=content.chart.reading,
        files=files, family=content.family,
        statuses=("、" if lang == "zh" else ", ").join(text for _, text in content.statuses),
        caveats="\n".join(f"· {text}" for text in content.chart.caveats) or "–", source=content.chart.source,
        citation=f"{content.cited('gb7714')}\n{content.cited('apa')}", version=content.version, hash=content.hash,
        licence=own["licence"], licence_url=own["licence_url"],
    )


def metadata(content: Content, files: Mapping[str, bytes]) -> bytes:
    """What a program needs to know of the figure, as JSON."""
    chart, own = content.chart, citation.suite()
    facts = definitions.load("indicators")
    drawn = chart.data[chart.data["kind"] != "missing"]
    known = [code for code in dict.fromkeys(drawn["indicator"]) if code in facts["indicators"]]
    described: dict[str, Any] = {
        "figure": chart.name, "language": content.lang, "size": chart.size, "title": chart.title,
        "reading": chart.reading, "source": chart.source, "alt": chart.alt, "caveats": list(chart.caveats),
        "version": content.version,
        "licence": {"name": own["licence"], "url": own["licence_url"]},
        "data": {"file": "data.csv", "sha256": content.hash, "rows": len(chart.data)},
        "files": {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                  for name, data in files.items()},
        "indicators": {code: {key: facts["indicators"][code][key] for key in
                              ("label", "definition", "unit", "kind", "counts", "caveat")
                              if key in facts["indicators"][code]} for code in known},
        "measures": {code: facts["measures"][code] for code in dict.fromkeys(drawn["measure"])
                     if code in facts["measures"]},
        "statuses": dict(content.statuses),
        "observation_ids": [row["observation_id"] for row in content.quotes],
        "evidence": [{key: row[key] for key in ("observation_id", "report", "start", "end", "quote")}
                     for row in content.quotes],
        "reports": [{key: row[key] for key in ("report", "title", "title_en", "publisher", "date_published", "url",
                                               "sha256")} for row in content.reports],
        "citation": {form: content.cited(form) for form in citation.STYLES},
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
