"""Reading all that is counted of one poll, hours included: for watching it at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    select,
    union_all,
)

from pollsvc.domain.cells import WHOLE_POLL, Cell
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.poll import Poll
from pollsvc.results.models import BoxRow, TallyRow
from pollsvc.results.queries import OF_POLL, Figures, counted_ids, of_questions
from pollsvc.store.db import session

_BY_HOUR = ("hour", "trend")
_A_DAY = 24 * 60
_BOX = (BoxRow.version, BoxRow.changed_ms, BoxRow.closed_ms, BoxRow.next_number)


@dataclass(frozen=True)
class Watched:
    """A poll's figures with how they came about.

    ``acts`` is the number of acts of voters: votes, changes and withdrawals. ``hours``
    are counted votes by the hour (since 1970 in UTC), ``trend`` the same by option.
    """

    figures: Figures
    acts: int
    hours: dict[int, int]
    trend: dict[int, dict[int, int]]


def watched(poll: Poll, days: Sequence[tuple[int, int]] = ()) -> Watched:
    """All that is counted of a poll but orders for counting in rounds, at one moment.

    With ``days``, the offsets of the poll's zone by the hour, votes come by the day, each
    under the first of its hours: a poll of years has more hours than a page has use for.

    Raises:
        PollNotFoundError: it has no figures, as nobody has published it.
    """
    found: Watched | None = None
    for version, changed, closed, next_number, question, measure, cell, n in session().execute(
        union_all(
            _counters(poll, of_questions(counted_ids(poll))),
            _counters(poll, OF_POLL),
            _votes_by_hour(poll.id, days),
        )
    ):
        if found is None:
            figures = Figures(version, changed, closed is not None, {})
            found = Watched(figures, next_number - 1, {}, {})
        if measure == "trend":
            hour, _, option = cell.partition(":")
            found.trend.setdefault(int(option), {})[int(hour)] = n
        elif measure == "hour":
            found.hours[int(cell.partition(":")[0])] = n
        elif measure is not None:
            found.figures.tally[Cell(question, measure, cell)] = n
    if found is None:
        raise PollNotFoundError
    return found


def _counters(poll: Poll, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The box with the counters of the sheet; the box alone where there are none."""
    return (
        select(*_BOX, TallyRow.question, TallyRow.measure, TallyRow.cell, TallyRow.n)
        .outerjoin(TallyRow, and_(TallyRow.poll_id == BoxRow.poll_id, which))
        .where(BoxRow.poll_id == poll.id)
    )


def _votes_by_hour(poll_id: int, days: Sequence[tuple[int, int]]) -> Select[*tuple[Any, ...]]:
    """Votes by the hour, or by the day that an hour belongs to."""
    # Hours have six digits from 1981 to 2084; behind a colon comes the option.
    hour = cast(func.substr(TallyRow.cell, 1, 6), Integer)
    option = func.substr(TallyRow.cell, 8)
    step = (60 * hour + _ahead(hour, days)) // _A_DAY if days else hour
    named = cast(func.min(hour), Text) + ":" + option
    whole = (TallyRow.question, TallyRow.measure)
    return (
        select(*_BOX, *whole, named, cast(func.sum(TallyRow.n), BigInteger))
        .join(TallyRow, TallyRow.poll_id == BoxRow.poll_id)
        .where(
            BoxRow.poll_id == poll_id,
            TallyRow.question == WHOLE_POLL,
            TallyRow.measure.in_(_BY_HOUR),
        )
        .group_by(*_BOX, *whole, option, step)
    )


def _ahead(hour: ColumnElement[int], days: Sequence[tuple[int, int]]) -> ColumnElement[int] | int:
    """How many minutes the zone's clocks are ahead in this hour."""
    (_, first), *later = days
    if not later:
        return first
    return case(*((hour >= since, ahead) for since, ahead in reversed(later)), else_=first)


@dataclass(frozen=True)
class Pulse:
    """What tells whether anything of a poll's figures is new."""

    version: int
    latched: bool


def pulse(poll_id: int) -> Pulse | None:
    """The version of a poll's figures, read by one key; ``None`` where it has none."""
    found = (
        session()
        .execute(select(BoxRow.version, BoxRow.closed_ms).where(BoxRow.poll_id == poll_id))
        .first()
    )
    return None if found is None else Pulse(found.version, found.closed_ms is not None)
