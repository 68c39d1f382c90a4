"""Every kind of question, pages and rules, written answers, unfinished responses, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
KINDS = (
    "kind IN ('single', 'multiple', 'ranking', 'scale', 'matrix', 'number',"
    " 'short_text', 'long_text', 'date')"
)
ROLES = "role IN ('plain', 'other', 'dont_know', 'no_answer', 'none')"
SUBJECTS = "subject IN ('poll', 'page', 'question', 'option')"
OLD_KINDS = "kind IN ('single', 'multiple')"
OLD_ROLES = "role IN ('plain', 'dont_know')"
OLD_SUBJECTS = "subject IN ('poll', 'question', 'option')"
PHASE = "phase IS NULL OR event_id IS NOT NULL AND phase IN ('before', 'after')"
# Tables whose checks change, with what refers to them first.
CHECKED = ("option", "question", "wording")


def key(length: int) -> sa.types.TypeEngine[str]:
    """Text compared byte by byte."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Add tables and columns; the checks of three tables learn new words."""
    op.create_table(
        "event",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("code", key(64), nullable=False),
        sa.Column("titles", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
        sqlite_autoincrement=True,
    )
    _texts()
    _unfinished()
    _recheck(KINDS, ROLES, SUBJECTS)
    _columns()
    _widen_cells(64, 256)


def downgrade() -> None:
    """Drop them all. What only later versions can ask or show goes with it.

    Polls that ask such questions cannot be kept whole, so this refuses while there are any.
    """
    newer = op.get_bind().execute(
        sa.select(sa.func.count())
        .select_from(sa.table("question"))
        .where(sa.text(f"parent_id IS NOT NULL OR NOT ({OLD_KINDS})"))
    )
    if newer.scalar():
        raise RuntimeError("a poll has questions of a later version; delete it first")
    op.execute("DELETE FROM wording WHERE subject = 'page'")
    op.execute("UPDATE option SET role = 'plain' WHERE role NOT IN ('plain', 'dont_know')")
    for table, column in reversed(_new_columns()):
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column.split()[0]}')
    _recheck(OLD_KINDS, OLD_ROLES, OLD_SUBJECTS)
    _widen_cells(256, 64)
    for table in ("unfinished", "text_answer", "event"):
        op.drop_table(table)


def _texts() -> None:
    op.create_table(
        "text_answer",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("response", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("option", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sought", sa.Text(), nullable=False),
        sa.Column("moderation", key(8), nullable=False),
        sa.Column("lot", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "moderation IN ('waiting', 'shown', 'hidden', 'private')",
            name=op.f("ck_text_answer_moderation_is_known"),
        ),
        sa.PrimaryKeyConstraint(
            "poll_id", "response", "question", "option", name=op.f("pk_text_answer")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_text_answer_moderation", "text_answer", ["poll_id", "question", "moderation", "lot"]
    )


def _unfinished() -> None:
    op.create_table(
        "unfinished",
        sa.Column("poll_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("word", sa.LargeBinary(length=17), nullable=False),
        sa.Column("voter", sa.LargeBinary(length=17)),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("saved_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "word", name=op.f("pk_unfinished")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_unfinished_expires_ms", "unfinished", ["expires_ms"])
    known = sa.text("voter IS NOT NULL")
    op.create_index(
        "ix_unfinished_voter",
        "unfinished",
        ["poll_id", "voter"],
        sqlite_where=known,
        postgresql_where=known,
    )


def _new_columns() -> tuple[tuple[str, str], ...]:
    """Columns by hand: SQLite takes a constraint with a column, and none afterwards."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    word = ('VARCHAR({}) COLLATE "C"' if is_postgresql else "VARCHAR({})").format
    big, document = ("BIGINT", "JSONB") if is_postgresql else ("INTEGER", "JSON")
    known = "CONSTRAINT ck_{} CHECK ({})".format
    required = known("question_required_is_known", "required IN ('no', 'soft', 'hard')")
    from_one = known("question_pages_count_from_one", "page >= 1")
    return (
        ("poll", f"event_id {big} CONSTRAINT fk_poll_event_id_event REFERENCES event (id)"),
        ("poll", f"phase {word(8)} {known('poll_phase_is_of_an_event', PHASE)}"),
        ("question", "parent_id INTEGER"),
        ("question", f"page INTEGER NOT NULL DEFAULT 1 {from_one}"),
        ("question", f"required {word(8)} NOT NULL DEFAULT 'hard' {required}"),
        ("question", "show_if TEXT"),
        ("question", f"series {word(32)}"),
        ("question", f"settings {document} NOT NULL DEFAULT '{{}}'"),
        ("option", "value INTEGER"),
        ("option", "pinned BOOLEAN NOT NULL DEFAULT FALSE"),
    )


def _columns() -> None:
    for table, column in _new_columns():
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')


def _recheck(kinds: str, roles: str, subjects: str) -> None:
    checks = (
        ("question", "kind_is_known", kinds),
        ("option", "role_is_known", roles),
        ("wording", "subject_is_known", subjects),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, name, check in checks:
            op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT ck_{table}_{name}')
            op.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT ck_{table}_{name} CHECK ({check})')
        return
    _remake({f"ck_{table}_{name}": check for table, name, check in checks})


def _widen_cells(before: int, after: int) -> None:
    """Whole orders of many options are cells, too."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f'ALTER TABLE tally ALTER COLUMN cell TYPE VARCHAR({after}) COLLATE "C"')
        return
    made = _made("tally").replace(f"cell VARCHAR({before})", f"cell VARCHAR({after})")
    op.execute("ALTER TABLE tally RENAME TO kept_tally")
    op.execute(made)
    op.execute("INSERT INTO tally SELECT * FROM kept_tally")
    op.execute("DROP TABLE kept_tally")


def _made(table: str) -> str:
    """The statement that made a table of SQLite."""
    found = op.get_bind().execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"),
        {"name": table},
    )
    return str(found.scalar_one())


def _remake(checks: dict[str, str]) -> None:
    """SQLite changes no check of a table: each is made anew by its own text.

    Options go before questions and come back after them, as dropping a table deletes what
    refers to its rows.
    """
    made = {name: _rechecked(_made(name), checks) for name in CHECKED}
    # The names are ours, from above.
    for table in CHECKED:
        op.execute(f'CREATE TEMPORARY TABLE "kept_{table}" AS SELECT * FROM "{table}"')  # noqa: S608
        op.execute(f'DROP TABLE "{table}"')
    for table in reversed(CHECKED):
        op.execute(made[table])
        op.execute(f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"')  # noqa: S608
        op.execute(f'DROP TABLE "kept_{table}"')


def _rechecked(table: str, checks: dict[str, str]) -> str:
    """The statement that made a table, with these checks for those of the same name."""
    for name, check in checks.items():
        before, mark, after = table.partition(f"CONSTRAINT {name} CHECK (")
        if not mark:
            continue
        depth, end = 1, 0
        while depth:
            depth += {"(": 1, ")": -1}.get(after[end], 0)
            end += 1
        table = f"{before}{mark}{check}{after[end - 1 :]}"
    return table
