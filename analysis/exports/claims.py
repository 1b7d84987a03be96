"""Claim cards: what may be printed about an observation, its evidence, and what must not be said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import definitions, schema, style, tables
from analysis.charts.marks import indicator_label
from analysis.errors import ExportError
from analysis.exports import citation, lookup
from analysis.exports.wordings import Row, amount, amounts, period_text, place_text, sentence, texts

#: Marks around the number in the original sentence.
MARKS = ("【", "】")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables that claim cards are made from; ``comparisons`` and ``checks`` are ``None`` until they are built."""

    observations: pd.DataFrame
    sources: Mapping[str, Row]
    sentences: Mapping[tuple[str, int, int], str]
    repairs: Mapping[str, Row]
    comparisons: pd.DataFrame | None
    checks: pd.DataFrame | None


def evidence() -> Evidence:
    """Everything that cards need, from data/clean."""
    spoken = tables.load("sentences").to_dict("records")
    return Evidence(
        observations=tables.load("observations"),
        sources={row["report"]: row for row in tables.load("sources").to_dict("records")},
        sentences={(r["report"], r["sentence_start"], r["sentence_end"]): r["sentence"] for r in spoken},
        repairs={row["repair_id"]: row for row in tables.load("repairs").to_dict("records")},
        comparisons=built("comparisons"), checks=built("checks"),
    )


def built(name: str) -> pd.DataFrame | None:
    """A table of data/clean, or ``None`` where this copy of the project does not build it."""
    there = name in schema.tables() and tables.path_of(name).is_file()
    return tables.load(name) if there else None


def cards(ids: Sequence[str], lang: str = "") -> str:
    """The cards of some observations in both languages, or in one. Raises ExportError for an unknown id or language."""
    if lang and lang not in style.LANGUAGES:
        raise ExportError(f"no language '{lang}'; expected one of {', '.join(style.LANGUAGES)}")
    known = evidence()
    rows = [lookup.observation(name, known.observations) for name in ids]
    return "\n".join(card(row, each, known) for row in rows for each in ([lang] if lang else style.LANGUAGES))


def card(row: Row, lang: str, known: Evidence) -> str:
    """One card in one language."""
    form, codes, source = texts(), definitions.load("indicators"), known.sources[row["report"]]
    facts, measure = codes["indicators"][row["indicator"]], codes["measures"][row["measure"]]
    title = source["title"] if lang == "zh" or not source["title_en"] else f"{source['title_en']} ({source['title']})"
    failed = failures(row, lang, known.checks)
    none = form["none"][lang]
    return str(form["card"][lang]).format(
        id=row["observation_id"], sentence=sentence(row, lang), original=original(row, known.sentences),
        source=f"{title}, {row['start']}–{row['end']}" if lang == "en" else
        f"{source['publisher']}《{title}》，第{row['start']}—{row['end']}字",
        period=period_text(str(row["period"]), lang), status=codes["statuses"][row["status"]][lang],
        basis=codes["period_bases"][row["period_basis"]][lang] if row["period_basis"] else "–",
        measure=measure["label"][lang], measure_meaning=measure["definition"][lang],
        label=facts["label"][lang], definition=facts["definition"][lang],
        cautions=_listed(cautions(row, lang, known)) or none,
        failed=form["not_audited"][lang] if failed is None else _listed(failed) or none,
        citation=citation.of_observation(row, source, "gb7714" if lang == "zh" else "apa"),
    )


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"  · {line}" for line in lines)


def original(row: Row, sentences: Mapping[tuple[str, int, int], str]) -> str:
    """The sentence of the report with the number marked, on one line."""
    start, end = int(row["sentence_start"]), int(row["sentence_end"])
    text = sentences[row["report"], start, end]
    first, last = int(row["start"]) - start, int(row["end"]) - start
    marked = f"{text[:first]}{MARKS[0]}{text[first:last]}{MARKS[1]}{text[last:]}"
    return re.sub(r"\s*\n\s*", "", marked).strip()


# ---------------------------------------------------------------- what must not be said


def cautions(row: Row, lang: str, known: Evidence) -> list[str]:
    """What must not be said of an observation, the most serious first."""
    form = texts()["cautions"]
    facts = definitions.load("indicators")["indicators"][row["indicator"]]
    quote = re.sub(r"\s+", "", str(row["quote"]))
    found = []
    if row["status"] in ("expected", "target"):
        found.append(form[row["status"]][lang])
    if row["bound"] != "exact":
        found.append(form[row["bound"]][lang].format(quote=quote, x=amounts(row, lang)["x"]))
    if not row["area"]:
        found.append(form["part_of_city"][lang].format(place=row["area_name"]))
    if not row["period"]:
        found.append(form["period_missing"][lang])
    elif row["period_basis"] == "inferred":
        found.append(form["period_inferred"][lang].format(note=row["note"]).strip())
    found += _also(row, lang, known.observations)
    if known.comparisons is not None:
        found += _judged(row, lang, known.comparisons, known.observations)
    else:
        found += _tempting(row, lang, known.observations)
    if facts.get("caveat"):
        found.append(form["caveat"][lang].format(caveat=facts["caveat"][lang]))
    for name in str(row["repairs"]).split():
        repair = known.repairs[name]
        found.append(form["repaired"][lang].format(
            printed=re.sub(r"\s+", "⏎", repair["as_printed"]), read=repair["read_as"],
            confidence=texts()["confidence"][repair["confidence"]][lang]))
    return found


def _also(row: Row, lang: str, observations: pd.DataFrame) -> list[str]:
    """Other figures of the same cell under another status: a goal beside the actual."""
    same = observations
    for name in ("indicator", "measure", "area", "area_name", "period"):
        same = same[same[name] == row[name]]
    other = same[same["status"] != row["status"]]
    form, codes = texts()["cautions"]["also"][lang], definitions.load("indicators")["statuses"]
    return [form.format(status=codes[r["status"]][lang], x=amount(r, lang), id=r["observation_id"])
            for r in other.to_dict("records")]


def _against(other: Row, lang: str, reason: str) -> str:
    """The warning against comparing with one figure."""
    codes = definitions.load("indicators")
    what = [indicator_label(str(other["indicator"]), lang), codes["measures"][other["measure"]]["label"][lang],
            codes["statuses"][other["status"]][lang]]
    return str(texts()["cautions"]["not_comparable"][lang]).format(
        place=place_text(other, lang), period=period_text(str(other["period"]), lang), x=amount(other, lang),
        what=("，" if lang == "zh" else ", ").join(what), reason=reason.rstrip("。."))


def _judged(row: Row, lang: str, comparisons: pd.DataFrame, observations: pd.DataFrame) -> list[str]:
    """The pairs that comparisons.csv finds not comparable, those of the same indicator only, nearest first."""
    name, by_id = row["observation_id"], observations.set_index("observation_id", drop=False)
    bad = comparisons[comparisons["verdict"] == "not_comparable"]
    pairs = [(r["ids_b"] if r["ids_a"] == name else r["ids_a"], r) for r in bad.to_dict("records")
             if name in (r["ids_a"], r["ids_b"])]
    found = [(by_id.loc[other].to_dict(), r) for other, r in pairs if other in by_id.index]
    near = [(other, r) for other, r in found if _rival(row, other)]
    near.sort(key=lambda pair: _distance(row, pair[0]))
    return [_against(other, lang, r[f"reason_{lang}"]) for other, r in near[:texts()["most"]]]


def _rival(row: Row, other: Row) -> bool:
    """Whether a reader might hold the other figure against this one: the same indicator of another whole place."""
    return bool(other["indicator"] == row["indicator"] and other["area"] and other["area"] != row["area"]
                and other["unit"] == row["unit"] and not str(other["area"]).endswith("0000"))


def _distance(row: Row, other: Row) -> tuple[int, str, str]:
    differs = sum(other[name] != row[name] for name in ("measure", "status", "period"))
    return differs, str(other["area"]), str(other["observation_id"])


def _tempting(row: Row, lang: str, observations: pd.DataFrame) -> list[str]:
    """Where pairs have not been judged: the same indicator elsewhere under another measure, status or period."""
    rivals = [r for r in observations.to_dict("records") if _rival(row, r)]
    rivals = sorted((r for r in rivals if _distance(row, r)[0]), key=lambda r: _distance(row, r))
    return [_against(r, lang, _differences(row, r, lang)) for r in rivals[:texts()["most"]]]


def _differences(row: Row, other: Row, lang: str) -> str:
    codes, form = definitions.load("indicators"), texts()
    words = {
        "measure": lambda r: codes["measures"][r["measure"]]["label"][lang],
        "status": lambda r: codes["statuses"][r["status"]][lang],
        "period": lambda r: period_text(str(r["period"]), lang),
    }
    found = [form["differences"][name][lang].format(a=say(row), b=say(other)) for name, say in words.items()
             if row[name] != other[name]]
    return str(form["difference_separator"][lang]).join(found)


def failures(row: Row, lang: str, checks: pd.DataFrame | None) -> list[str] | None:
    """Failed checks in which an observation takes part, in words; ``None`` where nothing was audited."""
    if checks is None:
        return None
    failed = checks[checks["outcome"] == "fails"]
    return [f"{r[f'explanation_{lang}']} [{r['check_id']}]" for r in failed.to_dict("records")
            if row["observation_id"] in str(r["observation_ids"]).split()]
