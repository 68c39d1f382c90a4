"""The history of one poll: on a page and as a file, for who may know of the poll."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.store.db import writing
from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import make_new_poll

Add = Callable[[NewPoll], Poll]


def test_what_was_done_with_a_poll_is_told_newest_first(
    add: Add, owner: DeskClient, editor: DeskClient
) -> None:
    poll, other = add(make_new_poll()), add(make_new_poll(slug="other"))
    path = f"/desk/polls/{poll.id}"
    assert "Nothing has been done" in words_of(owner.get(f"{path}/history").text)
    owner.post(f"{path}/workers", {"add": editor.editor.id})
    editor.post(f"{path}/close")
    owner.post(f"/desk/polls/{other.id}/clone")
    said = words_of(owner.get(f"{path}/history").text)
    assert said.index("Edith works on the poll from now on.") > said.index("closed")
    assert "Olga" in said
    assert "copy" not in said


def test_the_history_is_filtered_by_who_acted(
    add: Add, owner: DeskClient, editor: DeskClient
) -> None:
    poll = add(make_new_poll())
    path = f"/desk/polls/{poll.id}"
    owner.post(f"{path}/workers", {"add": editor.editor.id})
    editor.post(f"{path}/close")
    page = editor.get(f"{path}/history?editor={owner.editor.id}").text
    assert "works on the poll from now on." in page
    assert page.count("<time") == 1
    assert f"{path}/history.csv?editor={owner.editor.id}" in page
    assert "They have done nothing" in editor.get(f"{path}/history?editor=77").text


def test_the_history_is_a_file_too(add: Add, owner: DeskClient, editor: DeskClient) -> None:
    poll = add(make_new_poll())
    owner.post(f"/desk/polls/{poll.id}/workers", {"add": editor.editor.id})
    owner.post(f"/desk/polls/{poll.id}/close")
    answer = owner.get(f"/desk/polls/{poll.id}/history.csv")
    assert answer.mimetype == "text/csv"
    lines = answer.text.splitlines()
    assert len(lines) == 3
    assert "workers_changed" in lines[1]
    assert len(owner.get(f"/desk/polls/{poll.id}/history.csv?editor=77").text.splitlines()) == 1


def test_who_may_not_know_of_a_poll_may_not_know_its_history(
    add: Add,
    owner: DeskClient,
    colleague: DeskClient,
    viewer: DeskClient,
    stranger: FlaskClient,
) -> None:
    public = add(make_new_poll())
    draft = add(make_new_poll(slug="draft", opens_at=None, closes_at=None))
    for name in ("history", "history.csv"):
        for who in (owner, colleague, viewer):
            assert who.get(f"/desk/polls/{public.id}/{name}").status_code == 200
        assert owner.get(f"/desk/polls/{draft.id}/{name}").status_code == 200
        for who in (colleague, viewer):
            assert who.get(f"/desk/polls/{draft.id}/{name}").status_code == 404
        assert stranger.get(f"/desk/polls/{public.id}/{name}").status_code in (303, 401)


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=2", 404), ("page=x", 400), ("page=0", 400), ("editor=me", 400)],
)
def test_an_address_that_cannot_be_is_refused(
    add: Add, owner: DeskClient, query: str, status: int
) -> None:
    poll = add(make_new_poll())
    assert owner.get(f"/desk/polls/{poll.id}/history?{query}").status_code == status


def test_a_long_history_has_pages(app: Flask, add: Add, owner: DeskClient, clock: Clock) -> None:
    poll = add(make_new_poll())
    with app.app_context(), writing():
        for _ in range(52):
            record(DeskAct.POLL_CLOSED, owner.editor, clock(), poll_id=poll.id)
    path = f"/desk/polls/{poll.id}/history"
    page = owner.get(path).text
    assert page.count("<time") == 50
    assert f'href="{path}?page=2"' in page
    assert owner.get(f"{path}?page=2").text.count("<time") == 2
