"""Closing and archiving several polls of the list at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.history.models import HistoryRow
from pollsvc.polls.models import PollEditorRow
from pollsvc.store.db import session, writing
from tests.browse import words_of
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_poll

Add = Callable[[NewPoll], Poll]
BULK = "/desk/polls/bulk"


@pytest.fixture
def mine(app: Flask, add: Add, editor: DeskClient) -> Callable[..., Poll]:
    """A poll on which the editor works."""

    def make(slug: str, **other: Any) -> Poll:
        poll = add(make_new_poll(slug=slug, **other))
        with app.app_context(), writing():
            session().add(PollEditorRow(poll_id=poll.id, editor_id=editor.editor.id))
        return poll

    return make


def said_after(who: DeskClient, *polls: Poll, do: str, query: str = "") -> str:
    """What the page says that comes after."""
    answer = who.post(BULK + query, {"poll": [poll.id for poll in polls], "do": do})
    assert answer.status_code == 303
    return words_of(who.get(answer.headers["Location"]).text)


def acts(app: Flask) -> list[str]:
    with app.app_context():
        rows = session().scalars(select(HistoryRow.act).where(HistoryRow.poll_id > 0))
        return sorted(rows)


def test_ticked_polls_are_closed_and_then_archived(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient, reader: FlaskClient
) -> None:
    one, two = mine("one"), mine("two")
    assert reader.get("/p/one").status_code == 200
    assert "2 polls were closed." in said_after(editor, one, two, do="close")
    assert "Closed" in words_of(reader.get("/p/one").text)
    assert "2 polls were archived." in said_after(editor, one, two, do="archive")
    assert acts(app) == ["poll_archived", "poll_archived", "poll_closed", "poll_closed"]


def test_what_cannot_be_done_is_said_with_the_reason(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient
) -> None:
    there = mine("there")
    over = mine("over", opens_at=NOON - hours(2), closes_at=NOON - hours(1))
    said = said_after(editor, there, over, do="close")
    assert "1 poll was closed." in said
    assert "Not changed: “Which one?”. This poll is closed already." in said
    assert acts(app) == ["poll_closed"]


def test_many_reasons_fit_in_what_is_said(mine: Callable[..., Poll], editor: DeskClient) -> None:
    over = {"opens_at": NOON - hours(2), "closes_at": NOON - hours(1)}
    polls = [mine(f"poll-{number}", **over) for number in range(5)]
    said = said_after(editor, *polls, do="close")
    assert "“Which one?”, “Which one?”, “Which one?”, …." in said


def test_a_poll_that_one_may_not_write_stops_the_whole(
    app: Flask, mine: Callable[..., Poll], add: Add, editor: DeskClient, viewer: DeskClient
) -> None:
    own, public = mine("own"), add(make_new_poll(slug="public"))
    draft = add(make_new_poll(slug="draft", opens_at=None, closes_at=None))
    for other, status in ((public, 403), (draft, 404)):
        data = {"poll": [own.id, other.id], "do": "close"}
        answer = editor.post(BULK, data)
        assert answer.status_code == status
        assert ("You may watch this poll, not change it." in answer.text) is (status == 403)
    refused = viewer.post(BULK, {"poll": [own.id], "do": "close"})
    assert refused.status_code == 403
    assert "Your role does not allow this." in refused.text
    assert acts(app) == []


def test_nothing_ticked_is_said(editor: DeskClient) -> None:
    assert "Tick the polls first" in said_after(editor, do="close")


@pytest.mark.parametrize(
    "data",
    [
        {"poll": ["1"], "do": "burn"},
        {"poll": ["1"]},
        {"poll": ["one"], "do": "close"},
        {"poll": ["9" * 40], "do": "close"},
        {"poll": list(range(1, 60)), "do": "close"},
    ],
)
def test_a_form_that_is_not_ours_is_refused(editor: DeskClient, data: dict[str, Any]) -> None:
    assert editor.post(BULK, data).status_code == 400


def test_one_comes_back_to_the_search_and_the_page(
    mine: Callable[..., Poll], editor: DeskClient
) -> None:
    poll = mine("one")
    answer = editor.post(
        f"{BULK}?show=open&q=which&topic=japan&page=2&other=//evil.example",
        {"poll": poll.id, "do": "close"},
    )
    assert answer.headers["Location"] == "/desk/polls?show=open&q=which&topic=japan&page=2"
