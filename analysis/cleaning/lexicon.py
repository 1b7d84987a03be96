"""The wording of the definitions as one pattern: every known phrase of a sentence in one pass.

A phrase pattern of ``wording.yaml`` (``a(b|c|)d``) is spelled out into its phrases; all phrases
become one trie-shaped regular expression, so a pass costs the same however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from analysis.definitions import load
from analysis.errors import DefinitionError


class Sense(NamedTuple):
    """What a phrase can mean: a family of indicators, cues, a status, a blocker, or mere glue."""

    family: str
    cues: frozenset[str]
    status: str
    blocker: bool
    glue: bool


class Lexicon(NamedTuple):
    pattern: re.Pattern[str]
    senses: dict[str, Sense]
    wording: dict[str, Any]
    shapes: tuple[tuple[str, re.Pattern[str]], ...]
    inverse: tuple[tuple[str, re.Pattern[str]], ...]  # families whose name stands behind their share

    def sense(self, phrase: str) -> Sense:
        """What a phrase found by ``pattern`` can mean; one of an open shape (“…贷”) means its family."""
        known = self.senses.get(phrase)
        if known is None:
            family = next((family for family, shape in self.shapes if shape.fullmatch(phrase)), "")
            known = Sense(family, frozenset(), "", False, not family)
        return known


def spell_out(pattern: str) -> Iterator[str]:
    """Every phrase a pattern stands for; ``(`` without ``|`` is a literal bracket.

    >>> sorted(spell_out("研发(经费|)投入"))
    ['研发投入', '研发经费投入']
    """
    start = 0
    while True:
        start = pattern.find("(", start)
        if start < 0:
            yield pattern
            return
        end = _closing(pattern, start)
        options = _options(pattern[start + 1 : end])
        if len(options) > 1:
            break
        start += 1
    for option in options:
        for rest in spell_out(pattern[end + 1 :]):
            for head in spell_out(option):
                yield pattern[:start] + head + rest


def _closing(pattern: str, start: int) -> int:
    depth = 0
    for i in range(start, len(pattern)):
        depth += (pattern[i] == "(") - (pattern[i] == ")")
        if depth == 0:
            return i
    raise DefinitionError(f"wording.yaml: pattern {pattern!r}: bracket at {start} is never closed; close it")


def _options(body: str) -> list[str]:
    options, depth, current = [], 0, ""
    for c in body:
        depth += (c == "(") - (c == ")")
        if c == "|" and depth == 0:
            options.append(current)
            current = ""
        else:
            current += c
    return [*options, current]


def trie_pattern(phrases: Iterable[str]) -> str:
    """A regular expression that matches the longest of the phrases at a place."""
    root: dict[str, Any] = {}
    for phrase in phrases:
        node = root
        for c in phrase:
            node = node.setdefault(c, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    longer, singles = [], []
    for c in sorted(k for k in node if k):
        rest = _branch(node[c])
        if rest:
            longer.append((c, re.escape(c) + rest))
        else:
            singles.append(re.escape(c))
    parts = dispatched(longer)
    if singles:
        parts.append(singles[0] if len(singles) == 1 else f"[{''.join(singles)}]")
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
    if "" not in node:
        return body
    return f"(?:{body})?" if len(parts) == 1 else body + "?"


def dispatched(branches: list[tuple[str, str]], size: int = 8) -> list[str]:
    """Alternatives from pairs of the characters each may begin with and its expression.

    Many stand in groups behind a look at the next character, so that few are tried.
    """
    if len(branches) <= 2 * size:
        return [expression for _, expression in branches]
    each = size
    while each * size < len(branches):
        each *= size
    groups = [branches[i : i + each] for i in range(0, len(branches), each)]
    return [ahead("".join(first for first, _ in group), "|".join(dispatched(group, size))) for group in groups]


def ahead(characters: str, expression: str) -> str:
    """The expression, tried only where one of the characters stands."""
    return f"(?=[{re.escape(characters)}])(?:{expression})"


@cache
def lexicon() -> Lexicon:
    """The lexicon of ``wording.yaml``, built once."""
    wording = load("wording")
    meanings: dict[str, dict[str, Any]] = {}

    def note(phrase: str) -> dict[str, Any]:
        return meanings.setdefault(phrase, {"family": "", "cues": set(), "status": "", "blocker": False, "glue": False})

    for pattern in wording["glue"]:
        for phrase in spell_out(pattern):
            note(phrase)["glue"] = True
    for name, family in wording["families"].items():
        for pattern in family["nouns"]:
            for phrase in spell_out(pattern):
                if phrase:
                    note(phrase)["family"] = name
    for cue, patterns in wording["cues"].items():
        for pattern in patterns:
            for phrase in spell_out(pattern):
                note(phrase)["cues"].add(cue)
    for status, words in wording["statuses"].items():
        for word in words:
            note(word)["status"] = status
    for pattern in wording["blockers"]:
        for phrase in spell_out(pattern):
            if phrase and not meanings.get(phrase, {}).get("family"):
                note(phrase)["blocker"] = True
    meanings.pop("", None)
    senses = {
        phrase: Sense(m["family"], frozenset(m["cues"]), m["status"], m["blocker"], m["glue"])
        for phrase, m in meanings.items()
    }
    shapes = [(name, shape) for name, family in wording["families"].items() for shape in family.get("shapes", ())]
    # where no phrase and no shape begins, nothing is tried
    starts = "".join(sorted({phrase[0] for phrase in senses} | set("".join(shape["starts"] for _, shape in shapes))))
    open_ones = [ahead(shape["starts"], shape["pattern"]) for _, shape in shapes]
    pattern = re.compile(ahead(starts, "|".join([*open_ones, trie_pattern(senses)])))
    compiled = tuple((name, re.compile(shape["pattern"])) for name, shape in shapes)
    inverse = tuple((name, re.compile(behind)) for name, behind in wording["inverse"].items())
    return Lexicon(pattern, senses, wording, compiled, inverse)
