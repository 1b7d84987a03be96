"""The house style: what can be told apart, what can be read, and what is refused."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from analysis import definitions, paths, style
from analysis.charts import layout

FORM = definitions.load("style")
STATUSES = tuple(FORM["statuses"])


@pytest.mark.parametrize("colour", [*FORM["areas"], FORM["province"]])
def test_marks_stand_out_from_the_page(colour: str) -> None:
    assert style.contrast(colour) >= 3


@pytest.mark.parametrize("role", ["title", "text", "reading", "muted"])
@pytest.mark.parametrize("ground", ["#FFFFFF", FORM["ink"]["stripe"]])
def test_texts_can_be_read_on_page_and_stripe(role: str, ground: str) -> None:
    assert style.contrast(style.ink(role), ground) >= 4.5


def test_verdict_words_can_be_read() -> None:
    assert min(style.contrast(v["colour"]) for v in FORM["verdicts"].values()) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert style.contrast("#000000") == pytest.approx(21)
    assert style.contrast("#777777") == pytest.approx(4.48, abs=0.01)


def grey(colour: str) -> float:
    """Lightness in grey print, 0 to 1."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * r + 0.587 * g + 0.114 * b


@pytest.mark.parametrize("colour", [*FORM["areas"], FORM["province"]])
def test_bars_of_two_statuses_differ_without_colour(colour: str) -> None:
    """Solid, lighter, hollow and hatched are told apart by lightness or hatch."""
    for first, second in combinations(("actual", "expected", "target", "derived"), 2):
        a, b = style.look_of(first, colour).bar, style.look_of(second, colour).bar
        lighter = abs(grey(a["facecolor"]) - grey(b["facecolor"]))
        assert lighter > 0.12 or a["hatch"] != b["hatch"], (first, second)


def test_every_status_has_a_marker_of_its_own() -> None:
    markers = [style.look_of(status, "#000000").marker for status in STATUSES]
    assert len(set(markers)) == len(STATUSES)


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert len({v["sign"] for v in FORM["verdicts"].values()}) == len(FORM["verdicts"])


def test_cities_keep_their_colours_and_the_province_is_grey() -> None:
    colours = style.area_colours(["360700", "360000", "360100"])
    assert colours["360000"] == FORM["province"]
    assert colours["360100"] != colours["360700"]
    assert colours == style.area_colours(["360100", "360700", "360000"])


@pytest.mark.parametrize(
    ("ask", "found", "expected"),
    [
        (lambda: style.preset("poster"), "preset 'poster'", "a4_full, a4_half, slide, square"),
        (lambda: style.language("fr"), "language 'fr'", "zh, en"),
        (lambda: style.look_of("hoped", "#000000"), "status 'hoped'", "actual, expected"),
        (lambda: style.brand_of({"colour": "red"}), "brand setting 'colour'", "accent"),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(ask: Any, found: str, expected: str) -> None:
    with pytest.raises(style.ChartError) as refused:
        ask()
    assert found in str(refused.value) and expected in str(refused.value)


TEXTS = {"title": "A title, 2020", "reading": "See this.", "source": "Source: a report.", "alt": "A chart of one bar."}


@pytest.mark.parametrize("lost", list(TEXTS))
def test_a_figure_without_one_of_its_texts_cannot_be_finished(lost: str) -> None:
    with style.drawing():
        figure = style.new_figure("a4_full")
        with pytest.raises(style.ChartError, match=lost):
            layout.finish(figure, lang="en", **{**TEXTS, lost: " "})
        with pytest.raises(TypeError):
            layout.finish(figure, lang="en", **{k: v for k, v in TEXTS.items() if k != lost})


def drawn(size: str, **changes: str) -> Any:
    with style.drawing(size):
        figure = style.new_figure(size)
        figure.subplots().bar([0, 1], [1, 2], gid="bar")
        return layout.finish(figure, lang="en", size=size, **{**TEXTS, **changes})


@pytest.mark.parametrize("size", style.presets())
def test_long_texts_are_wrapped_inside_the_figure(size: str) -> None:
    figure = drawn(size, title="High-tech enterprises of every city " * 4, source="各市科学技术局工作总结；" * 20)
    assert layout.overlaps(figure) == []
    wide, high = figure.get_size_inches() * 2.54
    assert wide == pytest.approx(style.preset(size).width)
    if style.preset(size).height:
        assert high == pytest.approx(style.preset(size).height)


def test_the_check_of_text_boxes_finds_what_is_wrong() -> None:
    figure = drawn("a4_full")
    axes = figure.axes[0]
    axes.text(0, 1.5, "one label")
    axes.text(0, 1.5, "another")
    axes.text(1, 1, "on the bar", ha="center")
    figure.text(0.98, 0.5, "beyond the edge")
    faults = "\n".join(layout.overlaps(figure))
    for fault in ("overlap: 'one label' and 'another'", "over a bar: 'on the bar'", "cut off: 'beyond the edge'"):
        assert fault in faults


def test_a_sum_of_money_is_never_parted_by_a_line_break() -> None:
    with style.drawing():
        figure = style.new_figure("a4_full")
        text = "The pool holds CNY 48 million and lends CNY 322 million to firms."
        for width in (0.5, 0.8, 1.1, 1.4, 1.7, 2.0):
            lines = layout.wrapped(figure, text, 8, width)
            assert " ".join(lines) == text
            assert not any(line.endswith(("CNY", "48", "322")) for line in lines)


def test_chinese_lines_never_begin_with_a_closing_mark() -> None:
    with style.drawing():
        figure = style.new_figure("a4_full")
        for width in (0.6, 0.9, 1.2):
            lines = layout.wrapped(figure, "南昌市（含潜在、种子）企业共39家，其中独角兽3家。" * 2, 8, width)
            assert not any(line[0] in "，。、）》" or line[-1] in "（《" for line in lines)


def test_settings_end_with_the_drawing() -> None:
    import matplotlib

    before = matplotlib.rcParams["font.family"]
    with style.drawing("slide"):
        assert matplotlib.rcParams["font.family"] == [FORM["brand"]["family"]]
    assert matplotlib.rcParams["font.family"] == before


def test_a_missing_font_is_named(tmp_path: Any) -> None:
    with pytest.raises(style.ChartError, match=r"NotoSansSC-Regular\.ttf: not found"):
        style._add_fonts(tmp_path)
    assert all((paths.FONTS / name).is_file() for name in style.FONT_FILES)
