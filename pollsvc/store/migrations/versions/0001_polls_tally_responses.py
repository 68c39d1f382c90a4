"""polls, tally, responses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Types are spelled out here: a migration must not change when the program's do.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def key(length: int) -> sa.types.TypeEngine[str]:
    """Text compared byte by byte."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables of polls, their figures, and their responses."""
    _box()
    _claim()
    _poll()
    _response()
    _snapshot()
    _tag()
    _tally()
    _poll_tag()
    _question()
    _wording()
    _option()


def downgrade() -> None:
    """Drop them all."""
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "box",
    "claim",
    "poll",
    "response",
    "snapshot",
    "tag",
    "tally",
    "poll_tag",
    "question",
    "wording",
    "option",
)


def _box() -> None:
    op.create_table(
        "box",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("next_history", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=True),
        sa.Column("closed_number", sa.BigInteger(), nullable=True),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_box")),
        postgresql_with={"fillfactor": "50"},
        sqlite_with_rowid=False,
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("word", sa.LargeBinary(length=17), nullable=False),
        sa.Column("response", sa.BigInteger(), nullable=False),
        sa.Column("replaced", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("poll_id", "word", name=op.f("pk_claim")),
        sqlite_with_rowid=False,
    )


def _poll() -> None:
    op.create_table(
        "poll",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("slug", key(64), nullable=False),
        sa.Column("origin", key(8), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("zone", key(64), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("release_at", sa.BigInteger(), nullable=True),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("visibility", key(16), nullable=False),
        sa.Column("protection", key(16), nullable=True),
        sa.Column("may_change", sa.Boolean(), nullable=False),
        sa.Column("may_withdraw", sa.Boolean(), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "origin = 'tally' OR protection IS NOT NULL",
            name=op.f("ck_poll_live_poll_has_protection"),
        ),
        sa.CheckConstraint("origin IN ('live', 'tally')", name=op.f("ck_poll_origin_is_known")),
        sa.CheckConstraint(
            "protection IS NULL OR protection IN ('open', 'browser')",
            name=op.f("ck_poll_protection_is_known"),
        ),
        sa.CheckConstraint(
            "visibility IN ('always', 'after_voting', 'after_closing', 'when_released',"
            " 'desk_only')",
            name=op.f("ck_poll_visibility_is_known"),
        ),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at",
            name=op.f("ck_poll_closes_after_opening"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("slug", name=op.f("uq_poll_slug")),
        sqlite_autoincrement=True,
    )


def _response() -> None:
    op.create_table(
        "response",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.Column("standing", key(16), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("language", key(16), nullable=False),
        sa.Column("shown_seed", sa.BigInteger(), nullable=True),
        sa.Column("sent_ms", sa.BigInteger(), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("moved_by_history", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "standing IN ('counted', 'set_aside', 'withdrawn', 'replaced')",
            name=op.f("ck_response_standing_is_known"),
        ),
        sa.CheckConstraint("replaces < number", name=op.f("ck_response_replaces_an_earlier_one")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_response_poll_id_replaces",
        "response",
        ["poll_id", "replaces"],
        unique=True,
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )


def _snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", key(16), nullable=False),
        sa.Column("at_version", sa.BigInteger(), nullable=False),
        sa.Column("at_number", sa.BigInteger(), nullable=False),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.CheckConstraint("reason IN ('import')", name=op.f("ck_snapshot_reason_is_known")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_snapshot")),
    )


def _tag() -> None:
    op.create_table(
        "tag",
        sa.Column("code", key(32), nullable=False),
        sa.Column("labels", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tag")),
    )


def _tally() -> None:
    op.create_table(
        "tally",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", key(16), nullable=False),
        sa.Column("cell", key(64), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("n >= 0", name=op.f("ck_tally_n_is_not_negative")),
        sa.PrimaryKeyConstraint("poll_id", "question", "measure", "cell", name=op.f("pk_tally")),
        postgresql_with={"fillfactor": "50"},
        sqlite_with_rowid=False,
    )


def _poll_tag() -> None:
    op.create_table(
        "poll_tag",
        sa.Column("poll_id", BIG_ID, nullable=False),
        sa.Column("tag", key(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_poll_tag_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag"], ["tag.code"], name=op.f("fk_poll_tag_tag_tag")),
        sa.PrimaryKeyConstraint("poll_id", "tag", name=op.f("pk_poll_tag")),
    )


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("poll_id", BIG_ID, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", key(32), nullable=False),
        sa.Column("kind", key(16), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('single', 'multiple')", name=op.f("ck_question_kind_is_known")
        ),
        sa.CheckConstraint(
            "at_least >= 0 AND at_most >= at_least AND at_most >= 1",
            name=op.f("ck_question_limits_fit"),
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_question_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "id", name=op.f("pk_question")),
        sa.UniqueConstraint("poll_id", "code", name=op.f("uq_question_poll_id_code")),
    )


def _wording() -> None:
    op.create_table(
        "wording",
        sa.Column("poll_id", BIG_ID, nullable=False),
        sa.Column("subject", key(8), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", key(24), nullable=False),
        sa.Column("language", key(16), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("editor_id", BIG_ID, nullable=True),
        sa.Column("of_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "subject IN ('poll', 'question', 'option')", name=op.f("ck_wording_subject_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_wording_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "poll_id",
            "subject",
            "subject_id",
            "field",
            "language",
            "revision",
            name=op.f("pk_wording"),
        ),
    )


def _option() -> None:
    op.create_table(
        "option",
        sa.Column("poll_id", BIG_ID, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", key(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id", "question_id"],
            ["question.poll_id", "question.id"],
            name=op.f("fk_option_poll_id_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("poll_id", "id", name=op.f("pk_option")),
        sa.UniqueConstraint(
            "poll_id", "question_id", "code", name=op.f("uq_option_poll_id_question_id_code")
        ),
    )
