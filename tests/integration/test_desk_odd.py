"""Odd requests at the desk, and editors who are taken off while they act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import NotYoursError
from pollsvc.domain.poll import Poll
from pollsvc.results.actions import close_poll
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import make_new_poll

Add = Callable[..., Poll]


def test_who_was_taken_off_meanwhile_closes_nothing(app: Flask, add: Add, clock: Clock) -> None:
    poll = add(make_new_poll())
    gone = Editor(id=99, name="Gone", email="gone@example.org", role=EditorRole.EDITOR)
    with app.app_context(), pytest.raises(NotYoursError):
        close_poll(poll.id, gone, clock())


@pytest.mark.parametrize("file", ["csv?lang=0", "csv?foo=1", "json?bom=1", "csv?bom=2"])
def test_a_table_takes_no_other_parameters(add: Add, viewer: DeskClient, file: str) -> None:
    poll = add(make_new_poll())
    assert viewer.get(f"/desk/polls/{poll.id}/results.{file}").status_code == 400


@pytest.mark.parametrize("query", ["topic=%00", "q=%00", "q=a%00b", "topic=%ED%A0%80"])
def test_what_no_database_takes_finds_nothing(owner: DeskClient, query: str) -> None:
    assert owner.get(f"/desk/polls?{query}").status_code == 200
    assert owner.get("/desk/history?words=%00").status_code == 200
    assert owner.get("/desk/history?editor=%00").status_code == 422


@pytest.mark.parametrize("page", ["-5", "99999999999"])
def test_pages_of_people_lead_to_pages_that_there_are(owner: DeskClient, page: str) -> None:
    assert "page=" not in owner.get(f"/desk/people?page={page}").text
