"""Who works on a poll, and taking polls away: what editors manage besides its life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from pollsvc.accounts.queries import names_of, present_editors
from pollsvc.domain.editor import Access, Editor, EditorRole
from pollsvc.domain.errors import ActRefusedError, PollNotFoundError
from pollsvc.domain.life import State, possible_acts
from pollsvc.domain.poll import Origin
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.models import PollEditorRow, PollRow
from pollsvc.polls.queries import forget_recent
from pollsvc.store.db import session, writing

KEPT_FOR = timedelta(days=30)
"""How long a deleted poll can be put back."""


class LastWorkerError(ActRefusedError):
    """Somebody has to work on this poll. Add another editor first."""

    code = "last_worker"


def acts_that_fit(at_desk: DeskPoll, now: datetime) -> frozenset[str]:
    """The acts that make sense for a poll as it stands now, whoever asks."""
    if at_desk.deleted_at is not None:
        return frozenset({"put_back"})
    fits = {"clone", "delete", "workers"}
    state = at_desk.state(now)
    if state is not State.DRAFT:
        fits |= {act.value for act in possible_acts(at_desk.poll, state, now)}
        if at_desk.poll.origin is Origin.LIVE:
            fits.add("new_version")
    return frozenset(fits)


def workers_of(at_desk: DeskPoll) -> list[tuple[int, str]]:
    """The ids and names of those who work on a poll, by name."""
    names = names_of(sorted(at_desk.workers))
    return sorted(names.items(), key=lambda one: (one[1].casefold(), one[0]))


def may_join(at_desk: DeskPoll) -> list[Editor]:
    """The editors who do not work on a poll and could, by name."""
    return [
        one
        for one in present_editors()
        if one.id not in at_desk.workers and one.role.reaches(EditorRole.EDITOR)
    ]


def add_worker(poll_id: int, worker_id: int, editor: Editor, now: datetime) -> str:
    """Let another editor work on a poll; gives their name.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        ActRefusedError: there is no such editor, or they are a viewer.
    """
    with writing():
        _locked(poll_id)
        at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
        joins = {one.id: one.name for one in may_join(at_desk)}
        if worker_id not in joins:
            raise ActRefusedError
        session().add(PollEditorRow(poll_id=poll_id, editor_id=worker_id))
        record(
            DeskAct.WORKERS_CHANGED,
            editor,
            now,
            poll_id=poll_id,
            subject=at_desk.title,
            added=joins[worker_id],
        )
    return joins[worker_id]


def remove_worker(poll_id: int, worker_id: int, editor: Editor, now: datetime) -> str:
    """Take somebody off a poll; gives their name.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        ActRefusedError: they do not work on it.
        LastWorkerError: nobody would be left, and only an owner may leave it so.
    """
    with writing():
        _locked(poll_id)
        at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
        if worker_id not in at_desk.workers:
            raise ActRefusedError
        if len(at_desk.workers) == 1 and editor.role is not EditorRole.OWNER:
            raise LastWorkerError
        name = dict(workers_of(at_desk))[worker_id]
        session().execute(
            delete(PollEditorRow).where(
                PollEditorRow.poll_id == poll_id, PollEditorRow.editor_id == worker_id
            )
        )
        record(
            DeskAct.WORKERS_CHANGED,
            editor,
            now,
            poll_id=poll_id,
            subject=at_desk.title,
            removed=name,
        )
    return name


def delete_poll(poll_id: int, editor: Editor, now: datetime) -> tuple[int, ...]:
    """Take a poll away from readers at once; gives every poll whose pages change by it.

    Its rows stay for ``KEPT_FOR``, in which it can be put back.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
    """
    return _set_deleted(poll_id, editor, now, now)


def put_back_poll(poll_id: int, editor: Editor, now: datetime) -> tuple[int, ...]:
    """Give a deleted poll back as it was; gives every poll whose pages change by it.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
    """
    return _set_deleted(poll_id, editor, now, None)


def _set_deleted(
    poll_id: int, editor: Editor, now: datetime, deleted_at: datetime | None
) -> tuple[int, ...]:
    with writing():
        row = _locked_with_neighbours(poll_id)
        poll_at_desk(poll_id, editor, Access.WRITE)
        if (row.deleted_at is None) == (deleted_at is None):
            return ()  # the same button pressed twice
        if row.deleted_at is not None and row.deleted_at <= now - KEPT_FOR:
            raise PollNotFoundError  # its votes may be erased already
        row.deleted_at = deleted_at
        act = DeskAct.POLL_PUT_BACK if deleted_at is None else DeskAct.POLL_DELETED
        record(act, editor, now, poll_id=poll_id, subject=row.title)
        touched = (poll_id, *_neighbours(row))
        write_anew(touched)
    forget_recent()
    return touched


def _neighbours(row: PollRow) -> Iterable[int]:
    """The versions before and after a poll, whose pages have links to it."""
    return session().scalars(
        select(PollRow.id).where(or_(PollRow.id == row.previous_id, PollRow.previous_id == row.id))
    )


def _locked_with_neighbours(poll_id: int) -> PollRow:
    """The poll's row, locked with all that change with it, in the order of their ids.

    So two who act on versions that lie side by side wait for one another, and not
    each for the other.
    """
    row = session().scalar(select(PollRow).where(PollRow.id == poll_id))
    if row is None:
        raise PollNotFoundError
    together = [poll_id, *_neighbours(row)]
    rows = select(PollRow).where(PollRow.id.in_(together)).order_by(PollRow.id)
    anew = rows.with_for_update().execution_options(populate_existing=True)
    return {one.id: one for one in session().scalars(anew)}[poll_id]


def write_anew(poll_ids: Iterable[int]) -> None:
    """Raise the versions of these polls, so that every process reads them again."""
    session().execute(
        update(PollRow)
        .where(PollRow.id.in_(sorted(poll_ids)))
        .values(definition_version=PollRow.definition_version + 1)
    )


def _locked(poll_id: int) -> PollRow:
    row = session().scalar(select(PollRow).where(PollRow.id == poll_id).with_for_update())
    if row is None:
        raise PollNotFoundError
    return row
