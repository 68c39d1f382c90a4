"""Every page of the desk as Chromium shows it: axe, widths, colours, languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.at_desk import Desk
from tests.browser.conftest import LiveServer, serving
from tests.browser.steps import follow, violations

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
PAGES = {
    "list": "/desk/polls",
    "past": "/desk/polls/past",
    "upload": "/desk/polls/upload",
    "watch": "/desk/polls/{open}",
    "watch-past": "/desk/polls/{past}",
    "edit": "/desk/polls/{draft}/edit",
    "edit-open": "/desk/polls/{open}/edit",
    "languages": "/desk/polls/{open}/languages",
    "publish": "/desk/polls/{draft}/publish",
    "share": "/desk/polls/{open}/share",
    "downloads": "/desk/polls/{open}/downloads",
    "poll-history": "/desk/polls/{open}/history",
    "manage": "/desk/polls/{open}/manage",
    "times": "/desk/polls/{open}/times",
    "delete": "/desk/polls/{open}/delete",
    "history": "/desk/history",
    "people": "/desk/people",
    "account": "/desk/account",
    "look": "/desk/look",
    "site": "/desk/site",
    "sign-in": "/desk/sign-in",
    "forgotten": "/desk/forgotten",
    "missing": "/desk/polls/999999",
}


@pytest.fixture(scope="module")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("desk") / "instance") as server:
        yield server


_kept: dict[str, Desk] = {}
_ids: dict[str, str] = {}


@pytest.fixture
def pages(desk_server: LiveServer, browse: Browse) -> Callable[..., Page]:
    """Open a page of the desk as its owner: one server with seeds, votes and a draft."""
    desk = Desk(desk_server, browse)
    if desk_server.url in _kept:
        desk.state = _kept[desk_server.url].state
    else:
        page = desk.take_over()
        _kept[desk_server.url] = desk
        for name, slug in (("open", "us-goals-for-russia"), ("past", "us-goals-for-russia-2013")):
            page.goto(f"/desk/polls?q={slug}")
            found = page.locator("tbody th a").first.get_attribute("href") or ""
            _ids[name] = found.split("/polls/")[1].split("/")[0]
        for answer in (1, 1, 2, 3):
            reader = browse("/p/us-goals-for-russia", base_url=desk_server.url)
            reader.locator("input[type=radio]").nth(answer).check()
            follow(reader.get_by_role("button", name="Vote"))
        page.get_by_role("button", name="New poll").first.click()
        page.wait_for_url("**/edit*")
        _ids["draft"] = page.url.split("/polls/")[1].split("/")[0]

    def open_page(path: str, **words: object) -> Page:
        address = path.format(**_ids)
        if address in ("/desk/sign-in", "/desk/forgotten"):
            return browse(address, base_url=desk_server.url, **words)
        return desk.open(address, **words)

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_and_nothing_overflows(
    pages: Callable[..., Page], path: str, width: int, scheme: str
) -> None:
    page = pages(path, width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_letters_twice_as_large_fit_a_phone(pages: Callable[..., Page], path: str) -> None:
    page = pages(path, width=360)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("locale", ["fr", "ru"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_desk_speaks_french_and_russian(
    pages: Callable[..., Page], path: str, locale: str
) -> None:
    page = pages(path, width=360, locale=locale)
    assert page.locator("html").get_attribute("lang") == locale
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_works_without_script(pages: Callable[..., Page], path: str) -> None:
    page = pages(path, javascript=False)
    assert page.locator("h1").count() == 1
    assert page.locator("main").is_visible()
