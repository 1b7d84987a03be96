"""The sentence behind a row: verbatim, the number marked, safe to put on a page."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import evidence
from analysis.errors import TableError
from analysis.tables import load

TEXT = "甲<乙>市\n投入5亿元，增长3%。"


def tables(text: str = TEXT) -> dict[str, pd.DataFrame]:
    """One report with one sentence at offset 10 that states two observations."""
    here = {"report": "r", "sentence_start": 10, "sentence_end": 10 + len(text)}
    spans = [(name, 10 + text.index(words), len(words)) for name, words in (("sum", "5亿元"), ("growth", "3%"))]
    rows = [here | {"observation_id": name, "start": start, "end": start + length} for name, start, length in spans]
    rows.append(rows[0] | {"observation_id": "elsewhere", "sentence_start": 99})
    sentences = [here | {"sentence": text}]
    sources = [{"report": "r", "title": "题", "title_en": "Title"}]
    return {"observations": pd.DataFrame(rows), "sentences": pd.DataFrame(sentences), "sources": pd.DataFrame(sources)}


def test_the_number_is_marked_inside_its_verbatim_sentence() -> None:
    found = evidence.passage("sum", tables=tables())
    assert found.text == TEXT
    assert [text for text, marked in found.pieces if marked] == ["5亿元"]
    assert (found.report, found.title_en) == ("r", "Title")


def test_several_numbers_of_one_sentence_are_marked_in_the_order_of_the_text() -> None:
    found = evidence.passage("growth", "sum", tables=tables())
    assert [text for text, marked in found.pieces if marked] == ["5亿元", "3%"]


def test_every_observation_of_the_reports_can_be_quoted() -> None:
    for row in load("observations").itertuples():
        marked = [text for text, is_marked in evidence.passage(row.observation_id).pieces if is_marked]
        assert marked == [row.quote]


def test_html_is_escaped_and_shows_a_line_break(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "_committed", lambda: tables())
    assert evidence.sentence("sum") == "甲&lt;乙&gt;市⏎投入<mark>5亿元</mark>，增长3%。"


@pytest.mark.parametrize("ids, fault", [(("none",), "no observation none"), ((), "no observation given"),
                                        (("sum", "elsewhere"), "stated in 2 sentences")])
def test_what_cannot_be_quoted_is_refused(ids: tuple[str, ...], fault: str) -> None:
    with pytest.raises(TableError, match=fault):
        evidence.passage(*ids, tables=tables())
