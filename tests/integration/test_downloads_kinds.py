"""Files of a survey: every kind of question has its figures in each of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from pollsvc.domain.answers import Answer
from pollsvc.domain.new_poll import NewOption, NewPoll
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Kind, Role
from pollsvc.results import queries
from pollsvc.voting.box import Box
from tests.acts import make_op
from tests.make import make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
Rows = list[dict[str, str]]
DATE = 739_000


def survey() -> NewPoll:
    """Questions 1 scale, 2 matrix of rows 3 and 4, 5 number, 6 date, 7 ranking, 8 text.

    Options 1–3 are points, 4–5 columns, 6 "don't know" beside the number, 7–9 ranked.
    """
    points = tuple(NewOption(code=f"p{one}", label=texts(str(one)), value=one) for one in (1, 2, 3))
    unknown = NewOption(code="dk", label=texts("Don’t know"), role=Role.DONT_KNOW)
    rows = tuple(make_new_question(code, options=0, text=code) for code in ("row_a", "row_b"))
    return make_new_poll(
        replace(make_new_question("scale", kind=Kind.SCALE), options=points),
        replace(make_new_question("grid", kind=Kind.MATRIX, options=2), rows=rows),
        replace(
            make_new_question("age", kind=Kind.NUMBER, low=0, high=1200, decimals=1),
            options=(unknown,),
        ),
        make_new_question("day", kind=Kind.DATE, options=0, low=DATE, high=DATE + 30),
        make_new_question(
            "order", kind=Kind.RANKING, options={"x": "X", "y": "Y", "z": "Z"}, at_most=3
        ),
        make_new_question("why", kind=Kind.LONG_TEXT, options=0, longest=100),
        slug="kinds",
        visibility=Visibility.ALWAYS,
        sample=True,
    )


def cast(app: Flask, poll: Poll, voter: int, answers: dict[int, Answer | None]) -> None:
    box: Box = app.extensions["box"]
    written = {(8, 0): "words"} if answers.get(8) else {}
    op = make_op(voter, poll_id=poll.id)
    box.put(replace(op, answers=answers, texts=written, counting=poll.counting))


@pytest.fixture
def answered(app: Flask, add: Add) -> Poll:
    """Three responses: two of X>Y>Z and one of Z>Y, one who does not know their age."""
    poll = add(survey())
    cast(app, poll, 1, {1: 1, 3: 4, 4: 5, 5: 205, 6: DATE, 7: (7, 8, 9), 8: "words"})
    cast(app, poll, 2, {1: 3, 3: 4, 4: None, 5: 300, 6: DATE + 2, 7: (7, 8, 9), 8: None})
    cast(app, poll, 3, {1: 3, 3: 5, 4: 5, 5: (6,), 6: None, 7: (9, 8), 8: None})
    return poll


def csv_rows(reader: FlaskClient) -> Rows:
    return list(csv.DictReader(StringIO(reader.get("/p/kinds/results.csv").text, newline="")))


def cells(rows: Rows, measure: str, question: str, *columns: str) -> list[tuple[str, ...]]:
    """What these columns hold in the rows of a measure of a question."""
    found = (one for one in rows if (one["measure"], one["question_code"]) == (measure, question))
    return [tuple(one[column] for column in columns) for one in found]


def questions(reader: FlaskClient) -> dict[str, dict[str, Any]]:
    document = reader.get("/p/kinds/results.json").get_json()
    assert document["method"]["sample"] == "Sample data: these answers were invented."
    return {one["code"]: one for one in document["questions"]}


def test_the_table_has_a_scale_with_its_mean(answered: Poll, reader: FlaskClient) -> None:
    rows = csv_rows(reader)
    chosen = cells(rows, "chosen", "scale", "option_code", "option_value", "count", "percent")
    assert chosen == [("p1", "1", "1", "33"), ("p2", "2", "0", "0"), ("p3", "3", "2", "67")]
    ((mean, n),) = cells(rows, "mean", "scale", "value", "count")
    assert (round(float(mean), 6), n) == (2.333333, "3")
    assert cells(rows, "median", "scale", "value") == [("3",)]
    assert {row["sample"] for row in rows} == {"Sample data: these answers were invented."}


def test_the_table_has_every_row_of_a_matrix(answered: Poll, reader: FlaskClient) -> None:
    chosen = cells(csv_rows(reader), "chosen", "grid", "row_code", "option_id", "count", "base")
    assert chosen == [
        ("row_a", "4", "2", "3"),
        ("row_a", "5", "1", "3"),
        ("row_b", "4", "0", "2"),
        ("row_b", "5", "2", "2"),
    ]


def test_the_table_has_numbers_in_their_own_unit(answered: Poll, reader: FlaskClient) -> None:
    rows = csv_rows(reader)
    assert cells(rows, "mean", "age", "value", "exact") == [("25.25", "true")]
    assert cells(rows, "least", "age", "value", "exact") == [("20.5", "true")]
    assert cells(rows, "instead", "age", "option_code", "count") == [("dk", "1")]
    ranges = cells(rows, "range", "age", "range_from", "range_to", "count")
    assert sum(int(count) for _, _, count in ranges) == 2
    assert all(float(low) <= float(high) for low, high, _ in ranges)


def test_files_say_what_is_near_where_numbers_were_counted_in_ranges(
    app: Flask, add: Add, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_EXACT", 2)
    wide = make_new_question("age", kind=Kind.NUMBER, options=0, low=0, high=1_000_000)
    poll = add(replace(survey(), questions=(wide,)))
    for voter, age in enumerate((123_456, 123_499, 999_999), 1):
        cast(app, poll, voter, {1: age})
    rows = csv_rows(reader)
    assert cells(rows, "mean", "age", "value", "exact") == [(str(1_246_954 / 3), "true")]
    assert cells(rows, "median", "age", "value", "exact") == [("123450", "false")]
    assert cells(rows, "least", "age", "value", "exact") == [("123400", "false")]
    assert cells(rows, "most", "age", "value", "exact") == [("999999", "false")]
    numbers = questions(reader)["age"]["numbers"]
    assert (numbers["mean"], numbers["exact"]) == (1_246_954 / 3, False)


def test_the_table_has_dates_as_days(answered: Poll, reader: FlaskClient) -> None:
    rows = csv_rows(reader)
    assert cells(rows, "least", "day", "value") == [("2024-04-24",)]
    assert cells(rows, "mean", "day", "value") == [("2024-04-25",)]
    assert cells(rows, "most", "day", "value") == [("2024-04-26",)]


def test_the_table_has_a_ranking_by_every_method(answered: Poll, reader: FlaskClient) -> None:
    rows = csv_rows(reader)
    first = cells(rows, "first_place", "order", "option_code", "count")
    assert first == [("x", "2"), ("y", "0"), ("z", "1")]
    means = cells(rows, "mean_place", "order", "option_code", "count", "value")
    assert means == [("x", "2", "1.0"), ("y", "3", "2.0"), ("z", "3", str(7 / 3))]
    pairs = cells(rows, "pair", "order", "option_code", "other_code", "count")
    assert ("x", "y", "2") in pairs
    assert ("z", "x", "1") in pairs
    places = cells(rows, "place", "order", "method", "option_code", "value")
    winners = {method: code for method, code, place in places if place == "1"}
    assert winners == dict.fromkeys(
        ("instant_runoff", "borda", "schulze", "first_preferences"), "x"
    )
    assert cells(rows, "round", "order", "round", "option_code", "count")[0] == ("1", "x", "2")
    assert cells(rows, "written", "why", "count") == [("1",)]


def test_nobody_asked_or_answered_is_nought_in_the_files(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    cast(app, add(survey()), 1, {1: 1, 6: None})
    found = questions(reader)
    assert [(found[one]["asked"], found[one]["answered"]) for one in ("scale", "day", "age")] == [
        (1, 1),
        (1, 0),
        (0, 0),
    ]
    assert [row["asked"] for row in found["grid"]["rows"]] == [0, 0]
    rows = csv_rows(reader)
    assert set(cells(rows, "mean", "day", "asked", "answered")) == {("1", "0")}
    assert set(cells(rows, "mean", "age", "asked", "answered")) == {("0", "0")}


def test_json_has_what_the_table_has(answered: Poll, reader: FlaskClient) -> None:
    found = questions(reader)
    assert [one["count"] for one in found["scale"]["options"]] == [1, 0, 2]
    assert [row["code"] for row in found["grid"]["rows"]] == ["row_a", "row_b"]
    assert [one["count"] for one in found["grid"]["rows"][1]["options"]] == [0, 2]
    assert found["age"]["numbers"]["mean"] == 25.25
    assert found["age"]["instead"][0]["count"] == 1
    assert (found["age"]["low"], found["age"]["high"]) == (0, 120)
    assert found["day"]["numbers"]["median"] == "2024-04-25"
    ranking = found["order"]["ranking"]
    assert ranking["outcomes"]["schulze"]["places"][0] == ["x"]
    assert ranking["condorcet"] == "x"
    assert ranking["ranked_by"] == {"x": 2, "y": 3, "z": 3}
    assert {"first": "x", "over": "y", "count": 2} in ranking["pairs"]
    assert ranking["rounds"][0]["counts"] == {"x": 2, "y": 0, "z": 1}
    assert found["why"]["base"]["n"] == 1
    assert "words" not in reader.get("/p/kinds/results.json").text


def test_the_workbook_has_the_same_rows_and_says_how(answered: Poll, reader: FlaskClient) -> None:
    book = load_workbook(BytesIO(reader.get("/p/kinds/results.xlsx").data))
    assert book["tally"].max_row == len(csv_rows(reader)) + 1
    said = " ".join(str(row[0]) for row in book["about"].iter_rows(values_only=True))
    assert "invented" in said
    assert "Instant runoff: X." in said


def test_files_of_a_survey_that_nobody_answered_have_rows(add: Add, reader: FlaskClient) -> None:
    add(survey())
    rows = csv_rows(reader)
    assert {row["question_code"] for row in rows} == {"scale", "grid", "age", "day", "order", "why"}
    assert all(row["value"] == "" for row in rows if row["measure"] == "mean")
    assert questions(reader)["order"]["ranking"]["n"] == 0
