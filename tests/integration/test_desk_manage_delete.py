"""Deleting a poll, putting it back, and erasing it for good after thirty days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from pollsvc.domain.errors import PollNotFoundError, StoreFullError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Tag
from pollsvc.history.models import HistoryRow
from pollsvc.polls.models import PollRow
from pollsvc.store.db import Base, session, writing
from pollsvc.voting import erasing
from tests.browse import hidden_fields, vote, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import make_new_poll, texts

Add = Callable[[NewPoll], Poll]
READERS = ("/p/colours", "/p/colours/results", "/p/colours/results.json", "/embed/colours")


def delete(who: DeskClient, poll: Poll) -> None:
    assert who.post(f"/desk/polls/{poll.id}/delete").status_code == 303


def tables_with(app: Flask, poll_id: int) -> set[str]:
    """The tables that have rows of a poll."""
    found = set()
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            column = table.c.get("poll_id") if table.name != "poll" else table.c.id
            if column is not None and session().scalar(
                select(func.count()).select_from(table).where(column == poll_id)
            ):
                found.add(table.name)
    return found


def erase(app: Flask, clock: Clock) -> int:
    with app.app_context():
        return erasing.erase_deleted(clock())


def test_one_is_asked_first_and_told_what_happens(
    add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_poll())
    vote(reader, "colours", 1)
    page = words_of(owner.get(f"/desk/polls/{poll.id}/delete").text)
    assert "Its 1 vote is kept until 9 April 2026, then erased for good." in page
    assert "Readers find no page at its address any more" in page
    assert reader.get("/p/colours").status_code == 200


def test_a_deleted_poll_is_not_found_at_once(
    add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_poll())
    for path in READERS:
        assert reader.get(path).status_code == 200
    form = hidden_fields(reader, "/p/colours")
    delete(owner, poll)
    for path in READERS:
        assert reader.get(path).status_code == 404, path
    assert reader.post("/p/colours", data=form | {"q1": "1"}).status_code == 404
    assert "Which one?" not in owner.get("/desk/polls").text
    page = words_of(owner.get(f"/desk/polls/{poll.id}/manage").text)
    assert "Until 9 April 2026 it can be put back" in page
    assert "Close now" not in page


def test_a_poll_is_put_back_with_its_votes(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient, clock: Clock
) -> None:
    poll = add(make_new_poll(closes_at=None))
    vote(reader, "colours", 1)
    delete(owner, poll)
    clock.forward(days=29)
    owner.sign_in(clock())
    assert erase(app, clock) == 0
    answer = owner.post(f"/desk/polls/{poll.id}/put-back")
    assert answer.headers["Location"] == f"/desk/polls/{poll.id}/manage"
    assert "1 vote" in words_of(reader.get("/p/colours/results").text)
    with app.app_context():
        acts = session().scalars(select(HistoryRow.act).where(HistoryRow.poll_id == poll.id)).all()
    assert acts == ["poll_deleted", "poll_put_back"]


def test_the_same_button_twice_does_it_once(app: Flask, add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    delete(owner, poll)
    delete(owner, poll)
    assert owner.get(f"/desk/polls/{poll.id}/delete").status_code == 303
    for _ in range(2):
        assert owner.post(f"/desk/polls/{poll.id}/put-back").status_code == 303
    with app.app_context():
        acts = session().scalars(select(HistoryRow.act).where(HistoryRow.poll_id == poll.id)).all()
    assert acts == ["poll_deleted", "poll_put_back"]


def test_after_thirty_days_every_row_is_erased_but_the_history(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient, clock: Clock
) -> None:
    tags = (Tag(code="japan", label=texts("Japan")),)
    poll, other = add(make_new_poll(tags=tags)), add(make_new_poll(slug="other", tags=tags))
    for slug in ("colours", "other"):
        vote(reader, slug, 1)
    owner.post(f"/desk/polls/{poll.id}/workers", {"add": owner.editor.id})
    before = tables_with(app, other.id)
    delete(owner, poll)
    clock.forward(days=30)
    assert erase(app, clock) == 1
    assert tables_with(app, poll.id) == {"history"}
    assert tables_with(app, other.id) == before >= {"poll", "response", "claim", "tally", "box"}
    with app.app_context():
        last = (
            session()
            .scalars(
                select(HistoryRow).where(HistoryRow.poll_id == poll.id).order_by(HistoryRow.number)
            )
            .all()[-1]
        )
        assert (last.act, last.subject, last.editor_name) == ("poll_erased", "Which one?", "")
    assert erase(app, clock) == 0
    owner.sign_in(clock())
    assert owner.post(f"/desk/polls/{poll.id}/put-back").status_code == 404


def test_many_votes_are_erased_some_at_a_time(
    app: Flask, add: Add, owner: DeskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = add(make_new_poll())
    for _ in range(5):
        vote(app.test_client(), "colours", 1)
    delete(owner, poll)
    clock.forward(days=31)
    monkeypatch.setattr(erasing, "_RESPONSES", 2)
    assert erase(app, clock) == 1
    assert tables_with(app, poll.id) == {"history"}


def test_the_version_after_an_erased_one_stays(
    app: Flask, add: Add, owner: DeskClient, clock: Clock
) -> None:
    first, second = add(make_new_poll()), add(make_new_poll(slug="second"))
    with app.app_context(), writing():
        session().execute(
            update(PollRow).where(PollRow.id == second.id).values(previous_id=first.id)
        )
    delete(owner, first)
    clock.forward(days=30)
    assert erase(app, clock) == 1
    with app.app_context():
        assert session().get_one(PollRow, second.id).previous_id is None


def test_links_between_versions_go_and_come_back_with_the_poll(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    first, second = add(make_new_poll()), add(make_new_poll(slug="second"))
    with app.app_context(), writing():
        session().execute(
            update(PollRow).where(PollRow.id == second.id).values(previous_id=first.id)
        )
        session().execute(update(PollRow).values(definition_version=2))

    def links() -> bool:
        return "/p/second" in reader.get("/p/colours/results").text

    assert links()
    delete(owner, second)
    assert not links()
    owner.post(f"/desk/polls/{second.id}/put-back")
    assert links()


def test_a_poll_that_could_be_erased_any_moment_is_not_put_back(
    app: Flask, add: Add, owner: DeskClient, clock: Clock
) -> None:
    from pollsvc.polls.managing import put_back_poll

    poll = add(make_new_poll())
    delete(owner, poll)
    clock.forward(days=30)
    with app.app_context(), pytest.raises(PollNotFoundError):
        put_back_poll(poll.id, owner.editor, clock())


def test_deleting_one_poll_erases_those_that_are_due(
    app: Flask, add: Add, owner: DeskClient, clock: Clock
) -> None:
    old, new = add(make_new_poll()), add(make_new_poll(slug="new"))
    delete(owner, old)
    clock.forward(days=30)
    owner.sign_in(clock())
    delete(owner, new)
    assert tables_with(app, old.id) == {"history"}
    assert "poll" in tables_with(app, new.id)


def test_a_start_of_the_program_erases_what_is_due(app: Flask, add: Add) -> None:
    from pollsvc.cli.serve import _erase

    now = datetime.now(UTC)
    old, new = add(make_new_poll()), add(make_new_poll(slug="new"))
    with app.app_context(), writing():
        for poll, days in ((old, 31), (new, 29)):
            deleted = update(PollRow).where(PollRow.id == poll.id)
            session().execute(deleted.values(deleted_at=now - timedelta(days=days)))
    _erase(app)
    assert tables_with(app, old.id) == {"history"}
    assert "poll" in tables_with(app, new.id)


def test_a_desk_in_use_erases_once_a_day(
    app: Flask, add: Add, owner: DeskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = add(make_new_poll())
    delete(owner, poll)
    clock.forward(days=30)
    owner.sign_in(clock())
    assert owner.get("/desk/polls").status_code == 200
    assert tables_with(app, poll.id) == {"history"}


def test_erasing_that_fails_stops_nobody(
    app: Flask, owner: DeskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_now: object) -> int:
        raise StoreFullError

    owner.get("/desk/polls")
    monkeypatch.setattr(erasing, "erase_deleted", full)
    clock.forward(days=2)
    owner.sign_in(clock())
    assert owner.get("/desk/polls").status_code == 200


def test_a_draft_that_was_never_published_is_deleted_too(
    app: Flask, add: Add, owner: DeskClient
) -> None:
    poll = add(make_new_poll(opens_at=None, closes_at=None))
    page = words_of(owner.get(f"/desk/polls/{poll.id}/delete").text)
    assert "It is kept until 9 April 2026" in page
    assert "Readers find no page" not in page
    delete(owner, poll)


def test_a_poll_that_others_put_back_meanwhile_is_not_erased(
    app: Flask, add: Add, owner: DeskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = add(make_new_poll())
    delete(owner, poll)
    clock.forward(days=30)
    looked: list[Any] = []

    def put_back_in_between(poll_id: int, now: object) -> bool:
        looked.append(poll_id)
        session().execute(update(PollRow).values(deleted_at=None))
        return False

    monkeypatch.setattr(erasing, "_is_due", put_back_in_between)
    assert erase(app, clock) == 0
    assert looked == [poll.id]
    assert "poll" in tables_with(app, poll.id)
