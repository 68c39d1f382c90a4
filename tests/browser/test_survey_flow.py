"""A respondent's way through a survey in steps, in real Chromium: by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.steps import follow, violations

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
SURVEY = "/p/east-asia-experts"
TITLE = "Security in East Asia: what experts expect"
_FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"
both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the control of this id, or of these words, has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED) == wanted:
            return
    raise AssertionError(f"no way by Tab to {wanted}")


def choose(page: Page, *fields: str) -> None:
    """Choose these controls by keyboard."""
    for field in fields:
        tab_to(page, field)
        page.keyboard.press("Space")


def go_on(page: Page, button: str = "Continue") -> None:
    """Press a button by keyboard."""
    tab_to(page, button)
    page.keyboard.press("Enter")


def at_second_page(browse: Browse, **how: object) -> Page:
    """A survey whose first page is answered."""
    page = browse(SURVEY, **how)
    page.locator("#q1-1").check()
    page.locator("#q2-2").check()
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("h1")).to_have_text("Talks between Japan and Russia")
    return page


def test_the_keyboard_alone_goes_all_the_way_on_a_phone(browse: Browse) -> None:
    page = browse(SURVEY, width=360, height=740, javascript=False)
    choose(page, "q1-1", "q2-1")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Talks between Japan and Russia")
    choose(page, "q3-1")
    tab_to(page, "q4-1")
    page.keyboard.press("ArrowDown")
    go_on(page)
    expect(page.locator("h1")).to_have_text("The next five years")
    for radio in ("q6-1", "q7-1", "q8-1", "q9-1"):
        choose(page, radio)
    choose(page, "q10-1")
    page.keyboard.press("Enter")  # in a form as everywhere: the button that goes on
    expect(page.locator("h1")).to_have_text("Contacts between experts")
    choose(page, "q11-1")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.locator(".sum > div").last).to_contain_text("You skipped this question")
    assert page.context.cookies() == []
    go_on(page, "Send my answers")
    expect(page.locator("#thanks")).to_be_focused()
    expect(page.locator("h1")).to_have_text("Thank you. Your answers have been sent.")
    assert page.url.endswith(f"{SURVEY}#thanks")


@both
def test_a_fault_has_the_focus_and_leads_to_its_control(browse: Browse, javascript: bool) -> None:
    page = browse(SURVEY, javascript=javascript, width=360)
    page.locator("#q2-1").check()
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("#errors")).to_be_focused()
    assert page.title().startswith(f"Error: {TITLE}")
    expect(page.locator("#q2-1")).to_be_checked()
    page.locator("#errors a").first.click()
    expect(page.locator("#q1-1")).to_be_focused()
    page.reload()
    expect(page.locator("#q2-1")).to_be_checked()
    expect(page.locator("#errors")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_correction_has_the_focus_and_leads_to_its_question(browse: Browse, scheme: str) -> None:
    page = browse(SURVEY, width=320, color_scheme=scheme)
    page.locator("#q1-1").check()
    page.locator("#q2-1").check()
    seen = page.locator("[name=wording]")
    seen.evaluate("(one) => { one.value = one.value.replace(/2\\.\\w+$/, '2.00000000'); }")
    follow(page.get_by_role("button", name="Continue", exact=True).last)
    expect(page.locator("#thanks")).to_be_focused()
    expect(page.locator(".q-new")).to_have_count(1)
    assert violations(page, rules=()) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#thanks a").click()
    expect(page.locator("#q2-1")).to_be_focused()


@both
def test_back_forward_and_reload_lose_nothing(browse: Browse, javascript: bool) -> None:
    page = at_second_page(browse, javascript=javascript)
    page.locator("#q3-2").check()
    page.locator("#q4-1").select_option("1")
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("h1")).to_have_text("The next five years")
    page.go_back()
    expect(page.locator("#q3-2")).to_be_checked()
    page.reload()
    expect(page.locator("#q3-2")).to_be_checked()
    page.go_forward()
    expect(page.locator("h1")).to_have_text("The next five years")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#q3-2")).to_be_checked()


@both
def test_the_browsers_back_finds_the_first_page_answered(browse: Browse, javascript: bool) -> None:
    page = at_second_page(browse, javascript=javascript, width=360)
    page.locator("#q3-2").check()
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#q1-1")).to_be_checked()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Talks between Japan and Russia")
    page.go_back()
    expect(page.locator("#q1-1")).to_be_checked()
    if javascript:
        page.reload()
        expect(page.locator("#q1-1")).to_be_checked()
    page.locator("#q2-3").check()
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("#q3-2")).to_be_checked()


@both
def test_the_language_changes_mid_way_without_loss(browse: Browse, javascript: bool) -> None:
    page = at_second_page(browse, javascript=javascript)
    page.locator("#q3-2").check()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_have_text("Переговоры Японии и России")
    expect(page.locator("#q3-2")).to_be_checked()


@both
def test_a_private_link_leads_back(browse: Browse, javascript: bool) -> None:
    page = at_second_page(browse, javascript=javascript)
    page.locator("#q3-2").check()
    follow(page.get_by_role("button", name="Save and finish later"))
    link = page.get_by_label("Your private link").input_value()
    other = browse(link, javascript=javascript)
    expect(other.locator("h1")).to_have_text("Talks between Japan and Russia")
    expect(other.locator("#q3-2")).to_be_checked()


def test_one_answer_is_changed_from_the_check_page(browse: Browse) -> None:
    page = at_second_page(browse, javascript=False)
    page.locator("#q3-2").check()
    page.locator("#q4-1").select_option("1")
    for answers in ((), ("#q6-1", "#q7-1", "#q8-1", "#q9-1", "#q10-1"), ("#q11-1",)):
        for one in answers:
            page.locator(one).check()
        follow(page.get_by_role("button", name="Continue", exact=True).last)
    page.get_by_role("link", name="Change Where do you work?").click()
    expect(page.locator("#q2-2")).to_be_checked()
    page.locator("#q2-3").check()
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.locator(".sum > div").nth(1)).to_contain_text("Government")


def test_what_was_answered_in_a_second_tab_can_still_be_read(browse: Browse) -> None:
    first = at_second_page(browse, width=360)
    second = first.context.new_page()
    second.goto(first.url)
    for page in (second, first):
        page.locator("#q3-1").check()
        page.locator("#q4-1").select_option("1")
    for answers in ((), ("#q6-1", "#q7-1", "#q8-1", "#q9-1", "#q10-1"), ("#q11-1",), ()):
        for one in answers:
            second.locator(one).check()
        follow(second.locator(".btns [name=go]").first)
    expect(second.locator("h1")).to_have_text("Thank you. Your answers have been sent.")
    first.locator("#q3-2").check()
    first.get_by_role("button", name="Continue", exact=True).last.click()
    expect(first.locator("#thanks")).to_contain_text("You have already voted in this poll.")
    expect(first.locator(".lost")).to_contain_text("It was not counted.")
    assert violations(first, rules=()) == []
    assert first.evaluate("document.documentElement.scrollWidth <= innerWidth")


@both
def test_a_second_tab_takes_away_nothing_that_is_not_changed_in_it(
    browse: Browse, javascript: bool
) -> None:
    first = at_second_page(browse, javascript=javascript)
    here = first.url
    second = first.context.new_page()
    second.goto(here)
    first.locator("#q3-1").check()
    first.locator("#q4-1").select_option("1")
    follow(first.get_by_role("button", name="Continue", exact=True).last)
    second.locator("#q4-2").select_option("2")
    follow(second.get_by_role("button", name="Back"))
    second.goto(here)
    expect(second.locator("#q3-1")).to_be_checked()
    expect(second.locator("#q4-1")).to_have_value("")
    expect(second.locator("#q4-2")).to_have_value("2")


@both
def test_what_is_emptied_after_the_browsers_own_back_is_empty(
    browse: Browse, javascript: bool
) -> None:
    page = at_second_page(browse, javascript=javascript)
    here = page.url
    for place in ("1", ""):
        page.locator("#q3-2").check()
        page.locator("#q4-1").select_option(place)
        follow(page.get_by_role("button", name="Continue", exact=True).last)
        if place:
            page.go_back()
    page.goto(here)
    expect(page.locator("#q3-2")).to_be_checked()
    expect(page.locator("#q4-1")).to_have_value("")


def test_what_a_page_saves_is_numbered_and_given_up_when_it_is_sent(browse: Browse) -> None:
    page = at_second_page(browse)
    held: list[Route] = []
    page.route(
        "**/answer/*/2",
        lambda route: held.append(route) if _is_save(route) else route.continue_(),
    )
    page.locator("#q3-2").check()
    while not held:
        page.wait_for_timeout(100)
    page.locator("#q3-3").check()
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("#errors")).to_be_visible()
    late = held[0]
    sent = page.request.post(
        late.request.url,
        data=late.request.post_data,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": _origin(page)},
    )
    assert sent.status == 204
    page.reload()
    expect(page.locator("#q3-3")).to_be_checked()


def _is_save(route: Route) -> bool:
    return "go=save" in (route.request.post_data or "")


def _origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def test_what_is_typed_is_saved_in_the_background(browse: Browse) -> None:
    page = at_second_page(browse)
    page.locator("#q3-2").check()
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("#q3-2")).to_be_checked()


KEPT = "() => Object.keys(sessionStorage)"
FORM = "/p/come-to-the-discussion"


def fill_in(page: Page) -> None:
    """Something of each kind on a page that is not sent."""
    page.locator("#q1-3").check()
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label("What would you like to ask").fill("Who pays?\nAnd why = now?")


def expect_filled(page: Page) -> None:
    """All of it is there."""
    expect(page.locator("#q1-3")).to_be_checked()
    expect(page.get_by_label("Your name")).to_have_value("Ann Example")
    asked = page.get_by_label("What would you like to ask")
    expect(asked).to_have_value("Who pays?\nAnd why = now?")


def test_a_reload_of_the_first_page_loses_nothing_and_asks_nothing(browse: Browse) -> None:
    page = browse(FORM)
    asked: list[str] = []
    fill_in(page)
    page.on("request", lambda request: asked.append(request.method))
    page.reload()
    expect_filled(page)
    assert "POST" not in asked
    assert page.context.cookies() == []
    page.get_by_label("Your name").fill("")
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("")
    expect(page.locator("#q1-3")).to_be_checked()
    held = page.evaluate("() => Object.values(sessionStorage).join()")
    assert "wording" not in held
    assert page.locator("[name=shown]").input_value() not in held


def test_what_is_typed_goes_only_into_the_page_it_was_typed_on(browse: Browse) -> None:
    page = browse(FORM)
    fill_in(page)
    page.goto(f"{FORM}?a-how=hall")
    expect(page.locator("#q1-1")).to_be_checked()
    expect(page.get_by_label("Your name")).to_have_value("")
    page.goto(FORM)
    expect_filled(page)


def test_what_is_typed_is_erased_when_it_is_sent(browse: Browse) -> None:
    page = browse(FORM)
    fill_in(page)
    assert page.evaluate(KEPT) == [f"typed:{FORM}"]
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("#errors")).to_be_visible()
    assert page.evaluate(KEPT) == []
    expect_filled(page)
    page.get_by_label("How many people").fill("1")
    page.get_by_label("Yes, and then erase them").check()
    page.get_by_role("button", name="Continue", exact=True).last.click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("#thanks")).to_be_focused()
    page.evaluate(f"() => sessionStorage.setItem('typed:{FORM}', '{{}}')")
    page.reload()
    expect(page.locator("#thanks")).to_be_visible()
    assert page.evaluate(KEPT) == []


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_overflows(
    browse: Browse, width: int, scheme: str, language: str
) -> None:
    page = browse(f"{SURVEY}?lang={language}", width=width, color_scheme=scheme)
    seen = []

    def look() -> None:
        assert violations(page, rules=()) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        seen.append(page.url)

    def go(button: str = "next") -> None:
        follow(page.locator(f".btns [name=go][value={button}]"))
        look()

    look()
    go()
    for answers in ("#q1-1 #q2-1", "#q3-1", "#q6-1 #q7-1 #q8-1 #q9-1 #q10-1", "#q11-1"):
        for one in answers.split():
            page.locator(one).check()
        if answers == "#q3-1":
            page.locator("#q4-1").select_option("1")
        go()
    follow(page.locator(".btns a"))
    look()
    page.go_back()
    go("send")
    assert len(seen) == 8
