"""Answers of a survey that were not sent yet: kept by step, erased when sent or in time."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from pollsvc.domain.answers import Parts, Raw
from pollsvc.domain.errors import PollsvcError, UnfinishedGoneError
from pollsvc.domain.repeat import Act
from pollsvc.store.columns import from_ms, to_ms
from pollsvc.store.db import db, end_reading, session, writing
from pollsvc.voting.models import UnfinishedRow

log = logging.getLogger(__name__)
# With each step that is written; ``pollsvc tidy`` erases all of them.
_ERASED_IN_PASSING = 20
_ERASED_A_TIME = 500
_PAGES_REMEMBERED = 5


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """The strings typed so far, by step or all at once.

    ``seen`` are the questions that a form showed when it was sent, each with the digest of
    the words it had, or ``""`` while nobody has gone on from there. ``let_go`` are those that
    may stay without an answer, as the respondent was asked once more. ``came_from`` is the
    code in the link by which they came. ``turns`` are the pages last sent from, each with the
    number of the last time. ``writers`` are the questions and rows, each with the page from
    which its answer came.
    """

    raw: Raw = field(default_factory=dict)
    parts: Parts = field(default_factory=dict)
    seen: Mapping[int, str] = field(default_factory=dict)
    let_go: Set[int] = frozenset()
    act: Act = Act.VOTE
    came_from: str | None = None
    ends_at: datetime | None = None
    turns: Mapping[str, int] = field(default_factory=dict)
    writers: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """12 hex digits that change whenever something typed does."""
        typed = json.dumps([_raw_stored(self.raw), _parts_stored(self.parts)], sort_keys=True)
        return hashlib.blake2b(typed.encode(), digest_size=6).hexdigest()

    def after(self, step: Typed) -> Unfinished:
        """The same with one step as it was typed; nothing else is touched.

        What a page showed and brings back as it was is left as another page has written it
        since. What a page saved by itself changes nothing where it comes late: after
        something that the same page has sent since.
        """
        page, number = step.turn
        turns = dict(self.turns)
        latest = turns.pop(page, -1)
        if step.by_itself and number <= latest:
            return self
        if page:
            turns[page] = max(number, latest)
        others = {one for one in step.same if self.writers.get(one, step.page) != step.page}
        touches = step.touches - others
        raw = {k: v for k, v in step.raw.items() if k not in others}
        parts = {k: v for k, v in step.parts.items() if k[0] not in others}
        return replace(
            self,
            raw={k: v for k, v in self.raw.items() if k not in touches} | raw,
            parts={k: v for k, v in self.parts.items() if k[0] not in touches} | parts,
            seen={**dict.fromkeys(step.touches, ""), **self.seen, **step.seen},
            let_go=frozenset(self.let_go) | step.let_go,
            turns=dict([*turns.items()][-_PAGES_REMEMBERED:]),
            writers={**self.writers, **dict.fromkeys(touches, step.page)},
        )


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One step as it was sent. ``touches`` are the questions, and rows, that its form had.

    ``turn`` says which page sent it, and how often that page had sent something by then;
    ``by_itself`` that nobody pressed a button. ``page`` is the word of the very page that
    it is from, and ``same`` are those that it brings as that page had them.
    """

    touches: frozenset[int]
    raw: dict[int, tuple[str, ...]]
    parts: dict[tuple[int, str], str]
    seen: dict[int, str] = field(default_factory=dict)
    let_go: frozenset[int] = frozenset()
    turn: tuple[str, int] = ("", 0)
    by_itself: bool = False
    page: str = ""
    same: frozenset[int] = frozenset()

    @property
    def all_of_it(self) -> Typed:
        """The same to be shown: nothing gives way to what other pages have written."""
        return replace(self, by_itself=False, same=frozenset())


def unfinished(poll_id: int, word: bytes, now: datetime) -> Unfinished:
    """What is kept under this word.

    Raises:
        UnfinishedGoneError: nothing, or not any more.
    """
    row = session().execute(_of(poll_id, word)).first()
    return _read(row, now)


def keep_step(
    poll_id: int,
    word: bytes,
    step: Typed,
    now: datetime,
    *,
    ends_at: datetime,
    start: Unfinished | None = None,
    voter: bytes | None = None,
) -> Unfinished:
    """Keep one step as it was typed, until ``ends_at``; gives all that is kept then.

    ``start`` is what a survey begins with, given where this may be its first step; ``voter``
    the word of a voter whose vote it begins to change.

    Raises:
        UnfinishedGoneError: it was sent or erased meanwhile.
    """
    place = (UnfinishedRow.poll_id == poll_id) & (UnfinishedRow.word == word)
    with writing() as current:
        _erase_due(now, _ERASED_IN_PASSING)
        current.execute(delete(UnfinishedRow).where(place, UnfinishedRow.expires_ms <= to_ms(now)))
        times = {"saved_ms": to_ms(now), "expires_ms": to_ms(ends_at)}
        if start is not None:
            new = _insert().values(
                poll_id=poll_id, word=word, voter=voter, content=_stored(start), **times
            )
            current.execute(new.on_conflict_do_nothing())
        found = _read(current.execute(_of(poll_id, word).with_for_update()).first(), now)
        kept = replace(found.after(step), ends_at=ends_at)
        row = current.get_one(UnfinishedRow, (poll_id, word))
        row.content, row.saved_ms, row.expires_ms = _stored(kept), *times.values()
        row.voter = voter or row.voter  # also where it was begun as a vote
    return kept


def forget_unfinished(poll_id: int, word: bytes, voter: bytes) -> None:
    """Erase what was sent, and every change of this voter's vote that was begun and not sent.

    A fault is logged, no more: it is erased in time anyway.
    """
    # One by one, as either has an index of its own.
    its_own = UnfinishedRow.word == word, UnfinishedRow.voter == voter
    try:
        end_reading()
        with writing() as current:
            for where in its_own:
                its_poll = delete(UnfinishedRow).where(UnfinishedRow.poll_id == poll_id)
                current.execute(its_poll.where(where))
    except (PollsvcError, SQLAlchemyError) as error:
        log.warning("Answers that were sent could not be erased from the unfinished: %s", error)


def erase_expired(now: datetime) -> int:
    """Erase everything whose time is over; gives how many."""
    erased = 0
    while True:
        with writing():
            some = _erase_due(now, _ERASED_A_TIME)
        erased += some
        if some < _ERASED_A_TIME:
            return erased


def _erase_due(now: datetime, at_most: int) -> int:
    due = (
        select(UnfinishedRow.poll_id, UnfinishedRow.word)
        .where(UnfinishedRow.expires_ms <= to_ms(now))
        .order_by(UnfinishedRow.expires_ms)
        .limit(at_most)
        # On PostgreSQL two that erase at once take different rows.
        .with_for_update(skip_locked=True)
    )
    rows = [{"its_poll": one.poll_id, "its_word": one.word} for one in session().execute(due)]
    if rows:
        # One by one, as SQLite would look through the whole table for a list of pairs.
        one = delete(UnfinishedRow).where(
            UnfinishedRow.poll_id == bindparam("its_poll"),
            UnfinishedRow.word == bindparam("its_word"),
        )
        session().connection().execute(one, rows)
    return len(rows)


def day_after(now: datetime, days: int) -> datetime:
    """When answers kept now are erased: after so many days, or one at the least."""
    return now + timedelta(days=max(days, 1))


def _of(poll_id: int, word: bytes) -> Any:
    return select(UnfinishedRow.content, UnfinishedRow.expires_ms).where(
        UnfinishedRow.poll_id == poll_id, UnfinishedRow.word == word
    )


def _insert() -> Any:
    name = db.engine.dialect.name
    insert = postgresql.insert if name == "postgresql" else sqlite.insert
    return insert(UnfinishedRow)


def _read(row: Any, now: datetime) -> Unfinished:
    if row is None or row.expires_ms <= to_ms(now):
        raise UnfinishedGoneError
    content: dict[str, Any] = row.content
    parts = (name.partition(".") for name in content["parts"])
    return Unfinished(
        raw={int(number): tuple(values) for number, values in content["raw"].items()},
        parts={(int(n), piece): content["parts"][f"{n}.{piece}"] for n, _, piece in parts},
        seen={int(number): digest for number, digest in content["seen"].items()},
        let_go=frozenset(content["let_go"]),
        act=Act(content["act"]),
        came_from=content["came_from"],
        turns=dict(content["turns"]),
        writers={int(number): page for number, page in content["writers"].items()},
        ends_at=from_ms(row.expires_ms),
    )


def _stored(one: Unfinished) -> dict[str, Any]:
    return {
        "raw": _raw_stored(one.raw),
        "parts": _parts_stored(one.parts),
        "seen": {str(number): digest for number, digest in one.seen.items()},
        "let_go": sorted(one.let_go),
        "act": one.act.value,
        "came_from": one.came_from and _clean(one.came_from),
        "turns": [list(pair) for pair in one.turns.items()],  # in the order they came
        "writers": {str(number): page for number, page in one.writers.items()},
    }


def _raw_stored(raw: Raw) -> dict[str, list[str]]:
    return {str(number): _all_clean(values) for number, values in raw.items()}


def _parts_stored(parts: Parts) -> dict[str, str]:
    return {f"{number}.{piece}": _clean(value) for (number, piece), value in parts.items()}


def _all_clean(values: Iterable[str]) -> list[str]:
    return [_clean(value) for value in values]


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot keep: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
