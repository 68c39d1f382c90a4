"""The base URL that the desk has set, read before there is an app.

With the bare driver, so that ``pollsvc serve`` can say the address and its parent
process still loads little. The address takes part in what a start decides: the names
of hosts, the scheme of cookies.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

from pollsvc.config import Settings, is_address
from pollsvc.store.places import postgres_dsn, sqlite_path

_STATEMENT = "SELECT name, value FROM site_value WHERE name IN ('base_url', 'hosts')"
log = logging.getLogger(__name__)


def with_desk_address(settings: Settings) -> Settings:
    """The settings with the base URL of the desk, if it has one and no setting gives any.

    Hosts of former addresses stay known, so that nobody locks themselves out.
    """
    if "base_url" in settings.given:
        return settings
    values = _values(settings)
    url = values.get("base_url")
    if not isinstance(url, str) or not is_address(url):
        return settings
    former = [one for one in values.get("hosts") or () if isinstance(one, str)]
    hosts = (*settings.allowed_hosts, *settings.hosts, *former)
    return replace(settings, base_url=url, allowed_hosts=tuple(dict.fromkeys(hosts)))


def _values(settings: Settings) -> dict[str, Any]:
    """What is stored; nothing where there is no such table yet or nobody answers."""
    rows = _from_sqlite(settings) if settings.is_sqlite else _from_postgres(settings)
    return {name: json.loads(value) for name, value in rows if value}


def _from_sqlite(settings: Settings) -> list[tuple[str, str | None]]:
    path = sqlite_path(settings.database_url)
    if not path.exists():  # connecting would make it
        return []
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(_STATEMENT).fetchall()
    except sqlite3.Error as error:
        _note(error)
        return []


def _from_postgres(settings: Settings) -> list[tuple[str, str | None]]:
    try:
        import psycopg
    except ImportError:  # whatever needs the database says so
        return []
    statement = _STATEMENT.replace("value FROM", "value::text FROM")
    try:
        with psycopg.connect(postgres_dsn(settings.database_url), connect_timeout=5) as connection:
            return connection.execute(statement.encode()).fetchall()
    except psycopg.Error as error:
        _note(error)
        return []


def _note(error: Exception) -> None:
    """Say that the address is the settings' until the next start, if there may be another."""
    if "site_value" not in str(error):  # a database before its upgrade has no such table
        log.warning("The base URL set at the desk could not be read at the start: %s", error)
