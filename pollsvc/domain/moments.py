"""Local times as people write them: zones, clocks that skip an hour, clocks that repeat one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_FIXED = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
# The areas of the time zone database's "Area/Location" names.
_AREAS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)
YEARS = range(1900, 2200)


class NoSuchTimeError(ValueError):
    """The text means no moment; ``code`` says why.

    ``code`` is ``"time_form"`` (not written as a time), ``"time_unknown"`` (no such day
    or time of day), ``"time_year"``, ``"time_skipped"`` or ``"time_twice"``; for the
    last, ``offsets`` are those that the clocks have, the earlier moment's first.
    """

    def __init__(self, code: str, message: str, offsets: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.offsets = offsets


def read_zone(name: str) -> str:
    """The name of a time zone that readers know a place by, or ``"UTC"``.

    Raises:
        ValueError: there is no such zone, or it is no place's (its clock could not be
            named, and "Etc/GMT+3" is three hours behind); the message says what to do.
    """
    if name not in _zone_names():
        raise ValueError('there is no such time zone; give a name such as "Europe/Paris" or "UTC"')
    if name != "UTC" and name.partition("/")[0] not in _AREAS:
        raise ValueError('name the zone by a place, such as "Europe/Paris", or give "UTC"')
    return name


@cache
def place_zones() -> tuple[str, ...]:
    """Every zone that ``read_zone`` takes, in the order of the alphabet, ``"UTC"`` first."""
    places = (name for name in _zone_names() if name.partition("/")[0] in _AREAS)
    return ("UTC", *sorted(places))


@cache
def _zone_names() -> frozenset[str]:
    """The names of all time zones known on this machine (or in the tzdata package)."""
    return frozenset(available_timezones())


def is_time(text: str) -> bool:
    """Whether a text is written as a time of a day: ``2026-03-01 18:00``."""
    return _FIXED.fullmatch(text) is not None


def read_time(text: str, zone: str) -> datetime:
    """The moment, aware and in UTC, of a time; without an offset it is one of ``zone``.

    Raises:
        NoSuchTimeError: it is no such text, or the zone's clocks skip or repeat that
            time; the message says what to do.
    """
    if not is_time(text):
        raise NoSuchTimeError("time_form", 'write a time such as "2026-03-01 18:00"')
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NoSuchTimeError("time_unknown", "there is no such date or time of day") from None
    if moment.year not in YEARS:
        words = f"the year must lie between {YEARS[0]} and {YEARS[-1]}"
        raise NoSuchTimeError("time_year", words)
    return moment.astimezone(UTC) if moment.tzinfo else in_zone(moment, zone)


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment, aware and in UTC, at which the zone's clocks show this naive time.

    Raises:
        NoSuchTimeError: they skip it or show it twice.
    """
    offsets = offsets_at(moment, zone)
    if not offsets:
        words = f"the clocks in {zone} skip this time; choose another one"
        raise NoSuchTimeError("time_skipped", words)
    if len(offsets) > 1:
        words = f"the clocks in {zone} show this time twice; add the offset, {' or '.join(offsets)}"
        raise NoSuchTimeError("time_twice", words, offsets)
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def offsets_at(moment: datetime, zone: str) -> tuple[str, ...]:
    """The offsets from UTC at which the zone's clocks show this naive time.

    None where they skip it, two where they show it twice: ``("+02:00", "+01:00")``.
    """
    first = moment.replace(tzinfo=ZoneInfo(zone))
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return (_offset(first),)
    back = first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (_offset(first), _offset(second)) if back == moment else ()


def _offset(moment: datetime) -> str:
    written = f"{moment:%z}"
    return f"{written[:3]}:{written[3:5]}"


def local_text(at: datetime, zone: str) -> str:
    """A moment as ``read_time`` takes it: local, to the minute, with an offset if it needs one."""
    here = at.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    naive = here.replace(tzinfo=None, fold=0)
    text = naive.isoformat("T", "minutes")
    return text if len(offsets_at(naive, zone)) == 1 else text + _offset(here)
