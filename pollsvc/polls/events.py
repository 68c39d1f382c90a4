"""Discussions before and after which polls ask the same, to choose from at the desk."""

from __future__ import annotations

from sqlalchemy import select

from pollsvc.polls.models import EventRow
from pollsvc.store.db import session

_MOST = 200


def event_titles(language: str) -> list[str]:
    """The discussions that polls belong to by their titles in this language, newest first."""
    rows = session().scalars(select(EventRow.titles).order_by(EventRow.id.desc()).limit(_MOST))
    return [titles[language] for titles in rows if language in titles]
