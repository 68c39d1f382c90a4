"""A reader's way through a poll in real Chromium: by mouse, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import follow

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
POLL = "/p/us-goals-for-russia"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_reader_votes_changes_and_takes_back(browse: Browse, javascript: bool) -> None:
    page = browse(POLL, javascript=javascript)
    page.get_by_label("U.S. wants to dissolve Russia").check()
    follow(page.get_by_role("button", name="Vote", exact=True))
    assert page.url.endswith(f"{POLL}#thanks")
    expect(page.locator("#thanks")).to_contain_text("Thank you. Your vote has been counted.")
    expect(page.locator("[data-mine]")).to_contain_text("U.S. wants to dissolve Russia")
    page.get_by_role("link", name="Change my vote").click()
    expect(page.get_by_label("U.S. wants to dissolve Russia")).to_be_checked()
    page.get_by_label("U.S. wants to deter").check()
    page.get_by_role("button", name="Change my vote").click()
    expect(page.locator("[data-mine]")).to_contain_text("U.S. wants to deter")
    page.get_by_role("button", name="Take back my vote").click()
    expect(page.locator("#thanks")).to_contain_text("Your vote has been taken back.")


def test_the_keyboard_alone_is_enough(browse: Browse) -> None:
    page = browse(POLL, javascript=False)
    page.locator("#q1-1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#thanks")).to_be_focused()
    expect(page.locator("[data-mine]")).to_contain_text("U.S. wants to deter")


def test_the_tab_key_walks_the_page_in_its_order(browse: Browse) -> None:
    page = browse(POLL)
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "() => document.activeElement.id || document.activeElement.textContent.trim()"
            )
        )
        if names[-1] == "See results without voting":
            break
    assert names[0] == "Skip to main content"
    assert names.index("q1-1") < names.index("Vote") < names.index("See results without voting")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_nothing_chosen_puts_the_focus_on_the_summary(browse: Browse, javascript: bool) -> None:
    page = browse(POLL, javascript=javascript)
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator("#errors")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.locator("#errors a").click()
    expect(page.locator("#q1-1")).to_be_focused()


def test_results_can_be_seen_without_voting(browse: Browse) -> None:
    page = browse(POLL, javascript=False)
    page.get_by_role("link", name="See results without voting").click()
    expect(page.locator(".bar")).to_have_count(4)
    assert page.context.cookies() == []


def test_the_table_behind_the_bars_has_the_same_figures(browse: Browse) -> None:
    page = browse("/p/us-goals-for-russia-2013/results", javascript=False)
    page.get_by_text("Show the numbers as a table").click()
    cells = page.locator("table tbody td").all_inner_texts()
    assert cells == ["33", "31%", "30", "28%", "24", "22%", "21", "19%"]
    assert page.locator("table tfoot td").all_inner_texts() == ["108", "100%"]


def test_a_reader_switches_the_language_and_keeps_the_poll(browse: Browse) -> None:
    page = browse(POLL, javascript=False)
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_contain_text("Каковы, на ваш взгляд")
    page.locator("#q1-3").check()
    page.get_by_role("button", name="Голосовать").click()
    expect(page.locator("#thanks")).to_contain_text("Спасибо. Ваш голос учтён.")
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_the_browser_chooses_the_language(browse: Browse) -> None:
    page = browse("/", locale="ja-JP")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert browse("/", locale="ar-EG").locator("html").get_attribute("dir") == "rtl"


def test_a_vote_posted_from_another_site_is_not_counted(browse: Browse) -> None:
    page = browse(POLL)
    form_id = page.locator("input[name=form]").first.get_attribute("value")
    target = page.url
    page.goto("about:blank")
    page.set_content(
        f'<form method="post" action="{target}"><input name="form" value="{form_id}">'
        '<input name="q1" value="1"><button>go</button></form>'
    )
    with page.expect_navigation() as navigation:
        page.click("button")
    assert navigation.value.status == 403
    expect(page.get_by_role("link", name="Go to the poll")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_another_language_keeps_what_is_typed(browse: Browse, javascript: bool) -> None:
    page = browse("/p/business-in-numbers", javascript=javascript, width=360)
    number = page.locator("form.poll input:not([type])").first
    number.fill("33")
    follow(page.get_by_role("button", name="日本語"))
    assert page.url.endswith("/p/business-in-numbers?lang=ja")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(number).to_have_value("33")
    number.press("Enter")
    expect(page.locator("#errors")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#errors")).to_have_count(0)
    expect(number).to_have_value("33")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
