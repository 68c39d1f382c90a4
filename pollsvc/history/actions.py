"""Writing down an act, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from pollsvc.domain.editor import Editor
from pollsvc.domain.texts import same_text
from pollsvc.history.acts import DeskAct
from pollsvc.history.models import HistoryRow
from pollsvc.store.db import session

SITE = 0
"""The poll id of acts that concern no poll."""
_LOCK = 0x70686973


def record(
    act: DeskAct,
    editor: Editor | None,
    at: datetime,
    *,
    poll_id: int = SITE,
    subject: str = "",
    **detail: Any,
) -> None:
    """Add an act to the history; committing is the caller's, whose act it is.

    ``editor`` is ``None`` for the command line. ``subject`` is what was acted on as it
    is called now (a poll's title, a person's name), ``detail`` what changed: JSON values.
    """
    if session().get_bind().dialect.name == "postgresql":
        # Until the commit nobody else gives a number of this poll's.
        session().execute(text("SELECT pg_advisory_xact_lock(:k, :p)"), {"k": _LOCK, "p": poll_id})
    last = session().scalar(
        select(func.max(HistoryRow.number)).where(HistoryRow.poll_id == poll_id)
    )
    session().add(
        HistoryRow(
            poll_id=poll_id,
            number=(last or 0) + 1,
            at=at,
            editor_id=editor.id if editor else None,
            editor_name=editor.name if editor else "",
            act=act.value,
            subject=subject,
            sought=same_text(f"{editor.name if editor else ''} {subject}"),
            detail=_plain(detail),
        )
    )
    session().flush()


def _plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail without what is not said; times as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in detail.items()
        if value is not None
    }
