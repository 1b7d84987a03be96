"""An observation as a sentence that may be printed, in Chinese and English, with its bound and its status.

Numbers keep the digits that the report printed (10.40%). Templates: definitions/claims.yaml.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from analysis import definitions, labels
from analysis.charts.marks import indicator_label, place

Row = Mapping[str, Any]
_PART = re.compile(r"(\d{4})(?:-(?:(\d{2})|H([12])|Q([1-4])))?")


def texts() -> Mapping[str, Any]:
    """The templates of claims.yaml."""
    return definitions.load("claims")


def known(value: Any) -> float | None:
    """A number of a table, or ``None`` for an empty cell."""
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else float(value)


def digits(number: float, step: float, resolution: float | None, lang: str) -> str:
    """A number over ``step`` with the decimals that ``resolution`` says were printed; thousands parted in English."""
    scaled = abs(number) / step
    if resolution is None:
        return labels.plain(scaled, lang)
    decimals = max(0, round(math.log10(step / resolution)))
    return f"{scaled:,.{decimals}f}" if lang == "en" else f"{scaled:.{decimals}f}"


def number(value: float, row: Row, lang: str) -> str:
    """One number of an observation with its unit, without its sign: ``26.19亿元``, ``CNY 2.619 billion``."""
    unit, indicator, form = str(row["unit"]), str(row["indicator"]), texts()
    step, name = 1.0, ""
    if unit == "CNY":
        step, name = next((s for s in labels.STEPS[lang] if abs(value) >= s[0]), labels.STEPS[lang][-1])
        name = labels.SENTENCE_STEPS.get(name, name)
    shown = digits(value, step, known(row["resolution"]), lang)
    if unit == "CNY" and lang == "en" and "." in shown:  # the zeros of 万 and 亿 are none of a million
        shown = shown.rstrip("0").rstrip(".")
    if row["measure"] == "rank_change":
        single = lang == "en" and shown == "1"
        return str(form["places"]["one_en" if single else lang]).format(n=shown)
    counted = labels.counts(indicator, "zh")[:1] if unit == "count" else ""
    return str(form["numbers"][unit][lang]).format(n=shown, step=name, classifier=counted).rstrip()


def wording(row: Row) -> Mapping[str, str]:
    """The way of saying the bound of an observation: the first whose pattern its quote has."""
    fitting = [w for w in texts()["wordings"] if w["bound"] == row["bound"]]
    return next(w for w in fitting if re.search(w["pattern"], str(row["quote"])))


def amounts(row: Row, lang: str) -> dict[str, str]:
    """The number(s) of an observation: ``x``, or ``low`` and ``high`` of a range."""
    value, low, high = (known(row[name]) for name in ("value", "low", "high"))
    found = {"x": next((number(v, row, lang) for v in (value, low, high) if v is not None), "")}
    if row["bound"] == "between" and low is not None and high is not None:
        found |= {"low": number(low, row, lang), "high": number(high, row, lang)}
    return found


def amount(row: Row, lang: str, form: str = "") -> str:
    """An observation's value under its bound: ``超过660家``, ``more than 660``; ``form`` picks another shape of it."""
    if row["measure"] == "rank" and row["bound"] == "between" and known(row["low"]) == 1:
        shown = digits(known(row["high"]) or 0, 1, 1, lang)
        return str(texts()["rank_among"][lang]).format(n=shown)
    return str(wording(row)[form or lang]).format(**amounts(row, lang))


def period_text(period: str, lang: str) -> str:
    """A period in words: ``2018年至2020年``, ``the first half of 2021``."""
    form = texts()["periods"]
    if not period:
        return str(form["none"][lang])
    parts = []
    for part in period.split("/"):
        found = _PART.fullmatch(part)
        if found is None:
            return period
        year, month, half, quarter = found.groups()
        if month:
            parts.append(form["month"][lang].format(y=year, m=int(month)))
        elif half or quarter:
            kind = form["half" if half else "quarter"]
            parts.append(kind[lang].format(y=year, n=kind[f"words_{lang}"][int(half or quarter) - 1]))
        else:
            parts.append(form["year"][lang].format(y=year))
    return parts[0] if len(parts) == 1 else str(form["span"][lang]).format(a=parts[0], b=parts[1])


def place_text(row: Row, lang: str) -> str:
    """The place of an observation: in Chinese its full name, in English its English one where there is one."""
    return str(row["area_name"]) if lang == "zh" else place(str(row["area"]), str(row["area_name"]), "en")


def _falling(row: Row) -> bool:
    numbers = [known(row[name]) for name in ("value", "low", "high")]
    return any(n is not None and n < 0 for n in numbers)


def sentence(row: Row, lang: str) -> str:
    """The sentence that may be printed of an observation."""
    return _chinese(row) if lang == "zh" else _english(row)


def _chinese(row: Row) -> str:
    form, measure = texts(), texts()["measures"][row["measure"]]
    shape = measure["zh_span"] if "/" in str(row["period"]) and "zh_span" in measure else measure["zh"]
    aim = "reach" if row["status"] == "target" and "reach" in wording(row) else "be"
    direction = measure["d"]["zh"][_falling(row)] if "d" in measure else ""
    clause = str(shape).format(
        subject=indicator_label(str(row["indicator"]), "zh"), status=form["status_words"][row["status"]],
        amount=amount(row, "zh"), be=amount(row, "zh", aim), d=direction)
    period = period_text(str(row["period"]), "zh") if row["period"] else ""
    return str(form["sentences"][row["status"]]["zh"]).format(place=place_text(row, "zh"), period=period, clause=clause)


def _english(row: Row) -> str:
    form, measure, where = texts(), texts()["measures"][row["measure"]], place_text(row, "en")
    spoken, goal = form["subjects"][row["indicator"]], row["status"] == "target"
    shape, there = measure.get("said", form["in_place"]), "" if goal else form["there"].format(place=where)
    period = period_text(str(row["period"]), "en") if row["period"] else ""
    opening = form["in_span" if "/" in str(row["period"]) else "in_period"]
    verbs = {kind: _verb(measure, kind, row, _falling(row)) for kind in ("past", "inf", "goal")}
    said = str(form["sentences"][row["status"]]["en"]).format(
        subject=str(shape).format(subject=spoken, place=where, there=there), place=where, **verbs,
        in_period=opening.format(period=period) if period else "",
        for_period=form["for_period"].format(period=period) if period else "")
    return said[0].upper() + said[1:]


def _verb(measure: Mapping[str, Any], kind: str, row: Row, falls: bool) -> str:
    """What the subject did (past), or is to do; a bound may have a verb of its own: ``exceeded 660``."""
    own = wording(row).get("past" if kind == "past" else "inf")
    if own and row["measure"] in ("level", "new", "cumulative"):
        return own.format(**amounts(row, "en"))
    tense = "past" if kind == "past" else "inf"
    direction = measure["d"][tense][falls] if "d" in measure else ""
    return str(measure[kind]).format(amount=amount(row, "en"), d=direction)
