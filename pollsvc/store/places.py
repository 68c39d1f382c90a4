"""Where the database is and how to reach it with its bare driver; no SQLAlchemy here.

So ``pollsvc serve`` can look at the database's version before the worker, which
alone imports the rest, has begun.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pollsvc.domain.errors import SettingsError, StoreBusyError

BUSY_MS = 5_000
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: an acknowledged vote survives a power cut
    "foreign_keys": "1",
    "busy_timeout": str(BUSY_MS),
}
# Compiling a statement takes longer than any that is asked here; a million counters that are
# not read would set it off.
PG_OPTIONS = "-c idle_in_transaction_session_timeout=30000 -c timezone=UTC -c jit=off"
_POLL_SECONDS = 0.005


def is_sqlite(url: str) -> bool:
    """Whether this is the address of an SQLite file."""
    return url.startswith("sqlite:")


def sqlite_path(url: str) -> Path:
    """The file of an SQLite database."""
    return Path(url.removeprefix("sqlite:///").partition("?")[0])


def postgres_dsn(url: str) -> str:
    """The address of a PostgreSQL database as its own driver takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def set_pragmas(connection: sqlite3.Connection) -> None:
    """Make an SQLite connection durable and ready (WAL, FULL, keys, waiting)."""
    for name, value in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()


@contextmanager
def file_lock(url: str) -> Iterator[None]:
    """Hold the lock that every writing transaction on an SQLite file takes.

    Writers of several processes queue here; without it they poll inside SQLite's
    busy handler. Nothing on PostgreSQL. Readers never take it.

    Raises:
        StoreBusyError: another process has held it for too long.
    """
    if not is_sqlite(url):
        yield
        return
    turn, handle = open_locks(sqlite_path(url))
    try:
        until = time.monotonic() + BUSY_MS / 1000
        _take(turn, until)
        _take(handle, until)
        fcntl.flock(turn, fcntl.LOCK_UN)
        yield
    finally:
        os.close(handle)
        os.close(turn)


def open_locks(path: Path) -> tuple[int, int]:
    """The two locks beside an SQLite file, opened: one to wait for one's turn, then the lock.

    A writer that has much to do takes the lock again at once; with a turn to wait for, it
    lets those go first who have come meanwhile.
    """
    turn = _opened(path.with_name(f"{path.name}.turn"))
    try:
        return turn, _opened(path.with_name(f"{path.name}.lock"))
    except OSError:
        os.close(turn)
        raise


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _take(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StoreBusyError from None
            time.sleep(_POLL_SECONDS)
        else:
            return


def found_version(url: str) -> str | None:
    """The version of the database, or ``None`` where there is nothing of ours yet.

    Errors of the driver are raised as they are: the file is no database, nobody
    answers at that address.
    """
    if not is_sqlite(url):
        return _postgres_version(url)
    path = sqlite_path(url)
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchone()
        if row is not None:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _postgres_version(url: str) -> str | None:
    try:
        import psycopg
    except ImportError as error:
        raise SettingsError(
            "PostgreSQL needs a driver that is not installed: pip install 'pollsvc[postgres]'"
        ) from error
    with psycopg.connect(postgres_dsn(url), connect_timeout=5) as connection:
        row = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if row is None or row[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])
