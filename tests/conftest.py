"""What every test can ask for: databases, an app with a settable clock, and its cast.

The cast: ``reader``, whose browser keeps cookies, and ``stranger``, a second one, so that
every test can ask "and the stranger?". At the desk: ``owner``, ``editor``, ``colleague``
(an editor of other polls) and ``viewer``, each signed in. Everything that knows the app is
imported inside the fixtures, so that tests of the domain stay quick.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache

from tests.make import NOON

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from pollsvc.config import Settings
    from pollsvc.domain.new_poll import NewPoll
    from pollsvc.domain.poll import Poll
    from tests.databases import Server
    from tests.desk import DeskClient

NO_SKIPS = "POLLSVC_NO_SKIPS"
SECRET = "a secret for tests, of no worth to anyone"
DATABASES = ("sqlite", "postgresql")

# No deadlines: a machine with a load on it is no finding. The same examples each time in CI.
hypothesis_settings.register_profile(
    "suite",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("suite")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where everything has to run."""
    report = yield
    if _is_refused(report):
        report.outcome, report.longrepr = "failed", _refusal(item.nodeid, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips as a whole."""
    report = yield
    if _is_refused(report):
        report.outcome, report.longrepr = "failed", _refusal(collector.nodeid, report)
    return report


def _is_refused(report: pytest.TestReport | pytest.CollectReport) -> bool:
    return bool(os.environ.get(NO_SKIPS)) and report.skipped and not hasattr(report, "wasxfail")


def _refusal(where: str, report: pytest.TestReport | pytest.CollectReport) -> str:
    return f"{where} was skipped, and {NO_SKIPS} is set: {report.longreprtext or report.longrepr}"


class Compiled(BytecodeCache):
    """The templates as compiled by an earlier test, which is half the work of most tests."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same words."""
        bucket.code = self._codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._codes[bucket.key + bucket.checksum] = bucket.code


COMPILED = Compiled()


class Clock:
    """A clock that stands still until a test sets it."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment
        self.told: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        """The time now."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Make it this time, also for whatever keeps answers for a second."""
        self.moment = moment
        for tell in self.told:
            tell()

    def forward(self, **parts: float) -> None:
        """Let time pass: ``clock.forward(hours=2)``."""
        self.set(self.moment + timedelta(**parts))


@dataclass(frozen=True)
class Database:
    """A database of its own for one test, made ready by every migration."""

    kind: str
    url: str

    @property
    def is_sqlite(self) -> bool:
        """Whether it is an SQLite file."""
        return self.kind == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def patient_charts() -> None:
    """Charts are waited for: a machine with a load on it is no finding."""
    from pollsvc.charts import cache

    cache._seats.seconds = 100


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the shell that runs the tests reach the program."""
    for name in os.environ:
        if name.startswith("POLLSVC_") and name not in (NO_SKIPS, "POLLSVC_TEST_POSTGRES"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL for the whole run."""
    from tests.databases import NoPostgresError, postgres_server

    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except NoPostgresError as error:
            pytest.skip(str(error))
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> Iterator[str]:
    """A database with all migrations, of which each test gets a copy."""
    from pollsvc.store.schema import upgrade

    name = postgres.create()
    upgrade(postgres.url_of(name))
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as an SQLite file."""
    from pollsvc.store.schema import upgrade

    path = tmp_path_factory.mktemp("template") / "pollsvc.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An upgraded, empty database; a test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "instance" / "pollsvc.db"
        path.parent.mkdir()
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield Database("sqlite", f"sqlite:///{path}")
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield Database("postgresql", server.url_of(name))
    server.drop(name)


@pytest.fixture
def empty_postgres(postgres: Server) -> Iterator[str]:
    """The address of a PostgreSQL database without a table in it."""
    name = postgres.create()
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture
def clock() -> Clock:
    """The clock of the app, at ``NOON`` until it is set."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of a new instance at http://localhost."""
    from pollsvc.config import load_settings

    return load_settings(
        tmp_path / "instance",
        database_url=database.url,
        secret=SECRET,
        base_url="http://localhost",
    )


@pytest.fixture
def make_app(settings: Settings, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Make an app: ``make_app(site_name="Herald")``; each is ended after the test."""
    from pollsvc.app import create_app

    with ExitStack() as stack:

        def make(**other: object) -> Flask:
            app = create_app(replace(settings, **other))  # type: ignore[arg-type]
            app.testing = True
            app.jinja_env.bytecode_cache = COMPILED
            set_clock(app, clock)
            stack.callback(end, app)
            return app

        yield make


def set_clock(app: Flask, clock: Clock) -> None:
    """Give pages and writer this clock; what was kept by the real one is forgotten."""
    from pollsvc.polls.queries import forget_recent
    from pollsvc.store.columns import to_ms

    def forget() -> None:
        forget_recent()
        app.extensions["kept"]._entries.clear()

    app.extensions["clock"] = clock
    app.extensions["box"]._clock_ms = lambda: to_ms(clock())
    clock.told.append(forget)


def end(app: Flask) -> None:
    """End what an app holds: its writer thread and its connections."""
    from sqlalchemy import QueuePool

    from pollsvc.store.db import db

    app.extensions["box"].stop()
    with app.app_context():
        db.session.remove()
        pool = db.engine.pool
        out = pool.checkedout() if isinstance(pool, QueuePool) else 0
        db.engine.dispose()
    assert out == 0, f"{out} connections are still in use"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The app on an empty, upgraded database."""
    return make_app()


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """A reader whose browser keeps cookies."""
    return app.test_client()


@pytest.fixture
def client(reader: FlaskClient) -> FlaskClient:
    """Another name of the reader, for tests in which only one is there."""
    return reader


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A second reader, who has voted in nothing."""
    return app.test_client()


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time."""
    from pollsvc.accounts import passwords
    from tests.desk import CHEAP

    monkeypatch.setattr(passwords, "PROFILE", CHEAP)


@pytest.fixture
def come(app: Flask, clock: Clock, cheap_passwords: None) -> Callable[..., DeskClient]:
    """Somebody new at the desk, signed in: ``come("Noor", EditorRole.EDITOR)``."""
    from tests.desk import person

    return lambda name, role: person(app, name, role, clock())


@pytest.fixture
def owner(come: Callable[..., DeskClient]) -> DeskClient:
    """An owner, signed in at the desk."""
    from pollsvc.domain.editor import EditorRole

    return come("Olga", EditorRole.OWNER)


@pytest.fixture
def editor(come: Callable[..., DeskClient]) -> DeskClient:
    """An editor, signed in at the desk."""
    from pollsvc.domain.editor import EditorRole

    return come("Edith", EditorRole.EDITOR)


@pytest.fixture
def colleague(come: Callable[..., DeskClient]) -> DeskClient:
    """An editor of other polls, signed in at the desk."""
    from pollsvc.domain.editor import EditorRole

    return come("Cosmo", EditorRole.EDITOR)


@pytest.fixture
def viewer(come: Callable[..., DeskClient]) -> DeskClient:
    """A viewer, signed in at the desk."""
    from pollsvc.domain.editor import EditorRole

    return come("Vera", EditorRole.VIEWER)


@pytest.fixture
def add(app: Flask, clock: Clock) -> Callable[[NewPoll], Poll]:
    """Store a poll: ``add(make_new_poll())``."""
    from pollsvc.polls.actions import add_poll
    from pollsvc.results.actions import start_figures
    from pollsvc.store.db import writing

    def add_one(new: NewPoll) -> Poll:
        with app.app_context(), writing():
            poll = add_poll(new, clock())
            assert poll is not None, f"{new.slug} is there already"
            start_figures(poll, new, clock())
        return poll

    return add_one


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    status: int
    out: str
    err: str


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """Run a command in an instance of its own: ``cli("check", "poll.yaml").status``.

    Further words are its environment: ``cli("doctor", POLLSVC_BASE_URL="nonsense")``.
    """
    from click.testing import CliRunner

    from pollsvc.cli import main

    monkeypatch.setenv("POLLSVC_INSTANCE", str(tmp_path / "instance"))

    def run(*words: object, **environment: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["pollsvc", *map(str, words)])
        mask = os.umask(0o022)  # which a command sets anew, for the whole process
        with CliRunner().isolation(env=environment) as (out, err, _both):
            status = 0
            try:
                main()
            except SystemExit as ending:
                status = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
            finally:
                os.umask(mask)
            return Ran(status, out.getvalue().decode(), err.getvalue().decode())

    return run
