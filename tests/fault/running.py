"""``pollsvc serve`` as a process that tests can kill, and what its database then holds."""

from __future__ import annotations

import http.client
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from pollsvc.config import load_settings
from pollsvc.store.places import sqlite_path
from pollsvc.store.schema import upgrade
from pollsvc.voting.evidence import PollKey
from pollsvc.voting.verify import verify_poll
from tests.conftest import SECRET, end
from tests.databases import plain_url
from tests.make import make_new_ifri

ROOT = Path(__file__).parents[2]
SLUG = "us-goals-for-russia"
PATIENCE = 40.0
SERVE = ("-m", "pollsvc", "serve", "--port", "{port}")


@dataclass
class Instance:
    """An instance folder with one open poll of four options, and its server."""

    folder: Path
    url: str
    poll_id: int
    words: tuple[str, ...] = SERVE
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.port = self.port or free_port()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *(word.format(port=self.port) for word in self.words)],
                cwd=ROOT,
                env=environment(self.folder, self.url),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that all its processes can be killed as one group
            )
        wait_for(self._answers, self._said)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self._said()
        with suppress(OSError, http.client.HTTPException):
            return ask(self.port, "/healthz").status == 200
        return False

    def _said(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def limit_files(self, most: int) -> None:
        """Let no file that the server writes grow beyond so many bytes."""
        for pid in self._pids():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    def _pids(self) -> list[int]:
        assert self.process is not None
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                if int(stat.read_text().rpartition(")")[2].split()[2]) == self.process.pid:
                    found.append(int(stat.parent.name))
        return found

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End all its processes at once, without a chance to tidy up."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=20)

    def counted(self, url: str | None = None) -> dict[bytes, int]:
        """What the database holds: the word of each form, and the option chosen."""
        statement = (
            "SELECT c.word, r.answers FROM claim c"
            " JOIN response r ON r.poll_id = c.poll_id AND r.number = c.response"
        )
        with bare(url or self.url) as connection:
            rows = [(bytes(word), answers) for word, answers in connection.execute(statement)]
        return {
            word: (answers if isinstance(answers, dict) else json.loads(answers))["1"]
            for word, answers in rows
            if word[:1] == b"f"
        }

    def faults(self, url: str | None = None) -> tuple[str, ...]:
        """What a recount finds wrong."""
        from pollsvc.app import create_app
        from pollsvc.polls.queries import poll_by_slug

        app = create_app(load_settings(self.folder, database_url=url or self.url))
        with app.app_context():
            checked = verify_poll(poll_by_slug(SLUG))
        end(app)
        return checked.faults

    def word_of(self, form: str) -> bytes:
        """The word that a vote with this form, sent without a cookie, claims."""
        key = PollKey.of(SECRET.encode(), self.poll_id)
        nonce = key.nonce_of(form)
        assert nonce is not None
        return key.evidence(nonce, key.first_cookie(nonce)).form

    def is_whole(self) -> bool:
        """Whether SQLite finds its file in order."""
        with bare(self.url) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@contextmanager
def instance(folder: Path, url: str, words: tuple[str, ...] = SERVE) -> Iterator[Instance]:
    """A new instance, whose server has not been started; ended afterwards."""
    made = Instance(folder, url, prepare(folder, url), words)
    try:
        yield made
    finally:
        made.kill()


def prepare(folder: Path, url: str) -> int:
    """Make the database with one poll, open for a day; gives the poll's id."""
    from pollsvc.app import create_app
    from pollsvc.polls.actions import add_poll
    from pollsvc.results.actions import start_figures
    from pollsvc.store.db import writing

    folder.mkdir(exist_ok=True)
    (folder / "secret").write_text(SECRET)
    (folder / "secret").chmod(0o600)
    upgrade(url)
    app = create_app(load_settings(folder, database_url=url))
    new, now = make_new_ifri(now=datetime.now(UTC)), datetime.now(UTC)
    with app.app_context(), writing():
        poll = add_poll(new, now)
        assert poll is not None
        start_figures(poll, new, now)
    end(app)
    return poll.id


def environment(folder: Path, url: str) -> dict[str, str]:
    """The environment of a server, without settings of the shell."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLLSVC_")}
    return kept | {"POLLSVC_INSTANCE": str(folder), "POLLSVC_DATABASE_URL": url}


@contextmanager
def bare(url: str) -> Iterator[Any]:
    """A connection of the bare driver that commits each statement."""
    if url.startswith("sqlite"):
        connection: Any = sqlite3.connect(sqlite_path(url), isolation_level=None)
    else:
        connection = psycopg.connect(plain_url(url), autocommit=True)
    try:
        yield connection
    finally:
        connection.close()


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    text: str


def ask(port: int, path: str, body: str | None = None) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        return ask_on(connection, path, body)
    finally:
        connection.close()


def ask_on(connection: http.client.HTTPConnection, path: str, body: str | None = None) -> Answer:
    """One request on this connection: a POST of a form where there is a body."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request("POST" if body else "GET", path, body, headers)
    response = connection.getresponse()
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, named, response.read().decode())


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(true: Callable[[], bool], say: Callable[[], str] = lambda: "") -> None:
    """Wait until this is true, for a bounded time."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"it did not come to pass in time {say()}"
        time.sleep(0.01)


def copy_of(url: str, folder: Path) -> str:
    """A copy of a database file beside it, as made by SQLite's own means."""
    target = folder / "copy.db"
    with bare(url) as source, bare(f"sqlite:///{target}") as copy:
        source.backup(copy)
    return f"sqlite:///{shutil.move(target, folder / 'backup.db')}"
