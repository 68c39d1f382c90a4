"""Votes and reads over HTTP, side by side with hello and with the naive app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from sqlalchemy import create_engine, text

from tests.load import client
from tests.load.figures import (
    Figure,
    Lane,
    NotMeasuredError,
    Pace,
    Races,
    Timed,
    p95_ms,
    race,
)
from tests.load.naive import PLACE
from tests.load.servers import Server, cores, on_core, pollsvc, pollsvc_server, wsgi_server
from tests.load.stores import SEED, Store

PAGE = f"/p/{SEED}"
RESULTS = f"{PAGE}/results"
NAIVE_PAGE = "/poll/1"
_STORED = """
SELECT count(*) FROM response r JOIN poll p ON p.id = r.poll_id
WHERE p.slug = 'us-goals-for-russia' AND r.standing = 'counted'
"""
_COUNTED = """
SELECT sum(t.n) FROM tally t JOIN poll p ON p.id = t.poll_id
WHERE p.slug = 'us-goals-for-russia' AND t.measure = 'option'
"""


def serving(store: Store, naive_url: str, pace: Pace) -> Iterator[Figure]:
    """Everything that is asked of one running server, on one database."""
    server_core, load_core = cores() or (None, None)
    with ExitStack() as stack:
        ours = stack.enter_context(pollsvc_server(store.instance, store.url, PAGE, server_core))
        hello = stack.enter_context(
            wsgi_server("tests.load.hello:application", "/hello", server_core, {})
        )
        naive = stack.enter_context(
            wsgi_server(
                "tests.load.naive_wsgi:application", NAIVE_PAGE, server_core, {PLACE: naive_url}
            )
        )
        lanes = {
            "hello, 8": Lane((hello,), "read", "/hello", 8),
            "votes, 8": Lane((ours,), "vote", PAGE, 8),
            "hello, 32": Lane((hello,), "read", "/hello", 32),
            "votes, 32": Lane((ours,), "vote", PAGE, 32),
            "naive, 32": Lane((naive,), "vote", NAIVE_PAGE, 32),
            "kept, 32": Lane((ours,), "read", RESULTS, 32),
            "304, 32": Lane((ours,), "again", RESULTS, 32),
        }
        races = race(lanes, pace, load_core)
        yield from _votes(races)
        yield _against_naive(races, naive_url)
        yield from _latencies(races)
        yield from _kept(races)
        done = races.done("votes, 8", "votes, 32")
        done += (more := _more_votes(ours, done, pace, load_core))
        yield _memory(ours, done)
        refused = races.refused("votes, 8", "votes, 32")
        if ours.has_loaded("matplotlib"):
            raise NotMeasuredError("matplotlib was loaded, though no chart was asked for")
    stored = _stored(store, done, refused, more)
    yield stored
    if stored.value:
        raise NotMeasuredError("the rates above are not of votes that were stored")


def two_processes(store: Store, pace: Pace) -> Iterator[Figure]:
    """A second server on the same file, against one alone."""
    server_core, load_core = cores() or (None, None)
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(pollsvc_server(store.instance, store.url, PAGE, server_core))
            for _ in range(2)
        )
        lanes = {
            "one": Lane((first,), "vote", PAGE, 8),
            "two": Lane((first, second), "vote", PAGE, 8),
        }
        races = race(lanes, pace, load_core)
    refused = races.refused("one", "two")
    yield Figure(
        "p95 of a vote, two processes on one file ÷ one",
        races.ratio("two", "one", p95_ms("post")),
        "×",
        5,
        f"8 voters on one server, and 4 on each of two, all on one core; POST "
        f"{races.median('two', p95_ms('post')):.1f} ÷ {races.median('one', p95_ms('post')):.1f} "
        f"ms, {races.median('two'):,.0f} and {races.median('one'):,.0f} votes/s, "
        f"{refused} refused",
    )


def starting(store: Store, pace: Pace) -> Iterator[Figure]:
    """From the command to the first answer."""
    found = []
    server_core, _load_core = cores() or (None, None)
    for _ in range(pace.starts):
        with pollsvc_server(store.instance, store.url, PAGE, server_core) as server:
            found.append(server.start_seconds)
            if server.has_loaded("matplotlib"):
                raise NotMeasuredError("matplotlib is loaded at the start")
    yield Figure(
        "start to first answer",
        median(found),
        " s",
        1.0,
        f"`pollsvc serve` on an instance that is there, until `{PAGE}` answers 200, median of "
        f"{pace.starts}; no file of matplotlib mapped by any of its processes",
    )


@contextmanager
def naive_database(store: Store) -> Iterator[str]:
    """A database for the naive app, of the same kind as the store's."""
    if store.kind == "sqlite":
        yield f"sqlite:///{store.instance / 'naive.db'}"
        return
    name = "naive"
    engine = create_engine(store.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    yield engine.url.set(database=name).render_as_string(hide_password=False)


def _votes(races: Races) -> Iterator[Figure]:
    for voters, goal in ((8, 0.20), (32, 0.25)):
        ours, hello = f"votes, {voters}", f"hello, {voters}"
        yield Figure(
            f"full votes/s, {voters} voters ÷ Flask hello req/s",
            races.ratio(ours, hello),
            "×",
            goal,
            f"a new visitor each: GET form, POST choice, stored durably, 303; "
            f"{races.median(ours):,.0f} ÷ {races.median(hello):,.0f} a second; on the core "
            f"{races.median(ours, _cpu):,.0f} µs a vote, {races.median(hello, _cpu):,.0f} a hello, "
            f"{races.ratio(hello, ours, _cpu):.2f}× by that; "
            f"{races.refused(ours)} refused",
            at_least=True,
        )


def _against_naive(races: Races, naive_url: str) -> Figure:
    accepted, refused = races.done("naive, 32"), races.refused("naive, 32")
    engine = create_engine(naive_url)
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT count(*) FROM vote")).scalar() or 0
    engine.dispose()
    return Figure(
        "full votes/s, 32 voters ÷ naive Flask-WTF + ORM app",
        races.ratio("votes, 32", "naive, 32"),
        "×",
        15,
        f"`tests/load/naive.py` on a database of the same kind with its own defaults; "
        f"{races.median('votes, 32'):,.0f} ÷ {races.median('naive, 32'):,.0f} a second; naive: "
        f"{accepted:,} accepted, {stored:,} stored, {refused:,} refused",
        at_least=True,
    )


def _latencies(races: Races) -> Iterator[Figure]:
    for what, name in (("post", "the POST"), ("flow", "form page and POST")):
        yield Figure(
            f"p95 of a vote, 32 voters, {name}",
            races.median("votes, 32", p95_ms(what)),
            " ms",
            30,
            f"first byte sent to last received; hello with 32 in the same rounds "
            f"{races.median('hello, 32', p95_ms('get')):.1f} ms",
        )


def _kept(races: Races) -> Iterator[Figure]:
    for lane, name in (("kept, 32", "results page"), ("304, 32", "304 of results page")):
        busy = races.median(lane, lambda one: one.round.busy)
        bound = "; the load's core was full, so this is a least value" if busy > 0.95 else ""
        yield Figure(
            f"{name}, kept bytes ÷ Flask hello req/s",
            races.ratio(lane, "hello, 32"),
            "×",
            2.5,
            f"32 readers; {races.median(lane):,.0f} ÷ {races.median('hello, 32'):,.0f} a second; "
            f"{races.median(lane, _cpu):,.0f} µs each on the core{bound}",
            at_least=True,
        )


def _more_votes(server: Server, done: int, pace: Pace, load_core: int | None) -> int:
    """Vote on until there are as many votes as memory is measured after."""
    left = pace.votes - done
    if left <= 0:
        return 0
    with on_core(load_core):
        return client.run(Lane((server,), "vote", PAGE, 32).job(pace.patience, left)).done


def _memory(server: Server, done: int) -> Figure:
    return Figure(
        f"memory after {done:,} votes",
        server.memory_mb(),
        " MB",
        90,
        "PSS of all processes of `pollsvc serve`, after the votes and reads above",
    )


def _stored(store: Store, accepted: int, refused: int, more: int) -> Figure:
    stored, counted = store.count(_STORED), store.count(_COUNTED)
    pollsvc(store.instance, store.url, "verify", SEED)
    return Figure(
        "votes refused, lost, or counted wrong",
        refused + abs(accepted - stored) + abs(stored - counted),
        "",
        0,
        f"{accepted:,} accepted ({more:,} of them for memory), {stored:,} stored, "
        f"{counted:,} in the tally, {refused:,} refused; recounted by `pollsvc verify`",
    )


def _cpu(one: Timed) -> float:
    return one.cpu_us
