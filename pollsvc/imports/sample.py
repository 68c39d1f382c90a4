"""Sample data: invented responses, cast one by one through the writer that votes go through."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import select

from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act, Evidence
from pollsvc.imports.inventing import Sample
from pollsvc.imports.schema.sample import SamplePart
from pollsvc.results.models import BoxRow
from pollsvc.store.columns import from_ms, to_ms
from pollsvc.store.db import db, end_reading, session
from pollsvc.store.places import is_sqlite, postgres_dsn, sqlite_path
from pollsvc.voting.actions import VoterAct, cast_response
from pollsvc.voting.box import Box
from pollsvc.voting.evidence import NONCE_BYTES, PollKey
from pollsvc.voting.models import ClaimRow

Told = Callable[[int], None]
_AT_A_TIME = 200
_LEAST = timedelta(milliseconds=1)
# Most answer soon after a poll has opened, ever fewer later.
_SLOWING = 1.6


class SampleError(Exception):
    """Not all sample responses could be written; ``written`` of ``wanted`` are there."""

    def __init__(self, reason: PollsvcError, written: int, wanted: int) -> None:
        """Keep why, and how far it came."""
        super().__init__(reason.message)
        self.reason, self.written, self.wanted = reason, written, wanted


def cast_sample(poll: Poll, said: SamplePart, now: datetime, told: Told) -> int:
    """Write those of a poll's sample responses that are not there yet; how many these were.

    Each has a form of its own that hangs on its number, so that going on after an
    interruption, or loading twice, adds nothing twice. They are spread over the time from
    the poll's opening to ``now`` or its closing. ``told`` is called with the poll's id after
    each commit.

    Raises:
        SampleError: the writer refused one, as the poll was closed or changed meanwhile, or
            did not answer; loading again goes on.
    """
    key = PollKey.of(b"sample", poll.id)
    evidences = [_evidence(key, poll, number) for number in range(said.responses)]
    there = _known(poll.id, [one.form for one in evidences])
    missing = [number for number, one in enumerate(evidences) if one.form not in there]
    if not missing:
        return 0
    times = _Times(poll, said.responses, now)
    sample = Sample(poll, said)
    with _box(times, told) as box:
        for done, number in enumerate(missing):
            times.number = number
            sent = sample.respondent(number)
            act = VoterAct(
                act=Act.VOTE,
                raw=sent.raw,
                parts=sent.parts,
                evidence=evidences[number],
                nonce=_nonce(poll, number),
                language=sent.language,
                salt=os.urandom(16),
            )
            try:
                cast_response(box, poll, act)
            except PollsvcError as error:
                raise SampleError(error, len(there) + done, said.responses) from error
    return len(missing)


def _nonce(poll: Poll, number: int) -> bytes:
    return blake2b(f"{poll.slug}/{number}".encode(), digest_size=NONCE_BYTES).digest()


def _evidence(key: PollKey, poll: Poll, number: int) -> Evidence:
    """Words that no browser can have: theirs are made with the installation's secret."""
    return key.evidence(_nonce(poll, number), f"sample {number}")


def _known(poll_id: int, words: list[bytes]) -> set[bytes]:
    """Those of these words that are claimed."""
    found: set[bytes] = set()
    for start in range(0, len(words), _AT_A_TIME):
        some = words[start : start + _AT_A_TIME]
        found.update(
            session().scalars(
                select(ClaimRow.word).where(ClaimRow.poll_id == poll_id, ClaimRow.word.in_(some))
            )
        )
    end_reading()
    return found


class _Times:
    """When each response was sent: the clock that the writer is given."""

    def __init__(self, poll: Poll, responses: int, now: datetime) -> None:
        assert poll.opens_at is not None
        last = min(now, poll.closes_at - _LEAST) if poll.closes_at else now
        changed = session().scalar(select(BoxRow.changed_ms).where(BoxRow.poll_id == poll.id))
        end_reading()
        # After what is there already: numbers and times go the same way.
        first = poll.opens_at if changed is None else max(poll.opens_at, from_ms(changed))
        self._first, self._length = first, max(last - first, timedelta())
        self._responses = responses
        self.number = 0

    def __call__(self) -> int:
        """The time of the response with the number set, in UTC milliseconds."""
        share = ((self.number + 0.5) / self._responses) ** _SLOWING
        return to_ms(self._first + self._length * share)


@contextmanager
def _box(clock_ms: Callable[[], int], told: Told) -> Iterator[Box]:
    """A writer of our own, with the clock of the sample, on the database of this session."""
    url = db.engine.url.render_as_string(hide_password=False)
    if is_sqlite(url):
        from pollsvc.voting.box.sqlite import SqliteBatch

        box = Box(SqliteBatch(sqlite_path(url)), committed=told, clock_ms=clock_ms)
    else:
        from pollsvc.voting.box.postgres import PostgresBatch

        box = Box(PostgresBatch(postgres_dsn(url)), committed=told, clock_ms=clock_ms)
    try:
        yield box
    finally:
        box.stop()
