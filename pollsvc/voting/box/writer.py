"""The writer thread: gathers acts, commits them together, answers each."""

from __future__ import annotations

import logging
import os
import queue
import threading
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pollsvc.config import Settings
from pollsvc.domain.errors import PollsvcError, StoreBusyError
from pollsvc.store.places import postgres_dsn, sqlite_path
from pollsvc.voting.box.plan import Head, Known, Op, Outcome, Plan, plan_batch

BATCH_SIZE = 64
WAIT_SECONDS = 12.0
_TRIES = 3
log = logging.getLogger(__name__)


class Batch(Protocol):
    """What the writer needs of a database: see ``sqlite`` and ``postgres``."""

    def connect(self) -> None:
        """Be connected."""

    def close(self) -> None:
        """Let go of the connection."""

    def begin(self) -> None:
        """Begin a transaction that writes."""

    def commit(self) -> None:
        """Commit to stable storage."""

    def rollback(self) -> None:
        """Undo what is pending."""

    def now_ms(self) -> int:
        """The time of this batch."""

    def heads(self, poll_ids: Sequence[int]) -> dict[int, Head]:
        """The locked boxes of these polls."""

    def known(self, words: Sequence[tuple[int, bytes]]) -> list[Known]:
        """Those of these words that are claimed."""

    def write(self, plan: Plan) -> None:
        """Write the plan."""

    def is_lost(self, error: Exception) -> bool:
        """Whether the same batch is worth another try."""

    def refusal(self, error: Exception) -> PollsvcError | None:
        """What to tell the voter, if the error is the store's own."""


def _closed_lock() -> threading.Lock:
    """A lock to wait at; half the price of an Event, of which each vote would need one."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass
class _Waiting:
    op: Op
    answered: threading.Lock = field(default_factory=_closed_lock)
    outcome: Outcome | None = None
    error: Exception | None = None
    given_up: bool = False

    @property
    def words(self) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
        return (
            (self.op.poll_id, self.op.words.form),
            (self.op.poll_id, self.op.words.voter),
        )


class Box:
    """Takes acts from any thread and answers each after its commit."""

    def __init__(
        self,
        batch: Batch,
        *,
        committed: Callable[[int], None] = lambda _poll_id: None,
        clock_ms: Callable[[], int] | None = None,
    ) -> None:
        """Write through ``batch``.

        ``committed`` is told of each poll whose figures changed, before anybody is
        answered. ``clock_ms`` replaces the database's clock in tests.
        """
        self._batch = batch
        self._committed = committed
        self._clock_ms = clock_ms
        self._begin()
        _boxes.add(self)

    def _begin(self) -> None:
        """Begin with nothing; in a process that forked, what waits is the parent's."""
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._put_off: deque[_Waiting] = deque()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()

    def put(self, op: Op, timeout: float = WAIT_SECONDS) -> Outcome:
        """Write one act and give what it came to, after it is on stable storage.

        Raises:
            StoreBusyError: the database did not answer in time, or is not there.
            StoreFullError: there is no room.
        """
        waiting = _Waiting(op)
        with self._start:
            # Under the lock, or ``stop`` could end the thread between the two.
            self._run()
            self._queue.put(waiting)
        if not waiting.answered.acquire(timeout=timeout):
            waiting.given_up = True
            raise StoreBusyError
        if waiting.error is not None:
            raise waiting.error
        assert waiting.outcome is not None
        return waiting.outcome

    def stop(self) -> None:
        """End the writer thread after what has been put; ``put`` starts it again."""
        with self._start:
            # Joined under the lock: two threads must never share the connection.
            if self._thread is not None:
                self._queue.put(None)
                self._thread.join()
                self._thread = None

    def _run(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            # Started at the first act, so that a server may fork before it.
            self._thread = threading.Thread(target=self._work, name="pollsvc-writer", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        going_on = True
        while going_on:
            gathered, going_on = self._gather()
            if gathered:
                self._write_all(gathered)
        while self._put_off:
            self._write_all([self._put_off.popleft()])
        self._batch.close()

    def _gather(self) -> tuple[list[_Waiting], bool]:
        """What has come, without lingering; acts that share a word wait for the next."""
        taken: list[_Waiting] = []
        words: set[tuple[int, bytes]] = set()
        earlier, self._put_off = self._put_off, deque()
        going_on = True
        while len(taken) < BATCH_SIZE:
            if earlier:
                waiting: _Waiting | None = earlier.popleft()
            else:
                try:
                    waiting = self._queue.get(block=not taken and not self._put_off)
                except queue.Empty:
                    break
            if waiting is None:
                going_on = False
                break
            if words.isdisjoint(waiting.words):
                taken.append(waiting)
                words.update(waiting.words)
            else:
                self._put_off.append(waiting)
        self._put_off.extend(earlier)
        return taken, going_on

    def _write_all(self, gathered: list[_Waiting]) -> None:
        """Write them together; if that fails, in halves, so that the bad one ends alone."""
        try:
            self._write_retrying(gathered)
        except Exception as error:  # noqa: BLE001 - raised again in each voter's own thread
            refused = self._batch.refusal(error) is not None
            if not refused and len(gathered) > 1:
                half = len(gathered) // 2
                self._write_all(gathered[:half])
                self._write_all(gathered[half:])
                return
            log.warning("A batch of %d was not written: %r", len(gathered), error)
            for waiting in gathered:
                # An error of its own for each, as each is raised in another thread.
                waiting.error = self._batch.refusal(error) or error
        for waiting in gathered:
            waiting.answered.release()

    def _write_retrying(self, gathered: list[_Waiting]) -> None:
        for left in reversed(range(_TRIES)):
            try:
                self._write(gathered)
            except Exception as error:
                try:
                    self._batch.rollback()
                except Exception:
                    log.debug("rollback failed", exc_info=True)
                lost = self._batch.is_lost(error)
                # What failed once is not used again: a fresh connection costs little.
                self._batch.close()
                if not lost or not left:
                    raise
            else:
                return

    def _write(self, gathered: list[_Waiting]) -> None:
        batch = self._batch
        batch.connect()
        batch.begin()
        heads = batch.heads(sorted({waiting.op.poll_id for waiting in gathered}))
        # Who gave up while this waited for its locks was told that nothing was changed.
        taken = [waiting for waiting in gathered if not waiting.given_up]
        ops = [waiting.op for waiting in taken]
        known = batch.known([word for waiting in taken for word in waiting.words]) if taken else []
        now_ms = self._clock_ms() if self._clock_ms else batch.now_ms()
        plan, outcomes = plan_batch(ops, heads, known, now_ms)
        if plan.is_empty:
            batch.rollback()
        else:
            batch.write(plan)
            batch.commit()
            for poll_id in {*plan.next_numbers, *plan.latched}:
                self._committed(poll_id)
        for waiting, outcome in zip(taken, outcomes, strict=True):
            waiting.outcome = outcome


_boxes: weakref.WeakSet[Box] = weakref.WeakSet()


def _after_fork() -> None:
    for box in _boxes:
        box._begin()


os.register_at_fork(after_in_child=_after_fork)


def open_box(settings: Settings, committed: Callable[[int], None]) -> Box:
    """The writer for this installation's database."""
    if settings.is_sqlite:
        from pollsvc.voting.box.sqlite import SqliteBatch

        return Box(SqliteBatch(sqlite_path(settings.database_url)), committed=committed)
    from pollsvc.voting.box.postgres import PostgresBatch

    return Box(PostgresBatch(postgres_dsn(settings.database_url)), committed=committed)
