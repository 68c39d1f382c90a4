"""The first five minutes at the desk, and what must not get lost, in a real browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_desk import Desk
from tests.browser.steps import follow

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
QUESTION = "Which region matters most this year?"


def begin_poll(page: Page) -> None:
    page.goto("/desk/polls")
    page.get_by_role("button", name="New poll").first.click()
    page.wait_for_url("**/edit*")


def write(page: Page, *answers: str, question: str = QUESTION) -> None:
    page.get_by_label("Question", exact=True).fill(question)
    for place, answer in enumerate(answers, 1):
        if page.get_by_label(f"Answer {place}", exact=True).count() == 0:
            page.get_by_role("button", name="Add an answer").click()
        page.get_by_label(f"Answer {place}", exact=True).fill(answer)


def publish(page: Page) -> str:
    """Publish what is written; gives the address that readers get."""
    page.get_by_role("button", name="Publish…").click()
    page.wait_for_url("**/publish*")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url("**/share*")
    address = page.get_by_label("Address of the poll").first.input_value()
    assert "/p/" in address
    return address


def vote(browse: Browse, desk: Desk, address: str, answer: str) -> None:
    reader = browse(address, base_url=desk.server.url, javascript=False)
    reader.get_by_label(answer).check()
    reader.get_by_role("button", name="Vote").click()
    expect(reader.get_by_text("Thank you. Your vote has been counted.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_from_the_printed_link_to_a_downloaded_tally(
    own_server: Any, browse: Browse, javascript: bool
) -> None:
    desk = Desk(own_server, browse)
    page = desk.take_over(javascript=javascript)
    begin_poll(page)
    write(page, "The Pacific", "The Arctic", "The Baltic")
    address = publish(page)
    vote(browse, desk, address, "The Arctic")
    vote(browse, desk, address, "The Baltic")
    page.get_by_role("link", name="Results").first.click()
    expect(page.get_by_text("Share of 2 votes")).to_be_visible()
    slug = address.rsplit("/p/", 1)[1]
    embedded = browse(f"/embed/{slug}", base_url=desk.server.url)
    expect(embedded.get_by_text(QUESTION)).to_be_visible()
    follow(page.get_by_role("link", name="Downloads"))
    table = page.locator("a[href*='results.csv']").first.get_attribute("href") or ""
    rows = list(csv.reader(io.StringIO(page.request.get(table).text())))
    assert any("The Arctic" in row and "1" in row for row in rows)


def test_a_pasted_list_becomes_answers(desk: Desk) -> None:
    page = desk.open("/desk/polls", javascript=False)
    begin_poll(page)
    write(page, "- One\n- Two\n- Three")
    page.get_by_label("Answer 2", exact=True).fill("")
    page.get_by_role("button", name="Save draft").click()
    for place, answer in enumerate(("One", "Two", "Three"), 1):
        expect(page.get_by_label(f"Answer {place}", exact=True)).to_have_value(answer)


def test_what_is_typed_is_saved_without_pressing_anything(desk: Desk) -> None:
    page = desk.open("/desk/polls")
    begin_poll(page)
    with page.expect_response(
        lambda answer: "autosave" in answer.url and "answer=No" in (answer.request.post_data or "")
    ):
        write(page, "Yes", "No")
    again = desk.open(page.url)
    expect(again.get_by_label("Question", exact=True)).to_have_value(QUESTION)
    expect(again.get_by_label("Answer 2", exact=True)).to_have_value("No")


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(desk: Desk) -> None:
    first = desk.open("/desk/polls", javascript=False)
    begin_poll(first)
    second = desk.open(first.url, javascript=False)
    write(first, "Yes", "No", question="The first one's question?")
    follow(first.get_by_role("button", name="Save draft"))
    write(second, "Perhaps", "Never", question="The second one's question?")
    second.get_by_role("button", name="Save draft").click()
    expect(second.locator("main")).to_contain_text("Anna Petrova")
    expect(second.get_by_label("Question", exact=True)).to_have_value("The second one's question?")
    first.reload()
    expect(first.get_by_label("Question", exact=True)).to_have_value("The first one's question?")


def test_the_preview_follows_the_typing_and_its_votes_do_not_count(desk: Desk) -> None:
    page = desk.open("/desk/polls")
    begin_poll(page)
    write(page, "Yes", "No")
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_text(QUESTION)).to_be_visible()
    expect(frame.get_by_label("No")).to_be_visible()  # the last thing typed
    frame.get_by_label("Yes").check()
    page.wait_for_timeout(1_500)  # leaving the field typed in last is no reason for a new preview
    expect(frame.get_by_label("Yes")).to_be_checked()
    frame.get_by_role("button", name="Vote").click()
    expect(frame.get_by_text("not counted", exact=False).first).to_be_visible()
    assert page.evaluate("history.length") < 6


def test_numbers_come_without_reloading(desk: Desk, browse: Browse) -> None:
    page = desk.open("/desk/polls")
    begin_poll(page)
    write(page, "Yes", "No")
    address = publish(page)
    page.get_by_role("link", name="Results").first.click()
    vote(browse, desk, address, "Yes")
    expect(page.get_by_text("Share of 1 vote")).to_be_visible()


def test_a_poll_is_written_and_published_by_keyboard_alone(desk: Desk) -> None:
    page = desk.open("/desk/polls")

    def to(name: str, role: str = "button") -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "(document.activeElement.getAttribute('aria-label')"
                " || document.activeElement.labels?.[0]?.innerText"
                " || document.activeElement.innerText || '').trim()"
            )
            if found.startswith(name):
                return
        raise AssertionError(f"{name} was not reached by keyboard")

    to("New poll")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit*")
    to("Question")
    page.keyboard.type(QUESTION)
    to("Answer 1")
    page.keyboard.type("Yes")
    to("Answer 2")
    page.keyboard.type("No")
    to("Publish…")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish*")
    to("Publish")
    page.keyboard.press("Enter")
    page.wait_for_url("**/share*")
