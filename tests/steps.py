"""A respondent who goes through a survey step by step, as a browser without script does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Flow, Page
from pollsvc.domain.question import Kind, Required
from pollsvc.polls.models import PollRow, WordingRow
from pollsvc.polls.queries import forget_recent, poll_by_slug
from pollsvc.store.db import writing
from tests.browse import words_of
from tests.forms import filled_form, typed
from tests.make import NOON, make_new_poll, make_new_question, texts

SLUG = "travel"
_ACTION = re.compile(r'<form[^>]* method="post" action="([^"]*)"')


class Respondent:
    """One browser in a survey: the page it shows, and the form on it."""

    def __init__(self, client: FlaskClient, slug: str = SLUG) -> None:
        """Begin with no page."""
        self.client, self.slug = client, slug
        self.page, self.path, self.status = "", "", 0
        self.sent: TestResponse | None = None

    def open(self, path: str | None = None, **headers: str) -> Respondent:
        """Open an address, by default the survey's own, and go where it leads."""
        answer = self.client.get(path or f"/p/{self.slug}", headers=headers)
        return self._came(answer, path or f"/p/{self.slug}")

    def press(self, go: str | None = "next", **values: str | list[str] | None) -> Respondent:
        """Fill in these fields, ``q1`` or ``q1_17`` for a part, and press a button."""
        self.sent = self.client.post(self.action, data=self.fields(go, **values))
        return self._came(self.sent, self.action)

    def fields(
        self, go: str | None = "next", **values: str | list[str] | None
    ) -> dict[str, list[str]]:
        """What the form would send."""
        named = {name.replace("_", "."): value for name, value in values.items()}
        return typed(filled_form(self.page, self.action), **named, go=go)

    @property
    def action(self) -> str:
        """Where the form of the page is sent."""
        return unescape(_ACTION.findall(self.page)[0])

    @property
    def form_id(self) -> str:
        """The id of the form in the address."""
        return re.search(r"/answer/([^/?]+)", f"{self.path} {self.page}")[1]  # type: ignore[index]

    @property
    def words(self) -> str:
        """What can be read on the page."""
        return words_of(self.page)

    @property
    def heading(self) -> str:
        """The words of the page's first heading."""
        found = re.search(r"<h1\b.*?</h1>", self.page, re.DOTALL)
        return words_of(found[0]) if found else ""

    @property
    def at(self) -> str:
        """The end of the address: the step's number, or the page's name."""
        return self.path.partition("?")[0].rpartition("/")[2]

    def _came(self, answer: TestResponse, path: str) -> Respondent:
        hops = 0
        while answer.status_code == 303:
            path = answer.headers["Location"].partition("#")[0]
            answer = self.client.get(path)
            hops += 1
            assert hops < 8, f"round and round at {path}"
        self.page, self.path, self.status = answer.text, path, answer.status_code
        return self


def make_survey(*questions: NewQuestion, **other: Any) -> NewPoll:
    """A survey in steps: country, then what Japan alone is asked, then age and topics.

    Ids: 1 country (options 1 Japan, 2 Russia), 2 town, 3 age, 4 topics (3 to 5).
    """
    asked = questions or (
        make_new_question(
            "country", text="Which country?", options={"japan": "Japan", "russia": "Russia"}
        ),
        make_new_question(
            "town",
            kind=Kind.SHORT_TEXT,
            text="Which town in {country}?",
            options=0,
            longest=40,
            page=2,
            show_if="country is japan",
        ),
        make_new_question(
            "age", kind=Kind.NUMBER, text="How old are you?", options=0, low=0, high=120, page=3
        ),
        make_new_question(
            "topics",
            kind=Kind.MULTIPLE,
            text="Which topics?",
            required=Required.SOFT,
            page=3,
        ),
    )
    values: dict[str, Any] = {
        "slug": SLUG,
        "title": texts("Travel survey"),
        "check": True,
        "save_later": True,
        "flow": Flow.PAGES,
        "pages": (Page(number=3, title=texts("About you"), intro=texts("Two *short* ones.")),),
    }
    return make_new_poll(*asked, **(values | other))


def at_check(client: FlaskClient, town: str = "", **headers: str) -> Respondent:
    """Somebody who has answered that survey and checks it: from a town in Japan, or a Russian."""
    one = Respondent(client).open(**headers).press(q1="1" if town else "2")
    if town:
        one.press(q2=town)
    return one.press(q3="33", q4=["3", "5"])


def reword(app: Flask, slug: str, subject: str, subject_id: int, text: str) -> None:
    """Correct a text of a poll, in English, as an editor does."""
    field = "label" if subject == "option" else "text"
    with app.app_context():
        poll_id = poll_by_slug(slug).id
        with writing() as current:
            current.add(
                WordingRow(
                    poll_id=poll_id,
                    subject=subject,
                    subject_id=subject_id,
                    field=field,
                    language="en",
                    revision=2,
                    text=text,
                    at=NOON,
                )
            )
            row = current.get_one(PollRow, poll_id)
            row.definition_version += 1
        forget_recent()
