"""Discussions before and after which polls ask the same, shared by those polls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Event
from pollsvc.domain.slugs import code_of, slug_of
from pollsvc.domain.texts import Localised, same_text
from pollsvc.polls.models import EventRow, PollRow
from pollsvc.polls.writing.change import Change
from pollsvc.store.db import session


def event_id(event: Event) -> int:
    """The id of the event with this code, written where it is not known yet.

    Without a code it is the one that is called so in any language. What it is called
    already stays; further languages are added.
    """
    while True:
        rows = session().scalars(select(EventRow).order_by(EventRow.id)).all()
        row = event_among(rows, event)
        if row is not None:
            if not row.titles.keys() >= set(event.title.languages):
                row.titles = {**event.title.as_dict(), **row.titles}
            return row.id
        taken = {one.code for one in rows}
        code = event.code or _free(event.title.texts[0][1], taken)
        # Somebody may write the same event at this moment: then look again.
        dialect = session().get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        new = insert(EventRow).values(code=code, titles=event.title.as_dict())
        session().execute(new.on_conflict_do_nothing())


def _free(title: str, taken: Collection[str]) -> str:
    """A code made from a title, with a number where another event has it."""
    code = slug_of(title) or code_of(title).replace("_", "-")
    number, free = 1, code
    while free in taken:
        number += 1
        free = f"{code}-{number}"
    return free


def event_among(rows: Iterable[EventRow], event: Event) -> EventRow | None:
    """The one with this code; without a code the one that is called so in any language."""
    return next((one for one in rows if _is(one, event)), None)


def _is(row: EventRow, event: Event) -> bool:
    if event.code:
        return row.code == event.code
    said = {same_text(text) for text in row.titles.values()}
    return any(same_text(text) in said for _, text in event.title.texts)


def write_event(poll: PollRow, new: NewPoll) -> Iterator[Change]:
    """Put the poll before or after an event; a poll that is there already may rename it."""
    phase = new.phase.value if new.phase else None
    there = session().get(EventRow, poll.event_id) if poll.event_id else None
    before = _said(there, new)
    poll.event_id = event_id(new.event) if new.event else None
    row = session().get(EventRow, poll.event_id) if poll.event_id else None
    if row is not None and there is row and new.event is not None:
        titles = {**row.titles, **new.event.title.as_dict()}
        if titles != row.titles:
            row.titles = titles
            # Polls are read once for each version: those beside this one say the title too.
            session().execute(
                update(PollRow)
                .where(PollRow.event_id == row.id, PollRow.id != poll.id)
                .values(definition_version=PollRow.definition_version + 1)
            )
    after = _said(row, new)
    if before != after:
        yield Change(field="event", before=before, after=after)
    if poll.phase != phase:
        yield Change(field="phase", before=poll.phase, after=phase)
        poll.phase = phase


def _said(row: EventRow | None, new: NewPoll) -> str:
    return Localised.of(row.titles).say(*new.languages).text if row else ""
