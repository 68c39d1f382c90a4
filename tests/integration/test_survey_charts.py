"""``/p/<slug>/results.svg?question=…``: the chart of each kind of question of a survey."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.answers import Answer
from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from pollsvc.voting.box import Box
from tests.acts import make_op
from tests.desk import DeskClient
from tests.make import make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
POINTS = tuple(
    NewOption(code=f"p{value}", label=texts(str(value)), value=value) for value in range(5)
)
LINES = tuple(make_new_question(code, options=0, text=f"Line {code}") for code in ("peace", "war"))
SURVEY = (
    make_new_question("why", kind=Kind.LONG_TEXT, options=0, longest=5000, text="Why?"),
    NewQuestion(code="rate", kind=Kind.SCALE, text=texts("How good is it?"), options=POINTS),
    NewQuestion(
        code="agree", kind=Kind.SCALE, text=texts("Do you agree?"), options=POINTS, diverging=True
    ),
    NewQuestion(
        code="likely", kind=Kind.MATRIX, text=texts("How likely?"), options=POINTS, rows=LINES
    ),
    make_new_question("order", kind=Kind.RANKING, at_most=3, text="In what order?"),
    make_new_question("age", kind=Kind.NUMBER, options=0, low=0, high=120, text="How old?"),
    make_new_question("day", kind=Kind.DATE, options=0, text="On which day?"),
)


def chart_of(reader: FlaskClient, ending: str) -> list[str]:
    answer = reader.get(f"/p/colours/results.{ending}")
    assert answer.status_code == 200
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", answer.text)]


def cast(app: Flask, poll: Poll, *responses: dict[str, Answer]) -> None:
    """Store responses; answers by the codes of questions."""
    box: Box = app.extensions["box"]
    ids = {part.code: part.id for part in poll.parts.values()}
    for voter, response in enumerate(responses, 1):
        answers = {ids[code]: answer for code, answer in response.items()}
        op = make_op(voter, poll_id=poll.id)
        box.put(replace(op, answers=answers, counting=poll.counting))


def test_the_first_question_with_a_chart_is_drawn(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(*SURVEY))
    assert "How good is it?" in chart_of(reader, "svg")


@pytest.mark.parametrize("size", ["page", "share"])
def test_every_kind_has_its_chart_before_anybody_has_answered(
    add: Add, reader: FlaskClient, size: str
) -> None:
    add(make_new_poll(*SURVEY))
    for asked in SURVEY[1:]:
        drawn = chart_of(reader, f"svg?question={asked.code}&size={size}")
        assert asked.text.texts[0][1] in drawn


def test_what_was_answered_is_in_the_chart(app: Flask, add: Add, reader: FlaskClient) -> None:
    poll = add(make_new_poll(*SURVEY))
    codes = {(part.code, one.code): one.id for part in poll.parts.values() for one in part.options}
    first, second = codes["order", "o1"], codes["order", "o2"]
    cast(
        app,
        poll,
        {"rate": codes["rate", "p4"], "order": (first, second), "age": 20},
        {"rate": codes["rate", "p2"], "order": (first,), "age": 30},
        {"rate": codes["rate", "p2"], "order": (second,), "peace": codes["peace", "p1"]},
    )
    assert "Average 2.7" in chart_of(reader, "svg?question=rate")
    ranked = chart_of(reader, "svg?question=order")
    assert {"67%", "average place 1.0, by 2 of 3", "Round 1"} <= set(ranked)
    assert "Average 25.0" in chart_of(reader, "svg?question=age")
    assert {"Line peace", "n = 1", "n = 0"} <= set(chart_of(reader, "svg?question=likely"))


def test_a_question_for_words_has_no_chart_and_says_so(
    add: Add, reader: FlaskClient, owner: DeskClient
) -> None:
    poll = add(make_new_poll(*SURVEY))
    answer = reader.get("/p/colours/results.png?question=why")
    assert answer.status_code == 404
    assert "Of answers in words there is no chart." in answer.text
    at_desk = owner.get(f"/desk/polls/{poll.id}/results.png?question=why")
    assert at_desk.status_code == 404


def test_a_poll_that_asks_for_words_alone_has_no_chart(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(SURVEY[0]))
    assert reader.get("/p/colours/results.svg").status_code == 404


def test_a_picture_of_sample_data_says_that_they_were_invented(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(*SURVEY, sample=True))
    for size in ("page", "share"):
        drawn = chart_of(reader, f"svg?question=likely&size={size}")
        assert "Sample data: these answers were invented." in drawn
