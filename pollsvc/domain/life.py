"""The life of a poll, worked out from its times and never from a flag."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Seen:
    """A poll as an editor saw it when a form was shown: its version, and its state."""

    version: int
    state: State

    @classmethod
    def read(cls, text: str) -> Seen | None:
        """What a form carries, ``"7.open"``; ``None`` if it carries no such thing."""
        version, _, state = text.partition(".")
        if not (version.isascii() and version.isdecimal() and len(version) < _LONGEST_VERSION):
            return None
        try:
            return cls(int(version), State(state))
        except ValueError:
            return None


_LONGEST_VERSION = 18


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


class LifeAct(StrEnum):
    """What an editor can do with the life of a poll."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    """Give it another closing time; one that is over is reopened so."""
    RELEASE = "release"
    SET_RELEASE = "set_release"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"


class Hindrance(StrEnum):
    """Why an act cannot be done with a poll as it stands."""

    NOT_PUBLISHED = "not_published"
    PAST_RESULT = "past_result"
    """Nobody ever voted in it here."""
    OPEN_ALREADY = "open_already"
    HAS_BEEN_OPEN = "has_been_open"
    NOTHING_TO_CLOSE = "nothing_to_close"
    CLOSED_ALREADY = "closed_already"
    NEVER_OPENED = "never_opened"
    IN_ARCHIVE = "in_archive"
    ARCHIVED_ALREADY = "archived_already"
    NOT_IN_ARCHIVE = "not_in_archive"
    NOT_OVER = "not_over"
    COMES_BY_ITSELF = "comes_by_itself"
    """Its results have no time of release."""
    DESK_ONLY = "desk_only"
    RELEASED_ALREADY = "released_already"
    RELEASE_WHILE_OPEN = "release_while_open"


class TimeFault(StrEnum):
    """What is wrong with a time that an editor gives a poll."""

    PAST = "past"
    BEFORE_OPENING = "before_opening"
    BEFORE_CLOSING = "before_closing"
    NO_CLOSING = "no_closing"
    """Results come out after a closing, and none is set."""


_OF_VOTING = frozenset({LifeAct.OPEN, LifeAct.CLOSE, LifeAct.REOPEN, LifeAct.EXTEND})
_OF_RELEASE = frozenset({LifeAct.RELEASE, LifeAct.SET_RELEASE})
_BARRED: dict[LifeAct, dict[State, Hindrance]] = {
    LifeAct.OPEN: {
        State.OPEN: Hindrance.OPEN_ALREADY,
        State.CLOSED: Hindrance.HAS_BEEN_OPEN,
        State.ARCHIVED: Hindrance.IN_ARCHIVE,
    },
    LifeAct.CLOSE: {
        State.SCHEDULED: Hindrance.NOTHING_TO_CLOSE,
        State.CLOSED: Hindrance.CLOSED_ALREADY,
        State.ARCHIVED: Hindrance.CLOSED_ALREADY,
    },
    LifeAct.REOPEN: {
        State.SCHEDULED: Hindrance.NEVER_OPENED,
        State.OPEN: Hindrance.OPEN_ALREADY,
        State.ARCHIVED: Hindrance.IN_ARCHIVE,
    },
    LifeAct.EXTEND: {State.ARCHIVED: Hindrance.IN_ARCHIVE},
    LifeAct.ARCHIVE: {
        State.SCHEDULED: Hindrance.NOT_OVER,
        State.OPEN: Hindrance.NOT_OVER,
        State.ARCHIVED: Hindrance.ARCHIVED_ALREADY,
    },
    LifeAct.UNARCHIVE: {
        State.SCHEDULED: Hindrance.NOT_IN_ARCHIVE,
        State.OPEN: Hindrance.NOT_IN_ARCHIVE,
        State.CLOSED: Hindrance.NOT_IN_ARCHIVE,
    },
}


def hindrance(act: LifeAct, poll: Poll, state: State, now: datetime) -> Hindrance | None:
    """Why this cannot be done with the poll in this state, or ``None`` where it can."""
    if state is State.DRAFT:
        return Hindrance.NOT_PUBLISHED
    if act in _OF_VOTING and poll.origin is Origin.TALLY:
        return Hindrance.PAST_RESULT
    if act in _OF_RELEASE:
        return _hindrance_of_release(act, poll, state, now)
    return _BARRED[act].get(state)


def _hindrance_of_release(
    act: LifeAct, poll: Poll, state: State, now: datetime
) -> Hindrance | None:
    if poll.visibility is Visibility.DESK_ONLY:
        return Hindrance.DESK_ONLY
    if poll.visibility is not Visibility.WHEN_RELEASED:
        return Hindrance.COMES_BY_ITSELF
    if results_visible(poll, state, now):
        return Hindrance.RELEASED_ALREADY
    if act is LifeAct.RELEASE and not state.is_over:
        return Hindrance.RELEASE_WHILE_OPEN
    return None


def possible_acts(poll: Poll, state: State, now: datetime) -> frozenset[LifeAct]:
    """Everything that can be done with the poll in this state."""
    return frozenset(act for act in LifeAct if hindrance(act, poll, state, now) is None)


def closing_fault(poll: Poll, closes_at: datetime, now: datetime) -> TimeFault | None:
    """What is wrong with this as the poll's closing time from now on."""
    if closes_at <= now:
        return TimeFault.PAST
    if poll.opens_at is not None and closes_at <= poll.opens_at:
        return TimeFault.BEFORE_OPENING
    return None


def release_fault(poll: Poll, release_at: datetime, now: datetime) -> TimeFault | None:
    """What is wrong with this as the time at which the poll's results come out."""
    if release_at <= now:
        return TimeFault.PAST
    if poll.closes_at is None:
        return TimeFault.NO_CLOSING if poll.origin is Origin.LIVE else None
    return TimeFault.BEFORE_CLOSING if release_at < poll.closes_at else None
