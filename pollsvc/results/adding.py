"""Storing a past result that an editor has typed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pollsvc.domain.editor import Editor
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Tag
from pollsvc.domain.texts import same_text
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.actions import add_poll
from pollsvc.polls.applying import free_slug
from pollsvc.polls.models import PollEditorRow, PollRow, TagRow
from pollsvc.results.actions import start_figures
from pollsvc.store.db import session, writing

_TRIES = 3


def add_past_result(new: NewPoll, editor: Editor, now: datetime) -> int:
    """Write a past result, which this editor then works on; gives the poll's id.

    Its slug gets a number where it is in use. The very same thing sent twice, as by a
    button pressed twice, is written once.
    """
    for left in reversed(range(_TRIES)):
        try:
            with writing():
                return _same(new) or _add(new, editor, now)
        except IntegrityError:  # somebody took the slug since we looked
            if not left:
                raise
    raise AssertionError


def _same(new: NewPoll) -> int | None:
    return session().scalar(
        select(PollRow.id).where(
            PollRow.digest == new.digest,
            PollRow.origin == new.origin.value,
            PollRow.deleted_at.is_(None),
        )
    )


def _add(new: NewPoll, editor: Editor, now: datetime) -> int:
    new = replace(new, slug=free_slug(new.slug, 0), tags=tuple(map(_known, new.tags)))
    poll = add_poll(new, now)
    assert poll is not None
    start_figures(poll, new, now)
    session().add(PollEditorRow(poll_id=poll.id, editor_id=editor.id))
    title = poll.questions[0].text.say(poll.base_language).text
    record(DeskAct.PAST_RESULT_ADDED, editor, now, poll_id=poll.id, subject=title)
    return poll.id


def _known(tag: Tag) -> Tag:
    """The topic that is called so already, whatever its code; else this new one."""
    wanted = {same_text(label) for _, label in tag.label.texts}
    for row in session().scalars(select(TagRow).order_by(TagRow.code)):
        if wanted & {same_text(label) for label in row.labels.values()}:
            return replace(tag, code=row.code)
    return tag
