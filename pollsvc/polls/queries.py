"""Reading polls: a definition is read once for each of its versions, then kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, and_, case, exists, func, or_, select

from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.poll import Origin, Poll, Tag
from pollsvc.domain.texts import Localised
from pollsvc.polls.models import EventRow, PollRow, PollTagRow, QuestionRow, TagRow, WordingRow
from pollsvc.polls.reading import read_polls
from pollsvc.store.db import db, session

PAGE_SIZE = 20
_KEPT_AT_MOST = 1_000
_RECENT_SECONDS = 1.0
# What is no slug never reaches the database, which refuses NUL and half characters.
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")

# By engine, since several apps can live in one process (tests do).
_kept: WeakKeyDictionary[Engine, dict[int, Poll]] = WeakKeyDictionary()
_recent: WeakKeyDictionary[Engine, dict[str, tuple[float, Poll]]] = WeakKeyDictionary()


def poll_by_slug(slug: str) -> Poll:
    """The poll at this slug, as it is written now.

    Raises:
        PollNotFoundError: there is none, or only an editor's beginning of one.
    """
    if not _SLUG.match(slug):
        raise PollNotFoundError
    found = (
        session()
        .execute(
            select(PollRow.id, PollRow.definition_version).where(
                PollRow.slug == slug, PollRow.deleted_at.is_(None)
            )
        )
        .first()
    )
    if found is None:
        raise PollNotFoundError
    poll = _polls([(found.id, found.definition_version)])[found.id]
    if not poll.questions:
        raise PollNotFoundError  # somebody has begun it, and nothing is published yet
    return poll


def recent_poll(slug: str) -> Poll:
    """The poll at this slug as it was written at most a second ago.

    For the vote path, where the writer compares ``definition_version`` itself.

    Raises:
        PollNotFoundError: there is none.
    """
    recent = _recent.setdefault(db.engine, {})
    now = monotonic()
    kept = recent.get(slug)
    if kept and now - kept[0] < _RECENT_SECONDS:
        return kept[1]
    poll = poll_by_slug(slug)
    if len(recent) > _KEPT_AT_MOST:
        recent.clear()
    recent[slug] = (now, poll)
    return poll


def forget_recent() -> None:
    """Make ``recent_poll`` read anew; for the writer that saw another version."""
    _recent.clear()


@dataclass(frozen=True)
class ListedPage:
    """One page of the poll list: polls in order, the page's number and their count."""

    polls: tuple[Poll, ...]
    number: int
    count: int


def listed_polls(
    now: datetime, *, topic: str | None = None, language: str | None = None, number: int = 1
) -> ListedPage:
    """A page of the poll list: open polls first, then planned, then closed ones.

    Drafts and archived polls are not in it. ``topic`` is a tag's code, ``language``
    one in which a question is written; pages count from 1.
    """
    over = or_(PollRow.origin == "tally", _reached(PollRow.closes_at, now))
    planned = and_(PollRow.origin == "live", PollRow.opens_at > now)
    wanted = _listed(now)
    if topic:
        wanted.append(exists().where(PollTagRow.poll_id == PollRow.id, PollTagRow.tag == topic))
    if language:
        wanted.append(
            exists().where(
                WordingRow.poll_id == PollRow.id,
                WordingRow.subject == "question",
                WordingRow.language == language,
            )
        )
    total = session().scalar(select(func.count()).select_from(PollRow).where(*wanted)) or 0
    count = max(1, -(-total // PAGE_SIZE))
    section = case((over, 2), (planned, 1), else_=0)
    last = func.coalesce(PollRow.closes_at, PollRow.opens_at, PollRow.made_at)
    rows = (
        session()
        .execute(
            select(PollRow.id, PollRow.definition_version)
            .where(*wanted)
            .order_by(section, case((section == 2, -last), else_=last), PollRow.id)
            .limit(PAGE_SIZE)
            .offset((number - 1) * PAGE_SIZE)
        )
        .all()
    )
    polls = _polls([(row.id, row.definition_version) for row in rows])
    return ListedPage(tuple(polls[row.id] for row in rows), number, count)


def _reached(column: Any, now: datetime) -> ColumnElement[bool]:
    return and_(column.is_not(None), column <= now)


def used_tags(now: datetime) -> tuple[Tag, ...]:
    """Every topic that some poll of the list has, by its code."""
    rows = session().scalars(
        select(TagRow)
        .where(
            exists()
            .where(PollTagRow.tag == TagRow.code, PollTagRow.poll_id == PollRow.id)
            .where(*_listed(now))
        )
        .order_by(TagRow.code)
    )
    return tuple(Tag(code=row.code, label=Localised.of(row.labels)) for row in rows)


def _listed(now: datetime) -> list[ColumnElement[bool]]:
    """What makes a poll part of the list: neither a draft nor archived, nor deleted."""
    return [
        PollRow.deleted_at.is_(None),
        or_(PollRow.archived_at.is_(None), PollRow.archived_at > now),
        or_(PollRow.origin == "tally", PollRow.opens_at.is_not(None)),
    ]


def all_polls() -> tuple[Poll, ...]:
    """Every poll that has been written, by id: for commands that walk them all."""
    written = exists().where(QuestionRow.poll_id == PollRow.id)
    rows = session().execute(
        select(PollRow.id, PollRow.definition_version).where(written).order_by(PollRow.id)
    )
    return polls_of([(row.id, row.definition_version) for row in rows])


def polls_of(wanted: Iterable[tuple[int, int]]) -> tuple[Poll, ...]:
    """These polls, by id and ``definition_version``, in this order.

    Those that an editor has begun and nobody has written yet have no questions.
    """
    return tuple(_polls(wanted).values())


def polls_of_event(code: str) -> tuple[Poll, ...]:
    """The polls of the event with this code that were published, in the order they open."""
    if not _SLUG.match(code):
        return ()
    rows = session().execute(
        select(PollRow.id, PollRow.definition_version)
        .join(EventRow, EventRow.id == PollRow.event_id)
        .where(
            EventRow.code == code,
            PollRow.deleted_at.is_(None),
            or_(PollRow.opens_at.is_not(None), PollRow.origin == Origin.TALLY.value),
        )
        .order_by(PollRow.opens_at.is_not(None), PollRow.opens_at, PollRow.id)
    )
    return polls_of([(row.id, row.definition_version) for row in rows])


def slug_digest(slug: str) -> str | None:
    """The digest of the definition that was loaded at this slug, if any was."""
    return session().scalar(select(PollRow.digest).where(PollRow.slug == slug))


def _polls(wanted: Iterable[tuple[int, int]]) -> dict[int, Poll]:
    versions = dict(wanted)
    kept = _kept.setdefault(db.engine, {})
    found = {
        poll_id: poll
        for poll_id, version in versions.items()
        if (poll := kept.get(poll_id)) and poll.definition_version == version
    }
    fresh = read_polls(versions.keys() - found.keys())
    if len(kept) > _KEPT_AT_MOST:
        kept.clear()
    kept.update(fresh)
    return {poll_id: found.get(poll_id) or fresh[poll_id] for poll_id in versions}
