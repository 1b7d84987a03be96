"""Every check in one sentence, English and Chinese, from the texts of audit.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis import definitions
from analysis.audit.check import Check
from analysis.audit.evidence import Given
from analysis.audit.numbers import (
    area_words,
    decimals_of,
    figure_words,
    in_percent,
    interval_words,
    needed_words,
    number_words,
    recomputed_words,
    texts,
)
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.phrases import digits

LANGUAGES = ("en", "zh")


def _spec(check: Check) -> Mapping[str, Any]:
    found: Mapping[str, Any] = texts()["equations"].get(check.relation) or texts()["ranges"].get(check.relation) or {}
    return found


def label_of(check: Check, language: str) -> str:
    """Name of the relation."""
    if check.label:
        return str(check.label[language])
    if check.relation in texts()["orders"]:
        return str(texts()["order_words"]["label"][language])
    if check.relation == "place_of_city":
        return str(texts()["order_words"]["place_label"][language])
    if check.relation in ("rank", "rank_moved"):
        return str(texts()["ranks"]["label"][language])
    return str(_spec(check)["label"][language])


def _label(kind: str, code: str, language: str) -> str:
    return str(definitions.load("indicators")[kind][code]["label"][language])


def _listed(figures: list[Given], language: str) -> str:
    words = [f"{area_words(f.area, f.area_name, language)} {figure_words(f, language)}" for f in figures]
    return str(texts()["claims"]["texts"]["separator"][language]).join(words) or str(texts()["ranks"]["none"][language])


def _known(check: Check, side: str) -> list[Given]:
    return [f for name, f in check.others.items() if name.startswith(side)]


# ---------------------------------------------------------------- findings


def _equation(check: Check, language: str) -> str:
    spec = _spec(check)
    words = {name: figure_words(f, language) for name, f in check.others.items()}
    words |= {"recomputed": recomputed_words(check, language), "printed": figure_words(check.printed, language)}
    text = str(spec[language]).format(**words)
    if "possible" not in spec:
        return text
    possible = interval_words(Interval(*spec["possible"]), check.unit, language, "", 0)
    name = "fails" if check.outcome == "fails" else "holds"
    return text + str(texts()["range_words"][name][language]).format(possible=possible)


def _order(check: Check, language: str) -> str:
    whole = check.others["whole"]
    parts = [check.printed, *_known(check, "part")]

    def what(figure: Given) -> str:
        if check.relation == "place_of_city":
            return area_words(figure.area, figure.area_name, language)
        label = _label("indicators", figure.indicator, language)
        if figure.measure == "level":
            return label
        measure = _label("measures", figure.measure, language)
        return f"{label}，{measure}" if language == "zh" else f"{label}, {measure}"

    above = check.outcome in ("fails", "untestable")
    return str(texts()["order_words"]["fails" if above else "holds"][language]).format(
        smaller=" + ".join(figure_words(p, language) for p in parts),
        larger=figure_words(whole, language),
        small_what=what(check.printed),
        large_what=what(whole),
    )


def _base(check: Check, language: str) -> str:
    kind = {"whole_base_of_growth": "growth", "whole_base_of_share": "share"}.get(check.relation, "task")
    level, percent, said = check.others["level"], check.printed, check.said
    decimals = decimals_of(percent.resolution)
    base = interval_words(check.needed[0].interval, level.unit, language, level.indicator, 2)
    words = texts()["bases"]
    return str(words[kind]["fails" if check.outcome == "fails" else "holds"][language]).format(
        level=figure_words(level, language),
        printed=figure_words(percent, language),
        base=base,
        interval=base,
        weak=words["weak"][language] if said.get("weak") else "",
        near=said.get("near", ""),
        near_percent=in_percent(check.value or 0.0, "percent", decimals, language),
        next=said.get("next", ""),
        next_percent=in_percent(float(said.get("next_value", "0")), "percent", decimals, language),
    )


def _again(check: Check, language: str) -> str:
    other = check.others["other"]
    name = {"twice_in_report": "repeat", "two_reports": "reports"}.get(check.relation, "reference")
    words = figure_words(other, language).replace(texts()["clauses"]["reference"][language], "")
    return str(texts()["again"][name][language]).format(other=words, report=other.report)


def _wholes(check: Check, language: str) -> str:
    level, other = check.others["level"], check.others["other_level"]
    return str(texts()["again"]["wholes"][language]).format(
        area=area_words(level.area, level.area_name, language),
        whole=number_words(check.value or 0.0, level.unit, language, level.indicator, 2),
        other_area=area_words(other.area, other.area_name, language),
        other=interval_words(check.interval, level.unit, language, level.indicator, 2),
    )


def _rank(check: Check, language: str) -> str:
    words = texts()["ranks"]
    higher, lower = (_listed(_known(check, side), language) for side in ("higher", "lower"))
    name = "too_low" if check.outcome == "fails" or check.reason == "other_vintage" else "possible"
    return str(words[name][language]).format(
        printed=figure_words(check.printed, language), count=check.said["count"], higher=higher, lower=lower
    )


def _moved(check: Check, language: str) -> str:
    name = "moved_fails" if check.outcome == "fails" else "moved"
    return str(texts()["ranks"][name][language]).format(
        rank=figure_words(check.others["rank"], language),
        moved=digits(check.printed.value or 0.0),
        before=interval_words(check.interval, "rank", language, "", 0),
        count=check.said["count"],
    )


def _multiple(check: Check, language: str) -> str:
    return str(texts()["multiples"][check.relation][language]).format(
        printed=figure_words(check.printed, language), of=figure_words(check.others["of"], language), **check.said
    )


def _claim(check: Check, language: str) -> str:
    words = texts()["claims"]["texts"]
    one, target = check.others.get("level"), check.others.get("target")
    spoken_of = [one] if one else list(check.others.values())
    labels = dict.fromkeys(_label("indicators", f.indicator, language) for f in spoken_of)
    ratio = ("numerator", "denominator", "other")
    return str(words[check.said["text"]][language]).format(
        claim=check.printed.quote,
        what=str(words["separator"][language]).join(labels),
        level=figure_words(one, language) if one else "",
        period=one.period if one else "",
        target=figure_words(target, language) if target else "",
        target_report=target.report if target else "",
        higher=_listed(_known(check, "higher"), language),
        lower=_listed(_known(check, "lower"), language),
        recomputed=recomputed_words(check, language),
        **{name: figure_words(check.others[name], language) for name in ratio if name in check.others},
    )


Writer = Callable[[Check, str], str]
#: Relations whose sentence says it all; to the others the outcome is added.
SELF_CONTAINED: Mapping[str, Writer] = {
    "place_of_city": _order,
    "whole_base_of_growth": _base,
    "whole_base_of_share": _base,
    "round_task": _base,
    "rank": _rank,
    "rank_moved": _moved,
    "one_whole": _wholes,
    "claim_targets_met": _claim,
    "claim_rank": _claim,
    "claim_standing": _claim,
}
OPEN: Mapping[str, Writer] = {
    "twice_in_report": _again,
    "two_reports": _again,
    "later_official_figure": _again,
}


def _finding(check: Check, language: str) -> tuple[str, bool]:
    """What the figures say together, and whether that is the whole sentence."""
    name = check.relation
    if name in texts()["orders"]:
        return _order(check, language), True
    if name in texts()["multiples"]:
        return _multiple(check, language), True
    if name in SELF_CONTAINED:
        return SELF_CONTAINED[name](check, language), True
    return OPEN.get(name, _equation)(check, language), name in texts()["ranges"]


# ---------------------------------------------------------------- the whole sentence


def _needed_clause(check: Check, language: str) -> str:
    """What each other figure would have to be, for the printed one to hold."""
    clauses, printed = texts()["clauses"], figure_words(check.printed, language)
    parts = _spec(check).get("parts", {})
    found = [(needed, needed_words(needed, language)) for needed in check.needed if needed.other]
    possible = [pair for pair in found if pair[1]]
    text = ""
    for number, (needed, words) in enumerate(possible):
        text += clauses["or_needed" if number else "needed"][language].format(
            printed=printed,
            part=parts[needed.part][language],
            needed=words,
            given=figure_words(needed.other, language) if needed.other else "",
        )
    for needed, words in found:
        if not words and needed.interval != Interval.unknown():
            part = parts[needed.part][language]
            text += clauses["no_whole_number"][language].format(printed=printed, part=part)
    return text


def _slip_clause(slips: list[Observation], language: str) -> str:
    if not slips:
        return ""
    first = slips[0]
    clauses = texts()["clauses"]
    where = clauses["where"][language].format(
        indicator=_label("indicators", first.indicator, language),
        measure=_label("measures", first.measure, language),
        area=area_words(first.area, first.area_name, language),
    )
    return str(clauses["same_number"][language]).format(where=where)


def _untestable(check: Check, language: str) -> str:
    """Why nothing can be said, and what is missing would have to be, or what was found though it proves nothing."""
    part = _spec(check)["parts"][check.part][language] if check.part else ""
    reason = str(texts()["reasons"][check.reason][language]).format(part=part)
    would_be = needed_words(check.needed[0], language) if check.part and check.needed else ""
    if would_be:
        reason += texts()["clauses"]["would_be"][language].format(needed=would_be)
    elif check.reason in ("other_vintage", "ambiguous", "other_definition"):
        finding = _finding(check, language)[0]
        reason += f"（{finding}）" if language == "zh" else f" ({finding})"
    return reason


def explanation(check: Check, slips: list[Observation], language: str) -> str:
    """The check in one sentence; ``slips`` are other figures that print the number in doubt."""
    printed = figure_words(check.printed, language)
    outcome = str(texts()["outcomes"][check.outcome][language])
    if check.outcome == "untestable" and "text" not in check.said:
        return outcome.format(printed=printed, reason=_untestable(check, language))
    text, whole = _finding(check, language)
    if not whole:
        text += outcome.format(printed=printed)
    if check.outcome == "fails":
        text += _needed_clause(check, language) + _slip_clause(slips, language)
    return text
