"""Reading pages as a browser does: the form on a page, and posting it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append({"action": found.get("action"), "hidden": {}, "inputs": []})
        elif tag == "input" and self.forms:
            if found.get("type") == "hidden":
                self.forms[-1]["hidden"][found["name"]] = found.get("value") or ""
            elif found.get("name"):
                self.forms[-1]["inputs"].append(found)


def forms_on(page: str) -> list[dict[str, Any]]:
    """The forms of a page: action, hidden fields, and other inputs."""
    parser = _Form()
    parser.feed(page)
    return parser.forms


def hidden_fields(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of the first form at this address."""
    return dict(forms_on(client.get(path).text)[0]["hidden"])


def vote(
    client: FlaskClient, slug: str, *options: int | str, path: str | None = None, **more: Any
) -> TestResponse:
    """Open the poll's form, choose these options of its first question, and send it."""
    data: dict[str, Any] = hidden_fields(client, path or f"/p/{slug}")
    data["q1"] = [str(option) for option in options]
    data |= more.pop("data", {})
    return client.post(f"/p/{slug}", data=data, **more)


def change(client: FlaskClient, slug: str, *options: int | str) -> TestResponse:
    """Open the form to change a vote and send it."""
    return vote(client, slug, *options, path=f"/p/{slug}?change=1")


def withdraw(client: FlaskClient, slug: str) -> TestResponse:
    """Press the button that takes a vote back."""
    forms = forms_on(client.get(f"/p/{slug}").text)
    hidden = next(form["hidden"] for form in forms if form["hidden"].get("act") == "withdraw")
    return client.post(f"/p/{slug}", data=hidden)


def counts_of(client: FlaskClient, slug: str) -> list[int]:
    """The public counts of a poll's first question."""
    data = client.get(f"/p/{slug}/results.json").get_json()
    return [option["count"] for option in data["questions"][0]["options"]]


def words_of(page: str) -> str:
    """What can be read on a page, in one line."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
