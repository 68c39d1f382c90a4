"""Results of every kind of question as Chromium shows them: axe, widths, drawings, paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.steps import follow, violations

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
# Together they ask a question of every kind.
KINDS = ("east-asia-experts", "business-in-numbers", "eight-statements", "two-minutes")
PAGES = [f"/p/{slug}/results" for slug in (*KINDS, "next-conference-topics")]
WIDGETS = [
    "/embed/east-asia-experts?question=importance",
    "/embed/eight-statements",
    "/embed/business-in-numbers",
]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, *WIDGETS])
def test_axe_finds_nothing_in_results(browse: Browse, path: str, scheme: str) -> None:
    page = browse(path, color_scheme=scheme, width=360)
    page.evaluate(OPEN_ALL)
    assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "ru", "fr", "ja", "ar"])
@pytest.mark.parametrize("width", [300, 360, 1200])
def test_no_result_is_wider_than_the_screen(browse: Browse, language: str, width: int) -> None:
    page = browse("about:blank", width=width)
    wider = []
    for path in (*PAGES, *WIDGETS):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        page.evaluate(OPEN_ALL)
        if page.evaluate(WIDER):
            wider.append(path)
    assert wider == []


def test_paper_that_is_wide_enough_has_a_matrix_as_a_table_and_values_beside_labels(
    browse: Browse,
) -> None:
    page = browse("/p/eight-statements", width=700)
    page.emulate_media(media="print")
    assert page.locator(".mx-head").is_visible()
    row = page.locator(".mx-row").first
    tops = {round(one.bounding_box()["y"]) for one in row.locator("input").all()}  # type: ignore[index]
    assert len(tops) == 1
    page.goto("/p/us-goals-for-russia-2013/results")
    label, value = (page.locator(one).first.bounding_box() for one in (".bar-label", ".bar-val"))
    assert label is not None
    assert value is not None
    assert value["x"] > label["x"] + label["width"] - 1


@pytest.mark.parametrize("path", PAGES)
def test_paper_shows_every_drawing_and_what_has_to_be_said(browse: Browse, path: str) -> None:
    page = browse(path, width=700)
    page.emulate_media(media="print")
    assert not page.evaluate(WIDER)
    assert page.get_by_text("Sample data: these answers were invented.").first.is_visible()
    for drawing in page.locator(".stk svg, .hist, .bar-svg").all():
        box = drawing.bounding_box()
        assert box is not None
        assert box["height"] > 5
    for hidden in (".contents", ".acts", ".btns"):
        for one in page.locator(hidden).all():
            assert not one.is_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_segments_fill_their_bar_and_words_stay_inside_the_chart(
    browse: Browse, language: str
) -> None:
    page = browse(f"/p/business-in-numbers/results?lang={language}", width=300)
    beyond = page.evaluate(
        """[...document.querySelectorAll('.hist text')].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && (box.left < 0 || box.right > innerWidth);
        }).length"""
    )
    assert beyond == 0
    overlaps = page.evaluate(
        """[...document.querySelectorAll('.hist')].map(svg => {
            const boxes = [...svg.querySelectorAll('text')].map(one => one.getBoundingClientRect())
                .filter(one => one.width);
            return boxes.filter((one, n) => boxes.some((other, m) => n < m
                && one.left < other.right && other.left < one.right
                && one.top < other.bottom - 3 && other.top < one.bottom - 3)).length;
        })"""
    )
    assert overlaps == [0] * len(overlaps)


def test_paper_keeps_what_belongs_together_on_one_page(browse: Browse) -> None:
    page = browse("/p/east-asia-experts/results", width=672)
    page.emulate_media(media="print")
    looks = "(all) => [...new Set(all.map((one) => getComputedStyle(one)[%s]))]"
    # Pages are cut through blocks only where these words say; through grids anywhere.
    for places, name, value in (
        ("figcaption, .key, .fold-in p:has(+ .scroll)", "'breakAfter'", "avoid"),
        (".stk > li:first-child, .bars > li:first-child", "'breakAfter'", "avoid"),
        (".stk > li, .bar, .outcome + .fold .scroll", "'breakInside'", "avoid"),
        (".axis, .ends", "'breakBefore'", "avoid"),
        (".stk, .bars, .fold-in", "'display'", "block"),
        (".tbl thead", "'display'", "table-header-group"),
    ):
        assert page.locator(places).evaluate_all(looks % name) == [value], places


def test_the_number_of_a_question_stands_beside_its_first_line(browse: Browse) -> None:
    page = browse("/p/east-asia-experts/results", width=360)
    links = page.locator(".contents a")
    heights = [one.bounding_box()["height"] for one in links.all()]  # type: ignore[index]
    assert max(heights) > 1.5 * min(heights)
    # A box in the line would have the number beside its last line.
    show = "(all) => [...new Set(all.map((one) => getComputedStyle(one).display))]"
    assert links.evaluate_all(show) == ["block"]


def test_the_way_to_a_question_leads_there_without_script(browse: Browse) -> None:
    page = browse("/p/east-asia-experts/results", javascript=False, width=360)
    follow(page.locator(".contents a").nth(4))
    top = page.locator("#q-events, .q-part").nth(4).bounding_box()
    assert top is not None
    assert -2 <= top["y"] < 200
