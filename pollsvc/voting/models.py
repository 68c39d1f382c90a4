"""Tables of the votes. Only ``voting.box`` writes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pollsvc.store.columns import BigId, Document, key_text
from pollsvc.store.db import Base


class ResponseRow(Base):
    """One act of a voter: a vote, a change, or a withdrawal (``answers`` null).

    After it is written only ``standing`` and ``moved_by_history`` ever change.
    Nothing in it identifies anyone. ``answers`` is ``{"3": 17, "4": [2, 9], "5":
    null}``: question id to its answer (see ``domain.answers``, words as digests);
    null: asked and not answered.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(
            "standing IN ('counted', 'set_aside', 'withdrawn', 'replaced')",
            name="standing_is_known",
        ),
        CheckConstraint("replaces < number", name="replaces_an_earlier_one"),
        Index(
            "uq_response_poll_id_replaces",
            "poll_id",
            "replaces",
            unique=True,
            sqlite_where=text("replaces IS NOT NULL"),
            postgresql_where=text("replaces IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    replaces: Mapped[int | None] = mapped_column(BigInteger)
    standing: Mapped[str] = mapped_column(key_text(16))
    definition_version: Mapped[int]
    language: Mapped[str] = mapped_column(key_text(16))
    shown_seed: Mapped[int | None] = mapped_column(BigInteger)
    sent_ms: Mapped[int] = mapped_column(BigInteger)
    answers: Mapped[dict[str, Any] | None] = mapped_column(Document)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    moved_by_history: Mapped[int | None] = mapped_column(BigInteger)


class ClaimRow(Base):
    """A claimed word and the response that holds it.

    A word is a kind byte (``f`` form, ``b`` browser) and 128 bits of a digest keyed
    with the poll's own key. ``replaced`` is the response that held it before.
    """

    __tablename__ = "claim"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    word: Mapped[bytes] = mapped_column(LargeBinary(17), primary_key=True)
    response: Mapped[int] = mapped_column(BigInteger)
    replaced: Mapped[int | None] = mapped_column(BigInteger)


class TextRow(Base):
    """What a respondent wrote: a text, or the words beside "other" (``option``, else 0).

    Apart from the response, so that it can be moderated, sought and erased. ``sought`` is
    the body folded, for finding it; ``lot`` gives the order in which texts are published,
    which tells nothing of time nor of a person's other texts.
    """

    __tablename__ = "text_answer"
    __table_args__ = (
        CheckConstraint(
            "moderation IN ('waiting', 'shown', 'hidden', 'private')", name="moderation_is_known"
        ),
        Index("ix_text_answer_moderation", "poll_id", "question", "moderation", "lot"),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    response: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    option: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    sought: Mapped[str] = mapped_column(Text)
    moderation: Mapped[str] = mapped_column(key_text(8))
    lot: Mapped[int] = mapped_column(BigInteger)


class UnfinishedRow(Base):
    """Answers of a survey that was not sent yet; erased when it is sent, or in time.

    ``word`` is the keyed digest of the form's id, so that whoever reads the table has no
    link. ``voter`` is there where a vote that stands is changed: a keyed digest of its own of
    the browser's cookie, by which the row is erased when that vote is changed or taken back.
    ``content`` holds the strings typed, ``came_from`` and the act.
    """

    __tablename__ = "unfinished"
    __table_args__ = (
        Index("ix_unfinished_expires_ms", "expires_ms"),
        Index(
            "ix_unfinished_voter",
            "poll_id",
            "voter",
            sqlite_where=text("voter IS NOT NULL"),
            postgresql_where=text("voter IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    word: Mapped[bytes] = mapped_column(LargeBinary(17), primary_key=True)
    voter: Mapped[bytes | None] = mapped_column(LargeBinary(17))
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    saved_ms: Mapped[int] = mapped_column(BigInteger)
    expires_ms: Mapped[int] = mapped_column(BigInteger)
