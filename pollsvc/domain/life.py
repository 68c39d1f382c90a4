"""The life of a poll, worked out from its times and never from a flag."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pollsvc.domain.poll import Origin, Poll, Visibility


class State(StrEnum):
    """Where a poll stands in its life."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"

    @property
    def is_over(self) -> bool:
        """Whether nobody can vote any more."""
        return self in (State.CLOSED, State.ARCHIVED)


def state_of(poll: Poll, now: datetime, latched: bool = False) -> State:
    """The poll's state at ``now``.

    ``latched`` says that the store has seen the poll closed: a clock set back
    never opens it again. A poll imported as a tally is closed whatever its dates.
    The closing moment itself is closed.
    """
    if poll.archived_at is not None and now >= poll.archived_at:
        return State.ARCHIVED
    if poll.origin is Origin.TALLY or latched:
        return State.CLOSED
    if poll.opens_at is None:
        return State.DRAFT
    if poll.closes_at is not None and now >= poll.closes_at:
        return State.CLOSED
    return State.OPEN if now >= poll.opens_at else State.SCHEDULED


def next_turn(poll: Poll, now: datetime) -> datetime | None:
    """The next moment at which state or visibility can change by itself."""
    moments = (poll.opens_at, poll.closes_at, poll.release_at, poll.archived_at)
    return min((moment for moment in moments if moment and moment > now), default=None)


def results_visible(poll: Poll, state: State, now: datetime, *, voted: bool = False) -> bool:
    """Whether the results may be shown at ``now``.

    ``voted`` is about a known viewer; public outlets have none and leave it out,
    so that under "after voting" they stay hidden until the poll closes.
    """
    if state in (State.DRAFT, State.SCHEDULED):
        return False
    released = poll.release_at is not None and now >= poll.release_at
    return {
        Visibility.ALWAYS: True,
        Visibility.AFTER_VOTING: voted or state.is_over,
        Visibility.AFTER_CLOSING: state.is_over,
        Visibility.WHEN_RELEASED: released and state.is_over,
        Visibility.DESK_ONLY: False,
    }[poll.visibility]
