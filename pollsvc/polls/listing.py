"""The desk's list of polls: found, counted and paged in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import defer

from pollsvc.accounts.models import EditorRow
from pollsvc.domain.draft.lists import split_topics
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.poll import Tag
from pollsvc.domain.slugs import code_of
from pollsvc.domain.texts import Localised, clean_text, same_text
from pollsvc.polls.models import DraftRow, PollEditorRow, PollRow, PollTagRow, QuestionRow, TagRow
from pollsvc.store.db import session

PAGE_SIZE = 20
LONGEST_SEARCH = 200
_MOST_WORDS = 8
_MOST_TOPICS = 50
_MOST_TYPED = 5


class Show(StrEnum):
    """The parts of the list, by where polls stand in their life."""

    ALL = "all"
    """Everything but deleted polls."""
    OPEN = "open"
    DRAFTS = "drafts"
    PLANNED = "planned"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DELETED = "deleted"


# In this order they stand in the whole list.
_PARTS = (Show.OPEN, Show.PLANNED, Show.DRAFTS, Show.CLOSED, Show.ARCHIVED, Show.DELETED)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for. ``topic`` is a tag's code, ``worker`` an editor's id."""

    show: Show = Show.ALL
    words: str = ""
    topic: str | None = None
    worker: int | None = None
    number: int = 1

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out but by the part of the list."""
        return not (self.words or self.topic or self.worker)


@dataclass(frozen=True, kw_only=True)
class ListedPoll:
    """A poll as the list names it. ``part`` says where it stands, never ``ALL``.

    ``has_draft``: something is typed that readers do not see yet. ``phase`` is that of a
    pair's poll, ``""`` for all others.
    """

    id: int
    slug: str
    title: str
    languages: tuple[str, ...]
    zone: str
    part: Show
    is_tally: bool
    is_written: bool
    has_draft: bool
    may_write: bool
    opens_at: datetime | None
    closes_at: datetime | None
    deleted_at: datetime | None
    phase: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """A page of the list, with how many polls each part has under the same search."""

    polls: tuple[ListedPoll, ...]
    number: int
    count: int
    sizes: dict[Show, int] = field(default_factory=dict)


def desk_page(editor: Editor, wanted: Wanted, now: datetime) -> DeskPage:
    """A page of what this editor may know of, newest first in each part, in three statements.

    A page number beyond the last gives the last, as pages get fewer by closing and deleting.
    """
    part = _part(now)
    found = [_known_to(editor), *_looked_for(wanted)]
    sizes = dict.fromkeys(Show, 0)
    for name, size in session().execute(
        select(part, func.count()).select_from(PollRow).where(*found).group_by(part)
    ):
        sizes[Show(name)] = size
    sizes[Show.ALL] = sum(sizes.values()) - sizes[Show.DELETED]
    count = max(1, -(-sizes[wanted.show] // PAGE_SIZE))
    number = min(wanted.number, count)
    found.append(part != Show.DELETED if wanted.show is Show.ALL else part == wanted.show)
    asked = session().execute(
        _rows(part, editor)
        .where(*found)
        .order_by(_place(part), _news(part).desc(), PollRow.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = asked.all()
    tags = _tags([row.PollRow.id for row in rows])
    polls = tuple(_listed(row, tags, editor) for row in rows)
    return DeskPage(polls=polls, number=number, count=count, sizes=sizes)


def _rows(part: ColumnElement[str], editor: Editor) -> Select[*tuple[Any, ...]]:
    """Polls with what of their drafts stands in the list."""
    return (
        select(
            PollRow,
            part.label("part"),
            _works(editor).label("works"),
            exists().where(QuestionRow.poll_id == PollRow.id).label("is_written"),
            DraftRow.poll_id.is_not(None).label("has_draft"),
            DraftRow.content["languages"].label("typed_languages"),
            DraftRow.content["tags"].as_string().label("typed_tags"),
            DraftRow.content["phase"].as_string().label("typed_phase"),
        )
        .options(defer(PollRow.sought), defer(PollRow.settings))
        .outerjoin(DraftRow, DraftRow.poll_id == PollRow.id)
    )


def desk_topics(editor: Editor) -> tuple[Tag, ...]:
    """The topics of the polls that this editor may know of, the most used first."""
    uses = func.count()
    rows = session().execute(
        select(TagRow.code, TagRow.labels)
        .join(PollTagRow, PollTagRow.tag == TagRow.code)
        .join(PollRow, PollRow.id == PollTagRow.poll_id)
        .where(_known_to(editor), PollRow.deleted_at.is_(None))
        .group_by(TagRow.code)
        .order_by(uses.desc(), TagRow.code)
        .limit(_MOST_TOPICS)
    )
    return tuple(Tag(code=code, label=Localised.of(labels)) for code, labels in rows)


def desk_workers() -> tuple[tuple[int, str], ...]:
    """The ids and names of editors who work on some poll, by name."""
    works = exists().where(PollEditorRow.editor_id == EditorRow.id)
    rows = session().execute(
        select(EditorRow.id, EditorRow.name).where(works).order_by(EditorRow.name, EditorRow.id)
    )
    return tuple((editor_id, name) for editor_id, name in rows)


def _part(now: datetime) -> ColumnElement[str]:
    """Where a poll stands at ``now``; the same rule as ``domain.life.state_of``."""

    def reached(column: Any) -> ColumnElement[bool]:
        return and_(column.is_not(None), column <= now)

    return case(
        (PollRow.deleted_at.is_not(None), literal(Show.DELETED.value)),
        (reached(PollRow.archived_at), literal(Show.ARCHIVED.value)),
        (PollRow.origin == "tally", literal(Show.CLOSED.value)),
        (PollRow.opens_at.is_(None), literal(Show.DRAFTS.value)),
        (reached(PollRow.closes_at), literal(Show.CLOSED.value)),
        (PollRow.opens_at > now, literal(Show.PLANNED.value)),
        else_=literal(Show.OPEN.value),
    )


def _place(part: ColumnElement[str]) -> ColumnElement[int]:
    return case({one.value: place for place, one in enumerate(_PARTS)}, value=part)


def _news(part: ColumnElement[str]) -> ColumnElement[int]:
    """What makes a poll newer than another of its part, as milliseconds."""

    def ms(column: Any) -> ColumnElement[int]:
        return type_coerce(column, BigInteger)

    ended = func.coalesce(ms(PollRow.closes_at), ms(PollRow.opens_at), ms(PollRow.made_at))
    return case(
        (part == Show.DELETED.value, ms(PollRow.deleted_at)),
        (part == Show.ARCHIVED.value, ms(PollRow.archived_at)),
        (part == Show.DRAFTS.value, func.coalesce(ms(DraftRow.at), ms(PollRow.made_at))),
        # Of planned polls the next one to open comes first.
        (part == Show.PLANNED.value, -ms(PollRow.opens_at)),
        (part == Show.OPEN.value, ms(PollRow.opens_at)),
        else_=ended,
    )


def _works(editor: Editor) -> ColumnElement[bool]:
    if editor.role is EditorRole.OWNER:
        return true()
    if not editor.role.reaches(EditorRole.EDITOR):
        return false()
    return exists().where(PollEditorRow.poll_id == PollRow.id, PollEditorRow.editor_id == editor.id)


def _known_to(editor: Editor) -> ColumnElement[bool]:
    """Which polls this editor may know of; the same rule as ``domain.editor.access_to``."""
    is_public = or_(PollRow.origin == "tally", PollRow.opens_at.is_not(None))
    return or_(_works(editor), and_(is_public, PollRow.deleted_at.is_(None)))


def _looked_for(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        PollRow.sought.contains(word, autoescape=True)
        for word in same_text(wanted.words[:LONGEST_SEARCH]).split()[:_MOST_WORDS]
    ]
    if wanted.topic:
        tag = PollTagRow.tag == wanted.topic
        found.append(exists().where(PollTagRow.poll_id == PollRow.id, tag))
    if wanted.worker:
        works = PollEditorRow.editor_id == wanted.worker
        found.append(exists().where(PollEditorRow.poll_id == PollRow.id, works))
    return found


def _tags(ids: Collection[int]) -> dict[int, list[Tag]]:
    rows = session().execute(
        select(PollTagRow.poll_id, TagRow.code, TagRow.labels)
        .join(TagRow, TagRow.code == PollTagRow.tag)
        .where(PollTagRow.poll_id.in_(ids))
        .order_by(PollTagRow.position)
    )
    found: dict[int, list[Tag]] = defaultdict(list)
    for poll_id, code, labels in rows:
        found[poll_id].append(Tag(code=code, label=Localised.of(labels)))
    return found


def _listed(row: Any, tags: dict[int, list[Tag]], editor: Editor) -> ListedPoll:
    poll: PollRow = row.PollRow
    languages, found, phase = tuple(poll.languages), tuple(tags[poll.id]), poll.phase
    if not row.is_written and row.has_draft:
        # Nothing of it stands in the poll's own rows yet.
        languages = tuple(row.typed_languages or languages)
        found = _typed_tags(row.typed_tags or "", languages[0])
        phase = row.typed_phase
    return ListedPoll(
        id=poll.id,
        slug=poll.slug,
        title=poll.title,
        languages=languages,
        zone=poll.zone,
        part=Show(row.part),
        is_tally=poll.origin == "tally",
        is_written=bool(row.is_written),
        has_draft=bool(row.has_draft),
        may_write=editor.role is EditorRole.OWNER or bool(row.works),
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        deleted_at=poll.deleted_at,
        phase=phase or "",
        tags=found,
    )


def _typed_tags(text: str, language: str) -> tuple[Tag, ...]:
    return tuple(
        Tag(code=code_of(label), label=Localised.of({language: label}))
        for label in map(clean_text, split_topics(text)[:_MOST_TYPED])
        if label
    )
