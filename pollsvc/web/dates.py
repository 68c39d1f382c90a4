"""When a poll is and was taken, in the page's language: the one place that says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from pollsvc.domain.life import State
from pollsvc.domain.poll import Origin, Poll
from pollsvc.web.formats import (
    date_text,
    day_text,
    days_text,
    last_day,
    moment_text,
)
from pollsvc.web.languages import page_language


@dataclass(frozen=True)
class FieldDates:
    """When votes are or were taken: as a line of its own, inside a sentence, as a sentence.

    Only the sentence has times of day, and only where they are known: an imported
    tally has days.
    """

    line: str
    inside: str
    sentence: str


def ended_at(poll: Poll, state: State) -> datetime | None:
    """When voting ended; ``None`` while it has not, or where that is not known."""
    if not state.is_over:
        return None
    # Archiving ends a live poll too; of an imported tally it says nothing.
    archived = poll.archived_at if poll.origin is Origin.LIVE else None
    return poll.closes_at or archived


def field_dates(poll: Poll, state: State) -> FieldDates:
    """When votes are or were taken, with what is not known said to be so."""
    start, end = poll.opens_at, ended_at(poll, state)
    if start and end:
        return _between(poll, start, end)
    if start:
        return _from(poll, start) if state.is_over else _since(poll, start)
    if end:
        return _until(poll, end)
    return FieldDates(
        gettext("Field dates not known"),
        gettext("field dates not known"),
        gettext("It is not known when the votes were taken."),
    )


def _between(poll: Poll, start: datetime, end: datetime) -> FieldDates:
    dates = days_text(start, end, poll.zone, page_language())
    return FieldDates(
        gettext("Poll conducted %(dates)s", dates=dates),
        dates,
        gettext(
            "Votes were taken from %(start)s to %(end)s.",
            start=_exact(poll, start),
            end=_exact(poll, end),
        ),
    )


def _since(poll: Poll, start: datetime) -> FieldDates:
    day, from_then = day_text(start, poll.zone, page_language()), _exact(poll, start)
    if poll.closes_at is None:
        sentence = gettext("Voting opened on %(start)s.", start=from_then)
    else:
        end = _exact(poll, poll.closes_at)
        sentence = gettext("Votes are taken from %(start)s to %(end)s.", start=from_then, end=end)
    return FieldDates(
        gettext("Open since %(date)s", date=day), gettext("since %(date)s", date=day), sentence
    )


def _from(poll: Poll, start: datetime) -> FieldDates:
    day = day_text(start, poll.zone, page_language())
    return FieldDates(
        gettext("Poll conducted from %(date)s; last day not known", date=day),
        gettext("from %(date)s, last day not known", date=day),
        gettext(
            "Votes were taken from %(start)s; it is not known until when.",
            start=_exact(poll, start),
        ),
    )


def _until(poll: Poll, end: datetime) -> FieldDates:
    day = date_text(last_day(end, poll.zone), page_language())
    return FieldDates(
        gettext("Poll conducted until %(date)s; first day not known", date=day),
        gettext("until %(date)s, first day not known", date=day),
        gettext(
            "Votes were taken until %(end)s; it is not known from when.", end=_exact(poll, end)
        ),
    )


def _exact(poll: Poll, when: datetime) -> str:
    """A time of the poll as exactly as it is known."""
    known = day_text if poll.origin is Origin.TALLY else moment_text
    return known(when, poll.zone, page_language())


def status_text(poll: Poll, state: State) -> str:
    """Where a poll stands, with the date that matters.

    To the minute while that matters: ``"Open until 30 September 2013, 18:00 Paris
    time"``; then the last day: ``"Closed 30 September 2013"``.
    """
    language = page_language()
    if state.is_over:
        end = ended_at(poll, state)
        if end is None:
            return gettext("Closed")
        return gettext("Closed %(date)s", date=date_text(last_day(end, poll.zone), language))
    if state is State.OPEN:
        if poll.closes_at is None:
            return gettext("Open")
        return gettext("Open until %(date)s", date=_exact(poll, poll.closes_at))
    if poll.opens_at is None:
        return gettext("Planned")
    return gettext("Opens %(date)s", date=day_text(poll.opens_at, poll.zone, language))


def status_mark(state: State) -> str:
    """The mark by which style sheets know a state: ``"open"``, ``"planned"``, ``"closed"``."""
    if state.is_over:
        return "closed"
    return "open" if state is State.OPEN else "planned"
