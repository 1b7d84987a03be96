"""Adding a report for good: its text to data/raw, an origin stub with what could be inferred, and the first reading.

What cannot be inferred is named in the stub for a person to fill in. Either both files are written
or none.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from analysis.cleaning.areas import find
from analysis.cleaning.observations import read_document
from analysis.cleaning.outline import outline
from analysis.cleaning.repair import readable
from analysis.cleaning.titles import read_title
from analysis.definitions import load
from analysis.documents import load_report
from analysis.errors import RawFileError
from analysis.files import write_atomic
from analysis.formats import LIMIT, Extract, extract, name_of
from analysis.model import Document, Origin, Reading

_REPORT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADING = re.compile("[一二三四五六七八九十]{1,3}、")
_TITLE_LENGTH = 60
_GOES_ON = ("和", "及", "与", "暨", "、")
_BUREAU = re.compile(r"^(?:关于印发)?《?(?:20\d\d年)?([\u4e00-\u9fff](?<![市县区])[\u4e00-\u9fff]{1,13}?局)")
#: The keys of an origin file in the order people know them by.
_KEYS = ("title", "title_en", "publisher", "city", "kind", "report_year", "plan_year") + (
    "date_published",
    "url",
    "licence",
    "sha256",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of an origin file and how it is known; ``None`` stands for a missing one."""

    value: str | int | None
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A report that was added: its files, its origin, its reading, and what to know about the file."""

    text: Path
    origin: Path
    facts: Mapping[str, Fact]
    reading: Reading
    notes: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """Keys of the origin file that a person has to fill in."""
        return [key for key, fact in self.facts.items() if fact.value is None]


def add(
    path: Path,
    report: str,
    raw: Path = paths.RAW,
    given: Mapping[str, str | int | None] | None = None,
    limit: int = LIMIT,
) -> Added:
    """Copy a file to ``raw`` as ``<report>.txt`` with its origin stub ``<report>.yaml``, and read it.

    ``given`` holds what the caller knows of the origin (``city``, ``title``, ``url`` …). Raises
    RawFileError, and writes nothing, for a bad or taken name and a file that cannot be read.
    """
    text_path, origin_path = _free_paths(report, raw)
    found = extract(path, limit)
    data = found.text.encode("utf-8")
    facts = _facts(Document(report, found.text), found, given or {}, hashlib.sha256(data).hexdigest())
    try:
        write_atomic(text_path, data)
        write_atomic(origin_path, _stub(facts, name_of(path), found.format).encode("utf-8"))
        reading = read_document(load_report(origin_path, complete=False))
    except BaseException:
        text_path.unlink(missing_ok=True)
        origin_path.unlink(missing_ok=True)
        raise
    return Added(text_path, origin_path, facts, reading, found.notes)


def _free_paths(report: str, raw: Path) -> tuple[Path, Path]:
    if not _REPORT.fullmatch(report):
        raise RawFileError(
            f"report name {report!r}: expected <city>-<year> in lower-case letters, digits and hyphens, "
            "for instance town-2020"
        )
    text_path, origin_path = raw / f"{report}.txt", raw / f"{report}.yaml"
    for path in (text_path, origin_path):
        if path.exists():
            raise RawFileError(f"{raw.name}/{path.name}: exists already; choose another name for this report")
    return text_path, origin_path


# ---------------------------------------------------------------- what can be inferred


def _facts(document: Document, found: Extract, given: Mapping[str, str | int | None], digest: str) -> dict[str, Fact]:
    facts = {**dict.fromkeys(_KEYS, Fact(None)), **_inferred(document)}
    for key, value in given.items():
        if value not in (None, ""):
            facts[key] = Fact(value)
    city = facts["city"].value
    place = find(str(city)) if city else None
    if place is not None:
        code = f"GB/T 2260 {place.code}" if place.code else "not in the table of places"
        facts["city"] = Fact(city, ", ".join(filter(None, (code, facts["city"].known_by))))
    return {**facts, "sha256": Fact(digest)}


def _inferred(document: Document) -> dict[str, Fact]:
    text = readable(document.text, document.report).text
    frame = outline(text, None)
    title = frame.title
    if _HEADING.match(title.text):  # years are hidden: the title's own line names the report, not a heading's
        first = next(line.strip() for line in text.split("\n") if line.strip())
        title = read_title(text, Origin(first[:_TITLE_LENGTH]))
    elif title.text.endswith(_GOES_ON):
        rest = text[text.find(title.text) + len(title.text) :].lstrip().split("\n")[0]
        title = title._replace(text=title.text + rest[:_TITLE_LENGTH].strip())
    facts: dict[str, Fact] = {}
    if title.text:
        facts["title"] = Fact(title.text, "inferred from the first lines")
    bureau = _BUREAU.match(title.text)
    if bureau:
        facts["publisher"] = Fact(bureau[1], "inferred from the title")
    if title.place:
        facts["city"] = Fact(title.place, "inferred from the title")
    plans = "plan" in {section.mode for section in frame.sections} or _plan_words().search(title.text)
    kind = "plan" if title.plan_only else "summary and plan" if plans else "summary"
    facts["kind"] = Fact(kind, "inferred from title and headings")
    year = title.plan_year if title.plan_only else title.review_year
    source = "inferred: the year that the text states most" if title.inferred else "inferred from the title"
    if year:
        facts["report_year"] = Fact(year, source)
    if title.plan_year and kind != "summary":
        facts["plan_year"] = Fact(title.plan_year, source)
    return facts


def _plan_words() -> re.Pattern[str]:
    return re.compile("|".join(load("frames")["plan_words"]))


# ---------------------------------------------------------------- the stub


def _stub(facts: Mapping[str, Fact], source: str, form: str) -> str:
    """The origin file: one key a line, what was inferred and what is missing said behind it."""
    lines = [f"# Made from {Path(source).name} ({form}); check what was inferred, fill in what is missing."]
    for key, fact in facts.items():
        value = "null" if fact.value is None else json.dumps(fact.value, ensure_ascii=False)
        said = "missing" if fact.value is None else fact.known_by
        lines.append(f"{key}: {value}" + (f"  # {said}" if said else ""))
    return "\n".join(lines) + "\n"
