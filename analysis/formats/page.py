"""A page of a website to the text of its report: navigation, footers and scripts stay out, tables become lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from analysis.definitions import load
from analysis.errors import RawFileError
from analysis.formats import Extract, plain
from analysis.formats.breaks import cell_of, join, settle

_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_CONTAINERS = frozenset("article body center div main section td tbody table tr form span font".split())
_SENTENCE = re.compile("[，。；、：]|\\d")
_BREAK = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
#: A container is entered while it holds this share of the words of the one around it.
_MOST = 0.9
#: A cell longer than this lays out a page and is no cell of a table.
_LONG_CELL = 200
#: A longer line is text, whatever words it holds.
_SHORT_LINE = 80


def extract(data: bytes, name: str) -> Extract:
    """Title and text of a page, one line a paragraph, cells of a table with a tab between."""
    from lxml import etree, html

    text, _ = plain.decode(data, name, declared=True)
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        root = html.document_fromstring(plain.lines(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise RawFileError(f"{name}: the page holds no text") from None
    title = _title(root)
    body = root.find("body")
    body = root if body is None else body
    _drop_furniture(body)
    found = [line for line in _lines(_content(body)) if line and not _is_furniture(line)]
    if not found:
        raise RawFileError(f"{name}: the page holds no text; it may be filled in by a script: save it from the browser")
    if title and not _says(found[:6], title):
        found.insert(0, title)
    return Extract(settle("\n".join(found)), "html")


def _says(lines: list[str], title: str) -> bool:
    def squeezed(text: str) -> str:
        return re.sub(r"\s+", "", text)

    return squeezed(title) in squeezed("".join(lines))


def _title(root: Any) -> str:
    facts = load("formats")["page"]
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property")) in facts["title_meta"] and (meta.get("content") or "").strip():
            return _flat(meta.get("content"))
    headings = [_flat(each.text_content()) for each in root.iter("h1")]
    named = [_flat(each.text_content()) for each in root.iter("title")]
    for heading in headings:
        if heading and (len(headings) == 1 or any(heading in each for each in named)):
            return heading
    return _without_site(named[0]) if named else ""


def _without_site(title: str) -> str:
    """The longest part of ``title - site``; sites put their own name on either side."""
    for separator in load("formats")["page"]["title_separators"]:
        if separator in title:
            return str(max((part.strip() for part in title.split(separator)), key=len))
    return title


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


# ---------------------------------------------------------------- what is no part of the report


@cache
def _names() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    facts = load("formats")["page"]
    return frozenset(facts["furniture"]), tuple(facts["content"]), frozenset(facts["dropped"])


@cache
def _furniture_line() -> re.Pattern[str]:
    return re.compile(load("formats")["page"]["lines"])


def _is_furniture(line: str) -> bool:
    return len(line) <= _SHORT_LINE and bool(_furniture_line().search(line))


def _named(element: Any) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}".lower()


def _drop_furniture(body: Any) -> None:
    furniture, content, dropped = _names()
    everything = _weight(body)
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element is body:
            continue
        words = set(re.split(r"[^a-z0-9]+", _named(element)))
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        noise = words & furniture and not any(each in _named(element) for each in content)
        # a form or something called "top" may wrap the whole text: what holds most of the words stays
        around = (noise or element.tag == "form") and _weight(element) * 2 < everything
        if around or hidden or (element.tag in dropped and element.tag != "form"):
            element.drop_tree()


def _weight(element: Any) -> int:
    """Characters of running text below an element: links and bare labels do not count."""
    total = 0
    if element.tag == "a":
        return 0
    if element.text and _SENTENCE.search(element.text):
        total += len(element.text.strip())
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("script", "style"):
            total += _weight(child)
        if child.tail and _SENTENCE.search(child.tail):
            total += len(child.tail.strip())
    return total


def _content(body: Any) -> Any:
    """The container of the text: one with a known name, else the innermost that holds nearly all words."""
    everything = _weight(body)
    _, known, _ = _names()
    named = [each for each in body.iter(*_CONTAINERS) if any(word in _named(each) for word in known)]
    for each in sorted(named, key=_weight, reverse=True):
        if _weight(each) >= everything / 2:
            return each
    here = body
    while True:
        inner = [c for c in here if c.tag in _CONTAINERS and c.tag not in ("span", "font")]
        best = max(inner, key=_weight, default=None)
        if best is None or _weight(best) < _MOST * _weight(here) or (best.tag == "table" and not _lays_out(best)):
            return here
        if not any(
            isinstance(c.tag, str) and (c.tag in _BLOCKS or c.tag == "br") for c in best.iter() if c is not best
        ):
            return here
        here = best


# ---------------------------------------------------------------- lines


def _lines(element: Any) -> Iterator[str]:
    """Lines of an element: blocks and ``<br>`` end a line, inline tags do not."""
    line: list[str] = []
    yield from _walk(element, line)
    yield _closed(line)


def _walk(element: Any, line: list[str]) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str):
        return
    if tag == "br":
        yield _closed(line)
        return
    if tag == "table" and not _lays_out(element):
        yield _closed(line)
        yield from _table(element)
        return
    if tag in _BLOCKS:
        yield _closed(line)
    if element.text:
        line.append(element.text if tag == "pre" else _unwrapped(element.text))
    for child in element:
        yield from _walk(child, line)
        if child.tail:
            line.append(child.tail if tag == "pre" else _unwrapped(child.tail))
    if tag in _BLOCKS:
        yield _closed(line)


def _closed(line: list[str]) -> str:
    text = "".join(line).strip(" \t\n\r\xa0\u3000")
    line.clear()
    if "\n" in text:  # a break between two pieces of markup
        text = _unwrapped(text)
    return text


def _unwrapped(text: str) -> str:
    """Line breaks of the source joined; those at the ends stay, for the neighbour to join."""
    if "\n" not in text:
        return text
    first, *rest = _BREAK.split(text)
    for piece in rest:
        first = join(first, piece) if first and piece else f"{first}\n{piece}"
    return first


def _lays_out(table: Any) -> bool:
    """Whether a table lays out the page: it holds tables, or cells of running text."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return any(
        len(cell.text_content().strip()) > _LONG_CELL or len(list(cell.iterdescendants("p"))) > 2
        for cell in table.iterdescendants("td", "th")
    )


def _table(table: Any) -> Iterator[str]:
    for row in table.iterdescendants("tr"):
        cells = [cell_of(_lines(cell)) for cell in row if cell.tag in ("td", "th")]
        yield "\t".join(cells).strip("\t") if any(cells) else ""
    for caption in table.iterchildren("caption"):
        yield from _lines(caption)
