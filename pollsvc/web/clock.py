"""The one clock of pages and commands; everything below takes ``now`` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app


def now() -> datetime:
    """The time, aware and in UTC; tests put their own under ``extensions["clock"]``."""
    clock = current_app.extensions.get("clock")
    moment = clock() if clock else datetime.now(UTC)
    assert isinstance(moment, datetime)
    return moment
