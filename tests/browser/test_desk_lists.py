"""A list pasted into the form: the page's script and the server make the same answers of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pollsvc.domain.draft import split_list
from tests.browser.at_desk import Desk
from tests.browser.test_desk_flow import QUESTION, begin_poll, write

pytestmark = pytest.mark.browser
PASTED = (
    "- Red\n• Blue\n* Green",
    "- Red\nBlue",
    "3. Red\n4. Blue\n10. Green",
    "1. Red\n- Blue\n3. Green\nb) Grey",
    "1. FC Köln\n1. FC Nürnberg",
    "a) Red\n\nB) Blue\n",
    "09. Red\n10. Blue",
    "J. Adams\nK. Brown",
)
PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  field.dispatchEvent(event);
}"""


def test_pasted_lists_and_the_heading(own_server: Any, browse: Callable[..., Page]) -> None:
    desk = Desk(own_server, browse)
    page = desk.take_over()
    begin_poll(page)
    for text in PASTED:
        page.locator("textarea[name=answer]").first.evaluate(PASTE, text)
        rows = page.locator("textarea[name=answer]")
        typed = [rows.nth(place).input_value() for place in range(rows.count())]
        assert [one for one in typed if one] == list(split_list(text))
        for place in range(rows.count()):
            rows.nth(place).fill("")
    write(page, "Yes", "No")
    expect(page.locator("h1")).to_have_text(QUESTION)
