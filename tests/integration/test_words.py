"""Written answers: nothing is read by others before an editor published it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewOption, NewPoll
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Kind, Role
from pollsvc.domain.repeat import Act
from pollsvc.store.db import session
from pollsvc.voting.box import Box
from pollsvc.voting.models import TextRow
from tests.acts import make_op
from tests.browse import words_of
from tests.conftest import Clock
from tests.counting import statements
from tests.desk import DeskClient
from tests.integration.desk_writing import Writer
from tests.make import make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
PUBLIC = "/p/views/results/words/why"


def wordy(**other: Any) -> NewPoll:
    """A poll of a choice with "other", an open question, and one for an address."""
    options = (
        NewOption(code="a", label=texts("A")),
        NewOption(code="else", label=texts("Something else"), role=Role.OTHER),
    )
    return make_new_poll(
        replace(make_new_question("choice"), options=options),
        make_new_question("why", kind=Kind.LONG_TEXT, options=0, longest=5000),
        make_new_question("mail", kind=Kind.SHORT_TEXT, options=0, longest=200, private=True),
        **({"slug": "views", "visibility": Visibility.ALWAYS} | other),
    )


def say(
    app: Flask,
    poll: Poll,
    voter: int,
    why: str,
    *,
    other: str = "",
    mail: str = "",
    form: int = 0,
    act: Act = Act.VOTE,
) -> None:
    """One response: the first option, or "other" with words; a reason; an address."""
    box: Box = app.extensions["box"]
    written = {(2, 0): why} | ({(1, 2): other} if other else {}) | ({(3, 0): mail} if mail else {})
    salt = (form or voter).to_bytes(16, "big")
    op = make_op(form or voter, voter, poll_id=poll.id, act=act, salt=salt)
    if act is not Act.WITHDRAW:
        answers = {1: 2 if other else 1, 2: why, 3: mail or None}
        op = replace(op, answers=answers, texts=written, private=frozenset({3}))
    box.put(replace(op, counting=poll.counting))


def desk_page(who: DeskClient, poll: Poll, query: str = "") -> str:
    query = query if "question" in query else "?question=why&" + query.removeprefix("?")
    answer = who.get(f"/desk/polls/{poll.id}/words{query}")
    assert answer.status_code == 200
    return answer.text


def publish(
    who: DeskClient, poll: Poll, *keys: str, question: str = "why", do: str = "show"
) -> None:
    fields = {"question": question, "words": list(keys), "do": do, "show": "waiting"}
    assert who.post(f"/desk/polls/{poll.id}/words", fields).status_code in (302, 303)


def test_words_are_read_by_others_only_after_they_were_published(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "Because of trade")
    say(app, poll, 2, "Because of history")
    assert "Because" not in reader.get(PUBLIC).text
    assert "Because of trade" in desk_page(owner, poll)
    publish(owner, poll, "1.0")
    page = reader.get(PUBLIC).text
    assert "Because of trade" in page
    assert "Because of history" not in page
    assert "1 published answer" in words_of(page)
    assert "Because of trade" in reader.get(f"{PUBLIC}.csv").text
    assert "history" not in reader.get(f"{PUBLIC}.csv").text
    publish(owner, poll, "1.0", do="hide")
    assert "Because" not in reader.get(PUBLIC).text
    history = words_of(owner.get(f"/desk/polls/{poll.id}/history").text)
    assert "Written answers published" in history
    assert "Written answers hidden" in history


def test_words_wait_as_long_as_results_are_hidden(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy(visibility=Visibility.AFTER_CLOSING))
    say(app, poll, 1, "Because of trade")
    publish(owner, poll, "1.0")
    for path in (PUBLIC, f"{PUBLIC}.csv"):
        answer = reader.get(path)
        assert answer.status_code == 403
        assert "trade" not in answer.text


def test_private_words_are_never_published(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "x", mail="somebody@example.org")
    page = desk_page(owner, poll, "?question=mail")
    assert "somebody@example.org" in page
    assert 'value="show"' not in page
    publish(owner, poll, "1.0", question="mail")
    assert reader.get("/p/views/results/words/mail").status_code == 404
    with app.app_context():
        row = session().get(TextRow, (poll.id, 1, 3, 0))
        assert row is not None
        assert row.moderation == "private"


def test_words_beside_other_are_published_with_their_question(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "x", other="Something of my own")
    publish(owner, poll, "1.2", question="choice")
    assert "Something of my own" in reader.get("/p/views/results/words/choice").text


def test_words_are_found_whatever_their_capitals(app: Flask, add: Add, owner: DeskClient) -> None:
    poll = add(wordy())
    say(app, poll, 1, "Из-за ТОРГОВЛИ, 100% of it")
    say(app, poll, 2, "Long ago")
    assert "ТОРГОВЛИ" in desk_page(owner, poll, "?q=торговли")
    assert "Long ago" not in desk_page(owner, poll, "?q=торговли")
    assert "ТОРГОВЛИ" in desk_page(owner, poll, "?q=100%25")
    assert "ТОРГОВЛИ" not in desk_page(owner, poll, "?q=100_")


def test_words_of_a_changed_or_withdrawn_vote_are_erased(
    app: Flask, add: Add, owner: DeskClient
) -> None:
    poll = add(wordy(may_change=True, may_withdraw=True))
    say(app, poll, 1, "First thought")
    say(app, poll, 1, "Second thought", form=1001, act=Act.CHANGE)
    page = desk_page(owner, poll)
    assert "Second thought" in page
    assert "First thought" not in page
    say(app, poll, 1, "", form=1002, act=Act.WITHDRAW)
    with app.app_context():
        assert session().query(TextRow).count() == 0


def test_who_may_only_watch_publishes_nothing(
    app: Flask, add: Add, viewer: DeskClient, stranger: FlaskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "Because of trade")
    assert 'value="show"' not in desk_page(viewer, poll)
    fields = {"question": "why", "words": ["1.0"], "do": "show"}
    assert viewer.post(f"/desk/polls/{poll.id}/words", fields).status_code == 403
    assert stranger.get(f"/desk/polls/{poll.id}/words").status_code in (302, 303, 401)
    assert viewer.get(f"/desk/polls/{poll.id}/words.csv").status_code == 403
    assert viewer.get(f"/desk/polls/{poll.id}/words?question=mail").status_code == 403
    assert "trade" not in reader.get(PUBLIC).text


def test_markup_in_words_stays_words(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "<script>alert(1)</script>")
    say(app, poll, 2, "=1+1")
    publish(owner, poll, "1.0", "2.0")
    assert "<script>alert" not in reader.get(PUBLIC).text
    assert "<script>alert" not in desk_page(owner, poll, "?show=shown")
    assert "'=1+1" in reader.get(f"{PUBLIC}.csv").text
    assert "'=1+1" in owner.get(f"/desk/polls/{poll.id}/words.csv?question=why").text


def test_a_long_list_costs_what_a_short_one_costs(app: Flask, add: Add, owner: DeskClient) -> None:
    poll = add(wordy())
    say(app, poll, 1, "One")
    desk_page(owner, poll)
    with statements(app) as few:
        desk_page(owner, poll)
    for voter in range(2, 60):
        say(app, poll, voter, f"Reason {voter}")
    desk_page(owner, poll)  # the sheet is kept until somebody votes
    with statements(app) as many:
        desk_page(owner, poll)
    assert len(many) == len(few)
    assert "Reason 59" in desk_page(owner, poll)
    assert "Reason 59" not in desk_page(owner, poll, "?page=2")
    assert "Reason 30" in desk_page(owner, poll, "?page=2")


def test_odd_requests_are_refused_and_change_nothing(
    app: Flask, add: Add, clock: Clock, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "One")
    path = f"/desk/polls/{poll.id}/words"
    assert owner.get(f"{path}?show=other").status_code == 400
    assert owner.get(f"{path}?question=none").status_code == 404
    assert owner.get(f"{path}?page=9").status_code in (302, 303)
    for words, deed in (("1", "show"), ("x.0", "show"), ("1.0", "erase")):
        fields = {"question": "why", "words": [words], "do": deed}
        assert owner.post(path, fields).status_code == 400
    publish(owner, poll, "999.0")
    publish(owner, poll)
    for code in ("nothing", "q1"):
        assert reader.get(f"/p/views/results/words/{code}").status_code == 404
    assert reader.get(f"{PUBLIC}?page=3").status_code == 404


def column(answer: Any) -> list[str]:
    """The words of a file, in its order."""
    assert answer.status_code == 200
    return [row["words"] for row in csv.DictReader(StringIO(answer.text, newline=""))]


def of_many(app: Flask, poll: Poll, owner: DeskClient, number: int) -> None:
    """So many responses with a text each of two questions, all of them published."""
    for voter in range(1, number + 1):
        say(app, poll, voter, f"why {voter}", other=f"other {voter}")
    for start in range(1, number + 1, 50):
        there = range(start, min(start + 50, number + 1))
        publish(owner, poll, *(f"{one}.0" for one in there))
        publish(owner, poll, *(f"{one}.2" for one in there), question="choice")


def test_the_order_of_words_tells_neither_persons_nor_times(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    of_many(app, poll, owner, 40)
    whys, others = (
        [int(one.split()[1]) for one in column(reader.get(f"/p/views/results/words/{code}.csv"))]
        for code in ("why", "choice")
    )
    sent = list(range(1, 41))
    assert sorted(whys) == sorted(others) == sent
    # By chance about one row of forty meets its fellow; in the same order all of them would.
    assert sum(one == other for one, other in zip(whys, others, strict=True)) < 8
    for order in (whys, others):
        assert order not in (sent, sent[::-1])
    pages = "".join(reader.get(f"{PUBLIC}?page={number}").text for number in (1, 2))
    assert [int(one) for one in re.findall(r">why (\d+)<", pages)] == whys
    found = reader.get(f"{PUBLIC}?q=WHY 1").text
    assert [int(one) for one in re.findall(r">why (\d+)<", found)] == [
        one for one in whys if str(one).startswith("1")
    ]
    at_desk = column(owner.get(f"/desk/polls/{poll.id}/words.csv?question=why"))
    assert [int(one.split()[1]) for one in at_desk] == whys


def test_a_file_is_read_some_rows_at_a_time_and_has_every_row_once(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pollsvc.voting.words._ROWS_A_TIME", 3)
    poll = add(wordy())
    of_many(app, poll, owner, 7)
    say(app, poll, 8, "waits")
    assert sorted(column(reader.get(f"{PUBLIC}.csv"))) == [f"why {one}" for one in range(1, 8)]
    at_desk = column(owner.get(f"/desk/polls/{poll.id}/words.csv?question=why"))
    assert at_desk[0] == "waits"
    assert sorted(at_desk[1:]) == [f"why {one}" for one in range(1, 8)]


def test_published_words_are_kept_until_something_changes(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy(may_change=True, may_withdraw=True))
    say(app, poll, 1, "First")
    say(app, poll, 2, "Second")
    publish(owner, poll, "1.0", "2.0")
    for path in (PUBLIC, f"{PUBLIC}.csv"):
        tag = reader.get(path).headers["ETag"]
        with statements(app) as seen:
            again = reader.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, seen) == (304, [])
    assert "Second" not in reader.get(f"{PUBLIC}?q=first").text
    publish(owner, poll, "2.0", do="hide")
    for path in (PUBLIC, f"{PUBLIC}.csv"):
        text = reader.get(path).text
        assert "First" in text
        assert "Second" not in text
    say(app, poll, 1, "", form=1002, act=Act.WITHDRAW)
    assert "First" not in reader.get(PUBLIC).text


def test_a_question_made_private_takes_its_words_away_at_once(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(wordy())
    say(app, poll, 1, "Because of trade")
    say(app, poll, 2, "Because of history")
    publish(owner, poll, "1.0")
    results = "/p/views/results"
    assert "Because of trade" in reader.get(PUBLIC).text
    assert PUBLIC in reader.get(results).text
    saved = Writer(owner, poll.id).press("save", **{"q2-private": "1"})
    assert saved.status_code == 303, saved.text
    for path in (PUBLIC, f"{PUBLIC}.csv", f"{PUBLIC}?q=trade"):
        assert reader.get(path).status_code == 404
    assert PUBLIC not in reader.get(results).text
    # At the desk they are all there, as private ones, and stay so.
    page = desk_page(owner, poll)
    assert "Because of trade" in page
    assert "Because of history" in page
    assert 'value="show"' not in page
    publish(owner, poll, "2.0")
    rows = csv.DictReader(
        StringIO(owner.get(f"/desk/polls/{poll.id}/words.csv?question=why").text, newline="")
    )
    assert {row["moderation"] for row in rows} == {"private"}
    with app.app_context():
        row = session().get(TextRow, (poll.id, 2, 2, 0))
        assert row is not None
        assert row.moderation == "waiting"
