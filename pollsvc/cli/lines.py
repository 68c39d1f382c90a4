"""Errors as one line, for people at a terminal."""

from __future__ import annotations

_DRIVERS = frozenset({"sqlite3", "psycopg", "sqlalchemy"})


def one_line(error: BaseException) -> str:
    """The first line of what an error says; of the driver's own where there is one."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def is_of_the_surroundings(error: BaseException) -> bool:
    """Whether an error is about files, disk or database, and so no bug of ours."""
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _DRIVERS
