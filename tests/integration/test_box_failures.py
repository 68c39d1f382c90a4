"""The writer on both databases: what fails alone, what is retried, and how it goes on."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from pollsvc.config import Settings
from pollsvc.domain.errors import StoreBusyError
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Verdict
from pollsvc.store.places import sqlite_path
from pollsvc.voting.box import Box, Op, Outcome
from pollsvc.voting.verify import Checked
from tests.acts import make_op, put_all
from tests.conftest import Database
from tests.integration.conftest import Rows, bare, verdicts, wait_for


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
