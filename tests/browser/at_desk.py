"""A desk with its owner, as browsers meet it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import DESK_URLS, LiveServer

PASSWORD = "a long way to Vladivostok"


@dataclass
class Desk:
    """A served desk. ``open(path)`` is a page in the owner's browser, or in a fresh copy."""

    server: LiveServer
    browse: Callable[..., Page]
    state: Any = None

    def take_over(self, **words: Any) -> Page:
        """Become the first owner by the printed link; gives the page after it."""
        DESK_URLS.append(self.server.url)
        page = self.browse(self.server.owner_link, base_url=self.server.url, **words)
        page.get_by_label("Name", exact=False).first.fill("Anna Petrova")
        page.get_by_label("Email", exact=False).first.fill("anna@example.org")
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_role("button", name="Begin").click()
        page.wait_for_url("**/desk/polls")
        self.state = page.context.storage_state()
        return page

    def open(self, path: str, **words: Any) -> Page:
        """A page as the owner sees it, in a browser of its own that is signed in."""
        return self.browse(path, base_url=self.server.url, storage_state=self.state, **words)
