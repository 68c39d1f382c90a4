"""Sheets kept by their version; surveys on the list, in the widget, and at the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.answers import Answer
from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Kind
from pollsvc.results import queries
from pollsvc.voting.box import Box
from tests.acts import make_op
from tests.browse import vote, words_of
from tests.conftest import Clock
from tests.counting import statements
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
RESULTS = "/p/talks/results"
ORDER = tuple(range(4, 12))


def survey(**other: Any) -> NewPoll:
    """Options 1–3; a ranking of 4–11, too long to count its orders; two rows; a number; a text."""
    rows = tuple(NewQuestion(code=one, kind=Kind.SINGLE, text=texts(one)) for one in ("ra", "rb"))
    values: dict[str, Any] = {"slug": "talks", "title": texts("Talks: what to expect")}
    return make_new_poll(
        make_new_question("first"),
        make_new_question("order", kind=Kind.RANKING, options=8, at_most=8),
        make_new_question("grid", kind=Kind.MATRIX, text="How likely?", options=2, rows=rows),
        make_new_question("years", kind=Kind.NUMBER, options=0, low=0, high=60),
        make_new_question("why", kind=Kind.LONG_TEXT, options=0, longest=500),
        **(values | other),
    )


@pytest.fixture
def respond(app: Flask) -> Callable[..., None]:
    """Cast a response: ``respond(poll, 1, {"first": 1})``, answers by the question's code."""
    box: Box = app.extensions["box"]

    def cast(poll: Poll, voter: int, answers: Mapping[str, Answer | None]) -> None:
        ids = {part.code: part.id for part in poll.parts.values()}
        given = {ids[code]: one for code, one in answers.items()}
        op = make_op(voter, voter, poll_id=poll.id)
        box.put(replace(op, answers=given, counting=poll.counting))

    return cast


def asked(app: Flask, reader: FlaskClient, path: str = RESULTS) -> list[str]:
    """The statements of a page that is not answered from kept bytes."""
    app.extensions["kept"]._entries.clear()
    with statements(app) as seen:
        assert reader.get(path).status_code == 200
    return seen


def test_figures_that_have_not_changed_are_not_read_again(
    add: Add, app: Flask, reader: FlaskClient, respond: Callable[..., None]
) -> None:
    poll = add(survey())
    respond(poll, 1, {"first": 1})
    assert "tally" in "".join(asked(app, reader))
    again = asked(app, reader)
    assert len(again) == 2  # which poll, and the version of its figures
    assert "tally" not in "".join(again)
    respond(poll, 2, {"first": 2})
    assert len(asked(app, reader)) == 3
    assert "Counted: 2 people." in words_of(reader.get(RESULTS).text)


def test_figures_that_are_hidden_are_not_read_at_all(
    add: Add, app: Flask, reader: FlaskClient, respond: Callable[..., None]
) -> None:
    poll = add(survey(visibility=Visibility.AFTER_CLOSING))
    respond(poll, 1, {"first": 1})
    asked(app, reader)
    assert "tally" not in "".join(asked(app, reader))


def test_thirty_questions_take_the_statements_of_one_however_many_responses_there_are(
    add: Add, app: Flask, reader: FlaskClient, respond: Callable[..., None]
) -> None:
    poll = add(make_new_poll(*(make_new_question(f"c{n}") for n in range(30)), slug="talks"))
    asked(app, reader)
    for count in (1, 40):
        for voter in range(count):
            codes = {f"c{n}": 3 * n + 1 + voter % 3 for n in range(30)}
            respond(poll, 100 * count + voter, codes)
        assert len(asked(app, reader)) == 3
        assert len(asked(app, reader)) == 2


def test_what_is_counted_between_two_looks_is_kept_under_its_own_version(
    add: Add,
    app: Flask,
    reader: FlaskClient,
    respond: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poll = add(survey())
    look = queries._box

    def then_a_vote(*args: Any) -> Any:
        found = look(*args)
        respond(poll, 7, {"first": 1})
        return found

    monkeypatch.setattr(queries, "_box", then_a_vote)
    asked(app, reader)
    monkeypatch.setattr(queries, "_box", look)
    page = words_of(reader.get(RESULTS).text)
    # What the second look has read fits itself, and is not taken for older figures.
    with app.app_context():
        sheet = queries.result_sheet(poll, NOON)
        assert sheet.version == look(poll, NOON)[0]
    assert f"Counted: {sheet.counted} person." in page
    assert sheet.questions[0].base == sheet.counted == 1


def test_the_state_of_a_poll_is_part_of_what_is_kept(
    add: Add, app: Flask, reader: FlaskClient, clock: Clock, respond: Callable[..., None]
) -> None:
    poll = add(survey())
    respond(poll, 1, {"first": 1})
    assert "Final result." not in reader.get(RESULTS).text
    clock.set(NOON + hours(25))
    assert "Final result." in reader.get(RESULTS).text


def test_orders_without_number_are_counted_in_rounds_once_the_poll_is_over(
    add: Add,
    app: Flask,
    reader: FlaskClient,
    clock: Clock,
    respond: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "MOST_ROUNDS", 2)
    poll = add(survey())
    for voter in range(4):
        respond(poll, voter, {"order": ORDER[voter % 2 :] + ORDER[: voter % 2]})
    assert "Instant runoff, round by round" in reader.get(RESULTS).text
    respond(poll, 9, {"order": ORDER[::-1]})
    many = reader.get(RESULTS).text
    assert "Rounds are counted when the poll closes." in many
    assert "Instant runoff, round by round" not in many
    clock.set(NOON + hours(25))
    over = words_of(reader.get(RESULTS).text)
    assert "Instant runoff, round by round" in over
    assert "it has 3 of the 5 orders that still name an answer" in over


def test_a_survey_is_listed_by_its_title_with_how_many_took_part(
    add: Add, app: Flask, reader: FlaskClient, clock: Clock, respond: Callable[..., None]
) -> None:
    poll = add(survey(sample=True))
    respond(poll, 1, {"first": 1})
    card = words_of(reader.get("/").text)
    assert "Talks: what to expect" in card
    assert "So far: 1 person" in card
    assert "Sample data: these answers were invented." in card
    clock.set(NOON + hours(25))
    over = reader.get("/").text
    assert "1 person" in words_of(over)
    assert 'class="mini"' not in over


def test_the_widget_shows_one_question_and_leads_to_all(
    add: Add, reader: FlaskClient, respond: Callable[..., None]
) -> None:
    poll = add(survey(sample=True))
    respond(poll, 1, {"first": 1, "ra": 12, "rb": 13})
    first, grid = reader.get("/embed/talks").text, reader.get("/embed/talks?question=grid").text
    assert "Which one?" in first.partition("<nav")[0]
    assert "How likely?" not in first.partition("<nav")[0]
    assert "How likely?" in grid.partition("<nav")[0]
    assert 'class="stk"' in grid
    for page in (first, grid):
        for question in poll.questions:
            assert f'href="/embed/talks?question={question.code}"' in page
        assert 'href="http://localhost/p/talks/results" target="_top">All results</a>' in page
        assert "Talks: what to expect" in page
        assert "Sample data" in page
        assert page.count("<h1") == 1
    assert 'question=grid" aria-current="true"' in grid
    assert 'id="pick-h">Questions</p>' in grid, "bare numbers say nothing"


@pytest.mark.parametrize("query", ["question=nope", "question=", "question=grid&question=first"])
def test_the_widget_refuses_a_question_that_is_none(
    add: Add, reader: FlaskClient, query: str
) -> None:
    add(survey())
    assert reader.get("/embed/talks?question=grid").status_code == 200
    assert reader.get(f"/embed/talks?{query}").status_code == 400
    assert reader.get("/embed/talks?question=grid").status_code == 200


def test_a_poll_of_one_question_has_no_way_to_others_in_its_widget(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    page = reader.get("/embed/colours").text
    assert 'class="pick"' not in page
    assert reader.get("/embed/colours?question=q1").status_code == 200


def test_the_desk_watches_every_kind(
    add: Add, owner: DeskClient, respond: Callable[..., None]
) -> None:
    poll = add(survey(sample=True))
    given: dict[str, Answer | None] = {"first": 1, "order": ORDER, "ra": 12, "rb": 13, "years": 7}
    respond(poll, 1, {**given, "why": "digest"})
    respond(poll, 2, {**given, "why": None})
    page = owner.get(f"/desk/polls/{poll.id}").text
    read = words_of(page)
    assert "Sample data: these answers were invented." in read
    assert "Instant runoff: “Option 1”." in read
    assert "Average 7.0, median 7." in read
    assert "1 person wrote an answer." in read
    assert 'class="stk"' in page
    assert 'class="hist"' in page
    live = owner.get(f"/desk/polls/{poll.id}/live.json").get_json()
    assert 'class="stk"' in live["parts"]["answers"]


def test_a_voter_sees_their_answer_on_a_scale(add: Add, reader: FlaskClient) -> None:
    options = {f"p{n}": str(n) for n in range(11)}
    question = make_new_question(kind=Kind.SCALE, options=options)
    valued = tuple(replace(one, value=n) for n, one in enumerate(question.options))
    add(make_new_poll(replace(question, options=valued), visibility=Visibility.AFTER_VOTING))
    vote(reader, "colours", 8)
    page = words_of(reader.get("/p/colours").text)
    assert "Number of votes for each point. Average 7.0, median 7. n = 1" in page
    assert "Your answer 7" in page
