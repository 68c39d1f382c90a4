"""What tests in the browser do on every page: going to the next one, and asking axe."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def follow(control: Locator) -> None:
    """Press what leads to another page, and wait until that page is there.

    A click alone comes back as soon as the browser has begun with the page, which on a busy
    machine has no elements then. What is asked at once, not through ``expect``, needs this.
    """
    with control.page.expect_navigation():
        control.click()


def violations(page: Page, rules: tuple[str, ...] = WCAG) -> list[tuple[str, str]]:
    """What axe finds on a page: each rule broken and the first element that does; () is all."""
    page.wait_for_load_state()
    options = {"runOnly": list(rules)} if rules else {}
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
