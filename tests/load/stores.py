"""Databases to measure on, and polls with many responses in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from pollsvc.data import data_folder
from pollsvc.domain.cells import HOUR_MS, Cell, Standing, cells
from pollsvc.store.schema import engine_for
from tests.databases import DURABLE, NoPostgresError, postgres_server
from tests.load.figures import NotMeasuredError
from tests.load.servers import pollsvc

SEED = "us-goals-for-russia"
HOURS = 30 * 24
"""Responses made here are spread over a month, as every hour has a counter of its own."""
_FIRST_HOUR = 480_000  # in October 2024

_SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count)",
    "postgresql": "WITH s(n) AS (SELECT generate_series(1, :count))",
}
_BYTES = {
    "sqlite": "CAST(printf('{kind}%016d', n) AS BLOB)",
    "postgresql": "convert_to('{kind}' || lpad(n::text, 16, '0'), 'UTF8')",
}
_JSON = {"sqlite": "{}", "postgresql": "CAST({} AS jsonb)"}
_RESPONSES = """{series}
INSERT INTO response (poll_id, number, standing, definition_version, language, sent_ms, answers,
                      salt)
SELECT :poll, n, 'counted', 1, 'en', ({first} + n % {hours}) * CAST({hour} AS BIGINT),
       {answer}, {salt} FROM s
"""
_CLAIMS = "{series} INSERT INTO claim (poll_id, word, response) SELECT :poll, {word}, n FROM s"
_TALLY = """
INSERT INTO tally (poll_id, question, measure, cell, n) VALUES (:poll, :question, :measure, :cell,
                                                                :n)
"""
_BOX = """
UPDATE box SET next_number = :count + 1, version = version + 1, changed_ms = :changed
WHERE poll_id = :poll
"""


@dataclass(frozen=True)
class Store:
    """A database of the program, upgraded and with the seeds, and its instance folder."""

    kind: str
    instance: Path
    url: str

    def ready(self) -> Store:
        """The same, with the tables made and the seeds loaded."""
        pollsvc(self.instance, self.url, "upgrade")
        pollsvc(self.instance, self.url, "seed", str(data_folder("seeds") / f"{SEED}.yaml"))
        return self

    def count(self, statement: str) -> int:
        """The number that a statement gives."""
        engine = engine_for(self.url)
        try:
            with engine.connect() as connection:
                return int(connection.execute(text(statement)).scalar() or 0)
        finally:
            engine.dispose()

    def add_filled_poll(self, count: int) -> str:
        """Add a poll like the seed with so many responses, recounted; gives its slug."""
        slug = f"bench-{count}"
        definition = (data_folder("seeds") / f"{SEED}.yaml").read_text("utf-8")
        path = self.instance / f"{slug}.yaml"
        path.write_text(definition.replace(f"slug: {SEED}", f"slug: {slug}"), "utf-8")
        pollsvc(self.instance, self.url, "seed", str(path))
        engine = engine_for(self.url)
        try:
            with engine.begin() as connection:
                _fill(connection, slug, count)
        finally:
            engine.dispose()
        return slug


@contextmanager
def store_of(kind: str, folder: Path) -> Iterator[Store]:
    """An empty database of this kind, with a folder for its instance.

    Raises:
        NotMeasuredError: there is none here.
    """
    if kind == "sqlite":
        yield Store(kind, folder, f"sqlite:///{folder / 'pollsvc.db'}")
        return
    try:
        with postgres_server(DURABLE) as server:
            name = server.create()
            yield Store(kind, folder, server.url_of(name))
            server.drop(name)
    except NoPostgresError as error:
        raise NotMeasuredError(str(error)) from error


def _fill(connection: Connection, slug: str, count: int) -> None:
    """Write responses, claims and counters as the same number of votes would have."""
    kind = connection.dialect.name
    poll = connection.scalar(text("SELECT id FROM poll WHERE slug = :slug"), {"slug": slug})
    found = connection.execute(
        text("SELECT question_id, id FROM option WHERE poll_id = :poll ORDER BY position"),
        {"poll": poll},
    )
    options = [(int(question), int(option)) for question, option in found]
    series = _SERIES[kind]
    chosen = " ".join(
        f"WHEN {place} THEN '{json.dumps({str(question): option})}'"
        for place, (question, option) in enumerate(options)
    ).replace(":", r"\:")
    statement = _RESPONSES.format(
        series=series,
        first=_FIRST_HOUR,
        hours=HOURS,
        hour=HOUR_MS,
        answer=_JSON[kind].format(f"CASE n % {len(options)} {chosen} END"),
        salt=_BYTES[kind].format(kind=""),
    )
    both = {"poll": poll, "count": count}
    connection.execute(text(statement), both)
    for word in "bf":
        claims = _CLAIMS.format(series=series, word=_BYTES[kind].format(kind=word))
        connection.execute(text(claims), both)
    _write_tally(connection, poll, count, _tally(options, count))


def write_tally(url: str, poll: int, count: int, tally: Mapping[Cell, int]) -> None:
    """Write the counters of so many responses of a poll at once, without the responses."""
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            _write_tally(connection, poll, count, tally)
    finally:
        engine.dispose()


def _write_tally(connection: Connection, poll: Any, count: int, tally: Mapping[Cell, int]) -> None:
    rows = [
        {
            "poll": poll,
            "question": cell.question,
            "measure": cell.measure,
            "cell": cell.cell,
            "n": n,
        }
        for cell, n in sorted(tally.items())
    ]
    connection.execute(text(_TALLY), rows)
    changed = (_FIRST_HOUR + HOURS) * HOUR_MS
    connection.execute(text(_BOX), {"poll": poll, "count": count, "changed": changed})


def _tally(options: list[tuple[int, int]], count: int) -> Counter[Cell]:
    """The counters of these responses: hour and option of each follow from its number."""
    assert HOURS % len(options) == 0
    total: Counter[Cell] = Counter()
    for place in range(HOURS):
        number = (count - place) // HOURS + (place > 0) if count >= place else 0
        question, option = options[place % len(options)]
        sent_ms = (_FIRST_HOUR + place) * HOUR_MS
        for cell, one in cells({question: option}, Standing.COUNTED, sent_ms, {}).items():
            total[cell] += number * one
    return +total
