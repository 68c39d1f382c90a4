"""A survey with every kind of question, as Chromium shows it and as it is filled in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from pollsvc.domain.question import Kind, Option, Question, Role
from tests.browser.conftest import DESK_URLS, LiveServer, run_pollsvc, serving
from tests.browser.steps import follow, violations
from tests.kinds import LANGUAGES, questions

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
WIDTHS = (300, 360, 1200)
PATH = "/p/every-kind"
# Page, style sheet, script and icon of a page with a question of every kind; a poll of one
# question has no script, and the narrower limits of test_pages.
BUDGET_BYTES, BUDGET_REQUESTS = 17 * 1024, 4


def _option(option: Option) -> dict[str, Any]:
    found: dict[str, Any] = {"code": option.code, "label": dict(option.label.texts)}
    if option.role is not Role.PLAIN:
        found["role"] = option.role.value
    elif option.value is not None:
        found["value"] = option.value
    return found


def _limit(question: Question, limit: int | None) -> Any:
    if limit is None or question.kind is Kind.NUMBER:
        return None if limit is None else limit / 10**question.decimals
    return date.fromordinal(limit).isoformat()


def _question(question: Question) -> dict[str, Any]:
    """A question as a definition file has it."""
    kind, row = question.kind, (question.rows or (question,))[0]
    asked: dict[str, Any] = {
        "code": question.code,
        "kind": kind.value,
        "text": dict(question.text.texts),
        "required": question.required.value,
        "options": [_option(one) for one in question.options] or None,
        "rows": [{"code": one.code, "text": dict(one.text.texts)} for one in question.rows],
        "hint": dict(question.hint.texts) if question.hint else None,
        "unit": dict(question.unit.texts) if question.unit else None,
        "low": _limit(question, question.low),
        "high": _limit(question, question.high),
        "decimals": question.decimals or None,
        "longest": question.longest or None,
        "grid": question.grid or None,
    }
    if kind in (Kind.MULTIPLE, Kind.RANKING):
        asked |= {"at_least": question.at_least, "at_most": question.at_most}
    if row.kind is Kind.MULTIPLE and question.rows:
        asked["at_most"] = 3
    return {name: value for name, value in asked.items() if value not in (None, [])}


@pytest.fixture(scope="module")
def survey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the survey, on which these tests vote."""
    folder = tmp_path_factory.mktemp("kinds")
    definition: dict[str, Any] = {
        "slug": "every-kind",
        "languages": list(LANGUAGES),
        "opens": "-1 hour",
        "closes": "+1 day",
        "visibility": "always",
        "protection": "open",
        "flow": "all",
        "title": dict.fromkeys(LANGUAGES, "Every kind"),
        "questions": [_question(one) for one in questions()],
    }
    file = folder / "every-kind.yaml"
    file.write_text(json.dumps(definition, ensure_ascii=False), "utf-8")
    with serving(folder / "instance") as server:
        _seed(server, file)
        DESK_URLS.append(server.url)
        yield server


def _seed(server: LiveServer, file: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLLSVC_")}
    settings = {"POLLSVC_INSTANCE": str(server.instance), "POLLSVC_BASE_URL": server.url}
    run_pollsvc({**kept, **settings}, "seed", str(file))


@pytest.fixture
def opened(survey_server: LiveServer, browse: Browse) -> Callable[..., Page]:
    """Open the survey: ``opened(lang="ar", width=300)``."""

    def open_it(lang: str = "en", **words: Any) -> Page:
        return browse(f"{PATH}?lang={lang}", base_url=survey_server.url, **words)

    return open_it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_at_any_width(
    opened: Callable[..., Page], lang: str, scheme: str
) -> None:
    page = opened(lang, color_scheme=scheme)
    for faulty in (False, True):
        if faulty:
            page.locator("form.poll button[type=submit]").click()
            page.wait_for_selector("#errors")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (width, faulty)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_a_click_in_the_summary_leads_to_the_control(opened: Callable[..., Page]) -> None:
    page = opened(javascript=False)
    follow(page.locator("form.poll button[type=submit]"))
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.id") == "errors"
    follow(page.get_by_role("link", name="Write an answer to: When did you last visit?"))
    assert page.evaluate("document.activeElement.type") == "date"


def test_it_is_answered_by_keyboard_alone_and_without_script(opened: Callable[..., Page]) -> None:
    page = opened(javascript=False, width=360)
    keys = page.keyboard
    page.locator("input[type=radio]").first.focus()
    keys.press("Space")
    _tab_to(page, "checkbox", "q2")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    _tab_to(page, "select-one", "q3")
    keys.press("1")
    _tab_to(page, "radio", "q4")
    keys.press("ArrowDown")
    _tab_to(page, "radio", "q5")
    keys.press("Space")
    for _ in range(3):
        _tab_to(page, "radio", None)
        keys.press("ArrowDown")
    for group in range(3):
        _tab_to(page, "checkbox", None, skip=5 if group else 1)
        keys.press("Space")
    _tab_to(page, "text", None)
    keys.type("12.5")
    _tab_to(page, "textarea", None)
    keys.type("Talk more.")
    _tab_to(page, "date", None)
    keys.type("01022025")
    keys.press("Enter")
    page.wait_for_url("**#thanks")
    assert page.locator("#thanks").is_visible()


def _tab_to(page: Page, kind: str, name: str | None, skip: int = 1) -> None:
    """Press Tab until a control of this kind has the focus."""
    for _ in range(skip):
        page.keyboard.press("Tab")
    for _ in range(40):
        here = page.evaluate("[document.activeElement.type, document.activeElement.name]")
        if here[0] == kind and (name is None or here[1].partition(".")[0] == name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no {kind} of {name} is reached")


def test_the_script_says_at_once_what_is_too_much(opened: Callable[..., Page]) -> None:
    page = opened()
    boxes = page.locator("input[type=checkbox][name=q2]")
    for place in range(4):
        boxes.nth(place).check()
    assert page.get_by_text("Choose no more than 3 answers.").is_visible()
    boxes.nth(5).check()
    assert not page.get_by_text("Choose no more than 3 answers.").is_visible()
    assert [box.is_checked() for box in boxes.all()] == [False] * 5 + [True]
    boxes.nth(0).check()
    assert not boxes.nth(5).is_checked()


def test_the_script_names_a_place_given_twice(opened: Callable[..., Page]) -> None:
    page = opened()
    places = page.locator(".rank select")
    places.nth(0).select_option("2")
    places.nth(3).select_option("2")
    said = page.get_by_text("Give 2nd place to one answer only.")
    assert "“Energy cooperation” and “Trade and the Far East”" in said.inner_text()
    places.nth(3).select_option("")
    assert not said.is_visible()
    page.locator(".rank ~ .opts input").check()
    assert page.get_by_text("Either give places or choose “I don’t know”").is_visible()
    assert places.nth(0).input_value() == "2"


def test_the_script_counts_and_chooses_but_takes_nothing_away(opened: Callable[..., Page]) -> None:
    page = opened()
    words = page.locator("[data-words-of]")
    words.fill("Fish")
    assert page.get_by_role("radio", name="Something else").is_checked()
    text = page.locator("[data-longest='60'] input")
    text.fill("x" * 61)
    assert page.get_by_text("61 of 60 characters").is_visible()
    assert text.input_value() == "x" * 61


def test_it_is_light_and_asks_for_little(survey_server: LiveServer, browse: Browse) -> None:
    page = browse("about:blank")
    weights: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: weights.append(int(event["encodedDataLength"]))
    )
    page.goto(survey_server.url + PATH)
    page.wait_for_load_state("networkidle")
    assert 1 <= sum(map(bool, weights)) <= BUDGET_REQUESTS
    assert sum(weights) <= BUDGET_BYTES


def test_a_matrix_is_a_table_only_where_there_is_room(opened: Callable[..., Page]) -> None:
    page = opened()
    head = page.locator(".mx-head")
    assert head.is_visible()
    page.set_viewport_size({"width": 400, "height": 900})
    assert not head.is_visible()
    assert page.locator(".mx--grid .opt-text").first.is_visible()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_head_of_a_table_stands_above_its_own_column(
    opened: Callable[..., Page], lang: str
) -> None:
    page = opened(lang)
    off = page.evaluate(
        """() => {
          const at = (one) => one.getBoundingClientRect();
          const middle = (one) => at(one).left + at(one).width / 2;
          const table = document.querySelector(".mx--grid");
          const cells = [...table.querySelector(".mx-row").querySelectorAll(".opt")];
          return [...table.querySelectorAll(".mx-head span")].map((head, place) => [
            head.textContent === cells[place].textContent.trim(),
            Math.abs(middle(head) - middle(cells[place])) < 2,
          ]);
        }"""
    )
    assert off == [[True, True]] * 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_twice_the_size_of_text_a_phone_still_shows_whole_words(
    opened: Callable[..., Page], lang: str
) -> None:
    page = opened(lang, width=360)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = "[...document.querySelectorAll('.rank label')].filter((one) => one.offsetWidth < 200)"
    assert page.evaluate(f"{narrow}.length") == 0


def test_what_is_chosen_is_seen_in_forced_colours_and_on_paper(
    opened: Callable[..., Page],
) -> None:
    page = opened(forced_colors="active")
    page.locator(".scale input").nth(4).check()
    look = "getComputedStyle(document.querySelectorAll('.scale label')[{}]).outlineStyle"
    assert page.evaluate(look.format(4)) != page.evaluate(look.format(5))
    page.emulate_media(media="print")
    assert page.locator(".rank").is_visible()
