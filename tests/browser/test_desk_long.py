"""Words longer than a phone is wide: they break, and no page grows wider than the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.at_desk import Desk
from tests.browser.conftest import LiveServer, serving
from tests.browser.steps import follow

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
WORD = "Unforeseeable" * 6 + "ly"
ADDRESS = "https://example.org/" + "a-very-long-part-of-an-address/" * 4 + "?x=" + "9" * 60
QUESTION = f"What is {WORD} about {ADDRESS}"
ANSWERS = (f"It is {WORD}", ADDRESS, WORD)
PAGES = {
    "list": "/desk/polls",
    "history": "/desk/history",
    "people": "/desk/people",
    "account": "/desk/account",
    "edit-draft": "/desk/polls/{draft}/edit",
    "languages-draft": "/desk/polls/{draft}/languages",
    "publish": "/desk/polls/{draft}/publish",
    "manage-draft": "/desk/polls/{draft}/manage",
    "delete-draft": "/desk/polls/{draft}/delete",
    "history-draft": "/desk/polls/{draft}/history",
    "watch": "/desk/polls/{open}",
    "edit": "/desk/polls/{open}/edit",
    "languages": "/desk/polls/{open}/languages",
    "share": "/desk/polls/{open}/share",
    "downloads": "/desk/polls/{open}/downloads",
    "history-open": "/desk/polls/{open}/history",
    "manage": "/desk/polls/{open}/manage",
    "times": "/desk/polls/{open}/times",
    "delete": "/desk/polls/{open}/delete",
    "public-list": "/",
    "vote": "/p/{slug}",
    "results": "/p/{slug}/results",
    "embed": "/embed/{slug}",
}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def long_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("long") / "instance") as server:
        yield server


_kept: dict[str, Desk] = {}
_names: dict[str, str] = {"slug": "unforeseeably"}


@pytest.fixture
def open_page(long_server: LiveServer, browse: Browse) -> Callable[..., Page]:
    """Open a page as the owner; one draft and one open poll are full of long words."""
    desk = Desk(long_server, browse)
    if long_server.url in _kept:
        desk.state = _kept[long_server.url].state
    else:
        page = desk.take_over()
        _kept[long_server.url] = desk
        _names["draft"] = written(page)
        _names["open"] = written(page, slug=_names["slug"])
        follow(page.get_by_role("button", name="Publish…"))
        page.get_by_role("button", name="Publish").click()
        page.wait_for_url(f"**/polls/{_names['open']}/share")
        reader = browse(f"/p/{_names['slug']}", base_url=long_server.url)
        reader.locator("input[type=radio]").first.check()
        follow(reader.get_by_role("button", name="Vote"))

    def opened(path: str, **words: object) -> Page:
        return desk.open(path.format(**_names), **words)

    return opened


def written(page: Page, slug: str = "") -> str:
    """Write and save a poll of long words; gives its id."""
    page.goto("/desk/polls")
    page.get_by_role("button", name="New poll").first.click()
    page.wait_for_url("**/edit*")
    while page.locator('[name="answer"]').count() < len(ANSWERS):
        page.get_by_role("button", name="Add an answer").click()
    page.fill('[name="question"]', QUESTION)
    for field, words in zip(page.locator('[name="answer"]').all(), ANSWERS, strict=False):
        field.fill(words)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if slug:
        page.fill('[name="slug"]', slug)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved").first.wait_for()
    return page.url.split("/polls/")[1].split("/")[0]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_long_words_make_no_page_wider_than_a_phone(
    open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(path, width=360)
    assert page.locator("h1, h2, legend").count()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not page.evaluate(TOO_WIDE)


def test_long_titles_leave_the_other_columns_of_the_list_in_view(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/desk/polls", width=1200)
    assert not page.evaluate(TOO_WIDE)
    row = page.locator("tbody tr", has_text="Unforeseeable").first
    assert row.bounding_box()["height"] < 220  # type: ignore[index]
    link = row.locator("th a")
    assert QUESTION in link.inner_text()


def test_the_bar_of_tabs_is_one_line_that_scrolls_by_itself(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/desk/polls/{open}/manage", width=360)
    tabs = page.locator("nav.tabs")
    here = page.locator("nav.tabs [aria-current]").bounding_box()
    assert here is not None
    assert here["x"] + here["width"] <= 360
    assert tabs.bounding_box()["height"] < 64  # type: ignore[index]
    assert tabs.evaluate("one => one.scrollWidth > one.clientWidth")
    page.wait_for_function("one => one.scrollLeft > 0", arg=tabs.element_handle())
    tabs.evaluate("one => one.scrollTo(0, 0)")
    page.wait_for_timeout(300)
    assert tabs.evaluate("one => one.scrollLeft") == 0
    page.locator("nav.tabs a").last.focus()
    assert tabs.evaluate("one => one.scrollLeft > 0")
    assert not page.evaluate(TOO_WIDE)
