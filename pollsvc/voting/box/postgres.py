"""The batch on PostgreSQL's bare driver (psycopg 3)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import psycopg

from pollsvc.domain.errors import PollsvcError, StoreBusyError, StoreFullError
from pollsvc.store.places import PG_OPTIONS
from pollsvc.voting.box.plan import ClashError, Head, Known, Plan

# A plan made while the tables were empty may scan; the look-ups here are all by key.
_OPTIONS = (
    f"{PG_OPTIONS} -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
    " -c lock_timeout=8000"
)
# A server that is gone without a word is noticed before the voters give up.
_LIVENESS: dict[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# Boxes are locked in order of poll id, and nothing locks a box after a claim. The polls'
# rows are locked too, or what waited for a box would see them as they were before it waited.
HEADS = """
SELECT b.poll_id, b.next_number, b.closed_ms, p.opens_at, p.closes_at, p.archived_at,
       p.definition_version, p.may_change, p.may_withdraw,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint
FROM box b JOIN poll p ON p.id = b.poll_id
WHERE b.poll_id = ANY(%s::bigint[]) AND p.deleted_at IS NULL ORDER BY b.poll_id
FOR NO KEY UPDATE OF b FOR SHARE OF p
"""
KNOWN = """
SELECT c.poll_id, c.word, c.response, r.standing, r.answers, r.sent_ms, r.moved_by_history
FROM unnest(%s::bigint[], %s::bytea[]) AS v(p, w)
JOIN claim c ON c.poll_id = v.p AND c.word = v.w
JOIN response r ON r.poll_id = c.poll_id AND r.number = c.response
"""
CLAIM = """
INSERT INTO claim (poll_id, word, response, replaced)
SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[])
ON CONFLICT (poll_id, word) DO UPDATE
SET response = excluded.response, replaced = excluded.replaced
WHERE claim.response = excluded.replaced
"""
RESPONSE = """
INSERT INTO response (poll_id, number, replaces, standing, definition_version, language,
                      shown_seed, sent_ms, answers, salt, moved_by_history)
SELECT p, n, r, s, d, l, o, t, a::jsonb, x, h FROM unnest(
  %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::text[], %s::bigint[],
  %s::bigint[], %s::text[], %s::bytea[], %s::bigint[]) AS v(p, n, r, s, d, l, o, t, a, x, h)
"""
REPLACE = """
UPDATE response SET standing = 'replaced'
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS v(p, n, s)
WHERE response.poll_id = v.p AND response.number = v.n AND response.standing = v.s
"""
MORE = """
INSERT INTO tally (poll_id, question, measure, cell, n)
SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::bigint[])
ON CONFLICT (poll_id, question, measure, cell) DO UPDATE SET n = tally.n + excluded.n
"""
# Never by upsert: the CHECK is tested on the row proposed, where -1 fails.
LESS = """
UPDATE tally SET n = tally.n - v.n
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::bigint[]) AS v(p, q, m, c, n)
WHERE tally.poll_id = v.p AND tally.question = v.q AND tally.measure = v.m AND tally.cell = v.c
"""
BOX = """
UPDATE box SET next_number = v.n, version = version + 1, changed_ms = %s
FROM unnest(%s::bigint[], %s::bigint[]) AS v(p, n) WHERE box.poll_id = v.p
"""
# Options may change until the first response: whoever would change them locks the poll and
# finds this time. Boxes are locked before polls, and who edits a poll locks no box.
FIRST = """
UPDATE poll SET first_response_at = coalesce(first_response_at, %s)
FROM unnest(%s::bigint[], %s::int[]) AS v(p, d)
WHERE poll.id = v.p AND poll.definition_version = v.d
"""
TEXT = """
INSERT INTO text_answer (poll_id, response, question, option, body, sought, moderation, lot)
SELECT * FROM unnest(
  %s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[],
  %s::bigint[])
"""
OLD_TEXTS = """
DELETE FROM text_answer USING unnest(%s::bigint[], %s::bigint[]) AS v(p, n)
WHERE text_answer.poll_id = v.p AND text_answer.response = v.n
"""
LATCH = """
UPDATE box SET closed_number = next_number, closed_ms = %s
WHERE poll_id = ANY(%s::bigint[]) AND closed_ms IS NULL
"""


# The third: a statement was prepared before a migration changed a column's type.
_PASSING = (
    ClashError,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.FeatureNotSupported,
)


class PostgresBatch:
    """One connection that writes batches to PostgreSQL."""

    def __init__(self, dsn: str) -> None:
        """Remember where; the connection is made by ``connect``."""
        self._dsn = dsn
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._process = 0
        self._now_ms = 0

    def connect(self) -> None:
        """Connect, if there is no living connection."""
        if self._process != os.getpid():
            self._connection = None  # the one from before a fork is the parent's to close
        if self._connection is None or self._connection.closed:
            self._process = os.getpid()
            self._connection = psycopg.connect(
                self._dsn, autocommit=True, connect_timeout=3, options=_OPTIONS, **_LIVENESS
            )
            # Each statement is one text, so that it is prepared from the first use.
            self._connection.prepare_threshold = 0

    def close(self) -> None:
        """Close it; the next ``connect`` makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def _open(self) -> psycopg.Connection[tuple[Any, ...]]:
        assert self._connection is not None
        return self._connection

    def begin(self) -> None:
        """Begin; rows are locked when the heads are read."""
        self._open.execute("BEGIN")

    def commit(self) -> None:
        """Commit to stable storage."""
        self._open.execute("COMMIT")

    def rollback(self) -> None:
        """Undo what is pending, as far as there is anything."""
        if self._connection is not None and not self._connection.closed:
            self._connection.execute("ROLLBACK")

    def now_ms(self) -> int:
        """The time of this batch by the database's clock, which all nodes share."""
        return self._now_ms

    def heads(self, poll_ids: Sequence[int]) -> dict[int, Head]:
        """The boxes of these polls, locked until the end of the transaction."""
        rows = self._open.execute(HEADS, [list(poll_ids)]).fetchall()
        if rows:
            self._now_ms = rows[-1][9]
        return {row[0]: Head._make(row[:9]) for row in rows}

    def known(self, words: Sequence[tuple[int, bytes]]) -> list[Known]:
        """Those of these words that are claimed."""
        return [Known._make(row) for row in self._open.execute(KNOWN, _columns(words))]

    def write(self, plan: Plan) -> None:
        """Write the plan.

        Raises:
            ClashError: a claim, a response or a definition was not as it was read.
        """
        if plan.responses:
            self._exactly(CLAIM, sorted(plan.claims))
            self._open.execute(RESPONSE, _columns(plan.responses))
            self._exactly(REPLACE, sorted(plan.replaced))
            self._exactly(TEXT, plan.texts)
            if plan.old_texts:
                self._open.execute(OLD_TEXTS, _columns(plan.old_texts))
            # Nothing rises and nothing falls where a voter changes to the same answer.
            self._exactly(MORE, plan.more())
            self._exactly(LESS, plan.less())
            numbers = sorted(plan.next_numbers.items())
            self._open.execute(BOX, [plan.now_ms, *_columns(numbers)])
            self._exactly(FIRST, sorted(plan.firsts), plan.now_ms)
        if plan.latched:
            self._open.execute(LATCH, [plan.now_ms, sorted(plan.latched)])

    def _exactly(self, statement: str, rows: Sequence[tuple[Any, ...]], *values: int) -> None:
        if not rows:
            return
        if self._open.execute(statement, [*values, *_columns(rows)]).rowcount != len(rows):
            raise ClashError

    def is_lost(self, error: Exception) -> bool:
        """Whether the same batch is worth another try on a fresh connection.

        Form ids make that safe: what was committed after all is found as known.
        """
        if isinstance(error, _PASSING):
            return True
        return self._connection is None or self._connection.closed

    def refusal(self, error: Exception) -> PollsvcError | None:
        """The refusal that tells the voter of this error, if it is the store's own."""
        if isinstance(error, psycopg.errors.DiskFull):
            return StoreFullError()
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return StoreBusyError()
        return None


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into one array a column."""
    return [list(column) for column in zip(*rows, strict=True)]
