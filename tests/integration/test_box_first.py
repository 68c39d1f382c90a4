"""The first vote and the editor who changes the answers at the same moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Verdict
from pollsvc.store.columns import to_ms
from pollsvc.voting.box import Box, Outcome
from pollsvc.voting.box.plan import plan_batch
from pollsvc.voting.box.postgres import PostgresBatch
from tests.acts import make_op, put_all
from tests.browse import counts_of, hidden_fields
from tests.conftest import Database
from tests.databases import plain_url
from tests.integration.conftest import Rows, bare, wait_for
from tests.make import NOON, hours, make_new_poll

SLUG = "colours"
BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@contextmanager
def an_edit(database: Database, rows: Rows) -> Iterator[Callable[[], None]]:
    """An editor's transaction that takes the third answer away; ends with the block.

    Gives what to wait with until somebody waits for it.
    """
    with bare(database) as connection:
        connection.execute("BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN")
        if not database.is_sqlite:
            connection.execute("SELECT * FROM poll FOR UPDATE")
        connection.execute("DELETE FROM wording WHERE subject = 'option' AND subject_id = 3")
        connection.execute("DELETE FROM option WHERE id = 3")
        connection.execute("UPDATE poll SET definition_version = definition_version + 1")

        def until_somebody_waits() -> None:
            if database.is_sqlite:
                time.sleep(0.3)
            else:
                wait_for(lambda: rows(BLOCKED) == [(1,)])

        yield until_somebody_waits
        connection.execute("COMMIT")


@pytest.mark.parametrize(("option", "status"), [("3", 422), ("1", 303)])
def test_a_first_vote_in_flight_is_read_anew_when_the_answers_change(
    add: Callable[..., Poll],
    database: Database,
    rows: Rows,
    reader: FlaskClient,
    option: str,
    status: int,
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": option}
    del data["wording"]  # with it the vote is refused before; this is about the writer
    statuses: list[int] = []

    def send() -> None:
        statuses.append(reader.post(f"/p/{SLUG}", data=data).status_code)

    thread = threading.Thread(target=send)
    with an_edit(database, rows) as until_somebody_waits:
        thread.start()
        until_somebody_waits()
    thread.join(20)
    assert statuses == [status]
    stored = rows("SELECT number, definition_version FROM response")
    assert stored == ([(1, 2)] if status == 303 else [])
    assert counts_of(reader, SLUG) == [len(stored), 0]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_edit_that_comes_after_the_first_vote_waits_and_sees_it(
    poll: Poll, database: Database
) -> None:
    batch = PostgresBatch(plain_url(database.url))
    batch.connect()
    with bare(database) as editor:
        batch.begin()
        op = make_op(1)
        plan, _outcomes = plan_batch([op], batch.heads([poll.id]), [], to_ms(NOON))
        batch.write(plan)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            editor.execute("SELECT first_response_at FROM poll FOR UPDATE NOWAIT")
        batch.commit()
        seen = editor.execute("SELECT first_response_at FROM poll FOR UPDATE").fetchall()
    batch.close()
    assert seen == [(to_ms(NOON),)]


def test_the_time_of_the_first_response_is_written_once(
    make_box: Callable[..., Box], poll: Poll, rows: Rows
) -> None:
    assert rows("SELECT first_response_at FROM poll") == [(None,)]
    first, later = make_box(), make_box(at=to_ms(NOON + hours(1)))
    put_all(first, [make_op(form) for form in range(100)])
    later.put(make_op(200))
    assert rows("SELECT first_response_at FROM poll") == [(to_ms(NOON),)]


def test_a_time_that_is_there_already_stays_and_stops_no_vote(
    box: Box, database: Database, rows: Rows
) -> None:
    with bare(database) as connection:
        connection.execute("UPDATE poll SET first_response_at = 5")
    assert box.put(make_op(1)) == Outcome(Verdict.STORED, 1)
    assert rows("SELECT first_response_at FROM poll") == [(5,)]


def test_first_votes_of_many_polls_are_written_in_one_batch(
    make_box: Callable[..., Box], add: Callable[..., Poll], rows: Rows
) -> None:
    polls = [add(make_new_poll(slug=f"poll-{number}")) for number in range(20)]
    ops = [make_op(1, poll_id=poll.id) for poll in polls]
    assert {one.verdict for one in put_all(make_box(), ops)} == {Verdict.STORED}
    assert rows("SELECT count(first_response_at) FROM poll") == [(20,)]


def test_a_deleted_poll_takes_no_vote_and_is_not_found(
    add: Callable[..., Poll], app: Flask, database: Database, reader: FlaskClient, rows: Rows
) -> None:
    poll = add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    with bare(database) as connection:
        connection.execute("UPDATE poll SET deleted_at = 5")
    assert app.extensions["box"].put(make_op(1, poll_id=poll.id)).stale
    # The page has read the poll a moment ago; the writer sees that it is gone.
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 404
    app.extensions["kept"].forget(poll.id)  # as the desk does when it deletes
    assert reader.get(f"/p/{SLUG}").status_code == 404
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_a_vote_is_never_counted_in_another_poll_that_took_the_address(
    add: Callable[..., Poll], database: Database, reader: FlaskClient, rows: Rows
) -> None:
    add(make_new_poll())
    add(make_new_poll(slug="other"))
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    with bare(database) as connection:
        connection.execute(f"UPDATE poll SET slug = 'gone', deleted_at = 5 WHERE slug = '{SLUG}'")
        connection.execute(f"UPDATE poll SET slug = '{SLUG}' WHERE slug = 'other'")
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 404
    assert rows("SELECT count(*) FROM response") == [(0,)]
