"""The database itself: migrations, versions, settings of connections, locks, writing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from pollsvc.config import Settings
from pollsvc.data import data_folder
from pollsvc.domain.errors import DatabaseBehindError, DatabaseNewerError
from pollsvc.domain.poll import Poll
from pollsvc.store import schema
from pollsvc.store.db import Base, db, session, writing
from pollsvc.store.places import SQLITE_PRAGMAS, file_lock, found_version, sqlite_path
from pollsvc.voting.box.sqlite import SqliteBatch
from tests.conftest import Database
from tests.make import make_new_poll

IN_ROUNDS = multiprocessing.get_context("spawn")


def engine_of(database: Database) -> sa.Engine:
    return schema.engine_for(database.url)


def test_migrations_give_what_the_models_say(app: Flask, database: Database) -> None:
    """``app`` is asked for so that every model is known."""
    engine = engine_of(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_a_column_that_is_missing_is_a_difference(app: Flask, database: Database) -> None:
    """The control of the test above."""
    engine = engine_of(database)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE response DROP COLUMN shown_seed"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert [difference[0] for difference in differences] == ["add_column"]


def test_the_head_that_is_written_down_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "pollsvc.store:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def dump(url: str) -> list[str]:
    """Everything that describes the tables, as text."""
    engine = schema.engine_for(url)
    inspector = sa.inspect(engine)
    found = [
        f"{table}: {part}"
        for table in inspector.get_table_names()
        for part in (
            *inspector.get_columns(table),
            *(str(index["name"]) for index in inspector.get_indexes(table)),
            *inspector.get_check_constraints(table),
            inspector.get_pk_constraint(table),
        )
    ]
    engine.dispose()
    return sorted(found)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = dump(database.url)
    assert schema.upgrade(database.url) == (schema.HEAD, schema.HEAD)
    assert dump(database.url) == before
    assert len(before) > 50


def test_an_empty_database_is_brought_to_the_head(empty_url: str) -> None:
    assert found_version(empty_url) is None
    with pytest.raises(DatabaseBehindError):
        schema.require_head(empty_url)
    assert schema.upgrade(empty_url) == (None, schema.HEAD)
    schema.require_head(empty_url)
    assert found_version(empty_url) is not None


def test_two_nodes_that_start_at_once_upgrade_once(empty_url: str, tmp_path: Path) -> None:
    nodes = [start_pollsvc(empty_url, tmp_path / "instance", "upgrade") for _ in range(2)]
    said = sorted(node.communicate(timeout=60) for node in nodes)
    assert said == [
        (f"The database is now at version {schema.HEAD} (was empty).\n", ""),
        (f"The database is up to date (version {schema.HEAD}).\n", ""),
    ]


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    upgrade = command.upgrade

    def fail(*words: Any) -> None:
        upgrade(*words)
        raise RuntimeError("the power went")

    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(RuntimeError, match="the power went"):
        schema.upgrade(empty_url)
    assert found_version(empty_url) is None
    monkeypatch.undo()
    assert schema.upgrade(empty_url) == (None, schema.HEAD)


def set_version(database: Database, version: str) -> None:
    engine = engine_of(database)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    engine.dispose()


def start_pollsvc(url: str, folder: Path, *words: str) -> subprocess.Popen[str]:
    """Run a command as a user would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLLSVC_")}
    return subprocess.Popen(
        [sys.executable, "-m", "pollsvc", *words],
        env=kept | {"POLLSVC_INSTANCE": str(folder), "POLLSVC_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def refused(
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str], str]:
    """Run a command that must be refused with status 2; gives what it said."""
    from pollsvc.cli import main

    monkeypatch.setenv("POLLSVC_INSTANCE", str(settings.instance))
    monkeypatch.setenv("POLLSVC_DATABASE_URL", database.url)

    def run(command: str) -> str:
        port = ["--port", str(free_port())] if command == "serve" else []
        monkeypatch.setattr(sys, "argv", ["pollsvc", command, *port])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, "")
        return said.err

    return run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("command", ["serve", "upgrade", "verify"])
def test_a_database_of_a_newer_version_is_refused_in_one_line(
    command: str, database: Database, refused: Callable[[str], str]
) -> None:
    set_version(database, "9999")
    assert refused(command) == f"pollsvc: {DatabaseNewerError().message}\n"


@pytest.mark.parametrize("command", ["serve", "verify"])
def test_a_database_that_is_behind_is_refused_with_the_command_to_run(
    command: str, database: Database, refused: Callable[[str], str]
) -> None:
    set_version(database, "0000")
    assert refused(command) == f"pollsvc: {DatabaseBehindError().message}\n"
    assert "Run: pollsvc upgrade" in DatabaseBehindError().message


@pytest.mark.parametrize("command", ["verify", "tidy"])
def test_a_database_that_is_not_there_is_said_to_be_made_first(
    command: str, empty_url: str, tmp_path: Path
) -> None:
    ran = start_pollsvc(empty_url, tmp_path / "instance", command)
    _, complained = ran.communicate(timeout=60)
    assert ran.returncode == 2
    assert complained == "pollsvc: There is no database yet. To make it, run: pollsvc upgrade\n"


def test_every_seed_is_right_once_loaded(database: Database, tmp_path: Path) -> None:
    seeds = sorted(str(path) for path in data_folder("seeds").glob("*.yaml"))
    assert len(seeds) >= 7
    for words in (("seed", *seeds), ("verify",)):
        ran = start_pollsvc(database.url, tmp_path / "instance", *words)
        said, complained = ran.communicate(timeout=100)
        assert (ran.returncode, complained) == (0, "")
    assert said.count("the tally is right") == len(seeds)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_connection_to_sqlite_is_durable(app: Flask, database: Database) -> None:
    batch = SqliteBatch(sqlite_path(database.url))
    batch.connect()
    with app.app_context():
        orm = session().connection().connection.driver_connection
        assert isinstance(orm, sqlite3.Connection)
        for connection in (batch._open, orm):
            found = {
                name: str(connection.execute(f"PRAGMA {name}").fetchone()[0])
                for name in SQLITE_PRAGMAS
            }
            assert found == SQLITE_PRAGMAS
    batch.close()
    assert SQLITE_PRAGMAS["synchronous"] == "2"
    assert SQLITE_PRAGMAS["journal_mode"] == "wal"


def test_the_id_of_a_deleted_poll_is_never_given_again(
    app: Flask, add: Callable[..., Poll]
) -> None:
    first = add(make_new_poll(slug="first"))
    with app.app_context(), writing() as current:
        current.execute(sa.text("DELETE FROM box"))
        current.execute(sa.text("DELETE FROM poll"))
    assert add(make_new_poll(slug="second")).id > first.id


def hold_lock(url: str, held: Any, release: Any) -> None:
    """Hold the lock in another process until told to let go."""
    with file_lock(url):
        held.set()
        release.wait(30)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_file_lock_keeps_another_process_out(database: Database) -> None:
    held, release = IN_ROUNDS.Event(), IN_ROUNDS.Event()
    other = IN_ROUNDS.Process(target=hold_lock, args=(database.url, held, release))
    other.start()
    assert held.wait(30)
    taken = threading.Event()

    def take() -> None:
        with file_lock(database.url):
            taken.set()

    thread = threading.Thread(target=take)
    thread.start()
    assert not taken.wait(0.3)
    release.set()
    assert taken.wait(30)
    thread.join()
    other.join(30)
    assert other.exitcode == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_writer_waits_for_the_file_lock(database: Database) -> None:
    batch = SqliteBatch(sqlite_path(database.url))
    batch.connect()
    begun = threading.Event()

    def begin() -> None:
        batch.begin()
        begun.set()

    with file_lock(database.url):
        thread = threading.Thread(target=begin)
        thread.start()
        assert not begun.wait(0.3)
    assert begun.wait(20)
    thread.join()
    batch.rollback()
    batch.close()


def write_and_fail() -> None:
    with writing() as current:
        current.execute(sa.text("UPDATE poll SET zone = 'Asia/Tokyo'"))
        raise ZeroDivisionError


def test_writing_keeps_all_or_nothing(app: Flask, add: Callable[..., Poll]) -> None:
    add(make_new_poll(slug="first"))
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            write_and_fail()
        assert session().scalar(sa.text("SELECT zone FROM poll")) == "UTC"
        with writing() as current:  # and the lock is free again
            current.execute(sa.text("UPDATE poll SET zone = 'Asia/Tokyo'"))
        session().rollback()
        assert session().scalar(sa.text("SELECT zone FROM poll")) == "Asia/Tokyo"


def test_writing_begins_by_taking_sqlites_lock(app: Flask, database: Database) -> None:
    with app.app_context(), writing():
        if database.is_sqlite:
            other = sqlite3.connect(sqlite_path(database.url), timeout=0, isolation_level=None)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.close()
        assert db.engine.dialect.name == database.kind


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_copy_of_the_file_and_its_log_is_a_whole_database(
    app: Flask, add: Callable[..., Poll], database: Database, tmp_path: Path
) -> None:
    """Votes lie in the log until a checkpoint, so the file alone is no backup."""
    add(make_new_poll(slug="first"))
    path = sqlite_path(database.url)
    for name in ("pollsvc.db", "pollsvc.db-wal"):
        shutil.copyfile(path.with_name(name), tmp_path / name)
    copy = sqlite3.connect(tmp_path / "pollsvc.db")
    assert copy.execute("SELECT slug FROM poll").fetchall() == [("first",)]
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()
