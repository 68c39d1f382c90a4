"""The results embed in another site's page: frame, loader and picture."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer

pytestmark = pytest.mark.browser
SLUG = "us-goals-for-russia-2013"
HAS_SAID_ITS_HEIGHT = "document.querySelector('iframe').getAttribute('height') !== '600'"


class Publisher:
    """A publisher's site on another host name, with one page."""

    def __init__(self) -> None:
        self.page = ""
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = publisher.page.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    site = Publisher()
    yield site
    site.stop()


@pytest.fixture
def article(chromium: Browser, publisher: Publisher) -> Iterator[Callable[..., Page]]:
    """Open the publisher's page with this body."""
    contexts = []

    def open_article(body: str, width: int = 700, **other: object) -> Page:
        publisher.page = f"<!doctype html><title>Article</title><body>{body}</body>"
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            **other,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(publisher.url)
        return page

    yield open_article
    for context in contexts:
        context.close()


def test_the_frame_shows_the_figures_without_script_or_cookie(
    article: Callable[..., Page], live_server: LiveServer
) -> None:
    page = article(
        f'<iframe src="{live_server.url}/embed/{SLUG}" width="300" height="700"></iframe>',
        java_script_enabled=False,
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".bar")).to_have_count(4)
    expect(frame.locator(".bar").first).to_contain_text("33 (31%)")
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [300, 700])
def test_the_loader_keeps_the_frame_as_high_as_the_poll(
    article: Callable[..., Page], live_server: LiveServer, width: int
) -> None:
    page = article(
        f'<script src="{live_server.url}/embed.js" data-poll="{SLUG}" async></script>',
        width=width,
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".bar")).to_have_count(4)
    page.wait_for_function(HAS_SAID_ITS_HEIGHT)
    page.frames[1].wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    assert page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('iframe').title") != ""
    assert page.context.cookies() == []


def test_another_frame_cannot_set_the_height(
    article: Callable[..., Page], live_server: LiveServer
) -> None:
    page = article(f'<script src="{live_server.url}/embed.js" data-poll="{SLUG}" async></script>')
    page.wait_for_function(HAS_SAID_ITS_HEIGHT)
    page.frames[1].wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    before = page.evaluate("document.querySelector('iframe').height")
    page.evaluate("window.postMessage({pollsvc: {height: 9}}, '*')")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('iframe').height") == before


def test_the_picture_is_shown_on_another_site(
    article: Callable[..., Page], live_server: LiveServer
) -> None:
    for ending in ("png", "svg"):
        picture = f"{live_server.url}/p/{SLUG}/results.{ending}"
        page = article("")
        # On a busy machine the first asking may be told to come again.
        while page.request.get(picture).status == 503:
            page.wait_for_timeout(500)
        page = article(f'<img src="{picture}" alt="Poll">')
        page.wait_for_function("document.images[0].complete")
        assert page.evaluate("document.images[0].naturalWidth") > 300


def test_the_vote_page_cannot_be_framed(
    article: Callable[..., Page], live_server: LiveServer
) -> None:
    page = article(f'<iframe src="{live_server.url}/p/us-goals-for-russia"></iframe>')
    page.wait_for_timeout(500)
    assert page.frames[1].locator("form").count() == 0


def test_links_in_the_frame_open_the_whole_page(
    article: Callable[..., Page], live_server: LiveServer
) -> None:
    page = article(
        f'<iframe src="{live_server.url}/embed/us-goals-for-russia" width="500" height="700">'
        "</iframe>"
    )
    page.frame_locator("iframe").get_by_role("link", name="Vote in this poll").click()
    page.wait_for_url(f"{live_server.url}/p/us-goals-for-russia*")
    expect(page.locator("form")).to_be_visible()
