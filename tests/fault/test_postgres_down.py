"""PostgreSQL goes away and comes back, or ends connections: nothing is lost or doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from pollsvc.domain.errors import StoreBusyError
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Verdict
from pollsvc.voting.box import Op, Outcome
from pollsvc.voting.verify import verify_poll
from tests import databases
from tests.acts import make_op, put_all
from tests.conftest import Database
from tests.databases import DURABLE, NoPostgresError, Server, plain_url
from tests.fault.running import Instance, instance, wait_for
from tests.fault.voters import Voters, assert_nothing_lost_or_added

RECOVERY_SECONDS = 10.0


class OwnPostgres:
    """A server of this test's own, as durable as PostgreSQL is by itself."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.server = server
        assert server.process is not None
        self.process = server.process
        self._words = [str(word) for word in server.process.args]  # type: ignore[union-attr]

    def end(self) -> None:
        """End it at once, without a checkpoint ("immediate")."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=20)

    def start(self) -> None:
        """Start it again on the same data."""
        self.process = subprocess.Popen(
            self._words,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=databases._clean(),
            start_new_session=True,
            **databases._owner(),
        )

    def answers(self) -> bool:
        """Whether it can be asked."""
        try:
            psycopg.connect(plain_url(self.server.url), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    with ExitStack() as stack:
        place = tempfile.TemporaryDirectory(
            prefix="pollsvc-pg-", dir=databases._open_folder(), ignore_cleanup_errors=True
        )
        folder = Path(stack.enter_context(place))
        try:
            server = stack.enter_context(databases._own_server(folder, DURABLE))
        except NoPostgresError as error:
            pytest.skip(str(error))
        own = OwnPostgres(folder, server)
        yield own
        if own.process is not server.process and own.process.poll() is None:
            own.end()


@pytest.fixture
def on_postgres(own_postgres: OwnPostgres, tmp_path: Path) -> Iterator[Instance]:
    url = own_postgres.server.url_of(own_postgres.server.create())
    with instance(tmp_path / "instance", url) as made:
        yield made


def test_a_database_that_ends_under_load_and_comes_back_loses_and_adds_nothing(
    own_postgres: OwnPostgres, on_postgres: Instance
) -> None:
    on_postgres.start()
    voters = Voters(on_postgres)
    with voters.voting():
        wait_for(lambda: len(voters.acknowledged) >= 100)
        own_postgres.end()
        before = voters.statuses[503]
        wait_for(lambda: voters.statuses[503] > before)
        time.sleep(0.5)
        own_postgres.start()
        wait_for(own_postgres.answers)
        up, known = time.monotonic(), len(voters.acknowledged)
        wait_for(lambda: len(voters.acknowledged) >= known + 50)
        recovered = voters.last - up
    on_postgres.kill()
    assert_nothing_lost_or_added(voters, at_least=150)
    assert set(voters.statuses) <= {303, 503}
    assert recovered < RECOVERY_SECONDS


def end_connections(database: Database, over: threading.Event, ended: Counter[str]) -> None:
    """End every other connection to this database again and again.

    At uneven times, and only when something was stored since: cut always faster than a
    slow machine can connect, no writer could store anything, and nothing could be lost.
    """
    seen = -1
    statement = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(plain_url(database.url), autocommit=True) as connection:
        while not over.wait(random.uniform(0.01, 0.1)):
            if ended["stored"] == seen:
                continue
            seen = ended["stored"]
            found = connection.execute(statement).fetchone()
            ended["connections"] += found[0] if found else 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_connections_that_are_ended_meanwhile_lose_and_double_nothing(
    app: Flask, add: Callable[..., Poll], database: Database
) -> None:
    from tests.make import make_new_poll

    poll = add(make_new_poll())
    with app.app_context():
        from pollsvc.store.db import db

        db.engine.dispose()
    box = app.extensions["box"]
    over, ended = threading.Event(), Counter[str]()
    killer = threading.Thread(target=end_connections, args=(database, over, ended))
    killer.start()

    def put(op: Op) -> Outcome:
        for _try in range(50):
            try:
                outcome: Outcome = box.put(op)
            except StoreBusyError:
                continue
            ended["stored"] += 1
            return outcome
        raise AssertionError("it was never stored")

    patient = type("Patient", (), {"put": staticmethod(put)})()
    form = 0
    outcomes: list[Outcome] = []
    try:
        while ended["connections"] < 10 or form < 400:
            ops = [make_op(form + more) for more in range(100)]
            outcomes += put_all(patient, ops, threads=16)
            form += 100
    finally:
        over.set()
        killer.join()
    assert {outcome.verdict for outcome in outcomes} <= {Verdict.STORED, Verdict.SAME}
    assert sorted(outcome.number or 0 for outcome in outcomes) == list(range(1, form + 1))
    with app.app_context():
        checked = verify_poll(poll)
    assert (checked.responses, checked.faults) == (form, ())
