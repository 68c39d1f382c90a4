"""A poll as the desk opens it: who works on it, and whether this editor may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select

from pollsvc.domain.editor import Access, Editor, EditorRole, access_to
from pollsvc.domain.errors import NotAllowedError, NotYoursError, PollNotFoundError
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll
from pollsvc.polls.models import DraftRow, PollEditorRow, PollRow, QuestionRow
from pollsvc.polls.queries import polls_of
from pollsvc.store.db import session


@dataclass(frozen=True, kw_only=True)
class DeskPoll:
    """A poll before an editor. ``poll`` is as it is written; unwritten ones ask nothing.

    ``is_written`` says that it has been published or loaded once. ``workers`` are the ids
    of the editors who work on it. ``has_draft``: something is typed and not published.
    """

    poll: Poll
    title: str
    access: Access
    workers: frozenset[int]
    is_written: bool
    has_draft: bool
    deleted_at: datetime | None

    @property
    def id(self) -> int:
        """The poll's id."""
        return self.poll.id

    @property
    def may_write(self) -> bool:
        """Whether this editor may change it."""
        return self.access is Access.WRITE

    def state(self, now: datetime) -> State:
        """Where it stands in its life by its times."""
        return state_of(self.poll, now) if self.is_written else State.DRAFT


def poll_at_desk(poll_id: int, editor: Editor, wanted: Access = Access.WATCH) -> DeskPoll:
    """The poll, if this editor may do with it what is wanted.

    Raises:
        PollNotFoundError: there is none, or they are not to know.
        NotAllowedError: they may watch it, and no more; ``NotYoursError`` where it is not
            their role that stands against it.
    """
    found = (
        session()
        .execute(
            select(
                PollRow.id,
                PollRow.definition_version,
                PollRow.title,
                PollRow.origin,
                PollRow.opens_at,
                PollRow.first_response_at,
                PollRow.deleted_at,
                exists().where(QuestionRow.poll_id == PollRow.id).label("is_written"),
                exists().where(DraftRow.poll_id == PollRow.id).label("has_draft"),
            ).where(PollRow.id == poll_id)
        )
        .first()
    )
    if found is None:
        raise PollNotFoundError
    workers = frozenset(
        session().scalars(select(PollEditorRow.editor_id).where(PollEditorRow.poll_id == poll_id))
    )
    is_public = found.origin == "tally" or found.opens_at is not None
    access = access_to(editor, workers, is_published=is_public and found.deleted_at is None)
    if access is Access.NONE:
        raise PollNotFoundError
    if wanted is Access.WRITE and access is not Access.WRITE:
        raise NotYoursError if editor.role.reaches(EditorRole.EDITOR) else NotAllowedError
    poll = polls_of([(found.id, found.definition_version)])[0]
    return DeskPoll(
        # The first response comes without a new version of the definition.
        poll=replace(poll, first_response_at=found.first_response_at),
        title=found.title,
        access=access,
        workers=workers,
        is_written=bool(found.is_written),
        has_draft=bool(found.has_draft),
        deleted_at=found.deleted_at,
    )
