"""The table of acts. Append-only: no statement of the program changes or deletes a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from pollsvc.store.columns import BigId, Document, Moment, key_text
from pollsvc.store.db import Base


class HistoryRow(Base):
    """One act. Poll 0 is the site; ``number`` counts from 1 inside the poll, without gaps.

    ``editor_name`` and ``subject`` are kept as they were said then, ``sought`` is both
    folded for searching. No foreign keys: the row outlives poll and editor.
    """

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_at", "at"),)

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    editor_id: Mapped[int | None] = mapped_column(BigId)
    editor_name: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(key_text(32))
    subject: Mapped[str] = mapped_column(Text)
    sought: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(Document)
