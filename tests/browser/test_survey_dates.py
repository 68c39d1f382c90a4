"""Dates that do not exist, typed by keyboard into the browser's own field."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK_URLS, LiveServer, run_pollsvc, serving
from tests.browser.steps import follow

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
NO_SUCH_DAY, A_DAY = "02302024", "02282024"  # as the field takes them in American English
KEPT = ("2024-02-28", "2024-02-03")  # what was whole last, also on the way to the 30th
BAD = "(field) => field.validity.badInput && field === document.activeElement"
WHEN = {"kind": "date", "required": "no", "low": "2010-01-01", "high": "2026-12-31"}


def _question(code: str, words: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": "short_text", "text": {"en": words}, **more}


def _survey(slug: str, flow: str, *questions: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": slug,
        "languages": ["en", "fr"],
        "opens": "-1 hour",
        "closes": "+1 day",
        "visibility": "always",
        "protection": "open",
        "flow": flow,
        "save_later": flow != "all",
        "title": {"en": slug},
        "questions": list(questions),
    }


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with a page of all questions, and a survey in steps, each with a date."""
    folder = tmp_path_factory.mktemp("dates")
    who, when = _question("who", "Who are you?"), _question("seen", "When?", **WHEN)
    surveys = (_survey("whole", "all", who, when), _survey("steps", "one", who, when))
    with serving(folder / "instance") as server:
        kept = {name: one for name, one in os.environ.items() if not name.startswith("POLLSVC_")}
        settings = {"POLLSVC_INSTANCE": str(server.instance), "POLLSVC_BASE_URL": server.url}
        for one in surveys:
            file: Path = folder / f"{one['slug']}.yaml"
            file.write_text(json.dumps(one), "utf-8")
            run_pollsvc({**kept, **settings}, "seed", str(file))
        DESK_URLS.append(server.url)
        yield server


def _type_date(page: Page, digits: str) -> None:
    field = page.locator("input[type=date]")
    page.evaluate("document.activeElement.blur()")  # so that its first part has the focus
    field.focus()
    page.keyboard.type(digits)
    assert field.evaluate(BAD) is (digits == NO_SUCH_DAY)


def _is_held(page: Page, press: Callable[[], object]) -> None:
    """What is pressed sends nothing, and the browser says why at the date."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.evaluate("document.activeElement.blur()")
    press()
    expect(page.locator("input[type=date]")).to_be_focused()
    assert page.locator("input[type=date]").evaluate(BAD)
    assert "POST" not in asked


@both
def test_a_date_that_does_not_exist_is_not_sent(
    dated: LiveServer, browse: Browse, javascript: bool
) -> None:
    page = browse("/p/whole", base_url=dated.url, javascript=javascript, width=360, locale="en-US")
    page.get_by_label("Who are you?").fill("Ann")
    _type_date(page, NO_SUCH_DAY)
    _is_held(page, page.get_by_role("button", name="Send my answers").click)
    _is_held(page, lambda: page.get_by_label("Who are you?").press("Enter"))
    _type_date(page, A_DAY)
    follow(page.get_by_role("button", name="Send my answers"))
    assert page.locator("#thanks").is_visible()


@both
def test_no_button_of_a_survey_loses_it(
    dated: LiveServer, browse: Browse, javascript: bool
) -> None:
    page = _at_date(dated, browse, javascript=javascript)
    _type_date(page, NO_SUCH_DAY)
    for name in ("Back", "Save and finish later", "Continue", "Français"):
        _is_held(page, page.get_by_role("button", name=name, exact=True).last.click)


@both
def test_a_date_out_of_range_holds_nobody_back(
    dated: LiveServer, browse: Browse, javascript: bool
) -> None:
    page = _at_date(dated, browse, javascript=javascript)
    _type_date(page, "02281999")
    follow(page.get_by_role("button", name="Continue", exact=True).last)
    expect(page.locator("#errors")).to_contain_text("1 January 2010")
    follow(page.get_by_role("button", name="Back", exact=True))
    assert page.get_by_label("Who are you?").input_value() == "Ann"


def test_a_half_typed_date_is_not_saved_over_the_one_that_is_kept(
    dated: LiveServer, browse: Browse
) -> None:
    page = _at_date(dated, browse)
    saved: list[str] = []

    def note(route: Route) -> None:
        saved.append(route.request.post_data or "")
        route.continue_()

    page.route("**/answer/*/2*", note)
    said = page.locator("[data-saved]")
    _type_date(page, A_DAY)
    expect(said).to_contain_text("Saved at")
    _type_date(page, NO_SUCH_DAY)
    # Leaving the page saves at once whatever is to be saved.
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert all("q2=2024-02-" in one for one in saved), saved
    page.reload()
    assert page.locator("input[type=date]").input_value() in KEPT


def test_it_does_not_take_the_place_of_the_one_kept_in_the_tab(
    dated: LiveServer, browse: Browse
) -> None:
    page = browse("/p/whole", base_url=dated.url, locale="en-US")
    _type_date(page, A_DAY)
    _type_date(page, NO_SUCH_DAY)
    page.reload()
    assert page.locator("input[type=date]").input_value() in KEPT


def _at_date(dated: LiveServer, browse: Browse, **how: Any) -> Page:
    """The last page of the survey in steps, which asks for a date."""
    page = browse("/p/steps", base_url=dated.url, locale="en-US", **how)
    page.get_by_label("Who are you?").fill("Ann")
    follow(page.get_by_role("button", name="Continue", exact=True).last)
    return page
