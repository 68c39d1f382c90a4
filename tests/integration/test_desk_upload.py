"""Loading definition files at the desk."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pollsvc.history.models import HistoryRow
from pollsvc.polls.managing import delete_poll
from pollsvc.polls.models import PollEditorRow, PollRow
from pollsvc.store.db import session
from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import SAME_SITE, DeskClient

UPLOAD = "/desk/polls/upload"
SEED = Path(__file__).parents[2] / "seeds" / "us-goals-for-russia-2013.yaml"
POLL = b"""slug: quad
languages: [en]
opens: "-1 hour"
questions:
  - code: members
    text: Should the Quad take in new members?
    options:
      - {code: "yes", label: "Yes"}
      - {code: "no", label: "No"}
"""


@pytest.fixture
def send(editor: DeskClient) -> Callable[..., TestResponse]:
    """Send files, each ``(bytes, name)``."""

    def upload(*files: tuple[bytes, str], who: DeskClient = editor) -> TestResponse:
        data = {"file": [(io.BytesIO(raw), name) for raw, name in files]}
        return who.post(UPLOAD, data, content_type="multipart/form-data")

    return upload


def test_a_poll_is_loaded_and_is_its_editors(
    app: Flask, editor: DeskClient, reader: FlaskClient, send: Callable[..., TestResponse]
) -> None:
    assert "Load a definition file" in words_of(editor.get(UPLOAD).text)
    answer = send((POLL, "quad.yaml"))
    assert answer.status_code == 303
    assert "1 poll was loaded." in words_of(editor.get("/desk/polls").text)
    assert reader.get("/p/quad").status_code == 200
    with app.app_context():
        poll = session().scalars(select(PollRow)).one()
        worker = session().scalars(select(PollEditorRow)).one()
        assert (worker.poll_id, worker.editor_id) == (poll.id, editor.editor.id)
        told = session().scalars(select(HistoryRow).where(HistoryRow.poll_id == poll.id)).one()
        assert (told.act, told.editor_name) == ("definition_loaded", "Edith")
        assert (told.subject, told.detail) == (
            "Should the Quad take in new members?",
            {"file": "quad.yaml"},
        )


def test_the_same_file_again_changes_nothing(
    editor: DeskClient, send: Callable[..., TestResponse]
) -> None:
    send((POLL, "quad.yaml"))
    editor.get("/desk/polls")
    assert send((POLL, "quad.yaml")).status_code == 303
    assert "1 poll was there already" in words_of(editor.get("/desk/polls").text)


def test_a_past_result_is_loaded_with_its_counts(
    reader: FlaskClient, send: Callable[..., TestResponse]
) -> None:
    assert send((SEED.read_bytes(), SEED.name)).status_code == 303
    page = words_of(reader.get("/p/us-goals-for-russia-2013/results").text)
    for said in ("33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)"):
        assert said in page


def test_every_fault_is_said_with_its_line_and_column(
    app: Flask, send: Callable[..., TestResponse]
) -> None:
    broken = POLL.replace(b'label: "No"', b'label: " yes "').replace(
        b"languages: [en]", b"languges: [en]"
    )
    answer = send((broken, "quad.yaml"), (POLL, "other.yaml"))
    assert answer.status_code == 422
    said = words_of(answer.text)
    assert "There is a problem" in said
    assert "faults were found. Nothing was loaded." in said
    assert "quad.yaml 2 1 languges : there is no such field; did you mean languages?" in said
    with app.app_context():
        assert session().scalars(select(PollRow)).all() == []


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"", "empty.yaml", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture.png", "this is no text"),
        ("slug: été".encode("latin-1"), "old.yaml", "save the file as UTF-8"),
        ("slug: a".encode("utf-16"), "wide.yaml", "save the file as UTF-8"),
        (b"{", "poll.json", "this is not JSON"),
        (b"a: [", "poll.yaml", "{ or [ is not closed"),
        (b"just words", "poll.yaml", "poll.yaml"),
        (b"x" * (256 * 1024 + 1), "large.yaml", "the file is larger than 256 KiB"),
        (b"- 1\n" * 500, "<b>'.yaml", "&lt;b&gt;"),
    ],
)
def test_what_is_no_definition_file_is_named_as_such(
    send: Callable[..., TestResponse], raw: bytes, name: str, said: str
) -> None:
    answer = send((raw, name))
    assert answer.status_code == 422
    assert said in answer.text


def test_nothing_chosen_is_said_beside_the_field(send: Callable[..., TestResponse]) -> None:
    answer = send()
    assert answer.status_code == 422
    assert answer.text.count("Choose a file first.") == 2


def test_a_form_that_is_too_large_is_refused(editor: DeskClient) -> None:
    body, kind = b"x" * (8 * 2**20), "multipart/form-data; boundary=here"
    answer = editor.browser.post(UPLOAD, data=body, content_type=kind, headers=SAME_SITE)
    assert answer.status_code == 413


def test_a_slug_that_another_poll_has_is_a_fault(send: Callable[..., TestResponse]) -> None:
    send((POLL, "quad.yaml"))
    answer = send((POLL.replace(b"new members", b"no members"), "quad.yaml"))
    assert answer.status_code == 422
    assert "a poll with this slug was loaded" in answer.text


def test_a_poll_that_is_deleted_is_not_there_already(
    app: Flask, editor: DeskClient, clock: Clock, send: Callable[..., TestResponse]
) -> None:
    send((POLL, "quad.yaml"))
    with app.app_context():
        poll = session().scalars(select(PollRow)).one()
        delete_poll(poll.id, editor.editor, clock())
    answer = send((POLL, "quad.yaml"))
    assert answer.status_code == 422
    assert "is deleted; put it back" in answer.text


def test_viewers_load_nothing(viewer: DeskClient, send: Callable[..., TestResponse]) -> None:
    assert viewer.get(UPLOAD).status_code == 403
    assert send((POLL, "quad.yaml"), who=viewer).status_code == 403


def test_after_loading_the_page_says_where_each_poll_stands(
    editor: DeskClient, send: Callable[..., TestResponse]
) -> None:
    assert "Loading publishes" in words_of(editor.get(UPLOAD).text)
    later = POLL.replace(b"quad", b"quad-later").replace(b"-1 hour", b"+1 hour")
    draft = POLL.replace(b"quad", b"quad-draft").replace(b'opens: "-1 hour"\n', b"")
    files = [(POLL, "a.yaml"), (later, "b.yaml"), (draft, "c.yaml"), (SEED.read_bytes(), SEED.name)]
    answer = send(*files)
    page = editor.get(answer.headers["Location"]).text
    said = words_of(page)
    for words in ("Open to readers now", "Planned: opens on", "Draft:", "Past result:"):
        assert words in said
    assert page.count('href="/desk/polls/') >= 4
    wrong = editor.get(f"{UPLOAD}?loaded=x&loaded=999")
    assert "What was loaded" not in wrong.text
