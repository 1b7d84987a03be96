"""The review page: a report with every number coloured by its kind, and its row beside it.

One self-contained file without script: hovering, focus, the filter of kinds and the language are
CSS. Nothing is fetched from anywhere; all text of the report is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from analysis.cleaning.observations import Explanation
from analysis.definitions import load
from analysis.files import write_atomic
from analysis.model import Mention, Observation, Repair
from analysis.paths import DEFINITIONS
from analysis.phrases import said
from analysis.reading import Explained
from analysis.webfont import data_address

LANGUAGES = ("zh", "en")
#: Kinds in the order of the legend; those of the census not named here follow.
_ROW_KINDS = ("observation", "repeat")


def write(pages: Sequence[Explained], path: Path) -> None:
    """Write the review page of one or more readings, whole or not at all."""
    write_atomic(path, page_of(pages).encode("utf-8"))


def page_of(pages: Sequence[Explained]) -> str:
    """The review page of one or more readings as HTML."""
    kinds = _kinds_of(pages)
    names = ", ".join(page.reading.document.report for page in pages)
    title = " · ".join(load("review")["text"]["title"][language] for language in LANGUAGES)
    sections = "\n".join(_section(page, f"r{i}") for i, page in enumerate(pages, 1))
    body = (
        f'<header>\n<h1>{_ui("title")}</h1>\n<p class="soft">{_ui("lead")}</p>\n{_language_switch()}\n'
        f"{_legend(pages, kinds)}\n{_contents(pages)}</header>\n<main>\n{sections}\n</main>"
    )
    style = _style(kinds, body)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{escape(names)} · {escape(title)}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _style(kinds: Iterable[str], text: str) -> str:
    """The page's style with its font, for readers whose system has no Chinese one."""
    font = f'@font-face {{ font-family: "Page"; src: url({data_address(text)}) format("woff"); }}\n'
    return font + (DEFINITIONS / "review.css").read_text(encoding="utf-8") + _switches(kinds)


# ---------------------------------------------------------------- words


def _both(zh: str, en: str) -> str:
    if zh == en:
        return escape(zh)
    return f'<span class="zh" lang="zh-CN">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>'


def _pair(words: dict[str, str]) -> str:
    return _both(words["zh"], words["en"])


def _ui(name: str) -> str:
    return _pair(load("review")["text"][name])


def _kind(kind: str) -> str:
    return _pair(load("review")["kinds"][kind])


def _label(group: str, code: str) -> str:
    facts = load("indicators")[group][code]
    return _pair(facts["label"] if "label" in facts else facts)


def _value(row: Observation) -> str:
    counted = row.indicator if row.unit == "count" else ""
    words = [said(row.value, row.low, row.high, row.bound, row.unit, lang, counted) for lang in LANGUAGES]
    return _both(*words)


@cache
def _reasons_in_chinese() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(re.escape(english).replace(r"\{\}", "(.+)")), chinese)
        for english, chinese in load("review")["reasons"].items()
    )


def _reason(text: str) -> str:
    """A reason of the reading in both languages; one that review.yaml does not know stays English."""
    for pattern, chinese in _reasons_in_chinese():
        if found := pattern.fullmatch(text):
            return _both(chinese.format(*found.groups()), text)
    return _english(text)


def _english(text: str) -> str:
    return f'<span lang="en">{escape(text)}</span>' if text else ""


# ---------------------------------------------------------------- switches


def _kinds_of(pages: Iterable[Explained]) -> list[str]:
    present = {mention.kind for page in pages for mention in page.reading.mentions}
    return [kind for kind in load("review")["kinds"] if kind in present]


def _switches(kinds: Iterable[str]) -> str:
    """Style that follows the controls: a kind that is not ticked loses its colour and its rows."""
    rules = ["body:has(#lang-zh:checked) .en, body:has(#lang-en:checked) .zh { display: none; }"]
    for kind in kinds:
        off = f"body:has(#kind-{kind}:not(:checked))"
        rules.append(f"{off} .n.{kind} {{ background: none; border: 0; text-decoration: none; }}")
        rules.append(f"{off} tr.{kind}-row {{ display: none; }}")
    return "\n".join(rules) + "\n"


def _language_switch() -> str:
    radios = "\n".join(
        f'<label><input type="radio" name="language" id="lang-{code}"{checked}> '
        f'<span lang="{tag}">{word}</span></label>'
        for code, tag, word, checked in (("zh", "zh-CN", "中文", " checked"), ("en", "en", "English", ""))
    )
    return f"<fieldset>\n<legend>{_ui('language')}</legend>\n{radios}\n</fieldset>"


def _legend(pages: Iterable[Explained], kinds: Iterable[str]) -> str:
    mentions = [mention.kind for page in pages for mention in page.reading.mentions]
    boxes = "\n".join(
        f'<label><input type="checkbox" id="kind-{kind}" checked> '
        f'<span class="sample {kind}">{_kind(kind)} {mentions.count(kind)}</span></label>'
        for kind in kinds
    )
    return f"<fieldset>\n<legend>{_ui('kinds')}</legend>\n{boxes}\n</fieldset>"


def _contents(pages: Sequence[Explained]) -> str:
    if len(pages) < 2:
        return ""
    names = [escape(page.reading.document.report) for page in pages]
    links = " · ".join(f'<a href="#r{i}">{name}</a>' for i, name in enumerate(names, 1))
    return f"<p>{_ui('reports')}: {links}</p>\n"


# ---------------------------------------------------------------- one report


def _section(page: Explained, prefix: str) -> str:
    reading = page.reading
    counts = {
        "rows": len(reading.observations),
        "numbers": len(reading.mentions),
        "unresolved": sum(m.kind == "unresolved" for m in reading.mentions),
        "repairs": len(reading.repairs),
    }
    said_counts = _both(*(load("review")["counts"][language].format(**counts) for language in LANGUAGES))
    why = {each.observation_id: each for each in page.explanations}
    notes = "".join(f'<p class="soft">{_english(note)}</p>\n' for note in page.notes)
    return (
        f'<section id="{prefix}">\n<h2>{escape(reading.document.report)}</h2>\n'
        f'<p class="soft">{said_counts}</p>\n{notes}'
        f'<h3>{_ui("report_text")}</h3>\n<div class="text" lang="zh-CN">\n{_text(page, why, prefix)}</div>\n'
        f"{_rows_table(page, why, prefix)}{_others_table(reading.mentions, prefix)}"
        f"{_repairs_table(reading.repairs, prefix)}</section>"
    )


def _text(page: Explained, why: dict[str, Explanation], prefix: str) -> str:
    """The report's text, one paragraph a line, every number a link to its row."""
    text, rows = page.reading.document.text, _rows_by_place(page.reading.observations)
    identity = {row.observation_id: i for i, row in enumerate(page.reading.observations)}
    pieces, position = [], 0
    for i, mention in enumerate(page.reading.mentions):
        if mention.start < position:
            continue  # inside the number before it, whose mark it shares: see _anchors
        pieces.append(_paragraph_ends(text[position : mention.start]))
        mine = rows.get((mention.start, mention.end), [])
        said_before = identity.get(mention.observation_id)
        first = identity[mine[0].observation_id] if mine else said_before
        target = f"{prefix}-row{first}" if first is not None else f"{prefix}-other{i}"
        if not mine and said_before is not None:
            mine = [page.reading.observations[said_before]]
        pieces.append(
            f'<a class="n {mention.kind}" id="{prefix}-n{mention.start}" href="#{target}" '
            f'aria-describedby="{prefix}-t{i}">{escape(mention.quote)}'
            f'<span class="tip" role="tooltip" id="{prefix}-t{i}">{_tip(mention, mine, why)}</span></a>'
        )
        position = mention.end
    pieces.append(_paragraph_ends(text[position:]))
    return f"<p>{''.join(pieces)}</p>\n".replace("<p></p>\n", "")


def _anchors(mentions: Iterable[Mention]) -> dict[int, int]:
    """Start of every mention → start of the mark that shows it: its own, or that of the one around it."""
    found, position, shown = {}, 0, 0
    for mention in mentions:
        if mention.start >= position:
            shown, position = mention.start, mention.end
        found[mention.start] = shown
    return found


def _paragraph_ends(text: str) -> str:
    return escape(text).replace("\n", "</p>\n<p>")


def _rows_by_place(rows: Iterable[Observation]) -> dict[tuple[int, int], list[Observation]]:
    found: dict[tuple[int, int], list[Observation]] = {}
    for row in rows:
        found.setdefault((row.start, row.end), []).append(row)
    return found


def _tip(mention: Mention, rows: Iterable[Observation], why: dict[str, Explanation]) -> str:
    parts = [f"<i>{_kind(mention.kind)}{': ' if mention.reason else ''}{_reason(mention.reason)}</i>"]
    for row in rows:
        place = f"{row.area_name} {row.area}".strip()
        parts.append(
            f"<b>{_label('indicators', row.indicator)} · {_label('measures', row.measure)} = {_value(row)}</b>"
            f"<i>{escape(place) or _ui('unknown')} · {escape(row.period) or _ui('unknown')} "
            f"({_label('period_bases', row.period_basis)}) · {_label('statuses', row.status)}</i>"
        )
        parts += [f"<i>{_ui(name)}: {_reason(said_why)}</i>" for name, said_why in _reasons(row, why)]
    return "".join(parts)


def _reasons(row: Observation, why: dict[str, Explanation]) -> Iterator[tuple[str, str]]:
    because = why.get(row.observation_id)
    if because:
        for name in ("indicator", "area", "period", "status"):
            yield name, getattr(because, name)


# ---------------------------------------------------------------- tables


def _table(prefix: str, name: str, columns: Sequence[str], rows: Sequence[str], count: int) -> str:
    heads = "".join(f'<th scope="col">{_ui(column)}</th>' for column in columns)
    body = "\n".join(rows)
    return (
        f'<h3 id="{prefix}-{name}">{_ui(name)} ({count})</h3>\n'
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{prefix}-{name}">\n<table>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"
    )


def _cells(*cells: str) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _rows_table(page: Explained, why: dict[str, Explanation], prefix: str) -> str:
    rows = page.reading.observations
    if not rows:
        return f'<h3>{_ui("rows")}</h3>\n<p class="soft">{_ui("no_rows")}</p>\n'
    lines, anchors = [], _anchors(page.reading.mentions)
    for i, row in enumerate(rows):
        because = "<br>".join(f"{_ui(name)}: {_reason(text)}" for name, text in _reasons(row, why))
        place = f"{row.area_name} {row.area}".strip()
        lines.append(
            f'<tr class="observation-row" id="{prefix}-row{i}">'
            f'<td class="number">{_link(prefix, anchors[row.start], row.quote)}</td>'
            + _cells(
                _label("indicators", row.indicator),
                _label("measures", row.measure),
                _value(row),
                escape(place) or _ui("unknown"),
                escape(row.period) or _ui("unknown"),
                _label("statuses", row.status),
            )
            + f'<td class="why">{because}</td></tr>'
        )
    columns = ("number", "indicator", "measure", "value", "area", "period", "status", "why")
    return _table(prefix, "rows", columns, lines, len(rows))


def _link(prefix: str, start: int, quote: str) -> str:
    return f'<a href="#{prefix}-n{start}" lang="zh-CN">{escape(" ".join(quote.split()) or quote)}</a>'


def _others_table(mentions: Sequence[Mention], prefix: str) -> str:
    anchors = _anchors(mentions)
    lines = [
        f'<tr class="{m.kind}-row" id="{prefix}-other{i}">'
        f'<td class="number">{_link(prefix, anchors[m.start], m.quote)}</td>'
        f"{_cells(_kind(m.kind), _reason(m.reason))}</tr>"
        for i, m in enumerate(mentions)
        if m.kind not in _ROW_KINDS
    ]
    return _table(prefix, "others", ("number", "kind", "reason"), lines, len(lines)) if lines else ""


def _repairs_table(repairs: Sequence[Repair], prefix: str) -> str:
    lines = [
        f'<tr><td lang="zh-CN">{escape(each.as_printed).replace(chr(10), "⏎")}</td>'
        + _cells(
            escape(each.read_as) or _ui("nothing"), escape(each.rule), escape(each.confidence), _english(each.evidence)
        )
        + "</tr>"
        for each in repairs
    ]
    columns = ("printed", "read_as", "rule", "confidence", "reason")
    return _table(prefix, "repairs", columns, lines, len(lines)) if lines else ""
