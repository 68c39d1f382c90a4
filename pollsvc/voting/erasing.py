"""Erasing deleted polls for good, once nobody can put them back any more."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from pollsvc.domain.errors import PollsvcError
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.managing import KEPT_FOR
from pollsvc.polls.models import (
    DraftRow,
    OptionRow,
    PollEditorRow,
    PollRow,
    PollTagRow,
    QuestionRow,
    WordingRow,
)
from pollsvc.polls.queries import forget_recent
from pollsvc.results.models import BoxRow, SnapshotRow, TallyRow
from pollsvc.store.db import session, writing
from pollsvc.voting.models import ClaimRow, ResponseRow, TextRow, UnfinishedRow
from pollsvc.voting.unfinished import erase_expired

log = logging.getLogger(__name__)
# So many at a time, as voters in other polls wait for as long as a transaction lasts.
_RESPONSES = 20_000
_TABLES = (
    *(ClaimRow, TextRow, ResponseRow, UnfinishedRow, TallyRow, SnapshotRow, BoxRow),
    *(WordingRow, OptionRow, QuestionRow, PollTagRow, PollEditorRow, DraftRow),
)
_BY_RESPONSE = (
    (ClaimRow, ClaimRow.response),
    (TextRow, TextRow.response),
    (ResponseRow, ResponseRow.number),
)


def erase_deleted(now: datetime) -> int:
    """Erase every poll that was deleted too long ago to be put back; gives how many.

    All of its rows go but the history, which says that it was erased.
    """
    due = session().scalars(
        select(PollRow.id).where(PollRow.deleted_at <= now - KEPT_FOR).order_by(PollRow.id)
    )
    erased = 0
    for poll_id in due.all():
        if _erase_votes(poll_id, now):
            _erase_poll(poll_id, now)
            erased += 1
    forget_recent()
    return erased


def erase_in_passing(now: datetime) -> None:
    """Erase deleted polls and unfinished answers whose time is over, by the way.

    Something else is what was asked for: a fault is logged, no more.
    """
    try:
        erase_deleted(now)
        erase_expired(now)
    except (PollsvcError, SQLAlchemyError) as error:
        log.warning("What is due to be erased could not be erased yet: %s", error)


def _erase_votes(poll_id: int, now: datetime) -> bool:
    """Erase what makes a poll large, some at a time; whether it is still to be erased."""
    low = 0
    while True:
        with writing():
            if not _is_due(poll_id, now):
                return False
            last = session().scalar(
                select(func.max(ResponseRow.number)).where(ResponseRow.poll_id == poll_id)
            )
            if last is None or last <= low:
                return True
            low += _RESPONSES
            for table, number in _BY_RESPONSE:
                session().execute(delete(table).where(table.poll_id == poll_id, number <= low))


def _erase_poll(poll_id: int, now: datetime) -> None:
    with writing():
        if not _is_due(poll_id, now):
            return
        title = session().scalar(select(PollRow.title).where(PollRow.id == poll_id))
        record(DeskAct.POLL_ERASED, None, now, poll_id=poll_id, subject=title or "")
        for table in _TABLES:
            session().execute(delete(table).where(table.poll_id == poll_id))
        session().execute(
            update(PollRow).where(PollRow.previous_id == poll_id).values(previous_id=None)
        )
        session().execute(delete(PollRow).where(PollRow.id == poll_id))


def _is_due(poll_id: int, now: datetime) -> bool:
    """Whether nobody has put the poll back meanwhile."""
    found = session().scalar(
        select(PollRow.id)
        .where(PollRow.id == poll_id, PollRow.deleted_at <= now - KEPT_FOR)
        .with_for_update()
    )
    return found is not None
