"""The first owner's link, made before there is an app.

With the bare driver, so that ``pollsvc serve`` says the link at once and its parent
process still loads little.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any

from pollsvc.accounts.keys import DeskKey, new_token
from pollsvc.config import Settings
from pollsvc.domain.sign_in import PASSWORD_LINK_LASTS
from pollsvc.store.places import file_lock, postgres_dsn, set_pragmas, sqlite_path

_OWNER = "SELECT 1 FROM editor WHERE role = 'owner' AND left_at IS NULL"
_VOID = "DELETE FROM desk_link WHERE purpose = 'owner'"
_ADD = (
    "INSERT INTO desk_link (word, purpose, role, made_at, expires_at)"
    " VALUES (?, 'owner', 'owner', ?, ?)"
)


def owner_link(settings: Settings, now: datetime) -> str | None:
    """A link that makes the first owner; ``None`` where there is an owner.

    Links made before no longer work, so that of those in logs only the last one does.
    """
    token = new_token()
    word = DeskKey.of(settings.secret).link_word(token)
    times = (_ms(now), _ms(now + PASSWORD_LINK_LASTS))

    def renew(execute: Callable[..., Any]) -> bool:
        if execute(_OWNER).fetchone():
            return False
        execute(_VOID)
        execute(_ADD, (word, *times))
        return True

    in_store = _in_sqlite if settings.is_sqlite else _in_postgres
    is_made = in_store(settings.database_url, renew)
    return f"{settings.base_url}/desk/link/{token}" if is_made else None


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _in_sqlite(url: str, act: Callable[[Callable[..., Any]], bool]) -> bool:
    with file_lock(url), closing(sqlite3.connect(sqlite_path(url))) as connection:
        set_pragmas(connection)
        with connection:  # commits
            return act(connection.execute)


def _in_postgres(url: str, act: Callable[[Callable[..., Any]], bool]) -> bool:
    import psycopg

    with psycopg.connect(postgres_dsn(url), connect_timeout=5) as connection:

        def execute(statement: str, values: tuple[Any, ...] = ()) -> Any:
            return connection.execute(statement.replace("?", "%s").encode(), values)

        return act(execute)
