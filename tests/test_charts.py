"""Figures by their data and their texts: what is drawn is what the tables hold, and all of it can be read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from analysis import build, charts, paths, style, tables
from analysis.charts import layout, marks
from analysis.errors import ComparisonError

NAMES = tuple(charts.FIGURES)
LANGUAGES = style.LANGUAGES
Tables = dict[str, pd.DataFrame]
Drawn = Callable[..., charts.Chart]
Texts = Callable[..., list[str]]


def values(chart: charts.Chart) -> list[str]:
    """The direct labels of a chart."""
    return [t.get_text() for axes in chart.figure.axes for t in axes.texts if t.get_gid() == "value"]


def texts_of(chart: charts.Chart) -> list[str]:
    with style.drawing(chart.size):
        return [text.get_text() for text in layout.drawn_texts(chart.figure)]


@pytest.fixture(scope="module")
def texts(drawn: Drawn) -> Callable[..., list[str]]:
    """``texts(name, lang)``: every text that can be read in the figure."""
    once = cache(lambda name, lang: texts_of(drawn(name, lang)))
    return lambda name, lang="en": once(name, lang)


# ---------------------------------------------------------------- every figure


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", style.presets())
@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_off_or_covered(drawn: Drawn, given: Tables, name: str, size: str, lang: str) -> None:
    chart = drawn(name, lang) if size == "a4_full" else charts.draw(name, given, lang, size)
    with style.drawing(size):
        assert layout.overlaps(chart.figure) == []


@cache
def glyphs() -> frozenset[str]:
    known = [set(TTFont(paths.FONTS / name).getBestCmap()) for name in style.FONT_FILES]
    return frozenset(map(chr, set.intersection(*known)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_glyph_is_in_the_font_that_comes_with_the_package(
    drawn: Drawn, texts: Texts, name: str, lang: str
) -> None:
    chart = drawn(name, lang)
    assert {c for text in texts(name, lang) for c in text} - glyphs() - {"\n"} == set()
    fonts = {text.get_fontfamily()[0] for text in chart.figure.findobj(lambda a: hasattr(a, "get_fontfamily"))}
    assert fonts == {"Noto Sans SC"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_title_reading_source_and_alt_text_stand_in_the_figure(
    drawn: Drawn, texts: Texts, name: str, lang: str
) -> None:
    chart = drawn(name, lang)
    page = re.sub(r"\s", "", "".join(texts(name, lang)))
    for text in (chart.title, chart.reading, chart.source):
        assert re.sub(r"\s", "", text) in page
    assert re.search(r"20\d\d", chart.title), "a title says its year"
    assert chart.alt.startswith(marks.words(name, lang)["form"]) and chart.title in chart.alt
    for text in (*texts(name, lang), chart.alt):
        assert not re.search(r"[{}]|\bNone\b|\bnan\b", text), "a blank that was not filled"


@pytest.mark.parametrize("name", NAMES)
def test_the_source_line_names_the_reports_that_the_data_rest_on_and_no_other(
    drawn: Drawn, given: Tables, name: str
) -> None:
    chart = drawn(name)
    by_id = given["observations"].set_index("observation_id")["report"]
    ids = {i for cell in chart.data["observation_ids"] for i in cell.split()}
    used = {by_id[i] for i in ids}
    titles = dict(zip(given["sources"]["report"], given["sources"]["title_en"], strict=True))
    assert {report for report, title in titles.items() if title in chart.source} == used


@pytest.mark.parametrize("name", NAMES)
def test_english_and_chinese_draw_the_same_data(drawn: Drawn, name: str) -> None:
    same = ["area", "indicator", "measure", "period", "status", "kind", "value", "low", "high", "observation_ids"]
    pd.testing.assert_frame_equal(drawn(name, "en").data[same], drawn(name, "zh").data[same])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_language_is_one(drawn: Drawn, texts: Texts, name: str, lang: str) -> None:
    """No Chinese in the body of an English figure, no English words in that of a Chinese one."""
    chart = drawn(name, lang)
    body = [text for text in texts(name, lang) if text not in chart.source]
    body = [t for t in body if not any(re.sub(r"\s", "", t) in re.sub(r"\s", "", s) for s in [chart.source])]
    foreign = r"[\u4e00-\u9fff]" if lang == "en" else r"[A-Za-z]{2,}"
    found = {word for text in body for word in re.findall(foreign, text)} - {"GDP"}
    assert found == set()


@pytest.mark.parametrize("name", NAMES)
def test_bars_and_scales_of_bars_start_at_zero(drawn: Drawn, name: str) -> None:
    for axes in drawn(name).figure.axes:
        bars = [bar for bar in axes.patches if bar.get_gid() and not bar.get_gid().endswith("-range")]
        if bars:
            flat = {bar.get_x() for bar in bars} == {0}
            assert flat or {bar.get_y() for bar in bars} == {0}
            assert (axes.get_xlim() if flat else axes.get_ylim())[0] == 0


def drawn_parts(chart: charts.Chart, *ends: str) -> list[Any]:
    """Bars, points and areas of a chart that have a name, without those whose name ends in one of ``ends``."""
    artists = [a for axes in chart.figure.axes for a in (*axes.patches, *axes.collections)]
    return [a for a in artists if a.get_gid() and not a.get_gid().endswith(ends)]


def gids_of(data: pd.DataFrame) -> list[str]:
    """Names of the bars and points that the rows of a figure's data stand for."""
    stated = data[data["kind"] != "missing"]
    as_drawn = stated["kind"].where(stated["kind"] != "stated", stated["status"])
    return list(stated["indicator"] + "-" + stated["area"] + "-" + stated["period"] + "-" + as_drawn)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("coverage", "targets", "audit")])
def test_the_csv_holds_exactly_the_bars_and_points_that_are_drawn(drawn: Drawn, name: str) -> None:
    chart = drawn(name)
    wanted = sorted(gids_of(chart.data))
    found = sorted(re.sub(r"-(level|new|cumulative)$", "", part.get_gid())
                   for part in drawn_parts(chart, "-range", "-interval", "-band"))
    context = [w for w in wanted if w not in found]
    assert [w for w in wanted if w not in context] == found
    assert all("-360000-" in w for w in context), "only the province may be drawn as a line of its own"


@pytest.mark.parametrize(
    ("name", "column", "along"),
    [("rd_intensity", "value", 1), ("rd_projection", "value", 1), ("hte_projection", "value", 1),
     ("projection_scores", "error_percent", 0)],
)
def test_points_stand_at_the_values_of_the_csv(drawn: Drawn, name: str, column: str, along: int) -> None:
    chart = drawn(name)
    stated = chart.data[chart.data["kind"] != "missing"]
    numbers = stated[column].fillna(stated["low"]).fillna(stated["high"])
    wanted = sorted(zip(gids_of(chart.data), numbers.round(6), strict=True))
    found = sorted((p.get_gid(), round(float(p.get_offsets()[0][along]), 6)) for p in drawn_parts(chart, "-band"))
    assert found == [pair for pair in wanted if pair in found or "-360000-" not in pair[0]]


def test_a_band_is_in_the_csv_as_it_is_drawn_and_no_other_band_is(drawn: Drawn) -> None:
    chart = drawn("rd_projection")
    rows = chart.data[chart.data["low_80"].notna()]
    assert set(rows["formula"]) == {"log_linear"} and rows["panel"].nunique() == 1
    bands = {part.get_gid(): part for part in drawn_parts(chart) if part.get_gid().endswith("-band")}
    assert len(bands) == 2
    for coverage in ("80", "95"):
        corners = {(x, round(y)) for x, y in bands[f"rd_expenditure-361100-{coverage}-band"].get_paths()[0].vertices}
        ends = {(int(row.period), round(getattr(row, f"{end}_{coverage}"))) for row in rows.itertuples()
                for end in ("low", "high")}
        begin = chart.data[(chart.data["panel"] == rows["panel"].iloc[0]) & (chart.data["status"] == "actual")].iloc[-1]
        assert corners == ends | {(int(begin["period"]), round(begin["value"]))}


def test_the_numbers_in_the_points_of_the_scores_are_in_the_csv_and_in_the_list(drawn: Drawn, texts: Texts) -> None:
    chart = drawn("projection_scores")
    assert sorted(values(chart)) == sorted(chart.data["label"])
    below = " ".join(texts("projection_scores"))
    for row in chart.data.itertuples():
        assert re.search(rf"\b{row.label} {row.place}: [^;]*{row.period}", below), row.label


@pytest.mark.parametrize("name", NAMES)
def test_the_csv_reads_back_as_the_data(drawn: Drawn, name: str) -> None:
    chart = drawn(name)
    rows = list(csv.DictReader(io.StringIO(marks.to_csv_bytes(chart).decode("utf-8"))))
    assert len(rows) == len(chart.data)
    for column in ("value", "low", "high"):
        for row, expected in zip(rows, chart.data[column], strict=True):
            assert (float(row[column]) == expected) if row[column] else pd.isna(expected)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "coverage"])
def test_alt_text_gives_every_value_with_its_status(drawn: Drawn, name: str) -> None:
    chart = drawn(name)
    assert len(chart.alt) < 6000
    statuses = marks.words(name, "en")["statuses"]
    for kind in set(chart.data["kind"]) & {"derived", "reference"}:
        assert statuses[kind]["en"] in chart.alt
    for place in set(chart.data["place"]):
        assert place in chart.alt


def test_every_status_drawn_is_explained_in_the_key(drawn: Drawn) -> None:
    for name in NAMES:
        chart = drawn(name)
        key = [text.get_text() for legend in chart.figure.legends for text in legend.get_texts()]
        for status in _statuses(chart.data):
            word = marks.words(name, "en")["statuses"][status]["en"]
            assert any(re.match(rf"{re.escape(word)}\b", text) for text in key), (name, status)


def _statuses(data: pd.DataFrame) -> set[str]:
    stated = data[data["kind"] != "missing"]
    return set(stated["kind"].where(stated["kind"] != "stated", stated["status"]))


@pytest.mark.parametrize("name", NAMES)
def test_two_drawings_have_the_same_bytes(drawn: Drawn, given: Tables, name: str) -> None:
    forms = ("svg", "csv", "png") if name == "coverage" else ("svg", "csv")
    first = charts.contents(drawn(name), forms)
    assert charts.contents(charts.draw(name, given), forms) == first
    assert not re.search(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T", first[f"{name}.svg"]), "no date of drawing"


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_data_are_those_of_the_tables(drawn: Drawn, name: str) -> None:
    hint = "run `python -m analysis build figures`"
    assert (paths.FIGURES / f"{name}.csv").read_bytes() == marks.to_csv_bytes(drawn(name)), hint
    assert all((paths.FIGURES / f"{name}{end}").is_file() for end in (".svg", ".png", ".zh.svg", ".zh.png")), hint


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("arguments", "found", "allowed"),
    [
        (("nothing",), "figure 'nothing'", "rd_expenditure"),
        (("targets", None, "fr"), "language 'fr'", "zh, en"),
        (("targets", None, "en", "poster"), "preset 'poster'", "a4_full, a4_half, slide, square"),
    ],
)
def test_an_unknown_figure_language_or_size_is_one_clear_line(arguments: Any, found: str, allowed: str) -> None:
    with pytest.raises(style.ChartError) as refused:
        charts.draw(*arguments)
    assert found in str(refused.value) and allowed in str(refused.value) and "\n" not in str(refused.value)


def test_missing_tables_and_unknown_reports_are_named(given: Tables) -> None:
    with pytest.raises(style.ChartError, match="targets needs the tables sources, targets"):
        charts.draw("targets", {"observations": given["observations"]})
    fewer = {**given, "sources": given["sources"].iloc[:1]}
    with pytest.raises(style.ChartError, match="the sources table lacks"):
        charts.draw("rd_expenditure", fewer)


def test_nothing_is_written_when_a_figure_fails(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = charts.FigureSpec("broken", lambda *_: (_ for _ in ()).throw(style.ChartError("broken on purpose")), ())
    monkeypatch.setattr(build, "build_projections", lambda **_: [])
    monkeypatch.setattr(charts, "FIGURES", {"rd_expenditure": charts.FIGURES["rd_expenditure"], "broken": broken})
    with pytest.raises(style.ChartError, match="on purpose"):
        build.build_figures(figures=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_build_writes_both_languages_and_the_data(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "build_projections", lambda **_: [])
    monkeypatch.setattr(charts, "FIGURES", {"rd_expenditure": charts.FIGURES["rd_expenditure"]})
    written = build.build_figures(figures=tmp_path)
    names = {"rd_expenditure.svg", "rd_expenditure.png", "rd_expenditure.csv", "rd_expenditure.zh.svg",
             "rd_expenditure.zh.png"}
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()} == names


# ---------------------------------------------------------------- planted tables

PLACES = {"410100": "郑州市", "410200": "开封市", "410000": "河南省"}


def planted(theme: str, rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Tables that hold nothing but these rows of a theme, each stated by an observation of its own."""
    found, observations = [], []
    for number, row in enumerate(rows):
        identifier = f"planted:{number}"
        full = {"measure": "level", "status": "actual", "kind": "stated", "bound": "exact", "unit": "count",
                "area_name": PLACES[row["area"]], "observation_ids": identifier, "report": "planted", **row}
        for side in ("low", "high"):
            if side not in row and full["bound"] == "exact":
                full[side] = full.get("value")
        found.append(full)
        stated = {key: full.get(key) for key in ("area", "area_name", "indicator", "measure", "period", "status",
                                                 "value", "low", "high", "bound", "unit", "report")}
        observations.append({"observation_id": identifier, "quote": "1", "start": number, "end": number + 1,
                             "sentence_start": 0, "sentence_end": 99, **stated})
    made = {name: tables.frame(name, []) for name in (*charts._THEMES, "targets")}
    made["sources"] = tables.frame("sources", [{"report": "planted", "title": "某市工作总结", "publisher": "某局",
                                                "title_en": "A planted report", "city": "郑州市", "sha256": "0" * 64}])
    made["observations"] = tables.frame("observations", observations)
    made["sentences"] = tables.frame("sentences", [{"report": "planted", "sentence_start": 0, "sentence_end": 99,
                                                    "sentence": "全市科技型中小企业评价入库。"}])
    return made | {theme: tables.frame(theme, found)}


def test_expenditure_shows_the_year_that_cities_share_and_says_who_is_silent() -> None:
    money = {"indicator": "rd_expenditure", "unit": "CNY"}
    chart = charts.draw("rd_expenditure", planted("rd_spending", [
        {**money, "area": "410100", "period": "2020", "value": 8e9},
        {**money, "area": "410200", "period": "2020", "value": 2e9, "kind": "derived"},
        {**money, "area": "410100", "period": "2021", "value": 9e9},
        {"indicator": "hte", "area": "410200", "period": "2021", "value": 5},
    ]), "zh")
    assert chart.title == "各市全社会研发经费：2020年及最新年份"
    assert chart.reading == "2020年郑州为80亿元，是开封（20亿元）的4倍。"
    assert values(chart) == ["80", "20", "90", "20"]
    assert list(chart.data["kind"]) == ["stated", "derived", "stated", "derived"]
    hatched = [bar for axes in chart.figure.axes for bar in axes.patches if bar.get_hatch()]
    assert [bar.get_width() for bar in hatched] == [20, 20]


def test_intensity_says_by_how_much_a_target_was_missed() -> None:
    share = {"indicator": "rd_intensity", "unit": "percent", "area": "410100", "period": "2020"}
    chart = charts.draw("rd_intensity", planted("rd_spending", [
        {**share, "value": 1.95}, {**share, "value": 2.0, "status": "target"},
        {**share, "area": "410000", "value": 1.5},
        {**share, "area": "410200", "indicator": "rd_expenditure", "unit": "CNY", "value": 1e9},
    ]), "zh")
    assert chart.reading == "郑州2020年1.95%，比目标低0.05个百分点。"
    assert "未说明：开封。" in texts_of(chart)
    assert set(values(chart)) == {"1.95%", "2%", "全省 1.5%"}


def test_stock_draws_bounds_as_arrows_and_years_without_a_figure_as_a_dash() -> None:
    chart = charts.draw("hte_stock", planted("firm_cultivation", [
        {"indicator": "hte", "area": "410100", "period": "2019", "value": 100},
        {"indicator": "hte", "area": "410100", "period": "2021", "value": 200},
        {"indicator": "hte", "area": "410100", "period": "2022", "value": 190, "status": "expected"},
        {"indicator": "hte", "area": "410200", "period": "2022", "value": 50, "low": 50, "bound": "at_least",
         "status": "target"},
    ]), "zh")
    assert chart.reading == "郑州从2019年的100家企业增至2021年的200家企业（2倍）；预计2022年为190家企业，减少5%。"
    assert values(chart) == ["100", "–", "200", "190", "–", "–", "–", "≥50"]
    arrows = [t for axes in chart.figure.axes for t in axes.texts if t.get_gid() == "bound"]
    assert len(arrows) == 1
    fills = {bar.get_gid(): bar.get_facecolor() for axes in chart.figure.axes for bar in axes.patches}
    assert fills["hte-410200-2022-target"][:3] == (1, 1, 1), "a target is hollow"


def test_leverage_keeps_its_measures_apart_and_draws_a_range_as_a_bar_of_its_own() -> None:
    ratio = {"indicator": "leverage_ratio", "unit": "times", "period": "2021"}
    chart = charts.draw("finance_leverage", planted("tech_finance", [
        {**ratio, "area": "410100", "value": 10, "low": 10, "high": 20, "bound": "between"},
        {**ratio, "area": "410200", "value": 4, "kind": "derived", "formula": "x = loans / risk_pool"},
        {**ratio, "area": "410100", "value": 9, "kind": "derived", "formula": "x = credit_line / risk_pool"},
    ]), "zh")
    headings = [g["zh"] for g in marks.words("finance_leverage", "zh")["groups"]]
    drawn_values = values(chart)
    assert [v for v in drawn_values if v in headings] == headings
    assert drawn_values[drawn_values.index(headings[0]) + 1] == "4倍"
    assert drawn_values[drawn_values.index(headings[-1]) + 1] == "10–20倍"
    spans = [bar for bar in chart.figure.axes[0].patches if bar.get_gid().endswith("-range")]
    assert [(bar.get_x(), bar.get_width()) for bar in spans] == [(10, 10)]
    assert drawn_values.count("未说明：郑州、开封") == 2


def test_tiers_say_what_a_report_counts_in_its_own_sentence() -> None:
    chart = charts.draw("firm_tiers", planted("firm_cultivation", [
        {"indicator": "sme", "area": "410100", "period": "2021", "value": 300},
        {"indicator": "unicorn_gazelle", "measure": "new", "area": "410200", "period": "2021", "value": 3},
    ]), "zh")
    assert {"300 入库", "3 当年新增", "未说明"} <= set(values(chart))


def test_coverage_shows_every_status_of_a_cell_and_a_dash_for_the_rest() -> None:
    chart = charts.draw("coverage", planted("firm_cultivation", [
        {"indicator": "hte", "area": "410100", "period": "2020", "value": 100},
        {"indicator": "hte", "area": "410100", "period": "2020", "value": 120, "status": "target"},
        {"indicator": "hte", "area": "410200", "period": "2020", "value": 80},
        {"indicator": "sme", "area": "410200", "period": "2021", "value": 80, "status": "expected"},
    ]), "en")
    found = {(r.area, r.indicator, r.period, r.kind if r.kind == "missing" else r.status)
             for r in chart.data.itertuples()}
    assert found == {
        ("410100", "hte", "2020", "actual"), ("410100", "hte", "2020", "target"), ("410100", "hte", "2021", "missing"),
        ("410200", "hte", "2020", "actual"), ("410200", "hte", "2021", "missing"),
        ("410100", "sme", "2020", "missing"), ("410100", "sme", "2021", "missing"),
        ("410200", "sme", "2020", "missing"), ("410200", "sme", "2021", "expected"),
    }
    assert chart.reading.startswith("Of 2 indicators, 1 have an actual") and "1 are stated by one city" in chart.reading
    signs = [a.get_gid() for a in chart.figure.axes[0].collections if a.get_gid() and "missing" not in a.get_gid()]
    assert sorted(signs) == ["hte-410100-2020-actual", "hte-410100-2020-target", "hte-410200-2020-actual",
                             "sme-410200-2021-expected"]


def ledger(rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    made = planted("firm_cultivation", [
        {"indicator": "hte", "area": "410100", "period": "2021", "status": "target", "value": 100} for _ in rows
    ])
    base = {"report": "planted", "indicator": "hte", "measure": "level", "area": "410100", "area_name": "郑州市",
            "period": "2021", "value": 100, "low": 100, "high": 100, "bound": "exact", "unit": "count", "quote": "100",
            "start": 0, "end": 3, "sentence_start": 0, "sentence_end": 9, "reason_en": "-", "reason_zh": "-"}
    later = {"outcome_source": "reference", "outcome_title": "后来的公报", "outcome_status": "actual",
             "outcome_period": "2021", "outcome_measure": "level"}
    full = [{**base, **(later if "outcome_value" in row else {}), "target_id": f"planted:{i}", **row}
            for i, row in enumerate(rows)]
    return made | {"targets": tables.frame("targets", full)}


def test_targets_say_the_verdict_and_the_distance_and_list_the_open_ones() -> None:
    chart = charts.draw("targets", ledger([
        {"verdict": "met", "outcome_value": 125.0, "margin": 25.0},
        {"verdict": "missed", "indicator": "rd_intensity", "unit": "percent", "value": 2.0, "low": 2.0, "high": 2.0,
         "outcome_value": 1.9, "margin": -0.1},
        {"verdict": "not_comparable", "indicator": "sme", "outcome_value": 90.0, "outcome_period": "2023"},
        {"verdict": "open", "indicator": "gazelle", "last_value": 80.0, "last_period": "2020", "last_ids": "planted:3"},
        {"verdict": "open", "indicator": "unicorn"},
    ]), "en")
    assert chart.reading == ("Of 5 targets, 1 were met and 1 missed; 1 have only a figure that doesn't compare; "
                             "2 are open.")
    assert values(chart) == ["× missed: 1.9%, 0.1 pp below", "√ met: 125, 25 above", "≠ not comparable: 90 in 2023",
                             "○ open: 80 in 2020, 20 to go"]
    assert "Unicorns 100 (2021)" in " ".join(texts_of(chart))
    assert "后来的公报" in chart.source, "a later figure is sourced"
    outcomes = chart.data[chart.data["status"] == "actual"]
    assert dict(zip(outcomes["verdict"], outcomes["share_of_target"].round(4), strict=True)) == pytest.approx(
        {"missed": 0.95, "met": 1.25, "not_comparable": float("nan"), "open": 0.8}, nan_ok=True)
    points = {c.get_gid(): c.get_offsets()[0][0] for c in chart.figure.axes[0].collections if c.get_gid()}
    assert points["planted:0-outcome"] == pytest.approx(1.25) and points["planted:1-outcome"] == pytest.approx(0.95)
    assert "planted:2-outcome" not in points, "what doesn't compare has no place on the scale"


# ---------------------------------------------------------------- statuses


def test_a_figure_that_would_mix_statuses_unasked_is_refused(given: Tables) -> None:
    finance = given["tech_finance"]
    pool = (finance["indicator"] == "leverage_ratio") & (finance["area"] == finance["area"].iloc[0])
    mixed = given | {"tech_finance": finance.assign(status=finance["status"].mask(pool, "target"))}
    with pytest.raises(ComparisonError, match=r"different statuses.*mixing=\('actual', 'target'\)"):
        charts.draw("finance_leverage", mixed)


def test_a_figure_shows_beside_a_bar_what_the_words_of_its_report_count(drawn: Drawn) -> None:
    shown = values(drawn("firm_tiers"))
    assert {"2,360 applied for entry", "816 entered", "19 incl. potential", "4 without potential"} <= set(shown)
