"""The database's version: what it is, what it should be, and the way up."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from pollsvc.domain.errors import DatabaseBehindError, DatabaseNewerError
from pollsvc.store.places import file_lock, found_version, is_sqlite, sqlite_path

if TYPE_CHECKING:
    from sqlalchemy import Engine

VERSIONS = ("0001", "0002", "0003")
"""All migrations in order; kept here so that a start need not load Alembic."""
HEAD = VERSIONS[-1]
_NONE_YET = "There is no database yet. To make it, run: pollsvc upgrade"
_LOCK = 0x706F6C6C737663


def engine_for(url: str) -> Engine:
    """An engine of its own, for commands that work before there is an app."""
    from sqlalchemy import create_engine

    # Its listeners make SQLite durable and begin transactions by name.
    import_module("pollsvc.store.db")
    if is_sqlite(url):
        sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(url)


def check_version(found: str | None) -> None:
    """Refuse a database that this program must not touch.

    Raises:
        DatabaseBehindError: it is empty or older.
        DatabaseNewerError: a newer program made it.
    """
    if found is not None and found > HEAD:
        raise DatabaseNewerError
    if found is None:
        raise DatabaseBehindError(_NONE_YET)
    if found != HEAD:
        raise DatabaseBehindError


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring a database to ``HEAD``; gives the version before and after.

    Raises:
        DatabaseNewerError: a newer program made it.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import text

    from pollsvc.store.db import WRITES

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", "pollsvc.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = engine_for(url)
    try:
        with file_lock(url), engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    # The first of several nodes that start at once upgrades, the others wait.
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                before = found_version(url)
                if before is not None and before not in VERSIONS:
                    raise DatabaseNewerError
                if before != HEAD:
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
    finally:
        engine.dispose()
    return before, HEAD


def require_head(url: str) -> None:
    """Refuse a database that this program must not touch.

    Raises:
        DatabaseBehindError: it is empty or older.
        DatabaseNewerError: a newer program made it.
    """
    check_version(found_version(url))
