"""What a survey costs beside a vote: answering ten questions, and reading thirty results."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.load.figures import Figure, Lane, NotMeasuredError, Pace, Timed, p95_ms, race
from tests.load.reading import FEW, in_turn, page_of
from tests.load.servers import cores, pollsvc, pollsvc_server
from tests.load.stores import SEED, Store, write_tally

if TYPE_CHECKING:
    from flask import Flask

    from pollsvc.domain.cells import Cell
    from pollsvc.domain.poll import Poll

TEN = "bench-ten"
_FIVE = ["Energy", "Trade", "Security", "Culture", "Science"]
_MADE = 2_000
"""So many different responses are made; more are counted as these many times over."""


def answering(store: Store, pace: Pace) -> Iterator[Figure]:
    """A survey of ten questions on one page, and a vote, on one server in turn."""
    _add(store, TEN, _questions(10))
    server_core, load_core = cores() or (None, None)
    page = f"/p/{TEN}"
    with ExitStack() as stack:
        server = stack.enter_context(pollsvc_server(store.instance, store.url, page, server_core))
        lanes = {
            "vote": Lane((server,), "vote", f"/p/{SEED}", 8),
            "survey": Lane((server,), "vote", page, 8),
        }
        races = race(lanes, pace, load_core)
    refused = races.refused("vote", "survey")
    yield Figure(
        "a response to ten questions ÷ a vote, on the server's core",
        races.ratio("survey", "vote", lambda one: one.cpu_us),
        "×",
        3,
        f"three single answers, one of several, two scales, a matrix of three rows, a ranking, a "
        f"number and a text on one page; 8 readers, form page and POST; "
        f"{races.median('survey', _cpu):,.0f} ÷ {races.median('vote', _cpu):,.0f} µs, "
        f"{races.median('survey'):,.0f} and {races.median('vote'):,.0f} a second, "
        f"p95 of the POST {races.median('survey', p95_ms('post')):.1f} and "
        f"{races.median('vote', p95_ms('post')):.1f} ms, {refused} refused",
    )
    if refused:
        raise NotMeasuredError(f"{refused} responses were refused")
    pollsvc(store.instance, store.url, "verify", TEN)


def thirty(store: Store, pace: Pace) -> list[Figure]:
    """The results page of thirty questions with few and with many responses."""
    from pollsvc.app import create_app
    from pollsvc.config import load_settings
    from pollsvc.store.db import db

    app = create_app(load_settings(store.instance, database_url=store.url))
    pages = [_filled(store, app, count) for count in (FEW, pace.rows)]
    small, large = in_turn(pages, max(8, pace.reads // 4))
    with app.app_context():
        db.engine.dispose()
    return [
        Figure(
            f"results page of 30 questions at {pace.rows:,} responses ÷ at {FEW}",
            large / small,
            "×",
            1.1,
            f"as above, three of each question of the survey above; "
            f"medians {large * 1000:.1f} ÷ {small * 1000:.1f} ms; its tally written at once",
        )
    ]


def _cpu(one: Timed) -> float:
    return one.cpu_us


def _questions(number: int) -> list[dict[str, Any]]:
    """So many questions: ten in a round, of every kind that is counted, and a text."""
    scale = {"from": 0, "to": 10, "labels": {"0": "very bad", "10": "very good"}}
    ten: list[dict[str, Any]] = [
        *({"kind": "single", "options": _FIVE} for _ in range(3)),
        {"kind": "multiple", "options": _FIVE},
        *({"kind": "scale", "scale": scale} for _ in range(2)),
        {"kind": "matrix", "options": ["No", "Perhaps", "Yes"], "rows": _FIVE[:3]},
        {"kind": "ranking", "options": _FIVE[:4]},
        {"kind": "number", "low": 0, "high": 100},
        {"kind": "short_text"},
    ]
    return [
        {"code": f"q{place + 1}", "text": f"Question {place + 1}?", **ten[place % 10]}
        for place in range(number)
    ]


def _add(store: Store, slug: str, questions: list[dict[str, Any]]) -> None:
    """Load a survey on one page."""
    definition = {"slug": slug, "languages": ["en"], "opens": "-1 hour", "questions": questions}
    path: Path = store.instance / f"{slug}.json"
    path.write_text(json.dumps(definition), "utf-8")
    pollsvc(store.instance, store.url, "seed", str(path))


def _filled(store: Store, app: Flask, count: int) -> Any:
    from pollsvc.polls.queries import poll_by_slug

    slug = f"bench-thirty-{count}"
    _add(store, slug, _questions(30))
    with app.app_context():
        poll = poll_by_slug(slug)
    write_tally(store.url, poll.id, count, _tally(poll, count))
    return page_of(app, slug)


def _tally(poll: Poll, count: int) -> Counter[Cell]:
    """The counters of so many responses by chance, always the same."""
    from pollsvc.domain.cells import Standing, cells

    chance = Random(count)
    made = min(count, _MADE)
    total: Counter[Cell] = Counter()
    for _ in range(made):
        answers = {id: _answer(part, chance) for id, part in poll.parts.items()}
        found = cells(answers, Standing.COUNTED, 0, poll.counting)
        for cell, n in found.items():
            total[cell] += n * (count // made)
    return total


def _answer(part: Any, chance: Random) -> Any:
    ids = [option.id for option in part.options]
    match part.kind.value:
        case "number":
            return chance.randint(0, 100)
        case "short_text":
            return "30"
        case "ranking":
            return tuple(chance.sample(ids, len(ids)))
        case "multiple":
            return tuple(sorted(chance.sample(ids, 2)))
        case _:
            return chance.choice(ids)
