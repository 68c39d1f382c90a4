"""A poll's figures that no vote writes, and what editors do with its life.

An act of life takes the poll's box before its row, as the writer of votes does: so no
vote is counted after a closing that has been said to be done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from pollsvc.domain.cells import WHOLE_POLL, Cell
from pollsvc.domain.editor import Access, Editor
from pollsvc.domain.errors import ActRefusedError, PollNotFoundError, StaleEditError
from pollsvc.domain.life import (
    Hindrance,
    LifeAct,
    Seen,
    State,
    TimeFault,
    closing_fault,
    hindrance,
    release_fault,
    results_visible,
    state_of,
)
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import Kind
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.polls.models import PollRow
from pollsvc.polls.queries import forget_recent
from pollsvc.polls.reading import read_poll
from pollsvc.results.desk_words import DELETED, WHY, WRONG_TIME
from pollsvc.results.models import BoxRow, SnapshotRow, TallyRow
from pollsvc.store.columns import to_ms
from pollsvc.store.db import session, writing

_LEAST = timedelta(milliseconds=1)
"""As long as a poll is open at least; the tables refuse one that closes as it opens."""


def start_figures(poll: Poll, new: NewPoll, now: datetime) -> None:
    """Give a new poll its box, and the figures of a past result with snapshot 1.

    Committing is the caller's. The snapshot is what was published; ``verify``
    compares the tally with it, as there are no responses to recount.
    """
    session().add(
        BoxRow(
            poll_id=poll.id,
            next_number=1,
            version=1,
            changed_ms=to_ms(now) if new.tally is not None else None,
        )
    )
    if new.tally is None:
        return
    tally = imported_tally(poll, new)
    session().add_all(
        TallyRow(poll_id=poll.id, question=c.question, measure=c.measure, cell=c.cell, n=n)
        for c, n in tally.items()
    )
    figures = figures_document(tally)
    session().add(
        SnapshotRow(
            poll_id=poll.id,
            number=1,
            made_ms=to_ms(now),
            reason="import",
            at_version=1,
            at_number=0,
            figures=figures,
            digest=figures_digest(figures),
        )
    )


def imported_tally(poll: Poll, new: NewPoll) -> dict[Cell, int]:
    """The counters of a past result. A base that was not published is left out."""
    assert new.tally is not None
    tally: dict[Cell, int] = {}
    respondents = new.respondents or {}
    counted = 0
    for question in poll.questions:
        counts = {o.id: new.tally[question.code, o.code] for o in question.options}
        answered = respondents.get(question.code)
        if answered is None and question.kind is Kind.SINGLE:
            answered = sum(counts.values())
        # Several answers without a number of people have no base; never worked back.
        if answered is not None:
            counted = max(counted, answered)
            tally[Cell(question.id, "base", "answered")] = answered
        for option_id, n in counts.items():
            tally[Cell(question.id, "option", str(option_id))] = n
    tally[Cell(WHOLE_POLL, "standing", "counted")] = counted
    return tally


def figures_document(tally: Mapping[Cell, int]) -> dict[str, int]:
    """A tally as a document, ``{"1/option/3": 24}``, counters of nought left out."""
    return {
        f"{cell.question}/{cell.measure}/{cell.cell}": n for cell, n in sorted(tally.items()) if n
    }


def figures_digest(figures: Mapping[str, int]) -> str:
    """SHA-256 (hex) of the document in one canonical form, as JSONB reorders keys."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class _Held:
    """A poll whose box and row are locked, as it stands."""

    box: BoxRow
    row: PollRow
    poll: Poll
    state: State


@contextmanager
def _acting(
    act: LifeAct, poll_id: int, editor: Editor, now: datetime, seen: Seen | None
) -> Iterator[_Held]:
    """A transaction in which this act is done, if the poll's state allows it.

    ``seen`` is the poll as the editor saw it; an act on another one is not what they meant.

    Raises:
        PollNotFoundError: there is no such poll.
        NotAllowedError: this editor may not write it.
        StaleEditError: it is no longer as they saw it.
        ActRefusedError: the state does not allow it; the message says why.
    """
    with writing():
        boxes = select(BoxRow).where(BoxRow.poll_id == poll_id)
        rows = select(PollRow).where(PollRow.id == poll_id)
        box = session().scalar(boxes.with_for_update(key_share=True))
        row = session().scalar(rows.with_for_update(key_share=True))
        if row is None:
            raise PollNotFoundError
        poll_at_desk(poll_id, editor, Access.WRITE)  # they may have been taken off meanwhile
        if row.deleted_at is not None:
            raise ActRefusedError(DELETED)
        if box is None:
            raise ActRefusedError(WHY[Hindrance.NOT_PUBLISHED])
        poll = read_poll(poll_id)
        state = state_of(poll, now, box.closed_ms is not None)
        if seen is not None and seen != Seen(row.definition_version, state):
            raise StaleEditError
        why = hindrance(act, poll, state, now)
        if why is not None:
            raise ActRefusedError(WHY[why])
        yield _Held(box, row, poll, state)
        # So that the writer and whoever keeps the definition read it anew.
        row.definition_version += 1
    forget_recent()


def open_poll(poll_id: int, editor: Editor, now: datetime, seen: Seen | None = None) -> None:
    """Open a planned poll now.

    Raises:
        ActRefusedError: it is not a planned one.
    """
    with _acting(LifeAct.OPEN, poll_id, editor, now, seen) as held:
        before, held.row.opens_at = held.row.opens_at, now
        _record(DeskAct.POLL_OPENED, editor, now, held, planned_for=before)


def close_poll(poll_id: int, editor: Editor, now: datetime, seen: Seen | None = None) -> None:
    """Close an open poll now: no vote is counted after this. The release time stays.

    Raises:
        ActRefusedError: it is not open.
    """
    with _acting(LifeAct.CLOSE, poll_id, editor, now, seen) as held:
        before = held.row.closes_at
        _end(held, now, now)
        _record(DeskAct.POLL_CLOSED, editor, now, held, planned_for=before)


def reopen_poll(
    poll_id: int,
    editor: Editor,
    now: datetime,
    closes_at: datetime | None = None,
    seen: Seen | None = None,
) -> None:
    """Open a closed poll again, until ``closes_at`` or until it is closed by hand.

    Raises:
        ActRefusedError: it is not closed, nobody ever voted in it here, or the time
            has passed.
    """
    with _acting(LifeAct.REOPEN, poll_id, editor, now, seen) as held:
        _reopen(held, editor, now, closes_at)


def extend_poll(
    poll_id: int,
    editor: Editor,
    now: datetime,
    closes_at: datetime | None,
    seen: Seen | None = None,
) -> None:
    """Give a poll a later or an earlier closing time.

    With ``None`` it stays open until it is closed by hand. A closed one is reopened by
    it, if the editor has ``seen`` that it is closed.

    Raises:
        StaleEditError: it is not as they saw it, or it is closed and they did not say
            that they knew.
        ActRefusedError: it is archived or a past result, or the time has passed.
    """
    with _acting(LifeAct.EXTEND, poll_id, editor, now, seen) as held:
        if held.state is State.CLOSED:
            if seen is None:
                raise StaleEditError
            _reopen(held, editor, now, closes_at)
            return
        before = held.row.closes_at
        _set_closing(held, closes_at, now)
        _record(DeskAct.POLL_EXTENDED, editor, now, held, before=before, closes_at=closes_at)


def release_results(poll_id: int, editor: Editor, now: datetime, seen: Seen | None = None) -> None:
    """Let the results of a closed poll come out now.

    Raises:
        ActRefusedError: it is open, or its results have no time of release.
    """
    with _acting(LifeAct.RELEASE, poll_id, editor, now, seen) as held:
        before, held.row.release_at = held.row.release_at, now
        _record(DeskAct.POLL_RELEASED, editor, now, held, planned_for=before)


def set_release(
    poll_id: int,
    editor: Editor,
    now: datetime,
    release_at: datetime | None,
    seen: Seen | None = None,
) -> None:
    """Say when the results come out; ``None``: when somebody releases them.

    Raises:
        ActRefusedError: they are out, have no time of release, or the time has passed
            or lies before the closing.
    """
    with _acting(LifeAct.SET_RELEASE, poll_id, editor, now, seen) as held:
        if release_at is not None:
            _refuse(release_fault(held.poll, release_at, now))
        before, held.row.release_at = held.row.release_at, release_at
        _record(DeskAct.RELEASE_SET, editor, now, held, before=before, release_at=release_at)


def archive_poll(poll_id: int, editor: Editor, now: datetime, seen: Seen | None = None) -> None:
    """Take a closed poll off the list; its address stays.

    Raises:
        ActRefusedError: it is not closed.
    """
    with _acting(LifeAct.ARCHIVE, poll_id, editor, now, seen) as held:
        held.row.archived_at = now
        _record(DeskAct.POLL_ARCHIVED, editor, now, held)


def unarchive_poll(poll_id: int, editor: Editor, now: datetime, seen: Seen | None = None) -> None:
    """Put an archived poll back on the list. It stays closed.

    Raises:
        ActRefusedError: it is not archived.
    """
    with _acting(LifeAct.UNARCHIVE, poll_id, editor, now, seen) as held:
        ended, held.row.archived_at = held.row.archived_at, None
        closes_at = held.row.closes_at
        is_live = held.poll.origin is Origin.LIVE and held.row.opens_at is not None
        if is_live and ended is not None and (closes_at is None or closes_at > ended):
            _end(held, ended, now)
        _record(DeskAct.POLL_TAKEN_OUT_OF_ARCHIVE, editor, now, held)


def _end(held: _Held, at: datetime, now: datetime) -> None:
    """Close it at this moment, and see to it that nothing is counted from now on."""
    assert held.row.opens_at is not None
    held.row.closes_at = max(at, held.row.opens_at + _LEAST)
    if held.box.closed_ms is None:
        held.box.closed_ms = to_ms(now)
        held.box.closed_number = held.box.next_number


def _reopen(held: _Held, editor: Editor, now: datetime, closes_at: datetime | None) -> None:
    before = held.row.closes_at
    were_out = results_visible(held.poll, held.state, now)
    _set_closing(held, closes_at, now)
    held.box.closed_ms = held.box.closed_number = None
    _record(
        DeskAct.POLL_REOPENED,
        editor,
        now,
        held,
        before=before,
        closes_at=closes_at,
        results_were_out=were_out,
    )


def _set_closing(held: _Held, closes_at: datetime | None, now: datetime) -> None:
    """Set the closing time; what was planned to come after it still does.

    Without a closing time nothing is planned to come after it.
    """
    row = held.row
    if closes_at is None:
        row.release_at = None
    else:
        _refuse(closing_fault(held.poll, closes_at, now))
        if row.release_at is not None:
            row.release_at = max(row.release_at, closes_at)
        if row.archived_at is not None and row.archived_at <= closes_at:
            row.archived_at = None
    row.closes_at = closes_at


def _refuse(fault: TimeFault | None) -> None:
    if fault is not None:
        raise ActRefusedError(WRONG_TIME[fault])


def _record(act: DeskAct, editor: Editor, now: datetime, held: _Held, **detail: object) -> None:
    record(act, editor, now, poll_id=held.row.id, subject=held.row.title, **detail)
