"""Sentences and the rows that must be read from them, also those that must yield nothing.

`corpus/sentences.jsonl` is the specification of the grammar in examples (corpus/README.md): all
figures in it are invented. A sentence that was misread becomes a line of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import read_text

CORPUS = Path(__file__).parent / "corpus" / "sentences.jsonl"
CASES = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
HEADINGS = {"review": "一、2021年工作情况", "plan": "三、2022年工作打算"}
TITLE = "宜春市科技局2021年工作总结和2022年工作打算"
COLUMNS = (
    *("indicator", "measure", "area_name", "period", "status", "value", "low", "high", "bound", "unit", "quote"),
)


def rows_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    text = f"{TITLE}\n{HEADINGS[case['section']]}\n{case['sentence']}\n"
    return [{name: getattr(o, name) for name in COLUMNS} for o in read_text(text)]


def in_order(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row[name] for name in COLUMNS) for row in rows), key=str)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_sentence_gives_its_rows_and_no_other(case: dict[str, Any]) -> None:
    assert in_order(rows_of(case)) == in_order(case["rows"])


def test_the_corpus_is_well_formed() -> None:
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)
    assert len({case["sentence"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert case["section"] in HEADINGS
        for row in case["rows"]:
            assert set(row) == set(COLUMNS), case["id"]
            assert case["sentence"].count(row["quote"]) >= 1, case["id"]
        assert case["rows"] or case["why"], f"{case['id']}: a sentence that yields nothing says why"


def test_the_corpus_holds_sentences_that_must_yield_nothing() -> None:
    assert sum(not case["rows"] for case in CASES) >= 20


@pytest.mark.parametrize(
    ("heading", "status", "period"),
    [
        ("（二）2022年目标", "target", "2022"),
        ("（二）2022年重点任务", "target", "2022"),
        ("（二）2021年目标完成情况", "actual", "2021"),
        ("（二）企业培育目标", "actual", "2021"),
    ],
)
def test_a_second_level_heading_that_names_the_planned_year_opens_the_plan(
    heading: str, status: str, period: str
) -> None:
    title = "宜春市2021年科技创新工作情况及2022年工作计划的报告"
    (row,) = read_text(f"{title}\n（一）创新平台\n新建平台5个。\n{heading}\n高新技术企业保有量720家。\n")
    assert (row.status, row.period) == (status, period)


@pytest.mark.parametrize(
    ("headings", "statuses"),
    [
        (("一、2021年重点工作", "二、下一步打算"), ["actual", "target"]),
        (("一、重点工作", "二、2022年重点工作"), ["actual", "target"]),
        (("一、2021年工作总结", "二、重点任务"), ["actual", "target"]),
        (("一、下一步重点工作", "二、保障措施"), ["target", "actual"]),
        (("一、2021年工作", "二、2022年工作"), ["actual", "target"]),
    ],
)
def test_tasks_are_a_plan_only_behind_a_review(headings: tuple[str, str], statuses: list[str]) -> None:
    first, second = headings
    text = f"宜春市科技局2021年工作总结\n{first}\n高新技术企业213家。\n{second}\n科技型中小企业入库540家。\n"
    assert [o.status for o in read_text(text)] == statuses


def test_tasks_between_a_review_and_a_plan_were_done() -> None:
    text = (
        "宜春市2021年科技创新情况汇报\n一、总体情况\n高新技术企业213家。\n二、重点工作\n科技型中小企业入库540家。\n"
        "三、存在问题及打算\n明年，力争高新技术企业突破240家。\n"
    )
    assert [o.status for o in read_text(text)] == ["actual", "actual", "target"]


def test_a_line_that_announces_a_list_by_place_says_what_the_lines_below_it_are_of() -> None:
    text = (
        "宜春市科技局2022年工作通报\n一、研发投入\n2021年，全市R&D经费投入63.27亿元，强度2.19%。\n"
        "各县（市、区）2021年R&D经费投入情况如下：\n袁州区 28.46亿元 增长12.7%\n铜鼓县 3.92亿元 下降2.6%\n"
        "二、企业培育\n各地高新技术企业数量如下：\n袁州区112家；\n丰城市86家。\n拨付奖励资金2340万元，惠及企业46家。\n"
    )
    of_places = [o for o in read_text(text) if o.area_name != "宜春市"]
    assert [(o.indicator, o.measure, o.area_name, o.period, o.value) for o in of_places] == [
        ("rd_expenditure", "level", "袁州区", "2021", 2_846_000_000),
        ("rd_expenditure", "growth", "袁州区", "2021", 12.7),
        ("rd_expenditure", "level", "铜鼓县", "2021", 392_000_000),
        ("rd_expenditure", "growth", "铜鼓县", "2021", -2.6),
        ("hte", "level", "袁州区", "2022", 112),
        ("hte", "level", "丰城市", "2022", 86),
    ]
    assert len(read_text(text)) == len(of_places) + 2


def test_a_zone_that_the_title_names_beside_the_district_is_the_report_s_own_place() -> None:
    title = "株洲高新区(天元区)科技局2021年工作总结"
    text = f"{title}\n全区入库科技型中小企业736家。\n高新区科技信贷风险补偿资金池规模达1.1亿元。\n"
    assert len({o.area_name for o in read_text(text)}) == 1


def test_figures_in_brackets_are_what_a_heading_says_of_them() -> None:
    text = (
        "青屿市科技局2023年工作总结\n一、主要指标一览（括号内为2024年目标）\n"
        "高新技术企业302家（340家）；技术合同成交额44.8亿元（50亿元）。\n"
    )
    assert [(o.indicator, o.period, o.status, o.value) for o in read_text(text)] == [
        ("hte", "2023", "actual", 302),
        ("hte", "2024", "target", 340),
        ("contract_value", "2023", "actual", 4_480_000_000),
        ("contract_value", "2024", "target", 5_000_000_000),
    ]


def test_a_heading_that_looks_back_on_a_plan_dates_the_rises_below_it() -> None:
    text = (
        "兰山区科技局2020年工作总结\n一、“十三五”工作回顾\n全社会研发投入占GDP比重由1.62%提高到2.05%。\n"
        "二、2020年工作\n高新技术企业由上年的86家增加到112家。\n"
    )
    assert [(o.indicator, o.period, o.value) for o in read_text(text)] == [
        ("rd_intensity", "2015", 1.62),
        ("rd_intensity", "2020", 2.05),
        ("hte", "2019", 86),
        ("hte", "2020", 112),
    ]


def test_a_part_of_a_report_opens_the_plan_for_the_headings_below_it() -> None:
    text = (
        "宜春市科技局2021年工作总结和2022年工作计划\n第一部分 2021年工作总结\n一、主要指标\n高新技术企业213家。\n"
        "第二部分 2022年工作计划\n一、主要目标\n高新技术企业240家。\n二、主要工作\n拨付研发后补助1200万元。\n"
    )
    assert [(o.indicator, o.status, o.period) for o in read_text(text)] == [
        ("hte", "actual", "2021"),
        ("hte", "target", "2022"),
        ("rd_subsidy", "target", "2022"),
    ]


def test_a_letter_without_a_place_in_its_title_is_of_the_bureau_that_signs_it() -> None:
    text = (
        "关于2022年度科技创新工作情况的报告\n市政府：\n现将我市2022年度科技创新工作情况报告如下：\n"
        "高新技术企业达186家。\n瑞金市科技局\n2023年1月10日\n"
    )
    assert [(o.area, o.area_name, o.period) for o in read_text(text)] == [("360781", "瑞金市", "2022")]


def test_what_shall_be_reached_by_a_year_is_a_target_also_where_the_report_has_no_year_of_its_own() -> None:
    text = (
        "抚州市“十四五”科技创新规划\n“十三五”期间，高新技术企业从2015年的56家增加到2020年的312家。\n"
        "到2025年，高新技术企业突破600家。\n"
    )
    assert [(o.period, o.status) for o in read_text(text)] == [
        ("2015", "actual"),
        ("2020", "actual"),
        ("2025", "target"),
    ]


@pytest.mark.parametrize(
    ("body", "period"),
    [
        ("2023年上半年，全市科技金融服务提质增效。目前，高新技术企业达186家。", "2023"),
        ("自2017年实施以来成效明显。2022年当年新建平台6个。高新技术企业达186家。", "2022"),
        ("2020年全市R&D经费强度1.5%。2021年，各项工作有序推进。高新技术企业达186家。", "2021"),
        ("2023年1月10日，全市科技工作会议召开。高新技术企业达186家。", ""),
        ("20XX年，各项工作有序推进。2021年新建平台6个。高新技术企业达186家。", ""),
        ("2023年7月12日，记者获悉，截至2022年末新建平台6个。今年以来，各项工作有序推进。高新技术企业达186家。", "2023"),
        ("截至2023年末，全市新建平台42个。高新技术企业达186家。\n2024年5月23日", "2023"),
    ],
)
def test_a_report_whose_title_has_no_year_takes_the_one_that_its_text_states_most(body: str, period: str) -> None:
    (found,) = (o for o in read_text(f"宜春市科技创新工作综述\n{body}\n") if o.indicator == "hte")
    assert found.period == period
    assert found.period_basis == ("inferred" if period else "inherited")
    assert ("the title has no year" in found.note) == bool(period)


def test_a_year_later_than_the_one_taken_from_the_text_is_no_plan() -> None:
    text = (
        "绍兴市科技局关于第137号提案的答复\n2022年，向1132家企业发放科技贷款87.4亿元。2022年新建平台6个。"
        "2023年1—5月又新发放科技贷款43.1亿元。到2025年，高新技术企业达到4000家。\n"
    )
    found = [(o.indicator, o.period, o.status) for o in read_text(text) if o.indicator in ("loans", "hte")]
    assert found == [("loans", "2022", "actual"), ("loans", "2023", "actual"), ("hte", "2025", "target")]


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        (
            "抚州市“十四五”科技创新规划",
            "一、发展基础\n高新技术企业312家。\n二、发展目标\n高新技术企业突破600家。",
            [("2020", "actual"), ("2025", "target")],
        ),
        (
            "抚州市科技型企业倍增行动方案（2023—2025年）",
            "一、工作基础\n高新技术企业312家。\n二、行动目标\n高新技术企业：2023年400家，2025年600家。",
            [("2022", "actual"), ("2023", "target"), ("2025", "target")],
        ),
        (
            "抚州市2021年政府工作报告",
            "2020年，我们稳中求进。高新技术企业达312家。\n2021年，新增高新技术企业60家的目标要如期完成。",
            [("2020", "actual"), ("2021", "target")],
        ),
        (
            "抚州市2022年政府工作报告任务完成情况",
            "全市高新技术企业达312家。",
            [("2022", "actual")],
        ),
        (
            "抚州市2022年政府工作报告",
            "过去一年，创新动能持续积蓄。高新技术企业达312家。\n今年，我们将加快创新。高新技术企业突破360家。",
            [("2021", "actual"), ("2022", "target")],
        ),
        (
            "抚州市科技局主要负责人在2022年全市科技工作会议上的讲话",
            "先说去年的家底。2021年，项目多。高新技术企业达312家。\n今年怎么干？高新技术企业总数要突破360家。",
            [("2021", "actual"), ("2022", "target")],
        ),
    ],
)
def test_a_plan_over_several_years_aims_at_its_end_and_looks_back_on_what_was_before(
    title: str, body: str, found: list[tuple[str, str]]
) -> None:
    assert [(o.period, o.status) for o in read_text(f"{title}\n{body}\n") if o.indicator == "hte"] == found


def test_a_heading_of_a_review_may_speak_of_plans_and_schemes() -> None:
    text = (
        "宜春市科技局2021年工作总结\n一、坚持规划引领，优化创新布局\n高新技术企业213家。\n"
        "二、出台实施方案，壮大创新主体\n科技型中小企业入库540家。\n"
    )
    assert [(o.period, o.status) for o in read_text(text)] == [("2021", "actual"), ("2021", "actual")]


def test_a_heading_of_a_plan_may_speak_of_what_it_builds_on() -> None:
    text = "宜春市科技局2022年工作计划\n一、夯实发展基础，壮大创新主体\n高新技术企业240家。\n"
    assert [(o.period, o.status) for o in read_text(text)] == [("2022", "target")]


def test_the_whole_city_of_a_district_s_report_is_the_city() -> None:
    text = (
        "桂林市七星区科技局2023年上半年工作总结\n一、上半年工作情况\n"
        "全市1—6月技术合同登记32.5亿元，我区贡献19.8亿元，居全市首位。全区高新技术企业107家，总量居全市第二，增长12%。\n"
    )
    assert [(o.indicator, o.measure, o.area_name, o.value) for o in read_text(text)] == [
        ("contract_value", "level", "桂林市", 3_250_000_000),
        ("contract_value", "level", "七星区", 1_980_000_000),
        ("hte", "level", "七星区", 107),
        ("hte", "growth", "七星区", 12),
    ]


def test_a_city_whose_name_ends_like_a_prefecture_keeps_its_name() -> None:
    text = "岚州市科技局2023年工作总结\n高新技术企业达到126家。\n"
    assert [(o.area_name, o.value) for o in read_text(text)] == [("岚州市", 126)]


def test_a_table_of_tasks_sets_goals_in_one_column_and_tells_what_was_reached_in_the_other() -> None:
    text = (
        "芜湖市镜湖区2023年政府工作报告任务完成情况\n序号 | 工作任务 | 四季度完成情况\n"
        "1 | 全区高新技术企业总量达到160家，入库科技型中小企业200家。"
        " | 组织申报高新技术企业61家；入库科技型中小企业235家，总量位居全市第二。\n"
        "2 | 技术合同交易额40亿元。 | 登记技术合同交易额41.06亿元。\n"
        "以上任务均已完成，全区高新技术企业168家。\n"
    )
    assert [(o.indicator, o.period, o.status, o.value) for o in read_text(text)] == [
        ("hte", "2023", "target", 160),
        ("sme", "2023", "target", 200),
        ("hte_applied", "2023", "actual", 61),
        ("sme", "2023", "actual", 235),
        ("contract_value", "2023", "target", 4_000_000_000),
        ("contract_value", "2023", "actual", 4_106_000_000),
        ("hte", "2023", "actual", 168),
    ]


def test_a_speech_at_the_begin_of_a_year_tells_of_the_year_before() -> None:
    text = (
        "在全市科技创新工作会议上的讲话\n吉安市科学技术局局长\n（2019年2月20日）\n同志们：\n"
        "这次会议的主要任务是，总结2018年工作，安排2019年任务。\n一、肯定成绩\n去年有226家企业新通过高新技术企业认定。\n"
        "二、突出重点，全力完成好2019年目标任务\n今年的主要目标，我再强调一下。高企总数要达到800家。\n"
    )
    assert [(o.indicator, o.area_name, o.period, o.status) for o in read_text(text)] == [
        ("hte", "吉安市", "2018", "actual"),
        ("hte", "吉安市", "2019", "target"),
    ]


def test_a_news_item_of_january_calls_the_year_before_last_year() -> None:
    text = (
        "吉安科创跑出“加速度”\n——2023年科技创新工作综述\n"
        "本报讯（记者 张某）1月8日，记者从吉安市科技局获悉，成效明显。\n"
        "去年发放科技贷款6.3亿元。2024年，全市将实施十大工程，基金全年投资额达到2亿元。\n"
    )
    assert [(o.indicator, o.period, o.status) for o in read_text(text)] == [
        ("loans", "2023", "actual"),
        ("equity_invested", "2024", "target"),
    ]


def test_the_zone_of_a_report_may_be_named_short_and_its_city_is_the_one_it_is_named_after() -> None:
    text = (
        "大庆高新技术产业开发区管理委员会科技局\n2017年工作总结\n一、2017年工作情况\n"
        "2016年，高新区全社会R&D经费投入12.07亿元；2016年全市R&D投入强度为1.35%，全省为1.02%。\n"
    )
    assert [(o.area_name, o.value) for o in read_text(text)] == [
        ("大庆高新技术产业开发区", 1_207_000_000),
        ("大庆市", 1.35),
        ("黑龙江省", 1.02),
    ]


def test_a_plan_that_mends_a_shortcoming_is_no_problem() -> None:
    text = "宜春市科技局2021年工作总结\n三、2022年工作打算\n（五）补短板。高新技术企业达30家。\n"
    assert [(o.period, o.status) for o in read_text(text)] == [("2022", "target")]


def test_a_reply_of_the_middle_of_a_year_plans_the_year_that_it_states_most() -> None:
    text = (
        "南阳市科学技术局关于第186号提案的答复\n宛科函〔2018〕33号\n您们提出的建议收悉，现答复如下：\n"
        "一、关于研发投入情况\n2017年，全社会R&D经费支出37.1亿元。县区之间差距较大，卧龙区R&D经费支出6.2亿元。\n"
        "二、下一步工作打算\n2018年，全社会R&D经费支出增长12%，2018年底高新技术企业达到130家。\n"
    )
    assert [(o.indicator, o.area_name, o.period, o.status) for o in read_text(text)] == [
        ("rd_expenditure", "南阳市", "2017", "actual"),
        ("rd_expenditure", "卧龙区", "2017", "actual"),
        ("rd_expenditure", "南阳市", "2018", "target"),
        ("hte", "南阳市", "2018", "target"),
    ]


def test_what_shall_be_reached_in_five_years_is_of_their_last_year() -> None:
    text = (
        "醴陵市2022年政府工作报告\n三、今后五年的目标任务\n到2026年，地区生产总值突破1200亿元。"
        "高新技术企业突破300家。\n四、2022年重点工作\n新增高新技术企业30家。\n"
    )
    assert [(o.value, o.period, o.status) for o in read_text(text)] == [(300, "2026", "target"), (30, "2022", "target")]


def test_a_zone_named_after_a_city_that_ends_like_a_prefecture_keeps_its_whole_name() -> None:
    text = "徐州经济技术开发区2022年度科技创新工作总结\n有效期内高新技术企业总数达到366家。\n"
    assert [(o.area_name, o.value) for o in read_text(text)] == [("徐州经济技术开发区", 366)]


def test_what_follows_a_heading_at_once_may_say_that_it_is_a_plan() -> None:
    text = (
        "在2019年潍坊市科技工作会议上的讲话\n一、肯定成绩\n高新技术企业656家。\n三、突出重点，狠抓落实\n"
        "2019年，要瞄准目标加压奋进：高新技术企业突破800家。\n第二，资金要跟上。科技贷款全年不少于6亿元。\n"
    )
    assert [(o.indicator, o.period, o.status) for o in read_text(text)] == [
        ("hte", "2018", "actual"),
        ("hte", "2019", "target"),
        ("loans", "2019", "target"),
    ]


def test_the_rate_of_a_ratio_in_a_table_is_its_change() -> None:
    text = "沧州市科技局2022年工作总结\n指标|2021年|2022年|增速\nR&D经费投入强度(%)|1.47|1.57|0.10个百分点\n"
    assert [(o.measure, o.period, o.value) for o in read_text(text)] == [
        ("level", "2021", 1.47),
        ("level", "2022", 1.57),
        ("change", "2022", 0.1),
    ]


def test_the_outline_of_a_talk_at_the_conference_of_a_year_plans_that_year() -> None:
    text = (
        "宜春市2018年全市科技工作会议汇报提纲\n去年，全市申报高新技术企业128家。全社会研发投入占比1.29%。\n"
        "今年，我们要冲刺高企总数260家。\n"
    )
    assert [(o.indicator, o.period, o.status) for o in read_text(text)] == [
        ("hte_applied", "2017", "actual"),
        ("rd_intensity", "2017", "actual"),
        ("hte", "2018", "target"),
    ]


def test_the_place_of_a_title_may_stand_behind_a_colon() -> None:
    text = "“十四五”中期评估：江淮口市科技创新规划执行情况\n2022年，高新技术企业3127家。\n"
    assert [(o.area_name, o.period, o.value) for o in read_text(text)] == [("江淮口市", "2022", 3127)]
