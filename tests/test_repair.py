"""Damaged copies: what is read instead is noted, offsets lead back to the raw text, and records have a tripwire."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import read_text
from analysis.cleaning.repair import SAME_SIGN, Readable, readable
from analysis.documents import load_reports
from analysis.errors import RepairError
from analysis.model import Document

PAGES = "甲市科技局2021年工作总结。\n1、全市加快推\n2、进创新,新增企业8\n3、16家,占比达7\n4、.5%,成效明显。"
RECORD = {
    "report": "town-2021",
    "context": "20xx年全市",
    "as_printed": "20xx",
    "read_as": "2021",
    "confidence": "certain",
    "reason": "Hidden by the copy.",
    "evidence": "The title.",
}


def rules(raw: str) -> list[tuple[str, str, str]]:
    return [(r.as_printed, r.read_as, r.rule) for r in readable(raw, "town-2021").repairs]


# ---------------------------------------------------------------- the way back to the raw text


def leads_back(raw: str, copy: Readable) -> None:
    """Every readable character lies where its offset says, unless a repair says what stands there instead."""
    repaired = {i for r in copy.repairs for i in range(r.start, r.end)}
    places = [copy.alignment.start(i) for i in range(len(copy.text))]
    assert places == sorted(set(places))
    for i, place in enumerate(places):
        assert copy.text[i] == SAME_SIGN.get(raw[place], raw[place]) or place in repaired
        assert copy.alignment.to_readable(place) == i
        assert copy.alignment.end(i + 1) == place + 1


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "全市",
                    "增长１２.５％",
                    "共IOl项",
                    "\n",
                    "企业8",
                    "6家",
                    "\n7、",
                    "。",
                    "20209月",
                    "(一)",
                    "49.5%25.8%",
                    "NB-IOT",
                )
            ]
        ),
        max_size=30,
    )
)
def test_every_offset_leads_back_whatever_the_damage(pieces: list[str]) -> None:
    raw = "".join(pieces)
    copy = readable(raw, "town-2021")
    leads_back(raw, copy)
    assert all(raw[r.start : r.end] == r.as_printed for r in copy.repairs)


@pytest.mark.parametrize("document", load_reports(), ids=lambda d: d.report)
def test_every_offset_of_the_reports_leads_back(document: Document) -> None:
    leads_back(document.text, readable(document.text, document.report))


def test_cuts_at_page_breaks_lead_back() -> None:
    copy = readable(PAGES, "town-2021")
    assert "新增企业816家,占比达7.5%" in copy.text
    leads_back(PAGES, copy)


def test_a_text_without_damage_is_read_as_it_stands() -> None:
    raw = "2021年,全市高新技术企业总数达到120家,增长7.5%。\n"
    copy = readable(raw, "town-2021")
    assert (copy.text, copy.repairs) == (raw, ())


# ---------------------------------------------------------------- what is repaired, and as what


@pytest.mark.parametrize(
    ("raw", "printed", "read_as", "rule"),
    [
        ("征集项目IOl项,", "IOl", "101", "letters_for_digits"),
        ("获得IOO万元资金。", "IOO", "100", "letters_for_digits"),
        ("培训IOOO多人次。", "IOOO", "1000", "letters_for_digits"),
        ("强度达1.8％。", "％", "%", "full_width"),
        ("新增企业１２家。", "１２", "12", "full_width"),
        ("自20209月运营以来。", "20209月", "2020年9月", "dropped_character"),
        ("在17日召开的会议上。", "17日", "1月7日", "dropped_character"),
        ("120日,召开会议。", "120日", "1月20日", "dropped_character"),
        ("科学技术局\n2020424\n", "2020424", "2020年4月24日", "dropped_character"),
        ("新认定企业,总数达到1700\n", "1700", "1700家", "dropped_character"),
        ("新增市级重点实验室20,中心9家。", "20", "20家", "dropped_character"),
        ("分别占全省49.5%25.8%", "%", "%、", "dropped_character"),
        ("入统率达100%2020年,全市", "%", "%。", "dropped_character"),
        ("2021实施了18项项目。", "2021", "2021年", "dropped_character"),
    ],
)
def test_known_damage_is_noted_with_what_is_read_instead(raw: str, printed: str, read_as: str, rule: str) -> None:
    assert (printed, read_as, rule) in rules(raw)


def test_a_page_mark_inside_a_number_is_no_part_of_it() -> None:
    noted = rules(PAGES)
    assert ("8\n3、16", "816", "page_mark") in noted
    assert ("7\n4、.5", "7.5", "page_mark") in noted
    assert ("\n2、", "", "page_mark") in noted


def test_a_number_read_through_a_repair_names_it_and_is_quoted_as_printed() -> None:
    text = PAGES.replace("新增企业", "新增高新技术企业")
    (row,) = [o for o in read_text(text) if o.indicator == "hte"]
    assert row.value == 816
    assert row.quote == "8\n3、16家"
    assert any("page_mark" in repair for repair in row.repairs)


@pytest.mark.parametrize(
    "raw",
    [
        "基于5G和NB-IOT技术的LED、OLED应用。",
        "12月17日召开会议,7月29日—8月5日开展活动。",
        "规划(2020-2025)发布。",
        "主要目标:\n1、新增企业12家。\n2、新增项目3项。\n3、新增平台5个。",
        "占比49.5%、25.8%。",
        "IO设备、OA系统上线。",
    ],
)
def test_sound_text_is_left_alone(raw: str) -> None:
    assert rules(raw) == []
    assert readable(raw, "town-2021").text == raw


# ---------------------------------------------------------------- corrections no rule can give


def test_a_record_is_applied_where_its_context_stands_and_nowhere_else() -> None:
    raw = "甲市总结\n20xx年全市新增企业5家,20xx年继续。"
    copy = readable(raw, "town-2021", [RECORD])
    assert copy.text == "甲市总结\n2021年全市新增企业5家,20xx年继续。"
    (repair,) = copy.repairs
    assert (repair.start, repair.end, repair.as_printed, repair.read_as) == (5, 9, "20xx", "2021")
    assert (repair.rule, repair.confidence, repair.evidence) == ("record", "certain", "Hidden by the copy. The title.")


@pytest.mark.parametrize(
    ("raw", "change", "found"),
    [
        ("2021年全市新增企业5家。", {}, "stands 0 times"),
        ("20xx年全市新增。20xx年全市增长。", {}, "stands 2 times"),
        ("20xx年全市新增。", {"as_printed": "20XX"}, "'20XX'"),
        ("20xx年全市新增。", {"read_as": "21"}, "'21'"),
    ],
)
def test_a_record_that_no_longer_applies_stops_the_reading(raw: str, change: dict[str, str], found: str) -> None:
    with pytest.raises(RepairError) as stop:
        readable(raw, "town-2021", [RECORD | change])
    message = str(stop.value)
    assert found in message
    assert "repairs.yaml" in message and "town-2021" in message and "Correct or delete the record" in message


# ---------------------------------------------------------------- layout


def wrapped(text: str, width: int) -> str:
    """The text as a page of fixed width has it; a Chinese character is two columns wide."""
    lines = []
    for paragraph in text.split("\n"):
        line, columns = "", 0
        for c in paragraph:
            columns += 2 if c > "\u2e80" else 1
            if columns > width:
                lines.append(line)
                line, columns = "", 2 if c > "\u2e80" else 1
            line += c
        lines.append(line)
    return "\n".join(lines)


def spaced(text: str) -> str:
    """The text with a space between Chinese characters and digits, as typesetters put it."""
    return re.sub(r"(?<=\d)(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=\d)", " ", text)


def meant(text: str) -> set[tuple[Any, ...]]:
    return {
        (o.indicator, o.measure, o.area_name, o.period, o.status, o.value, o.low, o.high) for o in read_text(text)
    }


@pytest.mark.parametrize("document", load_reports(), ids=lambda d: d.report)
def test_line_ends_and_spaces_of_the_layout_change_no_row(document: Document) -> None:
    rows = meant(document.text)
    assert rows
    assert meant(wrapped(document.text, 60)) == rows
    assert meant(spaced(wrapped(document.text, 60))) == rows


def test_a_title_wider_than_the_wrapped_lines_below_it_changes_no_row() -> None:
    body = (
        "一、工作情况\n全社会研发投入267.1亿元，同口径增长16.1%。高新技术企业、科技型中小企业达4588家、5403家，"
        "分别增长25.3%、43.4%；技术合同成交额、登记项数分别为623.57亿元、13003项，分别增长44.31%、107.15%。"
        "科技成果本地转化率稳步提升，创新能力在国家创新型城市评价中保持前列，各项工作迈上新台阶，群众满意度不断提升。\n"
    )
    title = "甲市科学技术局关于2022年度科技创新工作情况的述职报告和下一年度科技创新工作打算\n"
    rows = meant(title + body)
    assert len(rows) == 9
    assert meant(title + wrapped(body, 56)) == rows


def test_characters_set_apart_are_read_as_words() -> None:
    title = "甲市科技局2022年度工作总结\n"
    plain = "技术合同成交额、登记项数分别为623.57亿元、13003项，分别增长44.31%、107.15%。\n"
    apart = "技术合同成交额、登记项数分 别 为 623.57 亿 元 、 13003 项 ， 分 别 增 长 44.31%、107.15%。\n"
    assert len(meant(title + plain)) == 3
    assert meant(title + apart) == meant(title + plain)


@pytest.mark.parametrize("foot", ["\n- 3 -\n", "\n— 3 —\n"])
def test_the_foot_of_a_page_inside_a_sentence_is_no_part_of_it(foot: str) -> None:
    title = "甲市科技局2022年度工作总结\n"
    plain = "全年深入开展企业梯度培育工作，科技型中小企业入库126家，技术合同成交额2.46亿元。\n"
    rows = meant(title + plain)
    assert len(rows) == 2
    for word in ("入库", "12", "成交额"):
        assert meant(title + plain.replace(word, f"{word}{foot}")) == rows


def test_the_foot_of_a_page_between_two_sections_joins_nothing() -> None:
    text = (
        "甲市科学技术局2022年度工作总结\n- 1 -\n一、2022年工作情况\n科技型中小企业入库126家\n"
        "- 2 -\n二、2023年工作计划\n科技型中小企业入库150家。\n"
    )
    assert [(o.period, o.status) for o in read_text(text)] == [("2022", "actual"), ("2023", "target")]
