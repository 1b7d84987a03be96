"""Claim: the review page shows every number with its kind and row to anybody, offline, without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from analysis import paths
from analysis.cleaning.observations import read_explained
from analysis.model import Document
from analysis.reading import Explained, explained
from analysis.review import page_of, write

HOSTILE = '甲市科技局2022年工作总结\n<script>alert("1")</script><img src="http://example.com/x.png">全市高新技术企业总数达到120家。'


def of(text: str, report: str = "a-2022") -> Explained:
    return Explained(*read_explained(Document(report, text)))


def test_the_text_of_a_report_cannot_become_markup() -> None:
    page = page_of([of(HOSTILE, '<b>"x"')])
    assert "<script" not in page and "<img" not in page and "<b>&quot;" not in page
    assert "&lt;script&gt;alert(&quot;" in page


def test_the_same_reading_gives_the_same_bytes(tmp_path: Path) -> None:
    readings = [explained(path) for path in sorted(paths.RAW.glob("*.txt"))]
    write(readings, tmp_path / "a.html")
    write(readings, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two real reports and a hostile one."""
    path = tmp_path_factory.mktemp("review") / "review.html"
    reports = sorted(paths.RAW.glob("*.txt"))[:2]
    write([*(explained(each) for each in reports), of(HOSTILE)], path)
    return path


@pytest.fixture
def opened(browser: Any, review: Path) -> Any:
    """The page, opened without JavaScript; ``page.asked`` lists what it asked the network for."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.asked = []
    page.said = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(review.as_uri())
    yield page
    context.close()


def test_nothing_is_fetched_and_nothing_is_refused_by_its_own_policy(opened: Any, review: Path) -> None:
    assert [url for url in opened.asked if not url.startswith("data:")] == [review.as_uri()]
    assert opened.said == []


def test_every_number_shows_its_row_on_focus_and_on_hover(opened: Any) -> None:
    number = opened.locator("a.n.observation", has_text="120家")
    tip = number.locator(".tip")
    assert not tip.is_visible()
    number.focus()
    assert tip.is_visible()
    assert "高新技术企业" in tip.inner_text() and "2022" in tip.inner_text()
    opened.locator("h1").hover()
    opened.locator("#lang-zh").focus()
    assert not tip.is_visible()
    number.hover()
    assert tip.is_visible()


def test_numbers_and_rows_link_to_each_other(review: Path) -> None:
    page = html.parse(str(review)).getroot()
    names = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(names) == len(set(names))
    targets = {each.get("href")[1:] for each in page.iter("a")}
    assert targets <= set(names)
    rows = {each.get("id") for each in page.iter("tr") if each.get("class") == "observation-row"}
    assert len(rows) > 20 and rows <= targets


def test_a_kind_can_be_switched_off(opened: Any) -> None:
    number, row = opened.locator("a.n.date").first, opened.locator("tr.date-row").first
    colour = "getComputedStyle(document.querySelector('a.n.date')).backgroundColor"
    assert row.is_visible() and number.evaluate(f"() => {colour}") != "rgba(0, 0, 0, 0)"
    opened.uncheck("#kind-date")
    assert not row.is_visible() and number.evaluate(f"() => {colour}") == "rgba(0, 0, 0, 0)"


def test_the_page_speaks_chinese_or_english(opened: Any) -> None:
    assert opened.locator("h1").inner_text() == "数据核对"
    opened.check("#lang-en")
    assert opened.locator("h1").inner_text() == "Review of the figures"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(browser: Any, tmp_path: Path, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    text = (paths.RAW / "jiujiang-2021.txt").read_text(encoding="utf-8")
    write([of(text[:1500]), of(HOSTILE)], tmp_path / "review.html")
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto((tmp_path / "review.html").as_uri())
    page.locator("a.n.observation").first.focus()
    violations = Axe().run(page).response["violations"]
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
