"""The look's page in a real browser: a preview that follows, with script and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.browser.at_desk import Desk
from tests.browser.conftest import LiveServer

pytestmark = pytest.mark.browser
RED, READY = "rgb(138, 27, 27)", 'iframe[data-preview-state="ready"]'
COLOUR = "one => getComputedStyle(one).backgroundColor"


@pytest.fixture
def desk(own_server: LiveServer, browse: Callable[..., Page]) -> Desk:
    made = Desk(own_server, browse)
    made.take_over()
    return made


def sample(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[name="preview"]:visible')


def test_the_preview_follows_what_is_typed_and_picked(desk: Desk) -> None:
    page = desk.open("/desk/look")
    page.wait_for_selector(READY)
    before = page.evaluate("history.length")
    page.fill("#accent", "#8a1b1b")
    button = sample(page).locator(".btn")
    page.wait_for_function(
        f"""red => {{
          const frame = document.querySelector('{READY}');
          const one = frame && frame.contentDocument.querySelector('.btn');
          return one && ({COLOUR})(one) === red;
        }}""",
        arg=RED,
    )
    assert button.evaluate(COLOUR) == RED
    assert page.locator('[data-colour-of="accent"]').input_value() == "#8a1b1b"
    page.locator('[data-colour-of="text"]').fill("#000000")
    assert page.input_value("#text") == "#000000"
    page.fill("#accent", "#66aaff")
    sample(page).get_by_text("Not everybody could read this look").wait_for()
    assert page.evaluate("history.length") == before
    expect(page.locator('iframe[name="preview"]')).to_have_count(1)
    assert not page.get_by_role("button", name="Show preview").is_visible()


def test_a_preview_that_comes_late_does_not_replace_a_newer_one(desk: Desk) -> None:
    page = desk.open("/desk/look")
    page.wait_for_selector(READY)
    waiting: list[Route] = []

    def with_a_picture_that_waits(route: Route) -> None:
        if route.request.method != "POST":
            waiting.append(route)
            return
        answer = route.fetch()
        picture = f'<img src="/desk/look/preview?picture={len(waiting)}" alt="">'
        route.fulfill(response=answer, body=answer.text() + picture)

    page.route("**/desk/look/preview*", with_a_picture_that_waits)
    for count, accent in enumerate(("#8a1b1b", "#66aaff"), 1):
        page.fill("#accent", accent)
        while len(waiting) < count:
            page.wait_for_timeout(50)
    waiting[0].fulfill(status=204)
    expect(sample(page).locator(".btn").first).to_have_css("background-color", RED)
    waiting[1].fulfill(status=204)
    expect(sample(page).get_by_text("Not everybody could read this look")).to_be_visible()


def test_without_script_a_button_shows_the_preview_and_nothing_is_lost(desk: Desk) -> None:
    page = desk.open("/desk/look", javascript=False)
    page.fill("#accent", "#8a1b1b")
    page.get_by_role("button", name="Show preview").click()
    expect(sample(page).locator(".btn")).to_have_css("background-color", RED)
    assert page.input_value("#accent") == "#8a1b1b"
    assert page.url.endswith("/desk/look")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_readers_see_a_light_look_in_the_light_only(desk: Desk, scheme: str) -> None:
    page = desk.open("/desk/look", color_scheme=scheme)
    page.fill("#accent", "#8a1b1b")
    page.fill("#radius", "0")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The look is saved. Readers see it now.").wait_for()
    page.goto("/p/us-goals-for-russia")
    button = page.locator(".btn").first
    assert (button.evaluate(COLOUR) == RED) is (scheme == "light")
    assert button.evaluate("one => getComputedStyle(one).borderRadius") == "0px"
