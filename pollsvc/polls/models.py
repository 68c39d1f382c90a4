"""Tables of the definition side. Ids of questions and options count inside the poll."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pollsvc.accounts.models import EditorRow
from pollsvc.store.columns import BigId, Document, Moment, key_text
from pollsvc.store.db import Base


class EventRow(Base):
    """A discussion before and after which the same is asked, with its titles by language."""

    __tablename__ = "event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(key_text(64), unique=True)
    titles: Mapped[dict[str, str]] = mapped_column(Document)


class PollRow(Base):
    """A poll. Its id comes from a sequence that never gives one twice.

    A poll that took a deleted one's id would inherit its key and kept bytes. ``title``
    is what the desk calls it, the first question in the base language; ``sought`` what
    its search looks through. ``first_response_at`` is written by the writer with the
    first response. ``previous_id`` is the version that this poll follows.
    """

    __tablename__ = "poll"
    __table_args__ = (
        CheckConstraint("origin IN ('live', 'tally')", name="origin_is_known"),
        CheckConstraint(
            "visibility IN ('always', 'after_voting', 'after_closing', 'when_released',"
            " 'desk_only')",
            name="visibility_is_known",
        ),
        CheckConstraint(
            "protection IS NULL OR protection IN ('open', 'browser')", name="protection_is_known"
        ),
        CheckConstraint(
            "origin = 'tally' OR protection IS NOT NULL", name="live_poll_has_protection"
        ),
        CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at",
            name="closes_after_opening",
        ),
        CheckConstraint(
            "phase IS NULL OR event_id IS NOT NULL AND phase IN ('before', 'after')",
            name="phase_is_of_an_event",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(key_text(64), unique=True)
    origin: Mapped[str] = mapped_column(key_text(8))
    languages: Mapped[list[str]] = mapped_column(Document)
    zone: Mapped[str] = mapped_column(key_text(64))
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    release_at: Mapped[datetime | None] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    visibility: Mapped[str] = mapped_column(key_text(16))
    protection: Mapped[str | None] = mapped_column(key_text(16))
    may_change: Mapped[bool]
    may_withdraw: Mapped[bool]
    definition_version: Mapped[int]
    digest: Mapped[str] = mapped_column(key_text(64))
    settings: Mapped[dict[str, Any]] = mapped_column(Document)
    made_at: Mapped[datetime] = mapped_column(Moment)
    title: Mapped[str] = mapped_column(Text, default="")
    sought: Mapped[str] = mapped_column(Text, default="")
    first_response_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    previous_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("poll.id"))
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    phase: Mapped[str | None] = mapped_column(key_text(8))


class QuestionRow(Base):
    """A question of a poll, or a row of the matrix ``parent_id``, which comes before it.

    ``settings`` holds what only some kinds have: ``low``, ``high``, ``decimals``,
    ``longest``, ``diverging``, ``grid``, ``private``, ``method``.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("poll_id", "code"),
        CheckConstraint(
            "kind IN ('single', 'multiple', 'ranking', 'scale', 'matrix', 'number',"
            " 'short_text', 'long_text', 'date')",
            name="kind_is_known",
        ),
        CheckConstraint("required IN ('no', 'soft', 'hard')", name="required_is_known"),
        CheckConstraint("page >= 1", name="pages_count_from_one"),
        CheckConstraint(
            "option_order IN ('fixed', 'random', 'reversed')", name="option_order_is_known"
        ),
        CheckConstraint("filled_by IS NULL OR filled_by IN ('link')", name="filled_by_is_known"),
        CheckConstraint(
            "at_least >= 0 AND at_most >= at_least AND at_most >= 1", name="limits_fit"
        ),
    )

    poll_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(key_text(32))
    kind: Mapped[str] = mapped_column(key_text(16))
    at_least: Mapped[int]
    at_most: Mapped[int]
    option_order: Mapped[str] = mapped_column(key_text(16), default="fixed")
    filled_by: Mapped[str | None] = mapped_column(key_text(16))
    parent_id: Mapped[int | None]
    page: Mapped[int] = mapped_column(default=1)
    required: Mapped[str] = mapped_column(key_text(8), default="hard")
    show_if: Mapped[str | None] = mapped_column(Text)
    series: Mapped[str | None] = mapped_column(key_text(32))
    settings: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


class OptionRow(Base):
    """A possible answer to a question."""

    __tablename__ = "option"
    __table_args__ = (
        UniqueConstraint("poll_id", "question_id", "code"),
        CheckConstraint(
            "role IN ('plain', 'other', 'dont_know', 'no_answer', 'none')", name="role_is_known"
        ),
        ForeignKeyConstraint(
            ["poll_id", "question_id"], ["question.poll_id", "question.id"], ondelete="CASCADE"
        ),
    )

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(key_text(32))
    role: Mapped[str] = mapped_column(key_text(16), default="plain")
    value: Mapped[int | None]
    pinned: Mapped[bool] = mapped_column(default=False)


class WordingRow(Base):
    """One text in one language. Append-only: the newest revision is the text.

    ``subject_id`` is 0 for the poll, a page's number, or the id of a question or option.
    """

    __tablename__ = "wording"
    __table_args__ = (
        CheckConstraint(
            "subject IN ('poll', 'page', 'question', 'option')", name="subject_is_known"
        ),
    )

    poll_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(key_text(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(key_text(24), primary_key=True)
    language: Mapped[str] = mapped_column(key_text(16), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    editor_id: Mapped[int | None] = mapped_column(BigId)
    of_revision: Mapped[int | None]


class TagRow(Base):
    """A topic that polls share, with its labels by language."""

    __tablename__ = "tag"

    code: Mapped[str] = mapped_column(key_text(32), primary_key=True)
    labels: Mapped[dict[str, str]] = mapped_column(Document)


class PollTagRow(Base):
    """Which topics a poll has, in order."""

    __tablename__ = "poll_tag"

    poll_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(key_text(32), ForeignKey("tag.code"), primary_key=True)
    position: Mapped[int]


class PollEditorRow(Base):
    """Which editors work on a poll."""

    __tablename__ = "poll_editor"

    poll_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True
    )
    editor_id: Mapped[int] = mapped_column(
        BigId, ForeignKey(EditorRow.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class DraftRow(Base):
    """What an editor has typed and not published: raw, faults and all.

    ``version`` rises with every save, so that a second editor's stale form is noticed.
    """

    __tablename__ = "draft"

    poll_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    version: Mapped[int]
    editor_id: Mapped[int | None] = mapped_column(BigId)
    editor_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
