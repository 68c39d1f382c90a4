"""Writing a survey in a real browser: without script, by keyboard, on a phone and in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_desk import Desk
from tests.browser.conftest import LiveServer, serving
from tests.browser.steps import follow, violations

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
ALL_OPEN = (
    "document.querySelectorAll('details').forEach("
    "one => { one.removeAttribute('name'); one.open = true; })"
)
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def begin(page: Page) -> None:
    page.goto("/desk/polls")
    page.get_by_role("button", name="New poll").first.click()
    page.wait_for_url("**/edit*")


def add(page: Page, kind: str, number: int, text: str) -> None:
    """Add a question of a kind, which comes back open, and write what it asks."""
    if not page.get_by_role("button", name="Date", exact=True).is_visible():
        page.locator("#ask_add > summary").click()
    page.get_by_role("button", name=kind, exact=True).click()
    page.wait_for_url(f"**/edit?open={number}#*")
    page.locator(f"#q{number}-question").fill(text)


def written(page: Page) -> None:
    """Five questions, one of them with a rule, one a table."""
    begin(page)
    page.locator("#question").fill("Which country do you know best?")
    page.locator("#answer-1").fill("Japan")
    page.locator("#answer-2").fill("Russia")
    add(page, "Table", 2, "How likely is each of these?")
    page.locator("#q2-row-1").fill("- War\n- Peace\n- Trade")
    page.locator("#q2-answer-1").fill("Unlikely")
    page.locator("#q2-answer-2").fill("Likely")
    add(page, "Scale", 3, "How sure are you?")
    add(page, "Number", 4, "How often have you been there?")
    page.locator("#q4-low").fill("0")
    page.locator("#q4-high").fill("99")
    page.locator("#q4-where > summary").click()
    page.locator("#q4-show_if").fill("q1 is o1")
    add(page, "Long text", 5, "Anything else?")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_survey_of_five_questions_is_written_and_published(
    own_server: LiveServer, browse: Browse, javascript: bool
) -> None:
    desk = Desk(own_server, browse)
    page = desk.take_over(javascript=javascript)
    written(page)
    page.get_by_role("button", name="Publish…").click()
    page.wait_for_url("**/publish*")
    expect(page.locator("main")).to_contain_text("5 questions on")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url("**/share*")
    page.goto(page.url.replace("/share", "/edit"))
    expect(page.locator(".toc")).to_contain_text("How often have you been there?")
    expect(page.locator("[name='q2-row']")).to_have_count(3)
    assert page.locator("[name='q2-row']").nth(2).input_value() == "Trade"


def test_only_what_the_kind_needs_is_shown(desk: Desk) -> None:
    page = desk.open("/desk/polls", javascript=False)
    begin(page)
    expect(page.locator("#low")).to_be_hidden()
    page.locator("summary", has_text="Another kind").click()
    page.locator("[name=kind][value=number]").check()
    expect(page.locator("#low")).to_be_visible()
    expect(page.locator("#answer-1")).to_be_hidden()
    page.locator("[name=kind][value=single]").check()
    expect(page.locator("#answer-1")).to_be_visible()
    add(page, "Date", 2, "When?")
    expect(page.locator("#q2-low")).to_be_visible()
    offered = page.locator("#q2-box summary", has_text="Prefer not to say")
    assert offered.inner_text() == "I don’t know · Prefer not to say"
    page.locator("#q2-kind").select_option("matrix")
    page.get_by_role("button", name="Change").locator("visible=true").click()
    page.wait_for_url("**/edit?open=2#*")
    expect(page.locator("#q2-row_add")).to_be_visible()
    expect(page.locator("#q2-question")).to_have_value("When?")


def test_a_fault_opens_its_question_and_leads_to_it(desk: Desk) -> None:
    page = desk.open("/desk/polls", javascript=False)
    written(page)
    page.locator(".toc a", has_text="How often have you been there?").click()
    page.locator("#q4-box > summary").click() if page.locator("#q4-question").is_hidden() else None
    page.locator("#q4-show_if").fill("q1 is paris")
    page.get_by_role("button", name="Publish…").click()
    expect(page.locator("#errors")).to_contain_text("q1 has no answer paris.")
    page.locator("#errors a").first.click()
    expect(page.locator("#q4-show_if")).to_be_visible()
    expect(page.locator("#q4-show_if")).to_be_focused()
    expect(page.locator("#q2-question")).to_be_hidden()
    expect(page.locator("#q4-show_if")).to_have_value("q1 is paris")


def test_a_rule_is_checked_while_it_is_written(desk: Desk) -> None:
    page = desk.open("/desk/polls")
    written(page)
    page.locator("#q4-box").evaluate(ALL_OPEN)
    said = page.locator("[data-hints='q4-show_if']")
    for rule, words in (("q is o1", "At character 1: There is no question q."), ("q1 is o1", "")):
        page.locator("#q4-show_if").fill(rule)
        expect(said).to_contain_text(words) if words else expect(said).to_be_empty()
    expect(page.locator("#q4-where .codes")).to_contain_text("q1 Which country do you know best?")
    expect(page.locator("#q4-where .codes")).to_contain_text("o1 Japan o2 Russia")


def test_a_survey_is_written_by_keyboard_alone(desk: Desk) -> None:
    page = desk.open("/desk/polls", javascript=False)
    begin(page)

    def to(said: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "(document.activeElement.getAttribute('aria-label')"
                " || document.activeElement.labels?.[0]?.innerText"
                " || document.activeElement.innerText || '').trim()"
            )
            if found.startswith(said):
                return
        raise AssertionError(f"{said} was not reached by keyboard")

    for name, typed in (("Question", "Why?"), ("Answer 1", "So"), ("Answer 2", "Or so")):
        to(name)
        page.keyboard.type(typed)
    to("Add a question")
    page.keyboard.press("Enter")
    to("Table")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit?open=2#q2-question")
    assert page.evaluate("document.activeElement.id") == "q2-question"
    page.keyboard.type("How likely?")
    for name, typed in (("Row 1", "War"), ("Answer 1", "No"), ("Answer 2", "Yes")):
        to(name)
        page.keyboard.type(typed)
    to("Publish…")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("How likely?")
    assert page.url.endswith("/publish"), page.locator("#errors").inner_text()


def test_rows_are_pasted_and_moved_in_the_page(desk: Desk) -> None:
    page = desk.open("/desk/polls")
    begin(page)
    add(page, "Table", 2, "How likely?")
    with page.expect_response(lambda answer: "autosave" in answer.url):
        page.locator("#q2-row-1").fill("War")
        page.get_by_role("button", name="Add a row").click()
        page.keyboard.type("Peace")
        page.get_by_role("button", name="Move row 2 up").locator("visible=true").click()
    rows = [one.input_value() for one in page.locator("[name='q2-row']").all()]
    assert [text for text in rows if text] == ["War", "Peace"]
    page.reload()
    again = [one.input_value() for one in page.locator("[name='q2-row']").all()]
    assert [text for text in again if text] == ["War", "Peace"]


def test_leaving_with_a_translation_that_is_not_saved_is_asked(desk: Desk) -> None:
    page = desk.open("/desk/polls")
    written(page)
    page.get_by_role("link", name="Languages", exact=True).click()
    page.wait_for_url("**/languages")
    page.locator("#new").select_option("fr")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/languages?language=fr")
    page.locator("#t-q1-text").fill("Quel pays ?")
    page.on("dialog", lambda one: one.dismiss())
    page.get_by_role("link", name="Edit", exact=True).click()
    page.wait_for_timeout(500)
    assert page.url.endswith("language=fr")
    assert page.locator("#t-q1-text").input_value() == "Quel pays ?"
    page.get_by_role("button", name="Save translation").click()
    page.get_by_text("The translation is saved").wait_for()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.wait_for_url("**/edit")


@pytest.fixture(scope="module")
def survey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("survey") / "instance") as server:
        yield server


_kept: dict[str, tuple[Desk, str]] = {}


@pytest.fixture
def pages(survey_server: LiveServer, browse: Browse) -> Callable[..., Page]:
    """Open a page of a survey as the owner: one server, one draft."""
    desk = Desk(survey_server, browse)
    if survey_server.url in _kept:
        kept, address = _kept[survey_server.url]
        desk.state = kept.state
    else:
        page = desk.take_over()
        written(page)
        follow(page.get_by_role("button", name="Save draft"))
        address = page.url.split("/edit")[0].removeprefix(survey_server.url)
        page.goto(f"{address}/languages")
        page.locator("#new").select_option("ar")
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_url("**/languages?language=ar")
        _kept[survey_server.url] = desk, address
    return lambda path, **words: desk.open(path.format(here=address), **words)


PAGES = {
    "edit": "{here}/edit",
    "removing": "{here}/edit?open=2&remove=2",
    "languages": "{here}/languages?language=ar",
    "publish": "{here}/publish",
    "templates": "/desk/polls/templates",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_and_nothing_overflows(
    pages: Callable[..., Page], path: str, width: int, scheme: str
) -> None:
    page = pages(path, width=width, color_scheme=scheme)
    assert not page.evaluate(TOO_WIDE)
    page.evaluate(ALL_OPEN)
    assert violations(page) == []
    assert not page.evaluate(TOO_WIDE)
