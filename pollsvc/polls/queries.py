"""Reading polls: a definition is read once for each of its versions, then kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, and_, case, exists, func, or_, select

from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.poll import (
    Kind,
    Link,
    Option,
    Origin,
    Poll,
    Protection,
    Question,
    Tag,
    Visibility,
)
from pollsvc.domain.texts import Localised
from pollsvc.polls.models import OptionRow, PollRow, PollTagRow, QuestionRow, TagRow, WordingRow
from pollsvc.store.db import db, session

PAGE_SIZE = 20
_KEPT_AT_MOST = 1_000
_RECENT_SECONDS = 1.0
# What is no slug never reaches the database, which refuses NUL and half characters.
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")

# By engine, since several apps can live in one process (tests do).
_kept: WeakKeyDictionary[Engine, dict[int, Poll]] = WeakKeyDictionary()
_recent: WeakKeyDictionary[Engine, dict[str, tuple[float, Poll]]] = WeakKeyDictionary()

_Texts = Mapping[tuple[str, int, str], Localised]


def poll_by_slug(slug: str) -> Poll:
    """The poll at this slug, as it is written now.

    Raises:
        PollNotFoundError: there is none.
    """
    if not _SLUG.match(slug):
        raise PollNotFoundError
    found = (
        session()
        .execute(select(PollRow.id, PollRow.definition_version).where(PollRow.slug == slug))
        .first()
    )
    if found is None:
        raise PollNotFoundError
    return _polls([(found.id, found.definition_version)])[found.id]


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
    """What makes a poll part of the list: neither a draft nor archived."""
    return [
        or_(PollRow.archived_at.is_(None), PollRow.archived_at > now),
        or_(PollRow.origin == "tally", PollRow.opens_at.is_not(None)),
    ]


def all_polls() -> tuple[Poll, ...]:
    """Every poll, by id: for commands that walk them all."""
    rows = session().execute(select(PollRow.id, PollRow.definition_version).order_by(PollRow.id))
    return tuple(_polls([(row.id, row.definition_version) for row in rows]).values())


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
    fresh = _read(versions.keys() - found.keys())
    if len(kept) > _KEPT_AT_MOST:
        kept.clear()
    kept.update(fresh)
    return {poll_id: found.get(poll_id) or fresh[poll_id] for poll_id in versions}


def read_poll(poll_id: int) -> Poll:
    """The poll as it stands in this transaction, which nobody else may see yet."""
    return _read([poll_id])[poll_id]


def _read(ids: Collection[int]) -> dict[int, Poll]:
    """Read these polls in five statements, however many they are."""
    if not ids:
        return {}
    rows = session().scalars(select(PollRow).where(PollRow.id.in_(ids))).all()
    texts: dict[int, dict[tuple[str, int, str], dict[str, str]]] = defaultdict(dict)
    for wording in session().execute(_newest_wordings(ids)):
        subject = texts[wording.poll_id].setdefault(
            (wording.subject, wording.subject_id, wording.field), {}
        )
        subject[wording.language] = wording.text
    options: dict[tuple[int, int], list[OptionRow]] = defaultdict(list)
    for option in session().scalars(
        select(OptionRow).where(OptionRow.poll_id.in_(ids)).order_by(OptionRow.position)
    ):
        options[option.poll_id, option.question_id].append(option)
    questions: dict[int, list[QuestionRow]] = defaultdict(list)
    for question in session().scalars(
        select(QuestionRow).where(QuestionRow.poll_id.in_(ids)).order_by(QuestionRow.position)
    ):
        questions[question.poll_id].append(question)
    tags: dict[int, list[Tag]] = defaultdict(list)
    for poll_id, code, labels in session().execute(
        select(PollTagRow.poll_id, TagRow.code, TagRow.labels)
        .join(TagRow, TagRow.code == PollTagRow.tag)
        .where(PollTagRow.poll_id.in_(ids))
        .order_by(PollTagRow.position)
    ):
        tags[poll_id].append(Tag(code=code, label=Localised.of(labels)))
    found = {}
    for row in rows:
        said = {
            key: Localised(tuple(_in_order(row.languages, words).items()))
            for key, words in texts[row.id].items()
        }
        asked = tuple(_question(one, options[row.id, one.id], said) for one in questions[row.id])
        found[row.id] = _poll(row, asked, tuple(tags[row.id]), said)
    return found


def _newest_wordings(ids: Collection[int]) -> Select[Any]:
    newest = (
        select(func.max(WordingRow.revision))
        .where(
            WordingRow.poll_id == (other := WordingRow.__table__.alias("other")).c.poll_id,
            WordingRow.subject == other.c.subject,
            WordingRow.subject_id == other.c.subject_id,
            WordingRow.field == other.c.field,
            WordingRow.language == other.c.language,
        )
        .scalar_subquery()
    )
    return select(other).where(other.c.poll_id.in_(ids), other.c.revision == newest)


def _in_order(languages: list[str], words: Mapping[str, str]) -> dict[str, str]:
    known = {language: words[language] for language in languages if language in words}
    return {**known, **words}


def _question(row: QuestionRow, options: list[OptionRow], said: _Texts) -> Question:
    return Question(
        id=row.id,
        code=row.code,
        kind=Kind(row.kind),
        text=said["question", row.id, "text"],
        hint=said.get(("question", row.id, "hint")),
        error=said.get(("question", row.id, "error")),
        at_least=row.at_least,
        at_most=row.at_most,
        options=tuple(
            Option(
                id=option.id,
                code=option.code,
                label=said["option", option.id, "label"],
                short=said.get(("option", option.id, "short")),
            )
            for option in options
        ),
    )


def _link(name: str, row: PollRow, said: _Texts) -> Link | None:
    title = said.get(("poll", 0, name))
    if title is None:
        return None
    url = row.settings.get(f"{name}_url")
    return Link(title=title, url=url, note=said.get(("poll", 0, f"{name}_note")))


def _poll(
    row: PollRow, questions: tuple[Question, ...], tags: tuple[Tag, ...], said: _Texts
) -> Poll:
    return Poll(
        id=row.id,
        slug=row.slug,
        origin=Origin(row.origin),
        definition_version=row.definition_version,
        languages=tuple(row.languages),
        questions=questions,
        visibility=Visibility(row.visibility),
        protection=Protection(row.protection) if row.protection else None,
        zone=row.zone,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        release_at=row.release_at,
        archived_at=row.archived_at,
        may_change=row.may_change,
        may_withdraw=row.may_withdraw,
        numbered=bool(row.settings.get("numbered")),
        intro=said.get(("poll", 0, "intro")),
        asked_by=_link("asked_by", row, said),
        source=_link("source", row, said),
        article=_link("article", row, said),
        tags=tags,
    )
