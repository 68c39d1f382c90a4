"""A power cut: a vote is acknowledged only after it was forced to the disk.

What the disk then keeps is the promise of SQLite's ``synchronous=FULL`` in WAL mode; that
setting and the order of commit and answer are what is ours, and they are looked at here.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pollsvc.store.places import sqlite_path
from pollsvc.voting.box import Box
from pollsvc.voting.box.sqlite import SqliteBatch
from tests.acts import make_op
from tests.fault.early import EarlyBox
from tests.fault.running import Instance

FULL = 2


class HeldBatch(SqliteBatch):
    """A batch whose commit lasts until a test lets it end."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.committing = threading.Event()
        self.let_go = threading.Event()
        self.synchronous: Any = None

    def commit(self) -> None:
        self.synchronous = self._open.execute("PRAGMA synchronous").fetchone()[0]
        self.committing.set()
        assert self.let_go.wait(20)
        super().commit()


@pytest.fixture
def held(on_sqlite: Instance) -> Iterator[HeldBatch]:
    batch = HeldBatch(sqlite_path(on_sqlite.url))
    yield batch
    batch.let_go.set()


def answers_before_the_commit(box: Box, held: HeldBatch) -> bool:
    answered = threading.Event()

    def put() -> None:
        box.put(make_op(1))
        answered.set()

    thread = threading.Thread(target=put)
    thread.start()
    assert held.committing.wait(20)
    early = answered.wait(0.3)
    held.let_go.set()
    thread.join(20)
    assert answered.is_set()
    box.stop()
    return early


@pytest.mark.parametrize(("kind", "early"), [(Box, False), (EarlyBox, True)], ids=["real", "wrong"])
def test_no_vote_is_acknowledged_before_its_commit_has_ended(
    kind: type[Box], early: bool, held: HeldBatch, on_sqlite: Instance
) -> None:
    assert answers_before_the_commit(kind(held), held) is early
    assert len(on_sqlite.counted()) == 1


def test_every_commit_is_forced_to_the_disk(held: HeldBatch, on_sqlite: Instance) -> None:
    box = Box(held)
    held.let_go.set()
    box.put(make_op(1))
    box.stop()
    assert held.synchronous == FULL
    path = sqlite_path(on_sqlite.url)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
