"""The database handle, SQLite's settings, and the one way to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, scoped_session

from pollsvc.config import Settings
from pollsvc.store.places import BUSY_MS, PG_OPTIONS, file_lock, set_pragmas

WRITES = "pollsvc_writes"


class Base(DeclarativeBase):
    """Base of all tables; names every constraint, so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


def session() -> scoped_session[Session]:
    """The session of this request or command."""
    return db.session


def end_reading() -> None:
    """End the transaction in which this request has read, if it has.

    What is read after it sees what was written meanwhile, and no connection waits
    idle in a transaction.
    """
    if db.session.registry.has():
        db.session.rollback()


def engine_options(settings: Settings) -> dict[str, Any]:
    """Options for the engine of Flask-SQLAlchemy."""
    pool = {"pool_size": 5, "max_overflow": 30, "pool_timeout": 5}
    if settings.is_sqlite:
        waiting = {"timeout": BUSY_MS / 1000, "check_same_thread": False}
        return {**pool, "connect_args": waiting}
    return {
        **pool,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 3, "options": PG_OPTIONS},
    }


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # transactions are begun below, by name
        set_pragmas(connection)


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing() -> Iterator[scoped_session[Session]]:
    """A transaction that writes: commits at the end, or rolls back and raises."""
    current = session()
    current.rollback()  # end a reading transaction, which could not become a writing one
    url = db.engine.url.render_as_string(hide_password=False)
    with file_lock(url):
        try:
            current.connection(execution_options={WRITES: True})
            yield current
            current.commit()
        except BaseException:
            current.rollback()
            raise
