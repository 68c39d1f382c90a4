"""Tables of editors. Words are keyed digests: what signs in is never kept itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pollsvc.store.columns import BigId, Moment, key_text
from pollsvc.store.db import Base

_ROLES = "role IN ('owner', 'editor', 'viewer')"


class EditorRow(Base):
    """Who works at the desk. ``email`` is folded; ``left_at`` ends an account for good."""

    __tablename__ = "editor"
    __table_args__ = (
        CheckConstraint(_ROLES, name="role_is_known"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(key_text(254), unique=True)
    role: Mapped[str] = mapped_column(key_text(8))
    password: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(key_text(8))
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)


class DeskSessionRow(Base):
    """One signed-in browser. Signing out deletes the row, which ends the session anywhere."""

    __tablename__ = "desk_session"

    word: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    editor_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("editor.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class DeskLinkRow(Base):
    """A link that works once: the first owner's, an invitation, or a new password."""

    __tablename__ = "desk_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('owner', 'invitation', 'password')", name="purpose_is_known"),
        CheckConstraint(f"role IS NULL OR {_ROLES}", name="role_is_known"),
    )

    word: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    purpose: Mapped[str] = mapped_column(key_text(16))
    role: Mapped[str | None] = mapped_column(key_text(8))
    email: Mapped[str | None] = mapped_column(key_text(254))
    editor_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("editor.id", ondelete="CASCADE"), index=True
    )
    made_by: Mapped[int | None] = mapped_column(BigId)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class FailedSignInRow(Base):
    """How often signing in has failed lately, by account or by network."""

    __tablename__ = "failed_sign_in"

    word: Mapped[bytes] = mapped_column(LargeBinary(17), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)
