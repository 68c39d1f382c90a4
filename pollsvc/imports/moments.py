"""Times as definition files write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pollsvc.domain.moments import YEARS, is_time, read_time, read_zone

__all__ = [
    "Moment",
    "day_bounds",
    "day_words",
    "order_faults",
    "read_day",
    "read_moment",
    "read_zone",
]

_RELATIVE = re.compile(r"([+-])([0-9]{1,4}) (minute|hour|day|week)s?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_AN_HOUR = timedelta(hours=1)
_FORMS = 'write a time such as "2026-03-01 18:00", "2026-03-01T18:00+01:00", "+2 weeks" or now'


@dataclass(frozen=True)
class Moment:
    """A moment: fixed (``at``, aware, UTC), or so long ``after`` the poll is loaded."""

    at: datetime | None = None
    after: timedelta | None = None

    def resolved(self, now: datetime) -> datetime:
        """The moment as an aware UTC time, if the poll is loaded at ``now``.

        One that hangs on the load falls on a full hour, if it is hours away or more,
        else on a full minute.
        """
        if self.at is not None:
            return self.at
        assert self.after is not None
        start = now.astimezone(UTC).replace(second=0, microsecond=0)
        if abs(self.after) >= _AN_HOUR:
            start = start.replace(minute=0)
        return start + self.after

    def comes_after(self, other: Moment, now: datetime | None) -> bool | None:
        """Whether this is later than ``other``; ``None`` where that hangs on the load."""
        if now is not None:
            return self.resolved(now) > other.resolved(now)
        if self.at is not None and other.at is not None:
            return self.at > other.at
        if self.after is not None and other.after is not None:
            return self.after > other.after
        return None


def read_moment(text: str, zone: str) -> Moment:
    """The moment that a text means; without an offset it is a local time in ``zone``.

    Raises:
        ValueError: it is no such text, or the zone's clocks skip or repeat that time;
            the message says what to do.
    """
    if text == "now":
        return Moment(after=timedelta(0))
    relative = _RELATIVE.fullmatch(text)
    if relative:
        sign, number, unit = relative.groups()
        length = timedelta(**{f"{unit}s": int(number)})
        return Moment(after=-length if sign == "-" else length)
    if _DAY.fullmatch(text):
        raise ValueError(f'give the time of day too, such as "{text} 18:00"')
    if not is_time(text):
        raise ValueError(_FORMS)
    return Moment(at=read_time(text, zone))


def order_faults(moments: Mapping[str, Moment], now: datetime | None) -> list[tuple[str, str]]:
    """What is wrong with the order of ``opens``, ``closes``, ``release``, ``archived``.

    Gives ``(name, message)``. Without ``now`` only what holds whenever the poll is
    loaded: a fixed time and one that hangs on the load are not compared.
    """
    faults: list[tuple[str, str]] = []

    def later(name: str, than: str, *, same: bool = False) -> None:
        one, other = moments.get(name), moments.get(than)
        if one is None or other is None:
            return
        wrong = other.comes_after(one, now) if same else one.comes_after(other, now) is False
        if wrong:
            faults.append((name, f"this must {'not come before' if same else 'come after'} {than}"))

    later("closes", "opens")
    later("release", "closes", same=True)
    later("archived", "closes" if "closes" in moments else "opens")
    return faults


def read_day(text: str) -> date:
    """The day that ``2013-09-16`` means.

    Raises:
        ValueError: it is no such text; the message says what to do.
    """
    if not _DAY.fullmatch(text):
        raise ValueError('write a day as year, month and day, such as "2013-09-16"')
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("the calendar has no such day; look at month and day") from None
    if day.year not in YEARS:
        raise ValueError(f"the year must lie between {YEARS[0]} and {YEARS[-1]}")
    return day


def day_words(text: str) -> str:
    """What is wrong with a day, ``""`` where nothing is."""
    try:
        read_day(text)
    except ValueError as error:
        return str(error)
    return ""


def day_bounds(
    first: date | None, last: date | None, zone: str
) -> tuple[datetime | None, datetime | None]:
    """The first minute of ``first`` and the last one of ``last`` in the zone, as UTC times."""
    here = ZoneInfo(zone)
    start = datetime.combine(first, time(0, 0), here).astimezone(UTC) if first else None
    end = datetime.combine(last, time(23, 59), here).astimezone(UTC) if last else None
    return start, end
