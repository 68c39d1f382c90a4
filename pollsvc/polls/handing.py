"""Handing on the polls of somebody who leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select

from pollsvc.accounts.actions.people import let_go
from pollsvc.accounts.queries import editor_by_id, present_editors
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import PageNotFoundError
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.models import PollEditorRow, PollRow
from pollsvc.store.db import session, writing


def number_of_polls(editor_id: int) -> int:
    """On how many polls somebody works, drafts and deleted ones included."""
    count = (
        select(func.count()).select_from(PollEditorRow).where(PollEditorRow.editor_id == editor_id)
    )
    return session().scalar(count) or 0


def who_can_take(leaving: int) -> list[Editor]:
    """Everybody else who may work on polls, by name."""
    return [
        one
        for one in present_editors()
        if one.id != leaving and one.role.reaches(EditorRole.EDITOR)
    ]


def let_leave(leaving_id: int, taker_id: int | None, by: Editor, now: datetime) -> Editor:
    """End somebody's account; their polls go to ``taker_id``, or to nobody but the owners.

    Raises:
        PageNotFoundError: one of the two is not there (any more).
        LastOwnerError: nobody would be left to look after the site.
    """
    with writing():
        gone = let_go(leaving_id, by, now)
        taker = None if taker_id is None else _taker(taker_id)
        polls = _polls_of(leaving_id)
        session().execute(delete(PollEditorRow).where(PollEditorRow.editor_id == leaving_id))
        if taker:
            _give(taker, polls)
        for poll_id, title in polls:
            record(
                DeskAct.WORKERS_CHANGED,
                by,
                now,
                poll_id=poll_id,
                subject=title,
                removed=gone.name,
                added=taker.name if taker else None,
            )
        if polls:
            to = taker.name if taker else None
            record(DeskAct.POLLS_HANDED_ON, by, now, subject=gone.name, to=to, count=len(polls))
    return gone


def _taker(editor_id: int) -> Editor:
    taker = editor_by_id(editor_id)
    if taker is None or not taker.role.reaches(EditorRole.EDITOR):
        raise PageNotFoundError
    return taker


def _polls_of(editor_id: int) -> list[tuple[int, str]]:
    rows = session().execute(
        select(PollRow.id, PollRow.title)
        .join(PollEditorRow, PollEditorRow.poll_id == PollRow.id)
        .where(PollEditorRow.editor_id == editor_id)
        .order_by(PollRow.id)
    )
    return [(row.id, row.title) for row in rows]


def _give(taker: Editor, polls: Iterable[tuple[int, str]]) -> None:
    has = set(
        session().scalars(select(PollEditorRow.poll_id).where(PollEditorRow.editor_id == taker.id))
    )
    session().add_all(
        PollEditorRow(poll_id=poll_id, editor_id=taker.id)
        for poll_id, _title in polls
        if poll_id not in has
    )
    session().flush()
