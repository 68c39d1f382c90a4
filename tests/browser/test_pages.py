"""Every page as Chromium shows it: axe, widths, colours, weight, no shift."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.steps import violations

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
OPEN, CLOSED = "/p/us-goals-for-russia", "/p/us-goals-for-russia-2013"
PAGES = {
    "list": "/",
    "form": OPEN,
    "several": "/p/russia-japan-dialogue-areas",
    "planned": "/p/us-china-decoupling",
    "closed": CLOSED,
    "results": f"{OPEN}/results",
    "hidden": "/p/south-korea-course/results",
    "embed": "/embed/us-goals-for-russia-2013",
    "embed-hidden": "/embed/south-korea-course",
    "missing": "/p/nowhere",
    "help": "/help",
}
LANGUAGES = ("en", "ru", "fr", "ja", "ar")
BUDGET_BYTES = 15 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(browse: Browse, path: str, scheme: str) -> None:
    page = browse(path, color_scheme=scheme, width=400)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_narrow_screen(browse: Browse, language: str) -> None:
    page = browse("about:blank", width=300)
    wider = []
    for name, path in PAGES.items():
        page.goto(f"{path}?lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider.append(name)
    assert wider == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_light_and_asks_for_little(browse: Browse, path: str) -> None:
    page = browse("about:blank")
    weights: list[int] = []

    def weigh(event: dict[str, Any]) -> None:
        weights.append(int(event["encodedDataLength"]))

    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", weigh)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert 1 <= len(weights) <= 3
    assert sum(weights) <= BUDGET_BYTES


@pytest.mark.parametrize("path", [OPEN, CLOSED, "/", "/embed/us-goals-for-russia-2013"])
def test_nothing_moves_while_a_page_loads(browse: Browse, path: str) -> None:
    page = browse(path)
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
                .observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift == 0


def test_arabic_runs_from_right_to_left(browse: Browse) -> None:
    page = browse(f"{CLOSED}?lang=ar")
    side, main = page.locator("aside").bounding_box(), page.locator("main").bounding_box()
    assert side is not None
    assert main is not None
    assert side["x"] < main["x"]


def test_bars_are_as_long_as_their_shares(browse: Browse) -> None:
    page = browse(CLOSED)
    widths = page.evaluate(
        """[...document.querySelectorAll('.bar-svg')].map(svg =>
            svg.querySelector('.val').getBoundingClientRect().width
            / svg.getBoundingClientRect().width)"""
    )
    assert widths == pytest.approx([33 / 108, 30 / 108, 24 / 108, 21 / 108], abs=0.002)


def test_paper_gets_figures_and_method_but_no_controls(browse: Browse) -> None:
    page = browse(CLOSED)
    page.emulate_media(media="print")
    assert page.locator(".bar").first.is_visible()
    for hidden in (".nav", ".acts", ".foot"):
        assert not page.locator(hidden).first.is_visible()


def test_colours_forced_by_the_reader_leave_bars_to_be_seen(browse: Browse) -> None:
    page = browse(CLOSED, forced_colors="active")
    fill = page.evaluate("getComputedStyle(document.querySelector('.bar-svg .val')).fill")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert fill != ground


def test_an_unknown_page_says_so(browse: Browse) -> None:
    page = browse("/p/nowhere")
    assert "There is no poll at this address." in page.inner_text("main")
    assert json.dumps(page.context.cookies()) == "[]"
