"""What tests of the writer share: a poll, writers on its database, and looks past them."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from pollsvc.config import Settings
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.repeat import Verdict
from pollsvc.store.columns import to_ms
from pollsvc.store.places import sqlite_path
from pollsvc.voting.box import Box, open_box
from pollsvc.voting.verify import Checked, verify_poll
from tests.conftest import Database
from tests.databases import plain_url
from tests.make import NOON, make_new_poll, make_new_question

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


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.0005)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a table in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'pollsvc.db'}"
    url = request.getfixturevalue("empty_postgres")
    assert isinstance(url, str)
    return url
