"""editors, history, drafts, site values; what the desk writes of a poll."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
HOUR_MS = 3_600_000
TABLES = (
    "editor",
    "desk_session",
    "desk_link",
    "failed_sign_in",
    "history",
    "site_value",
    "poll_editor",
    "draft",
)
ROLES = "role IN ('owner', 'editor', 'viewer')"


def key(length: int) -> sa.types.TypeEngine[str]:
    """Text compared byte by byte."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Add the desk's tables and columns, and fill in what polls of before need."""
    _columns()
    _editors()
    _links()
    _log()
    _polls()
    _fill()


def downgrade() -> None:
    """Drop them all."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM tally WHERE measure = 'trend'")
    for table, column in (
        ("poll", "previous_id"),
        ("poll", "deleted_at"),
        ("poll", "first_response_at"),
        ("poll", "sought"),
        ("poll", "title"),
        ("question", "filled_by"),
        ("question", "option_order"),
        ("option", "role"),
    ):
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')
    op.execute("ALTER TABLE box ADD COLUMN next_history BIGINT NOT NULL DEFAULT 1")


def _columns() -> None:
    # By hand: SQLite takes a constraint with a column, and none afterwards.
    word = "VARCHAR(16)" + (' COLLATE "C"' if op.get_bind().dialect.name == "postgresql" else "")
    big = "BIGINT" if "COLLATE" in word else "INTEGER"
    known = "CONSTRAINT ck_{} CHECK ({})".format
    orders = known(
        "question_option_order_is_known", "option_order IN ('fixed', 'random', 'reversed')"
    )
    fillers = known("question_filled_by_is_known", "filled_by IS NULL OR filled_by IN ('link')")
    roles = known("option_role_is_known", "role IN ('plain', 'dont_know')")
    follows = "CONSTRAINT fk_poll_previous_id_poll REFERENCES poll (id)"
    for table, column in (
        ("poll", "title TEXT NOT NULL DEFAULT ''"),
        ("poll", "sought TEXT NOT NULL DEFAULT ''"),
        ("poll", "first_response_at BIGINT"),
        ("poll", "deleted_at BIGINT"),
        ("poll", f"previous_id {big} {follows}"),
        ("question", f"option_order {word} NOT NULL DEFAULT 'fixed' {orders}"),
        ("question", f"filled_by {word} {fillers}"),
        ("option", f"role {word} NOT NULL DEFAULT 'plain' {roles}"),
    ):
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    # History gives its own numbers.
    op.execute("ALTER TABLE box DROP COLUMN next_history")


def _editors() -> None:
    op.create_table(
        "editor",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", key(254), nullable=False),
        sa.Column("role", key(8), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("language", key(8), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(ROLES, name=op.f("ck_editor_role_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editor")),
        sa.UniqueConstraint("email", name=op.f("uq_editor_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "desk_session",
        sa.Column("word", sa.LargeBinary(length=16), nullable=False),
        _editor_id(nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        _of_editor("desk_session"),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_desk_session")),
    )
    op.create_index(op.f("ix_desk_session_editor_id"), "desk_session", ["editor_id"])


def _links() -> None:
    op.create_table(
        "desk_link",
        sa.Column("word", sa.LargeBinary(length=16), nullable=False),
        sa.Column("purpose", key(16), nullable=False),
        sa.Column("role", key(8), nullable=True),
        sa.Column("email", key(254), nullable=True),
        _editor_id(nullable=True),
        sa.Column("made_by", BIG_ID, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('owner', 'invitation', 'password')",
            name=op.f("ck_desk_link_purpose_is_known"),
        ),
        sa.CheckConstraint(f"role IS NULL OR {ROLES}", name=op.f("ck_desk_link_role_is_known")),
        _of_editor("desk_link"),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_desk_link")),
    )
    op.create_index(op.f("ix_desk_link_editor_id"), "desk_link", ["editor_id"])
    op.create_table(
        "failed_sign_in",
        sa.Column("word", sa.LargeBinary(length=17), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_failed_sign_in")),
    )


def _editor_id(*, nullable: bool) -> sa.Column[Any]:
    return sa.Column("editor_id", BIG_ID, nullable=nullable)


def _of_editor(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_editor_id_editor")
    return sa.ForeignKeyConstraint(["editor_id"], ["editor.id"], name=name, ondelete="CASCADE")


def _of_poll(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_poll_id_poll")
    return sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=name, ondelete="CASCADE")


def _log() -> None:
    op.create_table(
        "history",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("editor_id", BIG_ID, nullable=True),
        sa.Column("editor_name", sa.Text(), nullable=False),
        sa.Column("act", key(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sought", sa.Text(), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_history")),
    )
    op.create_index("ix_history_at", "history", ["at"])
    op.create_table(
        "site_value",
        sa.Column("name", key(32), nullable=False),
        sa.Column("value", DOCUMENT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_value")),
    )


def _polls() -> None:
    op.create_table(
        "poll_editor",
        sa.Column("poll_id", BIG_ID, nullable=False),
        _editor_id(nullable=False),
        _of_poll("poll_editor"),
        _of_editor("poll_editor"),
        sa.PrimaryKeyConstraint("poll_id", "editor_id", name=op.f("pk_poll_editor")),
    )
    op.create_index(op.f("ix_poll_editor_editor_id"), "poll_editor", ["editor_id"])
    op.create_table(
        "draft",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("editor_id", BIG_ID, nullable=True),
        sa.Column("editor_name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of_poll("draft"),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_draft")),
    )


def _fill() -> None:
    """Give polls of before their title, the time of their first response, and their trend."""
    bind = op.get_bind()
    polls = bind.execute(
        sa.text("SELECT id, slug, languages FROM poll").columns(languages=DOCUMENT)
    )
    for poll_id, slug, languages in polls.fetchall():
        title, sought = _title(bind, poll_id, slug, languages[0])
        bind.execute(
            sa.text(
                "UPDATE poll SET title = :title, sought = :sought, first_response_at ="
                " (SELECT min(sent_ms) FROM response WHERE poll_id = :id) WHERE id = :id"
            ),
            {"title": title, "sought": sought, "id": poll_id},
        )
        _trend(bind, poll_id)


def _title(bind: sa.Connection, poll_id: int, slug: str, base: str) -> tuple[str, str]:
    rows = bind.execute(
        sa.text(
            "SELECT subject, subject_id, language, text FROM wording WHERE poll_id = :id AND"
            " ((subject = 'question' AND field = 'text') OR (subject = 'option' AND"
            " field = 'label')) ORDER BY subject DESC, subject_id, language, revision"
        ),
        {"id": poll_id},
    ).fetchall()
    newest = {(row[0], row[1], row[2]): row[3] for row in rows}
    title = newest.get(("question", 1, base), "")
    whole = " ".join([slug, *newest.values()])
    return title, " ".join(unicodedata.normalize("NFKC", whole).casefold().split())


def _trend(bind: sa.Connection, poll_id: int) -> None:
    rows = bind.execute(
        sa.text(
            "SELECT sent_ms, answers FROM response WHERE poll_id = :id AND standing = 'counted'"
            " AND answers IS NOT NULL"
        ).columns(answers=DOCUMENT),
        {"id": poll_id},
    )
    counts: Counter[str] = Counter()
    for sent_ms, answers in rows:
        for answer in answers.values():
            chosen = [] if answer is None else answer if isinstance(answer, list) else [answer]
            counts.update(f"{sent_ms // HOUR_MS}:{option}" for option in chosen)
    if counts:
        bind.execute(
            sa.text(
                "INSERT INTO tally (poll_id, question, measure, cell, n)"
                " VALUES (:poll_id, 0, 'trend', :cell, :n)"
            ),
            [{"poll_id": poll_id, "cell": cell, "n": n} for cell, n in sorted(counts.items())],
        )
