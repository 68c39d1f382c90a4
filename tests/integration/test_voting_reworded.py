"""A vote counts only for the words that its form showed."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsvc.polls import queries
from pollsvc.store.db import db
from pollsvc.voting.box import Box, Op, Outcome
from tests.browse import counts_of, forms_on, hidden_fields, vote, withdraw, words_of
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import Writer, published

SLUG = "which-colour"
PATH = f"/p/{SLUG}"


@pytest.fixture
def anna(editor: DeskClient) -> Writer:
    """An editor with an open poll of red and blue."""
    return published(
        editor, closes="2026-03-11T12:00", visibility="always", may_change="1", may_withdraw="1"
    )


def opened(reader: FlaskClient, path: str = PATH) -> dict[str, str]:
    """A form in which red is chosen."""
    return hidden_fields(reader, path) | {"q1": "1"}


def assert_is_shown_anew(answer: TestResponse, words: str) -> None:
    """The page says that the poll was reworded, and has the new words in its form."""
    assert answer.status_code == 409
    page = words_of(answer.text)
    assert "The poll was changed while you were answering." in page
    assert "The question or an answer may now read differently, and nothing was saved." in page
    assert words in page


def test_labels_exchanged_before_the_first_vote_count_for_nobody(
    anna: Writer, reader: FlaskClient
) -> None:
    data = opened(reader)
    anna.press(answer=["Blue", "Red"])
    answer = reader.post(PATH, data=data)
    assert_is_shown_anew(answer, "Blue Red")
    assert "Set-Cookie" not in answer.headers
    assert counts_of(reader, SLUG) == [0, 0]
    again = forms_on(answer.text)[0]["hidden"]
    assert again["form"] == data["form"]
    assert reader.post(PATH, data=again | {"q1": "2"}).status_code == 303
    assert counts_of(reader, SLUG) == [0, 1]


def test_a_correction_after_votes_is_looked_at_first(
    anna: Writer, reader: FlaskClient, stranger: FlaskClient
) -> None:
    vote(stranger, SLUG, 2)
    data = opened(reader)
    anna.press(question="Which tint?")
    assert_is_shown_anew(reader.post(PATH, data=data), "Which tint?")
    assert counts_of(reader, SLUG) == [0, 1]


def test_a_change_is_for_the_words_that_were_seen_too(anna: Writer, reader: FlaskClient) -> None:
    vote(reader, SLUG, 2)
    data = opened(reader, f"{PATH}?change=1")
    anna.press(answer=["Crimson", "Blue"])
    answer = reader.post(PATH, data=data)
    assert_is_shown_anew(answer, "Crimson")
    assert forms_on(answer.text)[0]["hidden"]["act"] == "change"
    assert counts_of(reader, SLUG) == [0, 1]


def test_a_retry_after_a_correction_gets_the_same_thanks(
    anna: Writer, reader: FlaskClient, stranger: FlaskClient
) -> None:
    data = opened(reader)
    first = reader.post(PATH, data=data)
    anna.press(answer=["Crimson", "Blue"])
    again = stranger.post(PATH, data=data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Set-Cookie"] == again.headers["Set-Cookie"]
    assert counts_of(reader, SLUG) == [1, 0]


def test_a_vote_is_taken_back_whatever_the_words(anna: Writer, reader: FlaskClient) -> None:
    data = opened(reader)
    reader.post(PATH, data=data)
    page = forms_on(reader.get(PATH).text)
    anna.press(answer=["Crimson", "Blue"])
    taken = next(one["hidden"] for one in page if one["hidden"].get("act") == "withdraw")
    sent = taken | {"wording": data["wording"]}
    assert reader.post(PATH, data=sent).status_code == 303
    assert counts_of(reader, SLUG) == [0, 0]


def test_other_changes_do_not_disturb_a_form(anna: Writer, reader: FlaskClient) -> None:
    data = opened(reader)
    anna.press(closes="2026-03-12T12:00", hint="One of them", visibility="after_voting")
    assert reader.post(PATH, data=data).status_code == 303
    assert "Red Your answer" in words_of(reader.get(PATH).text)


def test_a_form_that_does_not_say_what_it_showed_is_taken(
    anna: Writer, reader: FlaskClient
) -> None:
    data = opened(reader)
    del data["wording"]
    anna.press(answer=["Crimson", "Blue"])
    assert reader.post(PATH, data=data).status_code == 303


def test_a_form_newer_than_the_poll_kept_here_is_taken(
    anna: Writer, app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_RECENT_SECONDS", 600)
    with app.app_context():
        older = dict(queries._recent.setdefault(db.engine, {}))
        older[SLUG] = (monotonic(), queries.poll_by_slug(SLUG))
    anna.press(answer=["Crimson", "Blue"])
    data = opened(reader)
    with app.app_context():
        queries._recent[db.engine] = older  # as a process has it that made no edit
    assert reader.post(PATH, data=data).status_code == 303
    assert counts_of(reader, SLUG) == [1, 0]


@pytest.fixture
def before_it_is_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let something happen once, between reading a vote and writing it."""
    box: Box = app.extensions["box"]
    put = box.put

    def arrange(act: Callable[[], Any]) -> None:
        waiting = [act]

        def late(op: Op) -> Outcome:
            if waiting:
                waiting.pop()()
            return put(op)

        monkeypatch.setattr(box, "put", late)

    return arrange


def test_an_edit_between_reading_and_writing_is_seen(
    anna: Writer, reader: FlaskClient, before_it_is_written: Callable[..., None]
) -> None:
    data = opened(reader)
    before_it_is_written(lambda: anna.press(answer=["Blue", "Red"]))
    assert_is_shown_anew(reader.post(PATH, data=data), "Blue Red")
    assert counts_of(reader, SLUG) == [0, 0]


def test_another_end_between_reading_and_writing_takes_no_vote_away(
    anna: Writer, reader: FlaskClient, before_it_is_written: Callable[..., None]
) -> None:
    data = opened(reader)
    before_it_is_written(lambda: anna.press(closes="2026-03-12T12:00"))
    assert reader.post(PATH, data=data).status_code == 303
    assert counts_of(reader, SLUG) == [1, 0]


def test_after_the_end_other_words_do_not_matter(
    anna: Writer, reader: FlaskClient, clock: Any
) -> None:
    data = opened(reader)
    anna.press(answer=["Blue", "Red"])
    clock.forward(days=2)
    answer = reader.post(PATH, data=data)
    assert answer.status_code == 409
    assert "This poll is closed." in words_of(answer.text)


def test_who_has_voted_is_not_asked_to_look_again(anna: Writer, reader: FlaskClient) -> None:
    second_tab = opened(reader)
    vote(reader, SLUG, 2)
    anna.press(answer=["Crimson", "Blue"])
    answer = reader.post(PATH, data=second_tab)
    assert answer.status_code == 409
    assert "You have already voted in this poll." in answer.text
    assert withdraw(reader, SLUG).status_code == 303


def test_a_question_that_is_gone_is_no_foreign_field(
    anna: Writer, reader: FlaskClient, rows: Rows
) -> None:
    data = opened(reader) | {"q7": "1"}
    anna.press(question="Which tint?")
    assert_is_shown_anew(reader.post(PATH, data=data), "Which tint?")
    assert rows("SELECT count(*) FROM response") == [(0,)]
