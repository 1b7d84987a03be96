"""The arithmetic audit: do the figures of reports agree with each other?

Every relation that can be tested is tested within the interval that digits and wording allow, and
ends in ``exact``, ``agrees_within_rounding``, ``fails`` or ``untestable`` with the reason. Place,
time, status and indicator must match before anything is compared. Later official figures can
confirm a report but not refute it. Relations are authored in ``definitions/audit.yaml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.audit.again import repeat_checks, same_figure_checks, whole_checks
from analysis.audit.bases import base_checks, other_growth_checks, task_check
from analysis.audit.check import Check, confirmed_ids, suspects
from analysis.audit.claims import Said, claim_checks, claims_of
from analysis.audit.equations import equation_checks, without_partner
from analysis.audit.evidence import Evidence
from analysis.audit.orders import multiple_checks, order_checks, place_checks, rank_checks
from analysis.audit.words import LANGUAGES, explanation, label_of
from analysis.model import Mention, Observation, Reading
from analysis.tables import frame
from analysis.targets import Claim
from analysis.themes import rounded

__all__ = ["audit", "audit_readings", "checks", "claims_of", "targets_claimed"]

#: Fewer significant digits than this are shared by chance.
SLIP_DIGITS = 3


def _of_row(row: Observation, evidence: Evidence) -> Iterator[Check]:
    """Everything that one observation can be tested by."""
    tested, untested = equation_checks(row, evidence)
    yield from tested
    bases = [] if any(c.outcome != "untestable" and c.strong for c in tested) else list(base_checks(row, evidence))
    task = None if tested else task_check(row, evidence)
    ranked = list(rank_checks(row, evidence))
    yield from bases
    yield from ranked
    if task:
        yield task
    if not tested and not bases and not ranked and not task:
        why = untested or without_partner(row, evidence)
        if why:
            yield why
    yield from order_checks(row, evidence)
    yield from place_checks(row, evidence)
    yield from multiple_checks(row, evidence)


def checks(
    observations: Iterable[Observation],
    outcomes: pd.DataFrame | None = None,
    mentions: Iterable[Mention] = (),
    texts: Mapping[str, str] | None = None,
    claims: Iterable[Said] = (),
) -> list[Check]:
    """Every relation that can be tested, and every relative figure that cannot, in no particular order.

    ``texts`` are the reports' texts by name; without them two unlike figures of one cell are never
    called a failure. One pass: each figure is looked up by what it states, never against all others.
    """
    evidence, said = Evidence(observations, outcomes, texts), list(mentions)
    found = [check for row in evidence.rows for check in _of_row(row, evidence)]
    found += same_figure_checks(evidence)
    found += repeat_checks(said, evidence)
    found += whole_checks(evidence)
    found += other_growth_checks(said, evidence)
    found += claim_checks(claims, evidence)
    return _without_needless(found)


def _without_needless(found: list[Check]) -> list[Check]:
    """Without the figures that have no relation of their own but are tested as part of another."""
    tested = {i for c in found if c.strong and c.outcome != "untestable" for i in c.ids}
    return [c for c in found if not (c.outcome == "untestable" and c.lacks_figure and set(c.printed.ids) <= tested)]


# ---------------------------------------------------------------- rows


def _same_numbers(rows: Iterable[Observation]) -> dict[tuple[str, str, float], list[Observation]]:
    """Observations by report, unit and size, where the number is long enough not to recur by chance."""
    found: dict[tuple[str, str, float], list[Observation]] = {}
    for row in rows:
        if row.value is not None and len(f"{abs(row.value):g}".replace(".", "").strip("0")) >= SLIP_DIGITS:
            found.setdefault((row.report, row.unit, abs(row.value)), []).append(row)
    return found


def _slips(
    check: Check, accused: tuple[str, ...], numbers: Mapping[tuple[str, str, float], list[Observation]]
) -> list[Observation]:
    """Figures of the report that print the same number as one that is in doubt."""
    if check.outcome != "fails":
        return []
    doubtful = [f for f in (check.printed, *check.others.values()) if set(f.ids) & set(accused) and f.value is not None]
    same = [o for f in doubtful for o in numbers.get((f.report, f.unit, abs(f.value or 0.0)), [])]
    return [o for o in same if o.observation_id not in check.ids]


def _needed_columns(check: Check) -> dict[str, Any]:
    if not check.needed or check.outcome == "exact":
        return {}
    needed = check.needed[0]
    return {
        "needed_part": needed.part,
        "needed_id": needed.other.ids[0] if needed.other and needed.other.ids else "",
        "needed": rounded(needed.value),
        "needed_low": rounded(needed.interval.low),
        "needed_high": rounded(needed.interval.high),
    }


def _row(check: Check, accused: tuple[str, ...], slips: list[Observation]) -> dict[str, Any]:
    printed, others = check.printed, check.others.values()
    reports = dict.fromkeys(f.report for f in (printed, *others) if f.report)
    return {
        "relation": check.relation,
        "outcome": check.outcome,
        "reason": check.reason,
        "report": printed.report,
        "reports": tuple(reports),
        "indicator": printed.indicator,
        "measure": printed.measure,
        "area": printed.area,
        "area_name": printed.area_name,
        "period": printed.period,
        "status": printed.status,
        "value": printed.value,
        "low": rounded(printed.interval.low),
        "high": rounded(printed.interval.high),
        "bound": printed.bound,
        "unit": printed.unit,
        "quote": printed.quote,
        "other_quotes": " | ".join(f.quote or f.title for f in others),
        "recomputed": rounded(check.value),
        "recomputed_low": rounded(check.interval.low),
        "recomputed_high": rounded(check.interval.high),
        "recomputed_unit": check.unit,
        "formula": check.formula,
        **_needed_columns(check),
        "suspects": accused,
        "same_number": tuple(o.observation_id for o in slips),
        "observation_ids": check.ids,
        "reference": " | ".join(dict.fromkeys(f.title for f in others if f.title)),
        "start": printed.start,
        "end": printed.end,
        "sentence_start": printed.sentence[0],
        "sentence_end": printed.sentence[1],
        **{f"label_{language}": label_of(check, language) for language in LANGUAGES},
        **{f"explanation_{language}": explanation(check, slips, language) for language in LANGUAGES},
    }


def _identity(check: Check) -> str:
    parts = [check.printed.report, str(check.printed.start), check.relation, check.discriminator]
    return ":".join(part for part in parts if part)


def audit(
    observations: Iterable[Observation],
    outcomes: pd.DataFrame | None = None,
    mentions: Iterable[Mention] = (),
    texts: Mapping[str, str] | None = None,
    claims: Iterable[Said] = (),
) -> pd.DataFrame:
    """The frame of ``checks.csv``: every relation between the figures, how it came out, and why.

    ``outcomes`` is the table of later official figures; the other arguments are as for `checks`.
    Values are in base units; ``recomputed`` is in ``recomputed_unit``.
    """
    rows = list(observations)
    found = checks(rows, outcomes, mentions, texts, claims)
    confirmed, numbers = confirmed_ids(found), _same_numbers(rows)
    records: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    for check in found:
        accused = suspects(check, confirmed) if check.outcome == "fails" else ()
        identity = _identity(check)
        seen[identity] += 1
        again = f":{seen[identity]}" if seen[identity] > 1 else ""
        records.append({"check_id": identity + again, **_row(check, accused, _slips(check, accused, numbers))})
    return frame("checks", records)


# ---------------------------------------------------------------- readings


def _claims(readings: Iterable[Reading]) -> list[Said]:
    return [c for r in readings for c in claims_of(r.document.report, r.document.text, r.observations)]


def targets_claimed(readings: Iterable[Reading]) -> list[Claim]:
    """What the reports say of having met their targets, for the target ledger."""
    return [said.claim for said in _claims(readings) if said.kind == "targets_met"]


def audit_readings(readings: Iterable[Reading], outcomes: pd.DataFrame | None = None) -> pd.DataFrame:
    """As `audit`, of reports as they were read."""
    known = list(readings)
    return audit(
        [o for r in known for o in r.observations],
        outcomes,
        [m for r in known for m in r.mentions],
        {r.document.report: r.document.text for r in known},
        _claims(known),
    )
