"""Reading when a draft's poll opens and closes, and who sees the results when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pollsvc.domain.draft.shape import Draft
from pollsvc.domain.draft.stored import draft_of, is_public
from pollsvc.domain.draft.wording import Checks
from pollsvc.domain.life import state_of
from pollsvc.domain.moments import NoSuchTimeError, read_time, read_zone
from pollsvc.domain.poll import Origin, Poll, Visibility

MOMENTS = ("opens", "closes", "release")


@dataclass(frozen=True, kw_only=True)
class Times:
    """When a poll opens, closes, and lets its results out; aware and in UTC."""

    zone: str
    opens_at: datetime | None
    closes_at: datetime | None
    release_at: datetime | None


def read_times(
    checks: Checks, draft: Draft, visibility: Visibility, now: datetime, stored: Poll | None
) -> Times:
    """The times typed, their problems noted.

    A poll that is published without a time to open opens now. What has happened stays: the
    opening of a poll that is open, and both ends of one that is over.
    """
    zone = draft.zone.strip()
    try:
        read_zone(zone)
    except ValueError:
        checks.fault("zone", "unknown")
        return Times(zone="UTC", opens_at=now, closes_at=None, release_at=None)
    typed = {name: _moment(checks, draft, name, zone, stored) for name in MOMENTS}
    opens = _opening(checks, draft, typed["opens"], now, stored)
    closes = _closing(checks, draft, typed["closes"], (opens, now), stored)
    _release(checks, draft, visibility, typed["release"], closes)
    release = typed["release"] if visibility is Visibility.WHEN_RELEASED else None
    return Times(zone=zone, opens_at=opens, closes_at=closes, release_at=release)


def _moment(
    checks: Checks, draft: Draft, name: str, zone: str, stored: Poll | None
) -> datetime | None:
    text = getattr(draft, name).strip()
    if not text:
        return None
    if stored is not None and zone == stored.zone and _is_as_stored(draft, name, stored):
        kept: datetime = getattr(stored, "release_at" if name == "release" else f"{name}_at")
        return kept  # to the second, which no form shows
    try:
        return read_time(text, zone)
    except NoSuchTimeError as error:
        checks.fault(name, error.code, detail=error.offsets)
        return None


def _is_as_stored(draft: Draft, name: str, stored: Poll) -> bool:
    return bool(getattr(draft, name).strip() == getattr(draft_of(stored), name))


def _opening(
    checks: Checks, draft: Draft, typed: datetime | None, now: datetime, stored: Poll | None
) -> datetime | None:
    if stored is not None and is_public(stored):
        begun = stored.opens_at is None or stored.opens_at <= now
        if stored.origin is Origin.TALLY or begun:
            if draft.opens.strip() and not _is_as_stored(draft, "opens", stored):
                checks.fault("opens", "already_open")
            return stored.opens_at
    # No poll can have opened before it was published.
    return max(typed, now) if typed else now


def _closing(
    checks: Checks,
    draft: Draft,
    typed: datetime | None,
    since: tuple[datetime | None, datetime],
    stored: Poll | None,
) -> datetime | None:
    opens, now = since
    if stored is not None and is_public(stored) and state_of(stored, now).is_over:
        if not _is_as_stored(draft, "closes", stored) and draft.closes.strip():
            checks.fault("closes", "is_over")
        return stored.closes_at
    if typed is not None and opens is not None and opens > now and typed <= opens:
        checks.fault("closes", "before_opening")
    elif typed is not None and typed <= now:
        checks.fault("closes", "time_past")
    return typed


def _release(
    checks: Checks,
    draft: Draft,
    visibility: Visibility,
    release: datetime | None,
    closes: datetime | None,
) -> None:
    if visibility is not Visibility.WHEN_RELEASED:
        if draft.release.strip():
            checks.fault("release", "not_released")
    elif release is not None and closes is None and not draft.closes.strip():
        checks.fault("closes", "no_closing")
    elif release is not None and closes is not None and release < closes:
        checks.fault("release", "before_closing")
