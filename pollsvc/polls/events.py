"""Discussions before and after which polls ask the same: to choose from, and who may join them."""

from __future__ import annotations

from sqlalchemy import exists, select

from pollsvc.domain.draft import DraftProblem, InvalidDraftError
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.poll import Event, Poll
from pollsvc.polls.models import EventRow, PollEditorRow, PollRow
from pollsvc.polls.writing.events import event_among
from pollsvc.store.db import session

_MOST = 200


def event_titles(language: str, editor: Editor) -> list[str]:
    """The discussions that this editor's polls can join, by their titles in this language.

    The newest stand first.
    """
    wanted = select(EventRow.titles).order_by(EventRow.id.desc()).limit(_MOST)
    if editor.role is not EditorRole.OWNER:
        wanted = wanted.where(
            exists()
            .where(PollRow.event_id == EventRow.id)
            .where(PollEditorRow.poll_id == PollRow.id, PollEditorRow.editor_id == editor.id)
        )
    return [titles[language] for titles in session().scalars(wanted) if language in titles]


def may_join(event: Event, editor: Editor, poll_id: int, part_of: Event | None = None) -> bool:
    """Whether this editor may put this poll before or after an event.

    They may where it is new, where they work on another of its polls, and where the poll
    is ``part_of`` it already; owners always may. Its page is public and shows what joins it.
    """
    row = event_among(session().scalars(select(EventRow).order_by(EventRow.id)), event)
    if row is None or editor.role is EditorRole.OWNER:
        return True
    if part_of is not None and part_of.code == row.code:
        return True
    works = exists().where(
        PollEditorRow.poll_id == PollRow.id, PollEditorRow.editor_id == editor.id
    )
    others = select(works).where(
        PollRow.event_id == row.id, PollRow.id != poll_id, PollRow.deleted_at.is_(None)
    )
    own = session().scalars(others).all()
    return any(own) or not own


def check_event(event: Event | None, editor: Editor, stored: Poll) -> None:
    """Refuse an event of others for a poll that is ``stored`` so.

    Raises:
        InvalidDraftError: this editor may not join it.
    """
    if event is not None and not may_join(event, editor, stored.id, stored.event):
        raise InvalidDraftError((DraftProblem(field="event", code="event_of_others"),))
