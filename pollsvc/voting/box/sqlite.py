"""The batch on SQLite's bare driver."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from pollsvc.domain.errors import PollsvcError, StoreBusyError, StoreFullError
from pollsvc.store.places import open_locks, set_pragmas
from pollsvc.voting.box.plan import ClashError, Head, Known, Plan

HEADS = """
SELECT b.poll_id, b.next_number, b.closed_ms, p.opens_at, p.closes_at, p.archived_at,
       p.definition_version, p.may_change, p.may_withdraw
FROM box b JOIN poll p ON p.id = b.poll_id
WHERE b.poll_id IN ({marks}) AND p.deleted_at IS NULL
"""
# Written as a join: `(a, b) IN (VALUES …)` would scan the whole of claim.
KNOWN = """
WITH v(p, w) AS (VALUES {marks})
SELECT c.poll_id, c.word, c.response, r.standing, r.answers, r.sent_ms, r.moved_by_history
FROM v CROSS JOIN claim c CROSS JOIN response r
WHERE c.poll_id = v.p AND c.word = v.w AND r.poll_id = c.poll_id AND r.number = c.response
"""
CLAIM = """
INSERT INTO claim (poll_id, word, response, replaced) VALUES (?, ?, ?, ?)
ON CONFLICT (poll_id, word) DO UPDATE
SET response = excluded.response, replaced = excluded.replaced
WHERE claim.response = excluded.replaced
"""
RESPONSE = """
INSERT INTO response (poll_id, number, replaces, standing, definition_version, language,
                      shown_seed, sent_ms, answers, salt, moved_by_history)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
REPLACE = """
UPDATE response SET standing = 'replaced' WHERE poll_id = ? AND number = ? AND standing = ?
"""
MORE = """
INSERT INTO tally (poll_id, question, measure, cell, n) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (poll_id, question, measure, cell) DO UPDATE SET n = tally.n + excluded.n
"""
# Never by upsert: the CHECK is tested on the row proposed, where -1 fails.
LESS = """
UPDATE tally SET n = n - ? WHERE poll_id = ? AND question = ? AND measure = ? AND cell = ?
"""
BOX = """
UPDATE box SET next_number = ?, version = version + 1, changed_ms = ? WHERE poll_id = ?
"""
# Options may change until the first response: whoever would change them finds this time.
FIRST = """
UPDATE poll SET first_response_at = coalesce(first_response_at, ?)
WHERE id = ? AND definition_version = ?
"""
TEXT = """
INSERT INTO text_answer (poll_id, response, question, option, body, sought, moderation, lot)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
OLD_TEXTS = "DELETE FROM text_answer WHERE poll_id = ? AND response = ?"
LATCH = """
UPDATE box SET closed_number = next_number, closed_ms = ?
WHERE poll_id = ? AND closed_ms IS NULL
"""


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_OF_THE_PARENT: list[sqlite3.Connection | None] = []


class SqliteBatch:
    """One connection that writes batches to an SQLite file."""

    def __init__(self, path: Path) -> None:
        """Remember the file; the connection is made by ``connect``."""
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._turn = self._lock = -1

    def connect(self) -> None:
        """Open the file and the lock beside it, if they are not open yet."""
        if self._process != os.getpid():
            # SQLite forbids to use or close in a forked process what was opened before.
            _OF_THE_PARENT.append(self._connection)
            self._connection = None
        if self._connection is None:
            self._process = os.getpid()
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=64
            )
            try:
                set_pragmas(connection)
                self._turn, self._lock = open_locks(self._path)
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    def close(self) -> None:
        """Close both; the next ``connect`` opens them anew."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            os.close(self._lock)
            os.close(self._turn)

    @property
    def _open(self) -> sqlite3.Connection:
        assert self._connection is not None
        return self._connection

    def begin(self) -> None:
        """Take the file lock in turn with others who write, then SQLite's own."""
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        fcntl.flock(self._turn, fcntl.LOCK_UN)
        self._open.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Commit to stable storage and let the next process write."""
        self._open.execute("COMMIT")
        fcntl.flock(self._lock, fcntl.LOCK_UN)

    def rollback(self) -> None:
        """Undo what is pending, as far as there is anything."""
        if self._connection is not None:
            try:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_UN)

    def now_ms(self) -> int:
        """The time of this batch: the clock of the machine that holds the file."""
        return time.time_ns() // 1_000_000

    def heads(self, poll_ids: Sequence[int]) -> dict[int, Head]:
        """The boxes of these polls, locked by the transaction."""
        marks = ",".join("?" * len(poll_ids))
        rows = self._open.execute(HEADS.format(marks=marks), poll_ids)
        return {row[0]: Head._make((*row[:7], bool(row[7]), bool(row[8]))) for row in rows}

    def known(self, words: Sequence[tuple[int, bytes]]) -> list[Known]:
        """Those of these words that are claimed."""
        marks = ",".join(["(?, ?)"] * len(words))
        flat = [part for word in words for part in word]
        return [
            Known._make((*row[:4], json.loads(row[4]) if row[4] else None, *row[5:]))
            for row in self._open.execute(KNOWN.format(marks=marks), flat)
        ]

    def write(self, plan: Plan) -> None:
        """Write the plan.

        Raises:
            ClashError: a claim, a response or a definition was not as it was read.
        """
        connection = self._open
        if plan.responses:
            self._exactly(CLAIM, sorted(plan.claims), len(plan.claims))
            connection.executemany(RESPONSE, plan.responses)
            self._exactly(REPLACE, sorted(plan.replaced), len(plan.replaced))
            connection.executemany(TEXT, plan.texts)
            connection.executemany(OLD_TEXTS, plan.old_texts)
            connection.executemany(MORE, plan.more())
            less = [(one.n, *one[:4]) for one in plan.less()]
            self._exactly(LESS, less, len(less))
            connection.executemany(
                BOX,
                [(number, plan.now_ms, poll) for poll, number in sorted(plan.next_numbers.items())],
            )
            firsts = [(plan.now_ms, *first) for first in sorted(plan.firsts)]
            self._exactly(FIRST, firsts, len(firsts))
        connection.executemany(LATCH, [(plan.now_ms, poll) for poll in sorted(plan.latched)])

    def _exactly(self, statement: str, rows: Sequence[tuple[object, ...]], count: int) -> None:
        if rows and self._open.executemany(statement, rows).rowcount != count:
            raise ClashError

    def is_lost(self, error: Exception) -> bool:
        """Whether the connection is gone, so that the same batch is worth another try."""
        return isinstance(error, ClashError)

    def refusal(self, error: Exception) -> PollsvcError | None:
        """The refusal that tells the voter of this error, if it is the store's own."""
        if isinstance(error, OSError):
            return StoreFullError() if error.errno in _NO_ROOM else StoreBusyError()
        if not isinstance(error, sqlite3.OperationalError):
            return None
        text = str(error)
        if "full" in text or "disk I/O" in text:
            return StoreFullError()
        return StoreBusyError()
