"""The writer on both databases: races, retries, closing, and what fails alone."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask

from pollsvc.config import Settings
from pollsvc.domain.errors import StoreBusyError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Kind, Poll, Protection
from pollsvc.domain.repeat import Act, Verdict
from pollsvc.store.columns import to_ms
from pollsvc.store.db import sqlite_path
from pollsvc.voting.box import Box, Op, Outcome, open_box
from pollsvc.voting.box.postgres import HEADS as PG_HEADS
from pollsvc.voting.box.postgres import KNOWN as PG_KNOWN
from pollsvc.voting.box.postgres import PostgresBatch
from pollsvc.voting.box.sqlite import HEADS, KNOWN
from pollsvc.voting.models import ResponseRow
from pollsvc.voting.verify import Checked, verify_poll
from tests.acts import a_mix, make_op, put_all, put_in_another_process, word
from tests.conftest import Clock, Database
from tests.databases import plain_url
from tests.make import NOON, hours, make_new_poll, make_new_question

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def poll(add: Callable[..., Poll]) -> Poll:
    question = make_new_question(kind=Kind.MULTIPLE, options=4)
    return add(make_new_poll(question, may_change=True, may_withdraw=True))


@pytest.fixture
def make_box(settings: Settings) -> Iterator[Callable[..., Box]]:
    """Writers on one database, as processes beside each other have them."""
    boxes: list[Box] = []

    def make(
        committed: Callable[[int], None] = lambda _poll_id: None, at: int | None = None
    ) -> Box:
        box = open_box(settings, committed)
        box._clock_ms = lambda: to_ms(NOON) if at is None else at
        boxes.append(box)
        return box

    yield make
    for box in boxes:
        box.stop()


@pytest.fixture
def box(make_box: Callable[..., Box], poll: Poll) -> Box:
    return make_box()


@contextmanager
def bare(database: Database) -> Iterator[Any]:
    """A connection of the bare driver that commits each statement."""
    if database.is_sqlite:
        connection: Any = sqlite3.connect(sqlite_path(database.url), isolation_level=None)
    else:
        connection = psycopg.connect(plain_url(database.url), autocommit=True)
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def rows(database: Database) -> Rows:
    def read(statement: str) -> list[tuple[Any, ...]]:
        with bare(database) as connection:
            return list(connection.execute(statement).fetchall())

    return read


@pytest.fixture
def checked(app: Flask, poll: Poll) -> Callable[[], Checked]:
    """Recount: gives what ``verify`` found."""

    def check() -> Checked:
        with app.app_context():
            return verify_poll(poll)

    return check


def verdicts(outcomes: Any) -> Counter[Verdict]:
    return Counter(outcome.verdict for outcome in outcomes)


def test_every_one_of_200_voters_at_once_is_stored(
    box: Box, checked: Callable[[], Checked]
) -> None:
    outcomes = put_all(box, [make_op(form, choice=(form % 4 + 1,)) for form in range(200)])
    assert verdicts(outcomes) == {Verdict.STORED: 200}
    assert sorted(outcome.number or 0 for outcome in outcomes) == list(range(1, 201))
    assert (checked().responses, checked().faults) == (200, ())


def test_one_form_sent_200_times_at_once_is_stored_once_with_one_number(
    box: Box, checked: Callable[[], Checked]
) -> None:
    outcomes = put_all(box, [make_op(1)] * 200)
    assert verdicts(outcomes) == {Verdict.STORED: 1, Verdict.SAME: 199}
    assert {outcome.number for outcome in outcomes} == {1}
    assert (checked().responses, checked().faults) == (1, ())


def test_200_forms_of_one_voter_at_once_are_stored_once(
    box: Box, checked: Callable[[], Checked]
) -> None:
    outcomes = put_all(box, [make_op(form, 7) for form in range(200)])
    assert verdicts(outcomes) == {Verdict.STORED: 1, Verdict.ALREADY: 199}
    assert (checked().responses, checked().faults) == (1, ())


def test_200_forms_of_one_voter_all_count_where_the_poll_is_open_to_all(
    make_box: Callable[..., Box], add: Callable[..., Poll], rows: Rows
) -> None:
    poll = add(make_new_poll(slug="open", protection=Protection.OPEN))
    ops = [make_op(form, 7, poll_id=poll.id, keeps_out=False) for form in range(200)]
    assert verdicts(put_all(make_box(), ops)) == {Verdict.STORED: 200}
    assert rows("SELECT n FROM tally WHERE measure = 'standing' AND n > 0") == [(200,)]


def test_200_changes_of_one_voter_at_once_leave_one_vote(
    box: Box, rows: Rows, checked: Callable[[], Checked]
) -> None:
    box.put(make_op(1, 7))
    changes = [make_op(form, 7, (form % 4 + 1,), act=Act.CHANGE) for form in range(2, 202)]
    outcomes = put_all(box, changes)
    assert verdicts(outcomes) == {Verdict.STORED: 200}
    assert rows("SELECT number FROM response WHERE standing <> 'replaced'") == [(201,)]
    assert rows("SELECT response FROM claim WHERE response = 201 ORDER BY word")[0] == (201,)
    assert (checked().responses, checked().faults) == (201, ())


def test_a_change_to_the_same_answer_is_stored(
    box: Box, rows: Rows, checked: Callable[[], Checked]
) -> None:
    box.put(make_op(1, 7, (2,)))
    assert box.put(make_op(2, 7, (2,), act=Act.CHANGE)) == Outcome(Verdict.STORED, 2)
    assert rows("SELECT n FROM tally WHERE measure = 'option' AND n > 0") == [(1,)]
    assert checked().faults == ()


def test_acts_of_one_voter_come_to_pass_in_the_order_in_which_they_came(box: Box) -> None:
    holding = threading.Event()
    taken = threading.Event()
    gather = box._gather

    def held_gather() -> Any:
        taken.set()
        assert holding.wait(20)
        return gather()

    box._gather = held_gather  # type: ignore[method-assign]
    numbers: list[tuple[int, int | None]] = []

    def put(form: int) -> None:
        act = Act.VOTE if form == 1 else Act.CHANGE
        numbers.append((form, box.put(make_op(form, 7, act=act)).number))

    threads = []
    for form in range(1, 80):  # more than a batch takes, so that most are put off
        threads.append(threading.Thread(target=put, args=(form,)))
        threads[-1].start()
        wait_for(lambda form=form: box._queue.qsize() == form)  # type: ignore[misc]
    assert taken.wait(20)
    holding.set()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [(form, form) for form in range(1, 80)]


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.0005)


def assert_mixed_acts_are_sound(rows: Rows) -> None:
    """One row a voter stands, the voter's word on it; each form holds one row."""
    standing = {n for (n,) in rows("SELECT number FROM response WHERE standing <> 'replaced'")}
    holds = rows("SELECT word, response FROM claim")
    voters = [number for each, number in holds if bytes(each)[:1] == b"b"]
    forms = [number for each, number in holds if bytes(each)[:1] == b"f"]
    numbers = [n for (n,) in rows("SELECT number FROM response ORDER BY number")]
    assert sorted(voters) == sorted(standing)
    assert sorted(forms) == numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 50


def test_two_writers_on_one_database_agree(
    make_box: Callable[..., Box], poll: Poll, rows: Rows, checked: Callable[[], Checked]
) -> None:
    boxes = [make_box(), make_box()]
    outcomes: list[list[Outcome]] = [[], []]

    def run(place: int) -> None:
        outcomes[place] = list(put_all(boxes[place], a_mix(1) + a_mix(place + 2), threads=12))

    threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_mixed_acts_are_sound(rows)
    stored = [o.number for each in outcomes for o in each if o.verdict is Verdict.STORED]
    assert len(stored) == len(set(stored)) == checked().responses
    assert checked().faults == ()


def test_two_processes_on_one_database_agree(
    settings: Settings, poll: Poll, rows: Rows, checked: Callable[[], Checked]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(target=put_in_another_process, args=(settings, seed, to_ms(NOON)))
        for seed in (2, 3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert_mixed_acts_are_sound(rows)
    assert checked().faults == ()


def test_a_retry_after_closing_gets_the_same_receipt(
    make_box: Callable[..., Box], poll: Poll
) -> None:
    first = make_box().put(make_op(1))
    late = make_box(at=to_ms(NOON + hours(24)))
    assert late.put(make_op(2)).verdict is Verdict.CLOSED
    assert late.put(make_op(1)) == Outcome(Verdict.SAME, first.number)


def test_a_poll_stays_closed_when_the_clock_goes_back(
    make_box: Callable[..., Box], poll: Poll, rows: Rows
) -> None:
    early, late = make_box(), make_box(at=to_ms(NOON + hours(24)))
    early.put(make_op(1))
    assert late.put(make_op(2)).verdict is Verdict.CLOSED
    assert early.put(make_op(3)).verdict is Verdict.CLOSED
    assert rows("SELECT next_number, closed_number, closed_ms FROM box") == [
        (2, 2, to_ms(NOON + hours(24)))
    ]


def test_nothing_is_numbered_after_a_closing_in_the_midst_of_votes(
    make_box: Callable[..., Box], poll: Poll, rows: Rows, checked: Callable[[], Checked]
) -> None:
    closes = to_ms(NOON + hours(24))
    ticks = iter(range(closes - 4, closes + 10_000))
    box, other = make_box(), make_box()
    box._clock_ms = lambda: next(ticks)
    outcomes = put_all(box, [make_op(form) for form in range(400)], threads=32)
    outcomes = [*outcomes, *put_all(other, [make_op(form) for form in range(400, 430)])]
    stored = verdicts(outcomes)[Verdict.STORED]
    assert 0 < stored < 400
    assert verdicts(outcomes)[Verdict.CLOSED] == 430 - stored
    assert rows("SELECT next_number, closed_number FROM box") == [(stored + 1, stored + 1)]
    assert rows("SELECT max(sent_ms) FROM response")[0][0] < closes
    assert checked().faults == ()


def test_an_act_that_the_database_refuses_fails_alone(
    box: Box, checked: Callable[[], Checked]
) -> None:
    errors: list[Exception] = []
    outcomes: list[Outcome] = []
    bad = make_op(5, salt=None)  # type: ignore[arg-type]

    def put(op: Op) -> None:
        try:
            outcomes.append(box.put(op))
        except (sqlite3.IntegrityError, psycopg.IntegrityError) as error:
            errors.append(error)

    holding, gather = threading.Event(), box._gather

    def held_gather() -> Any:
        holding.wait(20)
        return gather()

    box._gather = held_gather  # type: ignore[method-assign]
    ops = [bad if form == 5 else make_op(form) for form in range(40)]
    threads = [threading.Thread(target=put, args=(op,)) for op in ops]
    for thread in threads:
        thread.start()
    wait_for(lambda: box._queue.qsize() == 40)
    holding.set()
    for thread in threads:
        thread.join()
    assert len(errors) == 1
    assert verdicts(outcomes) == {Verdict.STORED: 39}
    assert (checked().responses, checked().faults) == (39, ())


def test_the_writer_goes_on_after_an_act_that_the_database_refused(box: Box) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        box.put(make_op(1, salt=None))  # type: ignore[arg-type]
    assert box.put(make_op(2)) == Outcome(Verdict.STORED, 1)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_text_too_long_for_its_column_is_refused_alone(box: Box) -> None:
    with pytest.raises(psycopg.DataError):
        box.put(make_op(1, language="x" * 17))
    assert box.put(make_op(2)).verdict is Verdict.STORED


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_writer_survives_a_column_that_changes_its_type_under_it(
    box: Box, database: Database
) -> None:
    box.put(make_op(1))
    with bare(database) as connection:
        connection.execute("ALTER TABLE poll ALTER definition_version TYPE bigint")
    assert box.put(make_op(2)) == Outcome(Verdict.STORED, 2)


def test_the_words_are_looked_up_by_their_key(database: Database, poll: Poll, rows: Rows) -> None:
    if database.is_sqlite:
        marks = ",".join(["(1, x'66')"] * 128)
        plan = [row[3] for row in rows("EXPLAIN QUERY PLAN " + KNOWN.format(marks=marks))]
        assert [line.split("(")[0] for line in plan if " c " in line or " r " in line] == [
            "SEARCH c USING PRIMARY KEY ",
            "SEARCH r USING PRIMARY KEY ",
        ]
        heads = rows("EXPLAIN QUERY PLAN " + HEADS.format(marks="1,2"))
        assert not [row for row in heads if row[3].startswith("SCAN")]
        return
    batch = PostgresBatch(plain_url(database.url))
    batch.connect()
    try:
        for statement, values in ((PG_KNOWN, [[1], [b"f"]]), (PG_HEADS, [[1]])):
            found = batch._open.execute("EXPLAIN " + statement, values).fetchall()
            lines = "\n".join(row[0] for row in found)
            assert "Index" in lines
            assert "Seq Scan" not in lines
    finally:
        batch.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_look_up_by_pairs_in_a_list_would_scan(database: Database, rows: Rows) -> None:
    """The control of the test above: the plain way to write it reads all of the table."""
    wrong = "SELECT * FROM claim c WHERE (c.poll_id, c.word) IN (VALUES (1, x'66'), (2, x'67'))"
    assert next(row[3] for row in rows("EXPLAIN QUERY PLAN " + wrong)).startswith("SCAN c")


def test_the_orm_reads_what_the_bare_driver_wrote(
    box: Box, app: Flask, poll: Poll, rows: Rows
) -> None:
    box.put(make_op(1, 1, (2, 3), salt=bytes(range(16)), language="ru"))
    box.put(make_op(2, 2, None))
    box.put(make_op(3, 1, act=Act.WITHDRAW))
    with app.app_context():
        from pollsvc.store.db import session

        found = session().query(ResponseRow).order_by(ResponseRow.number).all()
        assert [
            (row.number, row.replaces, row.standing, row.answers, row.language, row.sent_ms)
            for row in found
        ] == [
            (1, None, "replaced", {"1": [2, 3]}, "ru", to_ms(NOON)),
            (2, None, "counted", {"1": None}, "en", to_ms(NOON)),
            (3, 1, "withdrawn", None, "en", to_ms(NOON)),
        ]
        assert found[0].salt == bytes(range(16))
    # A withdrawal is NULL for the database too, and not the JSON word "null".
    assert rows("SELECT count(*) FROM response WHERE answers IS NULL") == [(1,)]


def test_both_databases_hold_the_same_answers_and_whole_numbers(box: Box, rows: Rows) -> None:
    put_all(box, [make_op(form, choice=(1, 3) if form % 2 else None) for form in range(10)], 1)
    held = rows("SELECT answers, sent_ms, number FROM response ORDER BY number")
    answers = [value if isinstance(value, dict) else json.loads(value) for value, _, _ in held]
    assert answers == [{"1": [1, 3]} if form % 2 else {"1": None} for form in range(10)]
    assert {type(part) for row in held for part in row[1:]} == {int}
    counters = rows("SELECT question, measure, cell, n FROM tally ORDER BY 1, 2, 3")
    assert counters == [
        (0, "hour", str(to_ms(NOON) // 3_600_000), 10),
        (0, "standing", "counted", 10),
        (1, "base", "answered", 5),
        (1, "base", "asked", 10),
        (1, "option", "1", 5),
        (1, "option", "3", 5),
    ]


def test_the_figures_are_told_of_before_the_voter_is_answered(
    make_box: Callable[..., Box], poll: Poll, rows: Rows
) -> None:
    told: list[tuple[int, int]] = []

    def committed(poll_id: int) -> None:
        told.append((poll_id, rows("SELECT count(*) FROM response")[0][0]))

    box = make_box(committed)
    box.put(make_op(1))
    assert told == [(poll.id, 1)]
    box.put(make_op(1))
    assert told == [(poll.id, 1)]


def test_a_stopped_writer_starts_again_with_the_next_act(box: Box) -> None:
    box.put(make_op(1))
    box.stop()
    assert box.put(make_op(2)).number == 2


def test_acts_put_while_the_writer_stops_and_starts_are_all_answered(
    box: Box, checked: Callable[[], Checked]
) -> None:
    done = threading.Event()

    def stop_and_start() -> None:
        while not done.wait(0.001):
            box.stop()

    stopper = threading.Thread(target=stop_and_start)
    stopper.start()
    outcomes = put_all(box, [make_op(form) for form in range(120)], threads=8)
    done.set()
    stopper.join(20)
    assert not stopper.is_alive()
    assert verdicts(outcomes) == {Verdict.STORED: 120}
    assert (checked().responses, checked().faults) == (120, ())


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_process_that_forks_after_its_first_vote_can_vote_in_both(
    settings: Settings, poll: Poll, box: Box, checked: Callable[[], Checked]
) -> None:
    box.put(make_op(1))
    child = os.fork()
    if child == 0:
        ended = 1
        try:
            if box.put(make_op(2), timeout=10) == Outcome(Verdict.STORED, 2):
                ended = 0
        finally:
            os._exit(ended)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert box.put(make_op(3)) == Outcome(Verdict.STORED, 3)
    assert checked().faults == ()


@contextmanager
def boxes_locked(database: Database) -> Iterator[None]:
    """Another program's transaction that holds what every batch needs."""
    with bare(database) as connection:
        connection.execute("BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN")
        if not database.is_sqlite:
            connection.execute("SELECT * FROM box FOR UPDATE")
        yield
        connection.execute("ROLLBACK")


def test_an_act_that_was_given_up_is_not_written_later(
    box: Box, database: Database, rows: Rows
) -> None:
    box.put(make_op(1))
    with boxes_locked(database):
        with pytest.raises(StoreBusyError):
            box.put(make_op(2), timeout=0.3)
        with pytest.raises(StoreBusyError):
            box.put(make_op(3), timeout=0.3)
    # It goes on, and those who were told that nothing was changed were told the truth.
    assert box.put(make_op(4)) == Outcome(Verdict.STORED, 2)
    assert rows("SELECT count(*) FROM response") == [(2,)]
    assert box.put(make_op(2)) == Outcome(Verdict.STORED, 3)


def test_callers_get_errors_of_their_own(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(box._batch, "begin", broken)
    monkeypatch.setattr(box._batch, "refusal", lambda _error: StoreBusyError())
    errors = []

    def put(form: int) -> None:
        try:
            box.put(make_op(form))
        except StoreBusyError as error:
            errors.append(error)

    threads = [threading.Thread(target=put, args=(form,)) for form in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(error) for error in errors}) == 8


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_lock_file_that_cannot_be_opened_is_a_refusal_and_heals(
    box: Box, database: Database
) -> None:
    lock = sqlite_path(database.url).with_name("pollsvc.db.lock")
    lock.unlink()
    lock.mkdir()
    with pytest.raises(StoreBusyError):
        box.put(make_op(1))
    lock.rmdir()
    assert box.put(make_op(1)).verdict is Verdict.STORED


class Losing:
    """A batch whose connection breaks in ``commit``, before or after it was written."""

    def __init__(self, batch: Any, *, after: bool) -> None:
        self._batch = batch
        self._after = after
        self.lost = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def commit(self) -> None:
        if self.lost:
            self._batch.commit()
            return
        self.lost += 1
        if self._after:
            self._batch.commit()
        self._batch.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("after", "verdict"), [(False, Verdict.STORED), (True, Verdict.SAME)])
def test_a_commit_whose_answer_was_lost_counts_once(
    box: Box, checked: Callable[[], Checked], after: bool, verdict: Verdict
) -> None:
    losing = box._batch = Losing(box._batch, after=after)
    assert box.put(make_op(1)) == Outcome(verdict, 1)
    assert losing.lost == 1
    assert (checked().responses, checked().faults) == (1, ())


def test_a_page_made_before_a_commit_is_not_kept_after_it(
    app: Flask, poll: Poll, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vote that is committed while the page of results is made, at its worst moment."""
    from pollsvc.polls.queries import poll_by_slug as read
    from pollsvc.results import pages

    box: Box = app.extensions["box"]

    def read_then_vote(slug: str) -> Poll:
        found = read(slug)
        assert box.put(make_op(1)).verdict is Verdict.STORED
        return found

    monkeypatch.setattr(pages, "poll_by_slug", read_then_vote)
    client = app.test_client()
    client.get(f"/p/{poll.slug}/results")
    monkeypatch.setattr(pages, "poll_by_slug", read)
    after = client.get(f"/p/{poll.slug}/results").text
    assert after == fresh(app, f"/p/{poll.slug}/results")


def fresh(app: Flask, address: str) -> str:
    """The page as it is made now, whatever is kept."""
    app.extensions["kept"]._entries.clear()
    return app.test_client().get(address).text


def test_a_page_is_kept_until_the_figures_change(app: Flask, poll: Poll) -> None:
    """The control of the test above: something is kept at all, and a vote ends that."""
    kept, client = app.extensions["kept"], app.test_client()
    before = client.get(f"/p/{poll.slug}/results").text
    assert len(kept._entries) == 1
    entry = next(iter(kept._entries.values()))
    assert kept._is_true(entry)
    app.extensions["box"].put(make_op(1, choice=(1,)))
    assert not kept._is_true(entry)
    assert client.get(f"/p/{poll.slug}/results").text != before


def test_words_of_two_polls_have_nothing_to_do_with_each_other(
    box: Box, add: Callable[..., Poll], rows: Rows
) -> None:
    other = add(make_new_poll(slug="other"))
    ops = [make_op(1, 1), make_op(1, 1, poll_id=other.id)]
    assert [box.put(op) for op in ops] == [Outcome(Verdict.STORED, 1)] * 2
    assert rows("SELECT count(DISTINCT word) FROM claim") == [(2,)]
    assert word(b"f", 1) in {bytes(each) for (each,) in rows("SELECT word FROM claim")}


def test_a_vote_set_aside_stays_so_through_taking_back_and_voting_again(
    add: Callable[[NewPoll], Poll], app: Flask
) -> None:
    from sqlalchemy import text

    from pollsvc.store.db import session, writing

    poll = add(make_new_poll(may_change=True, may_withdraw=True))
    box = app.extensions["box"]

    def act(form: int, kind: Act) -> None:
        choice = None if kind is Act.WITHDRAW else 1
        assert box.put(make_op(form=form, voter=1, choice=choice, act=kind, poll_id=poll.id))

    act(1, Act.VOTE)
    with app.app_context(), writing() as current:
        for change in (
            "UPDATE response SET standing = 'set_aside', moved_by_history = 5",
            "DELETE FROM tally",
            "INSERT INTO tally VALUES (:p, 0, 'standing', 'set_aside', 1)",
        ):
            current.execute(text(change), {"p": poll.id} if ":p" in change else {})
    act(2, Act.WITHDRAW)
    act(3, Act.VOTE)
    with app.app_context():
        standings = session().execute(text("SELECT standing FROM response ORDER BY number"))
        assert [row.standing for row in standings] == ["replaced", "replaced", "set_aside"]
        assert verify_poll(poll).faults == ()
