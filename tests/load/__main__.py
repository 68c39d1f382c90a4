"""Performance, as ratios measured side by side in one run: ``make bench``.

    python -m tests.load [--quick] [--database sqlite] [--database postgresql]

Prints a table for each database. Nothing here is a test: a goal that is missed is printed
and no failure. The exit status is 1 only where something could not be measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from tests.load.figures import FULL, QUICK, Figure, NotMeasuredError, Pace
from tests.load.reading import drawing, growing
from tests.load.servers import cores
from tests.load.stores import Store, store_of
from tests.load.surveys import answering, thirty
from tests.load.voting import naive_database, serving, starting, two_processes

DATABASES = ("sqlite", "postgresql")
_HEAD = "| figure | measured | goal | | method |\n|---|---|---|---|---|"


class Table:
    """Prints figures as they come, and remembers whether all could be had."""

    def __init__(self, limit: float) -> None:
        self.is_whole = True
        self._end = time.monotonic() + limit

    def head(self, title: str) -> None:
        """Begin a table."""
        print(f"\n### {title}\n\n{_HEAD}", flush=True)

    def add(self, what: str, measure: Callable[[], Iterable[Figure]]) -> None:
        """Measure and print; what fails is said in the figures' place."""
        try:
            if time.monotonic() > self._end:
                raise NotMeasuredError("the time is over")
            for one in measure():
                met = "met" if one.is_met else "**missed**"
                print(
                    f"| {one.name} | {one.value_text} | {one.goal_text} | {met} | {one.method} |",
                    flush=True,
                )
        except (NotMeasuredError, OSError, RuntimeError) as error:
            self.is_whole = False
            print(f"| {what} | not measured | | | {' '.join(str(error).split())} |", flush=True)


class Neighbours:
    """How much of the machine others used meanwhile."""

    def __init__(self) -> None:
        self._begin = _busy_seconds(), _own_seconds(), time.monotonic()

    def text(self) -> str:
        """One line about it."""
        busy, own, begin = self._begin
        seconds = time.monotonic() - begin
        others = _busy_seconds() - busy - (_own_seconds() - own)
        share = max(0.0, others) / seconds / (os.cpu_count() or 1)
        doubt = "; with so much, repeat the run" if share > 0.1 else ""
        return f"The run took {seconds:.0f} s; others used {share:.0%} of the machine{doubt}."


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough run of a minute and a half")
    parser.add_argument("--database", action="append", choices=DATABASES, help="only this one")
    asked = parser.parse_args()
    pace = QUICK if asked.quick else FULL
    table, neighbours = Table(pace.limit), Neighbours()
    print(_machine(pace))
    for kind in asked.database or DATABASES:
        with tempfile.TemporaryDirectory(prefix="pollsvc-load-") as folder:
            table.head(kind)
            try:
                with store_of(kind, Path(folder)) as store:
                    _measure(table, store, pace)
            except (NotMeasuredError, RuntimeError) as error:
                table.add(kind, lambda error=error: _raise(error))  # type: ignore[misc]
    table.head("either")
    table.add("chart", lambda: drawing(pace))
    print(f"\n{neighbours.text()}")
    return 0 if table.is_whole else 1


def _measure(table: Table, store: Store, pace: Pace) -> None:
    store.ready()
    with naive_database(store) as naive_url:
        table.add("votes and reads over HTTP", lambda: serving(store, naive_url, pace))
    if store.kind == "sqlite":
        table.add("two processes", lambda: two_processes(store, pace))
    table.add("start", lambda: starting(store, pace))
    table.add("results page", lambda: growing(store, pace))
    table.add("survey", lambda: answering(store, pace))
    table.add("results page of a survey", lambda: thirty(store, pace))


def _raise(error: Exception) -> Iterable[Figure]:
    raise error


def _machine(pace: Pace) -> str:
    pinned = cores()
    places = (
        f"servers on core {pinned[0]}, load on core {pinned[1]}"
        if pinned
        else "servers and load not pinned (one core only, or no way to)"
    )
    names = ("flask", "granian", "sqlalchemy", "psycopg", "matplotlib")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}.\n"
        f"Loopback, keep-alive, gzip; {places}; PostgreSQL where the system puts it. Every server "
        f"is granian with one worker and the threads of `pollsvc serve`.\n"
        f"{pace.rounds} rounds of {pace.seconds:g} s a lane, lanes in turn; ratios are medians of "
        f"the ratios within each round. Only ratios compare between machines."
    )


def _busy_seconds() -> float:
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    user, nice, system, _idle, _wait, hard, soft = (int(one) for one in fields[:7])
    return (user + nice + system + hard + soft) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """Of this process and all that it has waited for, which at the end is all of them."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main())
