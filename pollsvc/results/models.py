"""Tables of the figures. Every key begins with the poll; nothing in one is null."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pollsvc.store.columns import BigId, Document, key_text
from pollsvc.store.db import Base

# Rows that change with every batch leave room on their page, so that an update
# stays there (HOT) instead of touching indexes.
_HOT = {"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": "50"}}


class BoxRow(Base):
    """One lock for each poll: number giver, version of the figures, latch of closing.

    ``next_number`` is the number of the next response (1, 2, 3 … in commit order,
    no gaps); ``version`` rises with every batch; ``changed_ms`` is the time of the
    last change; ``closed_number`` and ``closed_ms`` are set when the store first
    sees the poll closed. Times are UTC milliseconds.
    """

    __tablename__ = "box"
    __table_args__ = (_HOT,)

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    next_number: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    changed_ms: Mapped[int | None] = mapped_column(BigInteger)
    closed_number: Mapped[int | None] = mapped_column(BigInteger)
    closed_ms: Mapped[int | None] = mapped_column(BigInteger)


class TallyRow(Base):
    """One counter. Question 0 is the poll as a whole."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("n >= 0", name="n_is_not_negative"), _HOT)

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(key_text(16), primary_key=True)
    # A whole order of fifty options fits, each with an id of four digits.
    cell: Mapped[str] = mapped_column(key_text(256), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class SnapshotRow(Base):
    """The figures frozen. For an imported tally number 1 is what was published."""

    __tablename__ = "snapshot"
    __table_args__ = (CheckConstraint("reason IN ('import')", name="reason_is_known"),)

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(key_text(16))
    at_version: Mapped[int] = mapped_column(BigInteger)
    at_number: Mapped[int] = mapped_column(BigInteger)
    figures: Mapped[dict[str, Any]] = mapped_column(Document)
    digest: Mapped[str] = mapped_column(key_text(64))
