"""Reading the history, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from pollsvc.domain.texts import same_text
from pollsvc.history.acts import ActGroup, acts_of
from pollsvc.history.models import HistoryRow
from pollsvc.store.db import end_reading, session

PAGE_SIZE = 50
COMMAND_LINE = 0
"""Stands for the command line where an editor's id is asked for."""
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act as it was written down. ``act`` is a word that newer programs may not know."""

    poll_id: int
    number: int
    at: datetime
    editor_id: int | None
    editor_name: str
    act: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ActFilter:
    """Which acts are wanted; what is ``None`` or ``""`` does not matter.

    ``poll_id`` 0 is the site, ``editor_id`` 0 the command line. ``since`` is the first
    moment wanted, ``until`` the first one no longer wanted. ``words`` are looked for in
    names as they were then: each of them, in any order, whatever their case.
    """

    poll_id: int | None = None
    editor_id: int | None = None
    group: ActGroup | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class ActPage:
    """A page of acts, the newest first; pages count from 1."""

    acts: tuple[Act, ...]
    number: int
    count: int


def acts_page(wanted: ActFilter, number: int = 1) -> ActPage:
    """A page of the history in two statements."""
    where = _where(wanted)
    total = session().scalar(select(func.count()).select_from(HistoryRow).where(*where)) or 0
    rows = session().scalars(
        select(HistoryRow)
        .where(*where)
        .order_by(HistoryRow.at.desc(), HistoryRow.poll_id.desc(), HistoryRow.number.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return ActPage(tuple(map(_act, rows)), number, max(1, -(-total // PAGE_SIZE)))


def all_acts(wanted: ActFilter) -> Iterator[Act]:
    """Every act that is wanted, the oldest first, read in pages.

    No transaction stays open between two pages, however slowly they are taken.
    """
    where = _where(wanted)
    rows: list[Act] = []
    while True:
        after = [_after(rows[-1])] if rows else []
        found = session().scalars(
            select(HistoryRow)
            .where(*where, *after)
            .order_by(HistoryRow.at, HistoryRow.poll_id, HistoryRow.number)
            .limit(_AT_ONCE)
        )
        rows = [_act(row) for row in found]
        end_reading()
        yield from rows
        if len(rows) < _AT_ONCE:
            return


def acting_editors() -> tuple[int, ...]:
    """The ids of all editors in the history; 0 for the command line."""
    ids = session().scalars(select(HistoryRow.editor_id).distinct())
    return tuple(sorted(COMMAND_LINE if one is None else one for one in ids))


def name_of_poll(poll_id: int) -> str:
    """What a poll was called in its last act; ``""`` where there is none or it had no name."""
    named = (
        select(HistoryRow.subject)
        .where(HistoryRow.poll_id == poll_id)
        .order_by(HistoryRow.number.desc())
        .limit(1)
    )
    return session().scalar(named) or ""


def _where(wanted: ActFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.poll_id is not None:
        where.append(HistoryRow.poll_id == wanted.poll_id)
    if wanted.editor_id is not None:
        is_editor = wanted.editor_id != COMMAND_LINE
        where.append(HistoryRow.editor_id == (wanted.editor_id if is_editor else None))
    if wanted.group is not None:
        where.append(HistoryRow.act.in_(acts_of(wanted.group)))
    if wanted.since is not None:
        where.append(HistoryRow.at >= wanted.since)
    if wanted.until is not None:
        where.append(HistoryRow.at < wanted.until)
    for word in same_text(wanted.words).split():
        where.append(HistoryRow.sought.contains(word, autoescape=True))
    return where


def _after(last: Act) -> ColumnElement[bool]:
    """What comes later than this act in the order of ``all_acts``."""
    same_time = HistoryRow.at == last.at
    same_poll = HistoryRow.poll_id == last.poll_id
    return or_(
        HistoryRow.at > last.at,
        and_(same_time, HistoryRow.poll_id > last.poll_id),
        and_(same_time, same_poll, HistoryRow.number > last.number),
    )


def _act(row: HistoryRow) -> Act:
    return Act(
        poll_id=row.poll_id,
        number=row.number,
        at=row.at,
        editor_id=row.editor_id,
        editor_name=row.editor_name,
        act=row.act,
        subject=row.subject,
        detail=row.detail,
    )
