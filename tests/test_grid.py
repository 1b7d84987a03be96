"""Tables printed as lines: years, rates, goals and places in columns."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import read_text

TITLE = "宜春市科技局2021年工作总结和2022年工作计划\n"


def rows(table: str) -> list[tuple[Any, ...]]:
    found = read_text(f"{TITLE}一、2021年工作情况\n{table}\n")
    return [(o.indicator, o.measure, o.area_name, o.period, o.status, o.value) for o in found]


@pytest.mark.parametrize("mark", [" ", "\t", "|"])
def test_a_line_for_each_indicator_with_columns_of_years_and_rates(mark: str) -> None:
    table = "\n".join(
        mark.join(cells)
        for cells in (
            ("指标名称", "单位", "2020年", "2021年", "同比增幅"),
            ("高新技术企业数", "家", "1582", "1896", "19.8%"),
            ("技术合同成交额", "亿元", "298.6", "341.2", "14.3%"),
            ("有效发明专利拥有量", "件", "16820", "19754", "17.4%"),
        )
    )
    assert rows(table) == [
        ("hte", "level", "宜春市", "2020", "actual", 1582),
        ("hte", "level", "宜春市", "2021", "actual", 1896),
        ("hte", "growth", "宜春市", "2021", "actual", 19.8),
        ("contract_value", "level", "宜春市", "2020", "actual", 29_860_000_000),
        ("contract_value", "level", "宜春市", "2021", "actual", 34_120_000_000),
        ("contract_value", "growth", "宜春市", "2021", "actual", 14.3),
    ]


def test_units_in_brackets_and_columns_of_goals() -> None:
    table = "指标\t2021年完成\t2022年目标\n全社会研发投入占GDP比重(%)\t1.92\t2.1\n高新技术企业数（家）\t512\t600"
    assert rows(table) == [
        ("rd_intensity", "level", "宜春市", "2021", "actual", 1.92),
        ("rd_intensity", "level", "宜春市", "2022", "target", 2.1),
        ("hte", "level", "宜春市", "2021", "actual", 512),
        ("hte", "level", "宜春市", "2022", "target", 600),
    ]


def test_a_line_for_each_place_with_columns_of_indicators() -> None:
    table = "县区\tR&D经费(亿元)\t增速(%)\t高新技术企业(家)\n全市\t62.3\t18.6\t512\n丰城市\t13.1\t-3.1\t86"
    assert rows(table) == [
        ("rd_expenditure", "level", "宜春市", "2021", "actual", 6_230_000_000),
        ("rd_expenditure", "growth", "宜春市", "2021", "actual", 18.6),
        ("hte", "level", "宜春市", "2021", "actual", 512),
        ("rd_expenditure", "level", "丰城市", "2021", "actual", 1_310_000_000),
        ("rd_expenditure", "growth", "丰城市", "2021", "actual", -3.1),
        ("hte", "level", "丰城市", "2021", "actual", 86),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "姓名\t年龄\t职务\n张三\t45\t局长\n李四\t39\t科长",
        "高企奖励\t1860\t2100\n高新技术企业税收\t12.3\t15.6",
    ],
)
def test_a_table_of_other_things_gives_no_row(table: str) -> None:
    assert rows(table) == []


def test_rates_without_a_sign_in_a_column_of_rates() -> None:
    table = "指标名称 2020年 2021年 增幅(%)\n高新技术企业(家) 186 231 24.2\n技术合同成交额(亿元) 27.4 25.6 -6.6"
    assert rows(table) == [
        ("hte", "level", "宜春市", "2020", "actual", 186),
        ("hte", "level", "宜春市", "2021", "actual", 231),
        ("hte", "growth", "宜春市", "2021", "actual", 24.2),
        ("contract_value", "level", "宜春市", "2020", "actual", 2_740_000_000),
        ("contract_value", "level", "宜春市", "2021", "actual", 2_560_000_000),
        ("contract_value", "growth", "宜春市", "2021", "actual", -6.6),
    ]


def test_lines_that_are_numbered_with_columns_of_goals_and_what_was_done() -> None:
    lines = ("1 高新技术企业总数(家) 150 168 112%", "2 “科创贷”放款额(万元) 8000 9260 115.8%")
    table = "\n".join(("序号 指标 目标值 完成值 完成率", *lines))
    assert rows(table) == [
        ("hte", "level", "宜春市", "2021", "target", 150),
        ("hte", "level", "宜春市", "2021", "actual", 168),
        ("loans", "level", "宜春市", "2021", "target", 80_000_000),
        ("loans", "level", "宜春市", "2021", "actual", 92_600_000),
    ]
