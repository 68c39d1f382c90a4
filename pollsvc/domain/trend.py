"""Votes over time: counters by the hour put into days of a zone, and shares as they grew.

Hours are numbers since 1970 in UTC, as the tally's counters have them. An hour that lies
across midnight (in zones with half an hour's offset) goes with the day it begins on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from zoneinfo import ZoneInfo

from pollsvc.domain.percents import share

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AN_HOUR = timedelta(hours=1)


class Unit(StrEnum):
    """How long a step of a chart is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def hour_of(moment: datetime) -> int:
    """The number of the hour in which an aware moment lies."""
    return (moment - _EPOCH) // _AN_HOUR


def start_of(hour: int) -> datetime:
    """The moment at which an hour begins, aware and in UTC."""
    return _EPOCH + hour * _AN_HOUR


def unit_for(first: datetime, last: datetime) -> Unit:
    """The unit in which a chart of this time has neither too few nor too many steps."""
    span = last - first
    if span <= timedelta(days=3):
        return Unit.HOUR
    if span <= timedelta(days=100):
        return Unit.DAY
    return Unit.WEEK if span <= timedelta(weeks=104) else Unit.MONTH


def steps(first: datetime, last: datetime, zone: str, unit: Unit) -> tuple[datetime, ...]:
    """The beginnings, in UTC, of all steps from the one of ``first`` to the one of ``last``.

    Days, weeks (from Monday) and months begin at midnight in the zone, so that a day on
    which the clocks change has 23 or 25 hours.
    """
    if unit is Unit.HOUR:
        return tuple(start_of(hour) for hour in range(hour_of(first), hour_of(last) + 1))
    here = ZoneInfo(zone)
    days = _days(first.astimezone(here).date(), last.astimezone(here).date(), unit)
    mornings = (datetime(day.year, day.month, day.day, tzinfo=here) for day in days)
    beginnings = (morning.astimezone(UTC) for morning in mornings)
    # A zone that moved across the date line has no such day, which would begin as the next does.
    return tuple(dict.fromkeys(beginnings))


def _days(first: date, last: date, unit: Unit) -> Iterator[date]:
    day = _first_day(first, unit)
    while day <= last:
        yield day
        match unit:
            case Unit.WEEK:
                day += timedelta(weeks=1)
            case Unit.MONTH:
                day = (day + timedelta(days=31)).replace(day=1)
            case _:
                day += timedelta(days=1)


def _first_day(day: date, unit: Unit) -> date:
    match unit:
        case Unit.WEEK:
            return day - timedelta(days=day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)
        case _:
            return day


def offsets(first: datetime, last: datetime, zone: str) -> tuple[tuple[int, int], ...]:
    """How far the zone's clocks are ahead of UTC, in minutes, from which hour on.

    The first pair holds for whatever lies before it too. With them, a number of an hour
    and nothing else gives the day of the zone: ``(60 * hour + minutes) // 1440``.
    """
    here = ZoneInfo(zone)
    hour, end = hour_of(first), hour_of(last)
    found = [(hour, _minutes(hour, here))]
    while hour < end:
        # Clocks do not change twice in a day, nor there and back.
        ahead = min(hour + 24, end)
        if _minutes(ahead, here) != found[-1][1]:
            while _minutes(hour, here) == found[-1][1]:
                hour += 1
            found.append((hour, _minutes(hour, here)))
        else:
            hour = ahead
    return tuple(found)


def _minutes(hour: int, zone: ZoneInfo) -> int:
    ahead = start_of(hour).astimezone(zone).utcoffset()
    assert ahead is not None
    return ahead // timedelta(minutes=1)


def spread(counts: Mapping[int, int], beginnings: Sequence[datetime]) -> tuple[int, ...]:
    """These counts by the hour as one number for each step; the sum stays the same.

    What lies before the first step goes with it.
    """
    found = [0] * len(beginnings)
    for hour, count in counts.items():
        found[max(0, bisect_right(beginnings, start_of(hour)) - 1)] += count
    return tuple(found)


def added_up(counts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Several counts by the hour as one."""
    total: dict[int, int] = {}
    for one in counts:
        for hour, count in one.items():
            total[hour] = total.get(hour, 0) + count
    return total


def running_shares(counts: Sequence[int], bases: Sequence[int]) -> tuple[Fraction | None, ...]:
    """The share that each step ends with, of all until then; ``None`` before the first."""
    pairs = zip(accumulate(counts), accumulate(bases), strict=True)
    return tuple(share(count, base) for count, base in pairs)
