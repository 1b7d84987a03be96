"""Claim cards: sentences that may be printed, with the wording's bound and status, and what must not be said."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis import definitions, tables
from analysis.errors import ExportError
from analysis.exports import claims, wordings


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return tables.load("observations").to_dict("records")


@pytest.fixture(scope="module")
def evidence() -> claims.Evidence:
    return claims.evidence()


def row_of(rows: list[dict], report: str, indicator: str, measure: str, quote: str) -> dict:
    return next(r for r in rows if (r["report"], r["indicator"], r["measure"], r["quote"]) ==
                (report, indicator, measure, quote))


@pytest.mark.parametrize(("report", "indicator", "measure", "quote", "zh", "en"), [
    ("shangrao-2020", "hte", "level", "突破660家", "上饶市2020年高新技术企业预计超过660家。",
     "In 2020, the number of high-tech enterprises in Shangrao was expected to exceed 660."),
    ("nanchang-2021", "rd_expenditure", "level", "111.77亿元", "南昌市2020年全社会研发经费为111.77亿元。",
     "In 2020, R&D expenditure in Nanchang was CNY 11.177 billion."),
    ("nanchang-2021", "rd_expenditure", "growth", "10.40%", "南昌市2020年全社会研发经费同比增长10.40%。",
     "In 2020, R&D expenditure in Nanchang grew by 10.40%."),
    ("nanchang-2021", "hte", "growth", "5%", "南昌市2021年高新技术企业预计同比下降5%。",
     "In 2021, the number of high-tech enterprises in Nanchang was expected to fall by 5%."),
    ("nanchang-2021", "loans", "level", "约3.22亿元", "南昌市2021年科技贷款发放额约为3.22亿元。",
     "In 2021, technology lending under the scheme in Nanchang was about CNY 322 million."),
    ("nanchang-2021", "roadshow_financing", "level", "近2亿元", "南昌市2021年路演融资额接近2亿元。",
     "In 2021, financing through roadshows in Nanchang was nearly CNY 200 million."),
    ("shangrao-2020", "contract_value", "level", "超13亿", "上饶市2020年技术合同成交额超过13亿元。",
     "In 2020, the value of technology contracts in Shangrao exceeded CNY 1.3 billion."),
    ("shangrao-2020", "credit_line", "level", "3个多亿", "上饶市2020年授信额度在3亿元至4亿元之间。",
     "In 2020, the credit line agreed by banks in Shangrao was between CNY 300 million and CNY 400 million."),
    ("nanchang-2020", "hitech_value_added_share", "level", "42%以上",
     "南昌市的目标是2020年高新技术产业增加值占规上工业比重不少于42%。",
     "Nanchang aimed for the high-tech share of industrial value added to reach at least 42% in 2020."),
    ("nanchang-2021", "hte", "growth", "翻番", "南昌市2018年至2020年高新技术企业增长不少于100%。",
     "From 2018 to 2020, the number of high-tech enterprises in Nanchang grew by at least 100%."),
    ("jiujiang-2021", "hte", "rank", "前三", "九江市2021年高新技术企业居全省前3位。",
     "In 2021, the rank of Jiujiang in the province by the number of high-tech enterprises was among the first 3."),
    ("nanchang-2021", "hte_filed", "growth", "50.16%", "南昌市2021年报备高新技术企业数同比下降50.16%。",
     "In 2021, the number of firms filed for the national register in Nanchang fell by 50.16%."),
])
def test_the_sentence_keeps_bound_status_and_printed_digits(
    rows, report: str, indicator: str, measure: str, quote: str, zh: str, en: str,
) -> None:
    row = row_of(rows, report, indicator, measure, quote)
    assert wordings.sentence(row, "zh") == zh
    assert wordings.sentence(row, "en") == en


def test_every_observation_has_a_sentence_without_gaps_in_both_languages(rows) -> None:
    for row in rows:
        zh, en = wordings.sentence(row, "zh"), wordings.sentence(row, "en")
        assert re.search(r"\d", zh) and re.search(r"\d", en), row["observation_id"]
        assert not re.search(r"[{}]|None|\bnan\b|  ", zh + en), (zh, en)
        assert ("预计" in zh) == (row["status"] == "expected") == ("expected" in en)
        assert ("目标" in zh) == (row["status"] == "target") == ("aimed" in en)


def test_every_indicator_has_a_subject() -> None:
    assert set(definitions.load("claims")["subjects"]) == set(definitions.load("indicators")["indicators"])


def test_the_original_sentence_marks_exactly_the_number(rows, evidence) -> None:
    for row in rows:
        said = claims.original(row, evidence.sentences)
        marked = re.search("【(.*?)】", said)
        assert marked and marked[1] == re.sub(r"\s*\n\s*", "", row["quote"]), row["observation_id"]
        assert "\n" not in said


def test_a_card_warns_of_status_bound_and_other_figures_of_the_same_year(rows, evidence) -> None:
    expected = row_of(rows, "shangrao-2020", "hte", "level", "突破660家")
    card = claims.card(expected, "zh", evidence)
    assert "这是预计数，不得写成实际数" in card
    assert "不得写成恰好660家" in card
    assert expected["observation_id"] in card
    goal = row_of(rows, "nanchang-2020", "hte", "level", "1700")
    assert "2,054" in claims.card(goal, "en", evidence), "the actual of the same year is named"


def test_a_part_of_a_city_and_a_damaged_place_say_so(rows, evidence) -> None:
    part = next(r for r in rows if r["area_name"] == "经开区")
    assert any("不得写成全市的数字" in line for line in claims.cautions(part, "zh", evidence))
    damaged = next(r for r in rows if r["repairs"])
    assert any("The copy is damaged here" in line for line in claims.cautions(damaged, "en", evidence))


def comparison(**cells: str) -> dict:
    return {"verdict": "not_comparable", "reason_zh": "口径不同", "reason_en": "another basis", **cells}


def test_judged_pairs_are_what_a_card_warns_of_once_there_are_some(rows, evidence) -> None:
    own = row_of(rows, "shangrao-2020", "hte", "level", "突破660家")
    other = row_of(rows, "nanchang-2021", "hte", "level", "1950家")
    pairs = pd.DataFrame([
        comparison(ids_a=other["observation_id"], ids_b=own["observation_id"]),
        comparison(ids_a=own["observation_id"], ids_b="nowhere:1:hte:level"),
    ])
    judged = claims.Evidence(**{**{f: getattr(evidence, f) for f in evidence.__slots__}, "comparisons": pairs})
    warned = [line for line in claims.cautions(own, "zh", judged) if "相比" in line]
    assert warned == ["不得与南昌市2021年的1950家（高新技术企业，水平值，预计）相比：口径不同。"]


def test_failed_checks_that_touch_the_observation_stand_on_its_card(rows, evidence) -> None:
    own = row_of(rows, "nanchang-2021", "hte_filed", "level", "455家")
    said = {"explanation_zh": "占比不符", "explanation_en": "the share does not hold"}
    checks = pd.DataFrame([
        {"check_id": "c1", "outcome": "fails", "observation_ids": f"x {own['observation_id']}", **said},
        {"check_id": "c2", "outcome": "exact", "observation_ids": own["observation_id"], **said},
        {"check_id": "c3", "outcome": "fails", "observation_ids": "other", **said},
    ])
    assert claims.failures(own, "zh", checks) == ["占比不符 [c1]"]
    assert claims.failures(own, "en", None) is None


def test_cards_come_in_both_languages_and_unknown_ids_with_near_ones(rows) -> None:
    own = rows[0]["observation_id"]
    text = claims.cards([own])
    assert text.count(own) >= 4 and "可以写" in text and "You may write" in text
    assert "You may write" not in claims.cards([own], "zh")
    with pytest.raises(ExportError, match=f"near it: .*{re.escape(own)}"):
        claims.cards([own[:-1]])
    with pytest.raises(ExportError, match="expected one of zh, en"):
        claims.cards([own], "fr")
