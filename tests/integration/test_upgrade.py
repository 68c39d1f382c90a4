"""A database of an earlier version comes up with everything that was in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask

from pollsvc.app import create_app
from pollsvc.polls.queries import poll_by_slug
from pollsvc.store import schema
from pollsvc.store.db import WRITES, session
from pollsvc.voting.verify import verify_poll
from tests.conftest import end
from tests.make import NOON

HOUR_MS = 3_600_000
NOON_MS = int(NOON.timestamp() * 1000)


def to_version(url: str, version: str, *, down: bool = False) -> None:
    """Bring a database to one version and no further."""
    config = Config()
    config.set_main_option("script_location", "pollsvc.store:migrations")
    config.set_main_option("path_separator", "os")
    with writing_to(url) as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, version)


@contextmanager
def writing_to(url: str) -> Iterator[sa.Connection]:
    engine = schema.engine_for(url)
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection
    finally:
        engine.dispose()


def write(url: str, *rows: tuple[str, dict[str, Any]]) -> None:
    with writing_to(url) as connection:
        for table, values in rows:
            names = ", ".join(values)
            marks = ", ".join(f":{name}" for name in values)
            connection.execute(sa.text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), values)


def poll_of_version_1() -> list[tuple[str, dict[str, Any]]]:
    """An open poll with two votes in two hours and one set aside, as 0001 kept it."""
    poll: dict[str, Any] = {
        "id": 7,
        "slug": "old",
        "origin": "live",
        "languages": json.dumps(["ru", "en"]),
        "zone": "UTC",
        "opens_at": NOON_MS - HOUR_MS,
        "visibility": "always",
        "protection": "browser",
        "may_change": True,
        "may_withdraw": True,
        "definition_version": 1,
        "digest": "d",
        "settings": "{}",
        "made_at": NOON_MS - HOUR_MS,
    }
    question = {"poll_id": 7, "id": 1, "position": 1, "code": "q1", "kind": "single"}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("poll", poll),
        ("question", question | {"at_least": 1, "at_most": 1}),
    ]
    for number in (1, 2):
        option = {"poll_id": 7, "id": number, "question_id": 1, "position": number}
        rows.append(("option", option | {"code": f"o{number}"}))
    said = [("question", 1, "text", "ru", "Который?"), ("question", 1, "text", "en", "Which?")]
    said += [("option", one, "label", "ru", f"Ответ {one}") for one in (1, 2)]
    for subject, subject_id, field, language, text in said:
        wording = {"poll_id": 7, "subject": subject, "subject_id": subject_id, "field": field}
        more = {"language": language, "revision": 1, "text": text, "at": NOON_MS - HOUR_MS}
        rows.append(("wording", wording | more))
    box = {"poll_id": 7, "next_number": 4, "version": 4, "next_history": 1, "changed_ms": NOON_MS}
    rows.append(("box", box))
    votes = ((1, "counted", 0, 1), (2, "counted", HOUR_MS, 2), (3, "set_aside", HOUR_MS, 2))
    for number, standing, after, chosen in votes:
        response = {"poll_id": 7, "number": number, "standing": standing, "definition_version": 1}
        more = {"language": "ru", "sent_ms": NOON_MS + after, "salt": bytes(16)}
        rows.append(("response", response | more | {"answers": json.dumps({"1": chosen})}))
    first = NOON_MS // HOUR_MS
    cells = [(0, "standing", "counted", 2), (0, "standing", "set_aside", 1)]
    cells += [(0, "hour", str(first), 1), (0, "hour", str(first + 1), 1)]
    cells += [(1, "base", "asked", 2), (1, "base", "answered", 2)]
    cells += [(1, "option", "1", 1), (1, "option", "2", 1)]
    for question_id, measure, cell, n in cells:
        counter = {"poll_id": 7, "question": question_id, "measure": measure, "cell": cell}
        rows.append(("tally", counter | {"n": n}))
    return rows


@pytest.fixture
def upgraded(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on a database that was made by version 0001."""
    to_version(empty_url, "0001")
    write(empty_url, *poll_of_version_1())
    schema.upgrade(empty_url)
    app = create_app(instance=tmp_path / "instance", database_url=empty_url)
    app.testing = True
    yield app
    end(app)


def test_votes_of_before_are_counted_the_same_after_an_upgrade(upgraded: Flask) -> None:
    page = upgraded.test_client().get("/p/old/results.json")
    assert page.status_code == 200
    assert page.json
    assert [one["count"] for one in page.json["questions"][0]["options"]] == [1, 1]


def test_what_is_new_is_filled_in_from_the_votes_of_before(upgraded: Flask) -> None:
    with upgraded.app_context():
        found = (
            session()
            .execute(sa.text("SELECT title, sought, first_response_at, deleted_at FROM poll"))
            .one()
        )
        trend = (
            session()
            .execute(sa.text("SELECT cell, n FROM tally WHERE measure = 'trend' ORDER BY cell"))
            .all()
        )
    assert found == ("Который?", "old which? который? ответ 1 ответ 2", NOON_MS, None)
    first = NOON_MS // HOUR_MS
    assert [tuple(row) for row in trend] == [(f"{first}:1", 1), (f"{first + 1}:2", 1)]


def test_the_recount_of_an_upgraded_poll_fits(upgraded: Flask) -> None:
    with upgraded.app_context():
        # The votes have no claims here; everything else has to fit.
        faults = verify_poll(poll_by_slug("old")).faults
    assert [fault for fault in faults if "form they came with" not in fault] == []


def test_an_upgrade_can_be_taken_back(empty_url: str) -> None:
    to_version(empty_url, "0001")
    write(empty_url, *poll_of_version_1())
    schema.upgrade(empty_url)
    to_version(empty_url, "0001", down=True)
    schema.upgrade(empty_url)
    engine = schema.engine_for(empty_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT title FROM poll")) == "Который?"
    engine.dispose()


def test_answers_of_before_keep_their_place_and_can_be_of_the_new_kinds(upgraded: Flask) -> None:
    with upgraded.app_context():
        poll = poll_by_slug("old")
        assert [option.id for option in poll.questions[0].options] == [1, 2]
        with session().begin_nested():
            session().execute(sa.text("UPDATE option SET role = 'no_answer' WHERE id = 2"))
        with pytest.raises(sa.exc.IntegrityError), session().begin_nested():
            session().execute(sa.text("UPDATE option SET role = 'anything' WHERE id = 2"))
        with pytest.raises(sa.exc.IntegrityError), session().begin_nested():
            session().execute(sa.text("UPDATE question SET kind = 'quiz'"))
        session().rollback()


def test_a_survey_is_not_taken_back_to_a_version_that_cannot_hold_it(empty_url: str) -> None:
    schema.upgrade(empty_url)
    write(empty_url, *poll_of_version_1_now(kind="ranking"))
    with pytest.raises(RuntimeError, match="questions of a later version"):
        to_version(empty_url, "0002", down=True)


def poll_of_version_1_now(**question: Any) -> list[tuple[str, dict[str, Any]]]:
    """The poll of version 1 as today's tables take it, with this of its question."""
    rows = []
    for table, values in poll_of_version_1():
        left = {name: one for name, one in values.items() if name != "next_history"}
        more = {"option_order": "fixed", "settings": "{}", "page": 1, "required": "hard"}
        defaults: dict[str, dict[str, Any]] = {
            "poll": {"title": "", "sought": ""},
            "question": more | question,
            "option": {"role": "plain", "pinned": False},
        }
        rows.append(
            (table, defaults.get(table, {}) | left | (question if table == "question" else {}))
        )
    return rows
