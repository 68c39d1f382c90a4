"""The commands ``serve`` and ``demo``."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from threading import Thread
from time import sleep
from typing import Any

import click

from pollsvc.accounts.start import owner_link
from pollsvc.config import PREFIX, SERVED_AT, Settings, instance_folder, load_settings
from pollsvc.data import data_folder
from pollsvc.domain.errors import PortBusyError
from pollsvc.site.start import with_desk_address
from pollsvc.store import schema
from pollsvc.store.places import found_version

# Measured: one worker with 32 threads stores a fifth more votes than with 16 when 32 come
# at once; and only with one worker does every vote go through one writer.
THREADS = 32
KILL_SECONDS = 20  # for requests in work when it is told to stop
_AGAIN_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1  # of Linux's sys/prctl.h
_M_ARENA_MAX = -8  # of glibc's malloc.h
_HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_PORT = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))


@click.command("serve")
@_HOST
@_PORT
def serve(host: str, port: int) -> None:
    """Serve the polls of this instance; makes the database if there is none."""
    settings = _settings(host, port)
    _free(host, port)
    found = found_version(settings.database_url)
    if found is None:
        _, found = schema.upgrade(settings.database_url)
    schema.check_version(found)
    settings = _reached(settings, host)
    click.echo(f"pollsvc starts at {settings.base_url} (instance {settings.instance})")
    click.echo(_owner_words(settings))
    _run(host, port)


@click.command("demo")
@_HOST
@_PORT
def demo(host: str, port: int) -> None:
    """Serve a demonstration with the seed polls, in a folder of its own."""
    os.environ[PREFIX + "INSTANCE"] = str(instance_folder() / "demo")
    os.environ.pop(PREFIX + "DATABASE_URL", None)
    settings = _settings(host, port)
    _free(host, port)
    schema.upgrade(settings.database_url)
    settings = _reached(settings, host)
    _load_seeds(settings)
    base = settings.base_url
    said = (
        "The demonstration is ready. Open",
        f"  {base}/                               the poll list",
        f"  {base}/p/us-goals-for-russia          vote in an open poll",
        f"  {base}/p/us-goals-for-russia-2013     a closed poll, as published",
        f"  {base}/embed/us-goals-for-russia      its results, for a frame",
        f"  {base}/help                           the manual",
        _owner_words(settings),
        "Press Ctrl+C to stop.",
    )
    _run(host, port, "\n".join(said))


def _owner_words(settings: Settings) -> str:
    link = owner_link(settings, datetime.now(UTC))
    if link:
        return (
            "Nobody looks after it yet. Open this link to become its owner"
            f" (it works once, for 24 hours):\n  {link}"
        )
    return f"The desk, for editors: {settings.base_url}/desk"


def _settings(host: str, port: int) -> Settings:
    shown = "127.0.0.1" if _is_every(host) else host
    shown = f"[{shown}]" if ":" in shown else shown
    configured = load_settings()
    if "base_url" not in configured.given:
        configured = replace(configured, base_url=f"http://{shown}:{port}")
        os.environ[SERVED_AT] = configured.base_url  # for the worker
    return configured


def _is_every(host: str) -> bool:
    return host in ("0.0.0.0", "::", "")  # noqa: S104 - compared only


def _reached(settings: Settings, host: str) -> Settings:
    """The settings with the base URL of the desk; says so where readers elsewhere have none."""
    settings = with_desk_address(settings)
    is_here = settings.base_url == os.environ.get(SERVED_AT)
    if is_here and _is_every(host) and not settings.allowed_hosts:
        click.echo(
            f"Readers on other machines need a name: set {PREFIX}BASE_URL, or the"
            " base URL at the desk, to the address they will use.",
            err=True,
        )
    return settings


def _free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusyError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --port."
            ) from error


def _load_seeds(settings: Settings) -> None:
    from pollsvc.app import create_app
    from pollsvc.imports.actions import load
    from pollsvc.imports.faults import DefinitionFaultsError
    from pollsvc.imports.reading import read_definitions

    app = create_app(settings)
    with app.app_context():
        for definition in read_definitions((str(data_folder("seeds")),)):
            try:
                load([definition], datetime.now(UTC))
            except DefinitionFaultsError as error:
                if error.is_partly_written:
                    words = "not all sample responses are there; the next start goes on"
                    click.echo(f"{definition.slug}: {words}", err=True)
                else:
                    # A seed that changed with the program: the poll loaded first stays.
                    click.echo(f"kept as it was loaded first: {definition.slug}")


def _run(host: str, port: int, ready: str = "") -> None:
    """Serve; ``ready`` is said once somebody can connect."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # One arena for all threads: with one each, glibc keeps some fifty megabytes more.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    # No access log: it would keep readers' addresses.
    Granian(
        "pollsvc.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        log_access=False,
        workers_kill_timeout=KILL_SECONDS,
    ).serve(target_loader=partial(_load, host, port, ready))


def _load(host: str, port: int, ready: str, target: str) -> Callable[..., Any]:
    """The application, in the worker; it ends with the process that watches over it.

    A worker left behind by a parent that was killed would hold the port.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    _erase(application)
    if ready:
        Thread(target=_say_once_reached, args=(host, port, ready), daemon=True).start()
    return application


def _say_once_reached(host: str, port: int, words: str) -> None:
    """Say it as soon as the server, which begins after this, takes a connection."""
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            click.echo(words)
            return
        sleep(_AGAIN_SECONDS)


def _erase(application: Any) -> None:
    """Erase polls that were deleted too long ago to be put back."""
    from pollsvc.voting.erasing import erase_in_passing

    with application.app_context():
        erase_in_passing(datetime.now(UTC))
