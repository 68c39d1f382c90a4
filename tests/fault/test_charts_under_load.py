"""Many charts asked for at once: some are refused for now, and votes are taken meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from pollsvc.config import load_settings
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.conftest import end
from tests.fault.running import Answer, Instance, ask
from tests.fault.voters import PATH, filled_in, form_on
from tests.make import make_new_poll, make_new_question

QUESTIONS = ("q1", "q2", "q3", "q4")
CHARTS = [
    f"/p/colours/results.svg?question={question}&size={size}&lang={language}"
    for question in QUESTIONS
    for size in ("page", "share")
    for language in ("en", "ru", "fr", "ja", "ar")
]
BOUND = 5.0


def add_long_poll(instance: Instance) -> None:
    """A poll whose charts take their time to draw."""
    from pollsvc.app import create_app
    from pollsvc.polls.actions import add_poll
    from pollsvc.results.actions import start_figures
    from pollsvc.store.db import writing

    now = datetime.now(UTC)
    labels = {f"o{number}": f"{number} " + "a longish answer " * 8 for number in range(30)}
    questions = [make_new_question(code, text=code, options=labels) for code in QUESTIONS]
    new = make_new_poll(*questions, now=now)
    app = create_app(load_settings(instance.folder, database_url=instance.url))
    with app.app_context(), writing():
        poll = add_poll(new, now)
        assert poll is not None
        start_figures(poll, new, now)
    end(app)


@dataclass(frozen=True)
class Asked:
    """An answer, how many seconds it took, and when it was there."""

    answer: Answer
    took: float
    at: float


def timed(port: int, path: str, body: str | None = None) -> Asked:
    began = time.monotonic()
    answer = ask(port, path, body)
    over = time.monotonic()
    return Asked(answer, over - began, over)


def test_votes_are_taken_while_more_charts_are_asked_for_than_can_be_drawn(
    on_sqlite: Instance,
) -> None:
    add_long_poll(on_sqlite)
    on_sqlite.start()
    port = on_sqlite.port
    form = form_on(ask(port, PATH))
    with ThreadPoolExecutor(len(CHARTS)) as readers:
        asked = [readers.submit(timed, port, path) for path in CHARTS]
        time.sleep(0.3)  # so that the charts come first
        health = timed(port, "/healthz")
        vote = timed(port, PATH, filled_in(form, 3))
        charts = {path: one.result() for path, one in zip(CHARTS, asked, strict=True)}
    drawn = {path: one for path, one in charts.items() if one.answer.status == 200}
    refused = {path: one.answer for path, one in charts.items() if one.answer.status == 503}

    assert (health.answer.status, vote.answer.status) == (200, 303)
    assert max(health.took, vote.took) < BOUND
    assert drawn
    assert refused
    assert len(drawn) + len(refused) == len(CHARTS)
    assert vote.at < max(one.at for one in drawn.values()), "drawn too soon to tell"
    assert all(answer.headers["retry-after"] for answer in refused.values())
    assert ask(port, next(iter(refused))).status == 200
    assert on_sqlite.counted() == {on_sqlite.word_of(form): 3}


def test_the_database_is_let_go_before_a_chart_is_drawn(
    add: Callable[[NewPoll], Poll], reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.export import pages
    from pollsvc.store.db import session

    reading: list[bool] = []

    def draw(*_: Any) -> bytes:
        reading.append(session()().in_transaction())
        return b"<svg/>"

    monkeypatch.setattr(pages, "cached_draw", draw)
    add(make_new_poll())
    assert reader.get("/p/colours/results.svg").status_code == 200
    assert reading == [False]
