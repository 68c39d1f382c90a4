"""The command ``doctor``: what is wrong with an installation, in words."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from typing import NamedTuple

import click

from pollsvc.cli.lines import one_line
from pollsvc.config import PREFIX, Settings, load_settings
from pollsvc.domain.errors import PollsvcError
from pollsvc.site.start import with_desk_address
from pollsvc.store.places import (
    SQLITE_PRAGMAS,
    found_version,
    postgres_dsn,
    set_pragmas,
    sqlite_path,
)
from pollsvc.store.schema import check_version

_ROOM_MB = 200
_PG_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class Finding(NamedTuple):
    """One thing looked at; ``advice`` is what to do, empty where all is well."""

    what: str
    advice: str = ""


@click.command("doctor")
def doctor() -> None:
    """Look at settings, database, disk and proxy, and say what to do."""
    try:
        settings = with_desk_address(load_settings())
    except PollsvcError as error:
        click.echo(f"problem  {error.message}")
        raise SystemExit(1) from None
    wrong = 0
    for finding in examine(settings):
        wrong += bool(finding.advice)
        mark = "problem" if finding.advice else "ok     "
        click.echo(f"{mark}  {finding.what}{': ' + finding.advice if finding.advice else ''}")
    if wrong:
        raise SystemExit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that can be seen from here, good and bad."""
    yield Finding(f"instance folder {settings.instance}")
    yield from _secret(settings)
    yield from _address(settings)
    yield from _proxies(settings)
    yield from _disk(settings)
    yield from _database(settings)


def _secret(settings: Settings) -> Iterator[Finding]:
    path = settings.instance / "secret"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(f"secret {path}", f"others can read it; run: chmod 600 {path}")
    else:
        yield Finding("secret")


def _address(settings: Settings) -> Iterator[Finding]:
    what = f"address {settings.base_url}"
    if settings.is_https or settings.hosts[0] in ("127.0.0.1", "localhost"):
        yield Finding(what)
    else:
        yield Finding(
            what,
            "readers' cookies are not protected without https;"
            f" put a proxy with a certificate in front and set {PREFIX}BASE_URL to https://…",
        )


def _proxies(settings: Settings) -> Iterator[Finding]:
    what = "proxies " + (", ".join(settings.trusted_proxies) or "none")
    if settings.is_https and not settings.trusted_proxies:
        yield Finding(
            what,
            "readers come by https, so there is a proxy; name its address"
            f" in {PREFIX}TRUSTED_PROXIES, or every reader seems to have the proxy's",
        )
    else:
        yield Finding(what)


def _disk(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.instance).free // 2**20
    advice = "" if free >= _ROOM_MB else f"keep at least {_ROOM_MB} MB free, or votes are refused"
    yield Finding(f"disk with {free} MB free", advice)


def _database(settings: Settings) -> Iterator[Finding]:
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    if settings.is_sqlite and not sqlite_path(settings.database_url).exists():
        yield Finding(f"database ({kind})", "there is none yet; run: pollsvc upgrade")
        return
    try:
        check_version(found_version(settings.database_url))
        yield Finding(f"database ({kind}) is of this version")
        yield from _pragmas(settings) if settings.is_sqlite else _server_settings(settings)
    except PollsvcError as error:
        yield Finding(f"database ({kind})", error.message)
    except Exception as error:  # noqa: BLE001 - whatever the driver says is the finding
        yield Finding(f"database ({kind})", f"it does not answer ({one_line(error)})")


def _server_settings(settings: Settings) -> Iterator[Finding]:
    import psycopg

    with psycopg.connect(postgres_dsn(settings.database_url), connect_timeout=5) as connection:
        for name, good in _PG_SETTINGS.items():
            row = connection.execute(f"SHOW {name}").fetchone()
            found = row[0] if row else "unknown"
            advice = f"set it to {good}, or a power cut can lose votes"
            yield Finding(f"{name} = {found}", "" if found == good else advice)


def _pragmas(settings: Settings) -> Iterator[Finding]:
    connection = sqlite3.connect(sqlite_path(settings.database_url))
    try:
        set_pragmas(connection)
        for name, good in SQLITE_PRAGMAS.items():
            found = str(connection.execute(f"PRAGMA {name}").fetchone()[0])
            yield Finding(
                f"{name} = {found}",
                "" if found == good else f"it should be {good}; is the folder on a network disk?",
            )
    finally:
        connection.close()
