"""Bounds and rounding everywhere: whatever is derived, compared or judged, the true value lies inside."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import definitions, themes
from analysis.comparison import cells, compare
from analysis.schema import unit_of
from analysis.tables import frame, observations_of
from analysis.targets import target_ledger

#: A number is stored with 12 significant digits and as a float: the slack of the last bit.
SLACK = Fraction(1, 10**14)
STEPS = {
    "count": (1, 10, 100),
    "CNY": (1, 10_000, 1_000_000),
    "percent": (1, 10),
    "percentage_point": (1, 10),
    "rank": (1,),
    "times": (1, 10),
}
RULES = sorted(definitions.load("themes"))


def printed(true: Fraction, unit: str, draw: st.DrawFn) -> dict[str, Any]:
    """How a report may say a true value: rounded, as a bound, as a range, or as about."""
    resolution = Fraction(draw(st.sampled_from(STEPS[unit])), 100 if unit.startswith("percent") else 1)
    below = true // resolution * resolution
    word = draw(st.sampled_from(("exact", "exact", "at_least", "at_most", "between", "about")))
    if word == "exact":
        shown = float(below if true - below < resolution / 2 else below + resolution)
        limits = (shown, shown)
    else:
        shown = float(below + resolution if word == "at_most" else below)
        limits = {
            "at_least": (shown, None),
            "at_most": (None, shown),
            "between": (shown, float(below + resolution)),
            "about": (None, None),
        }[word]
    return {"value": shown, "low": limits[0], "high": limits[1], "bound": word, "resolution": float(resolution)}


@st.composite
def stated(draw: st.DrawFn, indicator: str, measure: str, **changes: Any) -> tuple[Fraction, dict[str, Any]]:
    """A true value and the observation by which a report states it."""
    unit = unit_of(indicator, measure)
    number = draw(st.integers(1, 10**10 if unit == "CNY" else 10**5))
    true = Fraction(number, 1000 if unit.startswith("percent") else 1)
    return true, {
        "observation_id": f"{indicator}-{measure}",
        "report": "town-2021",
        "indicator": indicator,
        "measure": measure,
        "area": "360100",
        "area_name": "南昌市",
        "period": "2020",
        "period_basis": "stated",
        "status": "actual",
        "unit": unit,
        "start": 0,
        "end": 1,
        "quote": "x",
        "sentence_start": 0,
        "sentence_end": 1,
        **printed(true, unit, draw),
        **changes,
    }


def inside(true: Fraction, low: Any, high: Any) -> bool:
    slack = SLACK * abs(true) * (1000 if low == high else 1)  # one number, such as a quotient of counts, is cut off
    return (low is None or pd.isna(low) or Fraction(low) - slack <= true) and (
        high is None or pd.isna(high) or true <= Fraction(high) + slack
    )


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_derived_value_holds_what_the_true_values_would_give(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(RULES))
    spec = definitions.load("themes")[name]
    kinds = definitions.load("indicators")["indicators"]
    over = spec.get("of", [""])
    if over == "all":
        over = [code for code, fact in kinds.items() if fact["kind"] in spec.get("kinds", ("stock", "flow", "ratio"))]
    at_hand = data.draw(st.sampled_from(sorted(over)))
    inputs = {key: given for key, given in spec["inputs"].items() if not given.get("optional")}
    facts = {
        key: data.draw(stated(given.get("indicator") or at_hand, given["measure"])) for key, given in inputs.items()
    }
    rows = [row for _, row in facts.values()]
    found = [r for r in themes.derived(observations_of(frame("observations", rows))) if r["rule"] == name]
    assert len(found) == 1
    try:
        true = eval(spec["formula"], {}, {key: value for key, (value, _) in facts.items()})
    except ZeroDivisionError:
        return
    assert inside(true, found[0]["low"], found[0]["high"])


@settings(deadline=None)
@given(stated("loans", "cumulative"), stated("risk_pool", "level"), stated("risk_pool", "change"), st.fractions(0, 1))
def test_a_pool_that_grew_holds_the_leverage_of_any_day_of_the_year(
    loans: tuple[Fraction, dict[str, Any]],
    pool: tuple[Fraction, dict[str, Any]],
    grown: tuple[Fraction, dict[str, Any]],
    share: Fraction,
) -> None:
    at_some_day = pool[0] - share * grown[0]
    rows = observations_of(frame("observations", [loans[1], pool[1], grown[1]]))
    found = next(r for r in themes.derived(rows) if r["rule"] == "leverage_of_cumulative_loans")
    if at_some_day > 0:
        assert inside(loans[0] / at_some_day, found["low"], found["high"])


@settings(deadline=None)
@given(
    stated("hte", "level", status="target", period="2021", observation_id="goal"),
    stated("hte", "level", period="2021", observation_id="outcome"),
    stated("hte", "level", period="2020", observation_id="start"),
)
def test_verdict_margin_and_growth_needed_hold_for_the_true_outcome(
    goal: tuple[Fraction, dict[str, Any]],
    outcome: tuple[Fraction, dict[str, Any]],
    start: tuple[Fraction, dict[str, Any]],
) -> None:
    ledger = target_ledger(frame("observations", [goal[1], outcome[1], start[1]]), frame("outcomes", []))
    row = next(ledger.itertuples(index=False))
    edge = goal[1]["low"] if goal[1]["low"] is not None else goal[1]["value"]
    sought, reached, began = Fraction(edge), outcome[0], start[0]
    counted = outcome[1]["bound"] != "exact" or outcome[1]["resolution"] == 1
    if row.verdict == "met" and counted:
        assert reached >= sought
    if row.verdict == "missed" and counted:
        assert reached < sought
    assert inside(reached - sought, row.margin_low, row.margin_high)
    assert inside(100 * sought / began - 100, row.needed_low, row.needed_high)


@settings(deadline=None)
@given(
    stated("hte", "level", observation_id="a"),
    stated("hte", "level", observation_id="b", area="360400", area_name="九江市"),
)
def test_an_order_holds_for_the_true_values(
    a: tuple[Fraction, dict[str, Any]], b: tuple[Fraction, dict[str, Any]]
) -> None:
    first, second = cells(frame("observations", [a[1], b[1]]))
    true = "less" if a[0] < b[0] else "greater" if a[0] > b[0] else "equal"
    assert compare(first, second).order in (true, "cannot be ordered")


def test_a_target_is_the_number_that_was_set_and_an_actual_what_may_be_printed_so() -> None:
    row = {"observation_id": "x", "report": "r", "indicator": "rd_intensity", "measure": "level", "area": "360100",
           "area_name": "南昌市", "period": "2020", "period_basis": "stated", "value": 2.0, "low": 2.0, "high": 2.0,
           "bound": "exact", "resolution": 1.0, "unit": "percent", "start": 0, "end": 1, "quote": "2%",
           "sentence_start": 0, "sentence_end": 1}
    widths = [
        themes.interval_of(observations_of(frame("observations", [{**row, "status": status}]))[0]).width
        for status in ("target", "actual")
    ]
    assert widths == [0, 1]
