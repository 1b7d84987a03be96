"""What a report says of its figures in words, read from its text and held against the figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from analysis import definitions
from analysis.audit.check import Check
from analysis.audit.evidence import Evidence, Given, province_of
from analysis.audit.orders import rank_check
from analysis.cleaning.lexicon import lexicon
from analysis.cleaning.numerals import chinese
from analysis.intervals import Interval
from analysis.model import Observation
from analysis.outcomes import place_of
from analysis.targets import Claim, decide, goal_of
from analysis.themes import rounded

#: Measures that a target or a rank of an indicator can be about.
CLAIMED = ("level", "new", "cumulative", "growth")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with its place in the text; ``kind`` is targets_met, ranks or standing, ``since`` its heading's place."""

    kind: str
    claim: Claim
    since: int
    start: int
    end: int
    rank: int = 0
    below: bool = False


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(definitions.load("audit")["claims"][name])


def indicators_named(words: str) -> frozenset[str]:
    """Every indicator that the phrases of some words can mean.

    >>> sorted(indicators_named("研发投入强度"))
    ['rd_intensity']
    """
    found = lexicon()
    families = {found.senses[m.group()].family for m in found.pattern.finditer(words)} - {""}
    rules = found.wording["families"]
    return frozenset(
        rule["to"] for family in families for rule in rules[family].get("rules", ()) if rule.get("to")
    ) & _all_indicators()


@cache
def _all_indicators() -> frozenset[str]:
    return frozenset(definitions.load("indicators")["indicators"])


def _sentence(text: str, start: int, end: int) -> str:
    """The clause of a claim as printed, without what is not part of it."""
    return " ".join(text[start:end].split())


def claims_of(report: str, text: str, observations: Iterable[Observation]) -> list[Said]:
    """Claims that a report makes of its own figures: targets met, ranks held, above or below the province.

    ``observations`` are those of the same report. A claim of "the figures above" covers the
    indicators stated between the heading before it and itself; another one covers all.
    """
    own = [o for o in observations if o.report == report and o.status != "target"]
    home = Evidence(own).home.get(report, ("", ""))[0]
    if not home:
        return []
    blocks = [m.start() for m in _pattern("block").finditer(text)]
    found = []
    for kind in ("targets_met", "ranks", "standing"):
        for m in _pattern(kind).finditer(text):
            groups = m.groupdict()
            since = max((b for b in blocks if b < m.start()), default=0)
            above = frozenset(o.indicator for o in own if since <= o.start < m.start() and o.area == home)
            if kind == "standing" and not _own_standing(text, m.start()):
                continue
            everywhere = kind == "targets_met" and not groups.get("here")
            claim = Claim(
                report=report,
                area=home,
                quote=_sentence(text, m.start(), m.end()),
                excepted=indicators_named(groups.get("but") or ""),
                covered=frozenset() if everywhere else above,
            )
            found.append(
                Said(kind, claim, since, m.start(), m.end(), _number(groups.get("rank") or ""),
                     groups.get("way") in definitions.load("audit")["claims"]["below"])
            )
    return sorted(found, key=lambda s: s.start)


def _number(numeral: str) -> int:
    """An Arabic or Chinese numeral; 0 for none."""
    number = chinese(numeral) if numeral and not numeral.isdigit() else None
    return int(numeral) if numeral.isdigit() else int(number.value) if number else 0


def _own_standing(text: str, start: int) -> bool:
    """Whether the clause names no part of the city before the claim."""
    since = max(text.rfind(mark, 0, start) for mark in ",，。;；\n")
    return not _pattern("parts_of_city").search(text, since + 1, start)


# ---------------------------------------------------------------- claims against figures


def _figure(said: Said) -> Given:
    """The claim as the printed figure of a check."""
    return Given(None, Interval.unknown(), "about", "rank" if said.rank else "percent", "", "", said.claim.area, "", "",
                 "actual", quote=said.claim.quote, report=said.claim.report, start=said.start, end=said.end,
                 sentence=(said.start, said.end))


def _covered(said: Said, evidence: Evidence) -> list[Given]:
    """Figures the claim is about: of its place, of the indicators it covers and does not except."""
    claim = said.claim
    rows = [
        o for o in evidence.rows_of(claim.report)
        if o.area == claim.area and o.status == "actual" and o.measure in CLAIMED and o.period
        and o.indicator not in claim.excepted
        and (not claim.covered or (o.indicator in claim.covered and said.since <= o.start < said.start))
    ]
    return [evidence.given(o) for o in rows]


def _targets(said: Said, evidence: Evidence) -> Iterator[Check]:
    open_ones: list[Given] = []
    texts = definitions.load("audit")["claims"]["texts"]
    for figure in _covered(said, evidence):
        targets = evidence.rows_with(figure.indicator, figure.measure, place_of(figure), figure.period, "target")
        target = targets[0] if targets else None
        goal = goal_of(target) if target else None
        if target is None or goal is None:
            open_ones.append(figure)
            continue
        verdict = decide(goal, figure.value, figure.interval, figure.bound)
        outcome = {"met": "agrees_within_rounding", "missed": "fails"}.get(verdict, "")
        more, number = goal.more_is_better, goal.number
        yield Check(
            relation="claim_targets_met",
            printed=replace(_figure(said), unit=figure.unit, indicator=figure.indicator, measure=figure.measure,
                            area_name=figure.area_name, period=figure.period, value=number,
                            bound="at_least" if more else "at_most",
                            interval=Interval(number if more else None, None if more else number)),
            others={"level": figure, "target": evidence.given(target)},
            outcome=outcome or "untestable",
            reason="" if outcome else "other_definition",
            value=figure.value,
            interval=figure.interval,
            unit=figure.unit,
            formula="level reaches target",
            said={"text": verdict if verdict in ("met", "missed") else "open"},
            strong=False,
            discriminator=f"{figure.indicator}:{figure.measure}",
            label=texts["targets_label"],
        )
    if open_ones:
        yield _open(said, "claim_targets_met", open_ones, "no_target", texts["targets_label"])


def _open(said: Said, relation: str, figures: list[Given], reason: str, label: dict[str, str]) -> Check:
    return Check(relation, _figure(said), {f"figure{i}": f for i, f in enumerate(figures)}, "untestable",
                 reason=reason, unit=_figure(said).unit, strong=False, label=label,
                 said={"text": "no_target" if reason == "no_target" else "no_rank"})


def _ranks(said: Said, evidence: Evidence) -> Iterator[Check]:
    open_ones: list[Given] = []
    texts = definitions.load("audit")["claims"]["texts"]
    for figure in _covered(said, evidence):
        if figure.measure == "growth":
            continue
        rank = replace(_figure(said), value=float(said.rank), interval=Interval.exact(said.rank), bound="exact",
                       indicator=figure.indicator, measure="rank", area_name=figure.area_name, period=figure.period)
        check = rank_check(rank, figure, evidence, "claim_rank")
        if check is None or not any(name != "level" for name in check.others):
            open_ones.append(figure)
        else:
            yield replace(check, discriminator=f"{figure.indicator}:{figure.measure}", label=texts["ranks_label"],
                          said={"text": "ranked"})
    if open_ones:
        yield _open(said, "claim_rank", open_ones, "no_other_place", texts["ranks_label"])


def _standing(said: Said, evidence: Evidence) -> Iterator[Check]:
    """A claim to stand below or above the province, where numerator, denominator and the province's ratio are known."""
    names, texts = (definitions.load("audit")["claims"][key] for key in ("standing_of", "texts"))
    wanted = (names["numerator"], "level", said.claim.area, "actual")
    for row in evidence.rows_of(said.claim.report):
        if (row.indicator, row.measure, row.area, row.status) != wanted:
            continue
        figure, around = evidence.given(row), province_of(row.area)
        whole = evidence.find(row.report, names["denominator"], "level", row.area, row.period, "actual")
        province = evidence.find(row.report, names["ratio"], "level", around, row.period, "actual")
        if not whole or not province:
            continue
        ratio = 100 * figure.interval / whole[0].interval
        order = ratio.compare(province[0].interval)
        claimed = "less" if said.below else "greater"
        outcome = {claimed: "agrees_within_rounding", "cannot be ordered": "untestable"}.get(order, "fails")
        official = any(f.title for f in (whole[0], province[0]))
        reason = "other_vintage" if outcome == "untestable" or (outcome == "fails" and official) else ""
        value = None if figure.value is None or not whole[0].value else rounded(100 * figure.value / whole[0].value)
        yield Check(
            relation="claim_standing",
            printed=replace(_figure(said), unit="percent", indicator=names["ratio"], measure="level",
                            area_name=figure.area_name, period=figure.period),
            others={"numerator": figure, "denominator": whole[0], "other": province[0]},
            outcome="untestable" if reason else outcome,
            reason=reason,
            value=value,
            interval=ratio,
            unit="percent",
            formula="100 * numerator / denominator against the province",
            said={"text": "stands"},
            strong=False,
            label=texts["standing_label"],
        )
        return


def claim_checks(claims: Iterable[Said], evidence: Evidence) -> Iterator[Check]:
    """Every claim against the figures it is about."""
    kinds = {"targets_met": _targets, "ranks": _ranks, "standing": _standing}
    for said in claims:
        yield from kinds[said.kind](said, evidence)
