"""The database's version: what it is, what it should be, and the way up."""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from pollsvc.domain.errors import DatabaseBehindError, DatabaseNewerError
from pollsvc.store.db import WRITES, file_lock, sqlite_path

HEAD = "0001"
"""The newest migration; kept here so that a start need not load Alembic."""
_LOCK = 0x706F6C6C737663


def engine_for(url: str) -> Engine:
    """An engine of its own, for commands that work before there is an app."""
    if url.startswith("sqlite"):
        sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(url)


def version_of(connection: Connection) -> str | None:
    """The version of the database, or ``None`` where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check_version(found: str | None) -> None:
    """Refuse a database that this program must not touch.

    Raises:
        DatabaseBehindError: it is empty or older.
        DatabaseNewerError: a newer program made it.
    """
    if found is not None and found > HEAD:
        raise DatabaseNewerError
    if found != HEAD:
        raise DatabaseBehindError


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring a database to ``HEAD``; gives the version before and after.

    Raises:
        DatabaseNewerError: a newer program made it.
    """
    from alembic import command
    from alembic.config import Config

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
                before = version_of(connection)
                if before is not None and before > HEAD:
                    raise DatabaseNewerError
                if before != HEAD:
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
    finally:
        engine.dispose()
    return before, HEAD


def is_empty(url: str) -> bool:
    """Whether a database holds no tables of ours yet."""
    if url.startswith("sqlite") and not sqlite_path(make_url(url).render_as_string()).exists():
        return True
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            return version_of(connection) is None
    finally:
        engine.dispose()


def require_head(url: str) -> None:
    """Refuse a database that this program must not touch.

    Raises:
        DatabaseBehindError: it is empty or older.
        DatabaseNewerError: a newer program made it.
    """
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            check_version(version_of(connection))
    finally:
        engine.dispose()
