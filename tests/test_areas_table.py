"""The table of places: codes, parents, names and their history, as `areas.README.md` describes them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest

from analysis.paths import DEFINITIONS

TABLE = DEFINITIONS / "areas.csv"
COLUMNS = ["code", "name", "level", "parent", "short", "aliases", "valid_to"]
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def in_force(rows: list[Row]) -> dict[str, Row]:
    return {row["code"]: row for row in rows if not row["valid_to"]}


def test_file_is_canonical(rows: list[Row]) -> None:
    """Written again from its rows, the file has the same bytes: columns, order, line ends, no stray quotes."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda r: (r["code"], r["name"])))
    assert TABLE.read_bytes() == written.getvalue().encode()


def test_codes_are_six_digits_and_occur_once_in_force(rows: list[Row]) -> None:
    assert [r["code"] for r in rows if not re.fullmatch(r"[1-9]\d{5}", r["code"])] == []
    current = Counter(r["code"] for r in rows if not r["valid_to"])
    assert [code for code, n in current.items() if n > 1] == []
    assert [key for key, n in Counter((r["code"], r["name"]) for r in rows).items() if n > 1] == []


def test_level_follows_the_code(rows: list[Row]) -> None:
    def level(code: str) -> str:
        return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"

    assert [r for r in rows if r["level"] != level(r["code"])] == []


def test_every_parent_exists_one_level_up(rows: list[Row], in_force: dict[str, Row]) -> None:
    level = {r["code"]: r["level"] for r in rows}
    assert [r for r in rows if (r["parent"] == "") != (r["level"] == "province")] == []
    above = {"prefecture": {"province"}, "county": {"province", "prefecture"}}
    children = [r for r in rows if r["parent"]]
    assert [r for r in children if level.get(r["parent"]) not in above[r["level"]]] == []
    assert [r for r in children if not r["valid_to"] and r["parent"] not in in_force] == []


def test_names_are_chinese_and_shorts_part_of_them(rows: list[Row]) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]{2,}")
    texts = [text for r in rows for text in (r["name"], r["short"], *filter(None, r["aliases"].split("|")))]
    assert [text for text in texts if not chinese.fullmatch(text)] == []
    assert [r for r in rows if r["short"][0] != r["name"][0]] == []


def test_years_are_plausible(rows: list[Row]) -> None:
    assert {r["valid_to"] for r in rows} <= {"", *map(str, range(2009, 2026))}


def test_no_alias_is_the_name_of_a_place_in_force(rows: list[Row], in_force: dict[str, Row]) -> None:
    names = {r["name"] for r in in_force.values()}
    aliases = [alias for r in rows for alias in filter(None, r["aliases"].split("|"))]
    assert [alias for alias in aliases if alias in names] == []
    assert [alias for alias, n in Counter(aliases).items() if n > 1] == []


def test_no_county_is_short_for_a_higher_place(in_force: dict[str, Row]) -> None:
    higher = {r["short"]: r["code"] for r in in_force.values() if r["level"] != "county"}
    assert [r for r in in_force.values() if higher.get(r["short"], r["code"]) != r["code"]] == []


def test_shorts_differ_within_a_prefecture(in_force: dict[str, Row]) -> None:
    shorts = Counter((r["parent"], r["short"]) for r in in_force.values())
    assert [key for key, n in shorts.items() if n > 1] == []


def test_counts(in_force: dict[str, Row]) -> None:
    levels = Counter(r["level"] for r in in_force.values())
    assert levels["province"] == 34
    assert levels["prefecture"] == 333
    assert 2830 <= levels["county"] <= 2860
    of_jiangxi = Counter(r["level"] for r in in_force.values() if r["code"].startswith("36"))
    assert of_jiangxi == {"province": 1, "prefecture": 11, "county": 100}


@pytest.mark.parametrize(
    ("code", "name", "short", "parent"),
    [
        ("360000", "江西省", "江西", ""),
        ("361100", "上饶市", "上饶", "360000"),
        ("361181", "德兴市", "德兴", "361100"),
        ("360112", "新建区", "新建区", "360100"),
        ("360121", "南昌县", "南昌县", "360100"),
        ("520203", "六枝特区", "六枝", "520200"),
        ("320412", "武进区", "武进", "320400"),
        ("321084", "高邮市", "高邮", "321000"),
        ("110105", "朝阳区", "朝阳区", "110000"),
        ("500154", "开州区", "开州", "500000"),
        ("429021", "神农架林区", "神农架", "420000"),
        ("231202", "北林区", "北林", "231200"),
        ("310115", "浦东新区", "浦东", "310000"),
        ("220200", "吉林市", "吉林市", "220000"),
        ("422800", "恩施土家族苗族自治州", "恩施", "420000"),
        ("222400", "延边朝鲜族自治州", "延边", "220000"),
        ("632500", "海南藏族自治州", "海南州", "630000"),
        ("622926", "东乡族自治县", "东乡", "622900"),
        ("331127", "景宁畲族自治县", "景宁", "331100"),
        ("130132", "元氏县", "元氏", "130100"),
        ("130133", "赵县", "赵县", "130100"),
        ("441900", "东莞市", "东莞", "440000"),
        ("710000", "台湾省", "台湾", ""),
        ("810000", "香港特别行政区", "香港", ""),
    ],
)
def test_known_places(in_force: dict[str, Row], code: str, name: str, short: str, parent: str) -> None:
    row = in_force[code]
    assert (row["name"], row["short"], row["parent"]) == (name, short, parent)


@pytest.mark.parametrize(
    ("code", "alias"),
    [
        ("520204", "水城县"),
        ("420600", "襄樊市"),
        ("530800", "思茅市"),
        ("360404", "九江县"),
        ("360483", "星子县"),
        ("360704", "赣县"),
        ("361104", "上饶县"),
        ("360703", "南康市"),
        ("652800", "巴州"),
        ("422800", "恩施州"),
    ],
)
def test_known_aliases(in_force: dict[str, Row], code: str, alias: str) -> None:
    assert alias in in_force[code]["aliases"].split("|")


@pytest.mark.parametrize(
    ("code", "name", "valid_to"),
    [
        ("360421", "九江县", "2016"),
        ("360427", "星子县", "2015"),
        ("360721", "赣县", "2015"),
        ("360782", "南康市", "2012"),
        ("361122", "广丰县", "2014"),
        ("361121", "上饶县", "2018"),
        ("360122", "新建县", "2014"),
        ("520221", "水城县", "2019"),
        ("420600", "襄樊市", "2009"),
    ],
)
def test_abolished_places(rows: list[Row], code: str, name: str, valid_to: str) -> None:
    assert [r["valid_to"] for r in rows if (r["code"], r["name"]) == (code, name)] == [valid_to]


@pytest.mark.parametrize("name", ["湾里区", "崇文区", "孟津县", "渝北区"])
def test_a_merged_place_is_no_alias(rows: list[Row], name: str) -> None:
    """Its figures are never those of the larger place that took it in."""
    assert [r["valid_to"] != "" for r in rows if r["name"] == name] == [True]
    assert [r for r in rows if name in r["aliases"].split("|")] == []


def test_zones_without_a_code_are_absent(rows: list[Row]) -> None:
    names = {r["name"] for r in rows}
    assert not names & {"赣江新区", "经开区", "高新区"}
