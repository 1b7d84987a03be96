"""What the notebooks speak with: exact picking, honest words, shown things that anyone can read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import narrative
from analysis.errors import AnalysisError, TableError


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """What was shown: pairs of bundle and metadata."""
    seen: list[tuple[dict[str, str], dict[str, Any]]] = []
    monkeypatch.setattr(narrative, "_show", lambda bundle, metadata=None: seen.append((bundle, metadata or {})))
    return seen


def test_a_row_is_picked_by_what_it_is_about_and_said_in_words() -> None:
    row = narrative.pick(place="Shangrao", indicator="rd_expenditure", measure="level")
    assert (row.said, row.period, row.value) == ("CNY 2.619 billion", "2019", 2.619e9)


def test_a_row_without_a_number_has_none_and_its_wording_is_said() -> None:
    row = narrative.pick(indicator="roadshow_financing")
    assert row.low is None and row.said == "at most CNY 200 million"


@pytest.mark.parametrize("period, count", [("1999", 0), ("2018", 1), ("2020", 4)])
def test_picking_none_or_many_is_refused(period: str, count: int) -> None:
    assert len(narrative.rows(indicator="hte", measure="level", period=period)) == count
    if count != 1:
        with pytest.raises(TableError, match=f"has {count} rows with indicator = hte.*expected exactly one"):
            narrative.pick(indicator="hte", measure="level", period=period)


def test_an_unknown_column_is_named_with_the_known_ones() -> None:
    with pytest.raises(TableError, match="no column town; expected one of observation_id"):
        narrative.rows(town="Shangrao")


def test_several_values_of_a_cell_may_be_asked_for() -> None:
    assert set(narrative.rows(status=("target", "expected"))["status"]) == {"target", "expected"}


def test_both_sides_of_a_pair_are_said_in_words() -> None:
    since = "leverage_of_cumulative_loans"
    pair = narrative.pick("comparisons", rule_a=since, rule_b=since)
    assert (pair.place_a, pair.said_a) == ("Nanchang", "17.8×")
    assert (pair.place_b, pair.said_b) == ("Jiujiang", "7.22–10.5×")
    assert pair.what_a == pair.what_b and pair.order == "greater"


@pytest.mark.parametrize("low, high, unit, said", [
    (3.044, 3.141, "%", "+3.04 to +3.15%"),
    (-0.0550000000001, -0.0449999999999, " points", "−0.055 to −0.045 points"),
    (-61.0, -61.0, "", "−61"),
    (1530.0, 2000.0, "", "+1,530 to +2,000"),
    (41.0, 41.213, "%", "+41.00 to +41.22%"),
    (-2.62901655308, -2.62901655307, "%", "−2.63%"),
    (float("nan"), 2.0, "%", "not known"),
])
def test_what_bounds_leave_of_a_change_is_said_with_its_sign(low: float, high: float, unit: str, said: str) -> None:
    assert narrative.between(low, high, unit) == said


def test_a_quote_shows_the_sentence_the_gloss_and_the_source(screen: list[Any]) -> None:
    narrative.quote("a < b", narrative.pick(indicator="bad_loans"))
    html = screen[0][0]["text/html"]
    assert "<mark>尚未发生1笔</mark>" in html and "a &lt; b" in html and "Nanchang Science" in html


def test_a_figure_is_a_picture_with_alternative_text_and_a_caption(screen: list[Any]) -> None:
    narrative.figure("hte_stock", "What is seen.")
    (picture, about), (caption, _) = screen
    assert set(picture) == {"image/png", "text/plain"}
    assert "Nanchang" in about["image/png"]["alt"]
    assert caption["text/markdown"] == "**Figure.** What is seen."


def test_an_unknown_figure_is_an_error_that_lists_the_known(screen: list[Any]) -> None:
    with pytest.raises(AnalysisError, match="no figure 'nothing'"):
        narrative.figure("nothing", "")


def test_a_table_shows_chosen_columns_under_readable_headers(screen: list[Any]) -> None:
    narrative.table(pd.DataFrame({"b": [float("nan")], "a": ["x<y"], "c": [1]}), "Two columns", a="First", b="Second")
    html = screen[0][0]["text/html"]
    assert html.count("<th ") == 2 and html.index("First") < html.index("Second")
    assert "x&lt;y" in html and "nan" not in html


def test_a_table_too_long_to_read_is_refused() -> None:
    with pytest.raises(TableError, match="17 rows are too many"):
        narrative.table([{"a": 1}] * 17, "", a="A")


def test_a_solution_is_folded(screen: list[Any]) -> None:
    narrative.solution("first", "second")
    assert screen[0][0]["text/html"] == "<details><summary>Solution</summary><p>first</p><p>second</p></details>"
