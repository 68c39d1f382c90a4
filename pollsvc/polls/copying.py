"""Beginning a poll from another one: a clone, or the next version of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from pollsvc.domain.draft import Draft, DraftLink, draft_of
from pollsvc.domain.editor import Access, Editor
from pollsvc.domain.errors import ActRefusedError, PollNotFoundError
from pollsvc.domain.poll import Origin, Protection
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.drafts import begun, kept_draft
from pollsvc.polls.models import PollRow
from pollsvc.store.db import session, writing


class NewVersionThereError(ActRefusedError):
    """A new version of this poll has been begun already."""

    code = "new_version_there"

    def __init__(self, poll_id: int) -> None:
        """Keep which poll it is."""
        super().__init__()
        self.poll_id = poll_id


def clone_poll(poll_id: int, editor: Editor, now: datetime) -> int:
    """Begin a draft that says what a poll says, without its times and address; gives its id.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write that poll.
    """
    with writing():
        at_desk = _opened(poll_id, editor)
        return _begin_from(at_desk, editor, now, DeskAct.POLL_CLONED)


def begin_new_version(
    poll_id: int, editor: Editor, now: datetime, typed: Draft | None = None
) -> int:
    """Begin a draft that follows a published poll, in which everything can be changed.

    It begins with what was ``typed`` about that poll, if anything, else with the poll itself.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write that poll.
        ActRefusedError: nobody has seen it yet, or it is a past result.
        NewVersionThereError: one has been begun already.
    """
    with writing():
        at_desk = _opened(poll_id, editor)
        is_public = at_desk.is_written and at_desk.poll.opens_at is not None
        if not is_public or at_desk.poll.origin is Origin.TALLY:
            raise ActRefusedError
        follower = session().scalar(
            select(PollRow.id)
            .where(PollRow.previous_id == poll_id, PollRow.deleted_at.is_(None))
            .order_by(PollRow.id.desc())
            .limit(1)
        )
        if follower is not None:
            raise NewVersionThereError(follower)
        act = DeskAct.POLL_NEW_VERSION
        return _begin_from(at_desk, editor, now, act, follows=True, typed=typed)


def _opened(poll_id: int, editor: Editor) -> DeskPoll:
    row = session().scalar(select(PollRow).where(PollRow.id == poll_id).with_for_update())
    if row is None or row.deleted_at is not None:
        raise PollNotFoundError
    return poll_at_desk(poll_id, editor, Access.WRITE)


def _begin_from(
    at_desk: DeskPoll,
    editor: Editor,
    now: datetime,
    act: DeskAct,
    *,
    follows: bool = False,
    typed: Draft | None = None,
) -> int:
    """Write the new draft, and say so in the history of both polls."""
    draft = _as_new(at_desk, typed, follows=follows)
    previous = at_desk.id if follows else None
    row = begun(editor, draft, at_desk.poll.zone, now, previous_id=previous)
    record(act, editor, now, poll_id=row.id, subject=row.title, begun_from=at_desk.id)
    record(act, editor, now, poll_id=at_desk.id, subject=at_desk.title, new_poll=row.id)
    return row.id


def _as_new(at_desk: DeskPoll, typed: Draft | None, *, follows: bool) -> Draft:
    """What a poll says, for a poll of its own: no times, no address, no ids of its parts.

    Codes stay, as rules name them. A new version (``follows``) belongs to the same event.
    """
    there = draft_of(at_desk.poll) if at_desk.is_written else kept_draft(at_desk).draft
    draft = typed or there
    questions = tuple(
        replace(
            one,
            key="",
            options=tuple(replace(option, key="") for option in one.options),
            rows=tuple(replace(row, key="") for row in one.rows),
        )
        for one in draft.questions
    )
    fresh = replace(draft, questions=questions, slug="", opens="", closes="", release="")
    fresh = replace(fresh, sample=False)  # what people answer is not invented
    if not follows:
        fresh = replace(fresh, event={}, event_code="", phase="")
    if at_desk.poll.origin is Origin.TALLY:
        # Readers will vote in it here, and its figures will be its own.
        fresh = replace(fresh, protection=Protection.BROWSER.value, source=DraftLink())
    return fresh
